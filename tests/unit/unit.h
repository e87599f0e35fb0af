/* CMocka for tests of this program: base/cx.h has a fail() of its own, so CMocka's macro of that name goes, and
 * fail_msg(), which uses it, is given again. Include this instead of cmocka.h. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#undef fail
#undef fail_msg
#define fail_msg(...)                 \
	do {                              \
		print_error(__VA_ARGS__);     \
		print_error("\n");            \
		_fail(__FILE__, __LINE__);    \
	} while (0)
