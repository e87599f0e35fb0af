/* Special functions; see special.h for sources. */
#include "method/special.h"
#include <float.h>
#include <math.h>

enum { STEPS = 500 };
#define TINY 1e-300

double normal_below(double x)
{
	return 0.5 * erfc(-x / M_SQRT2);
}

double normal_two_sided(double z)
{
	return erfc(fabs(z) / M_SQRT2);
}

/* Polynomial of 8 coefficients, lowest power first. */
static double poly8(const double c[8], double x)
{
	double s = c[7];

	for (int i = 6; i >= 0; i--)
		s = s * x + c[i];
	return s;
}

/* AS 241, PPND16. */
double normal_quantile(double p)
{
	static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
				    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
				    3.3430575583588128105e4, 2.5090809287301226727e3};
	static const double b[8] = {1.0,
				    4.2313330701600911252e1,
				    6.8718700749205790830e2,
				    5.3941960214247511077e3,
				    2.1213794301586595867e4,
				    3.9307895800092710610e4,
				    2.8729085735721942674e4,
				    5.2264952788528545610e3};
	static const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
				    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
				    2.27238449892691845833e-2, 7.74545014278341407640e-4};
	static const double d[8] = {1.0,
				    2.05319162663775882187e0,
				    1.67638483018380384940e0,
				    6.89767334985100004550e-1,
				    1.48103976427480074590e-1,
				    1.51986665636164571966e-2,
				    5.47593808499534494600e-4,
				    1.05075007164441684324e-9};
	static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
				    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
				    2.71155556874348757815e-5, 2.01033439929228813265e-7};
	static const double f[8] = {1.0,
				    5.99832206555887937690e-1,
				    1.36929880922735805310e-1,
				    1.48753612908506148525e-2,
				    7.86869131145613259100e-4,
				    1.84631831751005468180e-5,
				    1.42151175831644588870e-7,
				    2.04426310338993978564e-15};
	double q = p - 0.5;

	if (fabs(q) <= 0.425) {
		double r = 0.180625 - q * q;

		return q * poly8(a, r) / poly8(b, r);
	}
	double tail = q < 0 ? p : 1 - p, r = sqrt(-log(tail));
	double x = r <= 5 ? poly8(c, r - 1.6) / poly8(d, r - 1.6) : poly8(e, r - 5) / poly8(f, r - 5);

	return q < 0 ? -x : x;
}

double log_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

double log_beta(double a, double b)
{
	return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/* Continued fraction of the incomplete beta function, modified Lentz. */
static double beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 - (a + b) * x / (a + 1);

	d = 1 / (fabs(d) < TINY ? TINY : d);
	double h = d;

	for (int m = 1; m <= STEPS * 20; m++) {
		for (int half = 0; half < 2; half++) {
			double t = half == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
					     : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

			d = 1 + t * d;
			d = 1 / (fabs(d) < TINY ? TINY : d);
			c = 1 + t / c;
			c = fabs(c) < TINY ? TINY : c;
			h *= d * c;
		}
		if (fabs(d * c - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

double beta_below(double x, double a, double b)
{
	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	double front = exp(a * log(x) + b * log1p(-x) - log_beta(a, b));

	return x < (a + 1) / (a + b + 2) ? front * beta_fraction(x, a, b) / a
					 : 1 - front * beta_fraction(1 - x, b, a) / b;
}

double beta_quantile(double p, double a, double b)
{
	double lo = 0, hi = 1;

	for (int i = 0; i < 200 && hi - lo > DBL_EPSILON * hi; i++) {
		double mid = 0.5 * (lo + hi);

		if (beta_below(mid, a, b) < p)
			lo = mid;
		else
			hi = mid;
	}
	return 0.5 * (lo + hi);
}

double student_two_sided(double t, double df)
{
	return beta_below(df / (df + t * t), 0.5 * df, 0.5);
}

double student_below(double t, double df)
{
	double tail = 0.5 * student_two_sided(t, df);

	return t < 0 ? tail : 1 - tail;
}

double student_quantile(double p, double df)
{
	if (p == 0.5)
		return 0;
	double upper = p < 0.5 ? 1 - p : p, lo = 0, hi = 1;

	while (student_below(hi, df) < upper && hi < 1e15)
		hi *= 2;
	for (int i = 0; i < 200 && hi - lo > 4 * DBL_EPSILON * hi; i++) {
		double mid = 0.5 * (lo + hi);

		if (student_below(mid, df) < upper)
			lo = mid;
		else
			hi = mid;
	}
	return p < 0.5 ? -0.5 * (lo + hi) : 0.5 * (lo + hi);
}

/* Upper tail Q(a, x): series below a + 1, continued fraction above. */
static double gamma_above(double a, double x)
{
	if (x <= 0)
		return 1;
	double front = exp(a * log(x) - x - log_gamma(a));

	if (x < a + 1) {
		double term = 1 / a, sum = term;

		for (int n = 1; n < STEPS * 20 && term > sum * DBL_EPSILON; n++) {
			term *= x / (a + n);
			sum += term;
		}
		return 1 - front * sum;
	}
	double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;

	for (int i = 1; i < STEPS * 20; i++) {
		double an = -i * (i - a);

		b += 2;
		d = an * d + b;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = b + an / c;
		c = fabs(c) < TINY ? TINY : c;
		h *= d * c;
		if (fabs(d * c - 1) < DBL_EPSILON)
			break;
	}
	return front * h;
}

double chi_squared_above(double x, double df)
{
	return gamma_above(0.5 * df, 0.5 * x);
}

double binomial_at_least(double k, double n, double p)
{
	if (k <= 0)
		return 1;
	if (k > n || p <= 0)
		return 0;
	return p >= 1 ? 1 : beta_below(p, k, n - k + 1);
}
