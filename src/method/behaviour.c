/* Funnels and retention; see behaviour.h. */
#include "method/behaviour.h"
#include <math.h>

/* From each step-1 event the earliest strictly later step 2, and so on. */
static int ordered_from(const struct funnel_event *e, size_t n, size_t start, int steps, double window, double *ret_end)
{
	double at = e[start].time;
	int depth = 1;

	for (size_t i = start + 1; i < n && depth < steps && e[i].time <= e[start].time + window; i++)
		if (e[i].step == depth && e[i].time > at) {
			at = e[i].time;
			depth++;
		}
	*ret_end = at;
	return depth;
}

/* The unit's very next events must be the following steps. */
static int strict_from(const struct funnel_event *e, size_t n, size_t start, int steps, double window, double *ret_end)
{
	int depth = 1;
	size_t i = start;

	while (depth < steps && i + 1 < n && e[i + 1].step == depth && e[i + 1].time > e[i].time &&
	       e[i + 1].time <= e[start].time + window) {
		i++;
		depth++;
	}
	*ret_end = e[i].time;
	return depth;
}

/* Most distinct steps inside one span that starts at any step event. */
static int any_from(const struct funnel_event *e, size_t n, size_t start, int steps, double window, double *ret_end)
{
	unsigned long long seen = 0;
	int depth = 0;

	*ret_end = e[start].time;
	for (size_t i = start; i < n && e[i].time <= e[start].time + window; i++) {
		if (e[i].step < 0 || e[i].step >= steps || seen >> e[i].step & 1)
			continue;
		seen |= 1ull << e[i].step;
		depth++;
		*ret_end = e[i].time;
	}
	return depth;
}

struct funnel_depth funnel_depth(const struct funnel_event *e, size_t n, int steps, double window,
				 enum funnel_mode mode, double from, double to)
{
	struct funnel_depth best = {0, unknown("did not convert")};

	for (size_t i = 0; i < n; i++) {
		double end;

		if (e[i].time < from || e[i].time >= to || (mode == FUNNEL_ANY ? e[i].step < 0 : e[i].step != 0))
			continue;
		int depth = mode == FUNNEL_ORDERED  ? ordered_from(e, n, i, steps, window, &end)
			    : mode == FUNNEL_STRICT ? strict_from(e, n, i, steps, window, &end)
						    : any_from(e, n, i, steps, window, &end);

		if (depth > best.depth)
			best.depth = depth;
		if (depth == steps && best.convert.why)
			best.convert = known(end - e[i].time);
	}
	return best;
}

struct maybe retention_rate(const struct retained *u, size_t n, double days_past, double from, double to,
			    size_t *ret_mature)
{
	double mature = 0, kept = 0;

	for (size_t i = 0; i < n; i++) {
		bool active = false;

		if (u[i].first + fmax(from, to) >= days_past)
			continue; /* its day is not fully past */
		mature++;
		for (size_t k = 0; k < u[i].n; k++) {
			double day = u[i].day[k];

			active |= day >= from && (to < 0 || day <= to);
		}
		kept += active;
	}
	*ret_mature = (size_t)mature;
	return ratio(kept, mature, "no cohort is mature");
}
