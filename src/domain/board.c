/* The roadmap as now, next and later, each card with what it rests on and who waits for it. */
#include "base/clock.h"
#include "domain/chain.h"
#include "domain/show.h"
#include "domain/strength.h"
#include "domain/tell.h"

#define ITEM (&resources[RES_roadmap_item])
enum { GONE_DAYS = 90 };

static enum err show_opportunities(struct cx *cx, int64_t item, struct json_out *j)
{
	struct ids opportunity = {0};

	TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, item, false, &opportunity));
	json_key(j, "opportunities");
	json_list(j);
	for (size_t i = 0; i < opportunity.n; i++)
		TRY(show_ref(cx, j, &resources[RES_opportunity], opportunity.v[i]));
	json_list_end(j);
	return OK;
}

static enum err show_card(struct cx *cx, int64_t item, struct json_out *j)
{
	struct db_rows *rows;
	struct strength_of s;
	struct asked asked;
	int64_t decision;

	TRY(db_query(cx, cx->model->plans[RES_roadmap_item].get, DB_ARGS(db_int(cx->workspace_id), db_int(item)),
		     &rows));
	json_open(j);
	if (db_next(rows))
		model_render_members(cx, ITEM, rows, j);
	TRY(db_end(rows));
	TRY(show_opportunities(cx, item, j));
	TRY(strength_find(cx, ITEM, item, &s));
	show_maybe(j, "strength", s.words.n ? known(s.all.value) : unknown("no evidence"));
	json_kz(j, "strength_label", s.words.n ? strength_label(s.all.value) : NULL);
	json_kbool(j, "stale", strength_is_stale(cx, &s));
	TRY(tell_count(cx, ITEM, item, &asked));
	json_kint(j, "asked", (int64_t)asked.asked);
	json_kint(j, "reachable", (int64_t)asked.reachable);
	json_kint(j, "answered", (int64_t)asked.answered);
	TRY(db_one_int(cx,
		       "SELECT COALESCE(MAX(d.id), 0) FROM decision d JOIN link l ON l.workspace_id = d.workspace_id "
		       "AND l.to_id = d.id "
		       "WHERE l.workspace_id = ?1 AND l.kind = 'roadmap_item_decision' AND l.from_id = ?2 AND "
		       "d.archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(item)), &decision, NULL));
	TRY(show_ref_key(cx, j, "decision", &resources[RES_decision], decision));
	json_close(j);
	return OK;
}

static enum err show_column(struct cx *cx, int horizon, int audience, struct json_out *j, int64_t *hidden)
{
	const char *name = enums[ENUM_horizon].values[horizon];
	struct ids shown = {0};
	int64_t all;
	const struct db_value v[] = {db_int(cx->workspace_id), db_z(name), db_int(cx->now_us - GONE_DAYS * US_PER_DAY),
				     db_int(audience)};

	TRY(ids_of_query(
		cx,
		"SELECT id FROM roadmap_item WHERE workspace_id = ?1 AND horizon = ?2 AND archived_at IS NULL AND "
		"(state IN ('candidate', 'committed', 'in_delivery') OR updated_at > ?3) AND "
		"CASE audience WHEN 'public' THEN 2 WHEN 'customer' THEN 1 ELSE 0 END >= ?4 ORDER BY \"position\", id "
		"LIMIT 200",
		v, 4, &shown));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM roadmap_item WHERE workspace_id = ?1 AND horizon = ?2 AND archived_at IS "
		       "NULL AND "
		       "(state IN ('candidate', 'committed', 'in_delivery') OR updated_at > ?3)",
		       v, 3, &all, NULL));
	*hidden += all - (int64_t)shown.n;
	json_key(j, name);
	json_list(j);
	for (size_t i = 0; i < shown.n; i++)
		TRY(show_card(cx, shown.v[i], j));
	json_list_end(j);
	return OK;
}

enum err roadmap_board(struct cx *cx, int audience, struct json_out *j)
{
	int64_t hidden = 0;

	json_open(j);
	for (int h = 0; h < E_horizon_COUNT; h++)
		TRY(show_column(cx, h, audience, j, &hidden));
	json_kint(j, "hidden", hidden);
	json_close(j);
	return OK;
}
