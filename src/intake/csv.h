/* One record of delimited text (RFC 4180 and what programs write in its name). Streaming: the caller owns the window.
 *
 * A quote opens a cell only at its start and closes it only before a delimiter or the end of the line. A record that
 * breaks this is read once more as a single line with its inner quotes as they stand; when that gives the expected
 * number of cells it is accepted, else the record is refused and reading goes on with the next line, so that one
 * missing quote costs one row. */
#pragma once
#include "base/str.h"

enum { CSV_ROW_MAX = 5 * 1024 * 1024, CSV_COLUMNS_MAX = 4096 };
enum found { FOUND_ROW, FOUND_MORE, FOUND_BAD, FOUND_END };

struct csv_row {
	struct str cells[CSV_COLUMNS_MAX]; /* into the window; quoted ones are unescaped in place */
	unsigned char quoted[CSV_COLUMNS_MAX]; /* 1 quoted, 2 with doubled quotes */
	int n;
	size_t used;         /* bytes of the window the record took, with its line end */
	const char *problem; /* FOUND_BAD */
	int problem_column;  /* from 0 */
	bool blank;          /* nothing on the line */
};

/* Reads the record at the start of p. delimiter 0: each line is one cell. cr: a lone CR ends a line. last: no more text
 * follows. expected: number of cells, 0 unknown. FOUND_MORE: the record is not complete; widen the window. */
enum found csv_next(char *p, size_t n, bool last, char delimiter, bool cr, int expected, struct csv_row *ret);
