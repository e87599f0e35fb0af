/* Entry of the program: process-wide set-up, then the command line. */
#include "app/app.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct app the;

static enum err log_settings(struct cx *cx, const struct settings *s)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};

	for (int i = 0; i < 4; i++)
		if (strcmp(s->log_level, names[i]) == 0) {
			log_configure((enum log_level)i, s->log_json);
			return OK;
		}
	return fail(cx, ERR_USAGE, NULL, "log_level must be debug, info, warn or error, not \"%.20s\"", s->log_level);
}

static enum err load_settings(struct cx *cx, const struct given *given, int n)
{
	TRY(settings_load(cx, given, n, &the.settings));
	cx->settings = &the.settings;
	return log_settings(cx, &the.settings);
}

int main(int argc, char **argv)
{
	static const struct command *const more[] = {&command_serve, &command_schema, NULL};
	const struct cli_host host = {.settings = load_settings, .open = app_open, .close = app_close, .more = more};
	const struct cx root = {0};

	if (!secret_start()) {
		fputs("earshot: no source of random numbers\n", stderr);
		return err_exit(ERR_INTERNAL);
	}
	(void)umask(0077); /* the store and what stands beside it are the owner's alone */
	(void)signal(SIGPIPE, SIG_IGN);
	fault_from_environment();
	arena_init(&the.arena);
	cx_fork(&root, &the.arena, &the.cx);
	int code = cli_main(&the.cx, &host, argc, argv);

	arena_release(&the.arena);
	return code;
}
