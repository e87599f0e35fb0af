/* Numbers under the themes: reproducible mathematics, int8 products, components, neighbours, Leiden, Ward, matching. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "base/rng.h"
#include "text/cluster/hungarian.h"
#include "text/cluster/leiden.h"
#include "text/cluster/ward.h"
#include "text/vector/math.h"
#include <math.h>

static void own_mathematics(void **state)
{
	(void)state;
	for (double x = 1e-9; x < 1e9; x *= 1.37)
		assert_true(fabs(text_ln(x) - log(x)) <= 4e-15 * fmax(1, fabs(log(x))));
	for (double x = -600; x < 600; x += 1.7)
		assert_true(fabs(text_exp(x) / exp(x) - 1) < 1e-12);
	assert_true(text_exp(-1000) == 0.0);
}

static void random_unit(struct rng *r, float *x)
{
	for (size_t i = 0; i < TEXT_DIM; i++)
		x[i] = (float)(rng_unit(r) + rng_unit(r) + rng_unit(r) - 1.5);
	(void)text_normalise(x, TEXT_DIM);
}

static void int8_products(void **state)
{
	struct rng r;
	int8_t q[4 * TEXT_DIM], x[TEXT_DIM];
	int32_t plain[4], best[4];

	(void)state;
	rng_seed(&r, 1);
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof q; i++)
			q[i] = round < 4 ? (int8_t)(round & 1 ? 127 : -127) : (int8_t)((int)rng_below(&r, 255) - 127);
		for (size_t i = 0; i < sizeof x; i++)
			x[i] = round < 4 ? (int8_t)(round & 2 ? 127 : -127) : (int8_t)((int)rng_below(&r, 255) - 127);
		text_dots_plain(q, x, plain);
		text_dots_best()(q, x, best);
		assert_memory_equal(plain, best, sizeof plain);
	}
}

static void quantised_vectors(void **state)
{
	struct rng r;
	struct text_vectors v;
	float a[TEXT_DIM], b[TEXT_DIM], zero[TEXT_DIM] = {0};

	(void)state;
	rng_seed(&r, 2);
	text_vectors_init(&v);
	for (int i = 0; i < 200; i++) {
		random_unit(&r, a);
		size_t k = text_vectors_add(&v, a);

		text_vectors_get(&v, k, b);
		assert_true(text_normalise(b, TEXT_DIM) > 0.99);
		assert_true(text_dot(a, b, TEXT_DIM) > 0.9999f); /* the direction; the length may be off by a rounding */
	}
	size_t z = text_vectors_add(&v, zero);

	assert_true(text_vectors_cosine(&v, z, 0) == 0.0f);
	assert_true(text_vectors_cosine(&v, 3, 3) > 0.9999f);
	text_vectors_release(&v);
}

struct rows {
	float x[300][40];
	uint16_t index[24];
};

static struct text_row row_of(void *arg, size_t i)
{
	struct rows *r = arg;

	/* 16 dense columns, 24 sparse ones */
	return (struct text_row){r->x[i], 16, r->index, r->x[i] + 16, 24};
}

static void components_keep_distances(void **state)
{
	struct rows *r = mem_alloc(sizeof *r);
	struct rng g;
	float base[3][40];
	struct text_pca p, again;

	(void)state;
	rng_seed(&g, 3);
	for (int k = 0; k < 3; k++)
		for (int i = 0; i < 40; i++)
			base[k][i] = (float)(rng_unit(&g) - 0.5);
	for (uint16_t i = 0; i < 24; i++)
		r->index[i] = i;
	for (int n = 0; n < 300; n++) /* rank 3, plus a constant that centring must remove */
		for (int k = 0; k < 3; k++) {
			float f = (float)(rng_unit(&g) - 0.5);

			for (int i = 0; i < 40; i++)
				r->x[n][i] += f * base[k][i] + (k == 0 ? 5.0f : 0);
		}
	assert_int_equal(text_pca_fit(&p, 40, 300, row_of, r, NULL), OK);
	assert_int_equal(text_pca_fit(&again, 40, 300, row_of, r, NULL), OK);
	assert_memory_equal(p.component, again.component, 40 * TEXT_DIM * sizeof(float));
	for (int n = 0; n < 50; n++) {
		float a[TEXT_DIM], b[TEXT_DIM], u[40], v[40];
		struct text_row ra = row_of(r, (size_t)n), rb = row_of(r, (size_t)n + 100);

		text_pca_project(&p, &ra, a);
		text_pca_project(&p, &rb, b);
		for (int i = 0; i < 40; i++) {
			u[i] = r->x[n][i] - p.mean[i];
			v[i] = r->x[n + 100][i] - p.mean[i];
		}
		(void)text_normalise(u, 40);
		(void)text_normalise(v, 40);
		assert_true(fabsf(text_dot(a, b, TEXT_DIM) - text_dot(u, v, 40)) < 0.02f);
	}
	struct text_row nothing = {0};
	float a[TEXT_DIM];

	text_pca_project(&p, &nothing, a);
	assert_true(text_dot(a, a, TEXT_DIM) == 0.0f);
	text_pca_release(&p);
	text_pca_release(&again);
	mem_free(r);
}

