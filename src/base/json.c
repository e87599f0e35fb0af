/* Streaming JSON writer. */
#include "base/json.h"
#include "base/err.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 60 };

void json_start(struct json_out *j, struct buf *b)
{
	*j = (struct json_out){.b = b};
}

static void before_value(struct json_out *j)
{
	uint64_t bit = 1ull << j->depth;

	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->has_items & bit)
		buf_char(j->b, ',');
	j->has_items |= bit;
}

static void open_level(struct json_out *j, char c)
{
	before_value(j);
	buf_char(j->b, c);
	j->depth++;
	ASSERT(j->depth <= MAX_DEPTH);
	j->has_items &= ~(1ull << j->depth);
}

static void close_level(struct json_out *j, char c)
{
	ASSERT(j->depth > 0 && !j->after_key);
	j->depth--;
	buf_char(j->b, c);
}

void json_open(struct json_out *j)
{
	open_level(j, '{');
}

void json_close(struct json_out *j)
{
	close_level(j, '}');
}

void json_list(struct json_out *j)
{
	open_level(j, '[');
}

void json_list_end(struct json_out *j)
{
	close_level(j, ']');
}

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

/* Bytes that need no escape in a JSON string: everything but quote, backslash, controls and non-ASCII (checked apart). */
static bool plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* Eight at once; may say no for bytes that are plain, never the other way round. */
static bool plain_eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	uint64_t quote = v ^ (ONES * '"'), slash = v ^ (ONES * '\\');

	return (((v - ONES * 0x20) | (quote - ONES) | (slash - ONES) | v | (v + ONES)) & HIGHS) == 0;
}

static void escape(struct buf *b, unsigned char c)
{
	static const char short_form[] = "btn\0fr";

	if (c == '"' || c == '\\') {
		char two[2] = {'\\', (char)c};

		buf_add(b, two, 2);
	} else if (c >= '\b' && c <= '\r' && short_form[c - '\b']) {
		char two[2] = {'\\', short_form[c - '\b']};

		buf_add(b, two, 2);
	} else {
		buf_printf(b, "\\u%04x", c);
	}
}

static void quoted(struct buf *b, struct str s)
{
	size_t i = 0;

	buf_char(b, '"');
	while (i < s.n) {
		size_t from = i;

		while (i + 8 <= s.n && plain_eight(s.p + i))
			i += 8;
		while (i < s.n && plain((unsigned char)s.p[i]))
			i++;
		buf_add(b, s.p + from, i - from);
		if (i >= s.n)
			break;
		if ((unsigned char)s.p[i] < 0x80) {
			escape(b, (unsigned char)s.p[i++]);
			continue;
		}
		size_t at = i;
		int32_t cp = utf8_next(s, &i);

		if (cp == 0xFFFD)
			buf_z(b, "\xEF\xBF\xBD");
		else
			buf_add(b, s.p + at, i - at);
	}
	buf_char(b, '"');
}

void json_key(struct json_out *j, const char *key)
{
	before_value(j);
	quoted(j->b, str_of(key));
	buf_char(j->b, ':');
	j->after_key = true;
}

void json_premade(struct json_out *j, struct str text, bool whole)
{
	ASSERT(!j->after_key);
	buf_str(j->b, text);
	j->has_items |= 1ull << j->depth;
	j->after_key = !whole;
}

void json_str(struct json_out *j, struct str s)
{
	before_value(j);
	quoted(j->b, s);
}

void json_z(struct json_out *j, const char *z)
{
	if (z)
		json_str(j, str_of(z));
	else
		json_nil(j);
}

void json_int(struct json_out *j, int64_t v)
{
	before_value(j);
	buf_i64(j->b, v);
}

void json_num(struct json_out *j, double v)
{
	char z[32];

	if (!isfinite(v)) {
		json_nil(j);
		return;
	}
	before_value(j);
	if (v == floor(v) && fabs(v) < 1e15) {
		buf_i64(j->b, (int64_t)v);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(z, sizeof z, "%.*g", digits, v);
		if (strtod(z, NULL) == v)
			break;
	}
	buf_z(j->b, z);
}

void json_bool(struct json_out *j, bool v)
{
	before_value(j);
	buf_z(j->b, v ? "true" : "false");
}

void json_nil(struct json_out *j)
{
	before_value(j);
	buf_z(j->b, "null");
}

void json_raw(struct json_out *j, struct str json)
{
	before_value(j);
	buf_str(j->b, json);
}

void json_kstr(struct json_out *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

void json_kz(struct json_out *j, const char *key, const char *z)
{
	json_key(j, key);
	json_z(j, z);
}

void json_kint(struct json_out *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

void json_knum(struct json_out *j, const char *key, double v)
{
	json_key(j, key);
	json_num(j, v);
}

void json_kbool(struct json_out *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}
