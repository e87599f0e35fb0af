/* Finding by meaning: the same sentence in another language (NusaX). Called by
 * analysis.c. */
#include "base/map.h"
#include "cli/bench/bench.h"
#include "text/vector/math.h"
#include <string.h>

static enum err vectors_of(struct bench *b, const struct text_encoder_hook *h, const struct str *text, size_t n, float **ret)
{
	*ret = mem_alloc((n + 1) * h->dim * sizeof **ret);
	enum err e = h->encode(h->arg, text, n, *ret);

	return e == OK ? OK : fail(b->cx, e, NULL, "the texts could not be encoded");
}

/* Rows of all three parts, by id. */
static enum err read_nusax(struct bench *b, const char *language, struct map *by_id, struct str *text, size_t *n)
{
	static const char *const parts[] = {"train", "valid", "test"};

	for (size_t p = 0; p < 3; p++) {
		struct bench_table t;

		TRY(bench_read(b, arena_printf(b->cx->arena, "nusax-senti/%s/%s.csv", language, parts[p]), ',', true, &t));
		for (size_t i = 0; i < t.rows && *n < 5000; i++) {
			*map_put(by_id, bench_cell(&t, i, bench_column(&t, "id")), NULL) = *n;
			text[(*n)++] = bench_cell(&t, i, bench_column(&t, "text"));
		}
	}
	return OK;
}

static size_t nearest(const float *query, const float *base, size_t n, size_t dim)
{
	size_t best = 0;
	float most = -2;

	for (size_t i = 0; i < n; i++) {
		float c = text_dot(query, base + i * dim, dim);

		if (c > most) {
			most = c;
			best = i;
		}
	}
	return best;
}

static enum err nusax(struct bench *b, struct map *en_ids, struct map *id_ids)
{
	struct str *en = ARENA_ARRAY(b->cx->arena, struct str, 5000), *id = ARENA_ARRAY(b->cx->arena, struct str, 5000);
	const struct text_encoder_hook *h = bench_hook(b, BENCH_MULTILINGUAL);
	size_t n_en = 0, n_id = 0, right = 0, asked = 0;
	float *x = NULL, *y = NULL;

	TRY(read_nusax(b, "english", en_ids, en, &n_en));
	TRY(read_nusax(b, "indonesian", id_ids, id, &n_id));
	TRY(vectors_of(b, h, en, n_en, &x));
	TRY(vectors_of(b, h, id, n_id, &y));
	for (size_t i = 0; i < en_ids->cap; i++) {
		const struct map_slot *s = &en_ids->slots[i];
		const uintptr_t *twin = s->key.p ? map_get(id_ids, s->key) : NULL;

		if (!twin)
			continue;
		asked++;
		right += nearest(x + s->value * h->dim, y, n_id, h->dim) == *twin;
	}
	bench_row(b, "NusaX English to Indonesian, multilingual: same sentence first, %", asked ? 100. * (double)right / (double)asked : 0, 93,
		false, "MiniLM 27 %");
	mem_free(x);
	mem_free(y);
	return OK;
}

enum err bench_retrieval(struct bench *b)
{
	struct map en, id;
	enum err e = OK;

	if (!b->has[BENCH_MULTILINGUAL]) {
		bench_skip(b, "NusaX English to Indonesian", "the multilingual model is not there");
		return OK;
	}
	map_init(&en);
	map_init(&id);
	e = nusax(b, &en, &id);
	map_release(&en);
	map_release(&id);
	if (e != ERR_NOT_FOUND)
		return e;
	fail_clear(b->cx);
	bench_skip(b, "NusaX English to Indonesian", "the data are not there");
	return OK;
}
