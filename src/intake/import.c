/* The import as an object and a job: ordering, batches, the end, cancel and resume. */
#include "intake/load.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define IMPORT (&resources[RES_import])

/* ---- the job ---- */

enum phase { PHASE_ROWS, PHASE_INDEX, PHASE_DONE };

struct cursor {
	int64_t row;
	enum phase phase;
};

static struct cursor cursor_read(struct str s)
{
	struct cursor c = {0};
	struct str part;
	int64_t phase = 0;

	(void)(str_split(&s, ' ', &part) && str_to_i64(part, &c.row) && str_to_i64(s, &phase));
	c.phase = (enum phase)phase;
	return c;
}

static struct str cursor_write(struct cx *cx, struct cursor c)
{
	return str_of(arena_printf(cx->arena, "%lld %d", (long long)c.row, (int)c.phase));
}

static struct str args_of(struct cx *cx, const char *import_id)
{
	return str_of(arena_printf(cx->arena, "{\"import\":\"%s\"}", import_id));
}

/* "im_..." out of the job's args. */
static struct str import_of(struct cx *cx, struct str args)
{
	json_t *root = json_loadb(args.p, args.n, 0, NULL);
	const char *id = json_string_value(json_object_get(root, "import"));
	struct str out = str_copy(cx->arena, str_of(id));

	json_decref(root);
	return out;
}

static enum err rows_batch(struct cx *cx, struct job *j, void *arg)
{
	struct loader *l = arg;

	TRY(loader_write(cx, l));
	j->next.done = l->c.read;
	j->next.cursor = cursor_write(cx, (struct cursor){l->row, PHASE_ROWS});
	return OK;
}

static enum err write_rows(struct cx *cx, struct job *j, struct loader *l)
{
	struct counters before = l->c;
	int next = l->next_unit;
	int64_t row = l->row;
	enum err e = job_batch(cx, j, rows_batch, l);

	if (e)
		loader_forget(l, &before, next, row);
	else
		l->careful = l->careful && l->next_unit < l->n_units; /* the next 500 are tried in one go again */
	if (!is_row_error(e) || l->careful)
		return e;
	fail_clear(cx);
	l->careful = true;
	return OK;
}

static enum err phase_batch(struct cx *cx, struct job *j, void *arg)
{
	struct cursor *c = arg;

	j->next.cursor = cursor_write(cx, *c);
	return OK;
}

/* Many small segments of the full-text index become few, in steps that leave others their turn. */
static enum err index_batch(struct cx *cx, struct job *j, void *arg)
{
	bool *done = arg;
	int64_t start = clock_mono_us(), before, after;

	*done = db_kind(cx->db) != DB_SQLITE;
	while (!*done && clock_mono_us() - start < BATCH_US) {
		TRY(db_one_int(cx, "SELECT total_changes()", DB_NO_ARGS, &before, NULL));
		TRY(db_exec(cx, "INSERT INTO search_fts (search_fts, rank) VALUES ('merge', 64)", DB_NO_ARGS, NULL));
		TRY(db_one_int(cx, "SELECT total_changes()", DB_NO_ARGS, &after, NULL));
		*done = after - before < 2;
	}
	struct cursor c = {cursor_read(j->cursor).row, *done ? PHASE_DONE : PHASE_INDEX};

	j->next.cursor = cursor_write(cx, c);
	return OK;
}

struct state {
	int64_t id;
	enum import_state to;
	bool archive, finished, undone;
};

static enum err write_state(struct cx *cx, void *arg)
{
	struct state *s = arg;
	struct import patch = {0};

	SET(&patch, import, state, s->to);
	if (s->finished)
		SET(&patch, import, finished_at, cx->now_us);
	if (s->undone)
		SET(&patch, import, undone_at, cx->now_us);
	TRY(model_update(cx, IMPORT, s->id, -1, true, &patch, (struct str){0}));
	return s->archive ? model_archive(cx, IMPORT, s->id, -1, true) : OK;
}

static enum err started(struct cx *cx, struct job *j, void *arg)
{
	(void)j;
	struct state s = {.id = ((struct loader *)arg)->import.head.id, .to = E_import_state_running};

	return write_state(cx, &s);
}

