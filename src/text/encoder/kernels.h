/* The arithmetic of the forward pass, once per instruction set. Called by forward.c; chosen by kernels.c.
 *
 * All kernels give the same bits. Integer sums are exact in any order. Float steps are written once (float_ops.h) over
 * a vector type of each width: per element they are the same IEEE operations (no fused multiply-add, no reordering),
 * and sums over a row run in 16 lanes that are added in one fixed tree, whatever the width of the machine. */
#pragma once
#include "text/encoder/model.h"

#define LANES 16u /* lanes of a float sum, on every machine */

/* Rows of activations as 8-bit numbers: x = scale * q + min. */
struct quantised {
	uint8_t *q; /* [rows][n] */
	float *scale, *min;
};

struct gemm {
	const uint8_t *a; /* [rows][w->k] */
	const float *a_scale, *a_min;
	size_t rows;
	const struct matrix *w;
	float *c;       /* [rows][w->n] */
	int activation; /* 0 or enum model_activation */
};

/* One text: qkv is [len][3 * hidden], out is [len][hidden]. */
struct attention {
	const float *qkv;
	float *out;
	size_t len, heads, head_dim;
	float *scratch; /* attention_scratch() floats, aligned to 64 */
};
size_t attention_scratch(size_t len, size_t head_dim);

struct kernels {
	const char *name;
	void (*gemm)(const struct gemm *g);
	void (*quantise)(const float *x, size_t rows, size_t n, const struct quantised *ret);
	/* x = norm(x + y); y may be NULL. */
	void (*norm_add)(float *x, const float *y, size_t rows, size_t n, const struct norm *norm, float eps);
	void (*attention)(const struct attention *a);
};

/* NULL for a name this processor or build does not run; best of all for NULL or "". */
const struct kernels *kernels_find(const char *name);

extern const struct kernels kernels_scalar;
#ifdef EARSHOT_X86
extern const struct kernels kernels_avx2, kernels_avxvnni, kernels_avx512;
#endif
