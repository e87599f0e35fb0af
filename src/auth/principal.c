/* From a cookie or a token to a member with permissions. Runs in a read for each request: two indexed look-ups. */
#include "auth/auth.h"
#include "base/clock.h"
#include <string.h>

#define TOUCH_US (5 * 60 * US_PER_S)

static int64_t role_bits(struct str text)
{
	int64_t bits = 0;
	struct str part;

	while (text.n && str_split(&text, ',', &part)) {
		int v = enum_by_name(ENUM_role, part);

		if (v >= 0)
			bits |= 1ll << v;
	}
	return bits;
}

#define MEMBER                                                                                                         \
	"SELECT m.workspace_id, m.id, m.roles, COALESCE(m.lead, 0) FROM membership m "                                 \
	"JOIN workspace w ON w.id = m.workspace_id JOIN \"user\" u ON u.id = m.user_id WHERE m.archived_at IS NULL "     \
	"AND w.archived_at IS NULL AND u.archived_at IS NULL AND COALESCE(u.is_disabled, 0) = 0 "

static enum err take_member(struct cx *cx, struct db_rows *r)
{
	bool found = db_next(r);

	if (found) {
		cx->workspace_id = db_col_int(r, 0);
		cx->member_id = db_col_int(r, 1);
		cx->roles = (uint64_t)role_bits(db_col_str(r, 2));
		cx->lead = (uint64_t)db_col_int(r, 3);
		cx->permissions = auth_permissions((int64_t)cx->roles);
	}
	TRY(db_end(r));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "there is no such workspace, or you are not a member of it");
}

static enum err member_of_user(struct cx *cx, struct str workspace)
{
	const struct resource *res;
	struct db_rows *r;
	int64_t id = 0;

	if (workspace.n && (!id_parse(workspace, &res, &id) || res->id != RES_workspace))
		return fail(cx, ERR_NOT_FOUND, NULL, "there is no such workspace, or you are not a member of it");
	if (id)
		TRY(db_query(cx, MEMBER "AND m.user_id = ?1 AND m.workspace_id = ?2", DB_ARGS(db_int(cx->user_id), db_int(id)), &r));
	else
		TRY(db_query(cx, MEMBER "AND m.user_id = ?1 ORDER BY COALESCE(w.is_sample, 0), m.workspace_id LIMIT 1",
				DB_ARGS(db_int(cx->user_id)), &r));
	return take_member(cx, r);
}

enum err auth_by_session(struct cx *cx, struct str secret, struct str workspace, int64_t *ret_touch)
{
	char hash[65];
	struct db_rows *r;
	int64_t id = 0, used = 0;

	*ret_touch = 0;
	auth_secret_hash(secret, hash);
	TRY(db_query(cx,
		     "SELECT s.id, s.user_id, s.last_used_at FROM \"session\" s JOIN \"user\" u ON u.id = s.user_id "
		     "WHERE s.secret_hash = ?1 AND s.archived_at IS NULL AND s.expires_at > ?2 AND u.archived_at IS NULL "
		     "AND COALESCE(u.is_disabled, 0) = 0",
		     DB_ARGS(db_z(hash), db_int(cx->now_us)), &r));
	if (db_next(r)) {
		id = db_col_int(r, 0);
		cx->user_id = db_col_int(r, 1);
		used = db_col_int(r, 2);
	}
	TRY(db_end(r));
	if (!id)
		return fail(cx, ERR_UNAUTHENTICATED, NULL, "you are not signed in, or your session has ended");
	if (cx->now_us - used > TOUCH_US)
		*ret_touch = id;
	return member_of_user(cx, workspace);
}

/* A token may do what its scopes and its member both may. */
static void narrow(struct cx *cx, struct str scopes)
{
	uint64_t allowed = 0;
	struct str part;

	if (!scopes.n)
		return;
	while (str_split(&scopes, ' ', &part)) {
		int p = permission_by_name(part);

		if (p >= 0)
			allowed |= 1ull << p;
	}
	cx->permissions &= allowed;
}

enum err auth_by_token(struct cx *cx, struct str secret, int64_t *ret_touch)
{
	char hash[65];
	struct db_rows *r;
	int64_t workspace = 0, member = 0;
	struct str scopes = {0};

