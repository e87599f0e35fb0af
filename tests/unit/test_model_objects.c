/* Making, changing, versioning, moving and archiving objects, on both stores. */
#include "tests/db/engine.h"

static int64_t source(struct cx *cx)
{
	return CREATE(cx, R(source), "{'name':'Zendesk %lld','kind':'helpdesk'}", (long long)model_new_id(cx));
}

static int64_t evidence(struct cx *cx, int64_t source_id, const char *verbatim)
{
	return CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01T10:00:00Z','verbatim':'%s'}",
		      id_text(cx, R(source), source_id), verbatim);
}

static void creates(void **state)
{
	struct cx *cx = CX(state);
	int64_t so = source(cx), ev = evidence(cx, so, "Exports are slow");
	const char *json = get(cx, R(evidence), ev);

	assert_string_equal(json_member(cx, json, "verbatim"), "Exports are slow");
	assert_string_equal(json_member(cx, json, "state"), "received");
	assert_string_equal(json_member(cx, json, "said_at"), "2026-03-01T10:00:00Z");
	assert_string_equal(json_member(cx, json, "rev"), "1");
	assert_string_equal(json_member(cx, json, "source_id"), id_text(cx, R(source), so));
	assert_non_null(strstr(json_member(cx, json, "source_label"), "Zendesk"));
	assert_string_equal(json_member(cx, json, "created_by_label"), "Mia Mine");
	assert_string_equal(json_member(cx, json, "contact_id"), "null");
	assert_null(get(cx, R(evidence), ev + 1));
}

/* Every type of value comes back as it went in. */
static void keeps_values(void **state)
{
	struct cx *cx = CX(state);
	int64_t id = CREATE(cx, R(account),
			    "{'name':'Zoë 株式会社 \\u0001 \\\\ line\\nbreak','arr':-9007199254740993,'arr_currency':'EUR','renewal_on':'2024-02-29',"
			    "'key_account':true,'plan':''}");
	const char *json = get(cx, R(account), id);

	assert_string_equal(json_member(cx, json, "name"), "Zoë 株式会社 \x01 \\ line\nbreak");
	assert_string_equal(json_member(cx, json, "arr"), "-9007199254740993");
	assert_string_equal(json_member(cx, json, "renewal_on"), "2024-02-29");
	assert_string_equal(json_member(cx, json, "key_account"), "true");
	assert_string_equal(json_member(cx, json, "plan"), "null");
	id = CREATE(cx, R(goal), "{'objective':'Fewer','baseline':0.1,'target':-1e15,'due_on':'2026-12-31'}");
	json = get(cx, R(goal), id);
	assert_string_equal(json_member(cx, json, "baseline"), "0.1");
	assert_string_equal(json_member(cx, json, "target"), "-1e15");
	id = CREATE(cx, R(decision), "{'question':'Which?','options':['a, b','c \\\"d\\\"'],'outcome':'do','reason':'r'}");
	assert_string_equal(MEMBER(cx, R(decision), id, "options"), "[\"a, b\",\"c \\\"d\\\"\"]");
}

static void refuse(struct cx *cx, const struct resource *r, const char *json, enum err want, const char *field)
{
	int64_t id;
	enum err e = try_create(cx, r, json, &id);

	if (e != want || (field && strcmp(cx->failure.detail[0].field, field) != 0))
		BROKEN("%s: got %d (%s: %s), want %d on %s", json, e, cx->failure.detail[0].field, fail_text(cx), want, field);
}

