/* The user's search box: words (all must occur), "an exact phrase", -without, word* (prefix), a OR b.
 * OR joins its neighbours and binds tighter than the space: a b OR c is a and (b or c). Anything else is plain
 * words, so no input is an error. A word that the tokeniser splits (e-mail) is a phrase of its parts. */
#pragma once
#include "text/lexical/terms.h"

enum { TEXT_QUERY_TERMS = 32, TEXT_QUERY_BYTES = 4096 };

struct text_query_item {
	struct str *terms; /* as text_terms gives them; n > 1 is a phrase */
	int n;
	int group;    /* items of one group are alternatives; groups are all required */
	bool prefix;  /* the last term is the beginning of a term */
	bool negated; /* its own group: documents with it are left out */
};

struct text_query {
	struct text_query_item *items;
	int n, groups, terms;
	bool positive;  /* some item is not negated; without one nothing is found */
	bool truncated; /* more than TEXT_QUERY_TERMS terms or TEXT_QUERY_BYTES bytes: the rest was left out */
};

/* Never fails; an empty or wordless input gives n = 0. Everything is in the arena. */
struct text_query text_query_parse(struct arena *a, struct str input);

/* Append the query for one store; false, appending nothing, when the query has no positive item.
 * Only terms stand in the result, each quoted: no syntax of the user's reaches the store.
 * FTS5: a parenthesised expression for MATCH. PostgreSQL: text for a cast ::tsquery (no configuration applies). */
bool text_query_fts5(const struct text_query *q, struct buf *out);
bool text_query_tsquery(const struct text_query *q, struct buf *out);

struct text_range {
	size_t start, end; /* bytes [start, end) */
};

struct text_snippet {
	struct text_range window; /* what to show of the text; cuts no word of up to 200 bytes */
	struct text_range *hits;  /* within the window, in order, apart */
	size_t n;
	size_t total; /* hits in the whole text */
};

/* Where the query's positive items occur in text, and the window of about width bytes round the densest hits
 * (the beginning when there is none). Linear in text. */
struct text_snippet text_snippet_find(struct arena *a, struct str text, const struct text_query *q, size_t width);
