/* The thread: one station for each step of the chain. A station counts the distinct objects that are reachable that
 * way; redirects are followed because merging moves the links to the survivor. */
#include "domain/trace.h"
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/fate.h"
#include "domain/show.h"
#include "domain/tell.h"
#include <string.h>

enum station {
	WORDS,
	THEME,
	INSIGHT,
	OPPORTUNITY,
	SCORE,
	DECISION,
	ROADMAP,
	VALIDATION,
	LAUNCH,
	OUTCOME,
	ANSWER,
	STATIONS
};
static const char *const names[STATIONS] = {"words",   "theme",	     "insight", "opportunity", "score", "decision",
					    "roadmap", "validation", "launch",	"outcome",     "answer"};
enum { SHOWN = 20 };

struct thread {
	struct ids themes, insights, moments, opportunities, scores, decisions, open_decisions, items, releases,
		reviewed, answers;
	struct words words;
	const struct resource *r;
	int64_t id;
};

static enum err up_of_opportunity(struct cx *cx, struct thread *t, int64_t id)
{
	TRY(ids_of_links(cx, LINK_theme_opportunity, id, false, &t->themes));
	TRY(ids_of_links(cx, LINK_struggling_moment_opportunity, id, false, &t->moments));
	return ids_of_links(cx, LINK_insight_opportunity, id, false, &t->insights);
}

static enum err down_of_opportunity(struct cx *cx, struct thread *t, int64_t id)
{
	TRY(ids_of_links(cx, LINK_opportunity_decision, id, true, &t->decisions));
	TRY(ids_of_query(cx,
			 "SELECT id FROM score WHERE workspace_id = ?1 AND opportunity_id = ?2 AND archived_at IS NULL "
			 "ORDER BY id",
			 DB_ARGS(db_int(cx->workspace_id), db_int(id)), &t->scores));
	return ids_of_links(cx, LINK_opportunity_roadmap_item, id, true, &t->items);
}

/* Downwards from what is known so far: insights of themes, opportunities of all, then what follows from those. */
static enum err walk_down(struct cx *cx, struct thread *t)
{
	for (size_t i = 0; i < t->themes.n; i++) {
		TRY(ids_of_links(cx, LINK_theme_insight, t->themes.v[i], true, &t->insights));
		TRY(ids_of_links(cx, LINK_theme_opportunity, t->themes.v[i], true, &t->opportunities));
	}
	for (size_t i = 0; i < t->moments.n; i++)
		TRY(ids_of_links(cx, LINK_struggling_moment_opportunity, t->moments.v[i], true, &t->opportunities));
	for (size_t i = 0; i < t->insights.n; i++)
		TRY(ids_of_links(cx, LINK_insight_opportunity, t->insights.v[i], true, &t->opportunities));
	return OK;
}

static enum err walk_on(struct cx *cx, struct thread *t)
{
	for (size_t i = 0; i < t->opportunities.n; i++)
		TRY(down_of_opportunity(cx, t, t->opportunities.v[i]));
	for (size_t i = 0; i < t->items.n; i++) {
		TRY(ids_of_links(cx, LINK_roadmap_item_decision, t->items.v[i], true, &t->decisions));
		TRY(ids_of_links(cx, LINK_roadmap_item_release, t->items.v[i], true, &t->releases));
	}
	return OK;
}

static enum err walk_up(struct cx *cx, struct thread *t)
{
	for (size_t i = 0; i < t->opportunities.n; i++)
		TRY(up_of_opportunity(cx, t, t->opportunities.v[i]));
	for (size_t i = 0; i < t->insights.n; i++)
		TRY(ids_of_links(cx, LINK_theme_insight, t->insights.v[i], false, &t->themes));
	return OK;
}

static enum err from_evidence(struct cx *cx, struct thread *t)
{
	TRY(ids_of_links(cx, LINK_evidence_theme, t->id, true, &t->themes));
	TRY(ids_of_links(cx, LINK_evidence_insight, t->id, true, &t->insights));
	TRY(ids_of_links(cx, LINK_evidence_struggling_moment, t->id, true, &t->moments));
	TRY(ids_of_links(cx, LINK_evidence_opportunity, t->id, true, &t->opportunities));
	TRY(ids_of_links(cx, LINK_evidence_answer, t->id, true, &t->answers));
	TRY(walk_down(cx, t));
	return walk_on(cx, t);
}

