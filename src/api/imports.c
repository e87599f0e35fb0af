/* Bringing files in through the browser: look at an upload, order its import, follow it, stop it, take it back. */
#include "api/internal.h"
#include "base/clock.h"
#include "intake/intake.h"
#include "intake/upload.h"
#include <jansson.h>
#include <string.h>

#define IMPORT (&resources[RES_import])
#define IMPORT_MAX (2LL * 1024 * 1024 * 1024)

static enum err apply_saved(struct cx *cx, void *arg)
{
	bool applied;

	return intake_apply_saved(cx, arg, &applied);
}

/* No transaction is open: a big file takes seconds to read. */
static enum err preview(struct call *c)
{
	struct str name = call_query(c, "name"), as = call_query(c, "as"), format = call_query(c, "format"), kept;
	struct intake_preview v;
	char upload[UPLOAD_ID];
	const char *path;
	int fd = http_body_fd(c->x);

	if (http_body_size(c->x) <= 0)
		return fail(c->cx, ERR_MALFORMED, NULL, "the request holds no file: send its bytes as the body");
	TRY(upload_keep(c->cx, fd, fd >= 0 ? STR("") : http_body(c->x), name.n ? name : STR("file"), upload));
	TRY(upload_find(c->cx, str_of(upload), &path, &kept));
	TRY(intake_preview(c->cx, path, str_z(c->cx->arena, format), as.n ? as : STR("evidence"), &v));
	TRY(db_read(c->cx, apply_saved, &v.plan));
	TRY(intake_recount(c->cx, path, &v));
	intake_preview_json(c->cx, &v, str_of(upload), kept, &c->j);
	return OK;
}

struct ordering {
	struct intake_preview v;
	struct intake_order o;
};

static enum err choose_columns(struct call *c, struct intake_plan *plan, const char *field, json_t *columns)
{
	size_t n = json_is_array(columns) ? json_array_size(columns) : 1;

	for (size_t i = 0; i < n; i++) {
		json_t *column = json_is_array(columns) ? json_array_get(columns, i) : columns;

		if (!json_is_integer(column) || json_integer_value(column) < 0 || json_integer_value(column) >= plan->shape.n_columns)
			return fail(c->cx, ERR_INVALID, "map", "%.60s must name columns by their number from 0 to %d", field,
				plan->shape.n_columns - 1);
		TRY(intake_choose(c->cx, plan, str_of(field), (int)json_integer_value(column), i == 0));
	}
	return OK;
}

/* A given map is the whole mapping; without one the proposal stands. */
static enum err choose(struct call *c, struct intake_plan *plan)
{
	json_t *map = json_object_get(c->body, "map"), *columns;
	const char *field;

	if (!map || json_is_null(map))
		return OK;
	if (!json_is_object(map))
		return fail(c->cx, ERR_INVALID, "map", "must be an object of field: column");
	for (int i = 0; i < plan->shape.n_columns; i++)
		plan->targets[i] = (struct target){0};
	json_object_foreach(map, field, columns) TRY(choose_columns(c, plan, field, columns));
	return OK;
}

/* On the worker: the file is read again, so that nothing but its id has to be remembered between the two requests. */
static enum err prepare_order(struct call *c)
{
	struct ordering *w = ARENA_NEW(c->cx->arena, struct ordering);
	struct str upload, as, consent;

	TRY(call_only(c, "upload,source,as,map,consent,dry_run"));
	TRY(call_text(c, "upload", true, 64, &upload));
	TRY(call_text(c, "source", false, 120, &w->o.source));
	TRY(call_text(c, "as", false, 60, &as));
	TRY(call_text(c, "consent", false, 20, &consent));
	TRY(call_bool(c, "dry_run", false, &w->o.dry_run));
	int v = consent.n ? enum_by_name(ENUM_import_consent, consent) : E_import_consent_no;

	if (v < 0)
		return fail(c->cx, ERR_INVALID, "consent", "must be asked, each_time or no");
	TRY(upload_find(c->cx, upload, &w->o.path, &w->o.name));
	TRY(intake_preview(c->cx, w->o.path, "auto", as.n ? as : STR("evidence"), &w->v));
	TRY(choose(c, &w->v.plan));
	TRY(intake_recount(c->cx, w->o.path, &w->v));
	w->o.consent = (enum import_consent)v;
	w->o.own_file = true;
	w->o.rows = w->v.rows;
	w->o.plan = &w->v.plan;
	c->state = w;
	return OK;
}

static enum err render(struct call *c, int64_t id)
{
	struct db_rows *r;

	TRY(db_query(c->cx, c->cx->model->plans[RES_import].get, DB_ARGS(db_int(c->cx->workspace_id), db_int(id)), &r));
	bool found = db_next(r);

	json_open(&c->j);
	if (found)
		model_render_members(c->cx, IMPORT, r, &c->j);
	TRY(db_end(r));
	if (!found)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "no such import in this workspace");
	TRY(intake_result_members(c->cx, id, &c->j));
	json_close(&c->j);
	return OK;
}

static void put_job(struct call *c, int64_t job)
{
	json_kz(&c->j, "job", job_id_text(c->cx->arena, job));
}

static enum err order(struct call *c)
{
	struct ordering *w = c->state;
	int64_t import, job;

