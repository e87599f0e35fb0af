/* Rate limits: one bucket per principal or address. Lives in memory of the node: a limit protects the node. */
#include "api/internal.h"
#include "base/clock.h"
#include "base/thread.h"

/* Slots are chosen by hash; two principals in one slot share it only while both are busy. */
enum { SLOTS = 8192, PROBES = 4 };
struct bucket {
	uint64_t key;
	double left;
	int64_t at_us;
};
struct rate_limits {
	struct lock lock;
	struct bucket slot[SLOTS];
};

struct rate_limits *limits_new(void)
{
	struct rate_limits *l = mem_alloc(sizeof *l);

	lock_init(&l->lock);
	return l;
}

void limits_free(struct rate_limits *l)
{
	if (!l)
		return;
	lock_release(&l->lock);
	mem_free(l);
}

/* The bucket of key; a new key takes the slot that was used longest ago. */
static struct bucket *bucket_of(struct rate_limits *l, uint64_t key, double full, int64_t now_us)
{
	struct bucket *oldest = NULL;

	for (int i = 0; i < PROBES; i++) {
		struct bucket *b = &l->slot[(key + (uint64_t)i) % SLOTS];

		if (b->key == key)
			return b;
		if (!oldest || b->at_us < oldest->at_us)
			oldest = b;
	}
	*oldest = (struct bucket){.key = key, .left = full, .at_us = now_us};
	return oldest;
}

bool limits_take(struct rate_limits *l, struct str key, int64_t per_minute, int64_t now_us, int64_t *ret_wait_s)
{
	double rate = (double)per_minute / 60e6, full = (double)per_minute / 6 + 1;
	HOLD(&l->lock);
	struct bucket *b = bucket_of(l, str_hash(key) | 1, full, now_us);

	b->left += (double)(now_us - b->at_us) * rate;
	if (b->left > full)
		b->left = full;
	b->at_us = now_us;
	if (b->left >= 1) {
		b->left -= 1;
		return true;
	}
	*ret_wait_s = (int64_t)((1 - b->left) / rate / 1e6) + 1;
	return false;
}
