/* Custom fields: values live in the row's JSON column, keyed by the definition's id; the API speaks of keys.
 * Filterable ones are mirrored into custom_value. */
#include "base/clock.h"
#include "model/engine.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MIRROR_BYTES = 480 };

struct definition {
	int64_t id;
	struct str key, choices;
	int type;
	bool filterable;
};

static enum err definitions(struct cx *cx, const struct resource *r, struct definition **ret, int *ret_n)
{
	struct db_rows *rows;
	struct definition *d = ARENA_ARRAY(cx->arena, struct definition, 200);
	int n = 0;

	TRY(db_query(cx,
		     "SELECT id, \"key\", type, choices, filterable FROM custom_field WHERE workspace_id = ?1 "
		     "AND resource = ?2 AND archived_at IS NULL ORDER BY id LIMIT 200",
		     DB_ARGS(db_int(cx->workspace_id), db_z(r->name)), &rows));
	while (db_next(rows))
		d[n++] = (struct definition){.id = db_col_int(rows, 0),
					     .key = str_copy(cx->arena, db_col_str(rows, 1)),
					     .type = enum_by_name(ENUM_custom_type, db_col_str(rows, 2)),
					     .choices = str_copy(cx->arena, db_col_str(rows, 3)),
					     .filterable = db_col_int(rows, 4) != 0};
	*ret = d;
	*ret_n = n;
	return db_end(rows);
}

static enum err check_value(struct cx *cx, const struct definition *d, json_t *v)
{
	char *field = arena_printf(cx->arena, "custom.%.*s", STR_ARG(d->key));
	int32_t days;

	switch (d->type) {
	case E_custom_type_number:
		return json_is_number(v) ? OK : fail(cx, ERR_INVALID, field, "must be a number");
	case E_custom_type_bool:
		return json_is_boolean(v) ? OK : fail(cx, ERR_INVALID, field, "must be true or false");
	case E_custom_type_date:
		return json_is_string(v) && date_parse(str_of(json_string_value(v)), &days)
			       ? OK
			       : fail(cx, ERR_INVALID, field, "must be a date that exists, as 2026-03-01");
	case E_custom_type_choice: {
		json_t *list = d->choices.n ? json_loadb(d->choices.p, d->choices.n, 0, NULL) : NULL;
		bool found = !list;
		size_t i;
		json_t *item;

		json_array_foreach(list, i, item) found |= json_is_string(v) && strcmp(json_string_value(item), json_string_value(v)) == 0;
		json_decref(list);
		return found && json_is_string(v) ? OK : fail(cx, ERR_INVALID, field, "is not one of the field's choices");
	}
	default:
		return json_is_string(v) && json_string_length(v) <= 4000 ? OK : fail(cx, ERR_INVALID, field,
				"must be a text of at most 4,000 bytes");
	}
}

enum err custom_parse(struct cx *cx, const struct resource *r, struct json_t *body, void *row)
{
	struct row_head *h = row;

	(void)r;
	if (!json_is_object(body))
		return fail(cx, ERR_INVALID, "custom", "must be an object");
	char *z = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);

	h->custom = str_copy(cx->arena, str_of(z ? z : "{}"));
	free(z);
	h->given |= 1ull << 63; /* the keys are still names: custom_resolve() turns them into ids */
	return OK;
}

/* A value as the mirror keeps it and filters ask for it: numbers in their shortest form, yes or no as true or false. */
static struct str mirror_text(struct cx *cx, json_t *v)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 64);
	if (json_is_string(v)) {
		struct str s = {json_string_value(v), json_string_length(v)};

		return s.n > MIRROR_BYTES ? (struct str){s.p, utf8_offset(s, MIRROR_BYTES / 4)} : s;
	}
	json_start(&j, &b);
	if (json_is_integer(v))
		json_int(&j, json_integer_value(v));
	else if (json_is_real(v))
		json_num(&j, json_real_value(v));
	else
		json_bool(&j, json_is_true(v));
	return str_copy(cx->arena, buf_view(&b));
}

