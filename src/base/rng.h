/* Random numbers: a seeded, reproducible stream (xoshiro256**), and secret bytes from the system. */
#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
};
void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_u64(struct rng *r);
double rng_unit(struct rng *r);                    /* [0, 1) */
uint64_t rng_below(struct rng *r, uint64_t bound); /* [0, bound), unbiased; bound > 0 */
bool secret_start(void); /* once, before any thread; false: the system has no source of random bytes */
void secret_bytes(void *p, size_t n);              /* libsodium's CSPRNG */
