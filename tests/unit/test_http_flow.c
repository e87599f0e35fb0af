/* HTTP: answers from other threads, event streams, the full queue, slow clients, clean stops. */
#include "unit.h"
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include "base/fault.h"
#include "base/thread.h"
#include "http/http.h"
#include "../http/raw.h"

#define GET(path) STR("GET " path " HTTP/1.1\r\nHost: a\r\n\r\n")

static struct http_server *server;
static struct lock lock;
static struct http_exchange *parked[64];
static int n_parked, n_closed, n_done;
static struct http_stream *streams[64];
static int n_streams;
static _Atomic(bool) gate_shut;

static void pause_ms(int ms)
{
	const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	(void)nanosleep(&t, NULL);
}

static void on_close(void *arg, struct http_stream *s)
{
	(void)arg;
	(void)s;
	HOLD(&lock);
	n_closed++;
}

static int64_t pattern(void *arg, int64_t offset, char *out, size_t max)
{
	int64_t size = *(int64_t *)arg, left = size < 0 ? 100000 - offset : size - offset;

	if (size == -2 && offset > 50000)
		return -1;
	if (left < (int64_t)max)
		max = (size_t)left;
	memset(out, 'p', max);
	return (int64_t)max;
}

static void pattern_done(void *arg)
{
	(void)arg;
	HOLD(&lock);
	n_done++;
}

static void reply_file(struct http_exchange *x)
{
	FILE *f = tmpfile();

	(void)fputs("0123456789", f);
	(void)fflush(f);
	http_reply_fd(x, 200, NULL, 0, dup(fileno(f)), 2, 5);
	(void)fclose(f);
}

static void handle(void *arg, struct http_exchange *x)
{
	static int64_t known = 70000, unknown = -1, broken = -2;
	struct str first = http_segment(x, 0);

	(void)arg;
	if (str_is(first, "park")) {
		HOLD(&lock);
		parked[n_parked++] = x;
	} else if (str_is(first, "events")) {
		const struct http_header h = {"X-Stream", "1"};
		HOLD(&lock);
		streams[n_streams++] = http_stream_open(x, &h, 1, on_close, NULL);
	} else if (str_is(first, "gate")) {
		while (atomic_load(&gate_shut))
			pause_ms(5);
		http_reply(x, 200, NULL, 0, STR("through"));
	} else if (str_is(first, "file")) {
		reply_file(x);
	} else if (str_is(first, "long")) {
		http_reply_stream(x, 200, NULL, 0, known, pattern, pattern_done, &known);
	} else if (str_is(first, "chunked")) {
		http_reply_stream(x, 200, NULL, 0, -1, pattern, pattern_done, &unknown);
	} else if (str_is(first, "broken")) {
		http_reply_stream(x, 200, NULL, 0, -1, pattern, pattern_done, &broken);
	} else if (str_is(first, "twice")) {
		http_hold(x);
		http_hold(x);
		http_reply(x, 200, NULL, 0, STR("once"));
		http_reply(x, 500, NULL, 0, STR("again"));
		/* still readable: the handler's reference */
		assert_true(str_is(http_segment(x, 0), "twice"));
		http_release(x);
	} else {
		http_reply(x, 200, NULL, 0, STR("hello"));
	}
}

static void begin(struct http_options *o)
{
	char error[256];

	lock_init(&lock);
	n_parked = n_closed = n_done = n_streams = 0;
	o->handler = handle;
	assert_int_equal(http_server_start(o, error, &server), OK);
}

static int client(struct str request)
{
	int fd = raw_connect(http_server_port(server));

	assert_true(fd >= 0);
	assert_true(raw_send(fd, request));
	return fd;
}

static void expect_text(int fd, const char *text, int ms)
{
	auto_buf out;

	buf_init(&out, 0);
	(void)raw_read(fd, &out, text, ms);
	if (!raw_count(&out, text))
		print_message("wanted %s in: %.*s\n", text, STR_ARG(buf_view(&out)));
	assert_true(raw_count(&out, text) >= 1);
}

static int value_of(int *counter)
{
	HOLD(&lock);

	return *counter;
}

static void wait_for(int *counter, int n, int ms)
{
	for (; value_of(counter) < n && ms > 0; ms -= 5)
		pause_ms(5);
	assert_int_equal(value_of(counter), n);
}

static void *release_all(void *arg)
{
	(void)arg;
	pause_ms(50);
	HOLD(&lock);
	for (int i = 0; i < n_parked; i++)
		http_reply(parked[i], 201, NULL, 0, STR("released"));
	n_parked = 0;
	return NULL;
}

static void answers_later(void **state)
{
	struct http_options o = {.workers = 2};
	int fd[50];

	(void)state;
	begin(&o);
	for (int i = 0; i < 50; i++)
		fd[i] = client(GET("/park"));
	wait_for(&n_parked, 50, 3000); /* two workers, fifty parked: none is held */
	expect_text(client(GET("/")), "hello", 2000);
	pthread_t t = thread_start(release_all, NULL, "release");

	for (int i = 0; i < 50; i++) {
		expect_text(fd[i], "released", 3000);
		(void)close(fd[i]);
	}
	thread_join(t);
	/* gone before the answer */
	int gone = client(GET("/park"));

	wait_for(&n_parked, 1, 2000);
	(void)close(gone);
	(void)release_all(NULL);
	expect_text(client(GET("/twice")), "once", 2000);
	http_server_stop(server);
}

