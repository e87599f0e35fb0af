/* The two tokenizers of BERT-family encoders over the tables of a mapped model file. Called by encode.c and tests.
 *
 * Both read any bytes: what is not UTF-8 counts as U+FFFD. Special-token strings in the text are plain text, so no
 * customer can write a [SEP]. Both are linear in the text (times the longest piece).
 *
 * WordPiece follows BertNormalizer and BertPreTokenizer of Hugging Face tokenizers: clean, space CJK ideographs, NFD
 * and drop Mn, lower-case, split at white space and punctuation, greedy longest match.
 * Unigram follows SentencePiece: NFKC, the model's own map of code points, white space collapsed to U+2581,
 * Viterbi over piece scores (float, first of equals wins), unknown score = lowest - 10, runs of unknowns fuse. */
#pragma once
#include "text/encoder/trie.h"

enum tokenizer_kind { TOKENIZER_WORDPIECE = 1, TOKENIZER_UNIGRAM = 2 };

/* Set in an id of a token_list when the token starts a word: where an over-long sentence may be cut. */
#define TOKEN_WORD 0x80000000u
#define TOKEN_ID(t) ((t) & ~TOKEN_WORD)

struct map_rule {
	uint32_t cp, offset; /* replaced by out[offset, next rule's offset) */
};

struct tokenizer {
	enum tokenizer_kind kind;
	struct trie trie;
	uint32_t vocab; /* ids are below this */
	uint32_t unknown;
	bool lower, strip_marks; /* WordPiece */
	const float *scores;     /* Unigram: one per id below n_scores */
	uint32_t n_scores;
	float unknown_score;
	const struct map_rule *rules; /* sorted by cp; n_rules + 1 entries, the last only for its offset */
	uint32_t n_rules;
	const uint32_t *map_out;
	uint32_t n_map_out;
};

/* Working memory, reused from text to text; one per thread. */
struct token_scratch {
	struct buf text;  /* normalised text */
	int32_t *cps;     /* code points */
	struct viterbi_cell *cells;
	size_t cap_cps, cap_cells;
};
void token_scratch_init(struct token_scratch *s);
void token_scratch_release(struct token_scratch *s);

struct token_list {
	uint32_t *ids; /* id | TOKEN_WORD */
	size_t n, cap;
};
void token_list_add(struct token_list *l, uint32_t token);
void token_list_release(struct token_list *l);

/* The longest text one call takes: callers cut longer ones (see split.h), so that working memory stays bounded. */
#define TOKENIZER_TEXT_MAX (1u << 20)

/* Appends the pieces of text, without the model's begin and end tokens. */
void tokenizer_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out);

void wordpiece_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out);
void unigram_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out);
