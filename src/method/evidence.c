/* Strength of evidence and the guards against loud voices, rising noise and lopsided samples; see loop.h. */
#include "base/mem.h"
#include "method/loop.h"
#include "method/special.h"
#include <math.h>
#include <stdlib.h>

double evidence_weight(enum strength_kind kind, double age_days)
{
	static const double quality[STRENGTH_KINDS] = {1, 0.8, 0.6, 0.4, 0.2};

	return quality[kind] * exp2(-fmax(age_days, 0) / HALF_LIFE_DAYS);
}

/* Items by voice, sign, then the heavier first; equal weights keep the given order. */
struct place {
	const struct weighed *item;
	size_t at;
};

static int by_voice(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->item->voice != y->item->voice)
		return x->item->voice < y->item->voice ? -1 : 1;
	if (x->item->sign != y->item->sign)
		return x->item->sign > y->item->sign ? -1 : 1;
	if (x->item->weight != y->item->weight)
		return x->item->weight > y->item->weight ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

struct strength evidence_strength(struct weighed *item, size_t n)
{
	struct strength s = {0};
	struct place *order = mem_alloc((n ? n : 1) * sizeof *order);

	for (size_t i = 0; i < n; i++) {
		item[i].weight = evidence_weight(item[i].kind, item[i].age_days);
		item[i].counts = false;
		order[i] = (struct place){&item[i], i};
	}
	if (n > 1)
		qsort(order, n, sizeof *order, by_voice);
	for (size_t i = 0; i < n; i++) {
		struct weighed *w = &item[order[i].at];

		if (i && order[i - 1].item->voice == w->voice && order[i - 1].item->sign == w->sign)
			continue;
		w->counts = true;
		if (w->sign < 0) {
			s.s_minus += w->weight;
		} else {
			s.s_plus += w->weight;
			s.voices++;
		}
	}
	mem_free(order);
	s.value = 100 * -expm1(-fmax(s.s_plus - s.s_minus, 0) / 3);
	return s;
}

const char *strength_label(double value)
{
	return value < 25 ? "weak" : value < 60 ? "moderate" : "strong";
}

void benjamini_hochberg(const double *p, size_t n, double *ret_adjusted, size_t *scratch)
{
	double least = 1;

	/* insertion by p: the number of themes or metrics is small beside the rest of the work, yet keep it n log n */
	for (size_t i = 0; i < n; i++)
		scratch[i] = i;
	for (size_t gap = n / 2; gap > 0; gap /= 2) /* shell sort: in place, no callback context needed */
		for (size_t i = gap; i < n; i++) {
			size_t t = scratch[i], j = i;

			for (; j >= gap &&
			       (p[scratch[j - gap]] > p[t] || (p[scratch[j - gap]] == p[t] && scratch[j - gap] > t));
			     j -= gap)
				scratch[j] = scratch[j - gap];
			scratch[j] = t;
		}
	for (size_t i = n; i-- > 0;) {
		least = fmin(least, p[scratch[i]] * (double)n / (double)(i + 1));
		ret_adjusted[scratch[i]] = least;
	}
}

void rising_themes(struct theme_counts *theme, size_t n, double heard_recent, double heard_before)
{
	double *p = mem_alloc((n ? n : 1) * 2 * sizeof *p), *adjusted = p + n;
	size_t *scratch = mem_alloc((n ? n : 1) * 2 * sizeof *scratch), *which = scratch + n, tested = 0;
	double share = heard_recent + heard_before > 0 ? heard_recent / (heard_recent + heard_before) : 0;

	for (size_t i = 0; i < n; i++) {
		struct theme_counts *t = &theme[i];

		t->rising = false;
		t->p = t->adjusted = unknown("no account spoke of it in these 56 days");
		if (t->recent + t->before <= 0)
			continue;
		t->p = known(binomial_at_least(t->recent, t->recent + t->before, share));
		which[tested] = i;
		p[tested++] = t->p.value;
	}
	benjamini_hochberg(p, tested, adjusted, scratch);
	for (size_t i = 0; i < tested; i++) {
		struct theme_counts *t = &theme[which[i]];

		t->adjusted = known(adjusted[i]);
		t->rising = t->recent >= RISING_LEAST && adjusted[i] <= 0.05;
	}
	mem_free(p);
	mem_free(scratch);
}

struct voices effective_voices(const double *mentions, size_t n)
{
	struct voices v = {.effective = unknown("nobody was heard"), .largest_share = unknown("nobody was heard")};
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		sum += mentions[i];
		squares += mentions[i] * mentions[i];
		if (mentions[i] > mentions[v.largest])
			v.largest = i;
	}
	if (sum <= 0)
		return v;
	v.effective = known(sum * sum / squares);
	v.largest_share = known(mentions[v.largest] / sum);
	v.warn = v.effective.value < 3 || v.largest_share.value > 0.5;
	return v;
}

struct revenue_cap revenue_cap(const double *arr, size_t n, double *scratch)
{
	struct revenue_cap r = {.median = quantile_of(arr, n, 0.5, scratch)};
	double sum = 0, capped = 0, largest = 0;

	r.cap = 3 * r.median;
	for (size_t i = 0; i < n; i++) {
		sum += arr[i];
		capped += fmin(arr[i], r.cap);
		largest = fmax(largest, arr[i]);
	}
	r.largest_share_raw = sum > 0 ? largest / sum : 0;
	r.largest_share_capped = capped > 0 ? fmin(largest, r.cap) / capped : 0;
	return r;
}

struct weighting segment_weighting(struct stratum *s, size_t n)
{
	struct weighting w = {
		.raw = unknown("no answers"), .weighted = unknown("no answers"), .n_eff = unknown("no answers")};
	double all = 0, yes = 0, sum = 0, weighted_yes = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		all += s[i].n;
		yes += s[i].yes;
	}
	for (size_t i = 0; i < n; i++) {
		s[i].weight = s[i].n > 0 && all > 0 ? s[i].population_share / (s[i].n / all) : 0;
		if (s[i].n <= 0)
			w.unsampled_share += s[i].population_share;
		sum += s[i].weight * s[i].n;
		weighted_yes += s[i].weight * s[i].yes;
		squares += s[i].weight * s[i].weight * s[i].n;
	}
	if (all <= 0 || sum <= 0)
		return w;
	w.raw = known(yes / all);
	w.weighted = known(weighted_yes / sum);
	w.n_eff = known(sum * sum / squares);
	return w;
}
