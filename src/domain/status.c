/* The customer's private page: a link only they have, and what became of their words. See tell.h.
 * Nothing of other customers, no names of colleagues, no internal reason leaves here: reasons reach customers only in
 * answers that a person approved. */
#include "auth/auth.h"
#include "base/clock.h"
#include "domain/fate.h"
#include "domain/tell.h"

enum err status_link_new(struct cx *cx, int64_t contact_id, char text[48])
{
	char hash[65];
	struct contact *c = ARENA_NEW(cx->arena, struct contact);

	TRY(model_get(cx, &resources[RES_contact], contact_id, c));
	auth_secret_new(text, hash);
	return db_exec(cx,
		       "INSERT INTO status_link (hash, workspace_id, contact_id, created_at) VALUES (?1, ?2, ?3, ?4)",
		       DB_ARGS(db_z(hash), db_int(cx->workspace_id), db_int(contact_id), db_int(cx->now_us)), NULL);
}

enum err status_links_revoke(struct cx *cx, int64_t contact_id, int64_t *ret_removed)
{
	return db_exec(cx, "DELETE FROM status_link WHERE workspace_id = ?1 AND contact_id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(contact_id)), ret_removed);
}

/* The token itself says the workspace: this is the one query that may not name it. */
enum err status_open(struct cx *cx, struct str token, int64_t *ret_contact)
{
	char hash[65];
	struct db_rows *r;
	int64_t into;

	*ret_contact = 0;
	if (token.n < 20 || token.n > 100)
		return fail(cx, ERR_NOT_FOUND, NULL, "this link is not valid");
	auth_secret_hash(token, hash);
	TRY(db_query(cx, "SELECT workspace_id, contact_id FROM status_link WHERE hash = ?1", DB_ARGS(db_z(hash)), &r));
	if (db_next(r)) {
		cx->workspace_id = db_col_int(r, 0);
		*ret_contact = db_col_int(r, 1);
	}
	TRY(db_end(r));
	if (!*ret_contact)
		return fail(cx, ERR_NOT_FOUND, NULL, "this link is not valid");
	/* merged contacts keep their links */
	TRY(db_one_int(cx, "SELECT COALESCE(merged_into, 0) FROM contact WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(*ret_contact)), &into, NULL));
	if (into)
		*ret_contact = into;
	return OK;
}

static enum err load_answer(struct cx *cx, const struct fate *f, int64_t contact_id, struct status_item *item)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);

	if (!f->answer_id)
		return OK;
	TRY(model_get(cx, &resources[RES_answer], f->answer_id, a));
	if (a->contact_id != contact_id)
		return OK;
	item->answer_id = f->answer_id;
	item->answered_at = f->answered_at;
	item->rating = HAS(a, answer, rating) ? a->rating : 0;
	if (a->state == E_answer_state_sent) {
		item->answer_subject = a->subject;
		item->answer_body = a->body;
	}
	return OK;
}

enum err status_load(struct cx *cx, int64_t contact_id, struct status_page *ret)
{
	enum { MOST = 100 };
	struct ids items = {0};
	struct contact *c = ARENA_NEW(cx->arena, struct contact);
	struct db_rows *r;

	*ret = (struct status_page){0};
	TRY(model_get(cx, &resources[RES_contact], contact_id, c));
	ret->contact = c->name;
	ret->language = c->language;
	ret->unsubscribed = HAS(c, contact, unsubscribed_at);
	TRY(db_query(cx,
		     "SELECT COALESCE((SELECT p.name FROM product p WHERE p.workspace_id = ?1 AND p.archived_at IS "
		     "NULL ORDER BY p.id LIMIT 1), w.name) "
		     "FROM workspace w WHERE w.id = ?1",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
	if (db_next(r))
		ret->product = str_copy(cx->arena, db_col_str(r, 0));
	TRY(db_end(r));
	TRY(ids_of_query(
		cx,
		"SELECT id FROM evidence WHERE workspace_id = ?1 AND contact_id = ?2 AND archived_at IS NULL AND "
		"state NOT IN ('spam', 'duplicate') ORDER BY said_at DESC, id DESC LIMIT 100",
		DB_ARGS(db_int(cx->workspace_id), db_int(contact_id)), &items));
	ret->item = ARENA_ARRAY(cx->arena, struct status_item, items.n + 1);
	for (size_t i = 0; i < items.n && i < MOST; i++) {
		struct evidence *e = ARENA_NEW(cx->arena, struct evidence);
		struct status_item *item = &ret->item[ret->n++];
		struct fate f;

		TRY(model_get(cx, &resources[RES_evidence], items.v[i], e));
		TRY(fate_of(cx, items.v[i], &f));
		*item = (struct status_item){
			.quote = HAS(e, evidence, verbatim) ? e->verbatim : e->title,
			.said_at = e->said_at,
			.word = fate_word(&f),
			.outcome = f.decision_id && f.outcome != E_decision_outcome_need_evidence ? f.outcome : -1,
			.release = f.release};
		TRY(load_answer(cx, &f, contact_id, item));
	}
	return OK;
}

enum err status_unsubscribe(struct cx *cx, int64_t contact_id)
{
	struct contact *old = ARENA_NEW(cx->arena, struct contact), *patch = ARENA_NEW(cx->arena, struct contact);

	TRY(model_get(cx, &resources[RES_contact], contact_id, old));
	if (HAS(old, contact, unsubscribed_at))
		return OK; /* clicking twice does no harm */
	SET(patch, contact, unsubscribed_at, cx->now_us);
	return model_update(cx, &resources[RES_contact], contact_id, -1, false, patch, STR("asked by the customer"));
}

enum err status_rate(struct cx *cx, int64_t contact_id, int64_t answer_id, int64_t rating, int worked)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer), *patch = ARENA_NEW(cx->arena, struct answer);

	TRY(model_get(cx, &resources[RES_answer], answer_id, a));
	if (a->contact_id != contact_id ||
	    (a->state != E_answer_state_sent && a->state != E_answer_state_answered_elsewhere))
		return fail(cx, ERR_NOT_FOUND, NULL, "there is no such answer");
	if (rating < 0 || rating > 5)
		return fail(cx, ERR_INVALID, "rating", "is from 1 to 5");
	if (rating)
		SET(patch, answer, rating, rating);
	if (worked >= 0)
		SET(patch, answer, worked, worked);
	return rating || worked >= 0 ? model_update(cx, &resources[RES_answer], answer_id, -1, false, patch,
						    STR("rated by the customer"))
				     : OK;
}
