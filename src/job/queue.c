/* The rows of table job: submitting, claiming with a lease, batches under it, ending. All times are the store's. */
#include "base/clock.h"
#include "job/job.h"
#include "model/engine.h"
#include <string.h>

static const char *const state_names[] = {"queued", "running", "done", "failed", "cancelled"};

const char *job_state_name(enum job_state s)
{
	return state_names[s];
}

static enum job_state state_of(struct str s)
{
	for (int i = 0; i <= JOB_CANCELLED; i++)
		if (str_is(s, state_names[i]))
			return (enum job_state)i;
	return JOB_FAILED;
}

/* Nodes need not agree about the time: leases are compared by the store's clock. One SQLite store is one machine. */
static enum err store_now(struct cx *cx, int64_t *ret_us)
{
	if (db_kind(cx->db) == DB_SQLITE) {
		*ret_us = clock_wall_us();
		return OK;
	}
	return db_one_int(cx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", DB_NO_ARGS, ret_us, NULL);
}

enum err job_submit(struct cx *cx, const struct job_order *o, int64_t *ret_id)
{
	struct str args = o->args.n ? o->args : STR("{}");
	int64_t now, id = 0;
	bool found = false;

	ASSERT(cx->conn && cx->workspace_id);
	TRY(store_now(cx, &now));
	if (o->single)
		TRY(db_one_int(cx,
			       "SELECT id FROM job WHERE workspace_id = ?1 AND kind = ?2 AND args = ?3 AND state = 'queued' AND cancel = 0 LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_z(o->kind), db_text(args)), &id, &found));
	if (!found) {
		id = model_new_id(cx);
		TRY(db_exec(cx,
			    "INSERT INTO job (id, workspace_id, kind, args, state, run_at, attempts, done, total, member_id, "
			    "cancel, created_at, updated_at) "
			    "VALUES (?1, ?2, ?3, ?4, 'queued', ?5, 0, 0, ?6, ?7, 0, ?8, ?8)",
			    DB_ARGS(db_int(id), db_int(cx->workspace_id), db_z(o->kind), db_text(args), db_int(now + o->delay_us),
				    db_int(o->total), db_id(cx->member_id), db_int(now)),
			    NULL));
	}
	if (ret_id)
		*ret_id = id;
	return OK;
}

#define JOB_COLUMNS                                                                                                    \
	"id, workspace_id, member_id, kind, args, state, cancel, run_at, created_at, updated_at, attempts, done, total, " \
	"cursor, result, error, lease_token"

static void load(struct arena *a, const struct db_rows *r, struct job *j)
{
	memset(j, 0, sizeof *j);
	j->id = db_col_int(r, 0);
	j->workspace_id = db_col_int(r, 1);
	j->member_id = db_col_int(r, 2);
	j->kind = str_copy(a, db_col_str(r, 3));
	j->args = str_copy(a, db_col_str(r, 4));
	j->state = state_of(db_col_str(r, 5));
	j->cancel = db_col_int(r, 6) != 0;
	j->run_at = db_col_int(r, 7);
	j->created_at = db_col_int(r, 8);
	j->updated_at = db_col_int(r, 9);
	j->attempts = db_col_int(r, 10);
	j->done = db_col_int(r, 11);
	j->total = db_col_int(r, 12);
	j->cursor = str_copy(a, db_col_str(r, 13));
	j->result = str_copy(a, db_col_str(r, 14));
	j->error = str_copy(a, db_col_str(r, 15));
	j->token = db_col_int(r, 16);
}

/* Moves the texts out of the arena of one transaction: a job outlives many. */
static void keep(struct job *j)
{
	struct str *texts[] = {&j->kind, &j->args, &j->cursor, &j->result, &j->error};
	struct buf b;

	buf_init(&b, 0);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		buf_str(&b, *texts[i]);
	ASSERT(!b.overflow);
	size_t at = 0;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		texts[i]->p = b.p ? b.p + at : "";
		at += texts[i]->n;
	}
	buf_release(&j->kept);
	j->kept = b;
}

void job_release(struct job *j)
{
	buf_release(&j->kept);
}

static enum err load_one(struct cx *cx, const char *sql, const struct db_value *v, int n, struct job *ret)
{
	struct db_rows *r;

	TRY(db_query(cx, sql, v, n, &r));
	bool found = db_next(r);

