/* How close an import comes to a bare C loop that inserts the same rows and index entries with the same settings.
 *
 *   build/src/intake/bench_import FILE.csv [DIRECTORY]
 *
 * First the import, from the file to searchable rows: detection, parsing, language, lookups, change log, full text. Then
 * the rows it left are read back into memory, the full-text terms are made, and only the inserting is timed: prepared
 * statements, 500 items to a transaction, WAL and synchronous=FULL. CPU time of the process is the firm figure. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "intake/intake.h"
#include "text/lexical/terms.h"

static struct arena arena;

static void must(enum err e, const struct cx *cx, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "%s: %s\n", what, fail_text(cx));
	exit(1);
}

static enum err found(struct cx *cx, void *arg)
{
	struct workspace w = {0};

	(void)arg;
	w.head.id = model_new_id(cx);
	cx->workspace_id = w.head.id;
	SET(&w, workspace, name, STR("Bench"));
	return model_create(cx, &resources[RES_workspace], &w);
}

struct run {
	struct intake_order o;
	int64_t import, job;
};

static enum err order(struct cx *cx, void *arg)
{
	struct run *r = arg;

	return intake_order(cx, &r->o, &r->import, &r->job);
}

static void import(struct cx *cx, const char *file)
{
	static const struct job_kind *const kinds[] = {&intake_import_job};
	struct job_runner_options o = {.root = cx, .kinds = kinds, .n_kinds = 1};
	struct intake_preview v;
	struct run r = {.o = {.path = file, .name = STR("bench"), .source = STR("bench"), .plan = &v.plan}};
	struct job j;

	must(intake_preview(cx, file, "auto", STR("evidence"), &v), cx, "preview");
	r.o.rows = v.rows;
	must(db_write(cx, order, &r), cx, "order");
	must(job_run_to_end(cx, &o, r.job, NULL, NULL, &j), cx, "run");
	if (j.state != JOB_DONE) {
		fprintf(stderr, "the import failed: %.*s\n", STR_ARG(j.error));
		exit(1);
	}
}

/* ---- the bare loop ---- */

struct table {
	const char *name;
	char *insert;
	sqlite3_stmt *stmt;
	sqlite3_value **v; /* n rows of columns */
	int columns, n;
};

static void check(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void load(sqlite3 *db, struct table *t, const char *select)
{
	sqlite3_stmt *s;
	size_t cap = 0;
	struct buf b;

	check(db, sqlite3_prepare_v2(db, select, -1, &s, NULL));
	t->columns = sqlite3_column_count(s);
	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t need = (size_t)(t->n + 1) * (size_t)t->columns;

		if (need > cap) {
			cap = need * 2;
			t->v = mem_realloc(t->v, cap * sizeof(sqlite3_value *));
		}
		for (int c = 0; c < t->columns; c++)
			t->v[t->n * t->columns + c] = sqlite3_value_dup(sqlite3_column_value(s, c));
		t->n++;
	}
	check(db, sqlite3_finalize(s));
	buf_init(&b, 0);
	buf_printf(&b, "INSERT INTO %s VALUES (", t->name);
	for (int c = 0; c < t->columns; c++)
		buf_printf(&b, "%s?%d", c ? "," : "", c + 1);
	buf_char(&b, ')');
	t->insert = str_z(&arena, buf_view(&b));
	buf_release(&b);
}

static void insert_share(sqlite3 *db, struct table *t, int part, int parts)
{
	int from = (int)((int64_t)t->n * part / parts), to = (int)((int64_t)t->n * (part + 1) / parts);

	for (int i = from; i < to; i++) {
		for (int c = 0; c < t->columns; c++)
			check(db, sqlite3_bind_value(t->stmt, c + 1, t->v[i * t->columns + c]));
		check(db, sqlite3_step(t->stmt));
		check(db, sqlite3_reset(t->stmt));
	}
}

struct terms {
	int64_t doc;
	struct str text;
};

static void make_terms(sqlite3 *db, int64_t workspace, enum resource_id resource, const char *select, struct terms **t, int *n)
{
	sqlite3_stmt *s;
	char scope[40];

	search_scope(workspace, &resources[resource], scope);
	check(db, sqlite3_prepare_v2(db, select, -1, &s, NULL));
	while (sqlite3_step(s) == SQLITE_ROW) {
		struct buf b;

		buf_init(&b, 0);
		buf_printf(&b, "%s ", scope);
		text_index_terms((struct str){(const char *)sqlite3_column_text(s, 1), (size_t)sqlite3_column_bytes(s, 1)}, &b);
		*t = mem_realloc(*t, sizeof **t * (size_t)(*n + 1));
		(*t)[(*n)++] = (struct terms){sqlite3_column_int64(s, 0), str_copy(&arena, buf_view(&b))};
		buf_release(&b);
	}
	check(db, sqlite3_finalize(s));
}

#define SEARCHED(table, column)                                                                                        \
	"SELECT d.doc, e." column " FROM search_doc d JOIN " table                                                     \
	" e ON e.workspace_id = d.workspace_id AND e.id = d.object_id ORDER BY e.id"

