/* Makes themes of a corpus' vectors: neighbour graph, communities, wished number, small ones dropped.
 * Called once per clustering; deterministic. */
#include "text/theme/grouping.h"
#include "base/mem.h"
#include "text/cluster/ward.h"
#include "text/vector/math.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS = 2, BISECTIONS = 14 };

struct sized {
	uint32_t community, items, first;
};

size_t text_shares(const struct text_unit *unit, size_t n, const uint32_t *node_theme, struct text_share ret[TEXT_THEMES_PER_ITEM])
{
	struct text_share all[16];
	size_t m = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t theme = node_theme[unit[i].node];
		size_t k = 0;

		if (theme == TEXT_UNGROUPED)
			continue;
		while (k < m && all[k].theme != theme)
			k++;
		if (k == m && m == sizeof all / sizeof *all)
			continue; /* an item of very many themes: the first sixteen compete */
		if (k == m)
			all[m++] = (struct text_share){.theme = theme};
		all[k].words += unit[i].words;
	}
	for (size_t i = 1; i < m; i++) { /* by words, then theme */
		struct text_share x = all[i];
		size_t k = i;

		for (; k > 0 && (all[k - 1].words < x.words || (all[k - 1].words == x.words && all[k - 1].theme > x.theme)); k--)
			all[k] = all[k - 1];
		all[k] = x;
	}
	m = m < TEXT_THEMES_PER_ITEM ? m : (size_t)TEXT_THEMES_PER_ITEM;
	memcpy(ret, all, m * sizeof *ret);
	return m;
}

