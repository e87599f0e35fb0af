/* Coverage, time in stage and the closed loop of one period; see health.h. Numbers by src/method/loop.h.
 * Duplicates inherit the times of their canonical item; spam and history are not in the population. */
#include "domain/health.h"
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/show.h"
#include "method/loop.h"
#include <stdlib.h>
#include <string.h>

enum stage { RECEIVED, TRIAGED, LINKED, DECIDED, ANSWERED, STAGES };
static const char *const stage_names[STAGES] = {"received", "triaged", "linked", "decided", "answered"};
enum { POINTS = 200, DAYS = 90 };

struct person {
	int64_t id;
	bool reachable, opted_out, no_consent;
	double decided, answered;
	int64_t first_received, first_reply;
};
struct item {
	int64_t id, contact, at[STAGES]; /* at: 0 not reached */
	bool machine_only;
};
struct population {
	struct item *v;
	size_t n, cap;
	struct person *person;
	size_t people;
	int64_t anonymous, history, spam, duplicates;
};

enum err loop_period(struct cx *cx, struct str from, struct str to, int64_t *ret_from, int64_t *ret_to)
{
	int32_t a = 0, b = 0;

	if (from.n && !date_parse(from, &a))
		return fail(cx, ERR_INVALID, "from", "is not a date such as 2026-03-31");
	if (to.n && !date_parse(to, &b))
		return fail(cx, ERR_INVALID, "to", "is not a date such as 2026-03-31");
	*ret_to = to.n ? (int64_t)b * US_PER_DAY : cx->now_us;
	*ret_from = from.n ? (int64_t)a * US_PER_DAY : *ret_to - DAYS * US_PER_DAY;
	return *ret_from < *ret_to ? OK : fail(cx, ERR_INVALID, "from", "must be before to");
}

static struct item *next_item(struct cx *cx, struct population *p)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 512;
		struct item *v = ARENA_ARRAY(cx->arena, struct item, cap);

		if (p->n)
			memcpy(v, p->v, p->n * sizeof *v);
		p->v = v;
		p->cap = cap;
	}
	return &p->v[p->n];
}

static enum err load_items(struct cx *cx, int64_t from, int64_t to, struct population *p)
{
	struct db_rows *r;

	TRY(db_query(
		cx,
		"SELECT e.id, e.contact_id, e.received_at, MAX(CASE s.stage WHEN 'triaged' THEN s.at END), MAX(CASE "
		"s.stage WHEN 'linked' THEN s.at END), "
		"MAX(CASE s.stage WHEN 'decided' THEN s.at END), MAX(CASE s.stage WHEN 'answered' THEN s.at END), "
		"CASE WHEN EXISTS (SELECT 1 FROM link l WHERE l.workspace_id = e.workspace_id AND l.from_id = "
		"COALESCE(e.duplicate_of, e.id) AND "
		"l.kind IN ('evidence_theme', 'evidence_insight', 'evidence_opportunity', "
		"'evidence_struggling_moment') AND l.made_by <> 'machine') "
		"THEN 0 ELSE 1 END, COALESCE(e.no_theme, 0) FROM evidence e LEFT JOIN stage_reached s ON "
		"s.workspace_id = e.workspace_id AND "
		"s.evidence_id = COALESCE(e.duplicate_of, e.id) WHERE e.workspace_id = ?1 AND e.received_at >= ?2 AND "
		"e.received_at < ?3 AND "
		"e.archived_at IS NULL AND e.state <> 'spam' AND COALESCE(e.is_history, 0) = 0 "
		"GROUP BY e.id, e.contact_id, e.received_at, e.workspace_id, e.duplicate_of, e.no_theme ORDER BY e.id",
		DB_ARGS(db_int(cx->workspace_id), db_int(from), db_int(to)), &r));
	while (db_next(r)) {
		struct item *i = next_item(cx, p);

		*i = (struct item){.id = db_col_int(r, 0), .contact = db_col_int(r, 1)};
		for (int s = 0; s < STAGES; s++)
			i->at[s] = db_col_int(r, 2 + s);
		i->machine_only = i->at[LINKED] && db_col_int(r, 7) && !db_col_int(r, 8);
		p->n++;
	}
	return db_end(r);
}

