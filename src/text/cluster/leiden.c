/* The Leiden algorithm. Called by the theme pipeline; must be deterministic: rows are by id, ties go to the lowest
 * community, sums run in row order. */
#include "text/cluster/leiden.h"
#include "base/mem.h"
#include "base/rng.h"
#include <string.h>

/* Work space of one level: the graph, a partition of it, and sums per community. */
struct level {
	const struct text_graph *g;
	double rate;       /* resolution / 2m */
	uint32_t *part;    /* [n] community of each node */
	double *sum;       /* [n] strength of each community */
	uint32_t *size;    /* [n] nodes of each community */
	uint32_t *empty;   /* stack of communities without nodes */
	size_t empties;
	double *near;      /* [n] weight from the node at hand to each community, zero elsewhere */
	uint32_t *touched; /* communities with near set */
	size_t touches;
	uint32_t *order, *queue;
	bool *queued;
};

static void level_init(struct level *l, const struct text_graph *g, double resolution)
{
	size_t n = g->n ? g->n : 1;

	*l = (struct level){.g = g, .rate = g->total > 0 ? resolution / g->total : 0};
	l->part = mem_alloc(n * sizeof *l->part);
	l->sum = mem_alloc(n * sizeof *l->sum);
	l->size = mem_alloc(n * sizeof *l->size);
	l->empty = mem_alloc(n * sizeof *l->empty);
	l->near = mem_alloc(n * sizeof *l->near);
	l->touched = mem_alloc(n * sizeof *l->touched);
	l->order = mem_alloc(n * sizeof *l->order);
	l->queue = mem_alloc(n * sizeof *l->queue);
	l->queued = mem_alloc(n * sizeof *l->queued);
}

static void level_release(struct level *l)
{
	mem_free(l->part);
	mem_free(l->sum);
	mem_free(l->size);
	mem_free(l->empty);
	mem_free(l->near);
	mem_free(l->touched);
	mem_free(l->order);
	mem_free(l->queue);
	mem_free(l->queued);
}

/* Sums and sizes from l->part. */
static void level_count(struct level *l)
{
	size_t n = l->g->n;

	memset(l->sum, 0, n * sizeof *l->sum);
	memset(l->size, 0, n * sizeof *l->size);
	l->empties = 0;
	for (size_t i = 0; i < n; i++) {
		l->sum[l->part[i]] += l->g->strength[i];
		l->size[l->part[i]]++;
	}
	for (size_t i = n; i-- > 0;)
		if (!l->size[i])
			l->empty[l->empties++] = (uint32_t)i;
}

static void shuffle(uint32_t *order, size_t n, struct rng *r)
{
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)rng_below(r, i);
		uint32_t t = order[i - 1];

		order[i - 1] = order[k];
		order[k] = t;
	}
}

/* Sums the weights from node v to each community of `part`; only neighbours with within[] == bound when given. */
static void look_round(struct level *l, size_t v, const uint32_t *part, const uint32_t *within)
{
	l->touches = 0;
	for (size_t e = l->g->start[v]; e < l->g->start[v + 1]; e++) {
		uint32_t u = l->g->to[e];

		if (within && within[u] != within[v])
			continue;
		if (!(l->near[part[u]] > 0))
			l->touched[l->touches++] = part[u];
		l->near[part[u]] += l->g->weight[e];
	}
}

static void forget(struct level *l)
{
	for (size_t i = 0; i < l->touches; i++)
		l->near[l->touched[i]] = 0;
}

/* The best community for v, which has just been taken out of `old`. */
static uint32_t best_move(struct level *l, size_t v, uint32_t old)
{
	double k = l->g->strength[v] * l->rate, best = l->near[old] - k * l->sum[old];
	uint32_t to = old;

	for (size_t i = 0; i < l->touches; i++) {
		uint32_t c = l->touched[i];
		double gain = l->near[c] - k * l->sum[c];

		if (gain > best || (!(gain < best) && c < to && to != old)) {
			best = gain;
			to = c;
		}
	}
	if (best < 0 && l->empties)
		to = l->empty[l->empties - 1];
	return to;
}

