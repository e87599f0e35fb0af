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
#define AHEAD_MS 600000LL /* reserved and leased ahead; serve renews every 20 s */
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

/* Leases are compared by the store's clock: nodes need not agree about the time. */
static enum err store_ms(struct cx *cx, int64_t *ret)
{
	*ret = clock_wall_us() / 1000;
	if (db_kind(cx->db) == DB_SQLITE)
		return OK;
	return db_one_int(cx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", DB_NO_ARGS, ret, NULL);
}

struct lease {
	int64_t node, last_ms, token;
	bool taken;
};

/* A clock that runs behind the ids already given would put new objects before old ones. */
static enum err check_clock(struct cx *cx, int64_t now)
{
	int64_t last;

	TRY(db_one_int(cx, "SELECT COALESCE(MAX(last_ms), 0) FROM node", DB_NO_ARGS, &last, NULL));
	if (last > now + 2 * AHEAD_MS + BACK_MS) /* a number taken over early starts at the end of its last reserve */
		return fail(cx, ERR_UNAVAILABLE, NULL, "the clock is %lld s behind the data: set it right first",
			    (long long)((last - now - AHEAD_MS) / 1000));
	return OK;
}

/* The first node number whose lease has run out, else a new one. Another process may be faster: then taken stays false. */
static enum err take_node(struct cx *cx, void *arg)
{
	struct lease *l = arg;
	int64_t now = clock_wall_us() / 1000, store_now, until = 0, changed;
	struct db_rows *r;
	bool found = false;

	TRY(check_clock(cx, now));
	TRY(store_ms(cx, &store_now));
	l->last_ms = 0;
	TRY(db_query(cx, "SELECT id, last_ms, leased_until FROM node WHERE leased_until < ?1 ORDER BY id LIMIT 1",
		     DB_ARGS(db_int(store_now)), &r));
	if (db_next(r)) {
		found = true;
		l->node = db_col_int(r, 0);
		l->last_ms = db_col_int(r, 1);
		until = db_col_int(r, 2);
	}
	TRY(db_end(r));
	if (!found) {
		TRY(db_one_int(cx, "SELECT COALESCE(MAX(id), 0) + 1 FROM node", DB_NO_ARGS, &l->node, NULL));
		if (l->node >= NODES)
			return fail(cx, ERR_UNAVAILABLE, NULL, "all %d node numbers are leased", NODES);
		TRY(db_exec(cx, "INSERT INTO node (id, last_ms, leased_until, token) VALUES (?1, 0, 0, 0) ON CONFLICT (id) DO NOTHING",
			    DB_ARGS(db_int(l->node)), NULL));
	}
	if (l->last_ms < now)
		l->last_ms = now;
	secret_bytes(&l->token, sizeof l->token);
	TRY(db_exec(cx,
		    "UPDATE node SET last_ms = ?2, leased_until = ?3, token = ?4 WHERE id = ?1 AND leased_until = ?5",
		    DB_ARGS(db_int(l->node), db_int(l->last_ms + AHEAD_MS), db_int(store_now + AHEAD_MS),
			    db_int(l->token), db_int(until)),
		    &changed));
	l->taken = changed == 1;
	return OK;
}

enum err model_lease_node(struct cx *cx, struct model *m)
{
	struct lease l = {0};

	for (int tries = 0; !l.taken; tries++) {
		if (tries == 100)
			return fail(cx, ERR_UNAVAILABLE, NULL, "too many processes start at once");
		TRY(db_write(cx, take_node, &l));
	}
	HOLD(&m->id_lock);
	m->node = l.node;
	m->token = l.token;
	m->last_ms = l.last_ms;
	m->reserved_ms = l.last_ms + AHEAD_MS;
	m->sequence = 0;
	return OK;
}

struct extension {
	int64_t node, token, until_ms;
	bool kept;
};

static enum err extend(struct cx *cx, void *arg)
{
	struct extension *x = arg;
	int64_t store_now, changed;

	TRY(store_ms(cx, &store_now));
	TRY(db_exec(cx, "UPDATE node SET last_ms = ?3, leased_until = ?4 WHERE id = ?1 AND token = ?2",
		    DB_ARGS(db_int(x->node), db_int(x->token), db_int(x->until_ms), db_int(store_now + AHEAD_MS)), &changed));
	x->kept = changed == 1;
	return OK;
}

static struct extension extension_of(struct model *m)
{
	HOLD(&m->id_lock);
	return (struct extension){.node = m->node, .token = m->token, .until_ms = m->reserved_ms};
}

enum err model_renew_node(struct cx *cx, struct model *m)
{
	struct extension x = extension_of(m);
	int64_t now = clock_wall_us() / 1000;

	if (x.until_ms < now + AHEAD_MS)
		x.until_ms = now + AHEAD_MS;
	TRY(db_write(cx, extend, &x));
	if (!x.kept) /* we slept past the lease and another process has the number: go on with another one */
		return model_lease_node(cx, m);
	HOLD(&m->id_lock);
	if (x.until_ms > m->reserved_ms)
		m->reserved_ms = x.until_ms;
	return OK;
}

static enum err give_back(struct cx *cx, void *arg)
{
	struct extension *x = arg;

	return db_exec(cx, "UPDATE node SET last_ms = ?3, leased_until = 0 WHERE id = ?1 AND token = ?2",
		       DB_ARGS(db_int(x->node), db_int(x->token), db_int(x->until_ms)), NULL);
}

enum err model_release_node(struct cx *cx, struct model *m)
{
	if (!m->node)
		return OK;
	lock_take(&m->id_lock);
	struct extension x = {.node = m->node, .token = m->token, .until_ms = m->last_ms + 1};

	m->node = 0;
	lock_give(&m->id_lock);
	return db_write(cx, give_back, &x);
}

/* No id is ever later than the reserved end, and whoever has the number next starts there: ids stay unique whatever the
 * clocks do. When the clock is past the end (the renewing thread was held up, or the clock was set) ids go on from the
 * last one; there are millions left. */
int64_t model_new_id(struct cx *cx)
{
	struct model *m = cx->model;
	int64_t now = clock_wall_us() / 1000;

	HOLD(&m->id_lock);
	ASSERT(m->node > 0);
	if (now > m->last_ms && now < m->reserved_ms) {
		m->last_ms = now;
		m->sequence = 0;
	} else if (++m->sequence >= 1 << SEQUENCE_BITS) {
		m->last_ms++;
		m->sequence = 0;
	}
	ASSERT(m->last_ms < m->reserved_ms);
	return (m->last_ms - EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS) | m->node << SEQUENCE_BITS | m->sequence;
}
