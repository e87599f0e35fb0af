/* The float steps of the forward pass over simd.h's vector. Included once by each kernels_*.c; see kernels.h for why
 * all of them give the same bits. Rows have a multiple of 16 floats. Must never call libm: its results differ between
 * versions and machines. */
#pragma once
#include "text/encoder/kernels.h"
#include "text/encoder/simd.h"
#include <math.h>
#include <stddef.h>

#define PARTS (LANES / SIMD_WIDTH) /* vectors that make the 16 lanes of a sum */

/* The fixed tree over 16 lanes. */
INLINE float lanes_sum(const F acc[PARTS])
{
	float s[LANES];

	for (size_t i = 0; i < PARTS; i++)
		f_store(s + i * SIMD_WIDTH, acc[i]);
	for (size_t width = LANES / 2; width; width /= 2)
		for (size_t i = 0; i < width; i++)
			s[i] += s[i + width];
	return s[0];
}

INLINE float lanes_extreme(F v, bool largest)
{
	float s[SIMD_WIDTH];
	float best;

	f_store(s, v);
	best = s[0];
	for (size_t i = 1; i < SIMD_WIDTH; i++)
		best = largest ? (s[i] > best ? s[i] : best) : (s[i] < best ? s[i] : best);
	return best;
}

/* e^x for x <= 0, relative error below 2e-7: x = n ln 2 + r, degree 6 in r, then the exponent. Below -87: e^-87. */
INLINE F f_exp(F x)
{
	F n, r, p;

	x = f_max(x, f_set(-87.f));
	n = f_whole(x * f_set(1.44269504f) - f_set(.5f));
	r = x - n * f_set(.693359375f) - n * f_set(-2.12194440e-4f);
	p = f_set(1.9875691500e-4f);
	p = p * r + f_set(1.3981999507e-3f);
	p = p * r + f_set(8.3334519073e-3f);
	p = p * r + f_set(4.1665795894e-2f);
	p = p * r + f_set(1.6666665459e-1f);
	p = p * r + f_set(5.0000001201e-1f);
	p = p * r * r + r + f_set(1.f);
	return f_scale2(p, n);
}

/* x/2 (1 + erf(x / sqrt 2)). The normal distribution is .5 + t P(t^2) with t = x within +-4; P was fitted by
 * iterated weighted least squares (docs/analysis-encoder.md). Error below 4e-5 for |x| < 4, 5e-5 |x| beyond. */
INLINE F f_gelu_erf(F x)
{
	F t = f_min(f_max(x, f_set(-4.f)), f_set(4.f)), u = t * t, p;

	p = f_set(-0x1.65b2acp-30f);
	p = p * u + f_set(0x1.bf84fap-24f);
	p = p * u + f_set(-0x1.eada4cp-19f);
	p = p * u + f_set(0x1.39f710p-14f);
	p = p * u + f_set(-0x1.07d876p-10f);
	p = p * u + f_set(0x1.377914p-7f);
	p = p * u + f_set(-0x1.0de06ap-4f);
	p = p * u + f_set(0x1.983dd6p-2f);
	return x * (f_set(.5f) + t * p);
}

/* x/2 (1 + tanh(z)), z = sqrt(2/pi) (x + .044715 x^3); tanh z = 2 / (1 + e^-2z) - 1, by |z| so that e^ has x <= 0. */
INLINE F f_gelu_tanh(F x)
{
	F z = f_set(.797884561f) * (x + f_set(.044715f) * x * x * x);
	F e = f_exp(f_set(-2.f) * f_max(z, f_set(0.f) - z));
	F half = f_set(1.f) / (f_set(1.f) + e); /* of |z| */
	F negative = f_set(1.f) - half;
	float hs[SIMD_WIDTH], ns[SIMD_WIDTH], zs[SIMD_WIDTH];

	f_store(hs, half);
	f_store(ns, negative);
	f_store(zs, z);
	for (size_t i = 0; i < SIMD_WIDTH; i++)
		hs[i] = zs[i] < 0.f ? ns[i] : hs[i];
	return x * f_load(hs);
}

