/* For tests of the chain: an engine with the rules of domain, and a customer's way from words to a decision in one
 * call. */
#pragma once
#include "tests/db/engine.h"
#include "base/settings.h"
#include "domain/chain.h"
#include "domain/domain.h"
#include "domain/tell.h"

static struct settings chain_settings;

static int chain_setup(void **state)
{
	if (engine_alone(state))
		return -1;
	chain_settings = (struct settings){.data = "/nonexistent",
					   .smtp = "",
					   .smtp_user = "",
					   .smtp_password = "",
					   .mail_from = "",
					   .public_url = "",
					   .listen = "127.0.0.1",
					   .port = 8080,
					   .answer_hold = 60};
	CX(state)->settings = &chain_settings;
	CX(state)->now_us = clock_wall_us();
	domain_register(CX(state)->model);
	return 0;
}

static inline int64_t chain_contact(struct cx *cx, const char *name, const char *more)
{
	return CREATE(cx, R(contact), "{'name':'%s','email':'%s%lld@acme.example'%s}", name, name,
		      (long long)model_new_id(cx), more);
}

static inline int64_t chain_source(struct cx *cx)
{
	return CREATE(cx, R(source), "{'name':'Desk %lld','kind':'helpdesk'}", (long long)model_new_id(cx));
}

/* Said just now; contact 0: anonymous. */
static inline int64_t chain_said(struct cx *cx, int64_t source, int64_t contact, const char *verbatim)
{
	char now[32];

	(void)time_format(cx->now_us, now);
	return CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'%s','verbatim':'%s'%s%s%s}",
		      id_text(cx, R(source), source), now, verbatim, contact ? ",'contact_id':'" : "",
		      contact ? id_text(cx, R(contact), contact) : "", contact ? "'" : "");
}

struct chain_link {
	enum link_kind kind;
	int64_t from, to;
	int sign;
	bool remove;
};

static inline enum err chain_do_link(struct cx *cx, void *arg)
{
	struct chain_link *l = arg;

	if (l->remove)
		return link_remove(cx, l->kind, l->from, l->to, STR("test"));
	return link_add(cx, &(struct link){.kind = l->kind, .from = l->from, .to = l->to, .sign = l->sign}, NULL);
}

static inline void chain_link(struct cx *cx, enum link_kind kind, int64_t from, int64_t to, int sign)
{
	struct chain_link l = {kind, from, to, sign, false};

	assert_int_equal(db_write(cx, chain_do_link, &l), OK);
}

static inline void chain_unlink(struct cx *cx, enum link_kind kind, int64_t from, int64_t to)
{
	struct chain_link l = {kind, from, to, 1, true};

	assert_int_equal(db_write(cx, chain_do_link, &l), OK);
}

static inline int64_t chain_opportunity(struct cx *cx, const int64_t *evidence, size_t n)
{
	int64_t id = CREATE(cx, R(opportunity), "{'need':'Get it done'}");

	for (size_t i = 0; i < n; i++)
		chain_link(cx, LINK_evidence_opportunity, evidence[i], id, 1);
	return id;
}

struct chain_decision {
	int64_t opportunity, made;
	int outcome;
};

static inline enum err chain_do_decide(struct cx *cx, void *arg)
{
	struct chain_decision *d = arg;

	return opportunity_decide(cx, d->opportunity,
				  &(struct ruling){.outcome = d->outcome, .reason = STR("Because of it.")}, &d->made);
}

static inline int64_t chain_decide(struct cx *cx, int64_t opportunity, int outcome)
{
	struct chain_decision d = {.opportunity = opportunity, .outcome = outcome};

	fail_clear(cx);
	if (db_write(cx, chain_do_decide, &d) != OK)
		BROKEN("decide: %s", fail_text(cx));
	return d.made;
}

static inline void chain_follow(struct cx *cx)
{
	if (change_seal(cx, NULL, NULL) != OK || domain_follow_all(cx, cx->workspace_id) != OK)
		BROKEN("follow: %s", fail_text(cx));
}

struct chain_moving {
	const struct resource *r;
	int64_t id;
	int to;
	const char *reason;
};

static inline enum err chain_do_move(struct cx *cx, void *arg)
{
	struct chain_moving *m = arg;

	return model_move(cx, m->r, m->id, -1, m->to, str_of(m->reason));
}

static inline enum err chain_move(struct cx *cx, const struct resource *r, int64_t id, int to, const char *reason)
{
	struct chain_moving m = {r, id, to, reason};

	fail_clear(cx);
	return db_write(cx, chain_do_move, &m);
}
