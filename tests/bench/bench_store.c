/* Figures of the store and the engine without HTTP, beside bare SQL that does the same: what script/bench calls the floor.
 *
 *   bench_store [--items N] [--db URL [--again]] [--json]      --again: only the reads, on a store that it made before
 *
 * CPU time of the whole process is the firm figure (PostgreSQL's own is not in it). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/thread.h"
#include "model/engine.h"
#include "text/lexical/query.h"

struct bench {
	struct cx cx;
	struct arena arena;
	int items;
	bool json, again;
	int64_t source, contact;
	int64_t ids[64];
	int made, lines;
};

static void must(struct bench *b, enum err e, const char *what)
{
	if (!e)
		return;
	(void)fprintf(stderr, "bench_store: %s: %s\n", what, fail_text(&b->cx));
	exit(1);
}

struct timing {
	int64_t cpu, wall;
};

static struct timing begin(void)
{
	return (struct timing){clock_cpu_us(), clock_mono_us()};
}

static void report(struct bench *b, const char *name, struct timing t, int n)
{
	double cpu = (double)(clock_cpu_us() - t.cpu) / 1000 / n, wall = (double)(clock_mono_us() - t.wall) / 1000 / n;

	if (b->json)
		printf("%s{\"name\":\"%s\",\"n\":%d,\"cpu_ms\":%.5f,\"wall_ms\":%.5f}", b->lines++ ? ",\n" : "[", name, n, cpu, wall);
	else
		printf("%-52s %8d x  cpu %9.4f ms  wall %9.4f ms\n", name, n, cpu, wall);
	(void)fflush(stdout);
}

static const char *const words[] = {"the",   "screen", "is",	  "slow",  "when",   "we",    "open",	"a",
				    "large", "report", "and",	  "then",  "it",     "stops", "for",	"minutes",
				    "our",   "team",   "needs",	  "this",  "every",  "day",   "please", "make",
				    "login", "faster", "invoice", "wrong", "number", "again"};

/* About 200 bytes; one in 22 speaks of the export, one in 5,000 of a walrus. */
static struct str text_of(struct cx *cx, int i)
{
	auto_buf b;

	buf_init(&b, 0);
	for (int w = 0; w < 36; w++)
		buf_printf(&b, "%s ", words[rng_below(&cx->rng, sizeof words / sizeof words[0])]);
	if (i % 22 == 0)
		buf_z(&b, "export ");
	if (i % 5000 == 7)
		buf_z(&b, "walrus ");
	buf_printf(&b, "%d", i);
	return str_copy(cx->arena, buf_view(&b));
}

static void fill_row(struct cx *cx, const struct bench *b, int i, struct evidence *e)
{
	*e = (struct evidence){.head.id = 0};
	SET(e, evidence, source_id, b->source);
	SET(e, evidence, external_id, str_of(arena_printf(cx->arena, "x%d", i)));
	SET(e, evidence, kind, E_evidence_kind_verbatim);
	SET(e, evidence, said_at, cx->now_us - (int64_t)i * 7 * US_PER_S * 60);
	SET(e, evidence, verbatim, text_of(cx, i));
	SET(e, evidence, contact_id, b->contact);
	SET(e, evidence, language, STR("en"));
}

static enum err found(struct cx *cx, void *arg)
{
	struct bench *b = arg;
	struct workspace ws = {0};
	struct source so = {0};
	struct contact co = {0};
	struct user us = {0};
	struct membership mb = {0};

	cx->workspace_id = ws.head.id = model_new_id(cx);
	SET(&ws, workspace, name, STR("Bench"));
	TRY(model_create(cx, &resources[RES_workspace], &ws));
	SET(&us, user, email, str_of(arena_printf(cx->arena, "b%lld@example.org", (long long)ws.head.id)));
	TRY(model_create(cx, &resources[RES_user], &us));
	SET(&mb, membership, user_id, us.head.id);
	SET(&mb, membership, name, STR("Bench"));
	SET(&mb, membership, roles, 1);
	TRY(model_create(cx, &resources[RES_membership], &mb));
	cx->member_id = mb.head.id;
	SET(&so, source, name, STR("Desk"));
	SET(&so, source, kind, E_source_kind_helpdesk);
	TRY(model_create(cx, &resources[RES_source], &so));
	SET(&co, contact, name, STR("Ann Angler"));
	TRY(model_create(cx, &resources[RES_contact], &co));
	b->source = so.head.id;
	b->contact = co.head.id;
	return OK;
}

struct batch {
	struct bench *b;
	int from, n;
};

static enum err create_batch(struct cx *cx, void *arg)
{
	struct batch *x = arg;
	struct evidence e;

	for (int i = x->from; i < x->from + x->n; i++) {
		fill_row(cx, x->b, i, &e);
		TRY(model_create(cx, &resources[RES_evidence], &e));
		x->b->ids[i % 64] = e.head.id;
	}
	return OK;
}

