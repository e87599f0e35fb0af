/* Signing in and out, and who is signed in. */
#include "api/internal.h"
#include "auth/auth.h"
#include "base/clock.h"
#include <stdio.h>
#include <string.h>

static void put_id(struct json_out *j, const char *key, enum resource_id r, int64_t id)
{
	char text[ID_TEXT];

	id_format(&resources[r], id, text);
	json_kz(j, key, text);
}

static void put_or_null(struct json_out *j, const char *key, struct str s)
{
	json_key(j, key);
	if (s.n)
		json_str(j, s);
	else
		json_nil(j);
}

static enum err put_user(struct call *c)
{
	struct cx *cx = c->cx;
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT u.id, u.email, COALESCE(u.name, m.name) FROM membership m JOIN \"user\" u ON u.id = m.user_id "
		     "WHERE m.workspace_id = ?1 AND m.id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(cx->member_id)), &r));
	json_key(&c->j, "user");
	json_open(&c->j);
	if (db_next(r)) {
		put_id(&c->j, "id", RES_user, db_col_int(r, 0));
		put_or_null(&c->j, "name", db_col_str(r, 2));
		json_kstr(&c->j, "email", db_col_str(r, 1));
	}
	json_close(&c->j);
	return db_end(r);
}

static void put_member(struct call *c)
{
	struct json_out *j = &c->j;

	json_key(j, "member");
	json_open(j);
	put_id(j, "id", RES_membership, c->cx->member_id);
	json_key(j, "roles");
	json_list(j);
	for (int i = 0; i < E_role_COUNT; i++)
		if (c->cx->roles >> i & 1)
			json_z(j, roles[i].name);
	json_list_end(j);
	json_kbool(j, "lead", c->cx->lead != 0);
	json_close(j);
}

static enum err put_workspace(struct call *c)
{
	struct workspace w;
	struct json_out *j = &c->j;
	const struct resource *r = &resources[RES_workspace];

	TRY(model_get(c->cx, r, c->cx->workspace_id, &w));
	json_key(j, "workspace");
	json_open(j);
	put_id(j, "id", RES_workspace, w.head.id);
	json_kint(j, "rev", w.head.rev);
	json_kstr(j, "name", w.name);
	json_kz(j, "profile", enums[ENUM_profile].values[w.profile]);
	json_kstr(j, "zone", HAS(&w, workspace, zone) ? w.zone : STR("UTC"));
	json_kstr(j, "locale", HAS(&w, workspace, locale) ? w.locale : STR("en"));
	json_kbool(j, "is_sample", w.is_sample != 0);
	json_close(j);
	return OK;
}

static enum err put_workspaces(struct call *c)
{
	struct cx *cx = c->cx;
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT w.id, w.name, COALESCE(w.is_sample, 0) FROM membership me JOIN membership m ON m.user_id = "
		     	"me.user_id "
		     "JOIN workspace w ON w.id = m.workspace_id WHERE me.workspace_id = ?1 AND me.id = ?2 AND m.archived_at "
		     	"IS NULL "
		     "AND w.archived_at IS NULL AND (?3 = 0 OR w.id = ?1) ORDER BY COALESCE(w.is_sample, 0), w.name, w.id",
		     DB_ARGS(db_int(cx->workspace_id), db_int(cx->member_id), db_int(cx->token_id ? 1 : 0)), &r));
	json_key(&c->j, "workspaces");
	json_list(&c->j);
	while (db_next(r)) {
		json_open(&c->j);
		put_id(&c->j, "id", RES_workspace, db_col_int(r, 0));
		json_kstr(&c->j, "name", db_col_str(r, 1));
		json_kbool(&c->j, "is_sample", db_col_int(r, 2) != 0);
		json_close(&c->j);
	}
	json_list_end(&c->j);
	return db_end(r);
}

static enum err put_product(struct call *c)
{
	struct db_rows *r;

	TRY(db_query(c->cx, "SELECT id, name FROM product WHERE workspace_id = ?1 AND archived_at IS NULL ORDER BY id "
		"LIMIT 1",
		     DB_ARGS(db_int(c->cx->workspace_id)), &r));
	json_key(&c->j, "product");
	if (db_next(r)) {
		json_open(&c->j);
		put_id(&c->j, "id", RES_product, db_col_int(r, 0));
		json_kstr(&c->j, "name", db_col_str(r, 1));
		json_close(&c->j);
	} else {
		json_nil(&c->j);
	}
	return db_end(r);
}

