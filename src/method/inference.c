/* Tests and sample sizes; see inference.h for sources. */
#include "method/inference.h"
#include "method/special.h"
#include <math.h>
#include <string.h>

struct maybe sample_size_share(double p, double margin, double population, double z)
{
	if (!(margin > 0))
		return unknown("the margin must be greater than 0");
	double n = z * z * p * (1 - p) / (margin * margin);

	return known(population > 0 ? n / (1 + (n - 1) / population) : n);
}

struct maybe sample_size_two_shares(double p1, double p2, double alpha, double power)
{
	double m = (p1 + p2) / 2, za = normal_quantile(1 - alpha / 2), zb = normal_quantile(power);

	if (p1 == p2)
		return unknown("the two shares are equal: no sample is large enough");
	double s = za * sqrt(2 * m * (1 - m)) + zb * sqrt(p1 * (1 - p1) + p2 * (1 - p2));

	return known(s * s / ((p1 - p2) * (p1 - p2)));
}

/* Two-sided Fisher: tables no more likely than the one seen. */
static double fisher(double x1, double n1, double x2, double n2)
{
	double k = x1 + x2, n = n1 + n2, sum = 0;
	double all = log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1);
	double seen = 0;

	for (int pass = 0; pass < 2; pass++)
		for (double x = fmax(0, k - n2); x <= fmin(k, n1); x++) {
			double p = exp(log_gamma(n1 + 1) - log_gamma(x + 1) - log_gamma(n1 - x + 1) +
				       log_gamma(n2 + 1) - log_gamma(k - x + 1) - log_gamma(n2 - k + x + 1) - all);

			if (pass == 0 && x == x1)
				seen = p;
			if (pass == 1 && p <= seen * (1 + 1e-7))
				sum += p;
		}
	return fmin(sum, 1);
}

struct difference two_shares(double x1, double n1, double x2, double n2)
{
	struct difference r = {0};

	if (n1 <= 0 || n2 <= 0) {
		r.why = "an arm is empty";
		return r;
	}
	double p1 = x1 / n1, p2 = x2 / n2, m = (x1 + x2) / (n1 + n2), se = sqrt(m * (1 - m) * (1 / n1 + 1 / n2));
	struct interval a = wilson(x1, n1, Z95), b = wilson(x2, n2, Z95);
	double least = fmin(fmin(n1 * m, n1 * (1 - m)), fmin(n2 * m, n2 * (1 - m)));

	r.diff = p2 - p1;
	r.statistic = se > 0 ? r.diff / se : 0;
	r.p = se > 0 ? normal_two_sided(r.statistic) : 1;
	if (least < 5)
		r.p = fisher(x1, n1, x2, n2);
	r.interval =
		(struct interval){r.diff - sqrt((p2 - b.low) * (p2 - b.low) + (a.high - p1) * (a.high - p1)),
				  r.diff + sqrt((b.high - p2) * (b.high - p2) + (p1 - a.low) * (p1 - a.low)), true};
	return r;
}

struct difference welch(double m1, double s1, double n1, double m2, double s2, double n2)
{
	struct difference r = {.diff = m2 - m1};
	double a = s1 * s1 / n1, b = s2 * s2 / n2, v = a + b;

	if (n1 < 2 || n2 < 2 || !(v > 0)) {
		r.why = n1 < 2 || n2 < 2 ? "an arm has fewer than two values" : "neither arm varies";
		return r;
	}
	r.statistic = r.diff / sqrt(v);
	r.df = v * v / (a * a / (n1 - 1) + b * b / (n2 - 1));
	r.p = student_two_sided(r.statistic, r.df);
	double half = student_quantile(0.975, r.df) * sqrt(v);

	r.interval = (struct interval){r.diff - half, r.diff + half, true};
	return r;
}

struct sequential msprt_look(double d, double variance, double tau, double alpha, double p_before)
{
	double t = tau * tau, v = variance;
	struct sequential s = {.ratio = sqrt(v / (v + t)) * exp(t * d * d / (2 * v * (v + t)))};
	double half = sqrt(v * (v + t) / t * log((v + t) / (v * alpha * alpha)));

