/* The words behind an object; see words.h. */
#include "domain/words.h"
#include <stdlib.h>
#include <string.h>

/* ---- ids without repeats ---- */

static size_t slot_of(const struct ids *s, int64_t id)
{
	size_t i = (uint64_t)id * 0x9E3779B97F4A7C15ull >> 20 & (s->slots - 1);

	while (s->slot[i] && s->slot[i] != id)
		i = (i + 1) & (s->slots - 1);
	return i;
}

bool ids_has(const struct ids *s, int64_t id)
{
	return s->slots && id && s->slot[slot_of(s, id)] == id;
}

static void grow(struct arena *a, struct ids *s)
{
	size_t cap = s->cap ? s->cap * 2 : 16;
	int64_t *v = ARENA_ARRAY(a, int64_t, cap);

	if (s->n)
		memcpy(v, s->v, s->n * sizeof *v);
	s->v = v;
	s->cap = cap;
	s->slots = cap * 2;
	s->slot = ARENA_ARRAY(a, int64_t, s->slots);
	for (size_t i = 0; i < s->n; i++)
		s->slot[slot_of(s, v[i])] = v[i];
}

bool ids_add(struct arena *a, struct ids *s, int64_t id)
{
	if (!id || ids_has(s, id))
		return false;
	if (s->n == s->cap)
		grow(a, s);
	s->slot[slot_of(s, id)] = id;
	s->v[s->n++] = id;
	return true;
}

enum err ids_of_links(struct cx *cx, enum link_kind kind, int64_t id, bool downstream, struct ids *ret)
{
	int64_t *end;
	int n;

	TRY(link_ends(cx, kind, id, downstream, &end, &n));
	for (int i = 0; i < n; i++)
		(void)ids_add(cx->arena, ret, end[i]);
	return OK;
}

enum err ids_of_query(struct cx *cx, const char *sql, const struct db_value *v, int n, struct ids *ret)
{
	struct db_rows *r;

	TRY(db_query(cx, sql, v, n, &r));
	while (db_next(r))
		(void)ids_add(cx->arena, ret, db_col_int(r, 0));
	return db_end(r);
}

enum err opportunities_of(struct cx *cx, const struct resource *r, int64_t id, struct ids *ret)
{
	struct ids items = {0};

	switch (r->id) {
	case RES_opportunity:
		(void)ids_add(cx->arena, ret, id);
		return OK;
	case RES_decision:
		TRY(ids_of_links(cx, LINK_opportunity_decision, id, false, ret));
		TRY(ids_of_links(cx, LINK_roadmap_item_decision, id, false, &items));
		break;
	case RES_roadmap_item:
		(void)ids_add(cx->arena, &items, id);
		break;
	case RES_release:
		TRY(ids_of_links(cx, LINK_roadmap_item_release, id, false, &items));
		break;
	case RES_goal:
		TRY(ids_of_links(cx, LINK_goal_opportunity, id, true, ret));
		TRY(ids_of_query(cx,
				 "SELECT id FROM opportunity WHERE workspace_id = ?1 AND goal_id = ?2 AND archived_at "
				 "IS NULL ORDER BY id",
				 DB_ARGS(db_int(cx->workspace_id), db_int(id)), ret));
		TRY(ids_of_query(cx,
				 "SELECT id FROM roadmap_item WHERE workspace_id = ?1 AND goal_id = ?2 AND archived_at "
				 "IS NULL ORDER BY id",
				 DB_ARGS(db_int(cx->workspace_id), db_int(id)), &items));
		break;
	default:
		return OK;
	}
	for (size_t i = 0; i < items.n; i++)
		TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, items.v[i], false, ret));
	return OK;
}

/* ---- words ---- */

#define MACHINE(a) "CASE " a ".made_by WHEN 'person' THEN 0 WHEN 'rule' THEN 1 ELSE 2 END"
#define WORSE(a, b) "CASE WHEN (" MACHINE(a) ") > (" MACHINE(b) ") THEN " MACHINE(a) " ELSE " MACHINE(b) " END"
/* Paths give: evidence, sign, who linked (0 person, 1 rule, 2 machine), how, through what. ?2 is the object. */
#define DIRECT(kind_, via_)                                                                                            \
	"SELECT e.from_id AS item, e.sign AS sign, " MACHINE(                                                          \
		"e") " AS linked_by, " via_                                                                            \
		     " AS via, CAST(0 AS BIGINT) AS via_id FROM link e WHERE e.workspace_id = ?1 AND e.kind = '" kind_ \
		     "' AND e.to_id = ?2"
