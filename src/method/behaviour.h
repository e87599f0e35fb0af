/* What people do (domain.md 2.3): funnels, retention, churn. Times in any one unit. */
#pragma once
#include "method/stats.h"

/* ---- funnel: events of one unit in order of time; step: 0-based, -1 for other events ---- */
struct funnel_event {
	double time;
	int step;
};
enum funnel_mode { FUNNEL_ORDERED, FUNNEL_STRICT, FUNNEL_ANY };
struct funnel_depth {
	int depth;	      /* steps reached */
	struct maybe convert; /* time from the first to the last step of the earliest full run */
};
/* Starts must fall in [from, to); later steps within window of the start, inclusive. events sorted by time. */
struct funnel_depth funnel_depth(const struct funnel_event *e, size_t n, int steps, double window,
				 enum funnel_mode mode, double from, double to);

/* ---- retention: one user's first day and sorted active days ---- */
struct retained {
	double first;
	const double *day;
	size_t n;
};
/* Share of mature users (first + to fully past) active at least once from..to days after their first; to < 0: from or
 * later. */
struct maybe retention_rate(const struct retained *u, size_t n, double days_past, double from, double to,
			    size_t *ret_mature);
