/* Emotion along a journey; see journey.h. One customer counts once in a stage; thin stages are drawn to the middle. */
#include "method/journey.h"
#include "base/mem.h"
#include <math.h>

/* Mean emotion of each (stage, customer), NAN where nothing was said. */
static double *means_of(const struct felt *f, size_t n, size_t stages, size_t customers, bool decay)
{
	double *sum = mem_alloc((stages * customers + 1) * sizeof *sum),
	       *weight = mem_alloc((stages * customers + 1) * sizeof *weight);

	for (size_t i = 0; i < n; i++) {
		double w = decay ? exp2(-fmax(f[i].age_days, 0) / 180) : 1;

		sum[f[i].stage * customers + f[i].customer] += w * f[i].emotion;
		weight[f[i].stage * customers + f[i].customer] += w;
	}
	for (size_t i = 0; i < stages * customers; i++)
		sum[i] = weight[i] > 0 ? sum[i] / weight[i] : (double)NAN;
	mem_free(weight);
	return sum;
}

static void one_stage(const double *mean, size_t customers, const double *u, double overall, struct journey_stage *s)
{
	double sum = 0, squares = 0, felt = 0, pain = 0;

	*s = (struct journey_stage){unknown("no evidence"), unknown("no evidence"), unknown("no evidence"),
				    unknown("no evidence"), unknown("no evidence"), 0};
	for (size_t c = 0; c < customers; c++) {
		if (isnan(mean[c]))
			continue;
		s->customers++;
		sum += u[c];
		squares += u[c] * u[c];
		felt += u[c] * mean[c];
		pain += u[c] * fmax(-mean[c], 0);
	}
	if (!(sum > 0))
		return;
	double n_eff = sum * sum / squares, m = felt / sum;

	s->m = known(m);
	s->n_eff = known(n_eff);
	s->h = known((n_eff * m + 2 * overall) / (n_eff + 2));
	s->pain = known(pain / (2 * sum));
}

struct maybe journey_curve(const struct felt *f, size_t n, size_t stages, size_t customers, const double *weight,
			   bool decay, struct journey_stage *ret, struct maybe *ret_overall, size_t *ret_peak_stage)
{
	double *mean = means_of(f, n, stages, customers, decay), sum = 0, all = 0;
	size_t last = 0, peak = 0;
	bool any = false;

	for (size_t i = 0; i < stages * customers; i++)
		if (!isnan(mean[i])) {
			sum += weight[i % customers];
			all += weight[i % customers] * mean[i];
		}
	*ret_overall = ratio(all, sum, "no evidence");
	for (size_t s = 0; s < stages; s++) {
		one_stage(mean + s * customers, customers, weight, ret_overall->value, &ret[s]);
		if (ret[s].h.why)
			continue;
		if (any)
			ret[s].drop = known(ret[s].h.value - ret[last].h.value);
		if (!any || fabs(ret[s].h.value) > fabs(ret[peak].h.value))
			peak = s;
		last = s;
		any = true;
	}
	mem_free(mean);
	*ret_peak_stage = peak;
	return any ? known((ret[peak].h.value + ret[last].h.value) / 2) : unknown("no evidence");
}
