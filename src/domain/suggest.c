/* What to do with an item: themes by the vote of its lexical neighbours and by the theme's own words, twins by the same
 * contact, near items; and what may speak against an insight. Only proposes; people and rules decide. See themes.h. */
#include "domain/show.h"
#include "domain/similar.h"
#include "domain/themes.h"
#include <string.h>

enum { NEIGHBOURS = 40, SHOWN_THEMES = 9, SHOWN_NEAR = 8 };
#define TWIN 0.6 /* cosine from which an item of the same contact looks like the same statement */
#define NEAR_LEAST 0.12

struct vote {
	int64_t theme;
	double score;
	struct str word[SIMILAR_WORDS];
};
struct votes {
	struct vote *v;
	size_t n, cap;
	double all;
};

static struct vote *vote_for(struct votes *v, int64_t theme)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].theme == theme)
			return &v->v[i];
	if (v->n == v->cap)
		return NULL;
	v->v[v->n].theme = theme;
	return &v->v[v->n++];
}

static enum err count_votes(struct cx *cx, const struct similar *s, size_t n, struct votes *votes)
{
	for (size_t i = 0; i < n && s[i].score >= NEAR_LEAST; i++) {
		struct ids themes = {0};

		votes->all += s[i].score * s[i].score;
		TRY(ids_of_query(cx,
				 "SELECT l.to_id FROM link l JOIN theme t ON t.workspace_id = l.workspace_id AND t.id "
				 "= l.to_id WHERE l.workspace_id = ?1 AND "
				 "l.kind = 'evidence_theme' AND l.from_id = ?2 AND t.archived_at IS NULL AND t.state "
				 "<> 'retired'",
				 DB_ARGS(db_int(cx->workspace_id), db_int(s[i].id)), &themes));
		for (size_t k = 0; k < themes.n; k++) {
			struct vote *v = vote_for(votes, themes.v[k]);

			if (!v)
				continue;
			if (v->score == 0)
				memcpy(v->word, s[i].word, sizeof v->word);
			v->score += s[i].score * s[i].score;
		}
	}
	return OK;
}

static enum err show_themes(struct cx *cx, int64_t evidence, struct votes *votes, struct json_out *j)
{
	struct ids linked = {0};

	TRY(ids_of_links(cx, LINK_evidence_theme, evidence, true, &linked));
	json_key(j, "themes");
	json_list(j);
	for (int shown = 0; shown < SHOWN_THEMES; shown++) {
		struct vote *best = NULL;
		struct theme *t = ARENA_NEW(cx->arena, struct theme);

		for (size_t i = 0; i < votes->n; i++)
			if (votes->v[i].score > 0 && !ids_has(&linked, votes->v[i].theme) &&
			    (!best || votes->v[i].score > best->score))
				best = &votes->v[i];
		if (!best)
			break;
		TRY(model_get(cx, &resources[RES_theme], best->theme, t));
		json_open(j);
		show_id(j, "id", &resources[RES_theme], best->theme);
		json_kz(j, "number", arena_printf(cx->arena, "T-%lld", (long long)t->head.number));
		json_kstr(j, "name", t->name);
		json_knum(j, "score", votes->all > 0 ? best->score / votes->all : 0);
		json_key(j, "words");
		json_list(j);
		for (int k = 0; k < SIMILAR_WORDS && best->word[k].n; k++)
			json_str(j, best->word[k]);
		json_list_end(j);
		json_close(j);
		best->score = 0;
	}
	json_list_end(j);
	return OK;
}

static void show_near(struct cx *cx, const struct similar *s, int64_t contact, bool mood, struct json_out *j)
{
	json_open(j);
	show_id(j, "id", &resources[RES_evidence], s->id);
	json_knum(j, "score", s->score);
	json_kstr(j, "verbatim", s->quote);
	json_kbool(j, "same_contact", contact && s->contact_id == contact);
	show_person(cx, j, "contact_label", s->contact);
	show_text(j, "account_label", s->account);
	show_time(j, "said_at", s->said_at);
	if (mood)
		show_maybe(j, "emotion", s->has_emotion ? known((double)s->emotion) : unknown("none noted"));
	json_close(j);
}

static struct str text_of_item(struct cx *cx, const struct evidence *e)
{
	return str_of(arena_printf(cx->arena, "%.*s %.*s %.*s", STR_ARG(e->title), STR_ARG(e->verbatim),
				   STR_ARG(e->request)));
}

enum err evidence_suggestions(struct cx *cx, int64_t evidence_id, struct json_out *j)
{
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);
	struct similar *s;
	size_t n, shown = 0;
	struct votes votes = {.cap = 100};

	TRY(model_get(cx, &resources[RES_evidence], evidence_id, e));
	TRY(similar_items(cx, text_of_item(cx, e), evidence_id, NEIGHBOURS, &s, &n));
	votes.v = ARENA_ARRAY(cx->arena, struct vote, votes.cap);
	TRY(count_votes(cx, s, n, &votes));
	json_open(j);
	TRY(show_themes(cx, evidence_id, &votes, j));
	json_key(j, "duplicates");
	json_list(j);
	for (size_t i = 0; i < n; i++)
		if (s[i].score >= TWIN && e->contact_id && s[i].contact_id == e->contact_id)
			show_near(cx, &s[i], e->contact_id, false, j);
	json_list_end(j);
	json_key(j, "similar");
	json_list(j);
	for (size_t i = 0; i < n && shown < SHOWN_NEAR && s[i].score >= NEAR_LEAST; i++)
		if (!(s[i].score >= TWIN && e->contact_id && s[i].contact_id == e->contact_id)) {
			show_near(cx, &s[i], e->contact_id, false, j);
			shown++;
		}
	json_list_end(j);
	json_close(j);
	return OK;
}

