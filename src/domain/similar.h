/* Items that share telling words with a text: found by the full-text index, ranked by cosine over their words with
 * document frequencies of the candidates. Lexical only; says nothing about meaning. Inside a transaction. */
#pragma once
#include "domain/words.h"

enum { SIMILAR_WORDS = 5 };
struct similar {
	int64_t id, contact_id, account_id, said_at, emotion;
	bool has_emotion;
	double score; /* 0..1 */
	struct str quote, contact, account;
	struct str word[SIMILAR_WORDS]; /* shared, most telling first; empty where there are fewer */
};
/* Best first, at most limit; exclude: an item that is left out (0 none). */
[[nodiscard]] enum err similar_items(struct cx *cx, struct str text, int64_t exclude, int limit, struct similar **ret,
				     size_t *ret_n);
