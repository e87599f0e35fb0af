/* The short path: a drag writes the item, the goal by its title, and the light decision record. See chain.h. */
#include "domain/chain.h"
#include "base/clock.h"
#include "domain/domain.h"
#include "domain/show.h"
#include "domain/strength.h"

#define OPPORTUNITY (&resources[RES_opportunity])
#define DECISION (&resources[RES_decision])
#define ITEM (&resources[RES_roadmap_item])
enum { REVIEW_DAYS = 90, TOLD_MEMBERS = 50 };

static struct str cut(struct str s, size_t codepoints)
{
	if (utf8_length(s) > codepoints)
		s.n = utf8_offset(s, codepoints);
	return s;
}

static enum err link_two(struct cx *cx, enum link_kind kind, int64_t from, int64_t to)
{
	return link_add(cx, &(struct link){.kind = kind, .from = from, .to = to, .sign = 1}, NULL);
}

/* ---- records ---- */

static enum err snapshot_opportunity(struct cx *cx, int64_t id, struct json_out *j)
{
	struct strength_of s;
	struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);
	size_t against = 0;

	TRY(model_get(cx, OPPORTUNITY, id, o));
	TRY(strength_find(cx, OPPORTUNITY, id, &s));
	for (size_t i = 0; i < s.words.n; i++)
		against += s.words.v[i].sign < 0;
	json_open(j);
	show_id(j, "id", OPPORTUNITY, id);
	json_kstr(j, "need", o->need);
	json_kint(j, "items", (int64_t)s.words.n);
	json_kint(j, "against", (int64_t)against);
	json_kint(j, "accounts", (int64_t)s.accounts);
	json_knum(j, "strength", s.all.value);
	json_knum(j, "strength_confirmed", s.confirmed.value);
	show_time(j, "newest_support_at", s.newest_support_at);
	json_close(j);
	return OK;
}

static enum err snapshot_of(struct cx *cx, const struct ids *opportunity, struct str *ret)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 100000);
	json_start(&j, &b);
	json_open(&j);
	show_time(&j, "at", cx->now_us);
	json_key(&j, "opportunities");
	json_list(&j);
	for (size_t i = 0; i < opportunity->n && i < 50; i++)
		TRY(snapshot_opportunity(cx, opportunity->v[i], &j));
	json_list_end(&j);
	json_close(&j);
	*ret = str_copy(cx->arena, buf_view(&b));
	return OK;
}

enum err decision_snapshot(struct cx *cx, int64_t decision_id, struct str *ret)
{
	struct ids opportunity = {0};

	TRY(opportunities_of(cx, DECISION, decision_id, &opportunity));
	return snapshot_of(cx, &opportunity, ret);
}

/* Those who brought the words learn what became of them. */
static enum err tell_reporters(struct cx *cx, int64_t decision_id, int64_t number, const char *outcome)
{
	struct words w;
	struct ids items = {0}, members = {0};

