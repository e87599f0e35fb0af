/* Hooks of the resources, one file for each group; registered by rules.c. */
#pragma once
#include "domain/calendar.h"
#include "domain/domain.h"
#include "domain/words.h"

extern const struct model_hooks evidence_hooks, highlight_hooks, theme_hooks, insight_hooks, opportunity_hooks, score_hooks,
	decision_hooks, decision_role_hooks, roadmap_item_hooks, release_hooks, answer_hooks, contact_hooks;

/* True when a state field differs between the two rows. */
#define CHANGED(old, row, field) (!(old) || (old)->field != (row)->field)
