/* Reading the change log: what happened to an object or in the workspace, with the value before; and taking a write
 * back by compensating changes. Old values of private fields are shown to those who may see the field. */
#include "base/clock.h"
#include "model/engine.h"
#include <string.h>

/* The stored form of an old value (change.c) back into a row. */
static void put_stored(struct cx *cx, const struct resource *r, int index, struct str text, void *row)
{
	const struct field *f = &r->fields[index];
	void *at = (char *)row + f->offset;

	row_mark(row, index);
	if (field_is_text(f))
		*(struct str *)at = str_copy(cx->arena, text);
	else if (f->type == T_NUM)
		(void)str_to_f64(text, at);
	else
		(void)str_to_i64(text, at);
}

static void render_bits(struct json_out *j, const struct enum_type *e, int64_t bits)
{
	json_list(j);
	for (int i = 0; i < e->n; i++)
		if (bits >> i & 1)
			json_z(j, e->values[i]);
	json_list_end(j);
}

static void render_number(struct json_out *j, const struct field *f, int64_t v)
{
	char text[32];

	switch (f->type) {
	case T_BOOL:
		json_bool(j, v != 0);
		return;
	case T_DATE:
		(void)date_format((int32_t)v, text);
		json_z(j, text);
		return;
	case T_TIME:
		(void)time_format(v, text);
		json_z(j, text);
		return;
	case T_ENUM:
		json_z(j, v >= 0 && v < enums[f->target].n ? enums[f->target].values[v] : NULL);
		return;
	case T_ENUMS:
		render_bits(j, &enums[f->target], v);
		return;
	case T_REF:
		id_format(&resources[f->target], v, text);
		json_z(j, text);
		return;
	default:
		json_int(j, v);
	}
}

static void render_stored(struct json_out *j, const struct field *f, struct str text)
{
	int64_t v = 0;

	if (!text.p) {
		json_nil(j);
	} else if (f->type == T_TEXT_LIST || f->type == T_JSON || f->type == T_NUM) {
		json_raw(j, text);
	} else if (field_is_text(f)) {
		json_str(j, text);
	} else {
		(void)str_to_i64(text, &v);
		render_number(j, f, v);
	}
}

static bool may_see(const struct cx *cx, const struct resource *r, const struct field *f)
{
	return !(f->flags & F_SECRET) && (f->visibility != V_PRIVATE || r->id != RES_contact || cx_may(cx, P_contact_read));
}

struct entry {
	const struct resource *resource;
	int64_t id, seq, object, rev, who, at;
	struct str kind, reason, actor;
};

static enum err render_fields(struct cx *cx, const struct entry *e, bool as_object, struct json_out *j)
{
	struct db_rows *rows;

	TRY(db_query(cx, "SELECT field, old_value FROM change_value WHERE workspace_id = ?1 AND change_id = ?2 ORDER BY "
		"field",
		     DB_ARGS(db_int(cx->workspace_id), db_int(e->id)), &rows));
	while (db_next(rows)) {
		struct str name = db_col_str(rows, 0);
		const struct field *f = field_by_name(e->resource, name, NULL);
		bool custom = str_is(name, "custom");

		if ((!f && !custom) || (f && !may_see(cx, e->resource, f)))
			continue;
		if (!as_object) {
			json_open(j);
			json_kstr(j, "field", name);
		}
		json_key(j, as_object ? str_z(cx->arena, name) : "old");
		if (custom && db_col_str(rows, 1).p)
			json_raw(j, db_col_str(rows, 1));
		else if (custom)
			json_nil(j);
		else
			render_stored(j, f, db_col_str(rows, 1));
		if (!as_object)
			json_close(j);
	}
	return db_end(rows);
}

static void render_who(struct json_out *j, const struct entry *e, struct str label)
{
	char text[ID_TEXT];

	json_key(j, "who");
	if (e->who) {
		id_format(&resources[RES_membership], e->who, text);
		json_z(j, text);
	} else {
		json_nil(j);
	}
	json_key(j, "who_label");
	if (label.p)
		json_str(j, label);
	else
		json_nil(j);
	json_kstr(j, "actor", e->actor);
}