static void refuses_bad_input(void **state)
{
	struct cx *cx = CX(state);

	refuse(cx, R(account), "{'name':'x','nmae':'y'}", ERR_INVALID, "nmae");
	refuse(cx, R(account), "{}", ERR_INVALID, "name");
	refuse(cx, R(account), "{'name':null}", ERR_INVALID, "name");
	refuse(cx, R(account), "{'name':7}", ERR_INVALID, "name");
	refuse(cx, R(account), "{'name':'x','arr':1.5}", ERR_INVALID, "arr");
	refuse(cx, R(account), "{'name':'x','arr':9223372036854775808}", ERR_MALFORMED, NULL);
	refuse(cx, R(account), "{'name':'x','renewal_on':'2026-02-30'}", ERR_INVALID, "renewal_on");
	refuse(cx, R(account), "{'name':'x','key_account':'yes'}", ERR_INVALID, "key_account");
	refuse(cx, R(account), "{'name':'x','owner_id':'ac_0000000000001'}", ERR_INVALID, "owner_id");
	refuse(cx, R(account), "{'name':'x','owner_id':'mb_0000000000001'}", ERR_INVALID, "owner_id");
	refuse(cx, R(account), "{'name':'x','rev':3}", ERR_INVALID, "rev");
	refuse(cx, R(account), "{'name':'x','name':'y'}", ERR_MALFORMED, NULL);
	refuse(cx, R(account), "[1]", ERR_MALFORMED, NULL);
	refuse(cx, R(account), "{'name':'x'", ERR_MALFORMED, NULL);
	refuse(cx, R(contact), "{'name':'x','email':'nowhere'}", ERR_INVALID, "email");
	refuse(cx, R(opportunity), "{'need':'x','state':'done'}", ERR_INVALID, "state");
	refuse(cx, R(opportunity), "{'need':'x','form':'thing'}", ERR_INVALID, "form");
	refuse(cx, R(saved_view), "{'name':'x'}", ERR_INVALID, "path");
	refuse(cx, R(roadmap_item), "{'title':'x','url':'javascript:alert(1)'}", ERR_INVALID, "url");
	refuse(cx, R(roadmap_item), "{'title':'x','prediction':1.01}", ERR_INVALID, "prediction");
	refuse(cx, R(comment), "{'object':'ev_0000000000001','body':'x'}", ERR_INVALID, "object");
	refuse(cx, R(comment), "{'object':'us_0000000000001','body':'x'}", ERR_INVALID, "object");
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM account WHERE workspace_id = ?1", DB_ARGS(WS(cx))), 0);
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM search_doc WHERE workspace_id = ?1", DB_ARGS(WS(cx))), 0);
}

static void names_every_bad_field(void **state)
{
	struct cx *cx = CX(state);
	int64_t id;

	assert_int_equal(try_create(cx, R(account), "{'name':7,'arr':'x','renewal_on':'x'}", &id), ERR_INVALID);
	assert_int_equal(cx->failure.n, 3);
}

static void patches(void **state)
{
	struct cx *cx = CX(state);
	int64_t id = CREATE(cx, R(account), "{'name':'Acme','plan':'pro','arr':100}");

	assert_int_equal(patch(cx, R(account), id, 1, "{'plan':null,'arr':200}"), OK);
	assert_string_equal(MEMBER(cx, R(account), id, "plan"), "null");
	assert_string_equal(MEMBER(cx, R(account), id, "arr"), "200");
	assert_string_equal(MEMBER(cx, R(account), id, "name"), "Acme");
	assert_string_equal(MEMBER(cx, R(account), id, "rev"), "2");
	/* nothing changes: no version, no change row */
	assert_int_equal(patch(cx, R(account), id, 2, "{'arr':200,'plan':null}"), OK);
	assert_string_equal(MEMBER(cx, R(account), id, "rev"), "2");
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM change WHERE object_id = ?1", DB_ARGS(db_int(id))), 2);
	assert_int_equal(one_int(cx,
				 "SELECT COUNT(*) FROM change_value v JOIN change c ON c.workspace_id = v.workspace_id "
				 "AND c.id = v.change_id WHERE c.object_id = ?1",
				 DB_ARGS(db_int(id))),
			 3); /* the whole row at creation, then plan and arr */
	assert_int_equal(patch(cx, R(account), id, 1, "{'arr':300}"), ERR_STALE);
	assert_int_equal(patch(cx, R(account), id, -1, "{'name':null}"), ERR_INVALID);
	assert_int_equal(patch(cx, R(account), id + 1, -1, "{'arr':300}"), ERR_NOT_FOUND);
	assert_string_equal(MEMBER(cx, R(account), id, "rev"), "2");
}

static void versions(void **state)
{
	struct cx *cx = CX(state);
	int64_t ev = evidence(cx, source(cx), "Exports are sloow");

	assert_int_equal(patch(cx, R(evidence), ev, 1, "{'verbatim':'Exports are slow'}"), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "verbatim");
	assert_int_equal(patch(cx, R(evidence), ev, 1, "{'verbatim':'Exports are sloow','urgency':'high'}"), OK); /* unchanged is no change */
	assert_int_equal(version(cx, R(evidence), ev, "{'verbatim':'Exports are slow','language':'en'}"), OK);
	assert_string_equal(MEMBER(cx, R(evidence), ev, "verbatim"), "Exports are slow");
	assert_string_equal(MEMBER(cx, R(evidence), ev, "urgency"), "high");
	assert_int_equal(one_int(cx,
				 "SELECT COUNT(*) FROM change_value v JOIN change c ON c.workspace_id = v.workspace_id AND c.id = v.change_id "
				 "WHERE c.object_id = ?1 AND c.kind = 'version' AND v.field = 'verbatim' AND v.old_value = 'Exports are sloow'",
				 DB_ARGS(db_int(ev))),
			 1);
	/* the old words are found no more, the new ones are */
	struct list_query q = {.q = STR("sloow")};

	assert_string_equal(list_all(cx, R(evidence), q, "id"), "");
	q.q = STR("slow");
	assert_int_equal(strlen(list_all(cx, R(evidence), q, "id")), 17);
}

