/* SHA-256 over libsodium. */
#include "base/hash.h"
#include <sodium.h>
#include <string.h>

struct hash hash_of(struct str s)
{
	struct hash h;

	(void)crypto_hash_sha256(h.b, (const unsigned char *)s.p, s.n);
	return h;
}

struct hash hash_two(struct str a, struct str b)
{
	crypto_hash_sha256_state st;
	uint64_t n = a.n;
	struct hash h;

	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)&n, sizeof n);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)a.p, a.n);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)b.p, b.n);
	(void)crypto_hash_sha256_final(&st, h.b);
	return h;
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
	return sodium_memcmp(a->b, b->b, HASH_BYTES) == 0;
}

void hex_encode(const void *p, size_t n, char *out)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex[b[i] >> 4];
		out[2 * i + 1] = hex[b[i] & 15];
	}
	out[2 * n] = '\0';
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct str s, void *out, size_t n)
{
	unsigned char *b = out;

	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = nibble(s.p[2 * i]), lo = nibble(s.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		b[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}
