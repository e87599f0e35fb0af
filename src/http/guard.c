/* The request guard: refuses every head that a proxy in front might read in another way than we do (request
 * smuggling), or that is larger than its limit. Called once per request, before the body. libmicrohttpd 0.9.75 alone
 * lets two Content-Length, Content-Length beside Transfer-Encoding, two Host and names with a blank pass.
 * Not seen here, because libmicrohttpd hides it: a header value is cut at a raw NUL, and a bare LF ends a line. */
#include "http/internal.h"
#include <string.h>

static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!word && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return s.n > 0;
}

static bool is_field_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static bool host_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c >= 0x7f || strchr("/\\?#@,\"<>", c))
			return false;
	}
	return s.n > 0 && s.n < 300;
}

static size_t count_of(const struct http_exchange *x, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n_headers; i++)
		n += str_eq_nocase(x->header[i].name, name);
	return n;
}

static const char *check_framing(const struct http_exchange *x, bool old)
{
	size_t lengths = count_of(x, "Content-Length"), codings = count_of(x, "Transfer-Encoding");

	if (lengths > 1 || codings > 1 || (lengths && codings))
		return "The length of the body is given twice.";
	if (lengths && !all_digits(http_header(x, "Content-Length")))
		return "Content-Length is not a number.";
	if (codings && (old || !str_eq_nocase(http_header(x, "Transfer-Encoding"), "chunked")))
		return "Transfer-Encoding must be chunked.";
	return NULL;
}

static const char *check_host(const struct http_exchange *x, bool old)
{
	size_t hosts = count_of(x, "Host");
	struct str host = http_header(x, "Host"), authority = x->target.authority;

	if (hosts > 1 || (!hosts && !old))
		return "Exactly one Host header is needed.";
	if (hosts && !host_ok(host))
		return "The Host header is not a host.";
	if (authority.n && !(authority.n == host.n && strncasecmp(authority.p, host.p, host.n) == 0))
		return "The address names another host than the Host header.";
	return NULL;
}

const char *guard_head(const struct http_exchange *x, const char *version, size_t header_max, int *ret_status)
{
	bool old = strcmp(version, "HTTP/1.0") == 0;
	size_t bytes = x->target.raw.n + x->method_text.n;
	const char *why;

	*ret_status = 400;
	if (!is_token(x->method_text) || x->method_text.n > 32)
		return "The method is not a word.";
	if (!old && strcmp(version, "HTTP/1.1") != 0) {
		*ret_status = 505;
		return "Only HTTP/1.1 is spoken here.";
	}
	for (size_t i = 0; i < x->n_headers; i++) {
		bytes += x->header[i].name.n + x->header[i].value.n + 4;
		if (!is_token(x->header[i].name) || !is_field_value(x->header[i].value))
			return "A header holds a byte that is not allowed.";
	}
	if (bytes > header_max || x->n_headers >= HEADERS_MAX) {
		*ret_status = 431;
		return "The request headers are larger than their limit.";
	}
	if ((why = check_framing(x, old)) || (why = check_host(x, old)) || (why = x->target_error))
		return why;
	struct str expect = http_header(x, "Expect");

	if (expect.p && !str_eq_nocase(expect, "100-continue")) {
		*ret_status = 417;
		return "This expectation cannot be met.";
	}
	return NULL;
}
