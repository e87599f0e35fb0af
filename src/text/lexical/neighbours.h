/* Near languages that the detector mixes up, told apart by words and letters only one of them has. Private to
 * language.c. */
#pragma once
#include "base/str.h"

/* The language to say instead of code for this text (surface words, a space between), or code itself. */
const char *language_neighbour(const char *code, struct str text);
