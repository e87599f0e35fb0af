/* Secrets and passwords. */
#include "auth/auth.h"
#include "base/clock.h"
#include <sodium.h>
#include <string.h>

/* argon2id, 19 MiB and two passes: OWASP's recommendation, about 20 ms. */
enum { ARGON_OPS = 2, ARGON_MEMORY = 19 * 1024 * 1024 };

void auth_secret_hash(struct str text, char hash_hex[65])
{
	struct hash h = hash_of(text);

	hex_encode(h.b, HASH_BYTES, hash_hex);
}

void auth_secret_new(char text[AUTH_SECRET_TEXT], char hash_hex[65])
{
	unsigned char raw[32];

	secret_bytes(raw, sizeof raw);
	(void)sodium_bin2base64(text, AUTH_SECRET_TEXT, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	auth_secret_hash(str_of(text), hash_hex);
	sodium_memzero(raw, sizeof raw);
}

/* The commonest passwords of this length; the rest is the throttle's work. */
static bool too_common(struct str p)
{
	static const char *const list[] = {"password12", "1234567890", "qwertyuiop", "password123", "passwordpassword",
		"0123456789", "letmeinletmein", "iloveyou12"};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (str_eq_nocase(p, list[i]))
			return true;
	for (size_t i = 1; i < p.n; i++)
		if (p.p[i] != p.p[0])
			return false;
	return true;
}

enum err auth_password_hash(struct cx *cx, struct str password, struct str *ret_hash)
{
	char hash[crypto_pwhash_STRBYTES];

	if (utf8_length(password) < AUTH_PASSWORD_MIN || password.n > AUTH_PASSWORD_MAX)
		return fail(cx, ERR_INVALID, "password", "must have %d to %d characters", AUTH_PASSWORD_MIN, AUTH_PASSWORD_MAX);
	if (too_common(password))
		return fail(cx, ERR_INVALID, "password", "is among the first that anyone would try: choose another");
	if (crypto_pwhash_str_alg(hash, password.p, password.n, ARGON_OPS, ARGON_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return fail(cx, ERR_UNAVAILABLE, NULL, "no memory to hash the password");
	*ret_hash = str_copy(cx->arena, str_of(hash));
	return OK;
}

enum err auth_password_store(struct cx *cx, int64_t user_id, struct str hash)
{
	struct user u = {0};

	SET(&u, user, password_hash, hash);
	return model_update(cx, &resources[RES_user], user_id, -1, true, &u, (struct str){0});
}

bool auth_password_ok(struct str hash, struct str password)
{
	/* A hash of nothing anybody knows: unknown addresses take as long as known ones. */
	static const char nobody[crypto_pwhash_STRBYTES] =
		"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Qqz9yIhXf1P4oC2k3Qm0vQ0cV0uI0rI1rQ1Yw0m5n8E";
	char z[crypto_pwhash_STRBYTES] = {0};

	if (!hash.n) {
		if (crypto_pwhash_str_verify(nobody, password.p ? password.p : "", password.n) == 0)
			return false; /* cannot be: nobody knows it */
		return false;
	}
	if (hash.n >= sizeof z || password.n > AUTH_PASSWORD_MAX)
		return false;
	memcpy(z, hash.p, hash.n);
	return crypto_pwhash_str_verify(z, password.p ? password.p : "", password.n) == 0;
}

enum err auth_password_hash_of(struct cx *cx, struct str email, int64_t *ret_user, struct str *ret_hash)
{
	struct db_rows *r;

	*ret_user = 0;
	*ret_hash = (struct str){0};
	TRY(db_query(cx, "SELECT id, password_hash FROM \"user\" WHERE email = lower(?1) AND archived_at IS NULL AND "
		"COALESCE(is_disabled, 0) = 0",
		     DB_ARGS(db_text(email)), &r));
	if (db_next(r)) {
		*ret_user = db_col_int(r, 0);
		*ret_hash = str_copy(cx->arena, db_col_str(r, 1));
	}
	return db_end(r);
}

enum { THROTTLE_FAILURES = 10 };
#define THROTTLE_US (15 * 60 * US_PER_S)

enum err auth_throttle_check(struct cx *cx, const char *key)
{
	struct db_rows *r;
	bool blocked = false;

	TRY(db_query(cx, "SELECT failures, last_at FROM attempt WHERE key = ?1", DB_ARGS(db_z(key)), &r));
	if (db_next(r))
		blocked = db_col_int(r, 0) >= THROTTLE_FAILURES && cx->now_us - db_col_int(r, 1) < THROTTLE_US;
	TRY(db_end(r));
	return blocked ? fail(cx, ERR_RATE_LIMITED, NULL, "too many failed attempts: wait 15 minutes, then try again") : OK;
}

enum err auth_throttle_note(struct cx *cx, const char *key, bool failed)
{
	if (!failed)
		return db_exec(cx, "DELETE FROM attempt WHERE key = ?1", DB_ARGS(db_z(key)), NULL);
	return db_exec(cx,
		       "INSERT INTO attempt (key, failures, last_at) VALUES (?1, 1, ?2) ON CONFLICT (key) DO UPDATE SET "
		       "failures = CASE WHEN attempt.last_at < ?3 THEN 1 ELSE attempt.failures + 1 END, last_at = ?2",
		       DB_ARGS(db_z(key), db_int(cx->now_us), db_int(cx->now_us - THROTTLE_US)), NULL);
}
