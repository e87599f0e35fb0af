/* `earshot trace ID`, `earshot loop`, `earshot calc METHOD`: reading the chain from the command line. */
#include "base/clock.h"
#include "cli/cli.h"
#include "domain/calc/calc.h"
#include "domain/domain.h"
#include "domain/health.h"
#include "domain/trace.h"
#include "model/engine.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- trace ---- */

struct tracing {
	struct str id;
	struct buf *out;
};

static enum err trace(struct cx *cx, void *arg)
{
	struct tracing *t = arg;
	const struct resource *r;
	int64_t id;
	struct json_out j;

	TRY(model_resolve(cx, t->id, NULL, &r, &id));
	json_start(&j, t->out);
	return trace_show(cx, r, id, &j);
}

static const char *text_of(json_t *in, const char *key)
{
	const char *s = json_string_value(json_object_get(in, key));

	return s ? s : "";
}

/* One station a line: name, count, state, note; then what stands there. */
static void print_stations(FILE *out, json_t *thread)
{
	json_t *station, *object;
	size_t i, k;

	json_array_foreach(json_object_get(thread, "stations"), i, station) {
		(void)fprintf(out, "%-12s %5lld  %-8s %s\n", text_of(station, "station"),
			      (long long)json_integer_value(json_object_get(station, "count")),
			      text_of(station, "state"), text_of(station, "note"));
		json_array_foreach(json_object_get(station, "objects"), k, object) {
			const char *number = text_of(object, "number");

			(void)fprintf(out, "  %-18s %.100s\n", *number ? number : text_of(object, "id"),
				      text_of(object, "label"));
		}
	}
}

static enum err run_trace(struct cx *cx, struct args *a)
{
	auto_buf out;
	struct tracing t = {str_of(args_at(a, 0)), &out};
	json_t *thread;

	buf_init(&out, 0);
	TRY(domain_follow_all(cx, cx->workspace_id)); /* commands may run without a server that follows */
	TRY(db_read(cx, trace, &t));
	if (args_json(a)) {
		json_raw(args_result(a), buf_view(&out));
		return OK;
	}
	TRY(json_read(cx, buf_view(&out), &thread));
	print_stations(args_out(a), thread);
	json_decref(thread);
	return OK;
}

const struct command command_trace = {
	.name = "trace",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.summary = "Shows the thread of an object from the words to the answer.",
	.needs = NEEDS_WORKSPACE,
	.run = run_trace,
};

/* ---- loop ---- */

struct looking {
	int64_t from, to;
	struct buf *out;
};

static enum err look(struct cx *cx, void *arg)
{
	struct looking *l = arg;
	struct json_out j;

	json_start(&j, l->out);
	return loop_show(cx, l->from, l->to, &j);
}

static void print_figure(FILE *out, const char *name, json_t *f)
{
	json_t *value = json_object_get(f, "value");

	if (json_is_number(value))
		(void)fprintf(out, "%-22s %5.1f%%  %g/%g\n", name, 100 * json_number_value(value),
			      json_number_value(json_object_get(f, "numerator")),
			      json_number_value(json_object_get(f, "denominator")));
	else
		(void)fprintf(out, "%-22s     -   %s\n", name, text_of(f, "reason"));
}

static void print_loop(FILE *out, json_t *loop)
{
	static const char *const stages[] = {"triaged", "linked", "decided", "answered"};
	json_t *population = json_object_get(loop, "population");

	(void)fprintf(out,
		      "%.10s to %.10s: %lld items, %lld customers; history %lld, spam %lld, duplicates %lld apart\n",
		      text_of(loop, "from"), text_of(loop, "to"),
		      (long long)json_integer_value(json_object_get(population, "received")),
		      (long long)json_integer_value(json_object_get(population, "customers")),
		      (long long)json_integer_value(json_object_get(population, "history")),
		      (long long)json_integer_value(json_object_get(population, "spam")),
		      (long long)json_integer_value(json_object_get(population, "duplicates")));
	for (int i = 0; i < 4; i++)
		print_figure(out, stages[i], json_object_get(json_object_get(loop, "coverage"), stages[i]));
	for (int i = 0; i < 4; i++) {
		json_t *t = json_object_get(json_object_get(loop, "time_in_stage"), stages[i]),
		       *median = json_object_get(t, "median_hours");

		if (json_is_number(median))
			(void)fprintf(out, "median until %-9s %6.1f h  %lld done, %lld open\n", stages[i],
				      json_number_value(median),
				      (long long)json_integer_value(json_object_get(t, "completed")),
				      (long long)json_integer_value(json_object_get(t, "open")));
		else
			(void)fprintf(out, "median until %-9s      -   %s\n", stages[i], text_of(t, "reason"));
	}
	print_figure(out, "closed loop", json_object_get(loop, "closed_loop"));
	print_figure(out, "first reply in time", json_object_get(loop, "receipt"));
	print_figure(out, "handoffs in time", json_object_get(json_object_get(loop, "handoff"), "attainment"));
	print_figure(out, "silent no", json_object_get(loop, "silent_no"));
	print_figure(out, "stale", json_object_get(loop, "staleness"));
}

