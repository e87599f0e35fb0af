/* Figures of themes: who was heard of how many, who was not, whose voice is loud, what rises. See themes.h.
 * Accounts are counted, not items; history items are inside. */
#include "base/clock.h"
#include "domain/segments.h"
#include "domain/show.h"
#include "domain/themes.h"
#include "method/loop.h"
#include <stdlib.h>

#define THEME (&resources[RES_theme])
enum { WEEKS_SHORT = 12, WEEKS_LONG = 26, MONTHS = 12 };

/* ---- trends ---- */

struct trend {
	int64_t theme;
	struct str name;
	int64_t number;
	struct theme_counts counts;
	bool is_new;
};
struct trends {
	struct trend *v;
	size_t n;
	double heard_recent, heard_before;
};

static enum err heard(struct cx *cx, int64_t from, int64_t to, double *ret)
{
	int64_t n;

	TRY(db_one_int(cx,
		       "SELECT COUNT(DISTINCT account_id) FROM evidence WHERE workspace_id = ?1 AND said_at >= ?2 AND "
		       "said_at < ?3 AND archived_at IS NULL "
		       "AND state NOT IN ('spam', 'duplicate')",
		       DB_ARGS(db_int(cx->workspace_id), db_int(from), db_int(to)), &n, NULL));
	*ret = (double)n;
	return OK;
}

/* All active themes at once, since the adjustment is over all of them. */
static enum err load_trends(struct cx *cx, struct trends *t)
{
	int64_t window = RISING_DAYS * US_PER_DAY, now = cx->now_us, cap = 0;
	struct db_rows *r;

	*t = (struct trends){0};
	TRY(heard(cx, now - window, now + 1, &t->heard_recent));
	TRY(heard(cx, now - 2 * window, now - window, &t->heard_before));
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM theme WHERE workspace_id = ?1 AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id)), &cap, NULL));
	t->v = ARENA_ARRAY(cx->arena, struct trend, cap + 1);
	TRY(db_query(
		cx,
		"SELECT t.id, t.name, t.number, COUNT(DISTINCT CASE WHEN e.said_at >= ?2 THEN e.account_id END), "
		"COUNT(DISTINCT CASE WHEN e.said_at < ?2 AND e.said_at >= ?3 THEN e.account_id END), MIN(e.said_at) "
		"FROM theme t LEFT JOIN link l ON l.workspace_id = t.workspace_id AND l.kind = 'evidence_theme' AND "
		"l.to_id = t.id "
		"LEFT JOIN evidence e ON e.workspace_id = t.workspace_id AND e.id = l.from_id AND e.archived_at IS "
		"NULL AND "
		"e.state NOT IN ('spam', 'duplicate') WHERE t.workspace_id = ?1 AND t.archived_at IS NULL AND t.state "
		"<> 'retired' "
		"GROUP BY t.id, t.name, t.number ORDER BY t.id",
		DB_ARGS(db_int(cx->workspace_id), db_int(now - window), db_int(now - 2 * window)), &r));
	while (db_next(r) && (int64_t)t->n < cap) {
		struct trend *x = &t->v[t->n++];

		x->theme = db_col_int(r, 0);
		x->name = str_copy(cx->arena, db_col_str(r, 1));
		x->number = db_col_int(r, 2);
		x->counts.recent = (double)db_col_int(r, 3);
		x->counts.before = (double)db_col_int(r, 4);
		x->is_new = !db_col_null(r, 5) && db_col_int(r, 5) >= now - window;
	}
	TRY(db_end(r));
	struct theme_counts *c = ARENA_ARRAY(cx->arena, struct theme_counts, t->n + 1);

	for (size_t i = 0; i < t->n; i++)
		c[i] = t->v[i].counts;
	rising_themes(c, t->n, t->heard_recent, t->heard_before);
	for (size_t i = 0; i < t->n; i++)
		t->v[i].counts = c[i];
	return OK;
}

