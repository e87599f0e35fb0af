/* What happened: history and versions of an object, the audit view, and undo. */
#include "api/internal.h"
#include <stdio.h>

static enum err own(struct call *c, int64_t *ret)
{
	TRY(call_id(c, 0, c->resource, NULL, ret));
	int64_t one;
	bool found;

	TRY(db_one_int(c->cx, arena_printf(c->cx->arena, "SELECT 1 FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
		c->resource->name),
		       DB_ARGS(db_int(c->cx->workspace_id), db_int(*ret)), &one, &found));
	if (!found)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", c->resource->name);
	return scope_check(c, c->resource, *ret);
}

static enum err history(struct call *c)
{
	int64_t id;

	TRY(own(c, &id));
	json_open(&c->j);
	json_key(&c->j, "data");
	TRY(history_of(c->cx, c->resource, id, &c->j));
	json_close(&c->j);
	return OK;
}

static enum err versions(struct call *c)
{
	int64_t id;

	TRY(own(c, &id));
	json_open(&c->j);
	json_key(&c->j, "data");
	TRY(history_versions(c->cx, c->resource, id, &c->j));
	json_close(&c->j);
	return OK;
}

static enum err optional_id(struct call *c, const char *name, const struct resource *want, int64_t *ret)
{
	struct str text = call_query(c, name);

	*ret = 0;
	if (!text.n)
		return OK;
	return model_resolve(c->cx, text, want, NULL, ret);
}

static enum err changes(struct call *c)
{
	struct history_query q = {.kind = call_query(c, "kind")};
	int64_t limit, next;
	char text[32];

	TRY(call_query_int(c, "limit", 50, 1, 200, &limit));
	TRY(call_query_int(c, "cursor", 0, 0, INT64_MAX, &q.before_seq));
	TRY(optional_id(c, "object", NULL, &q.object));
	TRY(optional_id(c, "who", &resources[RES_membership], &q.who));
	q.limit = (int)limit;
	json_open(&c->j);
	json_key(&c->j, "data");
	TRY(history_all(c->cx, &q, &c->j, &next));
	(void)snprintf(text, sizeof text, "%lld", (long long)next);
	json_kz(&c->j, "next", next ? text : NULL);
	json_close(&c->j);
	return OK;
}

/* "FIRST.LAST.REQUEST", as X-Tx gave it. */
static enum err undo(struct call *c)
{
	struct str tx, first_text, last_text;
	int64_t first, last;

	TRY(call_only(c, "change_tx"));
	TRY(call_text(c, "change_tx", true, 100, &tx));
	if (!str_split(&tx, '.', &first_text) || !str_split(&tx, '.', &last_text) || !str_to_i64(first_text, &first) ||
	    !str_to_i64(last_text, &last) || !tx.n)
		return fail(c->cx, ERR_INVALID, "change_tx", "is not the X-Tx of a reply");
	TRY(history_undo(c->cx, first, last, tx));
	json_open(&c->j);
	json_kz(&c->j, "tx", c->cx->request_id);
	json_close(&c->j);
	return OK;
}

static bool in_workspace(const struct resource *r)
{
	return resource_in_workspace(r);
}

static bool has_fixed(const struct resource *r)
{
	for (int i = 0; i < r->n_fields; i++)
		if (r->fields[i].flags & F_FIXED)
			return resource_in_workspace(r);
	return false;
}

const struct route history_routes[] = {
	{HTTP_GET, "/{resource}/{id}/history", P_any, 0, history, "Changes of an object, newest first, with the values "
		"before.", NULL,
	 "{\"data\":\"list\"}", NULL, 0, in_workspace},
	{HTTP_GET, "/{resource}/{id}/versions", P_any, 0, versions, "Earlier versions of its fixed fields, oldest "
		"first.", NULL,
	 "{\"data\":\"list\"}", NULL, 0, has_fixed},
	{HTTP_GET, "/changes", P_audit_read, 0, changes, "The change log of the workspace, newest first: object=, who=, "
		"kind=, limit=, cursor=.",
	 NULL, "{\"data\":\"list\",\"next\":\"text?\"}", NULL, 0, NULL},
	{HTTP_POST, "/undo", P_any, ROUTE_RIGHTS, undo, "Takes one's own write back by compensating changes; change_tx is the X-Tx "
		"of its reply.",
	 "{\"change_tx\":\"text\"}", "{\"tx\":\"text\"}", NULL, 0, NULL},
	{0},
};
