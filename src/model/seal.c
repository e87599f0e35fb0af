/* Sealing on PostgreSQL: committed changes get their number and their place in the workspace's hash chain
 * (architecture.md section 5). Whoever holds the advisory lock does it; a killed holder loses it with its connection.
 *
 * A row is taken when its transaction is older than every running one, so that nothing can appear before it later. Rows
 * from another cluster (a restored dump) carry numbers that this one has not reached: they are committed too. Changes of
 * one object keep the order of their revisions, whichever transaction began first. */
#include "model/engine.h"
#include <string.h>

enum { SEAL_ROWS = 2000, SEAL_ROUNDS = 50 };

struct chain {
	int64_t workspace_id, seq;
	struct hash hash;
	bool empty;
};

struct round {
	struct chain *chains;
	int n_chains, cap;
	int64_t sealed, open;
	bool locked;
};

/* The end of a workspace's chain, from the store the first time. */
static enum err chain_of(struct cx *cx, struct round *o, int64_t workspace_id, struct chain **ret)
{
	struct db_rows *r;

	for (int i = 0; i < o->n_chains; i++)
		if (o->chains[i].workspace_id == workspace_id) {
			*ret = &o->chains[i];
			return OK;
		}
	if (o->n_chains == o->cap) {
		struct chain *bigger = ARENA_ARRAY(cx->arena, struct chain, o->cap ? o->cap * 2 : 16);

		if (o->n_chains)
			memcpy(bigger, o->chains, sizeof *bigger * (size_t)o->n_chains);
		o->cap = o->cap ? o->cap * 2 : 16;
		o->chains = bigger;
	}
	struct chain *c = *ret = &o->chains[o->n_chains++];

	*c = (struct chain){.workspace_id = workspace_id, .empty = true};
	TRY(db_query(cx, "SELECT seq, hash FROM change WHERE workspace_id = ?1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
		     DB_ARGS(db_int(workspace_id)), &r));
	if (db_next(r) && db_col_str(r, 1).n == HASH_BYTES) {
		c->seq = db_col_int(r, 0);
		memcpy(c->hash.b, db_col_str(r, 1).p, HASH_BYTES);
		c->empty = false;
	}
	return db_end(r);
}

static enum err seal_row(struct cx *cx, struct round *o, const struct db_rows *r)
{
	struct chain *c;

	TRY(chain_of(cx, o, db_col_int(r, 0), &c));
	struct sealed s = {.seq = ++c->seq,
			   .id = db_col_int(r, 1),
			   .resource = db_col_str(r, 2),
			   .object = db_col_int(r, 3),
			   .rev = db_col_int(r, 4),
			   .kind = db_col_str(r, 5),
			   .who = db_col_int(r, 6),
			   .actor = db_col_str(r, 7),
			   .at = db_col_int(r, 8),
			   .reason = db_col_str(r, 9),
			   .values_hash = db_col_str(r, 10)};

	c->hash = change_chain_hash(c->empty ? STR("") : (struct str){(const char *)c->hash.b, HASH_BYTES}, &s);
	c->empty = false;
	db_defer(cx, "UPDATE change SET seq = ?3, hash = ?4 WHERE workspace_id = ?1 AND id = ?2",
		 DB_ARGS(db_int(c->workspace_id), db_int(s.id), db_int(s.seq), db_blob(c->hash.b, HASH_BYTES)));
	o->sealed++;
	return OK;
}

#define XID8(x) "CAST(CAST(" x " AS TEXT) AS BIGINT)"

static enum err seal_round(struct cx *cx, void *arg)
{
	struct round *o = arg;
	struct db_rows *r;
	int64_t locked;

	/* the lock belongs to the schema: two databases' worth of tables may share a server */
	TRY(db_one_int(cx,
		       "SELECT CAST(pg_try_advisory_xact_lock(hashtext(current_schema() || ' earshot seal')) AS INT)",
		       DB_NO_ARGS, &locked, NULL));
	o->locked = locked != 0;
	if (!o->locked)
		return OK;
	/* place: the latest id among this and all earlier revisions of the object, so that no revision overtakes another */
	TRY(db_query(cx,
		     "SELECT workspace_id, id, resource, object_id, rev, kind, who, actor, at, reason, values_hash FROM "
		     "(SELECT c.*, MAX(id) OVER (PARTITION BY workspace_id, object_id, CASE WHEN rev = 0 THEN id ELSE 0 END ORDER BY rev) AS place "
		     "FROM change c WHERE seq IS NULL AND (tx < " XID8("pg_snapshot_xmin(pg_current_snapshot())") " OR tx >= " XID8(
			     "pg_snapshot_xmax(pg_current_snapshot())") ")) s ORDER BY place, rev LIMIT ?1",
		     DB_ARGS(db_int(SEAL_ROWS)), &r));
	enum err e = OK;

	/* for all workspaces at once */
	while (!e && db_next(r))
		e = seal_row(cx, o, r);
	TRY(db_end(r));
	TRY(e);
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM (SELECT 1 FROM change WHERE seq IS NULL LIMIT ?1) s",
		       DB_ARGS(db_int(SEAL_ROWS + 1)), &o->open, NULL));
	o->open -= o->sealed;
	return OK;
}

enum err change_seal(struct cx *cx, int64_t *ret_sealed, bool *ret_open)
{
	int64_t sealed = 0;
	bool open = false;

	for (int i = 0; db_kind(cx->db) == DB_POSTGRES && i < SEAL_ROUNDS; i++) {
		struct round o = {0};

		TRY(db_write(cx, seal_round, &o));
		sealed += o.sealed;
		open = !o.locked || o.open > 0;
		if (o.sealed < SEAL_ROWS)
			break;
	}
	if (ret_sealed)
		*ret_sealed = sealed;
	if (ret_open)
		*ret_open = open;
	return OK;
}
