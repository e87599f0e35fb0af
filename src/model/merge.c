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
	return db_exec(cx, arena_printf(cx->arena, "UPDATE link SET %s = ?4 WHERE workspace_id = ?1 AND kind = ?2 "
			"AND %s = ?3", mine, mine), v, 4,
		       NULL);
}

/* One reference of one object, as a change of its own so that the log tells the whole story. */
static enum err repoint_one(struct cx *cx, const struct resource *r, int field, int64_t id, int64_t into)
{
	void *old = arena_alloc(cx->arena, r->size), *row = arena_alloc(cx->arena, r->size);

	TRY(model_get(cx, r, id, old));
	memcpy(row, old, r->size);
	*(int64_t *)((char *)row + r->fields[field].offset) = into;
	return model_write_version(cx, r, old, row, CHANGE_update, STR("merged"));
}

static enum err repoint_field(struct cx *cx, const struct resource *r, int field, int64_t from, int64_t into)
{
	const char *name = r->fields[field].name;
	int64_t after = 0;

	for (;;) {
		int64_t id;
		bool found;

		TRY(db_one_int(cx,
			       arena_printf(cx->arena, "SELECT id FROM \"%s\" WHERE workspace_id = ?1 AND \"%s\" = ?2 AND id > ?3 "
					"AND id <> ?4 ORDER BY id LIMIT 1",
					    r->name, name),
			       DB_ARGS(db_int(cx->workspace_id), db_int(from), db_int(after), db_int(into)), &id, &found));
		if (!found)
			return OK;
		TRY(repoint_one(cx, r, field, id, into));
		after = id;
	}
}

/* References by id fields of other objects follow too, so that a merged contact keeps its words. */
static enum err repoint(struct cx *cx, const struct resource *target, int64_t from, int64_t into)
{
	for (int i = 0; i < RES_COUNT; i++)
		for (int f = 0; resource_in_workspace(&resources[i]) && f < resources[i].n_fields; f++)
			if (resources[i].fields[f].type == T_REF && resources[i].fields[f].target == (int)target->id)
				TRY(repoint_field(cx, &resources[i], f, from, into));
	return OK;
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
	TRY(repoint(cx, r, from, into));
	return model_write_version(cx, r, old, row, CHANGE_merge, reason);
}
