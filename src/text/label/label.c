/* Applies the heads of the program to a text (see label.h). Immutable after opening; any number of threads. */
#include "text/label/label.h"
#include <string.h>

const char *const label_type_names[LABEL_TYPES] = {"bug", "request", "praise", "question", "other"};
const char *const label_urgency_names[LABEL_URGENCIES] = {"low", "normal", "high"};

/* The file of heads stands in the program; HEADS_FILE is its path when this is compiled. */
__asm__(".section .rodata\n.balign 16\n.global text_heads_bytes\ntext_heads_bytes:\n.incbin \"" HEADS_FILE "\"\n"
	".global text_heads_end\ntext_heads_end:\n.byte 0\n.previous\n");
extern const char text_heads_bytes[], text_heads_end[];

static const double sure = .5, strong = .8;

struct text_heads {
	struct head head[LABEL_HEADS][2];
	char encoder[65];
};

struct text_heads *text_heads_open(void)
{
	struct text_heads *h = mem_alloc(sizeof *h);

	ASSERT(heads_read((struct str){text_heads_bytes, (size_t)(text_heads_end - text_heads_bytes)}, h->encoder, h->head));
	return h;
}

void text_heads_close(struct text_heads *h)
{
	if (!h)
		return;
	for (int i = 0; i < LABEL_HEADS * 2; i++)
		head_release(&h->head[i / 2][i % 2]);
	mem_free(h);
}

const char *text_heads_encoder(const struct text_heads *h)
{
	return h->encoder;
}

static void probabilities(const struct text_heads *h, enum label_head which, const struct head_features *f, struct str text,
			  const float *vector, double p[HEAD_CLASSES_MAX])
{
	head_apply(&h->head[which][vector != NULL], f, vector, p);
	label_blend(which, text, p);
}

static struct text_label best_of(const double *p, int n)
{
	struct text_label l = {0};

	for (int i = 0; i < n; i++)
		if (p[i] > l.confidence)
			l = (struct text_label){i, p[i], false};
	if (l.confidence < sure) {
		l.abstained = true;
		l.value = 0;
	}
	return l;
}

/* Three moods to five steps: the outer ones only when the head is very sure, neutral in between. */
static struct text_label five_steps(const double p[HEAD_CLASSES_MAX])
{
	struct text_label l = best_of(p, LABEL_MOODS);

	if (l.abstained)
		return l;
	if (l.value == LABEL_NEUTRAL)
		l.value = 0;
	else if (l.value == LABEL_POSITIVE)
		l.value = l.confidence >= strong ? 2 : 1;
	else
		l.value = l.confidence >= strong ? -2 : -1;
	return l;
}

void text_labels_make(const struct text_heads *h, struct str text, const float *vector, struct text_labels *ret)
{
	struct head_features *f = mem_alloc(sizeof *f);
	double p[HEAD_CLASSES_MAX];

	*ret = (struct text_labels){.language = text_language_detect(text)};
	head_features_read(text, f);
	if (f->n == 0) { /* nothing was said */
		ret->sentiment.abstained = ret->type.abstained = ret->urgency.abstained = true;
		mem_free(f);
		return;
	}
	probabilities(h, LABEL_SENTIMENT, f, text, vector, p);
	ret->sentiment = five_steps(p);
	probabilities(h, LABEL_TYPE, f, text, vector, p);
	ret->type = best_of(p, LABEL_TYPES);
	probabilities(h, LABEL_URGENCY, f, text, vector, p);
	ret->urgency = best_of(p, LABEL_URGENCIES);
	mem_free(f);
}
