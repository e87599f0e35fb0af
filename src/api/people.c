/* People and workspaces: oneself, passwords, invitations, roles, setting up a workspace. */
#include "api/internal.h"
#include "auth/auth.h"
#include <jansson.h>
#include <string.h>

static enum err done(struct call *c)
{
	json_open(&c->j);
	json_kbool(&c->j, "done", true);
	json_close(&c->j);
	return OK;
}

static enum err own_user(struct call *c, int64_t *ret)
{
	return db_one_int(c->cx, "SELECT user_id FROM membership WHERE workspace_id = ?1 AND id = ?2",
			  DB_ARGS(db_int(c->cx->workspace_id), db_int(c->cx->member_id)), ret, NULL);
}

/* One's name: of the account, and as shown in this workspace. */
static enum err rename_me(struct call *c)
{
	struct user u = {0};
	struct membership m = {0};
	struct str name;
	int64_t user;

	TRY(call_only(c, "name"));
	TRY(call_text(c, "name", true, 120, &name));
	TRY(own_user(c, &user));
	SET(&u, user, name, name);
	SET(&m, membership, name, name);
	TRY(model_update(c->cx, &resources[RES_user], user, -1, false, &u, STR("")));
	TRY(model_update(c->cx, &resources[RES_membership], c->cx->member_id, -1, false, &m, STR("")));
	return done(c);
}

/* ---- password ---- */
struct new_password {
	struct str hash, old_hash;
	int64_t user;
	bool had;
};

static enum err read_old(struct cx *cx, void *arg)
{
	struct new_password *p = arg;
	struct db_rows *r;

	TRY(db_query(cx, "SELECT password_hash FROM \"user\" WHERE id = ?1", DB_ARGS(db_int(cx->user_id)), &r));
	if (db_next(r)) {
		p->had = !db_col_null(r, 0);
		p->old_hash = str_copy(cx->arena, db_col_str(r, 0));
	}
	return db_end(r);
}

static enum err prepare_password(struct call *c)
{
	struct new_password *p = ARENA_NEW(c->cx->arena, struct new_password);
	struct str old, wanted;

	TRY(call_only(c, "old,new"));
	TRY(call_text(c, "old", false, AUTH_PASSWORD_MAX, &old));
	TRY(call_text(c, "new", true, AUTH_PASSWORD_MAX, &wanted));
	TRY(db_read(c->cx, read_old, p));
	if (p->had && !auth_password_ok(p->old_hash, old))
		return fail(c->cx, ERR_INVALID, "old", "is not the password of this account");
	c->state = p;
	return auth_password_hash(c->cx, wanted, &p->hash);
}

/* Other browsers are signed out: who changes a password may have lost the old one. */
static enum err set_password(struct call *c)
{
	struct new_password *p = c->state;
	char hash[65];

	auth_secret_hash(c->inner->secret, hash);
	TRY(auth_password_store(c->cx, c->cx->user_id, p->hash));
	TRY(db_exec(c->cx, "DELETE FROM \"session\" WHERE user_id = ?1 AND secret_hash <> ?2",
		DB_ARGS(db_int(c->cx->user_id), db_z(hash)), NULL));
	return done(c);
}

/* ---- invitations ---- */
static enum err parse_invitation(struct call *c)
{
	c->state = arena_alloc(c->cx->arena, sizeof(struct invitation));
	return model_parse(c->cx, &resources[RES_invitation], c->body, PARSE_CREATE, c->state);
}

static enum err invite(struct call *c)
{
	struct invitation *i = c->state;
	char *secret = arena_alloc(c->cx->arena, AUTH_SECRET_TEXT);
	char hash[65];
	struct db_rows *r;

	if ((i->roles >> E_role_owner & 1) && !(c->cx->roles >> E_role_owner & 1))
		return fail(c->cx, ERR_FORBIDDEN, "roles", "only an owner invites owners");
	auth_secret_new(secret, hash);
	SET(i, invitation, secret_hash, str_copy(c->cx->arena, str_of(hash)));
	SET(i, invitation, expires_at, c->cx->now_us + AUTH_INVITATION_US);
	TRY(model_create(c->cx, &resources[RES_invitation], i));
	call_made(c, &resources[RES_invitation], i->head.id);
	TRY(db_query(c->cx, c->cx->model->plans[RES_invitation].get, DB_ARGS(db_int(c->cx->workspace_id),
		db_int(i->head.id)), &r));
	json_open(&c->j);
	if (db_next(r))
		model_render_members(c->cx, &resources[RES_invitation], r, &c->j);
	json_kz(&c->j, "token", secret);
	json_close(&c->j);
	return db_end(r);
}

