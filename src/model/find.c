/* Full-text search that gives hits: newest first as the index runs, or ranked among the newest 5,000 matches; with
 * counts of the values they have. Every hit is re-read under workspace and filter; nothing comes from the index alone. */
#include "base/map.h"
#include "model/engine.h"
#include "text/lexical/query.h"
#include <string.h>

struct hits_sql {
	struct buf sql;
	struct sql_where w;
};

static int add(struct sql_where *w, struct db_value v)
{
	ASSERT(w->n < (int)(sizeof w->v / sizeof w->v[0]));
	w->v[w->n++] = v;
	return w->n;
}

/* "FROM ..., m is the match": alias m has doc and s (lower is better). best: only that many of the best ones are looked
 * up in the tables, 0 all. */
static void from_matches(struct cx *cx, const struct resource *r, const struct search_query *q, struct str match, int best,
	struct sql_where *w)
{
	int text = add(w, db_text(match));
	bool ranked = q->ranked || q->bounded;

	if (db_kind(cx->db) == DB_SQLITE) {
		if (ranked)
			buf_printf(w->sql,
				   " FROM (%sSELECT rowid AS doc, %s AS s FROM search_fts WHERE search_fts MATCH ?%d ORDER BY rowid "
				   	"DESC LIMIT %d%s) m "
				   "JOIN search_doc d ON d.doc = m.doc AND d.workspace_id = ?1",
				   best ? "SELECT doc, s FROM (" : "", q->ranked ? "bm25(search_fts)" : "0", text, SEARCH_NEWEST,
				   best ? arena_printf(cx->arena, ") ORDER BY s, doc DESC LIMIT ?%d", add(w, db_int(best))) : "");
		else
			buf_z(w->sql, " FROM search_fts JOIN search_doc d ON d.doc = search_fts.rowid AND d.workspace_id = ?1");
		buf_printf(w->sql, " JOIN \"%s\" t ON t.workspace_id = ?1 AND t.id = d.object_id WHERE t.archived_at IS "
			"NULL", r->name);
		if (!ranked)
			buf_printf(w->sql, " AND search_fts MATCH ?%d", text);
		return;
	}
	buf_printf(w->sql,
		   " FROM (SELECT e.object_id, e.doc, %s AS s FROM search_doc e WHERE e.workspace_id = ?1 AND e.kind = '%s' "
		   	"AND "
		   "e.tokens @@ CAST(CAST(?%d AS TEXT) AS TSQUERY) ORDER BY e.doc DESC%s",
		   q->ranked ? "-ts_rank(e.tokens, CAST(CAST(?2 AS TEXT) AS TSQUERY))" : "0", r->prefix, text, ranked
		   	? " LIMIT 5000" : "");
	buf_printf(w->sql, ") d JOIN \"%s\" t ON t.workspace_id = ?1 AND t.id = d.object_id WHERE t.archived_at IS NULL",
		r->name);
}

static const char *score_column(struct cx *cx, const struct search_query *q)
{
	return !q->ranked ? "0" : db_kind(cx->db) == DB_SQLITE ? "m.s" : "d.s";
}

static void order(struct cx *cx, const struct search_query *q, struct sql_where *w)
{
	bool sqlite = db_kind(cx->db) == DB_SQLITE;

	if (q->before_doc)
		buf_printf(w->sql, " AND %s < ?%d", sqlite && !q->ranked && !q->bounded ? "search_fts.rowid" : "d.doc",
			add(w, db_int(q->before_doc)));
	if (q->ranked)
		buf_printf(w->sql, " ORDER BY %s, d.doc DESC, d.object_id", score_column(cx, q));
	else
		buf_printf(w->sql, " ORDER BY %s DESC", sqlite ? (q->bounded ? "m.doc" : "search_fts.rowid") : "d.doc");
	buf_printf(w->sql, " LIMIT ?%d", add(w, db_int(q->limit)));
	if (q->skip)
		buf_printf(w->sql, " OFFSET ?%d", add(w, db_int(q->skip)));
}

static bool match_of(struct cx *cx, const struct resource *r, struct str q, struct str *ret)
{
	struct text_query query = text_query_parse(cx->arena, q);

	return search_match(cx, r, &query, ret);
}

