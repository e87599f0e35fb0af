/* Uncertain inputs and ranking by drawing; see draw.h. */
#include "method/draw.h"
#include "base/mem.h"
#include "method/priority.h"
#include "method/special.h"
#include <math.h>
#include <stdlib.h>

#define Z90 1.2815515655446004

const char *uncertain_wrong(const struct uncertain *u)
{
	switch (u->kind) {
	case SPREAD_TRIANGULAR:
	case SPREAD_PERT:
		return u->a <= u->m && u->m <= u->b && u->a < u->b ? NULL
								   : "three numbers a <= m <= b with a < b are needed";
	case SPREAD_LOGNORMAL:
		return u->a > 0 && u->a < u->b ? NULL : "P10 and P90 must be positive, P10 below P90";
	default:
		return NULL;
	}
}

static double log_mu(const struct uncertain *u)
{
	return (log(u->a) + log(u->b)) / 2;
}

static double log_sigma(const struct uncertain *u)
{
	return (log(u->b) - log(u->a)) / (2 * Z90);
}

double uncertain_mean(const struct uncertain *u)
{
	switch (u->kind) {
	case SPREAD_TRIANGULAR:
		return (u->a + u->m + u->b) / 3;
	case SPREAD_PERT:
		return (u->a + 4 * u->m + u->b) / 6;
	case SPREAD_LOGNORMAL:
		return exp(log_mu(u) + log_sigma(u) * log_sigma(u) / 2);
	default:
		return u->a;
	}
}

double uncertain_variance(const struct uncertain *u)
{
	double a = u->a, m = u->m, b = u->b, mean = uncertain_mean(u);

	switch (u->kind) {
	case SPREAD_TRIANGULAR:
		return (a * a + m * m + b * b - a * m - a * b - m * b) / 18;
	case SPREAD_PERT:
		return (mean - a) * (b - mean) / 7;
	case SPREAD_LOGNORMAL:
		return expm1(log_sigma(u) * log_sigma(u)) * mean * mean;
	default:
		return 0;
	}
}

static double pert_alpha(const struct uncertain *u)
{
	return 1 + 4 * (u->m - u->a) / (u->b - u->a);
}

static double triangular_quantile(const struct uncertain *u, double q)
{
	double width = u->b - u->a, turn = (u->m - u->a) / width;

	return q < turn ? u->a + sqrt(q * width * (u->m - u->a)) : u->b - sqrt((1 - q) * width * (u->b - u->m));
}

double uncertain_quantile(const struct uncertain *u, double q)
{
	switch (u->kind) {
	case SPREAD_TRIANGULAR:
		return triangular_quantile(u, q);
	case SPREAD_PERT:
		return u->a + (u->b - u->a) * beta_quantile(q, pert_alpha(u), 6 - pert_alpha(u));
	case SPREAD_LOGNORMAL:
		return exp(log_mu(u) + log_sigma(u) * normal_quantile(q));
	default:
		return u->a;
	}
}

static double unit_open(struct rng *r)
{
	double x;

	do
		x = rng_unit(r);
	while (x <= 0);
	return x;
}

/* Marsaglia & Tsang 2000; shape >= 1. */
static double gamma_draw(struct rng *r, double shape)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

	for (;;) {
		double x = normal_quantile(unit_open(r)), v = 1 + c * x;

		if (v <= 0)
			continue;
		v = v * v * v;
		if (log(unit_open(r)) < 0.5 * x * x + d - d * v + d * log(v))
			return d * v;
	}
}

double uncertain_draw(const struct uncertain *u, struct rng *r)
{
	if (u->kind == SPREAD_POINT)
		return u->a;
	if (u->kind != SPREAD_PERT)
		return uncertain_quantile(u, unit_open(r));
	double x = gamma_draw(r, pert_alpha(u)), y = gamma_draw(r, 6 - pert_alpha(u));

	return u->a + (u->b - u->a) * x / (x + y);
}

static double rice_of(const double x[DRAWN_INPUTS])
{
	return rice_score(&(struct rice){x[0], x[1], fmin(x[2], 1), x[3]}).value;
}

static void rank_draw(const double *score, size_t n, struct drawn *item, double *beats)
{
	double best = score[0], shared = 0;

	for (size_t i = 1; i < n; i++)
		best = fmax(best, score[i]);
	for (size_t i = 0; i < n; i++)
		shared += score[i] == best;
	for (size_t i = 0; i < n; i++) {
		double above = 0, tied = 0;

		for (size_t k = 0; k < n; k++) {
			if (k == i)
				continue;
			above += score[k] > score[i];
			tied += score[k] == score[i];
			beats[i * n + k] += score[i] > score[k] ? 1 : score[i] == score[k] ? 0.5 : 0;
		}
		item[i].p_first += score[i] == best ? 1 / shared : 0;
		item[i].mean_rank += 1 + above + tied / 2;
	}
}

void monte_carlo_rice(struct drawn *item, size_t n, size_t draws, uint64_t seed, double *ret_beats, double *scratch)
{
	struct rng r;
	double *score = mem_alloc((n + 1) * sizeof *score), *sorted = mem_alloc((draws + 1) * sizeof *sorted);

	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++)
		item[i].p_first = item[i].mean_rank = 0;
	for (size_t i = 0; i < n * n; i++)
		ret_beats[i] = 0;
	for (size_t d = 0; d < draws; d++) {
		for (size_t i = 0; i < n; i++) {
			double x[DRAWN_INPUTS];

			for (int k = 0; k < DRAWN_INPUTS; k++)
				x[k] = uncertain_draw(&item[i].input[k], &r);
			score[i] = scratch[i * draws + d] = rice_of(x);
		}
		rank_draw(score, n, item, ret_beats);
	}
	for (size_t i = 0; i < n; i++) {
		item[i].p_first /= (double)draws;
		item[i].mean_rank /= (double)draws;
		item[i].median = quantile_of(scratch + i * draws, draws, 0.5, sorted);
		for (size_t k = 0; k < n; k++)
			ret_beats[i * n + k] /= (double)draws;
	}
	mem_free(sorted);
	mem_free(score);
}

double tornado_rice(const struct uncertain input[DRAWN_INPUTS], struct swing ret[DRAWN_INPUTS])
{
	double middle[DRAWN_INPUTS];

	for (int i = 0; i < DRAWN_INPUTS; i++)
		middle[i] = uncertain_quantile(&input[i], 0.5);
	for (int i = 0; i < DRAWN_INPUTS; i++) {
		double x[DRAWN_INPUTS];

		for (int k = 0; k < DRAWN_INPUTS; k++)
			x[k] = middle[k];
		ret[i].uncertain = input[i].kind != SPREAD_POINT;
		x[i] = uncertain_quantile(&input[i], 0.1);
		ret[i].p10 = rice_of(x);
		x[i] = uncertain_quantile(&input[i], 0.9);
		ret[i].p90 = rice_of(x);
		ret[i].swing = fabs(ret[i].p90 - ret[i].p10);
	}
	return rice_of(middle);
}
