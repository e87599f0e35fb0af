/* For tests of the engine: a store of either kind with tables, a model, two new workspaces with an owner each, and short
 * ways to make, change and list objects by JSON as the API does. The tests of a program share the store, as workspaces
 * share one in life; ENGINE_TEST_ALONE gives a test its own. */
#pragma once
#include "tests/db/stores.h"
#include "base/json.h"
#include "model/engine.h"
#include <jansson.h>

struct engine {
	struct store store; /* first: store_teardown() takes the state */
	int64_t workspace[2], member[2];
};

#define CX(state) (&((struct engine *)*(state))->store.cx)
#define R(name) (&resources[RES_##name])

/* Becomes the owner of workspace i. */
static inline void engine_enter(struct engine *t, int i)
{
	struct cx *cx = &t->store.cx;

	cx->workspace_id = t->workspace[i];
	cx->member_id = t->member[i];
	cx->permissions = roles[E_role_owner].permissions;
}

static inline void engine_role(struct cx *cx, enum role role)
{
	cx->permissions = roles[role].permissions;
}

static enum err engine_found(struct cx *cx, void *arg)
{
	struct engine *t = arg;

	for (int i = 0; i < 2; i++) {
		struct workspace ws = {0};
		struct user user = {0};
		struct membership mb = {0};

		cx->workspace_id = ws.head.id = model_new_id(cx);
		SET(&ws, workspace, name, i ? STR("Other") : STR("Mine"));
		TRY(model_create(cx, R(workspace), &ws));
		SET(&user, user, email, str_of(arena_printf(cx->arena, "u%lld@example.org", (long long)ws.head.id)));
		TRY(model_create(cx, R(user), &user));
		SET(&mb, membership, user_id, user.head.id);
		SET(&mb, membership, name, i ? STR("Olga Other") : STR("Mia Mine"));
		SET(&mb, membership, roles, 1 << E_role_owner);
		TRY(model_create(cx, R(membership), &mb));
		t->workspace[i] = ws.head.id;
		t->member[i] = mb.head.id;
	}
	return OK;
}

static int engine_open(struct engine *t)
{
	struct cx *cx = &t->store.cx;
	void *plain;

	if (store_setup(&plain))
		return -1;
	t->store = *(struct store *)plain;
	free(plain);
	cx->arena = &t->store.arena;
	cx->model = model_new();
	(void)snprintf(cx->request_id, sizeof cx->request_id, "test");
	if (!schema_check(cx, true) && !model_lease_node(cx, cx->model))
		return 0;
	(void)fprintf(stderr, "engine_open: %s\n", fail_text(cx));
	return -1;
}

static int engine_found_all(struct engine *t)
{
	if (db_write(&t->store.cx, engine_found, t)) {
		(void)fprintf(stderr, "engine_setup: %s\n", fail_text(&t->store.cx));
		return -1;
	}
	engine_enter(t, 0);
	return 0;
}

[[maybe_unused]] static int engine_alone(void **state)
{
	struct engine *t = calloc(1, sizeof *t);

	*state = t;
	return engine_open(t) || engine_found_all(t);
}

[[maybe_unused]] static int engine_alone_end(void **state)
{
	model_free(CX(state)->model);
	return store_teardown(state);
}

static struct engine *engine_shared[2]; /* by db_kind */

static void engine_shared_end(void)
{
	for (int k = 0; k < 2; k++) {
		void *state = engine_shared[k];

		store_kind = k ? DB_POSTGRES : DB_SQLITE;
		if (state)
			(void)engine_alone_end(&state);
	}
}

[[maybe_unused]] static int engine_setup(void **state)
{
	struct engine **shared = &engine_shared[store_kind == DB_POSTGRES], *t = calloc(1, sizeof *t);

	if (!*shared) {
		if (!engine_shared[0] && !engine_shared[1])
			(void)atexit(engine_shared_end);
		*shared = calloc(1, sizeof **shared);
		if (engine_open(*shared))
			return -1;
	}
	*t = **shared;
	arena_init(&t->store.arena);
	t->store.cx.arena = &t->store.arena;
	*state = t;
	return engine_found_all(t);
}

