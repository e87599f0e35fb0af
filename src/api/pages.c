/* The browser part: files compiled in, the first page with a fresh style nonce, and what a browser may do with it.
 * Whatever no row of routes.c names is looked for here. */
#include "api/internal.h"
#include "api/files.h"
#include <stdio.h>
#include <string.h>

/* No inline script anywhere; styles that the components insert carry the nonce. */
#define PAGE_POLICY                                                                                                    \
	"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data: blob:; font-src 'self'; "     \
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

static const char missing_page[] =
	"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Earshot</title>"
	"<h1>Earshot runs</h1><p>This program was built without its browser part. Build both with "
	"<code>script/server</code>, or with <code>cd ui &amp;&amp; npm ci &amp;&amp; npm run build</code> followed by "
	"<code>ninja -C build</code>. The API answers under <code>api/v1</code>.</p></html>";

static const struct ui_file *file_named(struct str path)
{
	for (const struct ui_file *f = ui_files; f->path; f++)
		if (str_is(path, f->path))
			return f;
	return NULL;
}

/* Path behind the public one, without the first slash. */
static struct str path_below(struct arena *a, const struct http_exchange *x, size_t first)
{
	auto_buf b;

	buf_init(&b, 4096);
	for (size_t i = first; i < http_segments(x); i++) {
		if (b.n)
			buf_char(&b, '/');
		buf_str(&b, http_segment(x, i));
	}
	return str_copy(a, buf_view(&b));
}

size_t page_headers(const struct api *api, const char *policy, struct http_header h[PAGE_HEADERS])
{
	size_t n = 0;

	h[n++] = (struct http_header){"Content-Security-Policy", policy};
	h[n++] = (struct http_header){"Referrer-Policy", "no-referrer"};
	h[n++] = (struct http_header){"X-Frame-Options", "DENY"};
	h[n++] = (struct http_header){"Cross-Origin-Opener-Policy", "same-origin"};
	h[n++] = (struct http_header){"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"};
	if (api->secure)
		h[n++] = (struct http_header){"Strict-Transport-Security", "max-age=31536000"};
	return n;
}

const char *page_nonce(struct cx *cx)
{
	unsigned char raw[16];
	char *hex = arena_alloc(cx->arena, 2 * sizeof raw + 1);

	secret_bytes(raw, sizeof raw);
	hex_encode(raw, sizeof raw, hex);
	return hex;
}

/* The built page with the nonce put where it names it. */
static void first_page(struct call *c, struct buf *out, const char *nonce)
{
	static const char mark[] = "__CSP_NONCE__";
	const struct ui_file *f = file_named(STR("index.html"));
	struct str page = f ? (struct str){(const char *)ui_blob + f->at, f->size} : STR(missing_page);
	const char *at;

	(void)c;
	while ((at = memmem(page.p, page.n, mark, sizeof mark - 1))) {
		size_t n = (size_t)(at - page.p);

		buf_add(out, page.p, n);
		buf_z(out, nonce);
		page.p += n + sizeof mark - 1;
		page.n -= n + sizeof mark - 1;
	}
	buf_str(out, page);
}

static void reply_page(struct call *c)
{
	const char *nonce = page_nonce(c->cx);
	struct http_header h[PAGE_HEADERS + 2];
	size_t n = page_headers(c->api, arena_printf(c->cx->arena, PAGE_POLICY, nonce), h);
	struct buf out;

	h[n++] = (struct http_header){"Content-Type", "text/html; charset=utf-8"};
	h[n++] = (struct http_header){"Cache-Control", "no-cache"};
	buf_init(&out, 1 << 20);
	first_page(c, &out, nonce);
	http_reply_buf(c->x, 200, h, n, &out);
}

static void reply_file(struct call *c, const struct ui_file *f)
{
	const struct http_blob blob = {
		.content_type = f->type,
		.etag = f->etag,
		.cache_control = strncmp(f->path, "assets/", 7) == 0 ? "public, max-age=31536000, immutable" : "no-cache",
		.body = {(const char *)ui_blob + f->at, f->size},
		.gzip = {(const char *)ui_blob + f->gzip_at, f->gzip_size}};
	/* A file opened as a page of its own may do nothing; an SVG could hold script. */
	const struct http_header h = {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"};
	bool alone = strcmp(f->type, "image/svg+xml") == 0;

	http_reply_blob(c->x, &blob, &h, alone ? 1 : 0);
}

/* Relative addresses in the page need the slash: /earshot -> /earshot/. */
static bool redirect_to_slash(struct call *c)
{
	struct str path = http_raw_path(c->x);

	if (!*c->api->base || !str_is(path, c->api->base))
		return false;
	const struct http_header h = {"Location", arena_printf(c->cx->arena, "%s/", c->api->base)};

	http_reply(c->x, 308, &h, 1, STR(""));
	return true;
}

/* "/o7": the page of that object; the addresses of the browser part stand behind '#'. */
static bool redirect_number(struct call *c, struct str path)
{
	if (path.n < 2 || path.n > 12 || !strchr("tiodgrav", path.p[0]) || strspn(path.p + 1, "0123456789") != path.n - 1)
		return false;
	const struct http_header h = {"Location", arena_printf(c->cx->arena, "%s/#/%.*s", c->api->base, STR_ARG(path))};

	http_reply(c->x, 302, &h, 1, STR(""));
	return true;
}

bool page_reply(struct call *c, size_t first)
{
	struct str path = path_below(c->cx->arena, c->x, first);
	const struct ui_file *f;

	if (http_method(c->x) != HTTP_GET && http_method(c->x) != HTTP_HEAD)
		return false;
	if (redirect_to_slash(c) || redirect_number(c, path))
		return true;
	if (path.n == 0 || str_is(path, "index.html")) {
		reply_page(c);
		return true;
	}
	f = file_named(path);
	if (f)
		reply_file(c, f);
	return f != NULL;
}
