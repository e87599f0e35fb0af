/* Table of named methods, and the readers and writers that they share. See calc.h. */
#include "domain/calc/calc.h"
#include "model/engine.h"
#include <math.h>
#include <string.h>

#define METHOD(name, version, summary, inputs, result) {#name, version, summary, inputs, result},
const struct method methods[] = {
#include "method/methods.def"
};
#undef METHOD
const int n_methods = sizeof methods / sizeof methods[0];

#define METHOD(name, ...) calc_##name,
static enum err (*const run_of[])(struct calc *) = {
#include "method/methods.def"
};
#undef METHOD

const struct method *method_by_name(struct str name)
{
	for (int i = 0; i < n_methods; i++)
		if (str_is(name, methods[i].name))
			return &methods[i];
	return NULL;
}

static enum err run(struct calc *c, const struct method *m, struct buf *out)
{
	auto_buf result;
	struct json_out inner, j;

	buf_init(&result, 0);
	json_start(&inner, &result);
	c->out = &inner;
	json_open(&inner);
	TRY(run_of[m - methods](c));
	json_close(&inner);
	json_start(&j, out);
	json_open(&j);
	json_kz(&j, "method", m->name);
	json_kint(&j, "version", m->version);
	json_key(&j, "result");
	if (c->none)
		json_nil(&j);
	else
		json_raw(&j, buf_view(&result));
	if (c->reason)
		json_kz(&j, "reason", c->reason);
	json_close(&j);
	return OK;
}

enum err calc_run(struct cx *cx, const struct method *m, struct str inputs, struct buf *out)
{
	struct calc c = {.cx = cx};
	enum err e;

	TRY(json_read(cx, inputs, &c.in));
	if (json_is_object(c.in))
		e = run(&c, m, out);
	else
		e = fail(cx, ERR_MALFORMED, NULL, "the inputs of %s are one JSON object: %s", m->name, m->inputs);
	json_decref(c.in);
	return e;
}

void calc_list(struct json_out *j)
{
	json_open(j);
	json_key(j, "data");
	json_list(j);
	for (int i = 0; i < n_methods; i++) {
		json_open(j);
		json_kz(j, "method", methods[i].name);
		json_kint(j, "version", methods[i].version);
		json_kz(j, "summary", methods[i].summary);
		json_key(j, "inputs");
		json_raw(j, str_of(methods[i].inputs));
		json_key(j, "result");
		json_raw(j, str_of(methods[i].result));
		json_close(j);
	}
	json_list_end(j);
	json_close(j);
}

json_t *calc_member(struct calc *c, json_t *in, const char *key)
{
	json_t *v = json_object_get(in ? in : c->in, key);

	return v && !json_is_null(v) ? v : NULL;
}

static enum err number(struct calc *c, json_t *v, const char *key, double *ret)
{
	if (!v)
		return fail(c->cx, ERR_INVALID, key, "is required");
	if (!json_is_number(v) || !isfinite(json_number_value(v)))
		return fail(c->cx, ERR_INVALID, key, "must be a number");
	*ret = json_number_value(v);
	return OK;
}

enum err calc_num(struct calc *c, json_t *in, const char *key, double *ret)
{
	return number(c, calc_member(c, in, key), key, ret);
}

enum err calc_opt(struct calc *c, json_t *in, const char *key, double *ret, bool *ret_has)
{
	json_t *v = calc_member(c, in, key);

	*ret_has = v != NULL;
	return v ? number(c, v, key, ret) : OK;
}

enum err calc_array(struct calc *c, json_t *in, const char *key, json_t **ret, size_t *ret_n)
{
	*ret = calc_member(c, in, key);
	if (!json_is_array(*ret))
		return fail(c->cx, ERR_INVALID, key, *ret ? "must be a list" : "is required");
	*ret_n = json_array_size(*ret);
	return OK;
}

enum err calc_nums(struct calc *c, json_t *in, const char *key, double **ret, size_t *ret_n)
{
	json_t *list;

	TRY(calc_array(c, in, key, &list, ret_n));
	*ret = ARENA_ARRAY(c->cx->arena, double, *ret_n ? *ret_n : 1);
	for (size_t i = 0; i < *ret_n; i++)
		TRY(number(c, json_array_get(list, i), key, &(*ret)[i]));
	return OK;
}

enum err calc_same_length(struct calc *c, const char *key, size_t n, size_t want)
{
	return n == want ? OK : fail(c->cx, ERR_INVALID, key, "has %zu entries where %zu are needed", n, want);
}

enum err calc_text(struct calc *c, json_t *in, const char *key, struct str *ret)
{
	json_t *v = calc_member(c, in, key);

	if (!json_is_string(v))
		return fail(c->cx, ERR_INVALID, key, v ? "must be a text" : "is required");
	*ret = (struct str){json_string_value(v), json_string_length(v)};
	return OK;
}

enum err calc_choice(struct calc *c, json_t *in, const char *key, const char *const *words, int *ret)
{
	struct str s;

	TRY(calc_text(c, in, key, &s));
	for (int i = 0; words[i]; i++)
		if (str_is(s, words[i])) {
			*ret = i;
			return OK;
		}
	return fail(c->cx, ERR_INVALID, key, "is not one of its values");
}

enum err calc_name(struct calc *c, json_t *in, const char *key, struct str *ret)
{
	json_t *v = calc_member(c, in, key);

	if (json_is_string(v))
		return calc_text(c, in, key, ret);
	if (json_is_integer(v)) {
		*ret = str_of(arena_printf(c->cx->arena, "%lld", (long long)json_integer_value(v)));
		return OK;
	}
	return fail(c->cx, ERR_INVALID, key, v ? "must be a text or a whole number" : "is required");
}

void calc_maybe(struct calc *c, const char *key, struct maybe m)
{
	json_key(c->out, key);
	if (m.why) {
		json_nil(c->out);
		c->reason = m.why;
	} else {
		json_num(c->out, m.value);
	}
}

enum err calc_none(struct calc *c, const char *reason)
{
	c->none = true;
	c->reason = reason;
	return OK;
}

void calc_interval(struct calc *c, struct interval i)
{
	calc_maybe(c, "low", i.known ? known(i.low) : unknown("nothing was counted"));
	calc_maybe(c, "high", i.known ? known(i.high) : unknown("nothing was counted"));
}

void calc_numbers(struct calc *c, const char *key, const double *x, size_t n)
{
	json_key(c->out, key);
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_num(c->out, x[i]);
	json_list_end(c->out);
}