[[maybe_unused]] static int engine_teardown(void **state)
{
	struct engine *t = *state;

	arena_release(&t->store.arena);
	free(t);
	return 0;
}

struct engine_call {
	const struct resource *r;
	const char *json;
	int64_t id, if_rev;
	enum parse_mode mode;
	void *row;
};

static enum err engine_do(struct cx *cx, void *arg)
{
	struct engine_call *c = arg;
	json_t *body;

	TRY(json_read(cx, str_of(c->json), &body));
	c->row = arena_alloc(cx->arena, c->r->size);
	enum err e = model_parse(cx, c->r, body, c->mode, c->row);

	json_decref(body);
	TRY(e);
	if (c->mode == PARSE_CREATE) {
		TRY(model_create(cx, c->r, c->row));
		c->id = ((struct row_head *)c->row)->id;
		return OK;
	}
	return model_update(cx, c->r, c->id, c->if_rev, c->mode == PARSE_VERSION, c->row, (struct str){0});
}

/* Tests write '…' for "…" in JSON. */
static inline const char *engine_json(struct cx *cx, const char *json)
{
	char *z = arena_copy(cx->arena, json, strlen(json));

	for (char *p = z; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	return z;
}

static inline enum err try_create(struct cx *cx, const struct resource *r, const char *json, int64_t *ret_id)
{
	struct engine_call c = {.r = r, .json = engine_json(cx, json), .mode = PARSE_CREATE};

	fail_clear(cx);
	enum err e = db_write(cx, engine_do, &c);

	*ret_id = e ? 0 : c.id;
	return e;
}

static inline int64_t create(struct cx *cx, const struct resource *r, const char *json)
{
	int64_t id;

	if (try_create(cx, r, json, &id) != OK)
		BROKEN("%s %s: %s %s", r->name, json, cx->failure.detail[0].field, fail_text(cx));
	return id;
}
#define CREATE(cx, r, ...) create((cx), (r), arena_printf((cx)->arena, __VA_ARGS__))

static inline enum err patch(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, const char *json)
{
	struct engine_call c = {.r = r, .json = engine_json(cx, json), .id = id, .if_rev = if_rev, .mode = PARSE_PATCH};

	fail_clear(cx);
	return db_write(cx, engine_do, &c);
}

static inline enum err version(struct cx *cx, const struct resource *r, int64_t id, const char *json)
{
	struct engine_call c = {.r = r, .json = engine_json(cx, json), .id = id, .if_rev = -1, .mode = PARSE_VERSION};

	fail_clear(cx);
	return db_write(cx, engine_do, &c);
}

static inline const char *id_text(struct cx *cx, const struct resource *r, int64_t id)
{
	char *z = arena_alloc(cx->arena, ID_TEXT);

	id_format(r, id, z);
	return z;
}

struct engine_get {
	const struct resource *r;
	int64_t id;
	struct buf *out;
};

static enum err engine_get_one(struct cx *cx, void *arg)
{
	struct engine_get *g = arg;
	struct json_out j;

	json_start(&j, g->out);
	return model_render_one(cx, g->r, g->id, &j, NULL);
}

/* The object as JSON, NULL when there is none here; the caller never frees: json_decref at the end of a test is not
 * worth its lines, so the text is kept in the arena and parsed by json_member(). */
static inline const char *get(struct cx *cx, const struct resource *r, int64_t id)
{
	struct buf b;
	struct engine_get g = {r, id, &b};

	buf_init(&b, 0);
	fail_clear(cx);
	enum err e = db_read(cx, engine_get_one, &g);
	const char *z = e ? NULL : str_z(cx->arena, buf_view(&b));

	buf_release(&b);
	assert_true(e == OK || e == ERR_NOT_FOUND);
	return z;
}

/* A member as text: strings bare, everything else as JSON; NULL when the object has no such member. */
static inline const char *json_member(struct cx *cx, const char *json, const char *key)
{
	json_t *o = json_loads(json, 0, NULL);

	assert_non_null(o);
	json_t *v = json_object_get(o, key);
	char *z = v && !json_is_string(v) ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
	const char *ret = !v ? NULL : json_is_string(v) ? arena_copy(cx->arena, json_string_value(v), json_string_length(v))
							: arena_copy(cx->arena, z, strlen(z));

	free(z);
	json_decref(o);
	return ret;
}
#define MEMBER(cx, r, id, key) json_member((cx), get((cx), (r), (id)), (key))

struct engine_list {
	const struct resource *r;
	struct list_query q;
	struct buf *out;
};

static enum err engine_list_run(struct cx *cx, void *arg)
{
	struct engine_list *l = arg;
	struct json_out j;

	json_start(&j, l->out);
	return model_list(cx, l->r, &l->q, &j);
}

/* One page; appends member `key` of each object and a space to out; *ret_next is the cursor or empty. */
static inline enum err list_page(struct cx *cx, const struct resource *r, struct list_query q, const char *key, struct buf *out,
				 struct str *ret_next)
{
	struct buf b;
	struct engine_list l = {r, q, &b};
	size_t i;
	json_t *row;

	if (!l.q.limit)
		l.q.limit = 200;
	buf_init(&b, 0);
	fail_clear(cx);
	enum err e = db_read(cx, engine_list_run, &l);

	*ret_next = (struct str){0};
	if (!e) {
		json_t *page = json_loadb(b.p, b.n, 0, NULL);

		assert_non_null(page);
		json_array_foreach(json_object_get(page, "data"), i, row)
		{
			json_t *v = json_object_get(row, key);

			buf_printf(out, "%s ", json_is_string(v) ? json_string_value(v) : "?");
		}
		if (json_is_string(json_object_get(page, "next")))
			*ret_next = str_copy(cx->arena, str_of(json_string_value(json_object_get(page, "next"))));
		json_decref(page);
	}
	buf_release(&b);
	return e;
}

/* Every page of a list joined. */
static inline const char *list_all(struct cx *cx, const struct resource *r, struct list_query q, const char *key)
{
	struct buf out;

	buf_init(&out, 0);
	do {
		if (list_page(cx, r, q, key, &out, &q.cursor) != OK)
			BROKEN("list %s f=%.*s sort=%.*s: %s", r->name, STR_ARG(q.filter), STR_ARG(q.sort), fail_text(cx));
	} while (q.cursor.n);
	const char *z = arena_copy(cx->arena, out.n ? out.p : "", out.n);

	buf_release(&out);
	return z;
}
#define LIST(cx, r, f, s, key) list_all((cx), (r), (struct list_query){.filter = str_of(f), .sort = str_of(s)}, (key))

/* Any one integer, for looking under the engine. */
struct engine_int {
	const char *sql;
	const struct db_value *v;
	int n;
	int64_t ret;
};
static enum err engine_one_int(struct cx *cx, void *arg)
{
	struct engine_int *q = arg;

	return db_one_int(cx, q->sql, q->v, q->n, &q->ret, NULL);
}
static inline int64_t one_int(struct cx *cx, const char *sql, const struct db_value *v, int n)
{
	struct engine_int q = {sql, v, n, 0};

	if (db_read(cx, engine_one_int, &q) != OK)
		BROKEN("%s: %s", sql, fail_text(cx));
	return q.ret;
}

#define ENGINE_TEST(f) cmocka_unit_test_setup_teardown(f, engine_setup, engine_teardown)
#define ENGINE_TEST_ALONE(f) cmocka_unit_test_setup_teardown(f, engine_alone, engine_alone_end)
#define WS(cx) db_int((cx)->workspace_id)
