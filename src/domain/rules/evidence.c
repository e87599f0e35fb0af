/* Evidence: what is filled in by itself (language, account, history, first state, deadline), duplicates only of the
 * same person, the clock that stops while waiting for the customer. Highlights keep the marked words. */
#include "base/clock.h"
#include "domain/rules/rules.h"
#include "text/lexical/language.h"
#include <string.h>

#define EVIDENCE (&resources[RES_evidence])

struct place {
	struct zone zone;
	int64_t history_days;
};

/* Zone of the workspace and the history rule of the source, in one look. */
static enum err look_up(struct cx *cx, int64_t source_id, struct place *ret)
{
	struct db_rows *r;

	ret->history_days = HISTORY_DAYS;
	(void)zone_load((struct str){0}, &ret->zone);
	TRY(db_query(cx,
		     "SELECT w.zone, COALESCE(s.history_days, w.history_days) FROM workspace w LEFT JOIN source s "
		     "ON s.workspace_id = w.id AND s.id = ?2 WHERE w.id = ?1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(source_id)), &r));
	if (db_next(r)) {
		(void)zone_load(db_col_str(r, 0), &ret->zone);
		if (!db_col_null(r, 1))
			ret->history_days = db_col_int(r, 1);
	}
	return db_end(r);
}

/* 0-6 of 10; the two lowest of a scale up to 5; below the middle elsewhere. */
static bool detractor(const struct evidence *e)
{
	if (!HAS(e, evidence, score) || !HAS(e, evidence, score_max) || e->score_max <= 0)
		return false;
	return e->score_max == 10 ? e->score <= 6 : e->score_max == 5 ? e->score <= 2 : e->score < e->score_max / 2;
}

static bool pressing(const struct evidence *e)
{
	return detractor(e) || (HAS(e, evidence, urgency) && e->urgency == E_urgency_high);
}

static enum err account_of_contact(struct cx *cx, struct evidence *e)
{
	int64_t account;

	if (!HAS(e, evidence, contact_id) || HAS(e, evidence, account_id))
		return OK;
	TRY(db_one_int(cx, "SELECT account_id FROM contact WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(e->contact_id)), &account, NULL));
	if (account)
		SET(e, evidence, account_id, account);
	return OK;
}

static void detect_language(struct cx *cx, struct evidence *e)
{
	if (HAS(e, evidence, language) || !HAS(e, evidence, verbatim))
		return;
	struct text_language l = text_language_detect(e->verbatim);

	if (!l.abstained)
		SET(e, evidence, language, str_copy(cx->arena, str_of(l.code)));
}

/* What needs a person stays in the inbox; a score without words and without alarm needs none. */
static bool needs_person(const struct evidence *e)
{
	return HAS(e, evidence, verbatim) || HAS(e, evidence, title) || pressing(e);
}

static void set_deadline(const struct place *p, struct evidence *e)
{
	if (e->state == E_evidence_state_received)
		SET(e, evidence, due_at,
		    sla_due(&p->zone, pressing(e) ? SLA_RECEIPT_URGENT : SLA_TRIAGE, e->received_at));
	else if (e->state == E_evidence_state_triaged && !e->no_theme)
		SET(e, evidence, due_at, sla_due(&p->zone, SLA_LINK, e->received_at));
	else
		UNSET(e, evidence, due_at);
}

static enum err complete_new(struct cx *cx, struct evidence *e)
{
	struct place p;

	if (!HAS(e, evidence, received_at))
		SET(e, evidence, received_at, cx->now_us);
	/* an import knows the history rule of its source already: most of its rows need no look */
	if (!HAS(e, evidence, is_history) || !e->is_history)
		TRY(look_up(cx, e->source_id, &p));
	TRY(account_of_contact(cx, e));
	detect_language(cx, e);
	if (!HAS(e, evidence, urgency))
		SET(e, evidence, urgency, E_urgency_normal);
	if (!HAS(e, evidence, is_history))
		SET(e, evidence, is_history, e->received_at - e->said_at > p.history_days * US_PER_DAY);
	if (e->state == E_evidence_state_received && (e->is_history || !needs_person(e)))
		SET(e, evidence, state, E_evidence_state_triaged);
	if (!HAS(e, evidence, due_at) && !e->is_history)
		set_deadline(&p, e);
	return OK;
}

static enum err check_duplicate(struct cx *cx, struct evidence *e)
{
	struct evidence *other = ARENA_NEW(cx->arena, struct evidence);

	TRY(model_get(cx, EVIDENCE, e->duplicate_of, other));
	for (int hops = 0; HAS(other, evidence, duplicate_of) && hops < 20; hops++) {
		SET(e, evidence, duplicate_of, other->duplicate_of);
		TRY(model_get(cx, EVIDENCE, e->duplicate_of, other));
	}
	if (e->duplicate_of == e->head.id)
		return fail(cx, ERR_INVALID, "duplicate_of", "the other item is a duplicate of this one already");
	if (!HAS(e, evidence, contact_id) || !HAS(other, evidence, contact_id))
		return fail(cx, ERR_INVALID, "duplicate_of",
			    "a duplicate comes from the same contact; at least one of the two is anonymous: "
			    "link both to the same theme instead");
	if (e->contact_id != other->contact_id)
		return fail(cx, ERR_INVALID, "duplicate_of",
			    "was said by another customer: the same wish from another person is a new item; link it to "
			    "the same theme instead");
	return OK;
}

/* The clock stops while the customer is asked: the deadline moves by the time that was waited. */
static enum err after_waiting(struct cx *cx, struct evidence *e)
{
	int64_t since;
	bool found;

	if (!HAS(e, evidence, due_at))
		return OK;
	TRY(db_one_int(cx,
		       "SELECT at FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND kind = 'move' ORDER BY id "
		       "DESC LIMIT 1",
		       DB_ARGS(db_int(cx->workspace_id), db_int(e->head.id)), &since, &found));
	if (found && since < cx->now_us)
		SET(e, evidence, due_at, e->due_at + (cx->now_us - since));
	return OK;
}

static enum err state_changed(struct cx *cx, const struct evidence *old, struct evidence *e)
{
	struct place p;

	if (old->state == E_evidence_state_duplicate && e->state != E_evidence_state_duplicate)
		UNSET(e, evidence, duplicate_of);
	if (e->state == E_evidence_state_duplicate && !HAS(e, evidence, duplicate_of))
		return fail(cx, ERR_STATE, "duplicate_of",
			    "say which item it repeats: set duplicate_of, the state follows");
	if (e->is_history || e->state == E_evidence_state_waiting)
		return OK;
	if (old->state == E_evidence_state_waiting && e->state == E_evidence_state_received)
		return after_waiting(cx, e);
	TRY(look_up(cx, e->source_id, &p));
	set_deadline(&p, e);
	return OK;
}

static enum err evidence_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct evidence *old = old_row;
	struct evidence *e = row;

	if (!old && HAS(e, evidence, source_id) && HAS(e, evidence, said_at))
		TRY(complete_new(cx, e));
	if (HAS(e, evidence, duplicate_of) &&
	    (!old || !HAS(old, evidence, duplicate_of) || old->duplicate_of != e->duplicate_of)) {
		TRY(check_duplicate(cx, e));
		SET(e, evidence, state, E_evidence_state_duplicate);
	}
	if (old && CHANGED(old, e, contact_id) && HAS(e, evidence, contact_id))
		TRY(account_of_contact(cx, e));
	if (old && old->state != e->state)
		TRY(state_changed(cx, old, e));
	else if (old && e->state == E_evidence_state_received && !e->is_history && pressing(e) != pressing(old)) {
		struct place p;

		TRY(look_up(cx, e->source_id, &p));
		set_deadline(&p, e);
	}
	return OK;
}

/* A corrected text keeps its highlights where the marked words still stand. */
static enum err reanchor(struct cx *cx, const struct evidence *e)
{
	struct ids marks = {0};

	TRY(ids_of_query(
		cx, "SELECT id FROM highlight WHERE workspace_id = ?1 AND evidence_id = ?2 AND archived_at IS NULL",
		DB_ARGS(db_int(cx->workspace_id), db_int(e->head.id)), &marks));
	for (size_t i = 0; i < marks.n; i++) {
		struct highlight *h = ARENA_NEW(cx->arena, struct highlight),
				 *patch = ARENA_NEW(cx->arena, struct highlight);

		TRY(model_get(cx, &resources[RES_highlight], marks.v[i], h));
		const char *at = e->verbatim.n ? memmem(e->verbatim.p, e->verbatim.n, h->quote.p, h->quote.n) : NULL;

		if (!at)
			continue; /* lost: the quote no longer stands at start, which is what the page shows */
		SET(patch, highlight, start,
		    (int64_t)utf8_length((struct str){e->verbatim.p, (size_t)(at - e->verbatim.p)}));
		TRY(model_update(cx, &resources[RES_highlight], marks.v[i], -1, true, patch, STR("the words moved")));
	}
	return OK;
}

static enum err evidence_after_save(struct cx *cx, const void *old_row, const void *row)
{
	const struct evidence *old = old_row, *e = row;

	return old && !str_eq(old->verbatim, e->verbatim) ? reanchor(cx, e) : OK;
}

const struct model_hooks evidence_hooks = {.before_save = evidence_before_save, .after_save = evidence_after_save};

static enum err highlight_before_save(struct cx *cx, const void *old, void *row)
{
	struct highlight *h = row;
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);

	if (old || !HAS(h, highlight, evidence_id) || !HAS(h, highlight, start) || !HAS(h, highlight, length))
		return OK;
	TRY(model_get(cx, EVIDENCE, h->evidence_id, e));
	size_t from = utf8_offset(e->verbatim, (size_t)h->start),
	       to = utf8_offset(e->verbatim, (size_t)(h->start + h->length));

	if ((size_t)(h->start + h->length) > utf8_length(e->verbatim))
		return fail(cx, ERR_INVALID, "length", "the marked span ends after the %zu characters of the words",
			    utf8_length(e->verbatim));
	SET(h, highlight, quote, str_copy(cx->arena, (struct str){e->verbatim.p + from, to - from}));
	return OK;
}

const struct model_hooks highlight_hooks = {.before_save = highlight_before_save};

/* Who asked not to be written to is not reachable. */
static enum err contact_before_save(struct cx *cx, const void *old, void *row)
{
	struct contact *c = row;

	(void)old;
	if (HAS(c, contact, unsubscribed_at) && !HAS(c, contact, reachable))
		SET(c, contact, reachable, 0);
	if (!HAS(c, contact, email) && !HAS(c, contact, name) && !HAS(c, contact, external_id))
		return fail(cx, ERR_INVALID, "name", "a contact needs a name, a mail address or an external_id");
	return OK;
}

const struct model_hooks contact_hooks = {.before_save = contact_before_save};
