/* Lists: filter, order, keyset cursor, rows straight from the store into JSON.
 * Empty values come last whichever way a list runs. Such a list is read in two parts, the rows with a value in the order
 * of the field's index and then those without in the order of their ids, so that neither part has to be sorted. */
#include "base/clock.h"
#include "base/hash.h"
#include "model/engine.h"
#include "text/lexical/query.h"
#include <sodium.h>
#include <string.h>

enum part { PART_WHOLE, PART_VALUES, PART_EMPTY };

struct order {
	char name[64];
	const struct field *field; /* NULL: system column */
	bool descending, nullable, by_id;
	bool by_doc; /* newest said first among full-text hits: the order in which the index gives them */
};

static enum err parse_order(struct cx *cx, const struct resource *r, struct str sort, bool words, struct order *o)
{
	struct str name = sort;

	*o = (struct order){.descending = true};
	if (!sort.n || (r->id == RES_evidence && str_is(sort, "-said_at"))) {
		o->by_doc = words;
		sort.n = 0;
	}
	if (!sort.n)
		name = r->id == RES_evidence ? STR("-said_at") : STR("-id");
	if (o->by_doc)
		return OK;
	if (name.p[0] == '-') {
		name.p++;
		name.n--;
	} else {
		o->descending = false;
	}
	if (name.n >= sizeof o->name)
		return fail(cx, ERR_INVALID, "sort", "is not a field");
	memcpy(o->name, name.p, name.n);
	o->by_id = str_is(name, "id") || str_is(name, "created_at");
	if (o->by_id) {
		memcpy(o->name, "id", sizeof "id");
		return OK;
	}
	if (str_is(name, "updated_at") || (str_is(name, "number") && (r->flags & R_NUMBERED)))
		return OK;
	o->field = field_by_name(r, name, NULL);
	if (!o->field || !(o->field->flags & F_SORT) || (o->field->visibility == V_PRIVATE && !cx_may(cx, P_contact_read)))
		return fail(cx, ERR_INVALID, "sort", "\"%.*s\" cannot be used to sort %s", (int)(name.n > 60 ? 60 : name.n), name.p, r->path);
	o->nullable = !(o->field->flags & F_REQ);
	return OK;
}

/* Cursor: base64url of "hash of the query|id|n or i or d or t|value". */
static uint32_t query_hash(const struct resource *r, const struct list_query *q)
{
	struct hash h = hash_two(q->filter, q->sort), h2 = hash_two((struct str){(const char *)h.b, HASH_BYTES}, q->q);
	uint32_t v;

	h = hash_two((struct str){(const char *)h2.b, HASH_BYTES}, str_of(r->name));
	memcpy(&v, h.b, sizeof v);
	return v;
}

