/* Scores that rank work (domain.md 2.1). RICE: McBride, Intercom 2016; ICE: Ellis & Brown 2017; WSJF: Reinertsen 2009,
 * Leffingwell 2011; CD3: Smith 1956; opportunity score: Ulwick 2005. */
#pragma once
#include "method/stats.h"
#include <stdint.h>

enum { RICE_VERSION = 1 };
/* Reach: people per fixed period >= 0; impact >= 0; 0 < confidence <= 1; effort in person-months > 0, else unknown. */
struct rice {
	double reach, impact, confidence, effort;
};
struct maybe rice_score(const struct rice *r);
/* Off the usual ladders 3 2 1 .5 .25 and 1 .8 .5: allowed, but said. */
bool rice_impact_usual(double impact);
bool rice_confidence_usual(double confidence);

/* Ranks 1,2,2,4 of scores, largest first; unknown scores get rank 0. order: indices as shown: by score, then lower
 * effort, then lower id; unknown last. effort and id may be NULL. */
void rank_scores(const struct maybe *score, const double *effort, const int64_t *id, size_t n, size_t *ret_rank,
		 size_t *ret_order);

struct maybe ice_product(double impact, double confidence, double ease);
double ice_mean(double impact, double confidence, double ease);
struct maybe wsjf_score(double value, double time, double risk, double size);

struct delay_item {
	double cost_per_week, weeks;
};
/* Order by descending cost/duration; total cost of finishing one after the other. cd3 and order hold n entries. */
double cost_of_delay(const struct delay_item *item, size_t n, double *ret_cd3, size_t *ret_order);

struct criterion {
	double weight, score;
	bool has_score, is_cost;
};
/* sum(w*s)/sum(w); a cost criterion is reversed within low..high; a missing score makes it unknown. */
struct maybe weighted_score(const struct criterion *c, size_t n, double low, double high);

enum quadrant { QUICK_WIN, BIG_BET, FILL_IN, TIME_SINK };
void value_effort(const double *value, const double *effort, size_t n, double *scratch, double *ret_median_value,
		  double *ret_median_effort, enum quadrant *ret);

/* importance and satisfaction on 0..10 (10 * share rating 4 or 5). */
double opportunity_score(double importance, double satisfaction);
const char *opportunity_band(double score); /* extreme, high, worth_considering, served */
