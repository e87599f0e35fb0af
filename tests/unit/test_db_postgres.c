/* What only PostgreSQL can do to us: connections that end while they are idle, in a transaction, or for good. */
#include "tests/db/stores.h"

static enum err make_table(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx, "CREATE TABLE t (id BIGINT PRIMARY KEY)", DB_NO_ARGS, NULL);
}

static enum err insert(struct cx *cx, void *arg)
{
	return db_exec(cx, "INSERT INTO t VALUES (?1)", DB_ARGS(db_int(*(int64_t *)arg)), NULL);
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

/* All connections of this test. */
static void cut_connections(const struct store *s)
{
	char sql[200];

	(void)snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'", s->name);
	store_admin(sql);
	(void)usleep(100000);
}

static void cut_while_idle(void **state)
{
	struct store *s = *state;
	int64_t id = 1;

	assert_int_equal(db_write(&s->cx, make_table, NULL), OK);
	cut_connections(s);
	assert_int_equal(db_write(&s->cx, insert, &id), OK);
	assert_int_equal(count(&s->cx), 1);
}

static enum err cut_between(struct cx *cx, void *arg)
{
	int64_t id = 2;

	TRY(insert(cx, &id));
	cut_connections(arg);
	id = 3;
	return insert(cx, &id);
}

static void cut_within(void **state)
{
	struct store *s = *state;
	int64_t id = 1;

	assert_int_equal(db_write(&s->cx, make_table, NULL), OK);
	assert_int_equal(db_write(&s->cx, cut_between, s), ERR_UNAVAILABLE);
	assert_non_null(strstr(fail_text(&s->cx), "lost"));
	fail_clear(&s->cx);
	assert_int_equal(count(&s->cx), 0);
	assert_int_equal(db_write(&s->cx, insert, &id), OK);
}

/* The server dies and comes back: what was acknowledged is there, and nobody had to be restarted. */
static void server_restarts(void **state)
{
	struct store *s = *state;
	char command[300];
	int64_t id = 1;
	int told = 0;

	if (getenv("EARSHOT_TEST_PG"))
		skip(); /* the server is shared */
	assert_int_equal(db_write(&s->cx, make_table, NULL), OK);
	assert_int_equal(db_write(&s->cx, insert, &id), OK);
	(void)db_wait_foreign(&s->cx, 1);
	(void)snprintf(command, sizeof command, "tests/db/pg restart '%s'", store_server);
	assert_int_equal(system(command), 0); /* NOLINT: a test's own constant command */
	assert_int_equal(count(&s->cx), 1);
	for (int i = 0; i < 10; i++)
		told += db_wait_foreign(&s->cx, 5);
	assert_in_range(told, 1, 5); /* may have changed, as nobody listened meanwhile; then it is quiet again */
}

/* More texts than the cache holds are prepared anew, also within one transaction. */
static enum err many_texts(struct cx *cx, void *arg)
{
	(void)arg;
	for (int i = 0; i < 500; i++) {
		int64_t n;

		TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT %d + CAST(?1 AS BIGINT)", i), DB_ARGS(db_int(1)), &n, NULL));
		assert_int_equal(n, i + 1);
	}
	return OK;
}

static void cache_turns_over(void **state)
{
	struct store *s = *state;

	for (int i = 0; i < 3; i++)
		assert_int_equal(db_read(&s->cx, many_texts, NULL), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cut_while_idle, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(cut_within, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(cache_turns_over, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(server_restarts, store_setup, store_teardown),
	};

	return store_server_start() ? (store_kind = DB_POSTGRES, cmocka_run_group_tests_name("postgres", tests, NULL, NULL)) : 77;
}
