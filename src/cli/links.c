/* Addresses that commands print. */
#include "cli/links.h"
#include "base/settings.h"
#include <string.h>

const char *link_base(struct cx *cx)
{
	const struct settings *s = cx->settings;
	size_t n = strlen(s->public_url);

	if (n)
		return arena_copy(cx->arena, s->public_url, s->public_url[n - 1] == '/' ? n - 1 : n);
	const char *host = strcmp(s->listen, "0.0.0.0") == 0 || strcmp(s->listen, "::") == 0 ? "127.0.0.1" : s->listen;

	return arena_printf(cx->arena, "%s://%s%s%s:%lld", *s->tls_cert ? "https" : "http", strchr(host, ':') ? "[" : "",
		host,
			    strchr(host, ':') ? "]" : "", (long long)s->port);
}

const char *link_sign_in(struct cx *cx, const char *secret)
{
	return arena_printf(cx->arena, "%s/#/signin?token=%s", link_base(cx), secret);
}
