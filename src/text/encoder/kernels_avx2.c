/* Kernels for AVX2. The 8-bit multiply-add of AVX2 saturates, so both sides are widened to 16 bits first.
 * A tile is 3 rows x 16 outputs; each accumulator holds two partial sums an output, added at the end. */
#define SIMD_WIDTH 8
#include "text/encoder/float_ops.h"
#include <string.h>

#define ROWS 3

INLINE void tile_sums(const int16_t *a, size_t k, const int8_t *w, int rows, int32_t *tile)
{
	__m256i acc[ROWS][4];

#pragma GCC unroll 3
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
		for (int j = 0; j < 4; j++)
			acc[r][j] = _mm256_setzero_si256();
	for (size_t i = 0; i < k; i += 4, w += 256)
#pragma GCC unroll 4
		for (int j = 0; j < 4; j++) {
			__m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(w + 16 * j)));

#pragma GCC unroll 3
			for (int r = 0; r < rows; r++) {
				int64_t four;

				memcpy(&four, a + (size_t)r * k + i, 8);
				acc[r][j] = _mm256_add_epi32(acc[r][j], _mm256_madd_epi16(_mm256_set1_epi64x(four), wide));
			}
		}
#pragma GCC unroll 3
	for (int r = 0; r < rows; r++)
#pragma GCC unroll 2
		for (int j = 0; j < 4; j += 2) {
			__m256i sum = _mm256_hadd_epi32(acc[r][j], acc[r][j + 1]);

			_mm256_storeu_si256((__m256i *)(void *)(tile + r * 64 + j * 4), _mm256_permute4x64_epi64(sum, 0xD8));
		}
}

INLINE void widen(const uint8_t *a, size_t n, int16_t *ret)
{
	for (size_t i = 0; i < n; i += 16)
		_mm256_storeu_si256((__m256i *)(void *)(ret + i),
				    _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(a + i))));
}

static void gemm(const struct gemm *g)
{
	size_t k = g->w->k;
	int16_t wide[ROWS * MODEL_FFN_MAX];
	int32_t tile[ROWS * 64];

	for (size_t p = 0; p < g->w->n / 64; p++) {
		const int8_t *w = g->w->w + p * 64 * k;
		size_t r = 0;

		for (; r + ROWS <= g->rows; r += ROWS) {
			widen(g->a + r * k, ROWS * k, wide);
			for (size_t j = 0; j < 64; j += 16)
				tile_sums(wide, k, w + j * 4, ROWS, tile + j);
			tile_store(g, tile, r, ROWS, p);
		}
		for (; r < g->rows; r++) {
			widen(g->a + r * k, k, wide);
			for (size_t j = 0; j < 64; j += 16)
				tile_sums(wide, k, w + j * 4, 1, tile + j);
			tile_store(g, tile, r, 1, p);
		}
	}
}

const struct kernels kernels_avx2 = {"avx2", gemm, op_quantise, op_norm_add, op_attention};
