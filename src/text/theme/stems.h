/* Content words of a phrase as stems: what two phrases have in common whatever their endings and small words. */
#pragma once
#include "base/str.h"

/* Different stems of text in order, lower-case, without the language's stop words; at most cap. In a. */
size_t text_stems(struct arena *a, const char *code, struct str text, struct str *ret, size_t cap);
