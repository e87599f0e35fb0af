/* Language of a text, by libcld2 with its best-effort mode, which says nothing rather than guess where the text is too
 * short to tell. */
#pragma once
#include "base/str.h"

struct text_language {
	char code[8];      /* ISO 639-1 where there is one ("en", "id", "zh"); "und" when abstained */
	double confidence; /* 0..1: share of the text the detector gives to it, 0 when abstained */
	bool abstained;
};

/* Reads at most the first 16 KiB. Addresses and @names do not count. Thread-safe, no allocation that outlives it. */
struct text_language text_language_detect(struct str text);
