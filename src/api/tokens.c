/* Tokens for programs: made by a signed-in person for this workspace, never with more rights than that person has. */
#include "api/internal.h"
#include "auth/auth.h"
#include "base/clock.h"
#include <jansson.h>

static void put_time(struct json_out *j, const char *key, const struct db_rows *r, int col)
{
	char text[32];

	(void)time_format(db_col_int(r, col), text);
	json_kz(j, key, db_col_null(r, col) ? NULL : text);
}

static void put_token(struct call *c, const struct db_rows *r)
{
	struct str scopes = db_col_str(r, 2), part;
	struct json_out *j = &c->j;
	char id[ID_TEXT];

	json_open(j);
	id_format(&resources[RES_token], db_col_int(r, 0), id);
	json_kz(j, "id", id);
	json_kstr(j, "name", db_col_str(r, 1));
	json_key(j, "scopes");
	json_list(j);
	while (scopes.n && str_split(&scopes, ' ', &part))
		json_str(j, part);
	json_list_end(j);
	json_kstr(j, "hint", db_col_str(r, 3));
	put_time(j, "created_at", r, 4);
	put_time(j, "expires_at", r, 5);
	put_time(j, "last_used_at", r, 6);
	id_format(&resources[RES_membership], db_col_int(r, 7), id);
	json_kz(j, "member_id", db_col_null(r, 7) ? NULL : id);
	json_close(j);
}

/* One's own; with the permission members, all of the workspace. */
static enum err list(struct call *c)
{
	struct db_rows *r;

	TRY(db_query(c->cx,
		     "SELECT id, name, scopes, hint, created_at, expires_at, last_used_at, member_id FROM token WHERE "
		     	"home_id = ?1 "
		     "AND archived_at IS NULL AND (member_id = ?2 OR ?3 = 1) ORDER BY id DESC",
		     DB_ARGS(db_int(c->cx->workspace_id), db_int(c->cx->member_id), db_int(cx_may(c->cx, P_members))), &r));
	json_open(&c->j);
	json_key(&c->j, "data");
	json_list(&c->j);
	while (db_next(r))
		put_token(c, r);
	json_list_end(&c->j);
	json_kz(&c->j, "next", NULL);
	json_close(&c->j);
	return db_end(r);
}

static enum err read_scopes(struct call *c, struct str *ret)
{
	json_t *list_value = json_object_get(c->body, "scopes"), *item;
	size_t i;
	auto_buf b;

	buf_init(&b, 4096);
	if (list_value && !json_is_array(list_value))
		return fail(c->cx, ERR_INVALID, "scopes", "must be a list of permissions");
	json_array_foreach(list_value, i, item)
	{
		if (!json_is_string(item))
			return fail(c->cx, ERR_INVALID, "scopes", "must be a list of permissions");
		buf_printf(&b, "%s%s", b.n ? " " : "", json_string_value(item));
	}
	*ret = str_copy(c->cx->arena, buf_view(&b));
	return OK;
}

static enum err create(struct call *c)
{
	char *secret = arena_alloc(c->cx->arena, AUTH_SECRET_TEXT + 4);
	struct str name, scopes, until;
	int64_t expires = 0, id;
	char text[ID_TEXT];

	TRY(call_only(c, "name,scopes,expires_at"));
	TRY(call_text(c, "name", true, 120, &name));
	TRY(call_text(c, "expires_at", false, 40, &until));
	TRY(read_scopes(c, &scopes));
	if (until.n && (!time_parse(until, &expires) || expires <= c->cx->now_us))
		return fail(c->cx, ERR_INVALID, "expires_at", "must be a time in the future, as 2027-03-01T00:00:00Z");
	TRY(auth_token_new(c->cx, name, scopes, expires, secret, &id));
	c->status = 201;
	id_format(&resources[RES_token], id, text);
	json_open(&c->j);
	json_kz(&c->j, "id", text);
	json_kstr(&c->j, "name", name);
	json_kz(&c->j, "secret", secret);
	json_close(&c->j);
	return OK;
}

static enum err revoke(struct call *c)
{
	int64_t id, n;

	TRY(call_id(c, 0, &resources[RES_token], NULL, &id));
	TRY(db_exec(c->cx,
		    "UPDATE token SET archived_at = ?3, rev = rev + 1 WHERE id = ?1 AND home_id = ?2 AND archived_at IS NULL "
		    	"AND (member_id = ?4 OR ?5 = 1)",
		    DB_ARGS(db_int(id), db_int(c->cx->workspace_id), db_int(c->cx->now_us), db_int(c->cx->member_id),
			    db_int(cx_may(c->cx, P_members))),
		    &n));
	if (!n)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "there is no such live token here");
	json_open(&c->j);
	json_kbool(&c->j, "done", true);
	json_close(&c->j);
	return OK;
}

const struct route token_routes[] = {
	{HTTP_GET, "/tokens", P_any, ROUTE_USER_ONLY, list, "One's live tokens; with the permission members, "
		"everybody's.", NULL,
	 "{\"data\":\"list\",\"next\":\"text?\"}", NULL, 0, NULL},
	{HTTP_POST, "/tokens", P_any, ROUTE_USER_ONLY | ROUTE_RIGHTS, create, "Makes a token; its secret is shown only now.",
	 "{\"name\":\"text\",\"scopes\":\"list?\",\"expires_at\":\"time?\"}",
	 	"{\"id\":\"id\",\"name\":\"text\",\"secret\":\"text\"}", NULL, 0, NULL},
	{HTTP_DELETE, "/tokens/{id}", P_any, ROUTE_USER_ONLY | ROUTE_NO_BODY | ROUTE_RIGHTS, revoke, "Revokes a token.", NULL,
		"{\"done\":\"bool\"}", NULL, 0, NULL},
	{0},
};
