/* Words that carry no subject, per language, as text_terms writes them (folded). Used for names only: vectors and search
 * know no stop words. */
#pragma once
#include "base/map.h"

/* Fills m with the stop words (value 1) and negations (value 2) of an ISO 639-1 code; languages without a list get
 * none. Keys are constant strings. */
void text_stopwords(const char *code, struct map *m);
const char *text_stemmer_name(const char *code); /* libstemmer's algorithm, NULL when it has none */
