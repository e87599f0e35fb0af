/* `earshot model list|add|use|verify`: sentence encoders of the directory of models. */
#include "base/settings.h"
#include "cli/cli.h"
#include "text/encoder/convert/convert.h"
#include "text/encoder/registry.h"
#include "text/meaning.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void print_json(struct json_out *j, const struct registry_entry *e)
{
	const struct encoder_info *i = &e->info;

	json_open(j);
	json_kz(j, "name", i->name);
	json_kz(j, "problem", e->problem);
	if (!e->problem) {
		json_kz(j, "kind", registry_kind_name(i->multilingual ? REGISTRY_MULTILINGUAL : REGISTRY_ENGLISH));
		json_kbool(j, "serves", e->serves);
		json_kint(j, "dimensions", i->dim);
		json_kint(j, "layers", i->layers);
		json_kint(j, "tokens_max", i->tokens_max);
		json_kz(j, "tokenizer", i->tokenizer);
		json_kz(j, "languages", i->languages);
		json_kz(j, "licence", i->licence);
		json_kz(j, "source", i->source);
		json_kz(j, "sha256", i->sha256);
		json_kint(j, "bytes", (int64_t)i->file_bytes);
	}
	json_close(j);
}

static enum err run_list(struct cx *cx, struct args *a)
{
	const char *dir = text_models_dir(cx);
	struct registry_entry *e;
	size_t n;

	TRY(registry_list(cx, dir, &e, &n));
	if (args_json(a)) {
		struct json_out *j = args_result(a);

		json_open(j);
		json_kz(j, "models", dir);
		json_key(j, "data");
		json_list(j);
		for (size_t i = 0; i < n; i++)
			print_json(j, &e[i]);
		json_list_end(j);
		json_close(j);
		return OK;
	}
	for (size_t i = 0; i < n; i++)
		if (e[i].problem)
			fprintf(args_out(a), "%-28s unusable: %s\n", e[i].info.name, e[i].problem);
		else
			fprintf(args_out(a), "%-28s %-12s %-6s %u numbers, %llu MB, licence %s; %s\n", e[i].info.name,
				registry_kind_name(e[i].info.multilingual ? REGISTRY_MULTILINGUAL : REGISTRY_ENGLISH), e[i].serves ? "serves" : "",
				e[i].info.dim, (unsigned long long)(e[i].info.file_bytes >> 20), e[i].info.licence, e[i].info.source);
	if (!n)
		fprintf(stderr, "No model in %s: everything works by words alone. script/models brings two.\n", dir);
	return OK;
}

static enum err make_directory(struct cx *cx, const char *dir)
{
	if ((cx->settings && mkdir(cx->settings->data, 0700) != 0 && errno != EEXIST) || (mkdir(dir, 0755) != 0 && errno != EEXIST))
		return fail(cx, ERR_READ_ONLY, "models", "cannot make the directory %s: %s", dir, strerror(errno));
	return OK;
}

static enum err run_add(struct cx *cx, struct args *a)
{
	struct convert_options o = {args_value(a, "name"), args_value(a, "prefix")};
	const char *dir = text_models_dir(cx);
	struct text_encoder *e;
	char *path;

	TRY(make_directory(cx, dir));
	TRY(convert_model(cx, args_at(a, 0), dir, &o, &path));
	TRY(encoder_open(cx, path, 0, &e));
	fprintf(args_out(a), "%s\n", encoder_info(e)->name);
	fprintf(stderr, "Converted to %s. `earshot model use %s` takes it into use.\n", path, encoder_info(e)->name);
	encoder_close(e);
	return OK;
}

static enum err run_use(struct cx *cx, struct args *a)
{
	const char *dir = text_models_dir(cx);
	struct registry_entry e;

	TRY(registry_find(cx, dir, str_of(args_at(a, 0)), &e));
	TRY(registry_use(cx, dir, &e));
	fprintf(stderr, "%s serves %s texts from now on. Themes change with the next `earshot themes rebuild`.\n", e.info.name,
		registry_kind_name(e.info.multilingual ? REGISTRY_MULTILINGUAL : REGISTRY_ENGLISH));
	return OK;
}

static enum err verify_one(struct cx *cx, struct args *a, const struct registry_entry *entry)
{
	struct text_encoder *e;
	float v[2][4096], *two = v[0];
	struct str same[2] = {STR("The export fails."), STR("The export fails.")};

	TRY(encoder_open(cx, entry->path, 0, &e));
	enum err r = encoder_encode(cx, e, same, 2, NULL, two, NULL);

	if (r == OK)
		fprintf(args_out(a), "%s: sound (sha256 %s)\n", encoder_info(e)->name, encoder_info(e)->sha256);
	encoder_close(e);
	return r;
}

static enum err run_verify(struct cx *cx, struct args *a)
{
	const char *dir = text_models_dir(cx);
	struct registry_entry *e, one;
	size_t n = 1;

	if (args_count(a)) {
		e = &one;
		TRY(registry_find(cx, dir, str_of(args_at(a, 0)), &one));
	} else {
		TRY(registry_list(cx, dir, &e, &n));
	}
	for (size_t i = 0; i < n; i++)
		TRY(verify_one(cx, a, &e[i]));
	return OK;
}

const struct command command_model_list = {
	.name = "model list",
	.summary = "Lists the sentence encoders that are there, with licence and origin.",
	.needs = NEEDS_NOTHING,
	.run = run_list,
};

const struct command command_model_add = {
	.name = "model add",
	.operands = "DIR",
	.least = 1,
	.most = 1,
	.summary = "Converts a Hugging Face folder of the BERT or XLM-RoBERTa family (or e5-small-q4.bin) into a model file.",
	.needs = NEEDS_NOTHING,
	.options =
		(const struct option_row[]){
			{"name", OPTION_VALUE, "NAME", "name of the model [the folder's]"},
			{"prefix", OPTION_VALUE, "TEXT", "put before each text [\"query: \" for e5 models]"},
			{0},
		},
	.run = run_add,
};

const struct command command_model_use = {
	.name = "model use",
	.operands = "NAME",
	.least = 1,
	.most = 1,
	.summary = "Makes a model the one for English or for multilingual texts, whichever it is for.",
	.needs = NEEDS_NOTHING,
	.run = run_use,
};

const struct command command_model_verify = {
	.name = "model verify",
	.operands = "[NAME]",
	.most = 1,
	.summary = "Checks the hash of one or all models and that they work on this machine.",
	.needs = NEEDS_NOTHING,
	.run = run_verify,
};
