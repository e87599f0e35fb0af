/* Today, timelines of customers, loop health. */
#include "domain/today.h"
#include "api/chain.h"
#include "domain/health.h"

static enum err today(struct call *c)
{
	return today_show(c->cx, &c->j);
}

static enum err seen(struct call *c)
{
	TRY(today_seen(c->cx));
	json_open(&c->j);
	show_time(&c->j, "since", c->cx->now_us);
	json_close(&c->j);
	return OK;
}

static enum err account(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, &resources[RES_account], NULL, &id));
	return timeline_show(c->cx, &resources[RES_account], id, call_query(c, "cursor"), &c->j);
}

static enum err contact(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, &resources[RES_contact], NULL, &id));
	return timeline_show(c->cx, &resources[RES_contact], id, call_query(c, "cursor"), &c->j);
}

static enum err loop(struct call *c)
{
	int64_t from, to;

	TRY(loop_period(c->cx, call_query(c, "from"), call_query(c, "to"), &from, &to));
	return loop_show(c->cx, from, to, &c->j);
}

const struct route today_routes[] = {
	{HTTP_GET, "/today", P_any, 0, today, "What is new, rising and overdue since the last visit.", NULL, ANY_OBJECT,
	 NULL, 0, NULL},
	{HTTP_POST, "/today/seen", P_any, 0, seen, "Marks now as the last visit.", ANY_OBJECT, "{\"since\":\"time\"}",
	 NULL, 0, NULL},
	{HTTP_GET, "/accounts/{id}/timeline", P_any, 0, account, "What an account said and what became of it.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/contacts/{id}/timeline", P_any, 0, contact, "What a contact said and what became of it.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/loop", P_any, 0, loop,
	 "Loop health of a period: coverage, time in stage, closed loop, handoffs, staleness.", NULL, ANY_OBJECT, NULL,
	 0, NULL},
	{0},
};
