/* A plan as JSON, kept with its import so that a resumed job reads the file as it was understood at first. */
#pragma once
#include "intake/intake.h"

struct plan_order {
	const char *path;
	bool dry_run, own_file;
	int64_t rows;
};
struct str plan_write(struct cx *cx, const struct intake_plan *p, const struct plan_order *o);
[[nodiscard]] enum err plan_read(struct cx *cx, struct str json, struct intake_plan *ret, struct plan_order *ret_order);
