/* The queue: batches, two runners, a crash in mid-job, cancel, resume, fencing, back-off. */
#include "store.h"
#include <stdatomic.h>
#include <string.h>
#include "job/job.h"

/* The test's work: counts to total in steps of 10, one row of `counted` for each number. */
static _Atomic int ended_done, ended_failed, ended_cancelled, steps, slow_us, fail_next;

static enum err put_ten(struct cx *cx, struct job *j, void *arg)
{
	int64_t from = 0;

	(void)arg;
	if (j->cursor.n && !str_to_i64(j->cursor, &from))
		return fail(cx, ERR_INTERNAL, NULL, "bad cursor");
	for (int64_t i = from; i < from + 10; i++)
		TRY(db_exec(cx, "INSERT INTO counted (job, n) VALUES (?1, ?2)", DB_ARGS(db_int(j->id), db_int(i)), NULL));
	j->next.cursor = str_of(arena_printf(cx->arena, "%lld", (long long)from + 10));
	j->next.done = from + 10;
	return OK;
}

static enum err count_step(struct cx *cx, struct job *j, bool *ret_finished)
{
	int e = atomic_exchange(&fail_next, 0);

	atomic_fetch_add(&steps, 1);
	if (slow_us)
		(void)usleep((unsigned)slow_us);
	if (e)
		return fail(cx, (enum err)e, "thing", "made to fail");
	TRY(job_batch(cx, j, put_ten, NULL));
	*ret_finished = j->done >= j->total;
	return OK;
}

static enum err count_ended(struct cx *cx, const struct job *j, enum job_state state)
{
	(void)cx, (void)j;
	atomic_fetch_add(state == JOB_DONE ? &ended_done : state == JOB_FAILED ? &ended_failed : &ended_cancelled, 1);
	return OK;
}

static const struct job_kind count_kind = {.name = "count", .step = count_step, .ended = count_ended};
static const struct job_kind *const kinds[] = {&count_kind};

static struct job_runner_options options(struct store *s)
{
	return (struct job_runner_options){.root = &s->cx, .kinds = kinds, .n_kinds = 1, .threads = 2, .lease_us = 300000, .poll_us = 10000};
}

static int setup(void **state)
{
	ended_done = ended_failed = ended_cancelled = steps = slow_us = fail_next = 0;
	if (store_setup(state))
		return -1;
	store_exec(*state, "CREATE TABLE counted (job BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (job, n))", 0);
	return 0;
}

struct submission {
	struct job_order order;
	int64_t id;
};

static enum err submit(struct cx *cx, void *arg)
{
	struct submission *s = arg;

	return job_submit(cx, &s->order, &s->id);
}

static int64_t new_job(struct store *s, int64_t total)
{
	struct submission o = {{.kind = "count", .total = total}, 0};

	assert_int_equal(db_write(&s->cx, submit, &o), OK);
	return o.id;
}

static enum err load(struct cx *cx, void *arg)
{
	struct job *j = arg;

	return job_load(cx, j->id, j);
}

static struct job look(struct store *s, int64_t id)
{
	struct job j = {.id = id};

	assert_int_equal(db_read(&s->cx, load, &j), OK);
	return j;
}

static struct job wait_for(struct store *s, int64_t id, enum job_state state)
{
	struct job j = {0};

	for (int i = 0; i < 1000; i++) {
		j = look(s, id);
		if (j.state == state)
			return j;
		(void)usleep(5000);
	}
	assert_string_equal(job_state_name(j.state), job_state_name(state));
	return j;
}

static enum err cancel(struct cx *cx, void *arg)
{
	return job_cancel(cx, *(int64_t *)arg);
}

static enum err resume(struct cx *cx, void *arg)
{
	return job_resume(cx, *(int64_t *)arg);
}

static void runs_to_its_end(void **state)
{
	struct store *s = *state;
	int64_t id = new_job(s, 100);
	struct job_runner_options o = options(s);
	struct job j;

	assert_int_equal(job_run_to_end(&s->cx, &o, id, NULL, NULL, &j), OK);
	assert_int_equal(j.state, JOB_DONE);
	assert_int_equal(j.done, 100);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 100);
	assert_int_equal(ended_done, 1);
	assert_int_equal(db_write(&s->cx, cancel, &id), ERR_STATE);
	fail_clear(&s->cx);
	s->cx.workspace_id++; /* another workspace does not see it */
	assert_int_equal(db_read(&s->cx, load, &j), ERR_NOT_FOUND);
}

