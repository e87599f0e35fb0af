/* Stems of a phrase (see stems.h). ASCII case only: for names and measures in languages with a Snowball stemmer. */
#include "text/theme/stems.h"
#include "text/theme/stopwords.h"
#include <libstemmer.h>

struct stemming {
	struct arena *a;
	struct sb_stemmer *stemmer; /* NULL: words are their own stems */
	struct map stop;
	struct str *ret;
	size_t n, cap;
};

static void add_word(struct stemming *s, struct str word)
{
	struct str stem = word;

	if (!word.n || s->n == s->cap || map_get(&s->stop, word))
		return;
	if (s->stemmer) {
		const char *z = (const char *)sb_stemmer_stem(s->stemmer, (const sb_symbol *)word.p, (int)word.n);

		stem = (struct str){z, (size_t)sb_stemmer_length(s->stemmer)};
	}
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->ret[i], stem))
			return;
	s->ret[s->n++] = str_copy(s->a, stem);
}

static bool in_word(unsigned char c)
{
	return c >= 128 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '\'';
}

size_t text_stems(struct arena *a, const char *code, struct str text, struct str *ret, size_t cap)
{
	const char *algorithm = text_stemmer_name(code);
	struct stemming s = {.a = a, .ret = ret, .cap = cap};
	char *low = arena_copy(a, text.p ? text.p : "", text.n);
	size_t from = 0;

	s.stemmer = algorithm ? sb_stemmer_new(algorithm, "UTF_8") : NULL;
	map_init(&s.stop);
	text_stopwords(code, &s.stop);
	for (size_t i = 0; i < text.n; i++)
		low[i] = (char)(low[i] >= 'A' && low[i] <= 'Z' ? low[i] + 32 : low[i]);
	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && in_word((unsigned char)low[i]))
			continue;
		add_word(&s, (struct str){low + from, i - from});
		from = i + 1;
	}
	sb_stemmer_delete(s.stemmer);
	map_release(&s.stop);
	return s.n;
}
