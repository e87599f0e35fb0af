/* The steps before a handler: host, sign-in, rate, CSRF, permission, body. Each refuses with cause and remedy. */
#include "api/internal.h"
#include "auth/auth.h"
#include <arpa/inet.h>
#include <jansson.h>
#include <string.h>

/* "localhost:8080" -> "localhost", "[::1]:80" -> "::1". */
static struct str host_name(struct str host)
{
	const char *end;

	if (host.n && host.p[0] == '[') {
		end = memchr(host.p, ']', host.n);
		return end ? (struct str){host.p + 1, (size_t)(end - host.p) - 1} : STR("");
	}
	end = host.n ? memchr(host.p, ':', host.n) : NULL;
	return end ? (struct str){host.p, (size_t)(end - host.p)} : host;
}

static bool is_numeric(struct str name)
{
	char z[64];
	unsigned char bytes[16];

	if (name.n == 0 || name.n >= sizeof z)
		return false;
	memcpy(z, name.p, name.n);
	z[name.n] = '\0';
	return inet_pton(AF_INET, z, bytes) == 1 || inet_pton(AF_INET6, z, bytes) == 1;
}

/* A page of another name that resolves to this machine (DNS rebinding) must not speak for its visitor. */
enum err step_host(struct call *c)
{
	struct str host = http_header(c->x, "Host"), name = host_name(host);

	if (*c->api->host && str_eq_nocase(host, c->api->host))
		return OK;
	if (str_eq_nocase(name, "localhost") || str_is(name, "::1") || (str_starts(name, "127.") && is_numeric(name)))
		return OK;
	if (c->api->any_address && is_numeric(name))
		return OK;
	return fail(c->cx, ERR_FORBIDDEN, NULL, "this server does not answer to the name \"%.*s\": start it with "
		"--public-url",
		    (int)(name.n > 100 ? 100 : name.n), name.p ? name.p : "");
}

struct sign_in {
	struct call *c;
	struct str secret, workspace;
	bool by_token;
};

static enum err look_up(struct cx *cx, void *arg)
{
	struct sign_in *s = arg;

	return s->by_token ? auth_by_token(cx, s->secret, &s->c->inner->touch)
			   : auth_by_session(cx, s->secret, s->workspace, &s->c->inner->touch);
}

static void become(struct cx *cx, const struct who *w)
{
	cx->workspace_id = w->workspace_id;
	cx->user_id = w->user_id;
	cx->member_id = w->member_id;
	cx->token_id = w->token_id;
	cx->permissions = w->permissions;
	cx->roles = w->roles;
	cx->lead = w->lead;
}

static enum err identify(struct call *c, struct sign_in *s)
{
	struct cx *cx = c->cx;
	struct who_key key = who_key(c->api->who, cx, s->secret, s->workspace);
	struct who w;

	if (who_recall(c->api->who, &key, &w)) {
		become(cx, &w);
		return OK;
	}
	TRY(db_read(cx, look_up, s));
	w = (struct who){cx->workspace_id, cx->user_id, cx->member_id, cx->token_id, cx->permissions, cx->roles, cx->lead};
	who_note(c->api->who, &key, &w);
	return OK;
}

/* The workspace header of a token must name the token's own; a session chooses among its user's. */
static enum err check_workspace(struct call *c, struct str wanted)
{
	const struct resource *r;
	int64_t id;

	if (!wanted.n || (id_parse(wanted, &r, &id) && r->id == RES_workspace && id == c->cx->workspace_id))
		return OK;
	return fail(c->cx, ERR_NOT_FOUND, NULL, "there is no such workspace, or you are not a member of it");
}

enum err step_sign_in(struct call *c)
{
	struct str header = http_header(c->x, "Authorization"), cookie = http_cookie(c->x, c->api->cookie);
	struct sign_in s = {.c = c, .secret = cookie, .workspace = http_header(c->x, "X-Workspace")};
	bool is_public = c->route->permission == P_public;

	if (is_public && !(c->route->flags & ROUTE_OPTIONAL_USER))
		return OK;
	if (header.n > 7 && strncasecmp(header.p, "Bearer ", 7) == 0) {
		s.secret = str_trim((struct str){header.p + 7, header.n - 7});
		s.by_token = true;
	}
	if (!s.secret.n)
		return is_public ? OK : fail(c->cx, ERR_UNAUTHENTICATED, NULL, "sign in, or send Authorization: Bearer TOKEN");
	enum err e = identify(c, &s);

	if (!e && s.by_token)
		e = check_workspace(c, s.workspace);
	if (e && is_public) {
		fail_clear(c->cx);
		return OK;
	}
	TRY(e);
	c->inner->by_cookie = !s.by_token;
	c->inner->secret = s.secret;
	if (s.by_token && (c->route->flags & ROUTE_USER_ONLY))
		return fail(c->cx, ERR_FORBIDDEN, NULL, "this needs a person who signed in, not a token");
	return OK;
}

