/* Tests and sample sizes (domain.md 2.4). Cochran 1977; Fleiss 1981; Newcombe 1998; Welch 1947; Johari, Pekelis & Walsh
 * 2017; Pocock 1977; O'Brien & Fleming 1979; Deng et al. 2013; Miller 2015; Fabijan et al. 2019; Newey & West 1987. */
#pragma once
#include "method/stats.h"

struct difference {
	double diff, statistic, df, p;
	struct interval interval;
	const char *why; /* not NULL: nothing could be computed */
};
/* One share to within margin; population 0: unlimited. */
struct maybe sample_size_share(double p, double margin, double population, double z);
struct maybe sample_size_two_shares(double p1, double p2, double alpha, double power); /* per arm */
/* z of p2 - p1; Fisher's exact p when an expected count is below 5. */
struct difference two_shares(double x1, double n1, double x2, double n2);
struct difference welch(double m1, double s1, double n1, double m2, double s2, double n2);

/* Always-valid test: one look; p_before: of the look before, 1 at first. */
struct sequential {
	double ratio, p, low, high;
};
struct sequential msprt_look(double d, double variance, double tau, double alpha, double p_before);
/* Boundaries of K = 2..5 equal looks, two-sided .05; false for others. */
bool group_boundaries(bool obrien_fleming, int k, double *ret);

struct cuped {
	double theta, raw_diff, raw_p;
	struct difference adjusted;
};
/* y, x: n of arm a, then m of arm b; x NAN when unknown (then the mean of the known). Changes x and y. */
struct cuped cuped_of(double *y, double *x, size_t n, size_t m);

struct bayes_ab {
	double b_beats_a, loss_a, loss_b;
};
/* Beta parameters: whole numbers >= 1. */
struct bayes_ab bayes_ab(double aa, double ba, double ab, double bb);

struct srm {
	double chi2, p;
	const char *verdict; /* ok, warn, block */
};
struct srm sample_ratio(const double *observed, const double *ratio, size_t n);

/* Interrupted time series: t0 is the 1-based index of the first point after the change. */
struct its {
	double b[4], se_ols[4], se_newey_west[4];
	int lag;
	struct interval level, slope;
	const char *why;
};
struct its interrupted_series(const double *y, size_t n, size_t t0);

/* ---- agreement and saturation: Cohen 1960; Hayes & Krippendorff 2007; Guest, Namey & Chen 2020 ---- */
struct maybe cohen_kappa(const double *table, size_t k); /* k x k */
enum alpha_level { ALPHA_NOMINAL, ALPHA_ORDINAL, ALPHA_INTERVAL };
/* values[coder * units + unit], NAN for none. */
struct maybe krippendorff_alpha(const double *values, size_t coders, size_t units, enum alpha_level level);
/* ratio[i]: of the run that ends at interview base_size + run + i; *ret_at: interview or 0. Returns how many runs. */
size_t saturation_runs(const double *new_themes, size_t n, size_t base_size, size_t run, double threshold,
		       double *ret_base, double *ret_ratio, size_t *ret_at);
