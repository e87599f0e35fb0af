/* Opportunities, decisions and the roadmap: scores, light and full records, the drag, commitment, drop and release. */
#include "api/chain.h"
#include "base/clock.h"
#include "domain/chain.h"
#include "domain/score.h"

#define OPPORTUNITY (&resources[RES_opportunity])
#define DECISION (&resources[RES_decision])
#define ITEM (&resources[RES_roadmap_item])

/* ---- scores ---- */

static enum err draft_score(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, OPPORTUNITY, NULL, &id));
	return score_draft(c->cx, id, &c->j);
}

static enum err score(struct call *c)
{
	struct score_wish w = {0};
	const char *warning[SCORE_WARNINGS];
	int64_t id, made;
	int warnings;
	struct db_rows *rows;

	TRY(call_only(c, "reach,impact,confidence,effort,reason"));
	TRY(call_object_id(c, OPPORTUNITY, NULL, &id));
	TRY(call_number(c, "reach", &w.reach, &w.has_reach));
	TRY(call_number(c, "impact", &w.impact, &w.has_impact));
	TRY(call_number(c, "confidence", &w.confidence, &w.has_confidence));
	TRY(call_number(c, "effort", &w.effort, &w.has_effort));
	TRY(call_text(c, "reason", false, 2000, &w.reason));
	w.reason = str_trim(w.reason);
	TRY(score_opportunity(c->cx, id, &w, &made, warning, &warnings));
	call_made(c, &resources[RES_score], made);
	TRY(db_query(c->cx, c->cx->model->plans[RES_score].get, DB_ARGS(db_int(c->cx->workspace_id), db_int(made)), &rows));
	json_open(&c->j);
	if (db_next(rows))
		model_render_members(c->cx, &resources[RES_score], rows, &c->j);
	TRY(db_end(rows));
	json_key(&c->j, "warnings");
	json_list(&c->j);
	for (int i = 0; i < warnings; i++)
		json_z(&c->j, warning[i]);
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

/* ---- decisions ---- */

static enum err read_ruling(struct call *c, struct ruling *r)
{
	TRY(call_enum(c, "outcome", ENUM_decision_outcome, -1, &r->outcome));
	if (r->outcome < 0)
		return fail(c->cx, ERR_INVALID, "outcome", "is required: do, not_now, wont or need_evidence");
	TRY(call_text(c, "reason", true, 4000, &r->reason));
	TRY(call_text(c, "question", false, 1000, &r->question));
	return call_day(c, "review_on", &r->review_on);
}

static enum err show_decision(struct call *c, int64_t decision)
{
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "decision", DECISION, decision));
	TRY(show_asked(c, DECISION, decision));
	json_close(&c->j);
	return OK;
}

static enum err decide(struct call *c)
{
	struct ruling r = {0};
	int64_t id, made;

	TRY(call_only(c, "outcome,reason,question,review_on"));
	TRY(call_object_id(c, OPPORTUNITY, NULL, &id));
	TRY(read_ruling(c, &r));
	TRY(opportunity_decide(c->cx, id, &r, &made));
	call_made(c, DECISION, made);
	return show_decision(c, made);
}

static enum err close_record(struct call *c)
{
	struct decision *patch = ARENA_NEW(c->cx->arena, struct decision);
	struct ruling r = {0};
	int64_t id;

	TRY(call_only(c, "outcome,reason,question,review_on"));
	TRY(call_object_id(c, DECISION, NULL, &id));
	TRY(read_ruling(c, &r));
	SET(patch, decision, outcome, r.outcome);
	SET(patch, decision, reason, str_trim(r.reason));
	if (r.question.n)
		SET(patch, decision, question, r.question);
	if (r.review_on)
		SET(patch, decision, review_on, r.review_on);
	TRY(model_update(c->cx, DECISION, id, c->if_rev, false, patch, (struct str){0}));
	return show_decision(c, id);
}

static enum err supersede(struct call *c)
{
	struct ruling r = {0};
	int64_t id, made;

