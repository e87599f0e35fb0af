/* Names, statuses and texts of failures; derived from errors.def. */
#include "base/err.h"
#include <stdio.h>
#include <stdlib.h>

static const struct {
	int status, exit;
	const char *code, *text;
} table[ERR_COUNT] = {
	[OK] = {200, 0, "ok", "Done."},
#define ERR(name, status, code, exit, text) [ERR_##name] = {status, exit, code, text},
#include "base/errors.def"
#undef ERR
};

static int row_of(enum err e)
{
	return (int)e >= 0 && e < ERR_COUNT ? (int)e : ERR_INTERNAL;
}

int err_status(enum err e)
{
	return table[row_of(e)].status;
}

int err_exit(enum err e)
{
	return table[row_of(e)].exit;
}

const char *err_code(enum err e)
{
	return table[row_of(e)].code;
}

const char *err_text(enum err e)
{
	return table[row_of(e)].text;
}

void assert_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "earshot: bug: %s at %s:%d\n", what, file, line);
	abort();
}
