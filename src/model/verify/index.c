/* The full-text index against the rows. Every searched object has one document at the time it was said, and the index
 * holds exactly its terms at their positions. SQLite's table keeps no texts: its terms are read back one by one and
 * summed for each document, as the texts' own terms are; equal sums prove equal contents. */
#include "base/map.h"
#include "model/verify/internal.h"
#include "text/lexical/terms.h"
#include <string.h>

struct documents {
	struct checking *k;
	struct map sums; /* by doc: what the rows say, minus what the index says */
	struct arena keys;
};

/* The term's place mixed into one number; sums of these do not depend on the order of reading. */
static uint64_t token_hash(struct str term, uint64_t offset)
{
	uint64_t h = str_hash(term) ^ (offset + 1) * 0x9E3779B97F4A7C15ull;

	h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9ull;
	h = (h ^ h >> 27) * 0x94D049BB133111EBull;
	return h ^ h >> 31;
}

static uintptr_t *sum_of(struct documents *d, int64_t doc)
{
	uintptr_t *slot = map_get(&d->sums, (struct str){(const char *)&doc, sizeof doc});

	if (slot)
		return slot;
	return map_put(&d->sums, (struct str){arena_copy(&d->keys, (const char *)&doc, sizeof doc), sizeof doc}, NULL);
}

/* As FTS5's ascii tokenizer reads them. */
static void add_terms(uintptr_t *sum, struct str fed)
{
	uint64_t at = 0;
	struct str rest = fed, term;

	while (str_split(&rest, ' ', &term))
		if (term.n)
			*sum += token_hash(term, at++);
}

static enum err check_sqlite(struct documents *d, const struct resource *r, const struct row_head *row, int64_t doc)
{
	auto_buf text, fed;

	buf_init(&text, 0);
	buf_init(&fed, 0);
	search_text(r, row, &text);
	search_fed(d->k->cx->workspace_id, r, buf_view(&text), &fed);
	add_terms(sum_of(d, doc), buf_view(&fed));
	return OK;
}

static enum err check_postgres(struct checking *k, const struct resource *r, const struct row_head *row)
{
	auto_buf text, fed;
	int64_t equal;

	buf_init(&text, 0);
	buf_init(&fed, 0);
	search_text(r, row, &text);
	(void)text_tsvector(&k->scratch, buf_view(&text), 1, &fed);
	TRY(db_one_int(k->cx,
		       "SELECT CAST(tokens = CAST(CAST(?3 AS TEXT) AS TSVECTOR) AS INT) FROM search_doc WHERE workspace_id = ?1 AND object_id = ?2",
		       DB_ARGS(db_int(k->cx->workspace_id), db_int(row->id), db_text(buf_view(&fed))), &equal, NULL));
	if (!equal)
		verify_damage(k, "index", "%s: the index holds other words", verify_name(k, r, k->cx->workspace_id, row->id));
	return OK;
}

static enum err check_object(struct checking *k, struct documents *d, const struct resource *r, int64_t workspace_id, int64_t id)
{
	struct row_head *row = arena_alloc(&k->scratch, r->size);
	int64_t doc;
	bool found;

	k->cx->workspace_id = workspace_id;
	TRY(model_get(k->cx, r, id, row));
	TRY(db_one_int(k->cx, "SELECT doc FROM search_doc WHERE workspace_id = ?1 AND object_id = ?2 AND kind = ?3",
		       DB_ARGS(db_int(workspace_id), db_int(id), db_z(r->prefix)), &doc, &found));
	if (!found || !search_doc_fits(r, row, doc)) {
		verify_damage(k, "index", "%s is not in the index at its time", verify_name(k, r, workspace_id, id));
		return OK;
	}
	k->v->documents++;
	return db_kind(k->cx->db) == DB_SQLITE ? check_sqlite(d, r, row, doc) : check_postgres(k, r, row);
}

static enum err check_page(struct checking *k, struct documents *d, const struct resource *r, int64_t at[2], int *ret_n)
{
	struct arena *kept = k->cx->arena;
	struct db_rows *rows;
	enum err e = OK;

	*ret_n = 0;
	TRY(db_query(k->cx,
		     arena_printf(kept,
				  "SELECT workspace_id, id FROM \"%s\" WHERE (workspace_id, id) > (?1, ?2) ORDER BY "
				  "workspace_id, id LIMIT ?3",
				  r->name),
		     DB_ARGS(db_int(at[0]), db_int(at[1]), db_int(VERIFY_PAGE)), &rows));
	k->cx->arena = &k->scratch;
	while (!e && db_next(rows)) {
		at[0] = db_col_int(rows, 0);
		at[1] = db_col_int(rows, 1);
		e = check_object(k, d, r, at[0], at[1]);
		arena_reset(&k->scratch);
		(*ret_n)++;
	}
	k->cx->arena = kept;
	TRY(db_end(rows));
	return e;
}

static enum err check_rows(struct checking *k, struct documents *d)
{
	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];
		int64_t at[2] = {0, 0};
		int n;

		if (!(r->flags & R_SEARCHED))
			continue;
		do
			TRY(check_page(k, d, r, at, &n));
		while (n == VERIFY_PAGE);
		TRY(verify_none(k, "index", r,
				arena_printf(k->cx->arena,
					     "SELECT s.workspace_id, s.object_id FROM search_doc s WHERE s.kind = '%s' AND NOT EXISTS (SELECT 1 FROM \"%s\" t "
					     "WHERE t.workspace_id = s.workspace_id AND t.id = s.object_id)",
					     r->prefix, r->name),
				"is in the index but not there"));
	}
	return OK;
}

/* Takes what the FTS table holds from the sums: what remains not 0 differs. */
static enum err take_index(struct checking *k, struct documents *d)
{
	struct db_rows *r;

	TRY(db_exec(k->cx,
		    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab(main, search_fts, instance)",
		    DB_NO_ARGS, NULL));
	TRY(db_query(k->cx, "SELECT term, doc, \"offset\" FROM temp.search_terms", DB_NO_ARGS, &r));
	while (db_next(r))
		*sum_of(d, db_col_int(r, 1)) -= token_hash(db_col_str(r, 0), (uint64_t)db_col_int(r, 2));
	return db_end(r);
}

enum err verify_index(struct checking *k)
{
	struct documents d = {.k = k};

	map_init(&d.sums);
	arena_init(&d.keys);
	enum err e = check_rows(k, &d);

	if (!e && db_kind(k->cx->db) == DB_SQLITE)
		e = take_index(k, &d);
	for (size_t i = 0; !e && i < d.sums.cap; i++)
		if (d.sums.slots[i].key.p && d.sums.slots[i].value != 0) {
			int64_t doc;

			memcpy(&doc, d.sums.slots[i].key.p, sizeof doc);
			verify_damage(k, "index", "document %lld: the index does not hold the words of its row", (long long)doc);
		}
	map_release(&d.sums);
	arena_release(&d.keys);
	return e;
}
