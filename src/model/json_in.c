/* JSON and text from outside into a row, by the field table: types, ranges, lengths, enums, unknown keys refused.
 * What needs the store (references, uniqueness) is checked by save.c. */
#include "base/clock.h"
#include "model/engine.h"
#include <jansson.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

/* jansson recurses: depth is measured before it sees the text. */
static bool too_deep(struct str s)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > MAX_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

enum err json_read(struct cx *cx, struct str text, struct json_t **ret)
{
	json_error_t e;

	if (too_deep(text))
		return fail(cx, ERR_MALFORMED, NULL, "the JSON is nested deeper than %d levels", MAX_DEPTH);
	*ret = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!*ret)
		return fail(cx, ERR_MALFORMED, NULL, "not valid JSON at line %d, column %d: %s", e.line, e.column, e.text);
	return OK;
}

static enum err wrong_type(struct cx *cx, const struct field *f, const char *want)
{
	return fail(cx, ERR_INVALID, f->name, "must be %s", want);
}

static enum err check_text(struct cx *cx, const struct field *f, struct str s)
{
	if (s.n && memchr(s.p, '\0', s.n))
		return fail(cx, ERR_INVALID, f->name, "contains a NUL character");
	if (!utf8_valid(s))
		return fail(cx, ERR_INVALID, f->name, "is not valid UTF-8");
	size_t n = s.n <= (size_t)f->max ? 0 : utf8_length(s);

	if (f->max > 0 && n > (size_t)f->max)
		return fail(cx, ERR_INVALID, f->name, "is longer than %d characters (it has %zu)", (int)f->max, n);
	if (f->min > 1 && utf8_length(s) < (size_t)f->min)
		return fail(cx, ERR_INVALID, f->name, "is shorter than %d characters", (int)f->min);
	return OK;
}

/* A plain address: one @, no space, no control, a dot or not in the domain (localhost is a domain too). */
static bool email_valid(struct str s)
{
	const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;

	if (!at || at == s.p || at == s.p + s.n - 1 || memchr(at + 1, '@', s.n - (size_t)(at - s.p) - 1))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F || strchr("<>(),;:\\\"[]", s.p[i]))
			return false;
	return true;
}

/* Only addresses a browser may open safely: javascript: and data: never become links. */
static bool url_valid(struct str s)
{
	if (!str_starts(s, "http://") && !str_starts(s, "https://") && !str_starts(s, "mailto:"))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return false;
	return true;
}

static enum err put_text(struct cx *cx, const struct field *f, struct str s, void *at)
{
	TRY(check_text(cx, f, s));
	if (f->type == T_EMAIL) {
		s = str_copy(cx->arena, s);
		for (size_t i = 0; i < s.n; i++)
			((char *)(uintptr_t)s.p)[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
		if (!email_valid(s))
			return fail(cx, ERR_INVALID, f->name, "is not a mail address");
	}
	if (f->type == T_URL && !url_valid(s))
		return fail(cx, ERR_INVALID, f->name, "is not a web address (http, https or mailto)");
	*(struct str *)at = s;
	return OK;
}

static enum err put_number(struct cx *cx, const struct field *f, double v, void *at)
{
	if (f->min < f->max && (v < f->min || v > f->max))
		return fail(cx, ERR_INVALID, f->name, "must be between %g and %g", f->min, f->max);
	if (f->type == T_NUM)
		*(double *)at = v;
	else
		*(int64_t *)at = (int64_t)v;
	return OK;
}

static enum err put_enum(struct cx *cx, const struct field *f, struct str s, int64_t *ret)
{
	int v = enum_by_name((enum enum_id)f->target, s);

	if (v < 0) {
		auto_buf b;

		buf_init(&b, 160);
		for (int i = 0; i < enums[f->target].n; i++)
			buf_printf(&b, "%s%s", i ? ", " : "", enums[f->target].values[i]);
		return fail(cx, ERR_INVALID, f->name, "must be one of: %s", b.p);
	}
	*ret = v;
	return OK;
}

static enum err put_ref(struct cx *cx, const struct field *f, struct str s, int64_t *ret)
{
	const struct resource *r;

