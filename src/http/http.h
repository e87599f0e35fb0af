/* HTTP/1.1 server behind our own interface (libmicrohttpd inside, never visible outside of src/http).
 *
 * I/O threads assemble complete requests within limits and queue them; a fixed number of worker threads run the
 * handler in straight-line blocking code; the reply may come from the handler or, later, from any other thread.
 * Called by src/api and src/app. Knows no Earshot type and no JSON.
 *
 * The process must ignore SIGPIPE. Nothing here is safe to use after http_server_stop() except http_reply*(),
 * http_release() and http_stream_*() on exchanges and streams still held, which then do nothing but release. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct http_server;
struct http_exchange;
struct http_stream;

enum http_method {
	HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS,
	HTTP_OTHER /* any other token; see http_method_text() */
};

struct http_header {
	const char *name;  /* token characters only */
	const char *value; /* no CR, LF, NUL or TAB: a header that has one is a bug and is left out, with a log line */
};

/* What the body may be, asked once when the head is complete and before any body byte is read. Runs on an I/O thread:
 * it must not block. Accessors of x for method, path, query and headers work; the body is not there yet.
 * status 0 accepts up to max bytes; else the request is answered with that status (413, 415, 404 ...) at once. */
struct http_body_rule {
	int64_t max; /* bytes */
	int status;
	const char *detail; /* one sentence for error_body, static storage; may be NULL */
};

struct http_options {
	const char *address; /* numeric, "127.0.0.1", "::1", "0.0.0.0", "::"; NULL: 127.0.0.1 */
	uint16_t port;       /* 0: the system chooses, see http_server_port() */
	int listen_fd;       /* >= 1: an inherited listening socket, taken over; address and port are ignored */

	/* Zero means the default in every number below. */
	int workers;            /* threads that run the handler: 8 */
	int io_threads;         /* 2 */
	int queue_max;          /* complete requests waiting for a worker, above it 503 + Retry-After: 512 */
	int connections_max;    /* 10,000 */
	int connections_per_ip; /* none on a loopback listener or with trusted_proxies, else 1,000 */
	size_t header_max;      /* request line and all header lines: 32 KiB */
	int header_ms;          /* first byte of the connection (or of the request line) to end of head: 10,000 */
	int idle_ms;            /* kept-alive connection between requests, and any silence: 60,000 */
	int body_bytes_per_s;   /* least average rate of a request body after its first header_ms: 1,024 */
	int drain_ms;           /* http_server_stop() waits so long for requests that are running: 10,000 */
	int stream_ping_ms;     /* comment line on silent event streams: 15,000 */
	size_t stream_queue_max; /* unsent bytes per event stream; more and the client is dropped: 256 KiB */
	size_t memory_max;      /* body bytes kept in memory, more goes to an unlinked file in spool_dir: 64 KiB */
	int64_t spool_max;      /* bytes of all such files together, above it 503: 8 GiB */

	const char *spool_dir;       /* NULL: /tmp */
	const char *tls_cert_file;   /* PEM chain; both or none */
	const char *tls_key_file;    /* PEM */
	const char *trusted_proxies; /* comma-separated addresses or CIDR blocks whose X-Forwarded-For and
				      * X-Forwarded-Proto are believed; NULL: none */

	void *arg;
	/* Runs on a worker thread. Must see to it that x is answered exactly once, now or later. x stays valid until
	 * the handler returned and the reply was given. */
	void (*handler)(void *arg, struct http_exchange *x);
	/* NULL: 1 MiB for every request. */
	struct http_body_rule (*body_rule)(void *arg, struct http_exchange *x);
	/* Body of the errors the server answers by itself (400, 413, 415, 417, 431, 503, 505). NULL: text/plain.
	 * Runs on any thread, must not block; *ret_type is static text. */
	void (*error_body)(void *arg, int status, const char *detail, struct buf *ret_body, const char **ret_type);
};

/* ERR_USAGE, ERR_IO or ERR_INTERNAL with a sentence in error (may be NULL); nothing is left running then. */
[[nodiscard]] enum err http_server_start(const struct http_options *o, char error[256],
    struct http_server **ret_server);
/* Stops accepting, ends the streams, waits up to drain_ms for running requests, answers the rest 503, joins the
 * workers (a handler that never returns blocks here), frees. */
void http_server_stop(struct http_server *s);
uint16_t http_server_port(const struct http_server *s);

struct http_counters {
	uint64_t requests;          /* complete or refused */
	uint64_t by_class[6];       /* replies by status / 100 */
	uint64_t refused_malformed; /* 400s of the guard */
	uint64_t refused_busy;      /* 503s of the full queue */
	uint64_t cut_slow;          /* connections cut for a deadline */
	uint64_t streams_dropped;   /* event streams dropped because the client read too slowly */
	int64_t connections_open;
	int64_t streams_open;
	int64_t queue_length; /* waiting for a worker */
	int64_t in_flight;    /* queued or running, not yet answered */
	int64_t spool_bytes;  /* bodies on disk now */
};
void http_server_counters(struct http_server *s, struct http_counters *ret);

/* ---- the request; all strings live in the exchange ---- */
enum http_method http_method(const struct http_exchange *x);
struct str http_method_text(const struct http_exchange *x);
struct str http_target(const struct http_exchange *x);   /* path and query as sent */
struct str http_raw_path(const struct http_exchange *x); /* path as sent, no query */
/* Path split at '/', each segment percent-decoded: valid UTF-8 without control characters, '/' or '\\', never empty,
 * "." or ".." (such requests are answered 400 before). A final '/' adds no segment. */
