/* Taking an import back: what it made is archived, what it changed gets its old values again where nobody changed it
 * since. The change log knows both: its rows carry the import's id as their request. Newest first, so that items go
 * before the people they hang on. */
#include "intake/load.h"
#include <jansson.h>
#include <string.h>

#define IMPORT (&resources[RES_import])
enum { CHANGES_PER_BATCH = 200 };

/* Items that carry a decision or an answer: from the few links of that kind, not from the many items. */
#define CARRYING                                                                                                       \
	"SELECT e.id, e.external_id FROM evidence e WHERE e.workspace_id = ?1 AND e.import_id = ?2 AND e.archived_at " \
	"IS NULL AND ("                                                                                                \
	"e.state IN ('decided', 'answered') OR e.id IN (SELECT l.from_id FROM link l WHERE l.workspace_id = ?1 AND "   \
	"l.kind = 'evidence_answer') "                                                                                 \
	"OR e.id IN (SELECT a.from_id FROM link a JOIN link b ON b.workspace_id = a.workspace_id AND b.kind = "        \
	"'opportunity_decision' "                                                                                      \
	"AND b.from_id = a.to_id WHERE a.workspace_id = ?1 AND a.kind = 'evidence_opportunity')) ORDER BY e.id LIMIT " \
	"15"

static enum err check_unused(struct cx *cx, int64_t import_id)
{
	struct db_rows *r;
	enum err e = OK;

	TRY(db_query(cx, CARRYING, DB_ARGS(db_int(cx->workspace_id), db_int(import_id)), &r));
	while (db_next(r)) {
		char id[ID_TEXT];

		id_format(&resources[RES_evidence], db_col_int(r, 0), id);
		e = fail(cx, ERR_STATE, id, "the item %.*s carries a decision or an answer: it cannot be taken back", STR_ARG(db_col_str(r, 1)));
	}
	TRY(db_end(r));
	return e;
}

static enum err set_state(struct cx *cx, int64_t id, enum import_state to, bool undone)
{
	struct import patch = {0};

	SET(&patch, import, state, to);
	if (undone)
		SET(&patch, import, undone_at, cx->now_us);
	return model_update(cx, IMPORT, id, -1, true, &patch, (struct str){0});
}

enum err intake_undo(struct cx *cx, int64_t import_id, int64_t *ret_job)
{
	struct import im;
	char id[ID_TEXT];

	TRY(model_get(cx, IMPORT, import_id, &im));
	if (im.state == E_import_state_running || im.state == E_import_state_waiting)
		return fail(cx, ERR_STATE, NULL, "the import is still running: cancel it first");
	if (im.state == E_import_state_undone)
		return fail(cx, ERR_STATE, NULL, "the import was undone already");
	TRY(check_unused(cx, import_id));
	TRY(set_state(cx, import_id, E_import_state_running, false));
	id_format(IMPORT, import_id, id);
	return job_submit(cx,
			  &(struct job_order){.kind = "import_undo",
					      .args = str_of(arena_printf(cx->arena, "{\"import\":\"%s\"}", id)),
					      .total = im.created + im.updated},
			  ret_job);
}

struct change {
	int64_t id, object, rev;
	const struct resource *resource;
	enum { MADE, CHANGED, OTHER } what;
};

static enum err list_changes(struct cx *cx, struct str import_id, int64_t before, int64_t from, struct change *c, int *ret_n)
{
	struct db_rows *r;

	*ret_n = 0;
	TRY(db_query(cx,
		     "SELECT id, resource, object_id, rev, kind FROM change WHERE workspace_id = ?1 AND request = ?2 AND id < ?3 AND id > ?4 "
		     "ORDER BY id DESC LIMIT 200",
		     DB_ARGS(db_int(cx->workspace_id), db_text(import_id), db_int(before), db_int(from)), &r));
	while (db_next(r) && *ret_n < CHANGES_PER_BATCH) {
		struct str kind = db_col_str(r, 4);

		c[(*ret_n)++] = (struct change){
			db_col_int(r, 0), db_col_int(r, 2), db_col_int(r, 3), resource_by_name(db_col_str(r, 1)),
			str_is(kind, "create") ? MADE : str_is(kind, "version") || str_is(kind, "update") ? CHANGED : OTHER};
	}
	return db_end(r);
}

/* Something else still hangs on the account or contact. */
static enum err is_used(struct cx *cx, const struct change *c, bool *ret)
{
	const char *sql = c->resource->id == RES_account
				  ? "SELECT COUNT(*) FROM (SELECT 1 AS one FROM evidence WHERE workspace_id = ?1 AND "
				    "account_id = ?2 AND archived_at IS NULL "
				    "UNION ALL SELECT 1 FROM contact WHERE workspace_id = ?1 AND account_id = ?2 AND "
				    "archived_at IS NULL) used"
				  : "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND contact_id = ?2 AND "
				    "archived_at IS NULL";
	int64_t n = 0;

