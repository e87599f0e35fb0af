/* The words behind an object: every evidence item reached from a theme, insight, struggling moment, opportunity,
 * decision, roadmap item, goal or release, each once. A direct link wins over one through an insight, that over a
 * moment, that over a theme. Spam, duplicates and archived items are left out. Inside a transaction. */
#pragma once
#include "model/engine.h"

enum word_via { VIA_DIRECT, VIA_INSIGHT, VIA_MOMENT, VIA_THEME, VIA_THEME_INSIGHT };
struct word {
	int64_t id, contact_id, account_id, source_id, import_id, said_at, via_id; /* via_id 0: direct */
	enum word_via via;
	int sign;	 /* of the winning path */
	enum actor by;	 /* best of the paths with that sign: person, rule, machine */
	int kind, state; /* enum evidence_kind, evidence_state */
	bool is_history;
	int64_t emotion;
	bool has_emotion;
	struct str quote, language, source, contact, account; /* quote: the first 280 characters; names as labels */
};
struct words {
	struct word *v; /* by id */
	size_t n;
};
[[nodiscard]] enum err words_of(struct cx *cx, const struct resource *r, int64_t id, struct words *ret);
/* Whose voice: the account; a contact without one is a voice of its own; anonymous items are one voice a source. */
int64_t word_voice(const struct word *w);

/* Growing list of ids without repeats. */
struct ids {
	int64_t *v;
	size_t n, cap;
	int64_t *slot;
	size_t slots;
};
bool ids_add(struct arena *a, struct ids *s, int64_t id); /* false when it was there; 0 is never added */
bool ids_has(const struct ids *s, int64_t id);
/* Opportunities behind a decision, roadmap item, goal or release; an opportunity is its own. */
[[nodiscard]] enum err opportunities_of(struct cx *cx, const struct resource *r, int64_t id, struct ids *ret);
/* Adds the other ends of a relation. */
[[nodiscard]] enum err ids_of_links(struct cx *cx, enum link_kind kind, int64_t id, bool downstream, struct ids *ret);
/* Adds the first column of a query. */
[[nodiscard]] enum err ids_of_query(struct cx *cx, const char *sql, const struct db_value *v, int n, struct ids *ret);
