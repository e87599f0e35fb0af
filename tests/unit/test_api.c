/* The API from outside, against a server in this process: the table of routes, what the pipeline refuses, and that no
 * route lets one workspace see or change another's objects. */
#include "unit.h"
#include "api/api.h"
#include "api/route.h"
#include "auth/auth.h"
#include "base/settings.h"
#include "tests/http/raw.h"
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stands in every text of the foreign workspace; no reply to the other one may have it. */
#define FOREIGN "Zebrasecret"

struct side {
	int64_t workspace, user, member, object[RES_COUNT], link;
	char cookie[AUTH_SECRET_TEXT], token[AUTH_SECRET_TEXT + 4];
};
static struct {
	struct arena arena;
	struct cx cx;
	struct settings settings;
	struct api *api;
	char dir[64];
	struct side mine, foreign;
} t;

static int64_t whole_number(const char *text)
{
	int64_t v = 0;

	(void)str_to_i64(str_of(text), &v);
	return v;
}

static void default_settings(struct settings *s)
{
#define D_TEXT(x) x
#define D_SECRET(x) x
#define D_INT(x) whole_number(x)
#define D_BOOL(x) (strcmp(x, "yes") == 0)
#define SETTING(name, type, initial, doc) s->name = D_##type(initial);
#include "base/settings.def"
#undef SETTING
	s->data = t.dir;
	s->port = 0;
	s->public_listen = "127.0.0.1:0";
	s->workers = 2;
}

/* ---- a workspace with one object of each resource ---- */
static void put_required(struct side *s, const struct field *f, int index, void *row)
{
	void *at = (char *)row + f->offset;
	char id[ID_TEXT];

	switch (f->type) {
	case T_REF:
		*(int64_t *)at = f->target == RES_user ? s->user : f->target == RES_membership ? s->member : s->object[f->target];
		break;
	case T_EMAIL:
		*(struct str *)at = STR("zebra@zebrasecret.example");
		break;
	case T_URL:
		*(struct str *)at = STR("https://zebrasecret.example/");
		break;
	case T_ANY:
		id_format(&resources[RES_evidence], s->object[RES_evidence], id);
		*(struct str *)at = str_copy(t.cx.arena, str_of(id));
		break;
	case T_JSON:
		*(struct str *)at = STR("{}");
		break;
	case T_TEXT_LIST:
		*(struct str *)at = STR("[\"" FOREIGN "\"]");
		break;
	case T_TEXT:
		*(struct str *)at = str_of(f->min < 20 && f->max < 20 ? "zz" : FOREIGN);
		break;
	case T_NUM:
		*(double *)at = 1;
		break;
	case T_TIME:
		*(int64_t *)at = t.cx.now_us;
		break;
	case T_ENUM:
		*(int64_t *)at = 0;
		break;
	default:
		*(int64_t *)at = 1;
	}
	row_mark(row, index);
}

static enum err make_object(struct cx *cx, struct side *s, const struct resource *r)
{
	void *row = arena_alloc(cx->arena, r->size);

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		if ((f->flags & F_REQ) || f->type == T_TEXT || f->type == T_EMAIL)
			put_required(s, f, i, row);
	}
	TRY(model_create(cx, r, row));
	s->object[r->id] = ((struct row_head *)row)->id;
	return OK;
}

static enum err make_side(struct cx *cx, void *arg)
{
	struct side *s = arg;
	struct link l = {.kind = LINK_evidence_theme};
	int64_t token;

	cx->workspace_id = cx->member_id = 0;
	TRY(auth_found_workspace(cx, s == &t.foreign ? STR(FOREIGN) : STR("Mine"), s == &t.foreign ? STR("f@x.example") : STR("m@x.example"),
				 &s->workspace, &s->user, &s->member));
	cx->member_id = s->member;
	cx->permissions = roles[E_role_owner].permissions;
	cx->roles = 1ull << E_role_owner;
	for (int i = 0; s == &t.foreign && i < RES_COUNT; i++)
		if (resource_in_workspace(&resources[i]) && i != RES_membership && i != RES_decision_role)
			TRY(make_object(cx, s, &resources[i]));
	if (s == &t.foreign) {
		l.from = s->object[RES_evidence];
		l.to = s->object[RES_theme];
		TRY(link_add(cx, &l, NULL));
		s->link = l.id;
	}
	TRY(auth_token_new(cx, s == &t.foreign ? STR(FOREIGN) : STR("mine"), STR(""), 0, s->token, &token));
	s->object[RES_token] = token;
	return auth_session_new(cx, s->user, STR("test"), s->cookie);
}

