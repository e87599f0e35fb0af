/* Deadlines: business days (Monday to Friday) of the workspace's zone, and the limits of domain.md section 3. */
#pragma once
#include "base/cx.h"
#include "base/zone.h"

/* SLA(name, business days or hours, unit): the default limits. */
enum sla_unit { SLA_DAYS, SLA_HOURS };
enum sla {
	SLA_RECEIPT,
	SLA_RECEIPT_URGENT,
	SLA_TRIAGE,
	SLA_LINK,
	SLA_HANDOFF,
	SLA_DECISION,
	SLA_ANSWER_DECISION,
	SLA_ANSWER_RELEASE,
	SLA_REVIEW,
	SLA_COUNT
};

/* from + n business days: the same local time n working days later; a start on a weekend counts from Monday 0:00. */
int64_t business_days_after(const struct zone *z, int64_t from_us, int n);
int64_t sla_due(const struct zone *z, enum sla s, int64_t from_us);
/* Zone of cx->workspace_id, UTC when it names none. Inside a transaction. */
[[nodiscard]] enum err workspace_zone(struct cx *cx, struct zone *ret);
