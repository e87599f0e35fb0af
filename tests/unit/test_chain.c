/* Rules of the chain on both stores: deadlines in business days, stages that follow and go back, duplicates, records,
 * promises frozen, a silent no, segments that were not heard. */
#include "tests/db/chain.h"
#include "domain/calendar.h"
#include "domain/fate.h"
#include "domain/health.h"
#include "domain/segments.h"
#include "domain/strength.h"
#include "domain/themes.h"
#include "domain/trace.h"

static int64_t at(const char *time)
{
	int64_t us;

	assert_true(time_parse(str_of(time), &us));
	return us;
}

static void business_days(void **state)
{
	struct zone utc, berlin;

	(void)state;
	assert_true(zone_load(STR("UTC"), &utc));
	assert_true(zone_load(STR("Europe/Berlin"), &berlin));
	assert_false(zone_load(STR("../../etc/passwd"), &utc));
	assert_false(zone_load(STR("No/Where"), &utc));
	/* Friday 15:00 + 2 is Tuesday 15:00; a Saturday counts from Monday 0:00 */
	assert_int_equal(business_days_after(&utc, at("2026-11-27T15:00:00Z"), 2), at("2026-12-01T15:00:00Z"));
	assert_int_equal(business_days_after(&utc, at("2026-11-28T15:00:00Z"), 1), at("2026-12-01T00:00:00Z"));
	assert_int_equal(business_days_after(&utc, at("2026-11-25T10:00:00Z"), 0), at("2026-11-25T10:00:00Z"));
	/* Sunday 23:30 UTC is Monday 0:30 in Berlin; over the change of clocks the local time stays */
	assert_int_equal(business_days_after(&berlin, at("2026-11-22T23:30:00Z"), 1), at("2026-11-23T23:30:00Z"));
	assert_int_equal(business_days_after(&berlin, at("2026-10-23T08:00:00Z"), 1), at("2026-10-26T09:00:00Z"));
	assert_int_equal(sla_due(&utc, SLA_RECEIPT_URGENT, at("2026-11-28T15:00:00Z")), at("2026-11-29T15:00:00Z"));
}

/* ---- stages ---- */

struct stage_list {
	int64_t evidence;
	char text[200];
};

static enum err read_stages(struct cx *cx, void *arg)
{
	struct stage_list *l = arg;
	struct db_rows *r;

	TRY(db_query(
		cx,
		"SELECT stage FROM stage_reached WHERE workspace_id = ?1 AND evidence_id = ?2 ORDER BY at, stage DESC",
		DB_ARGS(db_int(cx->workspace_id), db_int(l->evidence)), &r));
	while (db_next(r)) {
		struct str s = db_col_str(r, 0);
		size_t n = strlen(l->text);

		(void)snprintf(l->text + n, sizeof l->text - n, "%.1s", str_z(cx->arena, s));
	}
	return db_end(r);
}

static const char *stages_of(struct cx *cx, int64_t evidence)
{
	struct stage_list l = {.evidence = evidence};

	assert_int_equal(db_read(cx, read_stages, &l), OK);
	return arena_printf(cx->arena, "%s", l.text);
}

static bool has_all(const char *stages, const char *want)
{
	return strlen(stages) == strlen(want) && strspn(stages, want) == strlen(stages);
}

static void stages_follow_and_go_back(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), e = chain_said(cx, source, chain_contact(cx, "Ann", ""), "Please do it.");

	chain_follow(cx);
	assert_true(has_all(stages_of(cx, e), "r"));
	int64_t theme = CREATE(cx, R(theme), "{'name':'Wishes'}");

	chain_link(cx, LINK_evidence_theme, e, theme, 1);
	chain_follow(cx);
	assert_true(has_all(stages_of(cx, e), "rtl"));
	assert_string_equal(MEMBER(cx, R(evidence), e, "state"), "linked");
	assert_string_equal(MEMBER(cx, R(theme), theme, "items"), "1");
	int64_t opportunity = CREATE(cx, R(opportunity), "{'need':'Get it done'}");

	chain_link(cx, LINK_theme_opportunity, theme, opportunity, 1);
	chain_decide(cx, opportunity, E_decision_outcome_not_now);
	chain_follow(cx);
	assert_true(has_all(stages_of(cx, e), "rtld"));
	assert_string_equal(MEMBER(cx, R(evidence), e, "state"), "decided");
	/* the link was a mistake: nothing stays that only it had brought */
	chain_unlink(cx, LINK_evidence_theme, e, theme);
	chain_follow(cx);
	assert_true(has_all(stages_of(cx, e), "rt"));
	assert_string_equal(MEMBER(cx, R(evidence), e, "state"), "triaged");
	assert_string_equal(MEMBER(cx, R(theme), theme, "items"), "0");
}

