/* JSON shapes of tests, sample sizes and coder agreement (src/method/inference.h). */
#include "method/inference.h"
#include "domain/calc/calc.h"
#include "method/special.h"
#include <math.h>
#include <string.h>

struct interval calc_wilson(double x, double n)
{
	return wilson(x, n, Z95);
}

enum err calc_normal_difference(struct calc *c, double a, double variance_a, double b, double variance_b)
{
	double se = sqrt(variance_a + variance_b);

	if (!(se > 0))
		return calc_none(c, "neither of the two varies");
	json_knum(c->out, "difference", b - a);
	json_knum(c->out, "se", se);
	json_knum(c->out, "z", (b - a) / se);
	json_knum(c->out, "p", normal_two_sided((b - a) / se));
	return OK;
}

static enum err probability(struct calc *c, const char *key, double missing, double *ret)
{
	bool has;

	*ret = missing;
	TRY(calc_opt(c, NULL, key, ret, &has));
	return *ret > 0 && *ret < 1 ? OK : fail(c->cx, ERR_INVALID, key, "must be between 0 and 1");
}

static enum err put_size(struct calc *c, const char *key, struct maybe n)
{
	if (n.why)
		return calc_none(c, n.why);
	json_knum(c->out, key, ceil(n.value - 1e-9));
	json_knum(c->out, "n_unrounded", n.value);
	return OK;
}

enum err calc_sample_size_one_proportion(struct calc *c)
{
	double p, margin, population = 0, confidence;
	bool has;

	TRY(calc_num(c, NULL, "p", &p));
	TRY(calc_num(c, NULL, "margin", &margin));
	TRY(calc_opt(c, NULL, "population", &population, &has));
	TRY(probability(c, "confidence", 0.95, &confidence));
	return put_size(c, "n", sample_size_share(p, margin, population, z_of_confidence(confidence)));
}

enum err calc_sample_size_two_proportions(struct calc *c)
{
	double p1, p2, alpha, power;

	TRY(calc_num(c, NULL, "p1", &p1));
	TRY(calc_num(c, NULL, "p2", &p2));
	TRY(probability(c, "alpha", 0.05, &alpha));
	TRY(probability(c, "power", 0.8, &power));
	return put_size(c, "n_per_arm", sample_size_two_shares(p1, p2, alpha, power));
}

static enum err four(struct calc *c, const char *const key[4], double x[4])
{
	for (int i = 0; i < 4; i++)
		TRY(calc_num(c, NULL, key[i], &x[i]));
	return OK;
}

enum err calc_two_proportion_z(struct calc *c)
{
	static const char *const keys[4] = {"x1", "n1", "x2", "n2"};
	double x[4];

	TRY(four(c, keys, x));
	if (x[0] < 0 || x[0] > x[1] || x[2] < 0 || x[2] > x[3])
		return fail(c->cx, ERR_INVALID, "x1", "each x must be from 0 to its n");
	struct difference d = two_shares(x[0], x[1], x[2], x[3]);

	if (d.why)
		return calc_none(c, d.why);
	json_knum(c->out, "diff", d.diff);
	json_knum(c->out, "z", d.statistic);
	json_knum(c->out, "p", d.p);
	calc_interval(c, d.interval);
	return OK;
}

enum err calc_welch_t(struct calc *c)
{
	double m[2], s[2], n[2];

	if (calc_member(c, NULL, "a")) {
		static const char *const keys[] = {"a", "b"};

		for (int i = 0; i < 2; i++) {
			double *x;
			size_t k;

			TRY(calc_nums(c, NULL, keys[i], &x, &k));
			if (k < 2)
				return calc_none(c, "an arm has fewer than two values");
			m[i] = mean_of(x, k);
			s[i] = sqrt(variance_of(x, k));
			n[i] = (double)k;
		}
	} else {
		TRY(calc_num(c, NULL, "mean1", &m[0]));
		TRY(calc_num(c, NULL, "sd1", &s[0]));
		TRY(calc_num(c, NULL, "n1", &n[0]));
		TRY(calc_num(c, NULL, "mean2", &m[1]));
		TRY(calc_num(c, NULL, "sd2", &s[1]));
		TRY(calc_num(c, NULL, "n2", &n[1]));
	}
	struct difference d = welch(m[0], s[0], n[0], m[1], s[1], n[1]);

