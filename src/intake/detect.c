/* What a file is: format, delimiter, header rows, column names. Looks at the first records only (the encoding needs
 * the whole file). */
#include "intake/table.h"
#include "intake/when.h"
#include <stdio.h>
#include <string.h>

enum { SAMPLE_ROWS = 60, SAMPLE_COLUMNS = 256 };

struct sample {
	struct str cells[SAMPLE_ROWS][SAMPLE_COLUMNS]; /* the first columns tell enough */
	int n_cells[SAMPLE_ROWS];
	int n;
	const char *refused; /* why the first row cannot be read */
	int64_t refused_row;
};

static enum err take_sample(struct cx *cx, const char *path, const struct shape *s, struct sample *ret)
{
	struct table *t;
	struct record r;

	TRY(table_open(cx, path, s, &t));
	ret->n = 0;
	ret->refused = NULL;
	while (ret->n < SAMPLE_ROWS && table_next(t, &r)) {
		if (r.problem && !ret->n && !ret->refused) {
			ret->refused = r.problem;
			ret->refused_row = r.row;
		}
		if (r.problem)
			continue;
		ret->n_cells[ret->n] = r.n;
		for (int i = 0; i < r.n && i < SAMPLE_COLUMNS; i++)
			ret->cells[ret->n][i] = str_copy(cx->arena, r.cells[i].n > 4000 ? (struct str){r.cells[i].p, 4000} : r.cells[i]);
		ret->n++;
	}
	enum err e = table_ended(cx, t);

	table_close(t);
	return e;
}

/* Share of rows that have the commonest number of cells, and that number. */
static double agreement(const struct sample *s, int *ret_cells)
{
	int best = 0;

	*ret_cells = 0;
	for (int i = 0; i < s->n; i++) {
		int same = 0;

		for (int k = 0; k < s->n; k++)
			same += s->n_cells[k] == s->n_cells[i];
		if (same > best || (same == best && s->n_cells[i] > *ret_cells)) {
			best = same;
			*ret_cells = s->n_cells[i];
		}
	}
	return s->n ? (double)best / s->n : 0;
}

static enum err find_delimiter(struct cx *cx, const char *path, struct shape *s)
{
	static const char candidates[] = {',', '\t', ';', '|', '^', '~', '\x1f', '\x01', ':'};
	struct sample *sample = arena_alloc(cx->arena, sizeof *sample);
	const char *refused = NULL;
	int64_t row = 0;
	double best = 0;

	s->delimiter = 0;
	for (size_t i = 0; i < sizeof candidates; i++) {
		struct shape tried = *s;
		int cells;

		tried.delimiter = candidates[i];
		TRY(take_sample(cx, path, &tried, sample));
		if (sample->refused && !refused) {
			refused = sample->refused;
			row = sample->refused_row;
		}
		double share = agreement(sample, &cells);
		/* A mark that cuts all rows alike wins over one that cuts more often; rare marks must be surer. */
		double score = cells < 2 || share < (i < 4 ? 0.7 : 0.95) ? 0 : share + (cells > 20 ? 0.2 : cells * 0.01) - 0.001 * (double)i;

		if (candidates[i] == ':' && cells < 3)
			score = 0;
		if (score > best) {
			best = score;
			s->delimiter = candidates[i];
		}
	}
	if (!s->delimiter && refused)
		return fail(cx, ERR_MALFORMED, NULL, "row %lld: %s", (long long)row, refused);
	return OK;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static bool is_value(struct str s) /* a number, date or address: never a column's name */
{
	double d;
	int64_t us;

	s = str_trim(s);
	return str_to_f64(s, &d) || when_parse(s, DATE_ANY, &us) || (s.n > 5 && memchr(s.p, '@', s.n) && memchr(s.p, '.', s.n));
}

static int words_of(struct str s)
{
	int n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] != ' ' && (i == 0 || s.p[i - 1] == ' ');
	return n;
}

struct below {
	int filled, values, digits, same, words;
};

/* What stands in a column from row `from` on. */
static struct below look_below(const struct sample *s, int column, int from)
{
	struct below b = {0};

	for (int i = from; i < s->n; i++) {
		struct str c = column < s->n_cells[i] && column < SAMPLE_COLUMNS ? str_trim(s->cells[i][column]) : (struct str){0};

		if (!c.n)
			continue;
		b.filled++;
		b.values += is_value(c);
		b.digits += has_digit(c);
		b.words += words_of(c);
		b.same += str_eq(c, str_trim(s->cells[0][column]));
	}
	return b;
}

