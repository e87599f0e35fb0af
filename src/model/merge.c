/* Merging two objects of one resource: the surviving one inherits every link, the other redirects to it. */
#include "model/engine.h"
#include <string.h>

/* One link goes over to the survivor, unless that has the pair already; the log tells both halves. */
static enum err inherit_one(struct cx *cx, const struct link *old, bool is_from, int64_t into)
{
	const struct relation *k = &relations[old->kind];
	struct link moved = *old;
	int64_t one;
	bool has;

	*(is_from ? &moved.from : &moved.to) = into;
	TRY(db_one_int(cx, "SELECT 1 FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 AND to_id = ?4",
		       DB_ARGS(db_int(cx->workspace_id), db_z(k->name), db_int(moved.from), db_int(moved.to)), &one, &has));
	change_note(cx, &resources[k->from], old->from, 0, CHANGE_unlink, NULL, NULL, link_text(cx, old));
	if (has)
		return db_exec(cx, "DELETE FROM link WHERE workspace_id = ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(old->id)), NULL);
	change_note(cx, &resources[k->from], moved.from, 0, CHANGE_link, NULL, NULL, link_text(cx, &moved));
	return db_exec(cx, "UPDATE link SET from_id = ?3, to_id = ?4 WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(old->id), db_int(moved.from), db_int(moved.to)), NULL);
}

static enum err inherit(struct cx *cx, const struct resource *r, int64_t from, int64_t into)
{
	struct link *links;
	int n;

	TRY(link_list(cx, r, from, &links, &n));
	for (int i = 0; i < n; i++)
		TRY(inherit_one(cx, &links[i], links[i].from == from, into));
	return OK;
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
	TRY(inherit(cx, r, from, into));
	TRY(lift(cx, r, old, into));
	TRY(repoint(cx, r, from, into));
	return model_write_version(cx, r, old, row, CHANGE_merge, reason);
}
