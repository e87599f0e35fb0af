/* Reading the chain: the thread of an object, evidence strength, named methods. */
#include "api/chain.h"
#include "domain/calc/calc.h"
#include "domain/strength.h"
#include "domain/trace.h"
#include <jansson.h>
#include <stdlib.h>

static enum err trace(struct call *c)
{
	const struct resource *r;
	int64_t id;

	TRY(call_id(c, 0, NULL, &r, &id));
	return trace_show(c->cx, r, id, &c->j);
}

static enum err strength(struct call *c)
{
	const struct resource *r;
	int64_t id;

	TRY(call_object_id(c, NULL, &r, &id));
	if (r->id != RES_insight && r->id != RES_opportunity && r->id != RES_roadmap_item && r->id != RES_theme)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "insights, opportunities, roadmap items and themes have evidence strength");
	return strength_show(c->cx, r, id, &c->j);
}

static enum err methods_list(struct call *c)
{
	calc_list(&c->j);
	return OK;
}

static enum err calc(struct call *c)
{
	const struct method *m = method_by_name(c->param[0]);
	auto_buf out;

	buf_init(&out, 0);
	if (!m)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "there is no method of this name: GET /calc lists them");
	char *text = json_dumps(c->body, JSON_COMPACT | JSON_ENCODE_ANY);
	enum err e = calc_run(c->cx, m, str_of(text), &out);

	free(text);
	TRY(e);
	json_raw(&c->j, buf_view(&out));
	return OK;
}

const struct route trace_routes[] = {
	{HTTP_GET, "/trace/{id}", P_any, 0, trace,
	 "From the words to the answer: what an object is reachable from and what follows from it.", NULL, ANY_OBJECT,
	 NULL, 0, NULL},
	{HTTP_GET, "/strength/{id}", P_any, 0, strength,
	 "Evidence strength of an insight, opportunity or roadmap item, and what it rests on.", NULL, ANY_OBJECT, NULL,
	 0, NULL},
	{HTTP_GET, "/calc", P_any, 0, methods_list, "Named methods with the shapes of their inputs and results.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/calc/{method}", P_any, ROUTE_READ_POST, calc,
	 "Computes one method from its inputs; stores nothing.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{0},
};
