/* Lists on both stores: every filter and sort key runs, pages lose and repeat nothing, both stores give one order. */
#include "tests/db/engine.h"

static struct str text(struct cx *cx, const char *z)
{
	return str_copy(cx->arena, str_of(z));
}

static void runs(struct cx *cx, const struct resource *r, const char *filter, const char *sort)
{
	struct list_query q = {.filter = text(cx, filter), .sort = text(cx, sort), .limit = 2};
	struct buf out;
	struct str next;

	buf_init(&out, 0);
	if (list_page(cx, r, q, "id", &out, &next) != OK)
		BROKEN("%s f=%s sort=%s: %s", r->name, filter, sort, fail_text(cx));
	buf_release(&out);
}

/* Values that a field of this type can be asked for, "" ends the list. */
static const char *const *values_of(const struct field *f)
{
	static const char *const texts[] = {"x", "\"two words\",b", "none", "any", ""},
				 *const numbers[] = {"5", "1..9", "..9", "1..", "-3", "none", "any", ""},
				 *const times[] = {"2026-03-01",
						   "2026-03",
						   "last28d",
						   "last6h",
						   "2026-01..2026-03",
						   "2026-03-01T09:00:00Z..",
						   "..2026-02",
						   "none",
						   "any",
						   ""},
				 *const flags[] = {"yes", "no", "none", ""}, *const refs[] = {"none", "any", ""};

	switch (f->type) {
	case T_INT:
	case T_NUM:
		return numbers;
	case T_DATE:
	case T_TIME:
		return times;
	case T_BOOL:
		return flags;
	case T_REF:
	case T_ENUM:
		return refs;
	default:
		return texts;
	}
}

static void filter_by(struct cx *cx, const struct resource *r, const char *prefix, const struct field *f)
{
	const char *const *values = values_of(f);

	if (prefix[0]) { /* the same conditions on another table: one of them tells that the way there is right */
		runs(cx, r, arena_printf(cx->arena, "%s%s:%s", prefix, f->name, values[0]), "");
		return;
	}
	for (int i = 0; values[i][0]; i++)
		runs(cx, r, arena_printf(cx->arena, "%s%s:%s", i % 2 ? "-" : "", f->name, values[i]), "");
	if (f->type == T_ENUM)
		for (int v = 0; v < enums[f->target].n; v++)
			runs(cx, r, arena_printf(cx->arena, "%s:%s", f->name, enums[f->target].values[v]), "");
	if (f->type == T_REF)
		runs(cx, r, arena_printf(cx->arena, "%s:%s", f->name, id_text(cx, &resources[f->target], 12345)), "");
	if (f->type == T_REF && f->target == RES_membership)
		runs(cx, r, arena_printf(cx->arena, "%s:me", f->name), "");
}

static void filter_through(struct cx *cx, const struct resource *r, const struct field *ref)
{
	const struct resource *to = &resources[ref->target];
	size_t n = strlen(ref->name);

	if (n < 4 || strcmp(ref->name + n - 3, "_id") != 0)
		return;
	for (int i = 0; i < to->n_fields; i++)
		if (to->fields[i].flags & F_FILTER)
			filter_by(cx, r, arena_printf(cx->arena, "%.*s.", (int)n - 3, ref->name), &to->fields[i]);
}

static void every_filter_runs(void **state)
{
	struct cx *cx = CX(state);

	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];

		for (int k = 0; k < r->n_fields; k++) {
			if (r->fields[k].flags & F_FILTER)
				filter_by(cx, r, "", &r->fields[k]);
			if (r->fields[k].type == T_REF && resource_in_workspace(r))
				filter_through(cx, r, &r->fields[k]);
		}
		runs(cx, r, "created_at:2026-01..  updated_at:last28d created_by:me", "");
	}
	for (int k = 0; k < LINK_COUNT; k++) {
		const struct resource *a = &resources[relations[k].from], *b = &resources[relations[k].to];

		runs(cx, a, arena_printf(cx->arena, "%s:none -%s:any %s:%s", b->name, b->name, b->name, id_text(cx, b, 99)), "");
		runs(cx, b, arena_printf(cx->arena, "%s:any -%s:none %s:%s", a->name, a->name, a->name, id_text(cx, a, 99)), "");
	}
}

static void every_sort_runs(void **state)
{
	struct cx *cx = CX(state);

	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];
		const char *const system[] = {"id", "created_at", "updated_at", "number"};

		for (size_t k = 0; k < (r->flags & R_NUMBERED ? 4 : 3); k++) {
			runs(cx, r, "", system[k]);
			runs(cx, r, "", arena_printf(cx->arena, "-%s", system[k]));
		}
		for (int k = 0; k < r->n_fields; k++)
			if (r->fields[k].flags & F_SORT) {
				runs(cx, r, "created_at:2026-01..", r->fields[k].name);
				runs(cx, r, "", arena_printf(cx->arena, "-%s", r->fields[k].name));
			}
	}
}