static enum err from_answer(struct cx *cx, struct thread *t)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);

	TRY(model_get(cx, t->r, t->id, a));
	(void)ids_add(cx->arena, &t->answers, t->id);
	if (HAS(a, answer, decision_id)) {
		(void)ids_add(cx->arena, &t->decisions, a->decision_id);
		TRY(opportunities_of(cx, &resources[RES_decision], a->decision_id, &t->opportunities));
	}
	if (HAS(a, answer, release_id)) {
		(void)ids_add(cx->arena, &t->releases, a->release_id);
		TRY(ids_of_links(cx, LINK_roadmap_item_release, a->release_id, false, &t->items));
		TRY(opportunities_of(cx, &resources[RES_release], a->release_id, &t->opportunities));
	}
	return walk_up(cx, t);
}

static enum err walk(struct cx *cx, struct thread *t)
{
	struct score *s;

	switch (t->r->id) {
	case RES_evidence:
		return from_evidence(cx, t);
	case RES_answer:
		return from_answer(cx, t);
	case RES_theme:
		(void)ids_add(cx->arena, &t->themes, t->id);
		TRY(walk_down(cx, t));
		return walk_on(cx, t);
	case RES_insight:
		(void)ids_add(cx->arena, &t->insights, t->id);
		TRY(walk_down(cx, t));
		TRY(walk_on(cx, t));
		return ids_of_links(cx, LINK_theme_insight, t->id, false, &t->themes);
	case RES_struggling_moment:
		(void)ids_add(cx->arena, &t->moments, t->id);
		TRY(walk_down(cx, t));
		return walk_on(cx, t);
	case RES_score:
		s = ARENA_NEW(cx->arena, struct score);
		TRY(model_get(cx, t->r, t->id, s));
		(void)ids_add(cx->arena, &t->opportunities, s->opportunity_id);
		TRY(walk_up(cx, t));
		return walk_on(cx, t);
	case RES_decision:
		(void)ids_add(cx->arena, &t->decisions, t->id);
		TRY(ids_of_links(cx, LINK_roadmap_item_decision, t->id, false, &t->items));
		break;
	case RES_roadmap_item:
		(void)ids_add(cx->arena, &t->items, t->id);
		break;
	case RES_release:
		(void)ids_add(cx->arena, &t->releases, t->id);
		TRY(ids_of_links(cx, LINK_roadmap_item_release, t->id, false, &t->items));
		break;
	case RES_opportunity:
	case RES_goal:
		break;
	default:
		return fail(cx, ERR_NOT_FOUND, NULL, "a %s is no part of the chain", t->r->name);
	}
	TRY(opportunities_of(cx, t->r, t->id, &t->opportunities));
	TRY(walk_up(cx, t));
	return walk_on(cx, t);
}

/* A decision may settle more than this object: only answers to those whose words stand here belong to the thread. */
static enum err keep_own_answers(struct cx *cx, struct thread *t)
{
	struct ids words = {0}, kept = {0};

	for (size_t i = 0; i < t->words.n; i++)
		(void)ids_add(cx->arena, &words, t->words.v[i].id);
	for (size_t i = 0; i < t->answers.n; i++) {
		struct ids told = {0};
		bool here = false;

		TRY(ids_of_links(cx, LINK_evidence_answer, t->answers.v[i], false, &told));
		for (size_t k = 0; k < told.n; k++)
			here |= ids_has(&words, told.v[k]);
		if (here || !told.n)
			(void)ids_add(cx->arena, &kept, t->answers.v[i]);
	}
	t->answers = kept;
	return OK;
}

/* Closed records count; open ones are a gap that may be overdue. Items of state reviewed are outcomes. */
static enum err sort_records(struct cx *cx, struct thread *t)
{
	struct ids closed = {0};