static void create_many(struct bench *b, int n, int each, const char *name)
{
	struct timing t = begin();
	int left = n;

	while (left > 0) {
		struct batch x = {b, b->made, left < each ? left : each};

		must(b, db_write(&b->cx, create_batch, &x), name);
		b->made += x.n;
		left -= x.n;
		arena_reset(&b->arena);
	}
	report(b, name, t, n);
}

/* The floor of a creation: the row with its indexes, its document and its words; no rules, no log. */
static enum err bare_batch(struct cx *cx, void *arg)
{
	struct batch *x = arg;

	for (int i = x->from; i < x->from + x->n; i++) {
		auto_buf terms;
		int64_t id = model_new_id(cx), doc = 4000000000000000000 + i;
		struct str text = text_of(cx, i);

		buf_init(&terms, 0);
		TRY(db_exec(cx,
			    "INSERT INTO evidence (workspace_id, id, rev, created_at, created_by, updated_at, "
			    "updated_by, source_id, external_id, kind, said_at, "
			    "verbatim, contact_id, language, state) VALUES (?1, ?2, 1, ?3, ?4, ?3, ?4, ?5, ?6, "
			    "'verbatim', ?7, ?8, ?9, 'en', 'received')",
			    DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(cx->now_us), db_int(cx->member_id),
				    db_int(x->b->source), db_z(arena_printf(cx->arena, "bare%d", i)),
				    db_int(cx->now_us - (int64_t)i * 7 * US_PER_S), db_text(text),
				    db_int(x->b->contact)),
			    NULL));
		if (db_kind(cx->db) == DB_POSTGRES) {
			(void)text_tsvector(cx->arena, text, 1, &terms);
			TRY(db_exec(
				cx,
				"INSERT INTO search_doc (workspace_id, object_id, kind, doc, tokens) VALUES (?1, ?2, "
				"'ev', ?3, CAST(CAST(?4 AS TEXT) AS TSVECTOR))",
				DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(doc), db_text(buf_view(&terms))),
				NULL));
			continue;
		}
		search_fed(cx->workspace_id, &resources[RES_evidence], text, &terms);
		TRY(db_exec(cx, "INSERT INTO search_doc (workspace_id, object_id, kind, doc) VALUES (?1, ?2, 'ev', ?3)",
			    DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(doc)), NULL));
		TRY(db_exec(cx, "INSERT INTO search_fts (rowid, tokens) VALUES (?1, ?2)", DB_ARGS(db_int(doc), db_text(buf_view(&terms))), NULL));
	}
	return OK;
}

static void bare_many(struct bench *b, int *at, int n, int each, const char *name)
{
	struct timing t = begin();

	for (int i = 0; i < n; i += each, *at += each) {
		struct batch x = {b, *at, each};

		must(b, db_write(&b->cx, bare_batch, &x), name);
		arena_reset(&b->arena);
	}
	report(b, name, t, n);
}

struct client {
	struct bench *b;
	struct cx cx;
	int from, n;
};

static void *client_run(void *arg)
{
	struct client *c = arg;
	struct arena arena;

	arena_init(&arena);
	for (int i = 0; i < c->n; i++) {
		struct cx cx;
		struct batch x = {c->b, c->from + i, 1};

		cx_fork(&c->b->cx, &arena, &cx);
		cx.workspace_id = c->b->cx.workspace_id;
		cx.member_id = c->b->cx.member_id;
		if (db_write(&cx, create_batch, &x) != OK)
			(void)fprintf(stderr, "bench_store: %s\n", fail_text(&cx));
		arena_reset(&arena);
	}
	arena_release(&arena);
	return NULL;
}

static void create_by_clients(struct bench *b, int clients, int each, const char *name)
{
	struct client c[64];
	pthread_t t[64];
	struct timing start = begin();

	for (int i = 0; i < clients; i++) {
		c[i] = (struct client){.b = b, .from = b->made + i * each, .n = each};
		t[i] = thread_start(client_run, &c[i], "client");
	}
	for (int i = 0; i < clients; i++)
		thread_join(t[i]);
	b->made += clients * each;
	report(b, name, start, clients * each);
}

struct reading {
	struct bench *b;
	struct list_query q;
	struct search_query s;
	int64_t id;
	struct buf out;
};

static enum err list_run(struct cx *cx, void *arg)
{
	struct reading *r = arg;
	struct json_out j;

	buf_clear(&r->out);
	json_start(&j, &r->out);
	return model_list(cx, &resources[RES_evidence], &r->q, &j);
}

static enum err walk(struct cx *cx, const char *sql, const struct db_value *v, int n)
{
	struct db_rows *rows;
	int64_t sum = 0;

	TRY(db_query(cx, sql, v, n, &rows));
	while (db_next(rows))
		for (int i = 0; i < db_columns(rows); i++)
			sum += (int64_t)db_col(rows, i).type;
	ASSERT(sum > 0);
	return db_end(rows);
}

static enum err bare_list(struct cx *cx, void *arg)
{
	(void)arg;
	return walk(cx,
		    arena_printf(cx->arena, "%s WHERE t.workspace_id = ?1 AND t.archived_at IS NULL ORDER BY t.said_at DESC, t.id DESC LIMIT 30",
				 cx->model->plans[RES_evidence].select),
		    DB_ARGS(db_int(cx->workspace_id)));
}

