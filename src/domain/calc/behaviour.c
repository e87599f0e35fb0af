/* JSON shapes of funnels, retention, churn, uncertain inputs and journeys. */
#include "method/behaviour.h"
#include "domain/calc/calc.h"
#include "method/draw.h"
#include "method/journey.h"
#include "method/special.h"
#include <math.h>
#include <stdlib.h>

/* ---- funnel ---- */

static int by_time(const void *a, const void *b)
{
	const struct funnel_event *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

static int step_of(json_t *steps, json_t *event)
{
	for (size_t i = 0; i < json_array_size(steps); i++)
		if (json_equal(json_array_get(steps, i), event))
			return (int)i;
	return -1;
}

static enum err read_events(struct calc *c, json_t *list, json_t *steps, struct funnel_event **ret)
{
	size_t n = json_array_size(list);

	*ret = ARENA_ARRAY(c->cx->arena, struct funnel_event, n + 1);
	for (size_t i = 0; i < n; i++) {
		json_t *pair = json_array_get(list, i);

		if (json_array_size(pair) != 2 || !json_is_number(json_array_get(pair, 0)))
			return fail(c->cx, ERR_INVALID, "events", "each event is [time, name]");
		(*ret)[i] = (struct funnel_event){json_number_value(json_array_get(pair, 0)),
						  step_of(steps, json_array_get(pair, 1))};
	}
	qsort(*ret, n, sizeof **ret, by_time);
	return OK;
}

static void put_rates(struct calc *c, const double *count, size_t k)
{
	calc_numbers(c, "counts", count, k);
	calc_maybe(c, "overall", ratio(count[k - 1], count[0], "nobody started"));
	json_key(c->out, "step_rates");
	json_list(c->out);
	for (size_t i = 1; i < k; i++) {
		struct maybe m = ratio(count[i], count[i - 1], "nobody got that far");

		if (m.why)
			json_nil(c->out);
		else
			json_num(c->out, m.value);
	}
	json_list_end(c->out);
}

enum err calc_funnel(struct calc *c)
{
	static const char *const modes[] = {"ordered", "strict", "any", NULL};
	json_t *steps, *events = calc_member(c, NULL, "events"), *list;
	double window, *period;
	size_t k, two, converted = 0;
	int mode;
	const char *unit;

	TRY(calc_array(c, NULL, "steps", &steps, &k));
	TRY(calc_num(c, NULL, "window", &window));
	TRY(calc_choice(c, NULL, "mode", modes, &mode));
	TRY(calc_nums(c, NULL, "period", &period, &two));
	TRY(calc_same_length(c, "period", two, 2));
	if (!json_is_object(events) || k == 0 || k > 60)
		return fail(c->cx, ERR_INVALID, json_is_object(events) ? "steps" : "events",
			    "1 to 60 steps, events by unit");
	double *count = ARENA_ARRAY(c->cx->arena, double, k),
	       *times = ARENA_ARRAY(c->cx->arena, double, json_object_size(events) + 1);

	json_key(c->out, "depth");
	json_open(c->out);
	json_object_foreach(events, unit, list) {
		struct funnel_event *e;

		TRY(read_events(c, list, steps, &e));
		struct funnel_depth d = funnel_depth(e, json_array_size(list), (int)k, window, (enum funnel_mode)mode,
						     period[0], period[1]);

		json_kint(c->out, unit, d.depth);
		for (int i = 0; i < d.depth; i++)
			count[i]++;
		if (!d.convert.why)
			times[converted++] = d.convert.value;
	}
	json_close(c->out);
	put_rates(c, count, k);
	calc_maybe(c, "median_time_to_convert",
		   converted ? known(quantile_of(times, converted, 0.5, ARENA_ARRAY(c->cx->arena, double, converted)))
			     : unknown("nobody converted"));
	return OK;
}

/* ---- retention ---- */

static void put_rate(struct calc *c, const struct retained *u, size_t n, double past, double from, double to)
{
	size_t mature;
	struct maybe m = retention_rate(u, n, past, from, to, &mature);

	calc_maybe(c, "rate", m);
	json_kint(c->out, "n", (int64_t)mature);
}

static enum err put_days(struct calc *c, const char *key, const struct retained *u, size_t n, double past,
			 bool unbounded)
{
	double *day;
	size_t k;

	if (!calc_member(c, NULL, key))
		return OK;
	TRY(calc_nums(c, NULL, key, &day, &k));
	json_key(c->out, key);
	json_list(c->out);
	for (size_t i = 0; i < k; i++) {
		json_open(c->out);
		json_knum(c->out, "day", day[i]);
		put_rate(c, u, n, past, day[i], unbounded ? -1 : day[i]);
		json_close(c->out);
	}
	json_list_end(c->out);
	return OK;
}

static enum err put_brackets(struct calc *c, const struct retained *u, size_t n, double past)
{
	json_t *list = calc_member(c, NULL, "brackets");

	if (!list)
		return OK;
	json_key(c->out, "brackets");
	json_list(c->out);
	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *pair = json_array_get(list, i);

		if (json_array_size(pair) != 2 || !json_is_number(json_array_get(pair, 0)) ||
		    !json_is_number(json_array_get(pair, 1)))
			return fail(c->cx, ERR_INVALID, "brackets", "each bracket is [from, to]");
		json_open(c->out);
		json_knum(c->out, "from", json_number_value(json_array_get(pair, 0)));
		json_knum(c->out, "to", json_number_value(json_array_get(pair, 1)));
		put_rate(c, u, n, past, json_number_value(json_array_get(pair, 0)),
			 json_number_value(json_array_get(pair, 1)));
		json_close(c->out);
	}
	json_list_end(c->out);
	return OK;
}

