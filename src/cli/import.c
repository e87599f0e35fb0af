/* `earshot import FILE`: looks at the file, brings it in, prints what came of it. `earshot import undo ID`. */
#include "cli/cli.h"
#include "intake/intake.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct job_kind *const kinds[] = {&intake_import_job, &intake_undo_job};

struct saved {
	struct intake_plan *plan;
	bool applied;
};

static enum err apply_saved(struct cx *cx, void *arg)
{
	struct saved *s = arg;

	return intake_apply_saved(cx, s->plan, &s->applied);
}

/* --map field=column, as often as wanted; "field=" leaves a proposed field out. */
static enum err choose(struct cx *cx, const struct args *a, struct intake_plan *plan)
{
	const char *const *maps;
	int n = args_values(a, "map", &maps);

	for (int i = 0; i < n; i++) {
		const char *eq = strchr(maps[i], '=');
		struct str field = {maps[i], eq ? (size_t)(eq - maps[i]) : 0};
		bool first = true;
		int column = -1;

		if (!eq)
			return fail(cx, ERR_USAGE, "map", "is written --map field=column, not \"%.80s\"", maps[i]);
		for (int k = 0; k < i; k++) /* the same field again: one more column of words */
			first &= strncmp(maps[k], maps[i], field.n + 1) != 0;
		if (eq[1])
			TRY(intake_column(cx, plan, str_of(eq + 1), &column));
		TRY(intake_choose(cx, plan, field, column, first));
	}
	return OK;
}

static enum err set_dates(struct cx *cx, const struct args *a, struct intake_plan *plan)
{
	const char *dates = args_value(a, "dates");

	if (!dates)
		return OK;
	if (strcmp(dates, "day-first") == 0)
		plan->order = DATE_DAY_FIRST;
	else if (strcmp(dates, "month-first") == 0)
		plan->order = DATE_MONTH_FIRST;
	else
		return fail(cx, ERR_USAGE, "dates", "is day-first or month-first");
	plan->order_guessed = false;
	return OK;
}

static enum err set_consent(struct cx *cx, const struct args *a, struct intake_order *o)
{
	const char *consent = args_value(a, "consent");
	int v = consent ? enum_by_name(ENUM_import_consent, str_of(consent)) : E_import_consent_each_time;

	if (v < 0)
		return fail(cx, ERR_USAGE, "consent", "is asked, each_time or no: may these people be answered about what they wrote?");
	o->consent = (enum import_consent)v;
	return OK;
}

struct ordering {
	struct intake_order order;
	int64_t import, job;
};

static enum err order(struct cx *cx, void *arg)
{
	struct ordering *o = arg;

	return intake_order(cx, &o->order, &o->import, &o->job);
}

static void show_progress(void *arg, const struct job *j)
{
	(void)arg;
	fprintf(stderr, "\r%lld of %lld rows", (long long)j->done, (long long)j->total);
	fflush(stderr);
}

static enum err run_job(struct cx *cx, const struct args *a, int64_t id)
{
	struct job_runner_options o = {.root = cx, .kinds = kinds, .n_kinds = 2};
	bool shown = isatty(STDERR_FILENO) && !args_json(a);
	struct job j;

	TRY(job_run_to_end(cx, &o, id, shown ? show_progress : NULL, NULL, &j));
	if (shown)
		fputs("\r\033[K", stderr);
	if (j.state == JOB_FAILED)
		return fail(cx, ERR_INTERNAL, NULL, "the job failed: %.*s", (int)(j.error.n > 200 ? 200 : j.error.n), j.error.p ? j.error.p : "");
	return j.state == JOB_CANCELLED ? fail(cx, ERR_CANCELLED, NULL, "the job was cancelled by someone") : OK;
}

struct showing {
	int64_t import;
	struct str summary;
	struct args *a;
	struct import im;
};

/* The shape of architecture.md section 9. */
static enum err show(struct cx *cx, void *arg)
{
	struct showing *s = arg;
	struct json_out *j = args_result(s->a);
	const struct import *im = &s->im;
	char id[ID_TEXT];

	TRY(model_get(cx, &resources[RES_import], s->import, &s->im));
	id_format(&resources[RES_import], s->import, id);
	json_open(j);
	json_kz(j, "import", id);
	json_kstr(j, "summary", s->summary);
	json_kz(j, "state", enums[ENUM_import_state].values[im->state]);
	json_kint(j, "read", im->read);
	json_kint(j, "created", im->created);
	json_kint(j, "updated", im->updated);
	json_kint(j, "skipped", im->skipped);
	json_kint(j, "counted", im->counted);
	json_kint(j, "failed", im->failed);
	json_kint(j, "accounts_created", im->accounts_created);
	json_kint(j, "contacts_created", im->contacts_created);
	json_kint(j, "custom_fields_created", im->custom_fields_created);
	json_kbool(j, "dry_run", im->dry_run != 0);
	TRY(intake_result_members(cx, s->import, j));
	json_close(j);
	return OK;
}

struct error_list {
	int64_t import;
	FILE *out;
};

