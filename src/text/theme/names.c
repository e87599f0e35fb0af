/* Names themes by the phrase that sets each apart from the whole: lex = p ln(p/q) * bonus for longer phrases, p and q the
 * shares of units with the phrase in the theme and in the corpus; score = 0.6 lex/max + 0.8 cos(phrase, centre)
 * - 0.2 for a single stem - 0.04 per word over 4; the best that no larger theme has taken. Called once per clustering;
 * bounded memory: at most 4,000 units of a theme are read, counts of the corpus are hashed. */
#include "text/theme/names.h"
#include "base/mem.h"
#include "text/lexical/language.h"
#include "text/theme/phrases.h"
#include "text/theme/stems.h"
#include "text/vector/math.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_BITS = 22, SAMPLE_MAX = 4000, BEST = 30, FORMS = 6, NAME_BYTES = 80, SET = 4096, LANGUAGES_MAX = 24 };

struct form {
	struct str text;
	uint32_t n;
};

struct candidate {
	uint64_t key;
	uint32_t n, last; /* units with it; last unit counted */
	uint8_t stems, words;
	double lex;
};

struct forms {
	struct form form[FORMS];
	size_t n;
};

struct namer {
	struct text_themes *t;
	const struct text_corpus *c;
	const struct text_grouping *g;
	uint32_t *count; /* corpus, hashed */
	uint64_t *seen;  /* keys of the unit at hand */
	struct text_phrase_rules rules[LANGUAGES_MAX];
	size_t languages;
	uint32_t *member, *first; /* nodes by theme */
	struct map taken;  /* keys used as names */
	struct arena keys;
	/* the theme at hand */
	struct text_phrase_rules *r;
	struct candidate *slot;
	size_t slots, candidates;
	uint32_t unit;
	struct str unit_text;
	struct candidate *best;
	struct forms *forms; /* of the best, how they are written */
	size_t bests;
};

static struct text_phrase_rules *rules_of(struct namer *s, const char *code)
{
	for (size_t i = 0; i < s->languages; i++)
		if (strcmp(s->rules[i].code, code) == 0)
			return &s->rules[i];
	if (s->languages == LANGUAGES_MAX)
		return &s->rules[0];
	text_phrase_rules_init(&s->rules[s->languages], code);
	return &s->rules[s->languages++];
}

/* Nodes in order of theme. */
static void find_members(struct namer *s)
{
	size_t n = s->c->nodes, themes = s->g->themes;

	s->first = mem_alloc((themes + 2) * sizeof *s->first);
	s->member = mem_alloc((n + 1) * sizeof *s->member);
	for (size_t v = 0; v < n; v++)
		if (s->g->node_theme[v] != TEXT_UNGROUPED)
			s->first[s->g->node_theme[v] + 2]++;
	for (size_t t = 0; t < themes; t++)
		s->first[t + 2] += s->first[t + 1];
	for (size_t v = 0; v < n; v++)
		if (s->g->node_theme[v] != TEXT_UNGROUPED)
			s->member[s->first[s->g->node_theme[v] + 1]++] = (uint32_t)v;
}

/* The i-th sampled unit of a theme. */
static size_t sample_size(const struct namer *s, size_t theme)
{
	size_t n = s->first[theme + 1] - s->first[theme];

	return n < SAMPLE_MAX ? n : (size_t)SAMPLE_MAX;
}

static uint32_t sample(const struct namer *s, size_t theme, size_t i)
{
	size_t n = s->first[theme + 1] - s->first[theme], m = sample_size(s, theme);

	return s->c->node_unit[s->member[s->first[theme] + i * n / m]];
}

static void find_language(struct namer *s, size_t theme)
{
	auto_buf b = {0};
	size_t n = sample_size(s, theme);

	buf_init(&b, 0);
	for (size_t i = 0; i < n && b.n < 6000; i++) {
		buf_str(&b, text_corpus_unit(s->c, sample(s, theme, i)));
		buf_char(&b, '\n');
	}
	struct text_language l = text_language_detect(buf_view(&b));

	memcpy(s->t->theme[theme].language, l.code, sizeof l.code);
}