static void neighbours_are_exact(void **state)
{
	struct rng r;
	struct text_vectors v;
	struct text_neighbours one, three;
	float x[TEXT_DIM];

	(void)state;
	rng_seed(&r, 4);
	text_vectors_init(&v);
	for (int i = 0; i < 331; i++) {
		random_unit(&r, x);
		(void)text_vectors_add(&v, x);
		if (i % 10 == 0) /* equal vectors: ties by number */
			(void)text_vectors_add(&v, x);
	}
	assert_int_equal(text_neighbours_find(&one, &v, &v, 7, NULL), OK);
	assert_int_equal(text_neighbours_find(&three, &v, &v, 7, &(struct text_control){.threads = 3}), OK);
	assert_memory_equal(one.id, three.id, v.n * 7 * sizeof *one.id);
	assert_memory_equal(one.cosine, three.cosine, v.n * 7 * sizeof *one.cosine);
	for (size_t i = 0; i < v.n; i += 13) {
		size_t better = 0;
		uint32_t last = one.id[i * 7 + 6];

		for (size_t k = 0; k < v.n; k++)
			better += k != i && (text_vectors_cosine(&v, i, k) > one.cosine[i * 7 + 6] ||
					     (text_vectors_cosine(&v, i, k) == one.cosine[i * 7 + 6] && k < last));
		assert_int_equal(better, 6);
	}
	assert_int_equal(one.id[0], 1); /* its twin */
	text_neighbours_release(&one);
	text_neighbours_release(&three);
	text_vectors_release(&v);
}

/* n / size groups of `size` nodes with random edges inside and a few between. */
static void planted(struct text_graph *g, struct rng *r, size_t n, size_t size, int inside, int outside)
{
	size_t edges = 0, cap = n * (size_t)(inside + outside);
	struct text_edge *e = mem_alloc(cap * sizeof *e);

	for (uint32_t i = 0; i < n; i++) {
		for (int k = 0; k < inside; k++)
			e[edges++] = (struct text_edge){i, (uint32_t)(i / size * size + rng_below(r, size)), 1};
		for (int k = 0; k < outside; k++)
			e[edges++] = (struct text_edge){i, (uint32_t)rng_below(r, n), 0.3};
	}
	text_graph_of_edges(g, n, e, edges);
	mem_free(e);
}

static void leiden_finds_planted_groups(void **state)
{
	struct rng r;
	struct text_graph g;
	uint32_t part[3000], again[3000], count, count2;
	struct text_leiden o = {4, 7, 2};

	(void)state;
	rng_seed(&r, 5);
	planted(&g, &r, 3000, 30, 6, 2);
	assert_int_equal(text_leiden_run(&g, &o, false, part, &count, NULL), OK);
	assert_int_equal(text_leiden_run(&g, &o, false, again, &count2, NULL), OK);
	assert_memory_equal(part, again, sizeof part);
	assert_in_range(count, 97, 103);
	size_t wrong = 0;

	for (size_t i = 0; i < 3000; i++)
		wrong += part[i] != part[i / 30 * 30 + 1];
	assert_true(wrong < 60);
	uint32_t truth[3000];

	for (uint32_t i = 0; i < 3000; i++)
		truth[i] = i / 30;
	assert_true(text_leiden_quality(&g, 4, part) > text_leiden_quality(&g, 4, truth) - 1e-3);
	/* a warm start from the truth keeps it, but for what betters it */
	memcpy(again, truth, sizeof truth);
	assert_int_equal(text_leiden_run(&g, &o, true, again, &count2, NULL), OK);
	assert_true(text_leiden_quality(&g, 4, again) >= text_leiden_quality(&g, 4, truth) - 1e-12);
	o.resolution = 0.05;
	assert_int_equal(text_leiden_run(&g, &o, false, again, &count2, NULL), OK);
	assert_true(count2 < count);
	text_graph_release(&g);
}