static void bare(const char *from, const char *into, int64_t workspace, int64_t *ret_cpu, int64_t *ret_wall)
{
	struct table tables[] = {{.name = "account"}, {.name = "contact"}, {.name = "evidence"}, {.name = "search_doc"}, {.name = "change"},
				 {.name = "change_value"}, {.name = "custom_value"}};
	enum { TABLES = sizeof tables / sizeof tables[0] };
	sqlite3 *old, *db;
	sqlite3_stmt *fts;
	struct buf sql;
	struct terms *terms = NULL;
	int n_terms = 0;

	check(NULL, sqlite3_open(from, &old));
	for (int i = 0; i < TABLES; i++)
		load(old, &tables[i], arena_printf(&arena, "SELECT * FROM %s ORDER BY 2", tables[i].name));
	make_terms(old, workspace, RES_evidence, SEARCHED("evidence", "verbatim"), &terms, &n_terms);
	make_terms(old, workspace, RES_contact, SEARCHED("contact", "name"), &terms, &n_terms);
	make_terms(old, workspace, RES_account, SEARCHED("account", "name"), &terms, &n_terms);

	check(NULL, sqlite3_open(into, &db));
	check(db, sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY", NULL,
			       NULL, NULL));
	buf_init(&sql, 0);
	schema_sql(&sql, DB_SQLITE);
	check(db, sqlite3_exec(db, str_z(&arena, buf_view(&sql)), NULL, NULL, NULL));
	buf_release(&sql);
	int64_t wall = clock_mono_us(), cpu = clock_cpu_us();

	for (int i = 0; i < TABLES; i++)
		check(db, sqlite3_prepare_v2(db, tables[i].insert, -1, &tables[i].stmt, NULL));
	check(db, sqlite3_prepare_v2(db, "INSERT INTO search_fts (rowid, tokens) VALUES (?1, ?2)", -1, &fts, NULL));
	int parts = tables[2].n / 500 + 1;

	for (int p = 0; p < parts; p++) {
		check(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
		for (int i = 0; i < TABLES; i++)
			insert_share(db, &tables[i], p, parts);
		for (int k = (int)((int64_t)n_terms * p / parts); k < (int)((int64_t)n_terms * (p + 1) / parts); k++) {
			check(db, sqlite3_bind_int64(fts, 1, terms[k].doc));
			check(db, sqlite3_bind_text(fts, 2, terms[k].text.p, (int)terms[k].text.n, SQLITE_STATIC));
			check(db, sqlite3_step(fts));
			check(db, sqlite3_reset(fts));
		}
		check(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	}
	check(db, sqlite3_exec(db, "INSERT INTO search_fts (search_fts) VALUES ('optimize')", NULL, NULL, NULL));
	*ret_wall = clock_mono_us() - wall;
	*ret_cpu = clock_cpu_us() - cpu;
	printf("bare loop: %d items, %d changes, %d index entries\n", tables[2].n, tables[4].n, n_terms);
}

int main(int argc, char **argv)
{
	struct cx cx = {.arena = &arena, .now_us = clock_wall_us()};
	const char *dir = argc > 2 ? argv[2] : ".";
	char a[400], b[400], url[420];

	if (argc < 2) {
		fputs("usage: bench_import FILE.csv [DIRECTORY]\n", stderr);
		return 2;
	}
	arena_init(&arena);
	(void)snprintf(a, sizeof a, "%s/bench-import-a-%d.db", dir, getpid());
	(void)snprintf(b, sizeof b, "%s/bench-import-b-%d.db", dir, getpid());
	(void)snprintf(url, sizeof url, "sqlite:%s", a);
	rng_seed(&cx.rng, 1);
	cx.model = model_new();
	must(db_open(&cx, url, &cx.db), &cx, "open");
	must(schema_check(&cx, true), &cx, "schema");
	must(model_lease_node(&cx, cx.model), &cx, "node");
	must(db_write(&cx, found, NULL), &cx, "workspace");
	db_start_writer(cx.db);
	int64_t wall = clock_mono_us(), cpu = clock_cpu_us(), bare_cpu, bare_wall;

	import(&cx, argv[1]);
	wall = clock_mono_us() - wall;
	cpu = clock_cpu_us() - cpu;
	db_close(cx.db);
	bare(a, b, cx.workspace_id, &bare_cpu, &bare_wall);
	printf("import: %.2f s CPU, %.2f s wall\nbare:   %.2f s CPU, %.2f s wall\n"
	       "the import reaches %.0f %% of the bare loop (CPU), %.0f %% (wall)\n",
	       (double)cpu / 1e6, (double)wall / 1e6, (double)bare_cpu / 1e6, (double)bare_wall / 1e6, 100.0 * (double)bare_cpu / (double)cpu,
	       100.0 * (double)bare_wall / (double)wall);
	for (int i = 0; i < 3; i++) {
		static const char *const ends[] = {"", "-wal", "-shm"};

		(void)unlink(arena_printf(&arena, "%s%s", a, ends[i]));
		(void)unlink(arena_printf(&arena, "%s%s", b, ends[i]));
	}
	model_free(cx.model);
	arena_release(&arena);
	return 0;
}
