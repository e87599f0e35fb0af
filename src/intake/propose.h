/* What each column of a file probably is: what its values look like, and what it is called. */
#pragma once
#include "intake/table.h"
#include "intake/when.h"

enum { PROFILE_ROWS = 20000, PROFILE_SAMPLES = 5, DISTINCT_MAX = 4096 };

struct column_profile {
	int64_t filled, words, chars, numbers, whole, emails, urls, longest, languages, letters;
	double least, most;
	struct when_votes when;
	uint64_t *seen; /* hashes of values, open addressing, 2 * DISTINCT_MAX */
	int64_t distinct, looked; /* looked: filled values until the set was full */
	struct str samples[PROFILE_SAMPLES];
	int n_samples;
};

/* Nothing was said: empty, or NA, N/A, null, NaN, -, . */
bool cell_is_empty(struct str s);

/* Reads up to PROFILE_ROWS records. */
[[nodiscard]] enum err profile_file(struct cx *cx, const char *path, const struct shape *s, struct column_profile **ret, int64_t *ret_rows);

enum target_kind { TARGET_NONE, TARGET_FIELD, TARGET_CONTACT, TARGET_ACCOUNT, TARGET_SOURCE, TARGET_AREA, TARGET_CUSTOM };
struct target {
	enum target_kind kind;
	int field;      /* of the imported resource, contact or account */
	struct str key; /* custom */
};

/* How the rows of a file become objects. */
struct intake_plan {
	const struct resource *as;
	struct shape shape;
	struct target *targets; /* one for each column of the shape */
	const char **why;       /* reason of the proposal, may hold NULL */
	enum date_order order;
	bool order_guessed;
	double score_max;
};
struct resource;

/* Fills plan->targets from shape and profiles. */
void propose(struct cx *cx, struct intake_plan *plan, const struct column_profile *p, int64_t rows);
/* "Consumer complaint narrative" -> "consumer complaint narrative"; "reviewText" -> "review text". */
struct str column_words(struct arena *a, struct str name);
/* "Sub-product" -> "sub_product": key of a custom field. */
struct str custom_key(struct arena *a, struct str name);
/* The word of a long column name that says what it is ("narrative"), or the name. */
struct str short_name(struct cx *cx, const struct intake_plan *plan, int column);

/* Field names as --map and the API take them: "verbatim", "contact.email", "account.name", "source", "area", "custom.KEY". */
[[nodiscard]] enum err target_parse(struct cx *cx, const struct resource *as, struct str name, struct target *ret);
struct str target_name(struct arena *a, const struct resource *as, const struct target *t);