static bool is_header(const struct sample *s)
{
	int score = 0, filled = 0, columns = s->n_cells[0] < SAMPLE_COLUMNS ? s->n_cells[0] : SAMPLE_COLUMNS;

	for (int c = 0; c < columns; c++) {
		struct str h = str_trim(s->cells[0][c]);
		struct below b = look_below(s, c, 1);

		if (!h.n)
			continue;
		filled++;
		if (is_value(h))
			score -= 4;
		if (!b.filled)
			continue;
		if (b.values >= 0.9 * b.filled || (b.digits >= 0.95 * b.filled && !has_digit(h)))
			score += 2;
		else if (b.digits >= 0.95 * b.filled && has_digit(h) && b.filled > 1)
			score -= 2;
		if (b.same)
			score -= 2;
		if (b.words >= 5 * b.filled)
			score += words_of(h) <= 3 || (h.p[h.n - 1] == '?') ? 2 : words_of(h) > 25 ? -2 : 0;
	}
	return filled > 0 && (score > 0 || (score == 0 && words_of(str_trim(s->cells[0][0])) <= 8));
}

static bool is_sublabel(struct str s)
{
	static const char *const known[] = {"response", "open-ended response", "open ended response", "open answer", "other (please specify)",
					    "other", "why?", "choice", "comment", "comments", "antwort", "offene antwort", "freitext"};

	s = str_trim(s);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eq_nocase(s, known[i]))
			return true;
	return false;
}

/* Survey exports spread a question over the columns of its options, which the second row names. */
static bool is_second_header(const struct sample *s)
{
	int blanks = 0, named = 0, known = 0, empty_over_data = 0, columns = s->n_cells[0] < SAMPLE_COLUMNS ? s->n_cells[0] : SAMPLE_COLUMNS;

	if (s->n < 3)
		return false;
	for (int c = 0; c < columns; c++) {
		struct str first = str_trim(s->cells[0][c]), second = c < s->n_cells[1] ? str_trim(s->cells[1][c]) : (struct str){0};
		struct below b = look_below(s, c, 2);

		if (second.n && is_value(second))
			return false;
		blanks += !first.n;
		named += !first.n && second.n;
		known += is_sublabel(second);
		empty_over_data += !second.n && b.filled >= 0.9 * (s->n - 2);
	}
	return blanks > 0 && 2 * named >= blanks && (known || empty_over_data);
}

static bool generic(struct str sub)
{
	return str_eq_nocase(sub, "response") || str_eq_nocase(sub, "open-ended response") || str_eq_nocase(sub, "open ended response") ||
	       str_eq_nocase(sub, "open answer") || str_eq_nocase(sub, "antwort") || str_eq_nocase(sub, "offene antwort");
}

static struct str tidy(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		bool blank = (unsigned char)s.p[i] <= ' ';

		if (blank && n && out[n - 1] == ' ')
			continue;
		out[n++] = blank ? ' ' : s.p[i];
	}
	/* bytes that are no UTF-8 cannot name a column */
	return utf8_valid((struct str){out, n}) ? (struct str){out, n} : STR("");
}

/* Names from one or two header rows: never empty, never twice the same. */
static void name_columns(struct cx *cx, struct shape *s, const struct str *first, int n_first, const struct str *second,
			 int n_second, int n)
{
	struct map seen;
	struct str question = {0};

	map_init(&seen);
	s->columns = ARENA_ARRAY(cx->arena, struct str, n ? n : 1);
	s->questions = ARENA_ARRAY(cx->arena, struct str, n ? n : 1);
	s->n_columns = n;
	for (int i = 0; i < n; i++) {
		struct str a = i < n_first ? tidy(cx->arena, first[i]) : STR(""), b = i < n_second ? tidy(cx->arena, second[i]) : STR("");
		bool is_new;

		if (a.n)
			question = a;
		if (!a.n && b.n)
			a = question;
		while (str_starts(b, "- "))
			b = (struct str){b.p + 2, b.n - 2};
		if (a.n && b.n && !generic(b))
			a = str_of(arena_printf(cx->arena, "%.*s \xE2\x80\x93 %.*s", STR_ARG(a), STR_ARG(b)));
		else if (!a.n && b.n)
			a = b;
		s->questions[i] = a.n > 1990 ? (struct str){a.p, utf8_offset(a, 1900)} : a;
		if (a.n > 300)
			a.n = utf8_offset(a, 150);
		if (!a.n)
			a = str_of(arena_printf(cx->arena, "Column %d", i + 1));
		struct str name = a;

		for (int k = 2; map_get(&seen, name); k++)
			name = str_of(arena_printf(cx->arena, "%.*s (%d)", STR_ARG(a), k));
		*map_put(&seen, name, &is_new) = 1;
		s->columns[i] = name;
	}
	map_release(&seen);
}

static enum err csv_columns(struct cx *cx, const char *path, struct shape *s)
{
	struct sample *sample = arena_alloc(cx->arena, sizeof *sample);
	struct str *rows[2] = {NULL, NULL};
	int n[2] = {0, 0}, widest = 0;
	struct table *t;
	struct record r;

