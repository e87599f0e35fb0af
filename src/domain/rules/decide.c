/* Opportunities, scores and decisions: evidence behind what leaves draft, deadlines of handoffs, reopening only with
 * something new, records that are closed once and then only superseded, one approver. */
#include "base/clock.h"
#include "domain/chain.h"
#include "domain/rules/rules.h"
#include "domain/score.h"

#define OPPORTUNITY (&resources[RES_opportunity])

/* ---- opportunities ---- */

static enum err linked_to_words(struct cx *cx, int64_t id, bool *ret)
{
	int64_t n;

	TRY(db_one_int(
		cx,
		"SELECT COUNT(*) FROM link WHERE workspace_id = ?1 AND to_id = ?2 AND kind IN "
		"('evidence_opportunity', 'theme_opportunity', 'insight_opportunity', 'struggling_moment_opportunity')",
		DB_ARGS(db_int(cx->workspace_id), db_int(id)), &n, NULL));
	*ret = n > 0;
	return OK;
}

/* When it was last offered, from the change log; 0 never. Moves keep the new state as hash only, so the reason of the
 * clock is the first move after the last draft or bounce: the newest move is near enough for a limit in days. */
static enum err last_move(struct cx *cx, int64_t id, int64_t *ret)
{
	return db_one_int(cx,
			  "SELECT at FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND kind = 'move' ORDER BY "
			  "id DESC LIMIT 1",
			  DB_ARGS(db_int(cx->workspace_id), db_int(id)), ret, NULL);
}

static enum err opportunity_deadline(struct cx *cx, const struct opportunity *old, struct opportunity *o)
{
	struct zone z;
	int64_t offered = 0;

	TRY(workspace_zone(cx, &z));
	switch (o->state) {
	case E_opportunity_state_offered:
	case E_opportunity_state_bounced:
		SET(o, opportunity, due_at, sla_due(&z, SLA_HANDOFF, cx->now_us));
		break;
	case E_opportunity_state_accepted:
		if (old && old->state == E_opportunity_state_offered)
			TRY(last_move(cx, o->head.id, &offered));
		SET(o, opportunity, due_at, sla_due(&z, SLA_DECISION, offered ? offered : cx->now_us));
		break;
	case E_opportunity_state_reopened:
		SET(o, opportunity, due_at, sla_due(&z, SLA_DECISION, cx->now_us));
		break;
	case E_opportunity_state_decided:
	case E_opportunity_state_done:
	case E_opportunity_state_draft:
		UNSET(o, opportunity, due_at);
		break;
	default:
		break;
	}
	return OK;
}

static enum err opportunity_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct opportunity *old = old_row;
	struct opportunity *o = row;

	if (!old && !HAS(o, opportunity, kind))
		SET(o, opportunity, kind, E_opportunity_kind_need);
	if ((!old && !HAS(o, opportunity, due_at)) || (old && old->state != o->state))
		TRY(opportunity_deadline(cx, old, o));
	return OK;
}

/* Something said or linked after the last decision, or a review date that has passed. */
static enum err something_new(struct cx *cx, int64_t id, bool *ret)
{
	int64_t decided, review, newest;

