/* RICE from the evidence: reach is the number of distinct accounts heard, confidence follows from strength. A person
 * may change both, with a reason. Every score keeps method, version, inputs and author, so an old ranking can be
 * replayed. */
#include "domain/score.h"
#include "domain/show.h"
#include "domain/strength.h"
#include "method/priority.h"
#include <jansson.h>
#include <math.h>

static enum err json_number(struct cx *cx, json_t *in, const char *key, double *ret, bool *ret_has)
{
	json_t *v = json_object_get(in, key);

	*ret_has = json_is_number(v);
	*ret = json_number_value(v);
	if (v && !json_is_null(v) && !*ret_has)
		return fail(cx, ERR_INVALID, "inputs", "%s must be a number", key);
	return OK;
}

static enum err rice_of_inputs(struct cx *cx, json_t *in, struct maybe *ret)
{
	static const char *const keys[] = {"reach", "impact", "confidence", "effort"};
	double x[4] = {0};
	bool has;

	for (int i = 0; i < 4; i++) {
		TRY(json_number(cx, in, keys[i], &x[i], &has));
		if (!has && !ret->why)
			*ret = unknown(i == 3	? "no effort was given"
				       : i == 1 ? "no impact was given"
						: "an input is missing");
	}
	if (!ret->why)
		*ret = rice_score(&(struct rice){x[0], x[1], x[2], x[3]});
	return OK;
}

enum err score_compute(struct cx *cx, struct score *s)
{
	struct maybe m = {0};
	json_t *in;
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	TRY(json_read(cx, s->inputs, &in));
	enum err e =
		json_is_object(in) ? rice_of_inputs(cx, in, &m) : fail(cx, ERR_INVALID, "inputs", "must be an object");

	json_decref(in);
	TRY(e);
	json_start(&j, &b);
	json_open(&j);
	show_maybe(&j, "score", m);
	if (m.why)
		json_kz(&j, "reason", m.why);
	json_close(&j);
	SET(s, score, result, str_copy(cx->arena, buf_view(&b)));
	SET(s, score, version, RICE_VERSION);
	if (m.why)
		UNSET(s, score, value);
	else
		SET(s, score, value, m.value);
	return OK;
}

/* Intercom's ladder: strong evidence 1, moderate .8, weak .5. */
static double confidence_of(const struct strength_of *s)
{
	return s->all.value >= 60 ? 1 : s->all.value >= 25 ? 0.8 : 0.5;
}

static double reach_of(struct cx *cx, const struct strength_of *s)
{
	struct ids accounts = {0};

	for (size_t i = 0; i < s->words.n; i++)
		if (s->words.v[i].sign > 0)
			(void)ids_add(cx->arena, &accounts, word_voice(&s->words.v[i]));
	return (double)accounts.n;
}

static void show_guess(struct json_out *j, const char *key, struct maybe value, const char *unit, const char *from)
{
	json_key(j, key);
	json_open(j);
	show_maybe(j, "value", value);
	if (unit)
		json_kz(j, "unit", unit);
	json_kz(j, "from", from);
	json_close(j);
}

enum err score_draft(struct cx *cx, int64_t opportunity_id, struct json_out *j)
{
	struct strength_of s;
	int64_t last;

	TRY(strength_find(cx, &resources[RES_opportunity], opportunity_id, &s));
	TRY(db_one_int(cx,
		       "SELECT COALESCE(MAX(id), 0) FROM score WHERE workspace_id = ?1 AND opportunity_id = ?2 AND "
		       "archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(opportunity_id)), &last, NULL));
	json_open(j);
	json_kz(j, "method", "rice");
	json_kint(j, "version", RICE_VERSION);
	show_guess(j, "reach", known(reach_of(cx, &s)), "accounts",
		   "distinct accounts heard, an anonymous source counts as one");
	show_guess(j, "impact", unknown("a person's guess"), NULL, NULL);
	show_guess(j, "confidence", known(confidence_of(&s)), NULL,
		   arena_printf(cx->arena, "evidence strength %.0f, %s", s.all.value, strength_label(s.all.value)));
	show_guess(j, "effort", unknown("an engineer's range"), NULL, NULL);
	TRY(show_row(cx, j, "last", &resources[RES_score], last));
	json_close(j);
	return OK;
}

static enum err check_wish(struct cx *cx, const struct score_wish *w, double reach, double confidence)
{
	bool changed = (w->has_reach && w->reach != reach) || (w->has_confidence && w->confidence != confidence);

	if (w->has_reach && !(w->reach >= 0))
		return fail(cx, ERR_INVALID, "reach", "must not be negative");
	if (w->has_impact && !(w->impact >= 0))
		return fail(cx, ERR_INVALID, "impact", "must not be negative");
	if (w->has_confidence && !(w->confidence > 0 && w->confidence <= 1))
		return fail(cx, ERR_INVALID, "confidence", "must be above 0 and at most 1");
	if (w->has_effort && !(w->effort > 0))
		return fail(cx, ERR_INVALID, "effort", "must be more than 0 person-months");
	if (changed && !w->reason.n)
		return fail(cx, ERR_INVALID, "reason",
			    "say why reach or confidence differ from what the evidence gives (%g and %g)", reach,
			    confidence);
	return OK;
}

static void warn(const char *ret[SCORE_WARNINGS], int *n, bool when, const char *text)
{
	if (when)
		ret[(*n)++] = text;
}

enum err score_opportunity(struct cx *cx, int64_t opportunity_id, const struct score_wish *w, int64_t *ret_score,
			   const char *ret_warning[SCORE_WARNINGS], int *ret_warnings)
{
	struct strength_of s;
	struct score *row = ARENA_NEW(cx->arena, struct score);
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	TRY(strength_find(cx, &resources[RES_opportunity], opportunity_id, &s));
	double reach = reach_of(cx, &s), confidence = confidence_of(&s);

	TRY(check_wish(cx, w, reach, confidence));
	json_start(&j, &b);
	json_open(&j);
	json_knum(&j, "reach", w->has_reach ? w->reach : reach);
	json_knum(&j, "impact", w->has_impact ? w->impact : 1);
	json_knum(&j, "confidence", w->has_confidence ? w->confidence : confidence);
	if (w->has_effort)
		json_knum(&j, "effort", w->effort);
	json_knum(&j, "evidence_reach", reach);
	json_knum(&j, "evidence_confidence", confidence);
	json_knum(&j, "evidence_strength", s.all.value);
	json_close(&j);
	SET(row, score, opportunity_id, opportunity_id);
	SET(row, score, method, E_score_method_rice);
	SET(row, score, inputs, str_copy(cx->arena, buf_view(&b)));
	if (w->reason.n)
		SET(row, score, reason, w->reason);
	TRY(model_create(cx, &resources[RES_score], row));
	*ret_score = row->head.id;
	*ret_warnings = 0;
	warn(ret_warning, ret_warnings, w->has_impact && !rice_impact_usual(w->impact),
	     "impact is off the ladder 3, 2, 1, 0.5, 0.25");
	warn(ret_warning, ret_warnings, w->has_confidence && !rice_confidence_usual(w->confidence),
	     "confidence is off the ladder 1, 0.8, 0.5");
	warn(ret_warning, ret_warnings, w->has_confidence && w->confidence == 1 && s.all.value < 60,
	     "confidence 100% without strong evidence or an experiment");
	warn(ret_warning, ret_warnings, !w->has_effort,
	     "no effort: the score stays empty until an engineer gives a range");
	return OK;
}
