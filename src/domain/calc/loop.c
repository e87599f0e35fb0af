/* JSON shapes of loop health and of the guards against loud voices (src/method/loop.h). */
#include "domain/calc/calc.h"
#include "method/loop.h"
#include "method/special.h"

enum err calc_coverage(struct calc *c)
{
	static const char *const stages[] = {"triaged", "linked", "decided", "answered"};
	double due, reached;

	TRY(calc_num(c, NULL, "due", &due));
	for (int i = 0; i < 4; i++) {
		TRY(calc_num(c, NULL, stages[i], &reached));
		calc_maybe(c, stages[i], ratio(reached, due, "no items are due"));
	}
	return OK;
}

enum err calc_time_in_stage(struct calc *c)
{
	double *hours;
	json_t *open;
	size_t n, m;

	TRY(calc_nums(c, NULL, "durations", &hours, &n));
	TRY(calc_array(c, NULL, "open", &open, &m));
	TRY(calc_same_length(c, "open", m, n));
	struct duration *d = ARENA_ARRAY(c->cx->arena, struct duration, n + 1);
	struct survival_step *step = ARENA_ARRAY(c->cx->arena, struct survival_step, n + 1);

	for (size_t i = 0; i < n; i++)
		d[i] = (struct duration){hours[i], json_is_true(json_array_get(open, i))};
	struct survival s = survival_of(d, n, step, ARENA_ARRAY(c->cx->arena, double, 2 * n + 1));

	json_key(c->out, "survival");
	json_list(c->out);
	for (size_t i = 0; i < s.steps; i++) {
		json_list(c->out);
		json_num(c->out, step[i].hours);
		json_num(c->out, step[i].survival);
		json_list_end(c->out);
	}
	json_list_end(c->out);
	calc_maybe(c, "median", s.median);
	return OK;
}

enum err calc_handoff(struct calc *c)
{
	struct handoffs h;

	TRY(calc_num(c, NULL, "in_time", &h.in_time));
	TRY(calc_num(c, NULL, "late", &h.late));
	TRY(calc_num(c, NULL, "open_overdue", &h.open_overdue));
	TRY(calc_num(c, NULL, "open_not_due", &h.open_not_due));
	TRY(calc_num(c, NULL, "bounced_at_least_once", &h.bounced));
	TRY(calc_num(c, NULL, "total", &h.total));
	calc_maybe(c, "attainment", handoff_attainment(&h));
	calc_maybe(c, "bounce_rate", handoff_bounce_rate(&h));
	return OK;
}

enum err calc_closed_loop_rate(struct calc *c)
{
	json_t *list;
	size_t n;

	TRY(calc_array(c, NULL, "customers", &list, &n));
	struct customer *customer = ARENA_ARRAY(c->cx->arena, struct customer, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(list, i);

		customer[i].reachable = json_is_true(json_object_get(item, "reachable"));
		TRY(calc_num(c, item, "decided", &customer[i].decided));
		TRY(calc_num(c, item, "answered", &customer[i].answered));
	}
	struct closed_loop r = closed_loop_rate(customer, n);

	calc_maybe(c, "rate", r.rate);
	json_knum(c->out, "base", r.base);
	json_knum(c->out, "unreachable", r.unreachable);
	return OK;
}

enum err calc_evidence_strength(struct calc *c)
{
	static const char *const kinds[] = {"experiment", "observed", "interview", "verbatim", "relayed", NULL};
	json_t *list;
	size_t n, voices = 0;

	TRY(calc_array(c, NULL, "evidence", &list, &n));
	struct weighed *w = ARENA_ARRAY(c->cx->arena, struct weighed, n + 1);
	struct str *account = ARENA_ARRAY(c->cx->arena, struct str, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(list, i);
		int kind;
		double sign;
		size_t v = 0;

		TRY(calc_name(c, item, "account", &account[voices]));
		TRY(calc_choice(c, item, "kind", kinds, &kind));
		TRY(calc_num(c, item, "age_days", &w[i].age_days));
		TRY(calc_num(c, item, "sign", &sign));
		while (v < voices && !str_eq(account[v], account[voices]))
			v++;
		voices += v == voices;
		w[i].voice = (int64_t)v;
		w[i].kind = (enum strength_kind)kind;
		w[i].sign = sign < 0 ? -1 : 1;
	}
	struct strength s = evidence_strength(w, n);

