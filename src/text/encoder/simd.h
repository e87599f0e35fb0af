/* A float vector F of SIMD_WIDTH floats with the few operations float_ops.h needs, by the instruction set the
 * including file is compiled for. Included by kernels_*.c only, which define SIMD_WIDTH.
 * f_min(a, b) is a < b ? a : b and f_max likewise, so that a NaN in a gives b on every machine. */
#pragma once
#include <stdint.h>

#if SIMD_WIDTH > 1
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline, unused))

#if SIMD_WIDTH == 16
typedef __m512 F;
INLINE F f_set(float x) { return _mm512_set1_ps(x); }
INLINE F f_load(const float *p) { return _mm512_loadu_ps(p); }
INLINE void f_store(float *p, F x) { _mm512_storeu_ps(p, x); }
INLINE F f_min(F a, F b) { return _mm512_min_ps(a, b); }
INLINE F f_max(F a, F b) { return _mm512_max_ps(a, b); }
INLINE F f_of_int(const int32_t *p) { return _mm512_cvtepi32_ps(_mm512_loadu_si512(p)); }
/* x * 2^n for a whole number n, both exact */
INLINE F f_scale2(F x, F n) { return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(x),
		_mm512_slli_epi32(_mm512_cvttps_epi32(n), 23))); }
INLINE F f_whole(F x) { return _mm512_cvtepi32_ps(_mm512_cvttps_epi32(x)); } /* toward zero */
INLINE void f_store_u8(uint8_t *p, F x) { _mm_storeu_si128((__m128i *)p, _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(x))); }
#elif SIMD_WIDTH == 8
typedef __m256 F;
INLINE F f_set(float x) { return _mm256_set1_ps(x); }
INLINE F f_load(const float *p) { return _mm256_loadu_ps(p); }
INLINE void f_store(float *p, F x) { _mm256_storeu_ps(p, x); }
INLINE F f_min(F a, F b) { return _mm256_min_ps(a, b); }
INLINE F f_max(F a, F b) { return _mm256_max_ps(a, b); }
INLINE F f_of_int(const int32_t *p) { return _mm256_cvtepi32_ps(_mm256_loadu_si256((const __m256i *)(const void *)p)); }
INLINE F f_scale2(F x, F n) { return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x),
		_mm256_slli_epi32(_mm256_cvttps_epi32(n), 23))); }
INLINE F f_whole(F x) { return _mm256_cvtepi32_ps(_mm256_cvttps_epi32(x)); }
INLINE void f_store_u8(uint8_t *p, F x)
{
	__m256i i = _mm256_cvttps_epi32(x);
	__m128i w = _mm_packus_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));

	_mm_storel_epi64((__m128i *)(void *)p, _mm_packus_epi16(w, w));
}
#else
typedef float F;
INLINE F f_set(float x) { return x; }
INLINE F f_load(const float *p) { return *p; }
INLINE void f_store(float *p, F x) { *p = x; }
INLINE F f_min(F a, F b) { return a < b ? a : b; }
INLINE F f_max(F a, F b) { return a > b ? a : b; }
INLINE F f_of_int(const int32_t *p) { return (float)*p; }
INLINE F f_scale2(F x, F n)
{
	union {
		float f;
		uint32_t u;
	} v = {x};

	v.u += (uint32_t)(int32_t)n << 23;
	return v.f;
}
INLINE F f_whole(F x) { return (float)(int32_t)x; }
INLINE void f_store_u8(uint8_t *p, F x) { *p = (uint8_t)x; }
#endif
