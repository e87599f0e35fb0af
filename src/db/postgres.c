/* PostgreSQL driver (15 or newer) over libpq. Called through db_postgres only.
 *
 * Texts with ?1 become $1 once, when a statement is first prepared on a connection; the server tells the type it wants
 * for each parameter, and values go over in binary where the types meet, else as text. Results come in binary and whole:
 * other statements may run while rows are walked, so they cannot stay on the wire. Who walks a whole table pages by key. */
#include "base/clock.h"
#include "base/fault.h"
#include "base/map.h"
#include "db/driver.h"
#include "db/pg_value.h"
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CACHED_STATEMENTS = 400, PIPELINE = 200, SERVER_LEAST = 150000 };

struct prepared {
	char *sql;
	char name[24];
	int n_types;
	unsigned types[PG_PARAMS]; /* the server's type of each parameter */
};

struct cache {
	struct map by_text;
	struct prepared **all;
	int n;
	int64_t serial;
};

static enum err classify(const char *state)
{
	static const struct {
		const char *prefix;
		enum err err;
	} known[] = {{"23505", ERR_CONFLICT},	 {"53100", ERR_FULL},	     {"08", ERR_UNAVAILABLE},  {"57", ERR_UNAVAILABLE},
		     {"53", ERR_UNAVAILABLE},	 {"40", ERR_UNAVAILABLE},    {"55P03", ERR_UNAVAILABLE}, {"25P03", ERR_UNAVAILABLE},
		     {"28", ERR_UNAVAILABLE},	 {"3D000", ERR_UNAVAILABLE}, {"25006", ERR_READ_ONLY}, {"58030", ERR_IO},
		     {"XX001", ERR_CORRUPT},	 {"XX002", ERR_CORRUPT}};

	for (size_t i = 0; state && i < sizeof known / sizeof known[0]; i++)
		if (strncmp(state, known[i].prefix, strlen(known[i].prefix)) == 0)
			return known[i].err;
	return ERR_INTERNAL;
}

/* One line of libpq's message, which never holds the password. */
static struct str first_line(const char *text)
{
	size_t n = strcspn(text, "\r\n");

	return (struct str){text, n};
}

static bool lost(const struct db_conn *conn)
{
	return PQstatus(conn->handle) != CONNECTION_OK;
}

/* r may be NULL: libpq had no answer to give. A broken connection fails the work, never the next one. */
static enum err failed(struct cx *cx, struct db_conn *conn, const PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *primary = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	struct str text = first_line(primary ? primary : PQerrorMessage(conn->handle));
	enum err e = state ? classify(state) : ERR_INTERNAL;

	if (lost(conn)) {
		conn->dead = true;
		return fail(cx, ERR_UNAVAILABLE, NULL, "the connection to PostgreSQL was lost: %.*s", STR_ARG(text));
	}
	if (e == ERR_CONFLICT)
		return fail(cx, e, NULL, "%.*s", STR_ARG(text));
	return fail(cx, e, NULL, "store: %.*s (%s)", STR_ARG(text), state ? state : "no answer");
}

static void ignore_notice(void *arg, const PGresult *r)
{
	(void)arg;
	(void)r;
}

static enum err check_server(struct cx *cx, PGconn *h)
{
	const char *encoding = PQparameterStatus(h, "server_encoding");
	int version = PQserverVersion(h);

	if (version < SERVER_LEAST)
		return fail(cx, ERR_UNSUPPORTED, "db", "the server is PostgreSQL %d; Earshot needs %d or newer", version / 10000,
			    SERVER_LEAST / 10000);
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return fail(cx, ERR_UNSUPPORTED, "db", "the database is encoded in %s: make one with ENCODING 'UTF8'",
			    encoding ? encoding : "an unknown way");
	return OK;
}

static enum err pg_connect(struct cx *cx, struct db *db, struct db_conn *conn)
{
	/* what stands before the URL can be set otherwise in it, what stands after cannot */
	const char *const keys[] = {"connect_timeout", "fallback_application_name", "tcp_user_timeout", "dbname", "client_encoding", NULL};
	const char *const values[] = {"10", "earshot", "30000", db->url, "UTF8", NULL};
	PGconn *h = PQconnectdbParams(keys, values, 1);