static enum err print_errors(struct cx *cx, void *arg)
{
	struct error_list *l = arg;
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT row_number, field, message FROM import_error WHERE workspace_id = ?1 AND import_id = ?2 "
		     "ORDER BY row_number, field LIMIT 20",
		     DB_ARGS(db_int(cx->workspace_id), db_int(l->import)), &r));
	while (db_next(r)) {
		struct str field = db_col_str(r, 1), message = db_col_str(r, 2);

		fprintf(l->out, "  row %lld%s%.*s: %.*s\n", (long long)db_col_int(r, 0), field.n ? ", " : "", STR_ARG(field), STR_ARG(message));
	}
	return db_end(r);
}

static enum err load_import(struct cx *cx, void *arg)
{
	struct showing *s = arg;

	return model_get(cx, &resources[RES_import], s->import, &s->im);
}

static enum err print(struct cx *cx, struct args *a, struct showing *s)
{
	FILE *out = args_out(a);
	const struct import *im = &s->im;
	char id[ID_TEXT];

	TRY(db_read(cx, load_import, s));
	id_format(&resources[RES_import], s->import, id);
	fprintf(out, "%.*s\n", STR_ARG(s->summary));
	fprintf(out, "%s%lld read: %lld created, %lld updated, %lld skipped, %lld kept as counts, %lld refused\n",
		im->dry_run ? "Only tried. " : "", (long long)im->read, (long long)im->created, (long long)im->updated,
		(long long)im->skipped, (long long)im->counted, (long long)im->failed);
	if (im->accounts_created || im->contacts_created || im->custom_fields_created)
		fprintf(out, "Made on the way: %lld accounts, %lld contacts, %lld custom fields\n", (long long)im->accounts_created,
			(long long)im->contacts_created, (long long)im->custom_fields_created);
	if (im->failed)
		TRY(db_read(cx, print_errors, &(struct error_list){s->import, out}));
	if (!im->dry_run)
		fprintf(out, "Import %s; take it back by: earshot import undo %s\n", id, id);
	return OK;
}

static enum err run(struct cx *cx, struct args *a)
{
	const char *file = args_at(a, 0), *as = args_value(a, "as"), *source = args_value(a, "source"), *slash = strrchr(file, '/');
	struct intake_preview v;
	struct ordering o = {.order = {.name = str_of(slash ? slash + 1 : file), .source = str_of(source), .plan = &v.plan,
				       .dry_run = args_flag(a, "dry-run")}};
	char *path = realpath(file, NULL);

	if (!path)
		return fail(cx, ERR_NOT_FOUND, NULL, "there is no file %s", file);
	o.order.path = str_z(cx->arena, str_of(path));
	free(path);
	TRY(set_consent(cx, a, &o.order));
	TRY(intake_preview(cx, o.order.path, args_value(a, "format"), str_of(as ? as : "evidence"), &v));
	struct saved saved = {&v.plan, false};

	TRY(db_read(cx, apply_saved, &saved));
	TRY(set_dates(cx, a, &v.plan));
	TRY(choose(cx, a, &v.plan));
	if (saved.applied || args_value(a, "map") || args_value(a, "dates"))
		TRY(intake_recount(cx, o.order.path, &v)); /* other columns, other counts */
	o.order.rows = v.rows;
	if (v.plan.as->id == RES_evidence && !source)
		return fail(cx, ERR_USAGE, "source", "--source NAME is required: the system this feedback comes from");
	TRY(db_write(cx, order, &o));
	TRY(run_job(cx, a, o.job));
	struct showing s = {.import = o.import, .summary = intake_summary(cx, &v), .a = a};

	return args_json(a) ? db_read(cx, show, &s) : print(cx, a, &s);
}

const struct command command_import = {
	.name = "import",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.summary = "Brings a file of feedback, accounts or contacts in; finds format, encoding and columns by itself.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"source", OPTION_VALUE, "NAME", "the system the feedback comes from; made when missing"},
			{"as", OPTION_VALUE, "RESOURCE", "what rows become: evidence, account, contact ... [evidence]"},
			{"format", OPTION_VALUE, "FORMAT", "auto, csv, tsv, ndjson or json [auto]"},
			{"map", OPTION_MANY, "FIELD=COLUMN", "what a column is, by its name or number; FIELD= leaves a field out"},
			{"consent", OPTION_VALUE, "ANSWER", "may these people be answered about what they wrote? asked, each_time or no [each_time]"},
			{"dates", OPTION_VALUE, "ORDER", "day-first or month-first, when the values do not tell"},
			{"dry-run", OPTION_FLAG, NULL, "only try: write nothing"},
			{0},
		},
	.run = run,
};

struct undoing {
	struct str id;
	int64_t import, job;
};

static enum err undo(struct cx *cx, void *arg)
{
	struct undoing *u = arg;

	TRY(model_resolve(cx, u->id, &resources[RES_import], NULL, &u->import));
	return intake_undo(cx, u->import, &u->job);
}

static enum err run_undo(struct cx *cx, struct args *a)
{
	struct undoing u = {.id = str_of(args_at(a, 0))};

	TRY(db_write(cx, undo, &u));
	TRY(run_job(cx, a, u.job));
	struct showing s = {.import = u.import, .summary = STR("Undone."), .a = a};

	if (args_json(a))
		return db_read(cx, show, &s);
	fprintf(args_out(a), "The import was undone: what it made is archived, what it changed is as before.\n");
	return OK;
}

const struct command command_import_undo = {
	.name = "import undo",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.summary = "Takes an import back; refused once an item carries a decision or an answer.",
	.needs = NEEDS_WORKSPACE,
	.run = run_undo,
};
