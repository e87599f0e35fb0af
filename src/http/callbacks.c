/* What libmicrohttpd calls on its I/O threads: target seen, head complete, body bytes, request complete, transfer
 * ended. Assembles the exchange, applies the guard and the body rule, suspends the connection and queues. Never blocks
 * on anything but the spool file. */
#include "http/internal.h"
#include <string.h>
#include "base/log.h"

static struct connection *connection_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct request *r = mem_alloc(sizeof *r);

	r->server = cls;
	r->mhd = mhd;
	atomic_store(&r->refs, 1);
	r->connection = connection_of(mhd);
	atomic_fetch_add(&r->server->requests, 1);
	atomic_fetch_add(&r->server->requests_live, 1);
	/* The first head counts from the accept; a later one from here. */
	if (r->connection && atomic_load(&r->connection->phase) != PHASE_HEAD)
		connection_phase(r->connection, PHASE_HEAD);
	r->x = exchange_new(r, str_of(uri));
	return r;
}

/* An answer of our own, on the I/O thread that owns the connection. */
static enum MHD_Result refuse(struct request *r, struct MHD_Connection *mhd, int status, const char *detail, bool close)
{
	struct MHD_Response *m = response_error(r->server, status, detail);

	if (close)
		(void)MHD_add_response_header(m, "Connection", "close");
	atomic_store(&r->answered, true);
	count_reply(r->server, status);
	connection_phase(r->connection, PHASE_BUSY);
	enum MHD_Result result = MHD_queue_response(mhd, (unsigned)status, m);

	MHD_destroy_response(m);
	return result;
}

static enum MHD_Result answer_asterisk(struct request *r, struct MHD_Connection *mhd)
{
	struct MHD_Response *m = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
	const struct http_header h = {"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};

	response_headers(m, &h, 1);
	atomic_store(&r->answered, true);
	count_reply(r->server, 204);
	connection_phase(r->connection, PHASE_BUSY);
	enum MHD_Result result = MHD_queue_response(mhd, 204, m);

	MHD_destroy_response(m);
	return result;
}

static enum MHD_Result on_head(struct request *r, struct MHD_Connection *mhd, const char *method, const char *version)
{
	struct http_server *s = r->server;
	struct http_exchange *x = r->x;
	int status = 0;

	r->head_done = true;
	connection_phase(r->connection, PHASE_BODY);
	exchange_fill(x, mhd, method);
	const char *why = guard_head(x, version, s->o.header_max, &status);

	if (why) {
		atomic_fetch_add(&s->refused_malformed, 1);
		return refuse(r, mhd, status, why, true);
	}
	if (atomic_load(&s->draining))
		return refuse(r, mhd, 503, "The server is stopping.", true);
	if (x->target.asterisk)
		return x->method == HTTP_OPTIONS ? answer_asterisk(r, mhd)
		                                 : refuse(r, mhd, 400, "The address must begin with a slash.", true);
	struct http_body_rule rule = {.max = 1024 * 1024};
	int64_t length = 0;

	if (s->o.body_rule)
		rule = s->o.body_rule(s->o.arg, x);
	if (!str_to_i64(http_header(x, "Content-Length"), &length))
		length = 0;
	bool has_body = length || http_header(x, "Transfer-Encoding").p;

	if (rule.status)
		return refuse(r, mhd, rule.status, rule.detail ? rule.detail : http_status_text(rule.status), has_body);
	/* A length past 2^63 does not parse: length is then 0 and MHD refuses it or the chunks are counted. */
	if (length > rule.max)
		return refuse(r, mhd, 413, "The body is larger than its limit.", true);
	x->body_max = rule.max;
	return MHD_YES;
}

static enum MHD_Result on_body(struct request *r, const char *data, size_t *n)
{
	struct http_exchange *x = r->x;

	body_add(x, data, *n);
	if (r->connection)
		atomic_fetch_add(&r->connection->body_bytes, (int64_t)*n);
	*n = 0;
	/* Libmicrohttpd takes no answer inside of a body: what is over is dropped for a while, then cut. */
	return x->over && x->body_size > x->body_max + DISCARD_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_complete(struct request *r, struct MHD_Connection *mhd)
{
	struct http_exchange *x = r->x;
	struct http_server *s = r->server;

	if (r->response) { /* resumed with the answer */
		struct MHD_Response *m = r->response;

		r->response = NULL;
		enum MHD_Result result = MHD_queue_response(mhd, (unsigned)r->status, m);

		MHD_destroy_response(m);
		return result;
	}
	if (!x)
		return MHD_YES; /* woken early: the answer is still to come */
	if (x->over)
		return refuse(r, mhd, 413, "The body is larger than its limit.", true);
	if (x->spool_failed)
		return refuse(r, mhd, 503, "The body could not be stored.", true);
	connection_phase(r->connection, PHASE_BUSY);
	r->x = NULL;
	atomic_fetch_add(&x->refs, 1); /* the reply's */
	MHD_suspend_connection(mhd);
	if (!work_queue(s, x)) {
		atomic_fetch_add(&s->refused_busy, 1);
		request_answer(r, 503, response_error(s, 503, "Too many requests are waiting. Try again shortly."));
		http_release(x);
		http_release(x);
	}
	return MHD_YES;
}

enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
    const char *version, const char *data, size_t *data_n, void **con_cls)
{
	struct request *r = *con_cls;

	(void)cls;
	(void)url;
	if (!r)
		return MHD_NO;
	if (!r->head_done)
		return on_head(r, mhd, method, version);
	return *data_n ? on_body(r, data, data_n) : on_complete(r, mhd);
}

void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode code)
{
	struct request *r = *con_cls;
	struct http_server *s = cls;

	(void)mhd;
	(void)code;
	if (!r)
		return;
	*con_cls = NULL;
	if (r->response) { /* answered, but never handed over */
		MHD_destroy_response(r->response);
		r->response = NULL;
	}
	if (r->x)
		http_release(r->x);
	r->x = NULL;
	if (r->stream)
		stream_ended(r->stream);
	connection_phase(r->connection, PHASE_IDLE);
	request_unref(r);
	atomic_fetch_sub(&s->requests_live, 1);
}
