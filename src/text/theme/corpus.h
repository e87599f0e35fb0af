/* The corpus while themes are made: items, their units, distinct units ("nodes") and the vectors of these.
 * Private to src/text/theme. */
#pragma once
#include "text/lexical/features.h"
#include "text/text.h"
#include "text/vector/int8.h"

struct text_unit {
	uint32_t item, start, end; /* bytes of the item's text */
	uint32_t words, node;
};

/* Turns texts into vectors; all a new text needs to be compared with the corpus. */
struct text_space {
	struct text_df df;
	struct text_pca pca;
	struct text_encoder_hook encoder; /* dim 0: lexical only */
	float *mean;                      /* [dim] of the encoder's vectors */
};

struct text_corpus {
	const struct text_item *item;
	size_t items;
	uint32_t *copy_of; /* [items] earliest item it repeats, or itself */
	bool *voice;       /* [items] counts as a voice */
	struct text_unit *unit; /* by item, then position; none for copies */
	size_t units, cap;
	uint32_t *node_unit; /* [nodes] its first unit */
	size_t nodes, copies;
	struct text_space space;
	struct text_vectors vectors; /* of the nodes */
};

enum err text_corpus_read(struct text_corpus *c, const struct text_item *item, size_t items, const struct text_control *control);
enum err text_corpus_vectors(struct text_corpus *c, const struct text_encoder_hook *encoder, const struct text_control *control);
void text_corpus_release(struct text_corpus *c);
struct str text_corpus_unit(const struct text_corpus *c, size_t unit);

void text_space_release(struct text_space *s);
/* Vectors of n texts, ret[n][TEXT_DIM]. g is scratch. */
enum err text_space_project(const struct text_space *s, struct text_grams *g, const struct str *text, size_t n, float *ret);
