/* `earshot similar ID|TEXT`: items that say nearly the same, by meaning when a model is there, else by telling words.
 * Vectors come from the file the themes job keeps; what is new is encoded and kept. */
#include "cli/cli.h"
#include "domain/similar.h"
#include "model/engine.h"
#include "text/kept.h"
#include "text/lexical/duplicates.h"
#include "text/lexical/units.h"
#include "text/vector/math.h"
#include <string.h>

#define EVIDENCE (&resources[RES_evidence])
enum { PAGE = 2000, BATCH = 256, SHOWN = 10, MOST = 1000, ITEMS_MAX = 200000 };

struct item {
	int64_t id;
	struct str external_id, verbatim;
	double score;
	size_t first, units; /* in corpus.unit */
	bool copy;
};

struct corpus {
	struct cx *cx;
	struct item *item;
	size_t n, cap;
	struct str *unit;
	size_t units, units_cap;
	size_t before; /* items read by earlier pages */
	struct item *reading;
	const char *encoder; /* wish of the workspace */
	struct str query;
	int64_t exclude;
	int64_t limit;
};

static void add_unit(void *arg, size_t start, size_t end)
{
	struct corpus *c = arg;

	if (c->units == c->units_cap) {
		c->units_cap = c->units_cap ? c->units_cap * 2 : 4096;
		c->unit = mem_realloc(c->unit, c->units_cap * sizeof *c->unit);
	}
	c->unit[c->units++] = (struct str){c->reading->verbatim.p + start, end - start};
	c->reading->units++;
}

static void add_item(struct corpus *c, int64_t id, struct str external_id, struct str verbatim)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : PAGE;
		c->item = mem_realloc(c->item, c->cap * sizeof *c->item);
	}
	c->reading = &c->item[c->n++];
	*c->reading = (struct item){.id = id, .external_id = str_copy(c->cx->arena, external_id), .verbatim = str_copy(c->cx->arena, verbatim),
				    .first = c->units};
	text_units(c->reading->verbatim, add_unit, c);
}

static enum err read_page(struct cx *cx, void *arg)
{
	struct corpus *c = arg;
	struct db_rows *r;

	c->before = c->n;
	TRY(db_query(cx, "SELECT id, external_id, verbatim FROM evidence WHERE workspace_id = ?1 AND id > ?2 AND verbatim IS NOT NULL AND "
		     "archived_at IS NULL AND state NOT IN ('spam', 'duplicate') ORDER BY id LIMIT 2000",
		     DB_ARGS(db_int(cx->workspace_id), db_int(c->n ? c->item[c->n - 1].id : 0)), &r));
	while (db_next(r))
		add_item(c, db_col_int(r, 0), db_col_str(r, 1), db_col_str(r, 2));
	return db_end(r);
}

/* The operand as an item of the workspace or as words; and which encoder the workspace wants. */
static enum err read_query(struct cx *cx, void *arg)
{
	struct corpus *c = arg;
	const struct resource *of;
	struct workspace w;
	int64_t id;

	TRY(model_get(cx, &resources[RES_workspace], cx->workspace_id, &w));
	c->encoder = enums[ENUM_encoder].values[w.encoder];
	if (!id_parse(c->query, &of, &id) || of != EVIDENCE)
		return OK;
	struct evidence e;

	TRY(model_get(cx, EVIDENCE, id, &e));
	c->query = str_copy(cx->arena, e.verbatim);
	c->exclude = id;
	return OK;
}

/* The nearest unit of each item to the query, both less the mean of all. */
static enum err score(struct corpus *c, const struct text_encoder_hook *h)
{
	size_t dim = h->dim;
	float *v = mem_alloc((c->units + 1) * dim * sizeof *v), *mean = mem_alloc(dim * sizeof *mean), *q = v + c->units * dim;
	enum err e = h->encode(h->arg, &c->query, 1, q);

	for (size_t from = 0; from < c->units && e == OK; from += BATCH)
		e = h->encode(h->arg, c->unit + from, c->units - from < BATCH ? c->units - from : (size_t)BATCH, v + from * dim);
	for (size_t i = 0; i < c->units && e == OK; i++)
		for (size_t d = 0; d < dim; d++)
			mean[d] += v[i * dim + d] / (float)c->units;
	for (size_t i = 0; i <= c->units && e == OK && c->units > 50; i++) /* the mean of a handful is the handful */
		for (size_t d = 0; d < dim; d++)
			v[i * dim + d] -= mean[d];
	for (size_t i = 0; i <= c->units && e == OK; i++)
		(void)text_normalise(v + i * dim, dim);
	for (size_t i = 0; i < c->n && e == OK; i++)
		for (size_t u = 0; u < c->item[i].units; u++) {
			double cosine = (double)text_dot(q, v + (c->item[i].first + u) * dim, dim);

			c->item[i].score = u == 0 || cosine > c->item[i].score ? cosine : c->item[i].score;
		}
	mem_free(v);
	mem_free(mean);
	return e == OK ? OK : fail(c->cx, e, NULL, "the texts could not be encoded");
}

