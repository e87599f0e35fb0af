/* Lexical neighbours of a text; see similar.h. The index gives at most 300 candidates, the newest that hold any of the
 * twelve longest telling words; so the cost is bounded whatever the size of the workspace. */
#include "domain/similar.h"
#include "base/map.h"
#include "text/lexical/language.h"
#include "text/lexical/normalise.h"
#include "text/lexical/query.h"
#include "text/theme/stopwords.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUERY_WORDS = 12, CANDIDATES = 300, TEXT_WORDS = 400, LEAST_LETTERS = 3, READ_BYTES = 16384 };

struct bag {
	struct arena *arena;
	const struct map *stop;
	struct map seen;
	struct str word[TEXT_WORDS];
	size_t n;
};

static void put_word(void *arg, struct str word, size_t start, size_t end)
{
	struct bag *b = arg;
	bool is_new;

	(void)start, (void)end;
	if (b->n == TEXT_WORDS || (utf8_length(word) < LEAST_LETTERS && !text_term_is_paired(word)) ||
	    map_get(b->stop, word))
		return;
	struct str kept = str_copy(b->arena, word);

	*map_put(&b->seen, kept, &is_new) = b->n + 1;
	if (is_new)
		b->word[b->n++] = kept;
}

static struct bag *bag_of(struct arena *a, const struct map *stop, struct str text)
{
	struct bag *b = ARENA_NEW(a, struct bag);

	b->arena = a;
	b->stop = stop;
	map_init(&b->seen);
	if (text.n > READ_BYTES) {
		text.n = READ_BYTES;
		while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80)
			text.n--;
	}
	text_words(text, put_word, b);
	return b;
}

static int longer_first(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return str_cmp(*x, *y);
}

/* "aaa OR bbb OR ...": plain words of the tokeniser, so nothing of the text can be syntax. */
static struct str any_of(struct cx *cx, const struct bag *b)
{
	struct str word[TEXT_WORDS];
	auto_buf q;

	memcpy(word, b->word, b->n * sizeof *word);
	if (b->n > 1)
		qsort(word, b->n, sizeof *word, longer_first);
	buf_init(&q, 0);
	for (size_t i = 0; i < b->n && i < QUERY_WORDS; i++)
		buf_printf(&q, "%s%.*s", i ? " OR " : "", STR_ARG(word[i]));
	return str_copy(cx->arena, buf_view(&q));
}

struct candidates {
	struct similar *v;
	struct str *text;
	size_t n;
};

static enum err find_candidates(struct cx *cx, struct str query, int64_t exclude, struct candidates *c)
{
	struct text_query q = text_query_parse(cx->arena, query);
	struct str match;
	struct db_rows *r;

	c->v = ARENA_ARRAY(cx->arena, struct similar, CANDIDATES);
	c->text = ARENA_ARRAY(cx->arena, struct str, CANDIDATES);
	if (!q.positive || !search_match(cx, &resources[RES_evidence], &q, &match))
		return OK;
	TRY(db_query(cx,
		     db_kind(cx->db) == DB_SQLITE
			     ? "SELECT e.id, e.contact_id, e.account_id, e.said_at, e.emotion, "
			       "SUBSTR(COALESCE(e.verbatim, e.title, ''), 1, 4000), c.name, a.name "
			       "FROM (SELECT rowid AS doc FROM search_fts WHERE search_fts MATCH ?2 ORDER BY rowid "
			       "DESC LIMIT 300) f "
			       "JOIN search_doc sd ON sd.doc = f.doc AND sd.workspace_id = ?1 AND sd.kind = 'ev' "
			       "JOIN evidence e ON e.workspace_id = ?1 AND e.id = sd.object_id AND e.archived_at IS "
			       "NULL AND e.state <> 'spam' "
			       "LEFT JOIN contact c ON c.workspace_id = ?1 AND c.id = e.contact_id LEFT JOIN account a "
			       "ON a.workspace_id = ?1 AND a.id = e.account_id "
			       "WHERE e.id <> ?3"
			     : "SELECT e.id, e.contact_id, e.account_id, e.said_at, e.emotion, "
			       "SUBSTR(COALESCE(e.verbatim, e.title, ''), 1, 4000), c.name, a.name "
			       "FROM (SELECT object_id FROM search_doc WHERE workspace_id = ?1 AND kind = 'ev' AND "
			       "tokens @@ CAST(CAST(?2 AS TEXT) AS TSQUERY) "
			       "ORDER BY doc DESC LIMIT 300) f "
			       "JOIN evidence e ON e.workspace_id = ?1 AND e.id = f.object_id AND e.archived_at IS "
			       "NULL AND e.state <> 'spam' "
			       "LEFT JOIN contact c ON c.workspace_id = ?1 AND c.id = e.contact_id LEFT JOIN account a "
			       "ON a.workspace_id = ?1 AND a.id = e.account_id "
			       "WHERE e.id <> ?3",
		     DB_ARGS(db_int(cx->workspace_id), db_text(match), db_int(exclude)), &r));
	while (c->n < CANDIDATES && db_next(r)) {
		struct similar *s = &c->v[c->n];

		s->id = db_col_int(r, 0);
		s->contact_id = db_col_int(r, 1);
		s->account_id = db_col_int(r, 2);
		s->said_at = db_col_int(r, 3);
		s->has_emotion = !db_col_null(r, 4);
		s->emotion = db_col_int(r, 4);
		c->text[c->n] = str_copy(cx->arena, db_col_str(r, 5));
		s->quote = c->text[c->n];
		if (s->quote.n > 280)
			s->quote.n = utf8_offset(s->quote, utf8_length(s->quote) < 280 ? utf8_length(s->quote) : 280);
		s->contact = str_copy(cx->arena, db_col_str(r, 6));
		s->account = str_copy(cx->arena, db_col_str(r, 7));
		c->n++;
	}
	return db_end(r);
}

