/* What every method shares: a number that may be absent with a reason, simple statistics, intervals of a share.
 * Variance divides by n-1; quantiles interpolate linearly at (n-1)q (Hyndman & Fan type 7). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* why is NULL when the value is known; else one clause for a person and value is 0. */
struct maybe {
	double value;
	const char *why;
};
struct maybe known(double value);
struct maybe unknown(const char *why);
struct maybe ratio(double numerator, double denominator, const char *why_none);

struct interval {
	double low, high;
	bool known;
};

double mean_of(const double *x, size_t n);     /* n > 0 */
double variance_of(const double *x, size_t n); /* n > 1 */
/* Sorts a copy in scratch (n doubles). n > 0, 0 <= q <= 1. */
double quantile_of(const double *x, size_t n, double q, double *scratch);
void sort_numbers(double *x, size_t n);

/* Share x of n with z of its confidence. Wilson 1927; adjusted Wald: Agresti & Coull 1998. n = 0: not known. */
struct interval wilson(double x, double n, double z);
struct interval adjusted_wald(double x, double n, double z, double *ret_center);
/* z of a two-sided interval; 0.95 gives Z95 exactly. */
double z_of_confidence(double confidence);
