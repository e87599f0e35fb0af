/* Groups appear by themselves: a workspace is grouped when it first holds some words, and again when it holds a quarter
 * more than its last grouping saw. Not while an import runs (its end is soon enough), not the sample (its themes are part
 * of its story), and never twice at once. What people made stays, see rebuild.c. Row "regroup" of table `follower`
 * keeps the number of items at the last grouping. */
#include "domain/domain.h"
#include "domain/themes.h"
#include "job/job.h"

enum { FIRST = 30 };

/* Items with words. One measure for both sides of the comparison, else a grouping would be due for ever. */
static enum err count_items(struct cx *cx, int64_t *ret)
{
	return db_one_int(cx, "SELECT COUNT(*) FROM search_doc WHERE workspace_id = ?1 AND kind = ?2",
			  DB_ARGS(db_int(cx->workspace_id), db_z(resources[RES_evidence].prefix)), ret, NULL);
}

enum err regroup_note(struct cx *cx)
{
	int64_t items;

	TRY(count_items(cx, &items));
	return db_exec(cx,
		       "INSERT INTO follower (workspace_id, name, seq) VALUES (?1, 'regroup', ?2) "
		       "ON CONFLICT (workspace_id, name) DO UPDATE SET seq = excluded.seq",
		       DB_ARGS(db_int(cx->workspace_id), db_int(items)), NULL);
}

static enum err is_due(struct cx *cx, bool *ret)
{
	int64_t items, seen, busy;

	*ret = false;
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM job WHERE workspace_id = ?1 AND kind IN ('import', 'import_undo', 'themes.rebuild') "
		       "AND state IN ('queued', 'running')",
		       DB_ARGS(db_int(cx->workspace_id)), &busy, NULL));
	if (busy)
		return OK;
	TRY(count_items(cx, &items));
	TRY(db_one_int(cx, "SELECT seq FROM follower WHERE workspace_id = ?1 AND name = 'regroup'",
		       DB_ARGS(db_int(cx->workspace_id)), &seen, NULL));
	*ret = items >= FIRST && items * 4 >= seen * 5;
	return OK;
}

static enum err order(struct cx *cx, void *arg)
{
	bool due;

	(void)arg;
	TRY(is_due(cx, &due)); /* another node may have been quicker */
	if (!due)
		return OK;
	TRY(regroup_note(cx)); /* now, so that a grouping that fails is not ordered again until more was said */
	return job_submit(cx, &(struct job_order){.kind = "themes.rebuild", .single = true}, NULL);
}

static enum err find_due(struct cx *cx, void *arg)
{
	struct ids all = {0}, *due = arg;
	bool is;

	TRY(ids_of_query(cx, "SELECT id FROM workspace WHERE archived_at IS NULL AND COALESCE(is_sample, 0) = 0 ORDER BY id",
			 DB_NO_ARGS, &all));
	for (size_t i = 0; i < all.n; i++) {
		cx->workspace_id = all.v[i];
		TRY(is_due(cx, &is));
		if (is)
			(void)ids_add(cx->arena, due, all.v[i]);
	}
	return OK;
}

enum err domain_regroup_all(struct cx *cx)
{
	struct ids due = {0};

	TRY(db_read(cx, find_due, &due));
	for (size_t i = 0; i < due.n; i++) {
		cx->workspace_id = due.v[i];
		TRY(db_write(cx, order, NULL));
	}
	return OK;
}
