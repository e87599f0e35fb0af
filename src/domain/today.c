/* The Today page; see today.h. The last visit is kept as a reader's place in table `follower`, in microseconds, so that
 * it needs no field on a member and no change in anybody's history. */
#include "domain/today.h"
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/show.h"
#include "domain/tell.h"
#include "domain/themes.h"
#include <stdlib.h>

enum { SHOWN = 50, FIRST_VISIT_DAYS = 7, TO_TELL = 20 };

static const char *seen_name(struct cx *cx)
{
	return arena_printf(cx->arena, "seen.%lld", (long long)cx->member_id);
}

static enum err last_visit(struct cx *cx, int64_t *ret)
{
	bool found;

	TRY(db_one_int(cx, "SELECT seq FROM follower WHERE workspace_id = ?1 AND name = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_z(seen_name(cx))), ret, &found));
	if (!found)
		*ret = cx->now_us - FIRST_VISIT_DAYS * US_PER_DAY;
	return OK;
}

enum err today_seen(struct cx *cx)
{
	return db_exec(cx,
		       "INSERT INTO follower (workspace_id, name, seq) VALUES (?1, ?2, ?3) ON CONFLICT (workspace_id, "
		       "name) DO UPDATE SET seq = excluded.seq",
		       DB_ARGS(db_int(cx->workspace_id), db_z(seen_name(cx)), db_int(cx->now_us)), NULL);
}

static enum err count(struct cx *cx, struct json_out *j, const char *key, const char *sql, int64_t since)
{
	int64_t n;

	TRY(db_one_int(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_int(since)), &n, NULL));
	json_kint(j, key, n);
	return OK;
}

static enum err show_inbox(struct cx *cx, struct json_out *j)
{
	json_key(j, "inbox");
	json_open(j);
	TRY(count(cx, j, "open",
		  "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND state = 'received' AND archived_at IS "
		  "NULL AND id > ?2",
		  0));
	TRY(count(cx, j, "overdue",
		  "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND state = 'received' AND archived_at IS "
		  "NULL AND due_at < ?2",
		  cx->now_us));
	TRY(count(cx, j, "urgent",
		  "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND state = 'received' AND urgency = 'high' "
		  "AND archived_at IS NULL AND id > ?2",
		  0));
	json_close(j);
	return OK;
}

static enum err show_new(struct cx *cx, int64_t since, struct json_out *j)
{
	json_key(j, "new");
	json_open(j);
	TRY(count(cx, j, "evidence",
		  "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND received_at >= ?2 AND archived_at IS NULL",
		  since));
	TRY(count(cx, j, "accounts",
		  "SELECT COUNT(*) FROM account WHERE workspace_id = ?1 AND created_at >= ?2 AND archived_at IS NULL",
		  since));
	TRY(count(cx, j, "themes",
		  "SELECT COUNT(*) FROM theme WHERE workspace_id = ?1 AND created_at >= ?2 AND archived_at IS NULL",
		  since));
	TRY(count(
		cx, j, "opportunities",
		"SELECT COUNT(*) FROM opportunity WHERE workspace_id = ?1 AND created_at >= ?2 AND archived_at IS NULL",
		since));
	TRY(count(cx, j, "decisions",
		  "SELECT COUNT(*) FROM decision WHERE workspace_id = ?1 AND decided_at >= ?2 AND archived_at IS NULL",
		  since));
	TRY(count(cx, j, "answers",
		  "SELECT COUNT(*) FROM answer WHERE workspace_id = ?1 AND sent_at >= ?2 AND archived_at IS NULL",
		  since));
	json_close(j);
	return OK;
}

/* ---- overdue ---- */

struct late {
	const struct resource *r;
	int64_t id, due, owner;
	const char *what;
};
struct late_list {
	struct late *v;
	size_t n, cap;
	int64_t total;
};

static void put(struct cx *cx, struct late_list *l, struct late one)
{
	(void)cx;
	l->total++;
	if (l->n < l->cap)
		l->v[l->n++] = one;
}

static enum err late_evidence(struct cx *cx, struct late_list *l)
{
	struct db_rows *r;
	int64_t more;

	TRY(db_query(cx,
		     "SELECT e.id, e.due_at, e.state, a.owner_id FROM evidence e LEFT JOIN account a ON a.workspace_id "
		     "= e.workspace_id AND a.id = e.account_id "
		     "WHERE e.workspace_id = ?1 AND e.due_at < ?2 AND e.state IN ('received', 'triaged') AND "
		     "e.archived_at IS NULL ORDER BY e.due_at, e.id LIMIT 50",
		     DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us)), &r));
	while (db_next(r))
		put(cx, l,
		    (struct late){&resources[RES_evidence], db_col_int(r, 0), db_col_int(r, 1), db_col_int(r, 3),
				  str_is(db_col_str(r, 2), "received") ? "triage" : "theme"});
	TRY(db_end(r));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND due_at < ?2 AND state IN "
		       "('received', 'triaged') AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us)), &more, NULL));
	l->total = more;
	return OK;
}

static enum err late_opportunities(struct cx *cx, struct late_list *l)
{
	struct db_rows *r;

	TRY(db_query(
		cx,
		"SELECT id, due_at, state, owner_id FROM opportunity WHERE workspace_id = ?1 AND due_at < ?2 AND "
		"archived_at IS NULL AND "
		"state IN ('offered', 'bounced', 'accepted', 'exploring', 'reopened') ORDER BY due_at, id LIMIT 50",
		DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us)), &r));
	while (db_next(r)) {
		struct str state = db_col_str(r, 2);

		put(cx, l,
		    (struct late){&resources[RES_opportunity], db_col_int(r, 0), db_col_int(r, 1), db_col_int(r, 3),
				  str_is(state, "offered") || str_is(state, "bounced") ? "handoff" : "decision"});
	}
	return db_end(r);
}

