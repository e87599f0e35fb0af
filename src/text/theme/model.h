/* What is kept of a clustering to place new texts. Private to src/text/theme. */
#pragma once
#include "text/theme/grouping.h"

/* Takes space and vectors out of the corpus and node_theme out of the grouping. */
struct text_model *text_model_take(struct text_corpus *c, struct text_grouping *g);
void text_model_free(struct text_model *m);
