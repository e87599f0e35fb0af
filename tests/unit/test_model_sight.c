/* Who reaches what: one workspace never sees another, PRIVATE fields need contact_read, own against all objects. */
#include "tests/db/engine.h"

/* One object of every resource that requests can make, in workspace 0. */
struct made {
	int64_t source, account, contact, evidence, theme, opportunity, segment;
};

static struct made make(struct cx *cx)
{
	struct made m = {0};

	m.source = CREATE(cx, R(source), "{'name':'Desk','kind':'helpdesk'}");
	m.account = CREATE(cx, R(account), "{'name':'Acme','plan':'secretplan'}");
	m.contact = CREATE(cx, R(contact), "{'name':'Ann Angler','email':'ann@example.org','title':'CFO','account_id':'%s','language':'en'}",
			   id_text(cx, R(account), m.account));
	m.evidence = CREATE(cx, R(evidence),
			    "{'source_id':'%s','external_id':'T1','kind':'verbatim','said_at':'2026-03-01','verbatim':'zebra words','contact_id':'%s'}",
			    id_text(cx, R(source), m.source), id_text(cx, R(contact), m.contact));
	m.theme = CREATE(cx, R(theme), "{'name':'Zebras'}");
	m.opportunity = CREATE(cx, R(opportunity), "{'need':'zebra crossing'}");
	m.segment = CREATE(cx, R(segment), "{'name':'All','rule':'plan:secretplan'}");
	return m;
}

struct touch {
	const struct resource *r;
	int64_t id;
};
static enum err archive_run(struct cx *cx, void *arg)
{
	return model_archive(cx, ((struct touch *)arg)->r, ((struct touch *)arg)->id, -1, true);
}
static enum err move_run(struct cx *cx, void *arg)
{
	return model_move(cx, ((struct touch *)arg)->r, ((struct touch *)arg)->id, -1, 1, STR(""));
}
static enum err label_run(struct cx *cx, void *arg)
{
	struct str label;

	TRY(model_label(cx, ((struct touch *)arg)->r, ((struct touch *)arg)->id, &label));
	assert_int_equal(label.n, 0);
	return OK;
}
static enum err number_run(struct cx *cx, void *arg)
{
	return model_resolve(cx, STR("O-1"), NULL, &(const struct resource *){0}, &((struct touch *)arg)->id);
}

static void another_workspace_is_nowhere(void **state)
{
	struct cx *cx = CX(state);
	struct made m = make(cx);

	engine_enter((struct engine *)*state, 1);
	const struct touch all[] = {{R(source), m.source}, {R(account), m.account}, {R(contact), m.contact},	    {R(evidence), m.evidence},
				    {R(theme), m.theme},   {R(segment), m.segment}, {R(opportunity), m.opportunity}};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct touch t = all[i];

		assert_null(get(cx, t.r, t.id));
		assert_int_equal(patch(cx, t.r, t.id, -1, "{}"), ERR_NOT_FOUND);
		assert_int_equal(db_write(cx, archive_run, &t), ERR_NOT_FOUND);
		if (resource_state(t.r) >= 0)
			assert_int_equal(db_write(cx, move_run, &t), ERR_NOT_FOUND);
		assert_int_equal(db_read(cx, label_run, &t), OK);
		assert_string_equal(LIST(cx, t.r, "", "", "id"), "");
		if (t.r->flags & R_SEARCHED)
			assert_string_equal(list_all(cx, t.r, (struct list_query){.q = STR("zebra OR ann OR acme OR zebras")}, "id"), "");
	}
	struct touch t = {0};

	assert_int_equal(db_read(cx, number_run, &t), ERR_NOT_FOUND);
}

/* A foreign id is no value: not of a field, a filter or a link. */
static void foreign_ids_are_refused(void **state)
{
	struct cx *cx = CX(state);
	struct made m = make(cx);
	struct buf out;
	struct str next;
	int64_t id;

	engine_enter((struct engine *)*state, 1);
	int64_t so = CREATE(cx, R(source), "{'name':'Own','kind':'survey'}");

	assert_int_equal(try_create(cx, R(evidence),
				    arena_printf(cx->arena, "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01','verbatim':'x'}",
						 id_text(cx, R(source), m.source)),
				    &id),
			 ERR_INVALID);
	assert_string_equal(cx->failure.detail[0].field, "source_id");
	assert_int_equal(
		try_create(cx, R(comment),
			   arena_printf(cx->arena, "{'object':'%s','body':'x'}", id_text(cx, R(evidence), m.evidence)),
			   &id),
		ERR_INVALID);
	int64_t ev =
		CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01','verbatim':'x'}",
		       id_text(cx, R(source), so));

	assert_int_equal(patch(cx, R(evidence), ev, -1,
			       arena_printf(cx->arena, "{'contact_id':'%s'}", id_text(cx, R(contact), m.contact))),
			 ERR_INVALID);
	assert_int_equal(patch(cx, R(evidence), ev, -1,
			       arena_printf(cx->arena, "{'relayed_by':'%s'}",
					    id_text(cx, R(membership), ((struct engine *)*state)->member[0]))),
			 ERR_INVALID);
	buf_init(&out, 0);
	assert_int_equal(
		list_page(cx, R(evidence),
			  (struct list_query){.filter = str_of(arena_printf(cx->arena, "segment:%s",
									    id_text(cx, R(segment), m.segment)))},
			  "id", &out, &next),
		ERR_NOT_FOUND);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.filter = STR("theme:T-1")}, "id", &out, &next), ERR_NOT_FOUND);
	assert_string_equal(LIST(cx, R(evidence), arena_printf(cx->arena, "source:%s", id_text(cx, R(source), m.source)), "", "id"), "");
	buf_release(&out);
}

