/* The wiring: the only place with process-wide state. main.c builds one struct app; nothing below sees it. */
#pragma once
#include "base/cx.h"
#include "base/settings.h"
#include "cli/cli.h"

struct app {
	struct settings settings;
	struct cx cx; /* the root: of the command that runs */
	struct arena arena;
	char *db_url, *data;
	bool opened;
};

/* settings.c: flag > environment EARSHOT_NAME > file; USAGE names the wrong one. Texts live in a. */
[[nodiscard]] enum err settings_load(struct cx *cx, const struct given *given, int n, struct settings *ret);

/* open.c */
[[nodiscard]] enum err app_open(struct cx *cx, enum command_needs needs); /* store, schema, model, rules of domain, node number */
void app_close(struct cx *cx);

/* lock.c: LOCKED when another server uses the same SQLite file; *ret_fd is closed by the caller, -1: none needed. */
[[nodiscard]] enum err app_lock(struct cx *cx, int *ret_fd);
/* first.c: a link for the first owner while nobody can sign in by other means; else NULL. */
[[nodiscard]] enum err app_first_link(struct cx *cx, const char **ret_link);

extern const struct command command_serve, command_schema;
