/* `earshot sample`: the sample workspace, for the owner of the own one. */
#include "auth/auth.h"
#include "cli/cli.h"
#include "intake/sample.h"

static enum err open_sample(struct cx *cx, void *arg)
{
	struct membership owner;

	TRY(model_get(cx, &resources[RES_membership], cx->member_id, &owner));
	return sample_open(cx, owner.user_id, arg);
}

static enum err run(struct cx *cx, struct args *a)
{
	int64_t workspace;
	char id[ID_TEXT];

	TRY(db_write(cx, open_sample, &workspace));
	id_format(&resources[RES_workspace], workspace, id);
	if (args_json(a)) {
		struct json_out *j = args_result(a);

		json_open(j);
		json_kz(j, "workspace", id);
		json_close(j);
		return OK;
	}
	fprintf(args_out(a), "The sample is workspace %s; commands reach it by --workspace %s.\n", id, id);
	return OK;
}

const struct command command_sample = {
	.name = "sample",
	.summary = "Makes the sample workspace: a made-up product with its customers, from their words to the answers.",
	.needs = NEEDS_WORKSPACE,
	.run = run,
};