static void private_fields_need_contact_read(void **state)
{
	struct cx *cx = CX(state);
	struct made m = make(cx);
	struct buf out;
	struct str next;
	const char *const filters[] = {"email:ann@example.org", "email:any", "-email:none"};

	engine_role(cx, E_role_engineer);
	const char *json = get(cx, R(contact), m.contact);

	assert_null(json_member(cx, json, "name"));
	assert_null(json_member(cx, json, "email"));
	assert_null(json_member(cx, json, "title"));
	assert_string_equal(json_member(cx, json, "language"), "en");
	assert_null(strstr(json, "Ann"));
	json = get(cx, R(evidence), m.evidence);
	assert_null(strstr(json, "Ann"));
	assert_string_equal(json_member(cx, json, "contact_label"), "null");
	buf_init(&out, 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(list_page(cx, R(contact), (struct list_query){.filter = str_of(filters[i])}, "id", &out, &next), ERR_INVALID);
		assert_int_equal(list_page(cx, R(evidence),
					   (struct list_query){
						   .filter = str_of(arena_printf(cx->arena, "contact.%s",
										 filters[i] + (filters[i][0] == '-')))},
					   "id", &out, &next),
				 ERR_INVALID);
	}
	/* nor found by words: whether somebody of that name exists is as private as the name */
	assert_int_equal(list_page(cx, R(contact), (struct list_query){.q = STR("Angler")}, "id", &out, &next), ERR_INVALID);
	assert_int_equal(patch(cx, R(contact), m.contact, -1, "{'title':'CEO'}"), ERR_FORBIDDEN);
	engine_role(cx, E_role_pm);
	assert_string_equal(MEMBER(cx, R(contact), m.contact, "title"), "CFO");
	assert_string_equal(MEMBER(cx, R(evidence), m.evidence, "contact_label"), "Ann Angler");
	assert_string_equal(list_all(cx, R(contact), (struct list_query){.q = STR("angler")}, "name"), "Ann Angler ");
	buf_release(&out);
}

/* No PRIVATE or SECRET value of any resource reaches a reader without contact_read. */
static void every_private_field_is_hidden(void **state)
{
	struct cx *cx = CX(state);
	struct made m = make(cx);
	struct engine *t = *state;
	int64_t user = one_int(cx, "SELECT user_id FROM membership WHERE workspace_id = ?1 AND id = ?2", DB_ARGS(WS(cx), db_int(t->member[0])));

	(void)m;
	engine_role(cx, E_role_viewer);
	for (int i = 0; i < RES_COUNT; i++) {
		struct buf page;
		struct engine_list l = {&resources[i], {.limit = 200}, &page};

		buf_init(&page, 0);
		assert_int_equal(db_read(cx, engine_list_run, &l), OK);
		for (int k = 0; k < resources[i].n_fields; k++)
			if (resources[i].fields[k].visibility == V_PRIVATE || (resources[i].fields[k].flags & F_SECRET))
				assert_null(page.n ? strstr(page.p, arena_printf(cx->arena, "\"%s\":", resources[i].fields[k].name)) : NULL);
		buf_release(&page);
	}
	assert_null(strstr(get(cx, R(user), user), "password"));
}

static bool may(struct cx *cx, enum role role, const struct resource *r, int64_t created_by, int64_t owner)
{
	engine_role(cx, role);
	return model_may_update(cx, r, created_by, owner);
}

static void own_and_all(void **state)
{
	struct cx *cx = CX(state);
	int64_t me = cx->member_id, other = ((struct engine *)*state)->member[1];

	assert_true(may(cx, E_role_owner, R(evidence), other, 0));
	assert_true(may(cx, E_role_support, R(evidence), me, 0));
	assert_false(may(cx, E_role_support, R(evidence), other, 0));
	assert_true(may(cx, E_role_engineer, R(opportunity), other, me)); /* assigned to me */
	assert_false(may(cx, E_role_engineer, R(opportunity), other, other));
	assert_false(may(cx, E_role_sales, R(opportunity), me, me)); /* may only create */
	assert_false(may(cx, E_role_viewer, R(evidence), me, me));
	assert_true(may(cx, E_role_viewer, R(comment), me, 0) == false);
	assert_true(may(cx, E_role_engineer, R(comment), me, 0));
	assert_false(may(cx, E_role_engineer, R(comment), other, 0));
	cx->member_id = 0; /* nobody is nobody's owner */
	assert_false(may(cx, E_role_support, R(evidence), 0, 0));
}

/* `can` says exactly what would be allowed. */
static void can_tells_the_truth(void **state)
{
	struct cx *cx = CX(state);
	struct made m = make(cx);

	engine_role(cx, E_role_support);
	assert_non_null(strstr(MEMBER(cx, R(evidence), m.evidence, "can"), "update"));
	cx->member_id = ((struct engine *)*state)->member[1];
	assert_null(strstr(MEMBER(cx, R(evidence), m.evidence, "can"), "update"));
}

int main(void)
{
	const struct CMUnitTest sight[] = {
		ENGINE_TEST(another_workspace_is_nowhere),
		ENGINE_TEST(foreign_ids_are_refused),
		ENGINE_TEST(private_fields_need_contact_read),
		ENGINE_TEST(every_private_field_is_hidden),
		ENGINE_TEST(own_and_all),
		ENGINE_TEST(can_tells_the_truth),
	};
	return STORES_RUN(sight);
}
