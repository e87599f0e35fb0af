/* Bursts in daily counts: a negative-binomial test against the weeks before, over many series at once, with the false
 * discovery rate held by Benjamini and Hochberg 1995. Pure; days and series are numbers.
 *
 * On day t a series is looked at over its last 1, 3 and 7 days. What to expect comes from BURST_BASE days that end
 * BURST_GAP days before the window; how much days scatter is pooled over all series (method of moments over those days),
 * and the doubt about a mean of so few days is added to it.
 * An alert needs an adjusted p of at most BURST_Q, BURST_LEAST items, and BURST_RATIO times what was expected. Only data
 * up to day t is used. A burst is raised once: not again while it lasts or within 7 days. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { BURST_BASE = 56, BURST_GAP = 2, BURST_LEAST = 4, BURST_QUIET = 7, BURST_WINDOWS = 3 };
#define BURST_Q .05
#define BURST_RATIO 1.8

/* P(X >= c) of the negative binomial with this mean and variance mean + dispersion * mean^2; Poisson for dispersion 0. */
double negative_binomial_at_least(double c, double mean, double dispersion);

struct burst {
	size_t series, day;
	int window;      /* days */
	double count, expected, p; /* p: adjusted over all series and windows of the day */
};

/* count[series * days + day]. Raises bursts of days [from, to], in order of day, then series, at most max; returns how
 * many. Days with fewer than BURST_BASE + BURST_GAP + 7 behind them, counted from the first with any item, raise nothing. */
size_t bursts_find(const uint32_t *count, size_t series, size_t days, size_t from, size_t to, struct burst *ret, size_t max);