/* Communities are connected: what Louvain does not promise. */
static void communities_are_connected(void **state)
{
	struct rng r;
	struct text_graph g;
	enum { N = 800 };
	uint32_t part[N], root[N], count;

	(void)state;
	rng_seed(&r, 6);
	planted(&g, &r, N, 40, 2, 1);
	assert_int_equal(text_leiden_run(&g, &(struct text_leiden){1, 1, 2}, false, part, &count, NULL), OK);
	for (uint32_t i = 0; i < N; i++)
		root[i] = i;
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t v = 0; v < N; v++)
			for (size_t e = g.start[v]; e < g.start[v + 1]; e++)
				if (part[g.to[e]] == part[v] && root[g.to[e]] < root[v]) {
					root[v] = root[g.to[e]];
					changed = true;
				}
	}
	size_t roots = 0;

	for (uint32_t v = 0; v < N; v++)
		roots += root[v] == v;
	assert_int_equal(roots, count);
	text_graph_release(&g);
}

static void odd_graphs(void **state)
{
	struct text_graph g;
	uint32_t part[3] = {9, 9, 9}, count = 9;

	(void)state;
	text_graph_of_edges(&g, 0, NULL, 0);
	assert_int_equal(text_leiden_run(&g, &(struct text_leiden){4, 1, 2}, false, part, &count, NULL), OK);
	assert_int_equal(count, 0);
	text_graph_release(&g);
	text_graph_of_edges(&g, 3, NULL, 0);
	assert_int_equal(text_leiden_run(&g, &(struct text_leiden){4, 1, 2}, false, part, &count, NULL), OK);
	assert_int_equal(count, 3);
	text_graph_release(&g);
}

static void ward_groups(void **state)
{
	static const float x[6][2] = {{0, 0}, {10, 0}, {0.1f, 0}, {10, 0.2f}, {5, 9}, {0, 0.2f}};
	static const double size[6] = {1, 2, 1, 1, 1, 3};
	uint32_t group[6];

	(void)state;
	text_ward(x[0], 2, size, 6, 3, group);
	assert_int_equal(group[0], 0);
	assert_int_equal(group[1], 1);
	assert_int_equal(group[2], 0);
	assert_int_equal(group[3], 1);
	assert_int_equal(group[4], 2);
	assert_int_equal(group[5], 0);
	text_ward(x[0], 2, size, 6, 1, group);
	for (int i = 0; i < 6; i++)
		assert_int_equal(group[i], 0);
	text_ward(x[0], 2, size, 6, 9, group);
	assert_int_equal(group[5], 5);
}

static double brute(const double *gain, size_t n, size_t row, uint32_t used)
{
	double best = -1e9;

	if (row == n)
		return 0;
	for (size_t c = 0; c < n; c++)
		if (!(used >> c & 1)) {
			double x = gain[row * n + c] + brute(gain, n, row + 1, used | 1u << c);

			best = x > best ? x : best;
		}
	return best;
}

static void matching_is_best(void **state)
{
	struct rng r;
	double gain[36];
	uint32_t match[6];

	(void)state;
	rng_seed(&r, 8);
	for (int round = 0; round < 300; round++) {
		double sum = 0;

		for (int i = 0; i < 36; i++)
			gain[i] = (double)rng_below(&r, 20);
		text_hungarian(gain, 6, 6, match);
		for (size_t i = 0; i < 6; i++)
			sum += gain[i * 6 + match[i]];
		assert_true(fabs(sum - brute(gain, 6, 0, 0)) < 1e-9);
	}
	uint32_t tall[9];
	int none = 0;

	text_hungarian(gain, 9, 4, tall);
	for (int i = 0; i < 9; i++)
		none += tall[i] == UINT32_MAX;
	assert_int_equal(none, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_mathematics),
		cmocka_unit_test(int8_products),
		cmocka_unit_test(quantised_vectors),
		cmocka_unit_test(components_keep_distances),
		cmocka_unit_test(neighbours_are_exact),
		cmocka_unit_test(leiden_finds_planted_groups),
		cmocka_unit_test(communities_are_connected),
		cmocka_unit_test(odd_graphs),
		cmocka_unit_test(ward_groups),
		cmocka_unit_test(matching_is_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