struct acceptance {
	struct str token, name, email, hash;
};

static enum err prepare_accept(struct call *c)
{
	struct acceptance *a = ARENA_NEW(c->cx->arena, struct acceptance);
	struct str password;

	TRY(call_only(c, "token,name,email,password"));
	TRY(call_text(c, "token", true, 200, &a->token));
	TRY(call_text(c, "name", true, 120, &a->name));
	TRY(call_text(c, "email", true, 254, &a->email));
	TRY(call_text(c, "password", true, AUTH_PASSWORD_MAX, &password));
	c->state = a;
	return auth_password_hash(c->cx, password, &a->hash);
}

static enum err accept(struct call *c)
{
	struct acceptance *a = c->state;
	char *secret = arena_alloc(c->cx->arena, AUTH_SECRET_TEXT);
	int64_t user;

	TRY(auth_invitation_accept(c->cx, a->token, a->name, a->email, a->hash, &user));
	TRY(auth_session_new(c->cx, user, http_header(c->x, "User-Agent"), secret));
	cookie_set(c, secret, AUTH_SESSION_US / 1000000);
	c->status = 201;
	return done(c);
}

/* ---- a member who cannot get in ---- */
static enum err reset(struct call *c)
{
	char *secret = arena_alloc(c->cx->arena, AUTH_SECRET_TEXT);
	const struct resource *users = &resources[RES_user];
	int64_t id, elsewhere;

	TRY(call_id(c, 0, users, NULL, &id));
	TRY(scope_check(c, users, id));
	TRY(db_one_int(c->cx, "SELECT COUNT(*) FROM membership WHERE user_id = ?1 AND workspace_id <> ?2 AND archived_at "
		"IS NULL",
		       DB_ARGS(db_int(id), db_int(c->cx->workspace_id)), &elsewhere, NULL));
	if (elsewhere)
		return fail(c->cx, ERR_FORBIDDEN, NULL, "this person also belongs to another workspace: only `earshot user "
			"reset` can do it");
	TRY(auth_sessions_end_all(c->cx, id));
	TRY(auth_link_new(c->cx, id, secret));
	c->status = 201;
	json_open(&c->j);
	json_kz(&c->j, "token", secret);
	json_close(&c->j);
	return OK;
}

/* ---- workspaces ---- */
static enum err found_workspace(struct call *c)
{
	struct workspace w = {0};
	struct cx *cx = c->cx;
	int64_t user, member;
	struct str name;
	char id[ID_TEXT];

	TRY(call_only(c, "name"));
	TRY(call_text(c, "name", true, 120, &name));
	TRY(own_user(c, &user));
	w.head.id = model_new_id(cx);
	cx->workspace_id = w.head.id;
	cx->member_id = 0; /* nobody is a member of it yet */
	SET(&w, workspace, name, name);
	TRY(model_create(cx, &resources[RES_workspace], &w));
	TRY(auth_add_member(cx, user, STR("Owner"), 1ll << E_role_owner, &member));
	c->status = 201;
	id_format(&resources[RES_workspace], w.head.id, id);
	json_open(&c->j);
	json_kz(&c->j, "workspace_id", id);
	json_close(&c->j);
	return OK;
}

static enum err setup(struct call *c)
{
	struct product p = {0};
	struct str name;
	int64_t id, n;

	TRY(call_only(c, "product"));
	TRY(call_text(c, "product", true, 120, &name));
	TRY(call_id(c, 0, &resources[RES_workspace], NULL, &id));
	TRY(scope_check(c, &resources[RES_workspace], id));
	TRY(db_one_int(c->cx, "SELECT COUNT(*) FROM product WHERE workspace_id = ?1 AND archived_at IS NULL",
		DB_ARGS(db_int(id)), &n, NULL));
	if (n)
		return fail(c->cx, ERR_STATE, "product", "this workspace has a product already");
	SET(&p, product, name, str_trim(name));
	TRY(model_create(c->cx, &resources[RES_product], &p));
	call_made(c, &resources[RES_product], p.head.id);
	return call_object(c, &resources[RES_product], p.head.id);
}

