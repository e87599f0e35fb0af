/* Threads that claim jobs and run them batch by batch; a keeper renews the leases of long computations. */
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "job/job.h"
#include "model/engine.h"
#include <stdio.h>
#include <string.h>

enum { THREADS_MAX = 16, TRIES = 8 };
#define LEASE_US (30 * US_PER_S)
#define POLL_US 300000LL
#define SWEEP_US (3600 * US_PER_S)
#define BACKOFF_MAX_US (5 * 60 * US_PER_S)

struct slot {
	struct job_runner *runner;
	pthread_t thread;
	int64_t id, token; /* of the job being run; 0 none. Under the runner's lock. */
	bool lost;
};

struct job_runner {
	struct job_runner_options o;
	struct str kinds; /* ",a,b," */
	struct arena arena;
	struct lock lock;
	struct signal_ changed;
	bool stopping;
	int64_t swept_us; /* monotonic */
	int n;
	struct slot slots[THREADS_MAX];
	pthread_t keeper;
	/* job_run_to_end(): only this one, then stop */
	int64_t only;
	void (*progress)(void *arg, const struct job *job);
	void *progress_arg;
};

static const struct job_kind *kind_of(const struct job_runner *r, struct str name)
{
	for (int i = 0; i < r->o.n_kinds; i++)
		if (str_is(name, r->o.kinds[i]->name))
			return r->o.kinds[i];
	return NULL;
}

static bool is_stopping(struct job_runner *r)
{
	HOLD(&r->lock);
	return r->stopping;
}

/* What may be different the next time: the store or the disk, not the work itself. */
static bool worth_another_try(enum err e)
{
	return e == ERR_UNAVAILABLE || e == ERR_FULL || e == ERR_READ_ONLY || e == ERR_IO || e == ERR_LOCKED;
}

struct leave {
	const struct job_kind *kind;
	struct job *job;
	enum job_state state;
	int64_t delay_us;
	bool held, without_ended;
};

static enum err write_leave(struct cx *cx, void *arg)
{
	struct leave *l = arg;

	TRY(job_leave(cx, l->job, l->state, l->delay_us, &l->held));
	if (l->held && l->state != JOB_QUEUED && l->kind->ended && !l->without_ended)
		TRY(l->kind->ended(cx, l->job, l->state));
	return OK;
}

static void begin_cx(struct job_runner *r, const struct job *j, struct arena *a, struct cx *cx)
{
	cx_fork(r->o.root, a, cx);
	cx->workspace_id = j->workspace_id;
	cx->member_id = j->member_id;
}

static void leave(struct job_runner *r, const struct job_kind *kind, struct job *j, enum job_state state,
		int64_t delay_us, struct str error)
{
	struct leave l = {kind, j, state, delay_us, false, false};
	struct arena arena;
	struct cx cx;

	arena_init(&arena);
	begin_cx(r, j, &arena, &cx);
	j->error = error;
	j->state = state;
	enum err e = db_write(&cx, write_leave, &l);

	if (e && !worth_another_try(e)) {
		/* ended() refused: the job's own end must still be known */
		log_event(LOG_ERROR, "job.ended", "kind=%s job=%lld code=%s", kind->name, (long long)j->id, err_code(e));
		fail_clear(&cx);
		l.without_ended = true;
		e = db_write(&cx, write_leave, &l);
	}
	if (e) /* the lease runs out and someone comes back to it */
		log_event(LOG_WARN, "job.leave", "kind=%s job=%lld code=%s", kind->name, (long long)j->id, err_code(e));
	arena_release(&arena);
}

static int64_t backoff_us(int64_t attempts)
{
	int64_t us = US_PER_S << (attempts > 10 ? 10 : attempts < 1 ? 0 : attempts - 1);

	return us > BACKOFF_MAX_US ? BACKOFF_MAX_US : us;
}

static void failed(struct job_runner *r, const struct job_kind *kind, struct job *j, const struct cx *cx, enum err e)
{
	char text[400];
	const char *field = cx->failure.n ? cx->failure.detail[0].field : "";

	(void)snprintf(text, sizeof text, "%s%s%s", field, *field ? ": " : "", fail_text(cx));
	log_event(LOG_WARN, "job.failed", "kind=%s job=%lld code=%s attempts=%lld", kind->name, (long long)j->id, err_code(e),
		  (long long)j->attempts);
	if (worth_another_try(e) && j->attempts < TRIES)
		leave(r, kind, j, JOB_QUEUED, backoff_us(j->attempts + 1), str_of(text));
	else
		leave(r, kind, j, JOB_FAILED, 0, str_of(text));
}