void custom_mirror(struct cx *cx, int64_t field, int64_t object, struct json_t *v, bool had)
{
	if (had)
		db_defer(cx, "DELETE FROM custom_value WHERE workspace_id = ?1 AND field_id = ?2 AND object_id = ?3",
			 DB_ARGS(db_int(cx->workspace_id), db_int(field), db_int(object)));
	if (!json_is_null(v))
		db_defer(cx, "INSERT INTO custom_value (workspace_id, field_id, value, object_id) VALUES (?1, ?2, ?3, ?4)",
			 DB_ARGS(db_int(cx->workspace_id), db_int(field), db_text(mirror_text(cx, v)), db_int(object)));
}

bool custom_mirrored(struct cx *cx, struct str stored, int64_t field, struct str value)
{
	char id[ID_TEXT];
	json_t *values = stored.n ? json_loadb(stored.p, stored.n, 0, NULL) : NULL;

	id_format(&resources[RES_custom_field], field, id);
	json_t *v = json_object_get(values, id);
	bool same = v && str_eq(mirror_text(cx, v), value);

	json_decref(values);
	return same;
}

static enum err merge_keys(struct cx *cx, const struct definition *d, int n, int64_t object, json_t *given, json_t *stored)
{
	const char *key;
	json_t *v;

	json_object_foreach(given, key, v)
	{
		char id[ID_TEXT];
		int i = 0;

		while (i < n && !str_is(d[i].key, key))
			i++;
		if (i == n)
			return fail(cx, ERR_INVALID, arena_printf(cx->arena, "custom.%s", key), "is not a custom field here");
		id_format(&resources[RES_custom_field], d[i].id, id);
		bool had = json_object_get(stored, id) != NULL;

		if (json_is_null(v)) {
			(void)json_object_del(stored, id);
		} else {
			TRY(check_value(cx, &d[i], v));
			(void)json_object_set(stored, id, v);
		}
		if (d[i].filterable)
			custom_mirror(cx, d[i].id, object, v, had);
	}
	return OK;
}

enum err custom_resolve(struct cx *cx, const struct resource *r, struct str old, void *row)
{
	struct row_head *h = row;
	struct definition *d;
	int n;

	if (!(h->given >> 63))
		return OK;
	TRY(definitions(cx, r, &d, &n));
	json_t *given = json_loadb(h->custom.p, h->custom.n, 0, NULL), *stored = old.n ? json_loadb(old.p, old.n, 0, NULL) : NULL;

	if (!stored)
		stored = json_object();
	enum err e = merge_keys(cx, d, n, h->id, given, stored);

	if (!e) {
		char *z = json_object_size(stored) ? json_dumps(stored, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

		h->custom = z ? str_copy(cx->arena, str_of(z)) : STR("");
		free(z);
		h->given &= ~(1ull << 63);
	}
	json_decref(given);
	json_decref(stored);
	return e;
}

void custom_render(struct cx *cx, const struct resource *r, struct str stored, struct json_out *j)
{
	struct definition *d;
	int n;
	json_t *values = stored.n ? json_loadb(stored.p, stored.n, 0, NULL) : NULL;

	json_open(j);
	if (values && definitions(cx, r, &d, &n) == OK) {
		for (int i = 0; i < n; i++) {
			char id[ID_TEXT];

			id_format(&resources[RES_custom_field], d[i].id, id);
			json_t *v = json_object_get(values, id);
			char *z = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;

			if (z) {
				json_key(j, str_z(cx->arena, d[i].key));
				json_raw(j, str_of(z));
				free(z);
			}
		}
	}
	json_close(j);
	json_decref(values);
}

/* The objects of one table that have a value of the field. */
static enum err mirror_all(struct cx *cx, const struct resource *r, int64_t field)
{
	struct db_rows *rows;
	char id[ID_TEXT];

	id_format(&resources[RES_custom_field], field, id);
	TRY(db_query(cx, arena_printf(cx->arena, "SELECT id, custom FROM \"%s\" WHERE workspace_id = ?1 AND custom LIKE ?2", r->name),
		     DB_ARGS(db_int(cx->workspace_id), db_z(arena_printf(cx->arena, "%%%s%%", id))), &rows));
	while (db_next(rows)) {
		struct str text = db_col_str(rows, 1);
		json_t *values = json_loadb(text.p, text.n, 0, NULL), *v = json_object_get(values, id);

		if (v)
			custom_mirror(cx, field, db_col_int(rows, 0), v, false);
		json_decref(values);
	}
	return db_end(rows);
}

enum err custom_definition_saved(struct cx *cx, const void *old, const void *row)
{
	const struct custom_field *was = old, *is = row;
	bool before = was && was->filterable, after = HAS(is, custom_field, filterable) && is->filterable;