static void op_quantise(const float *x, size_t rows, size_t n, const struct quantised *ret)
{
	for (size_t r = 0; r < rows; r++, x += n) {
		F lo = f_load(x), hi = lo, inverse, least;
		float min, max, scale;

		for (size_t i = SIMD_WIDTH; i < n; i += SIMD_WIDTH) {
			F v = f_load(x + i);

			lo = f_min(v, lo);
			hi = f_max(v, hi);
		}
		min = lanes_extreme(lo, false);
		max = lanes_extreme(hi, true);
		scale = (max - min) * (1.f / 255.f);
		inverse = f_set(scale > 0.f ? 1.f / scale : 0.f);
		least = f_set(min);
		for (size_t i = 0; i < n; i += SIMD_WIDTH) {
			F q = (f_load(x + i) - least) * inverse + f_set(.5f);

			/* The order of min and max sends a NaN to 0 or 255 instead of an undefined conversion. */
			f_store_u8(ret->q + r * n + i, f_max(f_min(q, f_set(255.f)), f_set(0.f)));
		}
		ret->scale[r] = scale;
		ret->min[r] = min;
	}
}

INLINE void row_norm(float *x, size_t n, const struct norm *norm, float eps)
{
	F sum[PARTS], squares[PARTS], mean, inverse;
	float m;

	for (size_t p = 0; p < PARTS; p++)
		sum[p] = squares[p] = f_set(0.f);
	for (size_t i = 0; i < n; i += LANES)
		for (size_t p = 0; p < PARTS; p++)
			sum[p] = sum[p] + f_load(x + i + p * SIMD_WIDTH);
	m = lanes_sum(sum) / (float)n;
	mean = f_set(m);
	for (size_t i = 0; i < n; i += LANES)
		for (size_t p = 0; p < PARTS; p++) {
			F d = f_load(x + i + p * SIMD_WIDTH) - mean;

			squares[p] = squares[p] + d * d;
		}
	inverse = f_set(1.f / sqrtf(lanes_sum(squares) / (float)n + eps));
	for (size_t i = 0; i < n; i += SIMD_WIDTH)
		f_store(x + i, (f_load(x + i) - mean) * inverse * f_load(norm->weight + i) + f_load(norm->bias + i));
}

static void op_norm_add(float *x, const float *y, size_t rows, size_t n, const struct norm *norm, float eps)
{
	for (size_t r = 0; r < rows; r++, x += n) {
		if (y)
			for (size_t i = 0; i < n; i += SIMD_WIDTH)
				f_store(x + i, f_load(x + i) + f_load(y + r * n + i));
		row_norm(x, n, norm, eps);
	}
}

/* scores[i][j] = q_i . k_j for 4 queries; keys stand transposed as [head_dim][padded]. */
INLINE void attention_scores(const float *q, size_t stride, const float *keys, size_t padded, size_t head_dim,
			     size_t queries, float *scores)
{
	for (size_t j = 0; j < padded; j += SIMD_WIDTH) {
		F acc[4];

		for (size_t i = 0; i < 4; i++)
			acc[i] = f_set(0.f);
		for (size_t d = 0; d < head_dim; d++) {
			F key = f_load(keys + d * padded + j);

			for (size_t i = 0; i < queries; i++)
				acc[i] = acc[i] + f_set(q[i * stride + d]) * key;
		}
		for (size_t i = 0; i < queries; i++)
			f_store(scores + i * padded + j, acc[i]);
	}
}