	s.p = fmin(p_before, 1 / s.ratio);
	s.low = d - half;
	s.high = d + half;
	return s;
}

bool group_boundaries(bool obrien_fleming, int k, double *ret)
{
	static const double pocock[4] = {2.178, 2.289, 2.361, 2.413}, obf[4] = {1.977, 2.004, 2.024, 2.040};

	if (k < 2 || k > 5)
		return false;
	for (int i = 1; i <= k; i++)
		ret[i - 1] = obrien_fleming ? obf[k - 2] * sqrt((double)k / i) : pocock[k - 2];
	return true;
}

static struct difference welch_of(const double *y, size_t n, size_t m)
{
	return welch(mean_of(y, n), sqrt(variance_of(y, n)), (double)n, mean_of(y + n, m), sqrt(variance_of(y + n, m)),
		     (double)m);
}

struct cuped cuped_of(double *y, double *x, size_t n, size_t m)
{
	struct cuped c = {0};
	size_t all = n + m, seen = 0;
	double mean_x = 0, cov = 0, var = 0;

	if (n < 2 || m < 2) {
		c.adjusted.why = "an arm has fewer than two values";
		return c;
	}
	for (size_t i = 0; i < all; i++)
		if (!isnan(x[i])) {
			mean_x += x[i];
			seen++;
		}
	mean_x = seen ? mean_x / (double)seen : 0;
	for (size_t i = 0; i < all; i++)
		x[i] = isnan(x[i]) ? mean_x : x[i];
	double mean_y = mean_of(y, all);

	mean_x = mean_of(x, all);
	for (size_t i = 0; i < all; i++) {
		cov += (x[i] - mean_x) * (y[i] - mean_y);
		var += (x[i] - mean_x) * (x[i] - mean_x);
	}
	struct difference raw = welch_of(y, n, m);

	c.theta = var > 0 ? cov / var : 0;
	c.raw_diff = raw.diff;
	c.raw_p = raw.p;
	for (size_t i = 0; i < all; i++)
		y[i] -= c.theta * (x[i] - mean_x);
	c.adjusted = welch_of(y, n, m);
	return c;
}

/* P(B > A), Miller 2015; a, b whole. */
static double beats(double aa, double ba, double ab, double bb)
{
	double sum = 0;

	for (double i = 0; i < ab; i++)
		sum += exp(log_beta(aa + i, bb + ba) - log(bb + i) - log_beta(1 + i, bb) - log_beta(aa, ba));
	return sum;
}

struct bayes_ab bayes_ab(double aa, double ba, double ab, double bb)
{
	double mean_a = aa / (aa + ba), mean_b = ab / (ab + bb);
	struct bayes_ab r = {.b_beats_a = beats(aa, ba, ab, bb)};

	r.loss_b = mean_a * (1 - beats(aa + 1, ba, ab, bb)) - mean_b * (1 - beats(aa, ba, ab + 1, bb));
	r.loss_a = mean_b * beats(aa, ba, ab + 1, bb) - mean_a * beats(aa + 1, ba, ab, bb);
	return r;
}

struct srm sample_ratio(const double *observed, const double *ratio_, size_t n)
{
	struct srm s = {.p = 1, .verdict = "ok"};
	double all = 0, parts = 0;

	for (size_t i = 0; i < n; i++) {
		all += observed[i];
		parts += ratio_[i];
	}
	if (n < 2 || all <= 0 || parts <= 0)
		return s;
	for (size_t i = 0; i < n; i++) {
		double expected = all * ratio_[i] / parts;

		s.chi2 += expected > 0 ? (observed[i] - expected) * (observed[i] - expected) / expected : 0;
	}
	s.p = chi_squared_above(s.chi2, (double)(n - 1));
	s.verdict = s.p < 0.001 ? "block" : s.p < 0.01 ? "warn" : "ok";
	return s;
}

/* ---- interrupted time series: four regressors, so plain elimination on 4 x 4 ---- */