struct move {
	const struct resource *r;
	int64_t id, if_rev;
	int to;
};
static enum err move_run(struct cx *cx, void *arg)
{
	struct move *m = arg;

	return model_move(cx, m->r, m->id, m->if_rev, m->to, STR("because"));
}
static enum err move(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, int to)
{
	struct move m = {r, id, if_rev, to};

	fail_clear(cx);
	return db_write(cx, move_run, &m);
}

static void moves(void **state)
{
	struct cx *cx = CX(state);
	int64_t op = CREATE(cx, R(opportunity), "{'need':'See progress'}");

	assert_string_equal(MEMBER(cx, R(opportunity), op, "state"), "draft");
	assert_non_null(strstr(MEMBER(cx, R(opportunity), op, "can"), "move:offered"));
	assert_int_equal(move(cx, R(opportunity), op, 1, E_opportunity_state_done), ERR_STATE);
	engine_role(cx, E_role_viewer);
	assert_int_equal(move(cx, R(opportunity), op, 1, E_opportunity_state_offered), ERR_FORBIDDEN);
	assert_string_equal(MEMBER(cx, R(opportunity), op, "can"), "[]");
	engine_role(cx, E_role_support); /* may create, so may offer, but not accept */
	assert_int_equal(move(cx, R(opportunity), op, 7, E_opportunity_state_offered), ERR_STALE);
	assert_int_equal(move(cx, R(opportunity), op, 1, E_opportunity_state_offered), OK);
	assert_int_equal(move(cx, R(opportunity), op, 2, E_opportunity_state_accepted), ERR_FORBIDDEN);
	assert_string_equal(MEMBER(cx, R(opportunity), op, "state"), "offered");
	assert_int_equal(
		one_int(cx, "SELECT COUNT(*) FROM change WHERE object_id = ?1 AND kind = 'move' AND reason = 'because'",
			DB_ARGS(db_int(op))),
		1);
}

struct archive {
	const struct resource *r;
	int64_t id;
	bool archive;
};
static enum err archive_run(struct cx *cx, void *arg)
{
	struct archive *a = arg;

	return model_archive(cx, a->r, a->id, -1, a->archive);
}
static enum err archive(struct cx *cx, const struct resource *r, int64_t id, bool yes)
{
	struct archive a = {r, id, yes};

	fail_clear(cx);
	return db_write(cx, archive_run, &a);
}

static void unique_among_the_living(void **state)
{
	struct cx *cx = CX(state);
	int64_t a = CREATE(cx, R(contact), "{'email':'Ann@Example.org'}"), b;

	assert_string_equal(MEMBER(cx, R(contact), a, "email"), "ann@example.org");
	refuse(cx, R(contact), "{'email':'ann@example.org'}", ERR_CONFLICT, "email");
	assert_int_equal(archive(cx, R(contact), a, true), OK);
	b = CREATE(cx, R(contact), "{'email':'ann@example.org'}");
	assert_int_equal(archive(cx, R(contact), a, false), ERR_CONFLICT);
	assert_int_equal(archive(cx, R(contact), b, true), OK);
	assert_int_equal(archive(cx, R(contact), a, false), OK);
	assert_string_equal(MEMBER(cx, R(contact), a, "archived_at"), "null");
	assert_string_equal(LIST(cx, R(contact), "", "", "id"), arena_printf(cx->arena, "%s ", id_text(cx, R(contact), a)));
	/* a key of two fields */
	int64_t so = source(cx);
	char *json = arena_printf(cx->arena, "{'source_id':'%s','external_id':'T1','kind':'verbatim','said_at':'2026-03-01','verbatim':'x'}",
				  id_text(cx, R(source), so));

	(void)create(cx, R(evidence), json);
	refuse(cx, R(evidence), json, ERR_CONFLICT, "external_id");
	/* the same email in another workspace is another person */
	engine_enter((struct engine *)*state, 1);
	(void)CREATE(cx, R(contact), "{'email':'ann@example.org'}");
}

