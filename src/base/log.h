/* Log lines to stderr as logfmt or JSON. Never a customer's words, never a secret. */
#pragma once
#include "base/str.h"
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
void log_configure(enum log_level least, bool as_json);
/* log_event(LOG_INFO, "http.reply", "status=%d us=%lld", ...): fmt gives key=value pairs. */
[[gnu::format(printf, 3, 4)]] void log_event(enum log_level level, const char *event, const char *fmt, ...);