#define THROUGH(first, second, via_)                                                                                   \
	"SELECT e.from_id AS item, e.sign * t.sign AS sign, " WORSE(                                                   \
		"e", "t") " AS linked_by, " via_ " AS via, t.from_id AS via_id FROM link t JOIN link e ON "            \
						 "e.workspace_id = t.workspace_id AND e.kind = '" first                \
			  "' AND e.to_id = t.from_id WHERE t.workspace_id = ?1 AND t.kind = '" second                  \
			  "' AND t.to_id = ?2"
#define FACTS                                                                                                          \
	"SELECT p.item, p.sign, p.linked_by, p.via, p.via_id, v.contact_id, v.account_id, v.source_id, v.import_id, "  \
	"v.said_at, "                                                                                                  \
	"v.kind, v.state, COALESCE(v.is_history, 0), v.emotion, SUBSTR(COALESCE(v.verbatim, v.choice, v.title, ''), "  \
	"1, 280), "                                                                                                    \
	"v.language, s.name, c.name, a.name FROM ("
#define OF_ITEMS                                                                                                       \
	") p JOIN evidence v ON v.workspace_id = ?1 AND v.id = p.item AND v.archived_at IS NULL AND v.state NOT IN "   \
	"('spam', 'duplicate') "                                                                                       \
	"LEFT JOIN source s ON s.workspace_id = ?1 AND s.id = v.source_id "                                            \
	"LEFT JOIN contact c ON c.workspace_id = ?1 AND c.id = v.contact_id "                                          \
	"LEFT JOIN account a ON a.workspace_id = ?1 AND a.id = v.account_id ORDER BY p.item, p.via, p.linked_by"

static const char of_opportunity[] = FACTS DIRECT("evidence_opportunity", "0") " UNION ALL " THROUGH(
	"evidence_insight", "insight_opportunity",
	"1") " UNION ALL " THROUGH("evidence_struggling_moment", "struggling_moment_opportunity",
				   "2") " UNION ALL " THROUGH("evidence_theme", "theme_opportunity",
							      "3") " UNION ALL "
								   "SELECT e.from_id AS item, i.sign AS sign, " WORSE(
									   "e", "t") " AS linked_by, 4 AS via, "
										     "i.from_id AS via_id FROM link i "
										     "JOIN link t ON t.workspace_id = "
										     "i.workspace_id AND t.kind = "
										     "'theme_insight' AND t.to_id = "
										     "i.from_id "
										     "JOIN link e ON e.workspace_id = "
										     "t.workspace_id AND e.kind = "
										     "'evidence_theme' AND e.to_id = "
										     "t.from_id "
										     "WHERE i.workspace_id = ?1 AND "
										     "i.kind = 'insight_opportunity' "
										     "AND i.to_id = ?2" OF_ITEMS;
static const char of_insight[] =
	FACTS DIRECT("evidence_insight", "0") " UNION ALL " THROUGH("evidence_theme", "theme_insight", "3") OF_ITEMS;
static const char of_theme[] = FACTS DIRECT("evidence_theme", "0") OF_ITEMS;
static const char of_moment[] = FACTS DIRECT("evidence_struggling_moment", "0") OF_ITEMS;
static const char of_answer[] = FACTS DIRECT("evidence_answer", "0") OF_ITEMS;
static const char of_item[] = FACTS
	"SELECT CAST(?2 AS BIGINT) AS item, 1 AS sign, 0 AS linked_by, 0 AS via, CAST(0 AS BIGINT) AS via_id" OF_ITEMS;

static int enum_or_zero(enum enum_id e, struct str s)
{
	int v = enum_by_name(e, s);

	return v < 0 ? 0 : v;
}

