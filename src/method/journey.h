/* The emotion curve of a journey map (domain.md section 5); Kish 1965, Kahneman et al. 1993. */
#pragma once
#include "method/stats.h"

struct felt {
	size_t stage, customer;
	double emotion, age_days;
};
struct journey_stage {
	struct maybe m, n_eff, h, pain, drop; /* unknown: nothing was said, a gap */
	size_t customers;
};
/* weight: of each customer. Fills ret[stages]; *ret_overall is M, *ret_peak_stage the one farthest from 0. */
struct maybe journey_curve(const struct felt *f, size_t n, size_t stages, size_t customers, const double *weight,
			   bool decay, struct journey_stage *ret, struct maybe *ret_overall, size_t *ret_peak_stage);