static void show_trend(struct cx *cx, const struct trends *t, const struct trend *x, struct json_out *j)
{
	json_open(j);
	show_id(j, "id", THEME, x->theme);
	json_kz(j, "number", arena_printf(cx->arena, "T-%lld", (long long)x->number));
	json_kstr(j, "name", x->name);
	json_knum(j, "recent", x->counts.recent);
	json_knum(j, "before", x->counts.before);
	json_knum(j, "heard_recent", t->heard_recent);
	json_knum(j, "heard_before", t->heard_before);
	show_maybe(j, "p", x->counts.p);
	show_maybe(j, "adjusted", x->counts.adjusted);
	json_kbool(j, "rising", x->counts.rising);
	json_kbool(j, "is_new", x->is_new);
	json_close(j);
}

static void show_trend_of(struct cx *cx, const struct trends *t, int64_t theme, struct json_out *j)
{
	json_key(j, "trend");
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].theme == theme) {
			show_trend(cx, t, &t->v[i], j);
			return;
		}
	json_nil(j); /* retired */
}

enum err theme_alerts(struct cx *cx, struct json_out *j)
{
	struct trends t;

	TRY(load_trends(cx, &t));
	json_key(j, "rising");
	json_list(j);
	for (size_t i = 0; i < t.n; i++)
		if (t.v[i].counts.rising)
			show_trend(cx, &t, &t.v[i], j);
	json_list_end(j);
	json_key(j, "new_themes");
	json_list(j);
	for (size_t i = 0; i < t.n; i++)
		if (t.v[i].is_new && !t.v[i].counts.rising)
			show_trend(cx, &t, &t.v[i], j);
	json_list_end(j);
	return OK;
}

/* ---- one theme's words ---- */

static void show_by(const struct words *w, struct json_out *j)
{
	int64_t by[3] = {0};

	for (size_t i = 0; i < w->n; i++)
		by[w->v[i].by]++;
	json_key(j, "by");
	json_open(j);
	for (int a = 0; a < 3; a++)
		json_kint(j, actor_name((enum actor)a), by[a]);
	json_close(j);
}

static enum err show_voices(struct cx *cx, const struct words *w, struct json_out *j)
{
	struct ids voices = {0};
	double *mentions = ARENA_ARRAY(cx->arena, double, w->n + 1);

	for (size_t i = 0; i < w->n; i++) {
		int64_t voice = word_voice(&w->v[i]);
		size_t at = 0;

		if (ids_add(cx->arena, &voices, voice))
			at = voices.n - 1;
		else
			while (voices.v[at] != voice)
				at++;
		mentions[at]++;
	}
	struct voices v = effective_voices(mentions, voices.n);
	int64_t largest = voices.n ? voices.v[v.largest] : 0;
	bool is_account = false;

	for (size_t i = 0; i < w->n; i++)
		is_account |= largest > 0 && w->v[i].account_id == largest;
	json_key(j, "voices");
	json_open(j);
	show_maybe(j, "effective", v.effective);
	show_maybe(j, "largest_share", v.largest_share);
	TRY(show_ref_key(cx, j, "largest", &resources[RES_account], is_account ? largest : 0));
	json_kbool(j, "warn", v.warn);
	json_kz(j, "reason",
		v.effective.why		      ? v.effective.why
		: !v.warn		      ? NULL
		: v.largest_share.value > 0.5 ? "one voice is more than half"
					      : "fewer than three effective voices");
	json_close(j);
	return OK;
}

/* Mean over customers of their own mean, so that nobody counts twice. */
static struct maybe mean_emotion(struct cx *cx, const struct words *w, int64_t *ret_n)
{
	struct ids voices = {0};
	double sum = 0;
	int64_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		double own = 0, items = 0;

		n += w->v[i].has_emotion;
		if (!w->v[i].has_emotion || !ids_add(cx->arena, &voices, word_voice(&w->v[i])))
			continue;
		for (size_t k = i; k < w->n; k++)
			if (w->v[k].has_emotion && word_voice(&w->v[k]) == word_voice(&w->v[i])) {
				own += (double)w->v[k].emotion;
				items++;
			}
		sum += own / items;
	}
	*ret_n = n;
	return ratio(sum, (double)voices.n, "nobody noted a mood");
}

