/* Records out of a window that slides over the file. */
#include "intake/table.h"
#include <stdio.h>
#include <string.h>

struct table {
	struct shape shape;
	struct input *input;
	struct buf window;
	size_t at; /* start of the next record */
	bool last; /* the input is at its end */
	bool skipping; /* the rest of an overlong line */
	bool in_array; /* JSON: past the opening bracket */
	int64_t row;
	struct csv_row csv;
	struct json_columns columns;
	struct json_record json;
};

const char *format_name(const struct shape *s)
{
	return s->format == FORMAT_CSV ? s->delimiter == '\t' ? "tsv" : "csv" : s->format == FORMAT_NDJSON ? "ndjson" : "json";
}

enum err table_open(struct cx *cx, const char *path, const struct shape *s, struct table **ret)
{
	struct input *in;

	TRY(input_open(cx, path, s->encoding, &in));
	struct table *t = mem_alloc(sizeof *t);

	t->shape = *s;
	t->input = in;
	buf_init(&t->window, CSV_ROW_MAX + 2 * 1024 * 1024);
	buf_init(&t->json.text, CSV_ROW_MAX + 1024 * 1024);
	json_columns_init(&t->columns);
	for (int i = 0; s->format != FORMAT_CSV && i < s->n_columns; i++) {
		bool is_new;

		t->columns.names[i] = str_copy(&t->columns.arena, s->columns[i]);
		*map_put(&t->columns.by_name, t->columns.names[i], &is_new) = (uintptr_t)i;
		t->columns.n++;
	}
	*ret = t;
	return OK;
}

void table_close(struct table *t)
{
	if (!t)
		return;
	input_close(t->input);
	buf_release(&t->window);
	buf_release(&t->json.text);
	json_columns_release(&t->columns);
	mem_free(t);
}

enum err table_ended(struct cx *cx, const struct table *t)
{
	return input_broken(t->input) ? fail(cx, ERR_IO, NULL, "reading the file failed after row %lld", (long long)t->row) : OK;
}

int table_columns(const struct table *t, const struct str **ret_names)
{
	*ret_names = t->columns.names;
	return t->columns.n;
}

static void widen(struct table *t)
{
	struct buf *w = &t->window;

	if (t->at) {
		memmove(w->p, w->p + t->at, w->n - t->at);
		w->n -= t->at;
		t->at = 0;
	}
	if (!input_more(t->input, w))
		t->last = true;
	ASSERT(!w->overflow); /* records are refused before the window is full */
}

static bool refused(struct table *t, struct record *ret, const char *problem, struct str column)
{
	ret->row = t->row;
	ret->n = 0;
	ret->problem = problem;
	(void)snprintf(ret->problem_column, sizeof ret->problem_column, "%.*s", (int)(column.n > 79 ? 79 : column.n), column.p ? column.p : "");
	return true;
}

/* Drops the rest of an overlong line; false while its end is not in the window. */
static bool skip_line(struct table *t)
{
	size_t left = t->window.n - t->at;
	const char *nl = left ? memchr(t->window.p + t->at, t->shape.cr ? '\r' : '\n', left) : NULL;

	t->at = nl ? (size_t)(nl - t->window.p) + 1 : t->window.n;
	t->skipping = !nl;
	return nl || t->last;
}

static bool csv_record(struct table *t, struct record *ret)
{
	for (;;) {
		if (t->skipping && !skip_line(t)) {
			widen(t);
			continue;
		}
		char *p = t->window.p ? t->window.p + t->at : NULL;
		size_t n = t->window.n - t->at;
		enum found f = csv_next(p, n, t->last, t->shape.delimiter, t->shape.cr, t->shape.n_columns, &t->csv);

		if (f == FOUND_MORE) {
			widen(t);
			continue;
		}
		if (f == FOUND_END)
			return false;
		t->at += t->csv.used;
		t->row++;
		if (f == FOUND_BAD) {
			t->skipping = t->csv.used == n && p[n - 1] != '\n';
			bool named = t->csv.problem_column < t->shape.n_columns && t->shape.columns;

			return refused(t, ret, t->csv.problem,
				       named ? t->shape.columns[t->csv.problem_column] : (struct str){0});
		}
		if (t->csv.blank)
			continue;
		*ret = (struct record){.row = t->row, .cells = t->csv.cells, .n = t->csv.n};
		return true;
	}
}

