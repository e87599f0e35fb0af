/* Durable work: a queue in table `job`, worked off by runner threads of any process on the store.
 *
 * A job belongs to whoever holds its lease (token, until; the store's clock). Work is done in batches: each batch is
 * one write that first renews the lease, so that a runner which lost it can no longer write (fencing), then does its
 * share and leaves a cursor. After a crash the lease runs out and another runner goes on from the cursor. A batch must
 * therefore be idempotent only against itself: either all of it is there with its cursor, or nothing.
 *
 * A kind is a row of a table given to the runner (src/app joins the tables of the layers above). Callers submit inside
 * the transaction of what the job is about. */
#pragma once
#include "db/db.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };
const char *job_state_name(enum job_state s);

struct job {
	int64_t id, workspace_id, member_id;
	struct str kind, args; /* args: JSON as submitted */
	enum job_state state;
	bool cancel; /* asked for */
	int64_t run_at, created_at, updated_at;
	int64_t attempts; /* claims since the last batch that got through */
	/* What the last committed batch left. */
	int64_t done, total;
	struct str cursor, result; /* result: JSON */
	struct str error;
	int64_t token, lease_us; /* of the lease */
	/* What the batch being run wants to leave; starts as the values above, texts may live in cx->arena. */
	struct {
		int64_t done, total;
		struct str cursor, result;
	} next;
	/* A kind's own state between batches of one run (open file, lookups); lost at a crash, freed by its forget(). */
	void *memory;
	struct buf kept; /* holds the texts above */
};

struct job_kind {
	const char *name;
	/* Does at most one batch, inside job_batch(); what needs no store (reading files, computing) comes before it.
	 * *ret_finished true ends the job as done. Failures of the store are tried again, others end it as failed. */
	enum err (*step)(struct cx *cx, struct job *job, bool *ret_finished);
	/* May be NULL. In the write that records the end: done, failed or cancelled. job->error is set when failed. */
	enum err (*ended)(struct cx *cx, const struct job *job, enum job_state state);
	void (*forget)(void *memory); /* may be NULL */
};

struct job_order {
	const char *kind;
	struct str args;    /* JSON; empty: {} */
	int64_t total;      /* expected amount of work, 0 unknown */
	int64_t delay_us;   /* not before now + delay */
	bool single;        /* no new job while an equal one (kind, args, workspace) still waits: *ret_id is that one */
};
/* Inside a write, in cx->workspace_id, on behalf of cx->member_id. ret_id may be NULL. */
[[nodiscard]] enum err job_submit(struct cx *cx, const struct job_order *order, int64_t *ret_id);
/* Of cx->workspace_id; texts in cx->arena; NOT_FOUND. Inside a transaction. */
[[nodiscard]] enum err job_load(struct cx *cx, int64_t id, struct job *ret);
/* The newest job of a kind whose args are equal; NOT_FOUND. Inside a transaction. */
[[nodiscard]] enum err job_find(struct cx *cx, const char *kind, struct str args, struct job *ret);
/* Those that have not ended, then those that ended since; newest first. In cx->arena. Inside a transaction. */
[[nodiscard]] enum err job_list(struct cx *cx, int64_t ended_since_us, int limit, struct job **ret, int *ret_n);
/* How a job is named outside: "jb_" and 13 characters. */
const char *job_id_text(struct arena *a, int64_t id);
bool job_id_parse(struct str text, int64_t *ret);
/* Ends it before its next batch; STATE when it has ended already. Inside a write. */
[[nodiscard]] enum err job_cancel(struct cx *cx, int64_t id);
/* Goes on from the cursor of a failed or cancelled job. Inside a write. */
[[nodiscard]] enum err job_resume(struct cx *cx, int64_t id);

/* For step(): one write that renews the lease, calls run() (which sets job->next) and saves job->next. CANCELLED when
 * that was asked for or the lease is lost; then nothing is written. */
typedef enum err job_run_fn(struct cx *cx, struct job *job, void *arg);
[[nodiscard]] enum err job_batch(struct cx *cx, struct job *job, job_run_fn *run, void *arg);

struct job_runner_options {
	const struct cx *root; /* db, model, settings, services */
	const struct job_kind *const *kinds;
	int n_kinds;
	int threads;      /* 0: 2 */
	int64_t lease_us; /* 0: 30 s */
	int64_t poll_us;  /* 0: 300 ms */
	/* Gives cx the roles and permissions of its member_id; called before each step. May be NULL. */
	enum err (*become)(struct cx *cx);
};
struct job_runner;
struct job_runner *job_runner_start(const struct job_runner_options *o);
/* Ends after the batches now running; their jobs are given back at once. */
void job_runner_stop(struct job_runner *r);
/* Work was just submitted: look now rather than at the next poll. Any thread. */
void job_runner_wake(struct job_runner *r);

/* Runs one job to its end on a thread of its own (commands); when another process works on it, waits for that.
 * progress may be NULL; it is called after batches, at most every poll_us. cx must be outside a transaction. */
[[nodiscard]] enum err job_run_to_end(struct cx *cx, const struct job_runner_options *o, int64_t id,
				      void (*progress)(void *arg, const struct job *job), void *arg, struct job *ret);

/* Used by runner.c and tests: takes the lease of the next due job of these kinds (only: this one; 0 any). */
[[nodiscard]] enum err job_claim(struct cx *cx, struct str kinds, int64_t only, int64_t lease_us, struct job *ret, bool *ret_found);
[[nodiscard]] enum err job_lease_renew(struct cx *cx, int64_t id, int64_t token, int64_t lease_us, bool *ret_held);
/* Records the end or the next try (state QUEUED, delay_us); false when the lease is lost. Inside a write. */
[[nodiscard]] enum err job_leave(struct cx *cx, const struct job *job, enum job_state state, int64_t delay_us, bool *ret_held);
/* Forgets jobs that ended long ago: done and cancelled ones after 30 days, failed ones after 90. Inside a write. */
[[nodiscard]] enum err job_sweep(struct cx *cx);
void job_release(struct job *job); /* frees kept; not memory */
