/* What a store must offer to src/db/db.c. One connection is used by one thread at a time. */
#pragma once
#include "db/db.h"
#include "base/thread.h"

struct db_conn {
	struct db *db;
	void *handle;          /* sqlite3 * or PGconn * */
	void *statements;      /* driver's own cache */
	struct db_conn *next;  /* idle list */
	bool read_only;
	int64_t seen_version;  /* SQLite: data_version at the last look of wait_foreign */
	bool dead;             /* the driver saw the connection or transaction break; do not reuse */
	/* parked statements of the running batch */
	struct db_deferred *deferred;
	int n_deferred, cap_deferred;
	bool too_much; /* more was deferred than one batch may hold: it fails */
	struct arena deferred_arena;
	int64_t batch; /* number of the writing transaction */
};

struct db_rows {
	struct cx *cx;
	struct db_conn *conn;
	enum err err;
	void *state; /* driver's own */
};

struct db_deferred {
	const char *sql; /* or NULL: call */
	enum err (*call)(struct cx *cx, const struct db_value *v, int n);
	struct db_value *v;
	int n;
};

struct db_driver {
	enum err (*connect)(struct cx *cx, struct db *db, struct db_conn *conn);
	void (*disconnect)(struct db_conn *conn);
	bool (*alive)(struct db_conn *conn); /* of an idle connection; NULL: always */
	enum err (*begin)(struct cx *cx, struct db_conn *conn, bool write);
	enum err (*commit)(struct cx *cx, struct db_conn *conn);
	void (*rollback)(struct db_conn *conn); /* never fails: marks the connection dead instead */
	bool (*in_transaction)(struct db_conn *conn);
	enum err (*exec)(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n, int64_t *ret_changed);
	/* statements without rows, one after the other, in as few round trips as the store allows; NULL: one by one */
	enum err (*exec_many)(struct cx *cx, struct db_conn *conn, const struct db_deferred *d, int n);
	/* fills rows->state; rows and state may live in cx->arena */
	enum err (*query)(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n, struct db_rows *rows);
	bool (*next)(struct db_rows *r);
	enum err (*end)(struct db_rows *r);
	int (*columns)(const struct db_rows *r);
	struct db_value (*column)(const struct db_rows *r, int col);
	bool (*wait_foreign)(struct cx *cx, struct db_conn *conn, int ms);
	int64_t (*version)(struct cx *cx, struct db_conn *conn); /* NULL: the store cannot tell cheaply */
};
extern const struct db_driver db_sqlite, db_postgres;

struct db {
	enum db_kind kind;
	const struct db_driver *driver;
	char *url;
	struct db_hooks hooks;
	struct lock lock;       /* guards the pool and the queue */
	struct signal_ freed;   /* a connection came back */
	struct db_conn *idle;   /* readers (SQLite) or all connections (PostgreSQL) */
	int open, limit;
	struct db_conn *writer; /* SQLite only; held under writer_lock */
	struct lock writer_lock;
	struct signal_ queued;
	struct db_work *head, *tail;
	bool has_thread, stopping;
	pthread_t thread, checkpointer;
	struct signal_ checkpoint_due;
	bool want_checkpoint;
	int checkpointed_pages; /* length of the log at the last checkpoint; lock */
	struct db_conn *watcher; /* for wait_foreign */
	struct lock pulse_lock;  /* guards pulse */
	struct db_conn *pulse;   /* for version; it writes nothing, so that it sees all commits */
};

const char *db_url_path(const struct db *db); /* the part after "sqlite:" */
/* src/db/group.c: the write thread's loop and one batch */
void db_batch_run(struct db *db, struct db_conn *conn, struct db_work *first,
		  struct db_work *(*more)(struct db *db, int so_far));
/* src/db/sqlite.c: move the log into the file; never waits for readers */
void db_sqlite_checkpoint(struct db *db, void **handle); /* *handle: NULL at first */
void db_sqlite_checkpoint_end(void *handle);
void db_deferred_clear(struct db_conn *conn, int keep);
