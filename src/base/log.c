/* Log lines. The level and form are the only process-wide state here: set once by main before threads start. */
#include "base/log.h"
#include "base/clock.h"
#include "base/json.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic int least_level = LOG_INFO;
static _Atomic bool json_form = false;

void log_configure(enum log_level least, bool as_json)
{
	atomic_store(&least_level, (int)least);
	atomic_store(&json_form, as_json);
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	char pairs[1024], when[32];
	va_list ap;

	if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(pairs, sizeof pairs, fmt, ap);
	va_end(ap);
	(void)time_format(clock_wall_us(), when);
	auto_buf line;

	buf_init(&line, 8192);
	if (atomic_load_explicit(&json_form, memory_order_relaxed)) {
		struct json_out j;

		json_start(&j, &line);
		json_open(&j);
		json_kz(&j, "time", when);
		json_kz(&j, "level", names[level]);
		json_kz(&j, "event", event);
		json_kz(&j, "data", pairs);
		json_close(&j);
		buf_char(&line, '\n');
	} else {
		buf_printf(&line, "time=%s level=%s event=%s %s\n", when, names[level], event, pairs);
	}
	ssize_t wrote = write(STDERR_FILENO, line.p, line.n);

	(void)wrote; /* a log that cannot be written must not stop the work */
}
