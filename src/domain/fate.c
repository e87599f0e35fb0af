/* What became of one item; see fate.h. Each question is one constant query along the links. */
#include "domain/fate.h"

static const char opportunities_of_item[] =
	"SELECT l.to_id FROM link l WHERE l.workspace_id = ?1 AND l.kind = 'evidence_opportunity' AND l.from_id = ?2 "
	"UNION SELECT t.to_id FROM link e JOIN link t ON t.workspace_id = e.workspace_id AND t.kind = "
	"'theme_opportunity' AND t.from_id = e.to_id "
	"WHERE e.workspace_id = ?1 AND e.kind = 'evidence_theme' AND e.from_id = ?2 "
	"UNION SELECT t.to_id FROM link e JOIN link t ON t.workspace_id = e.workspace_id AND t.kind = "
	"'insight_opportunity' AND t.from_id = e.to_id "
	"WHERE e.workspace_id = ?1 AND e.kind = 'evidence_insight' AND e.from_id = ?2 "
	"UNION SELECT t.to_id FROM link e JOIN link t ON t.workspace_id = e.workspace_id AND t.kind = "
	"'struggling_moment_opportunity' AND t.from_id = e.to_id "
	"WHERE e.workspace_id = ?1 AND e.kind = 'evidence_struggling_moment' AND e.from_id = ?2 "
	"UNION SELECT o.to_id FROM link e JOIN link t ON t.workspace_id = e.workspace_id AND t.kind = 'theme_insight' "
	"AND t.from_id = e.to_id "
	"JOIN link o ON o.workspace_id = t.workspace_id AND o.kind = 'insight_opportunity' AND o.from_id = t.to_id "
	"WHERE e.workspace_id = ?1 AND e.kind = 'evidence_theme' AND e.from_id = ?2";

static enum err find_links(struct cx *cx, int64_t id, struct fate *f)
{
	struct db_rows *r;
	int64_t none;

	TRY(db_query(cx,
		     "SELECT made_by, made_at FROM link WHERE workspace_id = ?1 AND from_id = ?2 AND kind IN "
		     "('evidence_theme', 'evidence_insight', 'evidence_opportunity', 'evidence_struggling_moment') "
		     "ORDER BY made_at",
		     DB_ARGS(db_int(cx->workspace_id), db_int(id)), &r));
	while (db_next(r)) {
		if (!f->linked)
			f->linked_at = db_col_int(r, 1);
		f->linked = true;
		f->by_person |= !str_is(db_col_str(r, 0), "machine");
	}
	TRY(db_end(r));
	TRY(db_one_int(cx, "SELECT COALESCE(no_theme, 0) FROM evidence WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &none, NULL));
	f->no_theme = none != 0;
	if (!f->linked)
		return OK; /* most items just arrived: nothing to walk */
	return ids_of_query(cx, opportunities_of_item, DB_ARGS(db_int(cx->workspace_id), db_int(id)),
			    &f->opportunities);
}

static enum err find_decision(struct cx *cx, int64_t opportunity, struct fate *f)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT d.id, d.decided_at, d.outcome, d.reason FROM decision d JOIN link l ON l.workspace_id = "
		     "d.workspace_id AND l.to_id = d.id "
		     "WHERE l.workspace_id = ?1 AND l.kind = 'opportunity_decision' AND l.from_id = ?2 AND "
		     "d.decided_at IS NOT NULL AND "
		     "d.archived_at IS NULL ORDER BY d.decided_at DESC, d.id DESC LIMIT 1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(opportunity)), &r));
	if (db_next(r) && db_col_int(r, 1) >= f->decided_at) {
		f->decision_id = db_col_int(r, 0);
		f->decided_at = db_col_int(r, 1);
		f->outcome = enum_by_name(ENUM_decision_outcome, db_col_str(r, 2));
		f->reason = str_copy(cx->arena, db_col_str(r, 3));
	}
	return db_end(r);
}

static enum err find_release(struct cx *cx, int64_t opportunity, struct fate *f)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT e.id, e.released_at, e.name, i.state FROM link a JOIN roadmap_item i ON i.workspace_id = "
		     "a.workspace_id AND i.id = a.to_id "
		     "JOIN link b ON b.workspace_id = a.workspace_id AND b.kind = 'roadmap_item_release' AND b.from_id "
		     "= i.id "
		     "JOIN \"release\" e ON e.workspace_id = a.workspace_id AND e.id = b.to_id "
		     "WHERE a.workspace_id = ?1 AND a.kind = 'opportunity_roadmap_item' AND a.from_id = ?2 AND "
		     "i.archived_at IS NULL AND "
		     "e.archived_at IS NULL AND e.released_at <= ?3 ORDER BY e.released_at DESC LIMIT 1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(opportunity), db_int(cx->now_us)), &r));
	if (db_next(r) && db_col_int(r, 1) >= f->released_at) {
		f->release_id = db_col_int(r, 0);
		f->released_at = db_col_int(r, 1);
		f->release = str_copy(cx->arena, db_col_str(r, 2));
		f->reviewed |= str_is(db_col_str(r, 3), "reviewed");
	}
	return db_end(r);
}

enum err fate_of(struct cx *cx, int64_t evidence_id, struct fate *ret)
{
	struct db_rows *r;

	*ret = (struct fate){.outcome = -1};
	TRY(find_links(cx, evidence_id, ret));
	for (size_t i = 0; i < ret->opportunities.n; i++) {
		TRY(find_decision(cx, ret->opportunities.v[i], ret));
		TRY(find_release(cx, ret->opportunities.v[i], ret));
	}
	TRY(db_query(cx,
		     "SELECT a.id, COALESCE(a.sent_at, a.updated_at) FROM answer a JOIN link l ON l.workspace_id = "
		     "a.workspace_id AND l.to_id = a.id "
		     "WHERE l.workspace_id = ?1 AND l.kind = 'evidence_answer' AND l.from_id = ?2 AND a.state IN "
		     "('sent', 'answered_elsewhere') AND "
		     "a.archived_at IS NULL ORDER BY 2 DESC LIMIT 1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(evidence_id)), &r));
	if (db_next(r)) {
		ret->answer_id = db_col_int(r, 0);
		ret->answered_at = db_col_int(r, 1);
	}
	return db_end(r);
}

const char *fate_word(const struct fate *f)
{
	if (f->reviewed)
		return "checked";
	if (f->release_id)
		return "shipped";
	/* to the customer "we need to know more" is neither yes, later nor no */
	if (f->decision_id && f->outcome != E_decision_outcome_need_evidence)
		return "decided";
	return f->linked ? "understood" : "received";
}
