/* Ward's grouping of theme centres. Called for the upper level and to reach a wished number of themes. */
#include "text/cluster/ward.h"
#include "base/err.h"
#include "base/mem.h"
#include <stdbool.h>

struct ward {
	size_t n;
	float *cost;       /* [n][n], upper triangle used through at() */
	double *size;
	uint32_t *nearest; /* [n] of those above i */
	bool *gone;
};

static float *at(const struct ward *w, size_t a, size_t b)
{
	return a < b ? &w->cost[a * w->n + b] : &w->cost[b * w->n + a];
}

static void find_nearest(struct ward *w, size_t i)
{
	w->nearest[i] = UINT32_MAX;
	for (size_t k = i + 1; k < w->n; k++)
		if (!w->gone[k] && (w->nearest[i] == UINT32_MAX || *at(w, i, k) < *at(w, i, w->nearest[i])))
			w->nearest[i] = (uint32_t)k;
}

static void fill(struct ward *w, const float *centre, size_t dim)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = i + 1; k < w->n; k++) {
			double d2 = 0;

			for (size_t d = 0; d < dim; d++) {
				double x = (double)centre[i * dim + d] - (double)centre[k * dim + d];

				d2 += x * x;
			}
			*at(w, i, k) = (float)(w->size[i] * w->size[k] / (w->size[i] + w->size[k]) * d2);
		}
	for (size_t i = 0; i < w->n; i++)
		find_nearest(w, i);
}

/* b joins a, a < b. */
static void join(struct ward *w, size_t a, size_t b, uint32_t *group)
{
	double na = w->size[a], nb = w->size[b], ab = (double)*at(w, a, b);

	w->gone[b] = true;
	for (size_t k = 0; k < w->n; k++) {
		if (w->gone[k] || k == a)
			continue;
		double nk = w->size[k];
		double d = ((na + nk) * (double)*at(w, a, k) + (nb + nk) * (double)*at(w, b, k) - nk * ab) / (na + nb + nk);

		*at(w, a, k) = (float)d;
	}
	w->size[a] = na + nb;
	for (size_t i = 0; i < w->n; i++) {
		if (w->gone[i])
			continue;
		if (i == a || w->nearest[i] == a || w->nearest[i] == b)
			find_nearest(w, i);
		else if (i < a && *at(w, i, a) < *at(w, i, w->nearest[i]))
			w->nearest[i] = (uint32_t)a;
	}
	for (size_t i = 0; i < w->n; i++)
		if (group[i] == b)
			group[i] = (uint32_t)a;
}

void text_ward(const float *centre, size_t dim, const double *size, size_t n, size_t k, uint32_t *group)
{
	ASSERT(n <= TEXT_WARD_MAX);
	for (size_t i = 0; i < n; i++)
		group[i] = (uint32_t)i;
	if (k < n) {
		struct ward w = {.n = n, .cost = mem_alloc(n * n * sizeof(float)), .size = mem_alloc(n * sizeof(double)),
			.nearest = mem_alloc(n * sizeof(uint32_t)), .gone = mem_alloc(n)};

		for (size_t i = 0; i < n; i++)
			w.size[i] = size[i] > 0 ? size[i] : 1;
		fill(&w, centre, dim);
		for (size_t left = n; left > (k ? k : 1); left--) {
			size_t best = SIZE_MAX;

			for (size_t i = 0; i < n; i++)
				if (!w.gone[i] && w.nearest[i] != UINT32_MAX &&
				    (best == SIZE_MAX || *at(&w, i, w.nearest[i]) < *at(&w, best, w.nearest[best])))
					best = i;
			join(&w, best, w.nearest[best], group);
		}
		mem_free(w.cost);
		mem_free(w.size);
		mem_free(w.nearest);
		mem_free(w.gone);
	}
	/* Members point at the lowest of their group: number those. */
	for (size_t i = 0, next = 0; i < n; i++)
		group[i] = group[i] == i ? (uint32_t)next++ : group[group[i]];
}
