/* `earshot serve`: the server, until SIGTERM or SIGINT; then requests that run are let end. */
#include "api/api.h"
#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/engine.h"
#include <signal.h>
#include <stdio.h>
#include <time.h>

enum { RENEW_S = 20 };

/* Waits for a signal; renews the lease on ids now and then. */
static void wait_for_end(struct cx *cx, const sigset_t *set)
{
	const struct timespec pause = {.tv_sec = RENEW_S};

	for (;;) {
		int got = sigtimedwait(set, NULL, &pause);

		if (got == SIGTERM || got == SIGINT)
			return;
		if (model_renew_node(cx, cx->model) != OK) {
			log_event(LOG_WARN, "node.renew", "detail=\"%s\"", fail_text(cx));
			fail_clear(cx);
		}
	}
}

static enum err run(struct cx *cx, struct args *a)
{
	struct api *api;
	sigset_t set;

	(void)a;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread: all inherit it */
	TRY(api_start(cx, &api));
	log_event(LOG_INFO, "serve.ready", "listen=%s port=%d", cx->settings->listen, api_port(api));
	wait_for_end(cx, &set);
	log_event(LOG_INFO, "serve.stopping", "reason=signal");
	api_stop(api);
	return OK;
}

const struct command command_serve = {
	.name = "serve",
	.summary = "Runs the server.",
	.needs = NEEDS_STORE,
	.run = run,
};