	if (d.why)
		return calc_none(c, d.why);
	json_knum(c->out, "diff", d.diff);
	json_knum(c->out, "t", d.statistic);
	json_knum(c->out, "df", d.df);
	json_knum(c->out, "p", d.p);
	calc_interval(c, d.interval);
	return OK;
}

/* Difference and its variance of one look. */
static enum err read_look(struct calc *c, json_t *look, bool shares, double *ret_d, double *ret_v)
{
	double n1, n2, a, b;

	TRY(calc_num(c, look, "n1", &n1));
	TRY(calc_num(c, look, "n2", &n2));
	if (n1 < 1 || n2 < 1)
		return fail(c->cx, ERR_INVALID, "looks", "an arm is empty");
	if (shares) {
		TRY(calc_num(c, look, "x1", &a));
		TRY(calc_num(c, look, "x2", &b));
		*ret_d = b / n2 - a / n1;
		*ret_v = a / n1 * (1 - a / n1) / n1 + b / n2 * (1 - b / n2) / n2;
		return OK;
	}
	TRY(calc_num(c, look, "diff", ret_d));
	TRY(calc_num(c, look, "sd1", &a));
	TRY(calc_num(c, look, "sd2", &b));
	*ret_v = a * a / n1 + b * b / n2;
	return OK;
}

enum err calc_msprt(struct calc *c)
{
	static const char *const kinds[] = {"mean", "proportion", NULL};
	json_t *looks;
	size_t n;
	double tau, alpha, p = 1;
	int kind;

	TRY(calc_choice(c, NULL, "kind", kinds, &kind));
	TRY(calc_num(c, NULL, "tau", &tau));
	TRY(probability(c, "alpha", 0.05, &alpha));
	TRY(calc_array(c, NULL, "looks", &looks, &n));
	if (!(tau > 0))
		return fail(c->cx, ERR_INVALID, "tau", "must be greater than 0");
	double *v[4];

	for (int k = 0; k < 4; k++)
		v[k] = ARENA_ARRAY(c->cx->arena, double, n + 1);
	for (size_t i = 0; i < n; i++) {
		double d = 0, variance = 0;

		TRY(read_look(c, json_array_get(looks, i), kind == 1, &d, &variance));
		if (!(variance > 0))
			return calc_none(c, "a look does not vary");
		struct sequential s = msprt_look(d, variance, tau, alpha, p);

		p = s.p;
		v[0][i] = s.ratio;
		v[1][i] = s.p;
		v[2][i] = s.low;
		v[3][i] = s.high;
	}
	calc_numbers(c, "likelihood_ratio", v[0], n);
	calc_numbers(c, "p", v[1], n);
	calc_numbers(c, "low", v[2], n);
	calc_numbers(c, "high", v[3], n);
	return OK;
}

enum err calc_group_sequential(struct calc *c)
{
	static const char *const kinds[] = {"pocock", "obrien_fleming", NULL};
	double k, alpha, boundary[5], *z;
	size_t n, stop = 0;
	int kind;

	TRY(calc_choice(c, NULL, "kind", kinds, &kind));
	TRY(calc_num(c, NULL, "k", &k));
	TRY(probability(c, "alpha", 0.05, &alpha));
	TRY(calc_nums(c, NULL, "z", &z, &n));
	if (alpha != 0.05 || k != floor(k) || !group_boundaries(kind == 1, (int)k, boundary))
		return calc_none(c, "boundaries are known for 2 to 5 equal looks at alpha .05");
	for (size_t i = 0; i < n && i < (size_t)k && !stop; i++)
		if (fabs(z[i]) >= boundary[i])
			stop = i + 1;
	calc_numbers(c, "boundaries", boundary, (size_t)k);
	json_key(c->out, "stop_at");
	if (stop)
		json_int(c->out, (int64_t)stop);
	else
		json_nil(c->out);
	return OK;
}