static void bodies_from_elsewhere(void **state)
{
	struct http_options o = {0};
	auto_buf out;
	int fd;

	(void)state;
	begin(&o);
	expect_text(client(GET("/file")), "\r\n\r\n23456", 2000);
	buf_init(&out, 0);
	fd = client(STR("GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
	assert_true(raw_read(fd, &out, NULL, 3000));
	assert_int_equal(raw_count(&out, "Content-Length: 70000"), 1);
	assert_in_range(out.n, 70000, 70400);
	buf_clear(&out);
	fd = client(STR("GET /chunked HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
	assert_true(raw_read(fd, &out, NULL, 3000));
	assert_true(out.n > 100000 && str_ends(buf_view(&out), "\r\n0\r\n\r\n"));
	buf_clear(&out);
	fd = client(GET("/broken"));
	assert_true(raw_read(fd, &out, NULL, 3000)); /* cut, without the last chunk */
	assert_false(str_ends(buf_view(&out), "\r\n0\r\n\r\n"));
	wait_for(&n_done, 3, 2000);
	http_server_stop(server);
}

static void queue_is_bounded(void **state)
{
	struct http_options o = {.workers = 2, .queue_max = 3};
	struct http_counters c;
	int fd[5];

	(void)state;
	begin(&o);
	atomic_store(&gate_shut, true);
	for (int i = 0; i < 5; i++) {
		fd[i] = client(GET("/gate"));
		pause_ms(30);
	}
	http_server_counters(server, &c);
	assert_int_equal(c.queue_length, 3);
	assert_int_equal(c.in_flight, 5);
	expect_text(client(GET("/")), "Retry-After: 1", 2000);
	atomic_store(&gate_shut, false);
	for (int i = 0; i < 5; i++)
		expect_text(fd[i], "through", 2000);
	http_server_counters(server, &c);
	assert_int_equal(c.refused_busy, 1);
	assert_int_equal(c.queue_length + c.in_flight, 0);
	assert_int_equal(c.by_class[5], 1);
	http_server_stop(server);
}

static void streams_live(void **state)
{
	struct http_options o = {.stream_ping_ms = 500};
	struct http_counters c;
	int fd[3];

	(void)state;
	begin(&o);
	for (int i = 0; i < 3; i++) {
		fd[i] = client(GET("/events"));
		expect_text(fd[i], "text/event-stream", 2000);
		wait_for(&n_streams, i + 1, 2000);
	}
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 3; i++)
			assert_true(http_stream_send(streams[i], STR("data: one\n\n")));
		for (int i = 0; i < 3; i++)
			expect_text(fd[i], "data: one\n\n", 2000);
	}
	expect_text(fd[0], ":\n\n", 3000); /* the ping */
	(void)close(fd[1]);             /* gone: noticed although nothing is sent */
	wait_for(&n_closed, 1, 3000);
	assert_false(http_stream_send(streams[1], STR("x")));
	http_stream_close(streams[2]);
	expect_text(fd[2], "0\r\n\r\n", 2000);
	wait_for(&n_closed, 2, 2000);
	http_server_counters(server, &c);
	assert_int_equal(c.streams_open, 1);
	http_server_stop(server); /* one is still open */
	assert_int_equal(n_closed, 3);
	for (int i = 0; i < 3; i++) {
		assert_false(http_stream_is_open(streams[i]));
		http_stream_release(streams[i]);
	}
}

static void slow_stream_is_dropped(void **state)
{
	struct http_options o = {.stream_queue_max = 20000};
	struct http_counters c;
	char piece[4096];
	int fd, sent = 0;

	(void)state;
	begin(&o);
	fd = client(GET("/events"));
	wait_for(&n_streams, 1, 2000);
	memset(piece, 'a', sizeof piece);
	while (sent < 20000 && http_stream_send(streams[0], (struct str){piece, sizeof piece})) {
		sent++;
		if (sent % 4 == 0)
			pause_ms(1);
	}
	assert_true(sent < 20000); /* nobody reads: dropped before 80 MB */
	wait_for(&n_closed, 1, 3000);
	http_server_counters(server, &c);
	assert_int_equal(c.streams_dropped, 1);
	http_stream_release(streams[0]);
	(void)close(fd);
	http_server_stop(server);
}

static void stops_with_all_open(void **state)
{
	struct http_options o = {.drain_ms = 300, .workers = 2};
	int fd[20], idle, half, late;
	int64_t began;

	(void)state;
	begin(&o);
	for (int i = 0; i < 20; i++)
		fd[i] = client(i % 2 ? GET("/events") : GET("/park"));
	wait_for(&n_streams, 10, 2000);
	wait_for(&n_parked, 10, 2000);
	idle = client(GET("/"));
	expect_text(idle, "hello", 2000);
	half = client(STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc"));
	late = raw_connect(http_server_port(server));
	began = clock_mono_us();
	http_server_stop(server);
	assert_in_range(clock_mono_us() - began, 290 * 1000, 2500 * 1000);
	for (int i = 0; i < 20; i++)
		expect_text(fd[i], i % 2 ? "0\r\n\r\n" : "HTTP/1.1 503", 2000);
	assert_int_equal(n_closed, 10);
	/* Answers that come after the end do nothing but release. */
	for (int i = 0; i < 10; i++) {
		http_reply_error(parked[i], 500, "late");
		http_stream_release(streams[i]);
	}
	for (int i = 0; i < 20; i++)
		(void)close(fd[i]);
	(void)close(idle);
	(void)close(half);
	(void)close(late);
}

/* 1,000 clients that drip their head and 200 that drip a body: another client's requests stay quick. */
static void slow_clients(void **state)
{
	struct http_options o = {.header_ms = 1500};
	static int fd[1200];
	struct http_counters c;
	int64_t worst = 0;

	(void)state;
	begin(&o);
	for (int i = 0; i < 1200; i++)
		fd[i] = client(i < 1000 ? STR("GET / HTTP/1.1\r\nHost: a\r\nX-A: ")
		                        : STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\na"));
	for (int i = 0; i < 100; i++) {
		int64_t began = clock_mono_us();
		int quick = client(GET("/"));

		expect_text(quick, "hello", 2000);
		(void)close(quick);
		if (clock_mono_us() - began > worst)
			worst = clock_mono_us() - began;
		(void)send(fd[i * 10], "a", 1, MSG_NOSIGNAL);
	}
	print_message("slowest of 100 requests beside 1,200 slow clients: %.1f ms\n", (double)worst / 1000);
	assert_true(worst < 500 * 1000);
	for (int ms = 0; ms < 4000; ms += 50) {
		http_server_counters(server, &c);
		if (c.cut_slow >= 1200)
			break;
		pause_ms(50);
	}
	assert_int_equal(c.cut_slow, 1200); /* the bodies too */
	for (int i = 0; i < 1200; i++)
		(void)close(fd[i]);
	http_server_stop(server);
}

/* All uploads together may not fill the disk, and a failing disk is said so. */
static void spool_is_bounded(void **state)
{
	struct http_options o = {.memory_max = 1000, .spool_max = 300000};
	struct http_counters c;
	static char body[200000];
	auto_buf head;
	int fd[3];

	(void)state;
	begin(&o);
	buf_init(&head, 0);
	buf_printf(&head, "POST /park HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", sizeof body);
	fd[0] = client(buf_view(&head));
	assert_true(raw_send(fd[0], (struct str){body, sizeof body}));
	wait_for(&n_parked, 1, 2000);
	http_server_counters(server, &c);
	assert_int_equal(c.spool_bytes, sizeof body);
	fd[1] = client(buf_view(&head));
	(void)raw_send(fd[1], (struct str){body, sizeof body});
	expect_text(fd[1], "HTTP/1.1 503", 2000);
	(void)release_all(NULL);
	expect_text(fd[0], "released", 2000);
	http_server_counters(server, &c);
	assert_int_equal(c.spool_bytes, 0);
	fault_set("http.spool", 1);
	fd[2] = client(buf_view(&head));
	(void)raw_send(fd[2], (struct str){body, sizeof body});
	expect_text(fd[2], "could not be stored", 2000);
	fault_set("http.spool", 0);
	for (int i = 0; i < 3; i++)
		(void)close(fd[i]);
	http_server_stop(server);
}

static void inherited_socket_and_reuse(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) { /* starts and stops leave nothing behind */
		struct http_options o = {0};

		begin(&o);
		int fd = client(GET("/"));

		expect_text(fd, "hello", 2000);
		(void)close(fd);
		http_server_stop(server);
	}
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct http_options o = {.listen_fd = socket(AF_INET, SOCK_STREAM, 0)};

	assert_int_equal(bind(o.listen_fd, (struct sockaddr *)(void *)&at, sizeof at), 0);
	assert_int_equal(listen(o.listen_fd, 10), 0);
	begin(&o);
	expect_text(client(GET("/")), "hello", 2000);
	http_server_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_later), cmocka_unit_test(bodies_from_elsewhere), cmocka_unit_test(queue_is_bounded),
	    cmocka_unit_test(streams_live), cmocka_unit_test(slow_stream_is_dropped),
	    cmocka_unit_test(stops_with_all_open), cmocka_unit_test(slow_clients),
	    cmocka_unit_test(spool_is_bounded), cmocka_unit_test(inherited_socket_and_reuse),
	};
	struct rlimit r = {4096, 4096};

	(void)signal(SIGPIPE, SIG_IGN);
	(void)setrlimit(RLIMIT_NOFILE, &r);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
