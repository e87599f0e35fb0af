/* Names of mapping targets, choices over a proposal, plans to JSON and back. */
#include "intake/plan.h"
#include <jansson.h>
#include <string.h>

enum err target_parse(struct cx *cx, const struct resource *as, struct str name, struct target *ret)
{
	static const struct {
		const char *prefix;
		enum target_kind kind;
		enum resource_id resource;
	} others[] = {{"contact.", TARGET_CONTACT, RES_contact}, {"account.", TARGET_ACCOUNT, RES_account}};
	const struct resource *r = as;
	struct str rest = name;

	*ret = (struct target){.kind = TARGET_FIELD};
	if (str_starts(name, "custom.") && (as->flags & R_CUSTOM)) {
		ret->kind = TARGET_CUSTOM;
		ret->key = custom_key(cx->arena, (struct str){name.p + 7, name.n - 7});
		return OK;
	}
	if (as->id == RES_evidence && (str_is(name, "source") || str_is(name, "area"))) {
		ret->kind = str_is(name, "source") ? TARGET_SOURCE : TARGET_AREA;
		return OK;
	}
	for (size_t i = 0; i < 2; i++)
		if (str_starts(name, others[i].prefix) && (as->id == RES_evidence || (as->id == RES_contact && i == 1))) {
			ret->kind = others[i].kind;
			r = &resources[others[i].resource];
			rest = (struct str){name.p + 8, name.n - 8};
		}
	const struct field *f = field_by_name(r, rest, &ret->field);

	if (!f || (f->flags & (F_SYSTEM | F_SECRET)) || f->type == T_REF)
		return fail(cx, ERR_INVALID, "map", "\"%.*s\" is not a field that a column can become", (int)(name.n > 80 ? 80 : name.n), name.p);
	return OK;
}

struct str target_name(struct arena *a, const struct resource *as, const struct target *t)
{
	switch (t->kind) {
	case TARGET_FIELD:
		return str_of(as->fields[t->field].name);
	case TARGET_CONTACT:
		return str_of(arena_printf(a, "contact.%s", resources[RES_contact].fields[t->field].name));
	case TARGET_ACCOUNT:
		return str_of(arena_printf(a, "account.%s", resources[RES_account].fields[t->field].name));
	case TARGET_SOURCE:
		return STR("source");
	case TARGET_AREA:
		return STR("area");
	case TARGET_CUSTOM:
		return str_of(arena_printf(a, "custom.%.*s", STR_ARG(t->key)));
	default:
		return (struct str){0};
	}
}

static bool same_target(const struct target *a, const struct target *b)
{
	return a->kind == b->kind && (a->kind == TARGET_CUSTOM ? str_eq(a->key, b->key) : a->field == b->field);
}

enum err intake_column(struct cx *cx, const struct intake_plan *plan, struct str name, int *ret_column)
{
	int64_t n;
	struct str words = column_words(cx->arena, name);

	for (int i = 0; i < plan->shape.n_columns; i++)
		if (str_eq(plan->shape.columns[i], name)) {
			*ret_column = i;
			return OK;
		}
	for (int i = 0; i < plan->shape.n_columns; i++)
		if (str_eq(column_words(cx->arena, plan->shape.columns[i]), words)) {
			*ret_column = i;
			return OK;
		}
	if (str_to_i64(name, &n) && n >= 1 && n <= plan->shape.n_columns) {
		*ret_column = (int)n - 1;
		return OK;
	}
	return fail(cx, ERR_INVALID, "map", "the file has no column \"%.*s\"", (int)(name.n > 80 ? 80 : name.n), name.p);
}

enum err intake_choose(struct cx *cx, struct intake_plan *plan, struct str field, int column, bool first)
{
	struct target t;

	TRY(target_parse(cx, plan->as, field, &t));
	if (column >= plan->shape.n_columns)
		return fail(cx, ERR_INVALID, "map", "the file has no column %d", column + 1);
	bool many = plan->as->id == RES_evidence && t.kind == TARGET_FIELD && t.field == FI_evidence_verbatim;

	for (int i = 0; i < plan->shape.n_columns; i++)
		if ((first || !many) && same_target(&plan->targets[i], &t))
			plan->targets[i] = (struct target){0};
	if (column >= 0) {
		plan->targets[column] = t;
		plan->why[column] = "chosen";
	}
	return OK;
}

static json_t *text(struct str s)
{
	json_t *v = json_stringn(s.p ? s.p : "", s.n);

	return v ? v : json_string("");
}

struct str plan_write(struct cx *cx, const struct intake_plan *p, const struct plan_order *o)
{
	json_t *root = json_object(), *columns = json_array(), *questions = json_array(), *map = json_object();