static void read_word(struct cx *cx, const struct db_rows *r, struct word *w)
{
	*w = (struct word){.id = db_col_int(r, 0),
			   .sign = db_col_int(r, 1) < 0 ? -1 : 1,
			   .by = (enum actor)db_col_int(r, 2),
			   .via = (enum word_via)db_col_int(r, 3),
			   .via_id = db_col_int(r, 4),
			   .contact_id = db_col_int(r, 5),
			   .account_id = db_col_int(r, 6),
			   .source_id = db_col_int(r, 7),
			   .import_id = db_col_int(r, 8),
			   .said_at = db_col_int(r, 9),
			   .kind = enum_or_zero(ENUM_evidence_kind, db_col_str(r, 10)),
			   .state = enum_or_zero(ENUM_evidence_state, db_col_str(r, 11)),
			   .is_history = db_col_int(r, 12) != 0,
			   .emotion = db_col_int(r, 13),
			   .has_emotion = !db_col_null(r, 13),
			   .quote = str_copy(cx->arena, db_col_str(r, 14)),
			   .language = str_copy(cx->arena, db_col_str(r, 15)),
			   .source = str_copy(cx->arena, db_col_str(r, 16)),
			   .contact = str_copy(cx->arena, db_col_str(r, 17)),
			   .account = str_copy(cx->arena, db_col_str(r, 18))};
}

struct gathering {
	struct word *v;
	size_t n, cap;
};

static struct word *next_word(struct arena *a, struct gathering *g)
{
	if (g->n == g->cap) {
		size_t cap = g->cap ? g->cap * 2 : 64;
		struct word *v = ARENA_ARRAY(a, struct word, cap);

		if (g->n)
			memcpy(v, g->v, g->n * sizeof *v);
		g->v = v;
		g->cap = cap;
	}
	return &g->v[g->n];
}

/* Rows come by item, then the best path; of further paths only a surer link of the same sign counts. */
static enum err gather(struct cx *cx, const char *sql, int64_t id, struct gathering *g)
{
	struct db_rows *r;

	TRY(db_query(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_int(id)), &r));
	while (db_next(r)) {
		struct word *last = g->n ? &g->v[g->n - 1] : NULL;

		if (last && last->id == db_col_int(r, 0)) {
			if ((db_col_int(r, 1) < 0 ? -1 : 1) == last->sign && (int)db_col_int(r, 2) < (int)last->by)
				last->by = (enum actor)db_col_int(r, 2);
			continue;
		}
		read_word(cx, r, next_word(cx->arena, g));
		g->n++;
	}
	return db_end(r);
}

static int by_item(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return (int)x->via - (int)y->via;
}

static const char *query_of(enum resource_id r)
{
	switch (r) {
	case RES_opportunity:
		return of_opportunity;
	case RES_insight:
		return of_insight;
	case RES_theme:
		return of_theme;
	case RES_struggling_moment:
		return of_moment;
	case RES_answer:
		return of_answer;
	case RES_evidence:
		return of_item;
	default:
		return NULL;
	}
}

enum err words_of(struct cx *cx, const struct resource *r, int64_t id, struct words *ret)
{
	struct gathering g = {0};
	const char *sql = query_of(r->id);
	struct ids opportunity = {0};
	size_t kept = 0;

	if (sql) {
		TRY(gather(cx, sql, id, &g));
	} else {
		TRY(opportunities_of(cx, r, id, &opportunity));
		for (size_t i = 0; i < opportunity.n; i++)
			TRY(gather(cx, of_opportunity, opportunity.v[i], &g));
		if (g.n > 1)
			qsort(g.v, g.n, sizeof *g.v, by_item);
		for (size_t i = 0; i < g.n; i++)
			if (!i || g.v[i].id != g.v[kept - 1].id)
				g.v[kept++] = g.v[i];
		g.n = kept;
	}
	ret->v = g.v;
	ret->n = g.n;
	return OK;
}

/* Ids are 63-bit and positive: a source stands for its anonymous voices as a negative number. */
int64_t word_voice(const struct word *w)
{
	return w->account_id ? w->account_id : w->contact_id ? w->contact_id : -w->source_id;
}