static void two_runners_share_without_doing_anything_twice(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t ids[20];

	for (int i = 0; i < 20; i++)
		ids[i] = new_job(s, 50);
	struct job_runner *a = job_runner_start(&o), *b = job_runner_start(&o);

	for (int i = 0; i < 20; i++)
		(void)wait_for(s, ids[i], JOB_DONE);
	job_runner_stop(a);
	job_runner_stop(b);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE 0 = ?1", 0), 1000);
	assert_int_equal(ended_done, 20);
	assert_int_equal(steps, 100); /* no batch was run in vain */
}

static void a_dead_runner_is_followed_by_another_from_its_cursor(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id = new_job(s, 100);
	struct job j, dead;
	bool found, held;

	/* claimed, two batches done, then silence */
	assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 100000, &dead, &found), OK);
	assert_true(found);
	assert_int_equal(dead.id, id);
	assert_int_equal(job_batch(&s->cx, &dead, put_ten, NULL), OK);
	assert_int_equal(job_batch(&s->cx, &dead, put_ten, NULL), OK);
	assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 100000, &j, &found), OK);
	assert_false(found); /* the lease holds */
	assert_int_equal(job_run_to_end(&s->cx, &o, id, NULL, NULL, &j), OK);
	assert_int_equal(j.state, JOB_DONE);
	assert_int_equal(steps, 8);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 100);
	/* the dead one comes back: it can write nothing and end nothing */
	assert_int_equal(job_batch(&s->cx, &dead, put_ten, NULL), ERR_CANCELLED);
	fail_clear(&s->cx);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 100);
	assert_int_equal(job_lease_renew(&s->cx, id, dead.token, 1000, &held), OK);
	assert_false(held);
	job_release(&dead);
}

static void fencing_holds_while_the_new_runner_works(void **state)
{
	struct store *s = *state;
	int64_t id = new_job(s, 100);
	struct job old, new;
	bool found;

	assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 1, &old, &found), OK);
	(void)usleep(1000);
	assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 10000000, &new, &found), OK);
	assert_true(found && new.id == id && new.token != old.token);
	assert_int_equal(job_batch(&s->cx, &new, put_ten, NULL), OK);
	assert_int_equal(job_batch(&s->cx, &old, put_ten, NULL), ERR_CANCELLED);
	fail_clear(&s->cx);
	assert_int_equal(job_batch(&s->cx, &new, put_ten, NULL), OK);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 20);
	job_release(&old);
	job_release(&new);
}

static void cancel_ends_between_batches_and_resume_goes_on(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id;
	struct job j;

	slow_us = 20000;
	id = new_job(s, 1000);
	struct job_runner *r = job_runner_start(&o);

	while (look(s, id).done < 20)
		(void)usleep(2000);
	assert_int_equal(db_write(&s->cx, cancel, &id), OK);
	j = wait_for(s, id, JOB_CANCELLED);
	assert_int_equal(ended_cancelled, 1);
	assert_true(j.done >= 20 && j.done < 1000);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), j.done);
	slow_us = 0;
	assert_int_equal(db_write(&s->cx, resume, &id), OK);
	j = wait_for(s, id, JOB_DONE);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 1000);
	job_runner_stop(r);
}

static void a_waiting_job_can_be_cancelled_and_later_ones_wait(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	struct submission later = {{.kind = "count", .total = 10, .delay_us = 3600 * US_PER_S, .single = true}, 0}, again = later;

	assert_int_equal(db_write(&s->cx, submit, &later), OK);
	assert_int_equal(db_write(&s->cx, submit, &again), OK);
	assert_int_equal(later.id, again.id);
	struct job_runner *r = job_runner_start(&o);

	(void)usleep(50000);
	assert_int_equal(steps, 0);
	assert_int_equal(db_write(&s->cx, cancel, &later.id), OK);
	(void)wait_for(s, later.id, JOB_CANCELLED);
	assert_int_equal(steps, 0);
	assert_int_equal(ended_cancelled, 1);
	job_runner_stop(r);
}

