/* Groups appear by themselves, and a grouping writes each of its themes once. On both stores. */
#include "tests/db/chain.h"
#include "domain/themes.h"
#include "job/job.h"

extern const struct job_kind themes_rebuild_job;

static int64_t jobs(struct cx *cx, const char *state)
{
	return one_int(cx, "SELECT COUNT(*) FROM job WHERE workspace_id = ?1 AND kind = 'themes.rebuild' AND state = ?2",
		       (struct db_value[]){WS(cx), db_z(state)}, 2);
}

/* Looks in every workspace, as the follower thread does, and comes back. */
static void look(struct cx *cx)
{
	int64_t here = cx->workspace_id;

	assert_int_equal(domain_regroup_all(cx), OK);
	cx->workspace_id = here;
}

static const char *const subjects[3][5] = {
	{"The invoice export fails with a timeout", "Export of invoices to CSV is broken", "Cannot export my invoice list",
	 "Invoice export stops half way", "Exporting invoices gives an empty file"},
	{"Login asks for the password again and again", "I am logged out every hour, login loop", "Password reset mail never arrives for login",
	 "Login with my password fails on the phone", "The login page forgets my password"},
	{"Photos upload very slowly on mobile data", "Photo upload hangs at ninety percent", "Uploading photos drains the battery",
	 "Photo uploads vanish without a message", "The photo upload is slow in the field"},
};

static void say(struct cx *cx, int64_t source, int from, int n)
{
	for (int i = from; i < from + n; i++)
		(void)chain_said(cx, source, 0, arena_printf(cx->arena, "%s number %d", subjects[i % 3][i / 3 % 5], i));
}

static void due_at_thirty_and_a_quarter_more(void **state)
{
	struct cx *cx = CX(state);
	int64_t so = chain_source(cx);

	say(cx, so, 0, 29);
	look(cx);
	assert_int_equal(jobs(cx, "queued"), 0);
	say(cx, so, 29, 1);
	look(cx);
	look(cx); /* one is enough */
	assert_int_equal(jobs(cx, "queued"), 1);
	engine_enter((struct engine *)*state, 1);
	assert_int_equal(jobs(cx, "queued"), 0);
	engine_enter((struct engine *)*state, 0);
	struct engine_int cancel = {.sql = "UPDATE job SET state = 'failed' WHERE workspace_id = ?1 RETURNING id",
				    .v = (struct db_value[]){WS(cx)}, .n = 1};

	assert_int_equal(db_write(cx, engine_one_int, &cancel), OK);
	look(cx); /* one that failed comes again only when more was said */
	assert_int_equal(jobs(cx, "queued"), 0);
	say(cx, so, 30, 7);
	look(cx);
	assert_int_equal(jobs(cx, "queued"), 0);
	say(cx, so, 37, 1);
	look(cx);
	assert_int_equal(jobs(cx, "queued"), 1);
}

static enum err submit(struct cx *cx, void *arg)
{
	return job_submit(cx, &(struct job_order){.kind = "themes.rebuild"}, arg);
}

static void each_theme_is_written(void **state)
{
	struct cx *cx = CX(state);
	static const struct job_kind *const kinds[] = {&themes_rebuild_job};
	const struct job_runner_options o = {.root = cx, .kinds = kinds, .n_kinds = 1, .poll_us = 20000};
	struct job done;
	int64_t id;

	say(cx, chain_source(cx), 0, 60);
	for (int round = 0; round < 2; round++) { /* the second finds the themes of the first */
		assert_int_equal(db_write(cx, submit, &id), OK);
		assert_int_equal(job_run_to_end(cx, &o, id, NULL, NULL, &done), OK);
		assert_int_equal(done.state, JOB_DONE);
		assert_int_equal(done.done, 100);
		assert_int_equal(done.total, 100);
		json_t *result = json_loadb(done.result.p, done.result.n, 0, NULL);

		assert_int_equal(json_integer_value(json_object_get(result, "items")), 60);
		int64_t themes = json_integer_value(json_object_get(result, "themes"));

		assert_true(themes >= 2);
		assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM theme WHERE workspace_id = ?1 AND origin = 'machine' AND archived_at IS NULL",
					 (struct db_value[]){WS(cx)}, 1), themes);
		assert_int_equal(one_int(cx,
					 "SELECT COUNT(DISTINCT to_id) FROM link WHERE workspace_id = ?1 AND kind = 'evidence_theme' AND made_by = 'machine'",
					 (struct db_value[]){WS(cx)}, 1), themes);
		json_decref(result);
		job_release(&done);
	}
}

#define CHAIN_TEST(t) cmocka_unit_test_setup_teardown(t, chain_setup, engine_alone_end)

int main(void)
{
	const struct CMUnitTest regroup[] = {CHAIN_TEST(due_at_thirty_and_a_quarter_more), CHAIN_TEST(each_theme_is_written)};

	return STORES_RUN(regroup);
}