	TRY(take_sample(cx, path, s, sample));
	TRY(table_open(cx, path, s, &t));
	for (int k = 0, seen = 0; seen < SAMPLE_ROWS && table_next(t, &r); seen++) {
		if (r.problem && seen == 0 && !sample->n) {
			enum err e = fail(cx, ERR_MALFORMED, NULL, "row %lld: %s", (long long)r.row, r.problem);

			table_close(t);
			return e;
		}
		if (r.n > widest)
			widest = r.n;
		if (r.problem || k == 2)
			continue;
		rows[k] = ARENA_ARRAY(cx->arena, struct str, r.n ? r.n : 1);
		for (int i = 0; i < r.n; i++)
			rows[k][i] = str_copy(cx->arena, r.cells[i].n > 4000 ? (struct str){r.cells[i].p, 4000} : r.cells[i]);
		n[k++] = r.n;
	}
	table_close(t);
	if (!sample->n)
		return fail(cx, ERR_MALFORMED, NULL, "the file holds no rows");
	s->header_rows = !is_header(sample) ? 0 : is_second_header(sample) ? 2 : 1;
	if (s->header_rows < 2)
		n[1] = 0;
	if (s->header_rows < 1)
		n[0] = 0;
	name_columns(cx, s, rows[0], n[0], rows[1], n[1], !s->header_rows ? widest : n[0] > n[1] ? n[0] : n[1]);
	return OK;
}

/* JSON has no header: the keys of the first records, in the order they appear. */
static enum err json_columns_of(struct cx *cx, const char *path, struct shape *s)
{
	struct table *t;
	struct record r;
	const struct str *names;
	char problem[200] = "the file holds no records";
	int64_t row = 0;
	int good = 0;

	TRY(table_open(cx, path, s, &t));
	for (int seen = 0; seen < 2000 && table_next(t, &r); seen++) {
		good += r.problem == NULL;
		if (r.problem && !row) {
			row = r.row;
			(void)snprintf(problem, sizeof problem, "%s", r.problem);
		}
	}
	int n = table_columns(t, &names);
	struct str *copy = ARENA_ARRAY(cx->arena, struct str, n ? n : 1);

	for (int i = 0; i < n; i++)
		copy[i] = str_copy(cx->arena, names[i]);
	enum err e = table_ended(cx, t);

	table_close(t);
	TRY(e);
	if (!good || !n)
		return row ? fail(cx, ERR_MALFORMED, NULL, "record %lld: %s", (long long)row, problem)
			   : fail(cx, ERR_MALFORMED, NULL, "%s", problem);
	s->columns = s->questions = copy; /* a key is never empty text here: "" would be a column without a name */
	s->n_columns = n;
	return OK;
}

static struct str first_text(struct cx *cx, const char *path, const struct shape *s)
{
	struct input *in;
	struct buf b;
	struct str text = {0};

	if (input_open(cx, path, s->encoding, &in))
		return text;
	buf_init(&b, 0);
	(void)input_more(in, &b);
	text = str_copy(cx->arena, (struct str){b.p, b.n});
	buf_release(&b);
	input_close(in);
	return text;
}

static enum format guess_format(struct str text)
{
	struct str t = str_trim(text), line;
	size_t start, used;
	const char *problem;

	if (t.n && t.p[0] == '[')
		return FORMAT_JSON;
	if (!t.n || t.p[0] != '{')
		return FORMAT_CSV;
	struct str rest = t;

	(void)str_split(&rest, '\n', &line);
	line = str_trim(line);
	/* the first line is a whole object: one record a line */
	if (json_extent(line.p, line.n, true, &start, &used, &problem) == FOUND_ROW && start == 0 && used == line.n &&
	    (str_trim(rest).n || !memchr(line.p, '[', line.n)))
		return FORMAT_NDJSON;
	return FORMAT_JSON;
}

enum err shape_detect(struct cx *cx, const char *path, const char *want, struct shape *ret)
{
	struct shape s = {.delimiter = ','};

	TRY(encoding_detect(cx, path, &s.encoding, &s.bytes, s.hash));
	if (!s.bytes)
		return fail(cx, ERR_MALFORMED, NULL, "the file is empty");
	struct str text = first_text(cx, path, &s);

	s.cr = text.n && memchr(text.p, '\r', text.n) && !memchr(text.p, '\n', text.n);
	if (!want || !*want || strcmp(want, "auto") == 0)
		s.format = guess_format(text);
	else if (strcmp(want, "csv") == 0 || strcmp(want, "tsv") == 0)
		s.format = FORMAT_CSV;
	else if (strcmp(want, "ndjson") == 0)
		s.format = FORMAT_NDJSON;
	else if (strcmp(want, "json") == 0)
		s.format = FORMAT_JSON;
	else
		return fail(cx, ERR_USAGE, "format", "is one of auto, csv, tsv, ndjson, json");
	if (s.format != FORMAT_CSV)
		TRY(json_columns_of(cx, path, &s));
	else if (want && strcmp(want, "tsv") == 0)
		s.delimiter = '\t';
	else
		TRY(find_delimiter(cx, path, &s));
	if (s.format == FORMAT_CSV)
		TRY(csv_columns(cx, path, &s));
	*ret = s;
	return OK;
}
