/* The follower of the change log: keeps stage_reached, the states that follow from links, decisions and answers, and
 * the counts of themes. It reads sealed changes in order, finds the items that each one can have moved, and brings
 * their rows in line with what now holds; so it may read a change twice and never harms. Requests do not wait for it.
 *
 * Two rows of table `follower` hold its place: "stages" the last change done, "stages.item" the last item done of the
 * next one (a theme may stand behind thousands). Two processes may follow at once: the place is moved only from where
 * it was read, else the batch is thrown away. */
#include "base/clock.h"
#include "base/log.h"
#include "domain/domain.h"
#include "domain/fate.h"
#include "domain/themes.h"
#include <string.h>

#define EVIDENCE (&resources[RES_evidence])
enum { BATCH_ITEMS = 200, BATCH_CHANGES = 400 };

struct place {
	int64_t seq, item;
};

static enum err read_place(struct cx *cx, struct place *p)
{
	TRY(db_one_int(cx, "SELECT seq FROM follower WHERE workspace_id = ?1 AND name = 'stages'",
		       DB_ARGS(db_int(cx->workspace_id)), &p->seq, NULL));
	return db_one_int(cx, "SELECT seq FROM follower WHERE workspace_id = ?1 AND name = 'stages.item'",
			  DB_ARGS(db_int(cx->workspace_id)), &p->item, NULL);
}

static enum err move_place(struct cx *cx, const struct place *from, const struct place *to)
{
	int64_t changed;

	TRY(db_exec(cx, "UPDATE follower SET seq = ?2 WHERE workspace_id = ?1 AND name = 'stages' AND seq = ?3",
		    DB_ARGS(db_int(cx->workspace_id), db_int(to->seq), db_int(from->seq)), &changed));
	if (!changed && from->seq)
		return fail(cx, ERR_STALE, NULL, "another process follows");
	if (!changed)
		TRY(db_exec(cx, "INSERT INTO follower (workspace_id, name, seq) VALUES (?1, 'stages', ?2)",
			    DB_ARGS(db_int(cx->workspace_id), db_int(to->seq)), NULL));
	return db_exec(cx,
		       "INSERT INTO follower (workspace_id, name, seq) VALUES (?1, 'stages.item', ?2) "
		       "ON CONFLICT (workspace_id, name) DO UPDATE SET seq = excluded.seq",
		       DB_ARGS(db_int(cx->workspace_id), db_int(to->item)), NULL);
}

/* ---- one item ---- */

struct stages {
	int64_t at[E_evidence_state_answered + 1]; /* 0: not reached */
};

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool side_state(int64_t state)
{
	return state == E_evidence_state_spam || state == E_evidence_state_duplicate ||
	       state == E_evidence_state_waiting;
}

/* What a machine linked still needs a person when it is urgent, from a detractor or from a key account. */
static enum err rule_may_triage(struct cx *cx, const struct evidence *e, bool *ret)
{
	int64_t key = 0;

