/* What the values of each column look like. */
#include "intake/propose.h"
#include <string.h>

bool cell_is_empty(struct str s)
{
	static const char *const nothing[] = {"na", "n/a", "null", "nan", "-", ".", "--", "\xE2\x80\x93", "n.a.", "(empty)", "#n/a"};

	s = str_trim(s);
	if (!s.n)
		return true;
	for (size_t i = 0; s.n <= 7 && i < sizeof nothing / sizeof nothing[0]; i++)
		if (str_eq_nocase(s, nothing[i]))
			return true;
	return false;
}

static bool is_url(struct str s)
{
	return str_starts(s, "http://") || str_starts(s, "https://");
}

static bool is_email(struct str s)
{
	const char *at = memchr(s.p, '@', s.n);

	return at && at > s.p && !memchr(s.p, ' ', s.n) && memchr(at, '.', (size_t)(s.p + s.n - at)) && s.n <= 254;
}

/* "en", "pt-BR", "zh_Hans" */
static bool is_language(struct str s)
{
	size_t i = 0;

	if (s.n < 2 || s.n > 10)
		return false;
	while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z')))
		i++;
	return i == s.n ? i <= 3 : (i == 2 || i == 3) && (s.p[i] == '-' || s.p[i] == '_') && s.n - i >= 3 && s.n - i <= 5;
}

static void note_distinct(struct column_profile *p, struct str s)
{
	uint64_t h = str_hash(s) | 1;
	size_t at = (h >> 8) % (2 * DISTINCT_MAX);

	if (p->distinct == DISTINCT_MAX)
		return;
	p->looked++;
	while (p->seen[at] && p->seen[at] != h)
		at = (at + 1) % (2 * DISTINCT_MAX);
	if (!p->seen[at]) {
		p->seen[at] = h;
		p->distinct++;
	}
}

static void note_sample(struct cx *cx, struct column_profile *p, struct str s)
{
	if (p->n_samples == PROFILE_SAMPLES || !utf8_valid(s))
		return;
	if (s.n > 300)
		s.n = utf8_offset(s, 150);
	for (int i = 0; i < p->n_samples; i++)
		if (str_eq(p->samples[i], s))
			return;
	p->samples[p->n_samples++] = str_copy(cx->arena, s);
}

static void note_words(struct column_profile *p, struct str s)
{
	int64_t words = 0, chars = 0, wide = 0;
	bool in_word = false, letter = false;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool blank = c <= ' ';

		words += !blank && !in_word;
		in_word = !blank;
		chars += (c & 0xC0) != 0x80;
		wide += c >= 0xE3 && c <= 0xED; /* first byte of scripts written without blanks: two characters are a word */
		letter |= (c | 32) >= 'a' && (c | 32) <= 'z';
		letter |= c >= 0xC3;
	}
	p->words += words + wide / 2;
	p->chars += chars;
	p->letters += letter;
	if (chars > p->longest)
		p->longest = chars;
}

static void note_value(struct cx *cx, struct column_profile *p, struct str s)
{
	double d;

	s = str_trim(s);
	if (cell_is_empty(s))
		return;
	if (str_to_f64(s, &d)) {
		if (!p->numbers || d < p->least)
			p->least = d;
		if (!p->numbers || d > p->most)
			p->most = d;
		p->numbers++;
		p->whole += d == (double)(int64_t)d;
	}
	p->filled++;
	note_words(p, s);
	when_vote(&p->when, s);
	p->emails += is_email(s);
	p->urls += is_url(s);
	p->languages += is_language(s);
	note_distinct(p, s);
	note_sample(cx, p, s);
}

enum err profile_file(struct cx *cx, const char *path, const struct shape *s, struct column_profile **ret, int64_t *ret_rows)
{
	struct column_profile *p = ARENA_ARRAY(cx->arena, struct column_profile, s->n_columns ? s->n_columns : 1);
	uint64_t *seen = mem_alloc(sizeof *seen * 2 * DISTINCT_MAX * (size_t)(s->n_columns ? s->n_columns : 1));
	struct table *t;
	struct record r;
	int skip = s->header_rows;
	enum err e = table_open(cx, path, s, &t);

	if (e) {
		mem_free(seen);
		return e;
	}
	for (int i = 0; i < s->n_columns; i++)
		p[i].seen = seen + (size_t)i * 2 * DISTINCT_MAX;
	*ret_rows = 0;
	while (*ret_rows < PROFILE_ROWS && table_next(t, &r)) {
		if (skip) {
			skip--;
			continue;
		}
		++*ret_rows;
		for (int i = 0; !r.problem && i < r.n && i < s->n_columns; i++)
			if (r.cells[i].n)
				note_value(cx, &p[i], r.cells[i]);
	}
	e = table_ended(cx, t);
	table_close(t);
	for (int i = 0; i < s->n_columns; i++)
		p[i].seen = NULL;
	mem_free(seen);
	*ret = p;
	return e;
}
