/* Creating and changing objects: validation that needs the store, hooks, the row, the change log, the search index.
 * All on the writing connection. */
#include "base/clock.h"
#include "model/engine.h"
#include <stdio.h>
#include <string.h>

static struct db_value enums_text(struct arena *a, const struct field *f, int64_t v)
{
	auto_buf b;

	buf_init(&b, 1024);
	if (f->type == T_ENUM)
		return db_z(enums[f->target].values[v]);
	for (int i = 0; i < enums[f->target].n; i++)
		if (v >> i & 1)
			buf_printf(&b, "%s%s", b.n ? "," : "", enums[f->target].values[i]);
	return db_text(str_copy(a, buf_view(&b)));
}

static struct db_value field_value(struct arena *a, const struct field *f, int index, const void *row)
{
	if (!row_has(row, index))
		return DB_NIL;
	if (field_is_text(f))
		return db_text(field_str(row, f));
	if (f->type == T_NUM)
		return db_real(field_num(row, f));
	if (f->type == T_ENUM || f->type == T_ENUMS)
		return enums_text(a, f, field_int(row, f));
	return db_int(field_int(row, f));
}

static enum err check_reference(struct cx *cx, const struct field *f, int64_t id)
{
	const struct resource *to = &resources[f->target];
	bool found;
	int64_t archived;

	TRY(db_one_int(cx,
		       arena_printf(cx->arena, "SELECT COALESCE(archived_at, 0) FROM \"%s\" WHERE %s AND id = ?2", to->name,
				    resource_in_workspace(to) ? "workspace_id = ?1" : "CAST(?1 AS BIGINT) IS NOT NULL"),
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &archived, &found));
	if (!found)
		return fail(cx, ERR_INVALID, f->name, "there is no such %s in this workspace", to->name);
	return OK;
}

/* The object of an ANY field exists in this workspace. */
static enum err check_any(struct cx *cx, const struct field *f, struct str text)
{
	const struct resource *to;
	int64_t id, one;
	bool found;

	if (!id_parse(text, &to, &id) || !resource_in_workspace(to))
		return fail(cx, ERR_INVALID, f->name, "is not the id of an object of this workspace");
	TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT 1 FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2", to->name),
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &one, &found));
	return found ? OK : fail(cx, ERR_INVALID, f->name, "there is no such %s in this workspace", to->name);
}

/* What only the store can tell: references exist, trees stay acyclic. old is NULL at creation. */
static enum err check_against_store(struct cx *cx, const struct resource *r, const void *old, const void *row)
{
	const struct row_head *h = row;

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		if (!row_has(row, i) || (old && row_has(old, i) && f->type == T_REF && field_int(old, f) == field_int(row, f)))
			continue;
		if (f->type == T_REF) {
			if (f->target == (int)r->id && field_int(row, f) == h->id && h->id)
				return fail(cx, ERR_INVALID, f->name, "cannot be the object itself");
			if (!(h->sure >> i & 1))
				TRY(check_reference(cx, f, field_int(row, f)));
		} else if (f->type == T_ANY && !old) {
			TRY(check_any(cx, f, field_str(row, f)));
		}
	}
	return OK;
}

static enum err check_acyclic(struct cx *cx, const struct resource *r, const void *row)
{
	int index;
	const struct field *f = field_by_name(r, STR("parent_id"), &index);
	const struct row_head *h = row;

	if (!f || !row_has(row, index))
		return OK;
	int64_t at = field_int(row, f);

	for (int depth = 0; at; depth++) {
		bool found;

		if (at == h->id || depth > 100)
			return fail(cx, ERR_INVALID, f->name, "would make a circle");
		TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT \"parent_id\" FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2", r->name),
			       DB_ARGS(db_int(cx->workspace_id), db_int(at)), &at, &found));
	}
	return OK;
}

static void set_defaults(const struct resource *r, void *row)
{
	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		if ((f->flags & F_DEFAULT) && !row_has(row, i)) {
			*(int64_t *)((char *)row + f->offset) = 0;
			row_mark(row, i);
		}
	}
}

static enum err check_required(struct cx *cx, const struct resource *r, const void *row)
{
	enum err e = OK;

	for (int i = 0; i < r->n_fields; i++)
		if ((r->fields[i].flags & F_REQ) && !row_has(row, i))
			e = fail(cx, ERR_INVALID, r->fields[i].name, "is required");
	return e;
}

