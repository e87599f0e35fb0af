/* WordPiece (see tokenizer.h). Called through tokenizer_run. */
#include "text/encoder/tokenizer.h"
#include <utf8proc.h>

#define WORD_MAX 100 /* code points; longer words are unknown, as in the models' training */
#define CONTINUES 2  /* trie byte before the rest of a word; no cleaned text contains it */

struct word {
	char p[WORD_MAX * 4];
	size_t n;
	unsigned cps;
};

static bool is_cjk(int32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
	       (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

static bool is_space(int32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_dropped(int32_t c)
{
	if (c == 0xFFFD)
		return true;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CS:
		return true;
	default:
		return false;
	}
}

static bool is_punctuation(int32_t c)
{
	if (c < 128)
		return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_PC:
	case UTF8PROC_CATEGORY_PD:
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PO:
		return true;
	default:
		return false;
	}
}

/* The longest piece at p as its id, with its length; -1 when none fits. */
static int64_t longest_piece(const struct tokenizer *t, const char *p, size_t n, bool continues, size_t *ret_len)
{
	uint32_t node = TRIE_ROOT;
	int64_t best = -1;

	if (continues && !trie_step(&t->trie, &node, CONTINUES))
		return -1;
	for (size_t i = 0; i < n && trie_step(&t->trie, &node, (unsigned char)p[i]); i++) {
		int64_t id = trie_value(&t->trie, node);

		if (id >= 0 && id < t->vocab) {
			best = id;
			*ret_len = i + 1;
		}
	}
	return best;
}

static void flush_word(const struct tokenizer *t, struct word *w, struct token_list *out)
{
	size_t first = out->n, pos = 0, len = 0;

	if (w->cps == 0)
		return;
	while (pos < w->n && w->cps <= WORD_MAX) {
		int64_t id = longest_piece(t, w->p + pos, w->n - pos, pos > 0, &len);

		if (id < 0)
			break;
		token_list_add(out, (uint32_t)id | (pos ? 0 : TOKEN_WORD));
		pos += len;
	}
	if (pos < w->n || w->cps > WORD_MAX) {
		out->n = first;
		token_list_add(out, t->unknown | TOKEN_WORD);
	}
	w->n = w->cps = 0;
}

static void word_add(struct word *w, int32_t c)
{
	if (w->cps < WORD_MAX)
		w->n += utf8_put(w->p + w->n, c);
	if (w->cps <= WORD_MAX)
		w->cps++;
}

static void add_alone(const struct tokenizer *t, struct word *w, int32_t c, struct token_list *out)
{
	flush_word(t, w, out);
	word_add(w, c);
	flush_word(t, w, out);
}

/* One code point after NFD: marks go, case goes, punctuation stands alone. */
static void add_decomposed(const struct tokenizer *t, struct word *w, int32_t c, struct token_list *out)
{
	if (t->strip_marks && c >= 128 && utf8proc_category(c) == UTF8PROC_CATEGORY_MN)
		return;
	if (t->lower)
		c = utf8proc_tolower(c);
	if (is_space(c))
		flush_word(t, w, out);
	else if (is_punctuation(c))
		add_alone(t, w, c, out);
	else
		word_add(w, c);
}

static void add_wide(const struct tokenizer *t, struct word *w, int32_t c, struct token_list *out)
{
	int32_t parts[32];
	utf8proc_ssize_t n = 1;
	bool cjk = is_cjk(c);

	if (is_space(c)) {
		flush_word(t, w, out);
		return;
	}
	if (is_dropped(c))
		return;
	if (cjk)
		flush_word(t, w, out);
	parts[0] = c;
	if (t->strip_marks) {
		n = utf8proc_decompose_char(c, parts, 32, UTF8PROC_DECOMPOSE, NULL);
		if (n < 1 || n > 32) {
			parts[0] = c;
			n = 1;
		}
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		add_decomposed(t, w, parts[i], out);
	if (cjk)
		flush_word(t, w, out);
}

void wordpiece_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out)
{
	struct word w = {.n = 0};

	(void)s;
	for (size_t pos = 0; pos < text.n;) {
		int32_t c = (unsigned char)text.p[pos];

		if (c >= 128) {
			add_wide(t, &w, utf8_next(text, &pos), out);
			continue;
		}
		pos++;
		if (is_space(c))
			flush_word(t, &w, out);
		else if (c < 32 || c == 127)
			continue;
		else if (is_punctuation(c))
			add_alone(t, &w, c, out);
		else
			word_add(&w, t->lower && c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	flush_word(t, &w, out);
}
