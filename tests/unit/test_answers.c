/* Answers leave exactly once: crash before and after the message left, two runners at once, taken back, consent
 * withdrawn while held; the outbox is the witness. Both stores. */
#include "tests/db/chain.h"
#include "api/courier.h"
#include "base/fault.h"
#include "outbound/mail.h"
#include "tests/http/smtp_server.h"

static char data[64];

static int setup(void **state)
{
	if (chain_setup(state))
		return -1;
	(void)snprintf(data, sizeof data, "/tmp/earshot-answers-XXXXXX");
	if (!mkdtemp(data))
		return -1;
	chain_settings.data = data;
	chain_settings.answer_hold = 0;
	return 0;
}

static int teardown(void **state)
{
	char command[160];

	fault_set("courier.claimed", 0);
	fault_set("courier.delivered", 0);
	(void)snprintf(command, sizeof command, "rm -rf %s", data);
	return system(command) | engine_alone_end(state); /* NOLINT: a test's own directory */
}

static size_t mails(struct cx *cx)
{
	char dir[96];
	struct outbox_item *item;
	size_t n;

	(void)snprintf(dir, sizeof dir, "%s/outbox", data);
	assert_int_equal(outbox_list(cx, dir, 1000, &item, &n), OK);
	return n;
}

struct drafts {
	int64_t decision;
	struct drafted made;
};

static enum err do_draft(struct cx *cx, void *arg)
{
	struct drafts *d = arg;

	return tell_draft(cx, R(decision), d->decision, &(struct drafting){0}, &d->made);
}

static enum err do_approve(struct cx *cx, void *arg)
{
	struct drafts *d = arg;

	for (size_t i = 0; i < d->made.created; i++) {
		enum why_not why;

		TRY(answer_approve(cx, d->made.answer[i], &why));
		assert_int_equal(why, WHY_OK);
	}
	return OK;
}

/* n customers asked, a refusal, n answers held and due. */
static struct drafts held(struct cx *cx, int n)
{
	struct drafts d = {0};
	int64_t source = chain_source(cx), *item = ARENA_ARRAY(cx->arena, int64_t, n);

	for (int i = 0; i < n; i++)
		item[i] = chain_said(cx, source, chain_contact(cx, "Ann", ",'consent_contact':'yes'"), "Please do it.");
	d.decision = chain_decide(cx, chain_opportunity(cx, item, (size_t)n), E_decision_outcome_wont);
	assert_int_equal(db_write(cx, do_draft, &d), OK);
	assert_int_equal(d.made.created, n);
	assert_int_equal(db_write(cx, do_approve, &d), OK);
	return d;
}

static const char *state_of(struct cx *cx, int64_t answer)
{
	return MEMBER(cx, R(answer), answer, "state");
}

static const struct job_kind *const kinds[] = {&answers_send_job};

static struct job_runner_options options(struct cx *cx, int threads)
{
	return (struct job_runner_options){
		.root = cx, .kinds = kinds, .n_kinds = 1, .threads = threads, .lease_us = 300000, .poll_us = 10000};
}

static void wait_until(struct cx *cx, const struct drafts *d, const char *state)
{
	for (int i = 0; i < 1000; i++) {
		size_t there = 0;

		for (size_t k = 0; k < d->made.created; k++)
			there += strcmp(state_of(cx, d->made.answer[k]), state) == 0;
		if (there == d->made.created)
			return;
		(void)usleep(10000);
	}
	BROKEN("still %s", state_of(cx, d->made.answer[0]));
}

static void sends_each_once(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 12);
	const struct job_runner_options o = options(cx, 3);
	struct job_runner *a = job_runner_start(&o), *b = job_runner_start(&o);

	wait_until(cx, &d, "sent");
	job_runner_stop(a);
	job_runner_stop(b);
	assert_int_equal(mails(cx), 12);
	/* the sender again finds nothing */
	a = job_runner_start(&o);
	(void)usleep(50000);
	job_runner_stop(a);
	assert_int_equal(mails(cx), 12);
}

/* The process ends in the middle: once before the message left, once after. */
static void survives(void **state, const char *point)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	const struct job_runner_options o = options(cx, 1);
	struct job_runner *r;

	fault_set(point, 1);
	r = job_runner_start(&o);
	wait_until(cx, &d, "sent");
	job_runner_stop(r);
	assert_int_equal(mails(cx), 1);
}

static void survives_before(void **state)
{
	survives(state, "courier.claimed");
}

static void survives_after(void **state)
{
	survives(state, "courier.delivered");
}

