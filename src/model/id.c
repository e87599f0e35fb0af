/* Object ids: time-ordered, unique over nodes, never handed out twice even when the clock jumps back.
 * A node number comes from table node; last_ms is reserved ahead in the store, so that a restart never reuses a
 * millisecond. Callers: the engine only. */
#include "base/clock.h"
#include "base/log.h"
#include "model/engine.h"
#include <string.h>
#include <unistd.h>

enum { SEQUENCE_BITS = 12, NODE_BITS = 10, NODES = 1 << NODE_BITS, PREFIX_MAX = 4 };
#define EPOCH_MS 1767225600000LL /* 2026-01-01T00:00:00Z */
#define AHEAD_MS 60000LL
#define BACK_MS 5000LL

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* Crockford, lower case */

void id_format(const struct resource *r, int64_t id, char out[ID_TEXT])
{
	size_t n = strlen(r->prefix);
	uint64_t v = (uint64_t)id;

	ASSERT(n <= PREFIX_MAX);
	memcpy(out, r->prefix, n);
	out[n] = '_';
	for (int i = 12; i >= 0; i--) {
		out[n + 1 + (size_t)i] = digits[v & 31];
		v >>= 5;
	}
	out[n + 14] = '\0';
}

bool id_parse(struct str s, const struct resource **ret_resource, int64_t *ret_id)
{
	const char *bar = s.n ? memchr(s.p, '_', s.n) : NULL;

	if (!bar)
		return false;
	size_t n = (size_t)(bar - s.p);
	uint64_t v = 0;

	if (n > PREFIX_MAX || s.n != n + 14)
		return false;
	const struct resource *r = resource_by_prefix((struct str){s.p, n});

	if (!r)
		return false;
	for (size_t i = n + 1; i < s.n; i++) {
		const char *d = s.p[i] ? strchr(digits, s.p[i]) : NULL;

		if (!d || v >> 58)
			return false;
		v = v << 5 | (uint64_t)(d - digits);
	}
	if (v == 0 || v > INT64_MAX)
		return false;
	*ret_resource = r;
	*ret_id = (int64_t)v;
	return true;
}

struct lease {
	int64_t node, last_ms;
};

/* The first node number whose lease has run out; a new one when all are held. */
static enum err take_node(struct cx *cx, void *arg)
{
	struct lease *l = arg;
	int64_t now = clock_wall_us() / 1000;
	struct db_rows *r;
	bool found = false;

	TRY(db_query(cx, "SELECT id, last_ms FROM node WHERE leased_until < ?1 ORDER BY id LIMIT 1", DB_ARGS(db_int(now)), &r));
	if (db_next(r)) {
		found = true;
		l->node = db_col_int(r, 0);
		l->last_ms = db_col_int(r, 1);
	}
	TRY(db_end(r));
	if (!found) {
		TRY(db_one_int(cx, "SELECT COALESCE(MAX(id), 0) + 1 FROM node", DB_NO_ARGS, &l->node, NULL));
		if (l->node >= NODES)
			return fail(cx, ERR_UNAVAILABLE, NULL, "all %d node numbers are leased", NODES);
		l->last_ms = 0;
		TRY(db_exec(cx, "INSERT INTO node (id, last_ms, leased_until) VALUES (?1, 0, 0)", DB_ARGS(db_int(l->node)), NULL));
	}
	if (l->last_ms - now > BACK_MS + AHEAD_MS)
		return fail(cx, ERR_UNAVAILABLE, NULL, "the clock is %lld s behind the data: set it right first",
			    (long long)((l->last_ms - now) / 1000));
	if (l->last_ms < now)
		l->last_ms = now;
	return db_exec(cx, "UPDATE node SET last_ms = ?2, leased_until = ?3 WHERE id = ?1",
		       DB_ARGS(db_int(l->node), db_int(l->last_ms + AHEAD_MS), db_int(now + 2 * AHEAD_MS)), NULL);
}

enum err model_lease_node(struct cx *cx, struct model *m)
{
	struct lease l = {0};

	TRY(db_write(cx, take_node, &l));
	HOLD(&m->id_lock);
	m->node = l.node;
	m->last_ms = l.last_ms;
	m->reserved_ms = l.last_ms + AHEAD_MS;
	m->sequence = 0;
	return OK;
}

struct extension {
	int64_t node, until_ms;
};

static enum err extend(struct cx *cx, void *arg)
{
	struct extension *x = arg;

	return db_exec(cx, "UPDATE node SET last_ms = ?2, leased_until = ?3 WHERE id = ?1",
		       DB_ARGS(db_int(x->node), db_int(x->until_ms), db_int(x->until_ms + AHEAD_MS)), NULL);
}

enum err model_renew_node(struct cx *cx, struct model *m)
{
	lock_take(&m->id_lock);
	struct extension x = {m->node, m->reserved_ms};
	int64_t now = clock_wall_us() / 1000;

	if (x.until_ms < now + AHEAD_MS)
		x.until_ms = now + 2 * AHEAD_MS;
	lock_give(&m->id_lock);
	TRY(db_write(cx, extend, &x));
	HOLD(&m->id_lock);
	if (x.until_ms > m->reserved_ms)
		m->reserved_ms = x.until_ms;
	return OK;
}

/* The reservation is renewed every 20 s by a thread of src/app and far ahead of its use; when the thread was held up,
 * ids go on from the reserved end: unique all the same, because no other process has this node number. */
int64_t model_new_id(struct cx *cx)
{
	struct model *m = cx->model;
	int64_t now = clock_wall_us() / 1000;

	HOLD(&m->id_lock);
	ASSERT(m->node > 0);
	if (now > m->last_ms) {
		m->last_ms = now;
		m->sequence = 0;
	} else if (++m->sequence >= 1 << SEQUENCE_BITS) {
		m->last_ms++;
		m->sequence = 0;
	}
	return (m->last_ms - EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS) | m->node << SEQUENCE_BITS | m->sequence;
}