/* ---- who may do what ---- */
static void put_permission(struct json_out *j, enum permission p)
{
	const char *name = permission_name(p), *bar = strchr(name, '_');
	bool grouped = p < P_contact_read;
	struct str group = {name, grouped && bar ? (size_t)(bar - name) : 0};

	json_open(j);
	json_kz(j, "name", name);
	json_kz(j, "label", name);
	json_kstr(j, "group", group.n ? group : STR("special"));
	json_close(j);
}

static enum err permissions(struct call *c)
{
	struct json_out *j = &c->j;

	json_open(j);
	json_key(j, "permissions");
	json_list(j);
	for (int p = 0; p < P_COUNT; p++)
		put_permission(j, (enum permission)p);
	json_list_end(j);
	json_key(j, "roles");
	json_list(j);
	for (int r = 0; r < E_role_COUNT; r++) {
		json_open(j);
		json_kz(j, "name", roles[r].name);
		json_kz(j, "label", roles[r].label);
		json_key(j, "permissions");
		json_list(j);
		for (int p = 0; p < P_COUNT; p++)
			if (roles[r].permissions >> p & 1)
				json_z(j, permission_name((enum permission)p));
		json_list_end(j);
		json_close(j);
	}
	json_list_end(j);
	json_close(j);
	return OK;
}

/* Everything that may leave this machine, as the administrator configured it. */
static enum err outgoing(struct call *c)
{
	const struct settings *s = c->cx->settings;
	struct json_out *j = &c->j;

	json_open(j);
	json_key(j, "data");
	json_list(j);
	if (*s->smtp) {
		json_open(j);
		json_kz(j, "what", "mail");
		json_kz(j, "where", s->smtp);
		json_kbool(j, "on", true);
		json_kz(j, "note", "Answers to customers leave by this mail server.");
		json_close(j);
	}
	json_list_end(j);
	json_close(j);
	return OK;
}

#define DONE "{\"done\":\"bool\"}"
const struct route people_routes[] = {
	{HTTP_PATCH, "/me", P_any, ROUTE_RIGHTS, rename_me, "Changes one's own name.", "{\"name\":\"text\"}", DONE, NULL, 0, NULL},
	{HTTP_POST, "/me/password", P_any, ROUTE_USER_ONLY | ROUTE_RIGHTS, set_password, "Sets one's own password; other browsers are "
		"signed out.",
	 "{\"old\":\"text?\",\"new\":\"text\"}", DONE, prepare_password, 0, NULL},
	{HTTP_POST, "/invitations", P_members, 0, invite, "Invites someone; the token is shown only now.", "invitation",
		"invitation", parse_invitation, 0,
	 NULL},
	{HTTP_POST, "/invitations/accept", P_public, ROUTE_RIGHTS, accept, "Joins by an invitation's token; sets the cookie.",
	 "{\"token\":\"text\",\"name\":\"text\",\"email\":\"text\",\"password\":\"text\"}", DONE, prepare_accept, 0, NULL},
	{HTTP_POST, "/users/{id}/reset", P_members, ROUTE_USER_ONLY | ROUTE_NO_BODY | ROUTE_RIGHTS, reset,
	 "Signs a member out everywhere and gives a one-time sign-in token for them.", NULL, "{\"token\":\"text\"}",
	 	NULL, 0, NULL},
	{HTTP_POST, "/workspaces", P_any, ROUTE_USER_ONLY | ROUTE_RIGHTS, found_workspace, "Founds a workspace, owned by who asks.",
		"{\"name\":\"text\"}",
	 "{\"workspace_id\":\"id\"}", NULL, 0, NULL},
	{HTTP_POST, "/workspaces/{id}/setup", P_settings_create, 0, setup, "First steps: names the product.",
		"{\"product\":\"text\"}", "product", NULL,
	 0, NULL},
	{HTTP_GET, "/permissions", P_any, 0, permissions, "All permissions, and the roles that grant them.", NULL,
	 "{\"permissions\":\"list\",\"roles\":\"list\"}", NULL, 0, NULL},
	{HTTP_GET, "/outgoing", P_any, 0, outgoing, "Every outbound connection that the administrator configured.", NULL,
		"{\"data\":\"list\"}", NULL, 0,
	 NULL},
	{0},
};
