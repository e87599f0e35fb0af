/* The other half of loop health: handoffs between teams, a no that nobody was told, stale bets, outcomes, records, and
 * who waits for whom. See health.h. */
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/health.h"
#include "domain/show.h"
#include "domain/strength.h"
#include "domain/tell.h"

#define OPPORTUNITY (&resources[RES_opportunity])
#define ITEM (&resources[RES_roadmap_item])

/* ---- handoffs ---- */

/* Moves keep the old state; the new one is the old of the next move, or what the row says now. */
struct move {
	int64_t object, at;
	int from, to;
};

static enum err load_moves(struct cx *cx, struct move **ret, size_t *ret_n)
{
	struct db_rows *r;
	int64_t cap;
	size_t n = 0;

	TRY(db_one_int(
		cx,
		"SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND resource = 'opportunity' AND kind = 'move'",
		DB_ARGS(db_int(cx->workspace_id)), &cap, NULL));
	*ret = ARENA_ARRAY(cx->arena, struct move, cap + 1);
	TRY(db_query(cx,
		     "SELECT c.object_id, c.at, v.old_value, o.state FROM change c JOIN change_value v ON "
		     "v.workspace_id = c.workspace_id AND "
		     "v.change_id = c.id AND v.field = 'state' JOIN opportunity o ON o.workspace_id = c.workspace_id "
		     "AND o.id = c.object_id "
		     "WHERE c.workspace_id = ?1 AND c.resource = 'opportunity' AND c.kind = 'move' ORDER BY "
		     "c.object_id, c.id",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
	while (db_next(r) && n < (size_t)cap) {
		int64_t old = 0;
		int now = enum_by_name(ENUM_opportunity_state, db_col_str(r, 3));

		(void)str_to_i64(db_col_str(r, 2), &old);
		(*ret)[n] = (struct move){db_col_int(r, 0), db_col_int(r, 1), (int)old, now};
		if (n && (*ret)[n - 1].object == (*ret)[n].object)
			(*ret)[n - 1].to = (int)old;
		n++;
	}
	*ret_n = n;
	return db_end(r);
}

static void count_offer(const struct cx *cx, const struct zone *z, const struct move *offered, const struct move *next,
			struct handoffs *h)
{
	int64_t due = sla_due(z, SLA_HANDOFF, offered->at);

	if (next && next->object == offered->object) {
		h->in_time += next->at <= due;
		h->late += next->at > due;
	} else {
		h->open_overdue += due < cx->now_us;
		h->open_not_due += due >= cx->now_us;
	}
}

static enum err show_handoffs(struct cx *cx, int64_t from, int64_t to, struct json_out *j)
{
	struct zone *z = ARENA_NEW(cx->arena, struct zone);
	struct handoffs h = {0};
	struct ids offered = {0}, bounced = {0};
	struct move *m;
	size_t n;

	TRY(workspace_zone(cx, z));
	TRY(load_moves(cx, &m, &n));
	for (size_t i = 0; i < n; i++) {
		if (m[i].at < from || m[i].at >= to)
			continue;
		if (m[i].to == E_opportunity_state_bounced)
			(void)ids_add(cx->arena, &bounced, m[i].object);
		if (m[i].to != E_opportunity_state_offered)
			continue;
		(void)ids_add(cx->arena, &offered, m[i].object);
		count_offer(cx, z, &m[i], i + 1 < n ? &m[i + 1] : NULL, &h);
	}
	for (size_t i = 0; i < bounced.n; i++)
		h.bounced += ids_has(&offered, bounced.v[i]);
	h.total = (double)offered.n;
	struct figure a = share_figure(h.in_time, h.in_time + h.late + h.open_overdue, "no handoff is closed or due"),
		      b = share_figure(h.bounced, h.total, "nothing was handed over");

	a.value = handoff_attainment(&h);
	b.value = handoff_bounce_rate(&h);
	json_key(j, "handoff");
	json_open(j);
	show_figure(j, "attainment", &a);
	show_figure(j, "bounce_rate", &b);
	json_knum(j, "open_overdue", h.open_overdue);
	json_knum(j, "open_not_due", h.open_not_due);
	json_close(j);
	return OK;
}

/* ---- a no without an answer ---- */

static enum err show_silent_no(struct cx *cx, int64_t from, int64_t to, struct json_out *j)
{
	struct ids wont = {0}, silent = {0};
	double with_askers = 0;

	TRY(ids_of_query(cx,
			 "SELECT id FROM decision WHERE workspace_id = ?1 AND decided_at >= ?2 AND decided_at < ?3 AND "
			 "outcome = 'wont' AND archived_at IS NULL",
			 DB_ARGS(db_int(cx->workspace_id), db_int(from), db_int(to)), &wont));
	for (size_t i = 0; i < wont.n; i++) {
		struct asked a;

		TRY(tell_count(cx, &resources[RES_decision], wont.v[i], &a));
		with_askers += a.reachable > 0;
		if (a.reachable > a.answered)
			(void)ids_add(cx->arena, &silent, wont.v[i]);
	}
	struct figure f = share_figure((double)silent.n, with_askers, "no refusal has askers who can be reached");

	json_key(j, "silent_no");
	json_open(j);
	show_figure_members(j, &f);
	json_key(j, "objects");
	json_list(j);
	for (size_t i = 0; i < silent.n && i < 50; i++)
		TRY(show_ref(cx, j, &resources[RES_decision], silent.v[i]));
	json_list_end(j);
	json_close(j);
	return OK;
}

/* ---- staleness ---- */

static enum err find_stale(struct cx *cx, const struct resource *r, const struct ids *active, struct ids *ret)
{
	for (size_t i = 0; i < active->n; i++) {
		struct strength_of s;

		TRY(strength_find(cx, r, active->v[i], &s));
		if (strength_is_stale(cx, &s))
			(void)ids_add(cx->arena, ret, active->v[i]);
	}
	return OK;
}

static enum err show_staleness(struct cx *cx, struct json_out *j)
{
	struct ids opportunities = {0}, items = {0}, old = {0}, old_items = {0};

	TRY(ids_of_query(cx,
			 "SELECT id FROM opportunity WHERE workspace_id = ?1 AND archived_at IS NULL AND state IN "
			 "('offered', 'accepted', 'exploring', 'decided', "
			 "'reopened') ORDER BY id LIMIT 500",
			 DB_ARGS(db_int(cx->workspace_id)), &opportunities));
	TRY(ids_of_query(cx,
			 "SELECT id FROM roadmap_item WHERE workspace_id = ?1 AND archived_at IS NULL AND state IN "
			 "('candidate', 'committed', 'in_delivery') "
			 "ORDER BY id LIMIT 500",
			 DB_ARGS(db_int(cx->workspace_id)), &items));
	TRY(find_stale(cx, OPPORTUNITY, &opportunities, &old));
	TRY(find_stale(cx, ITEM, &items, &old_items));
	struct figure f =
		share_figure((double)(old.n + old_items.n), (double)(opportunities.n + items.n), "nothing is active");

	f.interval.known = false; /* the whole portfolio, not a sample */
	json_key(j, "staleness");
	json_open(j);
	show_figure_members(j, &f);
	json_key(j, "objects");
	json_list(j);
	for (size_t i = 0; i < old.n; i++)
		TRY(show_ref(cx, j, OPPORTUNITY, old.v[i]));
	for (size_t i = 0; i < old_items.n; i++)
		TRY(show_ref(cx, j, ITEM, old_items.v[i]));
	json_list_end(j);
	json_close(j);
	return OK;
}

/* ---- outcomes: verdicts come with outcome reviews; until then what is due is unmeasured, and is shown so ---- */

static enum err show_outcomes(struct cx *cx, struct json_out *j)
{
	struct zone *z = ARENA_NEW(cx->arena, struct zone);
	struct db_rows *r;
	size_t due = 0;
	enum verdict unmeasured[1000];

	TRY(workspace_zone(cx, z));
	TRY(db_query(cx,
		     "SELECT i.id, MIN(e.released_at) FROM roadmap_item i JOIN link k ON k.workspace_id = "
		     "i.workspace_id AND k.kind = 'roadmap_item_release' AND "
		     "k.from_id = i.id JOIN \"release\" e ON e.workspace_id = i.workspace_id AND e.id = k.to_id WHERE "
		     "i.workspace_id = ?1 AND "
		     "i.state IN ('released', 'reviewed') AND COALESCE(i.unmeasured_bet, 0) = 0 AND i.archived_at IS "
		     "NULL GROUP BY i.id LIMIT 1000",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
	while (db_next(r))
		if (sla_due(z, SLA_REVIEW, db_col_int(r, 1) + 30 * US_PER_DAY) < cx->now_us && due < 1000)
			unmeasured[due++] = VERDICT_UNMEASURED;
	TRY(db_end(r));
	struct hit_rate h = outcome_hit_rate(unmeasured, due);
	struct figure f = {h.hit_rate, h.hits, h.hits + h.misses, h.interval, "share", NULL},
		      measured = {h.measured, h.hits + h.misses + h.inconclusive, h.due, {0, 0, false}, "share", NULL},
		      strict = {h.strict, h.hits, h.due, {0, 0, false}, "share", NULL},
		      brier = {unknown("no resolved prediction"), 0, 0, {0, 0, false}, "score", NULL};

	json_key(j, "hit_rate");
	json_open(j);
	show_figure_members(j, &f);
	show_figure(j, "measured", &measured);
	show_figure(j, "strict", &strict);
	json_close(j);
	json_key(j, "calibration");
	json_open(j);
	show_figure(j, "brier", &brier);
	json_kz(j, "skill", NULL);
	json_close(j);
	return OK;
}

/* ---- who waits for whom ---- */

static enum err show_waits(struct cx *cx, struct json_out *j)
{
	static const struct {
		const char *what, *sql;
	} kinds[] = {
		{"handoff", "SELECT owner_id, COUNT(*), MIN(due_at) FROM opportunity WHERE workspace_id = ?1 AND "
			    "archived_at IS NULL AND state IN ('offered', 'bounced') "
			    "GROUP BY owner_id ORDER BY 2 DESC LIMIT 50"},
		{"decision",
		 "SELECT owner_id, COUNT(*), MIN(due_at) FROM opportunity WHERE workspace_id = ?1 AND archived_at IS "
		 "NULL AND "
		 "state IN ('accepted', 'exploring', 'reopened') GROUP BY owner_id ORDER BY 2 DESC LIMIT 50"},
		{"triage", "SELECT a.owner_id, COUNT(*), MIN(e.due_at) FROM evidence e LEFT JOIN account a ON "
			   "a.workspace_id = e.workspace_id AND a.id = e.account_id "
			   "WHERE e.workspace_id = ?1 AND e.archived_at IS NULL AND e.state = 'received' GROUP BY "
			   "a.owner_id ORDER BY 2 DESC LIMIT 50"},
	};

	json_key(j, "waits");
	json_list(j);
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		struct db_rows *r;
		struct {
			int64_t owner, n, oldest;
		} row[50];
		size_t n = 0;

		TRY(db_query(cx, kinds[k].sql, DB_ARGS(db_int(cx->workspace_id)), &r));
		for (; n < 50 && db_next(r); n++) {
			row[n].owner = db_col_int(r, 0);
			row[n].n = db_col_int(r, 1);
			row[n].oldest = db_col_int(r, 2);
		}
		TRY(db_end(r));
		for (size_t i = 0; i < n; i++) {
			json_open(j);
			TRY(show_ref_key(cx, j, "owner", &resources[RES_membership], row[i].owner));
			json_kz(j, "what", kinds[k].what);
			json_kint(j, "count", row[i].n);
			show_time(j, "oldest_due_at", row[i].oldest);
			json_close(j);
		}
	}
	json_list_end(j);
	return OK;
}

static enum err show_records(struct cx *cx, int64_t from, int64_t to, struct json_out *j)
{
	int64_t light, full;
	const struct db_value v[] = {db_int(cx->workspace_id), db_int(from), db_int(to)};

	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM decision WHERE workspace_id = ?1 AND decided_at >= ?2 AND decided_at < ?3 "
		       "AND form = 'light' AND archived_at IS NULL",
		       v, 3, &light, NULL));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM decision WHERE workspace_id = ?1 AND decided_at >= ?2 AND decided_at < ?3 "
		       "AND form = 'full' AND archived_at IS NULL",
		       v, 3, &full, NULL));
	json_kint(j, "light_records", light);
	json_kint(j, "full_records", full);
	return OK;
}

enum err health_show_deals(struct cx *cx, int64_t from_us, int64_t to_us, struct json_out *j)
{
	TRY(show_handoffs(cx, from_us, to_us, j));
	TRY(show_silent_no(cx, from_us, to_us, j));
	TRY(show_staleness(cx, j));
	TRY(show_outcomes(cx, j));
	TRY(show_waits(cx, j));
	return show_records(cx, from_us, to_us, j);
}