static enum err next_number(struct cx *cx, const struct resource *r, int64_t *ret)
{
	return db_one_int(cx,
			  "INSERT INTO counter (workspace_id, resource, last) VALUES (?1, ?2, 1) "
			  "ON CONFLICT (workspace_id, resource) DO UPDATE SET last = counter.last + 1 RETURNING last",
			  DB_ARGS(db_int(cx->workspace_id), db_z(r->name)), ret, NULL);
}

/* Says which field was not unique instead of the store's message. */
static enum err name_conflict(struct cx *cx, const struct resource *r, enum err e)
{
	char message[240];

	if (e != ERR_CONFLICT)
		return e;
	(void)snprintf(message, sizeof message, "%s", fail_text(cx));
	fail_clear(cx);
	/* the composite key first: its parts may be names of other unique fields */
	if (r->unique[0] && strstr(message, r->unique[0]) && (strstr(message, r->unique[1]) || strstr(message, "_key")))
		return fail(cx, e, r->unique[1], "another %s has the same %s and %s", r->name, r->unique[0], r->unique[1]);
	if (r->unique[0] && strstr(message, arena_printf(cx->arena, "%s_key", r->name)))
		return fail(cx, e, r->unique[1], "another %s has the same %s and %s", r->name, r->unique[0], r->unique[1]);
	for (int i = 0; i < r->n_fields; i++)
		if ((r->fields[i].flags & F_UNIQUE) && strstr(message, r->fields[i].name))
			return fail(cx, e, r->fields[i].name, "is already used by another %s", r->name);
	return fail(cx, e, NULL, "another %s already has this value", r->name);
}

static enum err insert_row(struct cx *cx, const struct resource *r, const void *row)
{
	const struct row_head *h = row;
	struct db_value v[80];
	int n = 0;

	if (resource_in_workspace(r))
		v[n++] = db_int(cx->workspace_id);
	v[n++] = db_int(h->id);
	v[n++] = db_int(h->rev);
	v[n++] = db_int(h->created_at);
	v[n++] = db_id(h->created_by);
	v[n++] = db_int(h->updated_at);
	v[n++] = db_id(h->updated_by);
	if (r->flags & R_NUMBERED)
		v[n++] = db_int(h->number);
	if (r->flags & R_CUSTOM)
		v[n++] = h->custom.n ? db_text(h->custom) : DB_NIL;
	for (int i = 0; i < r->n_fields; i++)
		v[n++] = field_value(cx->arena, &r->fields[i], i, row);
	return name_conflict(cx, r, db_exec(cx, cx->model->plans[r->id].insert, v, n, NULL));
}

static const struct model_hooks *hooks_of(const struct cx *cx, const struct resource *r)
{
	static const struct model_hooks none;

	return cx->unruled ? &none : &cx->model->hooks[r->id];
}

enum err model_create(struct cx *cx, const struct resource *r, void *row)
{
	const struct model_hooks *hooks = hooks_of(cx, r);
	struct row_head *h = row;

	if (!h->id)
		h->id = model_new_id(cx);
	h->rev = 1;
	if (!h->created_at)
		h->created_at = cx->now_us;
	h->updated_at = h->created_at;
	if (!h->created_by)
		h->created_by = cx->member_id;
	h->updated_by = h->created_by;
	set_defaults(r, row);
	TRY(custom_resolve(cx, r, (struct str){0}, row));
	if (hooks->before_save)
		TRY(hooks->before_save(cx, NULL, row));
	TRY(check_required(cx, r, row));
	TRY(check_against_store(cx, r, NULL, row));
	TRY(check_acyclic(cx, r, row));
	if (r->flags & R_NUMBERED)
		TRY(next_number(cx, r, &h->number));
	TRY(insert_row(cx, r, row));
	change_note(cx, r, h->id, h->rev, CHANGE_create, NULL, row, (struct str){0});
	if (r->flags & R_SEARCHED)
		TRY(search_note(cx, r, NULL, row));
	if (r->id == RES_custom_field)
		TRY(custom_definition_saved(cx, NULL, row));
	return hooks->after_save ? hooks->after_save(cx, NULL, row) : OK;
}

