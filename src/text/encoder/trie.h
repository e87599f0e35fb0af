/* A byte trie as a double array, read straight from the mapped model file. Used by both tokenizers.
 * From node s the byte c leads to t = unit[s].base ^ c when unit[t].check == s; the byte 0 ends a key and its
 * unit holds the value in base. Nothing here trusts the file: every step is bounds-checked, and a walk takes at
 * most one step per byte of text, so a damaged array gives wrong pieces, never a wild read or a loop. */
#pragma once
#include "base/str.h"

#define TRIE_ROOT 0u
#define TRIE_FREE UINT32_MAX

struct trie_unit {
	uint32_t base, check;
};

struct trie {
	const struct trie_unit *units;
	uint32_t n;
};

static inline bool trie_step(const struct trie *t, uint32_t *node, unsigned char c)
{
	uint32_t next = t->units[*node].base ^ c;

	if (next >= t->n || t->units[next].check != *node)
		return false;
	*node = next;
	return true;
}

/* The value of the key that ends at node, or -1. The caller checks its range. */
static inline int64_t trie_value(const struct trie *t, uint32_t node)
{
	return trie_step(t, &node, 0) ? (int64_t)t->units[node].base : -1;
}

/* Building, at conversion only. Keys are sorted by bytes, unique, not empty, without NUL. */
struct trie_key {
	struct str key;
	uint32_t value;
};
void trie_sort(struct trie_key *keys, size_t n);
/* False when the keys break the rule above. ret_units is freed by the caller with mem_free. */
bool trie_build(const struct trie_key *keys, size_t n, struct trie_unit **ret_units, uint32_t *ret_n);
