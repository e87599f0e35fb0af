/* Help texts, derived from the tables. */
#include "cli/internal.h"
#include <string.h>

static const struct {
	const char *name, *doc, *initial;
	bool secret;
} settings[] = {
#define S_IS_TEXT false
#define S_IS_INT false
#define S_IS_BOOL false
#define S_IS_SECRET true
#define SETTING(name, type, initial, doc) {#name, doc, initial, S_IS_##type},
#include "base/settings.def"
#undef SETTING
};

void help_all(FILE *out, const struct command *const *all, int n)
{
	fputs("earshot: what a customer said, followed to what was decided, built and answered.\n\n"
	      "usage: earshot COMMAND [operands] [flags]\n\ncommands:\n",
	      out);
	for (int i = 0; i < n; i++)
		fprintf(out, "  %-18s %s\n", all[i]->name, all[i]->summary);
	fputs("\nsettings: flag, or environment (EARSHOT_PORT), or a line \"port = 8080\" in the file of --config:\n", out);
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		char flag[64];
		size_t k = 0;

		for (const char *p = settings[i].name; *p && k + 1 < sizeof flag; p++)
			flag[k++] = *p == '_' ? '-' : *p;
		flag[k] = '\0';
		fprintf(out, "  %s%-16s %s%s%s%s\n", settings[i].secret ? "  " : "--", settings[i].secret
			? settings[i].name : flag,
			settings[i].doc, settings[i].initial[0] ? " [" : "", settings[i].initial, settings[i].initial[0]
				? "]" : "");
	}
	fputs("\nEvery command takes --json (one JSON value on stdout) and --help.\n", out);
}

void help_command(FILE *out, const struct command *c)
{
	const struct option_row *o = c->options;

	fprintf(out, "usage: earshot %s%s%s%s\n\n%s\n", c->name, c->operands && c->operands[0] ? " " : "", c->operands
		? c->operands : "",
		o && o->name ? " [flags]" : "", c->summary);
	if (o && o->name)
		fputs("\nflags:\n", out);
	for (; o && o->name; o++) {
		char left[80];

		(void)snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
		fprintf(out, "  %-26s %s%s\n", left, o->doc, o->kind == OPTION_MANY ? " (may be repeated)" : "");
	}
	fputs("\nSettings such as --db, --data and --workspace: see earshot help.\n", out);
}