/* Active days are counted from the user's first day. */
enum err calc_retention(struct calc *c)
{
	json_t *users = calc_member(c, NULL, "users"), *user;
	double past;
	size_t n = 0;
	const char *id;

	if (!json_is_object(users))
		return fail(c->cx, ERR_INVALID, "users", "is an object of users");
	TRY(calc_num(c, NULL, "days_fully_past", &past));
	struct retained *u = ARENA_ARRAY(c->cx->arena, struct retained, json_object_size(users) + 1);

	json_object_foreach(users, id, user) {
		double *day;

		TRY(calc_num(c, user, "first", &u[n].first));
		TRY(calc_nums(c, user, "active", &day, &u[n].n));
		for (size_t i = 0; i < u[n].n; i++)
			day[i] -= u[n].first;
		u[n++].day = day;
	}
	TRY(put_days(c, "n_day", u, n, past, false));
	TRY(put_days(c, "unbounded", u, n, past, true));
	return put_brackets(c, u, n, past);
}

enum err calc_cohort_total(struct calc *c)
{
	json_t *rows;
	size_t n, periods = 0;

	TRY(calc_array(c, NULL, "rows", &rows, &n));
	for (size_t i = 0; i < n; i++) {
		size_t k = json_array_size(json_object_get(json_array_get(rows, i), "retained"));

		periods = k > periods ? k : periods;
	}
	json_key(c->out, "totals");
	json_list(c->out);
	for (size_t p = 0; p < periods; p++) {
		double kept = 0, size = 0;

		for (size_t i = 0; i < n; i++) {
			double *retained, one;
			size_t k;

			TRY(calc_num(c, json_array_get(rows, i), "size", &one));
			TRY(calc_nums(c, json_array_get(rows, i), "retained", &retained, &k));
			if (p >= k)
				continue; /* not mature yet */
			kept += retained[p];
			size += one;
		}
		if (size > 0)
			json_num(c->out, kept / size);
		else
			json_nil(c->out);
	}
	json_list_end(c->out);
	return OK;
}

enum err calc_stickiness(struct calc *c)
{
	double *dau, mau;
	size_t n;

	TRY(calc_nums(c, NULL, "dau", &dau, &n));
	TRY(calc_num(c, NULL, "mau", &mau));
	if (n == 0 || mau <= 0)
		return calc_none(c, "nobody was active");
	double mean = mean_of(dau, n);

	json_knum(c->out, "mean_dau", mean);
	json_knum(c->out, "stickiness", mean / mau);
	json_knum(c->out, "active_days", mean / mau * 30);
	return OK;
}

enum err calc_churn(struct calc *c)
{
	double start, lost;

