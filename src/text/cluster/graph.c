/* Builds graphs from neighbour lists or edges. Called by the clustering; order of rows is by id, always. */
#include "text/cluster/graph.h"
#include "base/mem.h"
#include <stdlib.h>

static size_t find(const struct text_neighbours *nb, size_t row, size_t id)
{
	for (size_t i = 0; i < nb->k; i++)
		if (nb->id[row * nb->k + i] == id)
			return i;
	return SIZE_MAX;
}

void text_graph_of_neighbours(struct text_graph *g, const struct text_neighbours *nb)
{
	struct text_edge *edge = mem_alloc(nb->n * nb->k * sizeof *edge);
	size_t edges = 0;

	for (size_t i = 0; i < nb->n; i++)
		for (size_t k = 0; k < nb->k; k++) {
			uint32_t j = nb->id[i * nb->k + k];
			float w = nb->cosine[i * nb->k + k];

			if (j == UINT32_MAX || !(w > 0))
				continue;
			size_t back = find(nb, j, i);

			if (back != SIZE_MAX && j < i)
				continue; /* the other end added it: cosines are symmetric, so the larger is either */
			edge[edges++] = (struct text_edge){(uint32_t)i, j, (double)w};
		}
	text_graph_of_edges(g, nb->n, edge, edges);
	mem_free(edge);
}

static void count_rows(struct text_graph *g, const struct text_edge *edge, size_t edges)
{
	for (size_t e = 0; e < edges; e++)
		if (edge[e].a != edge[e].b) {
			g->start[edge[e].a + 1]++;
			g->start[edge[e].b + 1]++;
		}
	for (size_t i = 0; i < g->n; i++)
		g->start[i + 1] += g->start[i];
}

struct half {
	uint32_t to;
	double weight;
};

static int by_to(const void *a, const void *b)
{
	const struct half *x = a, *y = b;

	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Sorts a row and adds up parallel edges; returns what is left of it at `out`. */
static size_t merge_row(struct text_graph *g, struct half *row, size_t n, size_t out)
{
	size_t first = out;

	qsort(row, n, sizeof *row, by_to);
	for (size_t i = 0; i < n; i++) {
		if (out > first && g->to[out - 1] == row[i].to) {
			g->weight[out - 1] += row[i].weight;
			continue;
		}
		g->to[out] = row[i].to;
		g->weight[out++] = row[i].weight;
	}
	return out;
}

void text_graph_of_edges(struct text_graph *g, size_t n, const struct text_edge *edge, size_t edges)
{
	*g = (struct text_graph){.n = n, .start = mem_alloc((n + 1) * sizeof(size_t))};
	g->strength = mem_alloc(n * sizeof *g->strength);
	count_rows(g, edge, edges);
	size_t halves = g->start[n], out = 0;
	struct half *half = mem_alloc(halves * sizeof *half);
	size_t *at = mem_alloc(n * sizeof *at);

	g->to = mem_alloc(halves * sizeof *g->to);
	g->weight = mem_alloc(halves * sizeof *g->weight);
	for (size_t i = 0; i < n; i++)
		at[i] = g->start[i];
	for (size_t e = 0; e < edges; e++) {
		uint32_t a = edge[e].a, b = edge[e].b;

		if (a == b) {
			g->strength[a] += 2 * edge[e].weight;
			continue;
		}
		half[at[a]++] = (struct half){b, edge[e].weight};
		half[at[b]++] = (struct half){a, edge[e].weight};
	}
	for (size_t i = 0; i < n; i++) {
		size_t first = g->start[i], end = g->start[i + 1];

		g->start[i] = out;
		out = merge_row(g, half + first, end - first, out);
		for (size_t k = g->start[i]; k < out; k++)
			g->strength[i] += g->weight[k];
		g->total += g->strength[i];
	}
	g->start[n] = out;
	mem_free(half);
	mem_free(at);
}

void text_graph_release(struct text_graph *g)
{
	mem_free(g->start);
	mem_free(g->to);
	mem_free(g->weight);
	mem_free(g->strength);
	*g = (struct text_graph){0};
}
