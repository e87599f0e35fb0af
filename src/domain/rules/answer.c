/* Answers: only to those who may be written to, once about one thing, fixed once approved. */
#include "domain/rules/rules.h"
#include "domain/tell.h"

/* Locks the contact's row, so that two requests cannot both find that there is no answer yet. */
static enum err only_one(struct cx *cx, const struct answer *a)
{
	int64_t other;

	TRY(db_exec(cx, "UPDATE contact SET rev = rev WHERE workspace_id = ?1 AND id = ?2",
		    DB_ARGS(db_int(cx->workspace_id), db_int(a->contact_id)), NULL));
	if (!HAS(a, answer, decision_id) && !HAS(a, answer, release_id))
		return OK;
	TRY(db_one_int(cx,
		       "SELECT id FROM answer WHERE workspace_id = ?1 AND contact_id = ?2 AND COALESCE(decision_id, 0) "
		       "= ?3 AND "
		       "COALESCE(release_id, 0) = ?4 AND archived_at IS NULL AND id <> ?5 LIMIT 1",
		       DB_ARGS(db_int(cx->workspace_id), db_int(a->contact_id), db_int(a->decision_id),
			       db_int(a->release_id), db_int(a->head.id)),
		       &other, NULL));
	return other ? fail(cx, ERR_CONFLICT, "contact_id",
			    "this customer has an answer about it already: nobody gets two")
		     : OK;
}

static enum err answer_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct answer *old = old_row;
	struct answer *a = row;
	enum why_not why;

	if (!old) {
		if (!HAS(a, answer, contact_id))
			return OK;
		TRY(only_one(cx, a));
		if (a->state != E_answer_state_draft || a->channel != E_answer_channel_mail)
			return OK;
		TRY(contact_may_be_told(cx, a->contact_id, NULL, 0, &why));
		return why == WHY_OK ? OK : fail(cx, ERR_INVALID, "contact_id", "%s", why_note(why));
	}
	if (old->state != E_answer_state_draft && (!str_eq(old->body, a->body) || !str_eq(old->subject, a->subject)))
		return fail(cx, ERR_STATE, NULL, "an answer is edited while it is a draft: take it back first");
	return OK;
}

static enum err answer_after_save(struct cx *cx, const void *old_row, const void *row)
{
	const struct answer *old = old_row, *a = row;

	if (!old || old->state == a->state)
		return OK;
	if (a->state == E_answer_state_failed)
		return domain_notify(cx, a->approved_by, &resources[RES_answer], a->head.id,
				     "A-%lld could not be delivered: %.*s", (long long)a->head.number,
				     STR_ARG(a->failure));
	if (a->state == E_answer_state_unknown)
		return domain_notify(cx, a->approved_by, &resources[RES_answer], a->head.id,
				     "A-%lld may or may not have arrived: look before it is sent again",
				     (long long)a->head.number);
	return OK;
}

const struct model_hooks answer_hooks = {.before_save = answer_before_save, .after_save = answer_after_save};
