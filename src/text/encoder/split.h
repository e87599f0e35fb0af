/* Cuts text that is over a model's limit. Called by encode.c. */
#pragma once
#include "base/str.h"

#define SPLIT_BYTES_MAX 8192u /* the longest piece; sentences beyond it are cut at white space, else at a character */

/* Takes the next sentence off *rest: up to and with the marks . ! ? ... that white space follows, or the end of a
 * line, or a full stop of CJK, Devanagari or Arabic script. Pieces join to the whole text: nothing is lost.
 * False at the end. Linear. */
bool split_sentence(struct str *rest, struct str *ret);
