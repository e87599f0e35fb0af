/* Themes and names against intents: BANKING77 and CLINC150, with each model and with words alone, number of themes
 * unknown and given; stream against batch. Called by analysis.c. */
#include "base/clock.h"
#include "base/map.h"
#include "cli/bench/bench.h"
#include "cli/bench/metrics.h"
#include <jansson.h>
#include <string.h>
#include <sys/resource.h>

struct bars {
	double nmi, ari, acc;
	const char *rival;
};

struct plan {
	const char *name;
	size_t labels;
	struct bars unknown[BENCH_MODELS], known;
	double names_gold, names_found;
};

static const struct plan banking = {
	"BANKING77", 77,
	{{81, 55.5, 63.5, "BERTopic 0.17.4: 79.0/38.6/39.2 with 299 topics"}, {78.5, 50.5, 60, NULL}, {66, 36, 46, NULL}},
	{80.5, 54, 62, "BERTopic: 78.4/42.8/54.0"}, .60, .48};
static const struct plan clinc = {
	"CLINC150", 150,
	{{89.5, 64, 68.5, "BERTopic 0.17.4: 85.7/54.6/52.2"}, {89.5, 65, 68, NULL}, {81, 54, 62, NULL}},
	{89.5, 67.5, 73, NULL}, .54, .50};

static void add(struct bench *b, struct bench_set *s, struct map *labels, struct str text, struct str label, size_t *cap)
{
	bool is_new;

	if (s->n == *cap) {
		size_t n = *cap ? *cap * 2 : 4096;
		struct text_item *item = ARENA_ARRAY(b->cx->arena, struct text_item, n);
		uint32_t *of = ARENA_ARRAY(b->cx->arena, uint32_t, n);

		if (s->n) {
			memcpy(item, s->item, s->n * sizeof *item);
			memcpy(of, s->label, s->n * sizeof *of);
		}
		s->item = item;
		s->label = of;
		*cap = n;
	}
	uintptr_t *slot = map_put(labels, label, &is_new);

	if (is_new) {
		*slot = s->labels;
		s->label_name[s->labels++] = label;
	}
	s->item[s->n] = (struct text_item){.text = text, .id = (int64_t)s->n + 1};
	s->label[s->n++] = (uint32_t)*slot;
}

static enum err read_banking(struct bench *b, struct bench_set *s, struct map *labels)
{
	struct bench_table t;
	size_t cap = 0;

	TRY(bench_read(b, "banking77/train.csv", ',', true, &t));
	for (size_t i = 0; i < t.rows; i++)
		add(b, s, labels, bench_cell(&t, i, 0), bench_cell(&t, i, 1), &cap);
	return OK;
}

static enum err read_clinc(struct bench *b, struct bench_set *s, struct map *labels)
{
	static const char *const parts[] = {"train", "val", "test"};
	json_t *root = json_load_file(arena_printf(b->cx->arena, "%s/clinc150/data_full.json", b->data), 0, NULL), *row;
	size_t cap = 0, i;

	if (!root)
		return fail(b->cx, ERR_NOT_FOUND, NULL, "clinc150/data_full.json is not there");
	for (size_t p = 0; p < 3; p++)
		json_array_foreach(json_object_get(root, parts[p]), i, row)
		{
			struct str text = str_of(json_string_value(json_array_get(row, 0)));
			struct str label = str_of(json_string_value(json_array_get(row, 1)));

			add(b, s, labels, str_copy(b->cx->arena, text), str_copy(b->cx->arena, label), &cap);
		}
	json_decref(root);
	return OK;
}

static enum err read_set(struct bench *b, const struct plan *p, struct bench_set *ret)
{
	struct map labels;

	*ret = (struct bench_set){.label_name = ARENA_ARRAY(b->cx->arena, struct str, 4096)};
	map_init(&labels);
	enum err e = p == &banking ? read_banking(b, ret, &labels) : read_clinc(b, ret, &labels);

	map_release(&labels);
	return e;
}

/* Each theme's name against the name of the label most of its items have. */
static double name_score(const struct bench_set *s, const struct text_themes *t)
{
	uint32_t *votes = mem_alloc((t->themes + 1) * s->labels * sizeof *votes);
	double sum = 0;

	for (size_t i = 0; i < t->assignments; i++)
		if (t->assignment[i].theme != TEXT_UNGROUPED)
			votes[t->assignment[i].theme * s->labels + s->label[t->assignment[i].item]]++;
	for (size_t k = 0; k < t->themes; k++) {
		size_t best = 0;

		for (size_t c = 1; c < s->labels; c++)
			if (votes[k * s->labels + c] > votes[k * s->labels + best])
				best = c;
		sum += bench_phrase_f1(t->theme[k].name, s->label_name[best]);
	}
	mem_free(votes);
	return t->themes ? sum / (double)t->themes : 0;
}

