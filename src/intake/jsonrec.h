/* One JSON record at a time out of a stream, flattened into columns: {"a":{"b":1}} is column a.b. Numbers keep their
 * text (no loss beyond 2^53), lists of plain values become one cell, other lists stay JSON. Keys given twice, depth
 * over 64 and anything that is not JSON refuse the record with the place named. No tree, no recursion on depth. */
#pragma once
#include "intake/csv.h" /* enum found */
#include "base/map.h"

enum { JSON_DEPTH_MAX = 64 };

/* The extent of the value at the start of p (white space and a comma before it are skipped). ret_start..ret_used. */
enum found json_extent(const char *p, size_t n, bool last, size_t *ret_start, size_t *ret_used, const char **ret_problem);

struct json_columns {
	struct arena arena;
	struct map by_name;
	struct str names[CSV_COLUMNS_MAX];
	int n;
};
void json_columns_init(struct json_columns *c);
void json_columns_release(struct json_columns *c);

struct json_record {
	struct buf text; /* unescaped cells */
	struct str cells[CSV_COLUMNS_MAX]; /* p NULL: not given */
	size_t at[CSV_COLUMNS_MAX];
	bool given[CSV_COLUMNS_MAX];
	int n; /* columns known when the record was read */
	char problem[160];
	struct str problem_column; /* path; may be empty */
};
/* value: one complete JSON value, an object. New keys become new columns. False: ret->problem says why. */
bool json_flatten(struct str value, struct json_columns *columns, struct json_record *ret);
