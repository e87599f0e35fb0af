/* Links between objects: listed at one object, made and removed by who may link. */
#include "api/internal.h"
#include "base/clock.h"
#include <stdio.h>

static enum err put_end(struct call *c, const char *key, const struct resource *r, int64_t id)
{
	struct cx *cx = c->cx;
	char text[ID_TEXT];
	struct str label;
	int64_t number = 0;

	id_format(r, id, text);
	TRY(model_label(cx, r, id, &label));
	if (r->flags & R_NUMBERED)
		TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT number FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
			r->name),
			       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &number, NULL));
	json_kz(&c->j, key, text);
	json_kstr(&c->j, arena_printf(cx->arena, "%s_label", key), label);
	json_kz(&c->j, arena_printf(cx->arena, "%s_type", key), r->name);
	json_kz(&c->j, arena_printf(cx->arena, "%s_number", key),
		number ? arena_printf(cx->arena, "%s-%lld", resource_letter(r), (long long)number) : NULL);
	return OK;
}

/* Links have ids of their own, without a resource: "ln_" and the 13 characters of every id. */
static const struct resource link_ids = {.prefix = "ln", .name = "link"};

static enum err put_link(struct call *c, const struct link *l)
{
	static const char *const by[] = {"person", "rule", "machine"};
	struct json_out *j = &c->j;
	char text[32];

	json_open(j);
	id_format(&link_ids, l->id, text);
	json_kz(j, "id", text);
	json_kz(j, "relation", relations[l->kind].name);
	TRY(put_end(c, "from", &resources[relations[l->kind].from], l->from));
	TRY(put_end(c, "to", &resources[relations[l->kind].to], l->to));
	json_kint(j, "sign", l->sign);
	json_kz(j, "by", by[l->by]);
	if (l->author)
		id_format(&resources[RES_membership], l->author, text);
	json_kz(j, "author", l->author ? text : NULL);
	(void)time_format(l->at, text);
	json_kz(j, "at", text);
	json_key(j, "reason");
	if (l->reason.n)
		json_str(j, l->reason);
	else
		json_nil(j);
	json_close(j);
	return OK;
}

static enum err list(struct call *c)
{
	const struct resource *r;
	struct link *all;
	int64_t id, one;
	int n;
	bool found;

	TRY(model_resolve(c->cx, call_query(c, "object"), NULL, &r, &id));
	if (!resource_in_workspace(r))
		return fail(c->cx, ERR_INVALID, "object", "has no links");
	TRY(db_one_int(c->cx, arena_printf(c->cx->arena, "SELECT 1 FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
		r->name),
		       DB_ARGS(db_int(c->cx->workspace_id), db_int(id)), &one, &found));
	if (!found)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", r->name);
	TRY(link_list(c->cx, r, id, &all, &n));
	json_open(&c->j);
	json_key(&c->j, "data");
	json_list(&c->j);
	for (int i = 0; i < n; i++)
		TRY(put_link(c, &all[i]));
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

static enum err make(struct call *c)
{
	const struct resource *from, *to;
	struct link l = {0};
	struct str reason;
	int64_t sign;
	bool is_new;

	TRY(call_only(c, "from,to,sign,reason"));
	TRY(call_ref(c, "from", true, NULL, &from, &l.from));
	TRY(call_ref(c, "to", true, NULL, &to, &l.to));
	TRY(call_int(c, "sign", 1, -1, 1, &sign));
	TRY(call_text(c, "reason", false, 2000, &reason));
	int kind = link_kind_of(from->id, to->id);

	if (kind < 0 && (kind = link_kind_of(to->id, from->id)) >= 0) {
		int64_t swap = l.from;

		l.from = l.to;
		l.to = swap;
	}
	if (kind < 0)
		return fail(c->cx, ERR_INVALID, "to", "a %s cannot be linked with a %s", from->name, to->name);
	if (sign == 0)
		return fail(c->cx, ERR_INVALID, "sign", "must be 1 (supports) or -1 (contradicts)");
	l.kind = (enum link_kind)kind;
	l.sign = (int)sign;
	l.reason = reason;
	TRY(link_add(c->cx, &l, &is_new));
	c->status = is_new ? 201 : 200;
	return put_link(c, &l);
}

static enum err drop(struct call *c)
{
	char prefixed[ID_TEXT];
	struct link l;
	int64_t id = 0;
	const struct resource *r;
	struct str text = c->param[0];

	/* the digits are those of any id: read them under a known prefix */
	if (!str_starts(text, "ln_") || text.n != 16)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "no such link in this workspace");
	(void)snprintf(prefixed, sizeof prefixed, "ws_%.*s", 13, text.p + 3);
	if (!id_parse(str_of(prefixed), &r, &id))
		return fail(c->cx, ERR_NOT_FOUND, NULL, "no such link in this workspace");
	TRY(link_by_id(c->cx, id, &l));
	TRY(link_remove(c->cx, l.kind, l.from, l.to, STR("")));
	json_open(&c->j);
	json_kbool(&c->j, "done", true);
	json_close(&c->j);
	return OK;
}

const struct route link_routes[] = {
	{HTTP_GET, "/links", P_any, 0, list, "All links of an object: object=.", NULL, "{\"data\":\"list\"}", NULL, 0,
		NULL},
	{HTTP_POST, "/links", P_link_create, 0, make, "Links two objects, in either order; sign -1 says that the first "
		"speaks against the second.",
	 "{\"from\":\"id\",\"to\":\"id\",\"sign\":\"integer?\",\"reason\":\"text?\"}", "{}", NULL, 0, NULL},
	{HTTP_DELETE, "/links/{id}", P_link_create, ROUTE_NO_BODY, drop, "Removes a link.", NULL, "{\"done\":\"bool\"}",
		NULL, 0, NULL},
	{0},
};
