/* Job themes.rebuild: groups what has words by src/text and writes proposals: themes of origin machine, links by
 * machine. Links and names made by people stay; themes of the machine that people renamed, pinned or linked onwards are
 * kept and matched by the items they share, so that ids and trends survive a rebuild.
 *
 * Batch 1 reads and groups (no write is held meanwhile), further batches write one theme each; the lease fences them.
 * The result of the grouping lives in job memory: after a crash it is computed again, which gives the same. */
#include "base/clock.h"
#include "base/log.h"
#include "domain/domain.h"
#include "domain/themes.h"
#include "text/kept.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define THEME (&resources[RES_theme])
enum { PAGE = 2000 };

struct grouping {
	struct arena arena; /* texts and ids */
	struct text_item *item;
	size_t n, cap;
	struct text_themes themes;
	bool grouped;
};

/* Progress is in per cent: reading and grouping up to GROUPED, then the writing. */
enum { GROUPED = 65, ALL = 100 };

/* A grouping takes longer than a lease: it is renewed, and asked for an end, while the texts are read and encoded. */
struct watch {
	struct cx *cx;
	struct job *job;
	int64_t last_us;
	int64_t done;
};

static void forget(void *memory)
{
	struct grouping *g = memory;

	if (!g)
		return;
	if (g->grouped)
		text_themes_release(&g->themes);
	mem_free(g->item);
	arena_release(&g->arena);
	mem_free(g);
}

static enum err read_page(struct cx *cx, void *arg)
{
	struct grouping *g = arg;
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT id, verbatim, contact_id FROM evidence WHERE workspace_id = ?1 AND id > ?2 AND verbatim "
		     "IS NOT NULL AND archived_at IS NULL AND "
		     "state NOT IN ('spam', 'duplicate') ORDER BY id LIMIT 2000",
		     DB_ARGS(db_int(cx->workspace_id), db_int(g->n ? g->item[g->n - 1].id : 0)), &r));
	while (db_next(r) && g->n < TEXT_ITEMS_MAX) {
		if (g->n == g->cap) {
			g->cap = g->cap ? g->cap * 2 : PAGE;
			g->item = mem_realloc(g->item, g->cap * sizeof *g->item);
		}
		g->item[g->n++] = (struct text_item){.id = db_col_int(r, 0),
						     .text = str_copy(&g->arena, db_col_str(r, 1)),
						     .author = db_col_int(r, 2)};
	}
	return db_end(r);
}

static enum err read_options(struct cx *cx, struct str args, struct text_themes_options *o)
{
	json_t *in;

	TRY(json_read(cx, args.n ? args : STR("{}"), &in));
	o->resolution = json_number_value(json_object_get(in, "resolution"));
	o->count = (size_t)json_integer_value(json_object_get(in, "count"));
	o->seed = (uint64_t)json_integer_value(json_object_get(in, "seed"));
	json_decref(in);
	return OK;
}

static enum err note_progress(struct cx *cx, struct job *job, void *arg)
{
	const struct watch *w = arg;

	(void)cx;
	job->next.done = w->done;
	job->next.total = ALL;
	return OK;
}

static bool still_wanted(void *arg, const char *stage, double done)
{
	struct watch *w = arg;
	int64_t now = clock_mono_us();

	if (now - w->last_us < 5 * US_PER_S)
		return true;
	w->last_us = now;
	w->done = strcmp(stage, "meaning") == 0 || strcmp(stage, "vectors") == 0 ? 5 + (int64_t)(done * (GROUPED - 5)) : w->done;
	return job_batch(w->cx, w->job, note_progress, w) == OK;
}

static enum err read_encoder(struct cx *cx, void *arg)
{
	struct workspace w;

	TRY(model_get(cx, &resources[RES_workspace], cx->workspace_id, &w));
	*(const char **)arg = enums[ENUM_encoder].values[w.encoder];
	return OK;
}

