/* What a person comes back to: new, rising and overdue since the last visit; and the timelines of customers. */
#pragma once
#include "domain/words.h"

[[nodiscard]] enum err today_show(struct cx *cx, struct json_out *j);
/* Marks now as the member's last visit. */
[[nodiscard]] enum err today_seen(struct cx *cx);
/* Account or contact: what was said and what became of it, newest first. cursor: of an earlier reply or empty. */
[[nodiscard]] enum err timeline_show(struct cx *cx, const struct resource *r, int64_t id, struct str cursor,
				     struct json_out *j);
