/* The dispatcher: finds the command, checks what was given, opens what it needs, runs it, prints its result. */
#include "cli/internal.h"
#include <string.h>

#define COMMAND(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef COMMAND
#define COMMAND(name) &command_##name,
static const struct command *const own[] = {
#include "cli/commands.def"
};
#undef COMMAND

enum { COMMANDS_MAX = 128 };
struct table {
	const struct command *row[COMMANDS_MAX];
	int n;
};

static void table_fill(struct table *t, const struct cli_host *host)
{
	for (const struct command *const *m = host->more; *m; m++)
		t->row[t->n++] = *m;
	for (size_t i = 0; i < sizeof own / sizeof own[0] && t->n < COMMANDS_MAX; i++)
		t->row[t->n++] = own[i];
}

/* How many words of the command's name stand at word[0..n); 0 when it is another. */
static int words_match(const char *name, char **word, int n)
{
	struct str rest = str_of(name), part;
	int i = 0;

	while (str_split(&rest, ' ', &part)) {
		if (i >= n || !str_is(part, word[i]))
			return 0;
		i++;
	}
	return i;
}

static const struct command *find(const void *arg, char **word, int n, int *ret_words)
{
	const struct table *t = arg;
	const struct command *best = NULL;

	*ret_words = 0;
	for (int i = 0; i < t->n; i++) {
		int k = words_match(t->row[i]->name, word, n);

		if (k > *ret_words) {
			*ret_words = k;
			best = t->row[i];
		}
	}
	return best;
}

int args_count(const struct args *a)
{
	return a->n_operands;
}

const char *args_at(const struct args *a, int i)
{
	return i < a->n_operands ? a->operand[i] : NULL;
}

const char *args_value(const struct args *a, const char *name)
{
	for (int i = a->n_options; i-- > 0;)
		if (strcmp(a->option[i].name, name) == 0)
			return a->option[i].value;
	return NULL;
}

bool args_flag(const struct args *a, const char *name)
{
	return args_value(a, name) != NULL;
}

int args_values(const struct args *a, const char *name, const char *const **ret)
{
	struct arena *arena = (struct arena *)(uintptr_t)&a->arena;
	const char **v = ARENA_ARRAY(arena, const char *, a->n_options + 1);
	int n = 0;

	for (int i = 0; i < a->n_options; i++)
		if (strcmp(a->option[i].name, name) == 0)
			v[n++] = a->option[i].value;
	*ret = v;
	return n;
}

enum err args_int(struct cx *cx, const struct args *a, const char *name, int64_t missing, int64_t *ret)
{
	const char *text = args_value(a, name);

	*ret = missing;
	if (text && !str_to_i64(str_of(text), ret))
		return fail(cx, ERR_USAGE, NULL, "--%s must be a whole number, not \"%.40s\"", name, text);
	return OK;
}

bool args_json(const struct args *a)
{
	return a->json;
}

FILE *args_out(const struct args *a)
{
	(void)a;
	return stdout;
}

struct json_out *args_result(struct args *a)
{
	if (!a->has_result) {
		buf_init(&a->result, (size_t)1 << 30);
		json_start(&a->out, &a->result);
		a->has_result = true;
	}
	return &a->out;
}

/* One line for each detail: what failed, the field when there is one, and the remedy that the text names. */
static void print_failure(const struct cx *cx, enum err e)
{
	if (cx->failure.n == 0 || cx->failure.err != e)
		fprintf(stderr, "earshot: %s\n", err_text(e));
	for (int i = 0; cx->failure.err == e && i < cx->failure.n; i++)
		fprintf(stderr, "earshot: %s%s%s\n", cx->failure.detail[i].field, cx->failure.detail[i].field[0] ? ": " : "",
			cx->failure.detail[i].message);
}

