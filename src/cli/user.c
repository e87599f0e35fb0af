/* `earshot user add|reset|list`: people who can sign in. */
#include "auth/auth.h"
#include "cli/links.h"

struct person {
	struct str email, name;
	int64_t roles, user, member;
	char secret[AUTH_SECRET_TEXT];
};

static enum err parse_roles(struct cx *cx, const char *text, int64_t *ret)
{
	struct str rest = str_of(text), part;

	*ret = 0;
	while (rest.n && str_split(&rest, ',', &part)) {
		int v = enum_by_name(ENUM_role, str_trim(part));

		if (v < 0)
			return fail(cx, ERR_USAGE, "roles", "\"%.*s\" is not a role: owner, admin, pm, researcher, cx, support, "
				"sales, marketing, designer, engineer, executive or viewer",
				    STR_ARG(part));
		*ret |= 1ll << v;
	}
	return *ret ? OK : fail(cx, ERR_USAGE, "roles", "name at least one role");
}

static enum err show_link(struct cx *cx, struct args *a, const struct person *p)
{
	const char *link = link_sign_in(cx, p->secret);
	char user[ID_TEXT];

	id_format(&resources[RES_user], p->user, user);
	if (!args_json(a)) {
		fprintf(args_out(a), "%.*s signs in once within 15 minutes by:\n%s\n", STR_ARG(p->email), link);
		return OK;
	}
	struct json_out *j = args_result(a);

	json_open(j);
	json_kz(j, "user", user);
	json_kz(j, "sign_in", link);
	json_close(j);
	return OK;
}

static enum err add(struct cx *cx, void *arg)
{
	struct person *p = arg;
	int64_t n;

	TRY(auth_user_by_email(cx, p->email, &p->user));
	if (!p->user)
		TRY(auth_user_new(cx, p->email, p->name, &p->user));
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM membership WHERE workspace_id = ?1 AND user_id = ?2 AND archived_at IS "
		"NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(p->user)), &n, NULL));
	if (n)
		return fail(cx, ERR_CONFLICT, "email", "%.*s is a member of this workspace already", STR_ARG(p->email));
	TRY(auth_add_member(cx, p->user, p->name, p->roles, &p->member));
	return auth_link_new(cx, p->user, p->secret);
}

static enum err run_add(struct cx *cx, struct args *a)
{
	const char *wanted = args_value(a, "roles"), *name = args_value(a, "name");
	struct person p = {.email = str_of(args_at(a, 0)), .name = str_of(name)};

	TRY(parse_roles(cx, wanted ? wanted : "viewer", &p.roles));
	TRY(db_write(cx, add, &p));
	return show_link(cx, a, &p);
}

const struct command command_user_add = {
	.name = "user add",
	.operands = "EMAIL",
	.least = 1,
	.most = 1,
	.summary = "Adds a member to the workspace and prints a sign-in link.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"roles", OPTION_VALUE, "ROLE,...", "what the member does [viewer]"},
			{"name", OPTION_VALUE, "NAME", "shown beside what the member did"},
			{0},
		},
	.run = run_add,
};

static enum err reset(struct cx *cx, void *arg)
{
	struct person *p = arg;

	TRY(auth_user_by_email(cx, p->email, &p->user));
	if (!p->user)
		return fail(cx, ERR_NOT_FOUND, "email", "nobody here has the address %.*s: see earshot user list",
			STR_ARG(p->email));
	TRY(auth_sessions_end_all(cx, p->user));
	return auth_link_new(cx, p->user, p->secret);
}

static enum err run_reset(struct cx *cx, struct args *a)
{
	struct person p = {.email = str_of(args_at(a, 0))};

	TRY(db_write(cx, reset, &p));
	return show_link(cx, a, &p);
}

const struct command command_user_reset = {
	.name = "user reset",
	.operands = "EMAIL",
	.least = 1,
	.most = 1,
	.summary = "Signs a person out everywhere and prints a sign-in link, for who lost the password.",
	.needs = NEEDS_STORE,
	.run = run_reset,
};

static void list_row(struct args *a, const struct db_rows *r)
{
	char user[ID_TEXT], workspace[ID_TEXT];

	id_format(&resources[RES_user], db_col_int(r, 0), user);
	id_format(&resources[RES_workspace], db_col_int(r, 4), workspace);
	if (!args_json(a)) {
		fprintf(args_out(a), "%s  %-30.*s %-20.*s %s  %.*s\n", user, STR_ARG(db_col_str(r, 1)), STR_ARG(db_col_str(r,
			3)), workspace,
			STR_ARG(db_col_str(r, 5)));
		return;
	}
	struct json_out *j = args_result(a);

	json_open(j);
	json_kz(j, "user", user);
	json_kstr(j, "email", db_col_str(r, 1));
	json_kstr(j, "name", db_col_str(r, 2));
	json_kstr(j, "roles", db_col_str(r, 3));
	json_kz(j, "workspace", workspace);
	json_kstr(j, "workspace_name", db_col_str(r, 5));
	json_close(j);
}

static enum err list(struct cx *cx, void *arg)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT u.id, u.email, u.name, m.roles, m.workspace_id, w.name FROM \"user\" u JOIN membership m ON "
		     	"m.user_id = u.id "
		     "JOIN workspace w ON w.id = m.workspace_id WHERE u.archived_at IS NULL AND m.archived_at IS NULL AND "
		     	"w.archived_at IS NULL "
		     "ORDER BY m.workspace_id, u.email",
		     DB_NO_ARGS, &r));
	while (db_next(r))
		list_row(arg, r);
	return db_end(r);
}

static enum err run_list(struct cx *cx, struct args *a)
{
	if (args_json(a))
		json_list(args_result(a));
	TRY(db_read(cx, list, a));
	if (args_json(a))
		json_list_end(args_result(a));
	return OK;
}

const struct command command_user_list = {
	.name = "user list",
	.summary = "Lists who can sign in, with their workspaces and roles.",
	.needs = NEEDS_STORE,
	.run = run_list,
};