struct acting {
	enum actor actor;
	struct chain_link link;
};

static enum err link_now(struct cx *cx, void *arg)
{
	return chain_do_link(cx, arg);
}

static enum err link_as(struct cx *cx, void *arg)
{
	struct acting *a = arg;

	return domain_act_as(cx, a->actor, link_now, &a->link);
}

/* A machine's link triages what needs no person, and leaves to people what does; it never weakens a person's. */
static void machine_links_need_people(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), theme = CREATE(cx, R(theme), "{'name':'Wishes'}");
	int64_t calm = chain_said(cx, source, 0, "Would be nice."), urgent = chain_said(cx, source, 0, "All is lost!");

	assert_int_equal(patch(cx, R(evidence), urgent, -1, "{'urgency':'high'}"), OK);
	for (int i = 0; i < 2; i++) {
		struct acting a = {ACTOR_MACHINE, {LINK_evidence_theme, i ? urgent : calm, theme, 1, false}};

		assert_int_equal(db_write(cx, link_as, &a), OK);
	}
	chain_follow(cx);
	assert_string_equal(MEMBER(cx, R(evidence), calm, "state"), "linked");
	assert_string_equal(MEMBER(cx, R(evidence), urgent, "state"), "received");
}

/* ---- evidence ---- */

static void duplicates_of_one_person(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), ann = chain_contact(cx, "Ann", ""), bob = chain_contact(cx, "Bob", "");
	int64_t first = chain_said(cx, source, ann, "Do it."), second = chain_said(cx, source, ann, "Do it!"),
		other = chain_said(cx, source, bob, "Do it."), nobody = chain_said(cx, source, 0, "Do it.");
	const char *twin = arena_printf(cx->arena, "{'duplicate_of':'%s'}", id_text(cx, R(evidence), first));

	assert_int_equal(patch(cx, R(evidence), other, -1, twin), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "duplicate_of");
	assert_int_equal(patch(cx, R(evidence), nobody, -1, twin), ERR_INVALID);
	assert_int_equal(patch(cx, R(evidence), second, -1, twin), OK);
	assert_string_equal(MEMBER(cx, R(evidence), second, "state"), "duplicate");
	/* the first cannot become a duplicate of its own duplicate */
	assert_int_equal(patch(cx, R(evidence), first, -1,
			       arena_printf(cx->arena, "{'duplicate_of':'%s'}", id_text(cx, R(evidence), second))),
			 ERR_INVALID);
}

static void history_has_no_deadline(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx);
	int64_t old =
		CREATE(cx, R(evidence),
		       "{'source_id':'%s','kind':'verbatim','said_at':'2024-01-01T00:00:00Z','verbatim':'Long ago.'}",
		       id_text(cx, R(source), source));

	assert_string_equal(MEMBER(cx, R(evidence), old, "is_history"), "true");
	assert_string_equal(MEMBER(cx, R(evidence), old, "due_at"), "null");
	assert_string_equal(MEMBER(cx, R(evidence), old, "state"), "triaged");
	assert_int_equal(patch(cx, R(evidence), old, -1, "{'urgency':'high'}"), OK);
	assert_string_equal(MEMBER(cx, R(evidence), old, "due_at"), "null");
	int64_t fresh = chain_said(cx, source, 0, "Just now.");

	assert_string_not_equal(MEMBER(cx, R(evidence), fresh, "due_at"), "null");
}

/* ---- decisions and the roadmap ---- */

static void closed_records_stay(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), e = chain_said(cx, source, 0, "Do it.");
	int64_t d = chain_decide(cx, chain_opportunity(cx, &e, 1), E_decision_outcome_wont);

	assert_int_equal(patch(cx, R(decision), d, -1, "{'reason':'Other'}"), ERR_STATE);
	assert_int_equal(patch(cx, R(decision), d, -1, "{'outcome':'do'}"), ERR_STATE);
	assert_non_null(strstr(MEMBER(cx, R(decision), d, "snapshot"), "strength"));
	assert_null(strstr(MEMBER(cx, R(decision), d, "snapshot"), "Do it."));
}