static enum err count_others(struct cx *cx, int64_t from, int64_t to, struct population *p)
{
	const struct db_value v[] = {db_int(cx->workspace_id), db_int(from), db_int(to)};

	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND received_at >= ?2 AND received_at < "
		       "?3 AND archived_at IS NULL AND is_history = 1",
		       v, 3, &p->history, NULL));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND received_at >= ?2 AND received_at < "
		       "?3 AND archived_at IS NULL AND state = 'spam'",
		       v, 3, &p->spam, NULL));
	return db_one_int(cx,
			  "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND received_at >= ?2 AND received_at "
			  "< ?3 AND archived_at IS NULL AND "
			  "state = 'duplicate'",
			  v, 3, &p->duplicates, NULL);
}

static enum err load_person(struct cx *cx, int64_t contact, struct person *ret)
{
	struct db_rows *r;

	*ret = (struct person){.id = contact};
	TRY(db_query(cx,
		     "SELECT email, consent_contact, unsubscribed_at, reachable FROM contact WHERE workspace_id = ?1 "
		     "AND id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(contact)), &r));
	if (db_next(r)) {
		ret->opted_out = !db_col_null(r, 2);
		ret->no_consent = str_is(db_col_str(r, 1), "no");
		ret->reachable = db_col_str(r, 0).n && !ret->opted_out && !ret->no_consent &&
				 (db_col_null(r, 3) || db_col_int(r, 3));
	}
	return db_end(r);
}

static enum err load_people(struct cx *cx, struct population *p)
{
	struct ids contacts = {0};

	for (size_t i = 0; i < p->n; i++) {
		(void)ids_add(cx->arena, &contacts, p->v[i].contact);
		p->anonymous += !p->v[i].contact;
	}
	p->person = ARENA_ARRAY(cx->arena, struct person, contacts.n + 1);
	p->people = contacts.n;
	for (size_t k = 0; k < contacts.n; k++)
		TRY(load_person(cx, contacts.v[k], &p->person[k]));
	/* contacts are in order of their first item: a small map from id to place would be another structure for
	 * nothing, since items of one contact are looked up through the same hash set */
	for (size_t i = 0; i < p->n; i++) {
		const struct item *x = &p->v[i];
		struct person *who = NULL;

		for (size_t k = 0; x->contact && k < contacts.n && !who; k++)
			who = contacts.v[k] == x->contact ? &p->person[k] : NULL;
		if (!who)
			continue;
		who->decided += x->at[DECIDED] != 0;
		who->answered += x->at[DECIDED] && x->at[ANSWERED];
		if (!who->first_received || x->at[RECEIVED] < who->first_received) {
			who->first_received = x->at[RECEIVED];
			who->first_reply = x->at[ANSWERED];
		}
	}
	return OK;
}

/* ---- coverage ---- */

static enum sla limit_of(enum stage s)
{
	return s == TRIAGED ? SLA_TRIAGE : s == LINKED ? SLA_LINK : SLA_DECISION;
}

static void show_coverage(struct cx *cx, const struct population *p, const struct zone *z, struct json_out *j)
{
	static const char *const missing[STAGES] = {NULL, "state:received", "state:triaged", "state:linked",
						    "state:decided"};

	json_key(j, "coverage");
	json_open(j);
	for (int s = TRIAGED; s < STAGES; s++) {
		double due = 0, reached = 0, machine = 0;

		for (size_t i = 0; i < p->n; i++) {
			int64_t limit = sla_due(z, limit_of((enum stage)s), p->v[i].at[RECEIVED]);

			if (s == ANSWERED)
				limit = sla_due(z, SLA_ANSWER_DECISION, limit);
			if (limit > cx->now_us)
				continue;
			due++;
			reached += p->v[i].at[s] != 0;
			machine += s == LINKED && p->v[i].machine_only;
		}
		struct figure f = share_figure(reached, due, "no item is old enough to be due");

		f.filter = missing[s];
		json_key(j, stage_names[s]);
		json_open(j);
		show_figure_members(j, &f);
		if (s == LINKED)
			json_knum(j, "by_machine", machine);
		json_close(j);
	}
	json_close(j);
}

/* ---- time in stage ---- */

static void show_curve(const struct survival_step *step, size_t n, struct json_out *j)
{
	size_t every = n / POINTS + 1;

	json_key(j, "survival");
	json_list(j);
	for (size_t i = 0; i < n; i++) {
		if (i % every && i + 1 < n)
			continue;
		json_open(j);
		json_knum(j, "hours", step[i].hours);
		json_knum(j, "survival", step[i].survival);
		json_kint(j, "at_risk", (int64_t)step[i].at_risk);
		json_kint(j, "censored", (int64_t)step[i].censored);
		json_close(j);
	}
	json_list_end(j);
}

static void show_times(struct cx *cx, const struct population *p, struct json_out *j)
{
	struct duration *d = ARENA_ARRAY(cx->arena, struct duration, p->n + 1);
	struct survival_step *step = ARENA_ARRAY(cx->arena, struct survival_step, p->n + 1);
	double *scratch = ARENA_ARRAY(cx->arena, double, 2 * p->n + 1);

	json_key(j, "time_in_stage");
	json_open(j);
	for (int s = TRIAGED; s < STAGES; s++) {
		size_t n = 0;

		for (size_t i = 0; i < p->n; i++) {
			int64_t from = p->v[i].at[s - 1], to = p->v[i].at[s];

			if (!from)
				continue; /* never entered the stage before */
			double hours = (double)((to ? to : cx->now_us) - from) / (3600.0 * (double)US_PER_S);

			d[n++] = (struct duration){hours < 0 ? 0 : hours, !to};
		}
		struct survival v = survival_of(d, n, step, scratch);

		json_key(j, stage_names[s]);
		json_open(j);
		show_maybe(j, "median_hours", v.median);
		json_kz(j, "reason", v.median.why);
		show_maybe(j, "p90_completed_hours", v.p90_completed);
		json_kint(j, "completed", (int64_t)v.completed);
		json_kint(j, "open", (int64_t)v.open);
		show_maybe(j, "median_completed_hours", v.median_completed);
		show_curve(step, v.steps, j);
		json_close(j);
	}
	json_close(j);
}

/* ---- closed loop ---- */

static void show_closed_loop(struct cx *cx, const struct population *p, const struct zone *z, struct json_out *j)
{
	struct customer *c = ARENA_ARRAY(cx->arena, struct customer, p->people + 1);
	double due = 0, in_time = 0;
	int64_t unreachable = 0, opted_out = 0, no_consent = 0;

	for (size_t k = 0; k < p->people; k++) {
		const struct person *w = &p->person[k];
		int64_t limit = sla_due(z, SLA_RECEIPT, w->first_received);

		c[k] = (struct customer){w->reachable, w->decided, w->answered};
		unreachable += !w->reachable;
		opted_out += w->opted_out;
		no_consent += w->no_consent;
		if (!w->reachable || limit > cx->now_us)
			continue;
		due++;
		in_time += w->first_reply && w->first_reply <= limit;
	}
	struct closed_loop r = closed_loop_rate(c, p->people);
	struct figure f = share_figure(r.closed, r.base, "no reachable customer has a decided item"),
		      receipt = share_figure(in_time, due, "no customer is due");

	f.filter = "state:decided";
	show_figure(j, "closed_loop", &f);
	show_figure(j, "receipt", &receipt);
	json_key(j, "unreachable");
	json_open(j);
	json_kint(j, "customers", unreachable);
	json_kint(j, "anonymous", p->anonymous);
	json_kint(j, "opted_out", opted_out);
	json_kint(j, "no_consent", no_consent);
	json_close(j);
}

static void show_population(const struct population *p, int64_t from, int64_t to, struct json_out *j)
{
	show_time(j, "from", from);
	show_time(j, "to", to);
	json_key(j, "population");
	json_open(j);
	json_kint(j, "received", (int64_t)p->n);
	json_kint(j, "customers", (int64_t)p->people);
	json_kint(j, "history", p->history);
	json_kint(j, "spam", p->spam);
	json_kint(j, "duplicates", p->duplicates);
	json_close(j);
}

enum err loop_show(struct cx *cx, int64_t from_us, int64_t to_us, struct json_out *j)
{
	struct population p = {0};
	struct zone *z = ARENA_NEW(cx->arena, struct zone);

	TRY(workspace_zone(cx, z));
	TRY(load_items(cx, from_us, to_us, &p));
	TRY(count_others(cx, from_us, to_us, &p));
	TRY(load_people(cx, &p));
	json_open(j);
	show_population(&p, from_us, to_us, j);
	show_coverage(cx, &p, z, j);
	show_times(cx, &p, j);
	show_closed_loop(cx, &p, z, j);
	TRY(health_show_deals(cx, from_us, to_us, j));
	json_close(j);
	return OK;
}