static void count_phrase(void *arg, const struct text_phrase *p)
{
	struct namer *s = arg;
	size_t i = p->key % SET;

	if (p->key == 0)
		return;
	for (; s->seen[i]; i = (i + 1) % SET)
		if (s->seen[i] == p->key)
			return;
	s->seen[i] = p->key;
	s->count[p->key >> (64 - COUNT_BITS)]++;
}

static enum err count_corpus(struct namer *s, const struct text_control *control)
{
	for (size_t v = 0; v < s->c->nodes; v++) {
		uint32_t theme = s->g->node_theme[v];
		const char *code = theme == TEXT_UNGROUPED ? "en" : s->t->theme[theme].language;

		if (v % 512 == 0 && !text_going_on(control, "phrases", (double)v / (double)s->c->nodes))
			return ERR_CANCELLED;
		memset(s->seen, 0, SET * sizeof *s->seen);
		text_phrases(rules_of(s, code), text_corpus_unit(s->c, s->c->node_unit[v]), count_phrase, s);
	}
	return OK;
}

static struct candidate *slot_of(struct namer *s, uint64_t key)
{
	size_t i = key & (s->slots - 1);

	while (s->slot[i].n && s->slot[i].key != key)
		i = (i + 1) & (s->slots - 1);
	return &s->slot[i];
}

static void grow(struct namer *s)
{
	struct candidate *old = s->slot;
	size_t n = s->slots;

	s->slots = n ? n * 2 : 1024;
	s->slot = mem_alloc(s->slots * sizeof *s->slot);
	for (size_t i = 0; i < n; i++)
		if (old[i].n)
			*slot_of(s, old[i].key) = old[i];
	mem_free(old);
}

static void count_in_theme(void *arg, const struct text_phrase *p)
{
	struct namer *s = arg;

	if (s->candidates * 4 >= s->slots * 3)
		grow(s);
	struct candidate *k = slot_of(s, p->key);

	if (!k->n) {
		*k = (struct candidate){.key = p->key, .stems = p->stems, .words = p->words, .last = UINT32_MAX};
		s->candidates++;
	}
	k->words = p->words < k->words ? p->words : k->words;
	k->n += k->last != s->unit;
	k->last = s->unit;
}

static int by_lex(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->lex > y->lex || x->lex < y->lex)
		return x->lex > y->lex ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static double lex_of(const struct namer *s, const struct candidate *k, size_t units)
{
	static const double bonus[] = {0, 1, 1.7, 2.2, 2.3};
	double p = (double)k->n / (double)units;
	double q = (0.5 + (double)s->count[k->key >> (64 - COUNT_BITS)]) / (1.0 + (double)s->c->nodes);

	return p <= q ? 0 : p * text_ln(p / q) * bonus[k->stems < 4 ? k->stems : 4];
}

/* Counts candidates of a theme and leaves the best, by lex, in s->best. */
static void rank(struct namer *s, size_t theme)
{
	size_t units = sample_size(s, theme), n = 0, least = units / 50 > 2 ? units / 50 : 2;

	s->candidates = 0;
	if (s->slot)
		memset(s->slot, 0, s->slots * sizeof *s->slot);
	for (size_t i = 0; i < units; i++) {
		s->unit = (uint32_t)i;
		text_phrases(s->r, text_corpus_unit(s->c, sample(s, theme, i)), count_in_theme, s);
	}
	for (int pass = 0; pass < 2 && !n; pass++, least = 1) /* a theme without any repetition: anything */
		for (size_t i = 0; i < s->slots; i++)
			if (s->slot[i].n >= least) {
				s->slot[n] = s->slot[i]; /* n <= i: nothing unread is overwritten */
				s->slot[n].lex = lex_of(s, &s->slot[n], units);
				n++;
			}
	if (n)
		qsort(s->slot, n, sizeof *s->slot, by_lex);
	s->bests = n < BEST ? n : (size_t)BEST;
	memcpy(s->best, s->slot, s->bests * sizeof *s->best);
	memset(s->forms, 0, BEST * sizeof *s->forms);
	/* The table is spoilt: start afresh. */
	mem_free(s->slot);
	s->slot = NULL;
	s->slots = 0;
}

/* The phrase as written: one space for any white space, no capital that is only the sentence's, no shouting. */
static struct str surface(struct arena *a, struct str text, const struct text_phrase *p)
{
	char *out = arena_alloc(a, p->end - p->start + 1);
	size_t n = 0, upper = 0, lower = 0;