static void render_reason(struct json_out *j, const struct entry *e)
{
	json_key(j, "reason");
	if (e->reason.n)
		json_str(j, e->reason);
	else
		json_nil(j);
}

static enum err render_ref(struct cx *cx, struct json_out *j, const struct entry *e)
{
	char text[ID_TEXT];
	struct str label;

	TRY(model_label(cx, e->resource, e->object, &label));
	id_format(e->resource, e->object, text);
	json_key(j, "object");
	json_open(j);
	json_kz(j, "id", text);
	json_kz(j, "type", e->resource->name);
	json_kstr(j, "label", label);
	json_close(j);
	return OK;
}

static void render_at(struct json_out *j, int64_t us)
{
	char text[32];

	(void)time_format(us, text);
	json_kz(j, "at", text);
}

#define ENTRY_COLUMNS                                                                                                  \
	"c.id, c.seq, c.resource, c.object_id, c.rev, c.kind, c.who, c.actor, c.at, c.reason, "                        \
	"(SELECT m.name FROM membership m WHERE m.workspace_id = c.workspace_id AND m.id = c.who)"

/* False for a resource that this program does not know (written by a newer one). */
static bool read_entry(struct cx *cx, const struct db_rows *r, struct entry *e, struct str *ret_label)
{
	e->resource = resource_by_name(db_col_str(r, 2));
	e->id = db_col_int(r, 0);
	e->seq = db_col_int(r, 1);
	e->object = db_col_int(r, 3);
	e->rev = db_col_int(r, 4);
	e->kind = str_copy(cx->arena, db_col_str(r, 5));
	e->who = db_col_int(r, 6);
	e->actor = str_copy(cx->arena, db_col_str(r, 7));
	e->at = db_col_int(r, 8);
	e->reason = str_copy(cx->arena, db_col_str(r, 9));
	*ret_label = db_col_null(r, 10) ? (struct str){0} : str_copy(cx->arena, db_col_str(r, 10));
	return e->resource != NULL;
}

enum err history_of(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	struct db_rows *rows;
	struct entry e;
	struct str label;

	TRY(db_query(cx,
		     "SELECT " ENTRY_COLUMNS " FROM change c WHERE c.workspace_id = ?1 AND c.object_id = ?2 AND c.resource = "
		     	"?3 "
		     "ORDER BY c.id DESC LIMIT 500",
		     DB_ARGS(db_int(cx->workspace_id), db_int(id), db_z(r->name)), &rows));
	json_list(j);
	while (db_next(rows)) {
		if (!read_entry(cx, rows, &e, &label))
			continue;
		json_open(j);
		json_kint(j, "seq", e.seq);
		json_kstr(j, "kind", e.kind);
		render_at(j, e.at);
		render_who(j, &e, label);
		render_reason(j, &e);
		json_key(j, "fields");
		json_list(j);
		TRY(render_fields(cx, &e, false, j));
		json_list_end(j);
		json_close(j);
	}
	json_list_end(j);
	return db_end(rows);
}

enum err history_versions(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	struct db_rows *rows;
	struct entry e;
	struct str label;
	int version = 1;

	TRY(db_query(cx,
		     "SELECT " ENTRY_COLUMNS " FROM change c WHERE c.workspace_id = ?1 AND c.object_id = ?2 AND c.resource = "
		     	"?3 "
		     "AND c.kind = 'version' ORDER BY c.id LIMIT 500",
		     DB_ARGS(db_int(cx->workspace_id), db_int(id), db_z(r->name)), &rows));
	json_list(j);
	while (db_next(rows)) {
		if (!read_entry(cx, rows, &e, &label))
			continue;
		json_open(j);
		json_kint(j, "version", version++);
		render_at(j, e.at);
		render_who(j, &e, label);
		render_reason(j, &e);
		json_key(j, "fields");
		json_open(j);
		TRY(render_fields(cx, &e, true, j));
		json_close(j);
		json_close(j);
	}
	json_list_end(j);
	return db_end(rows);
}

