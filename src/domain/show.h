/* Pieces of JSON that several replies of the chain share: references, figures, times, quotes. */
#pragma once
#include "domain/words.h"
#include "method/stats.h"

void show_id(struct json_out *j, const char *key, const struct resource *r, int64_t id); /* 0: null */
void show_time(struct json_out *j, const char *key, int64_t us);			 /* 0: null */
void show_maybe(struct json_out *j, const char *key, struct maybe m);			 /* unknown: null */
void show_text(struct json_out *j, const char *key, struct str s);			 /* empty: null */
/* Names of people only for those who may read them. */
void show_person(struct cx *cx, struct json_out *j, const char *key, struct str name);
/* {"id","type","number","label"}; reads the label and number. */
[[nodiscard]] enum err show_ref(struct cx *cx, struct json_out *j, const struct resource *r, int64_t id);
[[nodiscard]] enum err show_ref_members(struct cx *cx, struct json_out *j, const struct resource *r,
					int64_t id); /* without the braces */
[[nodiscard]] enum err show_ref_key(struct cx *cx, struct json_out *j, const char *key, const struct resource *r,
				    int64_t id);
/* A rate with what it was made of; interval may be NULL. unit: share, hours, days, count, score. */
struct figure {
	struct maybe value;
	double numerator, denominator;
	struct interval interval;
	const char *unit;
	const char *filter; /* list of what is missing from the numerator, or NULL */
};
struct figure share_figure(double numerator, double denominator, const char *why_none);
void show_figure(struct json_out *j, const char *key, const struct figure *f);
/* The members without the braces, for figures that carry more. */
void show_figure_members(struct json_out *j, const struct figure *f);
const char *actor_name(enum actor a);
/* The object as the API renders it, under a key. */
[[nodiscard]] enum err show_row(struct cx *cx, struct json_out *j, const char *key, const struct resource *r,
				int64_t id); /* 0: null */