	TRY(calc_num(c, NULL, "customers_at_start", &start));
	TRY(calc_num(c, NULL, "lost_from_start", &lost));
	if (start <= 0)
		return calc_none(c, "there were no customers at the start");
	json_knum(c->out, "churn", lost / start);
	json_knum(c->out, "annual", 1 - pow(1 - lost / start, 12));
	return OK;
}

enum err calc_revenue_retention(struct calc *c)
{
	double start, churned, contraction, expansion;

	TRY(calc_num(c, NULL, "mrr_start", &start));
	TRY(calc_num(c, NULL, "churned", &churned));
	TRY(calc_num(c, NULL, "contraction", &contraction));
	TRY(calc_num(c, NULL, "expansion", &expansion));
	if (start <= 0)
		return calc_none(c, "there was no revenue at the start");
	json_knum(c->out, "grr", (start - churned - contraction) / start);
	json_knum(c->out, "nrr", (start - churned - contraction + expansion) / start);
	return OK;
}

/* ---- uncertain inputs ---- */

static enum err three(struct calc *c, enum spread kind, struct uncertain *u)
{
	double *q;
	size_t n;

	u->kind = kind;
	TRY(calc_num(c, NULL, "a", &u->a));
	TRY(calc_num(c, NULL, "m", &u->m));
	TRY(calc_num(c, NULL, "b", &u->b));
	if (uncertain_wrong(u))
		return calc_none(c, uncertain_wrong(u));
	if (kind == SPREAD_PERT) {
		double alpha = 1 + 4 * (u->m - u->a) / (u->b - u->a);

		json_knum(c->out, "alpha", alpha);
		json_knum(c->out, "beta", 6 - alpha);
	}
	json_knum(c->out, "mean", uncertain_mean(u));
	json_knum(c->out, "variance", uncertain_variance(u));
	if (!calc_member(c, NULL, "q"))
		return OK;
	TRY(calc_nums(c, NULL, "q", &q, &n));
	for (size_t i = 0; i < n; i++) {
		if (!(q[i] > 0 && q[i] < 1))
			return fail(c->cx, ERR_INVALID, "q", "must be between 0 and 1");
		q[i] = uncertain_quantile(u, q[i]);
	}
	calc_numbers(c, "quantiles", q, n);
	return OK;
}

enum err calc_triangular(struct calc *c)
{
	return three(c, SPREAD_TRIANGULAR, &(struct uncertain){0});
}

enum err calc_pert(struct calc *c)
{
	return three(c, SPREAD_PERT, &(struct uncertain){0});
}

enum err calc_lognormal_p10_p90(struct calc *c)
{
	struct uncertain u = {.kind = SPREAD_LOGNORMAL};

	TRY(calc_num(c, NULL, "p10", &u.a));
	TRY(calc_num(c, NULL, "p90", &u.b));
	if (uncertain_wrong(&u))
		return calc_none(c, uncertain_wrong(&u));
	json_knum(c->out, "mu", (log(u.a) + log(u.b)) / 2);
	json_knum(c->out, "sigma", (log(u.b) - log(u.a)) / (2 * 1.281552));
	json_knum(c->out, "median", sqrt(u.a * u.b));
	json_knum(c->out, "mean", uncertain_mean(&u));
	return OK;
}

static enum err read_uncertain(struct calc *c, json_t *in, const char *key, struct uncertain *ret)
{
	static const char *const kinds[] = {"triangular", "pert", "lognormal"};
	json_t *v = calc_member(c, in, key);
	double *x;
	size_t n;

	*ret = (struct uncertain){0};
	if (!json_is_object(v))
		return calc_num(c, in, key, &ret->a);
	for (int k = 0; k < 3; k++) {
		if (!calc_member(c, v, kinds[k]))
			continue;
		TRY(calc_nums(c, v, kinds[k], &x, &n));
		TRY(calc_same_length(c, key, n, k == 2 ? 2 : 3));
		*ret = (struct uncertain){(enum spread)(SPREAD_TRIANGULAR + k), x[0], k == 2 ? 0 : x[1], x[n - 1]};
		const char *wrong = uncertain_wrong(ret);

		return wrong ? fail(c->cx, ERR_INVALID, key, "%s", wrong) : OK;
	}
	return fail(c->cx, ERR_INVALID, key,
		    "is a number, {lognormal:[p10,p90]}, {pert:[a,m,b]} or {triangular:[a,m,b]}");
}