enum { ANONYMOUS_PER_MINUTE = 600 };

enum err step_rate(struct call *c)
{
	const struct cx *cx = c->cx;
	int64_t most = c->api->root->settings->rate_limit, wait;
	bool known = cx->user_id || cx->token_id;
	char key[96];

	if ((c->route->flags & ROUTE_NO_LIMIT) || (known && most == 0))
		return OK;
	if (known)
		(void)snprintf(key, sizeof key, "%lld/%lld", (long long)cx->user_id, (long long)cx->token_id);
	else
		(void)snprintf(key, sizeof key, "@%.*s", STR_ARG(http_peer(c->x)));
	if (limits_take(c->api->limits, str_of(key), known ? most : ANONYMOUS_PER_MINUTE, c->inner->started_us, &wait))
		return OK;
	call_header(c, "Retry-After", arena_printf(cx->arena, "%lld", (long long)wait));
	return fail(c->cx, ERR_RATE_LIMITED, NULL, "more than %lld requests a minute: wait %lld s", (long long)(known
		? most : ANONYMOUS_PER_MINUTE),
		    (long long)wait);
}

static bool is_safe(const struct call *c)
{
	return c->route->method == HTTP_GET;
}

/* Browsers send the cookie by themselves; only our own pages can add this header to a request. */
enum err step_csrf(struct call *c)
{
	if (is_safe(c) || (c->route->flags & ROUTE_FORM))
		return OK;
	if (!c->inner->by_cookie && c->route->permission != P_public)
		return OK;
	struct str site = http_header(c->x, "Sec-Fetch-Site");

	if (!str_is(http_header(c->x, "X-Requested-With"), "earshot"))
		return fail(c->cx, ERR_FORBIDDEN, NULL, "a request with a cookie needs the header X-Requested-With: earshot");
	if (str_is(site, "cross-site"))
		return fail(c->cx, ERR_FORBIDDEN, NULL, "the request came from another site");
	return OK;
}

enum err step_permission(struct call *c, enum permission needed)
{
	if (needed == P_own_update) {
		enum permission own = c->resource->create;

		if (cx_may(c->cx, own + 1) || cx_may(c->cx, own + 2))
			return OK;
		needed = own + 1;
	}
	if (cx_may(c->cx, needed))
		return OK;
	return fail(c->cx, ERR_FORBIDDEN, NULL, "this needs the permission %s, which none of your roles has: ask an "
		"administrator",
		    permission_name(needed));
}

/* "12" or *; -1 for *. */
static enum err read_if_match(struct call *c)
{
	struct str v = str_trim(http_header(c->x, "If-Match"));

	c->if_rev = -1;
	if (!v.n)
		return c->route->flags & ROUTE_IF_MATCH
			       ? fail(c->cx, ERR_IF_MATCH, NULL, "send If-Match with the version you read, as in If-Match: \"3\"")
			       : OK;
	if (str_is(v, "*"))
		return OK;
	if (v.n > 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
		v = (struct str){v.p + 1, v.n - 2};
	if (!str_to_i64(v, &c->if_rev) || c->if_rev < 0)
		return fail(c->cx, ERR_MALFORMED, NULL, "If-Match must be the ETag of the object, as in \"3\"");
	return OK;
}

static bool type_is(struct str type, const char *want)
{
	size_t n = strlen(want);

	return type.n >= n && strncasecmp(type.p, want, n) == 0 && (type.n == n || type.p[n] == ';' || type.p[n] == ' ');
}

static enum err check_type(struct call *c)
{
	static const char *const json[] = {"application/json", "application/merge-patch+json", NULL};
	static const char *const lines[] = {"application/x-ndjson", "application/ndjson", "text/plain",
		"application/octet-stream", NULL};
	static const char *const form[] = {"application/x-www-form-urlencoded", NULL};
	unsigned flags = c->route->flags;
	const char *const *want = flags & ROUTE_NDJSON ? lines : flags & ROUTE_FORM ? form : json;
	struct str type = http_header(c->x, "Content-Type");

	for (const char *const *w = want; *w; w++)
		if (type_is(type, *w))
			return OK;
	return fail(c->cx, ERR_MEDIA_TYPE, NULL, "send Content-Type: %s, not \"%.*s\"", want[0], (int)(type.n > 80
		? 80 : type.n),
		    type.p ? type.p : "");
}

enum err step_body(struct call *c)
{
	unsigned flags = c->route->flags;

	TRY(read_if_match(c));
	if ((flags & (ROUTE_RAW | ROUTE_NO_BODY)) || is_safe(c) || http_body_size(c->x) == 0)
		return OK;
	TRY(check_type(c));
	if (flags & (ROUTE_NDJSON | ROUTE_FORM))
		return OK;
	return json_read(c->cx, http_body(c->x), &c->body);
}