	TRY(words_of(cx, DECISION, decision_id, &w));
	for (size_t i = 0; i < w.n; i++)
		(void)ids_add(cx->arena, &items, w.v[i].id);
	for (size_t i = 0; i < items.n && members.n < TOLD_MEMBERS; i++) {
		int64_t by;

		TRY(db_one_int(cx, "SELECT COALESCE(created_by, 0) FROM evidence WHERE workspace_id = ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(items.v[i])), &by, NULL));
		if (ids_add(cx->arena, &members, by))
			TRY(domain_notify(cx, by, DECISION, decision_id, "D-%lld settles something you brought in: %s",
					  (long long)number, outcome));
	}
	return OK;
}

enum err decision_settle(struct cx *cx, int64_t decision_id)
{
	static const char *const words[] = {"yes", "not now", "no", "more evidence is needed"};
	struct decision *d = ARENA_NEW(cx->arena, struct decision);
	struct ids opportunity = {0};

	TRY(model_get(cx, DECISION, decision_id, d));
	TRY(ids_of_links(cx, LINK_opportunity_decision, decision_id, false, &opportunity));
	int to = d->outcome == E_decision_outcome_need_evidence ? E_opportunity_state_exploring
								: E_opportunity_state_decided;

	for (size_t i = 0; i < opportunity.n; i++) {
		struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);

		TRY(model_get(cx, OPPORTUNITY, opportunity.v[i], o));
		if (o->state != E_opportunity_state_done && !o->head.archived_at)
			TRY(model_set_state(cx, OPPORTUNITY, o->head.id, to, d->reason));
		TRY(domain_notify(cx, o->owner_id, DECISION, decision_id, "D-%lld on O-%lld: %s",
				  (long long)d->head.number, (long long)o->head.number, words[d->outcome]));
	}
	return tell_reporters(cx, decision_id, d->head.number, words[d->outcome]);
}

/* A record that is closed as it is written: its links follow, then it takes its objects along. */
static enum err write_record(struct cx *cx, const struct ruling *r, const struct ids *opportunity, int64_t item,
			     int form, int64_t *ret)
{
	struct decision *d = ARENA_NEW(cx->arena, struct decision);

	if (!str_trim(r->reason).n)
		return fail(cx, ERR_INVALID, "reason", "say why, in one line a customer could read");
	SET(d, decision, question, cut(r->question, 1000));
	SET(d, decision, options, r->options.n ? r->options : STR("[\"Take it up\",\"Leave it\"]"));
	SET(d, decision, outcome, r->outcome);
	SET(d, decision, reason, str_trim(r->reason));
	SET(d, decision, protocol, E_protocol_single);
	SET(d, decision, form, form);
	SET(d, decision, review_on, r->review_on ? r->review_on : cx->now_us / US_PER_DAY + REVIEW_DAYS);
	if (r->supersedes)
		SET(d, decision, supersedes, r->supersedes);
	TRY(snapshot_of(cx, opportunity, &d->snapshot));
	row_mark(d, FI_decision_snapshot);
	TRY(model_create(cx, DECISION, d));
	for (size_t i = 0; i < opportunity->n; i++)
		TRY(link_two(cx, LINK_opportunity_decision, opportunity->v[i], d->head.id));
	if (item)
		TRY(link_two(cx, LINK_roadmap_item_decision, item, d->head.id));
	*ret = d->head.id;
	return decision_settle(cx, d->head.id);
}

static enum err light_allowed(struct cx *cx)
{
	int64_t strict;

	TRY(db_one_int(cx, "SELECT CASE profile WHEN 'strict' THEN 1 ELSE 0 END FROM workspace WHERE id = ?1",
		       DB_ARGS(db_int(cx->workspace_id)), &strict, NULL));
	return strict ? fail(cx, ERR_STATE, NULL,
			     "the profile `strict` asks for a full decision record: write one and close it, then place "
			     "the item")
		      : OK;
}

/* Already settled by a full record with outcome do: the drag needs no second one. */
static enum err settled_by(struct cx *cx, int64_t opportunity_id, int64_t *ret)
{
	return db_one_int(
		cx,
		"SELECT d.id FROM decision d JOIN link l ON l.workspace_id = d.workspace_id AND l.to_id = d.id "
		"WHERE l.workspace_id = ?1 AND l.kind = 'opportunity_decision' AND l.from_id = ?2 AND d.form = 'full' "
		"AND d.outcome = 'do' "
		"AND d.archived_at IS NULL ORDER BY d.decided_at DESC LIMIT 1",
		DB_ARGS(db_int(cx->workspace_id), db_int(opportunity_id)), ret, NULL);
}

enum err opportunity_decide(struct cx *cx, int64_t opportunity_id, const struct ruling *given, int64_t *ret_decision)
{
	struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);
	struct ids opportunity = {0};
	struct ruling r = *given;

	TRY(light_allowed(cx));
	TRY(model_get(cx, OPPORTUNITY, opportunity_id, o));
	if (!r.question.n)
		r.question = str_of(arena_printf(cx->arena, "Do we take this up: %.*s?", STR_ARG(cut(o->need, 800))));
	(void)ids_add(cx->arena, &opportunity, opportunity_id);
	return write_record(cx, &r, &opportunity, 0, E_decision_form_light, ret_decision);
}

enum err decision_supersede(struct cx *cx, int64_t decision_id, const struct ruling *given, int64_t *ret_decision)
{
	struct decision *old = ARENA_NEW(cx->arena, struct decision);
	struct ids opportunity = {0}, items = {0};
	struct ruling r = *given;
	int64_t later;

