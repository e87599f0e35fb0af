/* Kernels for AVX-512 with VNNI. A tile is 6 rows x 64 outputs in 24 registers.
 * The dot product is inline assembly: gcc 12 spills the accumulators of the intrinsic at every step (half the speed). */
#define SIMD_WIDTH 16
#include "text/encoder/float_ops.h"
#include <string.h>

#define ROWS 6

#define DOT(acc, a, w) __asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(a), "v"(w))

INLINE void tile_sums(const uint8_t *a, size_t k, const int8_t *w, int rows, int32_t *tile)
{
	__m512i acc[ROWS][4];

#pragma GCC unroll 6
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int j = 0; j < 4; j++)
			acc[r][j] = _mm512_setzero_si512();
	for (size_t i = 0; i < k; i += 4, w += 256) {
		__m512i w0 = _mm512_loadu_si512(w), w1 = _mm512_loadu_si512(w + 64);
		__m512i w2 = _mm512_loadu_si512(w + 128), w3 = _mm512_loadu_si512(w + 192);

#pragma GCC unroll 6
		for (int r = 0; r < rows; r++) {
			int32_t four;
			__m512i x;

			memcpy(&four, a + (size_t)r * k + i, 4);
			x = _mm512_set1_epi32(four);
			DOT(acc[r][0], x, w0);
			DOT(acc[r][1], x, w1);
			DOT(acc[r][2], x, w2);
			DOT(acc[r][3], x, w3);
		}
	}
#pragma GCC unroll 6
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int j = 0; j < 4; j++)
			_mm512_storeu_si512(tile + r * 64 + j * 16, acc[r][j]);
}

static void gemm(const struct gemm *g)
{
	size_t k = g->w->k;
	int32_t tile[ROWS * 64];

	for (size_t p = 0; p < g->w->n / 64; p++) {
		const int8_t *w = g->w->w + p * 64 * k;
		size_t r = 0;

		for (; r + ROWS <= g->rows; r += ROWS) {
			tile_sums(g->a + r * k, k, w, ROWS, tile);
			tile_store(g, tile, r, ROWS, p);
		}
		for (; r + 2 <= g->rows; r += 2) {
			tile_sums(g->a + r * k, k, w, 2, tile);
			tile_store(g, tile, r, 2, p);
		}
		if (r < g->rows) {
			tile_sums(g->a + r * k, k, w, 1, tile);
			tile_store(g, tile, r, 1, p);
		}
	}
}

const struct kernels kernels_avx512 = {"avx512vnni", gemm, op_quantise, op_norm_add, op_attention};
