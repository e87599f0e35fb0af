/* Themes: overview and figures, collecting and splitting, grouping, and the step to an opportunity or insight. */
#include "domain/themes.h"
#include "api/chain.h"

#define THEME (&resources[RES_theme])

static enum err overview(struct call *c)
{
	return theme_overview(c->cx, call_query(c, "q"), call_query(c, "state"), &c->j);
}

static enum err summary(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, THEME, NULL, &id));
	return theme_summary(c->cx, id, &c->j);
}

static enum err collect(struct call *c)
{
	struct theme_collect t = {0};
	int64_t *item, theme, linked;

	TRY(call_only(c, "name,definition,evidence_ids,q,f,rule"));
	TRY(call_text(c, "name", true, 200, &t.name));
	TRY(call_text(c, "definition", false, 4000, &t.definition));
	TRY(call_text(c, "q", false, 500, &t.q));
	TRY(call_text(c, "f", false, 1000, &t.f));
	TRY(call_bool(c, "rule", false, &t.rule));
	TRY(call_ids(c, "evidence_ids", false, &resources[RES_evidence], 1000, &item, &t.n));
	t.item = item;
	TRY(theme_collect(c->cx, &t, &theme, &linked));
	call_made(c, THEME, theme);
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "theme", THEME, theme));
	json_kint(&c->j, "linked", linked);
	json_kz(&c->j, "job", NULL);
	json_close(&c->j);
	return OK;
}

static enum err items_list(struct call *c)
{
	static const char *const actors[] = {"person", "rule", "machine"};
	struct str by = call_query(c, "by");
	int64_t id;
	int actor = -1;

	TRY(call_object_id(c, THEME, NULL, &id));
	for (int i = 0; i < 3; i++)
		if (str_is(by, actors[i]))
			actor = i;
	if (by.n && actor < 0)
		return fail(c->cx, ERR_INVALID, "by", "is person, rule or machine");
	return theme_items(c->cx, id, actor, call_query(c, "q"), call_query(c, "cursor"), &c->j);
}

static enum err items(struct call *c)
{
	int64_t id, *add, *take, added = 0;
	size_t n_add, n_take, removed = 0;

	TRY(call_only(c, "add,remove"));
	TRY(call_object_id(c, THEME, NULL, &id));
	TRY(call_ids(c, "add", false, &resources[RES_evidence], 1000, &add, &n_add));
	TRY(call_ids(c, "remove", false, &resources[RES_evidence], 1000, &take, &n_take));
	for (size_t i = 0; i < n_add; i++) {
		bool is_new;

		TRY(link_add(c->cx, &(struct link){.kind = LINK_evidence_theme, .from = add[i], .to = id, .sign = 1},
			     &is_new));
		added += is_new;
	}
	for (; removed < n_take; removed++)
		TRY(link_remove(c->cx, LINK_evidence_theme, take[removed], id, (struct str){0}));
	TRY(theme_recount(c->cx, id));
	json_open(&c->j);
	json_kint(&c->j, "added", added);
	json_kint(&c->j, "removed", (int64_t)removed);
	json_close(&c->j);
	return OK;
}

static enum err split(struct call *c)
{
	int64_t id, *item, theme, moved;
	size_t n;
	struct str name, definition, reason;

	TRY(call_only(c, "name,definition,evidence_ids,reason"));
	TRY(call_object_id(c, THEME, NULL, &id));
	TRY(call_may_change(c, THEME, id));
	TRY(call_text(c, "name", true, 200, &name));
	TRY(call_text(c, "definition", false, 4000, &definition));
	TRY(call_text(c, "reason", true, 1000, &reason));
	TRY(call_ids(c, "evidence_ids", true, &resources[RES_evidence], 5000, &item, &n));
	TRY(theme_split(c->cx, id, name, definition, item, n, reason, &theme, &moved));
	call_made(c, THEME, theme);
	json_open(&c->j);
	TRY(show_row(c->cx, &c->j, "theme", THEME, theme));
	json_kint(&c->j, "moved", moved);
	json_close(&c->j);
	return OK;
}

static enum err rebuild(struct call *c)
{
	double resolution = 0;
	int64_t count, seed, job;
	bool has;
	auto_buf args;