struct bucket {
	int64_t from, to, items;
	struct ids accounts;
};

static void show_buckets(struct cx *cx, const char *key, struct bucket *b, size_t n, const struct words *w,
			 struct json_out *j)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < n; k++)
			if (w->v[i].said_at >= b[k].from && w->v[i].said_at < b[k].to) {
				b[k].items++;
				(void)ids_add(cx->arena, &b[k].accounts, w->v[i].account_id);
			}
	json_key(j, key);
	json_list(j);
	for (size_t k = 0; k < n; k++) {
		json_open(j);
		show_time(j, "from", b[k].from);
		json_kint(j, "items", b[k].items);
		json_kint(j, "accounts", (int64_t)b[k].accounts.n);
		json_close(j);
	}
	json_list_end(j);
}

/* Whole weeks from Monday, UTC, the last one not over yet. */
static void show_weeks(struct cx *cx, const struct words *w, int n, struct json_out *j)
{
	struct bucket *b = ARENA_ARRAY(cx->arena, struct bucket, n);
	int64_t day = cx->now_us / US_PER_DAY, monday = day - ((day + 3) % 7);

	for (int k = 0; k < n; k++) {
		b[k].from = (monday - 7 * (n - 1 - k)) * US_PER_DAY;
		b[k].to = b[k].from + 7 * US_PER_DAY;
	}
	show_buckets(cx, "weeks", b, (size_t)n, w, j);
}

static void show_months(struct cx *cx, const struct words *w, struct json_out *j)
{
	struct bucket *b = ARENA_ARRAY(cx->arena, struct bucket, MONTHS);
	int year, month, day;

	date_to_civil((int32_t)(cx->now_us / US_PER_DAY), &year, &month, &day);
	for (int k = MONTHS - 1; k >= 0; k--) {
		int next_year = month == 12 ? year + 1 : year, next_month = month == 12 ? 1 : month + 1;

		b[k].from = (int64_t)date_from_civil(year, month, 1) * US_PER_DAY;
		b[k].to = (int64_t)date_from_civil(next_year, next_month, 1) * US_PER_DAY;
		if (--month == 0) {
			month = 12;
			year--;
		}
	}
	show_buckets(cx, "months", b, MONTHS, w, j);
}

/* ---- segments ---- */

static void show_segment(const struct segment_members *s, const struct ids *heard_accounts, const struct words *w,
			 size_t all, struct json_out *j)
{
	int64_t heard_n = 0, items = 0;

	for (size_t i = 0; i < s->accounts.n; i++)
		heard_n += ids_has(heard_accounts, s->accounts.v[i]);
	for (size_t i = 0; i < w->n; i++)
		items += ids_has(&s->accounts, w->v[i].account_id);
	json_open(j);
	show_id(j, "id", &resources[RES_segment], s->id);
	json_kstr(j, "name", s->name);
	json_kint(j, "heard", heard_n);
	json_kint(j, "members", (int64_t)s->accounts.n);
	show_maybe(j, "share", ratio((double)heard_n, (double)s->accounts.n, "no account belongs to it"));
	json_kint(j, "items", items);
	show_maybe(j, "base_share", ratio((double)s->accounts.n, (double)all, "no accounts"));
	show_maybe(j, "population", s->population ? known((double)s->population) : unknown("not given"));
	json_close(j);
}

static void show_segments(struct cx *cx, const struct segment_members *s, size_t n, const struct words *w, size_t all,
			  struct json_out *j)
{
	struct ids accounts = {0};

