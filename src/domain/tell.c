/* Who asked and who can be told; see tell.h. Customers are counted, not items. */
#include "domain/tell.h"
#include "domain/show.h"
#include <string.h>

static const struct {
	const char *name, *note;
} whys[WHY_COUNT] = {
	[WHY_OK] = {"ok", ""},
	[WHY_NO_CONSENT] = {"no_consent", "gave no permission to be written to"},
	[WHY_ANONYMOUS] = {"anonymous", "nobody knows who said it"},
	[WHY_ALREADY_ANSWERED] = {"already_answered", "was told already"},
	[WHY_UNSUBSCRIBED] = {"unsubscribed", "asked not to be written to"},
	[WHY_UNREACHABLE] = {"unreachable", "mail to this address came back"},
	[WHY_NO_ADDRESS] = {"no_address", "has no mail address that can be used"},
	[WHY_HISTORY] = {"history", "spoke long ago, and the import said not to answer these people"},
	[WHY_DRAFTED] = {"drafted", "has an answer on its way"},
	[WHY_MISSING_VARIABLE] = {"missing_variable", "a {variable} is left in the text"},
	[WHY_OTHER_NAME] = {"other_name", "the text names another customer"},
	[WHY_NO_QUOTE_CONSENT] = {"no_quote_consent", "the text quotes another customer who did not allow it"},
	[WHY_STATE] = {"state", "is not a draft any more"},
};

const char *why_name(enum why_not w)
{
	return whys[w].name;
}

const char *why_note(enum why_not w)
{
	return whys[w].note;
}

/* ---- permission of one contact ---- */

enum { P_NO, P_ASK, P_YES };

struct facts {
	struct str name, email, language, external_id;
	int consent; /* enum consent */
	bool unsubscribed, unreachable;
};

static enum err load_facts(struct cx *cx, int64_t contact, struct facts *f)
{
	struct db_rows *r;

