/* verify's entry, the file's own integrity, references, and the small tables: stages, mirrors, numbers. */
#include "model/verify/internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void verify_damage(struct checking *k, const char *kind, const char *fmt, ...)
{
	char text[500];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	k->v->damaged++;
	if (k->v->damage)
		k->v->damage(k->v->arg, kind, text);
}

const char *verify_name(struct checking *k, const struct resource *r, int64_t workspace_id, int64_t id)
{
	char object[ID_TEXT], workspace[ID_TEXT];

	id_format(r, id, object);
	id_format(&resources[RES_workspace], workspace_id, workspace);
	return arena_printf(&k->scratch, "%s %s of %s", r->name, object, workspace);
}

enum err verify_none(struct checking *k, const char *kind, const struct resource *r, const char *sql, const char *what)
{
	struct db_rows *rows;

	TRY(db_query(k->cx, sql, DB_NO_ARGS, &rows));
	while (db_next(rows))
		verify_damage(k, kind, "%s %s", verify_name(k, r, db_col_int(rows, 0), db_col_int(rows, 1)), what);
	return db_end(rows);
}

/* SQLite's own look at its file and the full-text table's at itself; PostgreSQL has no such thing without extensions. */
static enum err verify_file(struct checking *k)
{
	struct db_rows *rows;

	if (db_kind(k->cx->db) != DB_SQLITE)
		return OK;
	TRY(db_query(k->cx, "PRAGMA integrity_check(20)", DB_NO_ARGS, &rows));
	while (db_next(rows)) {
		struct str text = db_col_str(rows, 0);

		if (!str_is(text, "ok"))
			verify_damage(k, "file", "%.*s", STR_ARG(text));
	}
	return db_end(rows);
}

static enum err check_ref(struct checking *k, const struct resource *r, const char *column, const struct resource *to)
{
	const char *ws = resource_in_workspace(to) ? "o.workspace_id = t.workspace_id AND " : "";

	return verify_none(k, "reference", r,
			   arena_printf(k->cx->arena,
					"SELECT %s, t.id FROM \"%s\" t WHERE t.\"%s\" IS NOT NULL AND NOT EXISTS "
					"(SELECT 1 FROM \"%s\" o WHERE %so.id = t.\"%s\")",
					resource_in_workspace(r) ? "t.workspace_id" : "t.id", r->name, column, to->name,
					ws, column),
			   arena_printf(k->cx->arena, "refers by %s to a %s that is not there", column, to->name));
}

/* Objects named by their id as text. */
static enum err check_any(struct checking *k, const struct resource *r, const struct field *f)
{
	struct db_rows *rows;

	TRY(db_query(k->cx,
		     arena_printf(k->cx->arena, "SELECT workspace_id, id, \"%s\" FROM \"%s\" WHERE \"%s\" IS NOT NULL",
				  f->name, r->name, f->name),
		     DB_NO_ARGS, &rows));
	while (db_next(rows)) {
		const struct resource *to = NULL;
		int64_t id = 0, one;
		bool found = false;

		if (id_parse(db_col_str(rows, 2), &to, &id) && resource_in_workspace(to))
			TRY(db_one_int(k->cx, arena_printf(k->cx->arena, "SELECT 1 FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2", to->name),
				       DB_ARGS(db_int(db_col_int(rows, 0)), db_int(id)), &one, &found));
		if (!found)
			verify_damage(k, "reference", "%s refers by %s to an object that is not there",
				      verify_name(k, r, db_col_int(rows, 0), db_col_int(rows, 1)), f->name);
	}
	return db_end(rows);
}

enum err verify_references(struct checking *k)
{
	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];

		for (int f = 0; f < r->n_fields; f++) {
			if (r->fields[f].type == T_REF)
				TRY(check_ref(k, r, r->fields[f].name, &resources[r->fields[f].target]));
			else if (r->fields[f].type == T_ANY)
				TRY(check_any(k, r, &r->fields[f]));
			else
				continue;
			k->v->references++;
		}
		TRY(check_ref(k, r, "merged_into", r));
		if (resource_in_workspace(r))
			TRY(check_ref(k, r, "created_by", &resources[RES_membership]));
		arena_reset(&k->scratch);
	}
	return OK;
}

/* A filterable value stands in its row: objects of one kind with values of one field, walked by the mirror. */
static enum err check_mirror_rows(struct checking *k, const struct resource *r)
{
	struct db_rows *rows;
	struct arena *kept = k->cx->arena;
	enum err e = OK;

	TRY(db_query(k->cx,
		     arena_printf(kept,
				  "SELECT c.workspace_id, c.object_id, c.field_id, c.value, t.custom FROM custom_field d "
				  "JOIN custom_value c ON c.workspace_id = d.workspace_id AND c.field_id = d.id "
				  "LEFT JOIN \"%s\" t ON t.workspace_id = c.workspace_id AND t.id = c.object_id "
				  "WHERE d.resource = '%s'",
				  r->name, r->name),
		     DB_NO_ARGS, &rows));
	k->cx->arena = &k->scratch;
	while (db_next(rows)) {
		if (!custom_mirrored(k->cx, db_col_str(rows, 4), db_col_int(rows, 2), db_col_str(rows, 3)))
			verify_damage(k, "mirror", "%s: the mirror of its custom values says what the row does not",
				      verify_name(k, r, db_col_int(rows, 0), db_col_int(rows, 1)));
		arena_reset(&k->scratch);
	}
	k->cx->arena = kept;
	TRY(db_end(rows));
	return e;
}