	if (HAS(e, evidence, account_id))
		TRY(db_one_int(cx, "SELECT COALESCE(key_account, 0) FROM account WHERE workspace_id = ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(e->account_id)), &key, NULL));
	bool unhappy = (HAS(e, evidence, emotion) && e->emotion <= -2) ||
		       (HAS(e, evidence, score) && HAS(e, evidence, score_max) && e->score_max > 0 &&
			e->score <= e->score_max * 0.6);

	*ret = !key && e->urgency != E_urgency_high && !unhappy;
	return OK;
}

static enum err stages_now(struct cx *cx, const struct evidence *e, const struct fate *f, int64_t change_at,
			   struct stages *s)
{
	int64_t said = HAS(e, evidence, received_at) ? e->received_at : e->head.created_at;
	bool by_rule = false, linked = f->linked || f->no_theme;

	*s = (struct stages){0};
	s->at[E_evidence_state_received] = said;
	if (f->linked && !f->by_person && e->state == E_evidence_state_received)
		TRY(rule_may_triage(cx, e, &by_rule));
	if (e->state != E_evidence_state_received || f->by_person || by_rule || f->no_theme)
		s->at[E_evidence_state_triaged] =
			later_of(said, linked && f->linked_at && f->linked_at < change_at ? f->linked_at : change_at);
	if (linked)
		s->at[E_evidence_state_linked] = later_of(said, f->linked_at ? f->linked_at : change_at);
	if (f->decision_id)
		s->at[E_evidence_state_decided] = later_of(s->at[E_evidence_state_linked], f->decided_at);
	if (f->answer_id)
		s->at[E_evidence_state_answered] = later_of(said, f->answered_at);
	return OK;
}

/* Stages that are there, one bit each. */
static enum err stages_there(struct cx *cx, int64_t id, unsigned *ret)
{
	struct db_rows *r;

	*ret = 0;
	TRY(db_query(cx, "SELECT stage FROM stage_reached WHERE workspace_id = ?1 AND evidence_id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(id)), &r));
	while (db_next(r)) {
		int stage = enum_by_name(ENUM_evidence_state, db_col_str(r, 0));

		*ret |= stage < 0 ? 0 : 1u << stage;
	}
	return db_end(r);
}

/* Rows that no longer hold go, new ones come; what is there keeps its first time. */
static enum err reconcile(struct cx *cx, int64_t id, const struct stages *s, int64_t cause)
{
	unsigned there;

	TRY(stages_there(cx, id, &there));
	for (int stage = 0; stage <= E_evidence_state_answered; stage++) {
		const char *name = enums[ENUM_evidence_state].values[stage];
		bool is_there = there >> stage & 1;

		if (s->at[stage] && !is_there)
			TRY(db_exec(cx,
				    "INSERT INTO stage_reached (workspace_id, evidence_id, stage, at, cause) VALUES "
				    "(?1, ?2, ?3, ?4, ?5) "
				    "ON CONFLICT (workspace_id, evidence_id, stage) DO NOTHING",
				    DB_ARGS(db_int(cx->workspace_id), db_int(id), db_z(name), db_int(s->at[stage]),
					    db_int(cause)),
				    NULL));
		else if (!s->at[stage] && is_there)
			TRY(db_exec(
				cx,
				"DELETE FROM stage_reached WHERE workspace_id = ?1 AND evidence_id = ?2 AND stage = ?3",
				DB_ARGS(db_int(cx->workspace_id), db_int(id), db_z(name)), NULL));
	}
	return OK;
}

static int state_of(const struct evidence *e, const struct stages *s)
{
	if (side_state(e->state))
		return (int)e->state;
	for (int stage = E_evidence_state_answered; stage > E_evidence_state_triaged; stage--)
		if (s->at[stage] && s->at[E_evidence_state_triaged])
			return stage;
	return s->at[E_evidence_state_triaged] ? E_evidence_state_triaged : E_evidence_state_received;
}

static enum err follow_item(struct cx *cx, int64_t id, int64_t change_at, int64_t cause)
{
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);
	struct fate f;
	struct stages s;

	TRY(model_get(cx, EVIDENCE, id, e));
	if (e->head.merged_into)
		return OK;
	TRY(fate_of(cx, id, &f));
	TRY(stages_now(cx, e, &f, change_at, &s));
	TRY(reconcile(cx, id, &s, cause));
	int to = state_of(e, &s);

	return to == e->state ? OK : model_set_state(cx, EVIDENCE, id, to, STR("follows from its links"));
}

static enum err settle_now(struct cx *cx, void *arg)
{
	int64_t id = *(int64_t *)arg;
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);
	struct fate f;
	struct stages s;

	TRY(model_get(cx, EVIDENCE, id, e));
	TRY(fate_of(cx, id, &f));
	TRY(stages_now(cx, e, &f, cx->now_us, &s));
	int to = state_of(e, &s);

	return to == e->state ? OK : model_set_state(cx, EVIDENCE, id, to, STR("follows from its links"));
}

/* The state alone, at once, for the request that triages one item: the reader sees where it stands. */
enum err evidence_settle(struct cx *cx, int64_t evidence_id)
{
	return domain_act_as(cx, ACTOR_RULE, settle_now, &evidence_id);
}

/* ---- which items a change can have moved ---- */

struct change {
	int64_t seq, id, object, at;
	const struct resource *r;
	struct str kind, reason;
};

/* "theme_opportunity th_... op_... 1": the other end counts too, since the first may have no path of its own. */
static enum err items_of_change(struct cx *cx, const struct change *c, struct ids *items, struct ids *themes)
{
	struct words w;

	if (c->r->id == RES_evidence) {
		(void)ids_add(cx->arena, items, c->object);
		if (str_is(c->kind, "link") || str_is(c->kind, "unlink")) {
			struct str rest = c->reason, part;
			const struct resource *to;
			int64_t id;

			for (int i = 0; i < 3 && str_split(&rest, ' ', &part); i++)
				if (i == 2 && id_parse(part, &to, &id) && to->id == RES_theme)
					(void)ids_add(cx->arena, themes, id);
		}
		return OK;
	}
	switch (c->r->id) {
	case RES_theme:
		if (str_is(c->kind, "merge") || str_is(c->kind, "create"))
			(void)ids_add(cx->arena, themes, c->object);
		break;
	case RES_insight:
	case RES_struggling_moment:
	case RES_opportunity:
	case RES_decision:
	case RES_roadmap_item:
	case RES_release:
	case RES_answer:
		break;
	default:
		return OK;
	}
	if (str_is(c->kind, "merge")) { /* everything moved to the survivor */
		int64_t into;

		TRY(db_one_int(
			cx,
			arena_printf(cx->arena,
				     "SELECT COALESCE(merged_into, 0) FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
				     c->r->name),
			DB_ARGS(db_int(cx->workspace_id), db_int(c->object)), &into, NULL));
		if (into && c->r->id == RES_theme)
			(void)ids_add(cx->arena, themes, into);
		TRY(words_of(cx, c->r, into ? into : c->object, &w));
	} else {
		TRY(words_of(cx, c->r, c->object, &w));
	}
	for (size_t i = 0; i < w.n; i++)
		(void)ids_add(cx->arena, items, w.v[i].id);
	return OK;
}

/* Plain edits move nothing: only links, moves, merges, archiving and what closes a record or ends an answer do. */
static bool can_move(const struct change *c)
{
	if (c->r->id == RES_evidence || c->r->id == RES_decision || c->r->id == RES_answer || c->r->id == RES_release)
		return true;
	return !str_is(c->kind, "update") && !str_is(c->kind, "version");
}

static enum err next_changes(struct cx *cx, const struct place *p, struct change *v, int most, int *ret_n)
{
	struct db_rows *r;
	int n = 0;

	TRY(db_query(cx,
		     "SELECT seq, id, resource, object_id, kind, at, reason FROM change WHERE workspace_id = ?1 AND "
		     "seq > ?2 ORDER BY seq LIMIT ?3",
		     DB_ARGS(db_int(cx->workspace_id), db_int(p->seq), db_int(most)), &r));
	while (n < most && db_next(r)) {
		v[n].seq = db_col_int(r, 0);
		v[n].id = db_col_int(r, 1);
		v[n].r = resource_by_name(db_col_str(r, 2));
		v[n].object = db_col_int(r, 3);
		v[n].kind = str_copy(cx->arena, db_col_str(r, 4));
		v[n].at = db_col_int(r, 5);
		v[n].reason = str_copy(cx->arena, db_col_str(r, 6));
		n++;
	}
	*ret_n = n;
	return db_end(r);
}

struct batch {
	bool more;
};

/* Themes with a rule take what is new or corrected. Read once a batch. */
struct rules {
	bool loaded;
	struct ids themes;
	struct str *rule;
};

static enum err load_rules(struct cx *cx, struct rules *r)
{
	r->loaded = true;
	TRY(ids_of_query(cx,
			 "SELECT id FROM theme WHERE workspace_id = ?1 AND rule IS NOT NULL AND rule <> '' AND "
			 "archived_at IS NULL AND state <> 'retired'",
			 DB_ARGS(db_int(cx->workspace_id)), &r->themes));
	r->rule = ARENA_ARRAY(cx->arena, struct str, r->themes.n + 1);
	for (size_t i = 0; i < r->themes.n; i++) {
		struct theme *t = ARENA_NEW(cx->arena, struct theme);

		TRY(model_get(cx, &resources[RES_theme], r->themes.v[i], t));
		r->rule[i] = t->rule;
	}
	return OK;
}

static enum err apply_rules(struct cx *cx, const struct change *c, struct rules *r, struct ids *themes)
{
	if (c->r->id != RES_evidence || (!str_is(c->kind, "create") && !str_is(c->kind, "version")))
		return OK;
	if (!r->loaded)
		TRY(load_rules(cx, r));
	for (size_t i = 0; i < r->themes.n; i++) {
		bool matches = false;
		enum err e = theme_rule_matches(cx, r->rule[i], c->object, &matches);

		if (e == ERR_INVALID || e == ERR_NOT_FOUND) { /* the rule names something that is gone */
			fail_clear(cx);
			continue;
		}
		TRY(e);
		if (!matches)
			continue;
		TRY(link_add(
			cx,
			&(struct link){.kind = LINK_evidence_theme, .from = c->object, .to = r->themes.v[i], .sign = 1},
			NULL));
		(void)ids_add(cx->arena, themes, r->themes.v[i]);
	}
	return OK;
}

/* Items of one change from place.item on; *ret_done false when the batch is full before the change is. */
static enum err follow_change(struct cx *cx, const struct change *c, struct place *p, int *budget, struct rules *rules,
			      struct ids *themes, bool *ret_done)
{
	struct ids items = {0};

	*ret_done = true;
	if (!c->r || !can_move(c))
		return OK;
	TRY(apply_rules(cx, c, rules, themes));
	TRY(items_of_change(cx, c, &items, themes));
	for (size_t i = 0; i < items.n; i++) {
		if (items.v[i] <= p->item)
			continue;
		if (--*budget < 0) {
			*ret_done = false;
			return OK;
		}
		enum err e = follow_item(cx, items.v[i], c->at, c->id);

		if (e == ERR_NOT_FOUND) /* erased since */
			fail_clear(cx);
		else
			TRY(e);
		p->item = items.v[i];
	}
	return OK;
}

static enum err follow(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct change *change = ARENA_ARRAY(cx->arena, struct change, BATCH_CHANGES);
	struct place from = {0}, to;
	struct ids themes = {0};
	struct rules rules = {0};
	int n, budget = BATCH_ITEMS;
	bool done = true;

	TRY(read_place(cx, &from));
	to = from;
	TRY(next_changes(cx, &from, change, BATCH_CHANGES, &n));
	for (int i = 0; i < n && done; i++) {
		TRY(follow_change(cx, &change[i], &to, &budget, &rules, &themes, &done));
		if (done)
			to = (struct place){change[i].seq, 0};
	}
	for (size_t i = 0; i < themes.n; i++)
		TRY(theme_recount(cx, themes.v[i]));
	b->more = !done || n == BATCH_CHANGES;
	return n ? move_place(cx, &from, &to) : OK;
}

static enum err follow_as_rule(struct cx *cx, void *arg)
{
	return domain_act_as(cx, ACTOR_RULE, follow, arg);
}

enum err domain_follow(struct cx *cx, bool *ret_more)
{
	struct batch b = {0};
	enum err e = db_write(cx, follow_as_rule, &b);

	*ret_more = b.more;
	if (e == ERR_STALE) { /* somebody was quicker, or an item changed in between: read again later */
		fail_clear(cx);
		*ret_more = false;
		return OK;
	}
	return e;
}

/* ---- all workspaces ---- */

static enum err waiting_workspaces(struct cx *cx, void *arg)
{
	return ids_of_query(cx,
			    "SELECT w.id FROM workspace w WHERE w.archived_at IS NULL AND COALESCE((SELECT MAX(c.seq) "
			    "FROM change c WHERE "
			    "c.workspace_id = w.id), 0) > COALESCE((SELECT f.seq FROM follower f WHERE f.workspace_id "
			    "= w.id AND f.name = 'stages'), 0) "
			    "ORDER BY w.id",
			    DB_NO_ARGS, arg);
}

static enum err follow_one(struct cx *root, int64_t workspace_id)
{
	bool more = true;

	while (more) {
		struct arena arena;
		struct cx cx;

		arena_init(&arena);
		cx_fork(root, &arena, &cx);
		cx.workspace_id = workspace_id;
		enum err e = domain_follow(&cx, &more);

		if (e)
			root->failure = cx.failure;
		arena_release(&arena);
		TRY(e);
	}
	return OK;
}

enum err domain_follow_all(struct cx *cx, int64_t workspace_id)
{
	struct ids waiting = {0};
	enum err worst = OK;

	if (workspace_id)
		return follow_one(cx, workspace_id);
	TRY(db_read(cx, waiting_workspaces, &waiting));
	for (size_t i = 0; i < waiting.n; i++) {
		enum err e = follow_one(cx, waiting.v[i]);

		if (e) {
			log_event(LOG_WARN, "follow.failed", "workspace=%lld code=%s", (long long)waiting.v[i],
				  err_code(e));
			worst = e;
		}
	}
	return worst;
}