	conn->handle = h;
	conn->statements = mem_alloc(sizeof(struct cache));
	if (PQstatus(h) != CONNECTION_OK) {
		struct str text = first_line(PQerrorMessage(h));

		return fail(cx, ERR_UNAVAILABLE, "db", "cannot reach PostgreSQL: %.*s", STR_ARG(text));
	}
	(void)PQsetNoticeReceiver(h, ignore_notice, NULL);
	return check_server(cx, h);
}

static void cache_clear(struct cache *c)
{
	for (int i = 0; i < c->n; i++) {
		mem_free(c->all[i]->sql);
		mem_free(c->all[i]);
	}
	c->n = 0;
	map_release(&c->by_text);
}

static void pg_disconnect(struct db_conn *conn)
{
	struct cache *c = conn->statements;

	if (c) {
		cache_clear(c);
		mem_free(c->all);
		mem_free(c);
	}
	PQfinish(conn->handle);
}

/* What waits on an idle connection is a word of farewell, then its end: then another one is taken instead. */
static bool pg_alive(struct db_conn *conn)
{
	struct pollfd p = {.fd = PQsocket(conn->handle), .events = POLLIN};

	while (poll(&p, 1, 0) > 0)
		if (!PQconsumeInput(conn->handle))
			return false;
	return !lost(conn) && PQtransactionStatus(conn->handle) == PQTRANS_IDLE;
}

static enum err simple(struct cx *cx, struct db_conn *conn, const char *sql)
{
	PGresult *r = PQexec(conn->handle, sql);
	enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : failed(cx, conn, r);

	PQclear(r);
	return e;
}

/* ?1 becomes $1; quoted texts and names stay as they are. */
static void dollars(const char *sql, struct buf *out)
{
	char quote = '\0';

	for (const char *p = sql; *p; p++) {
		if (quote)
			quote = *p == quote ? '\0' : quote;
		else if (*p == '\'' || *p == '"')
			quote = *p;
		buf_char(out, !quote && *p == '?' ? '$' : *p);
	}
}

/* The types that the server chose for the parameters. */
static enum err describe(struct cx *cx, struct db_conn *conn, struct prepared *p)
{
	PGresult *r = PQdescribePrepared(conn->handle, p->name);
	enum err e = OK;

	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		e = failed(cx, conn, r);
	} else {
		p->n_types = PQnparams(r);
		ASSERT(p->n_types <= PG_PARAMS);
		for (int i = 0; i < p->n_types; i++)
			p->types[i] = PQparamtype(r, i);
	}
	PQclear(r);
	return e;
}

static enum err prepare_new(struct cx *cx, struct db_conn *conn, struct prepared *p)
{
	auto_buf b;

	buf_init(&b, 0);
	dollars(p->sql, &b);
	PGresult *r = PQprepare(conn->handle, p->name, b.p, 0, NULL);
	enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : failed(cx, conn, r);

	PQclear(r);
	return e ? e : describe(cx, conn, p);
}

static enum err prepare(struct cx *cx, struct db_conn *conn, const char *sql, struct prepared **ret)
{
	struct cache *c = conn->statements;
	uintptr_t *slot = map_get(&c->by_text, str_of(sql));

	if (slot) {
		*ret = (struct prepared *)*slot;
		return OK;
	}
	struct prepared *p = mem_alloc(sizeof *p);

	p->sql = mem_alloc(strlen(sql) + 1);
	memcpy(p->sql, sql, strlen(sql));
	(void)snprintf(p->name, sizeof p->name, "s%lld", (long long)++c->serial);
	enum err e = prepare_new(cx, conn, p);

	if (e) {
		mem_free(p->sql);
		mem_free(p);
		return e;
	}
	c->all = mem_realloc(c->all, sizeof(struct prepared *) * (size_t)(c->n + 1));
	c->all[c->n++] = p;
	*map_put(&c->by_text, str_of(p->sql), NULL) = (uintptr_t)p;
	*ret = p;
	return OK;
}

