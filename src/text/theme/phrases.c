/* Finds candidate names. Called for every unit when themes are named; linear, at most 128 words of a unit. */
#include "text/theme/phrases.h"
#include "text/lexical/normalise.h"
#include "text/theme/stopwords.h"
#include <libstemmer.h>
#include <string.h>

enum word_kind { CONTENT, STOP, NEGATION, NUMBER };

struct word {
	uint64_t stem;
	uint32_t start, end;
	uint8_t kind;
	bool boundary; /* a clause begins here */
	bool joined;   /* to the word before, by a hyphen or an apostrophe: top-up, don't */
	bool paired;
};

struct scan {
	struct text_phrase_rules *rules;
	struct str text;
	struct word word[TEXT_PHRASE_UNIT_WORDS];
	size_t n;
};

void text_phrase_rules_init(struct text_phrase_rules *r, const char *code)
{
	const char *name = text_stemmer_name(code);

	*r = (struct text_phrase_rules){0};
	memcpy(r->code, code, strnlen(code, sizeof r->code - 1));
	map_init(&r->stop);
	text_stopwords(code, &r->stop);
	r->stemmer = name ? sb_stemmer_new(name, "UTF_8") : NULL;
}

void text_phrase_rules_release(struct text_phrase_rules *r)
{
	map_release(&r->stop);
	if (r->stemmer)
		sb_stemmer_delete(r->stemmer);
	*r = (struct text_phrase_rules){0};
}

/* Whether what stands between two words parts clauses. An apostrophe, a hyphen or a slash joins. */
static bool parts(struct str gap)
{
	static const char apostrophe[] = "\xE2\x80\x99";

	for (size_t i = 0; i < gap.n; i++) {
		unsigned char c = (unsigned char)gap.p[i];

		if (gap.n - i >= 3 && memcmp(gap.p + i, apostrophe, 3) == 0) {
			i += 2;
			continue;
		}
		if (c >= 0x80 || c == '\n' || strchr(",;:!?()[]{}\"<>|*=~", (int)c))
			return true;
		if ((c == '.' || c == '-' || c == '/') && (i + 1 == gap.n ? gap.n > 1 : gap.p[i + 1] == ' '))
			return true;
	}
	return false;
}

/* "XX/XX/XXXX" and "XXXX": what stood here was taken out before it came to us. It names nothing, at no place of a phrase. */
static bool is_mask(struct str word)
{
	for (size_t i = 1; i < word.n; i++)
		if (word.p[i] != word.p[0])
			return false;
	return word.n > 1 && word.p[0] >= 'a' && word.p[0] <= 'z';
}

static enum word_kind kind_of(const struct scan *s, struct str word)
{
	uintptr_t *stop = map_get(&s->rules->stop, word);
	bool digits = true;

	if (stop)
		return *stop == 2 ? NEGATION : STOP;
	for (size_t i = 0; i < word.n; i++)
		digits = digits && word.p[i] >= '0' && word.p[i] <= '9';
	if (digits)
		return NUMBER;
	return word.n == 1 ? STOP : CONTENT;
}

static uint64_t stem_of(const struct scan *s, struct str word)
{
	struct sb_stemmer *stemmer = s->rules->stemmer;

	if (stemmer && word.n < 60) {
		const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word.p, (int)word.n);

		if (stem)
			word = (struct str){(const char *)stem, (size_t)sb_stemmer_length(stemmer)};
	}
	return str_hash(word);
}

/* "how long until my card arrives" is about the card, not about something long. */
static bool follows_how(const struct scan *s, const struct word *before)
{
	return before && str_eq_nocase((struct str){s->text.p + before->start, before->end - before->start}, "how");
}

static void read_word(void *arg, struct str word, size_t start, size_t end)
{
	struct scan *s = arg;

	if (s->n == TEXT_PHRASE_UNIT_WORDS)
		return;
	struct word *w = &s->word[s->n], *before = s->n ? w - 1 : NULL;
	bool paired = text_term_is_paired(word);

	if (paired && before && before->paired && end == before->end)
		return; /* the last character of a run again */
	*w = (struct word){.start = (uint32_t)start, .end = (uint32_t)end, .paired = paired};
	struct str gap = before && start > before->end ? (struct str){s->text.p + before->end, start - before->end} : (struct str){0};

	w->kind = (uint8_t)(paired ? CONTENT : kind_of(s, word));
	w->joined = str_eq(gap, STR("-")) || str_eq(gap, STR("'")) || str_eq(gap, STR("\xE2\x80\x99"));
	if (before && str_eq(gap, STR("-")) && before->kind == CONTENT && w->kind == STOP)
		w->kind = CONTENT; /* the "up" of "top-up" */
	if (w->kind == CONTENT && follows_how(s, before))
		w->kind = STOP;
	w->stem = w->kind == CONTENT ? stem_of(s, word) : str_hash(word);
	w->boundary = !before || (gap.n && parts(gap));
	if (is_mask(word)) {
		w->kind = STOP;
		w->boundary = true;
	}
	s->n++;
}

void text_phrases(struct text_phrase_rules *r, struct str text, void (*each)(void *arg, const struct text_phrase *p), void *arg)
{
	struct scan s;

	s.rules = r;
	s.text = text;
	s.n = 0;
	text_words(text, read_word, &s);
	for (size_t i = 0; i < s.n; i++) {
		struct text_phrase p = {.key = 7, .start = s.word[i].start, .at_start = i == 0};

		if (s.word[i].joined || (s.word[i].kind != CONTENT && s.word[i].kind != NEGATION))
			continue;
		for (size_t k = i; k < s.n && k < i + TEXT_PHRASE_WORDS; k++) {
			const struct word *w = &s.word[k];

			if (k > i && w->boundary)
				break;
			p.words++;
			if (w->kind != STOP) {
				p.key = (p.key ^ w->stem) * 0x9E3779B97F4A7C15u;
				p.key ^= p.key >> 32;
				p.stems = (uint8_t)(p.stems + (w->kind == CONTENT));
			}
			p.end = w->end;
			if (w->kind == CONTENT && !(k + 1 < s.n && s.word[k + 1].joined))
				each(arg, &p);
		}
	}
}
