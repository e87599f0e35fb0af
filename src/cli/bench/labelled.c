/* Reads labelled sentences of several origins into one shape (see labelled.h). */
#include "cli/bench/labelled.h"
#include <stdlib.h>
#include <string.h>

static void add(struct bench *b, struct labelled_list *l, struct labelled x)
{
	if (!str_trim(x.text).n)
		return;
	if (l->n == l->cap) {
		struct labelled *v = ARENA_ARRAY(b->cx->arena, struct labelled, l->cap ? l->cap * 2 : 1024);

		if (l->n)
			memcpy(v, l->v, l->n * sizeof *v);
		l->v = v;
		l->cap = l->cap ? l->cap * 2 : 1024;
	}
	l->v[l->n++] = x;
}

/* ---- our own sentences: every slot in turn ---- */
struct slots {
	char language[8];
	struct str words;
};

static struct str fill(struct arena *a, struct str pattern, struct str word)
{
	char *at = memmem(pattern.p, pattern.n, "{x}", 3);

	if (!at)
		return pattern;
	size_t before = (size_t)(at - pattern.p);

	return str_of(arena_printf(a, "%.*s%.*s%.*s", (int)before, pattern.p, STR_ARG(word), (int)(pattern.n - before - 3), at + 3));
}

static int named(struct str s, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (str_is(s, names[i]))
			return i;
	return -1;
}

static enum err own_line(struct bench *b, struct str line, const struct slots *slots, size_t n_slots, struct labelled_list *ret)
{
	struct str head, language, mood, type, urgency, words = {"", 0}, word;
	struct str rest = line;
	int64_t value;

	if (!str_split(&rest, '|', &head) || !str_split(&head, ' ', &language) || !str_split(&head, ' ', &mood) ||
	    !str_split(&head, ' ', &type) || !str_split(&head, ' ', &urgency) || !str_to_i64(mood, &value))
		return fail(b->cx, ERR_INVALID, NULL, "not LANGUAGE MOOD TYPE URGENCY | text: %.*s", STR_ARG(line));
	struct labelled x = {.mood = value < 0 ? LABEL_NEGATIVE : value > 0 ? LABEL_POSITIVE : LABEL_NEUTRAL,
			     .type = (int8_t)named(type, label_type_names, LABEL_TYPES),
			     .urgency = (int8_t)named(urgency, label_urgency_names, LABEL_URGENCIES)};

	for (size_t i = 0; i < n_slots; i++)
		if (str_is(language, slots[i].language))
			words = slots[i].words;
	rest = str_trim(rest);
	bool many = memmem(rest.p, rest.n, "{x}", 3) != NULL;
	size_t n = many ? 0 : 1;

	for (size_t i = 0; i < words.n && many; i++)
		n += words.p[i] == '|' ? 1 : 0;
	n += many;
	x.weight = 6.f / (float)n; /* a pattern counts as six sentences, however many slots it has */
	for (size_t i = 0; i < n && (!many || str_split(&words, '|', &word)); i++) {
		x.text = many ? fill(b->cx->arena, rest, str_trim(word)) : rest;
		add(b, ret, x);
	}
	return OK;
}

enum err labelled_own(struct bench *b, const char *path, struct labelled_list *ret)
{
	FILE *f = fopen(path, "re");
	struct slots slots[32];
	size_t n_slots = 0;
	char line[4096];
	enum err e = OK;

	if (!f)
		return fail(b->cx, ERR_NOT_FOUND, NULL, "there is no %s", path);
	while (e == OK && fgets(line, sizeof line, f)) {
		struct str s = str_copy(b->cx->arena, str_trim(str_of(line))), language;

		if (!s.n || s.p[0] == '#')
			continue;
		if (str_starts(s, "slots ") && n_slots < 32) {
			s = (struct str){s.p + 6, s.n - 6};
			(void)str_split(&s, ':', &language);
			(void)snprintf(slots[n_slots].language, sizeof slots[0].language, "%.*s", STR_ARG(language));
			slots[n_slots++].words = s;
			continue;
		}
		e = own_line(b, s, slots, n_slots, ret);
	}
	(void)fclose(f);
	return e;
}

enum err labelled_is22(struct bench *b, struct labelled_list *ret)
{
	static const char *const columns[] = {"feature_negative", "feature_neutral", "feature_positive"};
	struct bench_table t;

	TRY(bench_read(b, "is22-app-review-search/feature_sentiment.csv", ',', true, &t));
	for (size_t i = 0; i < t.rows; i++) {
		int mood = -1, moods = 0;

		for (int k = 0; k < 3; k++)
			if (str_trim(bench_cell(&t, i, bench_column(&t, columns[k]))).n) {
				mood = k;
				moods++;
			}
		if (moods == 1)
			add(b, ret, (struct labelled){bench_cell(&t, i, bench_column(&t, "sentence")), (int8_t)mood, -1, -1, 1});
	}
	return OK;
}

/* ---- MAMS: an XML of one line an element, ours to read because nothing else in it matters ---- */
static struct str attribute(struct str tag, const char *name)
{
	char *key = memmem(tag.p, tag.n, name, strlen(name));

	if (!key)
		return (struct str){0};
	struct str rest = {key + strlen(name), tag.n - (size_t)(key - tag.p) - strlen(name)}, value;

	return str_split(&rest, '"', &value) ? value : (struct str){0};
}

