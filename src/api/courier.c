/* Job answers.send. One answer at a time:
 *   1. a write marks it `sending`, makes its private links and leaves its id in the job's cursor;
 *   2. outside any write the message goes to the mail server, or into the outbox as a file named by the answer's id;
 *   3. a write records sent, failed, later or unknown and clears the cursor.
 * After a crash between 1 and 3 the cursor names the answer in flight: in the outbox its file either is there (then it
 * was sent) or not (then it goes again, nobody can have read it); at a mail server its fate is unknown and a person
 * decides. A second runner cannot take it: the lease fences writes, and only `held` answers are claimed. */
#include "api/courier.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/settings.h"
#include "domain/domain.h"
#include "domain/tell.h"
#include "outbound/mail.h"
#include <stdio.h>
#include <string.h>

#define ANSWER (&resources[RES_answer])
#define STUCK_US (10 * 60 * US_PER_S)

enum err courier_place(struct cx *cx, struct courier_place *ret)
{
	ret->smtp = *cx->settings->smtp ? cx->settings->smtp : NULL;
	ret->directory = arena_printf(cx->arena, "%s/outbox", cx->settings->data);
	return OK;
}

const char *courier_public_url(struct cx *cx)
{
	const struct settings *s = cx->settings;
	size_t n = strlen(s->public_url);

	if (!n)
		return arena_printf(cx->arena, "http://%s:%lld", s->listen, (long long)s->port);
	while (n && s->public_url[n - 1] == '/')
		n--;
	return arena_printf(cx->arena, "%.*s", (int)n, s->public_url);
}

/* What is loaded inside a write and needed outside it. */
struct parcel {
	int64_t answer_id, next; /* next: when the next held one is due, 0 none */
	struct str to_name, to_address, subject, body, language, product, id;
	char token[48];
	bool claimed;
};

static enum err load(struct cx *cx, struct parcel *p)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);
	struct contact *c = ARENA_NEW(cx->arena, struct contact);
	struct status_page page;
	char id[ID_TEXT];

	TRY(model_get(cx, ANSWER, p->answer_id, a));
	TRY(model_get(cx, &resources[RES_contact], a->contact_id, c));
	TRY(status_load(cx, a->contact_id, &page));
	TRY(status_link_new(cx, a->contact_id, p->token));
	id_format(ANSWER, p->answer_id, id);
	p->id = str_copy(cx->arena, str_of(id));
	p->to_name = c->name;
	p->to_address = c->email;
	p->subject = a->subject;
	p->body = a->body;
	p->language = a->language;
	p->product = page.product;
	return OK;
}

/* ---- the three steps ---- */

static enum err claim(struct cx *cx, void *arg)
{
	struct parcel *p = arg;

	TRY(answer_sweep(cx, STUCK_US));
	TRY(answer_claim(cx, &p->answer_id, &p->next));
	p->claimed = p->answer_id != 0;
	return p->claimed ? load(cx, p) : OK;
}

static enum err claim_batch(struct cx *cx, struct job *job, void *arg)
{
	struct parcel *p = arg;

	TRY(domain_act_as(cx, ACTOR_RULE, claim, p));
	if (p->claimed)
		job->next.cursor = p->id;
	/* this job ends; another one comes when the next hold is over (answers held again after a failed try) */
	return !p->claimed && p->next ? answer_wake(cx, p->next) : OK;
}

struct sender {
	struct str name, address;
};

/* "Acme <feedback@acme.example>" or a bare address. */
static struct sender sender_of(struct cx *cx, struct str product)
{
	struct str s = str_trim(str_of(cx->settings->mail_from));
	const char *open = s.n ? memrchr(s.p, '<', s.n) : NULL;

	if (!s.n)
		return (struct sender){product, STR("earshot@localhost.localdomain")};
	if (!open || s.p[s.n - 1] != '>')
		return (struct sender){product, s};
	return (struct sender){str_trim((struct str){s.p, (size_t)(open - s.p)}),
			       {open + 1, (size_t)(s.p + s.n - open - 2)}};
}

static enum err compose(struct cx *cx, const struct parcel *p, struct sender from, struct buf *out)
{
	const char *base = courier_public_url(cx);
	struct str status = str_of(arena_printf(cx->arena, "%s/s/%s", base, p->token));
	struct str stop = str_of(arena_printf(cx->arena, "%s/u/%s", base, p->token));
	struct str footer = tell_footer(cx, p->language, status, stop);
	struct mail m = {.id = p->id,
			 .from_name = from.name,
			 .from_address = from.address,
			 .to_name = p->to_name,
			 .to_address = p->to_address,
			 .subject = p->subject,
			 .text = str_of(arena_printf(cx->arena, "%.*s%.*s", STR_ARG(p->body), STR_ARG(footer))),
			 .unsubscribe_url = stop,
			 .date_us = cx->now_us};

