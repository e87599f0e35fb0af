/* One request from dispatch to reply. Rows of routes.c say what differs; the steps and their order are here only.
 *
 * Reads run on the worker. Writes are handed to the store's write queue: the handler runs in a savepoint on the write
 * thread, its reply stays in the call until the batch is committed, and done() sends it. After db_submit() the worker
 * must not touch the call any more. */
#include "api/internal.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "base/log.h"
#include <jansson.h>
#include <string.h>

enum { REPLY_FIRST = 4096, JSON_BODY_MAX = 1024 * 1024, REPLY_MAX = 256 * 1024 * 1024, KEY_MAX = 200 };

struct logged {
	char request_id[24];
	const char *method, *path;
	int status;
	enum err err;
	int64_t started_us;
};

/* Paths of rows are logged, not of requests: no customer's words, no secrets, few distinct values. */
static void log_reply(const struct logged *l)
{
	int64_t us = clock_mono_us() - l->started_us;
	enum log_level level = l->status >= 500 ? LOG_ERROR : l->status >= 400 || us > 1000000 ? LOG_INFO : LOG_DEBUG;

	log_event(level, "http.reply", "request=%s method=%s route=%s status=%d code=%s us=%lld", l->request_id,
		l->method, l->path, l->status,
		  err_code(l->err), (long long)us);
}

/* Pages for customers: no script at all. */
static void html_headers(struct call *c)
{
	const char *policy = arena_printf(c->cx->arena,
		"default-src 'none'; style-src 'nonce-%s'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		call_nonce(c));

	ASSERT(c->n_headers + PAGE_HEADERS <= CALL_HEADERS);
	c->n_headers += page_headers(c->api, policy, c->header + c->n_headers);
}

static void common_headers(struct call *c)
{
	if (strncmp(c->content_type, "text/html", 9) == 0)
		html_headers(c);
	call_header(c, "X-Request-Id", c->cx->request_id);
	if (c->inner->set_cookie)
		call_header(c, "Set-Cookie", c->inner->set_cookie);
	call_header(c, "Content-Type", c->content_type);
	call_header(c, "Cache-Control", "no-store");
}

static void problem_reply(struct call *c, enum err e)
{
	c->status = err_status(e);
	c->content_type = "application/problem+json";
	if (c->status == 503)
		call_header(c, "Retry-After", "2");
	if (c->status >= 500)
		log_event(LOG_ERROR, "http.failure", "request=%s detail=\"%s\"", c->cx->request_id, fail_text(c->cx));
	problem_write(c->cx, e, &c->out);
}

static void success_headers(struct call *c)
{
	struct cx *cx = c->cx;
	char id[ID_TEXT];

	if (c->made) {
		id_format(c->made, c->made_id, id);
		call_header(c, "Location", arena_printf(cx->arena, "%s/api/v1/%s/%s", c->api->base, c->made->path, id));
	}
	if (c->inner->last_id)
		call_header(c, "X-Tx", arena_printf(cx->arena, "%lld.%lld.%s", (long long)c->inner->first_id,
			(long long)c->inner->last_id,
						    cx->request_id));
}

/* Rows that may change who may do what: remembered rights are forgotten before the reply leaves. */
static bool changes_rights(const struct call *c)
{
	if (c->route->method == HTTP_GET)
		return false;
	if (c->route->flags & ROUTE_RIGHTS)
		return true;
	const struct resource *r = c->resource;

	return r && (r->id == RES_membership || r->id == RES_workspace || r->id == RES_user);
}

/* Sends the reply; c is gone afterwards. */
static void finish(struct call *c, enum err e)
{
	struct logged l = {.method = "", .path = c->route ? c->route->path : "-", .err = e,
		.started_us = c->inner->started_us};
	static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};
	struct http_exchange *x = c->x;

	memcpy(l.request_id, c->cx->request_id, sizeof l.request_id);
	l.method = methods[http_method(x)];
	if (c->body)
		json_decref(c->body);
	c->body = NULL;
	if (c->forget)
		c->forget(c->state);
	if (!e && c->out.overflow)
		e = fail(c->cx, ERR_TOO_LARGE, NULL, "the reply would be larger than %d MiB: ask for less", REPLY_MAX >> 20);
	if (e) {
		problem_reply(c, e);
	} else {
		success_headers(c);
		if (changes_rights(c))
			who_forget(c->api->who);
	}
	l.status = c->status;
	if (!e && (c->route->flags & ROUTE_OWN_REPLY)) {
		buf_release(&c->out);
	} else {
		common_headers(c);
		http_reply_buf(x, c->status, c->header, c->n_headers, &c->out);
	}
	log_reply(&l);
}

