/* Segments are rules, not lists: who belongs is asked each time. Inside a transaction. */
#pragma once
#include "domain/words.h"

/* Accounts that a segment's rule takes; a rule that no longer parses takes none. */
[[nodiscard]] enum err segment_accounts(struct cx *cx, int64_t segment_id, struct ids *ret);
/* All live segments and accounts, for figures with "who was not heard". */
struct segment_members {
	int64_t id;
	struct str name;
	int64_t population; /* 0 unknown */
	struct ids accounts;
};
[[nodiscard]] enum err segments_load(struct cx *cx, struct segment_members **ret, size_t *ret_n);
[[nodiscard]] enum err accounts_all(struct cx *cx, struct ids *ret);