static int setup(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)snprintf(t.dir, sizeof t.dir, "/tmp/earshot-api-XXXXXX");
	if (!secret_start() || !mkdtemp(t.dir))
		return -1;
	arena_init(&t.arena);
	default_settings(&t.settings);
	const struct cx root = {.settings = &t.settings};

	cx_fork(&root, &t.arena, &t.cx);
	t.cx.settings = &t.settings;
	t.cx.model = model_new();
	auth_register(t.cx.model);
	if (db_open(&t.cx, arena_printf(&t.arena, "sqlite:%s/earshot.db", t.dir), &t.cx.db) || schema_check(&t.cx, true) ||
	    model_lease_node(&t.cx, t.cx.model) || db_write(&t.cx, make_side, &t.mine) || db_write(&t.cx, make_side, &t.foreign)) {
		print_error("setup: %s: %s\n", t.cx.failure.detail[0].field, fail_text(&t.cx));
		return -1;
	}
	cx_fork(&t.cx, &t.arena, &t.cx);
	return api_start(&t.cx, &t.api) == OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	api_stop(t.api);
	db_close(t.cx.db);
	model_free(t.cx.model);
	(void)!system(arena_printf(&t.arena, "rm -rf %s", t.dir));
	arena_release(&t.arena);
	return 0;
}

/* ---- a request and its reply ---- */
struct asked {
	const char *method, *path, *headers, *body; /* headers: whole lines */
	bool bare;                                  /* nobody signed in */
	bool on_public;                             /* the listener for customers */
};

static int ask(const struct asked *q, struct buf *out)
{
	struct buf b;
	int fd = raw_connect((uint16_t)(q->on_public ? api_public_port(t.api) : api_port(t.api)));

	assert_true(fd >= 0);
	buf_init(&b, 0);
	buf_printf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", q->method, q->path);
	if (!q->bare)
		buf_printf(&b, "Cookie: earshot=%s\r\nX-Requested-With: earshot\r\n", t.mine.cookie);
	if (q->body)
		buf_printf(&b, "Content-Length: %zu\r\n", strlen(q->body));
	buf_printf(&b, "%s\r\n%s", q->headers ? q->headers : "", q->body ? q->body : "");
	assert_true(raw_send(fd, buf_view(&b)));
	buf_release(&b);
	buf_init(out, 0);
	(void)raw_read(fd, out, strstr(q->path, "/events") ? "retry" : NULL, 5000);
	(void)close(fd);
	return raw_status(out);
}

#define JSON "Content-Type: application/json\r\n"
static void expect(int status, const struct asked *q)
{
	struct buf out;
	int got = ask(q, &out);

	if (got != status)
		fail_msg("%s %s: %d, not %d: %.*s", q->method, q->path, got, status, STR_ARG(buf_view(&out)));
	buf_release(&out);
}

/* ---- the table ---- */
static const char *const open_to_all[] = {"/sessions", "/sessions/link", "/invitations/accept", "/healthz", "/readyz", "/metrics",
					  "/openapi.json", "/s/{token}", "/s/{token}/rate", "/u/{token}"};

static bool may_be_open(const char *path)
{
	for (size_t i = 0; i < sizeof open_to_all / sizeof open_to_all[0]; i++)
		if (strcmp(path, open_to_all[i]) == 0)
			return true;
	return false;
}

