/* Event streams: a connection that stays suspended and holds no thread; any thread may queue bytes. The reader below
 * runs on the I/O thread and suspends the connection again when the queue is empty. A client that is gone is found by
 * looking at its socket each second (libmicrohttpd alone would notice at the second write after it left). */
#include "http/internal.h"
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include "base/clock.h"

static void wake(struct http_stream *s)
{
	if (!s->suspended)
		return;
	s->suspended = false;
	MHD_resume_connection(s->mhd);
}

static void queue_reset(struct buf *b)
{
	if (b->cap > 16 * 1024)
		buf_release(b);
	buf_clear(b);
}

static ssize_t stream_read(void *cls, uint64_t offset, char *out, size_t max)
{
	struct http_stream *s = cls;
	HOLD(&s->lock);
	size_t n = s->queue.n - s->sent;

	(void)offset;
	if (s->dropped)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n) {
		n = n < max ? n : max;
		memcpy(out, s->queue.p + s->sent, n);
		s->sent += n;
		if (s->sent == s->queue.n) {
			s->sent = 0;
			queue_reset(&s->queue);
		}
		return (ssize_t)n;
	}
	if (s->closing)
		return MHD_CONTENT_READER_END_OF_STREAM;
	s->suspended = true;
	MHD_suspend_connection(s->mhd);
	return 0;
}

void http_stream_release(struct http_stream *s)
{
	struct http_server *server = s->server;

	if (atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	buf_release(&s->queue);
	lock_release(&s->lock);
	mem_free(s);
	server_unref(server);
}

/* The response holds its own reference, because MHD may free it after the request has ended. */
static void stream_unref(void *cls)
{
	http_stream_release(cls);
}

void stream_ended(struct http_stream *s)
{
	struct http_server *server = s->server;

	lock_take(&server->streams_lock);
	if (s->prev)
		s->prev->next = s->next;
	else
		server->streams = s->next;
	if (s->next)
		s->next->prev = s->prev;
	lock_give(&server->streams_lock);
	lock_take(&s->lock);
	s->mhd = NULL;
	s->suspended = false;
	lock_give(&s->lock);
	atomic_fetch_sub(&server->streams_open, 1);
	if (s->on_close)
		s->on_close(s->arg, s);
	http_stream_release(s);
}

static void stream_list(struct http_stream *s)
{
	struct http_server *server = s->server;
	HOLD(&server->streams_lock);

	s->next = server->streams;
	if (s->next)
		s->next->prev = s;
	server->streams = s;
	s->closing = atomic_load(&server->draining);
	atomic_fetch_add(&server->streams_open, 1);
}

static struct http_stream *stream_new(struct http_exchange *x, void (*on_close)(void *, struct http_stream *),
    void *arg)
{
	struct http_stream *s = mem_alloc(sizeof *s);

	atomic_store(&s->refs, 1);
	s->server = x->r->server;
	atomic_fetch_add(&s->server->refs, 1);
	lock_init(&s->lock);
	buf_init(&s->queue, 0);
	s->fd = -1;
	s->on_close = on_close;
	s->arg = arg;
	s->last_us = clock_mono_us();
	return s;
}

struct http_stream *http_stream_open(struct http_exchange *x, const struct http_header *headers, size_t n,
    void (*on_close)(void *arg, struct http_stream *s), void *arg)
{
	static const struct http_header own[] = {{"Content-Type", "text/event-stream; charset=utf-8"},
	    {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
	struct http_stream *s = stream_new(x, on_close, arg);
	struct request *r = x->r;

	if (atomic_exchange(&r->answered, true)) {
		if (on_close)
			on_close(arg, s);
		http_release(x);
		return s;
	}
	struct MHD_Response *m =
	    MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, stream_read, s, stream_unref);

	ASSERT(m);
	for (size_t i = 0; i < 3; i++)
		(void)MHD_add_response_header(m, own[i].name, own[i].value);
	response_headers(m, headers, n);
	atomic_fetch_add(&s->refs, 2); /* the request's and the response's */
	s->mhd = r->mhd;
	s->fd = r->connection ? r->connection->fd : -1;
	buf_z(&s->queue, ":\n\n"); /* so that the head is sent at once */
	stream_list(s);
	r->stream = s;
	r->status = 200;
	r->response = m;
	count_reply(r->server, 200);
	MHD_resume_connection(r->mhd);
	work_answered(r->server, r);
	http_release(x);
	return s;
}

/* Appends under the lock. false: the client reads too slowly and is dropped. */
static bool push(struct http_stream *s, struct str bytes)
{
	if (s->queue.n - s->sent + bytes.n > s->server->o.stream_queue_max) {
		s->dropped = true;
		atomic_fetch_add(&s->server->streams_dropped, 1);
		if (s->fd >= 0)
			(void)shutdown(s->fd, SHUT_RDWR);
		wake(s);
		return false;
	}
	if (s->sent > s->queue.n / 2) { /* keep the buffer from growing behind a slow reader */
		memmove(s->queue.p, s->queue.p + s->sent, s->queue.n - s->sent);
		s->queue.n -= s->sent;
		s->sent = 0;
	}
	buf_str(&s->queue, bytes);
	s->last_us = clock_mono_us();
	wake(s);
	return true;
}

bool http_stream_send(struct http_stream *s, struct str bytes)
{
	HOLD(&s->lock);

	if (!s->mhd || s->closing || s->dropped)
		return false;
	return push(s, bytes);
}

void http_stream_close(struct http_stream *s)
{
	HOLD(&s->lock);

	if (!s->mhd)
		return;
	s->closing = true;
	wake(s);
}

bool http_stream_is_open(struct http_stream *s)
{
	HOLD(&s->lock);

	return s->mhd && !s->closing && !s->dropped;
}

static bool client_gone(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};

	return fd >= 0 && poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL));
}

void streams_sweep(struct http_server *server)
{
	int64_t now = clock_mono_us();
	HOLD(&server->streams_lock);

	for (struct http_stream *s = server->streams; s; s = s->next) {
		HOLD(&s->lock);
		if (!s->mhd || s->dropped)
			continue;
		if (client_gone(s->fd)) {
			s->dropped = true;
			wake(s);
		} else if (now - s->last_us >= server->o.stream_ping_ms * 1000LL && !s->closing) {
			(void)push(s, STR(":\n\n"));
		}
	}
}

void streams_close_all(struct http_server *server)
{
	HOLD(&server->streams_lock);

	for (struct http_stream *s = server->streams; s; s = s->next) {
		HOLD(&s->lock);
		s->closing = true;
		if (s->mhd)
			wake(s);
	}
}
