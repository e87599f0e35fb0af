/* Opening the sample: a made-up product in a workspace of its own, to look at before there is own data. */
#include "api/internal.h"
#include "intake/sample.h"

static enum err open_sample(struct call *c)
{
	int64_t workspace;
	char id[ID_TEXT];

	TRY(sample_open(c->cx, c->cx->user_id, &workspace));
	id_format(&resources[RES_workspace], workspace, id);
	json_open(&c->j);
	json_kz(&c->j, "workspace_id", id);
	json_close(&c->j);
	return OK;
}

const struct route sample_routes[] = {
	{HTTP_POST, "/sample", P_any, ROUTE_NO_BODY | ROUTE_USER_ONLY, open_sample,
	 "Makes the sample workspace with oneself as an owner, or finds the one there is.", NULL, "{\"workspace_id\":\"text\"}", NULL, 0,
	 NULL},
	{0},
};
