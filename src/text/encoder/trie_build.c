/* Builds the double array of trie.h. Called by the converter only; never at run time. */
#include "text/encoder/trie.h"
#include "base/err.h"
#include <stdlib.h>
#include <string.h>

#define BLOCK 256u      /* base ^ byte stays inside one block of 256 units */
#define OPEN_BLOCKS 16u /* older blocks are given up: nearly full, and searching them costs more than it saves */

struct builder {
	struct trie_unit *units;
	uint32_t n, cap;
	const struct trie_key *keys;
};

static int by_key(const void *a, const void *b)
{
	return str_cmp(((const struct trie_key *)a)->key, ((const struct trie_key *)b)->key);
}

void trie_sort(struct trie_key *keys, size_t n)
{
	if (n)
		qsort(keys, n, sizeof *keys, by_key);
}

static void add_block(struct builder *b)
{
	if (b->n + BLOCK > b->cap) {
		b->cap = b->cap ? b->cap * 2 : 64 * BLOCK;
		b->units = mem_realloc(b->units, b->cap * sizeof *b->units);
	}
	for (uint32_t i = b->n; i < b->n + BLOCK; i++)
		b->units[i] = (struct trie_unit){TRIE_FREE, TRIE_FREE};
	b->n += BLOCK;
}

static bool fits(const struct builder *b, uint32_t base, const unsigned char *labels, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (b->units[base ^ labels[i]].check != TRIE_FREE)
			return false;
	return true;
}

/* A base under which all labels are free. Slot 0 is the root and is never free. */
static uint32_t find_base(struct builder *b, const unsigned char *labels, unsigned n)
{
	uint32_t first = b->n > OPEN_BLOCKS * BLOCK ? b->n - OPEN_BLOCKS * BLOCK : 0;

	for (uint32_t slot = first; slot < b->n; slot++)
		if (b->units[slot].check == TRIE_FREE && fits(b, slot ^ labels[0], labels, n))
			return slot ^ labels[0];
	add_block(b);
	return b->n - BLOCK;
}

static unsigned char label_at(const struct trie_key *k, size_t depth)
{
	return depth < k->key.n ? (unsigned char)k->key.p[depth] : 0;
}

/* Keys [from, to) share their first depth bytes, which lead to node. Depth is bounded by the longest key. */
static void build_node(struct builder *b, size_t from, size_t to, size_t depth, uint32_t node)
{
	unsigned char labels[256];
	unsigned n = 0;
	uint32_t base;

	for (size_t i = from; i < to; i++) {
		unsigned char c = label_at(&b->keys[i], depth);

		if (n == 0 || labels[n - 1] != c)
			labels[n++] = c;
	}
	base = find_base(b, labels, n);
	b->units[node].base = base;
	for (unsigned i = 0; i < n; i++)
		b->units[base ^ labels[i]].check = node;
	for (size_t i = from; i < to;) {
		unsigned char c = label_at(&b->keys[i], depth);
		size_t end = i + 1;

		while (end < to && label_at(&b->keys[end], depth) == c)
			end++;
		if (c == 0)
			b->units[base].base = b->keys[i].value;
		else
			build_node(b, i, end, depth + 1, base ^ c);
		i = end;
	}
}

bool trie_build(const struct trie_key *keys, size_t n, struct trie_unit **ret_units, uint32_t *ret_n)
{
	struct builder b = {.keys = keys};

	for (size_t i = 0; i < n; i++) {
		if (keys[i].key.n == 0 || keys[i].key.n > 1024 || memchr(keys[i].key.p, 0, keys[i].key.n))
			return false;
		if (i && str_cmp(keys[i - 1].key, keys[i].key) >= 0)
			return false;
	}
	add_block(&b);
	b.units[TRIE_ROOT] = (struct trie_unit){0, 0};
	if (n)
		build_node(&b, 0, n, 0, TRIE_ROOT);
	*ret_units = b.units;
	*ret_n = b.n;
	return true;
}
