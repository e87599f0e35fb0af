/* `earshot themes rebuild|list|show|assignments`: the themes of the workspace on the terminal and for programs. */
#include "cli/cli.h"
#include "domain/themes.h"
#include "job/job.h"
#include "model/engine.h"
#include <string.h>
#include <unistd.h>

#define THEME (&resources[RES_theme])
#define EVIDENCE (&resources[RES_evidence])

struct listing {
	struct args *a;
	int64_t theme; /* of show */
};

static void put_theme_json(struct json_out *j, const struct db_rows *r, const char *id)
{
	json_kz(j, "id", id);
	json_kint(j, "number", db_col_int(r, 1));
	json_kstr(j, "name", db_col_str(r, 2));
	json_kstr(j, "definition", db_col_str(r, 3));
	json_kstr(j, "state", db_col_str(r, 4));
	json_kstr(j, "origin", db_col_str(r, 5));
	json_kint(j, "items", db_col_int(r, 6));
	json_kint(j, "accounts", db_col_int(r, 7));
}

static enum err list(struct cx *cx, void *arg)
{
	struct listing *l = arg;
	bool json = args_json(l->a);
	struct json_out *j = json ? args_result(l->a) : NULL;
	FILE *out = args_out(l->a);
	struct db_rows *r;
	size_t n = 0;

	TRY(db_query(cx, "SELECT id, number, name, definition, state, origin, items, accounts FROM theme WHERE "
		"workspace_id = ?1 AND archived_at IS NULL "
		     "AND merged_into IS NULL AND state <> 'retired' ORDER BY items DESC, id", DB_ARGS(db_int(cx->workspace_id)), &r));
	if (json) {
		json_open(j);
		json_key(j, "data");
		json_list(j);
	}
	for (; db_next(r); n++) {
		char id[ID_TEXT];

		id_format(THEME, db_col_int(r, 0), id);
		if (!json) {
			fprintf(out, "%6lld items %5lld accounts  T-%-5lld %-9.*s %.*s\n", (long long)db_col_int(r, 6), (long long)db_col_int(r, 7),
				(long long)db_col_int(r, 1), STR_ARG(db_col_str(r, 4)), STR_ARG(db_col_str(r, 2)));
			continue;
		}
		json_open(j);
		put_theme_json(j, r, id);
		json_close(j);
	}
	if (json) {
		json_list_end(j);
		json_close(j);
	}
	if (!n && !json)
		fprintf(stderr, "No themes yet: `earshot themes rebuild` groups what was said.\n");
	return db_end(r);
}

static enum err run_list(struct cx *cx, struct args *a)
{
	return db_read(cx, list, &(struct listing){.a = a});
}

/* th_..., T-12 or t12. */
static enum err theme_of(struct cx *cx, const char *text, int64_t *ret)
{
	const struct resource *of;
	struct str s = str_of(text);
	int64_t number;
	bool found;

	if (id_parse(s, &of, ret) && of == THEME)
		return OK;
	if (s.n > 1 && (s.p[0] == 'T' || s.p[0] == 't')) {
		s = (struct str){s.p + 1, s.n - 1};
		if (s.p[0] == '-')
			s = (struct str){s.p + 1, s.n - 1};
		if (str_to_i64(s, &number)) {
			TRY(db_one_int(cx, "SELECT id FROM theme WHERE workspace_id = ?1 AND number = ?2",
				DB_ARGS(db_int(cx->workspace_id), db_int(number)),
				       ret, &found));
			if (found)
				return OK;
		}
	}
	return fail(cx, ERR_NOT_FOUND, NULL, "there is no theme \"%.40s\": `earshot themes list` shows them", text);
}

static enum err show_items(struct cx *cx, struct listing *l, struct json_out *j)
{
	struct db_rows *r;

