/* What runs in the background of a workspace. */
#include "api/internal.h"
#include "base/clock.h"
#include "job/job.h"
#include <jansson.h>
#include <string.h>

#define RECENT_US (10 * 60 * US_PER_S)

static void put_time(struct call *c, const char *key, int64_t us, bool known)
{
	char text[32];

	json_key(&c->j, key);
	if (!known) {
		json_nil(&c->j);
		return;
	}
	(void)time_format(us, text);
	json_z(&c->j, text);
}

/* The object that the job is about: the first id among its arguments. */
static enum err put_object(struct call *c, const struct job *j)
{
	json_t *args = json_loadb(j->args.p, j->args.n, 0, NULL), *v;
	const char *key;
	struct str id = {0}, label = {0};
	const struct resource *r;
	int64_t n;

	json_object_foreach(args, key, v)
		if (!id.n && json_is_string(v) && id_parse(str_of(json_string_value(v)), &r, &n))
			id = str_copy(c->cx->arena, str_of(json_string_value(v)));
	json_decref(args);
	if (id.n && id_parse(id, &r, &n))
		TRY(model_label(c->cx, r, n, &label));
	json_kz(&c->j, "object", id.n ? id.p : NULL);
	json_kz(&c->j, "label", label.n ? str_z(c->cx->arena, label) : NULL);
	return OK;
}

static enum err put_job(struct call *c, const struct job *j)
{
	bool ended = j->state >= JOB_DONE;
	double progress = j->total > 0 ? (double)j->done / (double)j->total : 0;

	json_open(&c->j);
	json_kz(&c->j, "id", job_id_text(c->cx->arena, j->id));
	json_kstr(&c->j, "kind", j->kind);
	json_kz(&c->j, "state", j->state == JOB_QUEUED ? "waiting" : job_state_name(j->state));
	json_key(&c->j, "progress");
	if (j->state == JOB_DONE)
		json_num(&c->j, 1);
	else if (j->total > 0)
		json_num(&c->j, progress > 1 ? 1 : progress);
	else
		json_nil(&c->j);
	json_kint(&c->j, "done", j->done);
	json_kint(&c->j, "total", j->total);
	put_time(c, "started_at", j->created_at, j->state != JOB_QUEUED);
	put_time(c, "finished_at", j->updated_at, ended);
	json_kz(&c->j, "error", j->error.n ? str_z(c->cx->arena, j->error) : NULL);
	json_key(&c->j, "result");
	if (j->result.n)
		json_raw(&c->j, j->result);
	else
		json_nil(&c->j);
	TRY(put_object(c, j));
	json_close(&c->j);
	return OK;
}

static enum err list(struct call *c)
{
	struct job *jobs;
	int n;

	TRY(job_list(c->cx, c->cx->now_us - RECENT_US, 50, &jobs, &n));
	json_open(&c->j);
	json_key(&c->j, "data");
	json_list(&c->j);
	for (int i = 0; i < n; i++)
		TRY(put_job(c, &jobs[i]));
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

static enum err load(struct call *c, struct job *ret)
{
	int64_t id;

	if (!job_id_parse(c->param[0], &id))
		return fail(c->cx, ERR_NOT_FOUND, NULL, "there is no such job in this workspace");
	return job_load(c->cx, id, ret);
}

static enum err get(struct call *c)
{
	struct job j;

	TRY(load(c, &j));
	return put_job(c, &j);
}

static enum err cancel(struct call *c)
{
	struct job j;

	TRY(load(c, &j));
	if (j.member_id != c->cx->member_id && !cx_may(c->cx, P_evidence_update_all))
		return fail(c->cx, ERR_FORBIDDEN, NULL, "someone else started this job");
	TRY(job_cancel(c->cx, j.id));
	TRY(load(c, &j));
	return put_job(c, &j);
}

#define JOB_SHAPE                                                                                                      \
	"{\"id\":\"text\",\"kind\":\"text\",\"state\":\"text\",\"progress\":\"number?\",\"done\":\"integer\","         \
	"\"total\":\"integer\","                                                                                       \
	"\"started_at\":\"time?\",\"finished_at\":\"time?\",\"error\":\"text?\",\"result\":\"object?\",\"object\":"    \
	"\"text?\",\"label\":\"text?\"}"

const struct route job_routes[] = {
	{HTTP_GET, "/jobs", P_any, 0, list, "Jobs that wait, run, or ended within ten minutes.", NULL, "{\"data\":\"list\"}", NULL, 0, NULL},
	{HTTP_GET, "/jobs/{id}", P_any, 0, get, "One job: how far it is, its result or error.", NULL, JOB_SHAPE, NULL, 0, NULL},
	{HTTP_POST, "/jobs/{id}/cancel", P_evidence_create, ROUTE_NO_BODY, cancel, "Ends a job after its present batch.", NULL, JOB_SHAPE,
	 NULL, 0, NULL},
	{0},
};
