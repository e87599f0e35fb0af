/* The session cookie. Plain http cannot keep a Secure cookie on every browser, so its name and attributes follow the
 * address that people use: __Host- under https at the root, __Secure- under a sub-path, a plain name on loopback. */
#include "api/internal.h"

void cookie_set(struct call *c, const char *secret, int64_t seconds)
{
	const struct api *api = c->api;

	c->inner->set_cookie = arena_printf(c->cx->arena, "%s=%s; Path=%s; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
		api->cookie,
					    seconds ? secret : "", *api->base ? api->base : "/", (long long)seconds, api->secure
					    	? "; Secure" : "");
}