static const char *const input_names[DRAWN_INPUTS] = {"reach", "impact", "confidence", "effort"};

static enum err read_inputs(struct calc *c, json_t *in, struct uncertain input[DRAWN_INPUTS])
{
	for (int k = 0; k < DRAWN_INPUTS; k++)
		TRY(read_uncertain(c, in, input_names[k], &input[k]));
	return input[3].kind == SPREAD_POINT && input[3].a <= 0
		       ? fail(c->cx, ERR_INVALID, "effort", "must be greater than 0")
		       : OK;
}

static void put_by_name(struct calc *c, const char *key, const struct str *name, const struct drawn *d, size_t n,
			int which)
{
	json_key(c->out, key);
	json_open(c->out);
	for (size_t i = 0; i < n; i++)
		json_knum(c->out, str_z(c->cx->arena, name[i]),
			  which == 0   ? d[i].median
			  : which == 1 ? d[i].p_first
				       : d[i].mean_rank);
	json_close(c->out);
}

enum err calc_monte_carlo_rice(struct calc *c)
{
	json_t *items;
	size_t n;
	double draws = DRAWS_LEAST, seed = 42;
	bool has;

	TRY(calc_array(c, NULL, "items", &items, &n));
	TRY(calc_opt(c, NULL, "n_min", &draws, &has));
	TRY(calc_opt(c, NULL, "seed", &seed, &has));
	if (n == 0 || n > 300)
		return n ? fail(c->cx, ERR_INVALID, "items", "has more than 300 entries")
			 : calc_none(c, "nothing to rank");
	draws = draws < DRAWS_LEAST ? DRAWS_LEAST : draws;
	if (draws > 1000000 || draws * (double)n > 2e7)
		return fail(c->cx, ERR_INVALID, "n_min", "is at most 1,000,000 draws and 20,000,000 over all items");
	struct drawn *d = ARENA_ARRAY(c->cx->arena, struct drawn, n);
	struct str *name = ARENA_ARRAY(c->cx->arena, struct str, n);
	double *beats = ARENA_ARRAY(c->cx->arena, double, n *n);

	for (size_t i = 0; i < n; i++) {
		TRY(calc_name(c, json_array_get(items, i), "id", &name[i]));
		TRY(read_inputs(c, json_array_get(items, i), d[i].input));
	}
	monte_carlo_rice(d, n, (size_t)draws, (uint64_t)seed, beats,
			 ARENA_ARRAY(c->cx->arena, double, n *(size_t)draws));
	put_by_name(c, "median", name, d, n, 0);
	put_by_name(c, "p_rank1", name, d, n, 1);
	put_by_name(c, "mean_rank", name, d, n, 2);
	json_key(c->out, "p_beats");
	json_open(c->out);
	for (size_t i = 0; i < n; i++) {
		json_key(c->out, str_z(c->cx->arena, name[i]));
		json_open(c->out);
		for (size_t k = 0; k < n; k++)
			if (k != i)
				json_knum(c->out, str_z(c->cx->arena, name[k]), beats[i * n + k]);
		json_close(c->out);
	}
	json_close(c->out);
	json_knum(c->out, "draws", draws);
	json_knum(c->out, "seed", seed);
	return OK;
}

enum err calc_tornado(struct calc *c)
{
	json_t *item = calc_member(c, NULL, "item");
	struct uncertain input[DRAWN_INPUTS];
	struct swing swing[DRAWN_INPUTS];

	if (!json_is_object(item))
		return fail(c->cx, ERR_INVALID, "item", "is an object with reach, impact, confidence and effort");
	TRY(read_inputs(c, item, input));
	json_knum(c->out, "base", tornado_rice(input, swing));
	for (int k = 0; k < DRAWN_INPUTS; k++) {
		if (!swing[k].uncertain)
			continue;
		json_key(c->out, input_names[k]);
		json_open(c->out);
		json_knum(c->out, "p10", swing[k].p10);
		json_knum(c->out, "p90", swing[k].p90);
		json_knum(c->out, "swing", swing[k].swing);
		json_close(c->out);
	}
	return OK;
}