/* Released a month ago and never reviewed. */
static enum err late_reviews(struct cx *cx, const struct zone *z, struct late_list *l)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT i.id, MIN(e.released_at), i.owner_id FROM roadmap_item i JOIN link k ON k.workspace_id = "
		     "i.workspace_id AND "
		     "k.kind = 'roadmap_item_release' AND k.from_id = i.id JOIN \"release\" e ON e.workspace_id = "
		     "i.workspace_id AND e.id = k.to_id "
		     "WHERE i.workspace_id = ?1 AND i.state = 'released' AND i.archived_at IS NULL AND e.released_at < "
		     "?2 GROUP BY i.id, i.owner_id "
		     "ORDER BY 2 LIMIT 50",
		     DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us - 30 * US_PER_DAY)), &r));
	while (db_next(r)) {
		int64_t due = sla_due(z, SLA_REVIEW, db_col_int(r, 1) + 30 * US_PER_DAY);

		if (due < cx->now_us)
			put(cx, l,
			    (struct late){&resources[RES_roadmap_item], db_col_int(r, 0), due, db_col_int(r, 2),
					  "review"});
	}
	return db_end(r);
}

/* Decisions and releases of the last half year whose askers wait. Also says which are overdue. */
static enum err waiting_askers(struct cx *cx, const struct zone *z, struct late_list *l, struct json_out *j)
{
	struct ids decisions = {0}, releases = {0};
	int64_t since = cx->now_us - 183 * US_PER_DAY;
	int shown = 0;

	TRY(ids_of_query(cx,
			 "SELECT id FROM decision WHERE workspace_id = ?1 AND decided_at >= ?2 AND outcome <> "
			 "'need_evidence' AND archived_at IS NULL "
			 "ORDER BY decided_at DESC LIMIT 100",
			 DB_ARGS(db_int(cx->workspace_id), db_int(since)), &decisions));
	TRY(ids_of_query(cx,
			 "SELECT id FROM \"release\" WHERE workspace_id = ?1 AND released_at >= ?2 AND archived_at IS "
			 "NULL ORDER BY released_at DESC LIMIT 100",
			 DB_ARGS(db_int(cx->workspace_id), db_int(since)), &releases));
	json_key(j, "to_tell");
	json_list(j);
	for (size_t i = 0; i < decisions.n + releases.n; i++) {
		bool release = i < releases.n; /* releases first: their limit is the shorter one */
		const struct resource *r = &resources[release ? RES_release : RES_decision];
		int64_t id = release ? releases.v[i] : decisions.v[i - releases.n], at;
		struct asked a;

		TRY(tell_count(cx, r, id, &a));
		if (a.reachable <= a.answered)
			continue;
		TRY(db_one_int(cx,
			       release ? "SELECT released_at FROM \"release\" WHERE workspace_id = ?1 AND id = ?2"
				       : "SELECT decided_at FROM decision WHERE workspace_id = ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &at, NULL));
		int64_t due = sla_due(z, release ? SLA_ANSWER_RELEASE : SLA_ANSWER_DECISION, at);

		if (due < cx->now_us)
			put(cx, l, (struct late){r, id, due, 0, "answer"});
		if (shown++ >= TO_TELL)
			continue;
		json_open(j);
		TRY(show_ref_members(cx, j, r, id));
		json_kint(j, "asked", (int64_t)a.asked);
		json_kint(j, "reachable", (int64_t)a.reachable);
		json_kint(j, "answered", (int64_t)a.answered);
		json_close(j);
	}
	json_list_end(j);
	return OK;
}

static int by_due(const void *a, const void *b)
{
	const struct late *x = a, *y = b;

	return x->due < y->due ? -1 : x->due > y->due;
}

static enum err show_late(struct cx *cx, const struct late *l, struct json_out *j)
{
	struct str owner = {0};

	if (l->owner)
		TRY(model_label(cx, &resources[RES_membership], l->owner, &owner));
	json_open(j);
	TRY(show_ref_members(cx, j, l->r, l->id));
	json_kz(j, "what", l->what);
	show_time(j, "due_at", l->due);
	show_text(j, "owner_label", owner);
	json_close(j);
	return OK;
}

static enum err show_overdue(struct cx *cx, struct late_list *l, struct json_out *j)
{
	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, by_due);
	json_key(j, "overdue");
	json_list(j);
	for (size_t i = 0; i < l->n && i < SHOWN; i++)
		TRY(show_late(cx, &l->v[i], j));
	json_list_end(j);
	json_kint(j, "overdue_total", l->total);
	json_key(j, "waiting_for_me");
	json_list(j);
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].owner && l->v[i].owner == cx->member_id)
			TRY(show_late(cx, &l->v[i], j));
	json_list_end(j);
	return OK;
}

enum err today_show(struct cx *cx, struct json_out *j)
{
	int64_t since;
	struct zone *z = ARENA_NEW(cx->arena, struct zone);
	struct late_list l = {.cap = 400};

	l.v = ARENA_ARRAY(cx->arena, struct late, l.cap);
	TRY(last_visit(cx, &since));
	TRY(workspace_zone(cx, z));
	json_open(j);
	show_time(j, "since", since);
	show_time(j, "now", cx->now_us);
	TRY(show_inbox(cx, j));
	TRY(show_new(cx, since, j));
	TRY(theme_alerts(cx, j));
	TRY(late_evidence(cx, &l));
	TRY(late_opportunities(cx, &l));
	TRY(late_reviews(cx, z, &l));
	TRY(waiting_askers(cx, z, &l, j));
	TRY(show_overdue(cx, &l, j));
	json_close(j);
	return OK;
}
