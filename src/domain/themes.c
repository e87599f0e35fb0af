/* Themes by hand, by chosen items and by a saved search; from a theme to an opportunity or insight. See themes.h.
 * A rule's text is what the search page shows: words:"..." for the query, then filter terms. */
#include "domain/themes.h"
#include "base/clock.h"
#include "domain/domain.h"
#include "text/lexical/query.h"
#include <string.h>

#define THEME (&resources[RES_theme])
#define EVIDENCE (&resources[RES_evidence])

/* ---- rules ---- */

struct rule {
	struct str words, filter;
};

static enum err split_rule(struct cx *cx, struct str text, struct rule *ret)
{
	struct str s = str_trim(text);

	*ret = (struct rule){.filter = s};
	if (!str_starts(s, "words:"))
		return OK;
	s = (struct str){s.p + 6, s.n - 6};
	if (!s.n || s.p[0] != '"')
		return fail(cx, ERR_INVALID, "rule",
			    "words: takes its query in double quotes, for example words:\"csv export\"");
	const char *end = memrchr(s.p + 1, '"', s.n - 1);
	/* the query may hold quoted phrases itself: it ends at the last quote that a blank or nothing follows */
	for (const char *q = s.p + 1; q && q < s.p + s.n; q++)
		if (*q == '"' && (q + 1 == s.p + s.n || q[1] == ' ')) {
			end = q;
			break;
		}
	if (!end)
		return fail(cx, ERR_INVALID, "rule", "the quote after words: does not end");
	ret->words = (struct str){s.p + 1, (size_t)(end - s.p - 1)};
	ret->filter = str_trim((struct str){end + 1, (size_t)(s.p + s.n - end - 1)});
	return OK;
}

/* Items that match, from a constant start; one: 0 or the only item asked about. */
static enum err build(struct cx *cx, const struct rule *rule, int64_t one, int64_t not_in, int limit,
		      struct sql_where *w)
{
	buf_z(w->sql, "SELECT t.id FROM evidence t ");
	w->v[w->n++] = db_int(cx->workspace_id);
	if (rule->words.n) {
		struct text_query q = text_query_parse(cx->arena, rule->words);
		struct str match;

		if (!q.positive || !search_match(cx, EVIDENCE, &q, &match))
			return fail(cx, ERR_INVALID, "rule", "words: needs at least one word to look for");
		w->v[w->n++] = db_text(match);
		buf_z(w->sql,
		      db_kind(cx->db) == DB_SQLITE
			      ? "JOIN search_doc sd ON sd.workspace_id = t.workspace_id AND sd.object_id = t.id "
				"JOIN search_fts ON search_fts.rowid = sd.doc AND search_fts MATCH ?2 "
			      : "JOIN search_doc sd ON sd.workspace_id = t.workspace_id AND sd.object_id = t.id AND "
				"sd.kind = 'ev' "
				"AND sd.tokens @@ CAST(CAST(?2 AS TEXT) AS TSQUERY) ");
	}
	buf_z(w->sql, "WHERE t.workspace_id = ?1 AND t.archived_at IS NULL AND t.state NOT IN ('spam', 'duplicate')");
	if (one) {
		w->v[w->n++] = db_int(one);
		buf_printf(w->sql, " AND t.id = ?%d", w->n);
	}
	if (not_in) {
		w->v[w->n++] = db_int(not_in);
		buf_printf(w->sql,
			   " AND NOT EXISTS (SELECT 1 FROM link x WHERE x.workspace_id = t.workspace_id AND x.kind = "
			   "'evidence_theme' "
			   "AND x.from_id = t.id AND x.to_id = ?%d)",
			   w->n);
	}
	TRY(model_filter(cx, EVIDENCE, rule->filter, w));
	buf_printf(w->sql, " ORDER BY t.said_at DESC, t.id DESC LIMIT %d", limit);
	return OK;
}

static enum err find(struct cx *cx, const struct rule *rule, int64_t one, int64_t not_in, int limit, struct ids *ret)
{
	auto_buf sql;
	struct sql_where w = {.sql = &sql};

