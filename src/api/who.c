/* Who a secret belongs to, remembered as long as nobody committed anything: without it every read would look up four
 * tables in a transaction of its own. Where the store cannot tell cheaply that nothing was committed (PostgreSQL), nothing
 * is remembered. Entries live a second at most, for rights that end by time. Keys are hashes: a secret is never kept. */
#include "api/internal.h"
#include "base/clock.h"
#include "base/thread.h"

enum { SLOTS = 1024 };
#define LIVES_US US_PER_S

struct slot {
	struct hash key;
	uint64_t generation;
	int64_t version, at_us;
	struct who who;
};
struct who_cache {
	_Atomic uint64_t generation;
	struct lock lock;
	struct slot slot[SLOTS];
};

struct who_cache *who_new(void)
{
	struct who_cache *w = mem_alloc(sizeof *w);

	lock_init(&w->lock);
	atomic_store(&w->generation, 1);
	return w;
}

void who_free(struct who_cache *w)
{
	if (!w)
		return;
	lock_release(&w->lock);
	mem_free(w);
}

void who_forget(struct who_cache *w)
{
	atomic_fetch_add(&w->generation, 1);
}

struct who_key who_key(struct who_cache *w, struct cx *cx, struct str secret, struct str workspace)
{
	return (struct who_key){hash_two(secret, workspace), atomic_load(&w->generation), db_version(cx)};
}

static struct slot *slot_of(struct who_cache *w, const struct who_key *k)
{
	return &w->slot[((unsigned)k->hash.b[0] | (unsigned)k->hash.b[1] << 8) % SLOTS];
}

bool who_recall(struct who_cache *w, const struct who_key *k, struct who *ret)
{
	HOLD(&w->lock);
	const struct slot *s = slot_of(w, k);

	if (k->version == 0 || s->version != k->version || s->generation != k->generation ||
	    clock_mono_us() - s->at_us > LIVES_US || !hash_eq(&s->key, &k->hash))
		return false;
	*ret = s->who;
	return true;
}

/* Generation and version are those of before the look-up: what changed since makes the entry old at once. */
void who_note(struct who_cache *w, const struct who_key *k, const struct who *who)
{
	HOLD(&w->lock);
	*slot_of(w, k) = (struct slot){k->hash, k->generation, k->version, clock_mono_us(), *who};
}