static enum err run_search(struct cx *cx, const struct resource *r, const struct search_query *q, struct str match, int best,
	struct search_hit *ret, int *ret_n)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};
	struct db_rows *rows;

	buf_init(&sql, 0);
	*ret_n = 0;
	w.v[w.n++] = db_int(cx->workspace_id);
	buf_printf(&sql, "SELECT t.id, %s, d.doc", score_column(cx, q));
	from_matches(cx, r, q, match, best, &w);
	TRY(model_filter(cx, r, q->filter, &w));
	order(cx, q, &w);
	TRY(db_query(cx, buf_view(&sql).p, w.v, w.n, &rows));
	while (db_next(rows) && *ret_n < q->limit)
		ret[(*ret_n)++] = (struct search_hit){db_col_int(rows, 0), -db_col_real(rows, 1), db_col_int(rows, 2)};
	return db_end(rows);
}

enum err model_search(struct cx *cx, const struct resource *r, const struct search_query *q, struct search_hit *ret,
	int *ret_n)
{
	struct str match;
	/* Some of the best may be archived: with room for those, nearly always enough are left. */
	int best = q->ranked && !q->filter.n && db_kind(cx->db) == DB_SQLITE ? 2 * (q->skip + q->limit) + 100 : 0;

	*ret_n = 0;
	if (!(r->flags & R_SEARCHED))
		return fail(cx, ERR_INVALID, "q", "%s have no full text", r->path);
	if (!search_visible(cx, r))
		return fail(cx, ERR_INVALID, "q", "the words of %s are private: they need the permission contact_read", r->path);
	if (!match_of(cx, r, q->q, &match))
		return OK;
	TRY(run_search(cx, r, q, match, best, ret, ret_n));
	return best && *ret_n < q->limit ? run_search(cx, r, q, match, 0, ret, ret_n) : OK;
}

/* ---- counts of values among the newest matches ---- */
struct tally {
	struct map by_value;
	struct search_value *v;
	int n, cap;
};

static void count(struct cx *cx, struct tally *t, struct str value)
{
	bool is_new;
	uintptr_t *slot;

	if (!value.n)
		return;
	slot = map_get(&t->by_value, value);
	if (slot) {
		t->v[*slot].count++;
		return;
	}
	if (t->n == t->cap) {
		struct search_value *bigger = ARENA_ARRAY(cx->arena, struct search_value, t->cap ? t->cap * 2 : 32);

		if (t->n)
			memcpy(bigger, t->v, sizeof *bigger * (size_t)t->n);
		t->cap = t->cap ? t->cap * 2 : 32;
		t->v = bigger;
	}
	t->v[t->n] = (struct search_value){str_copy(cx->arena, value), 1};
	slot = map_put(&t->by_value, t->v[t->n].value, &is_new);
	*slot = (uintptr_t)t->n++;
}

/* Text of a column as filters take it. */
static struct str value_of(struct cx *cx, const struct field *f, const struct db_rows *r, int col)
{
	char id[ID_TEXT];

	if (db_col_null(r, col))
		return (struct str){0};
	if (f->type == T_REF) {
		id_format(&resources[f->target], db_col_int(r, col), id);
		return str_copy(cx->arena, str_of(id));
	}
	return field_is_text(f) || f->type == T_ENUM ? db_col_str(r, col)
						     : str_of(arena_printf(cx->arena, "%lld", (long long)db_col_int(r, col)));
}

static void most_first(struct tally *t, int keep)
{
	for (int i = 0; i < t->n && i < keep; i++)
		for (int k = i + 1; k < t->n; k++)
			if (t->v[k].count > t->v[i].count) {
				struct search_value swap = t->v[i];

				t->v[i] = t->v[k];
				t->v[k] = swap;
			}
	if (t->n > keep)
		t->n = keep;
}

enum err model_search_counts(struct cx *cx, const struct resource *r, const struct search_query *q,
	const int *fields, int n,
			     struct search_counts *ret, int64_t *ret_total)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};
	struct search_query all = *q;
	struct str match;
	struct db_rows *rows;
	struct tally *tally = ARENA_ARRAY(cx->arena, struct tally, n);

	buf_init(&sql, 0);
	*ret_total = 0;
	all.ranked = false;
	all.bounded = true;
	all.before_doc = all.skip = 0;
	all.limit = SEARCH_NEWEST;
	memset(ret, 0, sizeof *ret * (size_t)n);
	if (!match_of(cx, r, q->q, &match))
		return OK;
	w.v[w.n++] = db_int(cx->workspace_id);
	buf_z(&sql, "SELECT 1");
	for (int i = 0; i < n; i++)
		buf_printf(&sql, ", t.\"%s\"", r->fields[fields[i]].name);
	from_matches(cx, r, &all, match, 0, &w);
	TRY(model_filter(cx, r, q->filter, &w));
	order(cx, &all, &w);
	TRY(db_query(cx, buf_view(&sql).p, w.v, w.n, &rows));
	for (int i = 0; i < n; i++)
		map_init(&tally[i].by_value);
	for (; db_next(rows); ++*ret_total)
		for (int i = 0; i < n; i++)
			count(cx, &tally[i], value_of(cx, &r->fields[fields[i]], rows, i + 1));
	for (int i = 0; i < n; i++) {
		most_first(&tally[i], SEARCH_VALUES);
		map_release(&tally[i].by_value);
		ret[i] = (struct search_counts){fields[i], tally[i].v, tally[i].n};
	}
	return db_end(rows);
}

