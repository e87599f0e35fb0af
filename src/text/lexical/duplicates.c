/* Duplicate detection. Called for every item before clustering and for each new one. Only texts that repeat nothing
 * are kept for comparison, so a flood of copies costs neither memory nor quadratic time. */
#include "text/lexical/duplicates.h"
#include "base/rng.h"
#include "text/lexical/normalise.h"
#include <stdlib.h>
#include <string.h>

enum { HASHES = 128, BANDS = 32, ROWS = HASHES / BANDS, READ_MAX = 16 * 1024, SHINGLE = 5, SET_MAX = 1024, CHECKS_MAX = 16 };

struct original {
	size_t number;    /* as added */
	uint64_t exact;   /* hash of the words */
	uint32_t *set;    /* sorted 5-gram hashes, the smallest SET_MAX */
	uint32_t n;
	uint32_t next[BANDS]; /* the next original in the same bucket, + 1 */
	uint32_t next_exact;
};

struct text_duplicates {
	struct original *item;
	size_t n, cap, added;
	uint32_t *head;       /* [BANDS + 1][buckets], number + 1 */
	size_t buckets;
	uint64_t factor[HASHES], term[HASHES];
	char words[READ_MAX + TEXT_TERM_BYTES + 2];
	size_t words_n;
	uint32_t set[READ_MAX + TEXT_TERM_BYTES];
};

struct text_duplicates *text_duplicates_new(void)
{
	struct text_duplicates *d = mem_alloc(sizeof *d);
	struct rng r;

	rng_seed(&r, 128);
	for (int i = 0; i < HASHES; i++) {
		d->factor[i] = rng_u64(&r) | 1;
		d->term[i] = rng_u64(&r);
	}
	return d;
}

void text_duplicates_free(struct text_duplicates *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++)
		mem_free(d->item[i].set);
	mem_free(d->item);
	mem_free(d->head);
	mem_free(d);
}

