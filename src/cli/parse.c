/* argv into operands, options and settings. Unknown flags are refused with the nearest help named; secrets are never
 * taken from a flag, because other users of the machine can read a process's arguments. */
#include "cli/internal.h"
#include <string.h>

enum setting_kind { K_TEXT, K_SECRET, K_INT, K_BOOL };
static const struct {
	const char *name;
	enum setting_kind kind;
} settings[] = {
#define SETTING(name, type, initial, doc) {#name, K_##type},
#include "base/settings.def"
#undef SETTING
};

/* "public-url" is the setting public_url. */
static bool names_setting(const char *setting, struct str flag)
{
	if (strlen(setting) != flag.n)
		return false;
	for (size_t i = 0; i < flag.n; i++)
		if ((flag.p[i] == '-' ? '_' : flag.p[i]) != setting[i] || flag.p[i] == '_')
			return false;
	return true;
}

struct reader {
	struct cx *cx;
	struct args *a;
	int argc, i;
	char **argv;
};

static enum err take_value(struct reader *r, struct str flag, bool has_inline, const char *inline_value,
	const char **ret)
{
	if (has_inline) {
		*ret = inline_value;
		return OK;
	}
	if (r->i + 1 >= r->argc)
		return fail(r->cx, ERR_USAGE, NULL, "--%.*s needs a value", STR_ARG(flag));
	*ret = r->argv[++r->i];
	return OK;
}

static enum err take_setting(struct reader *r, size_t s, struct str flag, bool has_inline, const char *inline_value)
{
	struct args *a = r->a;
	const char *value = "yes";

	if (settings[s].kind == K_SECRET)
		return fail(r->cx, ERR_USAGE, NULL, "--%.*s is a secret: give it in the environment or the settings file",
			STR_ARG(flag));
	if (settings[s].kind != K_BOOL || has_inline)
		TRY(take_value(r, flag, has_inline, inline_value, &value));
	if (a->n_settings == GIVEN_MAX)
		return fail(r->cx, ERR_USAGE, NULL, "too many flags");
	a->setting[a->n_settings++] = (struct given){settings[s].name, value};
	return OK;
}

static enum err take_option(struct reader *r, struct str flag, bool has_inline, const char *inline_value)
{
	struct args *a = r->a;
	const struct option_row *o = a->command ? a->command->options : NULL;
	const char *value = "";

	while (o && o->name && !str_is(flag, o->name))
		o++;
	if (!o || !o->name)
		return fail(r->cx, ERR_USAGE, NULL, "there is no flag --%.*s%s%s: see earshot help%s%s", STR_ARG(flag),
			    a->command ? " of " : " before the command", a->command ? a->command->name : "", a->command ? " " : "",
			    a->command ? a->command->name : "");
	if (o->kind == OPTION_FLAG && has_inline)
		return fail(r->cx, ERR_USAGE, NULL, "--%.*s takes no value", STR_ARG(flag));
	if (o->kind != OPTION_FLAG)
		TRY(take_value(r, flag, has_inline, inline_value, &value));
	if (a->n_options == ARGS_MAX)
		return fail(r->cx, ERR_USAGE, NULL, "more than %d flags", ARGS_MAX);
	a->option[a->n_options++] = (struct given){o->name, value};
	return OK;
}

static enum err take_flag(struct reader *r)
{
	const char *text = r->argv[r->i] + 2, *equals = strchr(text, '=');
	struct str flag = {text, equals ? (size_t)(equals - text) : strlen(text)};

	if (str_is(flag, "json") || str_is(flag, "help")) {
		*(str_is(flag, "json") ? &r->a->json : &r->a->help) = true;
		return equals ? fail(r->cx, ERR_USAGE, NULL, "--%.*s takes no value", STR_ARG(flag)) : OK;
	}
	if (str_is(flag, "config")) {
		const char *value;

		TRY(take_value(r, flag, equals, equals ? equals + 1 : NULL, &value));
		if (r->a->n_settings == GIVEN_MAX)
			return fail(r->cx, ERR_USAGE, NULL, "too many flags");
		r->a->setting[r->a->n_settings++] = (struct given){"config", value};
		return OK;
	}
	for (size_t s = 0; s < sizeof settings / sizeof settings[0]; s++)
		if (names_setting(settings[s].name, flag))
			return take_setting(r, s, flag, equals, equals ? equals + 1 : NULL);
	return take_option(r, flag, equals, equals ? equals + 1 : NULL);
}

enum err args_parse(struct cx *cx, struct args *a, int argc, char **argv,
		    const struct command *(*find)(const void *arg, char **word, int n, int *ret_words), const void *arg)
{
	struct reader r = {.cx = cx, .a = a, .argc = argc, .i = 1, .argv = argv};
	bool only_operands = false;

	for (; r.i < argc; r.i++) {
		const char *word = argv[r.i];
		int words;

		if (!only_operands && strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (!only_operands && strcmp(word, "-h") == 0) {
			a->help = true;
		} else if (!only_operands && word[0] == '-' && word[1] == '-') {
			TRY(take_flag(&r));
		} else if (!only_operands && word[0] == '-' && word[1]) {
			return fail(cx, ERR_USAGE, NULL, "there are no short flags: %.40s", word);
		} else if (!a->command) {
			a->command = find(arg, argv + r.i, argc - r.i, &words);
			if (!a->command)
				return fail(cx, ERR_USAGE, NULL, "there is no command \"%.40s\": see earshot help", word);
			r.i += words - 1;
		} else if (a->n_operands == ARGS_MAX) {
			return fail(cx, ERR_USAGE, NULL, "more than %d operands", ARGS_MAX);
		} else {
			a->operand[a->n_operands++] = word;
		}
	}
	return OK;
}
