/* Who may come in and how: passwords, links, sessions, tokens, invitations, throttling. On both stores. */
#include "tests/db/engine.h"
#include "auth/auth.h"

struct auth_case {
	struct str text, more, name;
	char out[AUTH_SECRET_TEXT + 4];
	int64_t user, id, touch;
	struct str hash;
};

static enum err run(struct cx *cx, db_run_fn *f, struct auth_case *c)
{
	fail_clear(cx);
	return db_write(cx, f, c);
}

#define STEP(name, ...)                                                                                                \
	static enum err name(struct cx *cx, void *arg)                                                                 \
	{                                                                                                              \
		[[maybe_unused]] struct auth_case *c = arg;                                                            \
		return __VA_ARGS__;                                                                                    \
	}
STEP(user_by_mail, auth_user_by_email(cx, c->text, &c->user))
STEP(user_new, auth_user_new(cx, c->text, c->name, &c->user))
STEP(store_password, auth_password_store(cx, c->user, c->hash))
STEP(hash_of_mail, auth_password_hash_of(cx, c->text, &c->user, &c->hash))
STEP(new_link, auth_link_new(cx, c->user, c->out))
STEP(spend_link, auth_link_spend(cx, c->text, &c->user))
STEP(new_session, auth_session_new(cx, c->user, STR("A browser"), c->out))
STEP(by_session, auth_by_session(cx, c->text, c->more, &c->touch))
STEP(end_session, auth_session_end(cx, c->text))
STEP(end_all, auth_sessions_end_all(cx, c->user))
STEP(new_token, auth_token_new(cx, c->name, c->text, c->id, c->out, &c->id))
STEP(by_token, auth_by_token(cx, c->text, &c->touch))
STEP(disable, db_exec(cx, "UPDATE \"user\" SET is_disabled = 1 WHERE id = ?1", DB_ARGS(db_int(c->user)), NULL))
STEP(throttle_fail, auth_throttle_note(cx, "k", true))
STEP(throttle_good, auth_throttle_note(cx, "k", false))
STEP(throttle_ask, auth_throttle_check(cx, "k"))

static int64_t owner(struct cx *cx)
{
	return one_int(cx, "SELECT user_id FROM membership WHERE workspace_id = ?1 AND id = ?2",
		       (struct db_value[]){WS(cx), db_int(cx->member_id)}, 2);
}

/* Forgets who is signed in, as a new request does. */
static void stranger(struct cx *cx)
{
	cx->workspace_id = cx->member_id = cx->user_id = cx->token_id = 0;
	cx->permissions = cx->roles = cx->lead = 0;
}

static void passwords(void **state)
{
	struct cx *cx = CX(state);
	struct auth_case c = {.user = owner(cx)};
	static const char *const weak[] = {"short", "1234567890", "aaaaaaaaaaaaaa", "PASSWORD123"};

	for (size_t i = 0; i < 4; i++) {
		c.text = str_of(weak[i]);
		fail_clear(cx);
		assert_int_equal(auth_password_hash(cx, c.text, &c.hash), ERR_INVALID);
		assert_string_equal(cx->failure.detail[0].field, "password");
	}
	c.text = STR("correct horse ☂ battery");
	assert_int_equal(auth_password_hash(cx, c.text, &c.hash), OK);
	assert_int_equal(run(cx, store_password, &c), OK);
	c.text = str_of(arena_printf(cx->arena, "U%lld@Example.ORG", (long long)cx->workspace_id));
	assert_int_equal(run(cx, hash_of_mail, &c), OK);
	assert_true(c.user == owner(cx) && str_starts(c.hash, "$argon2id$"));
	assert_true(auth_password_ok(c.hash, STR("correct horse ☂ battery")));
	assert_false(auth_password_ok(c.hash, STR("correct horse battery")));
	assert_false(auth_password_ok((struct str){0}, STR("correct horse ☂ battery")));
	assert_int_equal(run(cx, disable, &c), OK);
	assert_int_equal(run(cx, hash_of_mail, &c), OK);
	assert_int_equal(c.user, 0);
}

static void links_open_once(void **state)
{
	struct cx *cx = CX(state);
	struct auth_case c = {.user = owner(cx)};
	int64_t user = c.user;

	assert_int_equal(run(cx, new_link, &c), OK);
	c.text = str_of(c.out);
	c.user = 0;
	assert_int_equal(run(cx, spend_link, &c), OK);
	assert_int_equal(c.user, user);
	assert_int_equal(run(cx, spend_link, &c), ERR_UNAUTHENTICATED);
	assert_int_equal(run(cx, new_link, &c), OK);
	cx->now_us += AUTH_LINK_US;
	assert_int_equal(run(cx, spend_link, &c), ERR_UNAUTHENTICATED);
	c.text = STR("' OR 1=1 --");
	assert_int_equal(run(cx, spend_link, &c), ERR_UNAUTHENTICATED);
}