	buf_init(&sql, 0);
	TRY(build(cx, rule, one, not_in, limit, &w));
	return ids_of_query(cx, str_z(cx->arena, buf_view(&sql)), w.v, w.n, ret);
}

enum err theme_rule_check(struct cx *cx, struct str rule)
{
	struct rule r;
	struct ids none = {0};

	TRY(split_rule(cx, rule, &r));
	if (!r.words.n && !r.filter.n)
		return fail(cx, ERR_INVALID, "rule", "is empty: it would take everything");
	enum err e = find(cx, &r, 1, 0, 1, &none);

	if (e == ERR_INVALID || e == ERR_NOT_FOUND) {
		const char *why = arena_printf(cx->arena, "%s", fail_text(cx));

		fail_clear(cx);
		return fail(cx, ERR_INVALID, "rule", "%s", why);
	}
	return e;
}

static enum err link_items(struct cx *cx, const struct ids *items, int64_t theme, int64_t *ret_linked)
{
	*ret_linked = 0;
	for (size_t i = 0; i < items->n; i++) {
		bool is_new;

		TRY(link_add(cx,
			     &(struct link){.kind = LINK_evidence_theme, .from = items->v[i], .to = theme, .sign = 1},
			     &is_new));
		*ret_linked += is_new;
	}
	return OK;
}

struct applying {
	struct ids items;
	int64_t theme, linked;
};

static enum err link_as_rule(struct cx *cx, void *arg)
{
	struct applying *a = arg;

	return link_items(cx, &a->items, a->theme, &a->linked);
}

enum err theme_rule_apply(struct cx *cx, int64_t theme_id, struct str rule, int limit, int64_t *ret_linked)
{
	struct rule r;
	struct applying a = {.theme = theme_id};

	TRY(split_rule(cx, rule, &r));
	TRY(find(cx, &r, 0, theme_id, limit, &a.items));
	TRY(domain_act_as(cx, ACTOR_RULE, link_as_rule, &a));
	*ret_linked = a.linked;
	return theme_recount(cx, theme_id);
}

enum err theme_rule_matches(struct cx *cx, struct str rule, int64_t evidence_id, bool *ret)
{
	struct rule r;
	struct ids found = {0};

	TRY(split_rule(cx, rule, &r));
	TRY(find(cx, &r, evidence_id, 0, 1, &found));
	*ret = found.n > 0;
	return OK;
}

/* ---- by hand ---- */

static struct str rule_text(struct cx *cx, const struct theme_collect *c)
{
	struct str q = str_trim(c->q), f = str_trim(c->f);

	return q.n ? str_of(arena_printf(cx->arena, "words:\"%.*s\"%s%.*s", STR_ARG(q), f.n ? " " : "", STR_ARG(f)))
		   : f;
}

enum err theme_collect(struct cx *cx, const struct theme_collect *c, int64_t *ret_theme, int64_t *ret_linked)
{
	struct theme *t = ARENA_NEW(cx->arena, struct theme);
	struct ids items = {0};
	struct rule search = {str_trim(c->q), str_trim(c->f)};
	int64_t by_search = 0;
	bool searching = search.words.n || search.filter.n;

	if (!c->n && !searching)
		return fail(cx, ERR_INVALID, "evidence_ids", "choose items, or give a search (q, f)");
	if (c->rule && !searching)
		return fail(cx, ERR_INVALID, "rule", "there is no search to keep");
	SET(t, theme, name, str_trim(c->name));
	if (str_trim(c->definition).n)
		SET(t, theme, definition, str_trim(c->definition));
	SET(t, theme, origin, c->rule ? E_theme_origin_rule : E_theme_origin_person);
	if (c->rule)
		SET(t, theme, rule, rule_text(cx, c));
	TRY(model_create(cx, THEME, t)); /* a rule links by itself, in after_save */
	for (size_t i = 0; i < c->n; i++)
		(void)ids_add(cx->arena, &items, c->item[i]);
	if (searching && !c->rule)
		TRY(find(cx, &search, 0, t->head.id, COLLECT_MOST, &items));
	TRY(link_items(cx, &items, t->head.id, ret_linked));
	TRY(theme_recount(cx, t->head.id));
	if (c->rule)
		TRY(db_one_int(cx, "SELECT COALESCE(items, 0) FROM theme WHERE workspace_id = ?1 AND id = ?2",
			       DB_ARGS(db_int(cx->workspace_id), db_int(t->head.id)), &by_search, NULL));
	*ret_linked = c->rule ? by_search : *ret_linked;
	*ret_theme = t->head.id;
	return OK;
}

