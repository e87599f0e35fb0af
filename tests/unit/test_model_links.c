/* Links between objects, and merging two into one, on both stores. */
#include "tests/db/engine.h"

static int64_t evidence(struct cx *cx, const char *name)
{
	int64_t so = CREATE(cx, R(source), "{'name':'%s','kind':'survey'}", name);

	return CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01','verbatim':'%s'}",
		      id_text(cx, R(source), so), name);
}

struct links {
	struct link l;
	bool is_new;
	const struct resource *r;
	int64_t id;
	struct link *all;
	int n;
};

static enum err add_run(struct cx *cx, void *arg)
{
	struct links *x = arg;

	return link_add(cx, &x->l, &x->is_new);
}
static enum err remove_run(struct cx *cx, void *arg)
{
	struct links *x = arg;

	return link_remove(cx, x->l.kind, x->l.from, x->l.to, STR(""));
}
static enum err list_run(struct cx *cx, void *arg)
{
	struct links *x = arg;

	return link_list(cx, x->r, x->id, &x->all, &x->n);
}

static enum err add(struct cx *cx, enum link_kind kind, int64_t from, int64_t to, int sign, bool *ret_new)
{
	struct links x = {.l = {.kind = kind, .from = from, .to = to, .sign = sign}};

	fail_clear(cx);
	enum err e = db_write(cx, add_run, &x);

	if (ret_new)
		*ret_new = x.is_new;
	return e;
}

static struct links list(struct cx *cx, const struct resource *r, int64_t id)
{
	struct links x = {.r = r, .id = id};

	assert_int_equal(db_read(cx, list_run, &x), OK);
	return x;
}

static void links(void **state)
{
	struct cx *cx = CX(state);
	int64_t ev = evidence(cx, "one"), th = CREATE(cx, R(theme), "{'name':'Speed'}"), op = CREATE(cx, R(opportunity), "{'need':'Be fast'}");
	bool is_new;

	assert_int_equal(add(cx, LINK_evidence_theme, ev, th, 0, &is_new), OK);
	assert_true(is_new);
	assert_int_equal(add(cx, LINK_evidence_theme, ev, th, -1, &is_new), OK); /* unsigned: the same link */
	assert_false(is_new);
	assert_int_equal(add(cx, LINK_evidence_opportunity, ev, op, -1, NULL), OK);
	struct links x = list(cx, R(evidence), ev);

	assert_int_equal(x.n, 2);
	assert_int_equal(x.all[0].sign, 1);
	assert_int_equal(x.all[1].sign, -1);
	assert_int_equal(x.all[1].author, cx->member_id);
	assert_int_equal(list(cx, R(theme), th).n, 1);
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND kind = 'link'", DB_ARGS(WS(cx))), 2);
	/* neither end may be missing, and both are in the workspace */
	assert_int_equal(add(cx, LINK_evidence_theme, ev, op, 1, NULL), ERR_NOT_FOUND);
	assert_int_equal(add(cx, LINK_evidence_theme, ev + 1, th, 1, NULL), ERR_NOT_FOUND);
	engine_enter((struct engine *)*state, 1);
	assert_int_equal(add(cx, LINK_evidence_theme, ev, th, 1, NULL), ERR_NOT_FOUND);
	assert_int_equal(list(cx, R(evidence), ev).n, 0);
	x.l = (struct link){.kind = LINK_evidence_theme, .from = ev, .to = th};
	assert_int_equal(db_write(cx, remove_run, &x), ERR_NOT_FOUND);
	engine_enter((struct engine *)*state, 0);
	assert_int_equal(db_write(cx, remove_run, &x), OK);
	assert_int_equal(db_write(cx, remove_run, &x), ERR_NOT_FOUND);
	assert_int_equal(list(cx, R(evidence), ev).n, 1);
}