static void one_approver(void **state)
{
	struct cx *cx = CX(state);
	struct engine *t = *state;
	int64_t d = CREATE(cx, R(decision), "{'question':'Shall we?','protocol':'daci'}");
	const char *me = id_text(cx, R(membership), t->member[0]), *it = id_text(cx, R(decision), d);

	assert_int_equal(patch(cx, R(workspace), t->workspace[0], -1, "{'profile':'standard'}"), OK);
	assert_int_equal(patch(cx, R(decision), d, -1, "{'outcome':'do','reason':'r'}"), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "roles");
	(void)CREATE(cx, R(decision_role), "{'decision_id':'%s','member_id':'%s','role':'driver'}", it, me);
	(void)CREATE(cx, R(decision_role), "{'decision_id':'%s','member_id':'%s','role':'approver'}", it, me);
	assert_int_equal(patch(cx, R(decision), d, -1, "{'outcome':'do','reason':'r'}"),
			 ERR_INVALID); /* driver = approver under daci */
	assert_int_equal(patch(cx, R(decision), d, -1, "{'protocol':'single'}"), OK);
	assert_int_equal(patch(cx, R(decision), d, -1, "{'outcome':'do'}"), ERR_INVALID); /* no reason */
	assert_int_equal(patch(cx, R(decision), d, -1, "{'outcome':'do','reason':'r'}"), OK);
	assert_string_not_equal(MEMBER(cx, R(decision), d, "review_on"), "null");
}

static void predictions_are_frozen(void **state)
{
	struct cx *cx = CX(state);
	int64_t goal = CREATE(cx, R(goal), "{'objective':'Less retyping'}");
	int64_t item =
		CREATE(cx, R(roadmap_item),
		       "{'title':'Export','horizon':'now','goal_id':'%s','metric':'m','target':2,'due_on':'2027-01-31',"
		       "'prediction':0.7}",
		       id_text(cx, R(goal), goal));
	int64_t id;

	assert_int_equal(try_create(cx, R(roadmap_item), "{'title':'No goal','horizon':'next'}", &id), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "goal_id");

	assert_int_equal(chain_move(cx, R(roadmap_item), item, E_roadmap_state_committed, ""), OK);
	assert_int_equal(patch(cx, R(roadmap_item), item, -1, "{'prediction':0.9}"), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "prediction");
	assert_int_equal(patch(cx, R(roadmap_item), item, -1, "{'title':'CSV export'}"), OK);
	assert_int_equal(chain_move(cx, R(roadmap_item), item, E_roadmap_state_released, ""), ERR_STATE);
	assert_int_equal(chain_move(cx, R(roadmap_item), item, E_roadmap_state_dropped, ""), ERR_STATE);
}

static void reopened_only_with_news(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), e = chain_said(cx, source, 0, "Do it."), o = chain_opportunity(cx, &e, 1);

	assert_int_equal(chain_move(cx, R(opportunity), CREATE(cx, R(opportunity), "{'need':'From nowhere'}"),
				    E_opportunity_state_offered, ""),
			 ERR_STATE);
	assert_int_equal(chain_move(cx, R(opportunity), o, E_opportunity_state_offered, ""), OK);
	assert_int_equal(chain_move(cx, R(opportunity), o, E_opportunity_state_bounced, " "), ERR_INVALID);
	assert_int_equal(chain_move(cx, R(opportunity), o, E_opportunity_state_accepted, ""), OK);
	assert_string_not_equal(MEMBER(cx, R(opportunity), o, "due_at"), "null");
	chain_decide(cx, o, E_decision_outcome_not_now);
	assert_int_equal(chain_move(cx, R(opportunity), o, E_opportunity_state_reopened, ""), ERR_STATE);
	cx->now_us += US_PER_S;
	chain_link(cx, LINK_evidence_opportunity, chain_said(cx, source, 0, "Still waiting."), o, 1);
	assert_int_equal(chain_move(cx, R(opportunity), o, E_opportunity_state_reopened, ""), OK);
}

/* ---- figures ---- */

struct strong {
	int64_t id;
	struct strength_of s;
};

static enum err find_strength(struct cx *cx, void *arg)
{
	struct strong *s = arg;

	return strength_find(cx, R(opportunity), s->id, &s->s);
}

/* A direct link wins over the one through an insight: 27 without the contradiction, less with it. */
static void direct_links_win(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx), e = chain_said(cx, source, chain_contact(cx, "Ann", ""), "Do it.");
	int64_t insight = CREATE(cx, R(insight), "{'claim':'They want it'}"),
		o = CREATE(cx, R(opportunity), "{'need':'Get it done'}");
	struct strong s = {.id = o};

	chain_link(cx, LINK_evidence_insight, e, insight, -1);
	chain_link(cx, LINK_insight_opportunity, insight, o, 1);
	assert_int_equal(db_read(cx, find_strength, &s), OK);
	assert_true(s.s.all.s_plus == 0 && s.s.all.s_minus > 0.39);
	chain_link(cx, LINK_evidence_opportunity, e, o, 1);
	assert_int_equal(db_read(cx, find_strength, &s), OK);
	assert_true(s.s.all.s_minus == 0 && s.s.all.s_plus > 0.39 && s.s.words.n == 1);
}

