/* Themes: made by hand, by a saved search (rule), or by grouping; their figures. Inside a transaction. */
#pragma once
#include "domain/words.h"
#include "job/job.h"

/* A theme's rule: filter terms, and optionally words:"full text query" in front. INVALID on `rule` when it does not
 * parse. */
[[nodiscard]] enum err theme_rule_check(struct cx *cx, struct str rule);
/* Links, as a rule, the items that match and are not linked; at most limit, newest first. */
[[nodiscard]] enum err theme_rule_apply(struct cx *cx, int64_t theme_id, struct str rule, int limit,
					int64_t *ret_linked);
/* Whether one item matches. */
[[nodiscard]] enum err theme_rule_matches(struct cx *cx, struct str rule, int64_t evidence_id, bool *ret);

struct theme_collect {
	struct str name, definition, q, f;
	const int64_t *item; /* chosen ones */
	size_t n;
	bool rule; /* keep the search as the theme's rule */
};
enum { COLLECT_MOST = 5000 };
[[nodiscard]] enum err theme_collect(struct cx *cx, const struct theme_collect *c, int64_t *ret_theme,
				     int64_t *ret_linked);
[[nodiscard]] enum err theme_split(struct cx *cx, int64_t from, struct str name, struct str definition,
				   const int64_t *item, size_t n, struct str reason, int64_t *ret_theme,
				   int64_t *ret_moved);
/* Counts kept in the row: items and accounts. Not a change of the theme. */
[[nodiscard]] enum err theme_recount(struct cx *cx, int64_t theme_id);

[[nodiscard]] enum err theme_overview(struct cx *cx, struct str q, struct str state, struct json_out *j);
[[nodiscard]] enum err theme_summary(struct cx *cx, int64_t theme_id, struct json_out *j);
[[nodiscard]] enum err theme_opportunity_draft(struct cx *cx, int64_t theme_id, struct json_out *j);
[[nodiscard]] enum err theme_area(struct cx *cx, int64_t theme_id, int64_t *ret); /* most frequent; 0 none */
/* Keys segments and not_heard. */
[[nodiscard]] enum err theme_segments_show(struct cx *cx, const struct words *w, struct json_out *j);
/* Items with who linked them: {"data":[...],"next","total"}; by: -1 all, else enum actor; cursor: of an earlier reply.
 */
[[nodiscard]] enum err theme_items(struct cx *cx, int64_t theme_id, int by, struct str q, struct str cursor,
				   struct json_out *j);
/* Trends of all active themes for the Today page: only rising or new ones. */
[[nodiscard]] enum err theme_alerts(struct cx *cx, struct json_out *j); /* writes keys rising and new_themes */

struct need {
	struct str need, request;
	int64_t goal_id;
	int form; /* enum opportunity_form, -1 none */
};
[[nodiscard]] enum err theme_to_opportunity(struct cx *cx, int64_t theme_id, const struct need *n,
					    int64_t *ret_opportunity);
[[nodiscard]] enum err theme_to_insight(struct cx *cx, int64_t theme_id, struct str claim, const int64_t *item,
					size_t n, int64_t *ret_insight);

/* {"themes":[...],"duplicates":[...],"similar":[...]} for one item. */
[[nodiscard]] enum err evidence_suggestions(struct cx *cx, int64_t evidence_id, struct json_out *j);
/* Items that share words with an insight and have the opposite mood. */
[[nodiscard]] enum err insight_contradictions(struct cx *cx, int64_t insight_id, struct json_out *j);

extern const struct job_kind themes_rebuild_job;

/* Remembers how many items there are at a grouping, for domain_regroup_all(). Inside a write. */
[[nodiscard]] enum err regroup_note(struct cx *cx);