static enum err handle(struct cx *cx, void *arg)
{
	struct call *c = arg;

	(void)cx;
	return c->route->handler(c);
}

static enum err handle_write(struct cx *cx, void *arg)
{
	struct call *c = arg;
	bool replayed;

	TRY(idempotency_begin(c, &replayed));
	if (replayed)
		return OK;
	c->inner->first_id = model_new_id(cx);
	TRY(c->route->handler(c));
	TRY(idempotency_end(c));
	c->inner->last_id = model_new_id(cx);
	return OK;
}

static void write_done(struct db_work *w, enum err e)
{
	struct call *c = w->arg;

	finish(c, e);
}

static enum err read_key(struct call *c)
{
	struct str key = http_header(c->x, "Idempotency-Key"), target = http_target(c->x);

	if (c->route->method != HTTP_POST || !key.n || (!c->cx->user_id && !c->cx->token_id) ||
		(c->route->flags & (ROUTE_READ_POST | ROUTE_NO_TX)))
		return OK;
	if (key.n > KEY_MAX)
		return fail(c->cx, ERR_INVALID, "Idempotency-Key", "is longer than %d characters", KEY_MAX);
	c->inner->key = str_copy(c->cx->arena, key);
	struct hash of_body = hash_of(http_body(c->x));

	c->inner->request = hash_two(target, (struct str){(const char *)of_body.b, HASH_BYTES});
	return OK;
}

/* Everything before the transaction. */
static enum err before(struct call *c, enum permission needed)
{
	if (!(c->route->flags & ROUTE_NO_LIMIT))
		TRY(step_host(c));
	TRY(step_sign_in(c));
	TRY(step_rate(c));
	TRY(step_csrf(c));
	TRY(step_permission(c, needed));
	TRY(step_body(c));
	TRY(read_key(c));
	return c->route->prepare ? c->route->prepare(c) : OK;
}

static enum err touch(struct cx *cx, void *arg)
{
	const struct call *c = arg;

	return auth_touch(cx, !c->inner->by_cookie, c->inner->touch);
}

/* At most every five minutes for each session; that it fails (a full disk) is no reason to refuse the request. */
static void note_use(struct call *c)
{
	if (!c->inner->touch)
		return;
	if (db_write(c->cx, touch, c) != OK)
		fail_clear(c->cx);
}

static bool is_read(const struct route *r)
{
	return r->method == HTTP_GET || (r->flags & ROUTE_READ_POST);
}

static void dispatch(struct call *c)
{
	const struct route *r = c->route;

	note_use(c);
	if (r->flags & ROUTE_NO_TX) {
		finish(c, r->handler(c));
	} else if (is_read(r)) {
		finish(c, db_read(c->cx, handle, c));
	} else {
		c->inner->work = (struct db_work){.cx = c->cx, .run = handle_write, .arg = c, .done = write_done};
		db_submit(c->cx->db, &c->inner->work);
	}
}

static struct call *call_new(struct api *api, struct http_exchange *x)
{
	struct arena *a = http_arena(x);
	struct call *c = ARENA_NEW(a, struct call);

	c->cx = ARENA_NEW(a, struct cx);
	c->inner = ARENA_NEW(a, struct call_inner);
	cx_fork(api->root, a, c->cx);
	c->api = api;
	c->x = x;
	c->status = 200;
	c->if_rev = -1;
	c->content_type = "application/json";
	c->inner->started_us = clock_mono_us();
	buf_init(&c->out, REPLY_MAX);
	buf_room(&c->out, REPLY_FIRST);
	json_start(&c->j, &c->out);
	return c;
}