	TRY(call_only(c, "outcome,reason,question,review_on"));
	TRY(call_object_id(c, DECISION, NULL, &id));
	TRY(read_ruling(c, &r));
	TRY(decision_supersede(c->cx, id, &r, &made));
	call_made(c, DECISION, made);
	return show_decision(c, made);
}

/* ---- roadmap ---- */

static enum err board(struct call *c)
{
	struct str a = call_query(c, "audience");
	int audience = a.n ? enum_by_name(ENUM_audience, a) : E_audience_internal;

	if (audience < 0)
		return fail(c->cx, ERR_INVALID, "audience", "is internal, customer or public");
	return roadmap_board(c->cx, audience, &c->j);
}

static enum err read_placing(struct call *c, struct placing *p)
{
	const struct resource *r;

	TRY(call_ref(c, "opportunity_id", false, OPPORTUNITY, &r, &p->opportunity_id));
	TRY(call_ref(c, "roadmap_item_id", false, ITEM, &r, &p->roadmap_item_id));
	if (!p->opportunity_id == !p->roadmap_item_id)
		return fail(c->cx, ERR_INVALID, "opportunity_id", "name an opportunity or a roadmap item, one of the two");
	TRY(call_enum(c, "horizon", ENUM_horizon, -1, &p->horizon));
	if (p->horizon < 0)
		return fail(c->cx, ERR_INVALID, "horizon", "is required: now, next or later");
	TRY(call_text(c, "title", false, 300, &p->title));
	TRY(call_ref(c, "goal_id", false, &resources[RES_goal], &r, &p->goal_id));
	TRY(call_text(c, "goal_title", false, 500, &p->goal_title));
	TRY(call_text(c, "reason", false, 4000, &p->reason));
	TRY(call_ref(c, "before_id", false, ITEM, &r, &p->before_id));
	return call_number(c, "position", &p->position, &p->has_position);
}

static enum err place(struct call *c)
{
	struct placing p = {0};
	struct placed made;

	TRY(call_only(c, "opportunity_id,roadmap_item_id,horizon,title,goal_id,goal_title,reason,position,before_id"));
	TRY(read_placing(c, &p));
	TRY(roadmap_place(c->cx, &p, &made));
	if (made.is_new)
		call_made(c, ITEM, made.roadmap_item_id);
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "roadmap_item", ITEM, made.roadmap_item_id));
	TRY(show_row(c->cx, &c->j, "decision", DECISION, made.decision_id));
	TRY(show_row(c->cx, &c->j, "goal", &resources[RES_goal], made.goal_id));
	TRY(show_asked(c, made.decision_id ? DECISION : ITEM, made.decision_id ? made.decision_id : made.roadmap_item_id));
	json_close(&c->j);
	return OK;
}

static enum err read_commitment(struct call *c, struct roadmap_item *p)
{
	struct str metric, guardrail;
	double x;
	bool has, bet;
	int64_t due;

	TRY(call_text(c, "metric", false, 200, &metric));
	if (str_trim(metric).n)
		SET(p, roadmap_item, metric, str_trim(metric));
	TRY(call_text(c, "guardrail", false, 500, &guardrail));
	if (str_trim(guardrail).n)
		SET(p, roadmap_item, guardrail, str_trim(guardrail));
	TRY(call_number(c, "baseline", &x, &has));
	if (has)
		SET(p, roadmap_item, baseline, x);
	TRY(call_number(c, "target", &x, &has));
	if (has)
		SET(p, roadmap_item, target, x);
	TRY(call_number(c, "prediction", &x, &has));
	if (has && (x < 0 || x > 1))
		return fail(c->cx, ERR_INVALID, "prediction", "is a probability from 0 to 1");
	if (has)
		SET(p, roadmap_item, prediction, x);
	TRY(call_day(c, "due_on", &due));
	if (due)
		SET(p, roadmap_item, due_on, due);
	TRY(call_bool(c, "unmeasured_bet", false, &bet));
	if (bet)
		SET(p, roadmap_item, unmeasured_bet, 1);
	return OK;
}

static enum err commit(struct call *c)
{
	struct roadmap_item *p = ARENA_NEW(c->cx->arena, struct roadmap_item);
	int64_t id;

