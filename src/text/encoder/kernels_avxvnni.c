/* Kernels for AVX2 with AVX-VNNI (client processors without AVX-512). A tile is 6 rows x 16 outputs in 12 registers.
 * Inline assembly for the reason given in kernels_avx512.c; {vex} chooses the encoding these processors have. */
#define SIMD_WIDTH 8
#include "text/encoder/float_ops.h"
#include <string.h>

#define ROWS 6

#define DOT(acc, a, w) __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(acc) : "x"(a), "x"(w))

INLINE void tile_sums(const uint8_t *a, size_t k, const int8_t *w, int rows, int32_t *tile)
{
	__m256i acc[ROWS][2];

#pragma GCC unroll 6
	for (int r = 0; r < rows; r++)
		acc[r][0] = acc[r][1] = _mm256_setzero_si256();
	for (size_t i = 0; i < k; i += 4, w += 256) {
		__m256i w0 = _mm256_loadu_si256((const __m256i *)(const void *)w);
		__m256i w1 = _mm256_loadu_si256((const __m256i *)(const void *)(w + 32));

#pragma GCC unroll 6
		for (int r = 0; r < rows; r++) {
			int32_t four;
			__m256i x;

			memcpy(&four, a + (size_t)r * k + i, 4);
			x = _mm256_set1_epi32(four);
			DOT(acc[r][0], x, w0);
			DOT(acc[r][1], x, w1);
		}
	}
#pragma GCC unroll 6
	for (int r = 0; r < rows; r++) {
		_mm256_storeu_si256((__m256i *)(void *)(tile + r * 64), acc[r][0]);
		_mm256_storeu_si256((__m256i *)(void *)(tile + r * 64 + 8), acc[r][1]);
	}
}

static void gemm(const struct gemm *g)
{
	size_t k = g->w->k;
	int32_t tile[ROWS * 64];

	for (size_t p = 0; p < g->w->n / 64; p++) {
		const int8_t *w = g->w->w + p * 64 * k;
		size_t r = 0;

		for (; r + ROWS <= g->rows; r += ROWS) {
			for (size_t j = 0; j < 64; j += 16)
				tile_sums(g->a + r * k, k, w + j * 4, ROWS, tile + j);
			tile_store(g, tile, r, ROWS, p);
		}
		for (; r < g->rows; r++) {
			for (size_t j = 0; j < 64; j += 16)
				tile_sums(g->a + r * k, k, w + j * 4, 1, tile + j);
			tile_store(g, tile, r, 1, p);
		}
	}
}

const struct kernels kernels_avxvnni = {"avxvnni", gemm, op_quantise, op_norm_add, op_attention};
