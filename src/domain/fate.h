/* What became of one item: the decision, release and review on any opportunity it is linked to. Inside a transaction.
 */
#pragma once
#include "domain/words.h"

struct fate {
	bool linked, by_person, no_theme; /* linked to a theme, insight, moment or opportunity; by a person or a rule */
	int64_t linked_at;
	int64_t decision_id, decided_at; /* newest closed record; 0 none */
	int outcome;			 /* -1 none */
	struct str reason;
	int64_t release_id, released_at;
	struct str release;
	bool reviewed;
	int64_t answer_id, answered_at; /* newest sent or told elsewhere; 0 none */
	struct ids opportunities;
};
[[nodiscard]] enum err fate_of(struct cx *cx, int64_t evidence_id, struct fate *ret);
/* received, understood, decided, shipped, checked: the only words a customer is shown. */
const char *fate_word(const struct fate *f);
