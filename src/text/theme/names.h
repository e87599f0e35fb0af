/* Names, subtitles and characteristic words of themes. Private to src/text/theme. */
#pragma once
#include "text/theme/grouping.h"

enum err text_names_make(struct text_themes *ret, const struct text_corpus *c, const struct text_grouping *g,
	const struct text_control *control);
