/* The event stream: what changed, told to every open page. One thread follows the sealed change log by its numbers and
 * sends each listener what is new in its workspace, woken by the watch (src/model/watch.c). Events name objects and never
 * hold their words: a page reads again what it may see.
 *
 * A client resumes by Last-Event-ID. When it missed more than REPLAY_MOST events, or names a number that this log never
 * had (another store, a restored backup), it gets one event "gap" and reads all again. */
#include "api/internal.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "base/log.h"
#include <stdio.h>
#include <string.h>

enum { REPLAY_MOST = 1000, SECRET_MOST = 120 };
#define RECHECK_US (60 * US_PER_S)

struct listener {
	struct listener *next;
	struct http_stream *stream;
	int64_t workspace_id, last_seq, checked_us;
	bool by_token;
	char secret[SECRET_MOST];
	_Atomic bool gone; /* set by the I/O thread; the feed frees it */
};

struct feed {
	struct api *api;
	struct lock lock;
	struct signal_ changed;
	bool dirty, stop;
	struct listener *joining; /* guarded by lock; the rest is the feed thread's own */
	struct listener *all;
	pthread_t follower;
	struct watch *watch;
};

void feed_wake(struct feed *f)
{
	HOLD(&f->lock);
	f->dirty = true;
	signal_one(&f->changed);
}

static void after_change(void *arg)
{
	feed_wake(arg);
}

static void on_close(void *arg, struct http_stream *s)
{
	struct listener *l = arg;

	(void)s;
	atomic_store(&l->gone, true);
}

/* ---- one round: new rows of each workspace that somebody listens to ---- */
struct round {
	struct feed *feed;
	int64_t workspace_id, after;
	struct buf *events;    /* all events of the round */
	int64_t *seq;          /* of each event, and where it begins */
	size_t *at;
	int n;
};

static void put_event(struct buf *b, const struct db_rows *r)
{
	const struct resource *res = resource_by_name(db_col_str(r, 1));
	struct json_out j;
	char id[ID_TEXT];

	buf_printf(b, "id: %lld\ndata: ", (long long)db_col_int(r, 0));
	json_start(&j, b);
	json_open(&j);
	json_kint(&j, "seq", db_col_int(r, 0));
	json_kstr(&j, "type", db_col_str(r, 1));
	id[0] = '\0';
	if (res)
		id_format(res, db_col_int(r, 2), id);
	json_kz(&j, "id", id);
	json_kint(&j, "rev", db_col_int(r, 3));
	json_kstr(&j, "kind", db_col_str(r, 4));
	json_close(&j);
	buf_z(b, "\n\n");
}

static enum err read_round(struct cx *cx, void *arg)
{
	struct round *x = arg;
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT seq, resource, object_id, rev, kind FROM change WHERE workspace_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
		     DB_ARGS(db_int(x->workspace_id), db_int(x->after), db_int(REPLAY_MOST)), &r));
	x->seq = ARENA_ARRAY(cx->arena, int64_t, REPLAY_MOST);
	x->at = ARENA_ARRAY(cx->arena, size_t, REPLAY_MOST + 1);
	while (x->n < REPLAY_MOST && db_next(r)) {
		x->seq[x->n] = db_col_int(r, 0);
		x->at[x->n++] = x->events->n;
		put_event(x->events, r);
	}
	x->at[x->n] = x->events->n;
	return db_end(r);
}

/* What of the round is new to l. */
static void tell(struct listener *l, const struct round *x)
{
	int i = 0;

	while (i < x->n && x->seq[i] <= l->last_seq)
		i++;
	if (i == x->n)
		return;
	/* false: closed or dropped; on_close() will say so, and only then l may be freed */
	(void)http_stream_send(l->stream, (struct str){x->events->p + x->at[i], x->at[x->n] - x->at[i]});
	l->last_seq = x->seq[x->n - 1];
}

/* Least number that a listener of the workspace has; *ret_more: some listener of it comes first in the list. */
static int64_t least_seq(const struct listener *from)
{
	int64_t least = from->last_seq;

	for (const struct listener *l = from->next; l; l = l->next)
		if (l->workspace_id == from->workspace_id && l->last_seq < least)
			least = l->last_seq;
	return least;
}

static bool is_first(const struct feed *f, const struct listener *of)
{
	for (const struct listener *l = f->all; l != of; l = l->next)
		if (l->workspace_id == of->workspace_id)
			return false;
	return true;
}

/* True when the log has more than one round held. */
static bool serve_workspace(struct feed *f, struct cx *cx, struct listener *first)
{
	auto_buf events;
	struct round x = {.feed = f, .workspace_id = first->workspace_id, .after = least_seq(first), .events = &events};

	buf_init(&events, 0);
	if (db_read(cx, read_round, &x) != OK) {
		log_event(LOG_WARN, "events.read", "detail=\"%s\"", fail_text(cx));
		fail_clear(cx);
		return false;
	}
	for (struct listener *l = first; l; l = l->next)
		if (l->workspace_id == x.workspace_id)
			tell(l, &x);
	return x.n == REPLAY_MOST;
}

/* ---- who may still listen ---- */
static enum err check(struct cx *cx, void *arg)
{
	const struct listener *l = arg;
	char workspace[ID_TEXT];
	int64_t touch;

