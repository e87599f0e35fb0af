/* Finds texts that are the same or nearly so: equal words, else MinHash (Broder 1997) over character 5-grams, 128
 * hashes in 32 bands of 4, confirmed by Jaccard similarity of the 5-gram sets >= 0.6. */
#pragma once
#include "base/str.h"

#define TEXT_DUPLICATE_JACCARD 0.6

struct text_duplicates; /* about 0.5 KB and 4 bytes per character of each different text */

struct text_duplicates *text_duplicates_new(void);
void text_duplicates_free(struct text_duplicates *d);

/* Adds a text and returns the number (0, 1, ... in order of adding) of the earliest text it repeats, or its own.
 * ret_similarity: 1 for equal words, else the Jaccard similarity; may be NULL. A text without words repeats nothing.
 * Time is bounded: the first 16 KiB are compared, with at most 16 candidates. */
size_t text_duplicates_add(struct text_duplicates *d, struct str text, double *ret_similarity);