	TRY(model_get(cx, DECISION, decision_id, old));
	if (!HAS(old, decision, decided_at))
		return fail(cx, ERR_STATE, NULL, "the record is still open: close it instead");
	TRY(db_one_int(
		cx, "SELECT COUNT(*) FROM decision WHERE workspace_id = ?1 AND supersedes = ?2 AND archived_at IS NULL",
		DB_ARGS(db_int(cx->workspace_id), db_int(decision_id)), &later, NULL));
	if (later)
		return fail(cx, ERR_STATE, NULL, "another record supersedes it already: supersede that one");
	TRY(ids_of_links(cx, LINK_opportunity_decision, decision_id, false, &opportunity));
	TRY(ids_of_links(cx, LINK_roadmap_item_decision, decision_id, false, &items));
	if (!r.question.n)
		r.question = old->question;
	if (!r.options.n && HAS(old, decision, options))
		r.options = old->options;
	r.supersedes = decision_id;
	TRY(write_record(cx, &r, &opportunity, 0, (int)old->form, ret_decision));
	for (size_t i = 0; i < items.n; i++)
		TRY(link_two(cx, LINK_roadmap_item_decision, items.v[i], *ret_decision));
	return OK;
}

/* ---- placing ---- */

static enum err find_goal(struct cx *cx, const struct placing *p, int64_t *ret_goal, int64_t *ret_made)
{
	struct goal *g = ARENA_NEW(cx->arena, struct goal);
	struct str title = str_trim(p->goal_title);

	*ret_made = 0;
	*ret_goal = p->goal_id;
	if (p->goal_id || !title.n)
		return OK;
	TRY(db_one_int(cx,
		       "SELECT id FROM goal WHERE workspace_id = ?1 AND objective = ?2 AND archived_at IS NULL ORDER "
		       "BY id LIMIT 1",
		       DB_ARGS(db_int(cx->workspace_id), db_text(title)), ret_goal, NULL));
	if (*ret_goal)
		return OK;
	SET(g, goal, objective, title);
	if (cx->member_id)
		SET(g, goal, owner_id, cx->member_id);
	TRY(model_create(cx, &resources[RES_goal], g));
	*ret_goal = *ret_made = g->head.id;
	return OK;
}

/* Between the item it is put before and the one above that; at the end otherwise. */
static enum err find_position(struct cx *cx, const struct placing *p, double *ret)
{
	struct db_rows *r;
	double before = 0;
	const char *horizon = enums[ENUM_horizon].values[p->horizon];

	if (p->has_position) {
		*ret = p->position;
		return OK;
	}
	if (p->before_id) {
		struct roadmap_item *b = ARENA_NEW(cx->arena, struct roadmap_item);

		TRY(model_get(cx, ITEM, p->before_id, b));
		before = b->position;
	}
	const struct db_value v[] = {db_int(cx->workspace_id), db_z(horizon), db_real(before)};

	TRY(db_query(cx,
		     p->before_id ? "SELECT MAX(\"position\") FROM roadmap_item WHERE workspace_id = ?1 AND horizon = "
				    "?2 AND archived_at IS NULL AND \"position\" < ?3"
				  : "SELECT MAX(\"position\") FROM roadmap_item WHERE workspace_id = ?1 AND horizon = "
				    "?2 AND archived_at IS NULL",
		     v, p->before_id ? 3 : 2, &r));
	bool some = db_next(r) && !db_col_null(r, 0);
	double above = some ? db_col_real(r, 0) : 0;

	*ret = p->before_id ? some ? (above + before) / 2 : before - 1 : above + 1;
	return db_end(r);
}

static enum err open_item_of(struct cx *cx, int64_t opportunity_id, int64_t *ret)
{
	return db_one_int(
		cx,
		"SELECT i.id FROM roadmap_item i JOIN link l ON l.workspace_id = i.workspace_id AND l.to_id = i.id "
		"WHERE l.workspace_id = ?1 AND l.kind = 'opportunity_roadmap_item' AND l.from_id = ?2 AND "
		"i.archived_at IS NULL "
		"AND i.state IN ('candidate', 'committed', 'in_delivery') ORDER BY i.id LIMIT 1",
		DB_ARGS(db_int(cx->workspace_id), db_int(opportunity_id)), ret, NULL);
}

static enum err record_placing(struct cx *cx, const struct placing *p, const struct ids *opportunity, int64_t item,
			       struct str title, int64_t *ret_decision)
{
	struct ruling r = {.outcome =
				   p->horizon == E_horizon_later ? E_decision_outcome_not_now : E_decision_outcome_do,
			   .reason = p->reason};
	const char *horizon = enums[ENUM_horizon].values[p->horizon];

