/* Decoding of request targets, cookies and list headers. Called by the server on I/O threads and by the fuzz target.
 * Must never accept a path that means something else to a proxy in front or to the file system. */
#include "http/decode.h"
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool percent_decode(struct arena *a, struct str in, bool plus, struct str *ret)
{
	char *out = arena_alloc(a, in.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if (c == '%') {
			bool whole = i + 2 < in.n;
			int high = whole ? hex_digit(in.p[i + 1]) : -1, low = whole ? hex_digit(in.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		if (c == '\0')
			return false;
		out[n++] = c;
	}
	*ret = (struct str){out, n};
	return utf8_valid(*ret);
}

static bool segment_ok(struct str s)
{
	if (s.n == 0 || str_is(s, ".") || str_is(s, ".."))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f || s.p[i] == '/' || s.p[i] == '\\')
			return false;
	return true;
}

static bool decode_path(struct arena *a, struct http_target *t, const char **why)
{
	struct str rest = {t->raw_path.p + 1, t->raw_path.n - 1}, part;
	size_t most = 1;

	for (size_t i = 0; i < rest.n; i++)
		most += rest.p[i] == '/';
	if (most > DECODE_SEGMENTS_MAX + 1) {
		*why = "The path has too many parts.";
		return false;
	}
	t->segment = ARENA_ARRAY(a, struct str, most);
	while (str_split(&rest, '/', &part)) {
		if (part.n == 0 && !rest.p)
			break; /* the root, or a final slash */
		if (!percent_decode(a, part, false, &t->segment[t->n_segments]) ||
		    !segment_ok(t->segment[t->n_segments])) {
			*why = "The path holds something that is not allowed.";
			return false;
		}
		t->n_segments++;
	}
	return true;
}

static bool decode_query(struct arena *a, struct str query, struct http_target *t, const char **why)
{
	struct str rest = query, part;
	size_t most = 1;

	if (query.n == 0)
		return true;
	for (size_t i = 0; i < query.n; i++)
		most += query.p[i] == '&';
	if (most > DECODE_PARAMS_MAX) {
		*why = "The query has too many parameters.";
		return false;
	}
	t->param = ARENA_ARRAY(a, struct http_pair, most);
	while (str_split(&rest, '&', &part)) {
		struct http_pair *p = &t->param[t->n_params];
		const char *eq = part.n ? memchr(part.p, '=', part.n) : NULL;
		size_t name_n = eq ? (size_t)(eq - part.p) : part.n;

		if (part.n == 0)
			continue;
		struct str value = eq ? (struct str){eq + 1, part.n - name_n - 1} : (struct str){part.p + part.n, 0};

		if (!percent_decode(a, (struct str){part.p, name_n}, true, &p->name) ||
		    !percent_decode(a, value, true, &p->value)) {
			*why = "The query is not percent-encoded UTF-8.";
			return false;
		}
		t->n_params++;
	}
	return true;
}

/* "http://host/path" -> authority and "/path"; the RFC asks servers to take it. */
static void strip_absolute(struct http_target *t)
{
	size_t skip = str_starts(t->raw, "http://") ? 7 : str_starts(t->raw, "https://") ? 8 : 0;
	size_t end = skip;

	if (!skip)
		return;
	while (end < t->raw.n && t->raw.p[end] != '/' && t->raw.p[end] != '?')
		end++;
	t->authority = (struct str){t->raw.p + skip, end - skip};
	t->raw = end < t->raw.n ? (struct str){t->raw.p + end, t->raw.n - end} : STR("/");
}

bool target_decode(struct arena *a, struct str raw, struct http_target *ret, const char **ret_why)
{
	*ret = (struct http_target){.raw = raw, .raw_path = raw};
	for (size_t i = 0; i < raw.n; i++) {
		if ((unsigned char)raw.p[i] <= 0x20 || (unsigned char)raw.p[i] >= 0x7f || raw.p[i] == '#') {
			*ret_why = "The address holds a byte that must be percent-encoded.";
			return false;
		}
	}
	if (str_is(raw, "*")) {
		ret->asterisk = true;
		return true;
	}
	strip_absolute(ret);
	if (ret->raw.n == 0 || ret->raw.p[0] != '/') {
		*ret_why = "The address must begin with a slash.";
		return false;
	}
	const char *mark = memchr(ret->raw.p, '?', ret->raw.n);
	struct str query = {0};

	ret->raw_path = ret->raw;
	if (mark) {
		ret->raw_path.n = (size_t)(mark - ret->raw.p);
		query = (struct str){mark + 1, ret->raw.n - ret->raw_path.n - 1};
	}
	return decode_path(a, ret, ret_why) && decode_query(a, query, ret, ret_why);
}

struct str http_cookie_in(struct str header, const char *name)
{
	struct str rest = header, part;

	while (str_split(&rest, ';', &part)) {
		part = str_trim(part);
		const char *eq = part.n ? memchr(part.p, '=', part.n) : NULL;

		if (!eq || !str_is((struct str){part.p, (size_t)(eq - part.p)}, name))
			continue;
		return (struct str){eq + 1, part.n - (size_t)(eq - part.p) - 1};
	}
	return (struct str){0};
}

bool http_etag_in(struct str list, const char *etag)
{
	struct str want = str_of(etag), rest = list, part;

	if (str_starts(want, "W/"))
		want = (struct str){want.p + 2, want.n - 2};
	while (str_split(&rest, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, "W/"))
			part = (struct str){part.p + 2, part.n - 2};
		if (str_is(part, "*") || (part.n && str_eq(part, want)))
			return true;
	}
	return false;
}

/* q=0, q=0.0 ... means "not this". */
static bool weight_is_zero(struct str parameters)
{
	struct str rest = parameters, part;

	while (str_split(&rest, ';', &part)) {
		part = str_trim(part);
		if (part.n < 3 || (part.p[0] != 'q' && part.p[0] != 'Q') || part.p[1] != '=')
			continue;
		for (size_t i = 2; i < part.n; i++)
			if (part.p[i] != '0' && part.p[i] != '.')
				return false;
		return true;
	}
	return false;
}

bool accepts_gzip(struct str header)
{
	struct str rest = header, part;
	bool any = false;

	while (str_split(&rest, ',', &part)) {
		struct str name;

		if (!str_split(&part, ';', &name))
			continue;
		name = str_trim(name);
		bool yes = !weight_is_zero(part);

		if (str_eq_nocase(name, "gzip") || str_eq_nocase(name, "x-gzip"))
			return yes;
		if (str_is(name, "*"))
			any = yes;
	}
	return any;
}

void http_encode(struct buf *out, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (word || (c && strchr("-._~", c))) {
			buf_char(out, (char)c);
		} else {
			buf_char(out, '%');
			buf_char(out, digits[c >> 4]);
			buf_char(out, digits[c & 15]);
		}
	}
}
