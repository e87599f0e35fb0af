/* `earshot bench analysis --data DIR`: every bar of docs/analysis.md that DIR has the data for. Prints check, figure,
 * bar and the best rival known; ends with exit code 0 even when a bar is missed: it measures, tests judge. */
#include "cli/bench/bench.h"
#include "text/encoder/registry.h"
#include <stdarg.h>
#include <string.h>

const char *bench_model_name(enum bench_model m)
{
	static const char *const names[] = {"english", "multilingual", "words alone"};

	return names[m];
}

const struct text_encoder_hook *bench_hook(struct bench *b, enum bench_model m)
{
	return m == BENCH_WORDS ? NULL : &b->hook[m];
}

void bench_row(struct bench *b, const char *check, double figure, double bar, bool low, const char *rival)
{
	bool met = low ? figure <= bar : figure >= bar;

	b->rows++;
	b->missed += !met;
	if (b->json) {
		json_open(b->json);
		json_kz(b->json, "check", check);
		json_knum(b->json, "figure", figure);
		json_knum(b->json, "bar", bar);
		json_kbool(b->json, "met", met);
		json_kz(b->json, "rival", rival);
		json_close(b->json);
		return;
	}
	fprintf(b->out, "%-7s %8.3f  %s %-8.6g %s%s%s\n", met ? "met" : "MISSED", figure, low ? "<=" : ">=", bar, check,
		rival ? "   | rival: " : "", rival ? rival : "");
	(void)fflush(b->out);
}

void bench_skip(struct bench *b, const char *check, const char *why)
{
	fprintf(stderr, "skipped %s: %s\n", check, why);
	if (!b->json)
		return;
	json_open(b->json);
	json_kz(b->json, "check", check);
	json_kz(b->json, "skipped", why);
	json_close(b->json);
}

void bench_note(struct bench *b, const char *fmt, ...)
{
	va_list ap;

	(void)b;
	va_start(ap, fmt);
	fputs("        ", stderr);
	(void)vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

static enum err open_models(struct bench *b, const char *cache_dir)
{
	const char *dir = text_models_dir(b->cx);

	b->has[BENCH_WORDS] = true;
	for (int m = 0; m < 2; m++) {
		char *path;

		TRY(registry_path(b->cx, dir, m == 0 ? REGISTRY_ENGLISH : REGISTRY_MULTILINGUAL, &path));
		if (!path)
			continue;
		TRY(text_meaning_open_file(b->cx, path, 1, &b->meaning[m]));
		b->kept[m] = text_kept_open(b->meaning[m], cache_dir ? arena_printf(b->cx->arena, "%s/model-%d.vectors", cache_dir, m) : NULL);
		b->hook[m] = text_kept_hook(b->kept[m]);
		b->has[m] = true;
	}
	return OK;
}

static const struct {
	const char *name;
	enum err (*run)(struct bench *b);
} checks[] = {
	{"speed", bench_speed}, {"language", bench_languages}, {"retrieval", bench_retrieval}, {"labels", bench_labels},
	{"themes", bench_themes},
};

static enum err run_checks(struct bench *b, const char *only)
{
	bool any = false;

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		if (only && strcmp(only, checks[i].name) != 0)
			continue;
		any = true;
		TRY(checks[i].run(b));
	}
	return any ? OK : fail(b->cx, ERR_USAGE, NULL, "there is no check \"%.40s\": speed, language, retrieval, labels, themes", only);
}

static enum err run(struct cx *cx, struct args *a)
{
	struct bench b = {.cx = cx, .data = args_value(a, "sets")};
	int64_t seeds;

	TRY(args_int(cx, a, "seeds", 3, &seeds));
	if (!b.data || seeds < 1 || seeds > 100)
		return fail(cx, ERR_USAGE, NULL, "--sets DIR names the directory of labelled sets; --seeds is 1 to 100");
	b.seeds = (int)seeds;
	if (args_json(a)) {
		b.json = args_result(a);
		json_list(b.json);
	} else {
		b.out = args_out(a);
	}
	enum err e = open_models(&b, args_value(a, "cache"));

	if (e == OK)
		e = run_checks(&b, args_value(a, "only"));
	if (b.json)
		json_list_end(b.json);
	else if (e == OK)
		fprintf(b.out, "%d of %d bars met\n", b.rows - b.missed, b.rows);
	for (int m = 0; m < 2; m++) {
		if (b.kept[m])
			text_kept_save(b.kept[m], true);
		text_kept_close(b.kept[m]);
		text_meaning_close(b.meaning[m]);
	}
	return e;
}

const struct command command_bench_analysis = {
	.name = "bench analysis",
	.summary = "Measures the text analysis on public labelled sets and prints figure, bar and rival.",
	.needs = NEEDS_NOTHING,
	.options =
		(const struct option_row[]){
			{"sets", OPTION_VALUE, "DIR", "directory of the sets (banking77/train.csv, clinc150/data_full.json ...)"},
			{"only", OPTION_VALUE, "CHECK", "one of speed, language, retrieval, labels, themes"},
			{"seeds", OPTION_VALUE, "N", "seeds 0 to N-1 are averaged [3]"},
			{"cache", OPTION_VALUE, "DIR", "keeps vectors there between runs"},
			{0},
		},
	.run = run,
};
