/* RICE of an opportunity from its evidence. */
#pragma once
#include "domain/words.h"

/* Computes result, value and version of a score row from its method and inputs. */
[[nodiscard]] enum err score_compute(struct cx *cx, struct score *s);
/* {"method","version","reach":{...},...,"last"} */
[[nodiscard]] enum err score_draft(struct cx *cx, int64_t opportunity_id, struct json_out *j);
struct score_wish {
	double reach, impact, confidence, effort;
	bool has_reach, has_impact, has_confidence, has_effort;
	struct str reason;
};
enum { SCORE_WARNINGS = 4 };
[[nodiscard]] enum err score_opportunity(struct cx *cx, int64_t opportunity_id, const struct score_wish *w,
					 int64_t *ret_score, const char *ret_warning[SCORE_WARNINGS],
					 int *ret_warnings);
