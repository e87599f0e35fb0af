/* Parser of the search box and its two renderers. Called by search and saved rules; must never fail on odd input
 * and never pass anything but terms on to a store. */
#include "text/lexical/query.h"

struct parser {
	struct arena *arena;
	struct text_query *q;
	bool join_next; /* the next item is an alternative to the last */
};

struct collected {
	struct arena *arena;
	struct str terms[TEXT_QUERY_TERMS];
	size_t start[TEXT_QUERY_TERMS], end[TEXT_QUERY_TERMS];
	int n, max;
	bool full;
};

static void collect(void *arg, struct str term, size_t start, size_t end)
{
	struct collected *c = arg;

	if (c->n == c->max) {
		c->full = true;
		return;
	}
	c->start[c->n] = start;
	c->end[c->n] = end;
	c->terms[c->n++] = str_copy(c->arena, term);
}

/* Adds one operand; false when it holds no term. */
static bool add_item(struct parser *p, struct str text, bool negated, bool prefix)
{
	struct text_query *q = p->q;
	struct collected c = {.arena = p->arena, .max = TEXT_QUERY_TERMS - q->terms};

	text_terms(text, collect, &c);
	q->truncated = q->truncated || c.full;
	/* The index has the last character of a run alone only where the run ends, and a search may end sooner. */
	if (c.n > 1 && !c.full && c.start[c.n - 1] >= c.start[c.n - 2] && c.end[c.n - 1] == c.end[c.n - 2])
		c.n--;
	else if (c.n == 1 && text_term_is_paired(c.terms[0]) && utf8_length(c.terms[0]) == 1)
		prefix = true;
	if (!c.n)
		return false;
	bool joins = p->join_next && !negated && q->n > 0;
	struct text_query_item *item = &q->items[q->n++];

	*item = (struct text_query_item){.n = c.n, .prefix = prefix, .negated = negated};
	item->terms = ARENA_ARRAY(p->arena, struct str, c.n);
	for (int i = 0; i < c.n; i++)
		item->terms[i] = c.terms[i];
	if (!joins)
		q->groups++;
	item->group = q->groups - 1;
	q->terms += c.n;
	q->positive = q->positive || !negated;
	p->join_next = false;
	return true;
}

