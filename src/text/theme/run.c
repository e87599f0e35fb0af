/* text_themes_run: the whole way from items to themes. Called by whoever groups texts; holds no state. */
#include "base/mem.h"
#include "text/cluster/ward.h"
#include "text/theme/grouping.h"
#include "text/theme/model.h"
#include "text/theme/names.h"
#include "text/vector/math.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static float cosine_to(const struct text_corpus *c, size_t node, const float *centre)
{
	float x[TEXT_DIM];

	for (size_t d = 0; d < TEXT_DIM; d++)
		x[d] = (float)c->vectors.q[node * TEXT_DIM + d];
	return text_dot(x, centre, TEXT_DIM) * c->vectors.inverse[node];
}

/* The unit of the item in this theme that is nearest to its middle. */
static struct text_assignment strongest(const struct text_corpus *c, const struct text_grouping *g, size_t from, size_t to, uint32_t theme)
{
	struct text_assignment a = {.theme = theme, .cosine = -2};

	for (size_t i = from; i < to; i++) {
		const struct text_unit *u = &c->unit[i];

		if (g->node_theme[u->node] != theme)
			continue;
		float cosine = cosine_to(c, u->node, g->centre + (size_t)theme * TEXT_DIM);

		if (cosine > a.cosine) {
			a.cosine = cosine;
			a.start = u->start;
			a.end = u->end;
		}
	}
	return a;
}

/* Rows of one original item, whose units are [from, to). */
static size_t assign_item(const struct text_corpus *c, const struct text_grouping *g, size_t from, size_t to, struct text_assignment *ret)
{
	struct text_share share[TEXT_THEMES_PER_ITEM];
	size_t n = text_shares(c->unit + from, to - from, g->node_theme, share);
	uint64_t words = 0;

	if (!n) {
		ret[0] = (struct text_assignment){.theme = TEXT_UNGROUPED};
		return 1;
	}
	for (size_t i = from; i < to; i++)
		words += c->unit[i].words;
	for (size_t i = 0; i < n; i++) {
		ret[i] = strongest(c, g, from, to, share[i].theme);
		ret[i].strength = (float)share[i].words / (float)words;
	}
	return n;
}

static void assign(struct text_themes *ret, const struct text_corpus *c, const struct text_grouping *g)
{
	size_t *first = mem_alloc((c->items + 1) * sizeof *first), unit = 0, cap = c->items * TEXT_THEMES_PER_ITEM;
	struct text_assignment *a = mem_alloc((cap ? cap : 1) * sizeof *a);

	for (size_t i = 0; i < c->items; i++) {
		size_t n = 0, from = unit, original = c->copy_of[i];

		first[i] = ret->assignments;
		while (unit < c->units && c->unit[unit].item == i)
			unit++;
		if (original == i)
			n = assign_item(c, g, from, unit, a + first[i]);
		else
			for (n = 0; first[original] + n < first[original + 1]; n++)
				a[first[i] + n] = a[first[original] + n];
		for (size_t k = first[i]; k < first[i] + n; k++) {
			a[k].item = (uint32_t)i;
			a[k].copy_of = (uint32_t)original;
			/* where the original's unit stands in a copy is not known: the whole text */
			a[k].start = original == i ? a[k].start : 0;
			a[k].end = original == i ? a[k].end : (uint32_t)c->item[i].text.n;
		}
		ret->ungrouped += a[first[i]].theme == TEXT_UNGROUPED;
		ret->assignments += n;
		first[i + 1] = ret->assignments;
	}
	ret->assignment = mem_realloc(a, (ret->assignments ? ret->assignments : 1) * sizeof *a);
	mem_free(first);
}

static void count(struct text_themes *ret, const struct text_corpus *c, const struct text_grouping *g)
{
	size_t *nodes = mem_alloc((ret->themes + 1) * sizeof *nodes);
	double *sum = mem_alloc((ret->themes + 1) * sizeof *sum);

	for (size_t i = 0; i < ret->assignments; i++) {
		const struct text_assignment *a = &ret->assignment[i];

		if (a->theme == TEXT_UNGROUPED)
			continue;
		ret->theme[a->theme].items++;
		ret->theme[a->theme].voices += c->voice[a->item];
	}
	for (size_t v = 0; v < c->nodes; v++) {
		uint32_t t = g->node_theme[v];

		if (t == TEXT_UNGROUPED)
			continue;
		nodes[t]++;
		sum[t] += (double)cosine_to(c, v, g->centre + (size_t)t * TEXT_DIM);
	}
	for (size_t t = 0; t < ret->themes; t++)
		ret->theme[t].cohesion = nodes[t] ? (float)(sum[t] / (double)nodes[t]) : 0;
	mem_free(nodes);
	mem_free(sum);
}

