/* Bursts (see burst.h). Time: days times series; memory: prefix sums. */
#include "method/burst.h"
#include "base/mem.h"
#include "method/loop.h"
#include "method/special.h"

static const int windows[BURST_WINDOWS] = {1, 3, 7};

double negative_binomial_at_least(double c, double mean, double dispersion)
{
	if (c <= 0)
		return 1;
	if (!(mean > 0))
		return 0;
	if (dispersion < 1e-4)
		return 1 - chi_squared_above(2 * mean, 2 * c);
	double size = 1 / dispersion;

	return beta_below(mean / (mean + size), c, size);
}

struct search {
	const uint32_t *count;
	size_t series, days;
	uint32_t *before; /* [series][days + 1]: items before a day */
	double *p, *adjusted;
	size_t *scratch;
	size_t *raised; /* [series] day after the last alert's quiet time; 0 none */
};

static double sum_of(const struct search *s, size_t series, size_t from, size_t to)
{
	const uint32_t *b = s->before + series * (s->days + 1);

	return (double)(b[to] - b[from]);
}

/* Scatter of daily counts over the base of all series: variance = mean + dispersion * mean^2. */
static double dispersion_of(const struct search *s, size_t from, size_t to)
{
	double over = 0, square = 0, n = (double)(to - from);

	for (size_t i = 0; i < s->series; i++) {
		double mean = sum_of(s, i, from, to) / n, variance = 0;

		if (!(mean > 0))
			continue;
		for (size_t d = from; d < to; d++) {
			double x = (double)s->count[i * s->days + d] - mean;

			variance += x * x / (n - 1);
		}
		over += variance - mean;
		square += mean * mean;
	}
	double a = square > 0 ? over / square : 0;

	return a < 0 ? 0 : a > 5 ? 5 : a;
}

struct look {
	size_t base_from, base_to, from, to;
	double dispersion; /* of the window's sum */
};

static struct look look_at(const struct search *s, size_t day, int window)
{
	struct look l = {.to = day + 1, .from = day + 1 - (size_t)window};

	l.base_to = l.from - BURST_GAP;
	l.base_from = l.base_to - BURST_BASE;
	l.dispersion = dispersion_of(s, l.base_from, l.base_to) / window; /* days of a window scatter apart */
	return l;
}

static double expected_of(const struct search *s, size_t series, const struct look *l, int window)
{
	/* half an item for what 56 days without any may hide */
	return (sum_of(s, series, l->base_from, l->base_to) + .5) / BURST_BASE * window;
}

/* The scatter of days, and what the base does not tell of its own mean (gamma posterior of a Poisson mean). */
static double spread_of(const struct search *s, size_t series, const struct look *l)
{
	return l->dispersion + 1 / (sum_of(s, series, l->base_from, l->base_to) + .5);
}

static size_t raise_of_day(struct search *s, size_t day, struct burst *ret, size_t max)
{
	struct look look[BURST_WINDOWS];
	size_t n = 0;

	for (int w = 0; w < BURST_WINDOWS; w++) {
		look[w] = look_at(s, day, windows[w]);
		for (size_t i = 0; i < s->series; i++)
			s->p[i * BURST_WINDOWS + (size_t)w] =
				negative_binomial_at_least(sum_of(s, i, look[w].from, look[w].to), expected_of(s, i, &look[w], windows[w]),
					spread_of(s, i, &look[w]));
	}
	benjamini_hochberg(s->p, s->series * BURST_WINDOWS, s->adjusted, s->scratch);
	for (size_t i = 0; i < s->series; i++) {
		struct burst best = {.p = 2};

		for (int w = 0; w < BURST_WINDOWS; w++) {
			double count = sum_of(s, i, look[w].from, look[w].to), expected = expected_of(s, i, &look[w], windows[w]);
			double p = s->adjusted[i * BURST_WINDOWS + (size_t)w];

			if (p <= BURST_Q && p < best.p && count >= BURST_LEAST && count >= BURST_RATIO * expected)
				best = (struct burst){i, day, windows[w], count, expected, p};
		}
		if (best.p > 1)
			continue;
		if (day >= s->raised[i] && n < max)
			ret[n++] = best;
		s->raised[i] = day + 1 + BURST_QUIET;
	}
	return n;
}

/* The first day on which anything was said: what lies before it is not quiet but unknown. */
static size_t first_day(const struct search *s)
{
	for (size_t d = 0; d < s->days; d++)
		for (size_t i = 0; i < s->series; i++)
			if (s->count[i * s->days + d])
				return d;
	return s->days;
}

size_t bursts_find(const uint32_t *count, size_t series, size_t days, size_t from, size_t to, struct burst *ret, size_t max)
{
	struct search s = {.count = count, .series = series, .days = days};
	size_t n = 0, first = first_day(&s) + BURST_BASE + BURST_GAP + 7, tests = series * BURST_WINDOWS + 1;

	s.before = mem_alloc((series + 1) * (days + 1) * sizeof *s.before);
	s.p = mem_alloc(tests * sizeof *s.p);
	s.adjusted = mem_alloc(tests * sizeof *s.adjusted);
	s.scratch = mem_alloc(tests * sizeof *s.scratch);
	s.raised = mem_alloc((series + 1) * sizeof *s.raised);
	for (size_t i = 0; i < series; i++)
		for (size_t d = 0; d < days; d++)
			s.before[i * (days + 1) + d + 1] = s.before[i * (days + 1) + d] + count[i * days + d];
	for (size_t day = from > first ? from : first; series && day <= to && day < days; day++)
		n += raise_of_day(&s, day, ret + n, max - n);
	mem_free(s.before);
	mem_free(s.p);
	mem_free(s.adjusted);
	mem_free(s.scratch);
	mem_free(s.raised);
	return n;
}
