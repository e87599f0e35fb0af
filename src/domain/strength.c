/* Evidence strength and what it rests on; see strength.h. */
#include "domain/strength.h"
#include "base/clock.h"
#include "domain/segments.h"
#include "domain/show.h"
#include <stdlib.h>

static enum strength_kind kind_of(int evidence_kind)
{
	switch (evidence_kind) {
	case E_evidence_kind_experiment:
		return STRENGTH_EXPERIMENT;
	case E_evidence_kind_observed:
		return STRENGTH_OBSERVED;
	case E_evidence_kind_interview:
		return STRENGTH_INTERVIEW;
	case E_evidence_kind_relayed:
		return STRENGTH_RELAYED;
	default:
		return STRENGTH_VERBATIM;
	}
}

static double age_days(const struct cx *cx, int64_t at)
{
	return (double)(cx->now_us - at) / (double)US_PER_DAY;
}

enum err strength_find(struct cx *cx, const struct resource *r, int64_t id, struct strength_of *ret)
{
	*ret = (struct strength_of){0};
	TRY(words_of(cx, r, id, &ret->words));
	size_t n = ret->words.n, sure = 0;
	struct weighed *confirmed = ARENA_ARRAY(cx->arena, struct weighed, n + 1);
	struct ids voices = {0};

	ret->weighed = ARENA_ARRAY(cx->arena, struct weighed, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct word *w = &ret->words.v[i];

		ret->weighed[i] = (struct weighed){.voice = word_voice(w),
						   .kind = kind_of(w->kind),
						   .age_days = age_days(cx, w->said_at),
						   .sign = w->sign};
		if (w->by == ACTOR_PERSON)
			confirmed[sure++] = ret->weighed[i];
		if (w->sign < 0)
			continue;
		(void)ids_add(cx->arena, &voices, word_voice(w));
		if (w->said_at > ret->newest_support_at)
			ret->newest_support_at = w->said_at;
	}
	ret->accounts = voices.n;
	ret->all = evidence_strength(ret->weighed, n);
	ret->confirmed = evidence_strength(confirmed, sure);
	return OK;
}

bool strength_is_stale(const struct cx *cx, const struct strength_of *s)
{
	return s->newest_support_at && age_days(cx, s->newest_support_at) > STALE_DAYS;
}

static const struct resource *via_resource(enum word_via via)
{
	switch (via) {
	case VIA_INSIGHT:
	case VIA_THEME_INSIGHT:
		return &resources[RES_insight];
	case VIA_MOMENT:
		return &resources[RES_struggling_moment];
	default:
		return &resources[RES_theme];
	}
}

static enum err show_weighed(struct cx *cx, const struct word *w, const struct weighed *g, struct json_out *j)
{
	json_open(j);
	show_id(j, "id", &resources[RES_evidence], w->id);
	json_kstr(j, "verbatim", w->quote);
	json_kz(j, "evidence_kind", enums[ENUM_evidence_kind].values[w->kind]);
	show_time(j, "said_at", w->said_at);
	json_knum(j, "age_days", g->age_days);
	json_knum(j, "weight", g->weight);
	json_kbool(j, "counts", g->counts);
	show_text(j, "account_label", w->account);
	show_person(cx, j, "contact_label", w->contact);
	TRY(show_ref_key(cx, j, "via", via_resource(w->via), w->via_id));
	json_kz(j, "by", actor_name(w->by));
	json_close(j);
	return OK;
}

/* Those that count first, then the heavier. */
static int by_weight(const void *a, const void *b)
{
	const struct weighed *x = *(const struct weighed *const *)a, *y = *(const struct weighed *const *)b;

	if (x->counts != y->counts)
		return y->counts - x->counts;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x < y ? -1 : x > y;
}

