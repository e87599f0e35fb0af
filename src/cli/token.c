/* `earshot token create|revoke|list`: secrets for programs, bound to one workspace and its owner. */
#include "auth/auth.h"
#include "base/clock.h"
#include "cli/cli.h"
#include <string.h>

struct wanted {
	struct str name, scopes;
	int64_t expires_at, id;
	char text[AUTH_SECRET_TEXT + 4];
};

static enum err create(struct cx *cx, void *arg)
{
	struct wanted *w = arg;

	return auth_token_new(cx, w->name, w->scopes, w->expires_at, w->text, &w->id);
}

static enum err parse_expiry(struct cx *cx, const char *text, int64_t *ret)
{
	int32_t day;
	int64_t days;

	*ret = 0;
	if (!text)
		return OK;
	if (date_parse(str_of(text), &day))
		*ret = day * US_PER_DAY;
	else if (str_to_i64(str_of(text), &days) && days > 0 && days <= 36500)
		*ret = cx->now_us + days * US_PER_DAY;
	else
		return fail(cx, ERR_USAGE, "expires", "must be a date such as 2027-01-31 or a number of days, not \"%.40s\"",
			text);
	return *ret > cx->now_us ? OK : fail(cx, ERR_USAGE, "expires", "%s is in the past", text);
}

static enum err run_create(struct cx *cx, struct args *a)
{
	const char *name = args_value(a, "name");
	struct wanted w = {.name = str_of(name ? name : "command line"), .scopes = str_of(args_value(a, "scopes"))};
	char id[ID_TEXT];

	TRY(parse_expiry(cx, args_value(a, "expires"), &w.expires_at));
	TRY(db_write(cx, create, &w));
	id_format(&resources[RES_token], w.id, id);
	if (!args_json(a)) {
		fprintf(args_out(a), "%s\n", w.text);
		fprintf(stderr, "Token %s. It is shown only now; take it back by `earshot token revoke %s`.\n", id, id);
		return OK;
	}
	struct json_out *j = args_result(a);

	json_open(j);
	json_kz(j, "id", id);
	json_kz(j, "token", w.text);
	json_close(j);
	return OK;
}

const struct command command_token_create = {
	.name = "token create",
	.summary = "Makes a token for programs and prints it, once, on stdout.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"name", OPTION_VALUE, "NAME", "what it is for"},
			{"scopes", OPTION_VALUE, "\"PERMISSION ...\"", "permissions it may use [all of the owner's]"},
			{"expires", OPTION_VALUE, "DATE|DAYS", "end of its life [none]"},
			{0},
		},
	.run = run_create,
};

static enum err revoke(struct cx *cx, void *arg)
{
	const struct resource *res;
	const char *text = arg;
	int64_t id, n;

	if (!id_parse(str_of(text), &res, &id) || res->id != RES_token)
		return fail(cx, ERR_USAGE, NULL, "\"%.40s\" is not the id of a token: see earshot token list", text);
	TRY(db_exec(cx, "UPDATE token SET archived_at = ?3, rev = rev + 1 WHERE id = ?1 AND home_id = ?2 AND archived_at "
		"IS NULL",
		    DB_ARGS(db_int(id), db_int(cx->workspace_id), db_int(cx->now_us)), &n));
	return n ? OK : fail(cx, ERR_NOT_FOUND, NULL, "there is no live token %s in this workspace", text);
}

static enum err run_revoke(struct cx *cx, struct args *a)
{
	return db_write(cx, revoke, (void *)(uintptr_t)args_at(a, 0));
}

const struct command command_token_revoke = {
	.name = "token revoke",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.summary = "Takes a token back; programs that use it are refused from then on.",
	.needs = NEEDS_WORKSPACE,
	.run = run_revoke,
};

static void list_row(struct args *a, const struct db_rows *r)
{
	char id[ID_TEXT];

	id_format(&resources[RES_token], db_col_int(r, 0), id);
	if (!args_json(a)) {
		fprintf(args_out(a), "%s  %.*s...  %-24.*s %.*s\n", id, STR_ARG(db_col_str(r, 2)), STR_ARG(db_col_str(r, 1)),
			STR_ARG(db_col_str(r, 3)));
		return;
	}
	struct json_out *j = args_result(a);

	json_open(j);
	json_kz(j, "id", id);
	json_kstr(j, "name", db_col_str(r, 1));
	json_kstr(j, "hint", db_col_str(r, 2));
	json_kstr(j, "scopes", db_col_str(r, 3));
	json_close(j);
}

static enum err list(struct cx *cx, void *arg)
{
	struct db_rows *r;

	TRY(db_query(cx, "SELECT id, name, hint, scopes FROM token WHERE home_id = ?1 AND archived_at IS NULL ORDER BY id",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
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

const struct command command_token_list = {
	.name = "token list",
	.summary = "Lists the live tokens of the workspace; the secrets are not kept.",
	.needs = NEEDS_WORKSPACE,
	.run = run_list,
};