/* Lays the given fields of patch over old; false when nothing changes. */
static bool overlay(const struct resource *r, const void *old, void *patch)
{
	struct row_head *p = patch;
	const struct row_head *o = old;
	uint64_t given = p->given;
	bool changed = false;

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		void *at = (char *)patch + f->offset;
		size_t size = field_is_text(f) ? sizeof(struct str) : sizeof(int64_t);

		if (!(given >> i & 1)) {
			memcpy(at, field_at(old, f), size);
			p->set = (p->set & ~(1ull << i)) | (o->set & 1ull << i);
			continue;
		}
		if (row_has(old, i) != row_has(patch, i))
			changed = true;
		else if (row_has(old, i))
			changed |= field_is_text(f) ? !str_eq(field_str(old, f), field_str(patch, f))
						    : memcmp(at, field_at(old, f), size) != 0;
	}
	if (!p->custom.p)
		p->custom = o->custom;
	changed |= !str_eq(p->custom, o->custom);
	p->id = o->id;
	p->rev = o->rev;
	p->number = o->number;
	p->created_at = o->created_at;
	p->created_by = o->created_by;
	p->updated_at = o->updated_at;
	p->updated_by = o->updated_by;
	p->archived_at = o->archived_at;
	p->merged_into = o->merged_into;
	return changed;
}

/* UPDATE of the fields that differ; the WHERE holds the old version, so that a race is seen as STALE. */
static enum err update_row(struct cx *cx, const struct resource *r, const void *old, const void *row)
{
	const struct row_head *h = row, *o = old;
	struct db_value v[80];
	int n = 0;
	int64_t changed;
	auto_buf b;

	buf_init(&b, 0);
	v[n++] = db_int(cx->workspace_id);
	v[n++] = db_int(h->id);
	v[n++] = db_int(o->rev);
	v[n++] = db_int(h->rev);
	v[n++] = db_int(h->updated_at);
	v[n++] = db_id(h->updated_by);
	v[n++] = db_id(h->archived_at);
	v[n++] = db_id(h->merged_into);
	buf_printf(&b, "UPDATE \"%s\" SET rev = ?4, updated_at = ?5, updated_by = ?6, archived_at = ?7, merged_into = ?8", r->name);
	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		if (row_has(old, i) == row_has(row, i) &&
		    (!row_has(row, i) || (field_is_text(f) ? str_eq(field_str(old, f), field_str(row, f))
							   : memcmp(field_at(old, f), field_at(row, f), 8) == 0)))
			continue;
		v[n++] = field_value(cx->arena, f, i, row);
		buf_printf(&b, ", \"%s\" = ?%d", f->name, n);
	}
	if (!str_eq(h->custom, o->custom)) {
		v[n++] = h->custom.n ? db_text(h->custom) : DB_NIL;
		buf_printf(&b, ", custom = ?%d", n);
	}
	buf_z(&b, resource_in_workspace(r) ? " WHERE workspace_id = ?1 AND id = ?2 AND rev = ?3"
					   : " WHERE CAST(?1 AS BIGINT) IS NOT NULL AND id = ?2 AND rev = ?3");
	TRY(name_conflict(cx, r, db_exec(cx, str_z(cx->arena, buf_view(&b)), v, n, &changed)));
	return changed ? OK : fail(cx, ERR_STALE, NULL, "the %s was changed since you read it", r->name);
}

static enum err load_for_change(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, void **ret_old)
{
	*ret_old = arena_alloc(cx->arena, r->size);
	TRY(model_get(cx, r, id, *ret_old));
	const struct row_head *o = *ret_old;

	if (if_rev >= 0 && o->rev != if_rev)
		return fail(cx, ERR_STALE, NULL, "you read version %lld, it is now at %lld", (long long)if_rev, (long long)o->rev);
	return OK;
}

/* Writes row over old as the next version, with its change and search rows. */
enum err model_write_version(struct cx *cx, const struct resource *r, const void *old, void *row, enum change_kind kind,
			      struct str reason)
{
	const struct model_hooks *hooks = hooks_of(cx, r);
	struct row_head *h = row;

	h->rev = ((const struct row_head *)old)->rev + 1;
	h->updated_at = cx->now_us;
	h->updated_by = cx->member_id;
	TRY(update_row(cx, r, old, row));
	change_note(cx, r, h->id, h->rev, kind, old, row, reason);
	if (r->flags & R_SEARCHED)
		TRY(search_note(cx, r, old, row));
	if (r->id == RES_custom_field)
		TRY(custom_definition_saved(cx, old, row));
	return hooks->after_save ? hooks->after_save(cx, old, row) : OK;
}

