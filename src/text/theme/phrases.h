/* Candidate names in a text: runs of 1-6 words that start and end on content words (a negation may start) and cross no
 * clause boundary. Private to src/text/theme. */
#pragma once
#include "base/map.h"
#include "base/str.h"

enum { TEXT_PHRASE_WORDS = 6, TEXT_PHRASE_UNIT_WORDS = 128 };

struct sb_stemmer;
struct text_phrase_rules { /* of one language */
	char code[8];
	struct map stop;
	struct sb_stemmer *stemmer; /* NULL: words are their own stems */
};

struct text_phrase {
	uint64_t key;       /* of its content stems in order */
	uint32_t start, end; /* bytes in the text */
	uint8_t stems, words;
	bool at_start;      /* of the text: its capital may be the sentence's */
};

void text_phrase_rules_init(struct text_phrase_rules *r, const char *code);
void text_phrase_rules_release(struct text_phrase_rules *r);
/* Calls each() for every candidate; the same key may come several times. */
void text_phrases(struct text_phrase_rules *r, struct str text, void (*each)(void *arg, const struct text_phrase *p), void *arg);