enum err theme_split(struct cx *cx, int64_t from, struct str name, struct str definition, const int64_t *item, size_t n,
		     struct str reason, int64_t *ret_theme, int64_t *ret_moved)
{
	struct theme *old = ARENA_NEW(cx->arena, struct theme), *t = ARENA_NEW(cx->arena, struct theme);

	TRY(model_get(cx, THEME, from, old));
	if (!n)
		return fail(cx, ERR_INVALID, "evidence_ids", "say which items belong to the new theme");
	SET(t, theme, name, str_trim(name));
	if (str_trim(definition).n)
		SET(t, theme, definition, str_trim(definition));
	SET(t, theme, origin, E_theme_origin_person);
	if (HAS(old, theme, parent_id))
		SET(t, theme, parent_id, old->parent_id);
	TRY(model_create(cx, THEME, t));
	*ret_moved = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_new;
		enum err e = link_remove(cx, LINK_evidence_theme, item[i], from, reason);

		if (e == ERR_NOT_FOUND)
			return fail(cx, ERR_INVALID, "evidence_ids", "an item is not in this theme");
		TRY(e);
		TRY(link_add(cx,
			     &(struct link){.kind = LINK_evidence_theme,
					    .from = item[i],
					    .to = t->head.id,
					    .sign = 1,
					    .reason = reason},
			     &is_new));
		*ret_moved += is_new;
	}
	TRY(theme_recount(cx, from));
	*ret_theme = t->head.id;
	return theme_recount(cx, t->head.id);
}

/* Kept by the program and in no one's history: the log holds the links themselves. */
enum err theme_recount(struct cx *cx, int64_t theme_id)
{
	return db_exec(cx,
		       "UPDATE theme SET items = (SELECT COUNT(*) FROM link l JOIN evidence e ON e.workspace_id = "
		       "l.workspace_id AND e.id = l.from_id "
		       "WHERE l.workspace_id = ?1 AND l.kind = 'evidence_theme' AND l.to_id = ?2 AND e.archived_at IS "
		       "NULL AND "
		       "e.state NOT IN ('spam', 'duplicate')), accounts = (SELECT COUNT(DISTINCT e.account_id) FROM "
		       "link l JOIN evidence e ON "
		       "e.workspace_id = l.workspace_id AND e.id = l.from_id WHERE l.workspace_id = ?1 AND l.kind = "
		       "'evidence_theme' AND l.to_id = ?2 "
		       "AND e.archived_at IS NULL AND e.state NOT IN ('spam', 'duplicate')) WHERE workspace_id = ?1 "
		       "AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(theme_id)), NULL);
}

/* ---- onwards ---- */

/* The value most of a theme's items carry; 0 when none does. */
enum err theme_area(struct cx *cx, int64_t theme_id, int64_t *ret)
{
	return db_one_int(cx,
			  "SELECT e.area_id FROM link l JOIN evidence e ON e.workspace_id = l.workspace_id AND e.id = "
			  "l.from_id WHERE l.workspace_id = ?1 "
			  "AND l.kind = 'evidence_theme' AND l.to_id = ?2 AND e.area_id IS NOT NULL AND e.archived_at "
			  "IS NULL GROUP BY e.area_id "
			  "ORDER BY COUNT(*) DESC, e.area_id LIMIT 1",
			  DB_ARGS(db_int(cx->workspace_id), db_int(theme_id)), ret, NULL);
}

/* What customers asked for stays beside the need: the newest request noted on an item. */
static enum err newest_request(struct cx *cx, int64_t theme_id, struct str *ret)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT e.request FROM link l JOIN evidence e ON e.workspace_id = l.workspace_id AND e.id = "
		     "l.from_id WHERE l.workspace_id = ?1 "
		     "AND l.kind = 'evidence_theme' AND l.to_id = ?2 AND e.request IS NOT NULL AND e.archived_at IS "
		     "NULL ORDER BY e.said_at DESC LIMIT 1",
		     DB_ARGS(db_int(cx->workspace_id), db_int(theme_id)), &r));
	if (db_next(r))
		*ret = str_copy(cx->arena, db_col_str(r, 0));
	return db_end(r);
}

