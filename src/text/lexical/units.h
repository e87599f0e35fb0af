/* Cuts an item into the units that themes are made of: a short item is one unit, a longer one is cut into sentences,
 * an endless sentence into clauses. */
#pragma once
#include "base/str.h"

enum {
	TEXT_UNIT_SHORT = 40,  /* words: an item up to here is one unit */
	TEXT_UNIT_LEAST = 6,   /* a shorter sentence joins the one before */
	TEXT_UNIT_MOST = 96,   /* words, about 128 tokens: longer sentences are cut at clauses, else between words */
	TEXT_UNITS_MAX = 512,  /* per item; what comes after is left out */
};

/* Calls each() for every unit in order; [start, end) are bytes of text without surrounding white space. Lines of
 * quoted mail (>), stack traces and what follows a signature mark (--) are no units, unless nothing else is there.
 * Linear time. */
void text_units(struct str text, void (*each)(void *arg, size_t start, size_t end), void *arg);
