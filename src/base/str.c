/* Borrowed strings: comparison, splitting, numbers. */
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct str str_of(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, const char *z)
{
	size_t i = 0;

	for (; i < a.n && z[i]; i++)
		if (lower(a.p[i]) != lower(z[i]))
			return false;
	return i == a.n && !z[i];
}

bool str_starts(struct str a, const char *z)
{
	size_t n = strlen(z);

	return a.n >= n && memcmp(a.p, z, n) == 0;
}

bool str_ends(struct str a, const char *z)
{
	size_t n = strlen(z);

	return a.n >= n && memcmp(a.p + a.n - n, z, n) == 0;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str a)
{
	while (a.n && is_space(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n && is_space(a.p[a.n - 1]))
		a.n--;
	return a;
}

bool str_split(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;

	if (!at) {
		*ret_part = *rest;
		*rest = (struct str){0};
		return true;
	}
	*ret_part = (struct str){rest->p, (size_t)(at - rest->p)};
	*rest = (struct str){at + 1, rest->n - ret_part->n - 1};
	return true;
}

struct str str_copy(struct arena *a, struct str s)
{
	return (struct str){arena_copy(a, s.p, s.n), s.n};
}

char *str_z(struct arena *a, struct str s)
{
	return arena_copy(a, s.p, s.n);
}

bool str_to_i64(struct str s, int64_t *ret)
{
	size_t i = 0;
	bool negative = s.n && s.p[0] == '-';
	uint64_t v = 0, limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);

	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		i = 1;
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)(s.p[i] - '0');

		if (d > 9 || v > (limit - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*ret = negative ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

bool str_to_f64(struct str s, double *ret)
{
	char z[64];

	if (s.n == 0 || s.n >= sizeof z)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789+-.eE", s.p[i]) || !s.p[i])
			return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	char *end;
	double v = strtod(z, &end);

	if (*end || !isfinite(v))
		return false;
	*ret = v;
	return true;
}

uint64_t str_hash(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h ^ (h >> 29);
}
