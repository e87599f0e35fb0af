/* Finds a query's hits in a text and the window to show. Called by search replies; must be linear in the text,
 * bounded in memory, and never cut a word. */
#include "text/lexical/query.h"
#include <string.h>

enum { HITS_MAX = 512, HIT_BYTES = 512, WORD_MAX = 200, CONTEXT_DIVISOR = 4 };

struct hit {
	struct text_range at;
	uint32_t items; /* slots that ended here, to prefer windows with different words */
};

/* Shift-and over all positive terms at once: bit s of `state` means that the item of slot s matched up to s. */
struct matcher {
	struct str text;
	struct str term[TEXT_QUERY_TERMS];
	int length[TEXT_QUERY_TERMS]; /* terms of the item that ends in this slot */
	uint32_t by_first_byte[256];
	uint32_t first, last, prefix, state;
	size_t start[TEXT_QUERY_TERMS]; /* byte starts of the latest terms, a ring */
	size_t position;
	struct hit *hits;
	size_t n, total;
};

static void compile(struct matcher *m, const struct text_query *q)
{
	int slot = 0;

	for (int i = 0; i < q->n; i++) {
		const struct text_query_item *item = &q->items[i];

		if (item->negated || item->n <= 0)
			continue;
		m->first |= 1u << slot;
		for (int k = 0; k < item->n; k++, slot++) {
			m->term[slot] = item->terms[k];
			m->by_first_byte[(unsigned char)item->terms[k].p[0]] |= 1u << slot;
		}
		m->length[slot - 1] = item->n;
		m->last |= 1u << (slot - 1);
		if (item->prefix)
			m->prefix |= 1u << (slot - 1);
	}
}

static void add_hit(struct matcher *m, size_t start, size_t end, uint32_t items)
{
	struct hit *before = m->n ? &m->hits[m->n - 1] : NULL;

	/* Pairs of characters overlap, and a phrase may end inside another: one mark, but not one without end. */
	if (before && start < before->at.end && end > before->at.start + HIT_BYTES)
		start = before->at.end;
	if (start >= end)
		return;
	if (before && start < before->at.end) {
		if (end > before->at.end)
			before->at.end = end;
		if (start < before->at.start && (m->n == 1 || m->hits[m->n - 2].at.end <= start))
			before->at.start = start;
		before->items |= items;
		return;
	}
	m->total++;
	if (m->n < HITS_MAX)
		m->hits[m->n++] = (struct hit){{start, end}, items};
}

static void match(void *arg, struct str term, size_t start, size_t end)
{
	struct matcher *m = arg;

	/* Of an endless word, mark what the index knows of it. */
	if (end - start > TEXT_TERM_BYTES)
		for (end = start + TEXT_TERM_BYTES; ((unsigned char)m->text.p[end] & 0xC0) == 0x80; end--)
			;
	uint32_t maybe = m->by_first_byte[(unsigned char)term.p[0]], same = 0;

	m->start[m->position++ % TEXT_QUERY_TERMS] = start;
	for (; maybe; maybe &= maybe - 1) {
		int slot = __builtin_ctz(maybe);
		struct str want = m->term[slot];
		bool whole = want.n == term.n || (want.n < term.n && (m->prefix >> slot & 1));

		if (whole && memcmp(want.p, term.p, want.n) == 0)
			same |= 1u << slot;
	}
	m->state = (m->state << 1 | m->first) & same;
	uint32_t ended = m->state & m->last;

	if (!ended)
		return;
	size_t from = start;

	for (uint32_t e = ended; e; e &= e - 1) {
		size_t back = (size_t)m->length[__builtin_ctz(e)];
		size_t s = m->start[(m->position - back) % TEXT_QUERY_TERMS];

		from = s < from ? s : from;
	}
	add_hit(m, from, end, ended);
}

