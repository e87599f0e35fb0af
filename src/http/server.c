/* Starting and stopping. Called by src/app (and tests). A stop never leaves a suspended connection to libmicrohttpd,
 * because MHD_stop_daemon() aborts the process then. */
#include "http/internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/log.h"

enum { PEM_MAX = 1024 * 1024 };

static void set_defaults(struct http_options *o, bool loopback)
{
	o->workers = o->workers > 0 ? o->workers : 8;
	o->io_threads = o->io_threads > 0 ? o->io_threads : 2;
	o->queue_max = o->queue_max > 0 ? o->queue_max : 512;
	o->connections_max = o->connections_max > 0 ? o->connections_max : 10000;
	o->header_max = o->header_max ? o->header_max : 32 * 1024;
	o->header_ms = o->header_ms > 0 ? o->header_ms : 10 * 1000;
	o->idle_ms = o->idle_ms > 0 ? o->idle_ms : 60 * 1000;
	o->body_bytes_per_s = o->body_bytes_per_s > 0 ? o->body_bytes_per_s : 1024;
	o->drain_ms = o->drain_ms > 0 ? o->drain_ms : 10 * 1000;
	o->stream_ping_ms = o->stream_ping_ms > 0 ? o->stream_ping_ms : 15 * 1000;
	o->stream_queue_max = o->stream_queue_max ? o->stream_queue_max : 256 * 1024;
	o->memory_max = o->memory_max ? o->memory_max : 64 * 1024;
	o->spool_max = o->spool_max > 0 ? o->spool_max : 8LL << 30;
	if (o->connections_per_ip <= 0)
		o->connections_per_ip = loopback || (o->trusted_proxies && o->trusted_proxies[0]) ? 0 : 1000;
}

static char *read_pem(const char *path, char error[256])
{
	FILE *f = fopen(path, "re");
	char *z = mem_alloc(PEM_MAX + 1);
	size_t n = f ? fread(z, 1, PEM_MAX, f) : 0;

	if (!f || ferror(f) || n == 0) {
		(void)snprintf(error, 256, "cannot read %.150s: %s", path, f ? "empty" : strerror(errno));
		mem_free(z);
		z = NULL;
	}
	if (f)
		(void)fclose(f);
	return z;
}

static enum err load_tls(struct http_server *s, char error[256])
{
	const struct http_options *o = &s->o;

	if (!o->tls_cert_file && !o->tls_key_file)
		return OK;
	if (!o->tls_cert_file || !o->tls_key_file) {
		(void)snprintf(error, 256, "TLS needs both a certificate file and a key file");
		return ERR_USAGE;
	}
	s->cert = read_pem(o->tls_cert_file, error);
	s->key = s->cert ? read_pem(o->tls_key_file, error) : NULL;
	return s->key ? OK : ERR_IO;
}

static size_t unescape_nothing(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s); /* decode.c decodes; MHD's own would cut the path at %00 */
}

static void mhd_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls; /* its messages quote requests, so they are counted but not repeated */
	(void)fmt;
	(void)ap;
}

static bool daemon_start(struct http_server *s)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
	                 (s->cert ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, s->key},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"},
	    {MHD_OPTION_END, 0, NULL},
	};

	if (!s->cert)
		tls[0].option = MHD_OPTION_END;
	s->daemon = MHD_start_daemon(flags, s->port, NULL, NULL, on_request, s,
	    MHD_OPTION_EXTERNAL_LOGGER, mhd_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)s->o.io_threads,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->o.connections_max,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)s->o.connections_per_ip,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)((s->o.idle_ms + 999) / 1000),
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL,
	    MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
	    MHD_OPTION_NOTIFY_CONNECTION, connection_notify, s,
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
	    MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	return s->daemon != NULL;
}

static struct http_server *server_new(const struct http_options *o)
{
	struct http_server *s = mem_alloc(sizeof *s);

	atomic_store(&s->refs, 1);
	s->o = *o;
	s->listen_fd = -1;
	const char *spool = o->spool_dir ? o->spool_dir : "/tmp";

	s->spool_dir = mem_alloc(strlen(spool) + 1);
	memcpy(s->spool_dir, spool, strlen(spool) + 1);
	lock_init(&s->queue_lock);
	signal_init(&s->queue_signal);
	signal_init(&s->idle_signal);
	lock_init(&s->connections_lock);
	lock_init(&s->streams_lock);
	lock_init(&s->sweeper_lock);
	signal_init(&s->sweeper_signal);
	return s;
}

