/* SQLite driver (3.40). WAL, FULL durability, statement cache per connection. Called through db_sqlite only. */
#include "base/clock.h"
#include "base/fault.h"
#include "base/map.h"
#include "db/driver.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CACHED_STATEMENTS = 400, BUSY_MS = 5000, CHECKPOINT_PAGES = 1000, LONG_LOG_PAGES = 16000, RECENT = 512 };

/* A cached statement; busy while rows of it are open. */
struct statement {
	sqlite3_stmt *stmt;
	char *sql;
	bool busy, cached;
};

struct cache {
	struct map by_text;
	struct statement *recent[RECENT]; /* by the text's address */
	struct statement **all;
	int n;
};

static enum err classify(int rc)
{
	switch (rc & 0xFF) {
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
				       rc == SQLITE_CONSTRAINT_ROWID
			       ? ERR_CONFLICT
			       : ERR_INTERNAL;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
		return ERR_IO;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return ERR_READ_ONLY;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_UNAVAILABLE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	default:
		return ERR_INTERNAL;
	}
}

static enum err failed(struct cx *cx, struct db_conn *conn, int rc)
{
	enum err e = classify(sqlite3_extended_errcode(conn->handle));
	const char *why = sqlite3_errmsg(conn->handle), *path = db_url_path(conn->db);

	if (e == ERR_INTERNAL)
		e = classify(rc);
	if (e == ERR_CONFLICT)
		return fail(cx, e, NULL, "%s", why);
	if (e == ERR_READ_ONLY)
		return fail(cx, e, NULL, "%s and its directory must be writable (%s): check owner, permissions and file system", path, why);
	if (e == ERR_FULL)
		return fail(cx, e, NULL, "there is no room for %s (%s): free some space; nothing was saved", path, why);
	if (e == ERR_CORRUPT)
		return fail(cx, e, NULL, "%s is damaged (%s): restore a backup", path, why);
	return fail(cx, e, NULL, "store: %s (%s)", why, sqlite3_errstr(rc));
}

static enum err pragma(struct cx *cx, struct db_conn *conn, const char *sql)
{
	int rc = sqlite3_exec(conn->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : failed(cx, conn, rc);
}

/* pages: of the whole log, which starts again from 0 once all of it stands in the file. */
static int wal_grew(void *arg, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = arg;

	(void)name;
	lock_take(&db->lock);
	if (pages < db->checkpointed_pages)
		db->checkpointed_pages = 0;
	bool due = pages - db->checkpointed_pages >= CHECKPOINT_PAGES;

	if (due) {
		db->checkpointed_pages = pages;
		db->want_checkpoint = true;
		signal_one(&db->checkpoint_due);
	}
	lock_give(&db->lock);
	/* Without the thread (command line) this connection checkpoints for itself. */
	if (due && !db->has_thread)
		(void)sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return SQLITE_OK;
}

static enum err sqlite_connect(struct cx *cx, struct db *db, struct db_conn *conn)
{
	sqlite3 *h = NULL;
	int flags = SQLITE_OPEN_NOMUTEX | (conn->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	int rc = sqlite3_open_v2(db_url_path(db), &h, flags, NULL);

	conn->handle = h;
	if (rc != SQLITE_OK)
		return fail(cx, classify(rc), NULL, "cannot open %s: %s", db_url_path(db), h ? sqlite3_errmsg(h) : "no memory");
	conn->statements = mem_alloc(sizeof(struct cache));
	(void)sqlite3_busy_timeout(h, BUSY_MS);
	(void)sqlite3_extended_result_codes(h, 1);
	if (!conn->read_only) {
		TRY(pragma(cx, conn, "PRAGMA journal_mode=WAL"));
		TRY(pragma(cx, conn, "PRAGMA synchronous=FULL; PRAGMA secure_delete=0; PRAGMA wal_autocheckpoint=0"));
		(void)sqlite3_wal_hook(h, wal_grew, db);
	}
	TRY(pragma(cx, conn, "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF"));
	/* Not for the writer: a long import would touch the whole file, and what it maps counts as the program's memory. */
	return conn->read_only ? pragma(cx, conn, "PRAGMA mmap_size=268435456") : OK;
}

static void statement_free(struct statement *s)
{
	(void)sqlite3_finalize(s->stmt);
	mem_free(s->sql);
	mem_free(s);
}

static void cache_clear(struct cache *c)
{
	int kept = 0;

	memset(c->recent, 0, sizeof c->recent);
	map_release(&c->by_text);
	for (int i = 0; i < c->n; i++) {
		if (c->all[i]->busy)
			c->all[kept++] = c->all[i];
		else
			statement_free(c->all[i]);
	}
	c->n = kept;
	for (int i = 0; i < kept; i++)
		*map_put(&c->by_text, str_of(c->all[i]->sql), NULL) = (uintptr_t)c->all[i];
}

static void sqlite_disconnect(struct db_conn *conn)
{
	struct cache *c = conn->statements;

	if (c) {
		cache_clear(c);
		map_release(&c->by_text);
		mem_free(c->all);
		mem_free(c);
	}
	(void)sqlite3_close_v2(conn->handle);
}

static enum err prepare_new(struct cx *cx, struct db_conn *conn, const char *sql, struct statement **ret)
{
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