struct shown {
	struct buf *out;
	int64_t id;
	const struct resource *r;
};

static enum err show_loop(struct cx *cx, void *arg)
{
	struct shown *s = arg;
	struct json_out j;

	json_start(&j, s->out);
	return loop_show(cx, cx->now_us - 90 * US_PER_DAY, cx->now_us + 1, &j);
}

/* A refusal that nobody was told of is an open loop. */
static void silent_no_is_open(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx),
		e = chain_said(cx, source, chain_contact(cx, "Ann", ",'consent_contact':'yes'"), "Do it.");
	auto_buf out;
	struct shown s = {.out = &out};

	buf_init(&out, 0);
	chain_decide(cx, chain_opportunity(cx, &e, 1), E_decision_outcome_wont);
	chain_follow(cx);
	assert_int_equal(db_read(cx, show_loop, &s), OK);
	json_t *loop = json_loadb(out.p, out.n, 0, NULL), *no = json_object_get(loop, "silent_no"),
	       *closed = json_object_get(loop, "closed_loop");

	assert_int_equal(json_number_value(json_object_get(no, "numerator")), 1);
	assert_int_equal(json_number_value(json_object_get(no, "denominator")), 1);
	assert_int_equal(json_number_value(json_object_get(closed, "numerator")), 0);
	assert_int_equal(json_number_value(json_object_get(closed, "denominator")), 1);
	json_decref(loop);
}

static enum err show_trace(struct cx *cx, void *arg)
{
	struct shown *s = arg;
	struct json_out j;

	json_start(&j, s->out);
	return trace_show(cx, s->r, s->id, &j);
}

static enum err merge_themes(struct cx *cx, void *arg)
{
	const int64_t *t = arg;

	return model_merge(cx, R(theme), t[0], t[1], STR("the same"));
}

/* The merged theme's id leads to the survivor, which has inherited the words. */
static void merges_are_followed(void **state)
{
	struct cx *cx = CX(state);
	int64_t source = chain_source(cx),
		t[2] = {CREATE(cx, R(theme), "{'name':'A'}"), CREATE(cx, R(theme), "{'name':'B'}")};
	auto_buf out;
	struct shown s = {.out = &out, .r = R(theme), .id = t[0]};

	buf_init(&out, 0);
	chain_link(cx, LINK_evidence_theme, chain_said(cx, source, 0, "One."), t[0], 1);
	chain_link(cx, LINK_evidence_theme, chain_said(cx, source, 0, "Two."), t[1], 1);
	assert_int_equal(db_write(cx, merge_themes, t), OK);
	assert_int_equal(db_read(cx, show_trace, &s), OK);
	json_t *trace = json_loadb(out.p, out.n, 0, NULL),
	       *words = json_array_get(json_object_get(trace, "stations"), 0);

	assert_string_equal(json_string_value(json_object_get(trace, "object")), id_text(cx, R(theme), t[1]));
	assert_string_equal(json_string_value(json_object_get(trace, "redirected_from")), id_text(cx, R(theme), t[0]));
	assert_int_equal(json_integer_value(json_object_get(words, "count")), 2);
	json_decref(trace);
	chain_follow(cx);
	assert_string_equal(MEMBER(cx, R(theme), t[1], "items"), "2");
}

#define CHAIN_TEST(t) cmocka_unit_test_setup_teardown(t, chain_setup, engine_alone_end)

int main(void)
{
	const struct CMUnitTest chain[] = {
		cmocka_unit_test(business_days),
		CHAIN_TEST(stages_follow_and_go_back),
		CHAIN_TEST(machine_links_need_people),
		CHAIN_TEST(duplicates_of_one_person),
		CHAIN_TEST(history_has_no_deadline),
		CHAIN_TEST(closed_records_stay),
		CHAIN_TEST(one_approver),
		CHAIN_TEST(predictions_are_frozen),
		CHAIN_TEST(reopened_only_with_news),
		CHAIN_TEST(direct_links_win),
		CHAIN_TEST(silent_no_is_open),
		CHAIN_TEST(merges_are_followed),
	};
	return STORES_RUN(chain);
}
