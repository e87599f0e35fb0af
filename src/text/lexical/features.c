/* Hashed TF-IDF and its count sketch. Called for every unit of every clustering and every new item; must give the
 * same numbers on every machine, so logarithms are our own and sums run in the order of first occurrence. */
#include "text/lexical/features.h"
#include "text/lexical/normalise.h"
#include "text/vector/math.h"
#include <math.h>
#include <string.h>

enum { GRAMS_MAX = 4096, SLOTS = 8192, GRAM_LEAST = 3, GRAM_MOST = 5 };
enum gram_kind { GRAM_WORD, GRAM_CHARS };

/* Words weigh as much as all their pieces together. */
static const double block_weight[2] = {1.0, 1.0};

struct text_grams {
	uint64_t hash[GRAMS_MAX];
	uint32_t tf[GRAMS_MAX];
	uint8_t kind[GRAMS_MAX];
	size_t n;
	uint16_t slot[SLOTS]; /* index + 1 into hash */
	uint16_t used[GRAMS_MAX];
	uint64_t previous; /* hash of the word before, 0 at the start */
};

void text_df_init(struct text_df *df)
{
	*df = (struct text_df){.count = mem_alloc(sizeof(uint32_t) << TEXT_DF_BITS)};
}

void text_df_release(struct text_df *df)
{
	mem_free(df->count);
	*df = (struct text_df){0};
}

struct text_grams *text_grams_new(void)
{
	return mem_alloc(sizeof(struct text_grams));
}

void text_grams_free(struct text_grams *g)
{
	mem_free(g);
}

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xFF51AFD7ED558CCDu;
	h ^= h >> 33;
	h *= 0xC4CEB9FE1A85EC53u;
	return h ^ h >> 33;
}

static void add(struct text_grams *g, uint64_t hash, enum gram_kind kind)
{
	hash = mix(hash + (uint64_t)kind);
	size_t i = hash % SLOTS;

	for (; g->slot[i]; i = (i + 1) % SLOTS)
		if (g->hash[g->slot[i] - 1] == hash) {
			g->tf[g->slot[i] - 1]++;
			return;
		}
	if (g->n == GRAMS_MAX)
		return;
	g->used[g->n] = (uint16_t)i;
	g->hash[g->n] = hash;
	g->tf[g->n] = 1;
	g->kind[g->n] = (uint8_t)kind;
	g->slot[i] = (uint16_t)++g->n;
}

/* 3- to 5-grams of " word ", by code point. */
static void add_pieces(struct text_grams *g, struct str word)
{
	char padded[TEXT_TERM_BYTES + 2];
	uint16_t at[TEXT_TERM_CODEPOINTS + 3];
	size_t n = 0, bytes = word.n + 2;

	padded[0] = ' ';
	memcpy(padded + 1, word.p, word.n);
	padded[word.n + 1] = ' ';
	for (size_t i = 0; i < bytes && n < TEXT_TERM_CODEPOINTS + 2; i++)
		if (((unsigned char)padded[i] & 0xC0) != 0x80)
			at[n++] = (uint16_t)i;
	at[n] = (uint16_t)bytes;
	for (size_t i = 0; i + GRAM_LEAST <= n; i++)
		for (size_t k = GRAM_LEAST; k <= GRAM_MOST && i + k <= n; k++)
			add(g, str_hash((struct str){padded + at[i], (size_t)(at[i + k] - at[i])}), GRAM_CHARS);
}

static void read_word(void *arg, struct str word, size_t start, size_t end)
{
	struct text_grams *g = arg;
	uint64_t h = str_hash(word);

	(void)start, (void)end;
	add(g, h, GRAM_WORD);
	if (g->previous)
		add(g, mix(g->previous) ^ h, GRAM_WORD);
	g->previous = h;
	if (!text_term_is_paired(word))
		add_pieces(g, word);
}

void text_grams_read(struct text_grams *g, struct str text)
{
	for (size_t i = 0; i < g->n; i++)
		g->slot[g->used[i]] = 0;
	g->n = 0;
	g->previous = 0;
	text_words(text, read_word, g);
}

static size_t df_slot(uint64_t hash)
{
	return (size_t)(hash >> (64 - TEXT_DF_BITS));
}

void text_df_add(struct text_df *df, const struct text_grams *g)
{
	for (size_t i = 0; i < g->n; i++)
		df->count[df_slot(g->hash[i])]++;
	df->documents++;
}

static double weight(const struct text_df *df, const struct text_grams *g, size_t i)
{
	double seen = df->count[df_slot(g->hash[i])];
	double idf = text_ln((1.0 + (double)df->documents) / (1.0 + seen)) + 1;

	return idf * (g->tf[i] > 1 ? 1 + text_ln(g->tf[i]) : 1);
}

void text_sketch_make(const struct text_df *df, const struct text_grams *g, struct text_sketch *ret)
{
	double w[GRAMS_MAX], sum[2] = {0}, total = 0;
	float dense[TEXT_SKETCH] = {0};

	for (size_t i = 0; i < g->n; i++) {
		w[i] = weight(df, g, i);
		sum[g->kind[i]] += w[i] * w[i];
	}
	for (int k = 0; k < 2; k++)
		sum[k] = sum[k] > 0 ? block_weight[k] / sqrt(sum[k]) : 0;
	for (size_t i = 0; i < g->n; i++) {
		float v = (float)(w[i] * sum[g->kind[i]]);

		dense[g->hash[i] % TEXT_SKETCH] += g->hash[i] >> 11 & 1 ? v : -v;
	}
	ret->n = 0;
	for (size_t i = 0; i < TEXT_SKETCH; i++)
		total += (double)dense[i] * (double)dense[i];
	double norm = total > 0 ? 1 / sqrt(total) : 0;

	for (size_t i = 0; i < TEXT_SKETCH && norm > 0; i++)
		if (dense[i] != 0.0f) {
			ret->index[ret->n] = (uint16_t)i;
			ret->value[ret->n++] = (float)((double)dense[i] * norm);
		}
}
