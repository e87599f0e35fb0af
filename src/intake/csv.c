/* The CSV reader. */
#include "intake/csv.h"
#include <string.h>

struct scan {
	char *p, *end;
	bool last, cr;
	enum { QUOTES, INNER_QUOTES, NO_QUOTES } quotes; /* as they should be; inner ones are text; all are text */
	char delimiter;
	struct csv_row *row;
};

static enum found bad(struct csv_row *row, const char *problem)
{
	row->problem = problem;
	row->problem_column = row->n;
	return FOUND_BAD;
}

static bool ends_line(const struct scan *s, const char *p)
{
	return *p == '\n' || (*p == '\r' && (s->cr || (p + 1 < s->end && p[1] == '\n')));
}

/* A quoted cell ends before a delimiter or line end, blanks between allowed. Returns where the scan goes on, else NULL. */
static char *after_quote(const struct scan *s, char *q)
{
	char *p = q + 1;

	while (p < s->end && *p == ' ' && s->delimiter != ' ')
		p++;
	if (p == s->end || ends_line(s, p) || (s->delimiter && *p == s->delimiter))
		return p;
	return *p == '\r' && p + 1 == s->end ? p : NULL;
}

static enum found quoted_cell(struct scan *s, char **at)
{
	char *start = *at + 1, *q = start;
	unsigned char kind = 1;

	for (;;) {
		q = memchr(q, '"', (size_t)(s->end - q));
		if (!q || (q + 1 == s->end && !s->last)) {
			if (s->last || s->end - *at > CSV_ROW_MAX)
				return bad(s->row, "a quote is opened here and never closed");
			return FOUND_MORE;
		}
		bool doubled = q + 1 < s->end && q[1] == '"';
		char *next = doubled ? NULL : after_quote(s, q);

		if (next == s->end && !s->last)
			return FOUND_MORE;
		if (next) {
			s->row->cells[s->row->n] = (struct str){start, (size_t)(q - start)};
			s->row->quoted[s->row->n] = kind;
			*at = next;
			return FOUND_ROW;
		}
		if (!doubled && s->quotes == QUOTES)
			return bad(s->row, "text follows the closing quote; quotes inside a quoted cell are written twice");
		kind = doubled ? 2 : kind;
		q += doubled ? 2 : 1;
	}
}

static enum found plain_cell(struct scan *s, char **at)
{
	char *p = *at;

	while (p < s->end && *p != '\n' && *p != '\r' && (!s->delimiter || *p != s->delimiter))
		p++;
	while (p < s->end && *p == '\r' && !ends_line(s, p) && !(p + 1 == s->end && !s->last)) {
		p++; /* a CR inside the line is text */
		while (p < s->end && *p != '\n' && *p != '\r' && (!s->delimiter || *p != s->delimiter))
			p++;
	}
	if (p == s->end && !s->last)
		return FOUND_MORE;
	s->row->cells[s->row->n] = (struct str){*at, (size_t)(p - *at)};
	s->row->quoted[s->row->n] = 0;
	*at = p;
	return FOUND_ROW;
}

/* A blank or two between delimiter and quote is common: the cell is quoted all the same. */
static char *quote_start(const struct scan *s, char *p)
{
	char *q = p;

	if (!s->delimiter || s->quotes == NO_QUOTES)
		return NULL;
	while (q < s->end && *q == ' ' && q - p < 2)
		q++;
	return q < s->end && *q == '"' ? q : NULL;
}

static enum found scan_row(struct scan *s)
{
	char *p = s->p;

	s->row->n = 0;
	for (;;) {
		if (s->row->n == CSV_COLUMNS_MAX)
			return bad(s->row, "the row has more than 4,096 cells");
		char *q = quote_start(s, p);

		if (q)
			p = q;
		enum found f = q ? quoted_cell(s, &p) : plain_cell(s, &p);

		if (f != FOUND_ROW)
			return f;
		s->row->n++;
		if (p == s->end)
			break;
		if (s->delimiter && *p == s->delimiter) {
			p++;
			if (p == s->end && !s->last)
				return FOUND_MORE;
			continue;
		}
		if (*p == '\r' && p + 1 == s->end && !s->last)
			return FOUND_MORE;
		p += *p == '\r' && p + 1 < s->end && p[1] == '\n' ? 2 : 1;
		break;
	}
	s->row->used = (size_t)(p - s->p);
	s->row->blank = s->row->n == 1 && s->row->cells[0].n == 0 && !s->row->quoted[0];
	return FOUND_ROW;
}

static void unescape(struct csv_row *row)
{
	for (int i = 0; i < row->n; i++) {
		if (row->quoted[i] != 2)
			continue;
		char *to = (char *)(uintptr_t)row->cells[i].p;
		const char *from = to, *end = to + row->cells[i].n;

		while (from < end) {
			*to++ = *from;
			from += *from == '"' && from + 1 < end && from[1] == '"' ? 2 : 1;
		}
		row->cells[i].n = (size_t)(to - row->cells[i].p);
	}
}

/* The line that a refused record starts on, with its end; the whole window when it has none. */
static size_t first_line(const char *p, size_t n, bool cr, size_t *ret_text)
{
	const char *nl = memchr(p, cr ? '\r' : '\n', n);
	size_t text = nl ? (size_t)(nl - p) : n;

	*ret_text = text && p[text - 1] == '\r' ? text - 1 : text;
	return nl ? text + 1 : n;
}

enum found csv_next(char *p, size_t n, bool last, char delimiter, bool cr, int expected, struct csv_row *row)
{
	struct scan s = {p, p + n, last, cr, QUOTES, delimiter, row};
	size_t text, line;

	row->problem = NULL;
	row->blank = false;
	if (!n)
		return last ? FOUND_END : FOUND_MORE;
	enum found f = scan_row(&s);

	if (f == FOUND_MORE && n > CSV_ROW_MAX) {
		row->used = first_line(p, n, cr, &text);
		return bad(row, "the row is longer than 5 MB");
	}
	if (f == FOUND_ROW)
		unescape(row);
	if (f != FOUND_BAD)
		return f;
	const char *problem = row->problem;
	int column = row->problem_column;

	line = first_line(p, n, cr, &text);
	/* Programs that write tabs often do not quote at all. */
	for (int quotes = INNER_QUOTES;
	     expected > 1 && text < CSV_ROW_MAX && quotes <= (delimiter == '\t' ? NO_QUOTES : INNER_QUOTES); quotes++) {
		s = (struct scan){p, p + text, true, cr, quotes, delimiter, row};
		if (scan_row(&s) != FOUND_ROW || row->n != expected)
			continue;
		row->used = line;
		row->problem = NULL;
		unescape(row);
		return FOUND_ROW;
	}
	row->used = line;
	row->problem = problem;
	row->problem_column = column;
	return FOUND_BAD;
}
