/* A mapped model with its sections resolved to typed pointers. Made by model.c, read by encode.c and forward.c. */
#pragma once
#include "text/encoder/encoder.h"
#include "text/encoder/model_file.h"
#include "text/encoder/tokenizer.h"

struct matrix {
	const int8_t *w; /* packed, see model_file.h */
	const float *scale, *colsum, *bias;
	uint32_t n, k;
};

struct norm {
	const float *weight, *bias;
};

struct layer {
	struct matrix qkv, attention_out, ffn_in, ffn_out;
	struct norm attention_norm, ffn_norm;
};

struct text_encoder {
	const unsigned char *bytes;
	size_t n_bytes;
	bool mapped;
	const struct model_head *head;
	const struct model_config *config;
	const struct model_section *sections;
	struct tokenizer tokenizer;
	const unsigned char *words;
	const float *word_scales, *positions;
	struct norm embedding_norm;
	struct layer *layers;
	struct str card, notices, prefix;
	struct encoder_info info;
};

/* Bytes a section must have for this configuration; 0 for kinds of free size. */
uint64_t model_section_bytes(const struct model_config *c, enum model_kind kind);
/* Value of "key: value" in the card, "" when absent. */
struct str model_card_value(struct str card, const char *key);