	id_format(&resources[RES_workspace], l->workspace_id, workspace);
	return l->by_token ? auth_by_token(cx, str_of(l->secret), &touch)
			   : auth_by_session(cx, str_of(l->secret), str_of(workspace), &touch);
}

/* Once a minute: a session that ended, or a member who left, hears no more. */
static void recheck(struct listener *l, struct cx *cx, int64_t now_us)
{
	struct cx asker;

	if (now_us - l->checked_us < RECHECK_US)
		return;
	l->checked_us = now_us;
	cx_fork(cx, cx->arena, &asker);
	enum err e = db_read(&asker, check, l);

	if (e == ERR_UNAUTHENTICATED || e == ERR_NOT_FOUND)
		http_stream_close(l->stream);
}

static void sweep(struct feed *f, bool all)
{
	for (struct listener **at = &f->all; *at;) {
		struct listener *l = *at;

		if (!all && !atomic_load(&l->gone)) {
			at = &l->next;
			continue;
		}
		*at = l->next;
		http_stream_release(l->stream);
		explicit_bzero(l->secret, sizeof l->secret);
		mem_free(l);
	}
}

static void take_joining(struct feed *f)
{
	while (f->joining) {
		struct listener *l = f->joining;

		f->joining = l->next;
		l->next = f->all;
		f->all = l;
	}
}

static void *follow(void *arg)
{
	struct feed *f = arg;
	struct arena arena;
	struct cx cx;

	arena_init(&arena);
	lock_take(&f->lock);
	while (!f->stop) {
		if (!f->dirty)
			(void)signal_wait_us(&f->changed, &f->lock, 15 * US_PER_S);
		bool more = false;

		f->dirty = false;
		take_joining(f);
		lock_give(&f->lock);
		cx_fork(f->api->root, &arena, &cx);
		sweep(f, false);
		for (struct listener *l = f->all; l; l = l->next) {
			recheck(l, &cx, clock_mono_us());
			if (is_first(f, l))
				more |= serve_workspace(f, &cx, l);
		}
		arena_reset(&arena);
		lock_take(&f->lock);
		f->dirty |= more;
	}
	lock_give(&f->lock);
	arena_release(&arena);
	return NULL;
}

struct feed *feed_start(struct api *api)
{
	struct feed *f = mem_alloc(sizeof *f);

	f->api = api;
	lock_init(&f->lock);
	signal_init(&f->changed);
	f->follower = thread_start(follow, f, "events");
	f->watch = watch_start(api->root, after_change, f);
	return f;
}

/* After the HTTP server has stopped: nobody joins any more. */
void feed_stop(struct feed *f)
{
	watch_stop(f->watch);
	lock_take(&f->lock);
	f->stop = true;
	signal_all(&f->changed);
	lock_give(&f->lock);
	thread_join(f->follower);
	take_joining(f);
	sweep(f, true);
	lock_release(&f->lock);
	signal_release(&f->changed);
	mem_free(f);
}

/* ---- joining ---- */
static enum err newest(struct cx *cx, void *arg)
{
	return db_one_int(cx, "SELECT COALESCE(MAX(seq), 0) FROM change WHERE workspace_id = ?1", DB_ARGS(db_int(cx->workspace_id)), arg,
			  NULL);
}

static struct str resume_from(const struct call *c)
{
	struct str header = http_header(c->x, "Last-Event-ID");

	return header.n ? header : call_query(c, "last_event_id");
}

static enum err listen_here(struct call *c)
{
	static const struct http_header headers[] = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
	struct feed *f = c->api->feed;
	struct str given = resume_from(c), secret = c->inner->secret;
	int64_t now = 0, from;
	char hello[80];

	TRY(db_read(c->cx, newest, &now));
	from = now;
	bool gap = given.n && (!str_to_i64(given, &from) || from > now || now - from > REPLAY_MOST);

	if (secret.n >= SECRET_MOST)
		return fail(c->cx, ERR_UNAUTHENTICATED, NULL, "sign in again");
	struct listener *l = mem_alloc(sizeof *l);

	l->workspace_id = c->cx->workspace_id;
	l->last_seq = gap ? now : from;
	l->checked_us = clock_mono_us();
	l->by_token = !c->inner->by_cookie;
	memcpy(l->secret, secret.p, secret.n);
	l->stream = http_stream_open(c->x, headers, 2, on_close, l);
	if (gap)
		(void)snprintf(hello, sizeof hello, "retry: 2000\n\nid: %lld\nevent: gap\ndata: {}\n\n", (long long)now);
	else
		(void)snprintf(hello, sizeof hello, "retry: 2000\n\n");
	(void)http_stream_send(l->stream, str_of(hello));
	HOLD(&f->lock);
	l->next = f->joining;
	f->joining = l;
	f->dirty = true;
	signal_one(&f->changed);
	return OK;
}

const struct route event_routes[] = {
	{HTTP_GET, "/events", P_any, ROUTE_NO_TX | ROUTE_OWN_REPLY, listen_here,
	 "Server-sent events: what changed in the workspace; resumes by Last-Event-ID, `event: gap` asks to read all again.", NULL, NULL,
	 NULL, 0, NULL},
	{0},
};