/* With the workspace's encoder, whose vectors are kept in the data directory; without a model by words alone. */
static enum err group_with_meaning(struct cx *cx, struct job *job, struct grouping *g,
				   const struct text_themes_options *o)
{
	struct watch w = {cx, job, clock_mono_us(), 0};
	struct text_control control = {still_wanted, &w, 1};
	struct text_meaning_wish wish = {.english_share = text_english_share(g->item, g->n), .threads = 1};
	struct text_meaning *m;
	struct text_kept *k = NULL;
	struct text_encoder_hook hook;

	TRY(db_read(cx, read_encoder, &wish.encoder));
	TRY(text_meaning_open(cx, &wish, &m));
	if (m) {
		k = text_kept_open(
			m, text_kept_path(cx));
		hook = text_kept_hook(k);
	}
	enum err e = text_themes_run(&g->themes, g->item, g->n, o, m ? &hook : NULL, &control);

	if (k && e == OK)
		text_kept_save(k, false);
	text_kept_close(k);
	text_meaning_close(m); /* nothing is placed with this model, so its hook is not called again */
	return e;
}

/* Reads and groups, outside any write. */
static enum err group(struct cx *cx, struct job *job)
{
	struct grouping *g = mem_alloc(sizeof *g);
	struct text_themes_options options = {0};
	size_t before;

	arena_init(&g->arena);
	job->memory = g;
	TRY(read_options(cx, job->args, &options));
	do {
		before = g->n;
		TRY(db_read(cx, read_page, g));
	} while (g->n - before == PAGE && g->n < TEXT_ITEMS_MAX);
	if (options.count > g->n)
		return fail(cx, ERR_INVALID, "count", "%zu themes cannot be made of %zu items: ask for fewer", options.count, g->n);
	enum err e = group_with_meaning(cx, job, g, &options);

	if (e)
		return cx->failure.n ? e : fail(cx, e, NULL, "the grouping of %zu items failed", g->n);
	g->grouped = true;
	return OK;
}

static void items_of(struct cx *cx, const struct grouping *g, uint32_t theme, struct ids *ret)
{
	for (size_t i = 0; i < g->themes.assignments; i++)
		if (g->themes.assignment[i].theme == theme)
			(void)ids_add(cx->arena, ret, g->item[g->themes.assignment[i].item].id);
}

/* The machine theme that shares most items with this group, when that is at least half of either. */
static enum err match(struct cx *cx, const struct ids *items, int64_t *ret)
{
	struct ids machine = {0};
	int64_t best = 0;

	*ret = 0;
	TRY(ids_of_query(cx,
			 "SELECT id FROM theme WHERE workspace_id = ?1 AND origin = 'machine' AND archived_at IS NULL "
			 "ORDER BY id",
			 DB_ARGS(db_int(cx->workspace_id)), &machine));
	for (size_t i = 0; i < machine.n; i++) {
		struct ids linked = {0};
		int64_t shared = 0;

		TRY(ids_of_links(cx, LINK_evidence_theme, machine.v[i], false, &linked));
		for (size_t k = 0; k < linked.n; k++)
			shared += ids_has(items, linked.v[k]);
		if (shared > best && (shared * 2 >= (int64_t)linked.n || shared * 2 >= (int64_t)items->n)) {
			best = shared;
			*ret = machine.v[i];
		}
	}
	return OK;
}

/* A person renamed, pinned or activated it: its name and definition are theirs. */
static enum err touched(struct cx *cx, int64_t theme, bool *ret)
{
	int64_t n;

	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND resource = 'theme' "
		       "AND actor = 'person'",
		       DB_ARGS(db_int(cx->workspace_id), db_int(theme)), &n, NULL));
	*ret = n > 0;
	return OK;
}

static struct str cut(struct str s, size_t codepoints)
{
	return (struct str){s.p, utf8_offset(s, codepoints)};
}

static enum err write_theme(struct cx *cx, const struct text_theme *t, int64_t old, int64_t *ret)
{
	struct theme *row = ARENA_NEW(cx->arena, struct theme);
	bool kept = false;

	SET(row, theme, name, cut(t->name, 200));
	if (t->subtitle.n)
		SET(row, theme, definition, cut(t->subtitle, 500));
	if (!old) {
		SET(row, theme, origin, E_theme_origin_machine);
		SET(row, theme, state, E_theme_state_proposed);
		TRY(model_create(cx, THEME, row));
		*ret = row->head.id;
		return OK;
	}
	*ret = old;
	TRY(touched(cx, old, &kept));
	return kept ? OK : model_update(cx, THEME, old, -1, false, row, STR("grouped anew"));
}

/* The machine's links become those of the group; people's and rules' stay. */
static enum err write_links(struct cx *cx, int64_t theme, const struct ids *items)
{
	struct ids machine = {0};