	*ret_touch = 0;
	auth_secret_hash(secret, hash);
	TRY(db_query(cx,
		     "SELECT id, home_id, member_id, scopes, COALESCE(last_used_at, 0) FROM token WHERE secret_hash = ?1 "
		     "AND archived_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)",
		     DB_ARGS(db_z(hash), db_int(cx->now_us)), &r));
	if (db_next(r)) {
		cx->token_id = db_col_int(r, 0);
		workspace = db_col_int(r, 1);
		member = db_col_int(r, 2);
		scopes = str_copy(cx->arena, db_col_str(r, 3));
		if (cx->now_us - db_col_int(r, 4) > TOUCH_US)
			*ret_touch = cx->token_id;
	}
	TRY(db_end(r));
	if (!cx->token_id)
		return fail(cx, ERR_UNAUTHENTICATED, NULL, "the token is not known, was revoked or has run out");
	TRY(db_query(cx, MEMBER "AND m.workspace_id = ?1 AND m.id = ?2", DB_ARGS(db_int(workspace), db_int(member)), &r));
	if (take_member(cx, r) != OK) {
		fail_clear(cx);
		return fail(cx, ERR_UNAUTHENTICATED, NULL, "the token's member has left the workspace");
	}
	narrow(cx, scopes);
	return OK;
}

enum err auth_touch(struct cx *cx, bool token, int64_t id)
{
	return db_exec(cx, token ? "UPDATE token SET last_used_at = ?2 WHERE id = ?1"
			: "UPDATE \"session\" SET last_used_at = ?2 WHERE id = ?1",
		       DB_ARGS(db_int(id), db_int(cx->now_us)), NULL);
}

enum err auth_session_new(struct cx *cx, int64_t user_id, struct str agent, char text[AUTH_SECRET_TEXT])
{
	char hash[65];
	struct session s = {0};

	auth_secret_new(text, hash);
	SET(&s, session, user_id, user_id);
	SET(&s, session, secret_hash, str_copy(cx->arena, str_of(hash)));
	SET(&s, session, last_used_at, cx->now_us);
	SET(&s, session, expires_at, cx->now_us + AUTH_SESSION_US);
	if (agent.n && utf8_valid(agent))
		SET(&s, session, agent, ((struct str){agent.p, agent.n > 180 ? utf8_offset(agent, 120) : agent.n}));
	return model_create(cx, &resources[RES_session], &s);
}

enum err auth_session_end(struct cx *cx, struct str text)
{
	char hash[65];

	auth_secret_hash(text, hash);
	return db_exec(cx, "DELETE FROM \"session\" WHERE secret_hash = ?1", DB_ARGS(db_z(hash)), NULL);
}

enum err auth_sessions_end_all(struct cx *cx, int64_t user_id)
{
	return db_exec(cx, "DELETE FROM \"session\" WHERE user_id = ?1", DB_ARGS(db_int(user_id)), NULL);
}

enum err auth_as_owner(struct cx *cx, struct str workspace)
{
	const struct resource *res;
	struct db_rows *r;
	int64_t id = 0;

	if (workspace.n && id_parse(workspace, &res, &id) && res->id == RES_workspace)
		TRY(db_query(cx, MEMBER "AND m.workspace_id = ?1 ORDER BY CASE WHEN m.roles LIKE '%owner%' THEN 0 ELSE 1 END, "
				"m.id LIMIT 1", DB_ARGS(db_int(id)), &r));
	else if (workspace.n)
		TRY(db_query(cx, MEMBER "AND w.name = ?1 ORDER BY CASE WHEN m.roles LIKE '%owner%' THEN 0 ELSE 1 END, m.id "
				"LIMIT 1", DB_ARGS(db_text(workspace)), &r));
	else
		TRY(db_query(cx, MEMBER "AND m.roles LIKE '%owner%' ORDER BY COALESCE(w.is_sample, 0), m.workspace_id, m.id "
				"LIMIT 1", DB_NO_ARGS, &r));
	return take_member(cx, r);
}

static enum err become(struct cx *cx, void *arg)
{
	struct db_rows *r;

	(void)arg;
	TRY(db_query(cx, MEMBER "AND m.workspace_id = ?1 AND m.id = ?2", DB_ARGS(db_int(cx->workspace_id), db_int(cx->member_id)), &r));
	return take_member(cx, r);
}

enum err auth_become(struct cx *cx)
{
	if (cx->member_id)
		return db_read(cx, become, NULL);
	cx->permissions = (1ull << P_COUNT) - 1;
	return OK;
}
