/* Is it alive, is it ready, how is it doing: for supervisors and Prometheus. No customer's word, no name. */
#include "api/internal.h"
#include "base/clock.h"
#include <malloc.h>
#include <stdio.h>

static enum err alive(struct call *c)
{
	c->content_type = "text/plain";
	buf_z(&c->out, "ok\n");
	return OK;
}

static enum err look(struct cx *cx, void *arg)
{
	int64_t n;

	(void)arg;
	return db_one_int(cx, "SELECT COUNT(*) FROM schema_version", DB_NO_ARGS, &n, NULL);
}

/* The store answers; a stopping server says no, so that a proxy sends work elsewhere. */
static enum err ready(struct call *c)
{
	if (atomic_load(&c->api->stopping))
		return fail(c->cx, ERR_UNAVAILABLE, NULL, "the server is stopping");
	TRY(db_read(c->cx, look, NULL));
	return alive(c);
}

static void metric(struct buf *b, const char *name, const char *type, const char *help, double v)
{
	buf_printf(b, "# HELP earshot_%s %s\n# TYPE earshot_%s %s\nearshot_%s %.17g\n", name, help, name, type, name, v);
}

static int64_t resident_bytes(void)
{
	long pages = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f) {
		if (fscanf(f, "%ld %ld", &pages, &resident) != 2)
			resident = 0;
		(void)fclose(f);
	}
	return (int64_t)resident * 4096;
}

static enum err metrics(struct call *c)
{
	struct http_counters h;
	struct buf *b = &c->out;

	c->content_type = "text/plain; version=0.0.4";
	http_server_counters(c->api->server, &h);
	metric(b, "http_requests_total", "counter", "Requests answered or refused.", (double)h.requests);
	buf_z(b, "# HELP earshot_http_replies_total Replies by class of status.\n# TYPE earshot_http_replies_total counter\n");
	for (int i = 1; i < 6; i++)
		buf_printf(b, "earshot_http_replies_total{class=\"%dxx\"} %llu\n", i, (unsigned long long)h.by_class[i]);
	metric(b, "http_refused_malformed_total", "counter", "Requests refused by the guard.", (double)h.refused_malformed);
	metric(b, "http_refused_busy_total", "counter", "Requests refused because the queue was full.", (double)h.refused_busy);
	metric(b, "http_cut_slow_total", "counter", "Connections cut for a deadline.", (double)h.cut_slow);
	metric(b, "http_streams_dropped_total", "counter", "Event streams dropped for slow readers.", (double)h.streams_dropped);
	metric(b, "http_connections", "gauge", "Open connections.", (double)h.connections_open);
	metric(b, "http_streams", "gauge", "Open event streams.", (double)h.streams_open);
	metric(b, "http_queue", "gauge", "Requests that wait for a worker.", (double)h.queue_length);
	metric(b, "http_in_flight", "gauge", "Requests not yet answered.", (double)h.in_flight);
	metric(b, "process_cpu_seconds_total", "counter", "CPU time of the process.", (double)clock_cpu_us() / 1e6);
	metric(b, "process_resident_bytes", "gauge", "Memory in use.", (double)resident_bytes());
	return OK;
}

#define OPEN (ROUTE_ROOT | ROUTE_NO_TX | ROUTE_NO_LIMIT)
const struct route health_routes[] = {
	{HTTP_GET, "/healthz", P_public, OPEN, alive, "The process runs.", NULL, NULL, NULL, 0, NULL},
	{HTTP_GET, "/readyz", P_public, OPEN, ready, "The process can do its work.", NULL, NULL, NULL, 0, NULL},
	{HTTP_GET, "/metrics", P_public, OPEN, metrics, "Figures for Prometheus.", NULL, NULL, NULL, 0, NULL},
	{0},
};