	for (size_t i = 0; i < w->n; i++)
		(void)ids_add(cx->arena, &accounts, w->v[i].account_id);
	json_key(j, "segments");
	json_list(j);
	for (size_t i = 0; i < n; i++)
		show_segment(&s[i], &accounts, w, all, j);
	json_list_end(j);
	json_key(j, "not_heard");
	json_list(j);
	for (size_t i = 0; i < n; i++) {
		bool any = false;

		for (size_t k = 0; k < s[i].accounts.n; k++)
			any |= ids_has(&accounts, s[i].accounts.v[k]);
		if (!any)
			show_segment(&s[i], &accounts, w, all, j);
	}
	json_list_end(j);
}

enum err theme_segments_show(struct cx *cx, const struct words *w, struct json_out *j)
{
	struct segment_members *segment;
	struct ids all = {0};
	size_t n;

	TRY(accounts_all(cx, &all));
	TRY(segments_load(cx, &segment, &n));
	show_segments(cx, segment, n, w, all.n, j);
	return OK;
}

/* ---- quotes ---- */

static void show_quote(struct cx *cx, const struct word *w, const char *kind, struct json_out *j)
{
	json_open(j);
	show_id(j, "id", &resources[RES_evidence], w->id);
	json_kz(j, "kind", kind);
	json_kstr(j, "verbatim", w->quote);
	show_time(j, "said_at", w->said_at);
	show_maybe(j, "emotion", w->has_emotion ? known((double)w->emotion) : unknown("none noted"));
	show_person(cx, j, "contact_label", w->contact);
	show_text(j, "account_label", w->account);
	json_kz(j, "evidence_kind", enums[ENUM_evidence_kind].values[w->kind]);
	json_kz(j, "by", actor_name(w->by));
	json_close(j);
}

static double distance_to(const struct word *w, double emotion)
{
	double d = (w->has_emotion ? (double)w->emotion : 0) - emotion;

	return (d < 0 ? -d : d) + (w->quote.n < 20 ? 10 : 0);
}

/* Near the middle mood, the strongest mood, the opposite mood, the newest. Each item once. */
static void show_quotes(struct cx *cx, const struct words *w, struct maybe emotion, struct json_out *j)
{
	static const char *const kinds[] = {"typical", "extreme", "against", "newest"};
	double middle = emotion.why ? 0 : emotion.value, far = middle <= 0 ? -2 : 2;
	struct ids shown = {0};

	json_key(j, "quotes");
	json_list(j);
	for (int k = 0; k < 4; k++) {
		const struct word *best = NULL;

		for (size_t i = 0; i < w->n; i++) {
			const struct word *x = &w->v[i];
			double wanted = k == 0 ? middle : k == 1 ? far : -far;

			if (!x->quote.n || ids_has(&shown, x->id) ||
			    (k == 2 && (!x->has_emotion || (double)x->emotion * far >= 0)))
				continue;
			if (!best || (k == 3 ? x->said_at > best->said_at
					     : distance_to(x, wanted) < distance_to(best, wanted) ||
						       (distance_to(x, wanted) == distance_to(best, wanted) &&
							x->said_at > best->said_at)))
				best = x;
		}
		if (best && ids_add(cx->arena, &shown, best->id))
			show_quote(cx, best, kinds[k], j);
	}
	json_list_end(j);
}

/* ---- pages ---- */

static size_t accounts_of(struct cx *cx, const struct words *w)
{
	struct ids a = {0};

	for (size_t i = 0; i < w->n; i++)
		(void)ids_add(cx->arena, &a, w->v[i].account_id);
	return a.n;
}

static enum err show_links(struct cx *cx, const char *key, enum link_kind kind, int64_t id, struct json_out *j)
{
	struct ids to = {0};

	TRY(ids_of_links(cx, kind, id, true, &to));
	json_key(j, key);
	json_list(j);
	for (size_t i = 0; i < to.n; i++)
		TRY(show_ref(cx, j, &resources[relations[kind].to], to.v[i]));
	json_list_end(j);
	return OK;
}