static struct str unescape(struct arena *a, struct str s)
{
	static const char *const entity[][2] = {{"&quot;", "\""}, {"&apos;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		size_t k = 0;

		while (k < 5 && !str_starts((struct str){s.p + i, s.n - i}, entity[k][0]))
			k++;
		out[n++] = k < 5 ? entity[k][1][0] : s.p[i];
		i += k < 5 ? strlen(entity[k][0]) : 1;
	}
	return (struct str){out, n};
}

static bool cuts(struct str s, size_t at, size_t *ret_n)
{
	static const char *const words[] = {" but ", " and ", " though ", " however ", " while "};

	*ret_n = 1;
	if (strchr(",;.!?:()", s.p[at]))
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_starts((struct str){s.p + at, s.n - at}, words[i])) {
			*ret_n = strlen(words[i]);
			return true;
		}
	return false;
}

/* The clause round bytes [from, to). */
static struct str clause(struct str s, size_t from, size_t to)
{
	size_t begin = 0, end = s.n, n;

	for (size_t i = 0; i < s.n; i++) {
		if (!cuts(s, i, &n))
			continue;
		if (i + n <= from)
			begin = i + n;
		if (i + n >= to && i + n < end)
			end = i + n;
	}
	return (struct str){s.p + begin, end - begin};
}

static void add_term(struct bench *b, struct str text, struct str tag, struct labelled_list *ret)
{
	static const char *const moods[] = {"negative", "neutral", "positive"};
	int64_t from, to;
	int mood = named(attribute(tag, "polarity=\""), moods, 3);

	if (mood < 0 || !str_to_i64(attribute(tag, "from=\""), &from) || !str_to_i64(attribute(tag, "to=\""), &to) || from < 0 || to < from)
		return;
	size_t a = utf8_offset(text, (size_t)from), z = utf8_offset(text, (size_t)to);

	add(b, ret, (struct labelled){clause(text, a, z), (int8_t)mood, -1, -1, 1});
}

enum err labelled_mams(struct bench *b, const char *part, struct labelled_list *ret)
{
	FILE *f = fopen(arena_printf(b->cx->arena, "%s/mams-absa/ATSA/%s.xml", b->data, part), "re");
	struct str text = {"", 0};
	char line[8192];
	size_t seen = 0;

	if (!f)
		return fail(b->cx, ERR_NOT_FOUND, NULL, "mams-absa/ATSA/%s.xml is not there", part);
	while (fgets(line, sizeof line, f)) {
		struct str s = str_trim(str_of(line));

		if (str_starts(s, "<text>") && s.n > 13)
			text = unescape(b->cx->arena, (struct str){s.p + 6, s.n - 13});
		else if (str_starts(s, "<aspectTerm ") && seen++ % (strcmp(part, "train") == 0 ? 8 : 1) == 0)
			add_term(b, text, s, ret);
	}
	(void)fclose(f);
	return OK;
}

enum err labelled_nusax(struct bench *b, const char *language, struct labelled_list *ret)
{
	static const char *const moods[] = {"negative", "neutral", "positive"};
	struct bench_table t;

	TRY(bench_read(b, arena_printf(b->cx->arena, "nusax-senti/%s/test.csv", language), ',', true, &t));
	for (size_t i = 0; i < t.rows; i++)
		add(b, ret, (struct labelled){bench_cell(&t, i, bench_column(&t, "text")),
			(int8_t)named(bench_cell(&t, i, bench_column(&t, "label")), moods, 3), -1, -1, 1});
	return OK;
}

enum err labelled_maalej(struct bench *b, struct labelled_list *ret)
{
	static const char *const types[] = {"Bug", "Feature", "Rating", "UserExperience"};
	struct bench_table t;

	TRY(bench_read(b, "app-reviews-maalej/reviews.csv", ',', true, &t));
	for (size_t i = 0; i < t.rows; i++) {
		struct str title = bench_cell(&t, i, bench_column(&t, "title")), comment = bench_cell(&t, i, bench_column(&t, "comment"));
		int type = named(bench_cell(&t, i, bench_column(&t, "label")), types, 4);

		if (type >= 0)
			add(b, ret, (struct labelled){str_of(arena_printf(b->cx->arena, "%.*s. %.*s", STR_ARG(title), STR_ARG(comment))), -1,
				(int8_t)type, -1, 1});
	}
	return OK;
}

enum err labelled_examples(struct bench *b, const struct labelled_list *l, enum label_head which, const struct text_encoder_hook *h,
			   struct labelled_examples *ret)
{
	*ret = (struct labelled_examples){.v = mem_alloc((l->n + 1) * sizeof *ret->v), .text = mem_alloc((l->n + 1) * sizeof *ret->text)};
	for (size_t i = 0; i < l->n; i++) {
		const struct labelled *x = &l->v[i];
		int label = which == LABEL_SENTIMENT ? x->mood : which == LABEL_TYPE ? x->type : x->urgency;

		if (label < 0)
			continue;
		head_features_read(x->text, &ret->v[ret->n].features);
		ret->v[ret->n].label = (uint32_t)label;
		ret->v[ret->n].weight = x->weight;
		ret->text[ret->n++] = x->text;
	}
	if (!h)
		return OK;
	ret->vectors = mem_alloc((ret->n + 1) * h->dim * sizeof *ret->vectors);
	enum err e = h->encode(h->arg, ret->text, ret->n, ret->vectors);

	for (size_t i = 0; i < ret->n; i++)
		ret->v[i].vector = ret->vectors + i * h->dim;
	return e == OK ? OK : fail(b->cx, e, NULL, "the sentences could not be encoded");
}

void labelled_release(struct labelled_examples *e)
{
	mem_free(e->v);
	mem_free(e->text);
	mem_free(e->vectors);
	*e = (struct labelled_examples){0};
}
