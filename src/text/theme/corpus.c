/* Reads items into units and distinct nodes: duplicates, sentences, document frequencies. Called once per clustering;
 * memory is some tens of bytes per unit. */
#include "text/theme/corpus.h"
#include "text/lexical/duplicates.h"
#include "text/lexical/normalise.h"
#include "text/lexical/units.h"
#include <stdlib.h>

struct reader {
	struct text_corpus *c;
	uint32_t item;
};

static void count_word(void *arg, struct str word, size_t start, size_t end)
{
	(void)word, (void)start, (void)end;
	++*(uint32_t *)arg;
}

static void add_unit(void *arg, size_t start, size_t end)
{
	struct reader *r = arg;
	struct text_corpus *c = r->c;

	if (c->units == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 1024;
		c->unit = mem_realloc(c->unit, c->cap * sizeof *c->unit);
	}
	struct text_unit *u = &c->unit[c->units++];

	*u = (struct text_unit){.item = r->item, .start = (uint32_t)start, .end = (uint32_t)end};
	text_words((struct str){c->item[r->item].text.p + start, end - start}, count_word, &u->words);
	if (!u->words) /* nothing but addresses */
		c->units--;
}

struct keyed {
	uint64_t key, key2;
	uint32_t index;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->key2 != y->key2)
		return x->key2 < y->key2 ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Of near-duplicates by one author only the first is a voice. */
static void find_voices(struct text_corpus *c)
{
	struct keyed *k = mem_alloc(c->items * sizeof *k);

	for (size_t i = 0; i < c->items; i++)
		k[i] = (struct keyed){c->copy_of[i], (uint64_t)c->item[i].author, (uint32_t)i};
	if (c->items)
		qsort(k, c->items, sizeof *k, by_key);
	for (size_t i = 0; i < c->items; i++)
		c->voice[k[i].index] = i == 0 || k[i].key2 == 0 || k[i].key != k[i - 1].key || k[i].key2 != k[i - 1].key2;
	mem_free(k);
}

static void hash_word(void *arg, struct str word, size_t start, size_t end)
{
	uint64_t *h = arg;

	(void)start, (void)end;
	*h = (*h ^ str_hash(word)) * 0x9E3779B97F4A7C15u;
	*h ^= *h >> 29;
}

/* Units of the same words are one node. */
static void find_nodes(struct text_corpus *c)
{
	struct keyed *k = mem_alloc(c->units * sizeof *k);
	uint32_t *first = mem_alloc(c->units * sizeof *first);

	for (size_t i = 0; i < c->units; i++) {
		uint64_t h = 0;

		text_words(text_corpus_unit(c, i), hash_word, &h);
		k[i] = (struct keyed){h, 0, (uint32_t)i};
	}
	if (c->units)
		qsort(k, c->units, sizeof *k, by_key);
	for (size_t i = 0; i < c->units; i++)
		first[k[i].index] = i && k[i].key == k[i - 1].key ? first[k[i - 1].index] : k[i].index;
	c->node_unit = mem_alloc(c->units * sizeof *c->node_unit);
	for (size_t i = 0; i < c->units; i++) {
		if (first[i] == i)
			c->node_unit[c->nodes++] = (uint32_t)i;
		c->unit[i].node = first[i] == i ? (uint32_t)(c->nodes - 1) : c->unit[first[i]].node;
	}
	mem_free(k);
	mem_free(first);
}

enum err text_corpus_read(struct text_corpus *c, const struct text_item *item, size_t items, const struct text_control *control)
{
	struct text_duplicates *d = text_duplicates_new();
	enum err e = OK;

	*c = (struct text_corpus){.item = item, .items = items};
	c->copy_of = mem_alloc(items * sizeof *c->copy_of);
	c->voice = mem_alloc(items);
	for (size_t i = 0; i < items && e == OK; i++) {
		struct reader r = {c, (uint32_t)i};

		if (item[i].text.n > UINT32_MAX / 2)
			e = ERR_TOO_LARGE;
		else if (i % 512 == 0 && !text_going_on(control, "reading", (double)i / (double)items))
			e = ERR_CANCELLED;
		else if ((c->copy_of[i] = (uint32_t)text_duplicates_add(d, item[i].text, NULL)) == i)
			text_units(item[i].text, add_unit, &r);
		else
			c->copies++;
	}
	text_duplicates_free(d);
	if (e != OK) {
		text_corpus_release(c);
		return e;
	}
	find_voices(c);
	find_nodes(c);
	return OK;
}

void text_corpus_release(struct text_corpus *c)
{
	mem_free(c->copy_of);
	mem_free(c->voice);
	mem_free(c->unit);
	mem_free(c->node_unit);
	text_space_release(&c->space);
	text_vectors_release(&c->vectors);
	*c = (struct text_corpus){0};
}

struct str text_corpus_unit(const struct text_corpus *c, size_t unit)
{
	const struct text_unit *u = &c->unit[unit];

	return (struct str){c->item[u->item].text.p + u->start, (size_t)(u->end - u->start)};
}
