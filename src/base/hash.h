/* SHA-256 and hex, over libsodium. */
#pragma once
#include "base/str.h"

#define HASH_BYTES 32
struct hash {
	unsigned char b[HASH_BYTES];
};
struct hash hash_of(struct str s);
struct hash hash_two(struct str a, struct str b); /* length-prefixed, so (a,b) is unambiguous */
bool hash_eq(const struct hash *a, const struct hash *b); /* constant time */
void hex_encode(const void *p, size_t n, char *out /* 2n+1 */);
bool hex_decode(struct str s, void *out, size_t n);
