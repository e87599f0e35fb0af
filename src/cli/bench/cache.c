/* Vectors by the hash of their text (see bench.h). One thread at a time. */
#include "base/hash.h"
#include "base/map.h"
#include "cli/bench/bench.h"
#include <errno.h>
#include <string.h>

struct bench_cache {
	struct text_meaning *meaning;
	struct text_encoder_hook under;
	struct map at; /* hash -> row + 1 */
	struct arena keys;
	float *row;
	size_t n, cap, dim, saved;
	char *path; /* NULL: not kept */
};

static void add(struct bench_cache *c, struct str key, const float *v)
{
	bool is_new;

	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 4096;
		c->row = mem_realloc(c->row, c->cap * c->dim * sizeof *c->row);
	}
	uintptr_t *slot = map_put(&c->at, str_copy(&c->keys, key), &is_new);

	if (!is_new)
		return;
	*slot = ++c->n;
	memcpy(c->row + (c->n - 1) * c->dim, v, c->dim * sizeof *v);
}

static void load(struct bench_cache *c)
{
	FILE *f = fopen(c->path, "re");
	float *v = mem_alloc(c->dim * sizeof *v);
	char key[HASH_BYTES];

	while (f && fread(key, sizeof key, 1, f) == 1 && fread(v, sizeof *v, c->dim, f) == c->dim)
		add(c, (struct str){key, sizeof key}, v);
	if (f)
		(void)fclose(f);
	mem_free(v);
	c->saved = c->n;
}

enum err bench_cache_open(struct cx *cx, struct text_meaning *m, const char *dir, struct bench_cache **ret)
{
	const struct encoder_info *i = encoder_info(text_meaning_encoder(m));
	struct bench_cache *c = mem_alloc(sizeof *c);

	*c = (struct bench_cache){.meaning = m, .under = text_meaning_hook(m), .dim = i->dim};
	map_init(&c->at);
	arena_init(&c->keys);
	if (dir) {
		c->path = arena_printf(cx->arena, "%s/%s-%.16s.vectors", dir, i->name, i->sha256);
		load(c);
	}
	*ret = c;
	return OK;
}

static void save(struct bench_cache *c)
{
	FILE *f = c->path && c->n > c->saved ? fopen(c->path, "we") : NULL;

	for (size_t i = 0; f && i < c->at.cap; i++) {
		const struct map_slot *s = &c->at.slots[i];

		if (!s->key.p)
			continue;
		(void)fwrite(s->key.p, HASH_BYTES, 1, f);
		(void)fwrite(c->row + (s->value - 1) * c->dim, sizeof *c->row, c->dim, f);
	}
	if (f)
		(void)fclose(f);
}

void bench_cache_close(struct cx *cx, struct bench_cache *c)
{
	(void)cx;
	if (!c)
		return;
	save(c);
	map_release(&c->at);
	arena_release(&c->keys);
	mem_free(c->row);
	mem_free(c);
}

static enum err encode(void *arg, const struct str *text, size_t n, float *ret)
{
	struct bench_cache *c = arg;
	struct hash *h = mem_alloc(n * sizeof *h);
	struct str *missing = mem_alloc(n * sizeof *missing);
	size_t *at = mem_alloc(n * sizeof *at), misses = 0;
	float *v = NULL;
	enum err e = OK;

	for (size_t i = 0; i < n; i++) {
		h[i] = hash_of(text[i]);
		const uintptr_t *slot = map_get(&c->at, (struct str){(const char *)h[i].b, HASH_BYTES});

		if (slot)
			memcpy(ret + i * c->dim, c->row + (*slot - 1) * c->dim, c->dim * sizeof *ret);
		else {
			at[misses] = i;
			missing[misses++] = text[i];
		}
	}
	if (misses) {
		v = mem_alloc(misses * c->dim * sizeof *v);
		e = c->under.encode(c->under.arg, missing, misses, v);
	}
	for (size_t k = 0; k < misses && e == OK; k++) {
		memcpy(ret + at[k] * c->dim, v + k * c->dim, c->dim * sizeof *ret);
		add(c, (struct str){(const char *)h[at[k]].b, HASH_BYTES}, v + k * c->dim);
	}
	mem_free(h);
	mem_free(missing);
	mem_free(at);
	mem_free(v);
	return e;
}

struct text_encoder_hook bench_cache_hook(struct bench_cache *c)
{
	return (struct text_encoder_hook){c->dim, encode, c};
}