	for (size_t i = p->start; i < p->end; i++) {
		char c = text.p[i];
		bool space = c == ' ' || (c >= '\t' && c <= '\r');

		if (space && n && out[n - 1] == ' ')
			continue;
		upper += c >= 'A' && c <= 'Z';
		lower += c >= 'a' && c <= 'z';
		out[n++] = space ? ' ' : c;
	}
	bool shout = upper > 5 && !lower, sentence = p->at_start && n > 1 && !(out[1] >= 'A' && out[1] <= 'Z');

	for (size_t i = 0; i < n && (shout || (sentence && i == 0)); i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] + 32);
	return (struct str){out, n};
}

static void note_form(void *arg, const struct text_phrase *p)
{
	struct namer *s = arg;
	struct forms *k = NULL;

	for (size_t i = 0; i < s->bests && !k; i++)
		if (s->best[i].key == p->key)
			k = &s->forms[i];
	if (!k || p->end - p->start > NAME_BYTES)
		return;
	struct str text = surface(&s->keys, s->unit_text, p);

	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->form[i].text, text)) {
			k->form[i].n++;
			return;
		}
	if (k->n < FORMS)
		k->form[k->n++] = (struct form){text, 1};
}

static struct str commonest(const struct forms *k)
{
	size_t best = 0;

	for (size_t i = 1; i < k->n; i++)
		if (k->form[i].n > k->form[best].n)
			best = i;
	return k->n ? k->form[best].text : (struct str){0};
}

static bool is_taken(const struct namer *s, const struct candidate *k, struct str name)
{
	return map_get(&s->taken, (struct str){(const char *)&k->key, sizeof k->key}) || map_get(&s->taken, name);
}

static void take(struct namer *s, const struct candidate *k, struct str name)
{
	*map_put(&s->taken, (struct str){arena_copy(&s->keys, (const char *)&k->key, sizeof k->key), sizeof k->key}, NULL) = 1;
	*map_put(&s->taken, name, NULL) = 1;
}

/* A name of nothing but praise, blame or words that fit any product says little: "excellent", "great app". It is taken
 * only when nothing better is there. English, where such reviews are commonest. */
static bool says_little(const struct namer *s, struct str name)
{
	static const char plain[] = " app applic phone guy star exact featur thing product tool program softwar version work "
		"good great excel perfect awesom nice love best fantast amaz super cool bad worst terribl horribl use help easi "
		"recommend high thank brilliant wonder beauti problem issu unfortun sometim hope better simpl ";
	struct arena a;
	struct str stem[TEXT_PHRASE_WORDS + 2];
	char key[40];
	size_t n, known = 0;

	if (strcmp(s->r->code, "en") != 0)
		return false;
	arena_init(&a);
	n = text_stems(&a, "en", name, stem, TEXT_PHRASE_WORDS + 2);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(key, sizeof key, " %.*s ", (int)(stem[i].n < 36 ? stem[i].n : 36), stem[i].p);
		known += strstr(plain, key) != NULL;
	}
	arena_release(&a);
	return known == n;
}

/* Scores the best candidates and sets the name. */
static enum err choose(struct namer *s, size_t theme, struct text_grams *grams)
{
	float x[BEST][TEXT_DIM];
	struct str text[BEST];
	size_t pick = SIZE_MAX;
	double most = 0, high = 0;

	for (size_t i = 0; i < s->bests; i++) {
		text[i] = commonest(&s->forms[i]);
		most = s->best[i].lex > most ? s->best[i].lex : most;
	}
	TRY(text_space_project(&s->c->space, grams, text, s->bests, x[0]));
	for (size_t i = 0; i < s->bests; i++) {
		const struct candidate *k = &s->best[i];

		if (!text[i].n || is_taken(s, k, text[i]))
			continue;
		double score = (most > 0 ? 0.6 * k->lex / most : 0) +
			       0.8 * (double)text_dot(x[i], s->g->centre + theme * TEXT_DIM, TEXT_DIM) - (k->stems == 1 ? 0.2 : 0) -
			       (k->words > 4 ? 0.04 * (k->words - 4) : 0) - (says_little(s, text[i]) ? 0.3 : 0);

		if (pick == SIZE_MAX || score > high) {
			high = score;
			pick = i;
		}
	}
	struct text_theme *t = &s->t->theme[theme];

