/* Loop health: survival, handoffs, closed loop, outcomes, calibration; see loop.h. */
#include "method/loop.h"
#include "method/special.h"
#include <stdlib.h>

static int by_hours(const void *a, const void *b)
{
	const struct duration *x = a, *y = b;

	if (x->hours != y->hours)
		return x->hours > y->hours ? 1 : -1;
	return (int)x->open - (int)y->open; /* what ends at t ends before what is still open at t */
}

static void completed_quantiles(const struct duration *d, size_t n, struct survival *s, double *scratch)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (!d[i].open)
			scratch[k++] = d[i].hours;
	s->completed = k;
	s->open = n - k;
	if (k == 0) {
		s->p90_completed = s->median_completed = unknown("none completed");
		return;
	}
	s->p90_completed = known(quantile_of(scratch, k, 0.9, scratch + n));
	s->median_completed = known(quantile_of(scratch, k, 0.5, scratch + n));
}

struct survival survival_of(struct duration *d, size_t n, struct survival_step *ret_step, double *scratch)
{
	struct survival s = {.median = unknown(n ? "not reached" : "no items"),
			     .p90_completed = unknown("no items"),
			     .median_completed = unknown("no items")};
	double left = 1;

	if (n == 0)
		return s;
	qsort(d, n, sizeof *d, by_hours);
	completed_quantiles(d, n, &s, scratch);
	for (size_t i = 0; i < n;) {
		size_t at_risk = n - i, events = 0, censored = 0;
		double t = d[i].hours;

		for (; i < n && d[i].hours == t && !d[i].open; i++)
			events++;
		for (; i < n && d[i].hours == t; i++)
			censored++;
		if (events) {
			left *= 1 - (double)events / (double)at_risk;
			ret_step[s.steps++] = (struct survival_step){t, left, at_risk, events, censored};
			if (s.median.why && left <= 0.5 + 1e-12)
				s.median = known(t);
		} else if (s.steps) {
			ret_step[s.steps - 1].censored += censored;
		}
	}
	return s;
}

struct maybe handoff_attainment(const struct handoffs *h)
{
	return ratio(h->in_time, h->in_time + h->late + h->open_overdue, "no handoff is closed or due");
}

struct maybe handoff_bounce_rate(const struct handoffs *h)
{
	return ratio(h->bounced, h->total, "no handoffs");
}

struct closed_loop closed_loop_rate(const struct customer *c, size_t n)
{
	struct closed_loop r = {0};

	for (size_t i = 0; i < n; i++) {
		if (c[i].decided <= 0)
			continue;
		if (!c[i].reachable) {
			r.unreachable++;
			continue;
		}
		r.base++;
		if (c[i].answered >= c[i].decided)
			r.closed++;
	}
	r.rate = ratio(r.closed, r.base, "no reachable customer has a decided item");
	return r;
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {"hit", "miss", "inconclusive", "unmeasured"};

	return names[v];
}

enum verdict outcome_verdict(double effect, double low, double high, double minimum)
{
	if (effect >= minimum && low > 0)
		return VERDICT_HIT;
	return high < minimum ? VERDICT_MISS : VERDICT_INCONCLUSIVE;
}

struct hit_rate outcome_hit_rate(const enum verdict *v, size_t n)
{
	struct hit_rate r = {.due = (double)n};

	for (size_t i = 0; i < n; i++) {
		r.hits += v[i] == VERDICT_HIT;
		r.misses += v[i] == VERDICT_MISS;
		r.inconclusive += v[i] == VERDICT_INCONCLUSIVE;
	}
	r.hit_rate = ratio(r.hits, r.hits + r.misses, "no review ended in hit or miss");
	r.interval = wilson(r.hits, r.hits + r.misses, Z95);
	r.measured = ratio(r.hits + r.misses + r.inconclusive, r.due, "no review is due");
	r.strict = ratio(r.hits, r.due, "no review is due");
	return r;
}

/* Bins are the distinct forecasts, so that the three parts add up exactly. */
struct brier brier_score(const double *forecast, const double *outcome, size_t n)
{
	struct brier b = {.score = unknown("no resolved prediction"), .skill = unknown("no resolved prediction")};
	double sum = 0;

	if (n == 0)
		return b;
	b.base_rate = mean_of(outcome, n);
	for (size_t i = 0; i < n; i++) {
		double hits = 0, same = 0;
		bool first = true;

		sum += (forecast[i] - outcome[i]) * (forecast[i] - outcome[i]);
		for (size_t j = 0; j < n; j++)
			if (forecast[j] == forecast[i]) {
				first &= j >= i;
				hits += outcome[j];
				same++;
			}
		if (!first)
			continue;
		b.reliability += same * (forecast[i] - hits / same) * (forecast[i] - hits / same) / (double)n;
		b.resolution += same * (hits / same - b.base_rate) * (hits / same - b.base_rate) / (double)n;
	}
	b.uncertainty = b.base_rate * (1 - b.base_rate);
	b.score = known(sum / (double)n);
	b.skill = b.uncertainty > 0 ? known(1 - b.score.value / b.uncertainty)
				    : unknown("all predictions ended the same way");
	return b;
}

size_t stale_count(const double *age_days, size_t n, double limit_days)
{
	size_t stale = 0;

	for (size_t i = 0; i < n; i++)
		stale += age_days[i] > limit_days;
	return stale;
}