	r.question =
		str_of(arena_printf(cx->arena, "Does this belong to %s: %.*s?", horizon, STR_ARG(cut(title, 800))));
	r.options = str_of(arena_printf(cx->arena, "[\"Put it to %s\",\"Leave it\"]", horizon));
	return write_record(cx, &r, opportunity, item, E_decision_form_light, ret_decision);
}

static enum err move_item(struct cx *cx, const struct placing *p, int64_t id, struct placed *ret)
{
	struct roadmap_item *old = ARENA_NEW(cx->arena, struct roadmap_item),
			    *patch = ARENA_NEW(cx->arena, struct roadmap_item);
	struct ids opportunity = {0};
	double position;
	int64_t goal;

	TRY(model_get(cx, ITEM, id, old));
	if (old->state > E_roadmap_state_in_delivery || old->head.archived_at)
		return fail(cx, ERR_STATE, NULL, "R-%lld is released or dropped: it no longer moves",
			    (long long)old->head.number);
	TRY(find_goal(cx, p, &goal, &ret->goal_id));
	TRY(find_position(cx, p, &position));
	SET(patch, roadmap_item, horizon, p->horizon);
	SET(patch, roadmap_item, position, position);
	if (goal)
		SET(patch, roadmap_item, goal_id, goal);
	if (p->title.n)
		SET(patch, roadmap_item, title, p->title);
	TRY(model_update(cx, ITEM, id, -1, false, patch, p->reason));
	ret->roadmap_item_id = id;
	if (old->horizon == p->horizon)
		return OK;
	TRY(light_allowed(cx));
	TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, id, false, &opportunity));
	return record_placing(cx, p, &opportunity, id, old->title, &ret->decision_id);
}

/* The goal also becomes the opportunity's, if it has none. */
static enum err give_goal(struct cx *cx, const struct opportunity *o, int64_t goal)
{
	struct opportunity *patch = ARENA_NEW(cx->arena, struct opportunity);

	if (!goal)
		return OK;
	TRY(link_two(cx, LINK_goal_opportunity, goal, o->head.id));
	if (HAS(o, opportunity, goal_id))
		return OK;
	SET(patch, opportunity, goal_id, goal);
	return model_update(cx, OPPORTUNITY, o->head.id, -1, false, patch, (struct str){0});
}

static enum err make_item(struct cx *cx, const struct placing *p, const struct opportunity *o, struct placed *ret)
{
	struct roadmap_item *item = ARENA_NEW(cx->arena, struct roadmap_item);
	struct ids opportunity = {0};
	int64_t goal, full = 0;
	double position;

	TRY(find_goal(cx, p, &goal, &ret->goal_id));
	if (!goal && HAS(o, opportunity, goal_id))
		goal = o->goal_id;
	TRY(find_position(cx, p, &position));
	SET(item, roadmap_item, title, cut(p->title.n ? p->title : o->need, 300));
	SET(item, roadmap_item, horizon, p->horizon);
	SET(item, roadmap_item, position, position);
	if (goal)
		SET(item, roadmap_item, goal_id, goal);
	TRY(model_create(cx, ITEM, item));
	ret->roadmap_item_id = item->head.id;
	ret->is_new = true;
	TRY(link_two(cx, LINK_opportunity_roadmap_item, o->head.id, item->head.id));
	TRY(give_goal(cx, o, goal));
	if (p->horizon != E_horizon_later)
		TRY(settled_by(cx, o->head.id, &full));
	if (full) {
		ret->decision_id = full;
		return link_two(cx, LINK_roadmap_item_decision, item->head.id, full);
	}
	TRY(light_allowed(cx));
	(void)ids_add(cx->arena, &opportunity, o->head.id);
	return record_placing(cx, p, &opportunity, item->head.id, o->need, &ret->decision_id);
}

