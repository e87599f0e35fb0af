/* Joins src/text/encoder to src/text/theme, which do not know each other (see meaning.h). Keeps no state. */
#include "text/meaning.h"
#include "base/settings.h"
#include "text/encoder/registry.h"
#include "text/lexical/language.h"
#include <string.h>
#include <unistd.h>

static const double english_least = .97;

struct text_meaning {
	struct text_encoder *encoder;
	unsigned threads;
};

const char *text_models_dir(struct cx *cx)
{
	const struct settings *s = cx->settings;
	const char *own = s ? arena_printf(cx->arena, "%s/models", s->data) : ".models";

	if (s && s->models && *s->models)
		return s->models;
	return access(own, R_OK) != 0 && access(".models", R_OK) == 0 ? ".models" : own;
}

/* The kinds to try in order; returns how many. */
static size_t kinds_of(const struct text_meaning_wish *w, enum registry_kind ret[2])
{
	const char *wish = w->encoder ? w->encoder : "auto";
	bool automatic = strcmp(wish, "auto") == 0;
	bool english = automatic ? w->english_share >= english_least : strcmp(wish, "english") == 0;

	if (strcmp(wish, "words") == 0)
		return 0;
	ret[0] = english ? REGISTRY_ENGLISH : REGISTRY_MULTILINGUAL;
	ret[1] = english ? REGISTRY_MULTILINGUAL : REGISTRY_ENGLISH;
	return automatic ? 2 : 1;
}

enum err text_meaning_open_file(struct cx *cx, const char *path, unsigned threads, struct text_meaning **ret)
{
	struct text_encoder *e;

	TRY(encoder_open(cx, path, 0, &e));
	*ret = mem_alloc(sizeof **ret);
	**ret = (struct text_meaning){e, threads};
	return OK;
}

enum err text_meaning_open(struct cx *cx, const struct text_meaning_wish *wish, struct text_meaning **ret)
{
	enum registry_kind kind[2];
	size_t n = kinds_of(wish, kind);
	const char *dir = text_models_dir(cx);

	*ret = NULL;
	for (size_t i = 0; i < n; i++) {
		char *path;

		TRY(registry_path(cx, dir, kind[i], &path));
		if (path)
			return text_meaning_open_file(cx, path, wish->threads, ret);
	}
	return OK;
}

void text_meaning_close(struct text_meaning *m)
{
	if (!m)
		return;
	encoder_close(m->encoder);
	mem_free(m);
}

const struct text_encoder *text_meaning_encoder(const struct text_meaning *m)
{
	return m->encoder;
}

double text_english_share(const struct text_item *item, size_t n)
{
	size_t looked = n < 500 ? n : 500, english = 0, clear = 0;

	for (size_t i = 0; i < looked; i++) {
		struct text_language l = text_language_detect(item[i * n / looked].text);

		clear += !l.abstained;
		english += strcmp(l.code, "en") == 0;
	}
	return clear ? (double)english / (double)clear : 1;
}

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
