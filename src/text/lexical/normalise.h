/* Words of a text for lexical analysis: as text_terms, but addresses (web, mail) and @names left out and runs of
 * three and more equal letters cut to three. Positions are those in the text. */
#pragma once
#include "text/lexical/terms.h"

void text_words(struct str text, void (*each)(void *arg, struct str word, size_t byte_start, size_t byte_end), void *arg);
