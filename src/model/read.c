/* Reading objects into structs, resolving ids and numbers, labels. */
#include "model/engine.h"
#include <ctype.h>
#include <string.h>

/* Integers of ENUM and ENUMS are stored as text. */
static int64_t enums_value(const struct field *f, struct str s)
{
	int64_t bits = 0;
	struct str part;

	if (f->type == T_ENUM)
		return enum_by_name((enum enum_id)f->target, s);
	while (str_split(&s, ',', &part)) {
		int v = enum_by_name((enum enum_id)f->target, part);

		if (v >= 0)
			bits |= 1ll << v;
	}
	return bits;
}

static void load_field(struct cx *cx, const struct field *f, const struct db_rows *rows, int col, void *at)
{
	if (field_is_text(f))
		*(struct str *)at = str_copy(cx->arena, db_col_str(rows, col));
	else if (f->type == T_NUM)
		*(double *)at = db_col_real(rows, col);
	else if (f->type == T_ENUM || f->type == T_ENUMS)
		*(int64_t *)at = enums_value(f, db_col_str(rows, col));
	else
		*(int64_t *)at = db_col_int(rows, col);
}

void model_load(struct cx *cx, const struct resource *r, const struct db_rows *rows, void *ret_row)
{
	struct row_head *h = ret_row;

	memset(ret_row, 0, r->size);
	h->id = db_col_int(rows, COL_id);
	h->rev = db_col_int(rows, COL_rev);
	h->number = db_col_int(rows, COL_number);
	h->created_at = db_col_int(rows, COL_created_at);
	h->created_by = db_col_int(rows, COL_created_by);
	h->updated_at = db_col_int(rows, COL_updated_at);
	h->updated_by = db_col_int(rows, COL_updated_by);
	h->archived_at = db_col_int(rows, COL_archived_at);
	h->merged_into = db_col_int(rows, COL_merged_into);
	if (!db_col_null(rows, COL_custom))
		h->custom = str_copy(cx->arena, db_col_str(rows, COL_custom));
	for (int i = 0; i < r->n_fields; i++) {
		if (db_col_null(rows, COL_FIELDS + i))
			continue;
		h->set |= 1ull << i;
		load_field(cx, &r->fields[i], rows, COL_FIELDS + i, (char *)ret_row + r->fields[i].offset);
	}
}

enum err model_get(struct cx *cx, const struct resource *r, int64_t id, void *ret_row)
{
	struct db_rows *rows;

	TRY(db_query(cx, cx->model->plans[r->id].get, DB_ARGS(db_int(cx->workspace_id), db_int(id)), &rows));
	bool found = db_next(rows);

	if (found)
		model_load(cx, r, rows, ret_row);
	TRY(db_end(rows));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "no such %s in this workspace", r->name);
}

enum err model_id_of_number(struct cx *cx, const struct resource *r, int64_t number, int64_t *ret_id)
{
	bool found;

	TRY(db_one_int(cx, arena_printf(cx->arena, "SELECT id FROM \"%s\" WHERE workspace_id = ?1 AND number = ?2", r->name),
		       DB_ARGS(db_int(cx->workspace_id), db_int(number)), ret_id, &found));
	return found ? OK : fail(cx, ERR_NOT_FOUND, NULL, "there is no %s-%lld in this workspace", resource_letter(r), (long long)number);
}

/* "O-7", "o7": the resource by its letter. */
static const struct resource *numbered(struct str text, int64_t *ret_number)
{
	if (text.n < 2 || text.n > 20)
		return NULL;
	struct str digits = {text.p + 1, text.n - 1};

	if (digits.p[0] == '-') {
		digits.p++;
		digits.n--;
	}
	if (!digits.n || !isdigit((unsigned char)digits.p[0]) || !str_to_i64(digits, ret_number))
		return NULL;
	for (int i = 0; i < RES_COUNT; i++) {
		const char *letter = resource_letter(&resources[i]);

		if (letter && toupper((unsigned char)text.p[0]) == letter[0])
			return &resources[i];
	}
	return NULL;
}

enum err model_resolve(struct cx *cx, struct str text, const struct resource *want, const struct resource **ret_resource,
		       int64_t *ret_id)
{
	const struct resource *r;
	int64_t number;

	if (id_parse(text, &r, ret_id)) {
		if (want && r != want)
			return fail(cx, ERR_NOT_FOUND, NULL, "\"%.*s\" is the id of a %s, not of a %s", STR_ARG(text), r->name, want->name);
	} else if ((r = numbered(text, &number)) && (!want || r == want)) {
		TRY(model_id_of_number(cx, r, number, ret_id));
	} else {
		return fail(cx, ERR_NOT_FOUND, NULL, "\"%.*s\" is not an id", (int)(text.n > 60 ? 60 : text.n), text.p ? text.p : "");
	}
	if (ret_resource)
		*ret_resource = r;
	return OK;
}

/* Columns that name an object whose label field is empty: a contact is known by its address, words without words by their
 * subject, the choice or the score. */
static const char *label_columns(const struct resource *r)
{
	if (r->id == RES_contact)
		return ", \"email\"";
	return r->id == RES_evidence ? ", \"title\", \"choice\", \"score\", \"score_max\"" : "";
}

struct str label_cut(struct str s)
{
	if (s.n <= LABEL_MAX || utf8_length(s) <= LABEL_MAX)
		return s;
	s.n = utf8_offset(s, LABEL_MAX);
	for (size_t n = s.n; n > s.n / 2; n--)
		if (s.p[n] == ' ' || s.p[n] == '\n')
			return (struct str){s.p, n};
	return s;
}

static struct str label_of_row(struct cx *cx, const struct resource *r, const struct db_rows *rows)
{
	int n = db_columns(rows);

	for (int i = 0; i < n && i < 3; i++) {
		struct str s = str_trim(db_col_str(rows, i)), cut = label_cut(s);

		if (s.n)
			return str_of(arena_printf(cx->arena, "%.*s%s", STR_ARG(cut), cut.n < s.n ? "\u2026" : ""));
	}
	if (r->id != RES_evidence || db_col_null(rows, 3))
		return STR("");
	return str_of(db_col_null(rows, 4) ? arena_printf(cx->arena, "%g", db_col_real(rows, 3))
					   : arena_printf(cx->arena, "%g/%g", db_col_real(rows, 3), db_col_real(rows, 4)));
}

enum err model_label(struct cx *cx, const struct resource *r, int64_t id, struct str *ret)
{
	int label = resource_label(r);
	struct db_rows *rows;

	*ret = STR("");
	if (label < 0 || (r->fields[label].visibility == V_PRIVATE && !cx_may(cx, P_contact_read)))
		return OK;
	const char *ws = resource_in_workspace(r) ? "workspace_id = ?1" : "CAST(?1 AS BIGINT) IS NOT NULL";

	TRY(db_query(cx,
		     arena_printf(cx->arena, "SELECT \"%s\"%s FROM \"%s\" WHERE %s AND id = ?2", r->fields[label].name, label_columns(r),
				  r->name, ws),
		     DB_ARGS(db_int(cx->workspace_id), db_int(id)), &rows));
	if (db_next(rows))
		*ret = label_of_row(cx, r, rows);
	return db_end(rows);
}