static void a_machine_never_overrules_a_person(void **state)
{
	struct cx *cx = CX(state);
	int64_t ev = evidence(cx, "one"), op = CREATE(cx, R(opportunity), "{'need':'Be fast'}");

	cx->actor = ACTOR_MACHINE;
	assert_int_equal(add(cx, LINK_evidence_opportunity, ev, op, 1, NULL), OK);
	cx->actor = ACTOR_PERSON;
	assert_int_equal(add(cx, LINK_evidence_opportunity, ev, op, -1, NULL), OK);
	cx->actor = ACTOR_MACHINE;
	assert_int_equal(add(cx, LINK_evidence_opportunity, ev, op, 1, NULL), OK);
	struct links x = list(cx, R(evidence), ev);

	assert_int_equal(x.n, 1);
	assert_int_equal(x.all[0].sign, -1);
	assert_int_equal(x.all[0].by, ACTOR_PERSON);
}

static void filters_by_link(void **state)
{
	struct cx *cx = CX(state);
	int64_t a = evidence(cx, "one"), th = CREATE(cx, R(theme), "{'name':'Speed'}");

	(void)evidence(cx, "two");
	assert_int_equal(add(cx, LINK_evidence_theme, a, th, 1, NULL), OK);
	assert_string_equal(LIST(cx, R(evidence), "theme:T-1", "", "verbatim"), "one ");
	assert_string_equal(LIST(cx, R(evidence), "theme:any", "", "verbatim"), "one ");
	assert_string_equal(LIST(cx, R(evidence), "theme:none", "", "verbatim"), "two ");
	assert_string_equal(LIST(cx, R(evidence), "-theme:T-1", "", "verbatim"), "two ");
	assert_string_equal(LIST(cx, R(theme), "evidence:any", "", "name"), "Speed ");
}

struct merge {
	const struct resource *r;
	int64_t from, into;
};
static enum err merge_run(struct cx *cx, void *arg)
{
	struct merge *m = arg;

	return model_merge(cx, m->r, m->from, m->into, STR("the same"));
}
static enum err merge(struct cx *cx, const struct resource *r, int64_t from, int64_t into)
{
	struct merge m = {r, from, into};

	fail_clear(cx);
	return db_write(cx, merge_run, &m);
}

static void merges(void **state)
{
	struct cx *cx = CX(state);
	int64_t a = evidence(cx, "one"), b = evidence(cx, "two"), keep = CREATE(cx, R(theme), "{'name':'Speed'}"),
		gone = CREATE(cx, R(theme), "{'name':'Pace'}"), op = CREATE(cx, R(opportunity), "{'need':'Be fast'}");

	assert_int_equal(add(cx, LINK_evidence_theme, a, keep, 1, NULL), OK);
	assert_int_equal(add(cx, LINK_evidence_theme, a, gone, 1, NULL), OK); /* a pair the survivor has */
	assert_int_equal(add(cx, LINK_evidence_theme, b, gone, 1, NULL), OK);
	assert_int_equal(add(cx, LINK_theme_opportunity, gone, op, 1, NULL), OK);
	assert_int_equal(merge(cx, R(theme), keep, keep), ERR_INVALID);
	assert_int_equal(merge(cx, R(theme), gone, keep), OK);
	assert_int_equal(list(cx, R(theme), keep).n, 3);
	assert_int_equal(list(cx, R(theme), gone).n, 0);
	assert_string_equal(MEMBER(cx, R(theme), gone, "merged_into"), id_text(cx, R(theme), keep));
	assert_string_equal(LIST(cx, R(theme), "", "id", "name"), "Speed ");
	/* a redirect is no object to merge again, or to bring back */
	assert_int_equal(merge(cx, R(theme), gone, keep), ERR_STATE);
	assert_int_equal(merge(cx, R(theme), keep, gone), ERR_STATE);
	engine_enter((struct engine *)*state, 1);
	assert_int_equal(merge(cx, R(theme), keep, CREATE(cx, R(theme), "{'name':'Foreign'}")), ERR_NOT_FOUND);
}

