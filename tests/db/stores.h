/* For unit tests that must hold on both stores: a fresh, empty database of either kind for each test.
 * PostgreSQL: EARSHOT_TEST_PG names a server to use (script/test starts one for all), else tests/db/pg starts one for
 * this program. Without PostgreSQL installed its half is skipped, and says so. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is base/cx.h */
#define BROKEN(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__)) /* cmocka's fail_msg */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/rng.h"
#include "db/db.h"

struct store {
	struct arena arena;
	struct cx cx;
	char url[400];
	char name[64]; /* file, or schema and application name */
};

static enum db_kind store_kind; /* what the tests of this run use */
static char store_server[200];  /* PostgreSQL's URL, empty when there is none */
static int store_serial;

static bool store_server_start(void)
{
	const char *given = getenv("EARSHOT_TEST_PG");
	char command[128];

	if (given) {
		(void)snprintf(store_server, sizeof store_server, "%s", given);
		return true;
	}
	(void)snprintf(command, sizeof command, "tests/db/pg start %d", getpid());
	FILE *p = popen(command, "r"); /* NOLINT: a test's own constant command */

	if (!p || !fgets(store_server, sizeof store_server, p))
		store_server[0] = '\0';
	store_server[strcspn(store_server, "\n")] = '\0';
	int status = p ? pclose(p) : -1;

	if (store_server[0])
		return true;
	if (status == 77 << 8)
		(void)fprintf(stderr, "\n*** SKIPPED: every test on PostgreSQL, which is not installed ***\n\n");
	else
		(void)fprintf(stderr, "tests/db/pg failed with status %d\n", status);
	return false;
}

static enum err store_run_sql(struct cx *cx, void *arg)
{
	return db_exec(cx, arg, DB_NO_ARGS, NULL);
}

/* "CREATE SCHEMA x" and the like, over a connection of its own to the server. */
static void store_admin(const char *sql)
{
	struct arena arena;
	struct cx cx = {.arena = &arena};

	arena_init(&arena);
	assert_int_equal(db_open(&cx, store_server, &cx.db), OK);
	if (db_raw(&cx, store_run_sql, (void *)(uintptr_t)sql) != OK)
		(void)fprintf(stderr, "%s: %s\n", sql, fail_text(&cx));
	db_close(cx.db);
	arena_release(&arena);
}

static void store_new_url(struct store *s)
{
	char sql[160];

	if (store_kind == DB_SQLITE) {
		(void)snprintf(s->name, sizeof s->name, "%s/earshot-test-%d-%d.db", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
			       getpid(), ++store_serial);
		(void)snprintf(s->url, sizeof s->url, "sqlite:%s", s->name);
		return;
	}
	/* a schema each: making and dropping databases takes a second */
	(void)snprintf(s->name, sizeof s->name, "t%d_%d", getpid(), ++store_serial);
	(void)snprintf(sql, sizeof sql, "CREATE SCHEMA %s", s->name);
	store_admin(sql);
	(void)snprintf(s->url, sizeof s->url, "%s&application_name=%s&options=-csearch_path%%3D%s", store_server, s->name, s->name);
}

static int store_setup(void **state)
{
	struct store *s = calloc(1, sizeof *s);

	store_new_url(s);
	arena_init(&s->arena);
	s->cx.arena = &s->arena;
	s->cx.now_us = clock_wall_us();
	rng_seed(&s->cx.rng, 1);
	*state = s;
	if (db_open(&s->cx, s->url, &s->cx.db) == OK)
		return 0;
	(void)fprintf(stderr, "%s: %s\n", s->url, fail_text(&s->cx));
	return -1;
}

static int store_teardown(void **state)
{
	struct store *s = *state;
	char text[160];

	db_close(s->cx.db);
	arena_release(&s->arena);
	if (store_kind == DB_SQLITE) {
		glob_t found;

		(void)snprintf(text, sizeof text, "%s*", s->name); /* its log, its backups */
		if (glob(text, 0, NULL, &found) == 0)
			for (size_t i = 0; i < found.gl_pathc; i++)
				(void)unlink(found.gl_pathv[i]);
		globfree(&found);
	} else if (getenv("EARSHOT_TEST_PG")) { /* a server of our own vanishes with all that is in it */
		(void)snprintf(text, sizeof text, "DROP SCHEMA %s CASCADE", s->name);
		store_admin(text);
	}
	free(s);
	return 0;
}

/* Runs the group on SQLite, then on PostgreSQL. EARSHOT_TEST_STORE=sqlite|postgres runs one of them. */
#define STORES_RUN(tests) stores_run(#tests, tests, sizeof tests / sizeof tests[0])
[[maybe_unused]] static int stores_run(const char *name, const struct CMUnitTest *tests, size_t n)
{
	const char *only = getenv("EARSHOT_TEST_STORE");
	char group[80];
	int bad = 0;

	if (!only || strcmp(only, "sqlite") == 0) {
		store_kind = DB_SQLITE;
		(void)snprintf(group, sizeof group, "%s_sqlite", name);
		bad += _cmocka_run_group_tests(group, tests, n, NULL, NULL);
	}
	if (!only || strcmp(only, "postgres") == 0) {
		store_kind = DB_POSTGRES;
		(void)snprintf(group, sizeof group, "%s_postgres", name);
		if (store_server_start())
			bad += _cmocka_run_group_tests(group, tests, n, NULL, NULL);
		else if (only)
			bad++;
	}
	return bad;
}