	if (id_parse(s, &r, ret)) {
		if ((int)r->id != f->target)
			return fail(cx, ERR_INVALID, f->name, "is the id of a %s, not of a %s", r->name, resources[f->target].name);
		return OK;
	}
	if (s.n > 1 && s.n < 20 && cx->conn && model_resolve(cx, s, &resources[f->target], &r, ret) == OK)
		return OK;
	fail_clear(cx);
	return fail(cx, ERR_INVALID, f->name, "is not the id of a %s", resources[f->target].name);
}

static enum err put_when(struct cx *cx, const struct field *f, struct str s, int64_t *ret)
{
	int32_t days;

	if (f->type == T_DATE) {
		if (!date_parse(s, &days))
			return fail(cx, ERR_INVALID, f->name, "must be a date that exists, as 2026-03-01");
		*ret = days;
		return OK;
	}
	if (date_parse(s, &days))
		*ret = days * US_PER_DAY;
	else if (!time_parse(s, ret))
		return fail(cx, ERR_INVALID, f->name, "must be a time that exists, as 2026-03-01T09:30:00Z");
	return OK;
}

static enum err put_list(struct cx *cx, const struct field *f, json_t *v, void *at)
{
	auto_buf b;
	struct json_out j;
	size_t i;
	json_t *item;

	buf_init(&b, 0);
	if (!json_is_array(v))
		return wrong_type(cx, f, "a list of texts");
	if (f->max > 0 && json_array_size(v) > (size_t)f->max)
		return fail(cx, ERR_INVALID, f->name, "has more than %d entries", (int)f->max);
	json_start(&j, &b);
	json_list(&j);
	json_array_foreach(v, i, item)
	{
		if (!json_is_string(item) || json_string_length(item) > 2000)
			return wrong_type(cx, f, "a list of texts of at most 2,000 bytes");
		json_str(&j, (struct str){json_string_value(item), json_string_length(item)});
	}
	json_list_end(&j);
	*(struct str *)at = str_copy(cx->arena, buf_view(&b));
	return OK;
}

static enum err put_enums(struct cx *cx, const struct field *f, json_t *v, void *at)
{
	size_t i;
	json_t *item;
	int64_t bits = 0;

	if (!json_is_array(v) || json_array_size(v) == 0)
		return wrong_type(cx, f, "a list of at least one value");
	json_array_foreach(v, i, item)
	{
		int64_t one = 0;

		if (!json_is_string(item))
			return wrong_type(cx, f, "a list of texts");
		TRY(put_enum(cx, f, str_of(json_string_value(item)), &one));
		bits |= 1ll << one;
	}
	*(int64_t *)at = bits;
	return OK;
}

static enum err put_json(struct cx *cx, const struct field *f, json_t *v, void *at)
{
	char *z = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);

	if (!z)
		return wrong_type(cx, f, "JSON");
	*(struct str *)at = str_copy(cx->arena, str_of(z));
	free(z);
	return check_text(cx, f, *(struct str *)at);
}

static enum err put_value(struct cx *cx, const struct field *f, json_t *v, void *at)
{
	struct str s = json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : (struct str){0};

	switch (f->type) {
	case T_INT:
		if (!json_is_integer(v))
			return wrong_type(cx, f, "a whole number");
		if (f->min < f->max)
			return put_number(cx, f, (double)json_integer_value(v), at);
		*(int64_t *)at = json_integer_value(v);
		return OK;
	case T_NUM:
		return json_is_number(v) ? put_number(cx, f, json_number_value(v), at) : wrong_type(cx, f, "a number");
	case T_BOOL:
		if (!json_is_boolean(v))
			return wrong_type(cx, f, "true or false");
		*(int64_t *)at = json_is_true(v);
		return OK;
	case T_TEXT_LIST:
		return put_list(cx, f, v, at);
	case T_ENUMS:
		return put_enums(cx, f, v, at);
	case T_JSON:
		return put_json(cx, f, v, at);
	default:
		break;
	}
	if (!json_is_string(v))
		return wrong_type(cx, f, "a text");
	switch (f->type) {
	case T_ENUM:
		return put_enum(cx, f, s, at);
	case T_REF:
		return put_ref(cx, f, s, at);
	case T_DATE:
	case T_TIME:
		return put_when(cx, f, s, at);
	default:
		return put_text(cx, f, str_copy(cx->arena, s), at);
	}
}

