/* Grouped writes: one batch of works is one transaction, each work in its own savepoint. On SQLite a single thread
 * runs batches (architecture.md section 5); elsewhere a batch is one work on the caller's thread.
 * A failed commit fails every work of the batch; nothing is acknowledged before the commit. */
#include "base/clock.h"
#include "base/fault.h"
#include "db/driver.h"
#include <stdio.h>
#include <string.h>

enum { BATCH_WORKS = 64, BATCH_US = 10000, DEFERRED_MAX = 400000 };

void db_deferred_clear(struct db_conn *conn, int keep)
{
	conn->n_deferred = keep;
	if (keep == 0)
		arena_reset(&conn->deferred_arena);
}

static void defer(struct cx *cx, struct db_deferred what)
{
	struct db_conn *conn = cx->conn;

	ASSERT(conn);
	if (conn->n_deferred == DEFERRED_MAX) {
		conn->too_much = true;
		return;
	}
	if (conn->n_deferred == conn->cap_deferred) {
		conn->cap_deferred = conn->cap_deferred ? conn->cap_deferred * 2 : 64;
		conn->deferred = mem_realloc(conn->deferred, sizeof *conn->deferred * (size_t)conn->cap_deferred);
	}
	struct db_value *copy = ARENA_ARRAY(&conn->deferred_arena, struct db_value, what.n ? what.n : 1);

	for (int i = 0; i < what.n; i++) {
		copy[i] = what.v[i];
		if (copy[i].type == DB_TEXT || copy[i].type == DB_BLOB)
			copy[i].s = str_copy(&conn->deferred_arena, copy[i].s);
	}
	what.v = copy;
	conn->deferred[conn->n_deferred++] = what;
}

int64_t db_batch(const struct cx *cx)
{
	ASSERT(cx->conn);
	return cx->conn->batch;
}

void db_defer(struct cx *cx, const char *sql, const struct db_value *v, int n)
{
	defer(cx, (struct db_deferred){.sql = sql, .v = (struct db_value *)(uintptr_t)v, .n = n});
}

void db_defer_call(struct cx *cx, enum err (*call)(struct cx *cx, const struct db_value *v, int n), const struct db_value *v,
		   int n)
{
	defer(cx, (struct db_deferred){.call = call, .v = (struct db_value *)(uintptr_t)v, .n = n});
}

/* How many plain statements stand in a row from i on. */
static int plain_run(const struct db_conn *conn, int i)
{
	int n = 0;

	while (i + n < conn->n_deferred && !conn->deferred[i + n].call)
		n++;
	return n;
}

static enum err run_deferred(struct cx *cx)
{
	struct db_conn *conn = cx->conn;
	const struct db_driver *driver = cx->db->driver;

	for (int i = 0; i < conn->n_deferred; i++) {
		const struct db_deferred *d = &conn->deferred[i];
		int n = driver->exec_many ? plain_run(conn, i) : 0;

		if (n > 1) {
			TRY(driver->exec_many(cx, conn, d, n));
			i += n - 1;
		} else {
			TRY(d->call ? d->call(cx, d->v, d->n) : db_exec(cx, d->sql, d->v, d->n, NULL));
		}
	}
	return OK;
}

static enum err in_savepoint(struct cx *cx, db_run_fn *run, void *arg)
{
	struct db_conn *conn = cx->conn;
	int parked = conn->n_deferred;

	TRY(db_exec(cx, "SAVEPOINT work", DB_NO_ARGS, NULL));
	enum err e = run(cx, arg);

	if (!e && fault("db.release"))
		e = fail(cx, ERR_IO, NULL, "injected fault");
	if (!e)
		return db_exec(cx, "RELEASE SAVEPOINT work", DB_NO_ARGS, NULL);
	conn->n_deferred = parked;
	if (!cx->db->driver->in_transaction(conn)) {
		conn->dead = true;
		return e;
	}
	struct failure kept = cx->failure;

	if (cx->db->driver->exec(cx, conn, "ROLLBACK TO SAVEPOINT work", NULL, 0, NULL) ||
	    cx->db->driver->exec(cx, conn, "RELEASE SAVEPOINT work", NULL, 0, NULL))
		conn->dead = true;
	cx->failure = kept;
	return e;
}

enum err db_savepoint(struct cx *cx, db_run_fn *run, void *arg)
{
	ASSERT(cx->conn);
	return in_savepoint(cx, run, arg);
}

