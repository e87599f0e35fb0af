/* Features, application and training of heads (see head.h). Sums run in one fixed order and use src/text's own
 * exponential, so that labels are the same on every machine. */
#include "text/label/head.h"
#include "base/mem.h"
#include "text/lexical/normalise.h"
#include "text/vector/math.h"
#include <math.h>
#include <string.h>

static const float meaning_scale = 3.f; /* makes a centred vector weigh as much as the words */

struct reader {
	struct head_features *f;
	uint64_t last; /* hash of the word before */
};

static void add(struct head_features *f, uint64_t hash)
{
	uint16_t index = (uint16_t)((hash ^ hash >> 29) * 0x9E3779B97F4A7C15u >> (64 - HEAD_BITS));

	for (size_t i = 0; i < f->n; i++)
		if (f->index[i] == index)
			return;
	if (f->n < HEAD_FEATURES_MAX) {
		f->index[f->n] = index;
		f->value[f->n++] = 1;
	}
}

static void add_word(void *arg, struct str word, size_t start, size_t end)
{
	struct reader *r = arg;
	uint64_t hash = str_hash(word);

	(void)start, (void)end;
	add(r->f, hash);
	add(r->f, hash * 31 + r->last * 17 + 1);
	r->last = hash;
	for (size_t i = 0; word.n > 5 && i + 4 <= word.n && i < 12; i++) /* pieces: endings and compounds */
		add(r->f, str_hash((struct str){word.p + i, 4}) * 7 + 3);
}

/* Marks and emoji, which are no words. */
static void add_marks(struct head_features *f, struct str text)
{
	size_t pos = 0;

	text.n = text.n < 8192 ? text.n : 8192;
	while (pos < text.n) {
		int32_t c = utf8_next(text, &pos);

		if (c == '!' || c == '?' || (c >= 0x2600 && c < 0x27C0) || c >= 0x1F300)
			add(f, (uint64_t)c * 0x100000001B3u + 11);
	}
}

void head_features_read(struct str text, struct head_features *ret)
{
	struct reader r = {ret, 1};

	ret->n = 0;
	text.n = text.n < 16384 ? text.n : 16384; /* labels of a very long text come from its beginning */
	text_words(text, add_word, &r);
	add_marks(ret, text);
	for (size_t i = 0; i < ret->n; i++)
		ret->value[i] = 1 / sqrtf((float)ret->n);
}

void head_init(struct head *h, uint32_t classes, uint32_t dense)
{
	*h = (struct head){.classes = classes, .dense = dense, .temperature = 1};
	h->words = mem_alloc((size_t)HEAD_WORDS * classes * sizeof(float));
	h->meaning = mem_alloc(((size_t)dense * classes + 1) * sizeof(float));
	h->centre = mem_alloc((dense + 1) * sizeof(float));
}

void head_release(struct head *h)
{
	mem_free(h->words);
	mem_free(h->meaning);
	mem_free(h->centre);
	*h = (struct head){0};
}

static void logits(const struct head *h, const struct head_features *f, const float *vector, double z[HEAD_CLASSES_MAX])
{
	for (uint32_t c = 0; c < h->classes; c++)
		z[c] = (double)h->bias[c];
	for (size_t i = 0; i < f->n; i++)
		for (uint32_t c = 0; c < h->classes; c++)
			z[c] += (double)(f->value[i] * h->words[(size_t)f->index[i] * h->classes + c]);
	for (uint32_t d = 0; d < h->dense; d++)
		for (uint32_t c = 0; c < h->classes; c++)
			z[c] += (double)((vector[d] - h->centre[d]) * meaning_scale * h->meaning[(size_t)d * h->classes + c]);
}

static void softmax(double z[HEAD_CLASSES_MAX], uint32_t n, double temperature)
{
	double top = z[0], sum = 0;

	for (uint32_t c = 1; c < n; c++)
		top = z[c] > top ? z[c] : top;
	for (uint32_t c = 0; c < n; c++)
		sum += z[c] = text_exp((z[c] - top) / temperature);
	for (uint32_t c = 0; c < n; c++)
		z[c] /= sum;
}

void head_apply(const struct head *h, const struct head_features *f, const float *vector, double ret[HEAD_CLASSES_MAX])
{
	logits(h, f, vector, ret);
	softmax(ret, h->classes, (double)h->temperature);
}

