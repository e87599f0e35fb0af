/* The API as rows. Each src/api/X.c exposes `const struct route X_routes[]` (ended by a row without a path) and is
 * listed once in routes.def. A row passes one fixed pipeline (pipeline.c):
 *
 *   limits -> host -> sign-in -> rate limit -> CSRF -> permission -> body parsed -> prepare (worker, no transaction) ->
 *   begin -> handler -> change rows -> reply rendered -> commit -> reply sent -> log
 *
 * GET handlers run in a read transaction; all others in one write transaction, on SQLite on the write thread, where
 * many requests share a commit: such a handler must not block, hash passwords, read files or compute for long; that is
 * what prepare is for. The reply is rendered inside the transaction and leaves only after the commit.
 * A failure (fail(cx, ...)) rolls back and becomes problem+json; a handler never writes a status above 399 itself. */
#pragma once
#include "base/json.h"
#include "http/http.h"
#include "model/engine.h"

struct json_t;
struct call;
struct api;

enum {
	/* exceptions to the pipeline, visible in the row */
	ROUTE_IF_MATCH = 1 << 0,   /* If-Match is required; the version is in call->if_rev (-1: "*") */
	ROUTE_RAW = 1 << 1,        /* the body is not JSON: read it by http_body(call->x) or http_body_fd */
	ROUTE_NDJSON = 1 << 2,     /* the same, content type application/x-ndjson or text/plain or octet-stream */
	ROUTE_FORM = 1 << 3,       /* form-urlencoded from a page without script; no CSRF header: the path holds a secret */
	ROUTE_NO_TX = 1 << 4,      /* the handler opens its own transactions, on the worker */
	ROUTE_OWN_REPLY = 1 << 5,  /* the handler answers call->x by itself when it returns OK (files, event streams) */
	ROUTE_ROOT = 1 << 6,       /* path is at the root, not below /api/v1 */
	ROUTE_READ_POST = 1 << 7,  /* a POST that changes nothing: read transaction, no idempotency key */
	ROUTE_NO_BODY = 1 << 8,    /* a body is ignored */
	ROUTE_NO_LIMIT = 1 << 9,   /* not counted by the rate limit (health checks) */
	ROUTE_USER_ONLY = 1 << 10, /* a browser session is needed, a token is refused (passwords, sessions, tokens) */
	ROUTE_RIGHTS = 1 << 12,    /* may change who may do what: remembered rights are forgotten */
	ROUTE_OPTIONAL_USER = 1 << 11, /* with P_public: signs in when it can, and goes on when not */
};

/* Permissions of generated rows: those of the resource's own group. */
#define P_own_create ((enum permission)(P_public + 1))
#define P_own_update ((enum permission)(P_public + 2)) /* update or update_all; the handler asks model_may_update */

struct route {
	enum http_method method;
	const char *path; /* "/evidence/{id}/triage"; "/{resource}/{id}" is expanded for each resource */
	enum permission permission;
	unsigned flags;
	enum err (*handler)(struct call *c);
	const char *summary; /* one sentence */
	/* Shapes for openapi.json: a resource name, a list "[evidence]", or JSON Schema text "{...}"; a reply that is no
	 * JSON is named by its media type, as "text/csv". NULL: none. */
	const char *body, *reply;
	enum err (*prepare)(struct call *c); /* NULL: nothing to prepare */
	int64_t body_max;                    /* 0: 1 MiB */
	bool (*serves)(const struct resource *r); /* generated rows: for which resources */
};

enum { CALL_PARAMS = 4, CALL_HEADERS = 24 };
struct call {
	struct cx *cx;
	struct api *api;
	struct http_exchange *x;
	const struct route *route;
	const struct resource *resource; /* of a generated row; else NULL */
	struct str param[CALL_PARAMS];   /* {..} of the path, in order, decoded; {resource} is none of them */
	struct json_t *body;             /* parsed JSON, NULL without; freed by the pipeline */
	int64_t if_rev;                  /* of If-Match; -1 when not sent or "*" */
	void *state;                     /* from prepare to handler */
	void (*forget)(void *state);     /* frees what prepare made outside of the arena; NULL: nothing */
	struct str note;                 /* the same, a reason */
	enum parse_mode mode;            /* of generated rows */