static enum err read_arm(struct calc *c, const char *key, double *y, double *x, size_t most, size_t *ret_n)
{
	json_t *arm = calc_member(c, NULL, key), *xs;
	double *ys;
	size_t n, m;

	if (!json_is_object(arm))
		return fail(c->cx, ERR_INVALID, key, "is an object with y and x");
	TRY(calc_nums(c, arm, "y", &ys, &n));
	TRY(calc_array(c, arm, "x", &xs, &m));
	TRY(calc_same_length(c, "x", m, n));
	if (n > most)
		return fail(c->cx, ERR_INVALID, key, "has more than %zu values", most);
	for (size_t i = 0; i < n; i++) {
		json_t *v = json_array_get(xs, i);

		y[i] = ys[i];
		x[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
	}
	*ret_n = n;
	return OK;
}

enum err calc_cuped(struct calc *c)
{
	enum { MOST = 1000000 };
	json_t *a = json_object_get(calc_member(c, NULL, "a"), "y"),
	       *b = json_object_get(calc_member(c, NULL, "b"), "y");
	size_t room = json_array_size(a) + json_array_size(b) + 1, n = 0, m = 0;
	double *y = ARENA_ARRAY(c->cx->arena, double, room), *x = ARENA_ARRAY(c->cx->arena, double, room);

	TRY(read_arm(c, "a", y, x, MOST, &n));
	TRY(read_arm(c, "b", y + n, x + n, MOST, &m));
	struct cuped r = cuped_of(y, x, n, m);

	if (r.adjusted.why)
		return calc_none(c, r.adjusted.why);
	json_knum(c->out, "theta", r.theta);
	json_knum(c->out, "raw_diff", r.raw_diff);
	json_knum(c->out, "raw_p", r.raw_p);
	json_knum(c->out, "adjusted_diff", r.adjusted.diff);
	json_knum(c->out, "t", r.adjusted.statistic);
	json_knum(c->out, "df", r.adjusted.df);
	json_knum(c->out, "p", r.adjusted.p);
	calc_interval(c, r.adjusted.interval);
	return OK;
}

enum err calc_bayes_ab(struct calc *c)
{
	static const char *const keys[4] = {"x_a", "n_a", "x_b", "n_b"};
	double x[4], *prior = (double[]){1, 1};
	size_t two;

	TRY(four(c, keys, x));
	if (calc_member(c, NULL, "prior")) {
		TRY(calc_nums(c, NULL, "prior", &prior, &two));
		TRY(calc_same_length(c, "prior", two, 2));
	}
	const double p[4] = {prior[0] + x[0], prior[1] + x[1] - x[0], prior[0] + x[2], prior[1] + x[3] - x[2]};

	for (int i = 0; i < 4; i++)
		if (p[i] < 1 || p[i] != floor(p[i]) || p[i] > 1e7)
			return calc_none(c, "posterior parameters must be whole numbers from 1 to 10,000,000");
	struct bayes_ab r = bayes_ab(p[0], p[1], p[2], p[3]);

	json_knum(c->out, "p_b_beats_a", r.b_beats_a);
	json_knum(c->out, "loss_b", r.loss_b);
	json_knum(c->out, "loss_a", r.loss_a);
	return OK;
}

enum err calc_srm(struct calc *c)
{
	double *observed, *share;
	size_t n, m;

	TRY(calc_nums(c, NULL, "observed", &observed, &n));
	TRY(calc_nums(c, NULL, "ratio", &share, &m));
	TRY(calc_same_length(c, "ratio", m, n));
	if (n < 2)
		return calc_none(c, "needs at least two arms");
	struct srm s = sample_ratio(observed, share, n);

	json_knum(c->out, "chi2", s.chi2);
	json_knum(c->out, "p", s.p);
	json_kz(c->out, "verdict", s.verdict);
	return OK;
}

enum err calc_its(struct calc *c)
{
	double *y, t0;
	size_t n;

