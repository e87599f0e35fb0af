/* `earshot schema`: what is derived from the tables, as text. The derived files in the repository are made by it. */
#include "api/describe.h"
#include "app/app.h"
#include "model/engine.h"
#include <string.h>

static enum err sql(struct cx *cx, const char *kind, struct buf *out)
{
	if (strcmp(kind, "sqlite") != 0 && strcmp(kind, "postgres") != 0)
		return fail(cx, ERR_USAGE, "sql", "must be sqlite or postgres, not \"%.20s\"", kind);
	schema_sql(out, strcmp(kind, "sqlite") == 0 ? DB_SQLITE : DB_POSTGRES);
	return OK;
}

static enum err run(struct cx *cx, struct args *a)
{
	auto_buf out;

	buf_init(&out, 0);
	if (args_value(a, "sql"))
		TRY(sql(cx, args_value(a, "sql"), &out));
	else if (args_flag(a, "ts"))
		describe_ts(&out);
	else if (args_flag(a, "openapi"))
		describe_openapi(&out);
	else if (args_flag(a, "permissions"))
		describe_permissions(&out);
	else if (args_flag(a, "docs"))
		describe_docs(&out);
	else
		return fail(cx, ERR_USAGE, NULL, "say what to print: see earshot help schema");
	(void)fwrite(out.p, 1, out.n, args_out(a));
	return OK;
}

const struct command command_schema = {
	.name = "schema",
	.summary = "Prints what is derived from the resource tables.",
	.needs = NEEDS_NOTHING,
	.options =
		(const struct option_row[]){
			{"ts", OPTION_FLAG, NULL, "the UI's field tables (ui/src/api/fields.gen.ts)"},
			{"openapi", OPTION_FLAG, NULL, "the API (docs/reference/openapi.json)"},
			{"permissions", OPTION_FLAG, NULL, "roles and addresses (docs/reference/permissions.md)"},
			{"docs", OPTION_FLAG, NULL, "resources and fields (docs/reference/data-dictionary.md)"},
			{"sql", OPTION_VALUE, "sqlite|postgres", "the tables of the store"},
			{0},
		},
	.run = run,
};
