/* Objects as JSON, straight from the columns of plan->select. What the reader may not see is left out. */
#include "base/clock.h"
#include "model/engine.h"
#include <stdio.h>
#include <string.h>

static void render_id(struct json_out *j, const struct resource *r, int64_t id)
{
	char text[ID_TEXT];

	if (!id) {
		json_nil(j);
		return;
	}
	id_format(r, id, text);
	json_z(j, text);
}

static void render_time(struct json_out *j, int64_t us)
{
	char text[32];

	(void)time_format(us, text);
	json_z(j, text);
}

static void render_enums(struct json_out *j, struct str s)
{
	struct str part;

	json_list(j);
	while (s.n && str_split(&s, ',', &part))
		json_str(j, part);
	json_list_end(j);
}

static void render_value(struct json_out *j, const struct field *f, struct db_value v)
{
	char day[16];

	switch (f->type) {
	case T_INT:
		json_int(j, v.i);
		return;
	case T_NUM:
		json_num(j, v.type == DB_REAL ? v.d : (double)v.i);
		return;
	case T_BOOL:
		json_bool(j, v.i != 0);
		return;
	case T_DATE:
		(void)date_format((int32_t)v.i, day);
		json_z(j, day);
		return;
	case T_TIME:
		render_time(j, v.i);
		return;
	case T_REF:
		render_id(j, &resources[f->target], v.i);
		return;
	case T_ENUMS:
		render_enums(j, v.s);
		return;
	case T_TEXT_LIST:
	case T_JSON:
		json_raw(j, v.s);
		return;
	default:
		json_str(j, v.s);
	}
}

/* Whether a reference's label may be shown to this reader. */
static bool label_visible(const struct cx *cx, const struct resource *target)
{
	int label = resource_label(target);

	return label >= 0 && (target->fields[label].visibility != V_PRIVATE || cx_may(cx, P_contact_read));
}

/* Most fields of most rows are empty: such a member is one copy. */
static bool member(struct json_out *j, struct str key, struct db_value v)
{
	if (v.type == DB_NULL) {
		json_premade(j, key, true);
		return false;
	}
	json_premade(j, (struct str){key.p, key.n - 4}, false);
	return true;
}

static void render_head(const struct resource *r, const struct db_rows *rows, int first_label, struct json_out *j)
{
	json_key(j, "id");
	render_id(j, r, db_col_int(rows, COL_id));
	if (r->flags & R_NUMBERED) {
		char number[32];

		(void)snprintf(number, sizeof number, "%s-%lld", resource_letter(r), (long long)db_col_int(rows, COL_number));
		json_kz(j, "number", number);
	}
	json_premade(j, STR(",\"rev\":"), false);
	json_int(j, db_col_int(rows, COL_rev));
	json_premade(j, STR(",\"created_at\":"), false);
	render_time(j, db_col_int(rows, COL_created_at));
	json_premade(j, STR(",\"created_by\":"), false);
	render_id(j, &resources[RES_membership], db_col_int(rows, COL_created_by));
	struct db_value label = db_col(rows, first_label), archived = db_col(rows, COL_archived_at);

	if (member(j, STR(",\"created_by_label\":null"), label))
		json_str(j, label.s);
	json_premade(j, STR(",\"updated_at\":"), false);
	render_time(j, db_col_int(rows, COL_updated_at));
	json_premade(j, STR(",\"updated_by\":"), false);
	render_id(j, &resources[RES_membership], db_col_int(rows, COL_updated_by));
	if (member(j, STR(",\"archived_at\":null"), archived))
		render_time(j, archived.i);
	json_premade(j, STR(",\"merged_into\":"), false);
	render_id(j, r, db_col_int(rows, COL_merged_into));
}

/* What this member may do with the object now. */
static void render_can(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j)
{
	const struct plan *p = &cx->model->plans[r->id];
	int state = p->state;
	int64_t owner_id = p->owner >= 0 ? db_col_int(rows, COL_FIELDS + p->owner) : 0;

	json_key(j, "can");
	json_list(j);
	if (model_may_update(cx, r, db_col_int(rows, COL_created_by), owner_id)) {
		json_z(j, "update");
		json_z(j, db_col_null(rows, COL_archived_at) ? "delete" : "restore");
	}
	int now = state >= 0 ? enum_by_name((enum enum_id)r->fields[state].target, db_col_str(rows, COL_FIELDS + state)) : -1;

	for (int i = 0; i < r->n_moves; i++)
		if (r->moves[i].from == now && cx_may(cx, r->moves[i].permission))
			json_str(j, p->move[i]);
	json_list_end(j);
}

static void render_field(struct cx *cx, const struct resource *r, const struct db_rows *rows, int i, int label, struct json_out *j)
{
	const struct plan *p = &cx->model->plans[r->id];
	const struct field *f = &r->fields[i];
	struct db_value v = db_col(rows, COL_FIELDS + i);

	if ((f->flags & F_SECRET) || (f->visibility == V_PRIVATE && !cx_may(cx, P_contact_read)))
		return;
	if (member(j, p->key[i], v))
		render_value(j, f, v);
	if (f->type != T_REF)
		return;
	v = v.type != DB_NULL && label_visible(cx, &resources[f->target]) ? db_col(rows, label) : DB_NIL;
	if (member(j, p->label_key[i], v))
		json_str(j, label_cut(v.s));
}

void model_render_members(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j)
{
	const struct plan *p = &cx->model->plans[r->id];
	int label = p->first_label;

	render_head(r, rows, p->first_label, j);
	for (int i = 0; i < r->n_fields; i++) {
		label += r->fields[i].type == T_REF;
		render_field(cx, r, rows, i, label, j);
	}
	if (r->flags & R_CUSTOM) {
		json_key(j, "custom");
		if (db_col_null(rows, COL_custom))
			json_raw(j, STR("{}"));
		else
			custom_render(cx, r, db_col_str(rows, COL_custom), j);
	}
	render_can(cx, r, rows, j);
}

void model_render(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j)
{
	json_open(j);
	model_render_members(cx, r, rows, j);
	json_close(j);
}

enum err model_render_one(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j, int64_t *ret_rev)
{
	struct db_rows *rows;

	TRY(db_query(cx, cx->model->plans[r->id].get, DB_ARGS(db_int(cx->workspace_id), db_int(id)), &rows));
	bool found = db_next(rows);

	if (found) {
		if (ret_rev)
			*ret_rev = db_col_int(rows, COL_rev);
		model_render(cx, r, rows, j);
	}
	TRY(db_end(rows));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", r->name);
}