	json_knum(c->out, "s_plus", s.s_plus);
	json_knum(c->out, "s_minus", s.s_minus);
	json_knum(c->out, "strength", s.value);
	json_kz(c->out, "label", strength_label(s.value));
	return OK;
}

enum err calc_outcome_hit_rate(struct calc *c)
{
	json_t *list;
	size_t n;
	double unmeasured = 0;
	bool has;

	TRY(calc_array(c, NULL, "reviews", &list, &n));
	TRY(calc_opt(c, NULL, "unmeasured", &unmeasured, &has));
	if (unmeasured < 0 || unmeasured > 1e6)
		return fail(c->cx, ERR_INVALID, "unmeasured", "must be from 0 to 1,000,000");
	enum verdict *v = ARENA_ARRAY(c->cx->arena, enum verdict, n + (size_t)unmeasured + 1);

	json_key(c->out, "verdicts");
	json_list(c->out);
	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(list, i);
		double effect, low, high, minimum;

		TRY(calc_num(c, item, "effect", &effect));
		TRY(calc_num(c, item, "low", &low));
		TRY(calc_num(c, item, "high", &high));
		TRY(calc_num(c, item, "minimum", &minimum));
		v[i] = outcome_verdict(effect, low, high, minimum);
		json_z(c->out, verdict_name(v[i]));
	}
	json_list_end(c->out);
	for (size_t i = 0; i < (size_t)unmeasured; i++)
		v[n + i] = VERDICT_UNMEASURED;
	struct hit_rate r = outcome_hit_rate(v, n + (size_t)unmeasured);

	calc_maybe(c, "hit_rate", r.hit_rate);
	calc_interval(c, r.interval);
	calc_maybe(c, "measured", r.measured);
	calc_maybe(c, "strict", r.strict);
	return OK;
}

enum err calc_brier(struct calc *c)
{
	double *forecast, *outcome;
	size_t n, m;

	TRY(calc_nums(c, NULL, "forecast", &forecast, &n));
	TRY(calc_nums(c, NULL, "outcome", &outcome, &m));
	TRY(calc_same_length(c, "outcome", m, n));
	for (size_t i = 0; i < n; i++)
		if (forecast[i] < 0 || forecast[i] > 1 || (outcome[i] != 0 && outcome[i] != 1))
			return fail(c->cx, ERR_INVALID, "forecast", "forecasts are from 0 to 1, outcomes 0 or 1");
	struct brier b = brier_score(forecast, outcome, n);

	if (b.score.why)
		return calc_none(c, b.score.why);
	calc_maybe(c, "brier", b.score);
	calc_maybe(c, "skill", b.skill);
	json_knum(c->out, "reliability", b.reliability);
	json_knum(c->out, "resolution", b.resolution);
	json_knum(c->out, "uncertainty", b.uncertainty);
	return OK;
}

enum err calc_staleness(struct calc *c)
{
	double *age, limit = STALE_DAYS;
	size_t n;
	bool has;

	TRY(calc_nums(c, NULL, "newest_support_age_days", &age, &n));
	TRY(calc_opt(c, NULL, "limit", &limit, &has));
	double stale = (double)stale_count(age, n, limit);

	json_knum(c->out, "stale", stale);
	calc_maybe(c, "share", ratio(stale, (double)n, "no active items"));
	return OK;
}

enum err calc_benjamini_hochberg(struct calc *c)
{
	double *p, q;
	size_t n;

	TRY(calc_nums(c, NULL, "p", &p, &n));
	TRY(calc_num(c, NULL, "q", &q));
	double *adjusted = ARENA_ARRAY(c->cx->arena, double, n + 1);

	benjamini_hochberg(p, n, adjusted, ARENA_ARRAY(c->cx->arena, size_t, n + 1));
	calc_numbers(c, "adjusted", adjusted, n);
	json_key(c->out, "reject");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_bool(c->out, adjusted[i] <= q);
	json_list_end(c->out);
	return OK;
}

