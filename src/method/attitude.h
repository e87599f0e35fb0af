/* What people say in surveys and tests (domain.md 2.1, 2.2). Kano et al. 1984, Berger et al. 1993; NPS: Reichheld 2003,
 * interval Rocks 2016; CES 2.0: Dixon, Toman & DeLisi 2013; SUS: Brooke 1996, grades Sauro & Lewis 2016; UMUX-Lite:
 * Lewis, Utesch & Maher 2013; SEQ: Sauro & Dumas 2009; PMF: Ellis 2010; MoSCoW: Clegg 1994. */
#pragma once
#include "method/stats.h"

/* ---- Kano: counts in the order M O A I R Q, which is also how ties are resolved ---- */
enum { KANO_KINDS = 6 };
extern const char kano_letters[KANO_KINDS + 1];
char kano_cell(int functional, int dysfunctional); /* 1..5 each */
struct kano {
	char category; /* 0: nobody answered */
	struct maybe better, worse, strength;
	bool tie, mixed, badly_worded; /* mixed: strength below .06; badly worded: Q above 10 % */
};
struct kano kano_of(const double counts[KANO_KINDS]);

/* ---- NPS ---- */
struct nps {
	struct maybe nps, wald_moe, adjusted_center, adjusted_low, adjusted_high;
};
struct nps nps_of(double promoters, double passives, double detractors);
double nps_variance(double promoters, double passives, double detractors); /* of one answer, in shares; n > 0 */

/* Mean with a 95 % t interval; fewer than two: no interval. */
struct interval mean_interval(const double *x, size_t n);

/* ---- SUS: ten items of 1..5, NAN for a missing one; two missing reject the response ---- */
struct maybe sus_score(const double item[10]);
const char *sus_grade(double mean); /* on the mean rounded half up to 0.1 */
double umux_lite(double a, double b);
double umux_regression(double score);

struct task_success {
	struct maybe rate, laplace;
	double center;
	struct interval interval;
};
struct task_success task_success(double successes, double n);

/* ---- MoSCoW: shares of planned effort, won't excluded ---- */
struct moscow {
	struct maybe must, could;
	bool must_high, could_low;
};
struct moscow moscow_shares(double must, double should, double could);
