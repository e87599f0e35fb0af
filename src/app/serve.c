/* `earshot serve`: the server, until SIGTERM or SIGINT; then requests that run are let end. */
#include "api/api.h"
#include "app/app.h"
#include "app/work.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/links.h"
#include "model/engine.h"
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { RENEW_S = 20 };

/* Waits for a signal; renews the lease on ids now and then. */
static void wait_for_end(struct cx *cx, const sigset_t *set)
{
	const struct timespec pause = {.tv_sec = RENEW_S};
	struct arena arena;
	struct cx turn;

	arena_init(&arena);
	for (;;) {
		int got = sigtimedwait(set, NULL, &pause);

		if (got == SIGTERM || got == SIGINT)
			break;
		cx_fork(cx, &arena, &turn);
		if (model_renew_node(&turn, cx->model) != OK)
			log_event(LOG_WARN, "node.renew", "detail=\"%s\"", fail_text(&turn));
		arena_reset(&arena);
	}
	arena_release(&arena);
}

static void greet(struct cx *cx, struct args *a, const char *link)
{
	fprintf(args_out(a), "Earshot answers at %s/\n", link_base(cx));
	if (link)
		fprintf(args_out(a), "Sign in once, within 15 minutes:\n%s\n", link);
	(void)fflush(args_out(a));
}

static enum err serve(struct cx *cx, struct args *a, const sigset_t *set)
{
	struct api *api;
	const char *link;

	TRY(app_first_link(cx, &link));
	TRY(api_start(cx, &api));
	struct work *work = work_start(cx);

	greet(cx, a, link);
	log_event(LOG_INFO, "serve.ready", "listen=%s port=%d", cx->settings->listen, api_port(api));
	wait_for_end(cx, set);
	log_event(LOG_INFO, "serve.stopping", "reason=signal");
	api_drain(api);
	work_stop(work);
	api_stop(api);
	log_event(LOG_INFO, "serve.stopped", "reason=signal");
	return OK;
}

static enum err run(struct cx *cx, struct args *a)
{
	sigset_t set;
	int lock;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread: all inherit it */
	TRY(app_lock(cx, &lock));
	enum err e = serve(cx, a, &set);

	if (lock >= 0)
		(void)close(lock);
	return e;
}

const struct command command_serve = {
	.name = "serve",
	.summary = "Runs the server; prints a sign-in link as long as nobody can sign in otherwise.",
	.needs = NEEDS_STORE,
	.run = run,
};
