/* Answers from draft to sent. held -> (60 s) -> sending -> sent | failed | unknown; what is unknown is never sent again
 * without a person. See tell.h. */
#include "domain/tell.h"
#include "base/clock.h"
#include "base/settings.h"
#include "job/job.h"
#include <string.h>

#define ANSWER (&resources[RES_answer])
#define LATER_US (5 * 60 * US_PER_S)
enum { TRIES = 12 };

int64_t answer_hold_us(const struct cx *cx)
{
	int64_t s = cx->settings ? cx->settings->answer_hold : 60;

	return (s < 0 ? 0 : s > 86400 ? 86400 : s) * US_PER_S;
}

/* ---- drafting ---- */

static void skip(struct cx *cx, struct drafted *d, size_t cap, int64_t contact, enum why_not why)
{
	if (!d->skipped)
		d->skipped = arena_alloc(cx->arena, cap * sizeof *d->skipped);
	d->skipped[d->n_skipped].contact_id = contact;
	d->skipped[d->n_skipped++].why = why;
}

static enum err draft_one(struct cx *cx, const struct telling *t, const struct asker *a, const struct drafting *d,
			  int64_t *ret)
{
	struct answer *row = ARENA_NEW(cx->arena, struct answer);
	bool fallback;
	int language = tell_language(a->language, &fallback);
	struct letter letter;

	tell_write(cx, t, a, d->body[language], &letter);
	SET(row, answer, contact_id, a->contact_id);
	if (t->r->id == RES_decision)
		SET(row, answer, decision_id, t->id);
	else
		SET(row, answer, release_id, t->id);
	SET(row, answer, channel, E_answer_channel_mail);
	SET(row, answer, language, str_of(tell_languages[language]));
	SET(row, answer, subject, letter.subject);
	SET(row, answer, body, letter.body);
	TRY(model_create(cx, ANSWER, row));
	for (size_t i = 0; i < a->n; i++)
		TRY(link_add(
			cx,
			&(struct link){
				.kind = LINK_evidence_answer, .from = a->word[i]->id, .to = row->head.id, .sign = 1},
			NULL));
	*ret = row->head.id;
	return OK;
}

static bool chosen(const struct drafting *d, int64_t contact, bool needs_asking)
{
	if (!d->contact)
		return !needs_asking;
	for (size_t i = 0; i < d->n; i++)
		if (d->contact[i] == contact)
			return true;
	return false;
}

enum err tell_draft(struct cx *cx, const struct resource *r, int64_t id, const struct drafting *d, struct drafted *ret)
{
	struct telling t;

	*ret = (struct drafted){0};
	TRY(tell_find(cx, r, id, &t));
	ret->answer = ARENA_ARRAY(cx->arena, int64_t, t.n + 1);
	for (size_t i = 0; i < t.n; i++) {
		const struct asker *a = &t.asker[i];

		if (!a->contact_id || !chosen(d, a->contact_id, a->needs_asking))
			continue;
		if (a->why != WHY_OK)
			skip(cx, ret, t.n + d->n, a->contact_id, a->why);
		else
			TRY(draft_one(cx, &t, a, d, &ret->answer[ret->created++]));
	}
	for (size_t i = 0; d->contact && i < d->n; i++) {
		bool asked = false;

		for (size_t k = 0; k < t.n; k++)
			asked |= t.asker[k].contact_id == d->contact[i];
		if (!asked)
			return fail(cx, ERR_INVALID, "contact_ids", "one of these customers did not ask about it");
	}
	return OK;
}

/* ---- what stands against sending a text ---- */

static bool contains(struct str text, struct str part)
{
	return part.n && part.n <= text.n && memmem(text.p, text.n, part.p, part.n) != NULL;
}

static bool variable_left(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t k = i + 1;

		if (s.p[i] != '{')
			continue;
		while (k < s.n && ((s.p[k] >= 'a' && s.p[k] <= 'z') || s.p[k] == '_'))
			k++;
		if (k < s.n && k > i + 1 && s.p[k] == '}')
			return true;
	}
	return false;
}

/* Whether the receiver said it too: two people may use the same words, and each is quoted to themselves. */
static bool said_it(const struct words *w, int64_t contact_id, struct str opening)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].contact_id == contact_id && contains(w->v[i].quote, opening))
			return true;
	return false;
}

/* Others who spoke of the same: their names never stand in this letter, their words only when they allowed it. */
static enum err other_customers(struct cx *cx, const struct answer *a, enum why_not *ret)
{
	const struct resource *r = &resources[HAS(a, answer, release_id) ? RES_release : RES_decision];
	struct words w;