static void test_rows(void **state)
{
	struct route_table *table = routes_build();

	(void)state;
	assert_true(routes_count(table) > 200);
	for (size_t i = 0; i < routes_count(table); i++) {
		const struct route_row *row = routes_at(table, i);
		const struct route *r = row->route;

		if (!r->handler || !r->summary || !*r->summary || r->summary[strlen(r->summary) - 1] != '.')
			fail_msg("%s has no handler, or no summary that ends with a full stop", row->path);
		if (r->permission == P_public && !may_be_open(row->path))
			fail_msg("%s is open to everybody: add it here if it is meant to be", row->path);
		if (r->method == HTTP_GET && (r->flags & (ROUTE_IF_MATCH | ROUTE_RIGHTS)))
			fail_msg("GET %s must not change anything", row->path);
		if (r->prepare && (r->flags & ROUTE_NO_TX))
			fail_msg("%s prepares although it opens its own transactions", row->path);
		for (size_t k = 0; k < i; k++)
			if (routes_at(table, k)->route->method == r->method && strcmp(routes_at(table, k)->path, row->path) == 0 &&
			    (routes_at(table, k)->resource != NULL) == (row->resource != NULL))
				fail_msg("%s stands twice", row->path);
	}
	routes_free(table);
}

/* ---- the pipeline ---- */
static void test_sign_in(void **state)
{
	(void)state;
	expect(401, &(struct asked){.method = "GET", .path = "/api/v1/me", .bare = true});
	expect(401, &(struct asked){.method = "GET", .path = "/api/v1/me", .bare = true, .headers = "Authorization: Bearer es_no\r\n"});
	expect(401, &(struct asked){.method = "GET", .path = "/api/v1/me", .bare = true, .headers = "Cookie: earshot=no\r\n"});
	expect(200, &(struct asked){.method = "GET", .path = "/api/v1/me"});
	expect(404, &(struct asked){.method = "GET", .path = "/api/v1/me", .headers = "X-Workspace: ws_00000000000zz\r\n"});
	expect(200, &(struct asked){.method = "GET", .path = "/healthz", .bare = true});
}

static void test_forged(void **state)
{
	const char *cookie = arena_printf(&t.arena, JSON "Cookie: earshot=%s\r\n", t.mine.cookie);

	(void)state;
	expect(403, &(struct asked){.method = "POST", .path = "/api/v1/themes", .bare = true, .headers = cookie, .body = "{\"name\":\"x\"}"});
	expect(403, &(struct asked){.method = "POST", .path = "/api/v1/themes",
		.headers = JSON "Sec-Fetch-Site: cross-site\r\n", .body = "{\"name\":\"x\"}"});
	expect(403, &(struct asked){.method = "POST", .path = "/api/v1/sessions", .bare = true, .headers = JSON, .body = "{}"});
	expect(400, &(struct asked){.method = "GET", .path = "/api/v1/me", .headers = "Host: evil.example\r\n"}); /* two of them */
}

static void test_body(void **state)
{
	static char large[1100 * 1024];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	expect(415, &(struct asked){.method = "POST", .path = "/api/v1/themes", .body = "{\"name\":\"x\"}"});
	expect(400, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = "{\"name\":"});
	expect(400, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = "[]"});
	expect(400, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = "{\"name\":\"a\",\"name\":\"b\"}"});
	expect(422, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = "{\"nme\":\"x\"}"});
	expect(422, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = "{}"});
	expect(413, &(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON, .body = large});
	expect(422, &(struct asked){.method = "GET", .path = "/api/v1/themes?limit=0"});
	expect(422, &(struct asked){.method = "GET", .path = "/api/v1/themes?f=nothing"});
	expect(422, &(struct asked){.method = "GET", .path = "/api/v1/themes?cursor=AAAA"});
}