static bool is_blank(int32_t cp)
{
	return (cp >= 0 && cp <= ' ') || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool is_quote(int32_t cp)
{
	return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0x00AB || cp == 0x00BB;
}

static int32_t peek(struct str s, size_t at, size_t *ret_after)
{
	size_t i = at;
	int32_t cp = utf8_next(s, &i);

	*ret_after = i;
	return cp;
}

/* The phrase that opens at `at` (just after the quote); false when it is never closed. */
static bool read_phrase(struct str s, size_t at, struct str *ret_text, size_t *ret_after)
{
	for (size_t i = at; i < s.n;) {
		size_t before = i;

		if (is_quote(utf8_next(s, &i))) {
			*ret_text = (struct str){s.p + at, before - at};
			*ret_after = i;
			return true;
		}
	}
	return false;
}

/* The word from `at` to the next blank or quote that is not its first character. */
static struct str read_word(struct str s, size_t at, size_t *ret_after)
{
	size_t i = at;

	while (i < s.n) {
		size_t before = i;
		int32_t cp = utf8_next(s, &i);

		if (is_blank(cp) || (is_quote(cp) && before > at)) {
			i = before;
			break;
		}
	}
	*ret_after = i;
	return (struct str){s.p + at, i - at};
}

static bool take_star(struct str s, size_t *at)
{
	if (*at >= s.n || s.p[*at] != '*')
		return false;
	++*at;
	return true;
}

/* One operand from `at` on; returns the byte after it. */
static size_t read_operand(struct parser *p, struct str s, size_t at)
{
	struct str text;
	size_t after;
	bool negated = s.p[at] == '-' && at + 1 < s.n && !is_blank(peek(s, at + 1, &after));

	if (negated)
		at++;
	if (is_quote(peek(s, at, &after)) && read_phrase(s, after, &text, &at)) {
		bool prefix = take_star(s, &at);

		(void)add_item(p, text, negated, prefix);
		return at;
	}
	text = read_word(s, at, &after);
	(void)add_item(p, text, negated, text.n > 1 && text.p[text.n - 1] == '*');
	return after;
}

/* OR between two operands: one stands before, and something that may be one comes after. */
static bool is_or(const struct parser *p, struct str s, struct str word, size_t after)
{
	return str_eq(word, STR("OR")) && p->q->n > 0 && !p->q->items[p->q->n - 1].negated && !p->join_next &&
	       str_trim((struct str){s.p + after, s.n - after}).n > 0;
}

struct text_query text_query_parse(struct arena *a, struct str input)
{
	struct text_query q = {.items = ARENA_ARRAY(a, struct text_query_item, TEXT_QUERY_TERMS)};
	struct parser p = {.arena = a, .q = &q};
	size_t at = 0, after;

	if (input.n > TEXT_QUERY_BYTES) {
		input.n = TEXT_QUERY_BYTES;
		q.truncated = true;
	}
	while (at < input.n && q.terms < TEXT_QUERY_TERMS) {
		if (is_blank(peek(input, at, &after))) {
			at = after;
			continue;
		}
		struct str word = read_word(input, at, &after);

		if (is_or(&p, input, word, after)) {
			p.join_next = true;
			at = after;
			continue;
		}
		at = read_operand(&p, input, at);
	}
	if (at < input.n && str_trim((struct str){input.p + at, input.n - at}).n)
		q.truncated = true;
	return q;
}

static void fts5_item(const struct text_query_item *item, struct buf *out)
{
	buf_char(out, '"');
	for (int i = 0; i < item->n; i++) {
		if (i)
			buf_char(out, ' ');
		buf_str(out, item->terms[i]);
	}
	buf_z(out, item->prefix ? "\" *" : "\"");
}

static void tsquery_item(const struct text_query_item *item, struct buf *out)
{
	if (item->n > 1)
		buf_char(out, '(');
	for (int i = 0; i < item->n; i++) {
		buf_z(out, i ? " <-> '" : "'");
		buf_str(out, item->terms[i]);
		buf_z(out, item->prefix && i == item->n - 1 ? "':*" : "'");
	}
	if (item->n > 1)
		buf_char(out, ')');
}

struct dialect {
	void (*item)(const struct text_query_item *item, struct buf *out);
	const char *and, *or, *but_not;
};

/* ((a OR b) AND c) <but not> (d OR e); alternatives of a group are neighbours. */
static bool render(const struct text_query *q, const struct dialect *d, struct buf *out)
{
	int group = -1;
	bool negated = false;

	if (!q->positive)
		return false;
	buf_z(out, "((");
	for (int i = 0; i < q->n; i++) {
		const struct text_query_item *item = &q->items[i];

		negated = negated || item->negated;
		if (item->negated)
			continue;
		if (group >= 0)
			buf_z(out, group == item->group ? d->or : d->and);
		group = item->group;
		d->item(item, out);
	}
	buf_z(out, "))");
	if (!negated)
		return true;
	buf_z(out, d->but_not);
	for (int i = 0, n = 0; i < q->n; i++)
		if (q->items[i].negated) {
			if (n++)
				buf_z(out, d->or);
			d->item(&q->items[i], out);
		}
	buf_char(out, ')');
	return true;
}

bool text_query_fts5(const struct text_query *q, struct buf *out)
{
	static const struct dialect fts5 = {fts5_item, ") AND (", " OR ", " NOT ("};

	/* One pair of parentheses more, so that the caller may put the whole beside AND. */
	if (!q->positive)
		return false;
	buf_char(out, '(');
	bool some = render(q, &fts5, out);

	buf_char(out, ')');
	return some;
}

bool text_query_tsquery(const struct text_query *q, struct buf *out)
{
	static const struct dialect tsquery = {tsquery_item, ") & (", " | ", " & !("};

	if (!q->positive)
		return false;
	buf_char(out, '(');
	bool some = render(q, &tsquery, out);

	buf_char(out, ')');
	return some;
}
