/* Merging two objects of one resource: the surviving one inherits every link, the other redirects to it. */
#include "model/engine.h"
#include <string.h>

/* Moves the links at one end of one relation; a pair that the survivor already has is dropped. */
static enum err inherit(struct cx *cx, const struct relation *k, bool is_from, int64_t from, int64_t into)
{
	const char *mine = is_from ? "from_id" : "to_id", *other = is_from ? "to_id" : "from_id";
	const struct db_value v[] = {db_int(cx->workspace_id), db_z(k->name), db_int(from), db_int(into)};

	TRY(db_exec(cx,
		    arena_printf(cx->arena,
				 "DELETE FROM link WHERE workspace_id = ?1 AND kind = ?2 AND %s = ?3 AND %s IN "
				 "(SELECT %s FROM link WHERE workspace_id = ?1 AND kind = ?2 AND %s = ?4)",
				 mine, other, other, mine),
		    v, 4, NULL));
	return db_exec(cx, arena_printf(cx->arena, "UPDATE link SET %s = ?4 WHERE workspace_id = ?1 AND kind = ?2 AND %s = ?3", mine, mine), v, 4,
		       NULL);
}

static enum err load_two(struct cx *cx, const struct resource *r, int64_t id, void **ret_old, void **ret_row)
{
	*ret_old = arena_alloc(cx->arena, r->size);
	*ret_row = arena_alloc(cx->arena, r->size);
	TRY(model_get(cx, r, id, *ret_old));
	memcpy(*ret_row, *ret_old, r->size);
	return OK;
}

static void set_ref(const struct resource *r, void *row, int field, int64_t id)
{
	*(int64_t *)((char *)row + r->fields[field].offset) = id;
	if (id)
		row_mark(row, field);
	else
		((struct row_head *)row)->set &= ~(1ull << field);
}

/* One reference of one object, as a change of its own so that the log tells the whole story. The survivor's own
 * reference to the merged object becomes empty: nothing refers to itself. */
static enum err repoint_one(struct cx *cx, const struct resource *r, int field, int64_t id, const struct resource *target, int64_t into)
{
	void *old, *row;
	char text[ID_TEXT];

	TRY(load_two(cx, r, id, &old, &row));
	if (r->fields[field].type == T_ANY) {
		id_format(target, into, text);
		*(struct str *)((char *)row + r->fields[field].offset) = str_copy(cx->arena, str_of(text));
	} else {
		set_ref(r, row, field, r == target && id == into ? 0 : into);
	}
	return model_write_version(cx, r, old, row, CHANGE_update, STR("merged"));
}

static enum err repoint_field(struct cx *cx, const struct resource *r, int field, const struct resource *target, int64_t from, int64_t into)
{
	const struct field *f = &r->fields[field];
	int64_t after = 0;
	char text[ID_TEXT];

	id_format(target, from, text);
	for (;;) {
		int64_t id;
		bool found;

		TRY(db_one_int(cx,
			       arena_printf(cx->arena, "SELECT id FROM \"%s\" WHERE workspace_id = ?1 AND \"%s\" = ?2 AND id > ?3 ORDER BY id LIMIT 1",
					    r->name, f->name),
			       DB_ARGS(db_int(cx->workspace_id), f->type == T_ANY ? db_z(text) : db_int(from), db_int(after)), &id, &found));
		if (!found)
			return OK;
		TRY(repoint_one(cx, r, field, id, target, into));
		after = id;
	}
}

/* References by fields of other objects follow too, so that a merged contact keeps its words and what was said of it. */
static enum err repoint(struct cx *cx, const struct resource *target, int64_t from, int64_t into)
{
	for (int i = 0; i < RES_COUNT; i++)
		for (int f = 0; resource_in_workspace(&resources[i]) && f < resources[i].n_fields; f++) {
			const struct field *field = &resources[i].fields[f];

			if ((field->type == T_REF && field->target == (int)target->id) || field->type == T_ANY)
				TRY(repoint_field(cx, &resources[i], f, target, from, into));
		}
	return OK;
}

/* A survivor that stood somewhere under the merged object takes its place in the tree: what stood between would
 * otherwise come to stand under itself. */
static enum err lift(struct cx *cx, const struct resource *r, const void *merged, int64_t into)
{
	int parent;
	const struct field *f = field_by_name(r, STR("parent_id"), &parent);
	int64_t from = ((const struct row_head *)merged)->id, at = into;
	void *old, *row;

	if (!f || f->target != (int)r->id)
		return OK;
	for (int depth = 0; at && at != from && depth < 1000; depth++)
		TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT \"parent_id\" FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2", r->name),
			       DB_ARGS(db_int(cx->workspace_id), db_int(at)), &at, NULL));
	if (at != from)
		return OK;
	TRY(load_two(cx, r, into, &old, &row));
	set_ref(r, row, parent, row_has(merged, parent) ? field_int(merged, f) : 0);
	return model_write_version(cx, r, old, row, CHANGE_update, STR("merged"));
}

enum err model_merge(struct cx *cx, const struct resource *r, int64_t from, int64_t into, struct str reason)
{
	struct row_head *old = arena_alloc(cx->arena, r->size), *row = arena_alloc(cx->arena, r->size);
	struct row_head *survivor = arena_alloc(cx->arena, r->size);

	if (from == into)
		return fail(cx, ERR_INVALID, "into", "cannot be the object itself");
	TRY(model_get(cx, r, from, old));
	TRY(model_get(cx, r, into, survivor));
	if (old->merged_into || survivor->merged_into || survivor->archived_at)
		return fail(cx, ERR_STATE, "into", "one of the two was merged or archived already");
	memcpy(row, old, r->size);
	row->merged_into = into;
	row->archived_at = cx->now_us;
	for (int k = 0; k < LINK_COUNT; k++) {
		if (relations[k].from == r->id)
			TRY(inherit(cx, &relations[k], true, from, into));
		if (relations[k].to == r->id)
			TRY(inherit(cx, &relations[k], false, from, into));
	}
	TRY(lift(cx, r, old, into));
	TRY(repoint(cx, r, from, into));
	return model_write_version(cx, r, old, row, CHANGE_merge, reason);
}