struct outcome {
	struct agreement a;
	double themes, names, cpu_s;
};

static struct agreement agree(const struct bench_set *s, const struct text_themes *t)
{
	uint32_t *cluster = mem_alloc((s->n + 1) * sizeof *cluster);

	for (size_t i = t->assignments; i-- > 0;) /* the strongest of an item stands first */
		cluster[t->assignment[i].item] = t->assignment[i].theme == TEXT_UNGROUPED ? (uint32_t)t->themes : t->assignment[i].theme;
	struct agreement a = bench_agreement(cluster, t->themes + 1, s->label, s->labels, s->n);

	mem_free(cluster);
	return a;
}

static enum err run(struct bench *b, const struct bench_set *s, enum bench_model m, const struct text_themes_options *o, int seeds,
		    struct outcome *ret)
{
	*ret = (struct outcome){0};
	for (int seed = 0; seed < seeds; seed++) {
		struct text_themes_options options = *o;
		struct text_themes t;
		int64_t cpu = clock_cpu_us();

		options.seed = (uint64_t)seed;
		enum err e = text_themes_run(&t, s->item, s->n, &options, bench_hook(b, m), NULL);

		if (e != OK)
			return fail(b->cx, e, NULL, "the themes could not be made");
		ret->cpu_s += (double)(clock_cpu_us() - cpu) / 1e6 / seeds;
		struct agreement a = agree(s, &t);

		ret->a.nmi += 100 * a.nmi / seeds;
		ret->a.ari += 100 * a.ari / seeds;
		ret->a.acc += 100 * a.acc / seeds;
		ret->themes += (double)t.themes / seeds;
		ret->names += name_score(s, &t) / seeds;
		text_themes_release(&t);
	}
	return OK;
}

static void report(struct bench *b, const char *what, const struct outcome *o, const struct bars *bars)
{
	struct arena *a = b->cx->arena;

	bench_row(b, arena_printf(a, "%s: NMI", what), o->a.nmi, bars->nmi, false, bars->rival);
	bench_row(b, arena_printf(a, "%s: ARI", what), o->a.ari, bars->ari, false, NULL);
	bench_row(b, arena_printf(a, "%s: ACC", what), o->a.acc, bars->acc, false, NULL);
	bench_note(b, "%s: %.1f themes, names F1 %.3f, %.1f s CPU (encoding only once)", what, o->themes, o->names, o->cpu_s);
}

static enum err check_models(struct bench *b, const struct plan *p, const struct bench_set *s)
{
	for (int m = 0; m < BENCH_MODELS; m++) {
		char *what = arena_printf(b->cx->arena, "%s, %s, number unknown", p->name, bench_model_name((enum bench_model)m));
		struct outcome o;

		if (!b->has[m]) {
			bench_skip(b, what, "the model is not there");
			continue;
		}
		TRY(run(b, s, (enum bench_model)m, &(struct text_themes_options){.no_names = m != BENCH_ENGLISH}, b->seeds, &o));
		report(b, what, &o, &p->unknown[m]);
		if (m == BENCH_ENGLISH) {
			bench_row(b, arena_printf(b->cx->arena, "%s, english: names of found themes, F1", p->name), o.names, p->names_found, false,
				NULL);
			if (p == &banking)
				bench_row(b, "BANKING77, english: fewer than 120 themes", o.themes, 120, true, NULL);
		}
	}
	return OK;
}

static enum err check_set(struct bench *b, const struct plan *p)
{
	struct bench_set s;
	struct outcome o;
	enum err e = read_set(b, p, &s);

	if (e == ERR_NOT_FOUND) {
		fail_clear(b->cx);
		bench_skip(b, p->name, "the data are not there");
		return OK;
	}
	TRY(e);
	TRY(check_models(b, p, &s));
	if (!b->has[BENCH_ENGLISH])
		return OK;
	TRY(run(b, &s, BENCH_ENGLISH, &(struct text_themes_options){.count = p->labels, .no_names = true}, b->seeds, &o));
	report(b, arena_printf(b->cx->arena, "%s, english, number given", p->name), &o, &p->known);
	TRY(run(b, &s, BENCH_ENGLISH, &(struct text_themes_options){.given = s.label}, 1, &o));
	bench_row(b, arena_printf(b->cx->arena, "%s, english: names of the intents, F1", p->name), o.names, p->names_gold, false, NULL);
	return OK;
}

enum err bench_themes(struct bench *b)
{
	TRY(check_set(b, &banking));
	TRY(check_set(b, &clinc));
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	bench_note(b, "memory so far: %ld MB at most", u.ru_maxrss / 1024);
	return OK;
}
