/* The facade: choice of driver, pool of connections, transactions. Statements go straight to the driver. */
#include "base/clock.h"
#include "db/driver.h"
#include <string.h>
#include <unistd.h>

static const struct db_driver *driver_of(const char *url, enum db_kind *ret_kind)
{
	struct str u = str_of(url);

	if (str_starts(u, "sqlite:")) {
		*ret_kind = DB_SQLITE;
		return &db_sqlite;
	}
	if (str_starts(u, "postgres://") || str_starts(u, "postgresql://")) {
		*ret_kind = DB_POSTGRES;
		return &db_postgres;
	}
	return NULL;
}

static void conn_free(struct db_conn *conn)
{
	conn->db->driver->disconnect(conn);
	db_deferred_clear(conn, 0);
	mem_free(conn->deferred);
	arena_release(&conn->deferred_arena);
	mem_free(conn);
}

static enum err conn_new(struct cx *cx, struct db *db, bool read_only, struct db_conn **ret)
{
	struct db_conn *conn = mem_alloc(sizeof *conn);

	conn->db = db;
	conn->read_only = read_only;
	enum err e = db->driver->connect(cx, db, conn);

	if (e) {
		conn_free(conn);
		return e;
	}
	*ret = conn;
	return OK;
}

enum err db_open(struct cx *cx, const char *url, struct db **ret)
{
	enum db_kind kind;
	const struct db_driver *driver = driver_of(url, &kind);

	if (!driver)
		return fail(cx, ERR_USAGE, "db", "the store is sqlite:PATH or postgres://..., not what --db says");
	struct db *db = mem_alloc(sizeof *db);

	db->kind = kind;
	db->driver = driver;
	db->url = mem_alloc(strlen(url) + 1);
	memcpy(db->url, url, strlen(url));
	lock_init(&db->lock);
	lock_init(&db->writer_lock);
	lock_init(&db->pulse_lock);
	signal_init(&db->freed);
	signal_init(&db->queued);
	signal_init(&db->checkpoint_due);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	db->limit = kind == DB_SQLITE ? (int)(cores < 1 ? 2 : 2 * cores) : 16;
	struct db_conn *first;
	enum err e = conn_new(cx, db, false, &first);

	if (e) {
		db_close(db);
		return e;
	}
	if (kind == DB_SQLITE) {
		db->writer = first;
	} else {
		db->idle = first;
		db->open = 1;
	}
	*ret = db;
	return OK;
}

static void stop_writer(struct db *db)
{
	lock_take(&db->lock);
	bool had = db->has_thread;

	db->stopping = true;
	signal_all(&db->queued);
	signal_all(&db->checkpoint_due);
	lock_give(&db->lock);
	if (had) {
		thread_join(db->thread);
		thread_join(db->checkpointer);
	}
}

void db_close(struct db *db)
{
	if (!db)
		return;
	stop_writer(db);
	while (db->idle) {
		struct db_conn *next = db->idle->next;

		conn_free(db->idle);
		db->idle = next;
	}
	if (db->watcher)
		conn_free(db->watcher);
	if (db->pulse)
		conn_free(db->pulse);
	if (db->writer)
		conn_free(db->writer);
	lock_release(&db->lock);
	lock_release(&db->writer_lock);
	lock_release(&db->pulse_lock);
	signal_release(&db->freed);
	signal_release(&db->queued);
	signal_release(&db->checkpoint_due);
	mem_free(db->url);
	mem_free(db);
}

enum db_kind db_kind(const struct db *db)
{
	return db->kind;
}

const char *db_url_path(const struct db *db)
{
	return db->url + strlen("sqlite:");
}

const char *db_path(const struct db *db)
{
	return db->kind == DB_SQLITE ? db_url_path(db) : NULL;
}

void db_set_hooks(struct db *db, const struct db_hooks *hooks)
{
	db->hooks = *hooks;
}