static void refuses(void **state)
{
	struct cx *cx = CX(state);
	const char *const bad[] = {"nonsense",
				   "nofield:x",
				   "verbatim:x",
				   "state:",
				   "state:\"open",
				   "state:gone",
				   "said_at:2026-02-30",
				   "score:high",
				   "contact:7",
				   "account.verbatim:x",
				   "said_at:x..y",
				   "title:x",
				   "theme:ev_0000000000001",
				   "contact.name:x",
				   "segment:sg_0000000000001",
				   "\xff:x"};
	const char *const sorts[] = {"verbatim", "-nofield", "-", "contact_id", "said_at,id", "id; DROP TABLE evidence"};
	struct buf out;
	struct str next;

	buf_init(&out, 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		enum err e = list_page(cx, R(evidence), (struct list_query){.filter = text(cx, bad[i])}, "id", &out, &next);

		if (e != ERR_INVALID && e != ERR_NOT_FOUND)
			BROKEN("f=%s gives %d", bad[i], e);
	}
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++)
		if (list_page(cx, R(evidence), (struct list_query){.sort = text(cx, sorts[i])}, "id", &out, &next) != ERR_INVALID)
			BROKEN("sort=%s is taken", sorts[i]);
	buf_release(&out);
}

enum { ITEMS = 120 };

/* Items with many ties and empty values in every sort key. */
static void fill(struct cx *cx)
{
	static const char *const texts[] = {"slow export",	  "Export fails",
					    "login broken",	  "l\\u0027export est lent",
					    "エクスポートが遅い", "price too high"};
	int64_t so = CREATE(cx, R(source), "{'name':'s','kind':'survey'}"), account[3], contact;

	for (int i = 0; i < 3; i++)
		account[i] = CREATE(cx, R(account), "{'name':'%c corp','plan':'%s','arr':%d}", "bAa"[i], i ? "pro" : "starter", i * 100);
	contact = CREATE(cx, R(contact), "{'email':'c@example.org','account_id':'%s'}", id_text(cx, R(account), account[1]));
	for (int i = 0; i < ITEMS; i++) {
		char *score = i % 3 ? arena_printf(cx->arena, ",'score':%d", i % 5 - 2) : "";
		char *who = i % 4 == 1 ? arena_printf(cx->arena, ",'contact_id':'%s'", id_text(cx, R(contact), contact)) : "";
		char *org = i % 4 < 3 ? arena_printf(cx->arena, ",'account_id':'%s'", id_text(cx, R(account), account[i % 3])) : "";
		int64_t id = CREATE(cx, R(evidence),
				    "{'source_id':'%s','external_id':'e%03d','kind':'%s','said_at':'2026-0%d-01','verbatim':'%s %d'%s%s%s%s}",
				    id_text(cx, R(source), so), i, i % 2 ? "verbatim" : "relayed", 1 + i % 4, texts[i % 6], i, score, who, org,
				    i % 7 ? "" : ",'urgency':'high'");

		(void)id;
	}
}

struct due {
	int every;
};
static enum err set_due(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx,
		       "UPDATE evidence SET due_at = (CASE WHEN substr(external_id, 4, 1) < '3' THEN NULL ELSE said_at "
		       "END) WHERE workspace_id = ?1",
		       DB_ARGS(WS(cx)), NULL);
}

static int words(const char *z)
{
	int n = 0;

	for (; *z; z++)
		n += *z == ' ';
	return n;
}

/* Whatever the page size, the pages joined are the whole list in the whole list's order. */
static void pages(void **state)
{
	struct cx *cx = CX(state);
	const char *const sorts[] = {"", "said_at", "-due_at", "due_at", "id", "-updated_at", "received_at"};
	const char *const filters[] = {"", "score:any", "urgency:none", "account.plan:pro"};
	const int limits[] = {1, 7, 50};

	fill(cx);
	assert_int_equal(db_write(cx, set_due, NULL), OK);
	for (size_t s = 0; s < sizeof sorts / sizeof sorts[0]; s++)
		for (size_t f = 0; f < sizeof filters / sizeof filters[0]; f++) {
			struct list_query q = {.filter = text(cx, filters[f]), .sort = text(cx, sorts[s]), .limit = 200};
			const char *whole = list_all(cx, R(evidence), q, "external_id");

			for (size_t l = s % 2; l < sizeof limits / sizeof limits[0]; l++) {
				q.limit = limits[l];
				assert_string_equal(list_all(cx, R(evidence), q, "external_id"), whole);
			}
		}
	assert_int_equal(words(LIST(cx, R(evidence), "", "due_at", "id")), ITEMS);
}