enum err theme_to_opportunity(struct cx *cx, int64_t theme_id, const struct need *n, int64_t *ret_opportunity)
{
	struct opportunity *o = ARENA_NEW(cx->arena, struct opportunity);
	struct theme *t = ARENA_NEW(cx->arena, struct theme);
	struct str request = str_trim(n->request);
	int64_t area;

	TRY(model_get(cx, THEME, theme_id, t));
	if (!str_trim(n->need).n)
		return fail(cx, ERR_INVALID, "need", "say which progress is wanted, free of any solution");
	if (!request.n)
		TRY(newest_request(cx, theme_id, &request));
	TRY(theme_area(cx, theme_id, &area));
	SET(o, opportunity, need, str_trim(n->need));
	if (request.n)
		SET(o, opportunity, request, request);
	if (n->form >= 0)
		SET(o, opportunity, form, n->form);
	if (n->goal_id)
		SET(o, opportunity, goal_id, n->goal_id);
	if (area)
		SET(o, opportunity, area_id, area);
	if (cx->member_id)
		SET(o, opportunity, owner_id, cx->member_id);
	TRY(model_create(cx, &resources[RES_opportunity], o));
	TRY(link_add(cx, &(struct link){.kind = LINK_theme_opportunity, .from = theme_id, .to = o->head.id, .sign = 1},
		     NULL));
	if (n->goal_id)
		TRY(link_add(
			cx,
			&(struct link){.kind = LINK_goal_opportunity, .from = n->goal_id, .to = o->head.id, .sign = 1},
			NULL));
	*ret_opportunity = o->head.id;
	return cx_may(cx, P_opportunities_update_all)
		       ? model_move(cx, &resources[RES_opportunity], o->head.id, -1, E_opportunity_state_accepted,
				    STR("made from a theme"))
		       : OK;
}

enum err theme_to_insight(struct cx *cx, int64_t theme_id, struct str claim, const int64_t *item, size_t n,
			  int64_t *ret_insight)
{
	struct insight *i = ARENA_NEW(cx->arena, struct insight);
	struct theme *t = ARENA_NEW(cx->arena, struct theme);
	struct words w;
	int64_t area;

	TRY(model_get(cx, THEME, theme_id, t));
	TRY(words_of(cx, THEME, theme_id, &w));
	TRY(theme_area(cx, theme_id, &area));
	if (!str_trim(claim).n)
		claim = str_of(arena_printf(cx->arena, "%.*s: said in %zu items", STR_ARG(t->name), w.n));
	SET(i, insight, claim, str_trim(claim));
	if (area)
		SET(i, insight, area_id, area);
	TRY(model_create(cx, &resources[RES_insight], i));
	TRY(link_add(cx, &(struct link){.kind = LINK_theme_insight, .from = theme_id, .to = i->head.id, .sign = 1},
		     NULL));
	for (size_t k = 0; k < n; k++)
		TRY(link_add(
			cx, &(struct link){.kind = LINK_evidence_insight, .from = item[k], .to = i->head.id, .sign = 1},
			NULL));
	*ret_insight = i->head.id;
	return OK;
}
