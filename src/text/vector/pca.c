/* Principal components by orthogonal iteration. Called once per model version; every sum has a fixed order (rows are
 * added to rows, element by element), so vector width does not change a bit of the result. */
#include "text/vector/pca.h"
#include "base/mem.h"
#include "base/rng.h"
#include "text/vector/math.h"
#include <string.h>

enum { ROUNDS = 3, TILE = 4, STRIP = 16, BLOCK = 8 };

struct fit {
	struct text_pca *p;
	size_t n;
	struct text_row (*row)(void *arg, size_t i);
	void *arg;
	const struct text_control *control;
};

[[gnu::always_inline]] static inline void add_scaled(float *restrict y, const float *restrict x, float a, size_t n)
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

/* Strip s of c as [width][STRIP], with zeros beyond the last column. The rows of c lie 8 KiB apart, so that reading
 * a strip where it stands would throw every line out of the cache before its neighbours are used. */
static void pack_strip(float *restrict strip, const float *restrict c, size_t width, size_t s)
{
	size_t m = width - s < STRIP ? width - s : (size_t)STRIP;

	for (size_t k = 0; k < width; k++)
		for (size_t i = 0; i < STRIP; i++)
			strip[k * STRIP + i] = i < m ? c[k * width + s + i] : 0;
}

/* Columns [s, s + STRIP) of w = v * c for TILE rows, in sums that stay in registers. */
[[gnu::always_inline]] static inline void multiply_tile(float *restrict w, const float *restrict v,
	const float *restrict strip, size_t width, size_t s)
{
	size_t m = width - s < STRIP ? width - s : (size_t)STRIP;
	float sum[TILE][STRIP] = {{0}};

	for (size_t k = 0; k < width; k++)
		for (size_t t = 0; t < TILE; t++)
			for (size_t i = 0; i < STRIP; i++)
				sum[t][i] += v[t * width + k] * strip[k * STRIP + i];
	for (size_t t = 0; t < TILE; t++)
		memcpy(w + t * width + s, sum[t], m * sizeof(float));
}

static void multiply_plain(float *w, const float *v, const float *strip, size_t width, size_t s)
{
	for (size_t t = 0; t < TEXT_DIM; t += TILE)
		multiply_tile(w + t * width, v + t * width, strip, width, s);
}

#ifdef __x86_64__
/* The same operations in the same order, eight at a time; no fused multiply-add. */
[[gnu::target("avx2")]] static void multiply_avx2(float *w, const float *v, const float *strip, size_t width, size_t s)
{
	for (size_t t = 0; t < TEXT_DIM; t += TILE)
		multiply_tile(w + t * width, v + t * width, strip, width, s);
}
#endif

static void multiply(float *w, const float *v, const float *c, size_t width)
{
	float *strip = mem_alloc(width * STRIP * sizeof *strip);

	for (size_t s = 0; s < width; s += STRIP) {
		pack_strip(strip, c, width, s);
#ifdef __x86_64__
		if (__builtin_cpu_supports("avx2")) {
			multiply_avx2(w, v, strip, width, s);
			continue;
		}
#endif
		multiply_plain(w, v, strip, width, s);
	}
	mem_free(strip);
}

/* Gram-Schmidt over rows, eight earlier rows at a time while they are in the cache; a row that vanishes becomes zero. */
[[gnu::always_inline]] static inline void orthonormalise_rows(float *v, size_t rows, size_t width)
{
	float along[BLOCK] = {0};

	for (size_t i = 0; i < rows; i++) {
		float *x = v + i * width;
		double before = text_normalise(x, width);

		for (size_t k = 0; k < i; k += BLOCK) {
			size_t m = i - k < BLOCK ? i - k : (size_t)BLOCK;

			for (size_t t = 0; t < m; t++)
				along[t] = text_dot_inline(x, v + (k + t) * width, width);
			for (size_t t = 0; t < m; t++)
				add_scaled(x, v + (k + t) * width, -along[t], width);
		}
		if (!(before > 0) || !(text_dot_inline(x, x, width) > 1e-8f)) {
			memset(x, 0, width * sizeof *x);
			continue;
		}
		(void)text_normalise(x, width);
	}
}

#ifdef __x86_64__
[[gnu::target("avx2")]] static void orthonormalise_avx2(float *v, size_t rows, size_t width)
{
	orthonormalise_rows(v, rows, width);
}
#endif

static void orthonormalise(float *v, size_t rows, size_t width)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		orthonormalise_avx2(v, rows, width);
		return;
	}
#endif
	orthonormalise_rows(v, rows, width);
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