	for (size_t i = 0; i < t->decisions.n; i++) {
		struct decision *d = ARENA_NEW(cx->arena, struct decision);

		TRY(model_get(cx, &resources[RES_decision], t->decisions.v[i], d));
		if (!d->head.archived_at)
			(void)ids_add(cx->arena, HAS(d, decision, decided_at) ? &closed : &t->open_decisions,
				      d->head.id);
	}
	t->decisions = closed;
	for (size_t i = 0; i < t->items.n; i++) {
		struct roadmap_item *m = ARENA_NEW(cx->arena, struct roadmap_item);

		TRY(model_get(cx, &resources[RES_roadmap_item], t->items.v[i], m));
		if (m->state == E_roadmap_state_reviewed)
			(void)ids_add(cx->arena, &t->reviewed, m->head.id);
	}
	if (t->r->id == RES_evidence || t->r->id == RES_answer)
		return OK;
	for (size_t i = 0; i < t->decisions.n; i++)
		TRY(ids_of_query(cx,
				 "SELECT id FROM answer WHERE workspace_id = ?1 AND decision_id = ?2 AND archived_at "
				 "IS NULL ORDER BY id",
				 DB_ARGS(db_int(cx->workspace_id), db_int(t->decisions.v[i])), &t->answers));
	for (size_t i = 0; i < t->releases.n; i++)
		TRY(ids_of_query(cx,
				 "SELECT id FROM answer WHERE workspace_id = ?1 AND release_id = ?2 AND archived_at IS "
				 "NULL ORDER BY id",
				 DB_ARGS(db_int(cx->workspace_id), db_int(t->releases.v[i])), &t->answers));
	return keep_own_answers(cx, t);
}

/* ---- stations ---- */

enum state { PRESENT, GAP, SKIPPED, OVERDUE };
struct shown {
	enum state state;
	size_t count;
	const char *note;
	const struct resource *r;
	const int64_t *v;
	size_t n;
};

static const char *words_note(struct cx *cx, const struct thread *t)
{
	struct ids accounts = {0};
	int by_machine = 0, against = 0;

	for (size_t i = 0; i < t->words.n; i++) {
		(void)ids_add(cx->arena, &accounts, t->words.v[i].account_id);
		by_machine += t->words.v[i].by == ACTOR_MACHINE;
		against += t->words.v[i].sign < 0;
	}
	const char *note = arena_printf(cx->arena, "%zu items, %zu accounts", t->words.n, accounts.n);

	if (by_machine)
		note = arena_printf(cx->arena, "%s, %d by machine", note, by_machine);
	return against ? arena_printf(cx->arena, "%s, %d against", note, against) : note;
}

static int64_t days_late(const struct cx *cx, int64_t due)
{
	return (cx->now_us - due) / US_PER_DAY;
}

static enum err decision_station(struct cx *cx, const struct thread *t, struct shown *s)
{
	int64_t due = 0;

	for (size_t i = 0; i < t->opportunities.n; i++) {
		struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);

		TRY(model_get(cx, &resources[RES_opportunity], t->opportunities.v[i], o));
		if (HAS(o, opportunity, due_at) && (!due || o->due_at < due))
			due = o->due_at;
	}
	if (!t->decisions.n && t->open_decisions.n)
		s->note = "open";
	if (t->decisions.n || !due || due >= cx->now_us)
		return OK;
	s->state = OVERDUE;
	s->note = arena_printf(cx->arena, "none, %lld days overdue", (long long)days_late(cx, due));
	return OK;
}

static enum err launch_station(struct cx *cx, const struct thread *t, struct shown *s)
{
	for (size_t i = 0; i < t->items.n && !t->releases.n; i++) {
		struct roadmap_item *m = ARENA_NEW(cx->arena, struct roadmap_item);

		TRY(model_get(cx, &resources[RES_roadmap_item], t->items.v[i], m));
		if (HAS(m, roadmap_item, due_on) && m->due_on * US_PER_DAY + US_PER_DAY < cx->now_us &&
		    m->state < E_roadmap_state_released) {
			s->state = OVERDUE;
			s->note = arena_printf(cx->arena, "%lld days past its date",
					       (long long)days_late(cx, m->due_on * US_PER_DAY + US_PER_DAY));
		}
	}
	return OK;
}

/* A review is due 30 days after the release, and late 5 business days after that. */
static enum err outcome_station(struct cx *cx, const struct thread *t, struct shown *s)
{
	struct zone z;