/* Definitions of tables and the like run once: they are not worth a place in the cache. */
static bool worth_preparing(const char *sql)
{
	static const char *const words[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "EXPLAIN"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(sql, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static enum err run(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n, PGresult **ret)
{
	struct prepared *p;

	if (fault("db.exec"))
		return fail(cx, ERR_IO, NULL, "injected fault");
	if (worth_preparing(sql)) {
		struct pg_params a;

		TRY(prepare(cx, conn, sql, &p));
		ASSERT(n >= p->n_types);
		pg_encode(cx->arena, p->types, v, p->n_types, &a);
		*ret = PQexecPrepared(conn->handle, p->name, p->n_types, a.values, a.lengths, a.formats, 1);
	} else {
		ASSERT(n == 0);
		*ret = PQexecParams(conn->handle, sql, 0, NULL, NULL, NULL, NULL, 1);
	}
	ExecStatusType s = PQresultStatus(*ret);

	if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK)
		return OK;
	enum err e = failed(cx, conn, *ret);

	PQclear(*ret);
	return e;
}

static enum err pg_exec(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n, int64_t *ret_changed)
{
	PGresult *r;

	TRY(run(cx, conn, sql, v, n, &r));
	if (ret_changed)
		*ret_changed = strtoll(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return OK;
}

/* The answers of one pipeline up to its sync; the first failure is the one reported. */
static enum err pipeline_results(struct cx *cx, struct db_conn *conn)
{
	enum err e = OK;

	for (;;) {
		PGresult *r = PQgetResult(conn->handle);

		if (!r) { /* the end of one statement, or of the connection */
			if (lost(conn))
				return e ? e : failed(cx, conn, NULL);
			continue;
		}
		ExecStatusType s = PQresultStatus(r);

		if (s != PGRES_TUPLES_OK && s != PGRES_COMMAND_OK && s != PGRES_PIPELINE_SYNC && s != PGRES_PIPELINE_ABORTED && !e)
			e = failed(cx, conn, r);
		PQclear(r);
		if (s == PGRES_PIPELINE_SYNC)
			return e;
	}
}

static enum err pipeline(struct cx *cx, struct db_conn *conn, const struct db_deferred *d, int n)
{
	struct prepared **p = ARENA_ARRAY(cx->arena, struct prepared *, n);

	for (int i = 0; i < n; i++)
		TRY(prepare(cx, conn, d[i].sql, &p[i]));
	if (!PQenterPipelineMode(conn->handle))
		return failed(cx, conn, NULL);
	bool sent = true;

	for (int i = 0; i < n && sent; i++) {
		struct pg_params a;

		ASSERT(d[i].n >= p[i]->n_types);
		pg_encode(cx->arena, p[i]->types, d[i].v, p[i]->n_types, &a);
		sent = PQsendQueryPrepared(conn->handle, p[i]->name, p[i]->n_types, a.values, a.lengths, a.formats, 1) == 1;
	}
	enum err e = sent && PQpipelineSync(conn->handle) ? pipeline_results(cx, conn) : failed(cx, conn, NULL);

	if (!PQexitPipelineMode(conn->handle))
		conn->dead = true;
	return e;
}

static enum err pg_exec_many(struct cx *cx, struct db_conn *conn, const struct db_deferred *d, int n)
{
	/* short enough that the answers fit into the socket while we still send */
	for (int i = 0; i < n; i += PIPELINE)
		TRY(pipeline(cx, conn, d + i, n - i < PIPELINE ? n - i : PIPELINE));
	return OK;
}

struct walk {
	PGresult *r;
	int at, n;
};

static enum err pg_query(struct cx *cx, struct db_conn *conn, const char *sql, const struct db_value *v, int n, struct db_rows *rows)
{
	struct walk *w = ARENA_NEW(cx->arena, struct walk);

	TRY(run(cx, conn, sql, v, n, &w->r));
	w->at = -1;
	w->n = PQntuples(w->r);
	rows->state = w;
	return OK;
}

static bool pg_next(struct db_rows *r)
{
	struct walk *w = r->state;

	return ++w->at < w->n;
}

static enum err pg_end(struct db_rows *r)
{
	struct walk *w = r->state;

	if (w)
		PQclear(w->r);
	r->state = NULL;
	return r->err;
}

static int pg_columns(const struct db_rows *r)
{
	return PQnfields(((const struct walk *)r->state)->r);
}

static struct db_value pg_column(const struct db_rows *r, int col)
{
	const struct walk *w = r->state;

	if (PQgetisnull(w->r, w->at, col))
		return DB_NIL;
	return pg_decode(PQftype(w->r, col),
			 (struct str){PQgetvalue(w->r, w->at, col), (size_t)PQgetlength(w->r, w->at, col)});
}

static enum err pg_begin(struct cx *cx, struct db_conn *conn, bool write)
{
	struct cache *c = conn->statements;

	if (c->n > CACHED_STATEMENTS) {
		TRY(simple(cx, conn, "DEALLOCATE ALL"));
		cache_clear(c);
	}
	return simple(cx, conn, write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* COMMIT of a transaction in which a statement failed "succeeds" as ROLLBACK: the answer's tag tells. */
static enum err pg_commit(struct cx *cx, struct db_conn *conn)
{
	PGresult *r = PQexec(conn->handle, "COMMIT");
	enum err e = OK;

	if (PQresultStatus(r) != PGRES_COMMAND_OK && lost(conn)) {
		conn->dead = true;
		e = fail(cx, ERR_UNAVAILABLE, NULL,
			 "the connection to PostgreSQL was lost while saving: see whether it was saved before you send it again "
			 "(with an Idempotency-Key it is never saved twice)");
	} else if (PQresultStatus(r) != PGRES_COMMAND_OK)
		e = failed(cx, conn, r);
	else if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
		e = fail(cx, ERR_INTERNAL, NULL, "the store undid the transaction: a statement in it had failed");
	PQclear(r);
	return e;
}

static void pg_rollback(struct db_conn *conn)
{
	if (PQtransactionStatus(conn->handle) == PQTRANS_IDLE)
		return;
	PGresult *r = PQexec(conn->handle, "ROLLBACK");

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		conn->dead = true;
	PQclear(r);
}

static bool pg_in_transaction(struct db_conn *conn)
{
	PGTransactionStatusType s = PQtransactionStatus(conn->handle);

	return s == PQTRANS_INTRANS || s == PQTRANS_INERROR || s == PQTRANS_ACTIVE;
}

static bool take_notifications(struct db_conn *conn)
{
	bool any = false;
	PGnotify *note;

	while ((note = PQnotifies(conn->handle))) {
		any = true;
		PQfreemem(note);
	}
	return any;
}

/* The connection listens from its first use on, so the first call reports a change: nobody knows what came before. */
static bool pg_wait_foreign(struct cx *cx, struct db_conn *conn, int ms)
{
	struct pollfd p = {.fd = PQsocket(conn->handle), .events = POLLIN};

	if (!conn->seen_version) {
		conn->seen_version = 1;
		conn->dead = simple(cx, conn, "LISTEN earshot_change") != OK;
		return true;
	}
	if (take_notifications(conn))
		return true;
	if (poll(&p, 1, ms) <= 0)
		return false;
	if (!PQconsumeInput(conn->handle) || lost(conn)) {
		conn->dead = true;
		return true;
	}
	return take_notifications(conn);
}

const struct db_driver db_postgres = {
	.connect = pg_connect,
	.disconnect = pg_disconnect,
	.alive = pg_alive,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.in_transaction = pg_in_transaction,
	.exec = pg_exec,
	.exec_many = pg_exec_many,
	.query = pg_query,
	.next = pg_next,
	.end = pg_end,
	.columns = pg_columns,
	.column = pg_column,
	.wait_foreign = pg_wait_foreign,
};
