/* The change log of each workspace: numbered without gaps, each row's hash over the one before, each row's values' hash
 * over its value rows. */
#include "model/verify/internal.h"
#include <string.h>

struct position {
	int64_t workspace_id, seq;
	struct hash hash;
};

/* The hash over the names and hashes of a change's values, as the store holds them. */
static enum err hash_of_values(struct checking *k, int64_t workspace_id, int64_t change, struct hash *ret)
{
	struct db_rows *r;
	auto_buf b;

	buf_init(&b, 0);
	TRY(db_query(k->cx, "SELECT field, hash FROM change_value WHERE workspace_id = ?1 AND change_id = ?2 ORDER BY field",
		     DB_ARGS(db_int(workspace_id), db_int(change)), &r));
	while (db_next(r)) {
		buf_str(&b, db_col_str(r, 0));
		buf_str(&b, db_col_str(r, 1));
		k->v->values++;
	}
	*ret = hash_of(buf_view(&b));
	return db_end(r);
}

static bool same(const struct hash *h, struct str stored)
{
	return str_eq((struct str){(const char *)h->b, HASH_BYTES}, stored);
}

static enum err check_row(struct checking *k, const struct db_rows *r, struct position *at)
{
	struct hash values;
	bool first = db_col_int(r, 0) != at->workspace_id;

	if (first)
		*at = (struct position){.workspace_id = db_col_int(r, 0)};
	struct sealed s = {.seq = db_col_int(r, 1),
			   .id = db_col_int(r, 2),
			   .resource = db_col_str(r, 3),
			   .object = db_col_int(r, 4),
			   .rev = db_col_int(r, 5),
			   .kind = db_col_str(r, 6),
			   .who = db_col_int(r, 7),
			   .actor = db_col_str(r, 8),
			   .at = db_col_int(r, 9),
			   .reason = db_col_str(r, 10),
			   .values_hash = db_col_str(r, 11)};
	const char *ws = verify_name(k, &resources[RES_workspace], at->workspace_id, at->workspace_id);

	if (s.seq != at->seq + 1)
		verify_damage(k, "chain", "%s: change %lld follows %lld in the log", ws, (long long)s.seq, (long long)at->seq);
	struct str previous = first ? STR("") : (struct str){(const char *)at->hash.b, HASH_BYTES};
	struct hash h = change_chain_hash(previous, &s);

	if (!same(&h, db_col_str(r, 12)))
		verify_damage(k, "chain", "%s: change %lld is not what was sealed", ws, (long long)s.seq);
	TRY(hash_of_values(k, at->workspace_id, s.id, &values));
	if (!same(&values, s.values_hash))
		verify_damage(k, "values", "%s: the values of change %lld are not those that were sealed", ws, (long long)s.seq);
	at->seq = s.seq;
	/* go on from what stands there: one broken row is one damage, not all that follow */
	if (db_col_str(r, 12).n == HASH_BYTES)
		memcpy(at->hash.b, db_col_str(r, 12).p, HASH_BYTES);
	k->v->changes++;
	return OK;
}

static enum err check_page(struct checking *k, struct position *at, int *ret_n)
{
	struct db_rows *r;
	struct arena *kept = k->cx->arena;

	*ret_n = 0;
	TRY(db_query(k->cx,
		     "SELECT workspace_id, seq, id, resource, object_id, rev, kind, who, actor, at, reason, values_hash, hash FROM change "
		     "WHERE seq IS NOT NULL AND (workspace_id, seq) > (?1, ?2) ORDER BY workspace_id, seq LIMIT ?3",
		     DB_ARGS(db_int(at->workspace_id), db_int(at->seq), db_int(VERIFY_PAGE)), &r));
	enum err e = OK;

	k->cx->arena = &k->scratch;
	while (!e && db_next(r)) {
		e = check_row(k, r, at);
		arena_reset(&k->scratch);
		(*ret_n)++;
	}
	k->cx->arena = kept;
	TRY(db_end(r));
	return e;
}

enum err verify_chain(struct checking *k)
{
	struct position at = {.workspace_id = 0};
	int n;

	do
		TRY(check_page(k, &at, &n));
	while (n == VERIFY_PAGE);
	if (db_kind(k->cx->db) == DB_POSTGRES)
		return OK; /* transactions that run now are sealed later */
	return verify_none(k, "chain", &resources[RES_workspace], "SELECT workspace_id, workspace_id FROM change WHERE seq IS NULL",
			   "has a change that is not in the chain");
}