/* ln((n+1)/(df+1)) + 1: words of all candidates weigh least. */
static double weight(const struct map *df, struct str word, size_t n)
{
	const uintptr_t *count = map_get(df, word);

	return log((double)(n + 2) / (double)((count ? *count : 0) + 1)) + 0.2;
}

static double norm_of(const struct bag *b, const struct map *df, size_t n)
{
	double s = 0;

	for (size_t i = 0; i < b->n; i++)
		s += weight(df, b->word[i], n) * weight(df, b->word[i], n);
	return sqrt(s);
}

static void score(struct similar *s, const struct bag *mine, const struct bag *theirs, const struct map *df, size_t n)
{
	double dot = 0, best[SIMILAR_WORDS] = {0};

	for (size_t i = 0; i < mine->n; i++) {
		if (!map_get(&theirs->seen, mine->word[i]))
			continue;
		double w = weight(df, mine->word[i], n);
		int k = SIMILAR_WORDS;

		dot += w * w;
		while (k > 0 && w > best[k - 1])
			k--;
		for (int m = SIMILAR_WORDS - 1; m > k; m--) {
			best[m] = best[m - 1];
			s->word[m] = s->word[m - 1];
		}
		if (k < SIMILAR_WORDS) {
			best[k] = w;
			s->word[k] = mine->word[i];
		}
	}
	double norm = norm_of(mine, df, n) * norm_of(theirs, df, n);

	s->score = norm > 0 ? fmin(1, dot / norm) : 0;
}

static int by_score(const void *a, const void *b)
{
	const struct similar *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static void rank(struct cx *cx, const struct bag *mine, const struct map *stop, struct candidates *c)
{
	struct bag **bag = ARENA_ARRAY(cx->arena, struct bag *, c->n + 1);
	struct map df;

	map_init(&df);
	for (size_t i = 0; i < c->n; i++) {
		bag[i] = bag_of(cx->arena, stop, c->text[i]);
		for (size_t k = 0; k < bag[i]->n; k++) {
			bool is_new;

			++*map_put(&df, bag[i]->word[k], &is_new);
		}
	}
	for (size_t i = 0; i < c->n; i++) {
		score(&c->v[i], mine, bag[i], &df, c->n);
		map_release(&bag[i]->seen);
	}
	map_release(&df);
	if (c->n > 1)
		qsort(c->v, c->n, sizeof *c->v, by_score);
}

enum err similar_items(struct cx *cx, struct str text, int64_t exclude, int limit, struct similar **ret, size_t *ret_n)
{
	struct candidates c = {0};
	struct map stop;
	struct text_language l = text_language_detect(text);

	map_init(&stop);
	text_stopwords("en", &stop);
	if (!l.abstained)
		text_stopwords(l.code, &stop);
	struct bag *mine = bag_of(cx->arena, &stop, text);
	enum err e = find_candidates(cx, any_of(cx, mine), exclude, &c);

	if (!e)
		rank(cx, mine, &stop, &c);
	map_release(&mine->seen);
	map_release(&stop);
	*ret = c.v;
	*ret_n = c.n < (size_t)limit ? c.n : (size_t)limit;
	return e;
}
