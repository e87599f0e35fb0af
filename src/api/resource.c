/* The routes that every resource gets: list, create, read, change, archive, restore, move, new version, merge. */
#include "api/internal.h"
#include <jansson.h>
#include <string.h>

/* Objects that only some members of the workspace may see. @ stands for the workspace or the member. */
static const struct scope {
	enum resource_id id;
	bool by_member;
	const char *sql;
} scopes[] = {
	{RES_workspace, false, "t.id = @"},
	{RES_user, false, "t.id IN (SELECT m.user_id FROM membership m WHERE m.workspace_id = @ AND m.archived_at IS "
		"NULL)"},
	{RES_notification, true, "t.member_id = @"},
	{RES_saved_view, true, "(t.shared = 1 OR t.created_by = @)"},
};

static const struct scope *scope_of(const struct resource *r)
{
	for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
		if (scopes[i].id == r->id)
			return &scopes[i];
	return NULL;
}

static int64_t scope_value(const struct cx *cx, const struct scope *s)
{
	return s->by_member ? cx->member_id : cx->workspace_id;
}

static const char *with_parameter(struct arena *a, const char *sql)
{
	const char *at = strchr(sql, '@');

	return arena_printf(a, "%.*s?3%s", (int)(at - sql), sql, at + 1);
}

enum err scope_check(struct call *c, const struct resource *r, int64_t id)
{
	const struct scope *s = scope_of(r);
	struct cx *cx = c->cx;
	int64_t one;
	bool found;

	if (!s)
		return OK;
	TRY(db_one_int(cx,
		       arena_printf(cx->arena, "SELECT 1 FROM \"%s\" t WHERE %s AND t.id = ?2 AND %s", r->name,
				    resource_in_workspace(r) ? "t.workspace_id = ?1" : "CAST(?1 AS BIGINT) IS NOT NULL",
				    with_parameter(cx->arena, s->sql)),
		       DB_ARGS(db_int(cx->workspace_id), db_int(id), db_int(scope_value(cx, s))), &one, &found));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", r->name);
}

/* The {id} of a generated row: exists here and is visible to this member. */
static enum err own_id(struct call *c, int64_t *ret)
{
	TRY(call_id(c, 0, c->resource, NULL, ret));
	return scope_check(c, c->resource, *ret);
}

static enum err list(struct call *c)
{
	const struct scope *s = scope_of(c->resource);
	struct list_query q = {.filter = call_query(c, "f"),
			       .sort = call_query(c, "sort"),
			       .cursor = call_query(c, "cursor"),
			       .q = call_query(c, "q"),
			       .archived = call_query_flag(c, "archived"),
			       .only_mine = call_query_flag(c, "mine")};
	int64_t limit;

	TRY(call_query_int(c, "limit", 50, 1, 200, &limit));
	q.limit = (int)limit;
	q.count = q.filter.n > 0 || call_query_flag(c, "total");
	if (s) {
		q.scope = s->sql;
		q.scope_value = scope_value(c->cx, s);
	}
	return model_list(c->cx, c->resource, &q, &c->j);
}

static enum err get(struct call *c)
{
	int64_t id;

	TRY(own_id(c, &id));
	return call_object(c, c->resource, id);
}

/* Numbers such as O-7 in references can only be read with the store at hand. */
static enum err parse_again(struct cx *cx, void *arg)
{
	struct call *c = arg;

	(void)cx;
	return model_parse(c->cx, c->resource, c->body, c->route->method == HTTP_PATCH ? PARSE_PATCH : PARSE_CREATE,
		c->state);
}

static enum err parse(struct call *c, enum parse_mode mode)
{
	c->state = arena_alloc(c->cx->arena, c->resource->size);
	c->mode = mode;
	if (!c->body)
		return fail(c->cx, ERR_MALFORMED, NULL, "the body must be a JSON object");
	enum err e = model_parse(c->cx, c->resource, c->body, mode, c->state);

	if (e != ERR_INVALID)
		return e;
	fail_clear(c->cx);
	return db_read(c->cx, parse_again, c);
}

static enum err prepare_create(struct call *c)
{
	return parse(c, PARSE_CREATE);
}

static enum err create(struct call *c)
{
	struct row_head *row = c->state;

	TRY(model_create(c->cx, c->resource, row));
	call_made(c, c->resource, row->id);
	return call_object(c, c->resource, row->id);
}

static enum err prepare_patch(struct call *c)
{
	return parse(c, PARSE_PATCH);
}

static enum err patch(struct call *c)
{
	int64_t id;

	TRY(own_id(c, &id));
	TRY(call_may_change(c, c->resource, id));
	TRY(model_update(c->cx, c->resource, id, c->if_rev, false, c->state, STR("")));
	return call_object(c, c->resource, id);
}

/* "reason" stands beside the corrected fields, unless the resource has a field of that name. */
static enum err prepare_version(struct call *c)
{
	if (field_by_name(c->resource, STR("reason"), NULL))
		return parse(c, PARSE_VERSION);
	struct str reason;