	TRY(workspace_zone(cx, &z));
	for (size_t i = 0; i < t->releases.n && !t->reviewed.n; i++) {
		struct release *e = ARENA_NEW(cx->arena, struct release);

		TRY(model_get(cx, &resources[RES_release], t->releases.v[i], e));
		int64_t due = HAS(e, release, released_at) ? sla_due(&z, SLA_REVIEW, e->released_at + 30 * US_PER_DAY)
							   : INT64_MAX;

		if (due < cx->now_us) {
			s->state = OVERDUE;
			s->note = arena_printf(cx->arena, "review %lld days overdue", (long long)days_late(cx, due));
		}
	}
	return OK;
}

/* Of those who asked for what was decided, the ones whose words stand in this thread. */
static enum err count_askers(struct cx *cx, const struct thread *t, const struct resource *about, int64_t id,
			     struct asked *ret)
{
	struct telling telling;
	struct ids words = {0};

	*ret = (struct asked){0};
	for (size_t i = 0; i < t->words.n; i++)
		(void)ids_add(cx->arena, &words, t->words.v[i].id);
	TRY(tell_find(cx, about, id, &telling));
	for (size_t i = 0; i < telling.n; i++) {
		const struct asker *a = &telling.asker[i];
		bool here = false;

		for (size_t k = 0; k < a->n; k++)
			here |= ids_has(&words, a->word[k]->id);
		if (!here)
			continue;
		ret->asked++;
		ret->answered += a->why == WHY_ALREADY_ANSWERED;
		ret->reachable += a->why == WHY_OK || a->why == WHY_ALREADY_ANSWERED || a->why == WHY_DRAFTED;
	}
	return OK;
}

static enum err answer_station(struct cx *cx, const struct thread *t, struct shown *s)
{
	struct asked asked = {0};
	struct ids told = {0};
	struct zone z;

	for (size_t i = 0; i < t->answers.n; i++) {
		struct answer *a = ARENA_NEW(cx->arena, struct answer);

		TRY(model_get(cx, &resources[RES_answer], t->answers.v[i], a));
		if (a->state == E_answer_state_sent || a->state == E_answer_state_answered_elsewhere)
			(void)ids_add(cx->arena, &told, a->head.id);
	}
	s->count = told.n;
	s->state = told.n ? PRESENT : GAP;
	if (t->r->id == RES_answer)
		return OK;
	const struct resource *about = t->releases.n ? &resources[RES_release] : &resources[RES_decision];
	const struct ids *which = t->releases.n ? &t->releases : &t->decisions;

	if (!which->n)
		return OK;
	if (t->r->id != RES_evidence) {
		TRY(count_askers(cx, t, about, which->v[which->n - 1], &asked));
		s->note = arena_printf(cx->arena, "%zu of %zu answered", asked.answered, asked.asked);
	}
	TRY(workspace_zone(cx, &z));
	int64_t at;

