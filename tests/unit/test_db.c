/* The facade on both stores: values, savepoints, grouped writes, deferred statements, faults, foreign changes. */
#include "tests/db/stores.h"
#include "base/fault.h"
#include "base/thread.h"

static enum err make_table(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx,
		       db_kind(cx->db) == DB_SQLITE ? "CREATE TABLE t (id BIGINT PRIMARY KEY, r DOUBLE PRECISION, s TEXT, b BLOB)"
						    : "CREATE TABLE t (id BIGINT PRIMARY KEY, r DOUBLE PRECISION, s TEXT, b BYTEA)",
		       DB_NO_ARGS, NULL);
}

static int setup(void **state)
{
	return store_setup(state) || db_write(&((struct store *)*state)->cx, make_table, NULL) != OK;
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
	struct cx *cx = &((struct store *)*state)->cx;
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
	struct cx *cx = &((struct store *)*state)->cx;
	int64_t id = 1;

	assert_int_equal(db_write(cx, half, &id), OK);
	assert_int_equal(count(cx), 2); /* the row and its deferred one; nothing of the inner savepoint */
	id = 50;
	assert_int_equal(db_write(cx, insert_then_fail, &id), ERR_INVALID);
	assert_int_equal(count(cx), 2);
}

static void faults(void **state)
{
	struct cx *cx = &((struct store *)*state)->cx;
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
	struct cx *cx = &((struct store *)*state)->cx;
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

/* What SQL computes comes back as the same kind of value from both. */
static enum err computed(struct cx *cx, void *arg)
{
	struct db_rows *r;

	(void)arg;
	for (int64_t i = 1; i <= 3; i++)
		TRY(db_exec(cx, "INSERT INTO t (id, r, s) VALUES (?1, ?2, ?3)", DB_ARGS(db_int(i), db_real(-1.5 * (double)i), DB_NIL), NULL));
	TRY(db_query(cx, "SELECT SUM(id), COUNT(*), SUM(r), MAX(s), CAST(?1 AS BIGINT), CAST(?2 AS TEXT), SUM(id * "
			"2305843009213693952 / 4) FROM t",
		     DB_ARGS(db_int(INT64_MIN), db_z("it's ?1 \"here\"")), &r));
	assert_true(db_next(r));
	assert_int_equal(db_col(r, 0).type, DB_INT);
	assert_int_equal(db_col_int(r, 0), 6);
	assert_int_equal(db_col_int(r, 1), 3);
	assert_true(db_col_real(r, 2) == -9.0);
	assert_true(db_col_null(r, 3));
	assert_true(db_col_int(r, 4) == INT64_MIN);
	assert_true(str_is(db_col_str(r, 5), "it's ?1 \"here\""));
	assert_true(db_col_int(r, 6) == 3458764513820540928);
	return db_end(r);
}

static void computes(void **state)
{
	struct cx *cx = &((struct store *)*state)->cx;

	assert_int_equal(db_write(cx, computed, NULL), OK);
}

/* Other statements run while rows are walked, the same one too. */
static enum err walk_within(struct cx *cx, void *arg)
{
	struct db_rows *outer, *inner;
	int pairs = 0;

	(void)arg;
	for (int64_t i = 1; i <= 5; i++)
		TRY(insert(cx, &i));
	TRY(db_query(cx, "SELECT id FROM t ORDER BY id", DB_NO_ARGS, &outer));
	while (db_next(outer)) {
		TRY(db_query(cx, "SELECT id FROM t ORDER BY id", DB_NO_ARGS, &inner));
		while (db_next(inner))
			pairs++;
		TRY(db_end(inner));
	}
	assert_int_equal(pairs, 25);
	return db_end(outer);
}

static void walks(void **state)
{
	struct cx *cx = &((struct store *)*state)->cx;

	assert_int_equal(db_write(cx, walk_within, NULL), OK);
}

/* A statement that failed inside a work is not forgotten: what follows in the transaction must not pass for saved. */
static enum err swallow(struct cx *cx, void *arg)
{
	TRY(insert(cx, arg));
	assert_int_equal(insert(cx, arg), ERR_CONFLICT);
	fail_clear(cx);
	return OK;
}

static void swallowed(void **state)
{
	struct cx *cx = &((struct store *)*state)->cx;
	int64_t id = 3;
	enum err e = db_write(cx, swallow, &id);

	assert_int_equal(count(cx), e == OK ? 1 : 0);
	assert_true(e == OK || store_kind == DB_POSTGRES);
}

static enum err many_deferred(struct cx *cx, void *arg)
{
	int64_t n = *(int64_t *)arg;

	for (int64_t i = 1; i <= n; i++)
		db_defer(cx, "INSERT INTO t (id, s) VALUES (?1, ?2)", DB_ARGS(db_int(i), db_z("x")));
	return OK;
}

static enum err one_too_many(struct cx *cx, void *arg)
{
	TRY(many_deferred(cx, arg));
	db_defer(cx, "INSERT INTO t (id, s) VALUES (?1, ?2)", DB_ARGS(db_int(7), db_z("again")));
	return OK;
}

static void deferred(void **state)
{
	struct cx *cx = &((struct store *)*state)->cx;
	int64_t n = 1000;

	assert_int_equal(db_write(cx, one_too_many, &n), ERR_CONFLICT);
	assert_int_equal(count(cx), 0);
	assert_int_equal(db_write(cx, many_deferred, &n), OK);
	assert_int_equal(count(cx), 1000);
}

/* Another process' change wakes the one that waits. */
static void foreign(void **state)
{
	struct store *s = *state;
	struct cx other = s->cx;
	int64_t id = 1;
	bool woken = false;

	(void)db_wait_foreign(&s->cx, 10); /* first look */
	while (db_wait_foreign(&s->cx, 10))
		;
	assert_int_equal(db_open(&other, s->url, &other.db), OK);
	assert_int_equal(db_write(&other, insert, &id), OK);
	if (store_kind == DB_POSTGRES)
		assert_int_equal(db_write(&other, store_run_sql, (void *)(uintptr_t)"NOTIFY earshot_change"), OK);
	for (int i = 0; i < 100 && !woken; i++)
		woken = db_wait_foreign(&s->cx, 20);
	assert_true(woken);
	db_close(other.db);
}

static void refusals(void **state)
{
	struct store *s = *state;
	struct cx *cx = &s->cx;
	struct db *none = NULL;

	assert_int_equal(db_open(cx, "mysql://x", &none), ERR_USAGE);
	assert_int_equal(db_open(cx, "sqlite:/nonexistent/dir/x.db", &none), ERR_READ_ONLY);
	assert_int_equal(db_open(cx, "postgres://earshot@127.0.0.1:1/none?connect_timeout=2", &none), ERR_UNAVAILABLE);
	assert_null(none);
}

struct reader {
	struct cx cx;
	struct arena arena;
	int failed;
};

static void *read_many(void *arg)
{
	struct reader *r = arg;
	int64_t n;

	for (int i = 0; i < 1000; i++)
		r->failed += db_read(&r->cx, count_into, &n) != OK;
	return NULL;
}

/* More threads than connections: each waits its turn, however often another one is faster. */
static void crowded(void **state)
{
	enum { READERS = 40 };
	struct cx *cx = &((struct store *)*state)->cx;
	struct reader *r = calloc(READERS, sizeof *r);
	pthread_t t[READERS];
	int failed = 0;

	for (int i = 0; i < READERS; i++) {
		arena_init(&r[i].arena);
		r[i].cx = *cx;
		r[i].cx.arena = &r[i].arena;
		t[i] = thread_start(read_many, &r[i], "r");
	}
	for (int i = 0; i < READERS; i++) {
		thread_join(t[i]);
		failed += r[i].failed;
		arena_release(&r[i].arena);
	}
	free(r);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest db[] = {
		cmocka_unit_test_setup_teardown(values, setup, store_teardown),
		cmocka_unit_test_setup_teardown(savepoints, setup, store_teardown),
		cmocka_unit_test_setup_teardown(faults, setup, store_teardown),
		cmocka_unit_test_setup_teardown(grouped, setup, store_teardown),
		cmocka_unit_test_setup_teardown(computes, setup, store_teardown),
		cmocka_unit_test_setup_teardown(walks, setup, store_teardown),
		cmocka_unit_test_setup_teardown(swallowed, setup, store_teardown),
		cmocka_unit_test_setup_teardown(deferred, setup, store_teardown),
		cmocka_unit_test_setup_teardown(foreign, setup, store_teardown),
		cmocka_unit_test_setup_teardown(refusals, setup, store_teardown),
		cmocka_unit_test_setup_teardown(crowded, setup, store_teardown),
	};
	return STORES_RUN(db);
}