/* Softmax without the division: scores become e^(scale (s - max)); returns 1 / their sum. */
INLINE float attention_weights(float *s, size_t len, size_t padded, float scale)
{
	F top, sum[PARTS];

	for (size_t j = len; j < padded; j++)
		s[j] = -1e30f;
	top = f_load(s);
	for (size_t j = SIMD_WIDTH; j < padded; j += SIMD_WIDTH)
		top = f_max(f_load(s + j), top);
	top = f_set(lanes_extreme(top, true));
	for (size_t p = 0; p < PARTS; p++)
		sum[p] = f_set(0.f);
	for (size_t j = 0; j < padded; j += LANES)
		for (size_t p = 0; p < PARTS; p++) {
			F e = f_exp((f_load(s + j + p * SIMD_WIDTH) - top) * f_set(scale));

			f_store(s + j + p * SIMD_WIDTH, e);
			sum[p] = sum[p] + e;
		}
	return 1.f / lanes_sum(sum);
}

INLINE void attention_values(const float *weights, size_t padded, const float *inverse, const float *values,
			     size_t stride, size_t len, size_t head_dim, size_t queries, float *out, size_t out_stride)
{
	for (size_t d = 0; d < head_dim; d += SIMD_WIDTH) {
		F acc[4];

		for (size_t i = 0; i < 4; i++)
			acc[i] = f_set(0.f);
		for (size_t j = 0; j < len; j++) {
			F value = f_load(values + j * stride + d);

			for (size_t i = 0; i < queries; i++)
				acc[i] = acc[i] + f_set(weights[i * padded + j]) * value;
		}
		for (size_t i = 0; i < queries; i++)
			f_store(out + i * out_stride + d, acc[i] * f_set(inverse[i]));
	}
}

INLINE void attention_block(const struct attention *a, size_t head, size_t first, size_t queries, const float *keys,
			    float *scores, size_t padded)
{
	size_t hidden = a->heads * a->head_dim, stride = 3 * hidden;
	const float *at = a->qkv + head * a->head_dim;
	float inverse[4], scale = 1.f / sqrtf((float)a->head_dim);

	attention_scores(at + first * stride, stride, keys, padded, a->head_dim, queries, scores);
	for (size_t i = 0; i < queries; i++)
		inverse[i] = attention_weights(scores + i * padded, a->len, padded, scale);
	attention_values(scores, padded, inverse, at + 2 * hidden, stride, a->len, a->head_dim, queries,
			 a->out + first * hidden + head * a->head_dim, hidden);
}

static void op_attention(const struct attention *a)
{
	size_t hidden = a->heads * a->head_dim, padded = (a->len + LANES - 1) / LANES * LANES;
	float *keys = a->scratch, *scores = keys + a->head_dim * padded;

	for (size_t head = 0; head < a->heads; head++) {
		const float *k = a->qkv + hidden + head * a->head_dim;
		size_t i = 0;

		for (size_t d = 0; d < a->head_dim; d++)
			for (size_t j = a->len; j < padded; j++)
				keys[d * padded + j] = 0.f;
		for (size_t j = 0; j < a->len; j++)
			for (size_t d = 0; d < a->head_dim; d++)
				keys[d * padded + j] = k[j * 3 * hidden + d];
		for (; i + 4 <= a->len; i += 4)
			attention_block(a, head, i, 4, keys, scores, padded);
		for (; i < a->len; i++)
			attention_block(a, head, i, 1, keys, scores, padded);
	}
}

/* A tile of integer sums [rows][64] of panel p, from row `first`, to floats in c (see model_file.h for the formula). */
INLINE void tile_store(const struct gemm *g, const int32_t *tile, size_t first, size_t rows, size_t panel)
{
	const struct matrix *w = g->w;
	size_t at = panel * 64;

	for (size_t r = 0; r < rows; r++) {
		F scale = f_set(g->a_scale[first + r]), min = f_set(g->a_min[first + r]);
		float *c = g->c + (first + r) * w->n + at;

		for (size_t i = 0; i < 64; i += SIMD_WIDTH) {
			F y = scale * f_load(w->scale + at + i) * f_of_int(tile + r * 64 + i);

			y = y + (min * f_load(w->colsum + at + i) + f_load(w->bias + at + i));
			if (g->activation == MODEL_GELU_ERF)
				y = f_gelu_erf(y);
			else if (g->activation == MODEL_GELU_TANH)
				y = f_gelu_tanh(y);
			f_store(c + i, y);
		}
	}
}