static void test_versions(void **state)
{
	struct buf out;
	char path[64];

	(void)state;
	assert_int_equal(ask(&(struct asked){.method = "POST", .path = "/api/v1/themes", .headers = JSON,
		.body = "{\"name\":\"one\"}"}, &out), 201);
	const char *id = strstr(out.p, "\"id\":\"th_");

	assert_non_null(id);
	(void)snprintf(path, sizeof path, "/api/v1/themes/%.16s", id + 6);
	buf_release(&out);
	expect(428, &(struct asked){.method = "PATCH", .path = path, .headers = JSON, .body = "{\"name\":\"two\"}"});
	expect(412, &(struct asked){.method = "PATCH", .path = path, .headers = JSON "If-Match: \"9\"\r\n", .body = "{\"name\":\"two\"}"});
	expect(400, &(struct asked){.method = "PATCH", .path = path, .headers = JSON "If-Match: yes\r\n", .body = "{\"name\":\"two\"}"});
	expect(200, &(struct asked){.method = "PATCH", .path = path, .headers = JSON "If-Match: \"1\"\r\n", .body = "{\"name\":\"two\"}"});
	expect(412, &(struct asked){.method = "DELETE", .path = path, .headers = "If-Match: \"1\"\r\n"});
	expect(405, &(struct asked){.method = "PUT", .path = path, .headers = JSON, .body = "{}"});
	expect(204, &(struct asked){.method = "OPTIONS", .path = path});
	expect(404, &(struct asked){.method = "GET", .path = "/api/v1/themes/ev_00000000000zz"});
	expect(404, &(struct asked){.method = "GET", .path = "/api/v1/nothing"});
}

/* ---- isolation ---- */
static void foreign_id(enum resource_id r, int64_t id, char out[ID_TEXT])
{
	id_format(&resources[r], id, out);
}

/* The foreign id that a parameter of this row would name. */
static void parameter(const struct route_row *row, int segment, char out[ID_TEXT])
{
	const struct resource *r = segment > 0 ? resource_by_path(row->segment[segment - 1]) : NULL;

	if (row->resource)
		r = row->resource;
	if (r && r->id == RES_workspace)
		foreign_id(RES_workspace, t.foreign.workspace, out);
	else if (r && r->id == RES_user)
		foreign_id(RES_user, t.foreign.user, out);
	else if (r && r->id == RES_membership)
		foreign_id(RES_membership, t.foreign.member, out);
	else if (r && t.foreign.object[r->id])
		foreign_id(r->id, t.foreign.object[r->id], out);
	else if (segment > 0 && str_is(row->segment[segment - 1], "links"))
		id_format(&(const struct resource){.prefix = "ln"}, t.foreign.link, out);
	else if (segment > 0 && str_is(row->segment[segment - 1], "tell"))
		foreign_id(RES_decision, t.foreign.object[RES_decision], out);
	else if (segment > 0 && str_is(row->segment[segment - 1], "strength"))
		foreign_id(RES_insight, t.foreign.object[RES_insight], out);
	else
		foreign_id(RES_evidence, t.foreign.object[RES_evidence], out);
}

static void build_path(const struct route_row *row, struct buf *out)
{
	char id[ID_TEXT];

	buf_z(out, row->route->flags & ROUTE_ROOT ? "" : "/api/v1");
	for (int i = 0; i < row->n_segments; i++) {
		buf_char(out, '/');
		if (row->segment[i].p[0] != '{') {
			buf_str(out, row->segment[i]);
			continue;
		}
		parameter(row, i, id);
		buf_z(out, id);
	}
}

/* A body of the row's shape in which every id is a foreign one. */
static char *build_body(const struct route_row *row)
{
	json_t *shape = row->route->body && row->route->body[0] == '{' ? json_loads(row->route->body, 0, NULL) : NULL, *body = json_object();
	const char *key;
	json_t *type;
	char id[ID_TEXT];

	json_object_foreach(shape, key, type)
	{
		const char *name = json_is_string(type) ? json_string_value(type) : "text";
		size_t stem = strcspn(key, "_");
		const struct resource *r = resource_by_name((struct str){key, stem});

		if (!r && strlen(key) > 3)
			r = resource_by_name((struct str){key, strlen(key) - 3});
		foreign_id(r && t.foreign.object[r->id] ? r->id : RES_evidence, t.foreign.object[r &&
			t.foreign.object[r->id] ? r->id : RES_evidence], id);
		if (strstr(name, "list"))
			json_object_set_new(body, key, json_pack("[s]", id));
		else if (strstr(name, "id") || strstr(key, "id"))
			json_object_set_new(body, key, json_string(id));
		else if (strstr(name, "integer") || strstr(name, "number"))
			json_object_set_new(body, key, json_integer(1));
		else if (strstr(name, "bool"))
			json_object_set_new(body, key, json_true());
		else if (!strchr(name, '?'))
			json_object_set_new(body, key, json_string("x"));
	}
	char *text = json_dumps(body, 0);

	json_decref(shape);
	json_decref(body);
	return text;
}