	if (found)
		load(cx->arena, r, ret);
	TRY(db_end(r));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "there is no such job in this workspace");
}

enum err job_load(struct cx *cx, int64_t id, struct job *ret)
{
	return load_one(cx, "SELECT " JOB_COLUMNS " FROM job WHERE workspace_id = ?1 AND id = ?2",
			DB_ARGS(db_int(cx->workspace_id), db_int(id)), ret);
}

enum err job_find(struct cx *cx, const char *kind, struct str args, struct job *ret)
{
	return load_one(cx, "SELECT " JOB_COLUMNS " FROM job WHERE workspace_id = ?1 AND kind = ?2 AND args = ?3 ORDER BY id DESC LIMIT 1",
			DB_ARGS(db_int(cx->workspace_id), db_z(kind), db_text(args)), ret);
}

enum err job_list(struct cx *cx, int64_t ended_since_us, int limit, struct job **ret, int *ret_n)
{
	struct db_rows *r;

	*ret = ARENA_ARRAY(cx->arena, struct job, limit);
	*ret_n = 0;
	TRY(db_query(cx,
		     "SELECT " JOB_COLUMNS " FROM job WHERE workspace_id = ?1 AND (state IN ('queued', 'running') OR updated_at >= ?2) "
		     "ORDER BY id DESC LIMIT ?3",
		     DB_ARGS(db_int(cx->workspace_id), db_int(ended_since_us), db_int(limit)), &r));
	while (*ret_n < limit && db_next(r))
		load(cx->arena, r, &(*ret)[(*ret_n)++]);
	return db_end(r);
}

/* Written like the ids of objects; jobs are none, so their prefix is not in the resource tables. */
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

const char *job_id_text(struct arena *a, int64_t id)
{
	char *out = arena_copy(a, "jb_0000000000000", 16);

	for (int i = 15; i >= 3; i--, id >>= 5)
		out[i] = digits[id & 31];
	return out;
}

bool job_id_parse(struct str text, int64_t *ret)
{
	uint64_t v = 0;

	if (text.n != 16 || !str_starts(text, "jb_"))
		return false;
	for (size_t i = 3; i < text.n; i++) {
		const char *d = text.p[i] ? strchr(digits, text.p[i]) : NULL;

		if (!d || v >> 58)
			return false;
		v = v << 5 | (uint64_t)(d - digits);
	}
	*ret = (int64_t)v;
	return v != 0 && v <= INT64_MAX;
}

enum err job_cancel(struct cx *cx, int64_t id)
{
	int64_t changed, now;

	TRY(store_now(cx, &now));
	/* A waiting job becomes due at once: the runner ends it, so that ended() is called in one place. */
	TRY(db_exec(cx,
		    "UPDATE job SET cancel = 1, updated_at = ?3, run_at = CASE WHEN run_at > ?3 THEN ?3 ELSE run_at END "
		    "WHERE workspace_id = ?1 AND id = ?2 AND state IN ('queued', 'running')",
		    DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(now)), &changed));
	if (changed)
		return OK;
	struct job j;

	TRY(job_load(cx, id, &j));
	return fail(cx, ERR_STATE, NULL, "the job has ended already (%s)", job_state_name(j.state));
}

enum err job_resume(struct cx *cx, int64_t id)
{
	int64_t changed, now;

	TRY(store_now(cx, &now));
	TRY(db_exec(cx,
		    "UPDATE job SET state = 'queued', cancel = 0, attempts = 0, error = NULL, run_at = ?3, updated_at = ?3 "
		    "WHERE workspace_id = ?1 AND id = ?2 AND state IN ('failed', 'cancelled')",
		    DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(now)), &changed));
	if (changed)
		return OK;
	struct job j;

	TRY(job_load(cx, id, &j));
	return fail(cx, ERR_STATE, NULL, "the job is %s: only a failed or cancelled one can go on", job_state_name(j.state));
}

/* kinds is ",a,b,": a process leaves alone what only a newer one knows. */
#define DUE                                                                                                            \
	"SELECT id FROM job WHERE ((state = 'queued' AND run_at <= ?1) OR (state = 'running' AND lease_until < ?1)) "  \
	"AND CAST(?2 AS TEXT) LIKE '%,' || kind || ',%' AND (CAST(?3 AS BIGINT) = 0 OR id = ?3) ORDER BY run_at, id LIMIT 1"

struct claim {
	struct str kinds;
	int64_t only, lease_us;
	struct job *ret;
	bool found;
};

static enum err look(struct cx *cx, void *arg)
{
	struct claim *c = arg;
	int64_t now, id;

	TRY(store_now(cx, &now));
	return db_one_int(cx, DUE, DB_ARGS(db_int(now), db_text(c->kinds), db_int(c->only)), &id, &c->found);
}

static enum err take(struct cx *cx, void *arg)
{
	struct claim *c = arg;
	int64_t now, id, token = (int64_t)(rng_u64(&cx->rng) >> 1) | 1;

