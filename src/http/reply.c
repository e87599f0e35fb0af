/* Replies: built on any thread, handed to the I/O thread that owns the connection. The first answer of a request wins;
 * a later one only releases what it brought. */
#include "http/internal.h"
#include <string.h>
#include <unistd.h>
#include "base/log.h"

bool header_ok(const struct http_header *h)
{
	bool ok = h->name && h->name[0] && h->value;

	for (const char *p = ok ? h->name : ""; *p; p++)
		ok = ok && (unsigned char)*p > 0x20 && (unsigned char)*p < 0x7f && *p != ':';
	for (const char *p = ok ? h->value : ""; *p; p++)
		ok = ok && (unsigned char)*p >= 0x20 && *p != 0x7f;
	return ok;
}

void response_headers(struct MHD_Response *m, const struct http_header *headers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!header_ok(&headers[i]) || MHD_add_response_header(m, headers[i].name, headers[i].value) != MHD_YES)
			log_event(LOG_ERROR, "http.header_left_out", "index=%zu", i);
	(void)MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
}

void count_reply(struct http_server *s, int status)
{
	atomic_fetch_add(&s->by_class[status >= 100 && status < 600 ? status / 100 : 0], 1);
}

void request_answer(struct request *r, int status, struct MHD_Response *m)
{
	if (atomic_exchange(&r->answered, true)) {
		MHD_destroy_response(m);
		return;
	}
	r->status = status;
	r->response = m;
	count_reply(r->server, status);
	if (atomic_load(&r->server->draining))
		(void)MHD_add_response_header(m, "Connection", "close");
	/* Resumed first: a stop that saw no request in flight must find no suspended connection. The caller's reference
	 * keeps r, although the transfer may end at any moment now. */
	MHD_resume_connection(r->mhd);
	work_answered(r->server, r);
}

static void answer(struct http_exchange *x, int status, const struct http_header *headers, size_t n,
    struct MHD_Response *m)
{
	ASSERT(m && status >= 200 && status <= 599);
	response_headers(m, headers, n);
	request_answer(x->r, status, m);
	http_release(x);
}

static struct MHD_Response *copy_of(struct str body)
{
	/* MHD's own copy shares one allocation with the response. */
	return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY);
}

static struct MHD_Response *fixed(struct str body)
{
	return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);
}

void http_reply(struct http_exchange *x, int status, const struct http_header *headers, size_t n, struct str body)
{
	answer(x, status, headers, n, copy_of(body));
}

void http_reply_buf(struct http_exchange *x, int status, const struct http_header *headers, size_t n, struct buf *body)
{
	struct MHD_Response *m = body->n
	    ? MHD_create_response_from_buffer_with_free_callback(body->n, body->p, mem_free)
	    : fixed(STR(""));

	if (!body->n)
		buf_release(body);
	size_t max = body->max;

	buf_init(body, max);
	answer(x, status, headers, n, m);
}

void http_reply_fd(struct http_exchange *x, int status, const struct http_header *headers, size_t n, int fd,
    int64_t offset, int64_t size)
{
	struct MHD_Response *m = NULL;

	if (size > 0)
		m = MHD_create_response_from_fd_at_offset64((uint64_t)size, fd, (uint64_t)offset);
	else
		(void)close(fd);
	answer(x, status, headers, n, m ? m : fixed(STR("")));
}

struct source {
	int64_t (*read)(void *arg, int64_t offset, char *out, size_t max);
	void (*done)(void *arg);
	void *arg;
};

static ssize_t source_read(void *cls, uint64_t offset, char *out, size_t max)
{
	struct source *f = cls;
	int64_t k = f->read(f->arg, (int64_t)offset, out, max);

	if (k == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	return k < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : (ssize_t)k;
}

static void source_free(void *cls)
{
	struct source *f = cls;

	if (f->done)
		f->done(f->arg);
	mem_free(f);
}

void http_reply_stream(struct http_exchange *x, int status, const struct http_header *headers, size_t n, int64_t size,
    int64_t (*read)(void *arg, int64_t offset, char *out, size_t max), void (*done)(void *arg), void *arg)
{
	struct source *f = mem_alloc(sizeof *f);

	*f = (struct source){read, done, arg};
	answer(x, status, headers, n,
	    MHD_create_response_from_callback(size < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)size, 32 * 1024, source_read, f,
	        source_free));
}

enum { BLOB_HEADERS = 32 };

void http_reply_blob(struct http_exchange *x, const struct http_blob *blob, const struct http_header *headers, size_t n)
{
	struct http_header h[BLOB_HEADERS + 5];
	bool gzip = blob->gzip.n && accepts_gzip(http_header(x, "Accept-Encoding"));
	size_t k = 0;

	ASSERT(n <= BLOB_HEADERS);
	if (x->method != HTTP_GET && x->method != HTTP_HEAD) {
		http_reply_error(x, 405, "Only GET is possible here.");
		return;
	}
	for (size_t i = 0; i < n; i++)
		h[k++] = headers[i];
	/* One weak tag for both codings: the content is the same. */
	h[k++] = (struct http_header){"ETag", arena_printf(&x->arena, "%s%s", blob->gzip.n ? "W/" : "", blob->etag)};
	h[k++] = (struct http_header){"Cache-Control", blob->cache_control ? blob->cache_control : "no-cache"};
	if (blob->gzip.n)
		h[k++] = (struct http_header){"Vary", "Accept-Encoding"};
	if (http_etag_in(http_header(x, "If-None-Match"), blob->etag)) {
		answer(x, 304, h, k, fixed(STR("")));
		return;
	}
	h[k++] = (struct http_header){"Content-Type", blob->content_type};
	if (gzip)
		h[k++] = (struct http_header){"Content-Encoding", "gzip"};
	answer(x, 200, h, k, fixed(gzip ? blob->gzip : blob->body));
}

void http_reply_allow(struct http_exchange *x, const char *allow)
{
	const struct http_header h = {"Allow", allow};

	answer(x, 204, &h, 1, fixed(STR("")));
}

struct MHD_Response *response_error(struct http_server *s, int status, const char *detail)
{
	const char *type = "text/plain; charset=utf-8";
	auto_buf body;

	buf_init(&body, 64 * 1024);
	if (s->o.error_body)
		s->o.error_body(s->o.arg, status, detail, &body, &type);
	else
		buf_printf(&body, "%d %s\n%s\n", status, http_status_text(status), detail ? detail : "");
	struct MHD_Response *m = copy_of(buf_view(&body));
	const struct http_header h[] = {{"Content-Type", type}, {"Cache-Control", "no-store"}};

	response_headers(m, h, 2);
	if (status == 503)
		(void)MHD_add_response_header(m, "Retry-After", "1");
	if (status == 405)
		(void)MHD_add_response_header(m, "Allow", "GET, HEAD");
	return m;
}

void http_reply_error(struct http_exchange *x, int status, const char *detail)
{
	request_answer(x->r, status, response_error(x->r->server, status, detail));
	http_release(x);
}

const char *http_status_text(int status)
{
	return MHD_get_reason_phrase_for((unsigned)status);
}