	TRY(db_query(cx, "SELECT e.id, e.external_id, e.verbatim, k.made_by, k.reason FROM link k JOIN evidence e ON "
		"e.workspace_id = k.workspace_id "
		     "AND e.id = k.from_id WHERE k.workspace_id = ?1 AND e.workspace_id = ?1 AND k.kind = 'evidence_theme' AND k.to_id = ?2 "
		     "AND e.archived_at IS NULL ORDER BY e.said_at DESC, e.id DESC LIMIT 50",
			DB_ARGS(db_int(cx->workspace_id), db_int(l->theme)), &r));
	while (db_next(r)) {
		char id[ID_TEXT];

		id_format(EVIDENCE, db_col_int(r, 0), id);
		if (!j) {
			fprintf(args_out(l->a), "  %s  %.*s\n", id, (int)utf8_offset(db_col_str(r, 2), 160), db_col_str(r, 2).p
				? db_col_str(r, 2).p : "");
			continue;
		}
		json_open(j);
		json_kz(j, "id", id);
		json_kstr(j, "external_id", db_col_str(r, 1));
		json_kstr(j, "verbatim", db_col_str(r, 2));
		json_kstr(j, "by", db_col_str(r, 3));
		json_kstr(j, "reason", db_col_str(r, 4));
		json_close(j);
	}
	return db_end(r);
}

static enum err show(struct cx *cx, void *arg)
{
	struct listing *l = arg;
	struct json_out *j = args_json(l->a) ? args_result(l->a) : NULL;
	struct theme t;
	char id[ID_TEXT];

	TRY(theme_of(cx, args_at(l->a, 0), &l->theme));
	TRY(model_get(cx, THEME, l->theme, &t));
	id_format(THEME, l->theme, id);
	if (!j) {
		fprintf(args_out(l->a), "%.*s (%s, %lld items, %lld accounts)\n%.*s\n", STR_ARG(t.name), id, (long
			long)t.items, (long long)t.accounts,
			STR_ARG(t.definition));
		return show_items(cx, l, NULL);
	}
	json_open(j);
	json_kz(j, "id", id);
	json_kstr(j, "name", t.name);
	json_kstr(j, "definition", t.definition);
	json_kint(j, "items", t.items);
	json_kint(j, "accounts", t.accounts);
	json_key(j, "evidence");
	json_list(j);
	TRY(show_items(cx, l, j));
	json_list_end(j);
	json_close(j);
	return OK;
}

static enum err run_show(struct cx *cx, struct args *a)
{
	return db_read(cx, show, &(struct listing){.a = a});
}

/* A cell as other programs read it; what a spreadsheet would take for a formula gets a quote in front. */
static void put_cell(FILE *out, struct str s, char end)
{
	bool formula = s.n && strchr("=+-@\t\r", s.p[0]);

	fputc('"', out);
	if (formula)
		fputc('\'', out);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			fputc('"', out);
		fputc(s.p[i], out);
	}
	fputc('"', out);
	fputc(end, out);
}

struct page {
	struct args *a;
	int64_t after_evidence, after_theme;
	size_t n;
};
enum { PAGE = 2000 };

static enum err assignments(struct cx *cx, void *arg)
{
	struct page *p = arg;
	FILE *out = args_out(p->a);
	struct db_rows *r;

	p->n = 0;
	TRY(db_query(cx, "SELECT k.from_id, k.to_id, e.external_id, t.name FROM link k JOIN evidence e ON e.workspace_id "
		"= k.workspace_id AND e.id = k.from_id "
		     "JOIN theme t ON t.workspace_id = k.workspace_id AND t.id = k.to_id WHERE k.workspace_id = ?1 AND "
			"e.workspace_id = ?1 AND t.workspace_id = ?1 "
		     "AND k.kind = 'evidence_theme' AND e.archived_at IS NULL AND (k.from_id > ?2 OR (k.from_id = ?2 AND k.to_id > ?3)) "
		     "ORDER BY k.from_id, k.to_id LIMIT 2000",
		     DB_ARGS(db_int(cx->workspace_id), db_int(p->after_evidence), db_int(p->after_theme)), &r));
	while (db_next(r)) {
		char evidence[ID_TEXT], theme[ID_TEXT];

		p->after_evidence = db_col_int(r, 0);
		p->after_theme = db_col_int(r, 1);
		p->n++;
		id_format(EVIDENCE, p->after_evidence, evidence);
		id_format(THEME, p->after_theme, theme);
		put_cell(out, db_col_str(r, 2), ',');
		fprintf(out, "%s,%s,", evidence, theme);
		put_cell(out, db_col_str(r, 3), '\n');
	}
	return db_end(r);
}

static enum err run_assignments(struct cx *cx, struct args *a)
{
	struct page p = {.a = a};