/* The mean mood of what supports it decides which side is the other one. */
enum err insight_contradictions(struct cx *cx, int64_t insight_id, struct json_out *j)
{
	struct insight *i = ARENA_NEW(cx->arena, struct insight);
	struct words w;
	struct ids linked = {0};
	struct similar *s;
	size_t n, shown = 0;
	double mood = 0;

	TRY(model_get(cx, &resources[RES_insight], insight_id, i));
	TRY(words_of(cx, &resources[RES_insight], insight_id, &w));
	auto_buf text;

	buf_init(&text, 40000);
	buf_str(&text, i->claim);
	for (size_t k = 0; k < w.n; k++) {
		(void)ids_add(cx->arena, &linked, w.v[k].id);
		mood += w.v[k].has_emotion ? (double)w.v[k].emotion * w.v[k].sign : 0;
		if (k < 20)
			buf_printf(&text, " %.*s", STR_ARG(w.v[k].quote));
	}
	TRY(similar_items(cx, buf_view(&text), 0, 200, &s, &n));
	json_open(j);
	json_key(j, "data");
	json_list(j);
	for (size_t k = 0; k < n && shown < 20; k++) {
		bool other_side = s[k].has_emotion && (mood <= 0 ? s[k].emotion > 0 : s[k].emotion < 0);

		if (ids_has(&linked, s[k].id) || !other_side)
			continue;
		show_near(cx, &s[k], 0, true, j);
		shown++;
	}
	json_list_end(j);
	json_close(j);
	return OK;
}

/* ---- what a theme offers to the opportunity made from it ---- */

static enum err show_texts(struct cx *cx, const char *key, const char *sql, int64_t theme_id, struct json_out *j)
{
	struct db_rows *r;

	TRY(db_query(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_int(theme_id)), &r));
	json_key(j, key);
	json_list(j);
	while (db_next(r))
		json_str(j, db_col_str(r, 0));
	json_list_end(j);
	return db_end(r);
}

/* Spans that may answer when and why: sentences with a word of time or cause. Proposed, never filled in. */
static const char *const clues[] = {"when ",   "while ",  "because", "every time", "as soon as", "before ",
				    "after ",  "weil ",	  "wenn ",   "sobald ",	   "parce que",	 "quand ",
				    "lorsque", "cuando ", "porque ", "cada vez"};

static bool has_clue(struct str s)
{
	for (size_t c = 0; c < sizeof clues / sizeof clues[0]; c++) {
		size_t n = strlen(clues[c]);

		for (size_t i = 0; i + n <= s.n; i++)
			if (str_eq_nocase((struct str){s.p + i, n}, clues[c]))
				return true;
	}
	return false;
}

static void show_moments(const struct words *w, struct json_out *j)
{
	int shown = 0;

	json_key(j, "moments");
	json_list(j);
	for (size_t i = 0; i < w->n && shown < 10; i++) {
		struct str q = w->v[i].quote;
		size_t from = 0;

		for (size_t k = 0; k <= q.n && shown < 10; k++) {
			bool end = k == q.n || q.p[k] == '.' || q.p[k] == '!' || q.p[k] == '?' || q.p[k] == '\n';
			struct str sentence = str_trim((struct str){q.p + from, k - from});

			if (!end)
				continue;
			from = k + 1;
			if (sentence.n < 20 || !has_clue(sentence))
				continue;
			json_open(j);
			show_id(j, "id", &resources[RES_evidence], w->v[i].id);
			json_kstr(j, "verbatim", sentence);
			json_kint(j, "start", (int64_t)utf8_length((struct str){q.p, (size_t)(sentence.p - q.p)}));
			json_kint(j, "length", (int64_t)utf8_length(sentence));
			json_close(j);
			shown++;
		}
	}
	json_list_end(j);
}

enum err theme_opportunity_draft(struct cx *cx, int64_t theme_id, struct json_out *j)
{
	struct words w;
	struct ids accounts = {0}, existing = {0};
	int64_t area;

	TRY(words_of(cx, &resources[RES_theme], theme_id, &w));
	for (size_t i = 0; i < w.n; i++)
		(void)ids_add(cx->arena, &accounts, w.v[i].account_id);
	json_open(j);
	TRY(show_texts(
		cx, "need_examples",
		"SELECT DISTINCT e.need FROM link l JOIN evidence e ON e.workspace_id = l.workspace_id AND e.id = "
		"l.from_id WHERE l.workspace_id = ?1 AND "
		"l.kind = 'evidence_theme' AND l.to_id = ?2 AND e.need IS NOT NULL AND e.archived_at IS NULL LIMIT 10",
		theme_id, j));
	TRY(show_texts(cx, "requests",
		       "SELECT DISTINCT e.request FROM link l JOIN evidence e ON e.workspace_id = l.workspace_id AND "
		       "e.id = l.from_id WHERE l.workspace_id = ?1 "
		       "AND l.kind = 'evidence_theme' AND l.to_id = ?2 AND e.request IS NOT NULL AND e.archived_at IS "
		       "NULL LIMIT 10",
		       theme_id, j));
	TRY(theme_segments_show(cx, &w, j));
	TRY(theme_area(cx, theme_id, &area));
	TRY(show_ref_key(cx, j, "area", &resources[RES_area], area));
	show_moments(&w, j);
	json_kint(j, "accounts", (int64_t)accounts.n);
	json_kint(j, "items", (int64_t)w.n);
	TRY(ids_of_links(cx, LINK_theme_opportunity, theme_id, true, &existing));
	json_key(j, "similar");
	json_list(j);
	for (size_t i = 0; i < existing.n; i++)
		TRY(show_ref(cx, j, &resources[RES_opportunity], existing.v[i]));
	json_list_end(j);
	json_close(j);
	return OK;
}
