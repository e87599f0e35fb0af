/* Unigram as SentencePiece segments (see tokenizer.h). Called through tokenizer_run. */
#include "text/encoder/tokenizer.h"
#include "base/err.h"
#include <string.h>
#include <utf8proc.h>

#define SPACE_MARK 0x2581

struct viterbi_cell {
	float score;
	int32_t id;     /* of the piece that ends here; -1: no path yet, -2: unknown */
	uint32_t start; /* where that piece starts */
};

static void *grow(void *p, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return p;
	*cap = need + need / 2 + 256;
	return mem_realloc(p, *cap * size);
}

/* The model's replacement of cp: its code points and their number, or NULL for itself. */
static const uint32_t *mapped(const struct tokenizer *t, uint32_t cp, uint32_t *ret_n)
{
	uint32_t lo = 0, hi = t->n_rules;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->rules[mid].cp < cp)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == t->n_rules || t->rules[lo].cp != cp)
		return NULL;
	*ret_n = t->rules[lo + 1].offset - t->rules[lo].offset;
	return t->map_out + t->rules[lo].offset;
}

/* Collapses white space: a mark before each word, none at the end. */
static void emit(struct buf *b, uint32_t cp, bool *space)
{
	char utf8[4];

	if (cp == ' ' || cp == SPACE_MARK) {
		*space = true;
		return;
	}
	if (*space)
		buf_z(b, "\xE2\x96\x81");
	*space = false;
	buf_add(b, utf8, utf8_put(utf8, (int32_t)cp));
}

static void emit_mapped(const struct tokenizer *t, struct buf *b, uint32_t cp, bool *space)
{
	uint32_t n = 0;
	const uint32_t *to = mapped(t, cp, &n);

	if (!to) {
		emit(b, cp, space);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		emit(b, to[i], space);
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 128)
			return false;
	return true;
}

/* The compatibility decomposition of text in s->cps; returns the number of code points. Bad bytes become U+FFFD.
 * The widest expansion is 18 code points for 3 bytes (U+FDFA). */
static size_t decompose(struct token_scratch *s, struct str text)
{
	size_t n = 0, pos = 0;
	utf8proc_ssize_t done;

	s->cps = grow(s->cps, &s->cap_cps, text.n * 6 + 64, sizeof *s->cps);
	while (pos < text.n) {
		int32_t c = utf8_next(text, &pos);

		done = utf8proc_decompose_char(c, s->cps + n, (utf8proc_ssize_t)(s->cap_cps - n),
					       UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, NULL);
		ASSERT(done >= 0 && n + (size_t)done <= s->cap_cps);
		n += (size_t)done;
	}
	return n;
}

/* Canonical order of combining marks. Runs are bounded, since sorting an endless run would take quadratic time. */
static void order_marks(int32_t *cps, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t end = i;

		while (end < n && utf8proc_get_property(cps[end])->combining_class)
			end++;
		if (end - i > 64) /* more marks than any script stacks: the rest is ordered as a run of its own */
			end = i + 64;
		for (size_t j = i + 1; j < end; j++)
			for (size_t k = j; k > i; k--) {
				int32_t c = cps[k];

				if (utf8proc_get_property(cps[k - 1])->combining_class <=
				    utf8proc_get_property(c)->combining_class)
					break;
				cps[k] = cps[k - 1];
				cps[k - 1] = c;
			}
		i = end > i ? end : i + 1;
	}
}

static void normalise(const struct tokenizer *t, struct token_scratch *s, struct str text)
{
	bool space = true; /* the mark before the first word */
	utf8proc_ssize_t n;

	buf_clear(&s->text);
	if (is_ascii(text)) {
		for (size_t i = 0; i < text.n; i++)
			emit_mapped(t, &s->text, (unsigned char)text.p[i], &space);
		return;
	}
	n = (utf8proc_ssize_t)decompose(s, text);
	order_marks(s->cps, (size_t)n);
	n = utf8proc_normalize_utf32(s->cps, n, UTF8PROC_COMPOSE);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		emit_mapped(t, &s->text, (uint32_t)s->cps[i], &space);
}

static size_t utf8_width(char c)
{
	unsigned char b = (unsigned char)c;

	return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

static void relax(struct viterbi_cell *to, float score, int32_t id, size_t start)
{
	if (to->id == -1 || score > to->score)
		*to = (struct viterbi_cell){score, id, (uint32_t)start};
}

/* Forward pass: the best way to every character boundary. */
static void viterbi(const struct tokenizer *t, struct viterbi_cell *cells, const char *p, size_t n)
{
	for (size_t i = 0; i <= n; i++)
		cells[i] = (struct viterbi_cell){0, i ? -1 : 0, 0};
	for (size_t i = 0; i < n; i += utf8_width(p[i])) {
		size_t width = utf8_width(p[i]);
		bool single = false;
		uint32_t node = TRIE_ROOT;

		for (size_t j = i; j < n && trie_step(&t->trie, &node, (unsigned char)p[j]); j++) {
			int64_t id = trie_value(&t->trie, node);

			/* A piece of a damaged file may end inside a character: not a boundary. */
			if (id < 0 || id >= t->n_scores || (j + 1 < n && ((unsigned char)p[j + 1] & 0xC0) == 0x80))
				continue;
			relax(&cells[j + 1], cells[i].score + t->scores[id], (int32_t)id, i);
			single |= j + 1 - i == width;
		}
		if (!single)
			relax(&cells[i + width], cells[i].score + t->unknown_score, -2, i);
	}
}

void unigram_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out)
{
	size_t first = out->n, n;
	bool was_unknown = false;
	const char *p;

	normalise(t, s, text);
	n = s->text.n;
	p = s->text.p;
	if (n == 0)
		return;
	s->cells = grow(s->cells, &s->cap_cells, n + 1, sizeof *s->cells);
	viterbi(t, s->cells, p, n);
	for (size_t end = n; end > 0; end = s->cells[end].start) {
		const struct viterbi_cell *c = &s->cells[end];
		bool unknown = c->id < 0;

		ASSERT(c->start < end);
		if (unknown && was_unknown)
			out->ids[out->n - 1] = t->unknown; /* the run's word mark is set by its first piece below */
		else
			token_list_add(out, unknown ? t->unknown : (uint32_t)c->id);
		was_unknown = unknown;
		if (end - c->start >= 3 && memcmp(p + c->start, "\xE2\x96\x81", 3) == 0)
			out->ids[out->n - 1] |= TOKEN_WORD;
	}
	for (size_t i = first, j = out->n; i + 1 < j; i++, j--) {
		uint32_t swap = out->ids[i];

		out->ids[i] = out->ids[j - 1];
		out->ids[j - 1] = swap;
	}
}