	*f = (struct facts){0};
	TRY(db_query(cx,
		     "SELECT name, email, language, consent_contact, unsubscribed_at, reachable, external_id FROM "
		     "contact WHERE workspace_id = ?1 AND id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(contact)), &r));
	if (db_next(r)) {
		int consent = enum_by_name(ENUM_consent, db_col_str(r, 3));

		f->name = str_copy(cx->arena, db_col_str(r, 0));
		f->email = str_copy(cx->arena, db_col_str(r, 1));
		f->language = str_copy(cx->arena, db_col_str(r, 2));
		f->consent = consent < 0 ? E_consent_unknown : consent;
		f->unsubscribed = !db_col_null(r, 4);
		f->unreachable = !db_col_null(r, 5) && db_col_int(r, 5) == 0;
		f->external_id = str_copy(cx->arena, db_col_str(r, 6));
	}
	return db_end(r);
}

static enum why_not hard_reason(const struct facts *f)
{
	if (f->unsubscribed)
		return WHY_UNSUBSCRIBED;
	if (f->consent == E_consent_no)
		return WHY_NO_CONSENT;
	if (!f->email.n)
		return WHY_NO_ADDRESS;
	return f->unreachable ? WHY_UNREACHABLE : WHY_OK;
}

/* What the import said about answering those who wrote this item. */
static enum err permission_of_item(struct cx *cx, int64_t import_id, bool is_history, int consent, int *ret)
{
	struct db_rows *r;

	*ret = is_history ? P_ASK : consent == E_consent_yes ? P_YES : P_ASK;
	if (!import_id)
		return OK;
	TRY(db_query(cx, "SELECT consent FROM import WHERE workspace_id = ?1 AND id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(import_id)), &r));
	if (db_next(r) && !db_col_null(r, 0)) {
		struct str s = db_col_str(r, 0);

		*ret = str_is(s, "asked") ? P_YES : str_is(s, "each_time") ? P_ASK : P_NO;
	}
	return db_end(r);
}

enum err contact_may_be_told(struct cx *cx, int64_t contact_id, const int64_t *evidence, size_t n, enum why_not *ret)
{
	struct facts f;
	int best = n ? P_NO : P_ASK;

	TRY(load_facts(cx, contact_id, &f));
	*ret = hard_reason(&f);
	for (size_t i = 0; i < n && *ret == WHY_OK && best == P_NO; i++) {
		struct evidence *e = ARENA_NEW(cx->arena, struct evidence);

		TRY(model_get(cx, &resources[RES_evidence], evidence[i], e));
		TRY(permission_of_item(cx, HAS(e, evidence, import_id) ? e->import_id : 0, e->is_history, f.consent,
				       &best));
	}
	if (*ret == WHY_OK && best == P_NO)
		*ret = WHY_HISTORY;
	return OK;
}

/* ---- askers ---- */

static enum err find_answer(struct cx *cx, const struct telling *t, struct asker *a)
{
	struct db_rows *r;
	bool decision = t->r->id == RES_decision;

	TRY(db_query(cx,
		     decision ? "SELECT id, state FROM answer WHERE workspace_id = ?1 AND contact_id = ?2 AND "
				"decision_id = ?3 AND archived_at IS NULL "
				"ORDER BY id DESC LIMIT 1"
			      : "SELECT id, state FROM answer WHERE workspace_id = ?1 AND contact_id = ?2 AND "
				"release_id = ?3 AND archived_at IS NULL "
				"ORDER BY id DESC LIMIT 1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(a->contact_id), db_int(t->id)), &r));
	a->answer_state = -1;
	if (db_next(r)) {
		a->answer_id = db_col_int(r, 0);
		a->answer_state = enum_by_name(ENUM_answer_state, db_col_str(r, 1));
	}
	return db_end(r);
}

/* Told since then about what they said: of a decision by any answer (a release that followed says more than a yes), of
 * a release by one about it or about the items as such (by telephone, say). */
static enum err told_since(struct cx *cx, const struct telling *t, struct asker *a, bool *ret)
{
	bool decision = t->r->id == RES_decision;

	*ret = false;
	for (size_t i = 0; i < a->n && !*ret; i++) {
		int64_t answer;

		TRY(db_one_int(
			cx,
			decision
				? "SELECT a.id FROM answer a JOIN link l ON l.workspace_id = a.workspace_id AND "
				  "l.to_id = a.id "
				  "WHERE l.workspace_id = ?1 AND l.kind = 'evidence_answer' AND l.from_id = ?2 AND "
				  "a.state IN ('sent', 'answered_elsewhere') AND a.archived_at IS NULL AND "
				  "COALESCE(a.sent_at, a.created_at) >= ?3 AND COALESCE(a.decision_id, 0) <> ?4 LIMIT 1"
				: "SELECT a.id FROM answer a JOIN link l ON l.workspace_id = a.workspace_id AND "
				  "l.to_id = a.id "
				  "WHERE l.workspace_id = ?1 AND l.kind = 'evidence_answer' AND l.from_id = ?2 AND "
				  "a.state IN ('sent', 'answered_elsewhere') AND a.archived_at IS NULL AND "
				  "COALESCE(a.sent_at, a.created_at) >= ?3 AND COALESCE(a.release_id, 0) <> ?4 AND "
				  "a.decision_id IS NULL AND a.release_id IS NULL LIMIT 1",
			DB_ARGS(db_int(cx->workspace_id), db_int(a->word[i]->id), db_int(t->at), db_int(t->id)),
			&answer, NULL));
		*ret = answer != 0;
		if (answer)
			a->answer_id = answer;
	}
	return OK;
}

static enum why_not why_of_state(int answer_state)
{
	switch (answer_state) {
	case -1:
		return WHY_OK;
	case E_answer_state_sent:
	case E_answer_state_answered_elsewhere:
		return WHY_ALREADY_ANSWERED;
	case E_answer_state_failed:
		return WHY_UNREACHABLE;
	default:
		return WHY_DRAFTED;
	}
}

static enum err judge(struct cx *cx, const struct telling *t, struct asker *a)
{
	struct facts f;
	bool elsewhere;
	int best = P_NO;

	if (!a->contact_id) {
		a->why = WHY_ANONYMOUS;
		a->answer_state = -1;
		return OK;
	}
	TRY(load_facts(cx, a->contact_id, &f));
	a->name = f.name;
	a->email = f.email;
	a->external_id = f.external_id;
	a->language = f.language.n ? f.language : a->word[0]->language;
	TRY(find_answer(cx, t, a));
	a->why = why_of_state(a->answer_state);
	if (a->why != WHY_OK)
		return OK;
	TRY(told_since(cx, t, a, &elsewhere));
	a->why = elsewhere ? WHY_ALREADY_ANSWERED : hard_reason(&f);
	if (a->why != WHY_OK)
		return OK;
	bool history = true;

	for (size_t i = 0; i < a->n; i++) {
		int p;

		TRY(permission_of_item(cx, a->word[i]->import_id, a->word[i]->is_history, f.consent, &p));
		best = p > best ? p : best;
		history &= a->word[i]->is_history;
	}
	a->needs_asking = best == P_ASK;
	if (best == P_NO)
		a->why = history ? WHY_HISTORY : WHY_NO_CONSENT;
	return OK;
}

/* One asker for each contact, in order of their first item; anonymous items stay apart. */
static void group(struct cx *cx, struct telling *t)
{
	struct ids contacts = {0};

	t->asker = ARENA_ARRAY(cx->arena, struct asker, t->words.n + 1);
	for (size_t i = 0; i < t->words.n; i++) {
		const struct word *w = &t->words.v[i];

		if (w->sign < 0 || (w->contact_id && !ids_add(cx->arena, &contacts, w->contact_id)))
			continue;
		struct asker *a = &t->asker[t->n++];

		*a = (struct asker){.contact_id = w->contact_id, .account_id = w->account_id, .account = w->account};
		for (size_t k = i; k < t->words.n; k++)
			a->n += t->words.v[k].sign > 0 &&
				(k == i || (w->contact_id && t->words.v[k].contact_id == w->contact_id));
		a->word = ARENA_ARRAY(cx->arena, const struct word *, a->n);
		a->n = 0;
		for (size_t k = i; k < t->words.n; k++)
			if (t->words.v[k].sign > 0 &&
			    (k == i || (w->contact_id && t->words.v[k].contact_id == w->contact_id)))
				a->word[a->n++] = &t->words.v[k];
	}
}

/* The decision or release that an opportunity or roadmap item stands for. */
static enum err newest_of(struct cx *cx, const struct resource **r, int64_t *id)
{
	int64_t release = 0, decision = 0;

	if ((*r)->id == RES_decision || (*r)->id == RES_release)
		return OK;
	if ((*r)->id == RES_roadmap_item) {
		TRY(db_one_int(cx,
			       "SELECT e.id FROM link l JOIN \"release\" e ON e.workspace_id = l.workspace_id AND e.id "
			       "= l.to_id WHERE l.workspace_id = ?1 "
			       "AND l.kind = 'roadmap_item_release' AND l.from_id = ?2 AND e.archived_at IS NULL ORDER "
			       "BY e.released_at DESC LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_int(*id)), &release, NULL));
		TRY(db_one_int(cx,
			       "SELECT d.id FROM link l JOIN decision d ON d.workspace_id = l.workspace_id AND d.id = "
			       "l.to_id WHERE l.workspace_id = ?1 "
			       "AND l.kind = 'roadmap_item_decision' AND l.from_id = ?2 AND d.archived_at IS NULL AND "
			       "d.decided_at IS NOT NULL "
			       "ORDER BY d.decided_at DESC LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_int(*id)), &decision, NULL));
	} else if ((*r)->id == RES_opportunity) {
		TRY(db_one_int(cx,
			       "SELECT e.id FROM link o JOIN link l ON l.workspace_id = o.workspace_id AND l.kind = "
			       "'roadmap_item_release' AND l.from_id = o.to_id "
			       "JOIN \"release\" e ON e.workspace_id = l.workspace_id AND e.id = l.to_id WHERE "
			       "o.workspace_id = ?1 "
			       "AND o.kind = 'opportunity_roadmap_item' AND o.from_id = ?2 AND e.archived_at IS NULL "
			       "ORDER BY e.released_at DESC LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_int(*id)), &release, NULL));
		TRY(db_one_int(cx,
			       "SELECT d.id FROM link l JOIN decision d ON d.workspace_id = l.workspace_id AND d.id = "
			       "l.to_id WHERE l.workspace_id = ?1 "
			       "AND l.kind = 'opportunity_decision' AND l.from_id = ?2 AND d.archived_at IS NULL AND "
			       "d.decided_at IS NOT NULL "
			       "ORDER BY d.decided_at DESC LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_int(*id)), &decision, NULL));
	}
	if (!release && !decision)
		return fail(cx, ERR_NOT_FOUND, NULL,
			    "nothing was decided or released here yet, so there is nothing to tell");
	*r = &resources[release ? RES_release : RES_decision];
	*id = release ? release : decision;
	return OK;
}

static enum err find_title(struct cx *cx, struct telling *t, bool may_be_open)
{
	struct ids opportunity = {0}, items = {0};

	t->outcome = -1;
	if (t->r->id == RES_decision) {
		struct decision *d = ARENA_NEW(cx->arena, struct decision);

		TRY(model_get(cx, t->r, t->id, d));
		if (!HAS(d, decision, decided_at) && !may_be_open)
			return fail(cx, ERR_STATE, NULL, "D-%lld is still open: close it, then tell",
				    (long long)d->head.number);
		t->at = HAS(d, decision, decided_at) ? d->decided_at : cx->now_us;
		t->outcome = HAS(d, decision, outcome) ? (int)d->outcome : -1;
		t->reason = d->reason;
		t->title = d->question;
		TRY(opportunities_of(cx, t->r, t->id, &opportunity));
		return opportunity.n ? model_label(cx, &resources[RES_opportunity], opportunity.v[0], &t->title) : OK;
	}
	struct release *e = ARENA_NEW(cx->arena, struct release);

	TRY(model_get(cx, t->r, t->id, e));
	t->at = HAS(e, release, released_at) ? e->released_at : e->head.created_at;
	t->title = e->name;
	TRY(ids_of_links(cx, LINK_roadmap_item_release, t->id, false, &items));
	return items.n ? model_label(cx, &resources[RES_roadmap_item], items.v[0], &t->title) : OK;
}

static enum err find(struct cx *cx, bool may_be_open, struct telling *ret)
{
	TRY(find_title(cx, ret, may_be_open));
	TRY(words_of(cx, ret->r, ret->id, &ret->words));
	group(cx, ret);
	for (size_t i = 0; i < ret->n; i++) {
		struct asker *a = &ret->asker[i];

		TRY(judge(cx, ret, a));
		ret->asked++;
		ret->answered += a->why == WHY_ALREADY_ANSWERED;
		ret->reachable += a->why == WHY_OK || a->why == WHY_ALREADY_ANSWERED || a->why == WHY_DRAFTED;
	}
	return OK;
}

enum err tell_find(struct cx *cx, const struct resource *r, int64_t id, struct telling *ret)
{
	*ret = (struct telling){.r = r, .id = id};
	TRY(newest_of(cx, &ret->r, &ret->id));
	return find(cx, false, ret);
}

enum err tell_find_open(struct cx *cx, const struct resource *r, int64_t id, struct telling *ret)
{
	*ret = (struct telling){.r = r, .id = id};
	if (r->id != RES_decision)
		return tell_find(cx, r, id, ret);
	return find(cx, true, ret);
}

enum err tell_count(struct cx *cx, const struct resource *r, int64_t id, struct asked *ret)
{
	struct telling t;
	enum err e = tell_find(cx, r, id, &t);

	*ret = (struct asked){0};
	if (e == ERR_NOT_FOUND || e == ERR_STATE) {
		fail_clear(cx);
		return OK;
	}
	TRY(e);
	*ret = (struct asked){t.asked, t.reachable, t.answered};
	return OK;
}

/* ---- the screen ---- */

static void show_words(const struct asker *a, struct json_out *j)
{
	json_key(j, "evidence");
	json_list(j);
	for (size_t i = 0; i < a->n; i++) {
		json_open(j);
		show_id(j, "id", &resources[RES_evidence], a->word[i]->id);
		json_kstr(j, "verbatim", a->word[i]->quote);
		show_time(j, "said_at", a->word[i]->said_at);
		json_close(j);
	}
	json_list_end(j);
}

static void show_who(struct cx *cx, const struct asker *a, struct json_out *j)
{
	show_id(j, "contact_id", &resources[RES_contact], a->contact_id);
	show_person(cx, j, "contact_label", a->name.n ? a->name : a->email.n ? a->email : a->external_id);
	show_text(j, "account_label", a->account);
}

static void show_sendable(struct cx *cx, const struct telling *t, const struct asker *a, struct json_out *j)
{
	struct letter letter;
	bool fallback;
	int language = tell_language(a->language, &fallback);

	tell_write(cx, t, a, (struct str){0}, &letter);
	json_open(j);
	show_who(cx, a, j);
	json_kz(j, "language", tell_languages[language]);
	json_kbool(j, "language_is_fallback", fallback);
	json_kbool(j, "needs_asking", a->needs_asking);
	show_words(a, j);
	json_kstr(j, "subject", letter.subject);
	json_kstr(j, "body", letter.body);
	json_close(j);
}

static void show_refused(struct cx *cx, const struct asker *a, struct json_out *j)
{
	json_open(j);
	show_who(cx, a, j);
	show_words(a, j);
	json_kz(j, "why", why_name(a->why));
	json_kz(j, "note",
		a->why == WHY_DRAFTED && a->answer_state == E_answer_state_unknown
			? "may have been told: look at the answer first"
			: why_note(a->why));
	json_close(j);
}

static void show_counts(const struct telling *t, struct json_out *j)
{
	json_key(j, "not_counts");
	json_open(j);
	for (int w = 1; w < WHY_COUNT; w++) {
		int64_t n = 0;

		for (size_t i = 0; i < t->n; i++)
			n += t->asker[i].why == (enum why_not)w;
		if (n)
			json_kint(j, why_name((enum why_not)w), n);
	}
	json_close(j);
}

static enum err show_answers(struct cx *cx, const struct telling *t, struct json_out *j)
{
	json_key(j, "answers");
	json_list(j);
	for (size_t i = 0; i < t->n; i++) {
		const struct asker *a = &t->asker[i];
		struct answer *row = ARENA_NEW(cx->arena, struct answer);

		if (!a->answer_id)
			continue;
		TRY(model_get(cx, &resources[RES_answer], a->answer_id, row));
		json_open(j);
		show_id(j, "id", &resources[RES_answer], a->answer_id);
		json_kz(j, "number", arena_printf(cx->arena, "A-%lld", (long long)row->head.number));
		json_kint(j, "rev", row->head.rev);
		json_kz(j, "state", enums[ENUM_answer_state].values[row->state]);
		show_id(j, "contact_id", &resources[RES_contact], a->contact_id);
		show_person(cx, j, "contact_label", a->name);
		show_time(j, "hold_until", HAS(row, answer, hold_until) ? row->hold_until : 0);
		show_time(j, "sent_at", HAS(row, answer, sent_at) ? row->sent_at : 0);
		json_close(j);
	}
	json_list_end(j);
	return OK;
}

enum err tell_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	struct telling t;

	TRY(tell_find(cx, r, id, &t));
	json_open(j);
	TRY(show_ref_key(cx, j, "about", t.r, t.id));
	json_kz(j, "outcome", t.outcome < 0 ? NULL : enums[ENUM_decision_outcome].values[t.outcome]);
	show_text(j, "reason", t.reason);
	json_kint(j, "asked", (int64_t)t.asked);
	json_kint(j, "reachable", (int64_t)t.reachable);
	json_kint(j, "answered", (int64_t)t.answered);
	json_key(j, "sendable");
	json_list(j);
	for (size_t i = 0; i < t.n; i++)
		if (t.asker[i].why == WHY_OK)
			show_sendable(cx, &t, &t.asker[i], j);
	json_list_end(j);
	json_key(j, "not");
	json_list(j);
	for (size_t i = 0; i < t.n; i++)
		if (t.asker[i].why != WHY_OK)
			show_refused(cx, &t.asker[i], j);
	json_list_end(j);
	show_counts(&t, j);
	TRY(show_answers(cx, &t, j));
	json_key(j, "languages");
	json_list(j);
	for (int i = 0; i < TELL_LANGUAGES; i++)
		json_z(j, tell_languages[i]);
	json_list_end(j);
	json_close(j);
	return OK;
}
