/* The encoder's own model file, version 1: mapped read-only and used in place. Written by the converter
 * (model_write.c), read by model.c. Little-endian; every section starts at a multiple of 64.
 *
 *   0     struct model_head, 64 bytes. sha256 covers all bytes after it.
 *   64    struct model_config
 *   320   struct model_section[sections], by kind, then layer
 *   ...   the sections
 *
 * A matrix of n outputs over k inputs is s8, packed [n/64][k/4][64][4]: four inputs of 64 outputs stand together, as
 * the dot-product instructions read them. Its parameters are f32 [3][n]: scale, scale * sum of the row, bias, so that
 *   y = s * scale * sum(q * w) + min * colsum + bias        for activations x = s * q + min, q in 0..255.
 * The limits below are checked before anything is allocated or read. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define MODEL_MAGIC "EARSHOTM"
#define MODEL_VERSION 1u
#define MODEL_ALIGN 64u
#define MODEL_SUFFIX ".earmodel"

#define MODEL_LAYERS_MAX 48u
#define MODEL_HIDDEN_MAX 2048u
#define MODEL_FFN_MAX 8192u
#define MODEL_HEADS_MAX 64u
#define MODEL_HEAD_MAX 128u
#define MODEL_VOCAB_MAX 1000000u
#define MODEL_TOKENS_MAX 2048u
#define MODEL_PIECE_RULE_MAX 32u /* code points one code point may be mapped to */
#define MODEL_CARD_MAX (256u << 10)
#define MODEL_FILE_MAX (4ull << 30)
#define MODEL_PREFIX_MAX 64u

struct model_head {
	char magic[8];
	uint32_t version, sections;
	uint64_t file_bytes;
	uint8_t sha256[32];
	uint8_t reserved[8];
};

enum model_table { MODEL_TABLE_INT8 = 1, MODEL_TABLE_Q4 = 2 };
enum model_activation { MODEL_GELU_ERF = 1, MODEL_GELU_TANH = 2 };
enum model_pooling { MODEL_POOL_MEAN = 1, MODEL_POOL_FIRST = 2 };

struct model_config {
	uint32_t layers, hidden, heads, ffn;
	uint32_t vocab, tokens_max; /* tokens_max counts the begin and end token */
	uint32_t word_table, activation, pooling;
	uint32_t tokenizer, lower, strip_marks;
	uint32_t begin_id, end_id, unknown_id;
	float eps;
	float unknown_score;
	uint32_t multilingual; /* 1: meant for several languages */
	char prefix[MODEL_PREFIX_MAX]; /* put before each text, NUL-terminated: "query: " */
	uint8_t reserved[120];
};

enum model_kind {
	MODEL_CARD = 1,       /* "key: value" lines, UTF-8 */
	MODEL_NOTICES,        /* licences and notices, UTF-8 */
	MODEL_TRIE,           /* struct trie_unit */
	MODEL_SCORES,         /* f32, Unigram */
	MODEL_RULES,          /* struct map_rule, one more than rules */
	MODEL_RULES_OUT,      /* u32 code points */
	MODEL_WORDS,          /* s8 [vocab][hidden], or Q4_0 blocks of 32: fp16 d, 16 bytes; w = (nibble - 8) * d */
	MODEL_WORD_SCALES,    /* f32 [vocab], for s8 only */
	MODEL_POSITIONS,      /* f32 [tokens_max][hidden], token type row 0 added */
	MODEL_EMBEDDING_NORM, /* f32 [2][hidden]: weight, bias */
	MODEL_QKV,            /* matrix, hidden -> 3 hidden */
	MODEL_QKV_PARAMS,
	MODEL_ATTENTION_OUT, /* hidden -> hidden */
	MODEL_ATTENTION_OUT_PARAMS,
	MODEL_ATTENTION_NORM,
	MODEL_FFN_IN, /* hidden -> ffn */
	MODEL_FFN_IN_PARAMS,
	MODEL_FFN_OUT, /* ffn -> hidden */
	MODEL_FFN_OUT_PARAMS,
	MODEL_FFN_NORM,
	MODEL_KIND_COUNT
};
#define MODEL_FIRST_LAYER_KIND MODEL_QKV

struct model_section {
	uint32_t kind, layer;
	uint64_t offset, bytes;
};

_Static_assert(sizeof(struct model_head) == 64, "fixed layout");
_Static_assert(sizeof(struct model_config) == 256, "fixed layout");
_Static_assert(sizeof(struct model_section) == 24, "fixed layout");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is used in place");

#define Q4_BLOCK 32u
#define Q4_BLOCK_BYTES 18u
