/* Lexical features of a short text: TF-IDF over hashed word 1-2-grams and character 3-5-grams inside words, folded
 * into TEXT_SKETCH numbers by a signed count sketch (Charikar, Chen, Farach-Colton 2002; Weinberger et al. 2009).
 * Document frequencies are hashed counts, kept on line, so no vocabulary is stored. */
#pragma once
#include "base/str.h"

enum { TEXT_SKETCH = 2048, TEXT_DF_BITS = 20 };

struct text_df {
	uint32_t *count; /* 2^TEXT_DF_BITS documents per hashed feature */
	uint64_t documents;
};

struct text_sketch {
	size_t n;                    /* entries, by rising index */
	uint16_t index[TEXT_SKETCH];
	float value[TEXT_SKETCH];    /* length 1 together, or n = 0: no word in the text */
};

struct text_grams; /* scratch of one thread */

void text_df_init(struct text_df *df);
void text_df_release(struct text_df *df);
struct text_grams *text_grams_new(void);
void text_grams_free(struct text_grams *g);

/* Reads a text's features into g: addresses and @names out, runs of a letter cut to 3, at most 4,096 different
 * features. Then df or sketch work on what was read last. */
void text_grams_read(struct text_grams *g, struct str text);
void text_df_add(struct text_df *df, const struct text_grams *g);
void text_sketch_make(const struct text_df *df, const struct text_grams *g, struct text_sketch *ret);
