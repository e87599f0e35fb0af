/* JSON shapes of survey and test measures (src/method/attitude.h). */
#include "method/attitude.h"
#include "domain/calc/calc.h"
#include <math.h>

static enum err read_pair(struct calc *c, json_t *pair, int ret[2])
{
	for (size_t k = 0; k < 2; k++) {
		json_t *v = json_array_get(pair, k);
		double x = json_number_value(v);

		if (json_array_size(pair) != 2 || !json_is_number(v) || x != floor(x) || x < 1 || x > 5)
			return fail(c->cx, ERR_INVALID, "pairs", "each pair is two whole numbers from 1 to 5");
		ret[k] = (int)x;
	}
	return OK;
}

enum err calc_kano_cell(struct calc *c)
{
	json_t *pairs;
	size_t n;

	TRY(calc_array(c, NULL, "pairs", &pairs, &n));
	char *z = arena_alloc(c->cx->arena, n + 1);

	for (size_t i = 0; i < n; i++) {
		int p[2];

		TRY(read_pair(c, json_array_get(pairs, i), p));
		z[i] = kano_cell(p[0], p[1]);
	}
	json_kz(c->out, "categories", z);
	return OK;
}

static enum err kano_counts(struct calc *c, double counts[KANO_KINDS])
{
	json_t *pairs, *given = calc_member(c, NULL, "counts");
	size_t n;

	for (int i = 0; i < KANO_KINDS; i++)
		counts[i] = 0;
	if (given) {
		for (int i = 0; i < KANO_KINDS; i++) {
			const char key[2] = {kano_letters[i], '\0'};
			bool has;

			TRY(calc_opt(c, given, key, &counts[i], &has));
		}
		return OK;
	}
	TRY(calc_array(c, NULL, "pairs", &pairs, &n));
	for (size_t i = 0; i < n; i++) {
		int p[2];

		TRY(read_pair(c, json_array_get(pairs, i), p));
		for (int k = 0; k < KANO_KINDS; k++)
			counts[k] += kano_letters[k] == kano_cell(p[0], p[1]);
	}
	return OK;
}

enum err calc_kano(struct calc *c)
{
	double counts[KANO_KINDS];

	TRY(kano_counts(c, counts));
	struct kano k = kano_of(counts);

	json_key(c->out, "category");
	if (k.category)
		json_str(c->out, (struct str){&k.category, 1});
	else
		json_nil(c->out);
	calc_maybe(c, "better", k.better);
	calc_maybe(c, "worse", k.worse);
	calc_maybe(c, "strength", k.strength);
	json_kbool(c->out, "tie", k.tie);
	json_kbool(c->out, "mixed", k.mixed);
	json_key(c->out, "counts");
	json_open(c->out);
	for (int i = 0; i < KANO_KINDS; i++) {
		const char key[2] = {kano_letters[i], '\0'};

		json_knum(c->out, key, counts[i]);
	}
	json_close(c->out);
	return OK;
}

enum err calc_moscow(struct calc *c)
{
	json_t *effort = calc_member(c, NULL, "effort");
	double must, should, could, wont;
	bool has;

	if (!json_is_object(effort))
		return fail(c->cx, ERR_INVALID, "effort", "is an object with must, should, could and wont");
	TRY(calc_num(c, effort, "must", &must));
	TRY(calc_num(c, effort, "should", &should));
	TRY(calc_num(c, effort, "could", &could));
	TRY(calc_opt(c, effort, "wont", &wont, &has));
	struct moscow m = moscow_shares(must, should, could);

	calc_maybe(c, "must_share", m.must);
	calc_maybe(c, "could_share", m.could);
	json_key(c->out, "warnings");
	json_list(c->out);
	if (m.must_high)
		json_z(c->out, "must is above 60 % of the planned effort");
	if (m.could_low)
		json_z(c->out, "could is below 20 % of the planned effort");
	json_list_end(c->out);
	return OK;
}

static enum err read_nps(struct calc *c, json_t *in, double x[3])
{
	double *responses;
	size_t n;

