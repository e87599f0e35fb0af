/* Sentences with labels for training and judging heads. Read by tools/train_heads and the check "labels". */
#pragma once
#include "cli/bench/bench.h"
#include "text/label/label.h"

struct labelled {
	struct str text;
	int8_t mood, type, urgency; /* as in label.h; -1: not labelled */
	float weight;
};
struct labelled_list {
	struct labelled *v; /* in cx's arena */
	size_t n, cap;
};

[[nodiscard]] enum err labelled_own(struct bench *b, const char *path, struct labelled_list *ret); /* tools/heads/sentences.txt */
[[nodiscard]] enum err labelled_is22(struct bench *b, struct labelled_list *ret);  /* MIT: sentences with features of one mood */
/* Apache-2.0: the clause round each term. Of the training part every eighth: restaurants must not drown the rest. */
[[nodiscard]] enum err labelled_mams(struct bench *b, const char *part, struct labelled_list *ret);
[[nodiscard]] enum err labelled_nusax(struct bench *b, const char *language, struct labelled_list *ret); /* test only */
/* CC0: 0 bug, 1 request, 2 rating, 3 user experience in `type` */
[[nodiscard]] enum err labelled_maalej(struct bench *b, struct labelled_list *ret);

/* Examples of one label of the lists, with vectors when h is not NULL; free with labelled_release. */
struct labelled_examples {
	struct head_example *v;
	struct str *text;
	size_t n;
	float *vectors;
};
[[nodiscard]] enum err labelled_examples(struct bench *b, const struct labelled_list *l, enum label_head which,
	const struct text_encoder_hook *h,
					 struct labelled_examples *ret);
void labelled_release(struct labelled_examples *e);
