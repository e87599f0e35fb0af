/* The file: "EARVECT1", sha256 of the model in hex, u32 dimensions, then per vector the hash of its text and its floats
 * (see kept.h). Little-endian, as the machines this runs on. */
#include "text/kept.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/settings.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char magic[8] = "EARVECT1";

struct text_kept {
	struct text_encoder_hook under;
	struct map at; /* hash -> row + 1 */
	struct arena keys;
	float *row;
	bool *used;
	size_t n, cap, loaded;
	char sha[64], *path;
};

char *text_kept_path(struct cx *cx)
{
	return arena_printf(cx->arena, "%s/vectors-%lld", cx->settings->data, (long long)cx->workspace_id);
}

static size_t add(struct text_kept *k, struct str key, const float *v)
{
	bool is_new;
	size_t dim = k->under.dim;

	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 1024;
		k->row = mem_realloc(k->row, k->cap * dim * sizeof *k->row);
		k->used = mem_realloc(k->used, k->cap * sizeof *k->used);
	}
	uintptr_t *slot = map_put(&k->at, str_copy(&k->keys, key), &is_new);

	if (is_new) {
		memcpy(k->row + k->n * dim, v, dim * sizeof *v);
		k->used[k->n++] = false;
		*slot = k->n;
	}
	return *slot - 1;
}

static void load(struct text_kept *k)
{
	FILE *f = fopen(k->path, "re");
	char head[sizeof magic + sizeof k->sha], key[HASH_BYTES];
	float *v = mem_alloc(k->under.dim * sizeof *v);
	uint32_t dim;
	bool ours = f && fread(head, sizeof head, 1, f) == 1 && memcmp(head, magic, sizeof magic) == 0 &&
		    memcmp(head + sizeof magic, k->sha, sizeof k->sha) == 0 && fread(&dim, sizeof dim, 1, f) == 1 && dim == k->under.dim;

	while (ours && fread(key, sizeof key, 1, f) == 1 && fread(v, sizeof *v, dim, f) == dim)
		(void)add(k, (struct str){key, sizeof key}, v);
	if (f)
		(void)fclose(f);
	mem_free(v);
	k->loaded = k->n;
}

struct text_kept *text_kept_open(const struct text_meaning *m, const char *path)
{
	struct text_kept *k = mem_alloc(sizeof *k);

	k->under = text_meaning_hook(m);
	memcpy(k->sha, encoder_info(text_meaning_encoder(m))->sha256, sizeof k->sha);
	map_init(&k->at);
	arena_init(&k->keys);
	if (path) {
		k->path = arena_copy(&k->keys, path, strlen(path));
		load(k);
	}
	return k;
}

void text_kept_close(struct text_kept *k)
{
	if (!k)
		return;
	map_release(&k->at);
	arena_release(&k->keys);
	mem_free(k->row);
	mem_free(k->used);
	mem_free(k);
}

static bool write_rows(const struct text_kept *k, FILE *f, bool all)
{
	uint32_t dim = (uint32_t)k->under.dim;
	bool ok = fwrite(magic, sizeof magic, 1, f) == 1 && fwrite(k->sha, sizeof k->sha, 1, f) == 1 && fwrite(&dim, sizeof dim, 1, f) == 1;

	for (size_t i = 0; i < k->at.cap && ok; i++) {
		const struct map_slot *s = &k->at.slots[i];

		if (!s->key.p || (!all && !k->used[s->value - 1]))
			continue;
		ok = fwrite(s->key.p, HASH_BYTES, 1, f) == 1 && fwrite(k->row + (s->value - 1) * dim, sizeof *k->row, dim, f) == dim;
	}
	return ok;
}

void text_kept_save(struct text_kept *k, bool all)
{
	char *part = k->path ? arena_printf(&k->keys, "%s.part", k->path) : NULL;
	FILE *f = part ? fopen(part, "we") : NULL;

	if (!f)
		return;
	bool ok = write_rows(k, f, all);

	ok = fclose(f) == 0 && ok;
	if (!ok || rename(part, k->path) != 0)
		(void)unlink(part);
}

/* The texts that are not kept, at most once each in a call of the encoder. */
static enum err encode_missing(struct text_kept *k, const struct str *text, const struct hash *h, const size_t *at, size_t n, float *ret)
{
	size_t dim = k->under.dim;
	struct str *missing = mem_alloc((n + 1) * sizeof *missing);
	float *v = mem_alloc((n + 1) * dim * sizeof *v);

	for (size_t i = 0; i < n; i++)
		missing[i] = text[at[i]];
	enum err e = n ? k->under.encode(k->under.arg, missing, n, v) : OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		size_t row = add(k, (struct str){(const char *)h[at[i]].b, HASH_BYTES}, v + i * dim); /* may move k->used */

		k->used[row] = true;
		memcpy(ret + at[i] * dim, v + i * dim, dim * sizeof *v);
	}
	mem_free(missing);
	mem_free(v);
	return e;
}

static enum err encode(void *arg, const struct str *text, size_t n, float *ret)
{
	struct text_kept *k = arg;
	struct hash *h = mem_alloc((n + 1) * sizeof *h);
	size_t *at = mem_alloc((n + 1) * sizeof *at), misses = 0, dim = k->under.dim;

	for (size_t i = 0; i < n; i++) {
		h[i] = hash_of(text[i]);
		const uintptr_t *slot = map_get(&k->at, (struct str){(const char *)h[i].b, HASH_BYTES});

		if (slot) {
			memcpy(ret + i * dim, k->row + (*slot - 1) * dim, dim * sizeof *ret);
			k->used[*slot - 1] = true;
		} else {
			at[misses++] = i;
		}
	}
	enum err e = encode_missing(k, text, h, at, misses, ret);

	mem_free(h);
	mem_free(at);
	return e;
}

struct text_encoder_hook text_kept_hook(struct text_kept *k)
{
	return (struct text_encoder_hook){k->under.dim, encode, k};
}