static bool flatten(struct table *t, struct record *ret, struct str value)
{
	if (!json_flatten(value, &t->columns, &t->json))
		return refused(t, ret, t->json.problem, t->json.problem_column);
	*ret = (struct record){.row = t->row, .cells = t->json.cells, .n = t->json.n};
	return true;
}

/* One value a line: a broken line costs only itself. */
static bool ndjson_record(struct table *t, struct record *ret)
{
	for (;;) {
		if (t->skipping && !skip_line(t)) {
			widen(t);
			continue;
		}
		size_t n = t->window.n - t->at, start, used;
		char *p = t->window.p ? t->window.p + t->at : NULL;
		char *nl = p && n ? memchr(p, '\n', n) : NULL;
		const char *problem;

		if (!nl && !t->last && n <= CSV_ROW_MAX) {
			widen(t);
			continue;
		}
		if (!n)
			return false;
		size_t line = nl ? (size_t)(nl - p) : n;

		t->at += nl ? line + 1 : n;
		t->row++;
		if (line > CSV_ROW_MAX) {
			t->skipping = !nl;
			return refused(t, ret, "the row is longer than 5 MB", (struct str){0});
		}
		enum found f = json_extent(p, line, true, &start, &used, &problem);

		if (f == FOUND_END)
			continue;
		if (f == FOUND_BAD)
			return refused(t, ret, problem, (struct str){0});
		struct str rest = str_trim((struct str){p + used, line - used});

		if (rest.n && !str_is(rest, ","))
			return refused(t, ret, "something follows the JSON value on this line", (struct str){0});
		return flatten(t, ret, (struct str){p + start, used - start});
	}
}

/* To the first list: of the file itself or of an object's member, {"data": [...]}. False: there is none. */
static bool enter_array(struct table *t)
{
	size_t from = 0;
	int depth = 0;
	bool quoted = false, escaped = false;

	for (;;) {
		for (size_t i = t->at + from; i < t->window.n; i++, from++) {
			char c = t->window.p[i];

			if (quoted) {
				quoted = escaped || c != '"';
				escaped = !escaped && c == '\\';
			} else if (c == '"') {
				quoted = true;
			} else if (c == '[' && depth <= 1) {
				t->at = i + 1;
				return true;
			} else if (c == '{' || c == '[') {
				depth++;
			} else if (c == '}' || c == ']') {
				depth--;
			}
		}
		if (t->last || t->window.n - t->at > CSV_ROW_MAX)
			return false;
		widen(t);
	}
}

static bool json_record_next(struct table *t, struct record *ret)
{
	size_t start, used;
	const char *problem;

	if (!t->in_array) {
		t->in_array = true;
		if (!enter_array(t)) {
			/* one object, or several one after the other, over any number of lines */
			if (t->window.n - t->at > CSV_ROW_MAX) {
				t->row++;
				t->at = t->window.n;
				t->last = true;
				return refused(t, ret, "no list of records begins within 5 MB", (struct str){0});
			}
		}
	}
	for (;;) {
		size_t n = t->window.n - t->at;
		char *p = t->window.p ? t->window.p + t->at : NULL;
		enum found f = json_extent(p, n, t->last, &start, &used, &problem);

		if (f == FOUND_MORE && n <= CSV_ROW_MAX) {
			widen(t);
			continue;
		}
		if (f == FOUND_END || (f == FOUND_ROW && (p[start] == ']' || p[start] == '}')))
			return false;
		t->row++;
		t->at += used;
		if (f == FOUND_MORE) {
			t->at = t->window.n;
			t->last = true; /* where the next record begins cannot be told */
			return refused(t, ret, "the record is longer than 5 MB; the rest of the file was not read", (struct str){0});
		}
		if (f == FOUND_BAD)
			return refused(t, ret, problem, (struct str){0});
		return flatten(t, ret, (struct str){p + start, used - start});
	}
}

bool table_next(struct table *t, struct record *ret)
{
	ret->problem = NULL;
	ret->problem_column[0] = '\0';
	switch (t->shape.format) {
	case FORMAT_CSV:
		return csv_record(t, ret);
	case FORMAT_NDJSON:
		return ndjson_record(t, ret);
	default:
		return json_record_next(t, ret);
	}
}
