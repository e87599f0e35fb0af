/* Themes and insights: first states, rules that must parse, review by somebody else than the author. */
#include "domain/rules/rules.h"
#include "domain/themes.h"

static enum err theme_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct theme *old = old_row;
	struct theme *t = row;

	if (!old && !HAS(t, theme, origin))
		SET(t, theme, origin, cx->actor == ACTOR_PERSON ? E_theme_origin_person : E_theme_origin_machine);
	if (!old && !HAS(t, theme, state))
		SET(t, theme, state,
		    t->origin == E_theme_origin_machine ? E_theme_state_proposed : E_theme_state_active);
	if (HAS(t, theme, rule) && t->rule.n && (!old || !str_eq(old->rule, t->rule)))
		TRY(theme_rule_check(cx, t->rule));
	return OK;
}

/* A new rule takes what is already here; what comes later joins by the follower. */
static enum err theme_after_save(struct cx *cx, const void *old_row, const void *row)
{
	const struct theme *old = old_row, *t = row;
	int64_t linked;

	if (!t->rule.n || (old && str_eq(old->rule, t->rule)))
		return OK;
	return theme_rule_apply(cx, t->head.id, t->rule, COLLECT_MOST, &linked);
}

const struct model_hooks theme_hooks = {.before_save = theme_before_save, .after_save = theme_after_save};

static enum err profile_of(struct cx *cx, int64_t *ret)
{
	struct db_rows *r;

	*ret = E_profile_light;
	TRY(db_query(cx, "SELECT profile FROM workspace WHERE id = ?1", DB_ARGS(db_int(cx->workspace_id)), &r));
	if (db_next(r)) {
		int p = enum_by_name(ENUM_profile, db_col_str(r, 0));

		*ret = p < 0 ? E_profile_light : p;
	}
	return db_end(r);
}

static enum err insight_may_move(struct cx *cx, const void *row, int to, struct str reason)
{
	const struct insight *i = row;
	int64_t profile;

	(void)reason;
	if (to != E_insight_state_accepted)
		return OK;
	TRY(profile_of(cx, &profile));
	if (profile != E_profile_light && i->head.created_by == cx->member_id && cx->actor == ACTOR_PERSON)
		return fail(cx, ERR_STATE, "state",
			    "an insight is accepted by peer review: somebody other than its author accepts it");
	return OK;
}

const struct model_hooks insight_hooks = {.may_move = insight_may_move};
