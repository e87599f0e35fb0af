/* Failure details of a context. */
#include "base/cx.h"
#include "base/clock.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err fail(struct cx *cx, enum err e, const char *field, const char *fmt, ...)
{
	struct failure *f = &cx->failure;

	if (f->err != e)
		f->n = 0;
	f->err = e;
	if (f->n < FAILURE_DETAILS) {
		va_list ap;

		va_start(ap, fmt);
		(void)vsnprintf(f->detail[f->n].message, sizeof f->detail[0].message, fmt, ap);
		va_end(ap);
		(void)snprintf(f->detail[f->n].field, sizeof f->detail[0].field, "%s", field ? field : "");
		f->n++;
	}
	return e;
}

void fail_clear(struct cx *cx)
{
	cx->failure.err = OK;
	cx->failure.n = 0;
}

const char *fail_text(const struct cx *cx)
{
	return cx->failure.n > 0 ? cx->failure.detail[0].message : err_text(cx->failure.err);
}

void cx_fork(const struct cx *root, struct arena *arena, struct cx *ret)
{
	uint64_t seed, id;

	*ret = (struct cx){.arena = arena,
			   .db = root->db,
			   .model = root->model,
			   .settings = root->settings,
			   .services = root->services,
			   .now_us = clock_wall_us()};
	secret_bytes(&seed, sizeof seed);
	rng_seed(&ret->rng, seed);
	id = rng_u64(&ret->rng);
	(void)snprintf(ret->request_id, sizeof ret->request_id, "%016llx", (unsigned long long)id);
}
