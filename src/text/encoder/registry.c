/* Models of a directory (see registry.h). Reads heads of files only; keeps nothing between calls. */
#include "text/encoder/registry.h"
#include "text/encoder/model_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const brought[] = {"all-MiniLM-L6-v2", "multilingual-e5-small"};

const char *registry_kind_name(enum registry_kind k)
{
	return k == REGISTRY_MULTILINGUAL ? "multilingual" : "english";
}

static enum registry_kind kind_of(const struct registry_entry *e)
{
	return e->info.multilingual ? REGISTRY_MULTILINGUAL : REGISTRY_ENGLISH;
}

/* The name in the file `kind` of the directory, or "". */
static void read_choice(struct cx *cx, const char *dir, enum registry_kind kind, char ret[80])
{
	FILE *f = fopen(arena_printf(cx->arena, "%s/%s", dir, registry_kind_name(kind)), "re");
	size_t n = f ? fread(ret, 1, 79, f) : 0;

	ret[n] = 0;
	ret[strcspn(ret, " \r\n")] = 0;
	if (f)
		(void)fclose(f);
}

static void read_entry(struct cx *cx, const char *dir, const char *file, struct registry_entry *ret)
{
	struct text_encoder *e = NULL;

	*ret = (struct registry_entry){.path = arena_printf(cx->arena, "%s/%s", dir, file)};
	if (encoder_open(cx, ret->path, ENCODER_UNHASHED, &e) == OK) {
		ret->info = *encoder_info(e);
		encoder_close(e);
	} else {
		ret->problem = arena_printf(cx->arena, "%s", fail_text(cx));
		fail_clear(cx);
	}
	(void)snprintf(ret->info.name, sizeof ret->info.name, "%.*s", (int)(strlen(file) - strlen(MODEL_SUFFIX)), file);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct registry_entry *)a)->info.name, ((const struct registry_entry *)b)->info.name);
}

/* Marks the model that serves: the one chosen, else the one script/models brings, else the first. */
static void mark(struct cx *cx, const char *dir, struct registry_entry *entry, size_t n, enum registry_kind kind)
{
	struct registry_entry *best = NULL;
	char chosen[80];

	read_choice(cx, dir, kind, chosen);
	for (size_t i = 0; i < n; i++) {
		struct registry_entry *e = &entry[i];

		if (e->problem || kind_of(e) != kind)
			continue;
		if (!best || strcmp(e->info.name, chosen) == 0 ||
		    (strcmp(best->info.name, chosen) != 0 && strcmp(e->info.name, brought[kind]) == 0))
			best = e;
	}
	if (best)
		best->serves = true;
}

enum err registry_list(struct cx *cx, const char *dir, struct registry_entry **ret, size_t *ret_n)
{
	DIR *d = opendir(dir);
	struct dirent *file;

	*ret = ARENA_ARRAY(cx->arena, struct registry_entry, REGISTRY_MAX);
	*ret_n = 0;
	if (!d && errno == ENOENT)
		return OK;
	if (!d)
		return fail(cx, ERR_IO, "models", "cannot read the directory of models %s: %s", dir, strerror(errno));
	while ((file = readdir(d)) && *ret_n < REGISTRY_MAX) {
		struct str name = str_of(file->d_name);

		if (str_ends(name, MODEL_SUFFIX) && name.n > sizeof MODEL_SUFFIX && name.n < 80 + sizeof MODEL_SUFFIX && name.p[0] != '.')
			read_entry(cx, dir, file->d_name, &(*ret)[(*ret_n)++]);
	}
	(void)closedir(d);
	if (*ret_n)
		qsort(*ret, *ret_n, sizeof **ret, by_name);
	mark(cx, dir, *ret, *ret_n, REGISTRY_ENGLISH);
	mark(cx, dir, *ret, *ret_n, REGISTRY_MULTILINGUAL);
	return OK;
}

enum err registry_find(struct cx *cx, const char *dir, struct str name, struct registry_entry *ret)
{
	struct registry_entry *all;
	size_t n;

	TRY(registry_list(cx, dir, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (str_is(name, all[i].info.name)) {
			*ret = all[i];
			return OK;
		}
	return fail(cx, ERR_NOT_FOUND, "model",
		    "there is no model \"%.*s\" in %s: `earshot model list` shows what is there, `earshot model add` or script/models bring "
		    "more", STR_ARG(name), dir);
}

enum err registry_path(struct cx *cx, const char *dir, enum registry_kind kind, char **ret)
{
	struct registry_entry *all;
	size_t n;

	*ret = NULL;
	TRY(registry_list(cx, dir, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (all[i].serves && kind_of(&all[i]) == kind)
			*ret = all[i].path;
	return OK;
}

enum err registry_use(struct cx *cx, const char *dir, const struct registry_entry *entry)
{
	const char *path = arena_printf(cx->arena, "%s/%s", dir, registry_kind_name(kind_of(entry)));
	const char *part = arena_printf(cx->arena, "%s.part", path);
	FILE *f;
	bool written;

	if (entry->problem)
		return fail(cx, ERR_CORRUPT, "model", "%s", entry->problem);
	f = fopen(part, "we");
	written = f && fprintf(f, "%s\n", entry->info.name) > 0;
	written = f && fclose(f) == 0 && written;
	if (!written || rename(part, path) != 0)
		return fail(cx, ERR_READ_ONLY, "model", "cannot write %s: %s", path, strerror(errno));
	return OK;
}