/* Sums over all rows: c the upper triangle of outer products, and the mean. */
static enum err sum_rows(struct fit *f, float *c, double *mean)
{
	for (size_t i = 0; i < f->n; i++) {
		struct text_row r = f->row(f->arg, i);

		add_row(c, mean, f->p->width, &r);
		if (i % 256 == 0 && !text_going_on(f->control, "covariance", (double)i / (double)f->n))
			return ERR_CANCELLED;
	}
	for (size_t i = 0; i < f->p->width; i++)
		f->p->mean[i] = (float)(mean[i] / (double)f->n);
	return OK;
}

/* Many rows: components of the covariance, width x width. */
static enum err fit_covariance(struct fit *f, float *v)
{
	size_t width = f->p->width;
	float *c = mem_alloc(width * width * sizeof *c), *w = mem_alloc(TEXT_DIM * width * sizeof *w);
	double *mean = mem_alloc(width * sizeof *mean);
	enum err e = sum_rows(f, c, mean);

	if (e == OK) {
		centre_and_mirror(c, f->p->mean, width, (double)f->n);
		e = iterate(v, w, c, width, f->control);
	}
	mem_free(c);
	mem_free(w);
	mem_free(mean);
	return e;
}

/* All rows written out, less their mean. */
static enum err centred_rows(struct fit *f, float *x)
{
	size_t width = f->p->width;

	for (size_t i = 0; i < f->n; i++) {
		struct text_row r = f->row(f->arg, i);
		float *at = x + i * width;

		if (i % 256 == 0 && !text_going_on(f->control, "covariance", (double)i / (double)f->n))
			return ERR_CANCELLED;
		if (r.dense_n)
			memcpy(at, r.dense, r.dense_n * sizeof *at);
		for (size_t k = 0; k < r.sparse_n; k++)
			at[r.dense_n + r.index[k]] = r.value[k];
		add_scaled(f->p->mean, at, 1 / (float)f->n, width);
	}
	for (size_t i = 0; i < f->n; i++)
		add_scaled(x + i * width, f->p->mean, -1, width);
	return OK;
}

[[gnu::always_inline]] static inline void products(float *restrict g, const float *x, size_t n, size_t width)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i; k < n; k++)
			g[i * n + k] = g[k * n + i] = text_dot_inline(x + i * width, x + k * width, width) / (float)n;
}

#ifdef __x86_64__
[[gnu::target("avx2")]] static void products_avx2(float *g, const float *x, size_t n, size_t width)
{
	products(g, x, n, width);
}
#endif

static void row_products(float *g, const float *x, size_t n, size_t width)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		products_avx2(g, x, n, width);
		return;
	}
#endif
	products(g, x, n, width);
}

/* Few rows: the same components from the products of the rows, n x n. With u an eigenvector of X X', X' u is one of
 * X' X; this is many times less work for the small workspaces that are the rule. */
static enum err fit_products(struct fit *f, float *v)
{
	size_t width = f->p->width, n = f->n;
	float *x = mem_alloc(n * width * sizeof *x), *g = mem_alloc(n * n * sizeof *g);
	float *u = mem_alloc(TEXT_DIM * n * sizeof *u), *w = mem_alloc(TEXT_DIM * n * sizeof *w);
	enum err e = centred_rows(f, x);

	if (e == OK) {
		row_products(g, x, n, width);
		e = iterate(u, w, g, n, f->control);
	}
	for (size_t d = 0; d < TEXT_DIM && e == OK; d++)
		for (size_t i = 0; i < n; i++)
			if (u[d * n + i] != 0.0f)
				add_scaled(v + d * width, x + i * width, u[d * n + i], width);
	if (e == OK)
		orthonormalise(v, TEXT_DIM, width);
	mem_free(x);
	mem_free(g);
	mem_free(u);
	mem_free(w);
	return e;
}

enum err text_pca_fit(struct text_pca *p, size_t width, size_t n, struct text_row (*row)(void *arg, size_t i), void *arg,
	const struct text_control *control)
{
	struct fit f = {p, n, row, arg, control};
	float *v = mem_alloc(TEXT_DIM * width * sizeof *v);
	enum err e = OK;

	*p = (struct text_pca){.width = width};
	p->mean = mem_alloc(width * sizeof(float));
	p->component = mem_alloc(width * TEXT_DIM * sizeof(float));
	if (n)
		e = n < width / 2 ? fit_products(&f, v) : fit_covariance(&f, v);
	if (e == OK && n)
		keep(p, v);
	mem_free(v);
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
