/* JSON shapes of the scores that rank work (src/method/priority.h). */
#include "domain/calc/calc.h"
#include "method/priority.h"

static enum err read_rice(struct calc *c, json_t *in, struct rice *ret)
{
	TRY(calc_num(c, in, "reach", &ret->reach));
	TRY(calc_num(c, in, "impact", &ret->impact));
	TRY(calc_num(c, in, "confidence", &ret->confidence));
	return calc_num(c, in, "effort", &ret->effort);
}

enum err calc_rice(struct calc *c)
{
	struct rice r;

	TRY(read_rice(c, NULL, &r));
	calc_maybe(c, "score", rice_score(&r));
	return OK;
}

enum err calc_rice_ranking(struct calc *c)
{
	json_t *items;
	size_t n;

	TRY(calc_array(c, NULL, "items", &items, &n));
	struct str *name = ARENA_ARRAY(c->cx->arena, struct str, n + 1);
	struct maybe *score = ARENA_ARRAY(c->cx->arena, struct maybe, n + 1);
	double *effort = ARENA_ARRAY(c->cx->arena, double, n + 1);
	int64_t *id = ARENA_ARRAY(c->cx->arena, int64_t, n + 1);
	size_t *rank = ARENA_ARRAY(c->cx->arena, size_t, n + 1), *order = ARENA_ARRAY(c->cx->arena, size_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(items, i);
		struct rice r;

		TRY(calc_name(c, item, "id", &name[i]));
		TRY(read_rice(c, item, &r));
		if (!str_to_i64(name[i], &id[i]))
			id[i] = (int64_t)i; /* names that are no numbers keep the given order */
		score[i] = rice_score(&r);
		effort[i] = r.effort;
	}
	rank_scores(score, effort, id, n, rank, order);
	json_key(c->out, "scores");
	json_open(c->out);
	for (size_t i = 0; i < n; i++)
		calc_maybe(c, str_z(c->cx->arena, name[i]), score[i]);
	json_close(c->out);
	json_key(c->out, "ranks");
	json_open(c->out);
	for (size_t i = 0; i < n; i++)
		calc_maybe(c, str_z(c->cx->arena, name[i]), score[i].why ? score[i] : known((double)rank[i]));
	json_close(c->out);
	json_key(c->out, "display_order");
	json_list(c->out);
	for (size_t i = 0; i < n; i++) {
		json_t *item = json_object_get(json_array_get(items, order[i]), "id");

		if (json_is_integer(item))
			json_int(c->out, json_integer_value(item));
		else
			json_str(c->out, name[order[i]]);
	}
	json_list_end(c->out);
	return OK;
}

enum err calc_ice(struct calc *c)
{
	static const char *const forms[] = {"product", "mean", NULL};
	double impact, confidence, ease;
	int form = 0;

	TRY(calc_num(c, NULL, "impact", &impact));
	TRY(calc_num(c, NULL, "confidence", &confidence));
	TRY(calc_num(c, NULL, "ease", &ease));
	if (calc_member(c, NULL, "form"))
		TRY(calc_choice(c, NULL, "form", forms, &form));
	const double x[] = {impact, confidence, ease};

	for (int i = 0; i < 3; i++)
		if (x[i] < 1 || x[i] > 10)
			return calc_none(c, "impact, confidence and ease are from 1 to 10");
	calc_maybe(c, "score",
		   form ? known(ice_mean(impact, confidence, ease)) : ice_product(impact, confidence, ease));
	return OK;
}

enum err calc_wsjf(struct calc *c)
{
	double value, time, risk, size;

	TRY(calc_num(c, NULL, "business_value", &value));
	TRY(calc_num(c, NULL, "time_criticality", &time));
	TRY(calc_num(c, NULL, "risk_opportunity", &risk));
	TRY(calc_num(c, NULL, "job_size", &size));
	calc_maybe(c, "score", wsjf_score(value, time, risk, size));
	return OK;
}

enum err calc_cost_of_delay(struct calc *c)
{
	json_t *items;
	size_t n;

