/* Places new texts among existing themes by the votes of their nearest units. Called for each new item; the model is
 * immutable, so any number of threads may ask. */
#include "text/theme/model.h"
#include "text/vector/math.h"
#include <string.h>

enum { VOTERS = 10, THEMES_MAX = VOTERS };
static const float hysteresis = 1.2f; /* what a new theme must beat the present one by */

struct text_model {
	struct text_space space;
	struct text_vectors vectors;
	uint32_t *theme, *item; /* [vectors.n] */
	float threshold;
};

struct text_model *text_model_take(struct text_corpus *c, struct text_grouping *g)
{
	struct text_model *m = mem_alloc(sizeof *m);

	m->space = c->space;
	m->vectors = c->vectors;
	m->theme = g->node_theme;
	m->threshold = g->threshold;
	m->item = mem_alloc((c->nodes + 1) * sizeof *m->item);
	for (size_t v = 0; v < c->nodes; v++)
		m->item[v] = c->unit[c->node_unit[v]].item;
	c->space = (struct text_space){0};
	c->vectors = (struct text_vectors){0};
	g->node_theme = NULL;
	return m;
}

void text_model_free(struct text_model *m)
{
	if (!m)
		return;
	text_space_release(&m->space);
	text_vectors_release(&m->vectors);
	mem_free(m->theme);
	mem_free(m->item);
	mem_free(m);
}

struct near {
	float cosine[VOTERS];
	uint32_t node[VOTERS];
	size_t n;
};

static void insert(struct near *near, uint32_t node, float cosine)
{
	size_t i = near->n < VOTERS ? near->n++ : (size_t)VOTERS - 1;

	for (; i > 0 && cosine > near->cosine[i - 1]; i--) {
		near->cosine[i] = near->cosine[i - 1];
		near->node[i] = near->node[i - 1];
	}
	near->cosine[i] = cosine;
	near->node[i] = node;
}

static struct near find_near(const struct text_model *m, const float *x)
{
	struct text_vectors one;
	struct near near = {0};
	int8_t queries[4 * TEXT_DIM] = {0};
	text_dots *dots = text_dots_best();

	text_vectors_init(&one);
	(void)text_vectors_add(&one, x);
	memcpy(queries, one.q, TEXT_DIM);
	for (size_t i = 0; i < m->vectors.n; i++) {
		int32_t dot[4];

		dots(queries, m->vectors.q + i * TEXT_DIM, dot);
		float cosine = (float)dot[0] * (one.inverse[0] * m->vectors.inverse[i]);

		if (cosine > 0 && (near.n < VOTERS || cosine > near.cosine[VOTERS - 1]))
			insert(&near, (uint32_t)i, cosine);
	}
	text_vectors_release(&one);
	return near;
}

static void add_vote(const struct text_model *m, const struct near *near, size_t i, float *total,
	struct text_vote *vote, size_t *votes)
{
	uint32_t theme = m->theme[near->node[i]];
	float weight = near->cosine[i] * near->cosine[i];
	size_t k = 0;

	*total += weight;
	while (k < *votes && vote[k].theme != theme)
		k++;
	if (k == *votes)
		vote[(*votes)++] = (struct text_vote){theme, 0, near->cosine[i], m->item[near->node[i]]};
	vote[k].share += weight;
}

static void sort_votes(struct text_vote *vote, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct text_vote x = vote[i];
		size_t k = i;

		for (; k > 0 && (vote[k - 1].share < x.share || (!(vote[k - 1].share > x.share) && vote[k - 1].theme > x.theme)); k--)
			vote[k] = vote[k - 1];
		vote[k] = x;
	}
}

static void decide(struct text_placement *p, const struct text_vote *vote, size_t votes, uint32_t current)
{
	float present = 0;

	for (size_t i = 0; i < votes; i++) {
		if (vote[i].theme == TEXT_UNGROUPED)
			continue;
		if (p->votes < sizeof p->vote / sizeof *p->vote)
			p->vote[p->votes++] = vote[i];
		if (vote[i].theme == current)
			present = vote[i].share;
	}
	p->theme = votes && p->nearest >= p->threshold ? vote[0].theme : (uint32_t)TEXT_UNGROUPED;
	if (current != TEXT_UNGROUPED && present > 0 && p->theme != TEXT_UNGROUPED && vote[0].share <= hysteresis * present)
		p->theme = current;
}

enum err text_themes_place(const struct text_model *m, struct str text, uint32_t current, struct text_placement *ret)
{
	struct text_grams *g = text_grams_new();
	struct text_vote vote[THEMES_MAX] = {0};
	float x[TEXT_DIM], total = 0;
	size_t votes = 0;
	enum err e = text_space_project(&m->space, g, &text, 1, x);

	text_grams_free(g);
	*ret = (struct text_placement){.theme = TEXT_UNGROUPED, .threshold = m->threshold};
	TRY(e);
	struct near near = find_near(m, x);

	ret->nearest = near.n ? near.cosine[0] : 0;
	for (size_t i = 0; i < near.n; i++)
		add_vote(m, &near, i, &total, vote, &votes);
	for (size_t i = 0; i < votes; i++)
		vote[i].share /= total;
	sort_votes(vote, votes);
	decide(ret, vote, votes, current);
	return OK;
}