static void show_counts(struct cx *cx, const struct words *w, size_t all, struct json_out *j)
{
	struct ids contacts = {0};
	int64_t anonymous = 0, history = 0, first = 0, last = 0;

	for (size_t i = 0; i < w->n; i++) {
		(void)ids_add(cx->arena, &contacts, w->v[i].contact_id);
		anonymous += !w->v[i].contact_id;
		history += w->v[i].is_history;
		first = !first || w->v[i].said_at < first ? w->v[i].said_at : first;
		last = w->v[i].said_at > last ? w->v[i].said_at : last;
	}
	struct figure f = share_figure((double)accounts_of(cx, w), (double)all, "there are no accounts yet");

	f.interval.known = false; /* a count of the base, not a sample of it */
	json_kint(j, "items", (int64_t)w->n);
	show_by(w, j);
	show_figure(j, "accounts", &f);
	json_kint(j, "contacts", (int64_t)contacts.n);
	json_kint(j, "anonymous", anonymous);
	json_kint(j, "history", history);
	show_time(j, "first_said_at", first);
	show_time(j, "last_said_at", last);
}

enum err theme_summary(struct cx *cx, int64_t theme_id, struct json_out *j)
{
	struct words w;
	struct segment_members *segment;
	struct ids all = {0};
	struct trends trends;
	size_t n;
	int64_t with_mood;

	TRY(words_of(cx, THEME, theme_id, &w));
	TRY(accounts_all(cx, &all));
	TRY(segments_load(cx, &segment, &n));
	TRY(load_trends(cx, &trends));
	json_open(j);
	TRY(show_ref_key(cx, j, "theme", THEME, theme_id));
	show_counts(cx, &w, all.n, j);
	TRY(show_voices(cx, &w, j));
	struct maybe emotion = mean_emotion(cx, &w, &with_mood);

	json_key(j, "emotion");
	json_open(j);
	show_maybe(j, "mean", emotion);
	json_kint(j, "n", with_mood);
	json_kint(j, "of", (int64_t)w.n);
	json_kz(j, "reason", emotion.why);
	json_close(j);
	show_segments(cx, segment, n, &w, all.n, j);
	show_weeks(cx, &w, WEEKS_LONG, j);
	show_months(cx, &w, j);
	show_trend_of(cx, &trends, theme_id, j);
	show_quotes(cx, &w, emotion, j);
	TRY(show_links(cx, "opportunities", LINK_theme_opportunity, theme_id, j));
	TRY(show_links(cx, "insights", LINK_theme_insight, theme_id, j));
	json_close(j);
	return OK;
}

static enum err show_row_of(struct cx *cx, const struct theme *t, const struct trends *trends, struct json_out *j)
{
	struct words w;
	struct str parent = {0};
	struct ids opportunities = {0};
	int64_t with_mood;

	TRY(words_of(cx, THEME, t->head.id, &w));
	TRY(ids_of_links(cx, LINK_theme_opportunity, t->head.id, true, &opportunities));
	if (HAS(t, theme, parent_id))
		TRY(model_label(cx, THEME, t->parent_id, &parent));
	json_open(j);
	show_id(j, "id", THEME, t->head.id);
	json_kint(j, "rev", t->head.rev);
	json_kz(j, "number", arena_printf(cx->arena, "T-%lld", (long long)t->head.number));
	json_kstr(j, "name", t->name);
	json_kz(j, "state", enums[ENUM_theme_state].values[t->state]);
	json_kz(j, "origin", enums[ENUM_theme_origin].values[t->origin]);
	json_kbool(j, "pinned", t->pinned != 0);
	show_id(j, "parent_id", THEME, t->parent_id);
	show_text(j, "parent_label", parent);
	json_kint(j, "items", (int64_t)w.n);
	json_kint(j, "accounts", (int64_t)accounts_of(cx, &w));
	show_by(&w, j);
	show_maybe(j, "emotion", mean_emotion(cx, &w, &with_mood));
	TRY(show_voices(cx, &w, j));
	show_weeks(cx, &w, WEEKS_SHORT, j);
	show_trend_of(cx, trends, t->head.id, j);
	json_kint(j, "opportunities", (int64_t)opportunities.n);
	json_close(j);
	return OK;
}

