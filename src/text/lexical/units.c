/* Sentences and clauses. Called for every item; must never fail on endless words or odd punctuation. */
#include "text/lexical/units.h"
#include "text/lexical/terms.h"
#include <string.h>

struct cutter {
	void (*each)(void *arg, size_t start, size_t end);
	void *arg;
	struct str text;
	size_t open, open_end; /* the unit being made, without bounds if open == open_end */
	size_t open_words;
	size_t units;
};

struct count {
	size_t words;
};

static void count_word(void *arg, struct str term, size_t start, size_t end)
{
	(void)term, (void)start, (void)end;
	((struct count *)arg)->words++;
}

static size_t words_in(struct str s)
{
	struct count c = {0};

	text_terms(s, count_word, &c);
	return c.words;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim(struct str text, size_t *start, size_t *end)
{
	while (*start < *end && is_space(text.p[*start]))
		++*start;
	while (*end > *start && is_space(text.p[*end - 1]))
		--*end;
}

static void give(struct cutter *c)
{
	size_t start = c->open, end = c->open_end;

	trim(c->text, &start, &end);
	if (end > start && c->open_words && c->units < TEXT_UNITS_MAX) {
		c->units++;
		c->each(c->arg, start, end);
	}
	c->open_words = 0;
	c->open = c->open_end = 0;
}

/* Joins [start, end) to the open unit when either is too short to stand alone. */
static void add_part(struct cutter *c, size_t start, size_t end, size_t words)
{
	bool joins = c->open_words && (words < TEXT_UNIT_LEAST || c->open_words < TEXT_UNIT_LEAST) &&
		     c->open_words + words <= TEXT_UNIT_MOST;

	if (!joins) {
		give(c);
		c->open = start;
	}
	c->open_end = end;
	c->open_words += words;
}

struct clauses {
	struct cutter *cutter;
	struct str sentence;
	size_t base, start, soft; /* soft: after the last clause mark, or 0 */
	size_t words, words_at_soft, last_end;
};

static bool clause_mark(struct str s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (strchr(",;:()", s.p[i]) || (unsigned char)s.p[i] >= 0xE2)
			return true;
	return false;
}

static void clause_word(void *arg, struct str term, size_t start, size_t end)
{
	struct clauses *k = arg;

	if (k->words && start > k->last_end && clause_mark(k->sentence, k->last_end, start)) {
		k->soft = start;
		k->words_at_soft = k->words;
	}
	if (k->words >= TEXT_UNIT_MOST && (start >= k->last_end || text_term_is_paired(term))) {
		size_t at = k->soft > k->start ? k->soft : start;
		size_t words = k->soft > k->start ? k->words_at_soft : k->words;

		add_part(k->cutter, k->base + k->start, k->base + at, words);
		k->words -= words;
		k->start = at;
		k->soft = 0;
	}
	k->words++;
	k->last_end = end;
}

static void add_sentence(struct cutter *c, size_t start, size_t end)
{
	trim(c->text, &start, &end);
	struct str s = {c->text.p + start, end - start};
	size_t words = words_in(s);

	if (!words)
		return;
	if (words <= TEXT_UNIT_MOST) {
		add_part(c, start, end, words);
		return;
	}
	struct clauses k = {.cutter = c, .sentence = s, .base = start};

	text_terms(s, clause_word, &k);
	add_part(c, start + k.start, end, k.words);
}

/* Whether the full stop at i ends a sentence: not 3.5, e.g., Mr., a.m. */
static bool stop_ends(struct str s, size_t i)
{
	static const char *const short_forms[] = {"mr", "mrs", "ms", "dr", "st", "vs", "etc", "eg", "ie", "no", "approx", "inc", "bzw", "ca"};
	size_t from = i;

	if (i + 1 < s.n && !is_space(s.p[i + 1]) && !strchr(".\"')]", s.p[i + 1]))
		return false;
	while (from > 0 && ((s.p[from - 1] | 32) >= 'a' && (s.p[from - 1] | 32) <= 'z'))
		from--;
	if (i - from == 1 && (from == 0 || s.p[from - 1] == '.' || is_space(s.p[from - 1])))
		return false;
	for (size_t k = 0; k < sizeof short_forms / sizeof *short_forms; k++)
		if (str_eq_nocase((struct str){s.p + from, i - from}, short_forms[k]))
			return false;
	return true;
}

/* Length of the sentence end at i, 0 when there is none. */
static size_t sentence_end(struct str s, size_t i)
{
	static const char *const wide[] = {"\xE3\x80\x82", "\xEF\xBC\x81", "\xEF\xBC\x9F", "\xE2\x80\xA6", "\xE0\xA5\xA4", "\xD8\x9F"};
	unsigned char c = (unsigned char)s.p[i];

	if (c == '!' || c == '?' || c == '\n')
		return 1;
	if (c == '.')
		return stop_ends(s, i) ? 1 : 0;
	for (size_t k = 0; c >= 0xD8 && k < sizeof wide / sizeof *wide; k++)
		if (str_starts((struct str){s.p + i, s.n - i}, wide[k]))
			return strlen(wide[k]);
	return 0;
}

static bool is_trace(struct str line)
{
	line = str_trim(line);
	return (str_starts(line, "at ") && line.n && line.p[line.n - 1] == ')') || str_starts(line, "Caused by:") ||
	       str_starts(line, "File \"") || str_starts(line, "Traceback (most recent");
}

/* Whether a line is somebody else's or the machine's words. */
static bool is_noise(struct str line, bool *signature)
{
	struct str t = str_trim(line);

	*signature = *signature || str_is(t, "--") || str_is(t, "---") || str_is(t, "___");
	return *signature || (t.n && t.p[0] == '>') || is_trace(line);
}

static void add_sentences(struct cutter *c, size_t from, size_t to)
{
	struct str part = {c->text.p, to};
	size_t start = from;

	for (size_t i = from; i < to;) {
		size_t n = sentence_end(part, i);

		if (!n) {
			i++;
			continue;
		}
		i += n;
		while (i < to && strchr(".!?\"')]", c->text.p[i]))
			i++;
		add_sentence(c, start, i);
		start = i;
	}
	add_sentence(c, start, to);
}

/* Runs of lines that are no noise, sentence by sentence. */
static void cut(struct cutter *c, bool skip_noise)
{
	size_t clean = 0;
	bool signature = false;

	for (size_t i = 0; i < c->text.n && skip_noise;) {
		const char *nl = memchr(c->text.p + i, '\n', c->text.n - i);
		size_t end = nl ? (size_t)(nl - c->text.p) + 1 : c->text.n;

		if (is_noise((struct str){c->text.p + i, end - i}, &signature)) {
			add_sentences(c, clean, i);
			clean = end;
		}
		i = end;
	}
	add_sentences(c, clean, c->text.n);
	give(c);
}

void text_units(struct str text, void (*each)(void *arg, size_t start, size_t end), void *arg)
{
	struct cutter c = {.each = each, .arg = arg, .text = text};
	size_t words = words_in(text), start = 0, end = text.n;
	bool lines = text.n && memchr(text.p, '\n', text.n);

	if (!words)
		return;
	if (words <= TEXT_UNIT_SHORT && !lines) {
		trim(text, &start, &end);
		each(arg, start, end);
		return;
	}
	if (words <= TEXT_UNIT_SHORT) {
		bool signature = false, noise = false;
		struct str rest = text, line;

		while (str_split(&rest, '\n', &line))
			noise = noise || is_noise(line, &signature);
		if (!noise) {
			trim(text, &start, &end);
			each(arg, start, end);
			return;
		}
	}
	cut(&c, true);
	if (!c.units)
		cut(&c, false);
}