	for (int i = 0; i < p->shape.n_columns; i++) {
		(void)json_array_append_new(columns, text(p->shape.columns[i]));
		if (p->targets[i].kind == TARGET_NONE)
			continue;
		const char *field = str_z(cx->arena, target_name(cx->arena, p->as, &p->targets[i]));
		json_t *list = json_object_get(map, field);

		if (!list) {
			list = json_array();
			(void)json_object_set_new(map, field, list);
		}
		(void)json_array_append_new(list, json_integer(i));
	}
	for (int i = 0; i < p->shape.n_columns; i++) /* only those that differ from the name */
		if (!str_eq(p->shape.questions[i], p->shape.columns[i]))
			(void)json_array_append_new(questions, json_pack("[io]", i, text(p->shape.questions[i])));
	(void)json_object_set_new(root, "map", map);
	(void)json_object_set_new(root, "columns", columns);
	(void)json_object_set_new(root, "questions", questions);
	json_t *rest = json_pack("{s:s, s:i, s:i, s:i, s:b, s:i, s:I, s:i, s:f, s:s, s:b, s:b, s:I}", "as", p->as->name,
				 "format", (int)p->shape.format, "encoding", (int)p->shape.encoding, "delimiter",
				 (int)p->shape.delimiter, "cr", (int)p->shape.cr, "header_rows", p->shape.header_rows,
				 "bytes", (json_int_t)p->shape.bytes, "dates", (int)p->order, "score_max", p->score_max,
				 "file", o->path, "dry_run", (int)o->dry_run, "own_file", (int)o->own_file, "rows",
				 (json_int_t)o->rows);

	if (rest)
		(void)json_object_update(root, rest);
	json_decref(rest);
	char *z = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	struct str out = str_copy(cx->arena, str_of(z));

	free(z);
	json_decref(root);
	return out;
}

static enum err read_map(struct cx *cx, const json_t *map, struct intake_plan *p)
{
	const char *field;
	json_t *list, *column;
	size_t k;

	json_object_foreach((json_t *)(uintptr_t)map, field, list)
	{
		json_array_foreach(list, k, column)
		{
			int64_t i = json_integer_value(column);

			if (i < 0 || i >= p->shape.n_columns)
				return fail(cx, ERR_CORRUPT, "mapping", "names column %lld of %d", (long long)i, p->shape.n_columns);
			TRY(target_parse(cx, p->as, str_of(field), &p->targets[i]));
		}
	}
	return OK;
}

static enum err read_root(struct cx *cx, const json_t *root, struct intake_plan *p, struct plan_order *o)
{
	const char *as, *file;
	int format, encoding, delimiter, cr, dates, dry, own;
	json_int_t bytes, rows;
	json_t *columns, *questions, *map;
	json_error_t error;

	if (json_unpack_ex((json_t *)(uintptr_t)root, &error, 0,
			   "{s:s, s:i, s:i, s:i, s:b, s:i, s:I, s:i, s:F, s:s, s:b, s:b, s:I, s:o, s:o, s:o}", "as", &as, "format", &format,
			   "encoding", &encoding, "delimiter", &delimiter, "cr", &cr, "header_rows", &p->shape.header_rows, "bytes", &bytes,
			   "dates", &dates, "score_max", &p->score_max, "file", &file, "dry_run", &dry, "own_file", &own, "rows", &rows,
			   "columns", &columns, "questions", &questions, "map", &map))
		return fail(cx, ERR_CORRUPT, "mapping", "%s", error.text);
	p->as = resource_by_name(str_of(as));
	if (!p->as)
		return fail(cx, ERR_CORRUPT, "mapping", "names a resource that does not exist");
	p->shape.format = (enum format)format;
	p->shape.encoding = (enum encoding)encoding;
	p->shape.delimiter = (char)delimiter;
	p->shape.cr = cr != 0;
	p->shape.bytes = bytes;
	p->order = (enum date_order)dates;
	p->shape.n_columns = (int)json_array_size(columns);
	p->shape.columns = ARENA_ARRAY(cx->arena, struct str, p->shape.n_columns + 1);
	p->shape.questions = ARENA_ARRAY(cx->arena, struct str, p->shape.n_columns + 1);
	p->targets = ARENA_ARRAY(cx->arena, struct target, p->shape.n_columns + 1);
	p->why = ARENA_ARRAY(cx->arena, const char *, p->shape.n_columns + 1);
	for (int i = 0; i < p->shape.n_columns; i++)
		p->shape.columns[i] = p->shape.questions[i] =
			str_copy(cx->arena, str_of(json_string_value(json_array_get(columns, (size_t)i))));
	for (size_t k = 0; k < json_array_size(questions); k++) {
		const json_t *pair = json_array_get(questions, k);
		int64_t i = json_integer_value(json_array_get(pair, 0));

		if (i >= 0 && i < p->shape.n_columns)
			p->shape.questions[i] = str_copy(cx->arena, str_of(json_string_value(json_array_get(pair, 1))));
	}
	*o = (struct plan_order){str_z(cx->arena, str_of(file)), dry != 0, own != 0, rows};
	return read_map(cx, map, p);
}

enum err plan_read(struct cx *cx, struct str json, struct intake_plan *ret, struct plan_order *ret_order)
{
	json_t *root = json_loadb(json.p ? json.p : "", json.n, 0, NULL);

	*ret = (struct intake_plan){0};
	if (!root)
		return fail(cx, ERR_CORRUPT, "mapping", "the plan of the import is not JSON");
	enum err e = read_root(cx, root, ret, ret_order);

	json_decref(root);
	return e;
}
