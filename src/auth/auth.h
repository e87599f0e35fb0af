/* Who is asking and what they may do: passwords, sign-in links, sessions, tokens, roles, throttling.
 * Secrets are 32 random bytes, kept only as SHA-256; passwords as argon2id (libsodium). Callers: src/api, src/cli. */
#pragma once
#include "base/clock.h"
#include "model/engine.h"

enum { AUTH_SECRET_TEXT = 48, AUTH_PASSWORD_MIN = 10, AUTH_PASSWORD_MAX = 200 };
#define AUTH_LINK_US (15 * 60 * US_PER_S)
#define AUTH_SESSION_US (30 * US_PER_DAY)
#define AUTH_INVITATION_US (14 * US_PER_DAY)

/* New secret as base64url text and the hex hash to store. */
void auth_secret_new(char text[AUTH_SECRET_TEXT], char hash_hex[65]);
void auth_secret_hash(struct str text, char hash_hex[65]);

/* All of the following run inside a transaction. */
[[nodiscard]] enum err auth_password_store(struct cx *cx, int64_t user_id, struct str hash);
/* Outside of any transaction (argon2id takes 20 ms): INVALID when weak. ret_hash is in the arena. */
[[nodiscard]] enum err auth_password_hash(struct cx *cx, struct str password, struct str *ret_hash);
/* Workspace, its first owner and nothing else. *ret_user etc. may not be NULL. */
[[nodiscard]] enum err auth_found_workspace(struct cx *cx, struct str name, struct str email, int64_t *ret_workspace, int64_t *ret_user,
					    int64_t *ret_member);
[[nodiscard]] enum err auth_add_member(struct cx *cx, int64_t user_id, struct str name, int64_t roles, int64_t *ret_member);
[[nodiscard]] enum err auth_user_by_email(struct cx *cx, struct str email, int64_t *ret_user); /* 0 when none */
[[nodiscard]] enum err auth_user_new(struct cx *cx, struct str email, struct str name, int64_t *ret_user);

/* Sign-in link: token to show once. Spending it makes a session. */
[[nodiscard]] enum err auth_link_new(struct cx *cx, int64_t user_id, char text[AUTH_SECRET_TEXT]);
[[nodiscard]] enum err auth_link_spend(struct cx *cx, struct str text, int64_t *ret_user);
/* The password is checked outside the write (argon2id takes 20 ms): fetch the hash, verify, then make the session. */
[[nodiscard]] enum err auth_password_hash_of(struct cx *cx, struct str email, int64_t *ret_user, struct str *ret_hash);
bool auth_password_ok(struct str hash, struct str password); /* takes the same time without a hash */
[[nodiscard]] enum err auth_session_new(struct cx *cx, int64_t user_id, struct str agent, char text[AUTH_SECRET_TEXT]);
[[nodiscard]] enum err auth_session_end(struct cx *cx, struct str text);
[[nodiscard]] enum err auth_sessions_end_all(struct cx *cx, int64_t user_id);

/* Throttling by key (address, account): RATE_LIMITED after 10 failures within 15 minutes. */
[[nodiscard]] enum err auth_throttle_check(struct cx *cx, const char *key);
[[nodiscard]] enum err auth_throttle_note(struct cx *cx, const char *key, bool failed);

/* Fills user, workspace, member, roles and permissions of cx. workspace: id text or empty for the member's first.
 * *ret_touch: last use is older than five minutes and should be written. */
[[nodiscard]] enum err auth_by_session(struct cx *cx, struct str secret, struct str workspace, int64_t *ret_touch);
[[nodiscard]] enum err auth_by_token(struct cx *cx, struct str secret, int64_t *ret_touch);
[[nodiscard]] enum err auth_touch(struct cx *cx, bool token, int64_t id);
/* For commands: the first owner of a workspace (0: the first that is not the sample). */
[[nodiscard]] enum err auth_as_owner(struct cx *cx, struct str workspace);
/* Roles and permissions of cx->workspace_id and cx->member_id, for work done on a member's behalf; outside of or inside a
 * transaction. member_id 0: the program itself, which has all permissions. */
[[nodiscard]] enum err auth_become(struct cx *cx);
uint64_t auth_permissions(int64_t role_bits);
/* Rules of membership: who may change it, no workspace without an owner. Called once by src/app. */
void auth_register(struct model *m);

[[nodiscard]] enum err auth_token_new(struct cx *cx, struct str name, struct str scopes, int64_t expires_at,
		char text[AUTH_SECRET_TEXT + 4],
				      int64_t *ret_id);
[[nodiscard]] enum err auth_invitation_accept(struct cx *cx, struct str secret, struct str name, struct str email, struct str password_hash,
					      int64_t *ret_user);
