/* Portable kernels: plain C, one float at a time. For processors without AVX2 and as the reference of the others. */
#define SIMD_WIDTH 1
#include "text/encoder/float_ops.h"
#include <string.h>

static void tile_sums(const uint8_t *a, size_t k, const int8_t *w, int32_t tile[64])
{
	memset(tile, 0, 64 * sizeof *tile);
	for (size_t i = 0; i < k; i += 4, w += 256)
		for (size_t j = 0; j < 64; j++)
			tile[j] += a[i] * w[j * 4] + a[i + 1] * w[j * 4 + 1] + a[i + 2] * w[j * 4 + 2] + a[i + 3] * w[j * 4 + 3];
}

static void gemm(const struct gemm *g)
{
	size_t k = g->w->k;
	int32_t tile[64];

	for (size_t p = 0; p < g->w->n / 64; p++)
		for (size_t r = 0; r < g->rows; r++) {
			tile_sums(g->a + r * k, k, g->w->w + p * 64 * k, tile);
			tile_store(g, tile, r, 1, p);
		}
}

const struct kernels kernels_scalar = {"scalar", gemm, op_quantise, op_norm_add, op_attention};
