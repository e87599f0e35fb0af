/* Sentence vectors on this machine: a mapped model file, its tokenizer and an int8 forward pass.
 *
 * A model is opened once and then shared: it is immutable, mapped read-only (processes share its pages), and any
 * number of threads may call encoder_encode on it at once. The same text gives the same bytes whatever the batch,
 * the number of threads or the processor: matrix products are integer sums, and float steps have a fixed order.
 *
 *   struct text_encoder *e;
 *   TRY(encoder_open(cx, "models/all-MiniLM-L6-v2.earmodel", 0, &e));
 *   float v[2 * 384];
 *   TRY(encoder_encode(cx, e, (struct str[]){STR("too slow"), STR("lemot")}, 2, NULL, v, NULL));
 *   encoder_close(e);
 *
 * Text is any bytes; what is not UTF-8 counts as U+FFFD. Text over the model's limit is split into sentences (and
 * those into windows) whose vectors are averaged by their tokens; nothing is cut off. Vectors have length 1, so that
 * the dot product is the cosine; a text without words has the vector of the empty text. */
#pragma once
#include "base/cx.h"

struct text_encoder;

struct encoder_info {
	char name[80]; /* from the model card: letters, digits, '-', '_', '.' */
	char licence[80];
	char languages[200];
	char source[200];
	char sha256[65]; /* of the file's content; identifies the vectors this model makes */
	const char *tokenizer;
	uint32_t dim, layers, vocab;
	uint32_t tokens_max; /* of one piece of text, begin and end included */
	bool multilingual;
	uint64_t file_bytes;
};

enum encoder_open_flags {
	/* Skips the hash, not the checks of shape: for a file this process verified before, or a fuzzer. */
	ENCODER_UNHASHED = 1,
};

/* ERR_NOT_FOUND, ERR_IO, ERR_CORRUPT (hash, shape or content; the detail says what), ERR_UNSUPPORTED (newer version). */
[[nodiscard]] enum err encoder_open(struct cx *cx, const char *path, unsigned flags, struct text_encoder **ret);
/* The same over bytes in memory, which must stay until encoder_close; aligned to 64. For tests and the fuzzer. */
[[nodiscard]] enum err encoder_open_memory(struct cx *cx, const void *bytes, size_t n, unsigned flags,
					   struct text_encoder **ret);
void encoder_close(struct text_encoder *e); /* NULL is fine */

const struct encoder_info *encoder_info(const struct text_encoder *e);
struct str encoder_card(const struct text_encoder *e);
struct str encoder_notices(const struct text_encoder *e); /* licences to show */

struct encoder_options {
	unsigned threads;      /* 0: one; at most ENCODER_THREADS_MAX */
	const char *kernel;    /* NULL: the processor's best, or what EARSHOT_KERNEL names; see encoder_kernels() */
	unsigned batch_tokens; /* 0: 256; more does not change a bit of the result */
	bool no_prefix;        /* do not put the model's prefix before the text */
};
#define ENCODER_THREADS_MAX 64u

/* n texts to n rows of info->dim floats. ret_tokens (or NULL) gets the tokens of each text without begin and end.
 * ERR_USAGE for an unknown or unsupported kernel, ERR_CORRUPT when the model yields a vector that is not finite. */
[[nodiscard]] enum err encoder_encode(struct cx *cx, const struct text_encoder *e, const struct str *texts, size_t n,
				      const struct encoder_options *options, float *ret_vectors, uint32_t *ret_tokens);

/* Tokens of one text, without begin, end and prefix. */
size_t encoder_count_tokens(const struct text_encoder *e, struct str text);
/* Ids of one text with begin and end, no prefix: at most cap are written; returns how many there are. */
size_t encoder_tokenize(const struct text_encoder *e, struct str text, uint32_t *ret_ids, size_t cap);

/* Names of the kernels this processor runs, best first, of "avx512vnni", "avxvnni", "avx2", "scalar": at most cap are
 * written; returns how many there are. */
size_t encoder_kernels(const char **ret, size_t cap);