/* What has no value comes last, whichever way the list runs. */
static void empty_last(void **state)
{
	struct cx *cx = CX(state);

	(void)CREATE(cx, R(goal), "{'objective':'b','due_on':'2026-02-01'}");
	(void)CREATE(cx, R(goal), "{'objective':'none1'}");
	(void)CREATE(cx, R(goal), "{'objective':'a','due_on':'2026-01-01'}");
	(void)CREATE(cx, R(goal), "{'objective':'none2'}");
	assert_string_equal(LIST(cx, R(goal), "", "due_on", "objective"), "a b none1 none2 ");
	assert_string_equal(LIST(cx, R(goal), "", "-due_on", "objective"), "b a none2 none1 ");
}

static void filters_mean(void **state)
{
	struct cx *cx = CX(state);
	const struct {
		const char *filter;
		int n;
	} want[] = {{"urgency:high", 18},
		    {"-urgency:high", 102},
		    {"urgency:none", 102},
		    {"kind:verbatim,relayed", 120},
		    {"score:0", 16},
		    {"score:-2..-1", 32},
		    {"score:none", 40},
		    {"score:1.. -urgency:high", 27},
		    {"said_at:2026-02", 30},
		    {"said_at:2026-02-01", 30},
		    {"said_at:2026-01..2026-02", 60},
		    {"said_at:..2025-12", 0},
		    {"-said_at:2026-01..2026-02", 60},
		    {"account.plan:starter", 30},
		    {"-account.plan:starter", 90},
		    {"account.arr:100..", 60},
		    {"account:none", 30},
		    {"contact.account:any", 30},
		    {"external_id:e001,e002", 2},
		    {"external_id:\"e001\"", 1},
		    {"created_by:me", 120},
		    {"created_at:last1d", 120},
		    {"-created_at:last1d", 0},
		    {"theme:none", 120},
		    {"theme:any", 0},
		    {"is_history:no", 120}};

	fill(cx);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		int n = words(LIST(cx, R(evidence), want[i].filter, "", "id"));

		if (n != want[i].n)
			BROKEN("f=%s finds %d, not %d", want[i].filter, n, want[i].n);
	}
}

/* Both stores give the same objects in the same order: kept from the run on the first, compared on the second. */
static void same_on_both(void **state)
{
	static char *first[64];
	struct cx *cx = CX(state);
	const char *const sorts[] = {"-said_at", "said_at", "-due_at", "due_at", "id"}, *const names[] = {"name", "-name", "-arr"};
	const char *const queries[] = {"export",
				       "Export",
				       "fail*",
				       "\"slow export\"",
				       "export -slow",
				       "login OR price",
				       "遅い",
				       "エクスポート",
				       "est",
				       "zzz",
				       "'",
				       "\"",
				       "l'export"};
	int n = 0;
	struct buf all;

	fill(cx);
	assert_int_equal(db_write(cx, set_due, NULL), OK);
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++, n++) {
		const char *got = LIST(cx, R(evidence), "", sorts[i], "external_id");

		if (!first[n])
			first[n] = strdup(got);
		assert_string_equal(got, first[n]);
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++, n++) {
		const char *got = LIST(cx, R(account), "", names[i], "name");

		if (!first[n])
			first[n] = strdup(got);
		assert_string_equal(got, first[n]);
	}
	buf_init(&all, 0);
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++, n++) {
		const char *got = list_all(cx, R(evidence), (struct list_query){.q = text(cx, queries[i]), .limit = 9}, "external_id");

		if (!first[n])
			first[n] = strdup(got);
		assert_string_equal(got, first[n]);
		buf_printf(&all, "%d ", words(got));
	}
	assert_string_equal(buf_view(&all).p, "60 60 20 20 40 40 20 20 20 0 0 0 20 ");
	buf_release(&all);
}