	return mail_compose(cx, &m, out);
}

static enum mail_result deliver(struct cx *cx, const struct parcel *p, char detail[256])
{
	struct sender from = sender_of(cx, p->product);
	struct courier_place place;
	auto_buf message;

	buf_init(&message, 0);
	(void)snprintf(detail, 256, "%s", "");
	if (compose(cx, p, from, &message) != OK || courier_place(cx, &place) != OK) {
		(void)snprintf(detail, 256, "%s", fail_text(cx));
		fail_clear(cx);
		return MAIL_REFUSED;
	}
	if (!place.smtp) {
		enum err e = outbox_write(cx, place.directory, p->id, buf_view(&message));

		if (e)
			(void)snprintf(detail, 256, "%s", fail_text(cx));
		fail_clear(cx);
		return e ? MAIL_LATER : MAIL_SENT;
	}
	const struct settings *s = cx->settings;
	struct mail_smtp smtp = {.url = place.smtp,
				 .user = *s->smtp_user ? s->smtp_user : NULL,
				 .password = *s->smtp_password ? s->smtp_password : NULL};

	return mail_send(&smtp, from.address, p->to_address, buf_view(&message), detail);
}

struct verdict {
	int64_t answer_id;
	enum mail_result result;
	struct str detail;
};

static enum err record(struct cx *cx, void *arg)
{
	struct verdict *v = arg;

	switch (v->result) {
	case MAIL_SENT:
		return answer_settle(cx, v->answer_id, E_answer_state_sent, (struct str){0});
	case MAIL_REFUSED:
		return answer_settle(cx, v->answer_id, E_answer_state_failed, v->detail);
	case MAIL_LATER:
		return answer_later(cx, v->answer_id, v->detail);
	default:
		return answer_settle(cx, v->answer_id, E_answer_state_unknown, v->detail);
	}
}

static enum err record_batch(struct cx *cx, struct job *job, void *arg)
{
	job->next.cursor = STR("");
	job->next.done = job->done + 1;
	return domain_act_as(cx, ACTOR_RULE, record, arg);
}

/* ---- after a crash ---- */

static enum err reload(struct cx *cx, void *arg)
{
	return load(cx, arg);
}

static enum err reload_batch(struct cx *cx, struct job *job, void *arg)
{
	(void)job;
	return domain_act_as(cx, ACTOR_RULE, reload, arg);
}

/* The answer that was in flight when the last holder of this job ended. */
static enum err recover(struct cx *cx, struct job *job)
{
	const struct resource *r;
	struct parcel p = {0};
	struct verdict v = {.result = MAIL_UNKNOWN, .detail = STR("the program ended while this was being sent")};
	struct courier_place place;
	char detail[256];

	if (!id_parse(job->cursor, &r, &p.answer_id) || r != ANSWER)
		return fail(cx, ERR_CORRUPT, NULL, "the cursor of this job names no answer");
	v.answer_id = p.answer_id;
	TRY(courier_place(cx, &place));
	if (!place.smtp) {
		TRY(job_batch(cx, job, reload_batch, &p));
		v.result = deliver(cx, &p, detail); /* a file that is there stays as it is */
		v.detail = str_copy(cx->arena, str_of(detail));
	}
	return job_batch(cx, job, record_batch, &v);
}

static enum err step(struct cx *cx, struct job *job, bool *ret_finished)
{
	struct parcel p = {0};
	char detail[256];

	*ret_finished = false;
	if (job->cursor.n)
		return recover(cx, job);
	TRY(job_batch(cx, job, claim_batch, &p));
	if (!p.claimed) {
		*ret_finished = true;
		return OK;
	}
	struct verdict v = {.answer_id = p.answer_id};

	if (fault("courier.claimed"))
		return fail(cx, ERR_UNAVAILABLE, NULL, "made to end before the message left");
	v.result = deliver(cx, &p, detail);
	v.detail = str_copy(cx->arena, str_of(detail));
	if (fault("courier.delivered"))
		return fail(cx, ERR_UNAVAILABLE, NULL, "made to end after the message left");
	return job_batch(cx, job, record_batch, &v);
}

const struct job_kind answers_send_job = {.name = "answers.send", .step = step};