static int by_size(const void *a, const void *b)
{
	const struct sized *x = a, *y = b;

	if (x->items != y->items)
		return x->items > y->items ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* Items per community; a duplicate counts where its original is. */
static void count_items(const struct text_corpus *c, const uint32_t *part, size_t count, struct sized *ret)
{
	uint32_t *copies = mem_alloc((c->items ? c->items : 1) * sizeof *copies);

	for (size_t i = 0; i < count; i++)
		ret[i] = (struct sized){(uint32_t)i, 0, UINT32_MAX};
	for (size_t i = 0; i < c->items; i++)
		copies[c->copy_of[i]]++;
	for (size_t from = 0, to; from < c->units; from = to) {
		struct text_share share[TEXT_THEMES_PER_ITEM];

		for (to = from; to < c->units && c->unit[to].item == c->unit[from].item; to++)
			;
		size_t n = text_shares(c->unit + from, to - from, part, share);

		for (size_t i = 0; i < n; i++)
			ret[share[i].theme].items += copies[c->unit[from].item];
	}
	for (size_t v = c->nodes; v-- > 0;)
		if (part[v] != TEXT_UNGROUPED)
			ret[part[v]].first = (uint32_t)v;
	mem_free(copies);
}

/* Drops communities of fewer than `least` items and numbers the others by size; returns how many. */
static size_t keep_large(const struct text_corpus *c, uint32_t *part, size_t count, size_t least)
{
	struct sized *s = mem_alloc((count ? count : 1) * sizeof *s);
	uint32_t *name = mem_alloc((count ? count : 1) * sizeof *name);
	size_t themes = 0;

	count_items(c, part, count, s);
	if (count)
		qsort(s, count, sizeof *s, by_size);
	for (size_t i = 0; i < count; i++)
		name[s[i].community] = s[i].items >= least ? (uint32_t)themes++ : (uint32_t)TEXT_UNGROUPED;
	for (size_t v = 0; v < c->nodes; v++)
		if (part[v] != TEXT_UNGROUPED)
			part[v] = name[part[v]];
	mem_free(s);
	mem_free(name);
	return themes;
}

/* Mean direction of each theme's nodes, length 1. */
static void find_centres(const struct text_corpus *c, const uint32_t *part, size_t themes, float *ret)
{
	memset(ret, 0, themes * TEXT_DIM * sizeof *ret);
	for (size_t v = 0; v < c->nodes; v++) {
		const int8_t *q = c->vectors.q + v * TEXT_DIM;

		if (part[v] == TEXT_UNGROUPED)
			continue;
		for (size_t d = 0; d < TEXT_DIM; d++)
			ret[part[v] * TEXT_DIM + d] += (float)q[d] * c->vectors.inverse[v];
	}
	for (size_t t = 0; t < themes; t++)
		(void)text_normalise(ret + t * TEXT_DIM, TEXT_DIM);
}

static enum err communities(const struct text_corpus *c, const struct text_graph *g, const struct text_themes_options *o,
	double resolution, uint32_t *part, size_t *ret_themes, const struct text_control *control)
{
	uint32_t count = 0;
	struct text_leiden options = {resolution, o->seed, ITERATIONS};

	TRY(text_leiden_run(g, &options, false, part, &count, control));
	*ret_themes = keep_large(c, part, count, o->least);
	return OK;
}

/* Joins themes by Ward until `count` are left. */
static void join_down(const struct text_corpus *c, uint32_t *part, size_t *themes, size_t count)
{
	if (*themes <= count || *themes > TEXT_WARD_MAX)
		return;
	float *centre = mem_alloc(*themes * TEXT_DIM * sizeof *centre);
	double *size = mem_alloc(*themes * sizeof *size);
	uint32_t *group = mem_alloc(*themes * sizeof *group);

	find_centres(c, part, *themes, centre);
	for (size_t v = 0; v < c->nodes; v++)
		if (part[v] != TEXT_UNGROUPED)
			size[part[v]]++;
	text_ward(centre, TEXT_DIM, size, *themes, count, group);
	for (size_t v = 0; v < c->nodes; v++)
		if (part[v] != TEXT_UNGROUPED)
			part[v] = group[part[v]];
	*themes = keep_large(c, part, count, 1);
	mem_free(centre);
	mem_free(size);
	mem_free(group);
}

/* The smallest resolution with at least the wished number of themes; the rest is joined. */
static enum err reach_count(const struct text_corpus *c, const struct text_graph *g, const struct text_themes_options *o,
	struct text_grouping *ret, const struct text_control *control)
{
	double low = text_ln(0.02), high = text_ln(200);
	uint32_t *best = mem_alloc((c->nodes ? c->nodes : 1) * sizeof *best);
	size_t themes = 0, best_themes = 0;
	enum err e = OK;

	for (int i = 0; i < BISECTIONS && e == OK; i++) {
		double r = text_exp(i == 0 ? high : (low + high) / 2);

		e = communities(c, g, o, r, ret->node_theme, &themes, control);
		if (e != OK)
			break;
		bool enough = themes >= o->count;

		if (!best_themes || (enough ? best_themes < o->count || themes <= best_themes : themes > best_themes)) {
			memcpy(best, ret->node_theme, c->nodes * sizeof *best);
			best_themes = themes;
			ret->resolution = r;
		}
		if (i == 0)
			continue;
		if (enough)
			high = text_ln(r);
		else
			low = text_ln(r);
		if (themes == o->count)
			break;
	}
	memcpy(ret->node_theme, best, c->nodes * sizeof *best);
	ret->themes = best_themes;
	mem_free(best);
	if (e == OK)
		join_down(c, ret->node_theme, &ret->themes, o->count);
	return e;
}

static int by_float(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* 5th percentile of the cosine of each node to its nearest neighbour. */
static float find_threshold(const struct text_neighbours *nb)
{
	float *x = mem_alloc((nb->n ? nb->n : 1) * sizeof *x), t = 0;

	for (size_t i = 0; i < nb->n; i++)
		x[i] = nb->id[i * nb->k] == UINT32_MAX ? 0 : nb->cosine[i * nb->k];
	if (nb->n) {
		qsort(x, nb->n, sizeof *x, by_float);
		t = x[nb->n / 20];
	}
	mem_free(x);
	return t > 0 ? t : 0;
}

/* Neighbours per node: analysis.md; word overlap alone gives a flatter neighbourhood than meaning, so fewer of it
 * (docs/analysis.md). */
static size_t neighbours_of(const struct text_corpus *c)
{
	if (c->nodes < 2000)
		return 5;
	if (c->nodes < 10000)
		return 8;
	return c->space.encoder.dim ? 15 : 8;
}

/* People's own grouping: a node belongs where the first item that says it belongs. */
static void take_given(struct text_grouping *g, const struct text_corpus *c, const uint32_t *given)
{
	for (size_t v = 0; v < c->nodes; v++)
		g->node_theme[v] = given[c->unit[c->node_unit[v]].item];
	for (size_t i = 0; i < c->items; i++)
		if (given[i] != TEXT_UNGROUPED && given[i] >= g->themes)
			g->themes = given[i] + 1;
}

enum err text_grouping_make(struct text_grouping *g, const struct text_corpus *c, const struct text_themes_options *o,
	const struct text_control *control)
{
	struct text_neighbours nb;
	struct text_graph graph;

	*g = (struct text_grouping){.resolution = o->resolution};
	TRY(text_neighbours_find(&nb, &c->vectors, &c->vectors, neighbours_of(c), control));
	g->threshold = find_threshold(&nb);
	text_graph_of_neighbours(&graph, &nb);
	text_neighbours_release(&nb);
	g->node_theme = mem_alloc((c->nodes ? c->nodes : 1) * sizeof *g->node_theme);
	enum err e = OK;

	if (o->given)
		take_given(g, c, o->given);
	else if (o->count)
		e = reach_count(c, &graph, o, g, control);
	else
		e = communities(c, &graph, o, o->resolution, g->node_theme, &g->themes, control);

	text_graph_release(&graph);
	if (e != OK) {
		text_grouping_release(g);
		return e;
	}
	g->centre = mem_alloc((g->themes ? g->themes : 1) * TEXT_DIM * sizeof *g->centre);
	find_centres(c, g->node_theme, g->themes, g->centre);
	return OK;
}

void text_grouping_release(struct text_grouping *g)
{
	mem_free(g->node_theme);
	mem_free(g->centre);
	*g = (struct text_grouping){0};
}