	TRY(calc_nums(c, NULL, "y", &y, &n));
	TRY(calc_num(c, NULL, "t0", &t0));
	if (t0 != floor(t0) || t0 < 1 || t0 > (double)n)
		return fail(c->cx, ERR_INVALID, "t0", "is the 1-based index of the first point after the change");
	struct its r = interrupted_series(y, n, (size_t)t0);

	if (r.why)
		return calc_none(c, r.why);
	calc_numbers(c, "b", r.b, 4);
	calc_numbers(c, "se_ols", r.se_ols, 4);
	calc_numbers(c, "se_newey_west", r.se_newey_west, 4);
	json_kint(c->out, "lag", r.lag);
	json_knum(c->out, "level_low", r.level.low);
	json_knum(c->out, "level_high", r.level.high);
	json_knum(c->out, "slope_low", r.slope.low);
	json_knum(c->out, "slope_high", r.slope.high);
	return OK;
}

enum err calc_did(struct calc *c)
{
	static const char *const keys[4] = {"treated_pre", "treated_post", "comparison_pre", "comparison_post"};
	double x[4];

	TRY(four(c, keys, x));
	json_knum(c->out, "effect", (x[1] - x[0]) - (x[3] - x[2]));
	return OK;
}

enum err calc_cohen_kappa(struct calc *c)
{
	json_t *table;
	size_t k;

	TRY(calc_array(c, NULL, "table", &table, &k));
	double *cell = ARENA_ARRAY(c->cx->arena, double, k *k + 1);

	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++) {
			json_t *v = json_array_get(json_array_get(table, i), j);

			if (json_array_size(json_array_get(table, i)) != k || !json_is_number(v))
				return fail(c->cx, ERR_INVALID, "table", "must be square, of numbers");
			cell[i * k + j] = json_number_value(v);
		}
	calc_maybe(c, "kappa", cohen_kappa(cell, k));
	return OK;
}

enum err calc_krippendorff_alpha(struct calc *c)
{
	static const char *const levels[] = {"nominal", "ordinal", "interval", NULL};
	json_t *coders;
	size_t n, units;
	int level;

	TRY(calc_array(c, NULL, "coders", &coders, &n));
	TRY(calc_choice(c, NULL, "level", levels, &level));
	units = json_array_size(json_array_get(coders, 0));
	double *value = ARENA_ARRAY(c->cx->arena, double, n *units + 1);

	for (size_t i = 0; i < n; i++) {
		TRY(calc_same_length(c, "coders", json_array_size(json_array_get(coders, i)), units));
		for (size_t u = 0; u < units; u++) {
			json_t *v = json_array_get(json_array_get(coders, i), u);

			value[i * units + u] = json_is_number(v) ? json_number_value(v) : (double)NAN;
		}
	}
	calc_maybe(c, "alpha", krippendorff_alpha(value, n, units, (enum alpha_level)level));
	return OK;
}

enum err calc_saturation(struct calc *c)
{
	double *themes, base_size = 4, run = 2, threshold = 0.05, base;
	size_t n, at;
	bool has;

	TRY(calc_nums(c, NULL, "new_themes", &themes, &n));
	TRY(calc_opt(c, NULL, "base_size", &base_size, &has));
	TRY(calc_opt(c, NULL, "run_length", &run, &has));
	TRY(calc_opt(c, NULL, "threshold", &threshold, &has));
	if (base_size < 1 || base_size > 1000 || run < 1 || run > 1000)
		return fail(c->cx, ERR_INVALID, "base_size", "base_size and run_length are from 1 to 1,000");
	double *share = ARENA_ARRAY(c->cx->arena, double, n + 1);
	size_t runs = saturation_runs(themes, n, (size_t)base_size, (size_t)run, threshold, &base, share, &at);

	if (base <= 0)
		return calc_none(c, "the base holds no theme");
	json_knum(c->out, "base", base);
	calc_numbers(c, "ratios", share, runs);
	calc_maybe(c, "saturated_at", at ? known((double)at) : unknown("not reached"));
	return OK;
}