static enum err step(struct cx *cx, struct job *j, bool *ret_finished)
{
	struct cursor c = cursor_read(j->cursor);
	struct loader *l = j->memory;
	bool indexed;

	if (!l) {
		TRY(loader_new(cx, import_of(cx, j->args), c.row, &l));
		j->memory = l;
		TRY(job_batch(cx, j, started, l));
	}
	if (c.phase == PHASE_ROWS) {
		if (l->next_unit == l->n_units && !l->at_end)
			TRY(loader_fill(cx, l));
		if (l->next_unit < l->n_units)
			return write_rows(cx, j, l);
		c.phase = l->order.dry_run ? PHASE_DONE : PHASE_INDEX;
		return job_batch(cx, j, phase_batch, &c);
	}
	if (c.phase == PHASE_INDEX)
		return job_batch(cx, j, index_batch, &indexed);
	*ret_finished = true;
	return OK;
}

static enum err ended(struct cx *cx, const struct job *j, enum job_state state)
{
	struct state s = {.to = state == JOB_DONE     ? E_import_state_done
				: state == JOB_FAILED ? E_import_state_failed
						      : E_import_state_cancelled,
			  .finished = true};
	struct import im;
	struct intake_plan plan;
	struct plan_order order;

	TRY(model_resolve(cx, import_of(cx, j->args), IMPORT, NULL, &s.id));
	TRY(model_get(cx, IMPORT, s.id, &im));
	TRY(plan_read(cx, im.mapping, &plan, &order));
	s.archive = order.dry_run; /* it was only tried: listed nowhere */
	TRY(write_state(cx, &s));
	if (state == JOB_DONE && order.own_file && !order.dry_run)
		(void)unlink(order.path);
	return OK;
}

const struct job_kind intake_import_job = {.name = "import", .step = step, .ended = ended, .forget = loader_free};

/* ---- ordering ---- */

static enum err check_plan(struct cx *cx, const struct intake_plan *p)
{
	bool words = false, any = false;

	for (int i = 0; i < p->shape.n_columns; i++) {
		const struct target *t = &p->targets[i];

		any |= t->kind != TARGET_NONE;
		words |= t->kind == TARGET_FIELD && (t->field == FI_evidence_verbatim || t->field == FI_evidence_score ||
						     t->field == FI_evidence_choice || t->field == FI_evidence_title);
	}
	if (p->as->id == RES_evidence ? words : any)
		return OK;
	return fail(cx, ERR_INVALID, "map",
		    p->as->id == RES_evidence ? "no column holds words, a score or a choice: say which one does (verbatim=COLUMN)"
					      : "no column fits a field: say which ones do (field=COLUMN)");
}

/* A custom field for each column that becomes one and has none yet. */
static enum err make_custom(struct cx *cx, const struct intake_plan *p, int64_t *ret_made)
{
	for (int i = 0; i < p->shape.n_columns; i++) {
		struct custom_field f = {0};
		int64_t id;
		int target;
		struct str name = p->shape.columns[i];

		if (p->targets[i].kind != TARGET_CUSTOM)
			continue;
		TRY(db_one_int(cx, "SELECT id FROM custom_field WHERE workspace_id = ?1 AND resource = ?2 AND \"key\" = ?3 AND archived_at IS NULL",
			       DB_ARGS(db_int(cx->workspace_id), db_z(p->as->name), db_text(p->targets[i].key)), &id, NULL));
		if (id)
			continue;
		target = enum_by_name(ENUM_custom_target, str_of(p->as->name));
		if (target < 0)
			return fail(cx, ERR_INVALID, "map", "a %s has no custom fields", p->as->name);
		if (utf8_length(name) > 120)
			name.n = utf8_offset(name, 117);
		SET(&f, custom_field, resource, target);
		SET(&f, custom_field, key, p->targets[i].key);
		SET(&f, custom_field, name, name);
		SET(&f, custom_field, type, E_custom_type_text);
		SET(&f, custom_field, filterable, 1);
		TRY(model_create(cx, &resources[RES_custom_field], &f));
		++*ret_made;
	}
	return OK;
}

static struct str columns_hash(struct cx *cx, const struct intake_plan *p)
{
	char hex[2 * HASH_BYTES + 1];
	auto_buf b;