enum { COUNTED_MOST = 1000 };

/* Counting stops at 1,000: the page asks only whether there is anything yet. */
static enum err put_counts(struct call *c)
{
	int64_t n;

	TRY(db_one_int(c->cx,
		       "SELECT COUNT(*) FROM (SELECT 1 AS one FROM evidence WHERE workspace_id = ?1 AND archived_at IS NULL "
		       	"LIMIT ?2) AS counted",
		       DB_ARGS(db_int(c->cx->workspace_id), db_int(COUNTED_MOST)), &n, NULL));
	json_key(&c->j, "counts");
	json_open(&c->j);
	json_kint(&c->j, "evidence", n);
	json_close(&c->j);
	return OK;
}

static enum err me(struct call *c)
{
	struct json_out *j = &c->j;

	json_open(j);
	TRY(put_user(c));
	put_member(c);
	TRY(put_workspace(c));
	TRY(put_workspaces(c));
	json_key(j, "permissions");
	json_list(j);
	for (int p = 0; p < P_COUNT; p++)
		if (c->cx->permissions >> p & 1)
			json_z(j, permission_name((enum permission)p));
	json_list_end(j);
	TRY(put_product(c));
	TRY(put_counts(c));
	json_close(j);
	return OK;
}

/* ---- signing in ---- */
struct password_sign_in {
	struct call *c;
	struct str email, password, hash;
	int64_t user;
	const char *by_address, *by_account;
	char secret[AUTH_SECRET_TEXT];
};

static enum err read_account(struct cx *cx, void *arg)
{
	struct password_sign_in *s = arg;

	TRY(auth_throttle_check(cx, s->by_address));
	TRY(auth_throttle_check(cx, s->by_account));
	return auth_password_hash_of(cx, s->email, &s->user, &s->hash);
}

static enum err note_failure(struct cx *cx, void *arg)
{
	struct password_sign_in *s = arg;

	TRY(auth_throttle_note(cx, s->by_address, true));
	return auth_throttle_note(cx, s->by_account, true);
}

static enum err enter(struct cx *cx, void *arg)
{
	struct password_sign_in *s = arg;

	TRY(auth_throttle_note(cx, s->by_account, false));
	return auth_session_new(cx, s->user, http_header(s->c->x, "User-Agent"), s->secret);
}

static void signed_in(struct call *c, const char *secret)
{
	cookie_set(c, secret, AUTH_SESSION_US / US_PER_S);
	c->status = 201;
	json_open(&c->j);
	json_kbool(&c->j, "signed_in", true);
	json_close(&c->j);
}

static const char *throttle_key(struct call *c, const char *kind, struct str s)
{
	struct hash h = hash_of(s);
	char hex[65];

	hex_encode(h.b, HASH_BYTES, hex);
	return arena_printf(c->cx->arena, "%s:%s", kind, hex);
}

/* Passwords are checked on the worker: the write thread never waits 20 ms for one request. */
static enum err sign_in(struct call *c)
{
	struct password_sign_in s = {.c = c};
	struct cx *cx = c->cx;

	TRY(call_only(c, "email,password"));
	TRY(call_text(c, "email", true, 254, &s.email));
	TRY(call_text(c, "password", true, AUTH_PASSWORD_MAX, &s.password));
	s.by_address = throttle_key(c, "address", http_peer(c->x));
	s.by_account = throttle_key(c, "account", s.email);
	enum err e = db_read(cx, read_account, &s);

	if (e == ERR_RATE_LIMITED)
		call_header(c, "Retry-After", "900");
	TRY(e);
	if (!auth_password_ok(s.hash, s.password)) {
		TRY(db_write(cx, note_failure, &s));
		return fail(cx, ERR_UNAUTHENTICATED, NULL, "the address or the password is wrong");
	}
	TRY(db_write(cx, enter, &s));
	signed_in(c, s.secret);
	return OK;
}

static enum err sign_in_by_link(struct call *c)
{
	char *secret = arena_alloc(c->cx->arena, AUTH_SECRET_TEXT);
	struct str token;
	int64_t user;

	TRY(call_only(c, "token"));
	TRY(call_text(c, "token", true, 200, &token));
	TRY(auth_link_spend(c->cx, token, &user));
	TRY(auth_session_new(c->cx, user, http_header(c->x, "User-Agent"), secret));
	signed_in(c, secret);
	return OK;
}

