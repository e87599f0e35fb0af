/* Principal components of joined dense and sparse features, and the projection onto them.
 * A row is [dense (width d), sparse sketch (width s)]; its projection has TEXT_DIM numbers, length 1. */
#pragma once
#include "base/err.h"
#include "text/control.h"
#include <stddef.h>
#include <stdint.h>

enum { TEXT_DIM = 256 };

struct text_pca {
	size_t width;     /* d + s */
	float *mean;      /* [width] */
	float *component; /* [width][TEXT_DIM]: one row per feature, so that a projection adds rows */
	float offset[TEXT_DIM]; /* projection of the mean */
};

struct text_row {
	const float *dense; /* [dense_n], may be NULL */
	size_t dense_n;
	const uint16_t *index; /* sparse entries, offset by dense_n */
	const float *value;
	size_t sparse_n;
};

/* Fits on rows [0, n) given by row(arg, i). Orthogonal iteration on the covariance from a fixed start, so equal rows
 * give equal components. Memory: 4 * width^2 bytes while fitting. ERR_CANCELLED when told to stop. */
enum err text_pca_fit(struct text_pca *p, size_t width, size_t n, struct text_row (*row)(void *arg, size_t i), void *arg,
	const struct text_control *control);
void text_pca_release(struct text_pca *p);
void text_pca_project(const struct text_pca *p, const struct text_row *row, float ret[TEXT_DIM]);
