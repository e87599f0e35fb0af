/* The facade on SQLite: values, savepoints, grouped writes, deferred statements, faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is base/cx.h */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/fault.h"
#include "base/thread.h"
#include "db/db.h"

static char path[64];

struct fixture {
	struct arena arena;
	struct cx cx;
};

static enum err make_table(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx, "CREATE TABLE t (id BIGINT PRIMARY KEY, r DOUBLE PRECISION, s TEXT, b BLOB)", DB_NO_ARGS, NULL);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	char url[96];

	(void)snprintf(path, sizeof path, "/tmp/earshot-test-db-%d.db", getpid());
	(void)unlink(path);
	(void)snprintf(url, sizeof url, "sqlite:%s", path);
	arena_init(&f->arena);
	f->cx.arena = &f->arena;
	*state = f;
	if (db_open(&f->cx, url, &f->cx.db) != OK || db_write(&f->cx, make_table, NULL) != OK)
		return -1;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char side[80];

	db_close(f->cx.db);
	arena_release(&f->arena);
	free(f);
	(void)unlink(path);
	(void)snprintf(side, sizeof side, "%s-wal", path);
	(void)unlink(side);
	(void)snprintf(side, sizeof side, "%s-shm", path);
	(void)unlink(side);
	return 0;
}

static enum err insert(struct cx *cx, void *arg)
{
	return db_exec(cx, "INSERT INTO t VALUES (?1, ?2, ?3, ?4)",
		       DB_ARGS(db_int(*(int64_t *)arg), db_real(0.5), db_z("é"), db_blob("\0x", 2)), NULL);
}

static enum err count_into(struct cx *cx, void *arg)
{
	return db_one_int(cx, "SELECT count(*) FROM t", DB_NO_ARGS, arg, NULL);
}

static int64_t count(struct cx *cx)
{
	int64_t n = -1;

	assert_int_equal(db_read(cx, count_into, &n), OK);
	return n;
}

static enum err read_back(struct cx *cx, void *arg)
{
	struct db_rows *r;

	(void)arg;
	TRY(db_query(cx, "SELECT id, r, s, b, NULL FROM t", DB_NO_ARGS, &r));
	assert_true(db_next(r));
	assert_int_equal(db_col_int(r, 0), 7);
	assert_true(db_col_real(r, 1) == 0.5);
	assert_true(str_is(db_col_str(r, 2), "é"));
	assert_int_equal(db_col_str(r, 3).n, 2);
	assert_true(db_col_null(r, 4));
	assert_false(db_next(r));
	return db_end(r);
}

static void values(void **state)
{
	struct cx *cx = &((struct fixture *)*state)->cx;
	int64_t id = 7;

	assert_int_equal(db_write(cx, insert, &id), OK);
	assert_int_equal(db_read(cx, read_back, NULL), OK);
	assert_int_equal(db_write(cx, insert, &id), ERR_CONFLICT);
	assert_int_equal(count(cx), 1);
}

static enum err insert_then_fail(struct cx *cx, void *arg)
{
	TRY(insert(cx, arg));
	db_defer(cx, "INSERT INTO t (id) VALUES (?1)", DB_ARGS(db_int(*(int64_t *)arg + 1000)));
	return fail(cx, ERR_INVALID, NULL, "no");
}

static enum err half(struct cx *cx, void *arg)
{
	int64_t other = *(int64_t *)arg + 1;

	TRY(insert(cx, arg));
	db_defer(cx, "INSERT INTO t (id) VALUES (?1)", DB_ARGS(db_int(*(int64_t *)arg + 2000)));
	if (db_savepoint(cx, insert_then_fail, &other) != ERR_INVALID)
		return fail(cx, ERR_INTERNAL, NULL, "the savepoint must fail");
	return OK;
}

static void savepoints(void **state)
{
	struct cx *cx = &((struct fixture *)*state)->cx;
	int64_t id = 1;

	assert_int_equal(db_write(cx, half, &id), OK);
	assert_int_equal(count(cx), 2); /* the row and its deferred one; nothing of the inner savepoint */
	id = 50;
	assert_int_equal(db_write(cx, insert_then_fail, &id), ERR_INVALID);
	assert_int_equal(count(cx), 2);
}

static void faults(void **state)
{
	struct cx *cx = &((struct fixture *)*state)->cx;
	int64_t id = 1;

	fault_set("db.commit", 1);
	assert_int_equal(db_write(cx, insert, &id), ERR_IO);
	assert_int_equal(count(cx), 0);
	assert_int_equal(db_write(cx, insert, &id), OK);
	assert_int_equal(count(cx), 1);
}

enum { WRITERS = 8, EACH = 200 };
struct writer {
	struct db *db;
	int first;
	int failed;
};

static void *write_many(void *arg)
{
	struct writer *w = arg;
	struct arena arena;
	struct cx cx = {.arena = &arena, .db = w->db};

	arena_init(&arena);
	for (int i = 0; i < EACH; i++) {
		int64_t id = w->first + i;

		/* each tenth is refused, and must not disturb its batch */
		w->failed += db_write(&cx, i % 10 == 9 ? insert_then_fail : insert, &id) != OK;
		arena_reset(&arena);
	}
	arena_release(&arena);
	return NULL;
}

static void grouped(void **state)
{
	struct cx *cx = &((struct fixture *)*state)->cx;
	struct writer w[WRITERS];
	pthread_t t[WRITERS];

	db_start_writer(cx->db);
	for (int i = 0; i < WRITERS; i++) {
		w[i] = (struct writer){cx->db, i * EACH + 1, 0};
		t[i] = thread_start(write_many, &w[i], "w");
	}
	for (int i = 0; i < WRITERS; i++) {
		thread_join(t[i]);
		assert_int_equal(w[i].failed, EACH / 10);
	}
	assert_int_equal(count(cx), WRITERS * EACH * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values, setup, teardown),
		cmocka_unit_test_setup_teardown(savepoints, setup, teardown),
		cmocka_unit_test_setup_teardown(faults, setup, teardown),
		cmocka_unit_test_setup_teardown(grouped, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
