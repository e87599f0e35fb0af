/* The server's life: options from the settings, refusal of what is not safe, start and stop. */
#include "api/internal.h"
#include "base/log.h"
#include <stdio.h>
#include <string.h>

static char *keep(const char *p, size_t n)
{
	char *z = mem_alloc(n + 1);

	memcpy(z, p, n);
	return z;
}

/* "https://a.example:8443/earshot/" -> host "a.example:8443", base "/earshot". */
static void read_public_url(struct api *api, const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	const char *slash = strchr(host, '/');
	size_t n = slash ? (size_t)(slash - host) : strlen(host), base = slash ? strlen(slash) : 0;

	while (base > 0 && slash[base - 1] == '/')
		base--;
	api->host = keep(host, n);
	api->base = keep(slash ? slash : "", base);
}

static bool is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 || strcmp(listen, "::1") == 0 || strcmp(listen, "localhost") == 0;
}

/* Passwords and cookies must not cross a network in clear unless the administrator said so. */
static enum err check_listener(struct cx *cx, const struct settings *s)
{
	if (is_loopback(s->listen) || *s->tls_cert || s->insecure_http)
		return OK;
	return fail(cx, ERR_USAGE, NULL,
		    "plain http on %s would send passwords in clear: give --tls-cert and --tls-key, or listen on 127.0.0.1 "
		    	"behind a proxy with "
		    "--public-url https://... and --trusted-proxy, or, on a network you trust, --insecure-http",
		    s->listen);
}

static struct api *api_new(struct cx *cx, const struct settings *s)
{
	struct api *api = mem_alloc(sizeof *api);

	api->root = cx;
	read_public_url(api, s->public_url);
	api->secure = *s->tls_cert || strncmp(s->public_url, "https://", 8) == 0;
	api->any_address = !is_loopback(s->listen) && !*s->public_url;
	const char *cookie = !api->secure ? "earshot" : *api->base ? "__Secure-earshot" : "__Host-earshot";

	api->cookie = keep(cookie, strlen(cookie));
	api->routes = routes_build();
	api->limits = limits_new();
	api->who = who_new();
	return api;
}

static void api_free(struct api *api)
{
	routes_free(api->routes);
	limits_free(api->limits);
	who_free(api->who);
	mem_free(api->host);
	mem_free(api->base);
	mem_free(api->cookie);
	mem_free(api);
}

/* "0.0.0.0:8090" or "[::]:8090". */
static bool split_listen(struct cx *cx, const char *text, const char **ret_address, uint16_t *ret_port)
{
	const char *colon = strrchr(text, ':');
	int64_t port;

	if (!colon || colon == text || !str_to_i64(str_of(colon + 1), &port) || port < 0 || port > 65535)
		return false;
	struct str address = {text, (size_t)(colon - text)};

	if (address.n > 2 && address.p[0] == '[' && address.p[address.n - 1] == ']')
		address = (struct str){address.p + 1, address.n - 2};
	*ret_address = str_is(address, "localhost") ? "127.0.0.1" : str_z(cx->arena, address);
	*ret_port = (uint16_t)port;
	return true;
}

/* A listener of its own for customers, so that a firewall can open it and nothing else. */
static enum err start_public(struct cx *cx, const struct settings *s, const struct http_options *all, struct api *api)
{
	struct http_options o = *all;
	char error[256];

	if (!*s->public_listen)
		return OK;
	if (!split_listen(cx, s->public_listen, &o.address, &o.port))
		return fail(cx, ERR_USAGE, "public_listen", "is ADDRESS:PORT, for example 127.0.0.1:8090");
	if (!is_loopback(o.address) && !*s->tls_cert && !s->insecure_http)
		return fail(cx, ERR_USAGE, "public_listen",
			    "plain http on %s would send private links in clear: give --tls-cert and --tls-key, or listen on "
			    "127.0.0.1 behind a proxy",
			    o.address);
	o.handler = pipeline_run_public;
	enum err e = http_server_start(&o, error, &api->public_server);

	if (e)
		return fail(cx, e, "public_listen", "%s", error);
	log_event(LOG_INFO, "serve.public", "listen=%s port=%d", o.address, (int)http_server_port(api->public_server));
	return OK;
}

enum err api_start(struct cx *cx, struct api **ret)
{
	const struct settings *s = cx->settings;
	char error[256];

	TRY(check_listener(cx, s));
	struct api *api = api_new(cx, s);
	const struct http_options o = {.address = strcmp(s->listen, "localhost") == 0 ? "127.0.0.1" : s->listen,
				       .port = (uint16_t)s->port,
				       .workers = (int)s->workers,
				       .spool_dir = s->data,
				       .tls_cert_file = *s->tls_cert ? s->tls_cert : NULL,
				       .tls_key_file = *s->tls_key ? s->tls_key : NULL,
				       .trusted_proxies = *s->trusted_proxy ? s->trusted_proxy : NULL,
				       .arg = api,
				       .handler = pipeline_run,
				       .body_rule = pipeline_body_rule,
				       .error_body = pipeline_error_body};
	api->feed = feed_start(api);
	db_start_writer(cx->db);
	enum err e = http_server_start(&o, error, &api->server);

	if (e) {
		feed_stop(api->feed);
		api_free(api);
		return fail(cx, e, NULL, "%s", error);
	}
	e = start_public(cx, s, &o, api);
	if (e) {
		api_stop(api);
		return e;
	}
	*ret = api;
	return OK;
}

void api_drain(struct api *api)
{
	atomic_store(&api->stopping, true);
}

void api_stop(struct api *api)
{
	if (api->public_server)
		http_server_stop(api->public_server);
	http_server_stop(api->server);
	feed_stop(api->feed);
	api_free(api);
}

int api_port(const struct api *api)
{
	return http_server_port(api->server);
}

int api_public_port(const struct api *api)
{
	return api->public_server ? http_server_port(api->public_server) : 0;
}