	buf_init(&b, 0);
	buf_z(&b, p->as->name);
	for (int i = 0; i < p->shape.n_columns; i++) {
		buf_char(&b, '\x1f');
		buf_str(&b, p->shape.columns[i]);
	}
	struct hash h = hash_of(buf_view(&b));

	hex_encode(h.b, HASH_BYTES, hex);
	return str_copy(cx->arena, str_of(hex));
}

static enum err saved_mapping(struct cx *cx, const struct intake_plan *p, struct saved_mapping *ret, bool *ret_found)
{
	int64_t id;

	TRY(db_one_int(cx,
		       "SELECT id FROM saved_mapping WHERE workspace_id = ?1 AND columns_hash = ?2 AND archived_at IS "
		       "NULL ORDER BY id DESC LIMIT 1",
		       DB_ARGS(db_int(cx->workspace_id), db_text(columns_hash(cx, p))), &id, ret_found));
	return *ret_found ? model_get(cx, &resources[RES_saved_mapping], id, ret) : OK;
}

static struct str mapping_json(struct cx *cx, const struct intake_plan *p)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	json_start(&j, &b);
	json_list(&j);
	for (int i = 0; i < p->shape.n_columns; i++)
		json_str(&j, target_name(cx->arena, p->as, &p->targets[i]));
	json_list_end(&j);
	return str_copy(cx->arena, buf_view(&b));
}

/* What was chosen is proposed again for the next file with the same columns. */
static enum err save_mapping(struct cx *cx, const struct intake_order *o)
{
	struct saved_mapping *old = ARENA_NEW(cx->arena, struct saved_mapping), patch = {0};
	bool found;

	TRY(saved_mapping(cx, o->plan, old, &found));
	SET(&patch, saved_mapping, mapping, mapping_json(cx, o->plan));
	if (found)
		return model_update(cx, &resources[RES_saved_mapping], old->head.id, -1, true, &patch, (struct str){0});
	struct str name = {o->name.p, utf8_offset(o->name, 190)};

	SET(&patch, saved_mapping, name, name.n ? name : STR("file"));
	SET(&patch, saved_mapping, columns_hash, columns_hash(cx, o->plan));
	return model_create(cx, &resources[RES_saved_mapping], &patch);
}

enum err intake_apply_saved(struct cx *cx, struct intake_plan *p, bool *ret_applied)
{
	struct saved_mapping *m = ARENA_NEW(cx->arena, struct saved_mapping);
	json_t *list;

	TRY(saved_mapping(cx, p, m, ret_applied));
	if (!*ret_applied)
		return OK;
	list = json_loadb(m->mapping.p, m->mapping.n, 0, NULL);
	for (int i = 0; i < p->shape.n_columns && (size_t)i < json_array_size(list); i++) {
		const char *field = json_string_value(json_array_get(list, (size_t)i));
		struct target t = {0};

		if (field && *field && target_parse(cx, p->as, str_of(field), &t) != OK) {
			fail_clear(cx);
			t = (struct target){0};
		}
		if (t.key.n)
			t.key = str_copy(cx->arena, t.key);
		if (!(t.kind == p->targets[i].kind && t.field == p->targets[i].field))
			p->why[i] = "as with the last file of these columns";
		p->targets[i] = t;
	}
	json_decref(list);
	return OK;
}

enum err intake_order(struct cx *cx, const struct intake_order *o, int64_t *ret_import, int64_t *ret_job)
{
	struct import im = {0};
	struct plan_order po = {o->path, o->dry_run, o->own_file, o->rows};
	int64_t made_custom = 0, source = 0;
	bool made_source = false;
	char id[ID_TEXT];
	struct str name = utf8_length(o->name) > 255 ? (struct str){o->name.p, utf8_offset(o->name, 255)} : o->name;