	if (before == after || !was)
		return OK;
	if (!after)
		return db_exec(cx, "DELETE FROM custom_value WHERE workspace_id = ?1 AND field_id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(is->head.id)), NULL);
	return mirror_all(cx, resource_by_name(str_of(enums[ENUM_custom_target].values[is->resource])), is->head.id);
}

static enum err find_filterable(struct cx *cx, const struct resource *r, struct str key, struct definition *ret)
{
	struct definition *d;
	int n;

	TRY(definitions(cx, r, &d, &n));
	for (int i = 0; i < n; i++)
		if (str_eq(d[i].key, key) && d[i].filterable) {
			*ret = d[i];
			return OK;
		}
	return fail(cx, ERR_INVALID, "f", "\"custom.%.*s\" is no filterable custom field of %s", (int)(key.n > 60 ? 60 : key.n),
		    key.p, r->path);
}

static int add(struct sql_where *w, struct db_value v)
{
	ASSERT(w->n < (int)(sizeof w->v / sizeof w->v[0]));
	w->v[w->n++] = v;
	return w->n;
}

/* lo..hi of numbers and dates; either end may be open. */
static enum err filter_range(struct cx *cx, const struct definition *d, struct str lo, struct str hi, struct sql_where *w)
{
	const char *column = d->type == E_custom_type_number ? "CAST(c.value AS DOUBLE PRECISION)" : "c.value";
	const struct str ends[] = {lo, hi};

	for (int i = 0; i < 2; i++) {
		double number = 0;
		int32_t days;
		bool is_number = d->type == E_custom_type_number;

		if (!ends[i].n)
			continue;
		if (is_number ? !str_to_f64(ends[i], &number) : !date_parse(ends[i], &days))
			return fail(cx, ERR_INVALID, "f", "\"%.*s\" is not a %s", (int)(ends[i].n > 60 ? 60 : ends[i].n), ends[i].p,
				    is_number ? "number" : "date");
		buf_printf(w->sql, " AND %s %s ?%d", column, i ? "<=" : ">=", add(w, is_number ? db_real(number) : db_text(ends[i])));
	}
	return OK;
}

/* The asked value in the mirror's form. */
static struct str asked(struct cx *cx, const struct definition *d, struct str value)
{
	int64_t whole;
	double number;

	if (d->type == E_custom_type_bool)
		return str_is(value, "yes") ? STR("true") : str_is(value, "no") ? STR("false") : value;
	if (d->type != E_custom_type_number || !str_to_f64(value, &number))
		return value;
	json_t *v = str_to_i64(value, &whole) ? json_integer(whole) : json_real(number);
	struct str text = mirror_text(cx, v);

	json_decref(v);
	return text;
}

enum err custom_filter(struct cx *cx, const struct resource *r, const char *alias, struct str key, struct str value, struct sql_where *w)
{
	struct definition d = {0};
	const char *dots = NULL;

	TRY(find_filterable(cx, r, key, &d));
	for (size_t i = 0; i + 1 < value.n && !dots; i++)
		if (value.p[i] == '.' && value.p[i + 1] == '.')
			dots = value.p + i;
	buf_printf(w->sql,
		   "%sEXISTS (SELECT 1 FROM custom_value c WHERE c.workspace_id = %s.workspace_id AND c.object_id = "
		   "%s.id AND c.field_id = ?%d",
		   str_is(value, "none") ? "NOT " : "", alias, alias, add(w, db_int(d.id)));
	if (dots && (d.type == E_custom_type_number || d.type == E_custom_type_date)) {
		size_t n = (size_t)(dots - value.p);

		TRY(filter_range(cx, &d, (struct str){value.p, n}, (struct str){dots + 2, value.n - n - 2}, w));
	} else if (!str_is(value, "none") && !str_is(value, "any")) {
		buf_printf(w->sql, " AND c.value = ?%d", add(w, db_text(asked(cx, &d, value))));
	}
	buf_char(w->sql, ')');
	return OK;
}