	buf_init(&args, 200);
	TRY(call_only(c, "resolution,count,seed"));
	TRY(call_number(c, "resolution", &resolution, &has));
	if (has && !(resolution > 0 && resolution <= 64))
		return fail(c->cx, ERR_INVALID, "resolution",
			    "is above 0 and at most 64; larger gives more, smaller themes");
	TRY(call_int(c, "count", 0, 1, 2000, &count));
	TRY(call_int(c, "seed", 0, 0, INT32_MAX, &seed));
	buf_printf(&args, "{\"resolution\":%g,\"count\":%lld,\"seed\":%lld}", resolution, (long long)count,
		   (long long)seed);
	TRY(job_submit(c->cx, &(struct job_order){.kind = "themes.rebuild", .args = buf_view(&args), .single = true},
		       &job));
	c->status = 202;
	json_open(&c->j);
	json_kz(&c->j, "job", job_id_text(c->cx->arena, job));
	json_close(&c->j);
	return OK;
}

static enum err opportunity_draft(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, THEME, NULL, &id));
	return theme_opportunity_draft(c->cx, id, &c->j);
}

static enum err to_opportunity(struct call *c)
{
	struct need n;
	const struct resource *r;
	int64_t id, made;

	TRY(call_only(c, "need,request,goal_id,form"));
	TRY(call_object_id(c, THEME, NULL, &id));
	TRY(call_text(c, "need", true, 2000, &n.need));
	TRY(call_text(c, "request", false, 2000, &n.request));
	TRY(call_ref(c, "goal_id", false, &resources[RES_goal], &r, &n.goal_id));
	TRY(call_enum(c, "form", ENUM_opportunity_form, -1, &n.form));
	TRY(theme_to_opportunity(c->cx, id, &n, &made));
	call_made(c, &resources[RES_opportunity], made);
	return call_object(c, &resources[RES_opportunity], made);
}

static enum err to_insight(struct call *c)
{
	struct str claim;
	int64_t id, made, *item;
	size_t n;

	TRY(call_only(c, "claim,evidence_ids"));
	TRY(call_object_id(c, THEME, NULL, &id));
	TRY(call_text(c, "claim", false, 2000, &claim));
	TRY(call_ids(c, "evidence_ids", false, &resources[RES_evidence], 1000, &item, &n));
	TRY(theme_to_insight(c->cx, id, claim, item, n, &made));
	call_made(c, &resources[RES_insight], made);
	return call_object(c, &resources[RES_insight], made);
}

static enum err contradictions(struct call *c)
{
	int64_t id;

	TRY(call_object_id(c, &resources[RES_insight], NULL, &id));
	return insight_contradictions(c->cx, id, &c->j);
}

const struct route theme_routes[] = {
	{HTTP_GET, "/themes/overview", P_any, 0, overview,
	 "All themes with accounts, mood, trend and voices, and who was not heard.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/themes/{id}/summary", P_any, 0, summary, "Figures of one theme with their denominators.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/themes/collect", P_themes_create, 0, collect,
	 "Makes a theme from chosen items or a search, which may become its rule.", ANY_OBJECT, ANY_OBJECT, NULL, 0,
	 NULL},
	{HTTP_GET, "/themes/{id}/items", P_any, 0, items_list,
	 "Items of a theme with who linked them, newest said first.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/themes/{id}/items", P_link_create, 0, items, "Adds items to a theme or takes them out.",
	 ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/themes/{id}/split", P_themes_create, 0, split, "Moves items of a theme to a new one.", ANY_OBJECT,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/themes/rebuild", P_themes_update, 0, rebuild,
	 "Groups all words anew as proposals; what people made stays.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/themes/{id}/opportunity-draft", P_any, 0, opportunity_draft,
	 "What a theme offers to the opportunity made from it.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/themes/{id}/opportunity", P_opportunities_create, 0, to_opportunity,
	 "Makes an opportunity from a theme by its need.", ANY_OBJECT, "opportunity", NULL, 0, NULL},
	{HTTP_POST, "/themes/{id}/insight", P_insights_create, 0, to_insight, "Makes an insight from a theme.",
	 ANY_OBJECT, "insight", NULL, 0, NULL},
	{HTTP_GET, "/insights/{id}/contradictions", P_any, 0, contradictions,
	 "Items that may speak against an insight.", NULL, ANY_OBJECT, NULL, 0, NULL},
	{0},
};
