/* Floating-point helpers whose results are the same on every CPU and C library: only IEEE operations in a fixed
 * order, no contraction. For src/text alone. */
#pragma once
#include <stddef.h>
#include <stdint.h>

double text_ln(double x);                                 /* x > 0, finite; about 1e-15 relative */
double text_exp(double x);                                /* about 1e-14 relative; 0 below -700, capped at exp(700) */
float text_dot(const float *a, const float *b, size_t n); /* 16 partial sums, added in order */
double text_normalise(float *v, size_t n);                /* to length 1; returns the old length, 0 leaves v as it is */