static void move(struct level *l, size_t v, uint32_t to)
{
	if (!l->size[to])
		l->empties--; /* `to` is the top of the stack: best_move takes no other */
	l->part[v] = to;
	l->sum[to] += l->g->strength[v];
	l->size[to]++;
}

/* Moves nodes until none gains by it; true when some moved. */
static bool fast_move(struct level *l, struct rng *r)
{
	size_t n = l->g->n, head = 0, waiting = n;
	bool moved = false;

	shuffle(l->queue, n, r);
	for (size_t i = 0; i < n; i++)
		l->queued[i] = true;
	while (waiting) {
		uint32_t v = l->queue[head], old = l->part[v];

		head = head + 1 == n ? 0 : head + 1;
		waiting--;
		l->queued[v] = false;
		look_round(l, v, l->part, NULL);
		l->sum[old] -= l->g->strength[v];
		if (!--l->size[old]) {
			l->sum[old] = 0;
			l->empty[l->empties++] = old;
		}
		uint32_t to = best_move(l, v, old);

		forget(l);
		move(l, v, to);
		if (to == old)
			continue;
		moved = true;
		for (size_t e = l->g->start[v]; e < l->g->start[v + 1]; e++) {
			uint32_t u = l->g->to[e];

			if (l->queued[u] || l->part[u] == to)
				continue;
			l->queued[u] = true;
			l->queue[(head + waiting++) % n] = u;
		}
	}
	return moved;
}

/* Splits each community of l->part into well-connected parts: refined[]. */
static void refine(struct level *l, uint32_t *refined, struct rng *r)
{
	size_t n = l->g->n;
	double *sum = mem_alloc(n * sizeof *sum), *cut = mem_alloc(n * sizeof *cut);
	bool *joined = mem_alloc(n * sizeof *joined);

	for (size_t v = 0; v < n; v++) {
		refined[v] = (uint32_t)v;
		sum[v] = l->g->strength[v];
		for (size_t e = l->g->start[v]; e < l->g->start[v + 1]; e++)
			if (l->part[l->g->to[e]] == l->part[v])
				cut[v] += l->g->weight[e];
	}
	shuffle(l->order, n, r);
	for (size_t i = 0; i < n; i++) {
		uint32_t v = l->order[i], to = v;
		double all = l->sum[l->part[v]], k = l->g->strength[v] * l->rate, best = 0;

		if (joined[v] || cut[v] < k * (all - l->g->strength[v]))
			continue;
		look_round(l, v, refined, l->part);
		for (size_t t = 0; t < l->touches; t++) {
			uint32_t c = l->touched[t];
			double gain = l->near[c] - k * sum[c];

			if (c == v || cut[c] < l->rate * sum[c] * (all - sum[c]))
				continue;
			if (gain > best || (!(gain < best) && gain > 0 && c < to)) {
				best = gain;
				to = c;
			}
		}
		if (to != v) {
			cut[to] += cut[v] - 2 * l->near[to];
			sum[to] += sum[v];
			refined[v] = to;
			joined[v] = joined[to] = true;
		}
		forget(l);
	}
	mem_free(sum);
	mem_free(cut);
	mem_free(joined);
}

/* Renumbers by first appearance; returns how many there are. */
static uint32_t renumber(uint32_t *part, size_t n, size_t bound)
{
	uint32_t *name = mem_alloc((bound ? bound : 1) * sizeof *name), count = 0;

	for (size_t i = 0; i < n; i++) {
		if (!name[part[i]])
			name[part[i]] = ++count;
		part[i] = name[part[i]] - 1;
	}
	mem_free(name);
	return count;
}

/* The graph whose nodes are the parts; loops keep the inner weight in the strengths. */
static void aggregate(const struct text_graph *g, const uint32_t *part, uint32_t count, struct text_graph *ret)
{
	struct text_edge *edge = mem_alloc((g->start[g->n] / 2 + 1) * sizeof *edge);
	size_t edges = 0;

	for (size_t v = 0; v < g->n; v++)
		for (size_t e = g->start[v]; e < g->start[v + 1]; e++)
			if (g->to[e] > v && part[v] != part[g->to[e]])
				edge[edges++] = (struct text_edge){part[v], part[g->to[e]], g->weight[e]};
	text_graph_of_edges(ret, count, edge, edges);
	memset(ret->strength, 0, count * sizeof *ret->strength);
	ret->total = g->total;
	for (size_t v = 0; v < g->n; v++)
		ret->strength[part[v]] += g->strength[v];
	mem_free(edge);
}

