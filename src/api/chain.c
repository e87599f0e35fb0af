/* Shared by the endpoints of the chain; see chain.h. */
#include "api/chain.h"
#include "base/clock.h"
#include "domain/trace.h"
#include <jansson.h>
#include <math.h>

static json_t *member(const struct call *c, const char *name)
{
	json_t *v = json_is_object(c->body) ? json_object_get(c->body, name) : NULL;

	return v && !json_is_null(v) ? v : NULL;
}

enum err call_ids(struct call *c, const char *name, bool required, const struct resource *want, size_t most, int64_t **ret, size_t *ret_n)
{
	json_t *list = member(c, name);

	*ret = NULL;
	*ret_n = 0;
	if (!list)
		return required ? fail(c->cx, ERR_INVALID, name, "is required") : OK;
	if (!json_is_array(list))
		return fail(c->cx, ERR_INVALID, name, "must be a list of ids");
	if (json_array_size(list) > most)
		return fail(c->cx, ERR_INVALID, name, "has more than %zu entries", most);
	*ret = ARENA_ARRAY(c->cx->arena, int64_t, json_array_size(list) + 1);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const struct resource *r;
		json_t *v = json_array_get(list, i);

		if (!json_is_string(v))
			return fail(c->cx, ERR_INVALID, name, "must be a list of ids");
		enum err e = model_resolve(c->cx, (struct str){json_string_value(v), json_string_length(v)}, want, &r, &(*ret)[i]);

		if (e == ERR_NOT_FOUND) {
			fail_clear(c->cx);
			return fail(c->cx, ERR_INVALID, name, "entry %zu is not the id of a %s of this workspace", i + 1, want->name);
		}
		TRY(e);
	}
	*ret_n = json_array_size(list);
	return required && !*ret_n ? fail(c->cx, ERR_INVALID, name, "is empty") : OK;
}

enum err call_number(struct call *c, const char *name, double *ret, bool *ret_has)
{
	json_t *v = member(c, name);

	*ret_has = v != NULL;
	*ret = json_number_value(v);
	return v && (!json_is_number(v) || !isfinite(*ret)) ? fail(c->cx, ERR_INVALID, name, "must be a number") : OK;
}

enum err call_enum(struct call *c, const char *name, enum enum_id e, int missing, int *ret)
{
	struct str s;

	TRY(call_text(c, name, false, 60, &s));
	*ret = s.n ? enum_by_name(e, s) : missing;
	if (*ret >= 0 || !s.n)
		return OK;
	auto_buf b;

	buf_init(&b, 1024);
	for (int i = 0; i < enums[e].n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", enums[e].values[i]);
	return fail(c->cx, ERR_INVALID, name, "is one of %.*s", STR_ARG(buf_view(&b)));
}

enum err call_day(struct call *c, const char *name, int64_t *ret)
{
	struct str s;
	int32_t days = 0;

	TRY(call_text(c, name, false, 10, &s));
	if (s.n && !date_parse(s, &days))
		return fail(c->cx, ERR_INVALID, name, "is not a date such as 2026-03-31");
	*ret = days;
	return OK;
}

enum err call_time(struct call *c, const char *name, int64_t *ret)
{
	struct str s;

	*ret = 0;
	TRY(call_text(c, name, false, 40, &s));
	if (s.n && !time_parse(s, ret))
		return fail(c->cx, ERR_INVALID, name, "is not a time such as 2026-03-31T12:00:00Z");
	return OK;
}

enum err call_object_id(struct call *c, const struct resource *want, const struct resource **ret_resource, int64_t *ret_id)
{
	const struct resource *r;

	TRY(call_id(c, 0, want, &r, ret_id));
	if (ret_resource)
		*ret_resource = r;
	if (!resource_in_workspace(r))
		return fail(c->cx, ERR_NOT_FOUND, NULL, "a %s is no part of the chain", r->name);
	return trace_survivor(c->cx, r, *ret_id, ret_id);
}

enum err show_asked(struct call *c, const struct resource *r, int64_t id)
{
	struct asked a = {0};

	if (id)
		TRY(tell_count(c->cx, r, id, &a));
	json_key(&c->j, "asked");
	json_open(&c->j);
	json_kint(&c->j, "asked", (int64_t)a.asked);
	json_kint(&c->j, "reachable", (int64_t)a.reachable);
	json_kint(&c->j, "answered", (int64_t)a.answered);
	json_close(&c->j);
	return OK;
}
