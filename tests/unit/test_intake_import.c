/* Imports against a store: items, versions, counts, people, errors, undo, resume, the same file again. */
#include "store.h"
#include <string.h>
#include "intake/intake.h"
#include "intake/upload.h"

static char path[64];

static int setup(void **state)
{
	(void)snprintf(path, sizeof path, "/tmp/earshot-test-import-%d", getpid());
	return store_setup(state);
}

static int teardown(void **state)
{
	(void)unlink(path);
	return store_teardown(state);
}

static void put(const char *text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static const struct job_kind *const kinds[] = {&intake_import_job, &intake_undo_job};

struct run {
	struct intake_order o;
	struct intake_preview v;
	int64_t import, job;
	struct import im;
};

static enum err order(struct cx *cx, void *arg)
{
	struct run *r = arg;

	return intake_order(cx, &r->o, &r->import, &r->job);
}

static enum err undo(struct cx *cx, void *arg)
{
	struct run *r = arg;

	return intake_undo(cx, r->import, &r->job);
}

static enum err load(struct cx *cx, void *arg)
{
	struct run *r = arg;

	return model_get(cx, &resources[RES_import], r->import, &r->im);
}

static void work(struct store *s, struct run *r)
{
	struct job_runner_options o = {.root = &s->cx, .kinds = kinds, .n_kinds = 2, .poll_us = 5000};
	struct job j;

	assert_int_equal(job_run_to_end(&s->cx, &o, r->job, NULL, NULL, &j), OK);
	if (j.state == JOB_FAILED)
		(void)fprintf(stderr, "job: %.*s\n", STR_ARG(j.error));
	assert_int_equal(j.state, JOB_DONE);
	assert_int_equal(db_read(&s->cx, load, r), OK);
}

static struct run prepare(struct store *s, const char *file, const char *as)
{
	struct run r = {.o = {.path = file, .name = STR("file.csv"), .source = STR("Test"), .consent = E_import_consent_asked}};
	enum err e = intake_preview(&s->cx, file, "auto", str_of(as), &r.v);

	if (e)
		(void)fprintf(stderr, "preview: %s\n", fail_text(&s->cx));
	assert_int_equal(e, OK);
	r.o.rows = r.v.rows;
	return r;
}

static struct run bring(struct store *s, const char *file, const char *as, bool dry)
{
	static struct run r;

	r = prepare(s, file, as);
	r.o.plan = &r.v.plan;
	r.o.dry_run = dry;
	enum err e = db_write(&s->cx, order, &r);

	if (e)
		(void)fprintf(stderr, "order: %s\n", fail_text(&s->cx));
	assert_int_equal(e, OK);
	work(s, &r);
	return r;
}

#define LIVE "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND archived_at IS NULL"

static void rows_become_items_and_the_same_file_adds_nothing(void **state)
{
	struct store *s = *state;
	struct run r = bring(s, "tests/fixtures/feedback-small.csv", "evidence", false);

	assert_int_equal(r.im.state, E_import_state_done);
	assert_int_equal(r.im.read, 24);
	assert_int_equal(r.im.failed, 0);
	assert_int_equal(r.im.created + r.im.counted, 24);
	int64_t items = store_int(s, LIVE, 0);

	assert_int_equal(items, r.im.created);
	assert_true(r.im.contacts_created > 0);
	assert_true(r.im.accounts_created > 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM contact WHERE 0 = ?1 AND consent_contact = 'yes'", 0), r.im.contacts_created);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM search_doc WHERE 0 = ?1 AND kind = 'ev'", 0), items);
	r = bring(s, "tests/fixtures/feedback-small.csv", "evidence", false);
	assert_int_equal(r.im.created, 0);
	assert_int_equal(r.im.updated, 0);
	assert_int_equal(r.im.skipped, 24);
	assert_int_equal(r.im.accounts_created + r.im.contacts_created + r.im.custom_fields_created, 0);
	assert_int_equal(store_int(s, LIVE, 0), items);
	/* the same rows as NDJSON are the same items */
	r = bring(s, "tests/fixtures/feedback-small.ndjson", "evidence", false);
	assert_int_equal(r.im.created, 0);
}