size_t http_segments(const struct http_exchange *x);
struct str http_segment(const struct http_exchange *x, size_t i); /* empty when i is out of range */
/* Query parameters, decoded as form-urlencoded ('+' is a blank), in order, valid UTF-8 without NUL, at most 256. */
size_t http_params(const struct http_exchange *x);
void http_param_at(const struct http_exchange *x, size_t i, struct str *ret_name, struct str *ret_value);
bool http_param(const struct http_exchange *x, const char *name, struct str *ret_value); /* first of that name */
struct str http_header(const struct http_exchange *x, const char *name); /* case-insensitive, first; p NULL: absent */
size_t http_headers(const struct http_exchange *x);
void http_header_at(const struct http_exchange *x, size_t i, struct str *ret_name, struct str *ret_value);
struct str http_cookie(const struct http_exchange *x, const char *name); /* first of that name; p NULL: absent */
struct str http_peer(const struct http_exchange *x);                    /* numeric address without port */
bool http_is_loopback(const struct http_exchange *x);                   /* of http_peer() */
bool http_is_tls(const struct http_exchange *x);                        /* here, or at a trusted proxy */
/* Content of a spooled body is mapped on first use. Call from one thread at a time. */
struct str http_body(struct http_exchange *x);
int64_t http_body_size(const struct http_exchange *x);
/* Read-only descriptor at offset 0, owned by x: dup() it to keep it. -1 when it cannot be made. */
int http_body_fd(struct http_exchange *x);
struct arena *http_arena(struct http_exchange *x); /* freed with x; one thread at a time */
int64_t http_received_us(const struct http_exchange *x); /* monotonic clock, head complete */

/* Who needs x after the reply or beyond the handler takes a reference. */
void http_hold(struct http_exchange *x);
void http_release(struct http_exchange *x);

/* ---- the reply: exactly once per exchange, from any thread; x may be gone afterwards (outside of the handler) ----
 * Content-Length, Date, Connection and `X-Content-Type-Options: nosniff` are added here. For HEAD the same call as
 * for GET is right: the body is counted, not sent. A second reply is ignored. */
void http_reply(struct http_exchange *x, int status, const struct http_header *headers, size_t n, struct str body);
/* The same with a body that is taken over and emptied, not copied. */
void http_reply_buf(struct http_exchange *x, int status, const struct http_header *headers, size_t n, struct buf *body);
/* size bytes of fd from offset; fd is closed by the server. */
void http_reply_fd(struct http_exchange *x, int status, const struct http_header *headers, size_t n, int fd,
    int64_t offset, int64_t size);
/* Body from a callback: read returns bytes put into out (at most max), 0 at the end, -1 on failure (the connection is
 * cut, so that the client sees a broken transfer). size -1: unknown, sent chunked. read runs on an I/O thread and must
 * be quick; done runs once at the end, however it ends. */
void http_reply_stream(struct http_exchange *x, int status, const struct http_header *headers, size_t n, int64_t size,
    int64_t (*read)(void *arg, int64_t offset, char *out, size_t max), void (*done)(void *arg), void *arg);

/* Something immutable that outlives the server, such as a file compiled in. */
struct http_blob {
	const char *content_type;
	const char *etag;          /* with quotes: "\"abc\"" */
	const char *cache_control; /* NULL: no-cache */
	struct str body;
	struct str gzip; /* the same compressed, or empty */
};
/* 200, or 304 when If-None-Match names it; gzip when the client takes it; 405 with Allow unless GET or HEAD. */
void http_reply_blob(struct http_exchange *x, const struct http_blob *blob, const struct http_header *headers,
    size_t n);
/* 204 with Allow: for OPTIONS. allow: "GET, HEAD, POST". */
void http_reply_allow(struct http_exchange *x, const char *allow);
/* What error_body renders, as the server itself would send it. */
void http_reply_error(struct http_exchange *x, int status, const char *detail);

/* ---- event streams ---- */
/* Answers x with 200 text/event-stream that stays open and holds no thread. The caller owns one reference to the
 * stream and gives it back by http_stream_release(), at the latest in or after on_close. on_close (may be NULL) runs
 * once, on an I/O thread, when the client is gone, was dropped or the server stops; it must not block. */
struct http_stream *http_stream_open(struct http_exchange *x, const struct http_header *headers, size_t n,
    void (*on_close)(void *arg, struct http_stream *s), void *arg);
/* Queues bytes (whole events: "id: 7\ndata: {}\n\n"), from any thread. false: closed, or dropped because of this. */
bool http_stream_send(struct http_stream *s, struct str bytes);
void http_stream_close(struct http_stream *s); /* what is queued is sent first */
bool http_stream_is_open(struct http_stream *s);
void http_stream_release(struct http_stream *s);

/* ---- helpers that need no server ---- */
const char *http_status_text(int status);
/* Value of one cookie in a Cookie header. */
struct str http_cookie_in(struct str header, const char *name);
/* Is this If-None-Match / If-Match list naming etag (weak comparison)? '*' matches. */
bool http_etag_in(struct str list, const char *etag);
/* Appends s percent-encoded so that it is safe as one path segment or query value. */
void http_encode(struct buf *out, struct str s);