	x[0] = x[1] = x[2] = 0;
	if (!calc_member(c, in, "responses")) {
		TRY(calc_num(c, in, "promoters", &x[0]));
		TRY(calc_num(c, in, "passives", &x[1]));
		return calc_num(c, in, "detractors", &x[2]);
	}
	TRY(calc_nums(c, in, "responses", &responses, &n));
	for (size_t i = 0; i < n; i++) {
		if (responses[i] < 0 || responses[i] > 10)
			return fail(c->cx, ERR_INVALID, "responses", "are from 0 to 10");
		x[responses[i] >= 9 ? 0 : responses[i] >= 7 ? 1 : 2]++;
	}
	return OK;
}

enum err calc_nps(struct calc *c)
{
	double x[3];

	TRY(read_nps(c, NULL, x));
	struct nps n = nps_of(x[0], x[1], x[2]);

	if (n.nps.why)
		return calc_none(c, n.nps.why);
	json_knum(c->out, "promoters", x[0]);
	json_knum(c->out, "passives", x[1]);
	json_knum(c->out, "detractors", x[2]);
	calc_maybe(c, "nps", n.nps);
	calc_maybe(c, "wald_moe", n.wald_moe);
	calc_maybe(c, "adjusted_center", n.adjusted_center);
	calc_maybe(c, "adjusted_low", n.adjusted_low);
	calc_maybe(c, "adjusted_high", n.adjusted_high);
	return OK;
}

enum err calc_nps_difference(struct calc *c)
{
	static const char *const sides[] = {"first", "second"};
	double nps[2], variance[2];

	for (int i = 0; i < 2; i++) {
		json_t *in = calc_member(c, NULL, sides[i]);
		double x[3], n;

		if (!json_is_object(in))
			return fail(c->cx, ERR_INVALID, sides[i],
				    "is an object with promoters, passives and detractors");
		TRY(read_nps(c, in, x));
		n = x[0] + x[1] + x[2];
		if (n <= 0)
			return calc_none(c, "nobody answered in one of the two");
		nps[i] = 100 * (x[0] - x[2]) / n;
		variance[i] = 10000 * nps_variance(x[0], x[1], x[2]) / n;
	}
	return calc_normal_difference(c, nps[0], variance[0], nps[1], variance[1]);
}

enum err calc_ces(struct calc *c)
{
	double *x, easy = 0;
	size_t n;

	TRY(calc_nums(c, NULL, "ratings", &x, &n));
	for (size_t i = 0; i < n; i++) {
		if (x[i] < 1 || x[i] > 7)
			return fail(c->cx, ERR_INVALID, "ratings", "are from 1 to 7; CES 1.0 on 1-5 is another scale");
		easy += x[i] >= 5;
	}
	if (n == 0)
		return calc_none(c, "nobody answered");
	struct interval share = calc_wilson(easy, (double)n);

	json_knum(c->out, "mean", mean_of(x, n));
	calc_interval(c, mean_interval(x, n));
	json_knum(c->out, "share_5_7", easy / (double)n);
	json_knum(c->out, "share_low", share.low);
	json_knum(c->out, "share_high", share.high);
	return OK;
}

enum err calc_seq(struct calc *c)
{
	double *x;
	size_t n;

	TRY(calc_nums(c, NULL, "ratings", &x, &n));
	if (n == 0)
		return calc_none(c, "nobody answered");
	json_knum(c->out, "mean", mean_of(x, n));
	calc_interval(c, mean_interval(x, n));
	return OK;
}

/* Ten items of 1..5; null is a missing one. */
static enum err read_sus(struct calc *c, json_t *list, double item[10])
{
	if (json_array_size(list) != 10)
		return fail(c->cx, ERR_INVALID, "responses", "SUS has ten items");
	for (size_t i = 0; i < 10; i++) {
		json_t *v = json_array_get(list, i);

		item[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
		if ((!json_is_null(v) && !json_is_number(v)) || item[i] < 1 || item[i] > 5)
			return fail(c->cx, ERR_INVALID, "responses", "item %zu must be from 1 to 5, or null", i + 1);
	}
	return OK;
}

static void put_grade(struct calc *c, struct maybe score)
{
	json_kz(c->out, "grade", score.why ? NULL : sus_grade(score.value));
}

enum err calc_sus(struct calc *c)
{
	json_t *list;
	size_t n;
	double item[10];