/* Everything between the last work and COMMIT, on behalf of the first work that succeeded. */
static enum err finish(struct cx *cx, struct db *db)
{
	if (cx->conn->dead)
		return fail(cx, ERR_UNAVAILABLE, NULL, "the store ended the transaction; nothing was saved");
	if (cx->conn->too_much)
		return fail(cx, ERR_TOO_LARGE, NULL, "one write changes too much at once (%d rows): do it in parts", DEFERRED_MAX);
	TRY(run_deferred(cx));
	if (db->hooks.before_commit)
		TRY(db->hooks.before_commit(cx, db->hooks.arg));
	if (fault("db.commit"))
		return fail(cx, ERR_IO, NULL, "injected fault");
	return db->driver->commit(cx, cx->conn);
}

static void fail_all(struct db_work *first, enum err e, const struct cx *cause)
{
	for (struct db_work *w = first; w; w = w->next) {
		if (w->result != OK)
			continue;
		w->result = e;
		if (w->cx != cause) {
			w->cx->failure = cause->failure;
		}
	}
}

void db_batch_run(struct db *db, struct db_conn *conn, struct db_work *first,
		  struct db_work *(*more)(struct db *db, int so_far))
{
	struct db_work *last = first, *good = NULL;
	int n = 1;

	conn->dead = conn->too_much = false;
	conn->batch++;
	enum err e = db->driver->begin(first->cx, conn, true);

	if (e) {
		fail_all(first, e, first->cx);
		return;
	}
	for (struct db_work *w = first; w; w = w->next) {
		w->cx->conn = conn;
		if (conn->dead)
			w->result = fail(w->cx, ERR_UNAVAILABLE, NULL, "the store ended the transaction; nothing was saved");
		else /* a work that is alone needs no savepoint: the transaction is its own */
			w->result = more ? in_savepoint(w->cx, w->run, w->arg) : w->run(w->cx, w->arg);
		w->cx->conn = NULL;
		if (!w->result && !good)
			good = w;
		if (w == last && more) {
			last->next = more(db, n);
			if (last->next) {
				last = last->next;
				n++;
			}
		}
	}
	if (good) {
		good->cx->conn = conn;
		e = finish(good->cx, db);
		good->cx->conn = NULL;
	}
	if (!good || e) {
		db->driver->rollback(conn);
		if (good)
			fail_all(first, e, good->cx);
	}
	db_deferred_clear(conn, 0);
	(void)fault("db.committed"); /* for killing: durable, nobody told yet */
	if (good && !e && db->hooks.after_commit)
		db->hooks.after_commit(db->hooks.arg);
}

static struct db_work *pop(struct db *db)
{
	struct db_work *w = db->head;

	if (w) {
		db->head = w->next;
		if (!db->head)
			db->tail = NULL;
		w->next = NULL;
	}
	return w;
}

/* Takes the next queued work while the batch is small and young. The batch's start is its first work's turn. */
static _Thread_local int64_t batch_started_us;

static struct db_work *pop_more(struct db *db, int so_far)
{
	if (so_far >= BATCH_WORKS || clock_mono_us() - batch_started_us > BATCH_US)
		return NULL;
	HOLD(&db->lock);
	return pop(db);
}

static void *write_thread(void *arg)
{
	struct db *db = arg;

	lock_take(&db->lock);
	for (;;) {
		while (!db->head && !db->stopping)
			signal_wait(&db->queued, &db->lock);
		struct db_work *first = pop(db);

		if (!first)
			break; /* stopping, and the queue is empty */
		lock_give(&db->lock);
		batch_started_us = clock_mono_us();
		lock_take(&db->writer_lock);
		db_batch_run(db, db->writer, first, pop_more);
		lock_give(&db->writer_lock);
		while (first) {
			struct db_work *next = first->next;

			first->done(first, first->result);
			first = next;
		}
		lock_take(&db->lock);
	}
	lock_give(&db->lock);
	return NULL;
}

/* Checkpoints on a connection of its own, so that no writer waits for one. */
static void *checkpoint_thread(void *arg)
{
	struct db *db = arg;
	void *handle = NULL;

	lock_take(&db->lock);
	while (!db->stopping) {
		while (!db->want_checkpoint && !db->stopping)
			signal_wait(&db->checkpoint_due, &db->lock);
		if (db->stopping)
			break;
		db->want_checkpoint = false;
		lock_give(&db->lock);
		db_sqlite_checkpoint(db, &handle);
		lock_take(&db->lock);
	}
	lock_give(&db->lock);
	if (handle)
		db_sqlite_checkpoint_end(handle);
	return NULL;
}

void db_start_writer(struct db *db)
{
	if (db->kind != DB_SQLITE || db->has_thread)
		return;
	db->has_thread = true;
	db->thread = thread_start(write_thread, db, "writer");
	db->checkpointer = thread_start(checkpoint_thread, db, "checkpoint");
}