static void read_word(void *arg, struct str word, size_t start, size_t end)
{
	struct text_duplicates *d = arg;

	(void)start, (void)end;
	if (d->words_n > READ_MAX)
		return;
	memcpy(d->words + d->words_n, word.p, word.n);
	d->words_n += word.n;
	d->words[d->words_n++] = ' ';
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Distinct 5-grams (of bytes, from character starts) of the words read, sorted. */
static uint32_t read_set(struct text_duplicates *d)
{
	size_t n = 0, out = 0;

	for (size_t i = 0; i < d->words_n; i++) {
		size_t left = d->words_n - i;

		if (((unsigned char)d->words[i] & 0xC0) == 0x80 || (left < SHINGLE && i > 0))
			continue;
		uint64_t h = str_hash((struct str){d->words + i, left < SHINGLE ? left : (size_t)SHINGLE});

		d->set[n++] = (uint32_t)((h * 0x9E3779B97F4A7C15u) >> 32);
	}
	if (n)
		qsort(d->set, n, sizeof *d->set, by_value);
	for (size_t i = 0; i < n; i++)
		if (!out || d->set[out - 1] != d->set[i])
			d->set[out++] = d->set[i];
	return (uint32_t)(out < SET_MAX ? out : (size_t)SET_MAX);
}

static void signature(const struct text_duplicates *d, uint32_t n, uint32_t *ret_bands)
{
	for (int b = 0; b < BANDS; b++) {
		uint64_t band = (uint64_t)b;

		for (int k = b * ROWS; k < (b + 1) * ROWS; k++) {
			uint32_t least = UINT32_MAX;

			for (uint32_t i = 0; i < n; i++) {
				uint32_t h = (uint32_t)((d->set[i] * d->factor[k] + d->term[k]) >> 32);

				least = h < least ? h : least;
			}
			band = (band ^ least) * 0xFF51AFD7ED558CCDu;
			band ^= band >> 32;
		}
		ret_bands[b] = (uint32_t)(band >> 16);
	}
}

/* Jaccard similarity; for sets that were cut, of the smallest SET_MAX of the union (a bottom-k estimate). */
static double jaccard(const uint32_t *a, uint32_t n, const struct original *o)
{
	uint32_t i = 0, k = 0, both = 0, any = 0;

	while ((i < n || k < o->n) && any < SET_MAX) {
		uint32_t x = i < n ? a[i] : UINT32_MAX, y = k < o->n ? o->set[k] : UINT32_MAX;

		any++;
		both += x == y;
		i += x <= y && i < n;
		k += y <= x && k < o->n;
	}
	return any ? (double)both / any : 0;
}

static void link_item(struct text_duplicates *d, uint32_t i, const uint32_t *bands)
{
	struct original *o = &d->item[i];

	for (int b = 0; b < BANDS; b++) {
		uint32_t *head = &d->head[(size_t)b * d->buckets + bands[b] % d->buckets];

		o->next[b] = *head;
		*head = i + 1;
	}
	uint32_t *head = &d->head[BANDS * d->buckets + o->exact % d->buckets];

	o->next_exact = *head;
	*head = i + 1;
}

/* More buckets, everything linked anew in the old order. */
static void grow(struct text_duplicates *d)
{
	uint32_t bands[BANDS];

	d->buckets = d->buckets ? d->buckets * 4 : 256;
	d->head = mem_realloc(d->head, (BANDS + 1) * d->buckets * sizeof *d->head);
	memset(d->head, 0, (BANDS + 1) * d->buckets * sizeof *d->head);
	uint32_t *keep = mem_alloc(SET_MAX * sizeof *keep);

	memcpy(keep, d->set, SET_MAX * sizeof *keep);
	for (size_t i = 0; i < d->n; i++) {
		memcpy(d->set, d->item[i].set, d->item[i].n * sizeof *d->set);
		signature(d, d->item[i].n, bands);
		link_item(d, (uint32_t)i, bands);
	}
	memcpy(d->set, keep, SET_MAX * sizeof *keep);
	mem_free(keep);
}

static size_t find_exact(const struct text_duplicates *d, uint64_t exact)
{
	size_t found = SIZE_MAX;

	for (uint32_t i = d->head[BANDS * d->buckets + exact % d->buckets]; i; i = d->item[i - 1].next_exact)
		if (d->item[i - 1].exact == exact)
			found = i - 1;
	return found;
}

/* The earliest of the best matches. */
static size_t find_near(const struct text_duplicates *d, uint32_t n, const uint32_t *bands, double *ret_best)
{
	size_t found = SIZE_MAX;
	uint32_t seen[CHECKS_MAX];
	int checks = 0;

	*ret_best = 0;
	for (int b = 0; b < BANDS; b++) {
		int steps = 0;

		for (uint32_t i = d->head[(size_t)b * d->buckets + bands[b] % d->buckets]; i && checks < CHECKS_MAX && steps < CHECKS_MAX;
		     i = d->item[i - 1].next[b], steps++) {
			bool again = false;

			for (int k = 0; k < checks; k++)
				again = again || seen[k] == i;
			if (again)
				continue;
			/* Another bucket mate by chance costs one check; a true one shares most bands. */
			double j = jaccard(d->set, n, &d->item[i - 1]);

			seen[checks++] = i;
			if (j > *ret_best || (!(j < *ret_best) && i - 1 < found)) {
				*ret_best = j;
				found = i - 1;
			}
		}
	}
	return *ret_best >= TEXT_DUPLICATE_JACCARD ? found : SIZE_MAX;
}

static void keep_item(struct text_duplicates *d, size_t number, uint64_t exact, uint32_t n, const uint32_t *bands)
{
	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 64;
		d->item = mem_realloc(d->item, d->cap * sizeof *d->item);
	}
	struct original *o = &d->item[d->n];

	*o = (struct original){.number = number, .exact = exact, .n = n};
	o->set = mem_alloc(n * sizeof *o->set);
	memcpy(o->set, d->set, n * sizeof *o->set);
	link_item(d, (uint32_t)d->n++, bands);
}

size_t text_duplicates_add(struct text_duplicates *d, struct str text, double *ret_similarity)
{
	size_t number = d->added++, found;
	uint32_t bands[BANDS];
	double similarity = 1;

	if (ret_similarity)
		*ret_similarity = 0;
	d->words_n = 0;
	text_words((struct str){text.p, text.n < 2 * READ_MAX ? text.n : 2 * READ_MAX}, read_word, d);
	if (!d->words_n)
		return number;
	uint64_t exact = str_hash((struct str){d->words, d->words_n});

	if (d->n * 2 >= d->buckets)
		grow(d);
	found = find_exact(d, exact);
	if (found == SIZE_MAX) {
		uint32_t n = read_set(d);

		signature(d, n, bands);
		found = find_near(d, n, bands, &similarity);
		if (found == SIZE_MAX) {
			keep_item(d, number, exact, n, bands);
			return number;
		}
	}
	if (ret_similarity)
		*ret_similarity = similarity;
	return d->item[found].number;
}
