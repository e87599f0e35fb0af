/* Triage of one item in one call: what it is about, what was asked for, mood, urgency, spam, duplicate. */
#include "api/chain.h"
#include "domain/domain.h"
#include "domain/themes.h"

#define EVIDENCE (&resources[RES_evidence])

static enum err suggestions(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, EVIDENCE, NULL, &id));
	return evidence_suggestions(c->cx, id, &c->j);
}

static enum err link_theme(struct call *c, int64_t evidence, int64_t theme)
{
	return link_add(c->cx, &(struct link){.kind = LINK_evidence_theme, .from = evidence, .to = theme, .sign = 1}, NULL);
}

/* theme_id, theme_ids, new_theme: any of them. */
static enum err link_themes(struct call *c, int64_t evidence, bool *ret_any)
{
	struct str name;
	int64_t *ids, theme;
	size_t n;

	TRY(call_ref(c, "theme_id", false, &resources[RES_theme], &(const struct resource *){NULL}, &theme));
	TRY(call_ids(c, "theme_ids", false, &resources[RES_theme], 20, &ids, &n));
	TRY(call_text(c, "new_theme", false, 200, &name));
	if (theme)
		TRY(link_theme(c, evidence, theme));
	for (size_t i = 0; i < n; i++)
		TRY(link_theme(c, evidence, ids[i]));
	if (str_trim(name).n) {
		struct theme *t = ARENA_NEW(c->cx->arena, struct theme);

		if (!cx_may(c->cx, P_themes_create))
			return fail(c->cx, ERR_FORBIDDEN, "new_theme", "making a theme needs the permission themes_create: link an existing one");
		SET(t, theme, name, str_trim(name));
		TRY(model_create(c->cx, &resources[RES_theme], t));
		TRY(link_theme(c, evidence, t->head.id));
	}
	*ret_any = theme || n || str_trim(name).n;
	return OK;
}

static enum err set_ref(struct call *c, const char *name, enum resource_id want, int field, struct evidence *patch)
{
	const struct resource *r;
	int64_t id;

	TRY(call_ref(c, name, false, &resources[want], &r, &id));
	if (!id)
		return OK;
	*(int64_t *)((char *)patch + EVIDENCE->fields[field].offset) = id;
	row_mark(patch, field);
	return OK;
}

static enum err set_text(struct call *c, const char *name, int field, size_t max, struct evidence *patch)
{
	struct str s;

	TRY(call_text(c, name, false, max, &s));
	if (!str_trim(s).n)
		return OK;
	*(struct str *)((char *)patch + EVIDENCE->fields[field].offset) = str_trim(s);
	row_mark(patch, field);
	return OK;
}

static enum err read_patch(struct call *c, struct evidence *patch)
{
	int64_t emotion;
	int urgency;

	TRY(set_text(c, "request", FI_evidence_request, 2000, patch));
	TRY(set_text(c, "need", FI_evidence_need, 2000, patch));
	TRY(set_text(c, "language", FI_evidence_language, 16, patch));
	TRY(set_ref(c, "contact_id", RES_contact, FI_evidence_contact_id, patch));
	TRY(set_ref(c, "account_id", RES_account, FI_evidence_account_id, patch));
	TRY(set_ref(c, "area_id", RES_area, FI_evidence_area_id, patch));
	TRY(set_ref(c, "duplicate_of", RES_evidence, FI_evidence_duplicate_of, patch));
	TRY(call_int(c, "emotion", 99, -2, 2, &emotion));
	if (emotion != 99)
		SET(patch, evidence, emotion, emotion);
	TRY(call_enum(c, "urgency", ENUM_urgency, -1, &urgency));
	if (urgency >= 0)
		SET(patch, evidence, urgency, urgency);
	return OK;
}

/* To triaged from wherever triage is open; an item that is further on stays there. */
static enum err move_on(struct call *c, int64_t id, bool spam)
{
	struct evidence *e = ARENA_NEW(c->cx->arena, struct evidence);

	TRY(model_get(c->cx, EVIDENCE, id, e));
	if (spam)
		return e->state == E_evidence_state_spam ? OK : model_move(c->cx, EVIDENCE, id, -1, E_evidence_state_spam, STR("spam"));
	if (e->state == E_evidence_state_received || e->state == E_evidence_state_waiting)
		TRY(model_move(c->cx, EVIDENCE, id, -1, E_evidence_state_triaged, (struct str){0}));
	return evidence_settle(c->cx, id);
}

static enum err triage(struct call *c)
{
	struct evidence *patch = ARENA_NEW(c->cx->arena, struct evidence);
	int64_t id;
	bool no_theme, spam, linked = false;

	TRY(call_only(c, "theme_id,theme_ids,new_theme,no_theme,request,need,emotion,urgency,spam,duplicate_of,"
			 "language,contact_id,account_id,area_id"));
	TRY(call_object_id(c, EVIDENCE, NULL, &id));
	TRY(call_may_change(c, EVIDENCE, id));
	TRY(call_bool(c, "no_theme", false, &no_theme));
	TRY(call_bool(c, "spam", false, &spam));
	TRY(read_patch(c, patch));
	if (no_theme)
		SET(patch, evidence, no_theme, 1);
	/* the version is checked even when nothing but links changes */
	if (c->if_rev >= 0) {
		struct evidence *now = ARENA_NEW(c->cx->arena, struct evidence);

		TRY(model_get(c->cx, EVIDENCE, id, now));
		if (now->head.rev != c->if_rev)
			return fail(c->cx, ERR_STALE, NULL, "you read version %lld, it is now at %lld", (long long)c->if_rev, (long long)now->head.rev);
	}
	if (patch->head.given)
		TRY(model_update(c->cx, EVIDENCE, id, -1, false, patch, (struct str){0}));
	TRY(link_themes(c, id, &linked));
	if (linked && no_theme)
		return fail(c->cx, ERR_INVALID, "no_theme", "does not go with a theme");
	if (!HAS(patch, evidence, duplicate_of))
		TRY(move_on(c, id, spam));
	return call_object(c, EVIDENCE, id);
}

const struct route triage_routes[] = {
	{HTTP_GET, "/evidence/{id}/suggestions", P_any, 0, suggestions,
	 "Themes, twins of the same contact and near items for one item.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/evidence/{id}/triage", P_any, ROUTE_IF_MATCH, triage,
	 "Triages one item: themes, need, mood, urgency, spam or duplicate in one call.", ANY_OBJECT, "evidence", NULL,
	 0, NULL},
	{0},
};
