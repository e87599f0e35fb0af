/* The forward pass over a ragged batch of token sequences. Called by encode.c; one struct forward per thread. */
#pragma once
#include "text/encoder/kernels.h"

struct forward {
	const struct text_encoder *model;
	const struct kernels *kernels;
	size_t tokens;     /* capacity of one run */
	float *x;          /* [tokens][hidden]: the running state */
	float *wide;       /* [tokens][3 hidden], or FORWARD_FFN_ROWS rows of ffn */
	float *narrow;     /* [tokens][hidden] */
	float *attention;  /* scratch of the attention */
	struct quantised q; /* [tokens][max(hidden, ffn)] */
	void *memory;
};

/* tokens: the most a run may hold, at least the model's tokens_max. */
void forward_init(struct forward *f, const struct text_encoder *model, const struct kernels *kernels, size_t tokens);
void forward_release(struct forward *f);

/* n sequences whose ids stand one after the other; lens sum to at most f->tokens, each is 1..tokens_max.
 * ret gets n rows of hidden floats of length 1. False when a vector is not finite (only with a hostile model). */
[[nodiscard]] bool forward_run(struct forward *f, const uint32_t *ids, const uint32_t *lens, size_t n, float *ret);

/* Divides by the length; false when that is zero or not finite. Sums in double, in order. */
[[nodiscard]] bool vector_normalise(float *v, size_t n);