/* One level: moves, refines; false when there is nothing left to join. refined[] are the nodes of the next level,
 * and next[] their communities. */
static bool one_level(const struct text_graph *g, double resolution, uint32_t *part, struct rng *r, uint32_t *refined,
	uint32_t *ret_count, uint32_t *next)
{
	struct level l;

	level_init(&l, g, resolution);
	memcpy(l.part, part, g->n * sizeof *part);
	level_count(&l);
	(void)fast_move(&l, r);
	memcpy(part, l.part, g->n * sizeof *part);
	refine(&l, refined, r);
	*ret_count = renumber(refined, g->n, g->n);
	/* Communities of the next level, named by numbers below its node count. */
	uint32_t communities = renumber(part, g->n, g->n);

	for (size_t v = 0; v < g->n; v++)
		next[refined[v]] = part[v];
	level_release(&l);
	return *ret_count < g->n && communities < *ret_count;
}

/* Lets go the levels' graphs but the caller's own. */
static void drop(struct text_graph *g, bool own)
{
	if (own)
		text_graph_release(g);
}

static void one_run(const struct text_graph *g, double resolution, uint32_t *community, struct rng *r)
{
	struct text_graph now = *g;
	uint32_t *node = mem_alloc(g->n * sizeof *node); /* node of the current level that each original is in */
	uint32_t *part = mem_alloc(g->n * sizeof *part), *refined = mem_alloc(g->n * sizeof *refined);
	uint32_t *next = mem_alloc(g->n * sizeof *next), count = 0;
	bool own = false, more = true;

	for (size_t i = 0; i < g->n; i++)
		node[i] = (uint32_t)i;
	memcpy(part, community, g->n * sizeof *part);
	while (more) {
		more = one_level(&now, resolution, part, r, refined, &count, next);
		for (size_t i = 0; i < g->n; i++)
			community[i] = part[node[i]];
		if (!more)
			break;
		struct text_graph up;

		aggregate(&now, refined, count, &up);
		for (size_t i = 0; i < g->n; i++)
			node[i] = refined[node[i]];
		memcpy(part, next, count * sizeof *part);
		drop(&now, own);
		now = up;
		own = true;
	}
	drop(&now, own);
	mem_free(node);
	mem_free(part);
	mem_free(refined);
	mem_free(next);
}

enum err text_leiden_run(const struct text_graph *g, const struct text_leiden *options, bool warm, uint32_t *community,
	uint32_t *ret_count, const struct text_control *control)
{
	struct rng r;

	rng_seed(&r, options->seed);
	for (size_t i = 0; i < g->n && !warm; i++)
		community[i] = (uint32_t)i;
	for (int i = 0; i < options->iterations && g->n; i++) {
		if (!text_going_on(control, "communities", (double)i / options->iterations))
			return ERR_CANCELLED;
		one_run(g, options->resolution, community, &r);
	}
	*ret_count = renumber(community, g->n, g->n);
	return OK;
}

double text_leiden_quality(const struct text_graph *g, double resolution, const uint32_t *community)
{
	double *sum = mem_alloc((g->n ? g->n : 1) * sizeof *sum), inner = 0, expected = 0, loops = 0;

	for (size_t v = 0; v < g->n; v++) {
		double row = 0;

		sum[community[v]] += g->strength[v];
		for (size_t e = g->start[v]; e < g->start[v + 1]; e++) {
			row += g->weight[e];
			if (community[g->to[e]] == community[v])
				inner += g->weight[e];
		}
		loops += g->strength[v] - row;
	}
	for (size_t c = 0; c < g->n; c++)
		expected += sum[c] * sum[c];
	mem_free(sum);
	return g->total > 0 ? (inner + loops - resolution * expected / g->total) / g->total : 0;
}