static void a_survey_row_gives_an_item_for_each_answer(void **state)
{
	struct store *s = *state;
	struct run r = bring(s, "tests/fixtures/survey-two-rows.csv", "evidence", false);

	assert_int_equal(r.im.failed, 0);
	assert_true(r.im.created > 12);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND question IS NULL", 0), 0);
	assert_true(store_int(s, "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND external_id LIKE 'R01:%'", 0) >= 3);
	/* each score stands once */
	assert_int_equal(store_int(s,
				   "SELECT MAX(n) FROM (SELECT COUNT(score) AS n FROM evidence WHERE 0 = ?1 GROUP BY "
				   "substr(external_id, 1, 3)) x",
				   0),
			 1);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct store *s = *state;
	struct run r = bring(s, "tests/fixtures/feedback-small.csv", "evidence", true);

	assert_int_equal(r.im.state, E_import_state_done);
	assert_true(r.im.created > 0 && r.im.accounts_created > 0);
	assert_true(r.im.head.archived_at != 0); /* listed nowhere */
	assert_int_equal(store_int(s, LIVE, 0), 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM account WHERE 0 = ?1", 0), 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM custom_field WHERE 0 = ?1", 0), 0);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM saved_mapping WHERE 0 = ?1", 0), 0);
}

static void changed_rows_are_new_versions_and_undo_restores(void **state)
{
	struct store *s = *state;

	put("id,date,text\nA,2026-11-20,the first words of a person\nB,2026-11-21,other words of another "
	    "person\nC,2026-11-22,third words of a third\n");
	struct run first = bring(s, path, "evidence", false);

	assert_int_equal(first.im.created, 3);
	put("id,date,text\nA,2026-11-20,the corrected words of a person\nB,2026-11-21,other words of another "
	    "person\nD,2026-11-23,fourth words of a fourth\n");
	struct run second = bring(s, path, "evidence", false);

	assert_int_equal(second.im.created, 1);
	assert_int_equal(second.im.updated, 1);
	assert_int_equal(second.im.skipped, 1);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND verbatim LIKE '%corrected%' AND rev = 2", 0), 1);
	assert_int_equal(db_write(&s->cx, undo, &second), OK);
	work(s, &second);
	assert_int_equal(second.im.state, E_import_state_undone);
	assert_int_equal(store_int(s,
				   "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND verbatim LIKE '%first words%' AND "
				   "archived_at IS NULL",
				   0),
			 1);
	assert_int_equal(store_int(s, LIVE, 0), 3);
	assert_int_equal(db_write(&s->cx, undo, &second), ERR_STATE);
	fail_clear(&s->cx);
	/* and again: what was undone comes anew */
	second = bring(s, path, "evidence", false);
	assert_int_equal(second.im.created, 1);
	assert_int_equal(second.im.updated, 1);
}

static void undo_is_refused_once_an_item_is_answered(void **state)
{
	struct store *s = *state;

	put("id,date,text\nA,2026-11-20,the first words of a person\nB,2026-11-21,other words of another person\n");
	struct run r = bring(s, path, "evidence", false);

	store_exec(s, "UPDATE evidence SET state = 'answered' WHERE 0 = ?1 AND external_id = 'B'", 0);
	assert_int_equal(db_write(&s->cx, undo, &r), ERR_STATE);
	assert_int_equal(s->cx.failure.n, 1);
	assert_true(strncmp(s->cx.failure.detail[0].field, "ev_", 3) == 0);
	fail_clear(&s->cx);
	assert_int_equal(store_int(s, LIVE, 0), 2);
}

static void people_stay_when_others_need_them(void **state)
{
	struct store *s = *state;

	put("id,date,text,email,company\nA,2026-11-20,the first words of a person,a@x.example,X\nB,2026-11-20,other "
	    "words of a person,b@y.example,Y\n");
	struct run first = bring(s, path, "evidence", false);

	assert_int_equal(first.im.contacts_created, 2);
	put("id,date,text,email,company\nC,2026-11-21,more words of that person,a@x.example,X\nD,2026-11-21,some words "
	    "of a new one,d@y.example,Y\n");
	struct run second = bring(s, path, "evidence", false);

	assert_int_equal(second.im.contacts_created, 1);
	assert_int_equal(second.im.accounts_created, 0);
	assert_int_equal(db_write(&s->cx, undo, &first), OK);
	work(s, &first);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM contact WHERE 0 = ?1 AND archived_at IS NULL", 0), 2); /* a@x, d@y */
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM account WHERE 0 = ?1 AND archived_at IS NULL", 0), 2);
}

