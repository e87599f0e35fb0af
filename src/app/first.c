/* The first start: a workspace with its owner, and the link that lets the owner in. Printed again at each start until
 * somebody can sign in by other means. */
#include "app/app.h"
#include "auth/auth.h"
#include "cli/links.h"

struct first {
	bool needed;
	char secret[AUTH_SECRET_TEXT];
};

/* Has anybody a password, or a session that still runs? */
static enum err can_enter(struct cx *cx, bool *ret)
{
	int64_t n;

	TRY(db_one_int(cx,
		       "SELECT (SELECT COUNT(*) FROM \"user\" WHERE password_hash IS NOT NULL AND archived_at IS NULL) + "
		       "(SELECT COUNT(*) FROM \"session\" WHERE expires_at > ?1)",
		       DB_ARGS(db_int(cx->now_us)), &n, NULL));
	*ret = n > 0;
	return OK;
}

static enum err owner(struct cx *cx, int64_t *ret_user)
{
	int64_t workspace, member;

	enum err e = auth_as_owner(cx, STR(""));

	if (e == ERR_NOT_FOUND) {
		fail_clear(cx);
		return auth_found_workspace(cx, STR("Earshot"), STR("owner@localhost"), &workspace, ret_user, &member);
	}
	TRY(e);
	return db_one_int(cx, "SELECT user_id FROM membership WHERE workspace_id = ?1 AND id = ?2",
			  DB_ARGS(db_int(cx->workspace_id), db_int(cx->member_id)), ret_user, NULL);
}

static enum err make(struct cx *cx, void *arg)
{
	struct first *f = arg;
	bool entered;
	int64_t user;

	TRY(can_enter(cx, &entered));
	if (entered)
		return OK;
	TRY(owner(cx, &user));
	f->needed = true;
	return auth_link_new(cx, user, f->secret);
}

enum err app_first_link(struct cx *cx, const char **ret_link)
{
	struct first f = {0};
	struct cx work;

	*ret_link = NULL;
	cx_fork(cx, cx->arena, &work);
	enum err e = db_write(&work, make, &f);

	if (e)
		cx->failure = work.failure;
	else if (f.needed)
		*ret_link = link_sign_in(cx, f.secret);
	return e;
}
