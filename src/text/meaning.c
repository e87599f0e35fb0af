/* Joins src/text/encoder to src/text/theme, which do not know each other. Keeps no state. */
#include "text/meaning.h"

static enum err encode(void *arg, const struct str *text, size_t n, float *ret)
{
	const struct text_meaning *m = arg;
	struct arena arena;
	struct cx cx = {.arena = &arena};
	enum err e;

	arena_init(&arena);
	e = encoder_encode(&cx, m->encoder, text, n, &(struct encoder_options){.threads = m->threads}, ret, NULL);
	arena_release(&arena);
	return e;
}

struct text_encoder_hook text_meaning_hook(const struct text_meaning *m)
{
	return (struct text_encoder_hook){encoder_info(m->encoder)->dim, encode, (void *)(uintptr_t)m};
}