	TRY(check_plan(cx, o->plan));
	if (o->plan->as->id == RES_evidence) {
		if (!str_trim(o->source).n)
			return fail(cx, ERR_INVALID, "source", "is required: the system this feedback comes from");
		TRY(source_by_name(cx, o->source, o->name, &source, &made_source));
		SET(&im, import, source_id, source);
		SET(&im, import, consent, o->consent);
	}
	if (!o->dry_run) {
		TRY(make_custom(cx, o->plan, &made_custom));
		TRY(save_mapping(cx, o));
	}
	SET(&im, import, name, name.n ? name : STR("file"));
	SET(&im, import, resource, str_of(o->plan->as->name));
	SET(&im, import, mapping, plan_write(cx, o->plan, &po));
	SET(&im, import, state, E_import_state_waiting);
	SET(&im, import, total, o->rows);
	SET(&im, import, dry_run, o->dry_run);
	SET(&im, import, custom_fields_created, made_custom);
	SET(&im, import, file_hash, str_of(o->plan->shape.hash));
	TRY(model_create(cx, IMPORT, &im));
	id_format(IMPORT, im.head.id, id);
	*ret_import = im.head.id;
	return job_submit(cx, &(struct job_order){.kind = "import", .args = args_of(cx, id), .total = o->rows}, ret_job);
}

enum err intake_job(struct cx *cx, int64_t import_id, bool undo, struct job *ret)
{
	char id[ID_TEXT];

	id_format(IMPORT, import_id, id);
	return job_find(cx, undo ? "import_undo" : "import", args_of(cx, id), ret);
}

enum err intake_cancel(struct cx *cx, int64_t import_id)
{
	struct import im;
	struct job j;

	TRY(model_get(cx, IMPORT, import_id, &im));
	if (im.state != E_import_state_waiting && im.state != E_import_state_running)
		return fail(cx, ERR_STATE, NULL, "the import is %s: there is nothing to cancel", enums[ENUM_import_state].values[im.state]);
	TRY(intake_job(cx, import_id, false, &j));
	return job_cancel(cx, j.id);
}

enum err intake_resume(struct cx *cx, int64_t import_id)
{
	struct import im;
	struct job j;
	struct intake_plan plan;
	struct plan_order order;
	struct state s = {.id = import_id, .to = E_import_state_waiting};

	TRY(model_get(cx, IMPORT, import_id, &im));
	if (im.state != E_import_state_failed && im.state != E_import_state_cancelled)
		return fail(cx, ERR_STATE, NULL, "the import is %s: only a failed or cancelled one can go on",
			    enums[ENUM_import_state].values[im.state]);
	TRY(plan_read(cx, im.mapping, &plan, &order));
	if (access(order.path, R_OK) != 0)
		return fail(cx, ERR_STATE, NULL,
			    "the file is not there any more (uploads are kept for a day): import it again, what is "
			    "here already is skipped");
	TRY(intake_job(cx, import_id, false, &j));
	TRY(job_resume(cx, j.id));
	return write_state(cx, &s);
}

/* ---- results ---- */

static enum err errors_json(struct cx *cx, int64_t import_id, struct json_out *j)
{
	struct db_rows *r;

	json_key(j, "errors");
	json_list(j);
	TRY(db_query(cx,
		     "SELECT row_number, field, message FROM import_error WHERE workspace_id = ?1 AND import_id = ?2 "
		     "ORDER BY row_number, field LIMIT 200",
		     DB_ARGS(db_int(cx->workspace_id), db_int(import_id)), &r));
	while (db_next(r)) {
		json_open(j);
		json_kint(j, "row", db_col_int(r, 0));
		json_key(j, "field");
		if (db_col_str(r, 1).n)
			json_str(j, db_col_str(r, 1));
		else
			json_nil(j);
		json_kstr(j, "message", db_col_str(r, 2));
		json_close(j);
	}
	json_list_end(j);
	return db_end(r);
}

enum err intake_result_members(struct cx *cx, int64_t import_id, struct json_out *j)
{
	struct import im;
	struct job job = {0};
	double progress;

	TRY(model_get(cx, IMPORT, import_id, &im));
	if (intake_job(cx, import_id, false, &job) != OK)
		fail_clear(cx); /* its job was cleared away long after the end */
	progress = im.total > 0 ? (double)im.read / (double)im.total : 0;
	json_key(j, "progress");
	if (im.state == E_import_state_running || im.state == E_import_state_waiting)
		json_num(j, progress > 1 ? 1 : progress);
	else
		json_nil(j);
	if (job.error.n)
		json_kstr(j, "error", job.error);
	return errors_json(cx, import_id, j);
}