	/* the reply */
	int status; /* 200, or 201 when call_made() was used; handlers set others (202, 204) */
	struct buf out;
	struct json_out j;           /* into out; started */
	const char *content_type;    /* application/json; text/html gets the headers of pages */
	const char *nonce;           /* of an HTML reply: for its <style>; call_nonce() */
	struct http_header header[CALL_HEADERS];
	size_t n_headers;
	const struct resource *made; /* what a POST made: for Location and for replays of its Idempotency-Key */
	int64_t made_id;

	struct call_inner *inner; /* the pipeline's own */
};

/* Parameters of the query; absent: empty text. */
struct str call_query(const struct call *c, const char *name);
[[nodiscard]] enum err call_query_int(struct call *c, const char *name, int64_t missing, int64_t min, int64_t max,
	int64_t *ret);
bool call_query_flag(const struct call *c, const char *name); /* 1, true, yes */
/* The {id} parameter i as an id of want (NULL: any resource); numbers such as O-7 too. Only inside a transaction. */
[[nodiscard]] enum err call_id(struct call *c, int i, const struct resource *want,
	const struct resource **ret_resource, int64_t *ret_id);
/* Members of the body. Required: a missing or empty one is INVALID; else empty text. */
[[nodiscard]] enum err call_text(struct call *c, const char *name, bool required, size_t max, struct str *ret);
[[nodiscard]] enum err call_int(struct call *c, const char *name, int64_t missing, int64_t min, int64_t max,
	int64_t *ret);
[[nodiscard]] enum err call_bool(struct call *c, const char *name, bool missing, bool *ret);
/* A member that holds an id or number of want (NULL: any resource); absent and not required: 0. Inside a transaction. */
[[nodiscard]] enum err call_ref(struct call *c, const char *name, bool required, const struct resource *want,
				const struct resource **ret_resource, int64_t *ret_id);
/* INVALID naming each member of the body that is not in names (comma-separated). */
[[nodiscard]] enum err call_only(struct call *c, const char *names);

/* Reply helpers. */
void call_header(struct call *c, const char *name, const char *value); /* texts live as long as the call's arena */
void call_made(struct call *c, const struct resource *r, int64_t id);  /* 201, Location */
[[nodiscard]] enum err call_object(struct call *c, const struct resource *r, int64_t id); /* renders it, sets ETag */
void call_etag(struct call *c, int64_t rev);
/* Refuses unless the member may change this object (create, own and assigned, all). */
[[nodiscard]] enum err call_may_change(struct call *c, const struct resource *r, int64_t id);
/* For HTML replies without script: what <style nonce="..."> must say. */
const char *call_nonce(struct call *c);

/* ---- the whole table (routes.c), for the pipeline, openapi.json and tests ---- */
struct route_row {
	const struct route *route;
	const struct resource *resource;
	const char *path; /* expanded: "/evidence/{id}" */
	enum permission permission;
	struct str segment[8]; /* p[0] == '{': a parameter */
	int n_segments;
};
struct route_table;
struct route_table *routes_build(void);
void routes_free(struct route_table *t);
size_t routes_count(const struct route_table *t);
const struct route_row *routes_at(const struct route_table *t, size_t i);
/* Row for a path of n segments; NULL: none. *ret_allow: bits of methods (1 << enum http_method) that the path takes. */
const struct route_row *routes_find(const struct route_table *t, enum http_method method, bool root,
    const struct http_exchange *x, size_t first, unsigned *ret_allow, struct str param[CALL_PARAMS]);