static bool invert(double a[4][4], double ret[4][4])
{
	memset(ret, 0, 16 * sizeof(double));
	for (int i = 0; i < 4; i++)
		ret[i][i] = 1;
	for (int c = 0; c < 4; c++) {
		int p = c;

		for (int r = c + 1; r < 4; r++)
			if (fabs(a[r][c]) > fabs(a[p][c]))
				p = r;
		if (fabs(a[p][c]) < 1e-12)
			return false;
		for (int k = 0; k < 4; k++) {
			double t = a[c][k], u = ret[c][k];

			a[c][k] = a[p][k];
			a[p][k] = t;
			ret[c][k] = ret[p][k];
			ret[p][k] = u;
		}
		double d = a[c][c];

		for (int k = 0; k < 4; k++) {
			a[c][k] /= d;
			ret[c][k] /= d;
		}
		for (int r = 0; r < 4; r++) {
			double f = a[r][c];

			for (int k = 0; r != c && k < 4; k++) {
				a[r][k] -= f * a[c][k];
				ret[r][k] -= f * ret[c][k];
			}
		}
	}
	return true;
}

static void regressors(size_t t, size_t t0, double x[4])
{
	x[0] = 1;
	x[1] = (double)t;
	x[2] = t >= t0;
	x[3] = t >= t0 ? (double)(t - t0) : 0;
}

static double residual(const double *y, size_t t, size_t t0, const double b[4])
{
	double x[4], e = y[t - 1];

	regressors(t, t0, x);
	for (int i = 0; i < 4; i++)
		e -= b[i] * x[i];
	return e;
}

/* Bartlett-weighted sum of x e e' x' over lags. */
static void newey_west_middle(const double *y, size_t n, size_t t0, const double b[4], int lag, double s[4][4])
{
	memset(s, 0, 16 * sizeof(double));
	for (int l = 0; l <= lag; l++)
		for (size_t t = (size_t)l + 1; t <= n; t++) {
			double x[4], z[4], e = residual(y, t, t0, b), f = residual(y, t - (size_t)l, t0, b),
					   w = 1 - (double)l / (lag + 1);

			regressors(t, t0, x);
			regressors(t - (size_t)l, t0, z);
			for (int i = 0; i < 4; i++)
				for (int k = 0; k < 4; k++)
					s[i][k] += w * e * f * (l ? x[i] * z[k] + z[i] * x[k] : x[i] * x[k]);
		}
}

static double sandwich(const double a[4][4], const double s[4][4], int i)
{
	double v = 0;

	for (int k = 0; k < 4; k++)
		for (int m = 0; m < 4; m++)
			v += a[i][k] * s[k][m] * a[m][i];
	return v;
}

struct its interrupted_series(const double *y, size_t n, size_t t0)
{
	struct its r = {0};
	double xx[4][4] = {{0}}, xy[4] = {0}, inverse[4][4], middle[4][4], rss = 0;

	if (t0 < 9 || n < t0 + 7) {
		r.why = "needs at least 8 points on each side";
		return r;
	}
	for (size_t t = 1; t <= n; t++) {
		double x[4];

		regressors(t, t0, x);
		for (int i = 0; i < 4; i++) {
			xy[i] += x[i] * y[t - 1];
			for (int k = 0; k < 4; k++)
				xx[i][k] += x[i] * x[k];
		}
	}
	if (!invert(xx, inverse)) {
		r.why = "the series cannot be fitted";
		return r;
	}
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			r.b[i] += inverse[i][k] * xy[k];
	for (size_t t = 1; t <= n; t++)
		rss += residual(y, t, t0, r.b) * residual(y, t, t0, r.b);
	r.lag = (int)floor(4 * pow((double)n / 100, 2.0 / 9));
	newey_west_middle(y, n, t0, r.b, r.lag, middle);
	double t975 = student_quantile(0.975, (double)n - 4), half[4];

	for (int i = 0; i < 4; i++) {
		r.se_ols[i] = sqrt(rss / ((double)n - 4) * inverse[i][i]);
		r.se_newey_west[i] = sqrt((double)n / ((double)n - 4) *
					  sandwich((const double(*)[4])inverse, (const double(*)[4])middle, i));
		half[i] = t975 * fmax(r.se_ols[i], r.se_newey_west[i]);
	}
	r.level = (struct interval){r.b[2] - half[2], r.b[2] + half[2], true};
	r.slope = (struct interval){r.b[3] - half[3], r.b[3] + half[3], true};
	return r;
}