static enum err by_meaning(struct corpus *c, bool *ret_done)
{
	struct text_meaning_wish wish = {.encoder = c->encoder, .threads = 1};
	struct text_item *item;
	struct text_meaning *m;

	do
		TRY(db_read(c->cx, read_page, c));
	while (c->n - c->before == PAGE && c->n < ITEMS_MAX);
	item = mem_alloc((c->n + 1) * sizeof *item);
	for (size_t i = 0; i < c->n; i++)
		item[i].text = c->item[i].verbatim;
	wish.english_share = text_english_share(item, c->n);
	mem_free(item);
	TRY(text_meaning_open(c->cx, &wish, &m));
	*ret_done = m != NULL;
	if (!m)
		return OK;
	struct text_kept *k = text_kept_open(m, text_kept_path(c->cx));
	struct text_encoder_hook h = text_kept_hook(k);
	enum err e = score(c, &h);

	if (e == OK)
		text_kept_save(k, false);
	text_kept_close(k);
	text_meaning_close(m);
	return e;
}

static enum err by_words(struct cx *cx, void *arg)
{
	struct corpus *c = arg;
	struct similar *s;
	size_t n;

	TRY(similar_items(cx, c->query, c->exclude, (int)c->limit, &s, &n));
	for (size_t i = 0; i < c->n; i++)
		c->item[i].score = -1;
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < c->n; i++)
			if (c->item[i].id == s[k].id)
				c->item[i].score = s[k].score;
	return OK;
}

/* Best first into the front, at most limit. */
static size_t take_best(struct corpus *c)
{
	size_t n = 0;

	while (n < c->n && n < (size_t)c->limit) {
		size_t best = SIZE_MAX;

		for (size_t i = n; i < c->n; i++)
			if (c->item[i].id != c->exclude && c->item[i].score > 0 && (best == SIZE_MAX || c->item[i].score > c->item[best].score))
				best = i;
		if (best == SIZE_MAX)
			break;
		struct item swap = c->item[n];

		c->item[n++] = c->item[best];
		c->item[best] = swap;
	}
	return n;
}

static void mark_copies(struct corpus *c, size_t n)
{
	struct text_duplicates *d = text_duplicates_new();

	(void)text_duplicates_add(d, c->query, NULL);
	for (size_t i = 0; i < n; i++)
		c->item[i].copy = text_duplicates_add(d, c->item[i].verbatim, NULL) != i + 1;
	text_duplicates_free(d);
}

static void show(const struct corpus *c, size_t n, struct args *a)
{
	struct json_out *j = args_json(a) ? args_result(a) : NULL;
	char id[ID_TEXT];

	if (j) {
		json_open(j);
		json_key(j, "data");
		json_list(j);
	}
	for (size_t i = 0; i < n; i++) {
		const struct item *x = &c->item[i];

		id_format(EVIDENCE, x->id, id);
		if (!j) {
			fprintf(args_out(a), "%.3f  %s%s  %.*s\n", x->score, id, x->copy ? "  (copy)" : "", (int)utf8_offset(x->verbatim, 140),
				x->verbatim.p);
			continue;
		}
		json_open(j);
		json_kz(j, "id", id);
		json_kstr(j, "external_id", x->external_id);
		json_knum(j, "score", (double)(int64_t)(x->score * 10000 + .5) / 10000);
		json_kstr(j, "verbatim", x->verbatim);
		json_kbool(j, "copy", x->copy);
		json_close(j);
	}
	if (j) {
		json_list_end(j);
		json_close(j);
	}
}

static enum err run(struct cx *cx, struct args *a)
{
	struct corpus c = {.cx = cx, .query = str_of(args_at(a, 0))};
	bool done = false;

	TRY(args_int(cx, a, "limit", SHOWN, &c.limit));
	if (c.limit < 1 || c.limit > MOST)
		return fail(cx, ERR_USAGE, "limit", "is 1 to %d", MOST);
	TRY(db_read(cx, read_query, &c));
	enum err e = by_meaning(&c, &done);

	if (e == OK && !done)
		e = db_read(cx, by_words, &c);
	if (e == OK) {
		size_t n = take_best(&c);

		mark_copies(&c, n);
		show(&c, n, a);
	}
	mem_free(c.item);
	mem_free(c.unit);
	return e;
}

const struct command command_similar = {
	.name = "similar",
	.operands = "ID|TEXT",
	.least = 1,
	.most = 1,
	.summary = "Finds items that say nearly the same, by meaning when a model is there; copies are marked.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"limit", OPTION_VALUE, "N", "how many [10]"},
			{0},
		},
	.run = run,
};
