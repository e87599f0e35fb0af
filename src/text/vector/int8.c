/* Quantised vectors and their dot products. Called by the graph, the votes and duplicates; sums are integers. */
#include "text/vector/int8.h"
#include "base/mem.h"
#include <math.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

void text_vectors_init(struct text_vectors *v)
{
	*v = (struct text_vectors){0};
}

void text_vectors_release(struct text_vectors *v)
{
	mem_free(v->q);
	mem_free(v->scale);
	mem_free(v->inverse);
	*v = (struct text_vectors){0};
}

size_t text_vectors_add(struct text_vectors *v, const float x[TEXT_DIM])
{
	float most = 0;
	int32_t square = 0;

	if (v->n == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 256;
		v->q = mem_realloc(v->q, v->cap * TEXT_DIM);
		v->scale = mem_realloc(v->scale, v->cap * sizeof(float));
		v->inverse = mem_realloc(v->inverse, v->cap * sizeof(float));
	}
	int8_t *q = v->q + v->n * TEXT_DIM;

	for (size_t i = 0; i < TEXT_DIM; i++)
		most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
	float per = most > 0 ? 127 / most : 0;

	for (size_t i = 0; i < TEXT_DIM; i++) {
		q[i] = (int8_t)floorf(x[i] * per + 0.5f);
		square += q[i] * q[i];
	}
	v->scale[v->n] = most / 127;
	v->inverse[v->n] = square ? 1 / sqrtf((float)square) : 0;
	return v->n++;
}

void text_vectors_get(const struct text_vectors *v, size_t i, float ret[TEXT_DIM])
{
	for (size_t k = 0; k < TEXT_DIM; k++)
		ret[k] = v->scale[i] * (float)v->q[i * TEXT_DIM + k];
}

void text_dots_plain(const int8_t *queries, const int8_t *x, int32_t ret[4])
{
	for (int t = 0; t < 4; t++) {
		int32_t sum = 0;

		for (size_t i = 0; i < TEXT_DIM; i++)
			sum += queries[t * TEXT_DIM + i] * x[i];
		ret[t] = sum;
	}
}

#ifdef __x86_64__
/* |a| * sign(b, a) fits maddubs without saturation: 2 * 127 * 127 < 32768. */
[[gnu::target("avx2")]] static inline __m256i step_avx2(__m256i sum, __m256i a, __m256i b)
{
	__m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(b), _mm256_sign_epi8(a, b));

	return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

[[gnu::target("avx2")]] static void dots_avx2(const int8_t *queries, const int8_t *x, int32_t ret[4])
{
	__m256i s[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};

	for (size_t i = 0; i < TEXT_DIM; i += 32) {
		__m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(x + i));

		for (size_t t = 0; t < 4; t++)
			s[t] = step_avx2(s[t], _mm256_loadu_si256((const __m256i *)(const void *)(queries + t * TEXT_DIM + i)), b);
	}
	__m256i h = _mm256_hadd_epi32(_mm256_hadd_epi32(s[0], s[1]), _mm256_hadd_epi32(s[2], s[3]));

	_mm_storeu_si128((__m128i *)(void *)ret, _mm_add_epi32(_mm256_castsi256_si128(h), _mm256_extracti128_si256(h, 1)));
}
#endif

text_dots *text_dots_best(void)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return dots_avx2;
#endif
	return text_dots_plain;
}

float text_vectors_cosine(const struct text_vectors *v, size_t a, size_t b)
{
	const int8_t *x = v->q + a * TEXT_DIM, *y = v->q + b * TEXT_DIM;
	int32_t sum = 0;

	for (size_t i = 0; i < TEXT_DIM; i++)
		sum += x[i] * y[i];
	return (float)sum * (v->inverse[a] * v->inverse[b]); /* the same from either side */
}
