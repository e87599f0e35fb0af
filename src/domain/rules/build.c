/* Roadmap items and releases: a goal from `next` on, an outcome to commit to, a prediction that is frozen then;
 * released and dropped only together with their release or decision record. */
#include "base/clock.h"
#include "domain/rules/rules.h"

static enum err roadmap_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct roadmap_item *old = old_row;
	struct roadmap_item *r = row;

	if (!old && !HAS(r, roadmap_item, owner_id) && cx->member_id)
		SET(r, roadmap_item, owner_id, cx->member_id);
	if (r->horizon != E_horizon_later && !HAS(r, roadmap_item, goal_id) && r->state != E_roadmap_state_dropped)
		return fail(cx, ERR_INVALID, "goal_id",
			    "from `next` on an item serves a goal: pick one or name a new one");
	bool frozen = old && old->state != E_roadmap_state_candidate && old->state != E_roadmap_state_dropped;

	if (frozen && r->state == old->state &&
	    (HAS(old, roadmap_item, prediction) != HAS(r, roadmap_item, prediction) ||
	     old->prediction != r->prediction))
		return fail(cx, ERR_INVALID, "prediction", "was frozen when the item was committed");
	return OK;
}

static enum err check_commitment(struct cx *cx, const struct roadmap_item *r)
{
	enum err e = OK;

	if (!HAS(r, roadmap_item, goal_id))
		e = fail(cx, ERR_INVALID, "goal_id", "a commitment serves a goal");
	if (HAS(r, roadmap_item, unmeasured_bet) && r->unmeasured_bet)
		return e;
	if (!HAS(r, roadmap_item, metric))
		e = fail(cx, ERR_INVALID, "metric", "say what will show that it worked, or call it an unmeasured bet");
	if (!HAS(r, roadmap_item, target))
		e = fail(cx, ERR_INVALID, "target", "say which value is aimed at, or call it an unmeasured bet");
	if (!HAS(r, roadmap_item, due_on))
		e = fail(cx, ERR_INVALID, "due_on", "say by when, or call it an unmeasured bet");
	if (!HAS(r, roadmap_item, prediction))
		e = fail(cx, ERR_INVALID, "prediction",
			 "say how likely the target is (0 to 1), or call it an unmeasured bet");
	return e;
}

static enum err has_link(struct cx *cx, const char *kind, int64_t from, const char *outcomes, bool *ret)
{
	int64_t n;

	TRY(db_one_int(
		cx,
		outcomes ? "SELECT COUNT(*) FROM link l JOIN decision d ON d.workspace_id = l.workspace_id AND d.id = "
			   "l.to_id "
			   "WHERE l.workspace_id = ?1 AND l.kind = ?2 AND l.from_id = ?3 AND d.outcome IN ('wont', "
			   "'not_now')"
			 : "SELECT COUNT(*) FROM link l WHERE l.workspace_id = ?1 AND l.kind = ?2 AND l.from_id = ?3",
		DB_ARGS(db_int(cx->workspace_id), db_z(kind), db_int(from)), &n, NULL));
	*ret = n > 0;
	return OK;
}

static enum err roadmap_may_move(struct cx *cx, const void *row, int to, struct str reason)
{
	const struct roadmap_item *r = row;
	bool ok = true;

	(void)reason;
	if (to == E_roadmap_state_committed)
		return check_commitment(cx, r);
	if (to == E_roadmap_state_released) {
		TRY(has_link(cx, "roadmap_item_release", r->head.id, NULL, &ok));
		if (!ok)
			return fail(cx, ERR_STATE, "to",
				    "link its release, or use POST /roadmap-items/{id}/release which makes one");
	}
	if (to == E_roadmap_state_dropped) {
		TRY(has_link(cx, "roadmap_item_decision", r->head.id, "no", &ok));
		if (!ok)
			return fail(
				cx, ERR_STATE, "to",
				"an item is dropped by a decision: use POST /roadmap-items/{id}/drop with the reason");
	}
	return OK;
}

const struct model_hooks roadmap_item_hooks = {.before_save = roadmap_before_save, .may_move = roadmap_may_move};

static enum err release_before_save(struct cx *cx, const void *old, void *row)
{
	struct release *r = row;

	if (!old && !HAS(r, release, released_at))
		SET(r, release, released_at, cx->now_us);
	return OK;
}

const struct model_hooks release_hooks = {.before_save = release_before_save};
