/* Scores that rank work; see priority.h for sources. */
#include "method/priority.h"
#include "base/mem.h"
#include <math.h>

struct maybe rice_score(const struct rice *r)
{
	if (!(r->effort > 0))
		return unknown("effort must be greater than 0");
	if (r->reach < 0)
		return unknown("reach must not be negative");
	if (!(r->confidence > 0 && r->confidence <= 1))
		return unknown("confidence must be above 0 and at most 1");
	if (r->impact < 0)
		return unknown("impact must not be negative");
	return known(r->reach * r->impact * r->confidence / r->effort);
}

static bool on_ladder(double x, const double *step, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fabs(x - step[i]) < 1e-9)
			return true;
	return false;
}

bool rice_impact_usual(double impact)
{
	return on_ladder(impact, (const double[]){3, 2, 1, 0.5, 0.25}, 5);
}

bool rice_confidence_usual(double confidence)
{
	return on_ladder(confidence, (const double[]){1, 0.8, 0.5}, 3);
}

/* Which of two stands before the other in a shown list. */
struct ranking {
	const struct maybe *score;
	const double *effort;
	const int64_t *id;
};

static bool before(const struct ranking *r, size_t a, size_t b)
{
	bool has_a = !r->score[a].why, has_b = !r->score[b].why;

	if (has_a != has_b)
		return has_a;
	if (has_a && r->score[a].value != r->score[b].value)
		return r->score[a].value > r->score[b].value;
	if (r->effort && r->effort[a] != r->effort[b])
		return r->effort[a] < r->effort[b];
	return r->id ? r->id[a] < r->id[b] : a < b;
}

/* Heap sort over indices: n log n, no scratch, no comparison callback without context. */
static void sift(const struct ranking *r, size_t *order, size_t from, size_t n)
{
	for (size_t at = from, child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && before(r, order[child], order[child + 1]))
			child++;
		if (!before(r, order[at], order[child]))
			return;
		size_t t = order[at];

		order[at] = order[child];
		order[child] = t;
	}
}

static void sort_order(const struct ranking *r, size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n / 2; i-- > 0;)
		sift(r, order, i, n);
	for (size_t end = n; end-- > 1;) {
		size_t t = order[0];

		order[0] = order[end];
		order[end] = t;
		sift(r, order, 0, end);
	}
}

void rank_scores(const struct maybe *score, const double *effort, const int64_t *id, size_t n, size_t *ret_rank,
		 size_t *ret_order)
{
	struct ranking r = {score, effort, id};

	sort_order(&r, ret_order, n);
	for (size_t i = 0; i < n; i++) {
		size_t at = ret_order[i];

		if (score[at].why)
			ret_rank[at] = 0;
		else if (i && score[ret_order[i - 1]].value == score[at].value)
			ret_rank[at] = ret_rank[ret_order[i - 1]];
		else
			ret_rank[at] = i + 1;
	}
}

struct maybe ice_product(double impact, double confidence, double ease)
{
	return known(impact * confidence * ease);
}

double ice_mean(double impact, double confidence, double ease)
{
	return (impact + confidence + ease) / 3;
}

struct maybe wsjf_score(double value, double time, double risk, double size)
{
	return size > 0 ? known((value + time + risk) / size) : unknown("job size must be greater than 0");
}

double cost_of_delay(const struct delay_item *item, size_t n, double *ret_cd3, size_t *ret_order)
{
	struct maybe *score = mem_alloc((n ? n : 1) * sizeof *score);
	double finish = 0, total = 0;

	for (size_t i = 0; i < n; i++) {
		score[i] = ratio(item[i].cost_per_week, item[i].weeks, "no duration");
		ret_cd3[i] = score[i].value;
	}
	sort_order(&(struct ranking){score, NULL, NULL}, ret_order, n);
	for (size_t i = 0; i < n; i++) {
		finish += item[ret_order[i]].weeks;
		total += item[ret_order[i]].cost_per_week * finish;
	}
	mem_free(score);
	return total;
}

struct maybe weighted_score(const struct criterion *c, size_t n, double low, double high)
{
	double sum = 0, weights = 0;

	for (size_t i = 0; i < n; i++) {
		if (!c[i].has_score)
			return unknown("a criterion has no score");
		sum += c[i].weight * (c[i].is_cost ? low + high - c[i].score : c[i].score);
		weights += c[i].weight;
	}
	return ratio(sum, weights, "the weights add up to nothing");
}

void value_effort(const double *value, const double *effort, size_t n, double *scratch, double *ret_median_value,
		  double *ret_median_effort, enum quadrant *ret)
{
	*ret_median_value = quantile_of(value, n, 0.5, scratch);
	*ret_median_effort = quantile_of(effort, n, 0.5, scratch);
	for (size_t i = 0; i < n; i++) {
		bool high = value[i] >= *ret_median_value, cheap = effort[i] <= *ret_median_effort;

		ret[i] = high ? cheap ? QUICK_WIN : BIG_BET : cheap ? FILL_IN : TIME_SINK;
	}
}

double opportunity_score(double importance, double satisfaction)
{
	return importance + fmax(importance - satisfaction, 0);
}

const char *opportunity_band(double score)
{
	return score >= 15 ? "extreme" : score >= 12 ? "high" : score >= 10 ? "worth_considering" : "served";
}
