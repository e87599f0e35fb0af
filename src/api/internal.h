/* What the files of src/api share below the rows: the server's state and a call's inner side. */
#pragma once
#include "api/api.h"
#include "api/route.h"
#include "base/settings.h"
#include <stdatomic.h>

struct rate_limits;
struct feed;
struct who_cache;
struct api {
	struct cx *root;
	struct http_server *server;
	struct http_server *public_server; /* customers' pages only; NULL without public_listen */
	struct route_table *routes;
	char *host;        /* of the public URL, with port as browsers send it; "" without */
	char *base;        /* path of the public URL: "" or "/earshot" */
	char *cookie;      /* name */
	bool secure;       /* people reach it by https */
	bool any_address;  /* plain http on the network was allowed: numeric Host names are accepted */
	struct rate_limits *limits;
	struct feed *feed;
	struct who_cache *who;
	_Atomic bool stopping;
};

struct call_inner {
	struct db_work work;
	int64_t started_us;    /* monotonic */
	int64_t touch;         /* session or token whose last use should be written; 0: none */
	bool by_cookie;
	struct str key;        /* Idempotency-Key */
	struct hash request;   /* what came with the key */
	bool replayed;
	int64_t first_id;      /* ids of the write's changes lie between these two */
	int64_t last_id;
	struct str secret;     /* that signed in: of the cookie or the token */
	const char *set_cookie;
};

/* pipeline.c */
void pipeline_run(void *arg, struct http_exchange *x);
/* The same for the public listener: only customers' pages exist there. */
void pipeline_run_public(void *arg, struct http_exchange *x);
struct http_body_rule pipeline_body_rule(void *arg, struct http_exchange *x);
void pipeline_error_body(void *arg, int status, const char *detail, struct buf *ret_body, const char **ret_type);

/* steps.c: before the handler, in this order */
[[nodiscard]] enum err step_host(struct call *c);
[[nodiscard]] enum err step_sign_in(struct call *c);
[[nodiscard]] enum err step_rate(struct call *c);
[[nodiscard]] enum err step_csrf(struct call *c);
[[nodiscard]] enum err step_permission(struct call *c, enum permission needed);
[[nodiscard]] enum err step_body(struct call *c);

/* idempotency.c: inside the write */
[[nodiscard]] enum err idempotency_begin(struct call *c, bool *ret_replayed);
[[nodiscard]] enum err idempotency_end(struct call *c);

/* problem.c */
void problem_write(const struct cx *cx, enum err e, struct buf *out);
void problem_plain(int status, const char *detail, struct buf *out);

/* limits.c */
struct rate_limits *limits_new(void);
void limits_free(struct rate_limits *l);
/* Takes one from the bucket of key; false when empty, *ret_wait_s says for how long. */
bool limits_take(struct rate_limits *l, struct str key, int64_t per_minute, int64_t now_us, int64_t *ret_wait_s);

/* resource.c: objects that not every member of the workspace sees */
[[nodiscard]] enum err scope_check(struct call *c, const struct resource *r, int64_t id);

/* who.c */
struct who {
	int64_t workspace_id, user_id, member_id, token_id;
	uint64_t permissions, roles, lead;
};
struct who_key {
	struct hash hash;
	uint64_t generation;
	int64_t version; /* of the store; 0: unknown */
};
struct who_cache *who_new(void);
void who_free(struct who_cache *w);
void who_forget(struct who_cache *w); /* after a commit that may have changed rights */
struct who_key who_key(struct who_cache *w, struct cx *cx, struct str secret, struct str workspace);
bool who_recall(struct who_cache *w, const struct who_key *k, struct who *ret);
void who_note(struct who_cache *w, const struct who_key *k, const struct who *who);

/* events.c */
struct feed *feed_start(struct api *api);
void feed_stop(struct feed *f);
void feed_wake(struct feed *f); /* something may have changed */

/* pages.c */
enum { PAGE_HEADERS = 8 };
/* Headers that every page carries; policy is its Content-Security-Policy. */
size_t page_headers(const struct api *api, const char *policy, struct http_header h[PAGE_HEADERS]);
const char *page_nonce(struct cx *cx);
/* Answers with a file of the browser part; false: there is none of that name. first: index of the path's first segment. */
bool page_reply(struct call *c, size_t first);

/* cookies.c */
void cookie_set(struct call *c, const char *secret, int64_t seconds); /* 0: removes it */
