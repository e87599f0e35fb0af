/* `earshot init`: store, workspace and first owner, with the link that signs the owner in once. */
#include "auth/auth.h"
#include "cli/links.h"
#include <string.h>

struct founding {
	struct str name, email;
	char secret[AUTH_SECRET_TEXT];
	int64_t workspace, user, member;
};

static enum err found(struct cx *cx, void *arg)
{
	struct founding *f = arg;
	int64_t n;

	TRY(db_one_int(cx, "SELECT COUNT(*) FROM workspace WHERE name = ?1 AND archived_at IS NULL",
		DB_ARGS(db_text(f->name)), &n, NULL));
	if (n)
		return fail(cx, ERR_CONFLICT, NULL, "there is a workspace \"%.*s\" here already: sign in by `earshot user "
			"reset EMAIL`", STR_ARG(f->name));
	TRY(auth_found_workspace(cx, f->name, f->email, &f->workspace, &f->user, &f->member));
	return auth_link_new(cx, f->user, f->secret);
}

static enum err run(struct cx *cx, struct args *a)
{
	const char *name = args_value(a, "name"), *email = args_value(a, "email");
	struct founding f = {.name = str_of(name ? name : "Earshot"), .email = str_of(email ? email : "owner@localhost")};
	char id[ID_TEXT];

	TRY(db_write(cx, found, &f));
	const char *link = link_sign_in(cx, f.secret);

	id_format(&resources[RES_workspace], f.workspace, id);
	if (args_json(a)) {
		struct json_out *j = args_result(a);

		json_open(j);
		json_kz(j, "workspace", id);
		json_kz(j, "sign_in", link);
		json_close(j);
		return OK;
	}
	fprintf(args_out(a), "Workspace %s (%.*s), owner %.*s.\nSign in once within 15 minutes, after `earshot "
		"serve`:\n%s\n", id, STR_ARG(f.name),
		STR_ARG(f.email), link);
	return OK;
}

const struct command command_init = {
	.name = "init",
	.summary = "Makes the store, a workspace and its first owner; prints a sign-in link that works once.",
	.needs = NEEDS_NEW_STORE,
	.options =
		(const struct option_row[]){
			{"name", OPTION_VALUE, "NAME", "name of the workspace [Earshot]"},
			{"email", OPTION_VALUE, "ADDRESS", "the owner's mail address [owner@localhost]"},
			{0},
		},
	.run = run,
};