	TRY(intake_order(c->cx, &w->o, &import, &job));
	call_made(c, IMPORT, import);
	c->status = 202;
	json_open(&c->j);
	json_key(&c->j, "import");
	TRY(render(c, import));
	put_job(c, job);
	json_close(&c->j);
	return OK;
}

static enum err import_id(struct call *c, int64_t *ret)
{
	return call_id(c, 0, IMPORT, NULL, ret);
}

static enum err get(struct call *c)
{
	int64_t id;

	TRY(import_id(c, &id));
	return render(c, id);
}

static enum err cancel(struct call *c)
{
	int64_t id;

	TRY(import_id(c, &id));
	TRY(intake_cancel(c->cx, id));
	return render(c, id);
}

static enum err resume(struct call *c)
{
	int64_t id;

	TRY(import_id(c, &id));
	TRY(intake_resume(c->cx, id));
	return render(c, id);
}

static enum err undo(struct call *c)
{
	int64_t id, job;

	TRY(import_id(c, &id));
	TRY(intake_undo(c->cx, id, &job));
	return render(c, id);
}

/* A cell that a spreadsheet would run as a formula is shown as text. */
static void cell(struct buf *b, struct str s)
{
	buf_char(b, '"');
	if (s.n && strchr("=+-@\t\r", s.p[0]))
		buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

static enum err rejects(struct call *c)
{
	int64_t id;
	struct import im;
	struct db_rows *r;

	TRY(import_id(c, &id));
	TRY(model_get(c->cx, IMPORT, id, &im));
	c->content_type = "text/csv; charset=utf-8";
	call_header(c, "Content-Disposition", "attachment; filename=\"rejects.csv\"");
	buf_z(&c->out, "row,field,message\r\n");
	TRY(db_query(c->cx, "SELECT row_number, field, message FROM import_error WHERE workspace_id = ?1 AND import_id = "
		"?2 ORDER BY row_number, field",
		DB_ARGS(db_int(c->cx->workspace_id), db_int(id)), &r));
	while (db_next(r)) {
		buf_printf(&c->out, "%lld,", (long long)db_col_int(r, 0));
		cell(&c->out, db_col_str(r, 1));
		buf_char(&c->out, ',');
		cell(&c->out, db_col_str(r, 2));
		buf_z(&c->out, "\r\n");
	}
	return db_end(r);
}

#define PREVIEW_SHAPE                                                                                                  \
	"{\"upload\":\"text\",\"format\":\"text\",\"encoding\":\"text\",\"delimiter\":\"text?\",\"header_rows\":\"integer\","   \
	"\"rows\":\"integer\",\"words_rows\":\"integer\",\"bad_rows\":\"integer\",\"bytes\":\"integer\",\"columns\":\"list\","  \
	"\"fields\":\"list\",\"source_guess\":\"text\",\"history\":\"object\",\"summary\":\"text\"}"

/* The import's own fields and these. */
#define IMPORT_SHAPE                                                                                                   \
	"{\"id\":\"text\",\"name\":\"text\",\"state\":\"text\",\"total\":\"integer?\",\"read\":\"integer?\",\"created\":\"integer?\","     \
	"\"updated\":\"integer?\",\"skipped\":\"integer?\",\"counted\":\"integer?\",\"failed\":\"integer?\",\"progress\":\"number?\","       \
	"\"errors\":\"list\"}"

const struct route import_routes[] = {
	{HTTP_POST, "/imports/preview", P_evidence_create, ROUTE_RAW | ROUTE_NO_TX | ROUTE_READ_POST, preview,
	 "Looks at a file: format, columns, what each probably is, counts. Query: name=, as=, format=. Kept for a day.", NULL,
	 PREVIEW_SHAPE, NULL, IMPORT_MAX, NULL},
	{HTTP_POST, "/imports", P_evidence_create, 0, order,
	 "Brings an uploaded file in as a job; dry_run only tries.",
	 "{\"upload\":\"text\",\"source\":\"text?\",\"as\":\"text?\",\"map\":\"object?\",\"consent\":\"text?\",\"dry_run\":\"boolean?\"}",
	 "{\"import\":\"object\",\"job\":\"text\"}", prepare_order, 0, NULL},
	{HTTP_GET, "/imports/{id}", P_any, 0, get, "One import with its progress and its first 200 errors.", NULL, IMPORT_SHAPE, NULL, 0, NULL},
	{HTTP_GET, "/imports/{id}/rejects", P_evidence_create, 0, rejects, "The refused rows as CSV: row, field, message.", NULL,
	 "text/csv", NULL, 0, NULL},
	{HTTP_POST, "/imports/{id}/cancel", P_evidence_create, ROUTE_NO_BODY, cancel, "Stops an import after its present batch.",
	 NULL, IMPORT_SHAPE, NULL, 0, NULL},
	{HTTP_POST, "/imports/{id}/resume", P_evidence_create, ROUTE_NO_BODY, resume, "Goes on with a cancelled or failed import.",
	 NULL, IMPORT_SHAPE, NULL, 0, NULL},
	{HTTP_POST, "/imports/{id}/undo", P_evidence_create, ROUTE_NO_BODY, undo,
	 "Takes an import back; refused once an item carries a decision or an answer.", NULL, IMPORT_SHAPE, NULL, 0, NULL},
	{0},
};
