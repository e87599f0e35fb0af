/* A model being put together: configuration, sections, card. Used by the readers of sources; written by build.c. */
#pragma once
#include "base/cx.h"
#include "base/hash.h"
#include "text/encoder/model_file.h"
#include "text/encoder/trie.h"

#define BUILD_SECTIONS_MAX (MODEL_KIND_COUNT * (MODEL_LAYERS_MAX + 1))

struct build_section {
	enum model_kind kind;
	uint32_t layer;
	void *data; /* owned */
	size_t bytes;
};

struct build {
	struct cx *cx;
	struct model_config config;
	struct build_section *sections; /* BUILD_SECTIONS_MAX */
	size_t n;
	struct buf card, notices;
};
void build_init(struct build *b, struct cx *cx);
void build_release(struct build *b);

void build_line(struct build *b, const char *key, const char *value);
/* Takes data, which came from mem_alloc. */
void build_add(struct build *b, enum model_kind kind, uint32_t layer, void *data, size_t bytes);
/* Checks that the configuration is within the limits of model_file.h. */
[[nodiscard]] enum err build_check(struct build *b);
[[nodiscard]] enum err build_write(struct build *b, const char *path);

/* Quantises rows [n][k] per row and packs them; kind + 1 are the parameters. w holds n * k floats, bias n. */
[[nodiscard]] enum err build_matrix(struct build *b, enum model_kind kind, uint32_t layer, const float *w,
				    const float *bias, size_t n, size_t k);
/* Quantises the word table per row. */
[[nodiscard]] enum err build_words(struct build *b, const float *w);
[[nodiscard]] enum err build_norm(struct build *b, enum model_kind kind, uint32_t layer, const float *weight,
				  const float *bias);
/* Positions 0..tokens_max-1 with token type row 0 (or NULL) added. */
[[nodiscard]] enum err build_positions(struct build *b, const float *positions, const float *type_row);
/* Sorts the keys and adds the trie. */
[[nodiscard]] enum err build_trie(struct build *b, struct trie_key *keys, size_t n);

/* Sources; each fills b up to build_write. `path` is a file, `dir` a folder. */
[[nodiscard]] enum err convert_e5(struct build *b, const char *path);
[[nodiscard]] enum err convert_folder(struct build *b, const char *dir);

/* A whole file, mapped; at most max bytes. Ends with the program's arena use: call file_unmap. */
struct file_map {
	const unsigned char *p;
	size_t n;
};
[[nodiscard]] enum err file_open_map(struct cx *cx, const char *path, size_t max, struct file_map *ret);
void file_unmap(struct file_map *m);

/* What is known of the models script/fetch-models brings, by sha256 of their weights. */
struct known_model {
	const char *sha256, *name, *licence, *languages, *source, *notice;
	bool multilingual;
};
const struct known_model *known_model_find(const char *sha256);
