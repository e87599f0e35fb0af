/* The tokeniser of full text. Called by the stores, the query parser and the lexical features; must never depend on
 * a locale, allocate, or take more than linear time. */
#include "text/lexical/terms.h"
#include <string.h>
#include <utf8proc.h>

enum { CLUSTER = 8, PIECES = 32 };

enum kind { SEPARATOR, LETTER, PAIRED, MARK, DROPPED, NOTHING };

struct state {
	void (*each)(void *arg, struct str term, size_t byte_start, size_t byte_end);
	void *arg;
	int32_t word[TEXT_TERM_CODEPOINTS];
	size_t word_n, word_start, word_end;
	int32_t cluster[CLUSTER]; /* the paired character being read */
	size_t cluster_n, cluster_start, cluster_end;
	char previous[CLUSTER * 4]; /* the paired character before it */
	size_t previous_n, previous_start, previous_end;
};

struct range {
	int32_t first, last;
};

/* Lower case of ASCII letters and digits, 0 for everything else. */
static const char ascii_fold[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
	['8'] = '8', ['9'] = '9',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
	['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p',
	['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
	['y'] = 'y', ['z'] = 'z',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
	['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p',
	['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
	['Y'] = 'y', ['Z'] = 'z',
};

/* Scripts written without spaces between words. */
static const struct range paired[] = {
	{0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1100, 0x11FF}, {0x1780, 0x17FF}, {0x3005, 0x3007}, {0x3021, 0x3029},
	{0x3031, 0x3035}, {0x3038, 0x303C}, {0x3041, 0x30FF}, {0x3105, 0x312F}, {0x3131, 0x318E}, {0x31A0, 0x31BF},
	{0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA960, 0xA97F}, {0xAA60, 0xAA7F}, {0xAC00, 0xD7FF},
	{0xF900, 0xFAFF}, {0x1AFF0, 0x1B16F}, {0x20000, 0x3FFFF},
};

/* Marks that only decorate: accents, Hebrew points, Arabic vowels, variation selectors. */
static const struct range decoration[] = {
	{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
	{0x06D6, 0x06ED}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
	{0xE0100, 0xE01EF},
};

static bool within(const struct range *r, size_t n, int32_t cp)
{
	for (size_t i = 0; i < n && cp >= r[i].first; i++)
		if (cp <= r[i].last)
			return true;
	return false;
}

#define WITHIN(table, cp) within(table, sizeof(table) / sizeof(table)[0], cp)

static enum kind kind_of(int32_t cp)
{
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		if (cp == 0x0640) /* tatweel only stretches the line */
			return NOTHING;
		return WITHIN(paired, cp) ? PAIRED : LETTER;
	case UTF8PROC_CATEGORY_NL:
		return WITHIN(paired, cp) ? PAIRED : LETTER;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NO:
		return LETTER;
	case UTF8PROC_CATEGORY_ME:
		return DROPPED;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return WITHIN(decoration, cp) ? DROPPED : MARK;
	case UTF8PROC_CATEGORY_CF:
		return cp == 0x200B ? SEPARATOR : NOTHING;
	default:
		return SEPARATOR;
	}
}

/* Letters that Unicode leaves whole and a person types without the stroke. */
static const char *base_letters(int32_t cp)
{
	switch (cp) {
	case 0x00E6:
		return "ae";
	case 0x00F8:
		return "o";
	case 0x0111:
		return "d";
	case 0x0127:
		return "h";
	case 0x0131:
		return "i";
	case 0x0142:
		return "l";
	case 0x0153:
		return "oe";
	case 0x0167:
		return "t";
	default:
		return NULL;
	}
}

static int combining_class(int32_t cp)
{
	return cp < 0x300 ? 0 : utf8proc_get_property(cp)->combining_class;
}

/* Canonical order, composition, UTF-8. cp is changed. */
static size_t compose(int32_t *cp, size_t n, char *out)
{
	size_t bytes = 0;
	bool ascii = true;

	for (size_t i = 0; i < n; i++)
		ascii = ascii && cp[i] < 0x80;
	for (size_t i = 1; i < n && !ascii; i++) {
		int32_t c = cp[i];
		int k = combining_class(c);
		size_t j = i;

		for (; k && j > 0 && combining_class(cp[j - 1]) > k; j--)
			cp[j] = cp[j - 1];
		cp[j] = c;
	}
	if (!ascii) {
		utf8proc_ssize_t m = utf8proc_normalize_utf32(cp, (utf8proc_ssize_t)n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);

		n = m < 0 ? n : (size_t)m;
	}
	for (size_t i = 0; i < n; i++)
		bytes += utf8_put(out + bytes, cp[i]);
	return bytes;
}

static void end_word(struct state *s)
{
	char out[TEXT_TERM_BYTES];

	if (!s->word_n)
		return;
	size_t n = compose(s->word, s->word_n, out);

	s->word_n = 0;
	s->each(s->arg, (struct str){out, n}, s->word_start, s->word_end);
}

/* The paired character is complete: give it with the one before. */
static void end_cluster(struct state *s)
{
	char out[CLUSTER * 8];

	if (!s->cluster_n)
		return;
	memcpy(out, s->previous, s->previous_n);
	size_t n = compose(s->cluster, s->cluster_n, out + s->previous_n);
	size_t before = s->previous_n, start = s->previous_start;

	s->cluster_n = 0;
	memcpy(s->previous, out + before, n);
	s->previous_n = n;
	s->previous_start = s->cluster_start;
	s->previous_end = s->cluster_end;
	if (before)
		s->each(s->arg, (struct str){out, before + n}, start, s->cluster_end);
}

static void end_run(struct state *s)
{
	end_cluster(s);
	if (s->previous_n)
		s->each(s->arg, (struct str){s->previous, s->previous_n}, s->previous_start, s->previous_end);
	s->previous_n = 0;
}

static void feed_paired(struct state *s, int32_t cp, size_t start, size_t end)
{
	bool joins = cp >= 0x1160 && cp <= 0x11FF; /* vowel or tail of a Hangul syllable */

	end_word(s);
	if (!s->cluster_n || !joins || s->cluster_n == CLUSTER) {
		end_cluster(s);
		s->cluster_start = start;
	}
	s->cluster[s->cluster_n++] = cp;
	s->cluster_end = end;
}

static void feed_letter(struct state *s, int32_t cp, size_t start, size_t end)
{
	end_run(s);
	if (!s->word_n)
		s->word_start = start;
	if (s->word_n < TEXT_TERM_CODEPOINTS)
		s->word[s->word_n++] = cp;
	s->word_end = end;
}

static void feed_mark(struct state *s, int32_t cp, size_t end)
{
	if (s->cluster_n) {
		if (s->cluster_n < CLUSTER)
			s->cluster[s->cluster_n++] = cp;
		s->cluster_end = end;
	} else if (s->word_n) {
		if (s->word_n < TEXT_TERM_CODEPOINTS)
			s->word[s->word_n++] = cp;
		s->word_end = end;
	}
}

static void feed(struct state *s, int32_t cp, size_t start, size_t end)
{
	const char *letters = base_letters(cp);

	if (letters) {
		for (; *letters; letters++)
			feed_letter(s, *letters, start, end);
		return;
	}
	switch (kind_of(cp)) {
	case LETTER:
		feed_letter(s, cp, start, end);
		break;
	case PAIRED:
		feed_paired(s, cp, start, end);
		break;
	case MARK:
		feed_mark(s, cp, end);
		break;
	case DROPPED:
		if (s->cluster_n)
			s->cluster_end = end;
		else if (s->word_n)
			s->word_end = end;
		break;
	case NOTHING:
		break;
	case SEPARATOR:
		end_word(s);
		end_run(s);
		break;
	}
}

/* Reads from i with full Unicode rules until no term is open; returns where it stopped. */
static size_t slow(struct state *s, struct str text, size_t i)
{
	do {
		int32_t pieces[PIECES];
		size_t start = i;
		int32_t cp = utf8_next(text, &i);

		if (cp < 0x80) {
			char c = ascii_fold[cp & 0x7F];

			if (c)
				feed_letter(s, c, start, i);
			else
				feed(s, cp, start, i);
			continue;
		}
		utf8proc_ssize_t n = utf8proc_decompose_char(cp, pieces, PIECES,
			UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STABLE, NULL);

		for (utf8proc_ssize_t k = 0; k < n && k < PIECES; k++)
			feed(s, pieces[k], start, i);
	} while (i < text.n && (s->word_n || s->cluster_n || s->previous_n));
	if (i >= text.n) {
		end_word(s);
		end_run(s);
	}
	return i;
}

void text_terms(struct str text, void (*each)(void *arg, struct str term, size_t byte_start, size_t byte_end), void *arg)
{
	struct state s;
	const unsigned char *p = (const unsigned char *)text.p;
	char out[TEXT_TERM_CODEPOINTS];
	size_t i = 0;

	s.each = each;
	s.arg = arg;
	s.word_n = s.cluster_n = s.previous_n = 0;
	while (i < text.n) {
		size_t start = i, k = 0;
		char c = ascii_fold[p[i]];

		if (!c) {
			if (p[i] < 0x80)
				i++;
			else
				i = slow(&s, text, i);
			continue;
		}
		for (; i < text.n && (c = ascii_fold[p[i]]) != 0; i++)
			if (k < TEXT_TERM_CODEPOINTS)
				out[k++] = c;
		if (i < text.n && p[i] >= 0x80)
			i = slow(&s, text, start);
		else
			each(arg, (struct str){out, k}, start, i);
	}
}

bool text_term_is_paired(struct str term)
{
	size_t i = 0;

	return term.n && WITHIN(paired, utf8_next(term, &i));
}