static void cursors_belong_to_their_list(void **state)
{
	struct cx *cx = CX(state);
	struct buf out;
	struct str next, ignored;

	fill(cx);
	buf_init(&out, 0);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.limit = 5}, "id", &out, &next), OK);
	assert_true(next.n > 0);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.cursor = next, .filter = STR("score:any")},
				   "id", &out, &ignored),
			 ERR_INVALID);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.cursor = next, .sort = STR("said_at")}, "id",
				   &out, &ignored),
			 ERR_INVALID);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.cursor = STR("not a cursor")}, "id", &out, &ignored), ERR_INVALID);
	/* of another kind of object: the same text, another list */
	assert_int_equal(list_page(cx, R(account), (struct list_query){.cursor = next}, "id", &out, &ignored), ERR_INVALID);
	/* a row that comes before the cursor while it is held changes nothing after it */
	buf_clear(&out);
	const char *rest = list_all(cx, R(evidence), (struct list_query){.cursor = next, .limit = 200}, "external_id");
	int64_t so = CREATE(cx, R(source), "{'name':'late','kind':'survey'}");

	(void)CREATE(cx, R(evidence),
		     "{'source_id':'%s','external_id':'new','kind':'verbatim','said_at':'2026-10-01','verbatim':'x'}",
		     id_text(cx, R(source), so));
	assert_string_equal(list_all(cx, R(evidence), (struct list_query){.cursor = next, .limit = 200}, "external_id"), rest);
	buf_release(&out);
}

static void segments(void **state)
{
	struct cx *cx = CX(state);
	int64_t sg, two;

	fill(cx);
	sg = CREATE(cx, R(segment), "{'name':'Pro','rule':'plan:pro -key_account:yes'}");
	two = CREATE(cx, R(segment), "{'name':'Wide','rule':'account.plan:\\\"pro\\\",starter'}");
	assert_int_equal(words(LIST(cx, R(account), arena_printf(cx->arena, "segment:%s", id_text(cx, R(segment), sg)), "", "id")), 2);
	assert_int_equal(words(LIST(cx, R(evidence), arena_printf(cx->arena, "segment:%s", id_text(cx, R(segment), sg)), "", "id")), 60);
	assert_int_equal(words(LIST(cx, R(evidence), arena_printf(cx->arena, "segment:%s", id_text(cx, R(segment), two)), "", "id")), 90);
	assert_int_equal(words(LIST(cx, R(evidence), arena_printf(cx->arena, "-segment:%s", id_text(cx, R(segment), sg)), "", "id")), 60);
}

struct plan_of {
	const struct resource *r;
	struct list_query q;
	struct buf *out;
};
static enum err plan_run(struct cx *cx, void *arg)
{
	struct plan_of *p = arg;

	return model_list_plan(cx, p->r, &p->q, p->out);
}

static void walks(struct cx *cx, const struct resource *r, const char *filter, const char *sort, struct str cursor)
{
	struct buf out;
	struct plan_of p = {r, {.filter = str_of(filter), .sort = str_of(sort), .cursor = cursor, .limit = 50}, &out};

	buf_init(&out, 0);
	if (db_read(cx, plan_run, &p) != OK)
		BROKEN("%s: %s", sort, fail_text(cx));
	if (strstr(out.p, "TEMP B-TREE") || strstr(out.p, "SCAN t"))
		BROKEN("%s f=%s sort=%s is sorted or scanned:\n%s", r->name, filter, sort, out.p);
	buf_release(&out);
}

/* Whatever the order, SQLite walks an index that has it: the length of a table does not matter to the first page, nor to
 * the hundredth. (updated_at has no index: it would be written with every change of every object.) */
static void lists_walk_an_index(void **state)
{
	struct cx *cx = CX(state);
	struct buf out;
	struct str next;

	if (store_kind != DB_SQLITE)
		return; /* PostgreSQL chooses by its statistics of the data */
	for (int i = 0; i < RES_COUNT; i++) {
		const struct resource *r = &resources[i];

		if (!resource_in_workspace(r))
			continue;
		walks(cx, r, "", "", (struct str){0});
		for (int k = 0; k < r->n_fields; k++)
			if (r->fields[k].flags & F_SORT) {
				walks(cx, r, "", r->fields[k].name, (struct str){0});
				walks(cx, r, "", arena_printf(cx->arena, "-%s", r->fields[k].name), (struct str){0});
			}
	}
	fill(cx);
	buf_init(&out, 0);
	assert_int_equal(list_page(cx, R(evidence), (struct list_query){.limit = 5}, "id", &out, &next), OK);
	walks(cx, R(evidence), "", "", next);
	walks(cx, R(evidence), "said_at:2026-02..", "-said_at", (struct str){0});
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest lists[] = {
		ENGINE_TEST(every_filter_runs),
		ENGINE_TEST(every_sort_runs),
		ENGINE_TEST(refuses),
		ENGINE_TEST(pages),
		ENGINE_TEST(empty_last),
		ENGINE_TEST(filters_mean),
		ENGINE_TEST(same_on_both),
		ENGINE_TEST(segments),
		ENGINE_TEST(cursors_belong_to_their_list),
		ENGINE_TEST(lists_walk_an_index),
	};
	return STORES_RUN(lists);
}