	if (pick != SIZE_MAX) {
		t->name = str_copy(&s->t->arena, text[pick]);
		take(s, &s->best[pick], t->name);
	}
	for (size_t i = 0, n = 0; i < s->bests && n < sizeof t->words / sizeof *t->words; i++)
		if (s->best[i].stems == 1 && text[i].n)
			t->words[n++] = str_copy(&s->t->arena, text[i]);
	return OK;
}

/* The unit nearest to the middle; of a sensible length if there is one. */
static void find_subtitle(struct namer *s, size_t theme)
{
	float best = -2;
	struct text_theme *t = &s->t->theme[theme];

	for (uint32_t i = s->first[theme]; i < s->first[theme + 1]; i++) {
		uint32_t v = s->member[i], unit = s->c->node_unit[v];
		float x[TEXT_DIM], cosine;

		for (size_t d = 0; d < TEXT_DIM; d++)
			x[d] = (float)s->c->vectors.q[v * TEXT_DIM + d];
		cosine = text_dot(x, s->g->centre + theme * TEXT_DIM, TEXT_DIM) * s->c->vectors.inverse[v];
		if (s->c->unit[unit].words < 4 || s->c->unit[unit].words > 40)
			cosine -= 0.5f;
		if (cosine > best) {
			best = cosine;
			t->subtitle = text_corpus_unit(s->c, unit);
			t->subtitle_item = s->c->unit[unit].item;
		}
	}
	t->subtitle = str_copy(&s->t->arena, t->subtitle);
}

/* A theme without a word of its own: its subtitle's beginning, or its number. */
static void last_resort(struct namer *s, size_t theme)
{
	struct text_theme *t = &s->t->theme[theme];
	size_t n = t->subtitle.n < 60 ? t->subtitle.n : 60;

	while (n < t->subtitle.n && n > 0 && t->subtitle.p[n] != ' ')
		n--;
	if (n && !map_get(&s->taken, (struct str){t->subtitle.p, n}))
		t->name = str_copy(&s->t->arena, (struct str){t->subtitle.p, n});
	else
		t->name = str_of(arena_printf(&s->t->arena, "Theme %zu", theme + 1));
	*map_put(&s->taken, t->name, NULL) = 1;
}

static enum err name_themes(struct namer *s, const struct text_control *control)
{
	struct text_grams *grams = text_grams_new();
	enum err e = OK;

	for (size_t theme = 0; theme < s->t->themes && e == OK; theme++) {
		s->r = rules_of(s, s->t->theme[theme].language);
		rank(s, theme);
		for (size_t i = 0; i < sample_size(s, theme); i++) {
			s->unit_text = text_corpus_unit(s->c, sample(s, theme, i));
			text_phrases(s->r, s->unit_text, note_form, s);
		}
		e = choose(s, theme, grams);
		find_subtitle(s, theme);
		if (!s->t->theme[theme].name.n)
			last_resort(s, theme);
		if (!text_going_on(control, "names", (double)theme / (double)s->t->themes))
			e = ERR_CANCELLED;
	}
	text_grams_free(grams);
	return e;
}

enum err text_names_make(struct text_themes *ret, const struct text_corpus *c, const struct text_grouping *g,
	const struct text_control *control)
{
	struct namer *s = mem_alloc(sizeof *s);

	s->t = ret;
	s->c = c;
	s->g = g;
	s->count = mem_alloc(sizeof *s->count << COUNT_BITS);
	s->seen = mem_alloc(SET * sizeof *s->seen);
	s->best = mem_alloc(BEST * sizeof *s->best);
	s->forms = mem_alloc(BEST * sizeof *s->forms);
	arena_init(&s->keys);
	map_init(&s->taken);
	find_members(s);
	for (size_t theme = 0; theme < ret->themes; theme++)
		find_language(s, theme);
	enum err e = count_corpus(s, control);

	if (e == OK)
		e = name_themes(s, control);
	for (size_t i = 0; i < s->languages; i++)
		text_phrase_rules_release(&s->rules[i]);
	map_release(&s->taken);
	arena_release(&s->keys);
	mem_free(s->count);
	mem_free(s->seen);
	mem_free(s->best);
	mem_free(s->forms);
	mem_free(s->member);
	mem_free(s->first);
	mem_free(s->slot);
	mem_free(s);
	return e;
}