static enum err check_fixed(struct cx *cx, const struct resource *r, const void *old, const void *row)
{
	enum err e = OK;

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		bool same = row_has(old, i) == row_has(row, i) &&
			    (!row_has(row, i) || (field_is_text(f) ? str_eq(field_str(old, f), field_str(row, f))
								   : memcmp(field_at(old, f), field_at(row, f), 8) == 0));

		if ((f->flags & F_FIXED) && !same)
			e = fail(cx, ERR_INVALID, f->name, "is fixed: it changes only as a new version (POST .../versions)");
	}
	return e;
}

enum err model_update(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, bool allow_fixed, void *row,
		      struct str reason)
{
	const struct model_hooks *hooks = hooks_of(cx, r);
	void *old;

	TRY(load_for_change(cx, r, id, if_rev, &old));
	((struct row_head *)row)->id = id;
	TRY(custom_resolve(cx, r, ((struct row_head *)old)->custom, row));
	if (!overlay(r, old, row))
		return OK;
	if (!allow_fixed)
		TRY(check_fixed(cx, r, old, row));
	if (hooks->before_save)
		TRY(hooks->before_save(cx, old, row));
	TRY(check_required(cx, r, row));
	TRY(check_against_store(cx, r, old, row));
	TRY(check_acyclic(cx, r, row));
	return model_write_version(cx, r, old, row, allow_fixed ? CHANGE_version : CHANGE_update, reason);
}

enum err model_archive(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, bool archive)
{
	void *old, *row = arena_alloc(cx->arena, r->size);

	TRY(load_for_change(cx, r, id, if_rev, &old));
	memcpy(row, old, r->size);
	struct row_head *h = row;

	if (!h->archived_at == !archive)
		return OK;
	if (!archive && h->merged_into)
		return fail(cx, ERR_STATE, NULL, "it was merged into another object and cannot come back alone");
	h->archived_at = archive ? cx->now_us : 0;
	return model_write_version(cx, r, old, row, archive ? CHANGE_archive : CHANGE_restore, (struct str){0});
}

static enum err set_state(struct cx *cx, const struct resource *r, void *old, int to, struct str reason)
{
	void *row = arena_alloc(cx->arena, r->size);
	int state = resource_state(r);

	memcpy(row, old, r->size);
	*(int64_t *)((char *)row + r->fields[state].offset) = to;
	row_mark(row, state);
	if (hooks_of(cx, r)->before_save)
		TRY(hooks_of(cx, r)->before_save(cx, old, row));
	return model_write_version(cx, r, old, row, CHANGE_move, reason);
}

enum err model_set_state(struct cx *cx, const struct resource *r, int64_t id, int to, struct str reason)
{
	void *old;

	TRY(load_for_change(cx, r, id, -1, &old));
	if (field_int(old, &r->fields[resource_state(r)]) == to)
		return OK;
	return set_state(cx, r, old, to, reason);
}

enum err model_move(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, int to, struct str reason)
{
	const struct model_hooks *hooks = hooks_of(cx, r);
	int state = resource_state(r);
	void *old;

	TRY(load_for_change(cx, r, id, if_rev, &old));
	int from = (int)field_int(old, &r->fields[state]);
	const char *const *names = enums[r->fields[state].target].values;

	for (int i = 0; i < r->n_moves; i++) {
		if (r->moves[i].from != from || r->moves[i].to != to)
			continue;
		if (!cx_may(cx, r->moves[i].permission))
			return fail(cx, ERR_FORBIDDEN, NULL, "moving to %s needs the permission %s", names[to],
				    permission_name(r->moves[i].permission));
		if (hooks->may_move)
			TRY(hooks->may_move(cx, old, to, reason));
		return set_state(cx, r, old, to, reason);
	}
	return fail(cx, ERR_STATE, "to", "a %s cannot go from %s to %s", r->name, names[from], names[to]);
}

bool model_may_update(const struct cx *cx, const struct resource *r, int64_t created_by, int64_t owner_id)
{
	bool own = cx->member_id && (created_by == cx->member_id || owner_id == cx->member_id);

	if (r->flags & R_OWN)
		return (own && cx_may(cx, r->create + 1)) || cx_may(cx, r->create + 2);
	return cx_may(cx, r->create + 2) || (own && cx_may(cx, r->create + 1));
}