static bool is_empty_text(const struct field *f, json_t *v)
{
	return json_is_string(v) && field_is_text(f) && str_trim((struct str){json_string_value(v), json_string_length(v)}).n == 0;
}

static enum err put_key(struct cx *cx, const struct resource *r, const char *key, json_t *v, enum parse_mode mode, void *row)
{
	int i;
	const struct field *f = field_by_name(r, str_of(key), &i);

	if (!f || (f->flags & F_SECRET))
		return fail(cx, ERR_INVALID, key, "is not a field of %s", r->path);
	if (f->flags & F_SYSTEM)
		return fail(cx, ERR_INVALID, key, "is kept by the program and cannot be set");
	if (f->visibility == V_PRIVATE && !cx_may(cx, P_contact_read) && mode != PARSE_CREATE)
		return fail(cx, ERR_FORBIDDEN, key, "is private: it needs the permission contact_read");
	row_mark(row, i);
	if (json_is_null(v) || is_empty_text(f, v)) {
		((struct row_head *)row)->set &= ~(1ull << i);
		return OK;
	}
	return put_value(cx, f, v, (char *)row + f->offset);
}

enum err model_parse(struct cx *cx, const struct resource *r, struct json_t *body, enum parse_mode mode, void *row)
{
	const char *key;
	json_t *v;
	enum err first = OK;

	memset(row, 0, r->size);
	if (!json_is_object(body))
		return fail(cx, ERR_MALFORMED, NULL, "the body must be a JSON object");
	json_object_foreach(body, key, v)
	{
		enum err e = strcmp(key, "custom") == 0 && (r->flags & R_CUSTOM) ? custom_parse(cx, r, v, row)
										 : put_key(cx, r, key, v, mode, row);

		if (e && !first)
			first = e;
	}
	return first;
}

enum err model_parse_text(struct cx *cx, const struct resource *r, int field, struct str text, void *row)
{
	const struct field *f = &r->fields[field];
	void *at = (char *)row + f->offset;
	int64_t i;
	double d;

	text = str_trim(text);
	row_mark(row, field);
	if (!text.n) {
		((struct row_head *)row)->set &= ~(1ull << field);
		return OK;
	}
	switch (f->type) {
	case T_INT:
		if (!str_to_i64(text, &i))
			return wrong_type(cx, f, "a whole number");
		if (f->min < f->max)
			return put_number(cx, f, (double)i, at);
		*(int64_t *)at = i;
		return OK;
	case T_NUM:
		return str_to_f64(text, &d) ? put_number(cx, f, d, at) : wrong_type(cx, f, "a number");
	case T_BOOL:
		if (!str_eq_nocase(text, "yes") && !str_eq_nocase(text, "no") && !str_eq_nocase(text, "true") &&
		    !str_eq_nocase(text, "false") && !str_is(text, "1") && !str_is(text, "0"))
			return wrong_type(cx, f, "yes or no");
		*(int64_t *)at = strchr("yYtT1", text.p[0]) != NULL;
		return OK;
	case T_ENUM:
		return put_enum(cx, f, text, at);
	case T_REF:
		return put_ref(cx, f, text, at);
	case T_DATE:
	case T_TIME:
		return put_when(cx, f, text, at);
	case T_TEXT:
	case T_EMAIL:
	case T_URL:
	case T_ANY:
		return put_text(cx, f, str_copy(cx->arena, text), at);
	default:
		return fail(cx, ERR_INVALID, f->name, "cannot be given as plain text");
	}
}