static enum err item_run(struct cx *cx, void *arg)
{
	struct reading *r = arg;
	struct json_out j;
	struct link *links;
	int n;

	buf_clear(&r->out);
	json_start(&j, &r->out);
	TRY(model_render_one(cx, &resources[RES_evidence], r->id, &j, NULL));
	return link_list(cx, &resources[RES_evidence], r->id, &links, &n);
}

static enum err bare_item(struct cx *cx, void *arg)
{
	return walk(cx, cx->model->plans[RES_evidence].get, DB_ARGS(db_int(cx->workspace_id), db_int(((struct reading *)arg)->id)));
}

static enum err search_run(struct cx *cx, void *arg)
{
	struct reading *r = arg;
	struct search_hit hit[50];
	int n;

	return model_search(cx, &resources[RES_evidence], &r->s, hit, &n);
}

static void time_reads(struct bench *b, const char *name, db_run_fn *run, struct reading *r)
{
	struct timing t;
	int n = 0;

	must(b, db_read(&b->cx, run, r), name);
	t = begin();
	do {
		for (int i = 0; i < 20; i++, n++) {
			must(b, db_read(&b->cx, run, r), name);
			arena_reset(&b->arena);
		}
	} while (clock_mono_us() - t.wall < 400000);
	report(b, name, t, n);
}

static void reads(struct bench *b)
{
	struct reading r = {.b = b, .q = {.limit = 30}, .id = b->ids[7]};

	buf_init(&r.out, 0);
	time_reads(b, "floor: list of 30 newest", bare_list, &r);
	time_reads(b, "list of 30 newest", list_run, &r);
	r.q.sort = STR("due_at");
	time_reads(b, "list of 30 by due time (mostly empty)", list_run, &r);
	r.q.sort = STR("-said_at");
	r.q.filter = STR("state:received");
	time_reads(b, "list of 30 newest in a state", list_run, &r);
	time_reads(b, "floor: one item", bare_item, &r);
	time_reads(b, "one item with its links", item_run, &r);
	r.s = (struct search_query){.q = STR("export"), .limit = 30};
	time_reads(b, "search a common word, newest", search_run, &r);
	r.s.ranked = true;
	time_reads(b, "search a common word, ranked", search_run, &r);
	r.s = (struct search_query){.q = STR("walrus"), .limit = 30};
	time_reads(b, "search a rare word", search_run, &r);
	buf_release(&r.out);
}

static void options(struct bench *b, int argc, char **argv, const char **ret_url)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			b->json = true;
		else if (strcmp(argv[i], "--again") == 0)
			b->again = true;
		else if (strcmp(argv[i], "--items") == 0 && i + 1 < argc)
			b->items = atoi(argv[++i]);
		else if (strcmp(argv[i], "--db") == 0 && i + 1 < argc)
			*ret_url = argv[++i];
	}
}

static enum err find_again(struct cx *cx, void *arg)
{
	struct bench *b = arg;

	TRY(db_one_int(cx, "SELECT MAX(workspace_id) FROM evidence", DB_NO_ARGS, &cx->workspace_id, NULL));
	return db_one_int(cx, "SELECT MAX(id) FROM evidence WHERE workspace_id = ?1", DB_ARGS(db_int(cx->workspace_id)), &b->ids[7], NULL);
}

static void writes(struct bench *b)
{
	int at = 0;

	must(b, db_write(&b->cx, found, b), "found");
	create_many(b, b->items, 500, "create, 500 to a commit");
	bare_many(b, &at, 10000, 500, "floor: create, 500 to a commit");
	bare_many(b, &at, 500, 1, "floor: create, one client");
	create_many(b, 500, 1, "create, one client");
	db_start_writer(b->cx.db);
	create_by_clients(b, 64, 100, "create, 64 clients");
}

int main(int argc, char **argv)
{
	struct bench b = {.items = 100000};
	char url[200];
	const char *given = NULL;

	options(&b, argc, argv, &given);
	arena_init(&b.arena);
	b.cx.arena = &b.arena;
	b.cx.now_us = clock_wall_us();
	rng_seed(&b.cx.rng, 1);
	(void)snprintf(url, sizeof url, "sqlite:/tmp/earshot-bench-%d.db", getpid());
	must(&b, db_open(&b.cx, given ? given : url, &b.cx.db), "open");
	b.cx.model = model_new();
	must(&b, schema_check(&b.cx, true), "schema");
	must(&b, model_lease_node(&b.cx, b.cx.model), "lease");
	if (b.again)
		must(&b, db_read(&b.cx, find_again, &b), "find");
	else
		writes(&b);
	reads(&b);
	if (b.json)
		printf("]\n");
	db_close(b.cx.db);
	model_free(b.cx.model);
	for (int i = 0; !given && i < 3; i++) {
		static const char *const ends[] = {"", "-wal", "-shm"};
		char path[240];

		(void)snprintf(path, sizeof path, "%s%s", url + strlen("sqlite:"), ends[i]);
		(void)unlink(path);
	}
	return 0;
}