	if (c->resource->id == RES_account || c->resource->id == RES_contact)
		TRY(db_one_int(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_int(c->object)), &n, NULL));
	*ret = n > 0;
	return OK;
}

/* Text of the change log back into a field (src/model/change.c writes numbers as they are stored). */
static enum err put_old(struct cx *cx, const struct resource *r, struct str name, struct str old, void *row)
{
	int i;
	const struct field *f = field_by_name(r, name, &i);
	void *at;
	int64_t v;

	if (str_is(name, "custom")) {
		((struct row_head *)row)->custom = old.p ? str_copy(cx->arena, old) : STR("");
		return OK;
	}
	if (!f)
		return OK;
	at = (char *)row + f->offset;
	row_mark(row, i);
	if (!old.p) {
		((struct row_head *)row)->set &= ~(1ull << i);
		return OK;
	}
	if (field_is_text(f))
		*(struct str *)at = str_copy(cx->arena, old);
	else if (f->type == T_NUM)
		(void)str_to_f64(old, at);
	else if (str_to_i64(old, &v))
		*(int64_t *)at = v;
	return OK;
}

static enum err restore(struct cx *cx, const struct change *c)
{
	void *row = arena_alloc(cx->arena, c->resource->size), *now = arena_alloc(cx->arena, c->resource->size);
	struct db_rows *r;

	TRY(model_get(cx, c->resource, c->object, now));
	if (((struct row_head *)now)->rev != c->rev || ((struct row_head *)now)->archived_at)
		return OK; /* someone changed it since: theirs stands */
	TRY(db_query(cx, "SELECT field, old_value FROM change_value WHERE workspace_id = ?1 AND change_id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(c->id)), &r));
	while (db_next(r))
		TRY(put_old(cx, c->resource, db_col_str(r, 0), db_col_str(r, 1), row));
	TRY(db_end(r));
	return model_update(cx, c->resource, c->object, -1, true, row, STR("import undone"));
}

static enum err take_back(struct cx *cx, const struct change *c)
{
	bool used;
	struct row_head *now;

	if (!c->resource || c->resource->id == RES_source || c->resource->id == RES_custom_field || c->resource->id == RES_import ||
	    c->resource->id == RES_saved_mapping)
		return OK; /* harmless, and others may use them by now */
	if (c->what == CHANGED)
		return restore(cx, c);
	if (c->what != MADE)
		return OK;
	TRY(is_used(cx, c, &used));
	now = arena_alloc(cx->arena, c->resource->size);
	TRY(model_get(cx, c->resource, c->object, now));
	return used || now->archived_at ? OK : model_archive(cx, c->resource, c->object, -1, true);
}

struct undoing {
	struct str import_id;
	int64_t from; /* the import's own id: nothing of it is older */
	bool finished;
};

static enum err undo_batch(struct cx *cx, struct job *j, void *arg)
{
	struct undoing *u = arg;
	struct change c[CHANGES_PER_BATCH];
	int64_t before = INT64_MAX;
	int n;

	if (j->cursor.n && !str_to_i64(j->cursor, &before))
		return fail(cx, ERR_CORRUPT, NULL, "the cursor of the job is damaged");
	TRY(list_changes(cx, u->import_id, before, u->from, c, &n));
	for (int i = 0; i < n; i++)
		TRY(take_back(cx, &c[i]));
	u->finished = n == 0;
	j->next.done += n;
	if (n)
		j->next.cursor = str_of(arena_printf(cx->arena, "%lld", (long long)c[n - 1].id));
	return OK;
}

static struct str import_of(struct cx *cx, struct str args)
{
	json_t *root = json_loadb(args.p, args.n, 0, NULL);
	struct str out = str_copy(cx->arena, str_of(json_string_value(json_object_get(root, "import"))));

	json_decref(root);
	return out;
}

static enum err step(struct cx *cx, struct job *j, bool *ret_finished)
{
	struct undoing u = {.import_id = import_of(cx, j->args)};
	const struct resource *r;

	if (!id_parse(u.import_id, &r, &u.from) || r->id != RES_import)
		return fail(cx, ERR_CORRUPT, NULL, "the job names no import");
	TRY(job_batch(cx, j, undo_batch, &u));
	*ret_finished = u.finished;
	return OK;
}

static enum err ended(struct cx *cx, const struct job *j, enum job_state state)
{
	const struct resource *r;
	int64_t id;

	if (!id_parse(import_of(cx, j->args), &r, &id))
		return OK;
	return set_state(cx, id, state == JOB_DONE ? E_import_state_undone : E_import_state_failed, state == JOB_DONE);
}

const struct job_kind intake_undo_job = {.name = "import_undo", .step = step, .ended = ended};
