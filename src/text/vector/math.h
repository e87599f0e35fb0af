/* Floating-point helpers whose results are the same on every CPU and C library: only IEEE operations in a fixed
 * order, no contraction. For src/text alone. */
#pragma once
#include <stddef.h>
#include <stdint.h>

double text_ln(double x);                                 /* x > 0, finite; about 1e-15 relative */
double text_exp(double x);                                /* about 1e-14 relative; 0 below -700, capped at exp(700) */
float text_dot(const float *a, const float *b, size_t n); /* 16 partial sums, added in order */
double text_normalise(float *v, size_t n);                /* to length 1; returns the old length, 0 leaves v as it is */

/* text_dot for loops that are compiled for a wider instruction set: sixteen sums, added as a tree, so that the width
 * does not change the result. */
[[gnu::always_inline]] static inline float text_dot_inline(const float *a, const float *b, size_t n)
{
	float part[16] = {0};
	size_t i = 0;

	for (; i + 16 <= n; i += 16)
		for (size_t k = 0; k < 16; k++)
			part[k] += a[i + k] * b[i + k];
	for (; i < n; i++)
		part[0] += a[i] * b[i];
	for (size_t step = 8; step; step /= 2)
		for (size_t k = 0; k < step; k++)
			part[k] += part[k + step];
	return part[0];
}