/* One word for each account that was heard at all: enough for who was not. */
static enum err heard_words(struct cx *cx, struct words *ret)
{
	struct ids accounts = {0};

	TRY(ids_of_query(cx,
			 "SELECT DISTINCT account_id FROM evidence WHERE workspace_id = ?1 AND account_id IS NOT NULL "
			 "AND archived_at IS NULL AND "
			 "state NOT IN ('spam', 'duplicate')",
			 DB_ARGS(db_int(cx->workspace_id)), &accounts));
	ret->v = ARENA_ARRAY(cx->arena, struct word, accounts.n + 1);
	for (size_t i = 0; i < accounts.n; i++)
		ret->v[ret->n++].account_id = accounts.v[i];
	return OK;
}

/* Loads a page worth of themes: the largest first. */
static enum err find_themes(struct cx *cx, struct str q, struct str state, struct ids *ret)
{
	int known_state = state.n ? enum_by_name(ENUM_theme_state, state) : -1;

	if (state.n && known_state < 0)
		return fail(cx, ERR_INVALID, "state", "is proposed, active or retired");
	const char *like = arena_printf(cx->arena, "%%%.*s%%", STR_ARG(q));

	return ids_of_query(cx,
			    "SELECT id FROM theme WHERE workspace_id = ?1 AND archived_at IS NULL AND (state = ?2 OR "
			    "(?2 = '' AND state <> 'retired')) "
			    "AND LOWER(name) LIKE LOWER(?3) ORDER BY COALESCE(pinned, 0) DESC, COALESCE(accounts, 0) "
			    "DESC, COALESCE(items, 0) DESC, id LIMIT 200",
			    DB_ARGS(db_int(cx->workspace_id), db_text(state.n ? state : STR("")), db_z(like)), ret);
}

enum err theme_overview(struct cx *cx, struct str q, struct str state, struct json_out *j)
{
	struct ids themes = {0}, all = {0};
	struct trends trends;
	struct segment_members *segment;
	struct words everything = {0};
	size_t n;
	int64_t items, unlinked, accounts;

	TRY(find_themes(cx, q, state, &themes));
	TRY(load_trends(cx, &trends));
	TRY(accounts_all(cx, &all));
	TRY(segments_load(cx, &segment, &n));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM evidence WHERE workspace_id = ?1 AND archived_at IS NULL AND state NOT IN "
		       "('spam', 'duplicate')",
		       DB_ARGS(db_int(cx->workspace_id)), &items, NULL));
	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM evidence e WHERE e.workspace_id = ?1 AND e.archived_at IS NULL AND "
		       "e.state NOT IN ('spam', 'duplicate') AND "
		       "NOT EXISTS (SELECT 1 FROM link l WHERE l.workspace_id = e.workspace_id AND l.kind = "
		       "'evidence_theme' AND l.from_id = e.id)",
		       DB_ARGS(db_int(cx->workspace_id)), &unlinked, NULL));
	TRY(db_one_int(cx,
		       "SELECT COUNT(DISTINCT account_id) FROM evidence WHERE workspace_id = ?1 AND archived_at IS "
		       "NULL AND state NOT IN ('spam', 'duplicate')",
		       DB_ARGS(db_int(cx->workspace_id)), &accounts, NULL));
	struct figure f = share_figure((double)accounts, (double)all.n, "there are no accounts yet");

	f.interval.known = false;
	json_open(j);
	show_figure(j, "heard", &f);
	json_kint(j, "items", items);
	json_kint(j, "unlinked", unlinked);
	json_key(j, "themes");
	json_list(j);
	for (size_t i = 0; i < themes.n; i++) {
		struct theme *t = ARENA_NEW(cx->arena, struct theme);

		TRY(model_get(cx, THEME, themes.v[i], t));
		TRY(show_row_of(cx, t, &trends, j));
	}
	json_list_end(j);
	TRY(heard_words(cx, &everything));
	show_segments(cx, segment, n, &everything, all.n, j);
	json_close(j);
	return OK;
}
