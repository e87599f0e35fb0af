/* Unit vectors as signed bytes with a scale each: x[i] is about scale * q[i], q in -127..127. All comparisons use the
 * integer dot product, so they are the same on every CPU. */
#pragma once
#include "text/vector/pca.h"

struct text_vectors {
	size_t n, cap;
	int8_t *q;      /* [n][TEXT_DIM] */
	float *scale;   /* [n] */
	float *inverse; /* [n] 1 / length of q, 0 for the zero vector */
};

void text_vectors_init(struct text_vectors *v);
void text_vectors_release(struct text_vectors *v);
size_t text_vectors_add(struct text_vectors *v, const float x[TEXT_DIM]); /* returns its index */
void text_vectors_get(const struct text_vectors *v, size_t i, float ret[TEXT_DIM]);
float text_vectors_cosine(const struct text_vectors *v, size_t a, size_t b);

/* Dot products of four queries of TEXT_DIM bytes, one after another, with one vector. */
typedef void text_dots(const int8_t *queries, const int8_t *x, int32_t ret[4]);
text_dots *text_dots_best(void); /* for this CPU; all give the same numbers */
text_dots text_dots_plain;