static void numbers(void **state)
{
	struct cx *cx = CX(state);
	int64_t id = 0, ignored;

	for (int i = 1; i <= 12; i++)
		id = CREATE(cx, R(opportunity), "{'need':'Need %d'}", i);
	assert_string_equal(MEMBER(cx, R(opportunity), id, "number"), "O-12");
	assert_int_equal(try_create(cx, R(opportunity), "{'need':'x','form':'bad'}", &ignored), ERR_INVALID);
	id = CREATE(cx, R(opportunity), "{'need':'Child','parent_id':'o12'}");
	assert_string_equal(MEMBER(cx, R(opportunity), id, "number"), "O-13");
	assert_string_equal(MEMBER(cx, R(opportunity), id, "parent_label"), "Need 12");
	engine_enter((struct engine *)*state, 1);
	id = CREATE(cx, R(opportunity), "{'need':'Elsewhere'}");
	assert_string_equal(MEMBER(cx, R(opportunity), id, "number"), "O-1");
}

static void trees_stay_trees(void **state)
{
	struct cx *cx = CX(state);
	int64_t a = CREATE(cx, R(area), "{'name':'A'}");
	int64_t b = CREATE(cx, R(area), "{'name':'B','parent_id':'%s'}", id_text(cx, R(area), a));
	int64_t c = CREATE(cx, R(area), "{'name':'C','parent_id':'%s'}", id_text(cx, R(area), b));

	assert_int_equal(patch(cx, R(area), a, -1, arena_printf(cx->arena, "{'parent_id':'%s'}", id_text(cx, R(area), a))), ERR_INVALID);
	assert_int_equal(patch(cx, R(area), a, -1, arena_printf(cx->arena, "{'parent_id':'%s'}", id_text(cx, R(area), c))), ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "parent_id");
	assert_int_equal(patch(cx, R(area), c, -1, arena_printf(cx->arena, "{'parent_id':'%s'}", id_text(cx, R(area), a))), OK);
}

struct named {
	int64_t id;
	struct str label;
};

static enum err label_run(struct cx *cx, void *arg)
{
	struct named *n = arg;

	return model_label(cx, R(evidence), n->id, &n->label);
}

static const char *label_of(struct cx *cx, int64_t source_id, const char *rest)
{
	struct named n = {CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01',%s}",
				 id_text(cx, R(source), source_id), rest), {0}};

	assert_int_equal(db_read(cx, label_run, &n), OK);
	return str_z(cx->arena, n.label);
}

/* Words name an item and are never cut in two; without words the subject, the choice or the score does. */
static void labels(void **state)
{
	struct cx *cx = CX(state);
	int64_t so = source(cx);
	char word[200], text[260];

	assert_string_equal(label_of(cx, so, "'verbatim':'Too slow'"), "Too slow");
	assert_string_equal(label_of(cx, so, "'title':'About speed','score':3"), "About speed");
	assert_string_equal(label_of(cx, so, "'choice':'Very easy'"), "Very easy");
	assert_string_equal(label_of(cx, so, "'score':4,'score_max':10"), "4/10");
	assert_string_equal(label_of(cx, so, "'score':4.5"), "4.5");
	memset(word, 'a', 118);
	(void)snprintf(word + 118, sizeof word - 118, " \u00e9t\u00e9 later");
	(void)snprintf(text, sizeof text, "'verbatim':'%s'", word);
	memcpy(word + 118, "\u2026", sizeof "\u2026");
	assert_string_equal(label_of(cx, so, text), word);
	memset(word, 'b', 180); /* one long word is cut where the label ends */
	word[180] = '\0';
	(void)snprintf(text, sizeof text, "'verbatim':'%s'", word);
	assert_int_equal(utf8_length(str_of(label_of(cx, so, text))), LABEL_MAX + 1);
}

int main(void)
{
	const struct CMUnitTest objects[] = {
		ENGINE_TEST(creates),		     ENGINE_TEST(keeps_values), ENGINE_TEST(refuses_bad_input),
		ENGINE_TEST(names_every_bad_field),  ENGINE_TEST(patches),	ENGINE_TEST(versions),
		ENGINE_TEST(moves),		     ENGINE_TEST(unique_among_the_living),
		ENGINE_TEST(numbers),		     ENGINE_TEST(trees_stay_trees),  ENGINE_TEST(labels),
	};
	return STORES_RUN(objects);
}
