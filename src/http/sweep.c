/* Deadlines that libmicrohttpd does not have: a head dripped byte by byte, a body below the least rate, a kept-alive
 * connection that stays silent. One thread looks at all connections four times a second and shuts late ones down;
 * libmicrohttpd then sees them closed. Also drives the event streams' pings. */
#include "http/internal.h"
#include <sys/socket.h>
#include "base/clock.h"

enum { TICK_MS = 250 };

void connection_phase(struct connection *c, enum phase p)
{
	if (!c)
		return;
	atomic_store(&c->since_us, clock_mono_us());
	atomic_store(&c->body_bytes, 0);
	atomic_store(&c->phase, (int)p);
}

static void connection_unlist(struct http_server *s, struct connection *c)
{
	HOLD(&s->connections_lock);

	if (c->prev)
		c->prev->next = c->next;
	else
		s->connections = c->next;
	if (c->next)
		c->next->prev = c->prev;
}

void connection_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;
	struct connection *c = *context;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (c) {
			connection_unlist(s, c);
			mem_free(c);
			atomic_fetch_sub(&s->connections_open, 1);
		}
		*context = NULL;
		return;
	}
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);

	c = mem_alloc(sizeof *c);
	c->fd = info ? info->connect_fd : -1;
	connection_phase(c, PHASE_HEAD);
	*context = c;
	atomic_fetch_add(&s->connections_open, 1);
	HOLD(&s->connections_lock);
	c->next = s->connections;
	if (c->next)
		c->next->prev = c;
	s->connections = c;
}

static bool is_late(const struct http_options *o, struct connection *c, int64_t now)
{
	int64_t ms = (now - atomic_load(&c->since_us)) / 1000;

	switch (atomic_load(&c->phase)) {
	case PHASE_HEAD:
		return ms > o->header_ms;
	case PHASE_BODY:
		return ms > o->header_ms &&
		       atomic_load(&c->body_bytes) < (ms - o->header_ms) * o->body_bytes_per_s / 1000;
	case PHASE_IDLE:
		return ms > o->idle_ms;
	default:
		return false;
	}
}

static void sweep_connections(struct http_server *s)
{
	int64_t now = clock_mono_us();
	HOLD(&s->connections_lock);

	for (struct connection *c = s->connections; c; c = c->next) {
		if (c->cut || c->fd < 0 || !is_late(&s->o, c, now))
			continue;
		c->cut = true;
		if (atomic_load(&c->phase) != PHASE_IDLE)
			atomic_fetch_add(&s->cut_slow, 1);
		(void)shutdown(c->fd, SHUT_RDWR);
	}
}

static void *sweep(void *arg)
{
	struct http_server *s = arg;
	int since_streams = 0;

	lock_take(&s->sweeper_lock);
	while (!s->sweeper_stop) {
		(void)signal_wait_us(&s->sweeper_signal, &s->sweeper_lock, TICK_MS * 1000LL);
		if (s->sweeper_stop)
			break;
		lock_give(&s->sweeper_lock);
		sweep_connections(s);
		since_streams += TICK_MS;
		if (since_streams >= STREAM_CHECK_MS) {
			since_streams = 0;
			streams_sweep(s);
		}
		lock_take(&s->sweeper_lock);
	}
	lock_give(&s->sweeper_lock);
	return NULL;
}

void sweeper_start(struct http_server *s)
{
	s->sweeper = thread_start(sweep, s, "http-sweeper");
}

void sweeper_stop(struct http_server *s)
{
	lock_take(&s->sweeper_lock);
	s->sweeper_stop = true;
	signal_all(&s->sweeper_signal);
	lock_give(&s->sweeper_lock);
	thread_join(s->sweeper);
}
