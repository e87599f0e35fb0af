/* From the words to the answer and back: what an object is reachable from and what is reachable from it. */
#pragma once
#include "domain/words.h"

/* {"object","redirected_from","stations":[...]}; NOT_FOUND for resources outside the chain. Follows merges. */
[[nodiscard]] enum err trace_show(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j);
/* The surviving object when id was merged; else id. */
[[nodiscard]] enum err trace_survivor(struct cx *cx, const struct resource *r, int64_t id, int64_t *ret);
