/* What the two stores are fed: terms joined by spaces, and the text form of a tsvector. Called when a document is
 * indexed or taken out of the index; must give the same terms to both and never more than they can hold. */
#include "base/map.h"
#include "text/lexical/terms.h"
#include <stdlib.h>

enum { POSITION_MAX = 16383, POSITIONS_MAX = 255 };

struct limit {
	size_t terms, bytes;
};

static bool room(struct limit *l, struct str term)
{
	if (l->terms >= TEXT_INDEX_TERMS || l->bytes + term.n > TEXT_INDEX_BYTES) {
		l->terms = TEXT_INDEX_TERMS; /* nothing after the first term left out */
		return false;
	}
	l->terms++;
	l->bytes += term.n;
	return true;
}

struct joiner {
	struct buf *out;
	struct limit limit;
};

static void join(void *arg, struct str term, size_t start, size_t end)
{
	struct joiner *j = arg;

	(void)start, (void)end;
	if (!room(&j->limit, term))
		return;
	if (j->limit.terms > 1)
		buf_char(j->out, ' ');
	buf_str(j->out, term);
}

void text_index_terms(struct str text, struct buf *out)
{
	struct joiner j = {.out = out};

	text_terms(text, join, &j);
}

struct occurrence {
	uint16_t position;
	struct occurrence *next;
};

struct lexeme {
	struct str term;
	int n;
	struct occurrence *first, **last;
};

struct vector {
	struct arena *arena;
	struct map seen; /* term -> lexeme */
	struct lexeme *lexemes;
	size_t n, cap, position;
	struct limit limit;
};

static void count(void *arg, struct str term, size_t start, size_t end)
{
	struct vector *v = arg;
	bool is_new;

	(void)start, (void)end;
	if (!room(&v->limit, term))
		return;
	uintptr_t *slot = map_get(&v->seen, term);

	if (!slot) {
		struct str copy = str_copy(v->arena, term);

		slot = map_put(&v->seen, copy, &is_new);
		*slot = (uintptr_t)v->n;
		if (v->n == v->cap) {
			v->cap = v->cap ? v->cap * 2 : 64;
			v->lexemes = mem_realloc(v->lexemes, v->cap * sizeof *v->lexemes);
		}
		v->lexemes[v->n++] = (struct lexeme){.term = copy};
	}
	struct lexeme *l = &v->lexemes[*slot];

	if (l->n < POSITIONS_MAX && v->position <= POSITION_MAX) {
		struct occurrence *o = ARENA_NEW(v->arena, struct occurrence);

		o->position = (uint16_t)v->position;
		if (l->n++)
			*l->last = o;
		else
			l->first = o;
		l->last = &o->next;
	}
	v->position++;
}

static int by_term(const void *a, const void *b)
{
	return str_cmp(((const struct lexeme *)a)->term, ((const struct lexeme *)b)->term);
}

size_t text_tsvector(struct arena *a, struct str text, size_t first_position, struct buf *out)
{
	struct vector v = {.arena = a, .position = first_position ? first_position : 1};

	map_init(&v.seen);
	text_terms(text, count, &v);
	if (v.n)
		qsort(v.lexemes, v.n, sizeof *v.lexemes, by_term);
	for (size_t i = 0; i < v.n; i++) {
		buf_z(out, out->n ? " '" : "'");
		buf_str(out, v.lexemes[i].term); /* letters, digits and marks only: nothing to escape */
		buf_char(out, '\'');
		for (struct occurrence *o = v.lexemes[i].first; o; o = o->next)
			buf_printf(out, "%c%u", o == v.lexemes[i].first ? ':' : ',', (unsigned)o->position);
	}
	map_release(&v.seen);
	mem_free(v.lexemes);
	return v.position;
}