/* What points at the merged object points at the survivor afterwards, and each of those changes is in the log. */
static void merged_contacts_keep_their_words(void **state)
{
	struct cx *cx = CX(state);
	int64_t keep = CREATE(cx, R(contact), "{'email':'a@example.org'}"), gone = CREATE(cx, R(contact), "{'email':'b@example.org'}"),
		so = CREATE(cx, R(source), "{'name':'s','kind':'survey'}"), ev[3];

	for (int i = 0; i < 3; i++)
		ev[i] = CREATE(cx, R(evidence), "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01','verbatim':'x','contact_id':'%s'}",
			       id_text(cx, R(source), so), id_text(cx, R(contact), gone));
	int64_t note = CREATE(cx, R(comment), "{'object':'%s','body':'speaks for both'}", id_text(cx, R(contact), gone));

	assert_int_equal(merge(cx, R(contact), gone, keep), OK);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(MEMBER(cx, R(evidence), ev[i], "contact_id"), id_text(cx, R(contact), keep));
		assert_string_equal(MEMBER(cx, R(evidence), ev[i], "rev"), "2");
		assert_int_equal(one_int(cx,
					 "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND "
					 "kind = 'update' AND reason = 'merged'",
					 DB_ARGS(WS(cx), db_int(ev[i]))),
				 1);
	}
	assert_string_equal(MEMBER(cx, R(comment), note, "object"), id_text(cx, R(contact), keep));
	/* the address is free again for the survivor */
	assert_int_equal(patch(cx, R(contact), keep, -1, "{'email':'b@example.org'}"), OK);
}

/* Merging a child into its parent, or a parent into its child, leaves a tree. */
static void merges_within_a_tree(void **state)
{
	struct cx *cx = CX(state);
	int64_t top = CREATE(cx, R(theme), "{'name':'top'}");
	int64_t mid = CREATE(cx, R(theme), "{'name':'mid','parent_id':'%s'}", id_text(cx, R(theme), top));
	int64_t low = CREATE(cx, R(theme), "{'name':'low','parent_id':'%s'}", id_text(cx, R(theme), mid));

	assert_int_equal(merge(cx, R(theme), mid, low), OK); /* the parent goes into its child */
	assert_string_equal(MEMBER(cx, R(theme), low, "parent_id"), id_text(cx, R(theme), top));
	assert_int_equal(merge(cx, R(theme), top, low), OK);
	assert_string_equal(MEMBER(cx, R(theme), low, "parent_id"), "null");
	int64_t a = CREATE(cx, R(theme), "{'name':'a'}");
	int64_t b = CREATE(cx, R(theme), "{'name':'b','parent_id':'%s'}", id_text(cx, R(theme), a));
	int64_t c = CREATE(cx, R(theme), "{'name':'c','parent_id':'%s'}", id_text(cx, R(theme), b));
	int64_t d = CREATE(cx, R(theme), "{'name':'d','parent_id':'%s'}", id_text(cx, R(theme), c));

	assert_int_equal(merge(cx, R(theme), a, d), OK); /* d stands under c under b under a: no circle may come of it */
	for (int64_t at = d, n = 0; at;) {
		const char *up = MEMBER(cx, R(theme), at, "parent_id");
		const struct resource *r;

		assert_true(n++ < 10);
		if (strcmp(up, "null") == 0 || !id_parse(str_of(up), &r, &at))
			break;
	}
	assert_string_equal(MEMBER(cx, R(theme), b, "parent_id"), id_text(cx, R(theme), d));
}

int main(void)
{
	const struct CMUnitTest links_tests[] = {
		ENGINE_TEST(links),  ENGINE_TEST(a_machine_never_overrules_a_person), ENGINE_TEST(filters_by_link),
		ENGINE_TEST(merges), ENGINE_TEST(merged_contacts_keep_their_words),   ENGINE_TEST(merges_within_a_tree),
	};
	return STORES_RUN(links_tests);
}
