/* Uncertain inputs (domain.md 2.1): triangular, PERT (Malcolm et al. 1959), lognormal by P10 and P90; ranking by
 * drawing. Quantiles are exact, so a draw is quantile(u) and the same seed gives the same ranking everywhere. */
#pragma once
#include "base/rng.h"
#include "method/stats.h"

enum spread { SPREAD_POINT, SPREAD_TRIANGULAR, SPREAD_PERT, SPREAD_LOGNORMAL };
struct uncertain {
	enum spread kind;
	double a, m, b; /* point: a; lognormal: a = P10, b = P90 */
};
const char *uncertain_wrong(const struct uncertain *u); /* NULL when it can be drawn */
double uncertain_mean(const struct uncertain *u);
double uncertain_variance(const struct uncertain *u);
double uncertain_quantile(const struct uncertain *u, double q);
double uncertain_draw(const struct uncertain *u, struct rng *r); /* PERT by two gamma draws: fast */

enum { DRAWN_INPUTS = 4, DRAWS_LEAST = 10000 }; /* reach, impact, confidence, effort */
struct drawn {
	struct uncertain input[DRAWN_INPUTS];
	double median, p_first, mean_rank; /* out */
};
/* beats: n*n, P(i beats j), a tie half each. scratch: n * draws doubles. */
void monte_carlo_rice(struct drawn *item, size_t n, size_t draws, uint64_t seed, double *ret_beats, double *scratch);

struct swing {
	double p10, p90, swing;
	bool uncertain;
};
double tornado_rice(const struct uncertain input[DRAWN_INPUTS], struct swing ret[DRAWN_INPUTS]); /* the base score */
