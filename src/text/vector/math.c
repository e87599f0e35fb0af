/* Reproducible mathematics: logarithm, exponential, dot product. Called all over src/text. */
#include "text/vector/math.h"
#include <math.h>

double text_ln(double x)
{
	int e;
	double m = frexp(x, &e);

	if (m < 0.70710678118654752) {
		m *= 2;
		e--;
	}
	/* ln m = 2 atanh(t), t = (m-1)/(m+1), |t| < 0.172 */
	double t = (m - 1) / (m + 1), t2 = t * t, sum = 0;

	for (int k = 21; k >= 1; k -= 2)
		sum = sum * t2 + 1.0 / k;
	return 2 * t * sum + e * 0.693147180559945309;
}

double text_exp(double x)
{
	if (x < -700)
		return 0;
	if (x > 700)
		x = 700;
	double k = floor(x / 0.693147180559945309 + 0.5), r = x - k * 0.693147180559945309, sum = 1;

	for (int i = 16; i >= 1; i--)
		sum = 1 + sum * r / i;
	return ldexp(sum, (int)k);
}

float text_dot(const float *a, const float *b, size_t n)
{
	return text_dot_inline(a, b, n);
}

double text_normalise(float *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)v[i] * (double)v[i];
	double length = sqrt(sum);

	if (!(length > 0))
		return 0;
	for (size_t i = 0; i < n; i++)
		v[i] = (float)((double)v[i] / length);
	return length;
}