static enum err render_audit(struct cx *cx, const struct entry *e, struct str label, struct json_out *j)
{
	json_open(j);
	json_kint(j, "seq", e->seq);
	TRY(render_ref(cx, j, e));
	json_kstr(j, "kind", e->kind);
	render_at(j, e->at);
	render_who(j, e, label);
	render_reason(j, e);
	json_key(j, "fields");
	json_list(j);
	TRY(render_fields(cx, e, false, j));
	json_list_end(j);
	json_close(j);
	return OK;
}

enum err history_all(struct cx *cx, const struct history_query *q, struct json_out *j, int64_t *ret_next)
{
	struct db_rows *rows;
	struct entry e;
	struct str label;
	int n = 0;

	*ret_next = 0;
	TRY(db_query(cx,
		     "SELECT " ENTRY_COLUMNS " FROM change c WHERE c.workspace_id = ?1 AND c.seq IS NOT NULL AND c.seq < ?2 "
		     "AND (CAST(?3 AS BIGINT) = 0 OR c.object_id = ?3) AND (CAST(?4 AS BIGINT) = 0 OR c.who = ?4) "
		     "AND (CAST(?5 AS TEXT) = '' OR c.kind = ?5) ORDER BY c.seq DESC LIMIT ?6",
		     DB_ARGS(db_int(cx->workspace_id), db_int(q->before_seq ? q->before_seq : INT64_MAX), db_int(q->object),
		     	db_int(q->who),
			     db_text(q->kind.p ? q->kind : STR("")), db_int(q->limit)),
		     &rows));
	json_list(j);
	while (db_next(rows)) {
		if (++n == q->limit)
			*ret_next = db_col_int(rows, 1);
		if (read_entry(cx, rows, &e, &label))
			TRY(render_audit(cx, &e, label, j));
	}
	json_list_end(j);
	return db_end(rows);
}

/* ---- taking back ---- */
struct taken {
	struct entry *v;
	int n;
};

static enum err read_tx(struct cx *cx, int64_t first, int64_t last, struct str request, struct taken *ret)
{
	struct db_rows *rows;
	struct str label;
	int cap = 0;

	TRY(db_query(cx,
		     "SELECT " ENTRY_COLUMNS " FROM change c WHERE c.workspace_id = ?1 AND c.id > ?2 AND c.id < ?3 AND "
		     	"c.request = ?4 ORDER BY c.id DESC",
		     DB_ARGS(db_int(cx->workspace_id), db_int(first), db_int(last), db_text(request)), &rows));
	while (db_next(rows)) {
		if (ret->n == cap) {
			struct entry *bigger = ARENA_ARRAY(cx->arena, struct entry, cap ? cap * 2 : 16);

			if (cap)
				memcpy(bigger, ret->v, sizeof *bigger * (size_t)cap);
			cap = cap ? cap * 2 : 16;
			ret->v = bigger;
		}
		if (read_entry(cx, rows, &ret->v[ret->n], &label))
			ret->n++;
	}
	return db_end(rows);
}

static enum err load_old(struct cx *cx, const struct entry *e, void *row)
{
	struct db_rows *rows;
	int index;