	if (!HAS(a, answer, release_id) && !HAS(a, answer, decision_id))
		return OK;
	TRY(words_of(cx, r, r->id == RES_release ? a->release_id : a->decision_id, &w));
	for (size_t i = 0; i < w.n && *ret == WHY_OK; i++) {
		struct str opening = w.v[i].quote;
		int64_t may_quote;

		if (!w.v[i].contact_id || w.v[i].contact_id == a->contact_id)
			continue;
		if (w.v[i].contact.n >= 5 && memchr(w.v[i].contact.p, ' ', w.v[i].contact.n) &&
		    contains(a->body, w.v[i].contact))
			*ret = WHY_OTHER_NAME;
		if (opening.n < 40)
			continue;
		opening.n = 40;
		while (opening.n && ((unsigned char)opening.p[opening.n] & 0xC0) == 0x80)
			opening.n--;
		if (*ret != WHY_OK || !contains(a->body, opening) || said_it(&w, a->contact_id, opening))
			continue;
		TRY(db_one_int(cx,
			       "SELECT CASE consent_quote WHEN 'yes' THEN 1 ELSE 0 END FROM contact WHERE workspace_id "
			       "= ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(w.v[i].contact_id)), &may_quote, NULL));
		if (!may_quote)
			*ret = WHY_NO_QUOTE_CONSENT;
	}
	return OK;
}

static enum err may_leave(struct cx *cx, const struct answer *a, enum why_not *ret)
{
	struct ids items = {0};

	TRY(ids_of_links(cx, LINK_evidence_answer, a->head.id, false, &items));
	TRY(contact_may_be_told(cx, a->contact_id, items.v, items.n, ret));
	if (*ret != WHY_OK)
		return OK;
	if (variable_left(a->body) || variable_left(a->subject) || !str_trim(a->body).n || !str_trim(a->subject).n)
		*ret = WHY_MISSING_VARIABLE;
	return *ret == WHY_OK ? other_customers(cx, a, ret) : OK;
}

/* ---- states ---- */

/* One job for all answers that are due at the same moment. */
enum err answer_wake(struct cx *cx, int64_t at_us)
{
	const char *args = arena_printf(cx->arena, "{\"due\":%lld}", (long long)at_us);
	const struct job_order order = {.kind = "answers.send",
					.args = str_of(args),
					.single = true,
					.delay_us = at_us > cx->now_us ? at_us - cx->now_us : 0};

	return job_submit(cx, &order, NULL);
}

static enum err hold(struct cx *cx, int64_t answer_id, int64_t if_rev, int64_t until, struct str reason)
{
	struct answer *patch = ARENA_NEW(cx->arena, struct answer);

	SET(patch, answer, state, E_answer_state_held);
	SET(patch, answer, hold_until, until);
	if (cx->member_id)
		SET(patch, answer, approved_by, cx->member_id);
	UNSET(patch, answer, failure);
	TRY(model_update(cx, ANSWER, answer_id, if_rev, false, patch, reason));
	return answer_wake(cx, until);
}

enum err answer_approve(struct cx *cx, int64_t answer_id, enum why_not *ret_why)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);

	*ret_why = WHY_OK;
	TRY(model_get(cx, ANSWER, answer_id, a));
	if (a->head.archived_at || (a->state != E_answer_state_draft && a->state != E_answer_state_approved)) {
		*ret_why = WHY_STATE;
		return OK;
	}
	if (!cx_may(cx, P_answers_decide) && !(cx_may(cx, P_answer_send) && a->state == E_answer_state_approved))
		return fail(cx, ERR_FORBIDDEN, NULL, "approving an answer needs the permission answers_decide");
	TRY(may_leave(cx, a, ret_why));
	return *ret_why == WHY_OK ? hold(cx, answer_id, -1, cx->now_us + answer_hold_us(cx), STR("approved")) : OK;
}

enum err answer_cancel(struct cx *cx, int64_t answer_id, bool *ret_done)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer), *patch = ARENA_NEW(cx->arena, struct answer);

	TRY(model_get(cx, ANSWER, answer_id, a));
	*ret_done = a->state == E_answer_state_held || a->state == E_answer_state_approved;
	if (!*ret_done)
		return OK;
	SET(patch, answer, state, E_answer_state_draft);
	UNSET(patch, answer, hold_until);
	UNSET(patch, answer, approved_by);
	return model_update(cx, ANSWER, answer_id, -1, false, patch, STR("taken back"));
}

enum err answer_resend(struct cx *cx, int64_t answer_id, int64_t if_rev, struct str reason)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);
	enum why_not why;

	TRY(model_get(cx, ANSWER, answer_id, a));
	if (a->state != E_answer_state_failed && a->state != E_answer_state_unknown)
		return fail(cx, ERR_STATE, NULL, "only what failed, or whose fate is unknown, is sent again");
	if (!str_trim(reason).n)
		return fail(cx, ERR_INVALID, "reason", "say why it is safe to send it again");
	TRY(may_leave(cx, a, &why));
	if (why != WHY_OK)
		return fail(cx, ERR_STATE, NULL, "cannot be sent: %s", why_note(why));
	return hold(cx, answer_id, if_rev, cx->now_us + answer_hold_us(cx), reason);
}

enum err answer_elsewhere(struct cx *cx, const struct elsewhere *e, int64_t *ret_answer)
{
	struct answer *row = ARENA_NEW(cx->arena, struct answer);

