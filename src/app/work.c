/* The runners of durable jobs, over the kinds of all layers, and the thread that follows the change log. */
#include "app/work.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/thread.h"
#include "domain/domain.h"
#include "job/job.h"
#include "model/engine.h"

#define JOB(name) extern const struct job_kind name;
#include "app/jobs.def"
#undef JOB
#define JOB(name) &name,
static const struct job_kind *const kinds[] = {
#include "app/jobs.def"
	NULL};
#undef JOB
enum { KINDS = sizeof kinds / sizeof kinds[0] - 1 };

/* Follows the change log (src/domain/stages.c): woken by commits of this process, looks for those of others now and then. */
enum { LOOK_US = 500000, GATHER_US = 50000 };
#define REGROUP_US (10 * US_PER_S) /* between looks whether a workspace is due for grouping */
struct follower {
	struct lock lock;
	struct signal_ woken;
	bool due, stopping;
	const struct cx *root;
	pthread_t thread;
};

struct work {
	struct job_runner *runner;
	struct follower follower;
};

static bool wait_for_work(struct follower *f)
{
	HOLD(&f->lock);
	if (!f->due && !f->stopping)
		(void)signal_wait_us(&f->woken, &f->lock, LOOK_US);
	/* One round for what comes within a moment, not one for each commit. */
	for (int64_t until = clock_mono_us() + GATHER_US, left = GATHER_US; f->due && !f->stopping && left > 0;
	     left = until - clock_mono_us())
		(void)signal_wait_us(&f->woken, &f->lock, left);
	f->due = false;
	return !f->stopping;
}

static void *follow(void *arg)
{
	struct follower *f = arg;
	int64_t looked_us = 0;

	while (wait_for_work(f)) {
		struct arena arena;
		struct cx cx;

		arena_init(&arena);
		cx_fork(f->root, &arena, &cx);
		if (change_seal(&cx, NULL, NULL) != OK || domain_follow_all(&cx, 0) != OK)
			log_event(LOG_WARN, "follow.failed", "code=%s", err_code(cx.failure.err));
		if (f->root->settings->auto_group && clock_mono_us() - looked_us > REGROUP_US) {
			fail_clear(&cx);
			if (domain_regroup_all(&cx) != OK)
				log_event(LOG_WARN, "regroup.failed", "code=%s", err_code(cx.failure.err));
			looked_us = clock_mono_us();
		}
		arena_release(&arena);
	}
	return NULL;
}

static void follower_start(struct follower *f, struct cx *root)
{
	lock_init(&f->lock);
	signal_init(&f->woken);
	f->root = root;
	f->thread = thread_start(follow, f, "follow");
}

static void follower_stop(struct follower *f)
{
	lock_take(&f->lock);
	f->stopping = true;
	signal_one(&f->woken);
	lock_give(&f->lock);
	thread_join(f->thread);
	signal_release(&f->woken);
	lock_release(&f->lock);
}

struct work *work_start(struct cx *root)
{
	struct work *w = mem_alloc(sizeof *w);
	const struct job_runner_options o = {.root = root, .kinds = kinds, .n_kinds = KINDS, .become = auth_become};

	if (KINDS > 0)
		w->runner = job_runner_start(&o);
	follower_start(&w->follower, root);
	return w;
}

void work_stop(struct work *w)
{
	follower_stop(&w->follower);
	if (w->runner)
		job_runner_stop(w->runner);
	mem_free(w);
}
