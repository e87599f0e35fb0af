/* A labelling head: multinomial logistic regression over hashed words and, when given, the encoder's vector. Trained by
 * tools/train_heads and by the bench; applied by label.c. The same input gives the same bytes everywhere. */
#pragma once
#include "base/err.h"
#include "base/rng.h"
#include "base/str.h"

enum { HEAD_BITS = 13, HEAD_WORDS = 1 << HEAD_BITS, HEAD_DENSE_MAX = 1024, HEAD_CLASSES_MAX = 8, HEAD_FEATURES_MAX = 1024 };

/* What a text has: hashed words, pairs of words, pieces of words, marks and emoji; length 1. */
struct head_features {
	uint16_t index[HEAD_FEATURES_MAX];
	float value[HEAD_FEATURES_MAX];
	size_t n;
};
void head_features_read(struct str text, struct head_features *ret);

struct head {
	uint32_t classes, dense; /* dense 0: by words alone */
	float *words;  /* [HEAD_WORDS][classes] */
	float *meaning; /* [dense][classes] */
	float *centre; /* [dense] mean of the vectors it was trained on */
	float bias[HEAD_CLASSES_MAX];
	float temperature; /* of the calibration; 1: none */
};
void head_init(struct head *h, uint32_t classes, uint32_t dense);
void head_release(struct head *h);
/* Probabilities of the classes; vector is NULL exactly when dense is 0. */
void head_apply(const struct head *h, const struct head_features *f, const float *vector, double ret[HEAD_CLASSES_MAX]);

struct head_example {
	struct head_features features;
	const float *vector;
	uint32_t label;
	float weight;
};
/* Gradient steps over the examples in an order from the seed; classes weigh the same in sum. A tenth is held out to
 * calibrate: ret->temperature makes its likelihood largest. Weights are pulled to zero (ridge, C .05 with vectors, 1
 * without): with less, heads learnt the subject of the training sets (restaurants, photo apps) instead of the mood. */
struct head_training {
	int rounds; /* 0: 12 */
	float rate; /* 0: .2 */
	uint64_t seed;
};
void head_train(struct head *h, const struct head_example *e, size_t n, const struct head_training *o);
