/* How a long computation is watched and bounded: passed to everything in src/text that may take seconds. */
#pragma once
#include <stdbool.h>

struct text_control {
	/* Called from the calling thread now and then; stage names what is being done, done is 0..1 of that stage.
	 * Returning false cancels: the computation frees everything and gives ERR_CANCELLED. May be NULL. */
	bool (*progress)(void *arg, const char *stage, double done);
	void *arg;
	int threads; /* 0 and 1: no further thread; the result does not depend on it */
};

static inline bool text_going_on(const struct text_control *c, const char *stage, double done)
{
	return !c || !c->progress || c->progress(c->arg, stage, done);
}
