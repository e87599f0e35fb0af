/* A file as records of cells, whatever its format. One pass, constant memory. */
#pragma once
#include "intake/input.h"
#include "intake/jsonrec.h"

enum format { FORMAT_CSV, FORMAT_NDJSON, FORMAT_JSON };

/* How to read a file; found by shape_detect(), kept with the import, so that it is read the same way again. */
struct shape {
	enum format format;
	enum encoding encoding;
	char delimiter; /* 0: one cell a line */
	bool cr;        /* lone CR ends lines */
	int header_rows;
	struct str *columns; /* names, never empty and never twice the same */
	struct str *questions; /* the header as it stands in the file, for the question kept with an answer */
	int n_columns;
	int64_t bytes;
	char hash[65]; /* of the bytes; empty in a plan read back */
};
const char *format_name(const struct shape *s); /* csv, tsv, ndjson, json */

struct record {
	int64_t row; /* as a spreadsheet or editor counts it: CSV by record with its header, JSON by record */
	const struct str *cells;
	int n;
	const char *problem; /* the row cannot be read */
	char problem_column[80];
};

struct table;
/* columns of s are not needed for reading CSV; for JSON they fix the order. */
[[nodiscard]] enum err table_open(struct cx *cx, const char *path, const struct shape *s, struct table **ret);
void table_close(struct table *t);
/* False at the end. Cells are valid until the next call. Header rows are not skipped here. */
bool table_next(struct table *t, struct record *ret);
/* ERR_IO when the end was not the file's. */
[[nodiscard]] enum err table_ended(struct cx *cx, const struct table *t);
/* JSON: the columns met so far. */
int table_columns(const struct table *t, const struct str **ret_names);

/* Format, encoding, delimiter, header and columns. want: "auto", "csv", "tsv", "ndjson", "json". Texts in cx->arena. */
[[nodiscard]] enum err shape_detect(struct cx *cx, const char *path, const char *want, struct shape *ret);
