/* Agreement of coders and thematic saturation; see inference.h. */
#include "base/mem.h"
#include "method/inference.h"
#include <math.h>
#include <string.h>

struct maybe cohen_kappa(const double *table, size_t k)
{
	double n = 0, po = 0, pe = 0;

	for (size_t i = 0; i < k * k; i++)
		n += table[i];
	if (n <= 0)
		return unknown("nothing was coded by both");
	for (size_t i = 0; i < k; i++) {
		double row = 0, column = 0;

		po += table[i * k + i] / n;
		for (size_t j = 0; j < k; j++) {
			row += table[i * k + j] / n;
			column += table[j * k + i] / n;
		}
		pe += row * column;
	}
	return 1 - pe < 1e-12 ? unknown("both coders used one label only") : known((po - pe) / (1 - pe));
}

/* Distinct values in order; returns how many. */
static size_t distinct(const double *values, size_t n, double *ret)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(values[i]))
			ret[k++] = values[i];
	sort_numbers(ret, k);
	size_t kept = 0;

	for (size_t i = 0; i < k; i++)
		if (!i || ret[i] != ret[kept - 1])
			ret[kept++] = ret[i];
	return kept;
}

static size_t place(const double *value, size_t k, double x)
{
	size_t i = 0;

	while (i + 1 < k && value[i] != x)
		i++;
	return i;
}

/* Coincidences: each unit with m >= 2 values gives each ordered pair the weight 1/(m-1). */
static void coincide(const double *values, size_t coders, size_t units, const double *value, size_t k, double *o)
{
	for (size_t u = 0; u < units; u++) {
		size_t m = 0;

		for (size_t c = 0; c < coders; c++)
			m += !isnan(values[c * units + u]);
		for (size_t a = 0; m > 1 && a < coders; a++)
			for (size_t b = 0; b < coders; b++) {
				double x = values[a * units + u], y = values[b * units + u];

				if (a != b && !isnan(x) && !isnan(y))
					o[place(value, k, x) * k + place(value, k, y)] += 1 / (double)(m - 1);
			}
	}
}

static double distance(const double *value, const double *margin, size_t c, size_t d, enum alpha_level level)
{
	if (c == d)
		return 0;
	if (level == ALPHA_NOMINAL)
		return 1;
	if (level == ALPHA_INTERVAL)
		return (value[c] - value[d]) * (value[c] - value[d]);
	size_t lo = c < d ? c : d, hi = c < d ? d : c;
	double sum = -(margin[c] + margin[d]) / 2;

	for (size_t g = lo; g <= hi; g++)
		sum += margin[g];
	return sum * sum;
}

struct maybe krippendorff_alpha(const double *values, size_t coders, size_t units, enum alpha_level level)
{
	size_t cells = coders * units;
	double *value = mem_alloc((cells + 1) * sizeof *value);
	size_t k = distinct(values, cells, value);
	double *o = mem_alloc((k * k + k + 1) * sizeof *o), *margin = o + k * k, n = 0, seen = 0, expected = 0;

	coincide(values, coders, units, value, k, o);
	for (size_t c = 0; c < k; c++) {
		for (size_t d = 0; d < k; d++)
			margin[c] += o[c * k + d];
		n += margin[c];
	}
	for (size_t c = 0; c < k; c++)
		for (size_t d = 0; d < k; d++) {
			double w = distance(value, margin, c, d, level);

			seen += o[c * k + d] * w;
			expected += margin[c] * margin[d] * w;
		}
	mem_free(o);
	mem_free(value);
	return expected > 0 ? known(1 - (n - 1) * seen / expected) : unknown("the values do not vary");
}

size_t saturation_runs(const double *new_themes, size_t n, size_t base_size, size_t run, double threshold,
		       double *ret_base, double *ret_ratio, size_t *ret_at)
{
	size_t runs = 0;

	*ret_base = 0;
	*ret_at = 0;
	for (size_t i = 0; i < n && i < base_size; i++)
		*ret_base += new_themes[i];
	if (*ret_base <= 0 || run == 0)
		return 0;
	for (size_t end = base_size + run; end <= n; end++) {
		double sum = 0;

		for (size_t i = end - run; i < end; i++)
			sum += new_themes[i];
		ret_ratio[runs] = sum / *ret_base;
		if (!*ret_at && ret_ratio[runs] <= threshold)
			*ret_at = end;
		runs++;
	}
	return runs;
}
