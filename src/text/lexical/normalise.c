/* The words that features, names and duplicates are made of. Called for every unit; linear, no allocation. */
#include "text/lexical/normalise.h"
#include <string.h>

struct words {
	void (*each)(void *arg, struct str word, size_t byte_start, size_t byte_end);
	void *arg;
	size_t offset;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void pass(void *arg, struct str term, size_t start, size_t end)
{
	struct words *w = arg;
	char cut[TEXT_TERM_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < term.n; i++)
		if (n < 3 || (unsigned char)term.p[i] >= 0x80 || term.p[i] < 'a' || term.p[i] != cut[n - 1] ||
		    term.p[i] != cut[n - 2] || term.p[i] != cut[n - 3])
			cut[n++] = term.p[i];
	w->each(w->arg, (struct str){cut, n}, start + w->offset, end + w->offset);
}

/* A word between blanks that is an address or somebody's name. */
static bool is_address(struct str s)
{
	while (s.n && strchr("(<[\"'", s.p[0])) {
		s.p++;
		s.n--;
	}
	if (s.n < 2)
		return false;
	if (s.p[0] == '@')
		return true;
	if (s.n > 4 && str_eq_nocase((struct str){s.p, 4}, "www."))
		return true;
	const char *at = memchr(s.p, '@', s.n), *colon = memchr(s.p, ':', s.n);

	if (colon && (size_t)(s.p + s.n - colon) > 3 && colon[1] == '/' && colon[2] == '/')
		return true;
	return at && memchr(at, '.', (size_t)(s.p + s.n - at));
}

void text_words(struct str text, void (*each)(void *arg, struct str word, size_t byte_start, size_t byte_end), void *arg)
{
	struct words w = {each, arg, 0};
	size_t clean = 0; /* text from here on is not given yet */

	for (size_t i = 0; i < text.n;) {
		size_t start = i;
		bool suspicious = false;

		for (; i < text.n && !is_space(text.p[i]); i++)
			suspicious = suspicious || text.p[i] == '@' || text.p[i] == ':' || text.p[i] == '.';
		if (suspicious && is_address((struct str){text.p + start, i - start})) {
			w.offset = clean;
			text_terms((struct str){text.p + clean, start - clean}, pass, &w);
			clean = i;
		}
		for (; i < text.n && is_space(text.p[i]); i++)
			;
	}
	w.offset = clean;
	text_terms((struct str){text.p + clean, text.n - clean}, pass, &w);
}
