/* Principal components by orthogonal iteration. Called once per model version; every sum has a fixed order (rows are
 * added to rows, element by element), so vector width does not change a bit of the result. */
#include "text/vector/pca.h"
#include "base/mem.h"
#include "base/rng.h"
#include "text/vector/math.h"
#include <string.h>

enum { ROUNDS = 3, TILE = 4, STRIP = 16 };

static void add_scaled(float *restrict y, const float *restrict x, float a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		y[i] += a * x[i];
}

static void add_dense_block(float *c, size_t width, const struct text_row *r)
{
	for (size_t i = 0; i < r->dense_n; i++) {
		float v = r->dense[i], *line = c + i * width;

		add_scaled(line + i, r->dense + i, v, r->dense_n - i);
		for (size_t k = 0; k < r->sparse_n; k++)
			line[r->dense_n + r->index[k]] += v * r->value[k];
	}
}

/* Upper triangle of the sum of outer products, and the sum of rows. */
static void add_row(float *c, double *mean, size_t width, const struct text_row *r)
{
	for (size_t i = 0; i < r->dense_n; i++)
		mean[i] += (double)r->dense[i];
	if (r->dense_n)
		add_dense_block(c, width, r);
	for (size_t i = 0; i < r->sparse_n; i++) {
		float v = r->value[i], *line = c + (r->dense_n + r->index[i]) * width + r->dense_n;

		mean[r->dense_n + r->index[i]] += (double)v;
		for (size_t k = i; k < r->sparse_n; k++)
			line[r->index[k]] += v * r->value[k];
	}
}

static void centre_and_mirror(float *c, const float *mean, size_t width, double n)
{
	for (size_t i = 0; i < width; i++)
		for (size_t k = i; k < width; k++) {
			double v = (double)c[i * width + k] / n - (double)mean[i] * (double)mean[k];

			c[i * width + k] = c[k * width + i] = (float)v;
		}
}

/* w[TILE rows] = v[TILE rows] * c, in strips that stay in registers. */
[[gnu::always_inline]] static inline void multiply_tile(float *restrict w, const float *restrict v,
	const float *restrict c, size_t width)
{
	for (size_t s = 0; s < width; s += STRIP) {
		size_t m = width - s < STRIP ? width - s : (size_t)STRIP;
		float sum[TILE][STRIP] = {{0}};

		for (size_t k = 0; k < width && m == STRIP; k++)
			for (size_t t = 0; t < TILE; t++)
				for (size_t i = 0; i < STRIP; i++)
					sum[t][i] += v[t * width + k] * c[k * width + s + i];
		for (size_t k = 0; k < width && m < STRIP; k++)
			for (size_t t = 0; t < TILE; t++)
				for (size_t i = 0; i < m; i++)
					sum[t][i] += v[t * width + k] * c[k * width + s + i];
		for (size_t t = 0; t < TILE; t++)
			memcpy(w + t * width + s, sum[t], m * sizeof(float));
	}
}

static void multiply_plain(float *w, const float *v, const float *c, size_t width)
{
	for (size_t t = 0; t < TEXT_DIM; t += TILE)
		multiply_tile(w + t * width, v + t * width, c, width);
}

#ifdef __x86_64__
/* The same operations in the same order, eight at a time; no fused multiply-add. */
[[gnu::target("avx2")]] static void multiply_avx2(float *w, const float *v, const float *c, size_t width)
{
	for (size_t t = 0; t < TEXT_DIM; t += TILE)
		multiply_tile(w + t * width, v + t * width, c, width);
}
#endif

static void multiply(float *w, const float *v, const float *c, size_t width)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		multiply_avx2(w, v, c, width);
		return;
	}
#endif
	multiply_plain(w, v, c, width);
}

