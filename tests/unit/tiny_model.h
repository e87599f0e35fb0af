/* Writes the sources of a small encoder with invented weights: a Hugging Face folder of the BERT or the XLM-RoBERTa
 * family, 2 layers of width 64. For tests that need some model, not a good one. */
#pragma once
#include "base/cx.h"
#include "base/rng.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TINY_WIDTH = 64, TINY_INNER = 128, TINY_LAYERS = 2, TINY_POSITIONS = 32, TINY_VOCAB = 48 };

static const char *const tiny_words[] = {
	"[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "app", "crash", "##es", "##ed", "slow", "login", "pass", "##word",
	"price", "too", "high", "love", "it", "a", "b", "c", "d", "e", "##a", "##b", "##c", "##d", "##e", ".", "!", "?", ",", "export",
	"##s", "card", "refund", "not", "work", "##ing", "please", "dark", "mode", "sync", "fail", "when", "i", "you", "we"};
_Static_assert(sizeof tiny_words / sizeof *tiny_words == TINY_VOCAB, "one row each");

static inline void tiny_file(struct arena *a, const char *dir, const char *name, const void *p, size_t n)
{
	FILE *f = fopen(arena_printf(a, "%s/%s", dir, name), "wb");

	ASSERT(f && fwrite(p, 1, n, f) == n && fclose(f) == 0);
}

struct tiny {
	struct buf index, data;
	struct rng rng;
};

static inline void tiny_tensor(struct tiny *t, const char *name, size_t rows, size_t columns, float centre)
{
	size_t from = t->data.n;

	for (size_t i = 0; i < (rows ? rows : 1) * columns; i++) {
		float x = centre + (float)(rng_unit(&t->rng) - .5) * .25f;

		buf_add(&t->data, &x, 4);
	}
	buf_printf(&t->index, "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[", t->index.n ? "," : "{", name);
	if (rows)
		buf_printf(&t->index, "%zu,", rows);
	buf_printf(&t->index, "%zu],\"data_offsets\":[%zu,%zu]}", columns, from, t->data.n);
}

static inline void tiny_layer(struct tiny *t, struct arena *a, int layer)
{
	static const struct {
		const char *name;
		size_t rows, columns;
	} part[] = {{"attention.self.query", TINY_WIDTH, TINY_WIDTH}, {"attention.self.key", TINY_WIDTH, TINY_WIDTH},
		{"attention.self.value", TINY_WIDTH, TINY_WIDTH}, {"attention.output.dense", TINY_WIDTH, TINY_WIDTH},
		{"intermediate.dense", TINY_INNER, TINY_WIDTH}, {"output.dense", TINY_WIDTH, TINY_INNER},
		{"attention.output.LayerNorm", 0, TINY_WIDTH}, {"output.LayerNorm", 0, TINY_WIDTH}};

	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		tiny_tensor(t, arena_printf(a, "encoder.layer.%d.%s.weight", layer, part[i].name), part[i].rows, part[i].columns,
			part[i].rows ? 0 : 1);
		tiny_tensor(t, arena_printf(a, "encoder.layer.%d.%s.bias", layer, part[i].name), 0,
			part[i].rows ? part[i].rows : part[i].columns, 0);
	}
}

static inline void tiny_weights(struct arena *a, const char *dir, size_t positions)
{
	struct tiny t = {0};
	uint64_t n;

	buf_init(&t.index, 0);
	buf_init(&t.data, 0);
	rng_seed(&t.rng, 7);
	tiny_tensor(&t, "embeddings.word_embeddings.weight", TINY_VOCAB, TINY_WIDTH, 0);
	tiny_tensor(&t, "embeddings.position_embeddings.weight", positions, TINY_WIDTH, 0);
	tiny_tensor(&t, "embeddings.token_type_embeddings.weight", 1, TINY_WIDTH, 0);
	tiny_tensor(&t, "embeddings.LayerNorm.weight", 0, TINY_WIDTH, 1);
	tiny_tensor(&t, "embeddings.LayerNorm.bias", 0, TINY_WIDTH, 0);
	for (int i = 0; i < TINY_LAYERS; i++)
		tiny_layer(&t, a, i);
	buf_z(&t.index, "}");
	n = t.index.n;
	auto_buf all = {0};

	buf_add(&all, &n, 8);
	buf_str(&all, buf_view(&t.index));
	buf_str(&all, buf_view(&t.data));
	tiny_file(a, dir, "model.safetensors", all.p, all.n);
	buf_release(&t.index);
	buf_release(&t.data);
}

static inline void tiny_config(struct arena *a, const char *dir, const char *type, int positions)
{
	char *json = arena_printf(a, "{\"model_type\":\"%s\",\"hidden_act\":\"gelu\",\"hidden_size\":%d,\"num_hidden_layers\":%d,"
		"\"num_attention_heads\":4,\"intermediate_size\":%d,\"vocab_size\":%d,\"max_position_embeddings\":%d,"
		"\"layer_norm_eps\":1e-12}", type, TINY_WIDTH, TINY_LAYERS, TINY_INNER, TINY_VOCAB, positions);

	tiny_file(a, dir, "config.json", json, strlen(json));
}

static inline void tiny_bert(struct arena *a, const char *dir)
{
	auto_buf b = {0};

	(void)mkdir(dir, 0755);
	tiny_config(a, dir, "bert", TINY_POSITIONS);
	for (size_t i = 0; i < TINY_VOCAB; i++)
		buf_printf(&b, "%s\n", tiny_words[i]);
	tiny_file(a, dir, "vocab.txt", b.p, b.n);
	tiny_weights(a, dir, TINY_POSITIONS);
}

/* A character map that turns "Q" into "ab" and nothing else: a double array of root, 'Q' and its leaf, in base64. */
static inline void tiny_map(struct buf *b)
{
	uint32_t map[1 + 128 + 1] = {128 * 4};
	char text[sodium_base64_ENCODED_LEN(sizeof map, sodium_base64_VARIANT_ORIGINAL)];

	map[1] = 1u << 10;
	map[1 + ('Q' ^ 1)] = 1u << 10 | 1u << 8 | 'Q';
	map[1 + ('Q' ^ 1 ^ 1)] = 0x80000000u;
	memcpy(map + 129, "ab", 3);
	buf_z(b, sodium_bin2base64(text, sizeof text, (const unsigned char *)map, sizeof map, sodium_base64_VARIANT_ORIGINAL));
}

static inline void tiny_xlmr(struct arena *a, const char *dir)
{
	auto_buf b = {0};

	(void)mkdir(dir, 0755);
	tiny_config(a, dir, "xlm-roberta", TINY_POSITIONS + 2);
	buf_z(&b, "{\"added_tokens\":[{\"id\":0,\"special\":true},{\"id\":1,\"special\":true},{\"id\":2,\"special\":true},"
		"{\"id\":3,\"special\":true}],");
	buf_z(&b, "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"precompiled_charsmap\":\"");
	tiny_map(&b);
	buf_z(&b, "\"}]},");
	buf_z(&b, "\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"<s>\",0],[\"<pad>\",0],[\"</s>\",0],[\"<unk>\",0],[\"\xE2\x96\x81\",-3],"
		"[\"\xE2\x96\x81the\",-2],[\"\xE2\x96\x81" "app\",-4],[\"crash\",-5],"
		"[\"es\",-3],[\"s\",-2.5],[\"ab\",-4.5],[\"a\",-5],[\"b\",-5.5]]}}");
	tiny_file(a, dir, "tokenizer.json", b.p, b.n);
	tiny_weights(a, dir, TINY_POSITIONS + 2);
}