static void print_failure_json(const struct cx *cx, enum err e)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	json_start(&j, &b);
	json_open(&j);
	json_key(&j, "error");
	json_open(&j);
	json_kz(&j, "code", err_code(e));
	json_kz(&j, "title", err_text(e));
	json_key(&j, "errors");
	json_list(&j);
	for (int i = 0; cx->failure.err == e && i < cx->failure.n; i++) {
		json_open(&j);
		json_kz(&j, "field", cx->failure.detail[i].field);
		json_kz(&j, "message", cx->failure.detail[i].message);
		json_close(&j);
	}
	json_list_end(&j);
	json_close(&j);
	json_close(&j);
	buf_char(&b, '\n');
	(void)fwrite(b.p, 1, b.n, stdout);
}

static enum err check_operands(struct cx *cx, const struct args *a)
{
	const struct command *c = a->command;

	if (a->n_operands < c->least)
		return fail(cx, ERR_USAGE, NULL, "%s needs %s: see earshot help %s", c->name, c->operands, c->name);
	if (c->most >= 0 && a->n_operands > c->most)
		return fail(cx, ERR_USAGE, NULL, "%s takes no operand \"%.40s\": see earshot help %s", c->name,
			a->operand[c->most], c->name);
	return OK;
}

static enum err run(struct cx *cx, const struct cli_host *host, struct args *a)
{
	TRY(check_operands(cx, a));
	TRY(host->settings(cx, a->setting, a->n_settings));
	if (a->command->needs == NEEDS_NOTHING)
		return a->command->run(cx, a);
	enum err e = host->open(cx, a->command->needs);

	if (!e)
		e = a->command->run(cx, a);
	host->close(cx);
	return e;
}

static enum err print_result(struct cx *cx, struct args *a)
{
	if (a->has_result && a->result.n) {
		buf_char(&a->result, '\n');
		if (a->result.overflow)
			return fail(cx, ERR_TOO_LARGE, NULL, "the result is larger than 1 GiB");
		(void)fwrite(a->result.p, 1, a->result.n, stdout);
	}
	return fflush(stdout) == 0 ? OK : fail(cx, ERR_IO, NULL, "cannot write the result");
}

static bool wants_help(const struct args *a, int argc, char **argv)
{
	return a->help || argc < 2 || (argc == 2 && strcmp(argv[1], "help") == 0);
}

static enum err dispatch(struct cx *cx, const struct cli_host *host, const struct table *t, struct args *a, int argc,
	char **argv)
{
	int words;

	if (argc >= 3 && strcmp(argv[1], "help") == 0) {
		a->command = find(t, argv + 2, argc - 2, &words);
		if (!a->command)
			return fail(cx, ERR_USAGE, NULL, "there is no command \"%.40s\": see earshot help", argv[2]);
		help_command(stdout, a->command);
		return OK;
	}
	if (argc == 2 && strcmp(argv[1], "help") == 0) {
		help_all(stdout, t->row, t->n);
		return OK;
	}
	TRY(args_parse(cx, a, argc, argv, find, t));
	if (wants_help(a, argc, argv) || !a->command) {
		if (a->command)
			help_command(stdout, a->command);
		else
			help_all(a->help ? stdout : stderr, t->row, t->n);
		return a->help ? OK : fail(cx, ERR_USAGE, NULL, "name a command");
	}
	TRY(run(cx, host, a));
	return print_result(cx, a);
}

int cli_main(struct cx *cx, const struct cli_host *host, int argc, char **argv)
{
	struct table t = {0};
	struct args *a = mem_alloc(sizeof *a);

	arena_init(&a->arena);
	table_fill(&t, host);
	enum err e = dispatch(cx, host, &t, a, argc, argv);

	(void)fflush(stdout);
	if (e) {
		print_failure(cx, e);
		/* A command may fail with a whole result, as doctor does: that is then the one JSON value. */
		if (a->json && a->has_result && a->result.n && a->out.depth == 0)
			(void)print_result(cx, a);
		else if (a->json)
			print_failure_json(cx, e);
	}
	if (a->has_result)
		buf_release(&a->result);
	arena_release(&a->arena);
	mem_free(a);
	return err_exit(e);
}