void server_unref(struct http_server *s)
{
	if (atomic_fetch_sub(&s->refs, 1) != 1)
		return;
	lock_release(&s->queue_lock);
	signal_release(&s->queue_signal);
	signal_release(&s->idle_signal);
	lock_release(&s->connections_lock);
	lock_release(&s->streams_lock);
	lock_release(&s->sweeper_lock);
	signal_release(&s->sweeper_signal);
	mem_free(s->spool_dir);
	mem_free(s->cert);
	mem_free(s->key);
	mem_free(s);
}

static enum err prepare(struct http_server *s, char error[256])
{
	if (s->o.trusted_proxies && !proxies_parse(s, s->o.trusted_proxies)) {
		(void)snprintf(error, 256, "trusted proxies: a list of IP addresses or CIDR blocks is needed");
		return ERR_USAGE;
	}
	TRY(load_tls(s, error));
	if (access(s->spool_dir, W_OK | X_OK) != 0) {
		(void)snprintf(error, 256, "cannot write to the spool directory %.150s: %s", s->spool_dir,
		    strerror(errno));
		return ERR_IO;
	}
	TRY(listen_open(&s->o, error, &s->listen_fd, &s->port, &s->loopback));
	set_defaults(&s->o, s->loopback);
	return OK;
}

enum err http_server_start(const struct http_options *o, char error[256], struct http_server **ret_server)
{
	char dummy[256];
	struct http_server *s = server_new(o);

	ASSERT(o->handler);
	error = error ? error : dummy;
	error[0] = '\0';
	enum err e = prepare(s, error);

	if (e != OK) {
		server_unref(s);
		return e;
	}
	workers_start(s);
	sweeper_start(s);
	if (!daemon_start(s)) {
		(void)snprintf(error, 256, "the HTTP server could not start%s",
		    s->cert ? " (is the TLS key the one of the certificate?)" : "");
		sweeper_stop(s);
		workers_stop(s);
		(void)close(s->listen_fd);
		server_unref(s);
		return ERR_INTERNAL;
	}
	*ret_server = s;
	return OK;
}

static void wait_idle(struct http_server *s, int ms)
{
	int64_t until = clock_mono_us() + ms * 1000LL, left;
	HOLD(&s->queue_lock);

	while (s->in_flight && (left = until - clock_mono_us()) > 0)
		(void)signal_wait_us(&s->idle_signal, &s->queue_lock, left);
}

/* Answers every waiting request by 503, one at a time, as request_answer() takes the same lock. */
static void answer_waiting(struct http_server *s)
{
	for (;;) {
		struct request *r;

		lock_take(&s->queue_lock);
		r = s->waiting;
		if (r)
			atomic_fetch_add(&r->refs, 1);
		lock_give(&s->queue_lock);
		if (!r)
			return;
		request_answer(r, 503, response_error(s, 503, "The server is stopping."));
		request_unref(r);
	}
}

static void wait_sent(struct http_server *s, int ms)
{
	int64_t until = clock_mono_us() + ms * 1000LL;
	const struct timespec pause = {.tv_nsec = 2 * 1000 * 1000};

	while (atomic_load(&s->requests_live) && clock_mono_us() < until)
		(void)nanosleep(&pause, NULL);
}

void http_server_stop(struct http_server *s)
{
	MHD_socket fd;

	atomic_store(&s->draining, true);
	fd = MHD_quiesce_daemon(s->daemon);
	streams_close_all(s);
	wait_idle(s, s->o.drain_ms);
	answer_waiting(s);
	workers_stop(s);
	answer_waiting(s);
	streams_close_all(s);
	wait_sent(s, 1000);
	sweeper_stop(s);
	MHD_stop_daemon(s->daemon);
	if (fd != MHD_INVALID_SOCKET)
		(void)close(fd);
	server_unref(s);
}

uint16_t http_server_port(const struct http_server *s)
{
	return s->port;
}

void http_server_counters(struct http_server *s, struct http_counters *ret)
{
	*ret = (struct http_counters){
	    .requests = atomic_load(&s->requests),
	    .refused_malformed = atomic_load(&s->refused_malformed),
	    .refused_busy = atomic_load(&s->refused_busy),
	    .cut_slow = atomic_load(&s->cut_slow),
	    .streams_dropped = atomic_load(&s->streams_dropped),
	    .connections_open = atomic_load(&s->connections_open),
	    .streams_open = atomic_load(&s->streams_open),
	    .spool_bytes = atomic_load(&s->spooled),
	};
	for (int i = 0; i < 6; i++)
		ret->by_class[i] = atomic_load(&s->by_class[i]);
	HOLD(&s->queue_lock);
	ret->queue_length = s->queue_length;
	ret->in_flight = s->in_flight;
}
