/* Weighted undirected graphs in compressed rows. */
#pragma once
#include "text/vector/knn.h"

struct text_graph {
	size_t n;
	size_t *start;    /* [n + 1] */
	uint32_t *to;     /* [start[n]], both directions of each edge, by rising id, no loops */
	double *weight;   /* [start[n]] */
	double *strength; /* [n] sum of a node's weights, loops counted twice */
	double total;     /* sum of strengths: 2m */
};

/* Joins every node with its neighbours of positive cosine; an edge that both ends name is one edge (the larger
 * weight). */
void text_graph_of_neighbours(struct text_graph *g, const struct text_neighbours *nb);
/* From edges given once each; a loop only adds to strength; parallel edges add up. */
struct text_edge {
	uint32_t a, b;
	double weight;
};
void text_graph_of_edges(struct text_graph *g, size_t n, const struct text_edge *edge, size_t edges);
void text_graph_release(struct text_graph *g);
