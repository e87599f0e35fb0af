/* Links: the one table that ties objects together, written here only. A link is kept once per pair and relation. */
#include "model/engine.h"
#include <string.h>

static const char *const actors[] = {"person", "rule", "machine"};

int link_kind_of(enum resource_id from, enum resource_id to)
{
	for (int i = 0; i < LINK_COUNT; i++)
		if (relations[i].from == from && relations[i].to == to)
			return i;
	return -1;
}

static int actor_of(struct str s)
{
	return str_is(s, "machine") ? ACTOR_MACHINE : str_is(s, "rule") ? ACTOR_RULE : ACTOR_PERSON;
}

#define LINK_COLUMNS "id, kind, from_id, to_id, sign, made_by, author, made_at, reason"

static bool read_link(struct cx *cx, const struct db_rows *r, struct link *ret)
{
	struct str kind = db_col_str(r, 1);

	for (int k = 0; k < LINK_COUNT; k++) {
		if (!str_is(kind, relations[k].name))
			continue;
		*ret = (struct link){.id = db_col_int(r, 0),
				     .kind = (enum link_kind)k,
				     .from = db_col_int(r, 2),
				     .to = db_col_int(r, 3),
				     .sign = (int)db_col_int(r, 4),
				     .by = (enum actor)actor_of(db_col_str(r, 5)),
				     .author = db_col_int(r, 6),
				     .at = db_col_int(r, 7),
				     .reason = str_copy(cx->arena, db_col_str(r, 8))};
		return true;
	}
	return false; /* a relation of a newer version */
}

static enum err end_exists(struct cx *cx, enum resource_id id, int64_t object)
{
	int64_t one;
	bool found;

	TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT 1 FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2", resources[id].name),
		       DB_ARGS(db_int(cx->workspace_id), db_int(object)), &one, &found));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", resources[id].name);
}

enum err link_add(struct cx *cx, struct link *l, bool *ret_new)
{
	const struct relation *k = &relations[l->kind];
	struct db_rows *r;
	struct link old;
	bool exists = false;

	if (!k->is_signed || l->sign == 0)
		l->sign = 1;
	TRY(end_exists(cx, k->from, l->from));
	TRY(end_exists(cx, k->to, l->to));
	TRY(db_query(cx, "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 AND to_id = ?4",
		     DB_ARGS(db_int(cx->workspace_id), db_z(k->name), db_int(l->from), db_int(l->to)), &r));
	if (db_next(r))
		exists = read_link(cx, r, &old);
	TRY(db_end(r));
	l->by = cx->actor;
	l->author = cx->member_id;
	l->at = cx->now_us;
	if (ret_new)
		*ret_new = !exists;
	if (exists) {
		l->id = old.id;
		/* what a person said is never weakened by a machine */
		if (old.by == ACTOR_PERSON && l->by != ACTOR_PERSON)
			return OK;
		if (old.sign == l->sign && old.by == l->by)
			return OK;
		TRY(db_exec(cx, "UPDATE link SET sign = ?3, made_by = ?4, author = ?5, made_at = ?6, reason = ?7 "
				"WHERE workspace_id = ?1 AND id = ?2",
			    DB_ARGS(db_int(cx->workspace_id), db_int(l->id), db_int(l->sign), db_z(actors[l->by]), db_id(l->author),
				    db_int(l->at), l->reason.n ? db_text(l->reason) : DB_NIL),
			    NULL));
	} else {
		l->id = model_new_id(cx);
		TRY(db_exec(cx, "INSERT INTO link (workspace_id, " LINK_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			    DB_ARGS(db_int(cx->workspace_id), db_int(l->id), db_z(k->name), db_int(l->from), db_int(l->to), db_int(l->sign),
				    db_z(actors[l->by]), db_id(l->author), db_int(l->at), l->reason.n ? db_text(l->reason) : DB_NIL),
			    NULL));
	}
	change_note(cx, &resources[k->from], l->from, 0, CHANGE_link, NULL, NULL, link_text(cx, l));
	return OK;
}

