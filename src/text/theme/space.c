/* Vectors of texts: F = [u, 0.8 l], u the encoder's vector centred and of length 1, l the lexical sketch; without an
 * encoder l alone; projected on the corpus' principal components. Called for every node and every new text. */
#include "text/theme/corpus.h"
#include "text/vector/math.h"
#include <math.h>
#include <string.h>

enum { FIT_MAX = 20000, BATCH = 256, DENSE_MAX = 4096 };
static const float lexical_weight = 0.8f;
static const double fit_work_max = 2e9; /* products while the covariance is summed */

/* Rows for the fit, made when asked for. */
struct rows {
	const struct text_corpus *c;
	struct text_grams *g;
	struct text_sketch sketch;
	float *dense; /* [n][dim] centred, length 1 */
	size_t n;
};

static void centre(const struct text_space *s, float *u)
{
	for (size_t i = 0; i < s->encoder.dim; i++)
		u[i] -= s->mean[i];
	(void)text_normalise(u, s->encoder.dim);
}

static struct text_row join(const struct text_space *s, struct text_sketch *sketch, const float *dense)
{
	for (size_t i = 0; i < sketch->n && dense; i++)
		sketch->value[i] *= lexical_weight;
	return (struct text_row){dense, dense ? s->encoder.dim : 0, sketch->index, sketch->value, sketch->n};
}

static size_t node_of_row(const struct rows *r, size_t i)
{
	return (size_t)((uint64_t)i * r->c->nodes / r->n);
}

static struct text_row fit_row(void *arg, size_t i)
{
	struct rows *r = arg;
	const struct text_space *s = &r->c->space;

	text_grams_read(r->g, text_corpus_unit(r->c, r->c->node_unit[node_of_row(r, i)]));
	text_sketch_make(&s->df, r->g, &r->sketch);
	return join(s, &r->sketch, s->encoder.dim ? r->dense + i * s->encoder.dim : NULL);
}

static size_t fit_size(const struct text_corpus *c)
{
	double work = 0;

	for (size_t i = 0; i < c->nodes; i++) {
		double entries = 14.0 * c->unit[c->node_unit[i]].words;

		entries = entries < 1000 ? entries : 1000;
		work += entries * entries / 2;
	}
	size_t n = c->nodes < FIT_MAX ? c->nodes : (size_t)FIT_MAX;
	double afford = work > 0 ? fit_work_max / (work / (double)c->nodes) : 1e9;

	return (double)n > afford ? (size_t)afford : n;
}

static enum err encode_rows(struct rows *r, struct text_space *s, const struct text_control *control)
{
	size_t dim = s->encoder.dim;
	struct str text[BATCH];
	double *sum = mem_alloc(dim * sizeof *sum);
	enum err e = OK;

	r->dense = mem_alloc(r->n * dim * sizeof *r->dense);
	for (size_t from = 0; from < r->n && e == OK; from += BATCH) {
		size_t n = r->n - from < BATCH ? r->n - from : (size_t)BATCH;

		for (size_t i = 0; i < n; i++)
			text[i] = text_corpus_unit(r->c, r->c->node_unit[node_of_row(r, from + i)]);
		e = text_going_on(control, "meaning", (double)from / (double)r->n)
			    ? s->encoder.encode(s->encoder.arg, text, n, r->dense + from * dim)
			    : ERR_CANCELLED;
	}
	for (size_t i = 0; i < r->n && e == OK; i++) {
		(void)text_normalise(r->dense + i * dim, dim);
		for (size_t k = 0; k < dim; k++)
			sum[k] += (double)r->dense[i * dim + k];
	}
	s->mean = mem_alloc(dim * sizeof *s->mean);
	for (size_t k = 0; k < dim && r->n; k++)
		s->mean[k] = (float)(sum[k] / (double)r->n);
	for (size_t i = 0; i < r->n && e == OK; i++)
		centre(s, r->dense + i * dim);
	mem_free(sum);
	return e;
}

/* Vectors of all nodes; those that the fit encoded already are taken from there. */
static enum err project_nodes(struct text_corpus *c, struct rows *r, const struct text_control *control)
{
	float *x = mem_alloc((size_t)BATCH * TEXT_DIM * sizeof *x);
	bool ready = r->n == c->nodes;
	enum err e = OK;

	text_vectors_init(&c->vectors);
	for (size_t from = 0; from < c->nodes && e == OK; from += BATCH) {
		size_t n = c->nodes - from < BATCH ? c->nodes - from : (size_t)BATCH;
		struct str text[BATCH];

		for (size_t i = 0; i < n; i++)
			text[i] = text_corpus_unit(c, c->node_unit[from + i]);
		for (size_t i = 0; i < n && ready; i++) {
			struct text_row row = fit_row(r, from + i);

			text_pca_project(&c->space.pca, &row, x + i * TEXT_DIM);
		}
		e = ready ? OK : text_space_project(&c->space, r->g, text, n, x);
		for (size_t i = 0; i < n; i++)
			(void)text_vectors_add(&c->vectors, x + i * TEXT_DIM);
		if (e == OK && !text_going_on(control, "vectors", (double)from / (double)c->nodes))
			e = ERR_CANCELLED;
	}
	mem_free(x);
	return e;
}

enum err text_corpus_vectors(struct text_corpus *c, const struct text_encoder_hook *encoder, const struct text_control *control)
{
	struct text_space *s = &c->space;
	struct rows *r = mem_alloc(sizeof *r);
	enum err e = OK;

	if (encoder)
		s->encoder = *encoder;
	text_df_init(&s->df);
	r->c = c;
	r->g = text_grams_new();
	r->n = fit_size(c);
	for (size_t i = 0; i < c->nodes; i++) {
		text_grams_read(r->g, text_corpus_unit(c, c->node_unit[i]));
		text_df_add(&s->df, r->g);
	}
	if (s->encoder.dim)
		e = encode_rows(r, s, control);
	if (e == OK)
		e = text_pca_fit(&s->pca, s->encoder.dim + TEXT_SKETCH, r->n, fit_row, r, control);
	if (e == OK)
		e = project_nodes(c, r, control);
	text_grams_free(r->g);
	mem_free(r->dense);
	mem_free(r);
	return e;
}

void text_space_release(struct text_space *s)
{
	text_df_release(&s->df);
	text_pca_release(&s->pca);
	mem_free(s->mean);
	*s = (struct text_space){0};
}

enum err text_space_project(const struct text_space *s, struct text_grams *g, const struct str *text, size_t n, float *ret)
{
	size_t dim = s->encoder.dim;
	float *u = dim ? mem_alloc(n * dim * sizeof *u) : NULL;
	struct text_sketch *sketch = mem_alloc(sizeof *sketch);
	enum err e = dim ? s->encoder.encode(s->encoder.arg, text, n, u) : OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		if (dim) {
			(void)text_normalise(u + i * dim, dim);
			centre(s, u + i * dim);
		}
		text_grams_read(g, text[i]);
		text_sketch_make(&s->df, g, sketch);
		struct text_row row = join(s, sketch, dim ? u + i * dim : NULL);

		text_pca_project(&s->pca, &row, ret + i * TEXT_DIM);
	}
	mem_free(u);
	mem_free(sketch);
	return e;
}