static enum err run_loop(struct cx *cx, struct args *a)
{
	auto_buf out;
	struct looking l = {.out = &out};
	json_t *loop;

	buf_init(&out, 0);
	TRY(loop_period(cx, str_of(args_value(a, "from")), str_of(args_value(a, "to")), &l.from, &l.to));
	TRY(domain_follow_all(cx, cx->workspace_id));
	TRY(db_read(cx, look, &l));
	if (args_json(a)) {
		json_raw(args_result(a), buf_view(&out));
		return OK;
	}
	TRY(json_read(cx, buf_view(&out), &loop));
	print_loop(args_out(a), loop);
	json_decref(loop);
	return OK;
}

static const struct option_row loop_options[] = {
	{"from", OPTION_VALUE, "DATE", "First day of the period (default 90 days before its end)."},
	{"to", OPTION_VALUE, "DATE", "Day after the last (default now)."},
	{0},
};
const struct command command_loop = {
	.name = "loop",
	.summary = "Shows loop health: coverage, time in stage, closed loop, handoffs.",
	.needs = NEEDS_WORKSPACE,
	.options = loop_options,
	.run = run_loop,
};

/* ---- calc ---- */

enum { INPUT_MAX = 64 << 20 };

static enum err read_stdin(struct cx *cx, struct buf *in)
{
	char part[65536];
	size_t n;

	while ((n = fread(part, 1, sizeof part, stdin)) > 0)
		buf_add(in, part, n);
	if (ferror(stdin))
		return fail(cx, ERR_IO, NULL, "standard input could not be read");
	return in->overflow ? fail(cx, ERR_TOO_LARGE, NULL, "the inputs are larger than 64 MiB") : OK;
}

static void list_methods(struct args *a)
{
	if (args_json(a)) {
		calc_list(args_result(a));
		return;
	}
	for (int i = 0; i < n_methods; i++)
		(void)fprintf(args_out(a), "%-28s v%d  %s\n    %s -> %s\n", methods[i].name, methods[i].version,
			      methods[i].summary, methods[i].inputs, methods[i].result);
}

static enum err run_calc(struct cx *cx, struct args *a)
{
	const struct method *m;
	auto_buf in, out;

	buf_init(&in, INPUT_MAX);
	buf_init(&out, 0);
	if (args_flag(a, "list")) {
		list_methods(a);
		return OK;
	}
	if (!args_at(a, 0))
		return fail(cx, ERR_USAGE, NULL, "name a method, or use --list");
	m = method_by_name(str_of(args_at(a, 0)));
	if (!m)
		return fail(cx, ERR_USAGE, NULL, "there is no method \"%.60s\": earshot calc --list", args_at(a, 0));
	TRY(read_stdin(cx, &in));
	TRY(calc_run(cx, m, buf_view(&in), &out));
	/* the result is JSON either way: inputs are too */
	if (args_json(a))
		json_raw(args_result(a), buf_view(&out));
	else
		(void)fprintf(args_out(a), "%.*s\n", STR_ARG(buf_view(&out)));
	return OK;
}

static const struct option_row calc_options[] = {
	{"list", OPTION_FLAG, NULL, "Lists the methods with the shapes of their inputs and results."}, {0}};
const struct command command_calc = {
	.name = "calc",
	.operands = "METHOD",
	.least = 0,
	.most = 1,
	.summary = "Computes a named method from inputs as JSON on standard input.",
	.needs = NEEDS_NOTHING,
	.options = calc_options,
	.run = run_calc,
};