	TRY(ids_of_query(cx,
			 "SELECT from_id FROM link WHERE workspace_id = ?1 AND kind = 'evidence_theme' AND to_id = ?2 "
			 "AND made_by = 'machine'",
			 DB_ARGS(db_int(cx->workspace_id), db_int(theme)), &machine));
	for (size_t i = 0; i < machine.n; i++)
		if (!ids_has(items, machine.v[i]))
			TRY(link_remove(cx, LINK_evidence_theme, machine.v[i], theme, STR("grouped anew")));
	for (size_t i = 0; i < items->n; i++) {
		enum err e = link_add(
			cx, &(struct link){.kind = LINK_evidence_theme, .from = items->v[i], .to = theme, .sign = 1},
			NULL);

		if (e == ERR_NOT_FOUND) /* archived or erased while we grouped */
			fail_clear(cx);
		else
			TRY(e);
	}
	return theme_recount(cx, theme);
}

/* How many groups are written: as many as the cursor names themes. */
static uint32_t written(const struct job *job)
{
	uint32_t n = job->cursor.n > 0;

	for (size_t i = 0; i < job->cursor.n; i++)
		n += job->cursor.p[i] == ',';
	return n;
}

static enum err write_one(struct cx *cx, struct job *job, void *arg)
{
	struct grouping *g = arg;
	uint32_t at = written(job);
	struct ids items = {0};
	int64_t old, theme;

	items_of(cx, g, at, &items);
	TRY(match(cx, &items, &old));
	TRY(write_theme(cx, &g->themes.theme[at], old, &theme));
	TRY(write_links(cx, theme, &items));
	/* the themes of this run, so that the last batch knows what no group stands behind any more */
	job->next.cursor = str_of(arena_printf(cx->arena, "%.*s%s%lld", STR_ARG(job->cursor), job->cursor.n ? "," : "",
					       (long long)theme));
	job->next.done = GROUPED + (ALL - GROUPED) * (int64_t)at / (int64_t)g->themes.themes;
	job->next.total = ALL;
	return OK;
}

static bool in_cursor(struct str cursor, int64_t id)
{
	struct str part;
	int64_t v;

	while (cursor.n && str_split(&cursor, ',', &part))
		if (str_to_i64(part, &v) && v == id)
			return true;
	return false;
}

/* Proposals that nothing stands behind any more and nobody touched are put away. */
static enum err finish(struct cx *cx, struct job *job, void *arg)
{
	struct grouping *g = arg;
	struct ids machine = {0};
	int64_t retired = 0;

	TRY(ids_of_query(cx,
			 "SELECT id FROM theme WHERE workspace_id = ?1 AND origin = 'machine' AND state = 'proposed' "
			 "AND archived_at IS NULL",
			 DB_ARGS(db_int(cx->workspace_id)), &machine));
	for (size_t i = 0; i < machine.n; i++) {
		struct ids none = {0};
		bool kept;

		if (in_cursor(job->cursor, machine.v[i]))
			continue;
		TRY(touched(cx, machine.v[i], &kept));
		TRY(write_links(cx, machine.v[i], &none));
		if (kept)
			continue;
		TRY(model_archive(cx, THEME, machine.v[i], -1, true));
		retired++;
	}
	TRY(regroup_note(cx));
	job->next.done = job->next.total = ALL;
	job->next.result =
		str_of(arena_printf(cx->arena, "{\"items\":%zu,\"themes\":%zu,\"ungrouped\":%zu,\"retired\":%lld}",
				    g->n, g->themes.themes, g->themes.ungrouped, (long long)retired));
	return OK;
}

struct as_machine {
	struct job *job;
	struct grouping *g;
	job_run_fn *run;
};

static enum err run_as_machine(struct cx *cx, void *arg)
{
	struct as_machine *a = arg;

	return a->run(cx, a->job, a->g);
}

static enum err batch(struct cx *cx, struct job *job, void *arg)
{
	struct as_machine *a = arg;

	a->job = job;
	return domain_act_as(cx, ACTOR_MACHINE, run_as_machine, a);
}

static enum err step(struct cx *cx, struct job *job, bool *ret_finished)
{
	if (!job->memory)
		TRY(group(cx, job));
	struct grouping *g = job->memory;
	bool last = written(job) >= g->themes.themes;
	struct as_machine a = {job, g, last ? finish : write_one};

	TRY(job_batch(cx, job, batch, &a));
	*ret_finished = last;
	return OK;
}

const struct job_kind themes_rebuild_job = {.name = "themes.rebuild", .step = step, .forget = forget};
