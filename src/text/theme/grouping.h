/* From communities of nodes to themes of items. Private to src/text/theme. */
#pragma once
#include "text/cluster/leiden.h"
#include "text/theme/corpus.h"

struct text_grouping {
	uint32_t *node_theme; /* [nodes] theme, largest first, or TEXT_UNGROUPED */
	size_t themes;
	double resolution;
	float *centre; /* [themes][TEXT_DIM], length 1 */
	float threshold; /* tau of placing */
};

enum err text_grouping_make(struct text_grouping *g, const struct text_corpus *c, const struct text_themes_options *o,
	const struct text_control *control);
void text_grouping_release(struct text_grouping *g);

/* The item's themes by words, at most TEXT_THEMES_PER_ITEM, strongest first; first and n bound the item's units. */
struct text_share {
	uint32_t theme, words;
	uint32_t unit; /* the one nearest to the theme's middle, set by the caller of text_shares */
};
size_t text_shares(const struct text_unit *unit, size_t n, const uint32_t *node_theme, struct text_share ret[TEXT_THEMES_PER_ITEM]);
