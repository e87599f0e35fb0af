/* Reads labelled files for the checks, by the reader of imports. */
#include "cli/bench/bench.h"
#include "intake/csv.h"
#include "intake/input.h"
#include <string.h>

static void keep(struct bench *b, struct bench_table *t, const struct csv_row *row, size_t *cap)
{
	if (!t->columns)
		t->columns = (size_t)row->n;
	if (t->rows == *cap) {
		struct str *old = t->cell;

		*cap = *cap ? *cap * 2 : 1024;
		t->cell = ARENA_ARRAY(b->cx->arena, struct str, *cap * t->columns);
		if (t->rows)
			memcpy(t->cell, old, t->rows * t->columns * sizeof *old);
	}
	for (size_t i = 0; i < t->columns; i++)
		t->cell[t->rows * t->columns + i] = i < (size_t)row->n ? str_copy(b->cx->arena, row->cells[i]) : (struct str){"", 0};
	t->rows++;
}

static enum err read_all(struct bench *b, const char *path, struct buf *text)
{
	enum encoding encoding;
	int64_t bytes;
	char hash[65];
	struct input *in;

	TRY(encoding_detect(b->cx, path, &encoding, &bytes, hash));
	TRY(input_open(b->cx, path, encoding, &in));
	buf_init(text, (size_t)1 << 30);
	while (input_more(in, text))
		;
	input_close(in);
	return OK;
}

enum err bench_read(struct bench *b, const char *path, char delimiter, bool heading, struct bench_table *ret)
{
	struct csv_row *row;
	auto_buf text = {0};
	size_t cap = 0;
	enum found found;

	*ret = (struct bench_table){0};
	TRY(read_all(b, arena_printf(b->cx->arena, "%s/%s", b->data, path), &text));
	row = mem_alloc(sizeof *row);
	for (size_t at = 0; at < text.n; at += row->used) {
		found = csv_next(text.p + at, text.n - at, true, delimiter, false, (int)ret->columns, row);
		if (found == FOUND_END || !row->used)
			break;
		if (found == FOUND_ROW && !row->blank)
			keep(b, ret, row, &cap);
	}
	mem_free(row);
	if (heading && ret->rows) {
		ret->name = ret->cell;
		ret->cell += ret->columns;
		ret->rows--;
	}
	return OK;
}

size_t bench_column(const struct bench_table *t, const char *name)
{
	for (size_t i = 0; t->name && i < t->columns; i++)
		if (str_is(t->name[i], name))
			return i;
	return SIZE_MAX;
}