static void bad_rows_are_named_and_the_rest_comes_in(void **state)
{
	struct store *s = *state;

	put("id,date,text,email\n"
	    "1,2026-11-20,good words are said here,a@x.example\n"
	    "2,2026-02-30,a date that does not exist here,a@x.example\n"
	    "3,2026-11-20,an address that is none here,not an address\n"
	    "4,2026-11-20,bad \xFF\xFE bytes are in these words "
	    "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"
	    "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4,a@x.example\n"
	    "5,2026-11-20,more cells than the header has,a@x.example,x\n"
	    "6,2026-11-20,,a@x.example\n"
	    "1,2026-11-20,the id of the first row again,a@x.example\n"
	    "8,2026-11-20,the last words are good,b@x.example\n");
	struct run r = prepare(s, path, "evidence");
	int column;

	assert_int_equal(intake_column(&s->cx, &r.v.plan, STR("email"), &column), OK);
	assert_int_equal(intake_choose(&s->cx, &r.v.plan, STR("contact.email"), column, true), OK);
	assert_int_equal(intake_column(&s->cx, &r.v.plan, STR("date"), &column), OK);
	assert_int_equal(intake_choose(&s->cx, &r.v.plan, STR("said_at"), column, true), OK);
	assert_int_equal(intake_column(&s->cx, &r.v.plan, STR("id"), &column), OK);
	assert_int_equal(intake_choose(&s->cx, &r.v.plan, STR("external_id"), column, true), OK);
	r.o.plan = &r.v.plan;
	assert_int_equal(db_write(&s->cx, order, &r), OK);
	work(s, &r);
	assert_int_equal(r.im.created, 2);
	assert_int_equal(r.im.counted, 1);
	assert_int_equal(r.im.failed, 5);
	static const struct {
		int row;
		const char *field;
	} errors[] = {{3, "said_at"}, {4, "email"}, {5, "verbatim"}, {6, ""}, {8, "external_id"}};

	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		char sql[200];

		(void)snprintf(sql, sizeof sql,
			       "SELECT COUNT(*) FROM import_error WHERE 0 = ?1 AND row_number = %d AND field = '%s'",
			       errors[i].row, errors[i].field);
		if (store_int(s, sql, 0) != 1)
			(void)fprintf(stderr, "no error for row %d %s\n", errors[i].row, errors[i].field);
		assert_int_equal(store_int(s, sql, 0), 1);
	}
	/* nothing of a refused row stays behind */
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM contact WHERE 0 = ?1", 0), 2);
}

static void equal_rows_without_ids_are_counted_up(void **state)
{
	struct store *s = *state;

	put("date,text\n2026-11-20,the very same words again\n2026-11-20,the very same words again\n2026-11-20,and some quite other words\n");
	struct run r = bring(s, path, "evidence", false);

	assert_int_equal(r.im.created, 3);
	r = bring(s, path, "evidence", false);
	assert_int_equal(r.im.created, 0);
	assert_int_equal(r.im.skipped, 3);
}

static void other_resources_come_in_too(void **state)
{
	struct store *s = *state;
	struct run r = bring(s, "tests/fixtures/accounts.csv", "account", false);

	assert_int_equal(r.im.created, 12);
	assert_int_equal(store_int(s,
				   "SELECT COUNT(*) FROM account WHERE 0 = ?1 AND external_id = 'H-101' AND arr = "
				   "18000 AND arr_currency = 'GBP'",
				   0),
			 1);
	assert_true(store_int(s, "SELECT COUNT(*) FROM account WHERE 0 = ?1 AND renewal_on IS NOT NULL", 0) > 0);
	r = bring(s, "tests/fixtures/accounts.csv", "account", false);
	assert_int_equal(r.im.skipped, 12);
	put("name,email,company,job title\nAnn,ann@x.example,X,Boss\nBob,bob@x.example,X,Clerk\n");
	r = bring(s, path, "contact", false);
	assert_int_equal(r.im.created, 2);
	assert_int_equal(r.im.accounts_created, 1);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM contact WHERE 0 = ?1 AND title = 'Boss' AND account_id IS NOT NULL", 0), 1);
}