	TRY(calc_array(c, NULL, "items", &items, &n));
	struct str *name = ARENA_ARRAY(c->cx->arena, struct str, n + 1);
	struct delay_item *item = ARENA_ARRAY(c->cx->arena, struct delay_item, n + 1);
	double *cd3 = ARENA_ARRAY(c->cx->arena, double, n + 1);
	size_t *order = ARENA_ARRAY(c->cx->arena, size_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		TRY(calc_name(c, json_array_get(items, i), "id", &name[i]));
		TRY(calc_num(c, json_array_get(items, i), "cod_per_week", &item[i].cost_per_week));
		TRY(calc_num(c, json_array_get(items, i), "weeks", &item[i].weeks));
		if (item[i].weeks <= 0)
			return calc_none(c, "a duration must be greater than 0 weeks");
	}
	double total = cost_of_delay(item, n, cd3, order);

	json_key(c->out, "cd3");
	json_open(c->out);
	for (size_t i = 0; i < n; i++)
		json_knum(c->out, str_z(c->cx->arena, name[i]), cd3[i]);
	json_close(c->out);
	json_key(c->out, "order");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_str(c->out, name[order[i]]);
	json_list_end(c->out);
	json_knum(c->out, "total_cost", total);
	return OK;
}

enum err calc_weighted_score(struct calc *c)
{
	json_t *list;
	size_t n, two = 0;
	double *scale = (double[]){1, 5};

	TRY(calc_array(c, NULL, "criteria", &list, &n));
	if (calc_member(c, NULL, "scale")) {
		TRY(calc_nums(c, NULL, "scale", &scale, &two));
		TRY(calc_same_length(c, "scale", two, 2));
	}
	struct criterion *criterion = ARENA_ARRAY(c->cx->arena, struct criterion, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(list, i);

		TRY(calc_num(c, item, "weight", &criterion[i].weight));
		TRY(calc_opt(c, item, "score", &criterion[i].score, &criterion[i].has_score));
		criterion[i].is_cost = json_is_true(json_object_get(item, "cost"));
	}
	calc_maybe(c, "score", weighted_score(criterion, n, scale[0], scale[1]));
	return OK;
}

enum err calc_value_effort(struct calc *c)
{
	static const char *const names[] = {"quick win", "big bet", "fill-in", "time sink"};
	double *value, *effort, median_value, median_effort;
	size_t n, m;

	TRY(calc_nums(c, NULL, "values", &value, &n));
	TRY(calc_nums(c, NULL, "efforts", &effort, &m));
	TRY(calc_same_length(c, "efforts", m, n));
	if (n == 0)
		return calc_none(c, "nothing to compare");
	enum quadrant *quadrant = ARENA_ARRAY(c->cx->arena, enum quadrant, n);

	value_effort(value, effort, n, ARENA_ARRAY(c->cx->arena, double, n), &median_value, &median_effort, quadrant);
	json_knum(c->out, "median_value", median_value);
	json_knum(c->out, "median_effort", median_effort);
	json_key(c->out, "quadrants");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_z(c->out, names[quadrant[i]]);
	json_list_end(c->out);
	return OK;
}

/* The figure itself, or ten times the share of ratings of 4 and 5. */
static enum err importance_of(struct calc *c, const char *figure, const char *ratings, double *ret, bool *ret_none)
{
	double *x;
	size_t n, high = 0;

	if (!calc_member(c, NULL, ratings))
		return calc_num(c, NULL, figure, ret);
	TRY(calc_nums(c, NULL, ratings, &x, &n));
	for (size_t i = 0; i < n; i++)
		high += x[i] >= 4;
	*ret_none |= n == 0;
	*ret = n ? 10 * (double)high / (double)n : 0;
	return OK;
}

enum err calc_opportunity_score(struct calc *c)
{
	double importance, satisfaction;
	bool none = false;

	TRY(importance_of(c, "importance", "importance_ratings", &importance, &none));
	TRY(importance_of(c, "satisfaction", "satisfaction_ratings", &satisfaction, &none));
	if (none)
		return calc_none(c, "nobody answered");
	double score = opportunity_score(importance, satisfaction);

	json_knum(c->out, "score", score);
	json_kz(c->out, "band", opportunity_band(score));
	json_kbool(c->out, "overserved", satisfaction > importance);
	json_knum(c->out, "importance", importance);
	json_knum(c->out, "satisfaction", satisfaction);
	return OK;
}