static enum err read_state(struct cx *cx, void *arg)
{
	cx->workspace_id = t.foreign.workspace;
	return db_one_int(cx,
			  "SELECT (SELECT COUNT(*) FROM change WHERE workspace_id = ?1) * 1000 + (SELECT COUNT(*) FROM link "
			  	"WHERE workspace_id = ?1) * 100 "
			  "+ (SELECT COUNT(*) FROM job WHERE workspace_id = ?1)",
			  DB_ARGS(db_int(t.foreign.workspace)), arg, NULL);
}

/* A number that any change in the foreign workspace would change. */
static int64_t foreign_state(void)
{
	struct cx cx;
	int64_t n = 0;

	cx_fork(&t.cx, &t.arena, &cx);
	assert_int_equal(db_read(&cx, read_state, &n), OK);
	return n;
}

static void try_row(const struct route_row *row)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	bool named = strchr(row->path, '{') != NULL, read = row->route->method == HTTP_GET;
	struct buf path, out;
	char *body = read || row->route->method == HTTP_DELETE ? NULL : build_body(row);
	int64_t before = foreign_state();

	buf_init(&path, 0);
	build_path(row, &path);
	int status = ask(&(struct asked){.method = methods[row->route->method], .path = path.p,
		.headers = JSON "If-Match: *\r\n", .body = body}, &out);

	if (raw_count(&out, FOREIGN))
		fail_msg("%s %s shows the other workspace: %.*s", methods[row->route->method], path.p, STR_ARG(buf_view(&out)));
	if (foreign_state() != before)
		fail_msg("%s %s changed the other workspace", methods[row->route->method], path.p);
	if (named && row->route->permission != P_public && status < 400)
		fail_msg("%s %s took an id of the other workspace: %d %.*s", methods[row->route->method], path.p, status, STR_ARG(buf_view(&out)));
	if (named && read && status != 404)
		fail_msg("GET %s: %d, not 404: %.*s", path.p, status, STR_ARG(buf_view(&out)));
	if (status >= 500)
		fail_msg("%s %s: %d %.*s", methods[row->route->method], path.p, status, STR_ARG(buf_view(&out)));
	free(body);
	buf_release(&out);
	buf_release(&path);
}

/* Rows that end what the test lives on, or that name no object of a workspace. */
static bool left_out(const struct route_row *row)
{
	return strncmp(row->path, "/sessions", 9) == 0 || strcmp(row->path, "/calc/{method}") == 0 || strcmp(row->path, "/me/password") == 0;
}

static void test_isolation(void **state)
{
	struct route_table *table = routes_build();

	(void)state;
	for (size_t i = 0; i < routes_count(table); i++)
		if (!left_out(routes_at(table, i)))
			try_row(routes_at(table, i));
	routes_free(table);
}

/* Ids in queries and references in bodies. */
static void test_references(void **state)
{
	char ev[ID_TEXT], source[ID_TEXT], member[ID_TEXT];

	(void)state;
	foreign_id(RES_evidence, t.foreign.object[RES_evidence], ev);
	foreign_id(RES_source, t.foreign.object[RES_source], source);
	foreign_id(RES_membership, t.foreign.member, member);
	expect(404, &(struct asked){.method = "GET", .path = arena_printf(&t.arena, "/api/v1/links?object=%s", ev)});
	expect(422, &(struct asked){.method = "POST",
				    .path = "/api/v1/evidence",
				    .headers = JSON,
				    .body = arena_printf(&t.arena,
							 "{\"source_id\":\"%s\",\"kind\":\"verbatim\",\"said_at\":\"2026-01-01\",\"verbatim\":\"x\"}",
							 source)});
	expect(422, &(struct asked){.method = "POST",
				    .path = "/api/v1/comments",
				    .headers = JSON,
				    .body = arena_printf(&t.arena, "{\"object\":\"%s\",\"body\":\"x\"}", ev)});
	expect(422, &(struct asked){.method = "POST",
				    .path = "/api/v1/goals",
				    .headers = JSON,
				    .body = arena_printf(&t.arena, "{\"objective\":\"x\",\"owner_id\":\"%s\"}", member)});
	struct buf out;

	(void)ask(&(struct asked){.method = "GET", .path = arena_printf(&t.arena, "/api/v1/find?q=%s", ev)}, &out);
	assert_int_equal(raw_count(&out, FOREIGN), 0);
	buf_release(&out);
	(void)ask(&(struct asked){.method = "GET", .path = "/api/v1/evidence?q=" FOREIGN}, &out);
	assert_int_equal(raw_count(&out, FOREIGN), 0);
	buf_release(&out);
	(void)ask(&(struct asked){.method = "GET", .path = "/api/v1/search?q=" FOREIGN}, &out);
	assert_int_equal(raw_count(&out, "\"total\":0"), 1);
	buf_release(&out);
}