	TRY(calc_array(c, NULL, "responses", &list, &n));
	TRY(read_sus(c, list, item));
	struct maybe score = sus_score(item);

	calc_maybe(c, "score", score);
	put_grade(c, score);
	return OK;
}

enum err calc_sus_study(struct calc *c)
{
	json_t *list;
	size_t n, kept = 0;

	TRY(calc_array(c, NULL, "responses", &list, &n));
	double *score = ARENA_ARRAY(c->cx->arena, double, n + 1);

	for (size_t i = 0; i < n; i++) {
		double item[10];

		TRY(read_sus(c, json_array_get(list, i), item));
		struct maybe one = sus_score(item);

		if (!one.why)
			score[kept++] = one.value;
	}
	if (kept == 0)
		return calc_none(c, "no complete response");
	calc_numbers(c, "scores", score, kept);
	json_knum(c->out, "mean", mean_of(score, kept));
	calc_interval(c, mean_interval(score, kept));
	put_grade(c, known(mean_of(score, kept)));
	return OK;
}

enum err calc_sus_grade(struct calc *c)
{
	double *mean;
	size_t n;

	TRY(calc_nums(c, NULL, "means", &mean, &n));
	json_key(c->out, "grades");
	json_list(c->out);
	for (size_t i = 0; i < n; i++)
		json_z(c->out, sus_grade(mean[i]));
	json_list_end(c->out);
	return OK;
}

enum err calc_umux_lite(struct calc *c)
{
	json_t *list;
	size_t n;

	TRY(calc_array(c, NULL, "responses", &list, &n));
	double *score = ARENA_ARRAY(c->cx->arena, double, n + 1);

	for (size_t i = 0; i < n; i++) {
		json_t *pair = json_array_get(list, i), *a = json_array_get(pair, 0), *b = json_array_get(pair, 1);

		if (json_array_size(pair) != 2 || !json_is_number(a) || !json_is_number(b) ||
		    json_number_value(a) < 1 || json_number_value(a) > 7 || json_number_value(b) < 1 ||
		    json_number_value(b) > 7)
			return fail(c->cx, ERR_INVALID, "responses", "each response is two numbers from 1 to 7");
		score[i] = umux_lite(json_number_value(a), json_number_value(b));
	}
	if (n == 0)
		return calc_none(c, "nobody answered");
	calc_numbers(c, "scores", score, n);
	json_knum(c->out, "mean", mean_of(score, n));
	json_knum(c->out, "regression_mean", umux_regression(mean_of(score, n)));
	return OK;
}

enum err calc_task_success(struct calc *c)
{
	double x, n;

	TRY(calc_num(c, NULL, "successes", &x));
	TRY(calc_num(c, NULL, "n", &n));
	if (x < 0 || x > n)
		return fail(c->cx, ERR_INVALID, "successes", "must be from 0 to n");
	if (n == 0)
		return calc_none(c, "nobody tried");
	struct task_success t = task_success(x, n);

	calc_maybe(c, "rate", t.rate);
	json_knum(c->out, "adjusted_center", t.center);
	calc_interval(c, t.interval);
	calc_maybe(c, "laplace", t.laplace);
	return OK;
}

enum err calc_pmf_ellis(struct calc *c)
{
	double very, somewhat, no, gone = 0;
	bool has;

	TRY(calc_num(c, NULL, "very", &very));
	TRY(calc_num(c, NULL, "somewhat", &somewhat));
	TRY(calc_num(c, NULL, "not_disappointed", &no));
	TRY(calc_opt(c, NULL, "no_longer_use", &gone, &has));
	double n = very + somewhat + no;

	if (n <= 0)
		return calc_none(c, "nobody who still uses it answered");
	json_knum(c->out, "n", n);
	json_knum(c->out, "share", very / n);
	calc_interval(c, calc_wilson(very, n));
	json_kbool(c->out, "passes", very / n >= 0.4 && n >= 30);
	return OK;
}