/* ---- training ---- */
struct trainer {
	struct head *h;
	struct head step; /* sums of squared gradients, as AdaGrad (Duchi et al. 2011) has them */
	float balance[HEAD_CLASSES_MAX];
	float rate, decay;
};

static void nudge(float *w, float *sum, float gradient, float decay, const struct trainer *t)
{
	gradient += decay * *w;
	*sum += gradient * gradient;
	*w -= t->rate * gradient / (sqrtf(*sum) + 1e-6f);
}

static void learn(struct trainer *t, const struct head_example *e)
{
	struct head *h = t->h;
	double p[HEAD_CLASSES_MAX];

	logits(h, &e->features, e->vector, p);
	softmax(p, h->classes, 1);
	for (uint32_t c = 0; c < h->classes; c++) {
		float g = (float)(p[c] - (c == e->label)) * e->weight * t->balance[e->label];

		nudge(&h->bias[c], &t->step.bias[c], g, 0, t);
		for (size_t i = 0; i < e->features.n; i++) {
			size_t at = (size_t)e->features.index[i] * h->classes + c;

			/* a word is met once in some thirty texts, so its share of the pull to zero is owed for all of them */
			nudge(&h->words[at], &t->step.words[at], g * e->features.value[i], 30 * t->decay, t);
		}
		for (uint32_t d = 0; d < h->dense; d++) {
			size_t at = (size_t)d * h->classes + c;

			nudge(&h->meaning[at], &t->step.meaning[at], g * (e->vector[d] - h->centre[d]) * meaning_scale, t->decay, t);
		}
	}
}

static void set_centre(struct head *h, const struct head_example *e, size_t n)
{
	for (uint32_t d = 0; d < h->dense; d++) {
		double sum = 0;

		for (size_t i = 0; i < n; i++)
			sum += (double)e[i].vector[d];
		h->centre[d] = (float)(sum / (double)n);
	}
}

static void set_balance(struct trainer *t, const struct head_example *e, size_t n)
{
	double total = 0, of[HEAD_CLASSES_MAX] = {0};

	for (size_t i = 0; i < n; i++) {
		of[e[i].label] += (double)e[i].weight;
		total += (double)e[i].weight;
	}
	for (uint32_t c = 0; c < t->h->classes; c++)
		t->balance[c] = of[c] > 0 ? (float)(total / (t->h->classes * of[c])) : 0;
}

static double held_out_loss(const struct head *h, const struct head_example *e, const uint32_t *order, size_t n, double temperature)
{
	double loss = 0;

	for (size_t i = 0; i < n; i += 10) {
		double p[HEAD_CLASSES_MAX];

		logits(h, &e[order[i]].features, e[order[i]].vector, p);
		softmax(p, h->classes, temperature);
		loss -= (double)e[order[i]].weight * text_ln(p[e[order[i]].label] + 1e-9);
	}
	return loss;
}

static void calibrate(struct head *h, const struct head_example *e, const uint32_t *order, size_t n)
{
	double best = held_out_loss(h, e, order, n, 1);

	for (double t = 0.2; t < 8; t *= 1.1) {
		double loss = held_out_loss(h, e, order, n, t);

		if (loss < best) {
			best = loss;
			h->temperature = (float)t;
		}
	}
}

void head_train(struct head *h, const struct head_example *e, size_t n, const struct head_training *o)
{
	struct trainer t = {.h = h, .rate = o->rate > 0 ? o->rate : .2f};
	double weight = 0;
	uint32_t *order = mem_alloc((n + 1) * sizeof *order);
	struct rng r;

	if (n == 0) {
		mem_free(order);
		return;
	}
	head_init(&t.step, h->classes, h->dense);
	for (size_t i = 0; i < n; i++)
		weight += (double)e[i].weight;
	t.decay = (float)(1 / ((h->dense ? .05 : 1) * weight));
	set_centre(h, e, n);
	set_balance(&t, e, n);
	rng_seed(&r, o->seed + 77);
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		size_t k = rng_below(&r, i);
		uint32_t swap = order[k];

		order[k] = order[i - 1];
		order[i - 1] = swap;
	}
	for (int round = 0; round < (o->rounds ? o->rounds : 12); round++)
		for (size_t i = 0; i < n; i++)
			if (i % 10) /* the others calibrate */
				learn(&t, &e[order[i]]);
	calibrate(h, e, order, n);
	head_release(&t.step);
	mem_free(order);
}
