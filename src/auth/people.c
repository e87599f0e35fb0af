/* Users, members, workspaces, invitations and tokens. */
#include "auth/auth.h"
#include "base/clock.h"
#include <stdio.h>
#include <string.h>

uint64_t auth_permissions(int64_t role_bits)
{
	uint64_t p = 0;

	for (int r = 0; r < E_role_COUNT; r++)
		if (role_bits >> r & 1)
			p |= roles[r].permissions;
	return p;
}

enum err auth_user_by_email(struct cx *cx, struct str email, int64_t *ret_user)
{
	return db_one_int(cx, "SELECT id FROM \"user\" WHERE email = lower(?1) AND archived_at IS NULL",
			DB_ARGS(db_text(email)), ret_user, NULL);
}

enum err auth_user_new(struct cx *cx, struct str email, struct str name, int64_t *ret_user)
{
	struct user u = {0};
	int i;

	(void)field_by_name(&resources[RES_user], STR("email"), &i);
	TRY(model_parse_text(cx, &resources[RES_user], i, email, &u));
	if (str_trim(name).n)
		SET(&u, user, name, str_trim(name));
	TRY(model_create(cx, &resources[RES_user], &u));
	*ret_user = u.head.id;
	return OK;
}

enum err auth_add_member(struct cx *cx, int64_t user_id, struct str name, int64_t role_bits, int64_t *ret_member)
{
	struct membership m = {0};

	SET(&m, membership, user_id, user_id);
	SET(&m, membership, roles, role_bits);
	if (name.n)
		SET(&m, membership, name, name);
	TRY(model_create(cx, &resources[RES_membership], &m));
	*ret_member = m.head.id;
	return OK;
}

enum err auth_found_workspace(struct cx *cx, struct str name, struct str email, int64_t *ret_workspace, int64_t *ret_user,
			      int64_t *ret_member)
{
	struct workspace w = {0};

	w.head.id = model_new_id(cx);
	cx->workspace_id = w.head.id;
	SET(&w, workspace, name, name);
	TRY(model_create(cx, &resources[RES_workspace], &w));
	TRY(auth_user_by_email(cx, email, ret_user));
	if (!*ret_user)
		TRY(auth_user_new(cx, email, STR("Owner"), ret_user));
	TRY(auth_add_member(cx, *ret_user, STR("Owner"), 1ll << E_role_owner, ret_member));
	*ret_workspace = w.head.id;
	return OK;
}

enum err auth_link_new(struct cx *cx, int64_t user_id, char text[AUTH_SECRET_TEXT])
{
	char hash[65];

	auth_secret_new(text, hash);
	TRY(db_exec(cx, "DELETE FROM sign_in_link WHERE expires_at < ?1", DB_ARGS(db_int(cx->now_us - US_PER_DAY)), NULL));
	return db_exec(cx, "INSERT INTO sign_in_link (hash, user_id, expires_at) VALUES (?1, ?2, ?3)",
		       DB_ARGS(db_z(hash), db_int(user_id), db_int(cx->now_us + AUTH_LINK_US)), NULL);
}

enum err auth_link_spend(struct cx *cx, struct str text, int64_t *ret_user)
{
	char hash[65];
	int64_t n;

	auth_secret_hash(text, hash);
	TRY(db_exec(cx, "UPDATE sign_in_link SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2",
		    DB_ARGS(db_z(hash), db_int(cx->now_us)), &n));
	if (!n)
		return fail(cx, ERR_UNAUTHENTICATED, NULL,
				"this sign-in link was used already or has run out: ask for a new one (earshot user link)");
	return db_one_int(cx, "SELECT user_id FROM sign_in_link WHERE hash = ?1", DB_ARGS(db_z(hash)), ret_user, NULL);
}

enum err auth_token_new(struct cx *cx, struct str name, struct str scopes, int64_t expires_at,
		char text[AUTH_SECRET_TEXT + 4], int64_t *ret_id)
{
	char secret[AUTH_SECRET_TEXT], hash[65];
	struct token t = {0};
	struct str rest = scopes, part;

	while (rest.n && str_split(&rest, ' ', &part))
		if (part.n && permission_by_name(part) < 0)
			return fail(cx, ERR_INVALID, "scopes", "\"%.*s\" is not a permission", (int)(part.n > 60 ? 60 : part.n), part.p);
	auth_secret_new(secret, hash);
	(void)snprintf(text, AUTH_SECRET_TEXT + 4, "es_%s", secret);
	auth_secret_hash(str_of(text), hash);
	SET(&t, token, home_id, cx->workspace_id);
	SET(&t, token, member_id, cx->member_id);
	SET(&t, token, name, str_trim(name).n ? str_trim(name) : STR("unnamed"));
	if (scopes.n)
		SET(&t, token, scopes, scopes);
	SET(&t, token, secret_hash, str_copy(cx->arena, str_of(hash)));
	SET(&t, token, hint, str_copy(cx->arena, (struct str){text, 8}));
	if (expires_at)
		SET(&t, token, expires_at, expires_at);
	TRY(model_create(cx, &resources[RES_token], &t));
	*ret_id = t.head.id;
	return OK;
}

enum err auth_invitation_accept(struct cx *cx, struct str secret, struct str name, struct str email,
				struct str password_hash, int64_t *ret_user)
{
	char hash[65];
	struct db_rows *r;
	int64_t id = 0, workspace = 0, member, bits = 0;
	struct str wanted = {0}, role_text = {0};

	auth_secret_hash(secret, hash);
	TRY(db_query(cx,
		     "SELECT workspace_id, id, email, roles FROM invitation WHERE secret_hash = ?1 AND accepted_at IS NULL "
		     "AND archived_at IS NULL AND expires_at > ?2",
		     DB_ARGS(db_z(hash), db_int(cx->now_us)), &r));
	if (db_next(r)) {
		workspace = db_col_int(r, 0);
		id = db_col_int(r, 1);
		wanted = str_copy(cx->arena, db_col_str(r, 2));
		role_text = str_copy(cx->arena, db_col_str(r, 3));
	}
	TRY(db_end(r));
	if (!id)
		return fail(cx, ERR_UNAUTHENTICATED, NULL, "this invitation was used already, withdrawn or has run out: ask for a new one");
	if (wanted.n && !str_eq_nocase(email, wanted.p))
		return fail(cx, ERR_INVALID, "email", "this invitation is for another address");
	struct str part;

	while (role_text.n && str_split(&role_text, ',', &part))
		bits |= enum_by_name(ENUM_role, part) >= 0 ? 1ll << enum_by_name(ENUM_role, part) : 0;
	cx->workspace_id = workspace;
	TRY(auth_user_by_email(cx, email, ret_user));
	if (*ret_user)
		return fail(cx, ERR_CONFLICT, "email", "there is an account with this address already: sign in with it and ask to be added");
	TRY(auth_user_new(cx, email, name, ret_user));
	TRY(auth_password_store(cx, *ret_user, password_hash));
	TRY(auth_add_member(cx, *ret_user, str_trim(name), bits, &member));
	struct invitation done = {0};

	SET(&done, invitation, accepted_at, cx->now_us);
	cx->member_id = member;
	return model_update(cx, &resources[RES_invitation], id, -1, true, &done, (struct str){0});
}