/* "evidence_theme ev_... th_... 1": how the change log names a link. */
struct str link_text(struct cx *cx, const struct link *l)
{
	char from[ID_TEXT], to[ID_TEXT];

	id_format(&resources[relations[l->kind].from], l->from, from);
	id_format(&resources[relations[l->kind].to], l->to, to);
	return str_of(arena_printf(cx->arena, "%s %s %s %d", relations[l->kind].name, from, to, l->sign));
}

enum err link_remove(struct cx *cx, enum link_kind kind, int64_t from, int64_t to, struct str reason)
{
	struct link l = {.kind = kind, .from = from, .to = to, .reason = reason};
	int64_t removed, sign; /* the log keeps the sign, so that the link can come back as it was */

	TRY(db_one_int(cx, "SELECT sign FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 AND to_id = ?4",
		       DB_ARGS(db_int(cx->workspace_id), db_z(relations[kind].name), db_int(from), db_int(to)), &sign, NULL));
	l.sign = (int)sign;
	TRY(db_exec(cx, "DELETE FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 AND to_id = ?4",
		    DB_ARGS(db_int(cx->workspace_id), db_z(relations[kind].name), db_int(from), db_int(to)), &removed));
	if (!removed)
		return fail(cx, ERR_NOT_FOUND, NULL, "there is no such link");
	change_note(cx, &resources[relations[kind].from], from, 0, CHANGE_unlink, NULL, NULL, link_text(cx, &l));
	return OK;
}

enum err link_by_id(struct cx *cx, int64_t id, struct link *ret)
{
	struct db_rows *r;
	bool found = false;

	TRY(db_query(cx, "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(id)), &r));
	if (db_next(r))
		found = read_link(cx, r, ret);
	TRY(db_end(r));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "no such link in this workspace");
}

struct link_array {
	struct link *v;
	int n, cap;
};

static enum err collect(struct cx *cx, const char *sql, const char *kind, int64_t id, struct link_array *out)
{
	struct db_rows *r;

	TRY(db_query(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_z(kind), db_int(id)), &r));
	while (db_next(r)) {
		if (out->n == out->cap) {
			struct link *bigger = ARENA_ARRAY(cx->arena, struct link, out->cap ? out->cap * 2 : 32);

			if (out->n)
				memcpy(bigger, out->v, sizeof *out->v * (size_t)out->n);
			out->cap = out->cap ? out->cap * 2 : 32;
			out->v = bigger;
		}
		if (read_link(cx, r, &out->v[out->n]))
			out->n++;
	}
	return db_end(r);
}

enum err link_list(struct cx *cx, const struct resource *r, int64_t id, struct link **ret, int *ret_n)
{
	struct link_array all = {0};

	for (int k = 0; k < LINK_COUNT; k++) {
		if (relations[k].from == r->id)
			TRY(collect(cx, "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 ORDER BY to_id",
				    relations[k].name, id, &all));
		if (relations[k].to == r->id)
			TRY(collect(cx, "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND kind = ?2 AND to_id = ?3 ORDER BY from_id",
				    relations[k].name, id, &all));
	}
	*ret = all.v;
	*ret_n = all.n;
	return OK;
}

enum err link_ends(struct cx *cx, enum link_kind kind, int64_t id, bool downstream, int64_t **ret, int *ret_n)
{
	struct link_array all = {0};

	TRY(collect(cx,
		    downstream ? "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND kind = ?2 AND from_id = ?3 ORDER BY to_id"
			       : "SELECT " LINK_COLUMNS " FROM link WHERE workspace_id = ?1 AND kind = ?2 AND to_id = ?3 ORDER BY from_id",
		    relations[kind].name, id, &all));
	*ret = ARENA_ARRAY(cx->arena, int64_t, all.n ? all.n : 1);
	for (int i = 0; i < all.n; i++)
		(*ret)[i] = downstream ? all.v[i].to : all.v[i].from;
	*ret_n = all.n;
	return OK;
}