/* ---- names: what the command menu looks up ---- */
static void render_found(struct cx *cx, const struct resource *r, int64_t id, int64_t number, struct str label,
	struct json_out *j)
{
	char text[ID_TEXT];

	if (utf8_length(label) > 120)
		label.n = utf8_offset(label, 120);
	id_format(r, id, text);
	json_open(j);
	json_kz(j, "id", text);
	json_kz(j, "number", number ? arena_printf(cx->arena, "%s-%lld", resource_letter(r), (long long)number) : NULL);
	json_kz(j, "type", r->name);
	json_kstr(j, "label", label);
	json_kz(j, "sub", NULL);
	json_close(j);
}

static enum err found_one(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j)
{
	void *row = arena_alloc(cx->arena, r->size);
	struct str label;

	TRY(model_get(cx, r, id, row));
	TRY(model_label(cx, r, id, &label));
	render_found(cx, r, id, ((struct row_head *)row)->number, label, j);
	return OK;
}

/* Searched resources by their words, the last one a beginning. */
static enum err found_by_words(struct cx *cx, const struct resource *r, struct str text, int limit, struct json_out *j)
{
	struct search_query q = {.limit = limit};
	struct search_hit hit[SEARCH_FIND_MAX];
	int n;
	bool open_end = text.n && text.p[text.n - 1] != '"' && text.p[text.n - 1] != '*';

	q.q = open_end ? str_of(arena_printf(cx->arena, "%.*s*", STR_ARG(text))) : text;
	TRY(model_search(cx, r, &q, hit, &n));
	for (int i = 0; i < n; i++)
		TRY(found_one(cx, r, hit[i].id, j));
	return OK;
}

/* The others are few: sources, teams, products, segments. */
static enum err found_by_label(struct cx *cx, const struct resource *r, struct str text, int limit, struct json_out *j)
{
	const struct field *label = &r->fields[resource_label(r)];
	struct db_rows *rows;

	TRY(db_query(cx,
		     arena_printf(cx->arena,
				  "SELECT id, \"%s\" FROM \"%s\" WHERE workspace_id = ?1 AND archived_at IS NULL AND lower(\"%s\") "
				  	"LIKE '%%' || lower(?2) || '%%' "
				  "ORDER BY id DESC LIMIT ?3",
				  label->name, r->name, label->name),
		     DB_ARGS(db_int(cx->workspace_id), db_text(text), db_int(limit)), &rows));
	while (db_next(rows))
		render_found(cx, r, db_col_int(rows, 0), 0, db_col_str(rows, 1), j);
	return db_end(rows);
}

static bool has_plain_label(const struct resource *r)
{
	int label = resource_label(r);

	return label >= 0 && r->fields[label].visibility != V_PRIVATE &&
		(r->flags & (R_OWN | R_HIDDEN | R_GLOBAL | R_NO_CREATE)) == 0 &&
	       r->id != RES_comment && r->id != RES_highlight && r->id != RES_saved_mapping && r->id != RES_invitation;
}

enum err model_find(struct cx *cx, struct str text, int limit, struct json_out *j)
{
	const struct resource *r;
	int64_t id;

	text = str_trim(text);
	if (text.n == 0 || text.n > 200)
		return OK;
	if (model_resolve(cx, text, NULL, &r, &id) == OK && resource_in_workspace(r) && found_one(cx, r, id, j) == OK)
		return OK;
	fail_clear(cx);
	if (limit > SEARCH_FIND_MAX)
		limit = SEARCH_FIND_MAX;
	for (int i = 0; i < RES_COUNT; i++) {
		r = &resources[i];
		if ((r->flags & R_SEARCHED) && search_visible(cx, r))
			TRY(found_by_words(cx, r, text, limit, j));
		else if (!(r->flags & R_SEARCHED) && has_plain_label(r))
			TRY(found_by_label(cx, r, text, limit, j));
	}
	return OK;
}