static void maybe_list(struct calc *c, const char *key, const struct theme_counts *t, size_t n, bool adjusted)
{
	json_key(c->out, key);
	json_list(c->out);
	for (size_t i = 0; i < n; i++) {
		struct maybe m = adjusted ? t[i].adjusted : t[i].p;

		if (m.why)
			json_nil(c->out);
		else
			json_num(c->out, m.value);
	}
	json_list_end(c->out);
}

enum err calc_rising_theme(struct calc *c)
{
	json_t *list;
	size_t n;
	double recent, before;

	TRY(calc_array(c, NULL, "themes", &list, &n));
	TRY(calc_num(c, NULL, "total_recent", &recent));
	TRY(calc_num(c, NULL, "total_before", &before));
	struct theme_counts *t = ARENA_ARRAY(c->cx->arena, struct theme_counts, n + 1);

	for (size_t i = 0; i < n; i++) {
		TRY(calc_num(c, json_array_get(list, i), "a", &t[i].recent));
		TRY(calc_num(c, json_array_get(list, i), "b", &t[i].before));
	}
	rising_themes(t, n, recent, before);
	maybe_list(c, "p", t, n, false);
	maybe_list(c, "adjusted", t, n, true);
	json_key(c->out, "rising");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_bool(c->out, t[i].rising);
	json_list_end(c->out);
	return OK;
}

enum err calc_effective_voices(struct calc *c)
{
	double *mentions;
	size_t n;

	TRY(calc_nums(c, NULL, "mentions", &mentions, &n));
	struct voices v = effective_voices(mentions, n);

	if (v.effective.why)
		return calc_none(c, v.effective.why);
	calc_maybe(c, "effective", v.effective);
	calc_maybe(c, "largest_share", v.largest_share);
	json_kbool(c->out, "warn", v.warn);
	return OK;
}

enum err calc_revenue_cap(struct calc *c)
{
	double *arr;
	size_t n;

	TRY(calc_nums(c, NULL, "arr_thousand", &arr, &n));
	if (n == 0)
		return calc_none(c, "no accounts");
	struct revenue_cap r = revenue_cap(arr, n, ARENA_ARRAY(c->cx->arena, double, n));

	json_knum(c->out, "median", r.median);
	json_knum(c->out, "cap", r.cap);
	json_knum(c->out, "largest_share_raw", r.largest_share_raw);
	json_knum(c->out, "largest_share_capped", r.largest_share_capped);
	return OK;
}

enum err calc_segment_weighting(struct calc *c)
{
	json_t *list;
	size_t n;

	TRY(calc_array(c, NULL, "segments", &list, &n));
	struct stratum *s = ARENA_ARRAY(c->cx->arena, struct stratum, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(list, i);

		TRY(calc_num(c, item, "population_share", &s[i].population_share));
		TRY(calc_num(c, item, "n", &s[i].n));
		TRY(calc_num(c, item, "yes", &s[i].yes));
	}
	struct weighting w = segment_weighting(s, n);

	if (w.raw.why)
		return calc_none(c, w.raw.why);
	json_key(c->out, "weights");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_num(c->out, s[i].weight);
	json_list_end(c->out);
	calc_maybe(c, "raw", w.raw);
	calc_maybe(c, "weighted", w.weighted);
	calc_maybe(c, "n_eff", w.n_eff);
	return OK;
}

enum err calc_csat_wilson(struct calc *c)
{
	double top, n, confidence = 0.95;
	bool has;

	TRY(calc_num(c, NULL, "top2", &top));
	TRY(calc_num(c, NULL, "n", &n));
	TRY(calc_opt(c, NULL, "confidence", &confidence, &has));
	if (!(confidence > 0 && confidence < 1))
		return fail(c->cx, ERR_INVALID, "confidence", "must be between 0 and 1");
	if (top < 0 || top > n)
		return fail(c->cx, ERR_INVALID, "top2", "must be from 0 to n");
	calc_maybe(c, "score", ratio(top, n, "nobody answered"));
	calc_interval(c, wilson(top, n, z_of_confidence(confidence)));
	return OK;
}