	TRY(store_now(cx, &now));
	TRY(db_one_int(cx, db_kind(cx->db) == DB_SQLITE ? DUE : DUE " FOR UPDATE SKIP LOCKED",
		       DB_ARGS(db_int(now), db_text(c->kinds), db_int(c->only)), &id, &c->found));
	if (!c->found)
		return OK;
	TRY(db_exec(cx,
		    "UPDATE job SET state = 'running', lease_token = ?2, lease_until = ?3, attempts = attempts + 1, updated_at = ?4 WHERE id = ?1",
		    DB_ARGS(db_int(id), db_int(token), db_int(now + c->lease_us), db_int(now)), NULL));
	return load_one(cx, "SELECT " JOB_COLUMNS " FROM job WHERE id = ?1", DB_ARGS(db_int(id)), c->ret);
}

enum err job_claim(struct cx *cx, struct str kinds, int64_t only, int64_t lease_us, struct job *ret, bool *ret_found)
{
	struct claim c = {kinds, only, lease_us, ret, false};

	TRY(db_read(cx, look, &c)); /* the usual poll finds nothing and should not take the writer's turn */
	if (c.found)
		TRY(db_write(cx, take, &c));
	if (c.found) {
		keep(ret);
		ret->lease_us = lease_us;
	}
	*ret_found = c.found;
	return OK;
}

struct renewal {
	int64_t id, token, lease_us;
	bool held;
};

static enum err renew(struct cx *cx, void *arg)
{
	struct renewal *w = arg;
	int64_t now, changed;

	TRY(store_now(cx, &now));
	TRY(db_exec(cx, "UPDATE job SET lease_until = ?3 WHERE id = ?1 AND lease_token = ?2 AND state = 'running'",
		    DB_ARGS(db_int(w->id), db_int(w->token), db_int(now + w->lease_us)), &changed));
	w->held = changed > 0;
	return OK;
}

enum err job_lease_renew(struct cx *cx, int64_t id, int64_t token, int64_t lease_us, bool *ret_held)
{
	struct renewal w = {id, token, lease_us, false};

	TRY(db_write(cx, renew, &w));
	*ret_held = w.held;
	return OK;
}

struct batch {
	struct job *job;
	job_run_fn *run;
	void *arg;
};

static enum err run_batch(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct job *j = b->job;
	struct renewal w = {j->id, j->token, j->lease_us, false};
	int64_t cancel, now;

	j->next.done = j->done;
	j->next.total = j->total;
	j->next.cursor = j->cursor;
	j->next.result = j->result;
	TRY(renew(cx, &w));
	if (!w.held)
		return fail(cx, ERR_CANCELLED, NULL, "the lease of the job was lost to another runner");
	TRY(db_one_int(cx, "SELECT cancel FROM job WHERE id = ?1", DB_ARGS(db_int(j->id)), &cancel, NULL));
	if (cancel)
		return fail(cx, ERR_CANCELLED, NULL, "the job was cancelled");
	TRY(b->run(cx, j, b->arg));
	TRY(store_now(cx, &now));
	return db_exec(cx, "UPDATE job SET done = ?2, total = ?3, cursor = ?4, result = ?5, attempts = 0, updated_at = ?6 WHERE id = ?1",
		       DB_ARGS(db_int(j->id), db_int(j->next.done), db_int(j->next.total), db_text(j->next.cursor),
			       j->next.result.n ? db_text(j->next.result) : DB_NIL, db_int(now)),
		       NULL);
}

enum err job_batch(struct cx *cx, struct job *j, job_run_fn *run, void *arg)
{
	struct batch b = {j, run, arg};

	ASSERT(!cx->conn);
	TRY(db_write(cx, run_batch, &b));
	j->done = j->next.done;
	j->total = j->next.total;
	j->cursor = j->next.cursor;
	j->result = j->next.result;
	j->attempts = 0;
	keep(j);
	return OK;
}

enum err job_sweep(struct cx *cx)
{
	int64_t now;

	TRY(store_now(cx, &now));
	return db_exec(cx, "DELETE FROM job WHERE (state IN ('done', 'cancelled') AND updated_at < ?1) "
		       "OR (state = 'failed' AND updated_at < ?2)",
		       DB_ARGS(db_int(now - 30 * US_PER_DAY), db_int(now - 90 * US_PER_DAY)), NULL);
}

enum err job_leave(struct cx *cx, const struct job *j, enum job_state state, int64_t delay_us, bool *ret_held)
{
	int64_t now, changed;

	TRY(store_now(cx, &now));
	TRY(db_exec(cx,
		    "UPDATE job SET state = ?3, run_at = ?4, error = ?5, lease_until = NULL, lease_token = NULL, updated_at = ?6 "
		    "WHERE id = ?1 AND lease_token = ?2 AND state = 'running'",
		    DB_ARGS(db_int(j->id), db_int(j->token), db_z(state_names[state]), db_int(now + delay_us),
			    j->error.n ? db_text(j->error) : DB_NIL, db_int(now)),
		    &changed));
	*ret_held = changed > 0;
	return OK;
}
