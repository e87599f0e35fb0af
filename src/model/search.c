/* The full-text index: one row per searched object in search_doc, its terms in FTS5 or a tsvector. The doc number
 * rises with the time something was said, so that "newest first" is the index's own order. */
#include "model/engine.h"
#include "text/lexical/query.h"
#include <stdio.h>
#include <string.h>

#define DOC_EPOCH_MS 3155760000000LL /* 100 years: times before 1970 stay positive */
enum { DOC_BITS = 20 };

/* The word that stands in each FTS row for its workspace and kind. U+E000 is no letter, so no text makes it. */
void search_scope(int64_t workspace_id, const struct resource *r, char out[40])
{
	(void)snprintf(out, 40, "\xEE\x80\x80%llx\xEE\x80\x80%s", (unsigned long long)workspace_id, r->prefix);
}

void search_text(const struct resource *r, const void *row, struct buf *out)
{
	for (int i = 0; i < r->n_fields; i++)
		if ((r->fields[i].flags & F_SEARCH) && row_has(row, i)) {
			buf_str(out, field_str(row, &r->fields[i]));
			buf_char(out, '\n');
		}
}

static int64_t doc_time_ms(const struct resource *r, const void *row)
{
	int64_t us = r->id == RES_evidence ? ((const struct evidence *)row)->said_at : ((const struct row_head *)row)->created_at;
	int64_t ms = us / 1000 + DOC_EPOCH_MS, most = (1LL << (62 - DOC_BITS)) - 1;

	return ms < 0 ? 0 : ms > most ? most : ms;
}

/* Smallest free number of the millisecond, among all workspaces: the FTS table is one for all. The writer is alone on
 * SQLite; on PostgreSQL equal numbers do no harm. */
static enum err new_doc(struct cx *cx, const struct resource *r, const void *row, int64_t *ret)
{
	int64_t base = doc_time_ms(r, row) << DOC_BITS, last;

	TRY(db_one_int(cx, "SELECT COALESCE(MAX(doc), 0) FROM search_doc WHERE doc >= ?1 AND doc < ?2",
		       DB_ARGS(db_int(base), db_int(base + (1LL << DOC_BITS))), &last, NULL));
	*ret = last ? last + 1 : base;
	return OK;
}

void search_fed(int64_t workspace_id, const struct resource *r, struct str text, struct buf *out)
{
	char scope[40];

	search_scope(workspace_id, r, scope);
	buf_z(out, scope);
	buf_char(out, ' ');
	text_index_terms(text, out);
}

bool search_doc_fits(const struct resource *r, const void *row, int64_t doc)
{
	return doc >> DOC_BITS == doc_time_ms(r, row);
}

static enum err put_sqlite(struct cx *cx, const struct resource *r, int64_t doc, struct str text, bool remove)
{
	auto_buf b;

	buf_init(&b, 0);
	search_fed(cx->workspace_id, r, text, &b);
	db_defer(cx,
		 remove ? "INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', ?1, ?2)"
			: "INSERT INTO search_fts (rowid, tokens) VALUES (?1, ?2)",
		 DB_ARGS(db_int(doc), db_text(buf_view(&b))));
	return OK;
}

static enum err put_postgres(struct cx *cx, const struct resource *r, int64_t id, int64_t doc, struct str text)
{
	auto_buf b;

	buf_init(&b, 0);
	(void)text_tsvector(cx->arena, text, 1, &b);
	return db_exec(cx,
		       "INSERT INTO search_doc (workspace_id, object_id, kind, doc, tokens) "
		       "VALUES (?1, ?2, ?3, ?4, CAST(CAST(?5 AS TEXT) AS TSVECTOR)) "
		       "ON CONFLICT (workspace_id, object_id) DO UPDATE SET doc = EXCLUDED.doc, tokens = EXCLUDED.tokens",
		       DB_ARGS(db_int(cx->workspace_id), db_int(id), db_z(r->prefix), db_int(doc), db_text(buf_view(&b))), NULL);
}

enum err search_note(struct cx *cx, const struct resource *r, const void *old, const void *row)
{
	const struct row_head *h = row;
	int64_t old_doc = 0, doc;
	bool had = false;
	auto_buf before, after;

	buf_init(&before, 0);
	buf_init(&after, 0);
	search_text(r, row, &after);
	if (old)
		search_text(r, old, &before);
	if (old && str_eq(buf_view(&before), buf_view(&after)) && doc_time_ms(r, old) == doc_time_ms(r, row))
		return OK;
	if (old)
		TRY(db_one_int(cx, "SELECT doc FROM search_doc WHERE workspace_id = ?1 AND object_id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(h->id)), &old_doc, &had));
	if (had && doc_time_ms(r, old) == doc_time_ms(r, row))
		doc = old_doc;
	else
		TRY(new_doc(cx, r, row, &doc));
	if (db_kind(cx->db) == DB_POSTGRES)
		return put_postgres(cx, r, h->id, doc, buf_view(&after));
	if (had)
		TRY(put_sqlite(cx, r, old_doc, buf_view(&before), true));
	TRY(db_exec(cx,
		    "INSERT INTO search_doc (workspace_id, object_id, kind, doc) VALUES (?1, ?2, ?3, ?4) "
		    "ON CONFLICT (workspace_id, object_id) DO UPDATE SET doc = excluded.doc",
		    DB_ARGS(db_int(cx->workspace_id), db_int(h->id), db_z(r->prefix), db_int(doc)), NULL));
	return put_sqlite(cx, r, doc, buf_view(&after), false);
}

bool search_visible(const struct cx *cx, const struct resource *r)
{
	for (int i = 0; i < r->n_fields; i++)
		if ((r->fields[i].flags & F_SEARCH) && r->fields[i].visibility == V_PRIVATE && !cx_may(cx, P_contact_read))
			return false;
	return true;
}

/* On a store of one team nearly all of the index is its own evidence: asking for the scope's word too would walk as many
 * entries again. Callers join with the workspace's rows in any case; the word only spares them foreign hits. */
static bool scope_helps(struct cx *cx, const struct resource *r)
{
	int64_t workspaces;

	if (r->id != RES_evidence)
		return true;
	if (db_one_int(cx, "SELECT COUNT(*) FROM workspace", DB_NO_ARGS, &workspaces, NULL) != OK)
		return true;
	return workspaces > 2; /* its own and the sample */
}

/* The condition that a search query puts on a store's index; false when the query finds nothing by itself. */
bool search_match(struct cx *cx, const struct resource *r, const struct text_query *q, struct str *ret)
{
	auto_buf b;

	buf_init(&b, 0);
	if (db_kind(cx->db) == DB_SQLITE) {
		char scope[40];

		search_scope(cx->workspace_id, r, scope);
		if (scope_helps(cx, r))
			buf_printf(&b, "\"%s\" AND ", scope);
		if (!text_query_fts5(q, &b))
			return false;
	} else if (!text_query_tsquery(q, &b)) {
		return false;
	}
	*ret = str_copy(cx->arena, buf_view(&b));
	return true;
}
