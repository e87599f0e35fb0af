/* Simple statistics; see stats.h. */
#include "method/stats.h"
#include "method/special.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct maybe known(double value)
{
	return (struct maybe){value, NULL};
}

struct maybe unknown(const char *why)
{
	return (struct maybe){0, why};
}

struct maybe ratio(double numerator, double denominator, const char *why_none)
{
	return denominator > 0 ? known(numerator / denominator) : unknown(why_none);
}

double mean_of(const double *x, size_t n)
{
	double s = 0;

	for (size_t i = 0; i < n; i++)
		s += x[i];
	return s / (double)n;
}

double variance_of(const double *x, size_t n)
{
	double m = mean_of(x, n), s = 0;

	for (size_t i = 0; i < n; i++)
		s += (x[i] - m) * (x[i] - m);
	return s / (double)(n - 1);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void sort_numbers(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof *x, by_size);
}

double quantile_of(const double *x, size_t n, double q, double *scratch)
{
	memcpy(scratch, x, n * sizeof *x);
	sort_numbers(scratch, n);
	double at = (double)(n - 1) * q;
	size_t below = (size_t)floor(at);

	return below + 1 < n ? scratch[below] + (at - (double)below) * (scratch[below + 1] - scratch[below])
			     : scratch[below];
}

struct interval wilson(double x, double n, double z)
{
	if (n <= 0)
		return (struct interval){0};
	double p = x / n, z2 = z * z, half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)), scale = 1 + z2 / n;

	/* at 0 and n the bound is exact; rounding must not pass it */
	return (struct interval){x <= 0 ? 0 : (p + z2 / (2 * n) - half) / scale,
				 x >= n ? 1 : (p + z2 / (2 * n) + half) / scale, true};
}

struct interval adjusted_wald(double x, double n, double z, double *ret_center)
{
	if (n <= 0)
		return (struct interval){0};
	double m = n + z * z, p = (x + z * z / 2) / m, half = z * sqrt(p * (1 - p) / m);

	if (ret_center)
		*ret_center = p;
	return (struct interval){fmax(0, p - half), fmin(1, p + half), true};
}

double z_of_confidence(double confidence)
{
	return confidence == 0.95 ? Z95 : normal_quantile(0.5 + confidence / 2);
}
