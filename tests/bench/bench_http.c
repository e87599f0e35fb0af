/* HTTP floor: hello JSON through the whole path (I/O thread, queue, worker, reply). Prints the port, serves for some
 * seconds (argument, default 5) and prints requests and server CPU per request; load comes from
 * `wrk -t1 -c64 -d3s http://127.0.0.1:PORT/`, which script/bench or a person starts beside it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "http/http.h"

static void hello(void *arg, struct http_exchange *x)
{
	static const struct http_header h = {"Content-Type", "application/json"};

	(void)arg;
	http_reply(x, 200, &h, 1, STR("{\"hello\":\"world\"}"));
}

int main(int argc, char **argv)
{
	struct http_options o = {.handler = hello};
	struct http_server *s;
	struct http_counters c;
	char error[256];
	unsigned seconds = argc > 1 ? (unsigned)atoi(argv[1]) : 5;

	(void)signal(SIGPIPE, SIG_IGN);
	if (argc > 2)
		o.workers = atoi(argv[2]);
	if (http_server_start(&o, error, &s) != OK) {
		(void)fprintf(stderr, "%s\n", error);
		return 1;
	}
	printf("%u\n", http_server_port(s));
	(void)fflush(stdout);
	int64_t cpu = clock_cpu_us();

	(void)sleep(seconds);
	cpu = clock_cpu_us() - cpu;
	http_server_counters(s, &c);
	printf("requests %llu, server CPU %.1f us/request\n", (unsigned long long)c.requests,
	    c.requests ? (double)cpu / (double)c.requests : 0.0);
	http_server_stop(s);
	return 0;
}