/* ---- journey ---- */

struct journey_input {
	json_t *stages;
	struct str *stage, *customer;
	size_t n_stages, customers, n;
	struct felt *felt;
};

static enum err read_journey(struct calc *c, struct journey_input *in)
{
	json_t *list;

	TRY(calc_array(c, NULL, "stages", &in->stages, &in->n_stages));
	TRY(calc_array(c, NULL, "emotions", &list, &in->n));
	in->felt = ARENA_ARRAY(c->cx->arena, struct felt, in->n + 1);
	in->customer = ARENA_ARRAY(c->cx->arena, struct str, in->n + 1);
	for (size_t i = 0; i < in->n; i++) {
		json_t *row = json_array_get(list, i);
		struct felt *f = &in->felt[i];
		struct str stage;
		size_t k = 0;
		bool has;

		TRY(calc_name(c, row, "customer", &in->customer[in->customers]));
		TRY(calc_text(c, row, "stage", &stage));
		TRY(calc_num(c, row, "emotion", &f->emotion));
		TRY(calc_opt(c, row, "age_days", &f->age_days, &has));
		if (!has)
			f->age_days = 0;
		while (k < in->customers && !str_eq(in->customer[k], in->customer[in->customers]))
			k++;
		in->customers += k == in->customers;
		f->customer = k;
		for (f->stage = 0; f->stage < in->n_stages; f->stage++)
			if (str_is(stage, json_string_value(json_array_get(in->stages, f->stage))))
				break;
		if (f->stage == in->n_stages || f->emotion < -2 || f->emotion > 2)
			return fail(c->cx, ERR_INVALID, "emotions",
				    "entry %zu: a known stage and an emotion from -2 to 2", i + 1);
	}
	return OK;
}

static void put_stage(struct calc *c, const char *name, const struct journey_stage *s)
{
	json_key(c->out, name);
	if (s->h.why) {
		json_nil(c->out);
		return;
	}
	json_open(c->out);
	json_kint(c->out, "n", (int64_t)s->customers);
	calc_maybe(c, "m", s->m);
	calc_maybe(c, "n_eff", s->n_eff);
	calc_maybe(c, "h", s->h);
	calc_maybe(c, "pain", s->pain);
	json_close(c->out);
}

enum err calc_journey_curve(struct calc *c)
{
	struct journey_input in = {0};
	json_t *decay = calc_member(c, NULL, "decay"), *weights = calc_member(c, NULL, "customer_weights");
	struct maybe overall;
	size_t peak;

	TRY(read_journey(c, &in));
	double *weight = ARENA_ARRAY(c->cx->arena, double, in.customers + 1);
	struct journey_stage *s = ARENA_ARRAY(c->cx->arena, struct journey_stage, in.n_stages + 1);

	for (size_t i = 0; i < in.customers; i++) {
		bool has = false;

		weight[i] = 1;
		if (weights)
			TRY(calc_opt(c, weights, str_z(c->cx->arena, in.customer[i]), &weight[i], &has));
		weight[i] = weights && !has ? 1 : weight[i];
	}
	struct maybe peak_end = journey_curve(in.felt, in.n, in.n_stages, in.customers, weight, !json_is_false(decay),
					      s, &overall, &peak);

	if (overall.why)
		return calc_none(c, overall.why);
	calc_maybe(c, "overall", overall);
	json_key(c->out, "stages");
	json_open(c->out);
	for (size_t i = 0; i < in.n_stages; i++)
		put_stage(c, json_string_value(json_array_get(in.stages, i)), &s[i]);
	json_close(c->out);
	json_key(c->out, "drops");
	json_open(c->out);
	for (size_t i = 0; i < in.n_stages; i++)
		if (!s[i].drop.why)
			json_knum(c->out, json_string_value(json_array_get(in.stages, i)), s[i].drop.value);
	json_close(c->out);
	calc_maybe(c, "peak_end", peak_end);
	json_kz(c->out, "peak_stage", json_string_value(json_array_get(in.stages, peak)));
	return OK;
}