/* ---- signing out ---- */
static enum err done(struct call *c)
{
	json_open(&c->j);
	json_kbool(&c->j, "done", true);
	json_close(&c->j);
	return OK;
}

static enum err sign_out(struct call *c)
{
	if (c->inner->secret.n)
		TRY(auth_session_end(c->cx, c->inner->secret));
	cookie_set(c, "", 0);
	return done(c);
}

static enum err sign_out_everywhere(struct call *c)
{
	TRY(auth_sessions_end_all(c->cx, c->cx->user_id));
	cookie_set(c, "", 0);
	return done(c);
}

static void put_time(struct json_out *j, const char *key, int64_t us)
{
	char text[32];

	(void)time_format(us, text);
	json_kz(j, key, text);
}

static enum err sessions(struct call *c)
{
	char mine[65];
	struct db_rows *r;

	auth_secret_hash(c->inner->secret, mine);
	TRY(db_query(c->cx,
		     "SELECT id, agent, created_at, last_used_at, expires_at, secret_hash FROM \"session\" WHERE user_id = "
		     	"?1 AND expires_at > ?2 "
		     "AND archived_at IS NULL ORDER BY last_used_at DESC, id DESC",
		     DB_ARGS(db_int(c->cx->user_id), db_int(c->cx->now_us)), &r));
	json_open(&c->j);
	json_key(&c->j, "data");
	json_list(&c->j);
	while (db_next(r)) {
		json_open(&c->j);
		put_id(&c->j, "id", RES_session, db_col_int(r, 0));
		put_or_null(&c->j, "agent", db_col_str(r, 1));
		put_time(&c->j, "created_at", db_col_int(r, 2));
		put_time(&c->j, "last_used_at", db_col_int(r, 3));
		put_time(&c->j, "expires_at", db_col_int(r, 4));
		json_kbool(&c->j, "current", str_is(db_col_str(r, 5), mine));
		json_close(&c->j);
	}
	json_list_end(&c->j);
	json_key(&c->j, "next");
	json_nil(&c->j);
	json_close(&c->j);
	return db_end(r);
}

static enum err end_session(struct call *c)
{
	int64_t id, n;

	TRY(call_id(c, 0, &resources[RES_session], NULL, &id));
	TRY(db_exec(c->cx, "DELETE FROM \"session\" WHERE id = ?1 AND user_id = ?2", DB_ARGS(db_int(id),
		db_int(c->cx->user_id)), &n));
	return n ? done(c) : fail(c->cx, ERR_NOT_FOUND, NULL, "you have no such session");
}

#define DONE "{\"done\":\"bool\"}"
#define SIGNED_IN "{\"signed_in\":\"bool\"}"
const struct route session_routes[] = {
	{HTTP_GET, "/me", P_any, 0, me, "Who is signed in, where, and what they may do.", NULL, "{}", NULL, 0, NULL},
	{HTTP_POST, "/sessions", P_public, ROUTE_NO_TX | ROUTE_RIGHTS, sign_in, "Signs in by mail address and password; sets the "
		"cookie.", "{\"email\":\"text\",\"password\":\"text\"}", SIGNED_IN, NULL, 0, NULL},
	{HTTP_POST, "/sessions/link", P_public, ROUTE_RIGHTS, sign_in_by_link, "Signs in by the secret of a sign-in link, once.",
		"{\"token\":\"text\"}", SIGNED_IN, NULL, 0, NULL},
	{HTTP_GET, "/sessions", P_any, ROUTE_USER_ONLY, sessions, "Where this person is signed in.", NULL,
		"{\"data\":\"list\",\"next\":\"text?\"}", NULL, 0, NULL},
	{HTTP_DELETE, "/sessions", P_any, ROUTE_USER_ONLY | ROUTE_NO_BODY | ROUTE_RIGHTS, sign_out_everywhere, "Signs out everywhere.",
		NULL, DONE, NULL, 0, NULL},
	{HTTP_DELETE, "/sessions/current", P_any, ROUTE_USER_ONLY | ROUTE_NO_BODY | ROUTE_RIGHTS, sign_out, "Signs out here.", NULL,
		DONE, NULL, 0, NULL},
	{HTTP_DELETE, "/sessions/{id}", P_any, ROUTE_USER_ONLY | ROUTE_NO_BODY | ROUTE_RIGHTS, end_session, "Ends one session.", NULL,
		DONE, NULL, 0, NULL},
	{0},
};
