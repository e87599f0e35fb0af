/* Post-norm BERT over packed rows: no padding, every row is one token of some text. Weights are int8, activations are
 * quantised per row just before each product. Must give each text the same bits whatever shares its batch: nothing
 * here looks beyond a row except the attention, which stays inside one text. */
#include "text/encoder/forward.h"
#include "base/err.h"
#include <math.h>
#include <string.h>

#define FORWARD_FFN_ROWS 128u /* rows whose feed-forward activations stay in the second-level cache */

static size_t round_up(size_t n)
{
	return (n + 63) / 64 * 64;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

void forward_init(struct forward *f, const struct text_encoder *model, const struct kernels *kernels, size_t tokens)
{
	const struct model_config *c = model->config;
	size_t wide = round_up(max_size(tokens * 3 * c->hidden, (size_t)FORWARD_FFN_ROWS * c->ffn) * 4);
	size_t narrow = round_up(tokens * c->hidden * 4);
	size_t scratch = round_up(attention_scratch(c->tokens_max, c->hidden / c->heads) * 4);
	size_t q = round_up(max_size(tokens * c->hidden, (size_t)FORWARD_FFN_ROWS * c->ffn));
	size_t row = round_up(max_size(tokens, FORWARD_FFN_ROWS) * 4);
	char *p;

	*f = (struct forward){.model = model, .kernels = kernels, .tokens = tokens};
	f->memory = mem_alloc(wide + 2 * narrow + scratch + q + 2 * row + 64);
	p = (char *)f->memory + (64 - (uintptr_t)f->memory % 64) % 64;
	f->x = (float *)(void *)p;
	f->narrow = (float *)(void *)(p += narrow);
	f->wide = (float *)(void *)(p += narrow);
	f->attention = (float *)(void *)(p += wide);
	f->q.scale = (float *)(void *)(p += scratch);
	f->q.min = (float *)(void *)(p += row);
	f->q.q = (uint8_t *)(p += row);
}

void forward_release(struct forward *f)
{
	mem_free(f->memory);
	*f = (struct forward){0};
}

static float half_to_float(uint16_t h)
{
	uint32_t sign = (uint32_t)(h & 0x8000u) << 16, e = (h >> 10) & 31u, m = h & 1023u;
	union {
		uint32_t u;
		float f;
	} v;

	if (e == 0) /* zero and subnormals: m * 2^-24, exact */
		return (sign ? -1.f : 1.f) * (float)m * 0x1p-24f;
	v.u = sign | (e == 31 ? 0x7F800000u : (e + 112) << 23) | m << 13;
	return v.f;
}

static void word_q4(const unsigned char *row, size_t hidden, float *x)
{
	for (size_t b = 0; b < hidden / Q4_BLOCK; b++, row += Q4_BLOCK_BYTES, x += Q4_BLOCK) {
		uint16_t bits;
		float d;

		memcpy(&bits, row, 2);
		d = half_to_float(bits);
		for (size_t i = 0; i < Q4_BLOCK / 2; i++) {
			x[i] = (float)((row[2 + i] & 15) - 8) * d;
			x[i + Q4_BLOCK / 2] = (float)((row[2 + i] >> 4) - 8) * d;
		}
	}
}

static void word_int8(const int8_t *row, float scale, size_t hidden, float *x)
{
	for (size_t i = 0; i < hidden; i++)
		x[i] = (float)row[i] * scale;
}

static void embed(struct forward *f, const uint32_t *ids, const uint32_t *lens, size_t n)
{
	const struct text_encoder *e = f->model;
	size_t hidden = e->config->hidden, row = 0;

	for (size_t s = 0; s < n; s++)
		for (uint32_t i = 0; i < lens[s]; i++, row++) {
			const float *position = e->positions + i * hidden;
			float *x = f->x + row * hidden;
			size_t id = ids[row];

			ASSERT(id < e->config->vocab && i < e->config->tokens_max);
			if (e->config->word_table == MODEL_TABLE_Q4)
				word_q4(e->words + id * (hidden / Q4_BLOCK * Q4_BLOCK_BYTES), hidden, x);
			else
				word_int8((const int8_t *)e->words + id * hidden, e->word_scales[id], hidden, x);
			for (size_t d = 0; d < hidden; d++)
				x[d] += position[d];
		}
	f->kernels->norm_add(f->x, NULL, row, hidden, &e->embedding_norm, e->config->eps);
}

/* c = a * w for rows of floats, quantised on the way. */
static void product(struct forward *f, const float *a, size_t rows, const struct matrix *w, int activation, float *c)
{
	struct gemm g = {f->q.q, f->q.scale, f->q.min, rows, w, c, activation};

	f->kernels->quantise(a, rows, w->k, &f->q);
	f->kernels->gemm(&g);
}

static void attend(struct forward *f, const uint32_t *lens, size_t n)
{
	const struct model_config *c = f->model->config;
	size_t row = 0;

	for (size_t s = 0; s < n; row += lens[s++]) {
		struct attention a = {f->wide + row * 3 * c->hidden, f->narrow + row * c->hidden, lens[s], c->heads,
				      c->hidden / c->heads, f->attention};

		f->kernels->attention(&a);
	}
}

static void run_layer(struct forward *f, const struct layer *l, const uint32_t *lens, size_t n, size_t rows)
{
	const struct model_config *c = f->model->config;
	size_t h = c->hidden;

	product(f, f->x, rows, &l->qkv, 0, f->wide);
	attend(f, lens, n);
	/* narrow is read into q before wide is overwritten with the result */
	product(f, f->narrow, rows, &l->attention_out, 0, f->wide);
	f->kernels->norm_add(f->x, f->wide, rows, h, &l->attention_norm, c->eps);
	for (size_t r = 0; r < rows; r += FORWARD_FFN_ROWS) {
		size_t part = rows - r < FORWARD_FFN_ROWS ? rows - r : FORWARD_FFN_ROWS;

		product(f, f->x + r * h, part, &l->ffn_in, (int)c->activation, f->wide);
		product(f, f->wide, part, &l->ffn_out, 0, f->narrow);
		f->kernels->norm_add(f->x + r * h, f->narrow, part, h, &l->ffn_norm, c->eps);
	}
}

bool vector_normalise(float *v, size_t n)
{
	double sum = 0, inverse;

	for (size_t i = 0; i < n; i++)
		sum += (double)v[i] * (double)v[i];
	if (!(sum > 1e-30) || !isfinite(sum))
		return false;
	inverse = 1.0 / sqrt(sum);
	for (size_t i = 0; i < n; i++)
		v[i] = (float)((double)v[i] * inverse);
	return true;
}

static bool pool(const struct forward *f, const float *x, size_t len, float *ret)
{
	size_t h = f->model->config->hidden;

	memcpy(ret, x, h * sizeof *ret);
	if (f->model->config->pooling == MODEL_POOL_MEAN)
		for (size_t i = 1; i < len; i++)
			for (size_t d = 0; d < h; d++)
				ret[d] += x[i * h + d];
	return vector_normalise(ret, h);
}

bool forward_run(struct forward *f, const uint32_t *ids, const uint32_t *lens, size_t n, float *ret)
{
	const struct model_config *c = f->model->config;
	size_t rows = 0, row = 0;

	for (size_t s = 0; s < n; s++)
		rows += lens[s];
	ASSERT(rows <= f->tokens);
	embed(f, ids, lens, n);
	for (uint32_t l = 0; l < c->layers; l++)
		run_layer(f, &f->model->layers[l], lens, n, rows);
	for (size_t s = 0; s < n; row += lens[s++])
		if (!pool(f, f->x + row * c->hidden, lens[s], ret + s * c->hidden))
			return false;
	return true;
}