	TRY(call_only(c, "metric,baseline,target,due_on,prediction,unmeasured_bet,guardrail"));
	TRY(call_object_id(c, ITEM, NULL, &id));
	TRY(call_may_change(c, ITEM, id));
	TRY(read_commitment(c, p));
	TRY(model_update(c->cx, ITEM, id, c->if_rev, false, p, (struct str){0}));
	TRY(model_move(c->cx, ITEM, id, -1, E_roadmap_state_committed, (struct str){0}));
	return call_object(c, ITEM, id);
}

static enum err drop(struct call *c)
{
	struct ruling r = {0};
	int64_t id, decision;

	TRY(call_only(c, "reason,outcome,review_on"));
	TRY(call_object_id(c, ITEM, NULL, &id));
	TRY(call_may_change(c, ITEM, id));
	TRY(call_text(c, "reason", true, 4000, &r.reason));
	TRY(call_enum(c, "outcome", ENUM_decision_outcome, E_decision_outcome_wont, &r.outcome));
	TRY(call_day(c, "review_on", &r.review_on));
	TRY(roadmap_drop(c->cx, id, &r, &decision));
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "roadmap_item", ITEM, id));
	TRY(show_row(c->cx, &c->j, "decision", DECISION, decision));
	TRY(show_asked(c, DECISION, decision));
	json_close(&c->j);
	return OK;
}

static enum err release_item(struct call *c)
{
	struct releasing p = {0};
	struct released made;
	const struct resource *r;
	int64_t id;

	TRY(call_only(c, "name,release_id,released_at,changelog"));
	TRY(call_object_id(c, ITEM, NULL, &id));
	TRY(call_may_change(c, ITEM, id));
	TRY(call_text(c, "name", false, 200, &p.name));
	TRY(call_ref(c, "release_id", false, &resources[RES_release], &r, &p.release_id));
	TRY(call_time(c, "released_at", &p.released_at));
	TRY(call_text(c, "changelog", false, 4000, &p.changelog));
	p.name = str_trim(p.name);
	TRY(roadmap_release(c->cx, id, &p, &made));
	call_made(c, &resources[RES_release], made.release_id);
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "release", &resources[RES_release], made.release_id));
	TRY(show_row(c->cx, &c->j, "roadmap_item", ITEM, id));
	TRY(show_row(c->cx, &c->j, "changelog_entry", &resources[RES_changelog_entry], made.changelog_entry_id));
	TRY(show_asked(c, &resources[RES_release], made.release_id));
	json_close(&c->j);
	return OK;
}

const struct route roadmap_routes[] = {
	{HTTP_GET, "/opportunities/{id}/score-draft", P_any, 0, draft_score, "RICE inputs as the evidence gives them.",
	 NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/opportunities/{id}/score", P_opportunities_create, 0, score,
	 "Scores an opportunity; absent inputs come from the evidence.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/opportunities/{id}/decide", P_decisions_decide, 0, decide,
	 "Writes and closes a light decision record.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/decisions/{id}/close", P_decisions_decide, ROUTE_IF_MATCH, close_record,
	 "Closes an open decision record.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/decisions/{id}/supersede", P_decisions_decide, 0, supersede,
	 "Replaces a closed record by a new one.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/roadmap", P_any, 0, board,
	 "Now, next and later, with what each item rests on and who waits for it.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/roadmap/place", P_roadmap_create, 0, place,
	 "The drag: makes or moves an item and writes the light decision record.", ANY_OBJECT, ANY_OBJECT, NULL, 0,
	 NULL},
	{HTTP_POST, "/roadmap-items/{id}/commit", P_roadmap_update, ROUTE_IF_MATCH, commit,
	 "Commits to an outcome and freezes the prediction.", ANY_OBJECT, "roadmap_item", NULL, 0, NULL},
	{HTTP_POST, "/roadmap-items/{id}/drop", P_decisions_decide, 0, drop, "Drops an item with a decision record.",
	 ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/roadmap-items/{id}/release", P_roadmap_update, 0, release_item,
	 "Releases an item; those who asked can be told.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{0},
};
