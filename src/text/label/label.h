/* Labels of a text: language, sentiment, type, urgency, each with how sure it is; below .5 it abstains. Called when an
 * item arrives, by the command classify and by the bench.
 *
 *   struct text_heads *h = text_heads_open();
 *   struct text_labels l;
 *   text_labels_make(h, text, vector, &l);   vector: of the encoder text_heads_encoder() names, or NULL
 *   text_heads_close(h);
 *
 * The heads are part of the program: trained by tools/train_heads on sentences that may be shipped (docs/analysis.md
 * names them and what the heads reach). Without a vector heads that read words alone are used, which know the
 * languages they were trained on (en, de, fr, es, pt, it, nl, id) and little of any other. */
#pragma once
#include "text/label/head.h"
#include "text/lexical/language.h"

enum label_type { LABEL_BUG, LABEL_REQUEST, LABEL_PRAISE, LABEL_QUESTION, LABEL_OTHER, LABEL_TYPES };
enum label_urgency { LABEL_LOW, LABEL_NORMAL, LABEL_HIGH, LABEL_URGENCIES };
enum label_mood { LABEL_NEGATIVE, LABEL_NEUTRAL, LABEL_POSITIVE, LABEL_MOODS };
enum label_head { LABEL_SENTIMENT, LABEL_TYPE, LABEL_URGENCY, LABEL_HEADS };
extern const char *const label_type_names[LABEL_TYPES], *const label_urgency_names[LABEL_URGENCIES];

struct text_heads;
/* Never fails: the heads are in the program, and a test checks that they can be read. */
struct text_heads *text_heads_open(void);
void text_heads_close(struct text_heads *h); /* NULL is fine */
const char *text_heads_encoder(const struct text_heads *h); /* sha256 of the model whose vectors it reads */

struct text_label {
	int value; /* sentiment -2..2; type and urgency as in the enums; 0 when abstained */
	double confidence; /* 0..1, calibrated */
	bool abstained;
};

struct text_labels {
	struct text_language language;
	struct text_label sentiment, type, urgency;
};
void text_labels_make(const struct text_heads *h, struct str text, const float *vector, struct text_labels *ret);

/* ---- for tools/train_heads and the bench ---- */
/* Probabilities of a head with what rules say blended in: plain words for bugs, wishes, questions, haste. */
void label_blend(enum label_head which, struct str text, double p[HEAD_CLASSES_MAX]);
/* Two heads of a kind: [0] words alone, [1] with vectors. */
void heads_write(struct buf *out, const char *encoder_sha256, const struct head head[LABEL_HEADS][2]);
bool heads_read(struct str bytes, char ret_encoder[65], struct head ret[LABEL_HEADS][2]);
