/* Custom fields: values live in the row's JSON column, keyed by the definition's id; the API speaks of keys.
 * Filterable ones are mirrored into custom_value. */
#include "base/clock.h"
#include "model/engine.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

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

static void mirror(struct cx *cx, const struct definition *d, int64_t object, json_t *v)
{
	char *z = json_is_string(v) ? NULL : json_dumps(v, JSON_ENCODE_ANY);
	struct str text = json_is_string(v) ? str_of(json_string_value(v)) : str_of(z);

	if (text.n > 500)
		text.n = utf8_offset(text, 120);
	db_defer(cx, "DELETE FROM custom_value WHERE workspace_id = ?1 AND field_id = ?2 AND object_id = ?3",
		 DB_ARGS(db_int(cx->workspace_id), db_int(d->id), db_int(object)));
	if (!json_is_null(v))
		db_defer(cx, "INSERT INTO custom_value (workspace_id, field_id, value, object_id) VALUES (?1, ?2, ?3, ?4)",
			 DB_ARGS(db_int(cx->workspace_id), db_int(d->id), db_text(text), db_int(object)));
	free(z);
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
		if (json_is_null(v)) {
			(void)json_object_del(stored, id);
		} else {
			TRY(check_value(cx, &d[i], v));
			(void)json_object_set(stored, id, v);
		}
		if (d[i].filterable)
			mirror(cx, &d[i], object, v);
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
