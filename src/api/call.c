/* What handlers use to read a request and to shape a reply. */
#include "api/internal.h"
#include <jansson.h>
#include <string.h>

struct str call_query(const struct call *c, const char *name)
{
	struct str v;

	return http_param(c->x, name, &v) ? v : STR("");
}

enum err call_query_int(struct call *c, const char *name, int64_t missing, int64_t min, int64_t max, int64_t *ret)
{
	struct str v = call_query(c, name);

	*ret = missing;
	if (v.n && (!str_to_i64(v, ret) || *ret < min || *ret > max))
		return fail(c->cx, ERR_INVALID, name, "must be a whole number from %lld to %lld", (long long)min,
			(long long)max);
	return OK;
}

bool call_query_flag(const struct call *c, const char *name)
{
	struct str v = call_query(c, name);

	return str_is(v, "1") || str_is(v, "true") || str_is(v, "yes");
}

enum err call_id(struct call *c, int i, const struct resource *want, const struct resource **ret_resource,
	int64_t *ret_id)
{
	return model_resolve(c->cx, c->param[i], want, ret_resource, ret_id);
}

static json_t *member(const struct call *c, const char *name)
{
	json_t *v = c->body && json_is_object(c->body) ? json_object_get(c->body, name) : NULL;

	return v && !json_is_null(v) ? v : NULL;
}

enum err call_text(struct call *c, const char *name, bool required, size_t max, struct str *ret)
{
	json_t *v = member(c, name);

	*ret = STR("");
	if (v && !json_is_string(v))
		return fail(c->cx, ERR_INVALID, name, "must be a text");
	if (v)
		*ret = (struct str){json_string_value(v), json_string_length(v)};
	if (required && str_trim(*ret).n == 0)
		return fail(c->cx, ERR_INVALID, name, "is required");
	if (ret->n > max && utf8_length(*ret) > max)
		return fail(c->cx, ERR_INVALID, name, "is longer than %zu characters", max);
	if (ret->n && memchr(ret->p, '\0', ret->n))
		return fail(c->cx, ERR_INVALID, name, "contains a NUL character");
	return OK;
}

enum err call_int(struct call *c, const char *name, int64_t missing, int64_t min, int64_t max, int64_t *ret)
{
	json_t *v = member(c, name);

	*ret = missing;
	if (!v)
		return OK;
	if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max)
		return fail(c->cx, ERR_INVALID, name, "must be a whole number from %lld to %lld", (long long)min,
			(long long)max);
	*ret = json_integer_value(v);
	return OK;
}

enum err call_bool(struct call *c, const char *name, bool missing, bool *ret)
{
	json_t *v = member(c, name);

	*ret = v ? json_is_true(v) : missing;
	return v && !json_is_boolean(v) ? fail(c->cx, ERR_INVALID, name, "must be true or false") : OK;
}

enum err call_ref(struct call *c, const char *name, bool required, const struct resource *want,
	const struct resource **ret_resource,
		  int64_t *ret_id)
{
	struct str text;

	*ret_id = 0;
	TRY(call_text(c, name, required, 64, &text));
	if (!text.n)
		return OK;
	enum err e = model_resolve(c->cx, text, want, ret_resource, ret_id);

	if (e != ERR_NOT_FOUND)
		return e;
	fail_clear(c->cx);
	return fail(c->cx, ERR_INVALID, name, "is not the id of %s%s of this workspace", want ? "a " : "an object", want
		? want->name : "");
}

static bool in_list(const char *names, const char *name)
{
	struct str rest = str_of(names), part;

	while (rest.n && str_split(&rest, ',', &part))
		if (str_is(str_trim(part), name))
			return true;
	return false;
}

enum err call_only(struct call *c, const char *names)
{
	const char *key;
	json_t *v;
	enum err e = OK;

	if (!c->body)
		return OK;
	if (!json_is_object(c->body))
		return fail(c->cx, ERR_MALFORMED, NULL, "the body must be a JSON object");
	json_object_foreach(c->body, key, v)
	{
		if (!in_list(names, key))
			e = fail(c->cx, ERR_INVALID, key, "is not known here: this takes %s", names);
	}
	return e;
}

void call_header(struct call *c, const char *name, const char *value)
{
	ASSERT(c->n_headers < CALL_HEADERS);
	c->header[c->n_headers++] = (struct http_header){name, value};
}

void call_made(struct call *c, const struct resource *r, int64_t id)
{
	c->status = 201;
	c->made = r;
	c->made_id = id;
}

void call_etag(struct call *c, int64_t rev)
{
	call_header(c, "ETag", arena_printf(c->cx->arena, "\"%lld\"", (long long)rev));
}

enum err call_object(struct call *c, const struct resource *r, int64_t id)
{
	int64_t rev;

	TRY(model_render_one(c->cx, r, id, &c->j, &rev));
	call_etag(c, rev);
	return OK;
}

enum err call_may_change(struct call *c, const struct resource *r, int64_t id)
{
	void *row = arena_alloc(c->cx->arena, r->size);
	const struct row_head *h = row;
	int owner;

	TRY(scope_check(c, r, id));
	TRY(model_get(c->cx, r, id, row));
	const struct field *f = field_by_name(r, STR("owner_id"), &owner);

	if (model_may_update(c->cx, r, h->created_by, f && row_has(row, owner) ? field_int(row, f) : 0))
		return OK;
	return fail(c->cx, ERR_FORBIDDEN, NULL, "changing this %s needs the permission %s%s%s", r->name,
		permission_name(r->create + 2),
		    cx_may(c->cx, r->create + 1) ? "; you may change your own and those assigned to you" : ", or for your own ",
		    cx_may(c->cx, r->create + 1) ? "" : permission_name(r->create + 1));
}

const char *call_nonce(struct call *c)
{
	if (!c->nonce)
		c->nonce = page_nonce(c->cx);
	return c->nonce;
}
