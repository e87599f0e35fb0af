/* Rules of membership that hold whoever writes it: changes need the permission `members`, only owners make or unmake
 * owners, and no workspace is left without one. Hooks of the engine. */
#include "auth/auth.h"

static bool is_owner(const struct membership *m)
{
	return m && !m->head.archived_at && (m->roles >> E_role_owner & 1);
}

static enum err other_owner_exists(struct cx *cx, int64_t but)
{
	int64_t n;

	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM membership WHERE workspace_id = ?1 AND id <> ?2 AND archived_at IS NULL "
		       "AND (',' || roles || ',') LIKE '%,owner,%'",
		       DB_ARGS(db_int(cx->workspace_id), db_int(but)), &n, NULL));
	return n ? OK : fail(cx, ERR_STATE, "roles", "the workspace would be left without an owner: make another member "
		"owner first");
}

static enum err check_member(struct cx *cx, const struct membership *old, const struct membership *row)
{
	bool was = is_owner(old), is = is_owner(row);
	bool rights = !old || old->roles != row->roles || old->lead != row->lead ||
		!old->head.archived_at != !row->head.archived_at;

	if (!cx->member_id) /* the program itself: founding, invitations */
		return OK;
	if (rights && !cx_may(cx, P_members))
		return fail(cx, ERR_FORBIDDEN, "roles", "changing members needs the permission members");
	if (was != is && !(cx->roles >> E_role_owner & 1))
		return fail(cx, ERR_FORBIDDEN, "roles", "only an owner makes or unmakes owners");
	return was && !is ? other_owner_exists(cx, row->head.id) : OK;
}

static enum err before_member(struct cx *cx, const void *old, void *row)
{
	return check_member(cx, old, row);
}

/* Archiving asks no before_save; the write is undone when this refuses. */
static enum err after_member(struct cx *cx, const void *old, const void *row)
{
	const struct membership *o = old, *m = row;

	return o && !o->head.archived_at != !m->head.archived_at ? check_member(cx, o, m) : OK;
}

void auth_register(struct model *m)
{
	static const struct model_hooks hooks = {.before_save = before_member, .after_save = after_member};

	model_set_hooks(m, RES_membership, &hooks);
}
