/* The context of one request, job or command: the only thing passed around.
 * Time and randomness come only from it. Layers above attach their types by the forward-declared pointers. */
#pragma once
#include "base/err.h"
#include "base/rng.h"
#include "base/str.h"

struct db;
struct db_conn;
struct model;
struct settings;
struct services; /* src/app: what the wiring offers to upper layers */

enum actor { ACTOR_PERSON, ACTOR_RULE, ACTOR_MACHINE };

#define FAILURE_DETAILS 16
struct failure {
	enum err err;
	int n;
	struct {
		char field[80];
		char message[240];
	} detail[FAILURE_DETAILS];
};

struct cx {
	struct arena *arena;
	struct db *db;
	struct model *model;
	struct db_conn *conn; /* set while inside db_read or db_write */
	const struct settings *settings;
	const struct services *services;
	int64_t workspace_id; /* 0 outside any workspace */
	int64_t user_id;
	int64_t member_id;
	int64_t token_id;
	uint64_t permissions; /* bit per enum permission of src/model */
	uint64_t roles;       /* bit per enum role */
	uint64_t lead;        /* not 0 when the member is lead of its roles */
	enum actor actor;
	bool unruled;         /* rows from another store or the sample: the rules were kept where they were made */
	int64_t now_us;
	struct rng rng;
	char request_id[24];
	struct failure failure;
};

/* Records the detail and returns e. field may be NULL (no single field). Further calls with the same e add details. */
[[nodiscard, gnu::format(printf, 4, 5)]] enum err fail(struct cx *cx, enum err e, const char *field, const char *fmt, ...);
void fail_clear(struct cx *cx);
/* First detail or the default text of the error. */
const char *fail_text(const struct cx *cx);

/* A context for a new request, job or command: pointers of root, own arena, time, randomness and request id;
 * nobody signed in. */
void cx_fork(const struct cx *root, struct arena *arena, struct cx *ret);
