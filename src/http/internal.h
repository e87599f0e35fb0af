/* What the files of src/http share; nobody else includes it.
 *
 * Two objects per request. struct http_exchange is what handlers see: owned by handler and reply-giver. struct request
 * is libmicrohttpd's side (its con_cls): it lives until the transfer ended, and holds no arena, so that ten thousand
 * event streams or slow downloads cost little. Lock order: list locks of the server, then stream lock, then MHD's. */
#pragma once
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include "base/thread.h"
#include "http/decode.h"

enum {
	HEADERS_MAX = 128,
	POOL_BYTES = 64 * 1024,      /* MHD's memory per connection, mapped lazily */
	DISCARD_MAX = 1024 * 1024,   /* bytes over the limit read and dropped so that a 413 can be read */
	STREAM_CHECK_MS = 1000,      /* how often streams are looked at for gone clients */
	PROXIES_MAX = 32,
};

/* Watched by the sweeper, one per connection (MHD's socket context). */
enum phase { PHASE_HEAD, PHASE_BODY, PHASE_BUSY, PHASE_IDLE };
struct connection {
	struct connection *next, *prev;
	int fd;
	bool cut;
	_Atomic(int) phase;
	_Atomic(int64_t) since_us;
	_Atomic(int64_t) body_bytes;
};

struct block { /* of addresses, IPv4 mapped into IPv6 */
	unsigned char address[16];
	int bits;
};

struct request {
	struct request *next, *prev; /* in server->waiting, while suspended and not answered */
	_Atomic(int) refs;           /* MHD, exchange */
	_Atomic(bool) answered;
	bool listed; /* in server->waiting; queue_lock */
	struct http_server *server;
	struct MHD_Connection *mhd;
	struct MHD_Response *response;
	int status;
	struct http_stream *stream;
	struct http_exchange *x; /* until queued; then workers own it */
	struct connection *connection;
	bool head_done;
};

struct http_exchange {
	_Atomic(int) refs; /* handler, reply */
	struct http_exchange *next_queued;
	struct request *r;
	struct arena arena;
	enum http_method method;
	struct str method_text;
	struct http_target target;
	const char *target_error;
	struct http_pair *header;
	size_t n_headers;
	struct str peer;
	bool loopback, tls;
	int64_t received_us;
	/* body */
	int64_t body_max, body_size;
	bool over; /* passed the limit, rest is dropped */
	bool spool_failed;
	int64_t spooled; /* bytes of it in the file, counted in server->spooled */
	struct buf memory;
	int fd; /* -1: none */
	void *map;
};

struct http_stream {
	struct http_stream *next, *prev; /* in server->streams */
	_Atomic(int) refs;               /* owner, request */
	struct http_server *server;
	struct lock lock;
	struct MHD_Connection *mhd; /* NULL after the end */
	int fd;
	bool suspended, closing, dropped;
	struct buf queue;
	size_t sent; /* of queue */
	int64_t last_us;
	void (*on_close)(void *arg, struct http_stream *s);
	void *arg;
};

struct http_server {
	_Atomic(int) refs; /* the starter, each exchange, each stream */
	struct http_options o;
	char *spool_dir;
	struct MHD_Daemon *daemon;
	int listen_fd;
	uint16_t port;
	bool loopback;
	struct block proxy[PROXIES_MAX];
	int n_proxies;
	char *cert, *key;

	struct lock queue_lock; /* guards the five below */
	struct signal_ queue_signal, idle_signal;
	struct http_exchange *queue_head, *queue_tail;
	struct request *waiting;
	int64_t queue_length, in_flight;
	bool workers_stop;
	pthread_t *worker;
	int n_workers;

	struct lock connections_lock;
	struct connection *connections;
	struct lock streams_lock;
	struct http_stream *streams;
	struct lock sweeper_lock;
	struct signal_ sweeper_signal;
	bool sweeper_stop;
	pthread_t sweeper;
	_Atomic(bool) draining;

	_Atomic(uint64_t) requests, by_class[6], refused_malformed, refused_busy, cut_slow, streams_dropped;
	_Atomic(int64_t) connections_open, streams_open;
	_Atomic(int64_t) spooled; /* bytes in spool files now */
	_Atomic(int64_t) requests_live; /* struct request objects MHD still knows */
};

/* server.c */
void server_unref(struct http_server *s);

/* guard.c: is the head one that nobody can read in two ways? NULL: yes; else a sentence, *ret_status is set. */
const char *guard_head(const struct http_exchange *x, const char *version, size_t header_max, int *ret_status);

/* body.c */
void body_add(struct http_exchange *x, const char *p, size_t n);
void body_release(struct http_exchange *x);

/* exchange.c */
struct http_exchange *exchange_new(struct request *r, struct str target);
void exchange_fill(struct http_exchange *x, struct MHD_Connection *mhd, const char *method); /* headers, peer */
void request_unref(struct request *r);

/* peer.c */
bool proxies_parse(struct http_server *s, const char *list);
void peer_find(struct http_exchange *x, const struct sockaddr *sa);
bool address_is_loopback(const char *numeric);

/* listen.c: a listening, non-blocking socket; *ret_port as bound. */
enum err listen_open(const struct http_options *o, char error[256], int *ret_fd, uint16_t *ret_port,
    bool *ret_loopback);

/* reply.c */
bool header_ok(const struct http_header *h);
struct MHD_Response *response_error(struct http_server *s, int status, const char *detail);
void response_headers(struct MHD_Response *m, const struct http_header *headers, size_t n);
/* First answer wins; takes m. Resumes the suspended connection. */
void request_answer(struct request *r, int status, struct MHD_Response *m);
void count_reply(struct http_server *s, int status);

/* stream.c */
void stream_ended(struct http_stream *s);      /* MHD is done with it */
void streams_sweep(struct http_server *s);     /* pings, gone clients */
void streams_close_all(struct http_server *s);

/* work.c */
void workers_start(struct http_server *s);
void workers_stop(struct http_server *s);
bool work_queue(struct http_server *s, struct http_exchange *x); /* false: full; call with the connection suspended */
void work_answered(struct http_server *s, struct request *r);    /* once, by request_answer */

/* sweep.c */
void sweeper_start(struct http_server *s);
void sweeper_stop(struct http_server *s);
void connection_phase(struct connection *c, enum phase p);
void connection_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code);

/* callbacks.c: what MHD calls */
void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
    const char *version, const char *data, size_t *data_n, void **con_cls);
void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode code);
