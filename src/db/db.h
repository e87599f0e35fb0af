/* One face over two stores. SQL text is the same for both: parameters are written ?1, ?2, ...; types are BIGINT,
 * DOUBLE PRECISION, TEXT and BLOB (PostgreSQL: BYTEA, written by the DDL generator). What differs between the stores
 * is asked by db_kind().
 *
 * Threads: a struct db is shared; a connection belongs to one thread at a time and is reached only through cx->conn
 * inside db_read(), db_write() or a submitted work. SQLite has one writing connection: writes are grouped, several
 * works to one commit, each in its own savepoint. PostgreSQL runs each work in its own transaction.
 *
 * Callers: src/model and above. Never builds SQL from outside text: that is the generator's duty (src/model/sql). */
#pragma once
#include "base/cx.h"

enum db_kind { DB_SQLITE, DB_POSTGRES };

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
struct db_value {
	enum db_type type;
	union {
		int64_t i;
		double d;
		struct str s;
	};
};
static inline struct db_value db_int(int64_t v)
{
	return (struct db_value){.type = DB_INT, .i = v};
}
static inline struct db_value db_id(int64_t v) /* 0 is NULL */
{
	return (struct db_value){.type = v ? DB_INT : DB_NULL, .i = v};
}
static inline struct db_value db_real(double v)
{
	return (struct db_value){.type = DB_REAL, .d = v};
}
static inline struct db_value db_text(struct str v)
{
	return (struct db_value){.type = DB_TEXT, .s = v};
}
static inline struct db_value db_z(const char *z)
{
	return (struct db_value){.type = z ? DB_TEXT : DB_NULL, .s = str_of(z)};
}
static inline struct db_value db_blob(const void *p, size_t n)
{
	return (struct db_value){.type = DB_BLOB, .s = {p, n}};
}
#define DB_NIL ((struct db_value){.type = DB_NULL})
/* db_exec(cx, SQL, DB_ARGS(db_int(1), db_z("x")), NULL) */
#define DB_ARGS(...) (const struct db_value[]){__VA_ARGS__}, (int)(sizeof((struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value))
#define DB_NO_ARGS NULL, 0

/* url: "sqlite:PATH" or "postgres://..." (anything libpq takes). Connects once to prove it; the schema is not touched. */
[[nodiscard]] enum err db_open(struct cx *cx, const char *url, struct db **ret);
void db_close(struct db *db); /* waits for the write thread; open transactions must have ended */
enum db_kind db_kind(const struct db *db);
const char *db_path(const struct db *db); /* SQLite: the file; PostgreSQL: NULL */

/* Statements; only inside a transaction (cx->conn set). Details of a failure are in cx->failure:
 * unique violation CONFLICT, disk full FULL, lost connection or busy UNAVAILABLE, damaged file CORRUPT, else INTERNAL.
 * After a failure the work must fail too, or have run the statement in a db_savepoint(): PostgreSQL saves nothing of a
 * transaction in which a statement failed. */
[[nodiscard]] enum err db_exec(struct cx *cx, const char *sql, const struct db_value *v, int n, int64_t *ret_changed);
struct db_rows;
/* Text is valid until the next db_next(). Always db_end(), also after an early stop. SQLite streams rows; PostgreSQL's
 * come whole into memory, so who walks a whole table pages by key. */
[[nodiscard]] enum err db_query(struct cx *cx, const char *sql, const struct db_value *v, int n, struct db_rows **ret);
bool db_next(struct db_rows *r); /* false at the end or on failure; db_end() tells which */
enum err db_end(struct db_rows *r);
int db_columns(const struct db_rows *r);
struct db_value db_col(const struct db_rows *r, int col);
int64_t db_col_int(const struct db_rows *r, int col); /* NULL gives 0 */
double db_col_real(const struct db_rows *r, int col); /* NULL gives 0 */
struct str db_col_str(const struct db_rows *r, int col); /* NULL gives p == NULL */
bool db_col_null(const struct db_rows *r, int col);
/* One integer of one row; *ret_found false (and *ret 0) without a row. ret_found may be NULL. */
[[nodiscard]] enum err db_one_int(struct cx *cx, const char *sql, const struct db_value *v, int n, int64_t *ret,
				  bool *ret_found);

/* Transactions. run() is called with cx->conn set. Nested calls join the outer transaction (a read inside a write sees
 * its changes). db_write() returns when the work is durable or has failed as a whole. */
typedef enum err db_run_fn(struct cx *cx, void *arg);
[[nodiscard]] enum err db_read(struct cx *cx, db_run_fn *run, void *arg);
[[nodiscard]] enum err db_write(struct cx *cx, db_run_fn *run, void *arg);
/* Inside a transaction: run in a savepoint; a failure undoes only what run did. */
[[nodiscard]] enum err db_savepoint(struct cx *cx, db_run_fn *run, void *arg);
/* Inside a write: after ENOSPC or an I/O error the store may have ended the whole transaction; then further work in it
 * is refused by itself. */

/* Asynchronous write: done() is called once, on the write thread (SQLite) or the calling thread (PostgreSQL, or no
 * write thread), after commit or failure; w must live until then. */
struct db_work {
	struct cx *cx;
	db_run_fn *run;
	void *arg;
	void (*done)(struct db_work *w, enum err e);
	struct db_work *next; /* internal */
	void *waiter;         /* internal: db_write's own */
	enum err result;      /* internal */
};
void db_submit(struct db *db, struct db_work *w);
/* Starts the SQLite write thread and its checkpointer (serve does); without it works run on the caller's thread under
 * BEGIN IMMEDIATE, waiting up to 5 s for other writers. No-op on PostgreSQL. */
void db_start_writer(struct db *db);

/* Number of the writing transaction that cx is in: what was read before may be kept while it stays the same. */
int64_t db_batch(const struct cx *cx);

/* Statement to run at the end of the batch, outside any savepoint, in order of arrival; dropped when the work that
 * deferred it is rolled back. Values are copied. SQL must be a constant. (FTS5 flushes at each savepoint otherwise.)
 * At most 400,000 in a batch, else it fails with TOO_LARGE. */
void db_defer(struct cx *cx, const char *sql, const struct db_value *v, int n);

/* The same for work that needs to look at the store first: call() gets the copied values. */
void db_defer_call(struct cx *cx, enum err (*call)(struct cx *cx, const struct db_value *v, int n), const struct db_value *v,
		   int n);

/* Called in each writing transaction just before COMMIT (on its connection), and after it succeeded.
 * wrote is false when every work of the batch failed. Set once, before any write. */
struct db_hooks {
	enum err (*before_commit)(struct cx *cx, void *arg);
	void (*after_commit)(void *arg);
	void *arg;
};
void db_set_hooks(struct db *db, const struct db_hooks *hooks);

/* A connection outside any transaction for DDL, VACUUM and PRAGMA-like work; run() may begin its own. */
[[nodiscard]] enum err db_raw(struct cx *cx, db_run_fn *run, void *arg);

/* A number that differs after each commit of anybody; 0 when the store cannot tell cheaply (PostgreSQL). Any thread. */
int64_t db_version(struct cx *cx);

/* Blocks until another process may have changed the data or ms passed: SQLite polls PRAGMA data_version,
 * PostgreSQL waits for a notification on channel "earshot_change". True when something may have changed. */
bool db_wait_foreign(struct cx *cx, int ms);
