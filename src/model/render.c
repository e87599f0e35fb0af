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

static void render_value(struct json_out *j, const struct field *f, const struct db_rows *rows, int col)
{
	char day[16];

	switch (f->type) {
	case T_INT:
		json_int(j, db_col_int(rows, col));
		return;
	case T_NUM:
		json_num(j, db_col_real(rows, col));
		return;
	case T_BOOL:
		json_bool(j, db_col_int(rows, col) != 0);
		return;
	case T_DATE:
		(void)date_format((int32_t)db_col_int(rows, col), day);
		json_z(j, day);
		return;
	case T_TIME:
		render_time(j, db_col_int(rows, col));
		return;
	case T_REF:
		render_id(j, &resources[f->target], db_col_int(rows, col));
		return;
	case T_ENUMS:
		render_enums(j, db_col_str(rows, col));
		return;
	case T_TEXT_LIST:
	case T_JSON:
		json_raw(j, db_col_str(rows, col));
		return;
	default:
		json_str(j, db_col_str(rows, col));
	}
}

/* Whether a reference's label may be shown to this reader. */
static bool label_visible(const struct cx *cx, const struct resource *target)
{
	int label = resource_label(target);

	return label >= 0 && (target->fields[label].visibility != V_PRIVATE || cx_may(cx, P_contact_read));
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
	json_kint(j, "rev", db_col_int(rows, COL_rev));
	json_key(j, "created_at");
	render_time(j, db_col_int(rows, COL_created_at));
	json_key(j, "created_by");
	render_id(j, &resources[RES_membership], db_col_int(rows, COL_created_by));
	json_key(j, "created_by_label");
	if (db_col_null(rows, first_label))
		json_nil(j);
	else
		json_str(j, db_col_str(rows, first_label));
	json_key(j, "updated_at");
	render_time(j, db_col_int(rows, COL_updated_at));
	json_key(j, "updated_by");
	render_id(j, &resources[RES_membership], db_col_int(rows, COL_updated_by));
	json_key(j, "archived_at");
	if (db_col_null(rows, COL_archived_at))
		json_nil(j);
	else
		render_time(j, db_col_int(rows, COL_archived_at));
	json_key(j, "merged_into");
	render_id(j, r, db_col_int(rows, COL_merged_into));
}

static void render_label(struct json_out *j, const char *name, const struct db_rows *rows, int col, bool visible)
{
	char key[80];
	size_t n = strlen(name);

	/* owner_id is labelled owner_label; decided_by is labelled decided_by_label */
	if (n > 3 && strcmp(name + n - 3, "_id") == 0)
		n -= 3;
	(void)snprintf(key, sizeof key, "%.*s_label", (int)n, name);
	json_key(j, key);
	if (!visible || db_col_null(rows, col))
		json_nil(j);
	else
		json_str(j, db_col_str(rows, col));
}

/* What this member may do with the object now. */
static void render_can(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j)
{
	int owner, state = resource_state(r);
	int64_t owner_id = field_by_name(r, STR("owner_id"), &owner) ? db_col_int(rows, COL_FIELDS + owner) : 0;

	json_key(j, "can");
	json_list(j);
	if (model_may_update(cx, r, db_col_int(rows, COL_created_by), owner_id)) {
		json_z(j, "update");
		json_z(j, db_col_null(rows, COL_archived_at) ? "delete" : "restore");
	}
	int now = state >= 0 ? enum_by_name((enum enum_id)r->fields[state].target, db_col_str(rows, COL_FIELDS + state)) : -1;

	for (int i = 0; i < r->n_moves; i++)
		if (r->moves[i].from == now && cx_may(cx, r->moves[i].permission)) {
			char move[80];

			(void)snprintf(move, sizeof move, "move:%s", enums[r->fields[state].target].values[r->moves[i].to]);
			json_z(j, move);
		}
	json_list_end(j);
}

void model_render_members(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j)
{
	const struct plan *p = &cx->model->plans[r->id];
	int label = p->first_label + 1;

	render_head(r, rows, p->first_label, j);
	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		bool hidden = (f->flags & F_SECRET) || (f->visibility == V_PRIVATE && !cx_may(cx, P_contact_read));

		if (!hidden) {
			json_key(j, f->name);
			if (db_col_null(rows, COL_FIELDS + i))
				json_nil(j);
			else
				render_value(j, f, rows, COL_FIELDS + i);
		}
		if (f->type == T_REF) {
			if (!hidden)
				render_label(j, f->name, rows, label, label_visible(cx, &resources[f->target]));
			label++;
		}
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
