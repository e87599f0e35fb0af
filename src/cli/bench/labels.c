/* Labels against people's: each test set is judged by heads trained here without it. Called by analysis.c. */
#include "cli/bench/labelled.h"
#include "cli/bench/metrics.h"
#include <string.h>

enum { IS22 = 1, MAMS = 2 };

struct judged {
	const char *name;
	enum err (*read)(struct bench *b, struct labelled_list *ret);
	int without; /* what it must not be trained on */
	double bar;
	const char *rival;
};

static enum err nusax_en(struct bench *b, struct labelled_list *l)
{
	return labelled_nusax(b, "english", l);
}

static enum err nusax_id(struct bench *b, struct labelled_list *l)
{
	return labelled_nusax(b, "indonesian", l);
}

static enum err mams_test(struct bench *b, struct labelled_list *l)
{
	return labelled_mams(b, "test", l);
}

static const struct judged sets[] = {
	{"NusaX English", nusax_en, 0, 72.1, "VADER 64.1"},
	{"NusaX Indonesian", nusax_id, 0, 26.4, "the commonest class 18.4, VADER 16.4"},
	{"IS-22 sentences with a feature", labelled_is22, IS22, 64.0, "VADER 56.0"},
	{"MAMS, clause of the term", mams_test, MAMS, 59.4, "VADER 51.4"},
};

static enum err training(struct bench *b, int without, struct labelled_list *ret)
{
	TRY(labelled_own(b, "tools/heads/sentences.txt", ret));
	if (!(without & IS22))
		TRY(labelled_is22(b, ret));
	if (!(without & MAMS))
		TRY(labelled_mams(b, "train", ret));
	return OK;
}

static struct macro judge(const struct head *h, enum label_head which, bool blend, const struct labelled_examples
	*e, size_t from, size_t step)
{
	uint32_t *truth = mem_alloc((e->n + 1) * sizeof *truth), *got = mem_alloc((e->n + 1) * sizeof *got);
	size_t n = 0;

	for (size_t i = from; i < e->n; i += step, n++) {
		double p[HEAD_CLASSES_MAX];

		head_apply(h, &e->v[i].features, e->v[i].vector, p);
		if (blend)
			label_blend(which, e->text[i], p);
		truth[n] = e->v[i].label;
		for (uint32_t c = 1; c < h->classes; c++)
			got[n] = p[c] > p[got[n]] ? c : got[n];
	}
	struct macro m = bench_macro(truth, got, n, h->classes);

	mem_free(truth);
	mem_free(got);
	return m;
}

static enum err sentiment(struct bench *b, const struct judged *s, enum bench_model model)
{
	const struct text_encoder_hook *h = bench_hook(b, model);
	struct labelled_list train = {0}, test = {0};
	struct labelled_examples learn = {0}, look = {0};
	struct head head;

	TRY(training(b, s->without, &train));
	TRY(s->read(b, &test));
	TRY(labelled_examples(b, &train, LABEL_SENTIMENT, h, &learn));
	TRY(labelled_examples(b, &test, LABEL_SENTIMENT, h, &look));
	head_init(&head, LABEL_MOODS, h ? (uint32_t)h->dim : 0);
	head_train(&head, learn.v, learn.n, &(struct head_training){0});
	struct macro m = judge(&head, LABEL_SENTIMENT, false, &look, 0, 1);

	if (model == BENCH_MULTILINGUAL)
		bench_row(b, arena_printf(b->cx->arena, "sentiment, %s, macro F1", s->name), 100 * m.f1, s->bar, false, s->rival);
	bench_note(b, "sentiment, %s, %s: accuracy %.1f, macro F1 %.1f (%zu texts, trained on %zu)", s->name, bench_model_name(model),
		100 * m.accuracy, 100 * m.f1, look.n, learn.n);
	head_release(&head);
	labelled_release(&learn);
	labelled_release(&look);
	return OK;
}

/* Maalej in five folds: every fifth text is looked at by a head that saw the others. */
static enum err types(struct bench *b)
{
	const struct text_encoder_hook *h = b->has[BENCH_MULTILINGUAL] ? bench_hook(b, BENCH_MULTILINGUAL) : NULL;
	struct labelled_list all = {0};
	struct labelled_examples e;
	struct macro sum = {0};

	TRY(labelled_maalej(b, &all));
	TRY(labelled_examples(b, &all, LABEL_TYPE, h, &e));
	struct head_example *learn = mem_alloc((e.n + 1) * sizeof *learn);

	for (size_t fold = 0; fold < 5; fold++) {
		struct head head;
		size_t n = 0;

		for (size_t i = 0; i < e.n; i++)
			if (i % 5 != fold)
				learn[n++] = e.v[i];
		head_init(&head, 4, h ? (uint32_t)h->dim : 0);
		head_train(&head, learn, n, &(struct head_training){.rounds = 8});
		struct macro m = judge(&head, LABEL_TYPE, false, &e, fold, 5);

		sum.accuracy += 20 * m.accuracy;
		sum.f1 += 20 * m.f1;
		head_release(&head);
	}
	mem_free(learn);
	labelled_release(&e);
	bench_row(b, "type, Maalej's four classes, five folds, accuracy", sum.accuracy, 70, false, "floor 65");
	bench_row(b, "type, Maalej's four classes, five folds, macro F1", sum.f1, 58, false, "floor 50");
	return OK;
}

static enum err all(struct bench *b)
{
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		TRY(sentiment(b, &sets[i], BENCH_WORDS));
		if (b->has[BENCH_MULTILINGUAL])
			TRY(sentiment(b, &sets[i], BENCH_MULTILINGUAL));
	}
	return types(b);
}

enum err bench_labels(struct bench *b)
{
	enum err e = all(b);

	if (e != ERR_NOT_FOUND)
		return e;
	bench_skip(b, "labels", fail_text(b->cx));
	fail_clear(b->cx);
	return OK;
}