static void sessions(void **state)
{
	struct cx *cx = CX(state);
	struct engine *t = *state;
	struct auth_case c = {.user = owner(cx)};
	int64_t user = c.user;

	assert_int_equal(run(cx, new_session, &c), OK);
	c.text = str_of(c.out);
	stranger(cx);
	assert_int_equal(run(cx, by_session, &c), OK);
	assert_true(cx->workspace_id == t->workspace[0] && cx->member_id == t->member[0] && cx->user_id == user);
	assert_true(cx_may(cx, P_members));
	stranger(cx); /* a workspace that the user is no member of looks like none */
	c.more = str_of(id_text(cx, R(workspace), t->workspace[1]));
	assert_int_equal(run(cx, by_session, &c), ERR_NOT_FOUND);
	c.more = STR("");
	stranger(cx);
	cx->now_us += AUTH_SESSION_US;
	assert_int_equal(run(cx, by_session, &c), ERR_UNAUTHENTICATED);
	cx->now_us -= AUTH_SESSION_US;
	assert_int_equal(run(cx, end_session, &c), OK);
	assert_int_equal(run(cx, by_session, &c), ERR_UNAUTHENTICATED);
	engine_enter(t, 0);
	assert_int_equal(run(cx, new_session, &c), OK);
	assert_int_equal(run(cx, end_all, &c), OK);
	assert_int_equal(run(cx, by_session, &c), ERR_UNAUTHENTICATED);
}

static void tokens(void **state)
{
	struct cx *cx = CX(state);
	struct auth_case c = {.name = STR("ci"), .text = STR("evidence_create no_such_thing")};
	int64_t user = owner(cx);

	assert_int_equal(run(cx, new_token, &c), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "scopes");
	c.text = STR("evidence_create");
	c.id = cx->now_us + US_PER_DAY; /* expires */
	assert_int_equal(run(cx, new_token, &c), OK);
	c.text = str_of(c.out);
	stranger(cx);
	assert_int_equal(run(cx, by_token, &c), OK);
	assert_true(cx_may(cx, P_evidence_create));
	assert_false(cx_may(cx, P_members) || cx_may(cx, P_themes_create) || cx_may(cx, P_contact_read));
	cx->now_us += US_PER_DAY;
	assert_int_equal(run(cx, by_token, &c), ERR_UNAUTHENTICATED);
	cx->now_us -= US_PER_DAY;
	c.user = user;
	assert_int_equal(run(cx, disable, &c), OK); /* who may not sign in has no working token either */
	stranger(cx);
	assert_int_equal(run(cx, by_token, &c), ERR_UNAUTHENTICATED);
}

static void accounts(void **state)
{
	struct cx *cx = CX(state);
	struct auth_case c = {.text = STR("not an address"), .name = STR("N")};

	assert_int_equal(run(cx, user_new, &c), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "email");
	c.text = str_of(arena_printf(cx->arena, "New%lld@Example.org", (long long)cx->workspace_id));
	assert_int_equal(run(cx, user_new, &c), OK);
	int64_t made = c.user;

	assert_int_equal(run(cx, user_new, &c), ERR_CONFLICT);
	c.text = str_of(arena_printf(cx->arena, "new%lld@EXAMPLE.org", (long long)cx->workspace_id));
	assert_int_equal(run(cx, user_by_mail, &c), OK);
	assert_int_equal(c.user, made);
}

static void throttle(void **state)
{
	struct cx *cx = CX(state);
	struct auth_case c = {0};

	for (int i = 0; i < 10; i++) {
		assert_int_equal(run(cx, throttle_ask, &c), OK);
		assert_int_equal(run(cx, throttle_fail, &c), OK);
	}
	assert_int_equal(run(cx, throttle_ask, &c), ERR_RATE_LIMITED);
	cx->now_us += 15 * 60 * US_PER_S;
	assert_int_equal(run(cx, throttle_ask, &c), OK);
	assert_int_equal(run(cx, throttle_good, &c), OK);
	cx->now_us -= 15 * 60 * US_PER_S;
	assert_int_equal(run(cx, throttle_ask, &c), OK);
}

int main(void)
{
	const struct CMUnitTest auth[] = {ENGINE_TEST(passwords), ENGINE_TEST(links_open_once), ENGINE_TEST(sessions),
					  ENGINE_TEST(tokens),	  ENGINE_TEST(accounts),	ENGINE_TEST(throttle)};

	return STORES_RUN(auth);
}
