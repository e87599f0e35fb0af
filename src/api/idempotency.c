/* Idempotency-Key on POST: the same key with the same request answers with what the first one made, and makes nothing.
 * The row is part of the write's own transaction and never holds the body. Kept for a day. */
#include "api/internal.h"
#include "base/clock.h"
#include <string.h>

static int64_t principal(const struct cx *cx)
{
	return cx->token_id ? cx->token_id : cx->user_id;
}

static enum err answer_again(struct call *c, int64_t status, struct str resource, int64_t object)
{
	const struct resource *r = resource.n ? resource_by_name(resource) : NULL;

	call_header(c, "Idempotency-Replayed", "true");
	c->inner->replayed = true;
	if (!r) {
		json_open(&c->j);
		json_kbool(&c->j, "replayed", true);
		json_close(&c->j);
	} else {
		TRY(call_object(c, r, object));
		c->made = r;
		c->made_id = object;
	}
	c->status = (int)status;
	return OK;
}

enum err idempotency_begin(struct call *c, bool *ret_replayed)
{
	struct cx *cx = c->cx;
	struct db_rows *r;
	bool found = false, same = false;
	int64_t status = 0, object = 0;
	struct str resource = {0};

	*ret_replayed = false;
	if (!c->inner->key.n)
		return OK;
	TRY(db_query(cx,
		     "SELECT request_hash, status, resource, object_id FROM idempotency WHERE workspace_id = ?1 AND "
		     	"principal = ?2 AND key = ?3 AND at > ?4",
		     DB_ARGS(db_int(cx->workspace_id), db_int(principal(cx)), db_text(c->inner->key),
		     	db_int(cx->now_us - US_PER_DAY)), &r));
	if (db_next(r)) {
		struct str hash = db_col_str(r, 0);

		found = true;
		same = hash.n == HASH_BYTES && memcmp(hash.p, c->inner->request.b, HASH_BYTES) == 0;
		status = db_col_int(r, 1);
		resource = str_copy(cx->arena, db_col_str(r, 2));
		object = db_col_int(r, 3);
	}
	TRY(db_end(r));
	if (!found)
		return OK;
	if (!same)
		return fail(cx, ERR_INVALID, "Idempotency-Key", "was used for another request already");
	*ret_replayed = true;
	return answer_again(c, status, resource, object);
}

enum err idempotency_end(struct call *c)
{
	struct cx *cx = c->cx;

	if (!c->inner->key.n)
		return OK;
	TRY(db_exec(cx, "DELETE FROM idempotency WHERE workspace_id = ?1 AND principal = ?2 AND at < ?3",
		    DB_ARGS(db_int(cx->workspace_id), db_int(principal(cx)), db_int(cx->now_us - US_PER_DAY)), NULL));
	return db_exec(cx,
		       "INSERT INTO idempotency (workspace_id, principal, key, request_hash, status, resource, object_id, at) "
		       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		       DB_ARGS(db_int(cx->workspace_id), db_int(principal(cx)), db_text(c->inner->key),
		       	db_blob(c->inner->request.b, HASH_BYTES),
			       db_int(c->status), c->made ? db_z(c->made->name) : DB_NIL, db_id(c->made_id), db_int(cx->now_us)),
		       NULL);
}