	TRY(db_one_int(cx,
		       about->id == RES_release
			       ? "SELECT COALESCE(released_at, 0) FROM \"release\" WHERE workspace_id = ?1 AND id = ?2"
			       : "SELECT COALESCE(decided_at, 0) FROM decision WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(which->v[which->n - 1])), &at, NULL));
	int64_t due = sla_due(&z, about->id == RES_release ? SLA_ANSWER_RELEASE : SLA_ANSWER_DECISION, at);

	if (due < cx->now_us && asked.reachable > asked.answered) {
		s->state = OVERDUE;
		s->note = arena_printf(cx->arena, "%s, %lld days overdue", s->note, (long long)days_late(cx, due));
	}
	return OK;
}

static void set_objects(struct shown *s, const struct resource *r, const struct ids *v)
{
	s->r = r;
	s->v = v->v;
	s->n = s->count = v->n;
	s->state = v->n ? PRESENT : GAP;
}

/* A later step that is there shows which earlier ones were left out, and by which record. */
static void mark_skipped(struct cx *cx, const struct thread *t, struct shown s[STATIONS])
{
	for (int i = THEME; i < LAUNCH; i++) {
		bool later = false;

		for (int k = i + 1; k < STATIONS; k++)
			later |= s[k].state == PRESENT && k != ANSWER;
		if (s[i].state != GAP || !later || i == DECISION || !t->decisions.n ||
		    (i == VALIDATION && !t->releases.n))
			continue;
		s[i].state = SKIPPED;
		s[i].r = &resources[RES_decision];
		s[i].v = t->decisions.v;
		s[i].n = t->decisions.n;
		s[i].note = arena_printf(cx->arena, "skipped; decided without it");
	}
}

static enum err show_station(struct cx *cx, const char *name, const struct shown *s, struct json_out *j)
{
	static const char *const states[] = {"present", "gap", "skipped", "overdue"};

	json_open(j);
	json_kz(j, "station", name);
	json_kint(j, "count", (int64_t)s->count);
	json_kz(j, "state", states[s->state]);
	json_kz(j, "note", s->note);
	json_key(j, "objects");
	json_list(j);
	for (size_t i = 0; i < s->n && i < SHOWN; i++)
		TRY(show_ref(cx, j, s->r, s->v[i]));
	json_list_end(j);
	json_close(j);
	return OK;
}

static enum err fill_stations(struct cx *cx, const struct thread *t, struct ids *words, struct shown s[STATIONS])
{
	for (size_t i = 0; i < t->words.n; i++)
		(void)ids_add(cx->arena, words, t->words.v[i].id);
	set_objects(&s[WORDS], &resources[RES_evidence], words);
	s[WORDS].note = t->words.n ? words_note(cx, t) : NULL;
	set_objects(&s[THEME], &resources[RES_theme], &t->themes);
	set_objects(&s[INSIGHT], &resources[RES_insight], &t->insights);
	set_objects(&s[OPPORTUNITY], &resources[RES_opportunity], &t->opportunities);
	set_objects(&s[SCORE], &resources[RES_score], &t->scores);
	set_objects(&s[DECISION], &resources[RES_decision], t->decisions.n ? &t->decisions : &t->open_decisions);
	if (!t->decisions.n)
		s[DECISION].state = GAP;
	set_objects(&s[ROADMAP], &resources[RES_roadmap_item], &t->items);
	s[VALIDATION].state = GAP;
	set_objects(&s[LAUNCH], &resources[RES_release], &t->releases);
	set_objects(&s[OUTCOME], &resources[RES_roadmap_item], &t->reviewed);
	set_objects(&s[ANSWER], &resources[RES_answer], &t->answers);
	TRY(decision_station(cx, t, &s[DECISION]));
	TRY(launch_station(cx, t, &s[LAUNCH]));
	TRY(outcome_station(cx, t, &s[OUTCOME]));
	TRY(answer_station(cx, t, &s[ANSWER]));
	mark_skipped(cx, t, s);
	return OK;
}

enum err trace_survivor(struct cx *cx, const struct resource *r, int64_t id, int64_t *ret)
{
	*ret = id;
	for (int hops = 0; hops < 20; hops++) {
		int64_t into;
		bool found;

		TRY(db_one_int(
			cx,
			arena_printf(cx->arena,
				     "SELECT COALESCE(merged_into, 0) FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
				     r->name),
			DB_ARGS(db_int(cx->workspace_id), db_int(*ret)), &into, &found));
		if (!found)
			return fail(cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", r->name);
		if (!into)
			return OK;
		*ret = into;
	}
	return OK;
}

enum err trace_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	struct thread *t = ARENA_NEW(cx->arena, struct thread);
	struct shown s[STATIONS];
	struct ids words = {0};

	memset(s, 0, sizeof s);
	t->r = r;
	if (!resource_in_workspace(r))
		return fail(cx, ERR_NOT_FOUND, NULL, "a %s is no part of the chain", r->name);
	TRY(trace_survivor(cx, r, id, &t->id));
	TRY(walk(cx, t));
	TRY(words_of(cx, r, t->id, &t->words));
	if (r->id == RES_score && t->opportunities.n)
		TRY(words_of(cx, &resources[RES_opportunity], t->opportunities.v[0], &t->words));
	TRY(sort_records(cx, t));
	TRY(fill_stations(cx, t, &words, s));
	json_open(j);
	show_id(j, "object", r, t->id);
	show_id(j, "redirected_from", r, t->id == id ? 0 : id);
	json_key(j, "stations");
	json_list(j);
	for (int i = 0; i < STATIONS; i++)
		TRY(show_station(cx, names[i], &s[i], j));
	json_list_end(j);
	json_close(j);
	return OK;
}