	if (!e->n)
		return fail(cx, ERR_INVALID, "evidence_ids", "say which words were answered");
	if (!e->contact_id)
		return fail(cx, ERR_INVALID, "contact_id",
			    "say who was answered; words of nobody known cannot be answered");
	SET(row, answer, contact_id, e->contact_id);
	if (e->decision_id)
		SET(row, answer, decision_id, e->decision_id);
	if (e->release_id)
		SET(row, answer, release_id, e->release_id);
	SET(row, answer, channel, E_answer_channel_elsewhere);
	SET(row, answer, state, E_answer_state_answered_elsewhere);
	SET(row, answer, sent_at, cx->now_us);
	SET(row, answer, subject, STR("Answered elsewhere"));
	if (str_trim(e->note).n)
		SET(row, answer, note, str_trim(e->note));
	TRY(model_create(cx, ANSWER, row));
	for (size_t i = 0; i < e->n; i++)
		TRY(link_add(
			cx,
			&(struct link){
				.kind = LINK_evidence_answer, .from = e->evidence[i], .to = row->head.id, .sign = 1},
			NULL));
	*ret_answer = row->head.id;
	return OK;
}

/* ---- sending ---- */

static enum err set_result(struct cx *cx, int64_t id, int state, struct str detail)
{
	struct answer *patch = ARENA_NEW(cx->arena, struct answer);

	SET(patch, answer, state, state);
	if (state == E_answer_state_sent)
		SET(patch, answer, sent_at, cx->now_us);
	if (detail.n && state != E_answer_state_sent)
		SET(patch, answer, failure, detail);
	return model_update(cx, ANSWER, id, -1, false, patch, (struct str){0});
}

enum err answer_claim(struct cx *cx, int64_t *ret_answer, int64_t *ret_next)
{
	struct ids due = {0};

	*ret_answer = *ret_next = 0;
	TRY(ids_of_query(cx,
			 "SELECT id FROM answer WHERE workspace_id = ?1 AND state = 'held' AND archived_at IS NULL AND "
			 "hold_until <= ?2 ORDER BY hold_until, id LIMIT 20",
			 DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us)), &due));
	for (size_t i = 0; i < due.n && !*ret_answer; i++) {
		struct answer *a = ARENA_NEW(cx->arena, struct answer);
		enum why_not why;

		TRY(model_get(cx, ANSWER, due.v[i], a));
		TRY(may_leave(cx, a, &why)); /* consent may have gone while it was held */
		TRY(set_result(cx, due.v[i], why == WHY_OK ? E_answer_state_sending : E_answer_state_failed,
			       str_of(why_note(why))));
		if (why == WHY_OK)
			*ret_answer = due.v[i];
	}
	return db_one_int(cx,
			  "SELECT COALESCE(MIN(hold_until), 0) FROM answer WHERE workspace_id = ?1 AND state = 'held' "
			  "AND archived_at IS NULL",
			  DB_ARGS(db_int(cx->workspace_id)), ret_next, NULL);
}

static enum err is_sending(struct cx *cx, int64_t id, bool *ret)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);

	TRY(model_get(cx, ANSWER, id, a));
	*ret = a->state == E_answer_state_sending;
	return OK;
}

enum err answer_settle(struct cx *cx, int64_t answer_id, int state, struct str detail)
{
	bool sending;

	TRY(is_sending(cx, answer_id, &sending));
	return sending ? set_result(cx, answer_id, state, detail) : OK;
}

/* "Try 3: ..." in failure counts the tries; after an hour of them it has failed. */
enum err answer_later(struct cx *cx, int64_t answer_id, struct str detail)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer), *patch = ARENA_NEW(cx->arena, struct answer);
	int64_t tries = 0;
	struct str rest, number;

	TRY(model_get(cx, ANSWER, answer_id, a));
	if (a->state != E_answer_state_sending)
		return OK;
	if (str_starts(a->failure, "Try ")) {
		rest = (struct str){a->failure.p + 4, a->failure.n - 4};
		if (!str_split(&rest, ':', &number) || !str_to_i64(number, &tries))
			tries = 0;
	}
	if (++tries >= TRIES)
		return set_result(cx, answer_id, E_answer_state_failed, detail);
	SET(patch, answer, state, E_answer_state_held);
	SET(patch, answer, hold_until, cx->now_us + LATER_US);
	SET(patch, answer, failure,
	    str_of(arena_printf(cx->arena, "Try %lld: %.*s", (long long)tries, (int)(detail.n > 300 ? 300 : detail.n),
				detail.p)));
	return model_update(cx, ANSWER, answer_id, -1, false, patch, (struct str){0});
}

enum err answer_sweep(struct cx *cx, int64_t older_than_us)
{
	struct ids stuck = {0};

	TRY(ids_of_query(cx,
			 "SELECT id FROM answer WHERE workspace_id = ?1 AND state = 'sending' AND updated_at < ?2 AND "
			 "archived_at IS NULL ORDER BY id LIMIT 50",
			 DB_ARGS(db_int(cx->workspace_id), db_int(cx->now_us - older_than_us)), &stuck));
	for (size_t i = 0; i < stuck.n; i++)
		TRY(set_result(cx, stuck.v[i], E_answer_state_unknown,
			       STR("the program ended while this was being sent")));
	return OK;
}
