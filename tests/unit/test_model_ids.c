/* Ids: their text, their uniqueness whatever clocks and processes do, the lease on node numbers. On both stores. */
#include "tests/db/engine.h"
#include "base/thread.h"

static void text_form(void **state)
{
	struct cx *cx = CX(state);
	const char *const bad[] = {"",
				   "ev_",
				   "ev_0",
				   "ev_000000000000",
				   "ev_00000000000001",
				   "ev_000000000000i",
				   "EV_0000000000001",
				   "xx_0000000000001",
				   "ev-0000000000001",
				   "ev_0000000000000",
				   "ev_zzzzzzzzzzzzz",
				   "evidence_000000001"};
	const struct resource *r;
	int64_t back;

	for (int i = 0; i < 1000; i++) {
		int64_t id = i < 2 ? (i ? INT64_MAX : 1) : model_new_id(cx);
		const char *z = id_text(cx, &resources[i % RES_COUNT], id);

		assert_true(id_parse(str_of(z), &r, &back));
		assert_true(back == id && r == &resources[i % RES_COUNT]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (id_parse(str_of(bad[i]), &r, &back))
			BROKEN("%s passes for an id", bad[i]);
}

static void rising(void **state)
{
	struct cx *cx = CX(state);
	int64_t last = 0;

	for (int i = 0; i < 20000; i++) {
		int64_t id = model_new_id(cx);

		assert_true(id > last);
		last = id;
	}
}

/* The clock seems to have been set back, or forward past what is reserved: ids go on rising, within the reserve. */
static void clock_steps(void **state)
{
	struct cx *cx = CX(state);
	struct model *m = cx->model;
	int64_t last = model_new_id(cx), reserved = m->reserved_ms;

	m->last_ms += 3000; /* as if the clock had been 3 s ahead until now */
	for (int i = 0; i < 10000; i++) {
		int64_t id = model_new_id(cx);

		assert_true(id > last);
		last = id;
	}
	m->reserved_ms = m->last_ms + 10; /* as if the clock now stood past the end */
	m->last_ms -= 60000;
	for (int i = 0; i < 10000; i++)
		(void)model_new_id(cx);
	assert_true(m->last_ms < m->reserved_ms);
	m->reserved_ms = reserved;
	m->last_ms += 60000;
	assert_int_equal(model_renew_node(cx, m), OK);
	assert_true(model_new_id(cx) > last);
}

static enum err set_nodes(struct cx *cx, void *arg)
{
	return db_exec(cx, "UPDATE node SET leased_until = ?1", DB_ARGS(db_int(*(int64_t *)arg)), NULL);
}

static void leases(void **state)
{
	struct cx *cx = CX(state);
	struct model *other = model_new(), *mine = cx->model;
	int64_t expired = 1;

	assert_int_equal(model_lease_node(cx, other), OK);
	assert_true(other->node != mine->node);
	/* a clean end frees the number at once, and the next owner starts after the last id */
	int64_t node = other->node, last = other->last_ms;

	assert_int_equal(model_release_node(cx, other), OK);
	assert_int_equal(model_lease_node(cx, other), OK);
	assert_int_equal(other->node, node);
	assert_true(other->last_ms > last);
	/* a process that slept past its lease lost the number: it takes another, and no id is given twice */
	assert_int_equal(db_write(cx, set_nodes, &expired), OK);
	struct model *third = model_new();

	assert_int_equal(model_lease_node(cx, third), OK);
	struct model *sleeper = third->node == mine->node ? mine : other;

	assert_int_equal(third->node, sleeper->node);
	assert_true(third->last_ms >= sleeper->reserved_ms);
	assert_int_equal(model_renew_node(cx, sleeper), OK);
	assert_true(third->node != sleeper->node);
	model_free(other);
	model_free(third);
}

static enum err far_ahead(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx, "UPDATE node SET last_ms = last_ms + 3600000", DB_NO_ARGS, NULL);
}

static void refuses_a_clock_behind_the_data(void **state)
{
	struct cx *cx = CX(state);
	struct model *other = model_new();

	assert_int_equal(db_write(cx, far_ahead, NULL), OK);
	assert_int_equal(model_lease_node(cx, other), ERR_UNAVAILABLE);
	assert_non_null(strstr(fail_text(cx), "clock"));
	model_free(other);
}

enum { STARTERS = 12 };
struct starter {
	const struct store *store;
	struct model *model;
	enum err err;
};

static void *start_one(void *arg)
{
	struct starter *s = arg;
	struct arena arena;
	struct cx cx = {.arena = &arena};

	arena_init(&arena);
	s->model = model_new();
	s->err = db_open(&cx, s->store->url, &cx.db);
	if (!s->err)
		s->err = model_lease_node(&cx, s->model);
	db_close(cx.db);
	arena_release(&arena);
	return NULL;
}

static void many_start_at_once(void **state)
{
	struct engine *t = *state;
	struct starter s[STARTERS];
	pthread_t thread[STARTERS];

	for (int i = 0; i < STARTERS; i++) {
		s[i] = (struct starter){.store = &t->store};
		thread[i] = thread_start(start_one, &s[i], "start");
	}
	for (int i = 0; i < STARTERS; i++)
		thread_join(thread[i]);
	for (int i = 0; i < STARTERS; i++) {
		assert_int_equal(s[i].err, OK);
		assert_true(s[i].model->node != t->store.cx.model->node);
		for (int k = 0; k < i; k++)
			assert_true(s[i].model->node != s[k].model->node);
	}
	for (int i = 0; i < STARTERS; i++)
		model_free(s[i].model);
}

int main(void)
{
	const struct CMUnitTest ids[] = {
		ENGINE_TEST(text_form),
		ENGINE_TEST_ALONE(rising),
		ENGINE_TEST_ALONE(clock_steps),
		ENGINE_TEST_ALONE(leases),
		ENGINE_TEST_ALONE(refuses_a_clock_behind_the_data),
		ENGINE_TEST_ALONE(many_start_at_once),
	};
	return STORES_RUN(ids);
}