static void failures_end_the_job_or_are_tried_again(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id = new_job(s, 30);
	struct job j;

	fail_next = ERR_INVALID;
	assert_int_equal(job_run_to_end(&s->cx, &o, id, NULL, NULL, &j), OK);
	assert_int_equal(j.state, JOB_FAILED);
	assert_string_equal(str_z(&s->arena, j.error), "thing: made to fail");
	assert_int_equal(ended_failed, 1);

	id = new_job(s, 30);
	fail_next = ERR_UNAVAILABLE;
	assert_int_equal(job_run_to_end(&s->cx, &o, id, NULL, NULL, &j), OK); /* waits out one back-off of a second */
	assert_int_equal(j.state, JOB_DONE);
	assert_int_equal(j.error.n, 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 30);
}

static void a_job_that_kills_its_runners_is_given_up(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id = new_job(s, 30);
	struct job j;
	bool found;

	for (int i = 0; i < 8; i++) { /* eight claims, each followed by a death */
		assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 0, &j, &found), OK);
		assert_true(found);
		job_release(&j);
		(void)usleep(10);
	}
	assert_int_equal(job_run_to_end(&s->cx, &o, id, NULL, NULL, &j), OK);
	assert_int_equal(j.state, JOB_FAILED);
	assert_int_equal(steps, 0);
	assert_true(strstr(str_z(&s->arena, j.error), "given up") != NULL);
}

static void long_computations_keep_their_lease(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id;

	o.lease_us = 60000;
	slow_us = 250000; /* four leases long */
	id = new_job(s, 20);
	struct job_runner *a = job_runner_start(&o), *b = job_runner_start(&o);

	(void)wait_for(s, id, JOB_DONE);
	job_runner_stop(a);
	job_runner_stop(b);
	assert_int_equal(steps, 2); /* nobody else took it */
}

static void a_stopped_runner_gives_its_job_back(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t id;

	slow_us = 10000;
	o.lease_us = 3600 * US_PER_S;
	id = new_job(s, 500);
	struct job_runner *r = job_runner_start(&o);

	while (look(s, id).done < 20)
		(void)usleep(2000);
	job_runner_stop(r);
	assert_int_equal(look(s, id).state, JOB_QUEUED);
	slow_us = 0;
	r = job_runner_start(&o);
	(void)wait_for(s, id, JOB_DONE);
	job_runner_stop(r);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM counted WHERE job = ?1", id), 500);
}

static void unknown_kinds_are_left_alone(void **state)
{
	struct store *s = *state;
	struct submission o = {{.kind = "from_the_future"}, 0};
	struct job j;
	bool found;

	assert_int_equal(db_write(&s->cx, submit, &o), OK);
	assert_int_equal(job_claim(&s->cx, STR(",count,"), 0, 1000, &j, &found), OK);
	assert_false(found);
}

static void jobs_of_long_ago_are_forgotten(void **state)
{
	struct store *s = *state;
	struct job_runner_options o = options(s);
	int64_t old = new_job(s, 10), recent = new_job(s, 10);
	struct job j;

	assert_int_equal(job_run_to_end(&s->cx, &o, old, NULL, NULL, &j), OK);
	assert_int_equal(job_run_to_end(&s->cx, &o, recent, NULL, NULL, &j), OK);
	store_exec(s, "UPDATE job SET updated_at = updated_at - 31 * 86400000000 WHERE id = ?1", old);
	struct job_runner *r = job_runner_start(&o);

	for (int i = 0; i < 1000 && store_int(s, "SELECT COUNT(*) FROM job WHERE 0 = ?1", 0) > 1; i++)
		(void)usleep(5000);
	job_runner_stop(r);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM job WHERE id = ?1", old), 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM job WHERE id = ?1", recent), 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, store_teardown)
	const struct CMUnitTest tests[] = {
		T(runs_to_its_end),
		T(two_runners_share_without_doing_anything_twice),
		T(a_dead_runner_is_followed_by_another_from_its_cursor),
		T(fencing_holds_while_the_new_runner_works),
		T(cancel_ends_between_batches_and_resume_goes_on),
		T(a_waiting_job_can_be_cancelled_and_later_ones_wait),
		T(failures_end_the_job_or_are_tried_again),
		T(a_job_that_kills_its_runners_is_given_up),
		T(long_computations_keep_their_lease),
		T(a_stopped_runner_gives_its_job_back),
		T(unknown_kinds_are_left_alone),
		T(jobs_of_long_ago_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