struct flag {
	int64_t id;
	int64_t cancel;
};

static enum err read_cancel(struct cx *cx, void *arg)
{
	struct flag *f = arg;

	return db_one_int(cx, "SELECT cancel FROM job WHERE id = ?1", DB_ARGS(db_int(f->id)), &f->cancel, NULL);
}

static bool was_cancelled(struct cx *cx, const struct job *j)
{
	struct flag f = {j->id, 0};

	fail_clear(cx);
	return db_read(cx, read_cancel, &f) == OK && f.cancel;
}

/* One step in a context of its own; true while there is more to do. */
static bool one_step(struct job_runner *r, const struct job_kind *kind, struct job *j, struct arena *arena)
{
	struct cx cx;
	bool finished = false;

	begin_cx(r, j, arena, &cx);
	enum err e = r->o.become ? r->o.become(&cx) : OK;

	if (!e)
		e = kind->step(&cx, j, &finished);
	if (!e && !finished)
		return true;
	if (!e)
		leave(r, kind, j, JOB_DONE, 0, (struct str){0});
	else if (e == ERR_CANCELLED && was_cancelled(&cx, j))
		leave(r, kind, j, JOB_CANCELLED, 0, (struct str){0});
	else if (e == ERR_CANCELLED) /* the lease was lost: the other runner has it now */
		log_event(LOG_WARN, "job.lost", "kind=%s job=%lld", kind->name, (long long)j->id);
	else
		failed(r, kind, j, &cx, e);
	return false;
}

static void run(struct slot *s, struct job *j)
{
	struct job_runner *r = s->runner;
	const struct job_kind *kind = kind_of(r, j->kind);
	struct arena arena;

	ASSERT(kind);
	arena_init(&arena);
	lock_take(&r->lock);
	s->id = j->id;
	s->token = j->token;
	lock_give(&r->lock);
	if (j->attempts > TRIES) { /* it took its runner down that many times */
		leave(r, kind, j, JOB_FAILED, 0, STR("given up after several runs that ended without a result"));
	} else if (j->cancel) {
		leave(r, kind, j, JOB_CANCELLED, 0, (struct str){0});
	} else {
		int64_t told = 0;

		while (one_step(r, kind, j, &arena)) {
			arena_reset(&arena);
			if (r->progress && clock_mono_us() - told >= r->o.poll_us) {
				told = clock_mono_us();
				r->progress(r->progress_arg, j);
			}
			if (!r->only && is_stopping(r)) {
				leave(r, kind, j, JOB_QUEUED, 0, (struct str){0});
				break;
			}
		}
	}
	lock_take(&r->lock);
	s->id = 0;
	lock_give(&r->lock);
	if (j->memory && kind->forget)
		kind->forget(j->memory);
	j->memory = NULL;
	arena_release(&arena);
}

static bool claim_and_run(struct slot *s)
{
	struct job_runner *r = s->runner;
	struct arena arena;
	struct cx cx;
	struct job j = {0};
	bool found = false;

	arena_init(&arena);
	cx_fork(r->o.root, &arena, &cx);
	enum err e = job_claim(&cx, r->kinds, r->only, r->o.lease_us, &j, &found);

	if (e)
		log_event(LOG_WARN, "job.claim", "code=%s", err_code(e));
	arena_release(&arena);
	if (!e && found) {
		run(s, &j);
		job_release(&j);
	}
	return !e && found;
}

static enum err sweep_write(struct cx *cx, void *arg)
{
	(void)arg;
	return job_sweep(cx);
}

/* Now and then, when there is nothing else to do. */
static void sweep(struct job_runner *r)
{
	struct arena arena;
	struct cx cx;
	int64_t now = clock_mono_us();

	lock_take(&r->lock);
	bool due = !r->only && now - r->swept_us > SWEEP_US;

	if (due)
		r->swept_us = now;
	lock_give(&r->lock);
	if (!due)
		return;
	arena_init(&arena);
	cx_fork(r->o.root, &arena, &cx);
	if (db_write(&cx, sweep_write, NULL) != OK)
		log_event(LOG_WARN, "job.sweep", "code=%s", err_code(cx.failure.err));
	arena_release(&arena);
}

