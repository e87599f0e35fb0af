/* Registers the hooks, and what several of them share. */
#include "domain/rules/rules.h"
#include <stdarg.h>
#include <stdio.h>

void domain_register(struct model *m)
{
	model_set_hooks(m, RES_evidence, &evidence_hooks);
	model_set_hooks(m, RES_highlight, &highlight_hooks);
	model_set_hooks(m, RES_theme, &theme_hooks);
	model_set_hooks(m, RES_insight, &insight_hooks);
	model_set_hooks(m, RES_opportunity, &opportunity_hooks);
	model_set_hooks(m, RES_score, &score_hooks);
	model_set_hooks(m, RES_decision, &decision_hooks);
	model_set_hooks(m, RES_decision_role, &decision_role_hooks);
	model_set_hooks(m, RES_roadmap_item, &roadmap_item_hooks);
	model_set_hooks(m, RES_release, &release_hooks);
	model_set_hooks(m, RES_answer, &answer_hooks);
	model_set_hooks(m, RES_contact, &contact_hooks);
}

enum err domain_act_as(struct cx *cx, enum actor actor, enum err (*fn)(struct cx *cx, void *arg), void *arg)
{
	enum actor was = cx->actor;
	int64_t member = cx->member_id;

	cx->actor = actor;
	if (actor != ACTOR_PERSON)
		cx->member_id = 0;
	enum err e = fn(cx, arg);

	cx->actor = was;
	cx->member_id = member;
	return e;
}

enum err domain_notify(struct cx *cx, int64_t member_id, const struct resource *about, int64_t id, const char *fmt, ...)
{
	struct notification *n = ARENA_NEW(cx->arena, struct notification);
	char text[1200], object[ID_TEXT];
	va_list ap;

	if (!member_id || member_id == cx->member_id)
		return OK;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	id_format(about, id, object);
	struct str s = str_copy(cx->arena, str_of(text));

	if (utf8_length(s) > 500)
		s.n = utf8_offset(s, 500);
	SET(n, notification, member_id, member_id);
	SET(n, notification, text, s);
	SET(n, notification, object, str_copy(cx->arena, str_of(object)));
	return model_create(cx, &resources[RES_notification], n);
}
