/* Who belongs to a segment; see segments.h. */
#include "domain/segments.h"

static enum err run_rule(struct cx *cx, struct str filter, struct ids *ret)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};

	buf_init(&sql, 0);
	buf_z(&sql, "SELECT t.id FROM account t WHERE t.workspace_id = ?1 AND t.archived_at IS NULL");
	w.v[w.n++] = db_int(cx->workspace_id);
	TRY(model_filter(cx, &resources[RES_account], filter, &w));
	buf_z(&sql, " ORDER BY t.id");
	return ids_of_query(cx, str_z(cx->arena, buf_view(&sql)), w.v, w.n, ret);
}

/* Kept apart so that a rule over contacts or vanished fields does not fail the whole figure. */
enum err segment_accounts(struct cx *cx, int64_t segment_id, struct ids *ret)
{
	char id[ID_TEXT];

	id_format(&resources[RES_segment], segment_id, id);
	enum err e = run_rule(cx, str_of(arena_printf(cx->arena, "segment:%s", id)), ret);

	if (e == ERR_INVALID || e == ERR_NOT_FOUND) {
		fail_clear(cx);
		return OK;
	}
	return e;
}

enum err segments_load(struct cx *cx, struct segment_members **ret, size_t *ret_n)
{
	struct ids segments = {0};

	TRY(ids_of_query(cx, "SELECT id FROM segment WHERE workspace_id = ?1 AND archived_at IS NULL ORDER BY id",
			 DB_ARGS(db_int(cx->workspace_id)), &segments));
	*ret = ARENA_ARRAY(cx->arena, struct segment_members, segments.n + 1);
	*ret_n = segments.n;
	for (size_t i = 0; i < segments.n; i++) {
		struct segment *s = ARENA_NEW(cx->arena, struct segment);

		TRY(model_get(cx, &resources[RES_segment], segments.v[i], s));
		(*ret)[i] = (struct segment_members){.id = s->head.id,
						     .name = s->name,
						     .population = HAS(s, segment, population) ? s->population : 0};
		TRY(segment_accounts(cx, s->head.id, &(*ret)[i].accounts));
	}
	return OK;
}

enum err accounts_all(struct cx *cx, struct ids *ret)
{
	return ids_of_query(cx, "SELECT id FROM account WHERE workspace_id = ?1 AND archived_at IS NULL ORDER BY id",
			    DB_ARGS(db_int(cx->workspace_id)), ret);
}
