/* The one full-text tokeniser. Both stores index what it gives and the query parser asks for what it gives,
 * so a hit on one store is a hit on the other.
 *
 * A term is a run of letters, digits and marks, by these rules:
 *  - NFKC and case folding; diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic off; letters with a stroke or
 *    joined letters that Unicode does not decompose become their base letters; marks of other scripts stay.
 *  - Everything that is not a letter, digit or mark separates; format characters (soft hyphen, joiners) vanish,
 *    except U+200B, which separates. Bytes that are not UTF-8 separate.
 *  - Scripts written without spaces (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) give overlapping pairs of
 *    characters (base with its marks) and the last character of each run alone: every character then begins
 *    some term, so that a search for one character is a prefix search.
 *  - A term is cut at 64 code points; the rest of the word is not indexed.
 * The rules are idempotent: a term given back gives itself (a pair gives the pair and its last character). */
#pragma once
#include "base/str.h"

enum {
	TEXT_TERM_CODEPOINTS = 64,
	TEXT_TERM_BYTES = TEXT_TERM_CODEPOINTS * 4, /* no term is longer */
	TEXT_INDEX_TERMS = 200000,                  /* terms of one document that the stores index */
	TEXT_INDEX_BYTES = 900000,                  /* and their bytes: PostgreSQL limits a tsvector to 1 MiB */
};

/* Calls each() for every term in order of position; term is borrowed for the call; [byte_start, byte_end) is where
 * it stands in text. Linear time, no allocation. */
void text_terms(struct str text, void (*each)(void *arg, struct str term, size_t byte_start, size_t byte_end), void *arg);

/* Whether the term is made of characters that text_terms pairs. */
bool text_term_is_paired(struct str term);

/* What the SQLite full-text table is fed: the terms, a space between. The table uses tokenize='ascii', which leaves
 * them as they are. Gives the first TEXT_INDEX_TERMS terms, at most TEXT_INDEX_BYTES of them. */
void text_index_terms(struct str text, struct buf *out);

/* The same terms as the text form of a tsvector, 'term':1,2 'x':3, positions from first_position on, so that
 * several fields (together within the limits) can follow each other; returns the position after the last. PostgreSQL keeps
 * positions up to 16383 and 255 of them for one term: beyond that a phrase is not found there. */
size_t text_tsvector(struct arena *a, struct str text, size_t first_position, struct buf *out);
