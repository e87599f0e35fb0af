/* `earshot migrate`: brings the store to this program's schema. The work is done while the store is opened. */
#include "cli/cli.h"
#include "model/engine.h"

static enum err run(struct cx *cx, struct args *a)
{
	int64_t version;

	TRY(schema_version_of(cx, &version));
	if (args_json(a)) {
		struct json_out *j = args_result(a);

		json_open(j);
		json_kint(j, "schema", version);
		json_kint(j, "program", SCHEMA_VERSION);
		json_close(j);
		return OK;
	}
	fprintf(args_out(a), "The store has schema %lld; this program writes %d.\n", (long long)version, SCHEMA_VERSION);
	return OK;
}

const struct command command_migrate = {
	.name = "migrate",
	.summary = "Brings the store to this program's schema (SQLite does so by itself, after a backup).",
	.needs = NEEDS_NEW_STORE,
	.run = run,
};
