/* Every value against the log. An object's changes are walked from its present row back to its creation: each change's
 * salted hash must fit the value that stood after it, and the old value it kept is what stood before. What the program
 * keeps by itself (F_SYSTEM: counts, deadlines) is not proved, the state is. */
#include "model/verify/internal.h"
#include <string.h>

struct object {
	const struct resource *r;
	int64_t workspace_id, id, rev;
	struct str values[RES_FIELDS_MAX + 1]; /* by field, then the custom column; p NULL: none */
	bool erased;
};

static bool is_proved(const struct resource *r, int field)
{
	return field == r->n_fields || !(r->fields[field].flags & F_SYSTEM) || field == resource_state(r);
}

static int field_number(const struct resource *r, struct str name)
{
	int i;

	if (str_is(name, "custom"))
		return r->n_fields;
	return field_by_name(r, name, &i) ? i : -1;
}

static bool fits(struct str salt, struct str value, struct str hash)
{
	struct hash h = hash_two(salt, value);

	return str_eq((struct str){(const char *)h.b, HASH_BYTES}, hash);
}

static struct str creation(struct checking *k, const struct object *o)
{
	auto_buf b;

	buf_init(&b, 0);
	change_canonical_values(o->r, o->values, &b);
	return str_copy(&k->scratch, buf_view(&b));
}

static void check_value(struct checking *k, struct object *o, int64_t rev, const struct db_rows *r)
{
	struct str name = db_col_str(r, 0), salt = db_col_str(r, 2);

	if (!salt.p) {
		o->erased = true; /* the value and its salt are gone on purpose; the chain still holds the hash */
		return;
	}
	if (str_is(name, "*")) {
		if (!o->erased && !fits(salt, creation(k, o), db_col_str(r, 3)))
			verify_damage(k, "history", "%s is not what was created", verify_name(k, o->r, o->workspace_id, o->id));
		return;
	}
	int field = field_number(o->r, name);

	if (field < 0)
		return; /* of a newer version */
	if (is_proved(o->r, field) && !o->erased && !fits(salt, o->values[field], db_col_str(r, 3)))
		verify_damage(k, "history", "%s: %.*s is not what was written in version %lld", verify_name(k, o->r, o->workspace_id, o->id),
			      STR_ARG(name), (long long)rev);
	o->values[field] = db_col_null(r, 1) ? (struct str){0} : str_copy(&k->scratch, db_col_str(r, 1));
}

static enum err check_change(struct checking *k, struct object *o, int64_t change, int64_t rev)
{
	struct db_rows *r;

	TRY(db_query(k->cx, "SELECT field, old_value, salt, hash FROM change_value WHERE workspace_id = ?1 AND change_id = ?2 ORDER BY field",
		     DB_ARGS(db_int(o->workspace_id), db_int(change)), &r));
	while (db_next(r))
		check_value(k, o, rev, r);
	return db_end(r);
}

static enum err check_changes(struct checking *k, struct object *o)
{
	struct db_rows *r;
	int64_t want = o->rev;

	TRY(db_query(k->cx, "SELECT id, rev FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND rev > 0 ORDER BY rev DESC",
		     DB_ARGS(db_int(o->workspace_id), db_int(o->id)), &r));
	while (db_next(r)) {
		int64_t rev = db_col_int(r, 1);

		if (rev != want)
			verify_damage(k, "history", "%s: version %lld is not in the log",
				      verify_name(k, o->r, o->workspace_id, o->id), (long long)want);
		want = rev - 1;
		TRY(check_change(k, o, db_col_int(r, 0), rev));
	}
	if (want != 0)
		verify_damage(k, "history", "%s: version %lld is not in the log", verify_name(k, o->r, o->workspace_id, o->id), (long long)want);
	return db_end(r);
}

static enum err check_object(struct checking *k, const struct resource *r, int64_t workspace_id, int64_t id)
{
	struct object *o = ARENA_NEW(&k->scratch, struct object);
	struct row_head *row = arena_alloc(&k->scratch, r->size);

	*o = (struct object){.r = r, .workspace_id = workspace_id, .id = id};
	k->cx->workspace_id = workspace_id;
	TRY(model_get(k->cx, r, id, row));
	o->rev = row->rev;
	for (int i = 0; i < r->n_fields; i++)
		o->values[i] = change_value_text(&k->scratch, row, &r->fields[i], i);
	o->values[r->n_fields] = row->custom.n ? row->custom : (struct str){0};
	k->v->objects++;
	return check_changes(k, o);
}

static enum err check_page(struct checking *k, const struct resource *r, int64_t at[2], int *ret_n)
{
	const char *ws = resource_in_workspace(r) ? "workspace_id" : "id";
	struct arena *kept = k->cx->arena;
	struct db_rows *rows;
	enum err e = OK;

	*ret_n = 0;
	TRY(db_query(k->cx,
		     arena_printf(k->cx->arena,
				  "SELECT %s, id FROM \"%s\" WHERE (%s, id) > (?1, ?2) ORDER BY %s, id LIMIT ?3", ws,
				  r->name, ws, ws),
		     DB_ARGS(db_int(at[0]), db_int(at[1]), db_int(VERIFY_PAGE)), &rows));
	k->cx->arena = &k->scratch;
	while (!e && db_next(rows)) {
		at[0] = db_col_int(rows, 0);
		at[1] = db_col_int(rows, 1);
		e = check_object(k, r, at[0], at[1]);
		arena_reset(&k->scratch);
		(*ret_n)++;
	}
	k->cx->arena = kept;
	TRY(db_end(rows));
	return e;
}

enum err verify_history(struct checking *k)
{
	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];
		int64_t at[2] = {0, 0};
		int n;

		if (!resource_in_workspace(r) && r->id != RES_workspace)
			continue; /* accounts of people and secrets are in no log */
		do
			TRY(check_page(k, r, at, &n));
		while (n == VERIFY_PAGE);
		TRY(verify_none(k, "history", r,
				arena_printf(k->cx->arena,
					     "SELECT c.workspace_id, c.object_id FROM change c WHERE c.resource = '%s' "
					     "AND c.rev = 1 AND NOT EXISTS (SELECT 1 FROM "
					     "\"%s\" t WHERE %st.id = c.object_id) AND NOT EXISTS (SELECT 1 FROM "
					     "erasure e WHERE e.workspace_id = "
					     "c.workspace_id AND e.object_id = c.object_id)",
					     r->name, r->name,
					     resource_in_workspace(r) ? "t.workspace_id = c.workspace_id AND " : ""),
				"was created but is not there"));
	}
	return OK;
}