static void *work(void *arg)
{
	struct slot *s = arg;
	struct job_runner *r = s->runner;

	while (!is_stopping(r)) {
		if (claim_and_run(s))
			continue;
		sweep(r);
		HOLD(&r->lock);
		if (!r->stopping)
			(void)signal_wait_us(&r->changed, &r->lock, r->o.poll_us);
	}
	return NULL;
}

/* A step may compute for minutes before it writes: its lease is renewed meanwhile. */
static void *keep_leases(void *arg)
{
	struct job_runner *r = arg;
	struct arena arena;

	arena_init(&arena);
	lock_take(&r->lock);
	while (!r->stopping) {
		int64_t until = clock_mono_us() + r->o.lease_us / 3;

		while (!r->stopping && clock_mono_us() < until)
			(void)signal_wait_us(&r->changed, &r->lock, until - clock_mono_us());
		for (int i = 0; i < r->n && !r->stopping; i++) {
			int64_t id = r->slots[i].id, token = r->slots[i].token;
			struct cx cx;
			bool held;

			if (!id)
				continue;
			lock_give(&r->lock);
			cx_fork(r->o.root, &arena, &cx);
			(void)!job_lease_renew(&cx, id, token, r->o.lease_us, &held);
			if (r->only) /* a command has no other thread that keeps its node number */
				(void)!model_renew_node(&cx, cx.model);
			arena_reset(&arena);
			lock_take(&r->lock);
		}
	}
	lock_give(&r->lock);
	arena_release(&arena);
	return NULL;
}

static struct job_runner *runner_new(const struct job_runner_options *o)
{
	struct job_runner *r = mem_alloc(sizeof *r);
	auto_buf kinds;

	r->o = *o;
	r->o.lease_us = o->lease_us ? o->lease_us : LEASE_US;
	r->o.poll_us = o->poll_us ? o->poll_us : POLL_US;
	r->n = o->threads < 1 ? 2 : o->threads > THREADS_MAX ? THREADS_MAX : o->threads;
	arena_init(&r->arena);
	r->swept_us = clock_mono_us() - SWEEP_US; /* soon after the start */
	lock_init(&r->lock);
	signal_init(&r->changed);
	buf_init(&kinds, 0);
	buf_char(&kinds, ',');
	for (int i = 0; i < o->n_kinds; i++)
		buf_printf(&kinds, "%s,", o->kinds[i]->name);
	r->kinds = str_copy(&r->arena, buf_view(&kinds));
	for (int i = 0; i < r->n; i++)
		r->slots[i].runner = r;
	return r;
}

static void runner_free(struct job_runner *r)
{
	signal_release(&r->changed);
	lock_release(&r->lock);
	arena_release(&r->arena);
	mem_free(r);
}

struct job_runner *job_runner_start(const struct job_runner_options *o)
{
	struct job_runner *r = runner_new(o);

	for (int i = 0; i < r->n; i++)
		r->slots[i].thread = thread_start(work, &r->slots[i], "job");
	r->keeper = thread_start(keep_leases, r, "job-lease");
	return r;
}

static void stop(struct job_runner *r)
{
	HOLD(&r->lock);
	r->stopping = true;
	signal_all(&r->changed);
}

void job_runner_stop(struct job_runner *r)
{
	if (!r)
		return;
	stop(r);
	for (int i = 0; i < r->n; i++)
		thread_join(r->slots[i].thread);
	thread_join(r->keeper);
	runner_free(r);
}

void job_runner_wake(struct job_runner *r)
{
	HOLD(&r->lock);
	signal_all(&r->changed);
}

struct lookup {
	int64_t id;
	struct job *ret;
};

static enum err load_job(struct cx *cx, void *arg)
{
	struct lookup *l = arg;

	return job_load(cx, l->id, l->ret);
}

enum err job_run_to_end(struct cx *cx, const struct job_runner_options *o, int64_t id,
			void (*progress)(void *arg, const struct job *job), void *arg, struct job *ret)
{
	struct job_runner *r = runner_new(o);
	struct lookup l = {id, ret};
	enum err e;

	r->n = 1;
	r->only = id;
	r->progress = progress;
	r->progress_arg = arg;
	r->keeper = thread_start(keep_leases, r, "job-lease");
	for (;;) {
		e = db_read(cx, load_job, &l);
		if (e || ret->state >= JOB_DONE)
			break;
		if (claim_and_run(&r->slots[0]))
			continue;
		HOLD(&r->lock);
		(void)signal_wait_us(&r->changed, &r->lock, r->o.poll_us);
	}
	stop(r);
	thread_join(r->keeper);
	runner_free(r);
	return e;
}
