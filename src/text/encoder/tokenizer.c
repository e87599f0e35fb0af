/* What both tokenizers share: growing lists, working memory, the choice between them. Called by encode.c.
 * Must never keep text beyond one call. */
#include "text/encoder/tokenizer.h"
#include "base/err.h"

void token_scratch_init(struct token_scratch *s)
{
	*s = (struct token_scratch){0};
	buf_init(&s->text, (size_t)TOKENIZER_TEXT_MAX * 64);
}

void token_scratch_release(struct token_scratch *s)
{
	buf_release(&s->text);
	mem_free(s->cps);
	mem_free(s->cells);
	*s = (struct token_scratch){0};
}

void token_list_add(struct token_list *l, uint32_t token)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->ids = mem_realloc(l->ids, l->cap * sizeof *l->ids);
	}
	l->ids[l->n++] = token;
}

void token_list_release(struct token_list *l)
{
	mem_free(l->ids);
	*l = (struct token_list){0};
}

void tokenizer_run(const struct tokenizer *t, struct token_scratch *s, struct str text, struct token_list *out)
{
	ASSERT(text.n <= TOKENIZER_TEXT_MAX);
	if (t->kind == TOKENIZER_WORDPIECE)
		wordpiece_run(t, s, text, out);
	else
		unigram_run(t, s, text, out);
}