/* An idle connection, or room for a new one (*ret NULL); waits up to 10 s. False when all stay busy. */
static bool pool_slot(struct db *db, struct db_conn **ret)
{
	int64_t until_us = clock_mono_us() + 10 * US_PER_S, now_us; /* by the clock: a wake-up may find nothing left */

	HOLD(&db->lock);
	while (!db->idle && db->open >= db->limit && (now_us = clock_mono_us()) < until_us)
		(void)signal_wait_us(&db->freed, &db->lock, until_us - now_us);
	*ret = db->idle;
	if (*ret)
		db->idle = (*ret)->next;
	else if (db->open < db->limit)
		db->open++;
	else
		return false;
	return true;
}

static void pool_lost(struct db *db)
{
	HOLD(&db->lock);
	db->open--;
	signal_one(&db->freed);
}

/* A connection of the pool. Those whose server went away while they were idle are replaced, so that a restarted server
 * is met by no error. */
static enum err pool_take(struct cx *cx, struct db *db, struct db_conn **ret)
{
	for (;;) {
		struct db_conn *conn;

		if (!pool_slot(db, &conn))
			return fail(cx, ERR_UNAVAILABLE, NULL, "all %d connections to the store are busy", db->limit);
		if (!conn) {
			enum err e = conn_new(cx, db, db->kind == DB_SQLITE, ret);

			if (e)
				pool_lost(db);
			return e;
		}
		if (!db->driver->alive || db->driver->alive(conn)) {
			*ret = conn;
			return OK;
		}
		conn_free(conn);
		pool_lost(db);
	}
}

static void pool_give(struct db *db, struct db_conn *conn)
{
	bool dead = conn->dead;

	if (dead)
		conn_free(conn);
	HOLD(&db->lock);
	if (dead) {
		db->open--;
	} else {
		conn->next = db->idle;
		db->idle = conn;
	}
	signal_one(&db->freed);
}

enum err db_read(struct cx *cx, db_run_fn *run, void *arg)
{
	struct db_conn *conn;

	if (cx->conn)
		return run(cx, arg);
	TRY(pool_take(cx, cx->db, &conn));
	enum err e = cx->db->driver->begin(cx, conn, false);

	if (!e) {
		cx->conn = conn;
		e = run(cx, arg);
		cx->conn = NULL;
		cx->db->driver->rollback(conn); /* nothing to keep; ends the snapshot */
	}
	pool_give(cx->db, conn);
	return e;
}

struct waiter {
	struct lock lock;
	struct signal_ done;
	bool is_done;
	enum err result;
};

static void wake(struct db_work *w, enum err e)
{
	struct waiter *waiter = w->waiter;

	HOLD(&waiter->lock);
	waiter->result = e;
	waiter->is_done = true;
	signal_one(&waiter->done);
}

enum err db_write(struct cx *cx, db_run_fn *run, void *arg)
{
	struct waiter waiter = {0};

	if (cx->conn)
		return run(cx, arg);
	lock_init(&waiter.lock);
	signal_init(&waiter.done);
	struct db_work w = {.cx = cx, .run = run, .arg = arg, .done = wake, .waiter = &waiter};

	db_submit(cx->db, &w);
	lock_take(&waiter.lock);
	while (!waiter.is_done)
		signal_wait(&waiter.done, &waiter.lock);
	lock_give(&waiter.lock);
	lock_release(&waiter.lock);
	signal_release(&waiter.done);
	return waiter.result;
}

static void submit_inline(struct db *db, struct db_work *w)
{
	struct db_conn *conn = NULL;

	if (db->kind == DB_SQLITE) {
		lock_take(&db->writer_lock);
		w->next = NULL;
		db_batch_run(db, db->writer, w, NULL);
		lock_give(&db->writer_lock);
	} else {
		enum err e = pool_take(w->cx, db, &conn);

		if (conn) {
			w->next = NULL;
			db_batch_run(db, conn, w, NULL);
			pool_give(db, conn);
		} else {
			w->result = e;
		}
	}
	w->done(w, w->result);
}

void db_submit(struct db *db, struct db_work *w)
{
	w->result = OK;
	w->next = NULL;
	lock_take(&db->lock);
	bool threaded = db->has_thread && !db->stopping;

	if (threaded) {
		if (db->tail)
			db->tail->next = w;
		else
			db->head = w;
		db->tail = w;
		signal_one(&db->queued);
	}
	lock_give(&db->lock);
	if (!threaded)
		submit_inline(db, w);
}

