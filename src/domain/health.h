/* Loop health (domain.md section 4): does what customers say reach a decision and come back as an answer? */
#pragma once
#include "domain/words.h"

/* Items received in [from, to), history apart. Writes one JSON object. Inside a transaction. */
[[nodiscard]] enum err loop_show(struct cx *cx, int64_t from_us, int64_t to_us, struct json_out *j);
/* "2026-03-01" texts to times; empty: the last 90 days. INVALID names from or to. */
[[nodiscard]] enum err loop_period(struct cx *cx, struct str from, struct str to, int64_t *ret_from, int64_t *ret_to);

/* health_deals.c: handoffs, staleness, records, who waits. */
[[nodiscard]] enum err health_show_deals(struct cx *cx, int64_t from_us, int64_t to_us, struct json_out *j);