static void make_cursor(struct cx *cx, const struct resource *r, const struct list_query *q, int64_t id, struct
	db_value v, struct buf *out)
{
	auto_buf b;

	buf_init(&b, 4096);
	buf_printf(&b, "%u|%lld|", query_hash(r, q), (long long)id);
	if (v.type == DB_INT)
		buf_printf(&b, "i%lld", (long long)v.i);
	else if (v.type == DB_REAL)
		buf_printf(&b, "d%.17g", v.d);
	else if (v.type == DB_TEXT)
		buf_printf(&b, "t%.*s", STR_ARG(v.s));
	else
		buf_char(&b, 'n');
	size_t n = sodium_base64_encoded_len(b.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *z = arena_alloc(cx->arena, n);

	(void)sodium_bin2base64(z, n, (const unsigned char *)b.p, b.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_z(out, z);
}

static enum err read_cursor(struct cx *cx, const struct resource *r, const struct list_query *q, int64_t *ret_id, struct db_value *ret)
{
	unsigned char *raw = arena_alloc(cx->arena, q->cursor.n + 1);
	size_t n;
	struct str rest, hash, id;
	int64_t h;

	if (q->cursor.n > 4096 || sodium_base642bin(raw, q->cursor.n, q->cursor.p, q->cursor.n, NULL, &n, NULL,
						    sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return fail(cx, ERR_INVALID, "cursor", "is not a cursor of this list");
	rest = (struct str){(const char *)raw, n};
	if (!str_split(&rest, '|', &hash) || !str_split(&rest, '|', &id) || !rest.n || !str_to_i64(hash, &h) || !str_to_i64(id, ret_id) ||
	    !utf8_valid(rest))
		return fail(cx, ERR_INVALID, "cursor", "is not a cursor of this list");
	if ((uint32_t)h != query_hash(r, q))
		return fail(cx, ERR_INVALID, "cursor", "belongs to another filter or order");
	struct str value = {rest.p + 1, rest.n - 1};
	int64_t i = 0;
	double d = 0;

	*ret = rest.p[0] == 'i' && str_to_i64(value, &i)   ? db_int(i)
	       : rest.p[0] == 'd' && str_to_f64(value, &d) ? db_real(d)
	       : rest.p[0] == 't'			   ? db_text(value)
							   : DB_NIL;
	return OK;
}

static int add(struct sql_where *w, struct db_value v)
{
	ASSERT(w->n < (int)(sizeof w->v / sizeof w->v[0]));
	w->v[w->n++] = v;
	return w->n;
}

/* Rows after the cursor's, within the part of the list that it stands in or a later one. */
static void after_cursor(struct sql_where *w, const struct order *o, enum part part, int64_t id, struct db_value v)
{
	const char *op = o->descending ? "<" : ">";

	if (o->by_doc) {
		int pv = add(w, v);

		buf_printf(w->sql, " AND (d.doc, d.object_id) < (?%d, ?%d) AND d.doc <= ?%d", pv, add(w, db_int(id)), pv);
	} else if (o->by_id || (part == PART_EMPTY && v.type == DB_NULL)) {
		buf_printf(w->sql, " AND t.id %s ?%d", op, add(w, db_int(id)));
	} else if (part != PART_EMPTY) {
		int pv = add(w, v);

		buf_printf(w->sql, " AND (t.\"%s\", t.id) %s (?%d, ?%d)", o->name, op, pv, add(w, db_int(id)));
	}
}

static void order_by(struct sql_where *w, const struct order *o, enum part part, bool sqlite)
{
	const char *way = o->descending ? "DESC" : "ASC";

	if (o->by_doc && sqlite) /* a row of the index has a number of its own */
		buf_z(w->sql, " ORDER BY search_fts.rowid DESC");
	else if (o->by_doc)
		buf_z(w->sql, " ORDER BY d.doc DESC, d.object_id DESC");
	else if (o->by_id || part == PART_EMPTY)
		buf_printf(w->sql, " ORDER BY t.id %s", way);
	else
		buf_printf(w->sql, " ORDER BY t.\"%s\" %s, t.id %s", o->name, way, way);
}

/* The rows of a list, or of those among them that the words name; the index leads, so that a rare word costs little and
 * a frequent one no more than the page. */
static enum err from_rows(struct cx *cx, const struct resource *r, struct str q, struct sql_where *w)
{
	const struct plan *p = &cx->model->plans[r->id];
	struct text_query query = text_query_parse(cx->arena, q);
	struct str match;

	if (!q.n) {
		buf_z(w->sql, p->select);
		buf_z(w->sql, resource_in_workspace(r) ? " WHERE t.workspace_id = ?1" : " WHERE CAST(?1 AS BIGINT) IS NOT NULL");
		return OK;
	}
	if (!(r->flags & R_SEARCHED))
		return fail(cx, ERR_INVALID, "q", "%s have no full text", r->path);
	if (!search_visible(cx, r))
		return fail(cx, ERR_INVALID, "q", "the words of %s are private: they need the permission contact_read", r->path);
	bool sqlite = db_kind(cx->db) == DB_SQLITE;

	if (!search_match(cx, r, &query, &match))
		buf_printf(w->sql, "%s, d.doc FROM %ssearch_doc d CROSS JOIN \"%s\" t%s WHERE t.workspace_id = ?1 AND "
			"d.workspace_id = ?1 AND 1 = 0",
			   p->columns, sqlite ? "search_fts CROSS JOIN " : "", r->name, p->joins);
	else if (sqlite)
		buf_printf(w->sql,
			   "%s, d.doc FROM search_fts CROSS JOIN search_doc d CROSS JOIN \"%s\" t%s WHERE search_fts MATCH ?%d "
			   "AND d.doc = search_fts.rowid AND d.workspace_id = ?1 AND t.workspace_id = ?1 AND t.id = d.object_id",
			   p->columns, r->name, p->joins, add(w, db_text(match)));
	else
		buf_printf(w->sql,
			   "%s, d.doc FROM search_doc d CROSS JOIN \"%s\" t%s WHERE d.workspace_id = ?1 AND d.kind = '%s' "
			   "AND d.tokens @@ CAST(CAST(?%d AS TEXT) AS TSQUERY) AND t.workspace_id = ?1 AND t.id = d.object_id",
			   p->columns, r->name, p->joins, r->prefix, add(w, db_text(match)));
	return OK;
}

static void narrow(struct sql_where *w, const char *scope, int64_t value)
{
	int at = add(w, db_int(value));

	buf_z(w->sql, " AND ");
	for (const char *p = scope; *p; p++) {
		if (*p == '@')
			buf_printf(w->sql, "?%d", at);
		else
			buf_char(w->sql, *p);
	}
}

struct place {
	bool given;
	int64_t id;
	struct db_value value;
};

/* What the query asks of a row, in whichever order it is read. */
static enum err conditions(struct cx *cx, const struct resource *r, const struct list_query *q, struct sql_where *w)
{
	if (!q->archived)
		buf_z(w->sql, " AND t.archived_at IS NULL");
	if (q->only_mine)
		buf_printf(w->sql, " AND t.created_by = ?%d", add(w, db_int(cx->member_id)));
	if (q->scope)
		narrow(w, q->scope, q->scope_value);
	return model_filter(cx, r, q->filter, w);
}

static enum err build(struct cx *cx, const struct resource *r, const struct list_query *q, const struct order *o, enum part part,
		      const struct place *after, int limit, struct sql_where *w)
{
	w->v[w->n++] = db_int(cx->workspace_id);
	TRY(from_rows(cx, r, q->q, w));
	if (part != PART_WHOLE)
		buf_printf(w->sql, " AND t.\"%s\" IS %s", o->name, part == PART_EMPTY ? "NULL" : "NOT NULL");
	TRY(conditions(cx, r, q, w));
	if (after->given)
		after_cursor(w, o, part, after->id, after->value);
	order_by(w, o, part, db_kind(cx->db) == DB_SQLITE);
	buf_printf(w->sql, " LIMIT ?%d", add(w, db_int(limit)));
	return OK;
}

static int order_column(const struct cx *cx, const struct resource *r, const struct order *o)
{
	if (o->by_doc)
		return cx->model->plans[r->id].n_columns;
	if (o->by_id)
		return COL_id;
	if (!o->field)
		return strcmp(o->name, "number") == 0 ? COL_number : COL_updated_at;
	return COL_FIELDS + (int)(o->field - r->fields);
}

struct page {
	const struct list_query *q;
	struct json_out *j;
	struct buf cursor;
	int n;
	bool more;
};

/* Appends the rows of one part until the page is full; one row more only tells that there is a next page. */
static enum err list_part(struct cx *cx, const struct resource *r, const struct order *o, enum part part, const struct place *after,
			  struct page *p)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};
	struct db_rows *rows;

	buf_init(&sql, 0);
	TRY(build(cx, r, p->q, o, part, after, p->q->limit + 1 - p->n, &w));
	TRY(db_query(cx, buf_view(&sql).p, w.v, w.n, &rows));
	while (!p->more && db_next(rows)) {
		if (p->n == p->q->limit) {
			p->more = true;
			break;
		}
		model_render(cx, r, rows, p->j);
		if (++p->n == p->q->limit)
			make_cursor(cx, r, p->q, db_col_int(rows, COL_id), db_col(rows, order_column(cx, r, o)), &p->cursor);
	}
	return db_end(rows);
}

static enum err list_parts(struct cx *cx, const struct resource *r, const struct order *o, const struct place *after, struct page *p)
{
	if (!o->nullable)
		return list_part(cx, r, o, PART_WHOLE, after, p);
	if (!after->given || after->value.type != DB_NULL)
		TRY(list_part(cx, r, o, PART_VALUES, after, p));
	return p->more ? OK : list_part(cx, r, o, PART_EMPTY, after, p);
}

enum err model_list_plan(struct cx *cx, const struct resource *r, const struct list_query *q, struct buf *out)
{
	struct order o;
	struct place after = {.given = q->cursor.n > 0};
	struct db_rows *rows;
	auto_buf sql;
	struct sql_where w = {.sql = &sql};
	int column = db_kind(cx->db) == DB_SQLITE ? 3 : 0;

	buf_init(&sql, 0);
	buf_z(&sql, db_kind(cx->db) == DB_SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
	TRY(parse_order(cx, r, q->sort, q->q.n > 0, &o));
	if (after.given)
		TRY(read_cursor(cx, r, q, &after.id, &after.value));
	TRY(build(cx, r, q, &o, o.nullable ? PART_VALUES : PART_WHOLE, &after, q->limit, &w));
	TRY(db_query(cx, buf_view(&sql).p, w.v, w.n, &rows));
	while (db_next(rows)) {
		buf_str(out, db_col_str(rows, column));
		buf_char(out, '\n');
	}
	return db_end(rows);
}

/* Rows of the whole list, up to LIST_COUNTED. */
static enum err count_all(struct cx *cx, const struct resource *r, const struct list_query *q, int64_t *ret)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};

	buf_init(&sql, 0);
	w.v[w.n++] = db_int(cx->workspace_id);
	buf_printf(&sql, "SELECT COUNT(*) FROM (SELECT 1 AS found FROM \"%s\" t WHERE %s", r->name,
		   resource_in_workspace(r) ? "t.workspace_id = ?1" : "CAST(?1 AS BIGINT) IS NOT NULL");
	TRY(conditions(cx, r, q, &w));
	buf_printf(&sql, " LIMIT %d) AS counted", LIST_COUNTED);
	return db_one_int(cx, buf_view(&sql).p, w.v, w.n, ret, NULL);
}

/* A first page that is the whole list tells how long it is; else it is counted when that was asked for. */
static enum err put_total(struct cx *cx, const struct resource *r, const struct page *p)
{
	int64_t total = p->n;

	if (p->q->cursor.n || (p->more && (!p->q->count || p->q->q.n)))
		return OK;
	if (p->more)
		TRY(count_all(cx, r, p->q, &total));
	json_kint(p->j, "total", total);
	return OK;
}

enum err model_list(struct cx *cx, const struct resource *r, const struct list_query *q, struct json_out *j)
{
	struct order o;
	struct place after = {.given = q->cursor.n > 0};
	struct page p = {.q = q, .j = j};

	TRY(parse_order(cx, r, q->sort, q->q.n > 0, &o));
	if (after.given)
		TRY(read_cursor(cx, r, q, &after.id, &after.value));
	buf_init(&p.cursor, 8192);
	json_open(j);
	json_key(j, "data");
	json_list(j);
	enum err e = list_parts(cx, r, &o, &after, &p);

	json_list_end(j);
	json_key(j, "next");
	if (p.more)
		json_str(j, buf_view(&p.cursor));
	else
		json_nil(j);
	if (!e)
		e = put_total(cx, r, &p);
	json_close(j);
	buf_release(&p.cursor);
	return e;
}

enum err model_count(struct cx *cx, const struct resource *r, struct str filter, int64_t *ret)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};

	buf_init(&sql, 0);
	buf_printf(&sql, "SELECT COUNT(*) FROM \"%s\" t WHERE t.workspace_id = ?1 AND t.archived_at IS NULL", r->name);
	w.v[w.n++] = db_int(cx->workspace_id);
	TRY(model_filter(cx, r, filter, &w));
	return db_one_int(cx, buf_view(&sql).p, w.v, w.n, ret, NULL);
}