	if (rc != SQLITE_OK)
		return failed(cx, conn, rc);
	struct statement *s = mem_alloc(sizeof *s);

	s->stmt = stmt;
	s->sql = mem_alloc(strlen(sql) + 1);
	memcpy(s->sql, sql, strlen(sql));
	*ret = s;
	return OK;
}

static enum err prepare(struct cx *cx, struct db_conn *conn, const char *sql, struct statement **ret)
{
	struct cache *c = conn->statements;
	/* Most texts are constants: the same address again, and comparing is cheaper than hashing a long INSERT. */
	struct statement **recent = &c->recent[((uintptr_t)sql >> 4) % RECENT];

	if (*recent && !(*recent)->busy && strcmp((*recent)->sql, sql) == 0) {
		*ret = *recent;
		return OK;
	}
	uintptr_t *slot = map_get(&c->by_text, str_of(sql));

	if (slot && !((struct statement *)*slot)->busy)
		*recent = (struct statement *)*slot;
	if (slot && !((struct statement *)*slot)->busy) {
		*ret = (struct statement *)*slot;
		return OK;
	}
	TRY(prepare_new(cx, conn, sql, ret));
	if (slot)
		return OK; /* the same statement is being walked by a caller below: this copy lives once */
	if (c->n >= CACHED_STATEMENTS)
		cache_clear(c);
	c->all = mem_realloc(c->all, sizeof *c->all * (size_t)(c->n + 1));
	c->all[c->n++] = *ret;
	(*ret)->cached = true;
	*map_put(&c->by_text, str_of((*ret)->sql), NULL) = (uintptr_t)*ret;
	return OK;
}

static void done_with(struct statement *s)
{
	(void)sqlite3_reset(s->stmt);
	s->busy = false;
	if (!s->cached)
		statement_free(s);
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
	switch (v->type) {
	case DB_INT:
		return sqlite3_bind_int64(stmt, at, v->i);
	case DB_REAL:
		return sqlite3_bind_double(stmt, at, v->d);
	case DB_TEXT:
		return sqlite3_bind_text64(stmt, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BLOB:
		return sqlite3_bind_blob64(stmt, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(stmt, at);
	}
}

static enum err start(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n,
		      struct statement **ret)
{
	TRY(prepare(cx, conn, sql, ret));
	int wanted = sqlite3_bind_parameter_count((*ret)->stmt);

	ASSERT(n >= wanted);
	for (int i = 0; i < wanted; i++) {
		int rc = bind_one((*ret)->stmt, i + 1, &v[i]);

		if (rc != SQLITE_OK) {
			done_with(*ret);
			return failed(cx, conn, rc);
		}
	}
	(*ret)->busy = true;
	return OK;
}

static enum err sqlite_exec(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n,
			    int64_t *ret_changed)
{
	struct statement *s;
	int rc;

	TRY(start(cx, conn, sql, v, n, &s));
	rc = fault("db.exec") ? SQLITE_IOERR : sqlite3_step(s->stmt);
	while (rc == SQLITE_ROW)
		rc = sqlite3_step(s->stmt);
	enum err e = rc == SQLITE_DONE ? OK : failed(cx, conn, rc);

	done_with(s);
	if (!e && ret_changed)
		*ret_changed = sqlite3_changes64(conn->handle);
	return e;
}

static enum err sqlite_query(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n,
			     struct db_rows *rows)
{
	struct statement *s;

	TRY(start(cx, conn, sql, v, n, &s));
	rows->state = s;
	return OK;
}

static bool sqlite_next(struct db_rows *r)
{
	struct statement *s = r->state;
	int rc = sqlite3_step(s->stmt);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		r->err = failed(r->cx, r->conn, rc);
	return false;
}

static enum err sqlite_end(struct db_rows *r)
{
	if (r->state)
		done_with(r->state);
	r->state = NULL;
	return r->err;
}

static int sqlite_columns(const struct db_rows *r)
{
	return sqlite3_column_count(((struct statement *)r->state)->stmt);
}

/* One look at the value: connections are not shared between threads, so that it needs no lock. */
static struct db_value sqlite_column(const struct db_rows *r, int col)
{
	sqlite3_value *v = sqlite3_column_value(((struct statement *)r->state)->stmt, col);

	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		return db_int(sqlite3_value_int64(v));
	case SQLITE_FLOAT:
		return db_real(sqlite3_value_double(v));
	case SQLITE_TEXT: {
		const char *p = (const char *)sqlite3_value_text(v);

		return db_text((struct str){p, (size_t)sqlite3_value_bytes(v)});
	}
	case SQLITE_BLOB: {
		const void *p = sqlite3_value_blob(v);

		return db_blob(p, (size_t)sqlite3_value_bytes(v));
	}
	default:
		return DB_NIL;
	}
}

static enum err sqlite_begin(struct cx *cx, struct db_conn *conn, bool write)
{
	return sqlite_exec(cx, conn, write ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL);
}

static enum err sqlite_commit(struct cx *cx, struct db_conn *conn)
{
	return sqlite_exec(cx, conn, "COMMIT", NULL, 0, NULL);
}

static void sqlite_rollback(struct db_conn *conn)
{
	if (sqlite3_get_autocommit(conn->handle))
		return;
	struct arena arena;
	struct cx scratch = {.arena = &arena};

	arena_init(&arena);
	if (sqlite_exec(&scratch, conn, "ROLLBACK", NULL, 0, NULL) != OK)
		conn->dead = true;
	arena_release(&arena);
}

static bool sqlite_in_transaction(struct db_conn *conn)
{
	return !sqlite3_get_autocommit(conn->handle);
}

/* data_version changes when another connection commits. 0: it cannot be read. */
static int64_t sqlite_version(struct cx *cx, struct db_conn *conn)
{
	struct db_rows rows = {.cx = cx, .conn = conn};
	int64_t version = 0;

	if (sqlite_query(cx, conn, "PRAGMA data_version", NULL, 0, &rows) != OK)
		return 0;
	if (sqlite_next(&rows))
		version = sqlite_column(&rows, 0).i;
	return sqlite_end(&rows) == OK ? version : 0;
}

/* Ours count too, which costs one idle look. */
static bool sqlite_wait_foreign(struct cx *cx, struct db_conn *conn, int ms)
{
	(void)usleep((unsigned)ms * 1000);

	int64_t version = sqlite_version(cx, conn);
	bool changed = version == 0 || version != conn->seen_version;

	conn->seen_version = version;
	return changed;
}

/* Keeps its connection: opening one reads the whole schema. A log that grew long because writers never paused is
 * started again, for which the next writer waits a moment. */
void db_sqlite_checkpoint(struct db *db, void **handle)
{
	int mode = SQLITE_CHECKPOINT_PASSIVE;

	if (!*handle) {
		sqlite3 *h = NULL;

		if (sqlite3_open_v2(db_url_path(db), &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
			(void)sqlite3_close_v2(h);
			return;
		}
		(void)sqlite3_busy_timeout(h, 100);
		(void)sqlite3_exec(h, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
		*handle = h;
	}
	lock_take(&db->lock);
	if (db->checkpointed_pages > LONG_LOG_PAGES)
		mode = SQLITE_CHECKPOINT_RESTART;
	lock_give(&db->lock);
	(void)sqlite3_wal_checkpoint_v2(*handle, NULL, mode, NULL, NULL);
}

void db_sqlite_checkpoint_end(void *handle)
{
	(void)sqlite3_close_v2(handle);
}

const struct db_driver db_sqlite = {
	.connect = sqlite_connect,
	.disconnect = sqlite_disconnect,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.in_transaction = sqlite_in_transaction,
	.exec = sqlite_exec,
	.query = sqlite_query,
	.next = sqlite_next,
	.end = sqlite_end,
	.columns = sqlite_columns,
	.column = sqlite_column,
	.wait_foreign = sqlite_wait_foreign,
	.version = sqlite_version,
};