	TRY(db_one_int(cx,
		       "SELECT COALESCE(MAX(d.decided_at), 0) FROM decision d JOIN link l ON l.workspace_id = "
		       "d.workspace_id AND l.to_id = d.id "
		       "WHERE d.workspace_id = ?1 AND l.kind = 'opportunity_decision' AND l.from_id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &decided, NULL));
	TRY(db_one_int(cx,
		       "SELECT COALESCE(MAX(d.review_on), 0) FROM decision d JOIN link l ON l.workspace_id = "
		       "d.workspace_id AND l.to_id = d.id "
		       "WHERE d.workspace_id = ?1 AND l.kind = 'opportunity_decision' AND l.from_id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &review, NULL));
	TRY(db_one_int(cx,
		       "SELECT COALESCE(MAX(e.made_at), 0) FROM link e WHERE e.workspace_id = ?1 AND ((e.kind = "
		       "'evidence_opportunity' AND e.to_id = ?2) "
		       "OR (e.kind = 'evidence_theme' AND e.to_id IN (SELECT t.from_id FROM link t WHERE "
		       "t.workspace_id = ?1 AND "
		       "t.kind = 'theme_opportunity' AND t.to_id = ?2)) OR (e.kind = 'evidence_insight' AND e.to_id IN "
		       "(SELECT i.from_id FROM link i "
		       "WHERE i.workspace_id = ?1 AND i.kind = 'insight_opportunity' AND i.to_id = ?2)))",
		       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &newest, NULL));
	*ret = newest > decided || (review && review * US_PER_DAY <= cx->now_us);
	return OK;
}

static enum err opportunity_may_move(struct cx *cx, const void *row, int to, struct str reason)
{
	const struct opportunity *o = row;
	bool ok = true;

	if (o->state == E_opportunity_state_draft) {
		TRY(linked_to_words(cx, o->head.id, &ok));
		if (!ok)
			return fail(cx, ERR_STATE, "state",
				    "past draft an opportunity needs an insight, a theme or an evidence item: link one "
				    "first");
	}
	if (to == E_opportunity_state_bounced && !str_trim(reason).n)
		return fail(cx, ERR_INVALID, "reason",
			    "say why: not understood, no evidence, duplicate, out of scope or wrong team");
	if (to == E_opportunity_state_reopened) {
		TRY(something_new(cx, o->head.id, &ok));
		if (!ok)
			return fail(cx, ERR_STATE, "state",
				    "is reopened only with new evidence, or once the review date has passed");
	}
	return OK;
}

static enum err opportunity_after_save(struct cx *cx, const void *old_row, const void *row)
{
	const struct opportunity *old = old_row, *o = row;

	if (!old || old->state == o->state)
		return old && old->owner_id != o->owner_id && HAS(o, opportunity, owner_id)
			       ? domain_notify(cx, o->owner_id, OPPORTUNITY, o->head.id, "O-%lld is now yours",
					       (long long)o->head.number)
			       : OK;
	if (o->state == E_opportunity_state_offered)
		return domain_notify(cx, o->owner_id, OPPORTUNITY, o->head.id, "O-%lld was offered to you",
				     (long long)o->head.number);
	if (o->state == E_opportunity_state_bounced || o->state == E_opportunity_state_accepted)
		return domain_notify(
			cx, o->head.created_by, OPPORTUNITY, o->head.id, "O-%lld was %s", (long long)o->head.number,
			o->state == E_opportunity_state_bounced ? "bounced: see the reason, it is due again"
								: "accepted");
	return OK;
}

const struct model_hooks opportunity_hooks = {
	.before_save = opportunity_before_save, .after_save = opportunity_after_save, .may_move = opportunity_may_move};

/* ---- scores ---- */

static enum err score_before_save(struct cx *cx, const void *old, void *row)
{
	struct score *s = row;

	if (old || !HAS(s, score, method) || !HAS(s, score, inputs))
		return OK;
	return score_compute(cx, s);
}

const struct model_hooks score_hooks = {.before_save = score_before_save};

/* ---- decisions ---- */

/* One driver and exactly one approver; the same person only where one decides alone. */
static enum err check_seats(struct cx *cx, const struct decision *d)
{
	int64_t approvers, drivers, both, profile;

	TRY(db_one_int(cx, "SELECT CASE profile WHEN 'light' THEN 0 ELSE 1 END FROM workspace WHERE id = ?1",
		       DB_ARGS(db_int(cx->workspace_id)), &profile, NULL));
	if (!profile || d->form == E_decision_form_light)
		return OK;
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM decision_role WHERE workspace_id = ?1 AND decision_id = ?2 AND role = "
		       "'approver' AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(d->head.id)), &approvers, NULL));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM decision_role WHERE workspace_id = ?1 AND decision_id = ?2 AND role = "
		       "'driver' AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(d->head.id)), &drivers, NULL));
	TRY(db_one_int(
		cx,
		"SELECT COUNT(*) FROM decision_role a JOIN decision_role b ON b.workspace_id = a.workspace_id AND "
		"b.decision_id = a.decision_id "
		"AND b.member_id = a.member_id AND b.role = 'driver' AND b.archived_at IS NULL "
		"WHERE a.workspace_id = ?1 AND a.decision_id = ?2 AND a.role = 'approver' AND a.archived_at IS NULL",
		DB_ARGS(db_int(cx->workspace_id), db_int(d->head.id)), &both, NULL));
	if (approvers != 1)
		return fail(cx, ERR_INVALID, "roles", "a decision has exactly one approver, this one has %lld",
			    (long long)approvers);
	if (drivers != 1)
		return fail(cx, ERR_INVALID, "roles", "a decision has exactly one driver, this one has %lld",
			    (long long)drivers);
	if (both && d->protocol != E_protocol_single && d->protocol != E_protocol_pre_set_rule)
		return fail(cx, ERR_INVALID, "roles",
			    "driver and approver are the same person only under single or pre_set_rule");
	return OK;
}

/* A new record has no seats and no links yet: its snapshot is the caller's. */
static enum err close_decision(struct cx *cx, struct decision *d, bool is_new)
{
	if (!HAS(d, decision, reason) || !str_trim(d->reason).n)
		return fail(cx, ERR_INVALID, "reason", "a decision needs its reason, in words a customer could read");
	/* decided_at is the program's: who brings it along (the sample, an export) does not decide */
	if (!HAS(d, decision, decided_at) && cx->actor == ACTOR_PERSON && !cx_may(cx, P_decisions_decide))
		return fail(cx, ERR_FORBIDDEN, NULL, "closing a decision needs the permission decisions_decide");
	if (!is_new)
		TRY(check_seats(cx, d));
	if (!HAS(d, decision, decided_at))
		SET(d, decision, decided_at, cx->now_us);
	if (!HAS(d, decision, decider_id) && cx->member_id)
		SET(d, decision, decider_id, cx->member_id);
	if (!HAS(d, decision, review_on))
		SET(d, decision, review_on, d->decided_at / US_PER_DAY + 90);
	if (!HAS(d, decision, snapshot) && !is_new) {
		TRY(decision_snapshot(cx, d->head.id, &d->snapshot));
		row_mark(d, FI_decision_snapshot);
	}
	return OK;
}

static enum err decision_before_save(struct cx *cx, const void *old_row, void *row)
{
	const struct decision *old = old_row;
	struct decision *d = row;

	if (old && HAS(old, decision, decided_at))
		return fail(cx, ERR_STATE, NULL,
			    "the record D-%lld is closed and never edited: supersede it by a new one",
			    (long long)old->head.number);
	return HAS(d, decision, outcome) ? close_decision(cx, d, !old) : OK;
}

static enum err decision_after_save(struct cx *cx, const void *old_row, const void *row)
{
	const struct decision *old = old_row, *d = row;

	if (!HAS(d, decision, decided_at) || !old || HAS(old, decision, decided_at))
		return OK;
	return decision_settle(cx, d->head.id);
}

const struct model_hooks decision_hooks = {.before_save = decision_before_save, .after_save = decision_after_save};

static enum err decision_role_before_save(struct cx *cx, const void *old, void *row)
{
	struct decision_role *r = row;
	struct decision *d = ARENA_NEW(cx->arena, struct decision);
	int64_t taken;

	(void)old;
	if (!HAS(r, decision_role, decision_id) || !HAS(r, decision_role, member_id) || !HAS(r, decision_role, role))
		return OK;
	TRY(model_get(cx, &resources[RES_decision], r->decision_id, d));
	/* a record that was written closed (a drag, the sample) gets its seats after it; one that was closed later has
	 * them */
	if (HAS(d, decision, decided_at) && d->head.rev > 1)
		return fail(cx, ERR_STATE, NULL, "the record D-%lld is closed: its seats no longer change",
			    (long long)d->head.number);
	if (r->role != E_daci_driver && r->role != E_daci_approver)
		return OK;
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM decision_role WHERE workspace_id = ?1 AND decision_id = ?2 AND role = ?3 "
		       "AND id <> ?4 AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_int(r->decision_id), db_z(enums[ENUM_daci].values[r->role]),
			       db_int(r->head.id)),
		       &taken, NULL));
	if (taken)
		return fail(cx, ERR_INVALID, "role", "a decision has one %s: change or remove the one it has",
			    enums[ENUM_daci].values[r->role]);
	return OK;
}

const struct model_hooks decision_role_hooks = {.before_save = decision_role_before_save};