/* Ten wrong passwords, then a pause is asked for, whoever tries. */
static void test_throttle(void **state)
{
	const struct asked q = {.method = "POST",
				.path = "/api/v1/sessions",
				.bare = true,
				.headers = JSON "X-Requested-With: earshot\r\n",
				.body = "{\"email\":\"nobody@x.example\",\"password\":\"wrong password\"}"};
	struct buf out;

	(void)state;
	for (int i = 0; i < 10; i++)
		expect(401, &q);
	assert_int_equal(ask(&q, &out), 429);
	assert_int_equal(raw_count(&out, "Retry-After: 900"), 1);
	buf_release(&out);
}

/* A token of the other workspace is worth nothing here, and its own workspace's header is no way in. */
static void test_tokens(void **state)
{
	char mine[ID_TEXT];
	struct buf out;

	(void)state;
	id_format(&resources[RES_workspace], t.mine.workspace, mine);
	expect(404, &(struct asked){.method = "GET",
				    .path = "/api/v1/me",
				    .bare = true,
				    .headers = arena_printf(&t.arena, "Authorization: Bearer %s\r\nX-Workspace: %s\r\n", t.foreign.token, mine)});
	expect(403, &(struct asked){.method = "GET",
				    .path = "/api/v1/tokens",
				    .bare = true,
				    .headers = arena_printf(&t.arena, "Authorization: Bearer %s\r\n", t.foreign.token)});
	(void)ask(&(struct asked){.method = "GET", .path = "/api/v1/tokens"}, &out);
	assert_int_equal(raw_count(&out, "\"id\":\"tk_"), 1);
	buf_release(&out);
}

/* The public listener knows customers' pages and nothing else, even for who is signed in. */
static void test_public_listener(void **state)
{
	static const char *const hidden[] = {"/", "/index.html", "/api/v1/me", "/api/v1/evidence", "/metrics", "/openapi.json",
					     "/api/v1/s/x", "/../api/v1/me", "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
					     "/u/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	struct buf out;

	(void)state;
	assert_true(api_public_port(t.api) > 0);
	expect(200, &(struct asked){.method = "GET", .path = "/healthz", .bare = true, .on_public = true});
	expect(200, &(struct asked){.method = "GET", .path = "/api/v1/me"});
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
		int got = ask(&(struct asked){.method = "GET", .path = hidden[i], .on_public = true}, &out);

		if (got != 404 && got != 400)
			fail_msg("%s: %d on the public listener", hidden[i], got);
		buf_release(&out);
	}
	struct asked post = {.method = "POST", .path = "/api/v1/evidence", .headers = JSON, .body = "{}", .on_public = true};

	assert_int_equal(ask(&post, &out), 404);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),	     cmocka_unit_test(test_sign_in),  cmocka_unit_test(test_forged),
					   cmocka_unit_test(test_body),	     cmocka_unit_test(test_versions), cmocka_unit_test(test_isolation),
					   cmocka_unit_test(test_references), cmocka_unit_test(test_tokens),
					   cmocka_unit_test(test_throttle),   cmocka_unit_test(test_public_listener)};

	return cmocka_run_group_tests_name("api", tests, setup, teardown);
}