static void custom_fields_are_made_and_kept(void **state)
{
	struct store *s = *state;
	auto_buf b;

	buf_init(&b, 0);
	buf_z(&b, "id,date,text,plan tier\n");
	for (int i = 0; i < 40; i++)
		buf_printf(&b, "%d,2026-11-20,words number %d of this long file,%s\n", i, i, i % 2 ? "gold \"\"x\"\"" : "silver");
	put(buf_view(&b).p);
	struct run r = bring(s, path, "evidence", false);

	assert_int_equal(r.im.custom_fields_created, 1);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM custom_value WHERE 0 = ?1 AND value = 'silver'", 0), 20);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM evidence WHERE 0 = ?1 AND custom LIKE '%silver%'", 0), 20);
	r = bring(s, path, "evidence", false);
	assert_int_equal(r.im.skipped, 40);
	assert_int_equal(store_int(s, "SELECT COUNT(*) FROM saved_mapping WHERE 0 = ?1", 0), 1);
}

static int steps_left;
static enum err dying_step(struct cx *cx, struct job *j, bool *finished)
{
	if (steps_left-- <= 0)
		return fail(cx, ERR_INVALID, NULL, "the test stops here");
	return intake_import_job.step(cx, j, finished);
}

static enum err resume(struct cx *cx, void *arg)
{
	struct run *r = arg;

	return intake_resume(cx, r->import);
}

/* Stopped after a few batches; a runner without its memory goes on from the cursor. */
static void an_import_goes_on_where_it_stopped(void **state)
{
	struct store *s = *state;
	struct job_kind dying = {.name = "import", .step = dying_step, .ended = intake_import_job.ended, .forget = intake_import_job.forget};
	const struct job_kind *const list[] = {&dying};
	struct job_runner_options o = {.root = &s->cx, .kinds = list, .n_kinds = 1, .poll_us = 5000};
	struct job j;
	auto_buf b;

	buf_init(&b, 0);
	buf_z(&b, "id,date,text,email\n");
	for (int i = 0; i < 6000; i++)
		buf_printf(&b, "%d,2026-11-20,words number %d of this long file,p%d@x.example\n", i, i, i % 100);
	put(buf_view(&b).p);
	struct run r = prepare(s, path, "evidence");

	r.o.plan = &r.v.plan;
	assert_int_equal(db_write(&s->cx, order, &r), OK);
	for (int round = 0; round < 3; round++) {
		steps_left = 2;
		assert_int_equal(job_run_to_end(&s->cx, &o, r.job, NULL, NULL, &j), OK);
		assert_int_equal(j.state, JOB_FAILED);
		assert_int_equal(db_read(&s->cx, load, &r), OK);
		assert_int_equal(r.im.state, E_import_state_failed);
		assert_int_equal(store_int(s, LIVE, 0), r.im.created);
		assert_int_equal(db_write(&s->cx, resume, &r), OK);
	}
	assert_true(r.im.created > 0 && r.im.created < 6000);
	work(s, &r);
	assert_int_equal(r.im.created, 6000);
	assert_int_equal(r.im.read, 6000);
	assert_int_equal(r.im.contacts_created, 100);
	assert_int_equal(store_int(s, LIVE, 0), 6000);
	assert_int_equal(db_write(&s->cx, resume, &r), ERR_STATE);
	fail_clear(&s->cx);
}

static void what_cannot_become_anything_is_refused_before_the_start(void **state)
{
	struct store *s = *state;
	struct run r;

	put("a,b\n1,2\n3,4\n");
	r = prepare(s, path, "evidence");
	r.o.plan = &r.v.plan;
	assert_int_equal(db_write(&s->cx, order, &r), ERR_INVALID);
	assert_string_equal(s->cx.failure.detail[0].field, "map");
	fail_clear(&s->cx);
	assert_int_equal(intake_preview(&s->cx, path, "auto", STR("session"), &r.v), ERR_INVALID);
	assert_int_equal(intake_preview(&s->cx, path, "auto", STR("nonsense"), &r.v), ERR_INVALID);
	fail_clear(&s->cx);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(rows_become_items_and_the_same_file_adds_nothing),
		T(a_survey_row_gives_an_item_for_each_answer),
		T(a_dry_run_writes_nothing),
		T(changed_rows_are_new_versions_and_undo_restores),
		T(undo_is_refused_once_an_item_is_answered),
		T(people_stay_when_others_need_them),
		T(bad_rows_are_named_and_the_rest_comes_in),
		T(equal_rows_without_ids_are_counted_up),
		T(other_resources_come_in_too),
		T(custom_fields_are_made_and_kept),
		T(an_import_goes_on_where_it_stopped),
		T(what_cannot_become_anything_is_refused_before_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