/* Index of the first hit of the best window: most different items, then most hits, then earliest. */
static size_t densest(const struct matcher *m, size_t width, size_t *ret_last)
{
	size_t best = 0, best_score = 0;

	*ret_last = 0;
	for (size_t i = 0; i < m->n; i++) {
		uint32_t items = 0;
		size_t k = i;

		for (; k < m->n && k < i + TEXT_QUERY_TERMS && (k == i || m->hits[k].at.end - m->hits[i].at.start <= width); k++)
			items |= m->hits[k].items;
		size_t score = (size_t)__builtin_popcount(items) * (TEXT_QUERY_TERMS + 1) + (k - i);

		if (score > best_score) {
			best_score = score;
			best = i;
			*ret_last = k - 1;
		}
	}
	return best;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool starts_character(struct str text, size_t at)
{
	return at >= text.n || ((unsigned char)text.p[at] & 0xC0) != 0x80;
}

static size_t character_before(struct str text, size_t at)
{
	while (at > 0 && !starts_character(text, --at))
		;
	return at;
}

/* Whether the text may be cut at byte `at`: beside white space, or between characters that need no space. */
static bool may_cut(struct str text, size_t at)
{
	if (at == 0 || at >= text.n)
		return true;
	if (!starts_character(text, at))
		return false;
	size_t before = character_before(text, at);

	return is_space(text.p[at - 1]) || is_space(text.p[at]) ||
	       text_term_is_paired((struct str){text.p + at, text.n - at}) ||
	       text_term_is_paired((struct str){text.p + before, text.n - before});
}

static size_t cut_before(struct str text, size_t at, size_t least)
{
	for (size_t i = at;; i--) {
		if (may_cut(text, i))
			return i;
		if (i <= least)
			return SIZE_MAX;
	}
}

static size_t cut_after(struct str text, size_t at, size_t most)
{
	for (size_t i = at; i <= most; i++)
		if (may_cut(text, i))
			return i;
	return SIZE_MAX;
}

static size_t minus(size_t a, size_t b)
{
	return a > b ? a - b : 0;
}

/* Widens `must` to about width, at edges of words. */
static struct text_range window_round(struct str text, struct text_range must, size_t width)
{
	size_t end_max = text.n - must.end > WORD_MAX ? must.end + WORD_MAX : text.n;
	size_t cut = cut_before(text, must.start, minus(must.start, WORD_MAX));

	must.start = cut == SIZE_MAX ? must.start : cut;
	cut = cut_after(text, must.end, end_max);
	must.end = cut == SIZE_MAX ? must.end : cut;
	size_t spare = minus(width, must.end - must.start), before = spare / CONTEXT_DIVISOR;

	before = before < must.start ? before : must.start;
	size_t to = text.n - must.end > spare - before ? must.end + (spare - before) : text.n;
	size_t from = minus(must.start, spare - (to - must.end));
	size_t start = cut_after(text, from, must.start);

	start = start == SIZE_MAX ? must.start : start;
	while (start < must.start && is_space(text.p[start]))
		start++;
	/* What the left side did not need goes to the right. */
	if (to < start + width)
		to = text.n - start > width ? start + width : text.n;
	size_t end = cut_before(text, to, must.end);

	if (end == SIZE_MAX || end <= must.end) { /* the next word is longer than what is left */
		end = must.end;
		if (end == must.start && to > end) {
			end = cut_after(text, to, text.n - to > WORD_MAX ? to + WORD_MAX : text.n);
			end = end == SIZE_MAX ? to : end;
			while (!starts_character(text, end))
				end--;
		}
	}
	while (end > start && end > must.end && is_space(text.p[end - 1]))
		end--;
	return (struct text_range){start, end};
}

struct text_snippet text_snippet_find(struct arena *a, struct str text, const struct text_query *q, size_t width)
{
	struct matcher *m = ARENA_NEW(a, struct matcher);
	struct text_snippet ret = {0};
	size_t last = 0;

	m->text = text;
	m->hits = ARENA_ARRAY(a, struct hit, HITS_MAX);
	compile(m, q);
	if (m->first)
		text_terms(text, match, m);
	size_t first = densest(m, width, &last);
	struct text_range must = m->n ? (struct text_range){m->hits[first].at.start, m->hits[last].at.end}
				      : (struct text_range){0, 0};

	ret.total = m->total;
	ret.window = window_round(text, must, width);
	ret.hits = ARENA_ARRAY(a, struct text_range, m->n ? m->n : 1);
	for (size_t i = 0; i < m->n; i++)
		if (m->hits[i].at.start >= ret.window.start && m->hits[i].at.end <= ret.window.end)
			ret.hits[ret.n++] = m->hits[i].at;
	return ret;
}
