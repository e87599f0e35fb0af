/* Nearest neighbours by exact scan of int8 vectors, and the graph made of them. */
#pragma once
#include "text/vector/int8.h"

struct text_neighbours {
	size_t n, k;
	uint32_t *id;  /* [n][k], nearest first, ties by id; UINT32_MAX where there are fewer */
	float *cosine; /* [n][k] */
};

/* For each query row its k nearest of base, itself (same index, when both are the same object) left out.
 * n^2 * 256 byte products: 200,000 rows take minutes. Any number of threads gives the same result. */
enum err text_neighbours_find(struct text_neighbours *nb, const struct text_vectors *base, const struct text_vectors *query,
	size_t k, const struct text_control *control);
void text_neighbours_release(struct text_neighbours *nb);