/* The other way: each value of a filterable field is in the mirror. */
static enum err check_mirror_of(struct checking *k, const struct resource *r, int64_t workspace_id, int64_t field)
{
	char id[ID_TEXT];
	int64_t rows, mirrored;

	id_format(&resources[RES_custom_field], field, id);
	TRY(db_one_int(k->cx, arena_printf(k->cx->arena, "SELECT COUNT(*) FROM \"%s\" WHERE workspace_id = ?1 AND custom LIKE ?2", r->name),
		       DB_ARGS(db_int(workspace_id), db_z(arena_printf(k->cx->arena, "%%\"%s\"%%", id))), &rows, NULL));
	TRY(db_one_int(k->cx, "SELECT COUNT(*) FROM custom_value WHERE workspace_id = ?1 AND field_id = ?2",
		       DB_ARGS(db_int(workspace_id), db_int(field)), &mirrored, NULL));
	if (rows != mirrored)
		verify_damage(k, "mirror", "%s: %lld objects have a value, %lld are in the mirror",
			      verify_name(k, &resources[RES_custom_field], workspace_id, field), (long long)rows, (long long)mirrored);
	return OK;
}

/* The mirror of filterable custom fields says what the rows say. */
static enum err check_mirror(struct checking *k)
{
	struct db_rows *rows;

	for (int i = 0; i < E_custom_target_COUNT; i++)
		TRY(check_mirror_rows(k, resource_by_name(str_of(enums[ENUM_custom_target].values[i]))));
	/* the definitions of all workspaces */
	TRY(db_query(k->cx, "SELECT workspace_id, id, resource FROM custom_field WHERE filterable = 1", DB_NO_ARGS, &rows));
	while (db_next(rows))
		TRY(check_mirror_of(k, resource_by_name(db_col_str(rows, 2)), db_col_int(rows, 0), db_col_int(rows, 1)));
	return db_end(rows);
}

static enum err check_numbers(struct checking *k)
{
	for (int i = 0; i < RES_COUNT; i++)
		if (resources[i].flags & R_NUMBERED)
			TRY(verify_none(k, "number", &resources[i],
					arena_printf(k->cx->arena,
						     "SELECT t.workspace_id, t.id FROM \"%s\" t WHERE t.number > COALESCE((SELECT last FROM counter c WHERE "
						     "c.workspace_id = t.workspace_id AND c.resource = '%s'), 0)",
						     resources[i].name, resources[i].name),
					"has a number that its counter has not reached"));
	return OK;
}

enum err verify_rest(struct checking *k)
{
	TRY(verify_none(k, "stage", &resources[RES_evidence],
			"SELECT s.workspace_id, s.evidence_id FROM stage_reached s WHERE NOT EXISTS (SELECT 1 FROM evidence e WHERE "
			"e.workspace_id = s.workspace_id AND e.id = s.evidence_id)",
			"has a stage but is not there"));
	TRY(verify_none(k, "stage", &resources[RES_evidence],
			"SELECT s.workspace_id, s.evidence_id FROM stage_reached s WHERE s.cause IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change c "
			"WHERE c.workspace_id = s.workspace_id AND c.id = s.cause)",
			"has a stage whose cause is not in the log"));
	TRY(verify_none(k, "stage", &resources[RES_evidence],
			"SELECT workspace_id, evidence_id FROM stage_reached WHERE stage NOT IN ('received', "
			"'triaged', 'linked', 'decided', 'answered')",
			"has a stage of an unknown name"));
	TRY(verify_none(k, "stage", &resources[RES_workspace],
			"SELECT f.workspace_id, f.workspace_id FROM follower f WHERE f.seq > COALESCE((SELECT MAX(seq) FROM change c WHERE "
			"c.workspace_id = f.workspace_id), 0)",
			"has a follower that is ahead of the log"));
	TRY(check_mirror(k));
	return check_numbers(k);
}

static enum err verify_all(struct cx *cx, void *arg)
{
	struct checking k = {.cx = cx, .v = arg};
	static enum err (*const parts[])(struct checking *k) = {verify_file,	   verify_chain, verify_history, verify_links,
								verify_references, verify_index, verify_rest};
	enum err e = OK;

	arena_init(&k.scratch);
	for (size_t i = 0; !e && i < sizeof parts / sizeof parts[0]; i++) {
		e = parts[i](&k);
		arena_reset(&k.scratch);
	}
	arena_release(&k.scratch);
	return e;
}

enum err model_verify(struct cx *cx, struct verify *v)
{
	int64_t workspace_id = cx->workspace_id;

	TRY(change_seal(cx, NULL, NULL));
	enum err e = db_read(cx, verify_all, v);

	cx->workspace_id = workspace_id;
	return e;
}
