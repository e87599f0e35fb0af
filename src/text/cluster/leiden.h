/* Communities of a weighted graph: the Leiden algorithm (Traag, Waltman, van Eck 2019, doi 10.1038/s41598-019-41695-z)
 * with the quality  sum over communities of  w_in - resolution * K^2 / 2(2m):  moving node i to community c gains
 * w_ic - resolution * k_i * K_c / 2m. Refinement takes the best well-connected merge instead of a random one, so the
 * seed only decides the order of visits. */
#pragma once
#include "text/cluster/graph.h"

struct text_leiden {
	double resolution; /* 4 is the product's default, larger gives more and smaller communities */
	uint64_t seed;
	int iterations;    /* whole runs, each from the last one's result; 2 */
};

/* community[n] gets 0..count-1, numbered by the smallest node in each. When warm is true, community holds the start
 * (any numbers below n). Same graph, options and seed give the same result everywhere. */
enum err text_leiden_run(const struct text_graph *g, const struct text_leiden *options, bool warm, uint32_t *community,
	uint32_t *ret_count, const struct text_control *control);

/* The quality above, for comparing results; divided by 2m. */
double text_leiden_quality(const struct text_graph *g, double resolution, const uint32_t *community);