static const char *allow_text(struct arena *a, unsigned allow)
{
	static const char *const names[] = {"GET, HEAD", NULL, "POST", "PUT", "PATCH", "DELETE"};
	auto_buf b;

	buf_init(&b, 128);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i] && (allow >> i & 1))
			buf_printf(&b, "%s%s", b.n ? ", " : "", names[i]);
	return str_z(a, buf_view(&b));
}

/* Index of the first segment behind the public path and /api/v1; *ret_root: the path is not below /api/v1. */
static size_t first_segment(const struct api *api, const struct http_exchange *x, bool *ret_root)
{
	size_t first = 0;

	if (*api->base && str_is(http_segment(x, 0), api->base + 1))
		first = 1;
	*ret_root = !(str_is(http_segment(x, first), "api") && str_is(http_segment(x, first + 1), "v1"));
	return *ret_root ? first : first + 2;
}

static const struct route_row *find(struct api *api, struct http_exchange *x, struct str param[CALL_PARAMS],
	unsigned *ret_allow, bool *ret_root)
{
	size_t first = first_segment(api, x, ret_root);

	return routes_find(api->routes, http_method(x), *ret_root, x, first, ret_allow, param);
}

static enum err not_found(struct call *c, unsigned allow)
{
	if (!allow)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "there is nothing at this address");
	call_header(c, "Allow", allow_text(c->cx->arena, allow));
	return fail(c->cx, ERR_METHOD, NULL, "this address takes %s", allow_text(c->cx->arena, allow));
}

/* A file of the browser part, or its first page. */
static bool page(struct call *c)
{
	bool root;
	size_t first = first_segment(c->api, c->x, &root);

	if (step_host(c) != OK) {
		finish(c, c->cx->failure.err);
		return true;
	}
	if (!page_reply(c, first))
		return false;
	buf_release(&c->out);
	return true;
}

void pipeline_run(void *arg, struct http_exchange *x)
{
	struct api *api = arg;
	struct call *c = call_new(api, x);
	unsigned allow;
	bool root;
	const struct route_row *row = find(api, x, c->param, &allow, &root);

	if (!row && allow && http_method(x) == HTTP_OPTIONS) {
		buf_release(&c->out);
		http_reply_allow(x, allow_text(c->cx->arena, allow));
		return;
	}
	if (!row) {
		if (!allow && root && page(c))
			return;
		finish(c, not_found(c, allow));
		return;
	}
	c->route = row->route;
	c->resource = row->resource;
	enum err e = before(c, row->permission);

	if (e)
		finish(c, e);
	else
		dispatch(c);
}

/* What is not a customer's page does not exist there: neither the API nor the browser part, whoever asks. */
void pipeline_run_public(void *arg, struct http_exchange *x)
{
	struct api *api = arg;
	bool root;
	size_t first = first_segment(api, x, &root);
	struct str segment = first < http_segments(x) ? http_segment(x, first) : STR("");

	if (root && (str_is(segment, "s") || str_is(segment, "u") || str_is(segment, "healthz")))
		pipeline_run(arg, x);
	else
		http_reply_error(x, 404, "there is nothing at this address");
}

/* Runs on an I/O thread when the head is complete: sizes only. */
struct http_body_rule pipeline_body_rule(void *arg, struct http_exchange *x)
{
	struct str param[CALL_PARAMS];
	unsigned allow;
	bool root;
	const struct route_row *row = find(arg, x, param, &allow, &root);

	return (struct http_body_rule){.max = row && row->route->body_max ? row->route->body_max : JSON_BODY_MAX};
}

void pipeline_error_body(void *arg, int status, const char *detail, struct buf *ret_body, const char **ret_type)
{
	(void)arg;
	*ret_type = "application/problem+json";
	problem_plain(status, detail, ret_body);
}