enum err roadmap_place(struct cx *cx, const struct placing *p, struct placed *ret)
{
	struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);
	int64_t open = p->roadmap_item_id, words;

	*ret = (struct placed){0};
	if (open)
		return move_item(cx, p, open, ret);
	TRY(model_get(cx, OPPORTUNITY, p->opportunity_id, o));
	TRY(open_item_of(cx, p->opportunity_id, &open));
	if (open)
		return move_item(cx, p, open, ret);
	TRY(db_one_int(
		cx,
		"SELECT COUNT(*) FROM link WHERE workspace_id = ?1 AND to_id = ?2 AND kind IN "
		"('evidence_opportunity', 'theme_opportunity', 'insight_opportunity', 'struggling_moment_opportunity')",
		DB_ARGS(db_int(cx->workspace_id), db_int(p->opportunity_id)), &words, NULL));
	if (!words)
		return fail(cx, ERR_STATE, NULL,
			    "O-%lld rests on nothing yet: link an insight, a theme or an evidence item first",
			    (long long)o->head.number);
	return make_item(cx, p, o, ret);
}

/* ---- dropping and releasing ---- */

enum err roadmap_drop(struct cx *cx, int64_t roadmap_item_id, const struct ruling *given, int64_t *ret_decision)
{
	struct roadmap_item *item = ARENA_NEW(cx->arena, struct roadmap_item);
	struct ids opportunity = {0};
	struct ruling r = *given;

	TRY(light_allowed(cx));
	if (r.outcome != E_decision_outcome_wont && r.outcome != E_decision_outcome_not_now)
		return fail(cx, ERR_INVALID, "outcome", "an item is dropped with wont or not_now");
	TRY(model_get(cx, ITEM, roadmap_item_id, item));
	r.question = str_of(arena_printf(cx->arena, "Do we drop this: %.*s?", STR_ARG(item->title)));
	r.options = STR("[\"Drop it\",\"Keep it\"]");
	TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, roadmap_item_id, false, &opportunity));
	TRY(write_record(cx, &r, &opportunity, roadmap_item_id, E_decision_form_light, ret_decision));
	return model_move(cx, ITEM, roadmap_item_id, -1, E_roadmap_state_dropped, r.reason);
}

static enum err find_release(struct cx *cx, const struct roadmap_item *item, const struct releasing *p, int64_t *ret)
{
	struct release *r = ARENA_NEW(cx->arena, struct release);

	if (p->release_id) {
		TRY(model_get(cx, &resources[RES_release], p->release_id, r));
		*ret = p->release_id;
		return OK;
	}
	SET(r, release, name, p->name.n ? p->name : cut(item->title, 200));
	SET(r, release, released_at, p->released_at ? p->released_at : cx->now_us);
	SET(r, release, audience, E_audience_customer);
	TRY(model_create(cx, &resources[RES_release], r));
	*ret = r->head.id;
	return OK;
}

/* An opportunity is done when none of its items is still to come. */
static enum err finish_opportunities(struct cx *cx, int64_t item)
{
	struct ids opportunity = {0};

	TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, item, false, &opportunity));
	for (size_t i = 0; i < opportunity.n; i++) {
		int64_t open;

		TRY(open_item_of(cx, opportunity.v[i], &open));
		if (!open)
			TRY(model_set_state(cx, OPPORTUNITY, opportunity.v[i], E_opportunity_state_done,
					    STR("released")));
	}
	return OK;
}

enum err roadmap_release(struct cx *cx, int64_t roadmap_item_id, const struct releasing *p, struct released *ret)
{
	struct roadmap_item *item = ARENA_NEW(cx->arena, struct roadmap_item);

	*ret = (struct released){0};
	TRY(model_get(cx, ITEM, roadmap_item_id, item));
	TRY(find_release(cx, item, p, &ret->release_id));
	TRY(link_two(cx, LINK_roadmap_item_release, roadmap_item_id, ret->release_id));
	TRY(model_move(cx, ITEM, roadmap_item_id, -1, E_roadmap_state_released, (struct str){0}));
	if (str_trim(p->changelog).n) {
		struct changelog_entry *c = ARENA_NEW(cx->arena, struct changelog_entry);

		SET(c, changelog_entry, release_id, ret->release_id);
		SET(c, changelog_entry, text, str_trim(p->changelog));
		TRY(model_create(cx, &resources[RES_changelog_entry], c));
		ret->changelog_entry_id = c->head.id;
	}
	TRY(finish_opportunities(cx, roadmap_item_id));
	return domain_notify(cx, item->owner_id, &resources[RES_release], ret->release_id,
			     "R-%lld is released: tell those who asked", (long long)item->head.number);
}