	TRY(db_query(cx, "SELECT field, old_value FROM change_value WHERE workspace_id = ?1 AND change_id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(e->id)), &rows));
	while (db_next(rows)) {
		struct str name = db_col_str(rows, 0), old = db_col_str(rows, 1);

		if (str_is(name, "custom")) {
			((struct row_head *)row)->custom = old.p ? str_copy(cx->arena, old) : STR("");
			continue;
		}
		if (!field_by_name(e->resource, name, &index))
			continue;
		if (old.p) {
			put_stored(cx, e->resource, index, old, row);
		} else {
			((struct row_head *)row)->given |= 1ull << index;
			((struct row_head *)row)->set &= ~(1ull << index);
		}
	}
	return db_end(rows);
}

static enum err undo_update(struct cx *cx, const struct entry *e, bool is_move)
{
	void *row = arena_alloc(cx->arena, e->resource->size);
	int state = resource_state(e->resource);

	TRY(load_old(cx, e, row));
	if (is_move && state >= 0 && row_has(row, state))
		return model_set_state(cx, e->resource, e->object, (int)field_int(row, &e->resource->fields[state]),
			STR("undone"));
	return model_update(cx, e->resource, e->object, -1, str_is(e->kind, "version"), row, STR("undone"));
}

/* "evidence_theme ev_... th_... -1" */
static enum err undo_link(struct cx *cx, const struct entry *e, bool was_made)
{
	struct str rest = e->reason, kind, from, to;
	const struct resource *r;
	struct link l = {.reason = STR("undone")};
	int64_t sign = 1;

	if (!str_split(&rest, ' ', &kind) || !str_split(&rest, ' ', &from) || !str_split(&rest, ' ', &to) ||
		!str_to_i64(rest, &sign) ||
	    !id_parse(from, &r, &l.from) || !id_parse(to, &r, &l.to))
		return fail(cx, ERR_STATE, NULL, "this link cannot be taken back");
	for (int k = 0; k < LINK_COUNT; k++)
		if (str_is(kind, relations[k].name)) {
			l.kind = (enum link_kind)k;
			l.sign = (int)sign;
			return was_made ? link_remove(cx, l.kind, l.from, l.to, l.reason) : link_add(cx, &l, NULL);
		}
	return fail(cx, ERR_STATE, NULL, "this link cannot be taken back");
}

static enum err undo_one(struct cx *cx, const struct entry *e)
{
	if (str_is(e->kind, "link") || str_is(e->kind, "unlink"))
		return undo_link(cx, e, str_is(e->kind, "link"));
	if (str_is(e->kind, "create") || str_is(e->kind, "restore"))
		return model_archive(cx, e->resource, e->object, -1, true);
	if (str_is(e->kind, "archive"))
		return model_archive(cx, e->resource, e->object, -1, false);
	if (str_is(e->kind, "merge"))
		return fail(cx, ERR_STATE, NULL, "a merge cannot be taken back: the other object's links were joined with "
			"this one's");
	return undo_update(cx, e, str_is(e->kind, "move"));
}

/* Nobody's later change is overwritten: since this write only the program itself may have touched the object, whose state
 * follows by itself what is taken back. */
static enum err still_same(struct cx *cx, const struct taken *t, int i)
{
	const struct entry *e = &t->v[i];
	int64_t rev, later;

	if (str_is(e->kind, "link") || str_is(e->kind, "unlink"))
		return OK;
	for (int k = 0; k < i; k++)
		if (t->v[k].object == e->object && t->v[k].resource == e->resource && t->v[k].rev)
			return OK;
	TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT rev FROM \"%s\" WHERE %s AND id = ?2", e->resource->name,
					resource_in_workspace(e->resource) ? "workspace_id = ?1" : "CAST(?1 AS BIGINT) IS NOT NULL"),
		       DB_ARGS(db_int(cx->workspace_id), db_int(e->object)), &rev, NULL));
	if (rev == e->rev)
		return OK;
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND resource = ?3 AND rev > ?4 AND actor = 'person'",
		       DB_ARGS(db_int(cx->workspace_id), db_int(e->object), db_z(e->resource->name), db_int(e->rev)), &later, NULL));
	return later ? fail(cx, ERR_STALE, NULL, "the %s was changed again since: nothing was taken back", e->resource->name) : OK;
}

enum err history_undo(struct cx *cx, int64_t first, int64_t last, struct str request)
{
	struct taken t = {0};

	TRY(read_tx(cx, first, last, request, &t));
	if (t.n == 0)
		return fail(cx, ERR_NOT_FOUND, "change_tx", "there is no such change in this workspace");
	bool mine = false; /* rules that acted in the same request name nobody */

	for (int i = 0; i < t.n; i++) {
		mine |= t.v[i].who == cx->member_id;
		if (t.v[i].who && t.v[i].who != cx->member_id)
			return fail(cx, ERR_FORBIDDEN, "change_tx", "this was somebody else's change");
		if (cx->now_us - t.v[i].at > US_PER_DAY)
			return fail(cx, ERR_STATE, "change_tx", "this change is older than a day: change the object itself");
	}
	if (!mine)
		return fail(cx, ERR_FORBIDDEN, "change_tx", "this was not your change");
	for (int i = 0; i < t.n; i++) {
		TRY(still_same(cx, &t, i));
		TRY(undo_one(cx, &t.v[i]));
	}
	return OK;
}