/* At a mail server nobody can know: unknown, and never again without a person. */
static void unknown_stays(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	const struct job_runner_options o = options(cx, 1);
	struct job_runner *r;

	chain_settings.smtp = "smtp://127.0.0.1:1";
	fault_set("courier.claimed", 1);
	r = job_runner_start(&o);
	wait_until(cx, &d, "unknown");
	(void)usleep(50000);
	job_runner_stop(r);
	assert_string_equal(state_of(cx, d.made.answer[0]), "unknown");
	assert_int_equal(mails(cx), 0);
}

/* The server took it, then the process ended: one message there, and the answer is not sent again by itself. */
static void server_gets_one(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	struct smtp_server server;
	const struct job_runner_options o = options(cx, 1);
	struct job_runner *r;

	smtp_start(&server, SMTP_GOOD);
	chain_settings.smtp = arena_printf(cx->arena, "smtp://127.0.0.1:%d", server.port);
	fault_set("courier.delivered", 1);
	r = job_runner_start(&o);
	wait_until(cx, &d, "unknown");
	job_runner_stop(r);
	smtp_end(&server);
	assert_int_equal(server.messages, 1);
}

static void refused_is_failed(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	struct smtp_server server;
	const struct job_runner_options o = options(cx, 1);
	struct job_runner *r;

	smtp_start(&server, SMTP_RCPT_550);
	chain_settings.smtp = arena_printf(cx->arena, "smtp://127.0.0.1:%d", server.port);
	r = job_runner_start(&o);
	wait_until(cx, &d, "failed");
	job_runner_stop(r);
	smtp_end(&server);
	assert_int_equal(server.messages, 0);
	assert_string_not_equal(MEMBER(cx, R(answer), d.made.answer[0], "failure"), "null");
}

static void unsubscribed_meanwhile(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	const struct resource *r;
	int64_t contact;
	const struct job_runner_options o = options(cx, 1);

	assert_true(id_parse(str_of(MEMBER(cx, R(answer), d.made.answer[0], "contact_id")), &r, &contact));
	assert_int_equal(patch(cx, R(contact), contact, -1, "{'unsubscribed_at':'2026-01-01T00:00:00Z'}"), OK);
	struct job_runner *runner = job_runner_start(&o);

	wait_until(cx, &d, "failed");
	job_runner_stop(runner);
	assert_int_equal(mails(cx), 0);
}

struct one {
	int64_t id;
	bool done;
};

static enum err do_cancel(struct cx *cx, void *arg)
{
	struct one *o = arg;

	return answer_cancel(cx, o->id, &o->done);
}

static void taken_back(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	struct one o = {.id = d.made.answer[0]};
	const struct job_runner_options opt = options(cx, 1);

	assert_int_equal(db_write(cx, do_cancel, &o), OK);
	assert_true(o.done);
	struct job_runner *r = job_runner_start(&opt);

	(void)usleep(100000);
	job_runner_stop(r);
	assert_string_equal(state_of(cx, o.id), "draft");
	assert_int_equal(mails(cx), 0);
}

/* The same customer, the same decision: a second answer is refused whoever makes it. */
static void never_two(void **state)
{
	struct cx *cx = CX(state);
	struct drafts d = held(cx, 1);
	int64_t id;
	const char *contact = MEMBER(cx, R(answer), d.made.answer[0], "contact_id");
	const char *body = arena_printf(cx->arena, "{'contact_id':'%s','decision_id':'%s','subject':'s','body':'b'}",
					contact, id_text(cx, R(decision), d.decision));

	assert_int_equal(try_create(cx, R(answer), body, &id), ERR_CONFLICT);
	struct drafts again = {.decision = d.decision};

	assert_int_equal(db_write(cx, do_draft, &again), OK);
	assert_int_equal(again.made.created, 0);
	assert_int_equal(patch(cx, R(answer), d.made.answer[0], -1, "{'body':'Other words'}"), ERR_STATE);
}

static void no_consent_no_draft(void **state)
{
	struct cx *cx = CX(state);
	int64_t contact = chain_contact(cx, "Nora", ",'consent_contact':'no'"), id;

	assert_int_equal(try_create(cx, R(answer),
				    arena_printf(cx->arena, "{'contact_id':'%s','subject':'s','body':'b'}",
						 id_text(cx, R(contact), contact)),
				    &id),
			 ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "contact_id");
}

#define ANSWER_TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest answers[] = {
		ANSWER_TEST(sends_each_once),	     ANSWER_TEST(survives_before), ANSWER_TEST(survives_after),
		ANSWER_TEST(unknown_stays),	     ANSWER_TEST(server_gets_one), ANSWER_TEST(refused_is_failed),
		ANSWER_TEST(unsubscribed_meanwhile), ANSWER_TEST(taken_back),	   ANSWER_TEST(never_two),
		ANSWER_TEST(no_consent_no_draft),
	};
	return STORES_RUN(answers);
}