/* Modified Gram-Schmidt over rows; a row that vanishes becomes zero. */
static void orthonormalise(float *v, size_t rows, size_t width)
{
	for (size_t i = 0; i < rows; i++) {
		float *x = v + i * width;
		double before = text_normalise(x, width);

		for (size_t k = 0; k < i; k++)
			add_scaled(x, v + k * width, -text_dot(x, v + k * width, width), width);
		if (!(before > 0) || !(text_dot(x, x, width) > 1e-8f)) {
			memset(x, 0, width * sizeof *x);
			continue;
		}
		(void)text_normalise(x, width);
	}
}

static enum err iterate(float *v, float *w, const float *c, size_t width, const struct text_control *control)
{
	struct rng r;

	rng_seed(&r, 20260101);
	for (size_t i = 0; i < TEXT_DIM * width; i++)
		v[i] = (float)(rng_unit(&r) - 0.5);
	orthonormalise(v, TEXT_DIM, width);
	for (int round = 0; round < ROUNDS; round++) {
		multiply(w, v, c, width);
		memcpy(v, w, TEXT_DIM * width * sizeof *v);
		orthonormalise(v, TEXT_DIM, width);
		if (!text_going_on(control, "components", (round + 1.0) / ROUNDS))
			return ERR_CANCELLED;
	}
	return OK;
}

static void keep(struct text_pca *p, const float *v)
{
	for (size_t d = 0; d < TEXT_DIM; d++)
		for (size_t i = 0; i < p->width; i++)
			p->component[i * TEXT_DIM + d] = v[d * p->width + i];
	for (size_t i = 0; i < p->width; i++)
		add_scaled(p->offset, p->component + i * TEXT_DIM, p->mean[i], TEXT_DIM);
}

enum err text_pca_fit(struct text_pca *p, size_t width, size_t n, struct text_row (*row)(void *arg, size_t i), void *arg,
	const struct text_control *control)
{
	float *c = mem_alloc(width * width * sizeof *c), *v = mem_alloc(TEXT_DIM * width * sizeof *v);
	float *w = mem_alloc(TEXT_DIM * width * sizeof *w);
	double *mean = mem_alloc(width * sizeof *mean);
	enum err e = OK;

	*p = (struct text_pca){.width = width};
	p->mean = mem_alloc(width * sizeof(float));
	p->component = mem_alloc(width * TEXT_DIM * sizeof(float));
	for (size_t i = 0; i < n && e == OK; i++) {
		struct text_row r = row(arg, i);

		add_row(c, mean, width, &r);
		if (i % 256 == 0 && !text_going_on(control, "covariance", (double)i / (double)n))
			e = ERR_CANCELLED;
	}
	for (size_t i = 0; i < width && n; i++)
		p->mean[i] = (float)(mean[i] / (double)n);
	if (e == OK && n) {
		centre_and_mirror(c, p->mean, width, (double)n);
		e = iterate(v, w, c, width, control);
		keep(p, v);
	}
	mem_free(c);
	mem_free(v);
	mem_free(w);
	mem_free(mean);
	if (e != OK)
		text_pca_release(p);
	return e;
}

void text_pca_release(struct text_pca *p)
{
	mem_free(p->mean);
	mem_free(p->component);
	*p = (struct text_pca){0};
}

void text_pca_project(const struct text_pca *p, const struct text_row *row, float ret[TEXT_DIM])
{
	memset(ret, 0, TEXT_DIM * sizeof *ret);
	if (!row->dense_n && !row->sparse_n)
		return; /* nothing is known of it: it must be near to nothing */
	for (size_t i = 0; i < row->dense_n; i++)
		add_scaled(ret, p->component + i * TEXT_DIM, row->dense[i], TEXT_DIM);
	for (size_t i = 0; i < row->sparse_n; i++)
		add_scaled(ret, p->component + (row->dense_n + row->index[i]) * TEXT_DIM, row->value[i], TEXT_DIM);
	for (size_t d = 0; d < TEXT_DIM; d++)
		ret[d] -= p->offset[d];
	(void)text_normalise(ret, TEXT_DIM);
}