static enum err show_side(struct cx *cx, const struct strength_of *s, int sign, const char *key, struct json_out *j)
{
	enum { MOST = 100 };
	const struct weighed **order = ARENA_ARRAY(cx->arena, const struct weighed *, s->words.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s->words.n; i++)
		if (s->weighed[i].sign == sign)
			order[n++] = &s->weighed[i];
	if (n > 1)
		qsort(order, n, sizeof *order, by_weight);
	json_key(j, key);
	json_list(j);
	for (size_t i = 0; i < n && i < MOST; i++)
		TRY(show_weighed(cx, &s->words.v[order[i] - s->weighed], order[i], j));
	json_list_end(j);
	return OK;
}

static void show_sources(struct cx *cx, const struct strength_of *s, struct json_out *j)
{
	struct ids sources = {0};

	json_key(j, "sources");
	json_list(j);
	for (size_t i = 0; i < s->words.n; i++) {
		int64_t items = 0;

		if (s->words.v[i].sign < 0 || !ids_add(cx->arena, &sources, s->words.v[i].source_id))
			continue;
		for (size_t k = i; k < s->words.n; k++)
			items += s->words.v[k].sign > 0 && s->words.v[k].source_id == s->words.v[i].source_id;
		json_open(j);
		show_id(j, "id", &resources[RES_source], s->words.v[i].source_id);
		show_text(j, "name", s->words.v[i].source);
		json_kint(j, "items", items);
		json_close(j);
	}
	json_list_end(j);
}

/* Supporting accounts of each segment. */
static enum err show_segments(struct cx *cx, const struct strength_of *s, struct json_out *j)
{
	struct segment_members *segment;
	size_t n;

	TRY(segments_load(cx, &segment, &n));
	json_key(j, "segments");
	json_list(j);
	for (size_t i = 0; i < n; i++) {
		struct ids seen = {0};

		for (size_t k = 0; k < s->words.n; k++)
			if (s->words.v[k].sign > 0 && ids_has(&segment[i].accounts, s->words.v[k].account_id))
				(void)ids_add(cx->arena, &seen, s->words.v[k].account_id);
		json_open(j);
		show_id(j, "id", &resources[RES_segment], segment[i].id);
		json_kstr(j, "name", segment[i].name);
		json_kint(j, "accounts", (int64_t)seen.n);
		json_close(j);
	}
	json_list_end(j);
	return OK;
}

enum err strength_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	struct strength_of s;
	bool any;

	TRY(strength_find(cx, r, id, &s));
	any = s.words.n > 0;
	json_open(j);
	TRY(show_ref_key(cx, j, "object", r, id));
	show_maybe(j, "strength", any ? known(s.all.value) : unknown("no evidence"));
	json_kz(j, "label", any ? strength_label(s.all.value) : NULL);
	json_kz(j, "reason", any ? NULL : "no evidence is linked");
	json_knum(j, "s_plus", s.all.s_plus);
	json_knum(j, "s_minus", s.all.s_minus);
	json_key(j, "confirmed");
	json_open(j);
	json_knum(j, "strength", s.confirmed.value);
	json_kz(j, "label", strength_label(s.confirmed.value));
	json_close(j);
	json_kint(j, "accounts", (int64_t)s.accounts);
	TRY(show_segments(cx, &s, j));
	show_sources(cx, &s, j);
	show_time(j, "newest_support_at", s.newest_support_at);
	show_maybe(j, "age_days",
		   s.newest_support_at ? known(age_days(cx, s.newest_support_at)) : unknown("no support"));
	json_kbool(j, "stale", strength_is_stale(cx, &s));
	TRY(show_side(cx, &s, 1, "supports", j));
	TRY(show_side(cx, &s, -1, "contradicts", j));
	json_key(j, "method");
	json_open(j);
	json_kz(j, "name", "evidence_strength");
	json_kint(j, "version", STRENGTH_VERSION);
	json_kz(j, "formula", "100(1-exp(-max(S+ - S-,0)/3)); each account counts once a sign with q*0.5^(age/180 d)");
	json_close(j);
	json_close(j);
	return OK;
}
