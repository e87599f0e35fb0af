/* Load client for a running server: what a request costs in CPU time of the server, and how long it takes.
 *
 *   bench_api PORT TOKEN seed N            makes N items by /evidence/batch (words of a fixed vocabulary)
 *   bench_api PORT TOKEN list|get|search|rare|create CONNECTIONS REQUESTS
 *
 * Prints requests per second, p50 and p99, and server CPU ms per request (from /metrics, so all of its threads count).
 * Not a test: script/bench runs it and prints the floor of the same machine beside it. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MOST = 4 << 20, REQUEST_MOST = 8192, WORDS = 2000, LINES = 500 };

struct run {
	uint16_t port;
	const char *token, *what;
	char source[32];
	char (*id)[32]; /* of some items */
	int ids;
	int requests;
	_Atomic int next, failed;
	double *ms;
};

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int connect_to(uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
		die("connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static void send_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			die("send");
		p += k;
		n -= (size_t)k;
	}
}

/* Reads one reply with Content-Length into buf; returns its status, the body at *ret_body. */
static int read_reply(int fd, char *buf, char **ret_body)
{
	size_t n = 0, need = 0;
	char *end = NULL;

	for (;;) {
		ssize_t k = recv(fd, buf + n, REPLY_MOST - 1 - n, 0);

		if (k <= 0)
			die("recv");
		n += (size_t)k;
		buf[n] = '\0';
		if (!end && (end = strstr(buf, "\r\n\r\n"))) {
			const char *length = strcasestr(buf, "content-length:");

			end += 4;
			need = (size_t)(end - buf) + (length ? (size_t)strtoul(length + 15, NULL, 10) : 0);
		}
		if (end && n >= need)
			break;
	}
	*ret_body = end;
	return atoi(buf + 9);
}

static size_t request(char *out, const struct run *r, const char *method, const char *path, const char *type, const char *body)
{
	size_t n = body ? strlen(body) : 0;

	return (size_t)snprintf(
		out, REQUEST_MOST,
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n%s%s%sContent-Length: %zu\r\n\r\n%s",
		method, path, r->token, type ? "Content-Type: " : "", type ? type : "", type ? "\r\n" : "", n,
		body ? body : "");
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdULL;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53ULL;
	return x ^ x >> 33;
}

/* Some 24 words of a vocabulary whose frequencies fall as 1/rank; "export" is in 4.6 % of the texts, "zanzibar<n>" rare. */
static void words(char *out, size_t size, uint64_t seed)
{
	size_t n = 0;

	for (int i = 0; i < 24; i++) {
		double u = (double)(mix(seed * 64 + (uint64_t)i) >> 11) / 9007199254740992.0;
		int rank = (int)((double)WORDS * u * u * u);

		n += (size_t)snprintf(out + n, size - n, "w%x ", rank * 7 + 11);
	}
	if (mix(seed) % 1000 < 46)
		n += (size_t)snprintf(out + n, size - n, "export ");
	(void)snprintf(out + n, size - n, "zanzibar%llu", (unsigned long long)(seed % 5000));
}

static void make_source(struct run *r, char *buf)
{
	char req[REQUEST_MOST], *body;
	int fd = connect_to(r->port);

	send_all(fd, req, request(req, r, "GET", "/api/v1/sources?limit=1", NULL, NULL));
	(void)read_reply(fd, buf, &body);
	char *id = strstr(body, "\"id\":\"so_");

	if (!id) {
		send_all(fd, req, request(req, r, "POST", "/api/v1/sources", "application/json", "{\"name\":\"Bench\",\"kind\":\"other\"}"));
		if (read_reply(fd, buf, &body) != 201)
			die("no source");
		id = strstr(body, "\"id\":\"so_");
	}
	(void)snprintf(r->source, sizeof r->source, "%.16s", id + 6);
	close(fd);
}

static void item(char *out, size_t size, const struct run *r, uint64_t seed)
{
	char text[1024];

	words(text, sizeof text, seed);
	(void)snprintf(out, size,
		       "{\"source_id\":\"%s\",\"kind\":\"verbatim\",\"said_at\":\"20%02d-%02d-%02dT%02d:%02d:%02dZ\","
		       "\"verbatim\":\"%s\"}",
		       r->source, 20 + (int)(mix(seed + 1) % 6), 1 + (int)(mix(seed + 2) % 12),
		       1 + (int)(mix(seed + 3) % 28), (int)(mix(seed + 4) % 24), (int)(mix(seed + 5) % 60),
		       (int)(mix(seed + 6) % 60), text);
}