enum err db_exec(struct cx *cx, const char *sql, const struct db_value *v, int n, int64_t *ret_changed)
{
	ASSERT(cx->conn);
	if (cx->conn->dead)
		return fail(cx, ERR_UNAVAILABLE, NULL, "the transaction was ended by an earlier failure");
	return cx->db->driver->exec(cx, cx->conn, sql, v, n, ret_changed);
}

enum err db_query(struct cx *cx, const char *sql, const struct db_value *v, int n, struct db_rows **ret)
{
	ASSERT(cx->conn);
	if (cx->conn->dead)
		return fail(cx, ERR_UNAVAILABLE, NULL, "the transaction was ended by an earlier failure");
	struct db_rows *r = ARENA_NEW(cx->arena, struct db_rows);

	r->cx = cx;
	r->conn = cx->conn;
	TRY(cx->db->driver->query(cx, cx->conn, sql, v, n, r));
	*ret = r;
	return OK;
}

bool db_next(struct db_rows *r)
{
	return r->err == OK && r->conn->db->driver->next(r);
}

enum err db_end(struct db_rows *r)
{
	return r->conn->db->driver->end(r);
}

int db_columns(const struct db_rows *r)
{
	return r->conn->db->driver->columns(r);
}

struct db_value db_col(const struct db_rows *r, int col)
{
	return r->conn->db->driver->column(r, col);
}

int64_t db_col_int(const struct db_rows *r, int col)
{
	struct db_value v = db_col(r, col);

	return v.type == DB_INT ? v.i : v.type == DB_REAL ? (int64_t)v.d : 0;
}

double db_col_real(const struct db_rows *r, int col)
{
	struct db_value v = db_col(r, col);

	return v.type == DB_REAL ? v.d : v.type == DB_INT ? (double)v.i : 0;
}

struct str db_col_str(const struct db_rows *r, int col)
{
	struct db_value v = db_col(r, col);

	return v.type == DB_TEXT || v.type == DB_BLOB ? v.s : (struct str){0};
}

bool db_col_null(const struct db_rows *r, int col)
{
	return db_col(r, col).type == DB_NULL;
}

enum err db_one_int(struct cx *cx, const char *sql, const struct db_value *v, int n, int64_t *ret, bool *ret_found)
{
	struct db_rows *r;

	*ret = 0;
	TRY(db_query(cx, sql, v, n, &r));
	bool found = db_next(r);

	if (found)
		*ret = db_col_int(r, 0);
	if (ret_found)
		*ret_found = found;
	return db_end(r);
}

enum err db_raw(struct cx *cx, db_run_fn *run, void *arg)
{
	struct db_conn *conn;
	enum err e;

	ASSERT(!cx->conn);
	if (cx->db->kind == DB_SQLITE) {
		lock_take(&cx->db->writer_lock);
		cx->conn = cx->db->writer;
		e = run(cx, arg);
		cx->conn = NULL;
		lock_give(&cx->db->writer_lock);
		return e;
	}
	TRY(pool_take(cx, cx->db, &conn));
	cx->conn = conn;
	e = run(cx, arg);
	cx->conn = NULL;
	pool_give(cx->db, conn);
	return e;
}

bool db_wait_foreign(struct cx *cx, int ms)
{
	struct db *db = cx->db;

	if (!db->watcher && conn_new(cx, db, db->kind == DB_SQLITE, &db->watcher) != OK) {
		db->watcher = NULL;
		(void)usleep((unsigned)ms * 1000);
		return true;
	}
	bool changed = db->driver->wait_foreign(cx, db->watcher, ms);

	if (db->watcher->dead) {
		conn_free(db->watcher);
		db->watcher = NULL;
	}
	return changed;
}

int64_t db_version(struct cx *cx)
{
	struct db *db = cx->db;

	if (!db->driver->version)
		return 0;
	HOLD(&db->pulse_lock);
	if (!db->pulse && conn_new(cx, db, true, &db->pulse) != OK) {
		db->pulse = NULL;
		fail_clear(cx);
		return 0;
	}
	return db->driver->version(cx, db->pulse);
}
