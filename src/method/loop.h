/* Loop health (domain.md section 4) and the guards of section 6: strength of evidence, survival, coverage, hit rate,
 * calibration, rising themes, effective voices. Ages in days, durations in hours. Kaplan & Meier 1958; Brier 1950;
 * Murphy 1973; Benjamini & Hochberg 1995. */
#pragma once
#include "method/stats.h"
#include <stdint.h>

/* ---- evidence strength ---- */
enum strength_kind {
	STRENGTH_EXPERIMENT,
	STRENGTH_OBSERVED,
	STRENGTH_INTERVIEW,
	STRENGTH_VERBATIM,
	STRENGTH_RELAYED,
	STRENGTH_KINDS
};
enum { STRENGTH_VERSION = 1, HALF_LIFE_DAYS = 180, STALE_DAYS = 180 };
struct weighed {
	int64_t voice; /* account; anonymous items of one source share one voice */
	enum strength_kind kind;
	double age_days; /* negative counts as 0 */
	int sign;	 /* 1 supports, -1 contradicts */
	double weight;	 /* out: q * 0.5^(age/180) */
	bool counts;	 /* out: the largest of its voice and sign */
};
struct strength {
	double s_plus, s_minus, value; /* value 0..100 */
	size_t voices;		       /* supporting */
};
double evidence_weight(enum strength_kind kind, double age_days);
struct strength evidence_strength(struct weighed *item, size_t n);
const char *strength_label(double value); /* weak, moderate, strong */

/* ---- time in stage ---- */
struct duration {
	double hours;
	bool open; /* still waiting: censored at hours */
};
struct survival_step {
	double hours, survival;
	size_t at_risk, events, censored; /* censored: between this step and the next */
};
struct survival {
	struct maybe median; /* first t with S(t) <= .5 */
	struct maybe p90_completed, median_completed;
	size_t completed, open, steps; /* steps written to ret_step, at most n */
};
/* Sorts d. An item open at t is still at risk at t. ret_step holds n entries, scratch 2n doubles. */
struct survival survival_of(struct duration *d, size_t n, struct survival_step *ret_step, double *scratch);

/* ---- handoffs ---- */
struct handoffs {
	double in_time, late, open_overdue, open_not_due, bounced, total;
};
struct maybe handoff_attainment(const struct handoffs *h);
struct maybe handoff_bounce_rate(const struct handoffs *h);

/* ---- closed loop ---- */
struct customer {
	bool reachable;
	double decided, answered; /* items */
};
struct closed_loop {
	struct maybe rate;
	double closed, base, unreachable; /* base: reachable with a decided item; unreachable: others with one */
};
struct closed_loop closed_loop_rate(const struct customer *c, size_t n);

/* ---- outcomes ---- */
enum verdict { VERDICT_HIT, VERDICT_MISS, VERDICT_INCONCLUSIVE, VERDICT_UNMEASURED };
const char *verdict_name(enum verdict v);
/* effect and its 95 % interval, positive in the predicted direction; minimum > 0 was predicted. */
enum verdict outcome_verdict(double effect, double low, double high, double minimum);
struct hit_rate {
	struct maybe hit_rate, measured, strict;
	struct interval interval;
	double hits, misses, inconclusive, due;
};
struct hit_rate outcome_hit_rate(const enum verdict *v, size_t n);

struct brier {
	struct maybe score, skill;
	double reliability, resolution, uncertainty, base_rate;
};
struct brier brier_score(const double *forecast, const double *outcome, size_t n);

/* ---- staleness ---- */
size_t stale_count(const double *age_days, size_t n, double limit_days);

/* ---- rising themes ---- */
struct theme_counts {
	double recent, before; /* distinct accounts in the last 28 days and the 28 before */
	struct maybe p, adjusted;
	bool rising;
};
enum { RISING_LEAST = 5, RISING_DAYS = 28 };
/* heard: all accounts heard in each window. */
void rising_themes(struct theme_counts *theme, size_t n, double heard_recent, double heard_before);
/* adjusted[i] from p[i]; scratch holds n indices. */
void benjamini_hochberg(const double *p, size_t n, double *ret_adjusted, size_t *scratch);

/* ---- loudest customer ---- */
struct voices {
	struct maybe effective, largest_share;
	size_t largest; /* index; 0 when unknown */
	bool warn;	/* below 3, or one above half */
};
struct voices effective_voices(const double *mentions, size_t n);
struct revenue_cap {
	double median, cap, largest_share_raw, largest_share_capped;
};
struct revenue_cap revenue_cap(const double *arr, size_t n, double *scratch); /* n > 0 */

/* ---- sampling ---- */
struct stratum {
	double population_share, n, yes;
	double weight; /* out: (N_h/N)/(n_h/n); 0 when nobody was asked */
};
struct weighting {
	struct maybe raw, weighted, n_eff;
	double unsampled_share; /* of the population in strata without answers */
};
struct weighting segment_weighting(struct stratum *s, size_t n);