	fputs("external_id,evidence,theme,theme_name\n", args_out(a));
	do
		TRY(db_read(cx, assignments, &p));
	while (p.n == PAGE);
	return OK;
}

const struct command command_themes_list = {
	.name = "themes list",
	.summary = "Lists the themes, those with most items first.",
	.needs = NEEDS_WORKSPACE,
	.run = run_list,
};

const struct command command_themes_show = {
	.name = "themes show",
	.operands = "THEME",
	.least = 1,
	.most = 1,
	.summary = "Shows a theme (th_..., T-12) with its newest items.",
	.needs = NEEDS_WORKSPACE,
	.run = run_show,
};

const struct command command_themes_assignments = {
	.name = "themes assignments",
	.summary = "Prints which item is in which theme, as CSV; an item may have several rows.",
	.needs = NEEDS_WORKSPACE,
	.run = run_assignments,
};

/* ---- rebuild ---- */
struct order {
	struct str args;
	int64_t id;
};

static enum err submit(struct cx *cx, void *arg)
{
	struct order *o = arg;

	return job_submit(cx, &(struct job_order){.kind = "themes.rebuild", .args = o->args, .single = true}, &o->id);
}

static void show_progress(void *arg, const struct job *j)
{
	(void)arg;
	if (j->total)
		fprintf(stderr, "\rgrouping: %lld of %lld", (long long)j->done, (long long)j->total);
	(void)fflush(stderr);
}

static enum err number(struct cx *cx, const struct args *a, const char *name, struct json_out *j)
{
	const char *text = args_value(a, name);
	double v;

	if (!text)
		return OK;
	if (!str_to_f64(str_of(text), &v) || v < 0)
		return fail(cx, ERR_USAGE, name, "is a number from 0, not \"%.40s\"", text);
	json_knum(j, name, v);
	return OK;
}

static enum err integer(struct cx *cx, const struct args *a, const char *name, int64_t most, struct json_out *j)
{
	int64_t v;

	if (!args_value(a, name))
		return OK;
	TRY(args_int(cx, a, name, 0, &v));
	if (v < 0 || v > most)
		return fail(cx, ERR_USAGE, name, "is 0 to %lld", (long long)most);
	json_kint(j, name, v);
	return OK;
}

static enum err run_rebuild(struct cx *cx, struct args *a)
{
	static const struct job_kind *const kinds[] = {&themes_rebuild_job};
	struct job_runner_options o = {.root = cx, .kinds = kinds, .n_kinds = 1};
	bool shown = isatty(STDERR_FILENO) && !args_json(a);
	auto_buf b = {0};
	struct json_out j;
	struct order order = {0};
	struct job job;

	json_start(&j, &b);
	json_open(&j);
	TRY(number(cx, a, "resolution", &j));
	TRY(integer(cx, a, "count", 100000, &j));
	TRY(integer(cx, a, "seed", INT64_MAX, &j));
	json_close(&j);
	order.args = buf_view(&b);
	TRY(db_write(cx, submit, &order));
	TRY(job_run_to_end(cx, &o, order.id, shown ? show_progress : NULL, NULL, &job));
	if (shown)
		fputs("\r\033[K", stderr);
	if (job.state == JOB_FAILED)
		return fail(cx, ERR_INTERNAL, NULL, "the grouping failed: %.*s", (int)(job.error.n > 200 ? 200 : job.error.n),
			    job.error.p ? job.error.p : "");
	if (job.state == JOB_CANCELLED)
		return fail(cx, ERR_CANCELLED, NULL, "the grouping was cancelled by someone");
	if (args_json(a))
		json_raw(args_result(a), job.result.n ? job.result : STR("{}"));
	else
		TRY(run_list(cx, a));
	return OK;
}

const struct command command_themes_rebuild = {
	.name = "themes rebuild",
	.summary = "Groups all that was said into themes; what people named, pinned or linked stays.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"resolution", OPTION_VALUE, "R", "larger gives more, smaller themes; 1, 2, 4, 8 [4]"},
			{"count", OPTION_VALUE, "K", "wished number of themes [as the data say]"},
			{"seed", OPTION_VALUE, "S", "the same seed gives the same themes [0]"},
			{0},
		},
	.run = run_rebuild,
};