/* About sqrt(themes) groups of themes, so that both levels are about as long. */
static void upper_level(struct text_themes *ret, const struct text_grouping *g)
{
	size_t n = ret->themes < TEXT_WARD_MAX ? ret->themes : (size_t)TEXT_WARD_MAX, wished = 1;
	double *size = mem_alloc((n + 1) * sizeof *size);
	uint32_t *group = mem_alloc((n + 1) * sizeof *group);

	while (wished * wished < n)
		wished++;
	ret->groups = n < wished ? n : wished;
	for (size_t t = 0; t < n; t++)
		size[t] = (double)ret->theme[t].items;
	if (n)
		text_ward(g->centre, TEXT_DIM, size, n, ret->groups, group);
	ret->group = ARENA_ARRAY(&ret->arena, struct text_theme_group, ret->groups + 1);
	for (size_t t = 0; t < ret->themes; t++) {
		uint32_t k = t < n ? group[t] : 0; /* beyond the limit are the smallest */

		ret->theme[t].group = k;
		ret->group[k].themes++;
		ret->group[k].items += ret->theme[t].items;
	}
	mem_free(size);
	mem_free(group);
}

/* A group is called by its two largest themes. */
static void name_groups(struct text_themes *ret)
{
	for (size_t t = 0; t < ret->themes; t++) {
		struct text_theme_group *g = &ret->group[ret->theme[t].group];
		struct str name = ret->theme[t].name;

		if (!g->name.n)
			g->name = name;
		else if (!g->named)
			g->name = str_of(arena_printf(&ret->arena, "%.*s, %.*s", STR_ARG(g->name), STR_ARG(name)));
		else
			continue;
		g->named = g->name.p != name.p;
	}
}

static enum err check(const struct text_item *item, size_t items, const struct text_themes_options *o,
	const struct text_encoder_hook *encoder)
{
	if (items > TEXT_ITEMS_MAX)
		return ERR_TOO_LARGE;
	if ((items && !item) || !(o->resolution > 0 && o->resolution <= 1000) || o->count > items + 1)
		return ERR_INVALID;
	for (size_t i = 0; o->given && i < items; i++)
		if (o->given[i] != TEXT_UNGROUPED && o->given[i] >= items)
			return ERR_INVALID;
	if (encoder && (encoder->dim < 1 || encoder->dim > 4096 || !encoder->encode))
		return ERR_INVALID;
	return OK;
}

static enum err run(struct text_themes *ret, struct text_corpus *c, struct text_grouping *g, const struct text_themes_options *o,
	const struct text_encoder_hook *encoder, const struct text_control *control)
{
	TRY(text_corpus_vectors(c, encoder, control));
	TRY(text_grouping_make(g, c, o, control));
	ret->units = c->units;
	ret->copies = c->copies;
	ret->resolution = g->resolution;
	ret->themes = g->themes;
	ret->theme = ARENA_ARRAY(&ret->arena, struct text_theme, g->themes + 1);
	assign(ret, c, g);
	count(ret, c, g);
	upper_level(ret, g);
	if (!o->no_names) {
		TRY(text_names_make(ret, c, g, control));
		name_groups(ret);
	}
	ret->model = text_model_take(c, g);
	return OK;
}

enum err text_themes_run(struct text_themes *ret, const struct text_item *item, size_t items,
	const struct text_themes_options *options, const struct text_encoder_hook *encoder, const struct text_control *control)
{
	struct text_themes_options o = options ? *options : (struct text_themes_options){0};
	struct text_corpus c;
	struct text_grouping g = {0};

	*ret = (struct text_themes){0};
	o.resolution = o.resolution != 0.0 ? o.resolution : 4;
	o.least = o.least ? o.least : (size_t)TEXT_THEME_LEAST;
	TRY(check(item, items, &o, encoder));
	TRY(text_corpus_read(&c, item, items, control));
	arena_init(&ret->arena);
	enum err e = run(ret, &c, &g, &o, encoder, control);

	text_grouping_release(&g);
	text_corpus_release(&c);
	if (e != OK)
		text_themes_release(ret);
	return e;
}

void text_themes_release(struct text_themes *t)
{
	mem_free(t->assignment);
	text_model_free(t->model);
	arena_release(&t->arena);
	*t = (struct text_themes){0};
}
