/* JSON records. */
#include "intake/jsonrec.h"
#include <stdio.h>
#include <string.h>

void json_columns_init(struct json_columns *c)
{
	memset(c, 0, sizeof *c);
	arena_init(&c->arena);
	map_init(&c->by_name);
}

void json_columns_release(struct json_columns *c)
{
	map_release(&c->by_name);
	arena_release(&c->arena);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the string that starts at p ends (after its quote); NULL when it does not end here. */
static const char *string_end(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

static enum found bracket_end(const char *p, const char *end, bool last, const char **ret_end, bool *ret_deep)
{
	int depth = 0;

	*ret_deep = false;
	while (p < end) {
		if (*p == '"') {
			p = string_end(p, end);
			if (!p)
				break;
			continue;
		}
		if (*p == '{' || *p == '[')
			*ret_deep |= ++depth > JSON_DEPTH_MAX;
		else if ((*p == '}' || *p == ']') && --depth == 0) {
			*ret_end = p + 1;
			return FOUND_ROW;
		}
		p++;
	}
	*ret_end = end;
	return last ? FOUND_BAD : FOUND_MORE;
}

enum found json_extent(const char *p, size_t n, bool last, size_t *ret_start, size_t *ret_used, const char **ret_problem)
{
	const char *at = p, *end = p + n, *stop = NULL;
	bool deep = false;

	*ret_problem = NULL;
	while (at < end && (is_blank(*at) || *at == ','))
		at++;
	*ret_start = *ret_used = (size_t)(at - p);
	if (at == end)
		return last ? FOUND_END : FOUND_MORE;
	enum found f = FOUND_ROW;

	if (*at == '{' || *at == '[') {
		f = bracket_end(at, end, last, &stop, &deep);
	} else if (*at == '"') {
		stop = string_end(at, end);
		f = stop ? FOUND_ROW : last ? FOUND_BAD : FOUND_MORE;
	} else {
		for (stop = at; stop < end && !is_blank(*stop) && !strchr(",]}", *stop); stop++)
			;
		stop += stop == at; /* a stray bracket */
		f = stop >= end && !last ? FOUND_MORE : FOUND_ROW;
	}
	*ret_used = stop ? (size_t)(stop - p) : n;
	if (f == FOUND_BAD)
		*ret_problem = "the JSON value is not closed";
	if (deep && f == FOUND_ROW) {
		*ret_problem = "the JSON is nested deeper than 64 levels";
		return FOUND_BAD;
	}
	return f;
}

/* A cursor over one complete value, whose brackets match and whose depth is bounded. */
struct walk {
	const char *p, *end;
	struct json_columns *columns;
	struct json_record *out;
	char path[400];
	size_t path_n;
};

static bool refuse(struct walk *w, const char *why)
{
	if (!w->out->problem[0]) {
		(void)snprintf(w->out->problem, sizeof w->out->problem, "%s", why);
		w->out->problem_column = str_copy(&w->columns->arena, (struct str){w->path, w->path_n});
	}
	return false;
}

static void blanks(struct walk *w)
{
	while (w->p < w->end && is_blank(*w->p))
		w->p++;
}

static bool take(struct walk *w, char c)
{
	blanks(w);
	if (w->p < w->end && *w->p == c) {
		w->p++;
		return true;
	}
	return false;
}

static int hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

static bool unicode_escape(struct walk *w, struct buf *out)
{
	int u = hex4(w->p, w->end);
	char put[4];

	if (u < 0)
		return refuse(w, "\\u needs four hexadecimal digits");
	w->p += 4;
	if (u >= 0xD800 && u < 0xDC00 && w->end - w->p >= 6 && w->p[0] == '\\' && w->p[1] == 'u') {
		int v = hex4(w->p + 2, w->end);

		if (v >= 0xDC00 && v < 0xE000) {
			u = 0x10000 + ((u - 0xD800) << 10) + (v - 0xDC00);
			w->p += 6;
		}
	}
	if (u >= 0xD800 && u < 0xE000)
		return refuse(w, "half of a surrogate pair stands alone");
	buf_add(out, put, utf8_put(put, u));
	return true;
}

static bool escape(struct walk *w, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = w->p < w->end ? *w->p++ : '\0';
	const char *at = c ? strchr(from, c) : NULL;

	if (c == 'u')
		return unicode_escape(w, out);
	if (!at)
		return refuse(w, "a backslash is followed by a letter that JSON does not know");
	buf_char(out, to[at - from]);
	return true;
}

/* Appends the string's characters to out. */
static bool string(struct walk *w, struct buf *out)
{
	if (!take(w, '"'))
		return refuse(w, "a text in double quotes is expected");
	while (w->p < w->end && *w->p != '"') {
		const char *from = w->p;

		while (w->p < w->end && *w->p != '"' && *w->p != '\\' && (unsigned char)*w->p >= ' ')
			w->p++;
		buf_add(out, from, (size_t)(w->p - from));
		if (w->p < w->end && *w->p == '\\') {
			w->p++;
			if (!escape(w, out))
				return false;
		} else if (w->p < w->end && *w->p != '"') {
			return refuse(w, "a control character stands in a text");
		}
	}
	return take(w, '"') || refuse(w, "a text is not closed");
}

static bool digits(const char **p, const char *end)
{
	const char *from = *p;

	while (*p < end && **p >= '0' && **p <= '9')
		(*p)++;
	return *p > from;
}

static bool is_number(struct str s)
{
	const char *p = s.p, *end = s.p + s.n;

	p += p < end && *p == '-';
	if (p + 1 < end && *p == '0' && p[1] >= '0' && p[1] <= '9')
		return false;
	if (!digits(&p, end))
		return false;
	if (p < end && *p == '.') {
		p++;
		if (!digits(&p, end))
			return false;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		if (!digits(&p, end))
			return false;
	}
	return p == end;
}

/* A number, true, false or null. ret_null: nothing was appended. */
static bool plain(struct walk *w, struct buf *out, bool *ret_null)
{
	const char *from = w->p;

	while (w->p < w->end && !is_blank(*w->p) && !strchr(",]}:\"{[", *w->p))
		w->p++;
	struct str s = {from, (size_t)(w->p - from)};

	*ret_null = str_is(s, "null");
	if (!*ret_null && !str_is(s, "true") && !str_is(s, "false") && !is_number(s))
		return refuse(w, "this is not a JSON value");
	if (!*ret_null)
		buf_str(out, s);
	return true;
}

static bool scalar(struct walk *w, struct buf *out, bool *ret_null)
{
	blanks(w);
	*ret_null = false;
	if (w->p < w->end && *w->p == '"')
		return string(w, out);
	return plain(w, out, ret_null);
}

/* The column of the current path; -1 with a problem when it was given before or there are too many. */
static int column(struct walk *w)
{
	struct str path = {w->path, w->path_n};
	uintptr_t *slot = map_get(&w->columns->by_name, path);
	bool is_new;
	int i;

	if (slot) {
		i = (int)*slot;
	} else {
		if (w->columns->n == CSV_COLUMNS_MAX) {
			(void)refuse(w, "there are more than 4,096 different keys");
			return -1;
		}
		i = w->columns->n++;
		w->columns->names[i] = str_copy(&w->columns->arena, path);
		*map_put(&w->columns->by_name, w->columns->names[i], &is_new) = (uintptr_t)i;
		w->out->given[i] = false;
	}
	if (w->out->given[i]) {
		(void)refuse(w, "the key is given twice");
		return -1;
	}
	w->out->given[i] = true;
	w->out->at[i] = w->out->text.n;
	return i;
}

static void end_cell(struct walk *w, int i, bool null)
{
	w->out->cells[i] = (struct str){null ? NULL : "", w->out->text.n - w->out->at[i]};
}

static bool any_value(struct walk *w, struct buf *discard);

/* Checks a list or object without keeping it. Depth is bounded by json_extent(). */
static bool any_items(struct walk *w, struct buf *discard, bool object)
{
	char close = object ? '}' : ']';

	w->p++;
	if (take(w, close))
		return true;
	do {
		if (object && (!string(w, discard) || !take(w, ':')))
			return refuse(w, "a key and a colon are expected");
		if (!any_value(w, discard))
			return false;
	} while (take(w, ','));
	return take(w, close) || refuse(w, object ? "a comma or } is expected" : "a comma or ] is expected");
}

static bool any_value(struct walk *w, struct buf *discard)
{
	bool null;

	blanks(w);
	buf_clear(discard);
	if (w->p < w->end && (*w->p == '{' || *w->p == '['))
		return any_items(w, discard, *w->p == '{');
	return scalar(w, discard, &null);
}

/* Plain values are joined; a list that holds others stays as it is written. */
static bool list(struct walk *w)
{
	const char *from = w->p;
	int i = column(w);
	struct buf *out = &w->out->text;
	bool null, first = true;

	if (i < 0)
		return false;
	w->p++;
	if (!take(w, ']')) {
		do {
			blanks(w);
			if (w->p < w->end && (*w->p == '{' || *w->p == '[')) {
				auto_buf discard;

				buf_init(&discard, 0);
				w->p = from;
				if (!any_value(w, &discard))
					return false;
				out->n = w->out->at[i];
				buf_add(out, from, (size_t)(w->p - from));
				end_cell(w, i, false);
				return true;
			}
			if (!first)
				buf_z(out, ", ");
			first = false;
			if (!scalar(w, out, &null))
				return false;
		} while (take(w, ','));
		if (!take(w, ']'))
			return refuse(w, "a comma or ] is expected");
	}
	end_cell(w, i, out->n == w->out->at[i]);
	return true;
}

static bool object(struct walk *w);

static bool member(struct walk *w)
{
	auto_buf key;
	size_t outer = w->path_n;
	bool null, ok;

	buf_init(&key, 0);
	if (!string(w, &key) || !take(w, ':'))
		return refuse(w, "a key and a colon are expected");
	if (outer + key.n + 2 > sizeof w->path)
		return refuse(w, "a key is longer than 400 bytes");
	if (outer)
		w->path[w->path_n++] = '.';
	if (key.n)
		memcpy(w->path + w->path_n, key.p, key.n);
	w->path_n += key.n;
	blanks(w);
	if (w->p < w->end && *w->p == '{') {
		ok = object(w);
	} else if (w->p < w->end && *w->p == '[') {
		ok = list(w);
	} else {
		int i = column(w);

		ok = i >= 0 && scalar(w, &w->out->text, &null);
		if (ok)
			end_cell(w, i, null);
	}
	w->path_n = outer;
	return ok;
}

static bool object(struct walk *w)
{
	w->p++;
	if (take(w, '}'))
		return true;
	do {
		if (!member(w))
			return false;
	} while (take(w, ','));
	return take(w, '}') || refuse(w, "a comma or } is expected");
}

bool json_flatten(struct str value, struct json_columns *columns, struct json_record *out)
{
	struct walk w = {.p = value.p, .end = value.p + value.n, .columns = columns, .out = out};

	buf_clear(&out->text);
	out->problem[0] = '\0';
	out->problem_column = (struct str){0};
	memset(out->given, 0, sizeof out->given[0] * (size_t)columns->n);
	if (!value.n || value.p[0] != '{')
		return refuse(&w, "a record must be a JSON object");
	if (!object(&w))
		return false;
	blanks(&w);
	if (w.p != w.end)
		return refuse(&w, "something follows the object");
	out->n = columns->n;
	for (int i = 0; i < columns->n; i++) {
		if (!out->given[i])
			out->cells[i] = (struct str){0};
		else if (out->cells[i].p)
			out->cells[i].p = out->text.p ? out->text.p + out->at[i] : "";
	}
	return true;
}
