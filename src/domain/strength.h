/* Evidence strength of an insight, opportunity or roadmap item (domain.md section 4; numbers by src/method/loop.h). */
#pragma once
#include "domain/words.h"
#include "method/loop.h"

struct strength_of {
	struct strength all, confirmed; /* confirmed: links by people only */
	size_t accounts;		/* distinct accounts among the supporting, anonymous voices included */
	int64_t newest_support_at;	/* 0: none */
	struct words words;
	struct weighed *weighed; /* one for each word */
};
[[nodiscard]] enum err strength_find(struct cx *cx, const struct resource *r, int64_t id, struct strength_of *ret);
bool strength_is_stale(const struct cx *cx, const struct strength_of *s);
[[nodiscard]] enum err strength_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j);