static void seed_items(struct run *r, int n, char *buf)
{
	char *batch = malloc((size_t)LINES * 1200 + 4096), *body, line[1200];
	int fd = connect_to(r->port);
	double t = now_s();

	for (int i = 0; i < n; i += LINES) {
		size_t k = 0;

		for (int j = 0; j < LINES && i + j < n; j++) {
			item(line, sizeof line, r, (uint64_t)(i + j));
			k += (size_t)sprintf(batch + k, "%s\n", line);
		}
		char head[512];
		int h = snprintf(head, sizeof head,
				 "POST /api/v1/evidence/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
				 "Content-Type: application/x-ndjson\r\nContent-Length: %zu\r\n\r\n",
				 r->token, k);

		send_all(fd, head, (size_t)h);
		send_all(fd, batch, k);
		if (read_reply(fd, buf, &body) != 200 || strstr(body, "failed"))
			die("batch");
	}
	printf("%d items in %.1f s\n", n, now_s() - t);
	free(batch);
}

static double server_cpu_s(const struct run *r, char *buf)
{
	char req[REQUEST_MOST], *body;
	int fd = connect_to(r->port);

	send_all(fd, req, request(req, r, "GET", "/metrics", NULL, NULL));
	(void)read_reply(fd, buf, &body);
	const char *at = strstr(body, "\nearshot_process_cpu_seconds_total ");

	close(fd);
	return at ? strtod(at + 35, NULL) : 0;
}

static size_t build(char *out, const struct run *r, int i)
{
	char path[256], body[1200];

	if (strcmp(r->what, "create") == 0) {
		item(body, sizeof body, r, (uint64_t)i + (uint64_t)(now_s() * 1e6));
		return request(out, r, "POST", "/api/v1/evidence", "application/json", body);
	}
	if (strcmp(r->what, "get") == 0)
		(void)snprintf(path, sizeof path, "/api/v1/evidence/%s", r->id[i % r->ids]);
	else if (strcmp(r->what, "search") == 0)
		(void)snprintf(path, sizeof path, "/api/v1/evidence?limit=30&q=export");
	else if (strcmp(r->what, "rare") == 0)
		(void)snprintf(path, sizeof path, "/api/v1/evidence?limit=30&q=zanzibar%d", i % 5000);
	else
		(void)snprintf(path, sizeof path, "/api/v1/evidence?limit=30");
	return request(out, r, "GET", path, NULL, NULL);
}

static void *client(void *arg)
{
	struct run *r = arg;
	char *buf = malloc(REPLY_MOST), req[REQUEST_MOST], *body;
	int fd = connect_to(r->port), want = strcmp(r->what, "create") == 0 ? 201 : 200;

	for (;;) {
		int i = atomic_fetch_add(&r->next, 1);

		if (i >= r->requests)
			break;
		size_t n = build(req, r, i);
		double t = now_s();

		send_all(fd, req, n);
		if (read_reply(fd, buf, &body) != want)
			atomic_fetch_add(&r->failed, 1);
		r->ms[i] = (now_s() - t) * 1000;
	}
	close(fd);
	free(buf);
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void read_ids(struct run *r, char *buf)
{
	char req[REQUEST_MOST], *body;
	int fd = connect_to(r->port);

	send_all(fd, req, request(req, r, "GET", "/api/v1/evidence?limit=200", NULL, NULL));
	(void)read_reply(fd, buf, &body);
	r->id = calloc(200, sizeof *r->id);
	for (char *at = body; r->ids < 200 && (at = strstr(at, "{\"id\":\"ev_")); at++)
		(void)snprintf(r->id[r->ids++], 32, "%.16s", at + 7);
	close(fd);
}

static void load(struct run *r, int connections, char *buf)
{
	pthread_t *t = calloc((size_t)connections, sizeof *t);

	r->ms = calloc((size_t)r->requests, sizeof *r->ms);
	double cpu = server_cpu_s(r, buf), start = now_s();

	for (int i = 0; i < connections; i++)
		pthread_create(&t[i], NULL, client, r);
	for (int i = 0; i < connections; i++)
		pthread_join(t[i], NULL);
	double s = now_s() - start;

	cpu = server_cpu_s(r, buf) - cpu;
	qsort(r->ms, (size_t)r->requests, sizeof *r->ms, by_value);
	printf("%-8s %3d clients  %7.0f/s  p50 %6.2f ms  p99 %6.2f ms  server CPU %.3f ms/request  failed %d\n", r->what, connections,
	       r->requests / s, r->ms[r->requests / 2], r->ms[r->requests * 99 / 100], cpu * 1000 / r->requests, atomic_load(&r->failed));
}

int main(int argc, char **argv)
{
	char *buf = malloc(REPLY_MOST);

	if (argc < 5) {
		fputs("usage: bench_api PORT TOKEN seed N | bench_api PORT TOKEN list|get|search|rare|create CONNECTIONS REQUESTS\n", stderr);
		return 2;
	}
	struct run r = {.port = (uint16_t)atoi(argv[1]), .token = argv[2], .what = argv[3]};

	make_source(&r, buf);
	if (strcmp(r.what, "seed") == 0) {
		seed_items(&r, atoi(argv[4]), buf);
		return 0;
	}
	r.requests = argc > 5 ? atoi(argv[5]) : 2000;
	if (strcmp(r.what, "get") == 0)
		read_ids(&r, buf);
	load(&r, atoi(argv[4]), buf);
	return atomic_load(&r.failed) != 0;
}
