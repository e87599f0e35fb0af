/* The command line: a table of commands, one file each, and the dispatcher that walks it.
 *
 * To add a command: src/cli/NAME.c defines `const struct command command_NAME`, commands.def gets a row COMMAND(NAME),
 * src/cli/meson.build names the file. Help, usage, refusal of unknown flags, opening the store and the workspace, exit
 * codes (errors.def) and --json are done here. Commands that need src/api (serve, schema) are added by src/app.
 *
 * What a command prints: its result on stdout, everything else on stderr. With --json it prints one JSON value. */
#pragma once
#include "base/cx.h"
#include "base/json.h"
#include <stdio.h>

enum command_needs {
	NEEDS_NOTHING,
	NEEDS_STORE,     /* cx->db and cx->model are open; nobody is signed in */
	NEEDS_NEW_STORE, /* the same, and tables are made when a PostgreSQL database has none */
	NEEDS_WORKSPACE, /* like NEEDS_STORE, and cx acts as the first owner of --workspace */
};

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_MANY /* may be repeated */ };
struct option_row {
	const char *name; /* "dry-run"; the list ends with a NULL name */
	enum option_kind kind;
	const char *value; /* what stands for the value in help: "NAME"; NULL for flags */
	const char *doc;
};

struct args;
struct command {
	const char *name;    /* "import", "import undo": the longest match wins */
	const char *operands; /* "FILE ...": shown in help */
	int least, most;     /* how many operands; most -1: any number */
	const char *summary; /* one sentence */
	enum command_needs needs;
	const struct option_row *options; /* NULL: none of its own */
	/* cx->conn is NULL: use db_read and db_write. A failure's details are printed by the dispatcher. */
	enum err (*run)(struct cx *cx, struct args *args);
};

/* What was given. Settings (--db, --data, --workspace, --port ...) are in cx->settings and not here. */
int args_count(const struct args *a);
const char *args_at(const struct args *a, int i);                          /* NULL past the end */
bool args_flag(const struct args *a, const char *name);
const char *args_value(const struct args *a, const char *name);            /* last one; NULL: not given */
int args_values(const struct args *a, const char *name, const char *const **ret); /* of OPTION_MANY, in order */
[[nodiscard]] enum err args_int(struct cx *cx, const struct args *a, const char *name, int64_t missing,
	int64_t *ret); /* USAGE */
bool args_json(const struct args *a);
FILE *args_out(const struct args *a); /* stdout */
/* JSON result: json_start on a buffer that is printed with a newline after run() returned OK. */
struct json_out *args_result(struct args *a);

/* ---- used by src/app ---- */
struct given {
	const char *name, *value;
};
struct cli_host {
	/* Fills cx->settings from the named settings (flag > environment > file). */
	enum err (*settings)(struct cx *cx, const struct given *given, int n);
	/* Opens what is needed into cx. */
	enum err (*open)(struct cx *cx, enum command_needs needs);
	void (*close)(struct cx *cx);
	const struct command *const *more; /* commands of upper layers, ends with NULL */
};
/* Exit code of the process. */
int cli_main(struct cx *cx, const struct cli_host *host, int argc, char **argv);
