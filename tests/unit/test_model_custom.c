/* Custom fields on both stores: definitions, values, their mirror for filters. */
#include "tests/db/engine.h"

static void values(void **state)
{
	struct cx *cx = CX(state);
	const char *const bad[] = {"{'custom':{'region':7}}",
				   "{'custom':{'size':'big'}}",
				   "{'custom':{'tier':'tin'}}",
				   "{'custom':{'since':'2026-02-30'}}",
				   "{'custom':{'vip':'yes'}}",
				   "{'custom':{'none':'x'}}",
				   "{'custom':7}",
				   "{'custom':{'region':['a']}}"};

	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'region','name':'Region','type':'text','filterable':true}");
	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'size','name':'Size','type':'number','filterable':true}");
	(void)CREATE(cx, R(custom_field),
		     "{'resource':'account','key':'tier','name':'Tier','type':'choice','choices':['gold','silver'],'"
		     "filterable':true}");
	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'since','name':'Since','type':'date'}");
	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'vip','name':'VIP','type':'bool','filterable':true}");
	int64_t a = CREATE(cx, R(account),
			   "{'name':'A','custom':{'region':'EU "
			   "\\\"north\\\"','size':0.1,'tier':'gold','since':'2024-02-29','vip':true}}");
	int64_t b = CREATE(cx, R(account), "{'name':'B','custom':{'region':'US','size':12}}");

	assert_string_equal(MEMBER(cx, R(account), a, "custom"),
			    "{\"region\":\"EU "
			    "\\\"north\\\"\",\"size\":0.1,\"tier\":\"gold\",\"since\":\"2024-02-29\",\"vip\":true}");
	assert_string_equal(LIST(cx, R(account), "custom.size:0.1", "", "name"), "A ");
	assert_string_equal(LIST(cx, R(account), "custom.size:12", "", "name"), "B ");
	assert_string_equal(LIST(cx, R(account), "custom.vip:true", "", "name"), "A ");
	assert_string_equal(LIST(cx, R(account), "custom.vip:yes", "", "name"), "A ");
	assert_string_equal(LIST(cx, R(account), "custom.tier:gold,silver", "", "name"), "A ");
	assert_string_equal(LIST(cx, R(account), "-custom.tier:gold", "", "name"), "B ");
	assert_string_equal(LIST(cx, R(account), "custom.tier:none", "", "name"), "B ");
	assert_string_equal(LIST(cx, R(account), "custom.tier:any", "", "name"), "A ");
	assert_string_equal(LIST(cx, R(account), "custom.size:1..20", "", "name"), "B ");
	assert_string_equal(LIST(cx, R(account), "custom.size:..12.0", "id", "name"), "A B ");
	assert_string_equal(LIST(cx, R(account), "custom.size:1.2e1", "", "name"), "B ");
	assert_int_equal(patch(cx, R(account), b, -1, "{'custom':{'region':'EU','size':null}}"), OK);
	assert_string_equal(MEMBER(cx, R(account), b, "custom"), "{\"region\":\"EU\"}");
	assert_string_equal(LIST(cx, R(account), "custom.region:US", "", "name"), "");
	assert_string_equal(LIST(cx, R(account), "custom.region:EU", "", "name"), "B ");
	assert_string_equal(LIST(cx, R(account), "custom.size:12", "", "name"), "");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (patch(cx, R(account), b, -1, bad[i]) != ERR_INVALID)
			BROKEN("%s is taken", bad[i]);
	assert_string_equal(MEMBER(cx, R(account), b, "rev"), "2");
	/* of another resource or workspace: unknown here */
	assert_int_equal(patch(cx, R(opportunity), CREATE(cx, R(opportunity), "{'need':'x'}"), -1, "{'custom':{'region':'EU'}}"), ERR_INVALID);
	engine_enter((struct engine *)*state, 1);
	assert_int_equal(patch(cx, R(account), CREATE(cx, R(account), "{'name':'C'}"), -1, "{'custom':{'region':'EU'}}"), ERR_INVALID);
}

static void unknown_filters_are_refused(void **state)
{
	struct cx *cx = CX(state);
	struct buf out;
	struct str next;

	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'note','name':'Note','type':'text'}");
	buf_init(&out, 0);
	assert_int_equal(list_page(cx, R(account), (struct list_query){.filter = STR("custom.none:x")}, "id", &out, &next), ERR_INVALID);
	assert_int_equal(list_page(cx, R(account), (struct list_query){.filter = STR("custom.note:x")}, "id", &out, &next), ERR_INVALID);
	buf_release(&out);
}

/* A definition that becomes filterable later finds what was entered before. */
static void filterable_later(void **state)
{
	struct cx *cx = CX(state);
	int64_t cf = CREATE(cx, R(custom_field), "{'resource':'account','key':'region','name':'Region','type':'text'}");

	(void)CREATE(cx, R(account), "{'name':'A','custom':{'region':'EU'}}");
	assert_int_equal(patch(cx, R(custom_field), cf, -1, "{'filterable':true}"), OK);
	assert_string_equal(LIST(cx, R(account), "custom.region:EU", "", "name"), "A ");
	assert_int_equal(patch(cx, R(custom_field), cf, -1, "{'filterable':false}"), OK);
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM custom_value WHERE workspace_id = ?1", DB_ARGS(WS(cx))), 0);
	assert_int_equal(patch(cx, R(custom_field), cf, -1, "{'filterable':true}"), OK);
	assert_string_equal(LIST(cx, R(account), "custom.region:EU", "", "name"), "A ");
}

int main(void)
{
	const struct CMUnitTest custom[] = {ENGINE_TEST(values), ENGINE_TEST(unknown_filters_are_refused), ENGINE_TEST(filterable_later)};

	return STORES_RUN(custom);
}