	TRY(call_text(c, "reason", false, 2000, &reason));
	c->note = str_copy(c->cx->arena, reason);
	if (c->body)
		(void)json_object_del(c->body, "reason");
	return parse(c, PARSE_VERSION);
}

static enum err version(struct call *c)
{
	int64_t id;

	TRY(own_id(c, &id));
	TRY(call_may_change(c, c->resource, id));
	TRY(model_update(c->cx, c->resource, id, c->if_rev, true, c->state, c->note));
	return call_object(c, c->resource, id);
}

static enum err set_archived(struct call *c, bool archived)
{
	int64_t id;

	TRY(own_id(c, &id));
	TRY(call_may_change(c, c->resource, id));
	TRY(model_archive(c->cx, c->resource, id, c->if_rev, archived));
	return call_object(c, c->resource, id);
}

static enum err archive(struct call *c)
{
	return set_archived(c, true);
}

static enum err restore(struct call *c)
{
	return set_archived(c, false);
}

static enum err move(struct call *c)
{
	const struct resource *r = c->resource;
	const struct field *state = &r->fields[resource_state(r)];
	struct str to, reason;
	int64_t id;

	TRY(call_only(c, "to,reason"));
	TRY(call_text(c, "to", true, 60, &to));
	TRY(call_text(c, "reason", false, 2000, &reason));
	int v = enum_by_name((enum enum_id)state->target, to);

	if (v < 0)
		return fail(c->cx, ERR_INVALID, "to", "\"%.*s\" is not a state of a %s", STR_ARG(to), r->name);
	TRY(own_id(c, &id));
	TRY(model_move(c->cx, r, id, c->if_rev, v, reason));
	return call_object(c, r, id);
}

static enum err merge(struct call *c)
{
	const struct resource *r;
	struct str reason;
	int64_t from, into;

	TRY(call_only(c, "into,reason"));
	TRY(call_text(c, "reason", false, 2000, &reason));
	TRY(own_id(c, &from));
	TRY(call_ref(c, "into", true, c->resource, &r, &into));
	TRY(call_may_change(c, c->resource, from));
	TRY(call_may_change(c, c->resource, into));
	TRY(model_merge(c->cx, c->resource, from, into, reason));
	return call_object(c, c->resource, into);
}

static bool creatable(const struct resource *r)
{
	return !(r->flags & (R_NO_CREATE | R_GLOBAL)) && r->id != RES_invitation;
}

static bool changeable(const struct resource *r)
{
	return !(r->flags & R_GLOBAL) || r->id == RES_workspace;
}

static bool in_workspace(const struct resource *r)
{
	return resource_in_workspace(r);
}

static bool has_moves(const struct resource *r)
{
	return r->n_moves > 0;
}

static bool has_fixed(const struct resource *r)
{
	for (int i = 0; i < r->n_fields; i++)
		if (r->fields[i].flags & F_FIXED)
			return resource_in_workspace(r);
	return false;
}

const struct route resource_routes[] = {
	{HTTP_GET, "/{resource}", P_any, 0, list, "Lists objects: f= filter, sort=, q= full text, limit=, cursor=, "
		"archived=1, mine=1, total=1.", NULL, "[resource]", NULL, 0, NULL},
	{HTTP_POST, "/{resource}", P_own_create, 0, create, "Creates an object.", "resource", "resource", prepare_create,
		0, creatable},
	{HTTP_GET, "/{resource}/{id}", P_any, 0, get, "Reads one object by id or number.", NULL, "resource", NULL, 0, NULL},
	{HTTP_PATCH, "/{resource}/{id}", P_own_update, ROUTE_IF_MATCH, patch,
		"Changes the named fields; null clears one.", "resource", "resource", prepare_patch, 0, changeable},
	{HTTP_DELETE, "/{resource}/{id}", P_own_update, ROUTE_IF_MATCH | ROUTE_NO_BODY, archive,
		"Archives the object; it can be restored.", NULL, "resource", NULL, 0, in_workspace},
	{HTTP_POST, "/{resource}/{id}/restore", P_own_update, ROUTE_NO_BODY, restore, "Brings an archived object back.",
		NULL, "resource", NULL, 0, in_workspace},
	{HTTP_POST, "/{resource}/{id}/move", P_any, ROUTE_IF_MATCH, move, "Moves the object to another state.",
		"{\"to\":\"text\",\"reason\":\"text?\"}", "resource", NULL, 0, has_moves},
	{HTTP_POST, "/{resource}/{id}/versions", P_own_update, 0, version, "Corrects fixed fields; the old values stay "
		"as a version.", "resource", "resource", prepare_version, 0, has_fixed},
	{HTTP_POST, "/{resource}/{id}/merge", P_own_update, 0, merge, "Merges the object into another, which inherits "
		"its links.", "{\"into\":\"id\",\"reason\":\"text?\"}", "resource", NULL, 0, in_workspace},
	{0},
};
