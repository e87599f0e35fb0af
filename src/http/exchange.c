/* One request as handlers see it: made on an I/O thread, read by handlers, freed when handler and reply are done. */
#include "http/internal.h"
#include <string.h>
#include <strings.h>
#include "base/clock.h"

static const char *const method_names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

struct http_exchange *exchange_new(struct request *r, struct str target)
{
	struct http_exchange *x = mem_alloc(sizeof *x);

	x->r = r;
	atomic_store(&x->refs, 1); /* the I/O thread's; becomes the handler's */
	atomic_fetch_add(&r->refs, 1);
	atomic_fetch_add(&r->server->refs, 1);
	arena_init(&x->arena);
	buf_init(&x->memory, 0);
	x->fd = -1;
	target = str_copy(&x->arena, target);
	if (target_decode(&x->arena, target, &x->target, &x->target_error))
		x->target_error = NULL;
	return x;
}

static enum MHD_Result collect_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
    const char *value, size_t value_n)
{
	struct http_exchange *x = cls;

	(void)kind;
	if (x->n_headers == HEADERS_MAX)
		return MHD_NO; /* the guard refuses this request */
	struct http_pair *h = &x->header[x->n_headers++];

	h->name = str_copy(&x->arena, (struct str){name, name_n});
	h->value = str_copy(&x->arena, (struct str){value, value ? value_n : 0});
	return MHD_YES;
}

void exchange_fill(struct http_exchange *x, struct MHD_Connection *mhd, const char *method)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	size_t m = 0;

	x->received_us = clock_mono_us();
	x->method_text = str_copy(&x->arena, str_of(method));
	while (m < HTTP_OTHER && strcmp(method, method_names[m]) != 0)
		m++;
	x->method = (enum http_method)m;
	x->header = ARENA_ARRAY(&x->arena, struct http_pair, HEADERS_MAX);
	(void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, collect_header, x);
	peer_find(x, info ? info->client_addr : NULL);
}

void request_unref(struct request *r)
{
	if (atomic_fetch_sub(&r->refs, 1) == 1)
		mem_free(r);
}

void http_hold(struct http_exchange *x)
{
	atomic_fetch_add(&x->refs, 1);
}

void http_release(struct http_exchange *x)
{
	if (atomic_fetch_sub(&x->refs, 1) != 1)
		return;
	struct http_server *s = x->r->server;

	body_release(x);
	arena_release(&x->arena);
	request_unref(x->r);
	mem_free(x);
	server_unref(s);
}

enum http_method http_method(const struct http_exchange *x)
{
	return x->method;
}

struct str http_method_text(const struct http_exchange *x)
{
	return x->method_text;
}

struct str http_target(const struct http_exchange *x)
{
	return x->target.raw;
}

struct str http_raw_path(const struct http_exchange *x)
{
	return x->target.raw_path;
}

size_t http_segments(const struct http_exchange *x)
{
	return x->target.n_segments;
}

struct str http_segment(const struct http_exchange *x, size_t i)
{
	return i < x->target.n_segments ? x->target.segment[i] : (struct str){0};
}

size_t http_params(const struct http_exchange *x)
{
	return x->target.n_params;
}

void http_param_at(const struct http_exchange *x, size_t i, struct str *ret_name, struct str *ret_value)
{
	*ret_name = x->target.param[i].name;
	*ret_value = x->target.param[i].value;
}

bool http_param(const struct http_exchange *x, const char *name, struct str *ret_value)
{
	for (size_t i = 0; i < x->target.n_params; i++) {
		if (str_is(x->target.param[i].name, name)) {
			*ret_value = x->target.param[i].value;
			return true;
		}
	}
	return false;
}

struct str http_header(const struct http_exchange *x, const char *name)
{
	for (size_t i = 0; i < x->n_headers; i++)
		if (str_eq_nocase(x->header[i].name, name))
			return x->header[i].value;
	return (struct str){0};
}

size_t http_headers(const struct http_exchange *x)
{
	return x->n_headers;
}

void http_header_at(const struct http_exchange *x, size_t i, struct str *ret_name, struct str *ret_value)
{
	*ret_name = x->header[i].name;
	*ret_value = x->header[i].value;
}

struct str http_cookie(const struct http_exchange *x, const char *name)
{
	for (size_t i = 0; i < x->n_headers; i++) {
		if (!str_eq_nocase(x->header[i].name, "Cookie"))
			continue;
		struct str v = http_cookie_in(x->header[i].value, name);

		if (v.p)
			return v;
	}
	return (struct str){0};
}

struct str http_peer(const struct http_exchange *x)
{
	return x->peer;
}

bool http_is_loopback(const struct http_exchange *x)
{
	return x->loopback;
}

bool http_is_tls(const struct http_exchange *x)
{
	return x->tls;
}

struct arena *http_arena(struct http_exchange *x)
{
	return &x->arena;
}

int64_t http_received_us(const struct http_exchange *x)
{
	return x->received_us;
}
