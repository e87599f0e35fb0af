/* Failures by name. Functions that can fail return enum err and put the details
 * into cx->failure by fail(); callers pass them on with TRY(). */
#pragma once
#include <stddef.h>

enum err {
	OK = 0,
#define ERR(name, status, code, exit, text) ERR_##name,
#include "base/errors.def"
#undef ERR
	ERR_COUNT
};

int err_status(enum err e);       /* HTTP status; 200 for OK */
int err_exit(enum err e);         /* process exit code; 0 for OK */
const char *err_code(enum err e); /* stable machine word */
const char *err_text(enum err e); /* one sentence for a person */

/* The only control-flow macro: pass a failure on. */
#define TRY(x)                                                                                                         \
	do {                                                                                                           \
		enum err try_e_ = (x);                                                                                 \
		if (try_e_ != OK)                                                                                      \
			return try_e_;                                                                                 \
	} while (0)

/* A bug, never outside input. Stays on in release. */
#define ASSERT(x) ((x) ? (void)0 : assert_failed(#x, __FILE__, __LINE__))
[[gnu::noreturn]] void assert_failed(const char *what, const char *file, int line);
