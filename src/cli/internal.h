/* What the dispatcher's files share; commands include cli.h only. */
#pragma once
#include "cli/cli.h"

enum { ARGS_MAX = 2000, GIVEN_MAX = 64 };
struct args {
	const struct command *command;
	const char *operand[ARGS_MAX];
	int n_operands;
	struct given option[ARGS_MAX]; /* in order; flags have value "" */
	int n_options;
	struct given setting[GIVEN_MAX];
	int n_settings;
	bool json, help;
	struct buf result;
	struct json_out out;
	bool has_result;
	const char **collected; /* of args_values */
	struct arena arena;
};

/* parse.c: argv into args. find: the command that the words at argv[i] name, *ret_words how many words it took. */
[[nodiscard]] enum err args_parse(struct cx *cx, struct args *a, int argc, char **argv,
				  const struct command *(*find)(const void *arg, char **word, int n, int *ret_words), const void *arg);
/* help.c */
void help_all(FILE *out, const struct command *const *all, int n);
void help_command(FILE *out, const struct command *c);
