/* Who a secret belongs to, remembered for a moment: without it every request would look up four tables. Entries live a
 * second at most, which is how long a right taken away by another process lasts; those of this process take all entries
 * with them when they commit.
 * Keys are hashes: a secret is never kept. */
#include "api/internal.h"
#include "base/clock.h"
#include "base/thread.h"

enum { SLOTS = 1024 };
#define LIVES_US US_PER_S

struct slot {
	struct hash key;
	uint64_t generation;
	int64_t at_us;
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

struct who_key who_key(struct who_cache *w, struct str secret, struct str workspace)
{
	return (struct who_key){hash_two(secret, workspace), atomic_load(&w->generation)};
}

static struct slot *slot_of(struct who_cache *w, const struct who_key *k)
{
	return &w->slot[((unsigned)k->hash.b[0] | (unsigned)k->hash.b[1] << 8) % SLOTS];
}

bool who_recall(struct who_cache *w, const struct who_key *k, struct who *ret)
{
	HOLD(&w->lock);
	const struct slot *s = slot_of(w, k);

	if (s->generation != k->generation || clock_mono_us() - s->at_us > LIVES_US || !hash_eq(&s->key, &k->hash))
		return false;
	*ret = s->who;
	return true;
}

/* The generation is that of before the look-up: what changed since makes the entry old at once. */
void who_note(struct who_cache *w, const struct who_key *k, const struct who *who)
{
	HOLD(&w->lock);
	*slot_of(w, k) = (struct slot){k->hash, k->generation, clock_mono_us(), *who};
}
