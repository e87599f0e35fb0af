/* Settings of the process from flags, environment and file, by the rows of settings.def. */
#include "app/app.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { K_TEXT, K_SECRET, K_INT, K_BOOL };
static const struct row {
	const char *name;
	enum kind kind;
	const char *initial;
	size_t offset;
} rows[] = {
#define SETTING(name, type, initial, doc) {#name, K_##type, initial, offsetof(struct settings, name)},
#include "base/settings.def"
#undef SETTING
};
enum { ROWS = sizeof rows / sizeof rows[0], FILE_MAX_BYTES = 64 * 1024 };

static enum err put(struct cx *cx, const struct row *row, const char *text, const char *where, struct settings *s)
{
	void *at = (char *)s + row->offset;

	if (row->kind == K_TEXT || row->kind == K_SECRET) {
		*(const char **)at = str_z(cx->arena, str_of(text));
		return OK;
	}
	if (row->kind == K_INT) {
		if (!str_to_i64(str_of(text), at))
			return fail(cx, ERR_USAGE, NULL, "%s (%s) must be a whole number, not \"%.40s\"", row->name, where, text);
		return OK;
	}
	if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 || strcmp(text, "1") == 0)
		*(bool *)at = true;
	else if (strcmp(text, "no") == 0 || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
		*(bool *)at = false;
	else
		return fail(cx, ERR_USAGE, NULL, "%s (%s) must be yes or no, not \"%.40s\"", row->name, where, text);
	return OK;
}

static const struct row *row_of(struct str name)
{
	for (int i = 0; i < ROWS; i++)
		if (str_is(name, rows[i].name))
			return &rows[i];
	return NULL;
}

/* One line: empty, # comment, or name = value. */
static enum err file_line(struct cx *cx, const char *path, int number, struct str line, struct settings *s)
{
	struct str name, value = str_trim(line);
	char where[300];

	if (!value.n || value.p[0] == '#')
		return OK;
	if (!str_split(&value, '=', &name) || !memchr(line.p, '=', line.n))
		return fail(cx, ERR_USAGE, NULL, "%s line %d is not \"name = value\"", path, number);
	const struct row *row = row_of(str_trim(name));

	if (!row)
		return fail(cx, ERR_USAGE, NULL, "%s line %d: there is no setting \"%.*s\"", path, number,
			STR_ARG(str_trim(name)));
	(void)snprintf(where, sizeof where, "%s line %d", path, number);
	return put(cx, row, str_z(cx->arena, str_trim(value)), where, s);
}

static enum err from_file(struct cx *cx, const char *path, bool must_exist, struct settings *s)
{
	FILE *f = fopen(path, "re");
	char *text = arena_alloc(cx->arena, FILE_MAX_BYTES + 1);

	if (!f)
		return must_exist ? fail(cx, ERR_USAGE, NULL, "cannot read the settings file %s: %s", path,
			strerror(errno)) : OK;
	size_t n = fread(text, 1, FILE_MAX_BYTES + 1, f);

	(void)fclose(f);
	if (n > FILE_MAX_BYTES)
		return fail(cx, ERR_USAGE, NULL, "the settings file %s is larger than %d bytes", path, FILE_MAX_BYTES);
	struct str rest = {text, n}, line;

	for (int number = 1; str_split(&rest, '\n', &line); number++)
		TRY(file_line(cx, path, number, line, s));
	return OK;
}

static const char *environment(const struct row *row)
{
	char name[80] = "EARSHOT_";
	size_t k = strlen(name);

	for (const char *p = row->name; *p && k + 1 < sizeof name; p++)
		name[k++] = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
	name[k] = '\0';
	return getenv(name);
}

static enum err from_environment(struct cx *cx, struct settings *s)
{
	for (int i = 0; i < ROWS; i++) {
		const char *text = environment(&rows[i]);

		if (text)
			TRY(put(cx, &rows[i], text, "environment", s));
	}
	return OK;
}

static const char *given_value(const struct given *given, int n, const char *name)
{
	for (int i = n; i-- > 0;)
		if (strcmp(given[i].name, name) == 0)
			return given[i].value;
	return NULL;
}

static enum err from_flags(struct cx *cx, const struct given *given, int n, struct settings *s)
{
	for (int i = 0; i < n; i++) {
		const struct row *row = row_of(str_of(given[i].name));

		if (row)
			TRY(put(cx, row, given[i].value, "flag", s));
	}
	return OK;
}

static enum err check(struct cx *cx, const struct settings *s)
{
	if (s->port < 0 || s->port > 65535)
		return fail(cx, ERR_USAGE, NULL, "port must be 0 to 65535");
	if (s->workers < 1 || s->workers > 256)
		return fail(cx, ERR_USAGE, NULL, "workers must be 1 to 256");
	if (!*s->tls_cert != !*s->tls_key)
		return fail(cx, ERR_USAGE, NULL, "tls_cert and tls_key go together");
	if (*s->public_url && strncmp(s->public_url, "http://", 7) != 0 && strncmp(s->public_url, "https://", 8) != 0)
		return fail(cx, ERR_USAGE, NULL, "public_url must begin with http:// or https://");
	return OK;
}

/* The file of --config or EARSHOT_CONFIG must exist; DATA/earshot.conf is read when there is one. */
enum err settings_load(struct cx *cx, const struct given *given, int n, struct settings *ret)
{
	const char *config = given_value(given, n, "config"), *data = given_value(given, n, "data");

	for (int i = 0; i < ROWS; i++)
		TRY(put(cx, &rows[i], rows[i].initial, "default", ret));
	if (!config)
		config = getenv("EARSHOT_CONFIG");
	if (!data)
		data = getenv("EARSHOT_DATA");
	TRY(from_file(cx, config ? config : arena_printf(cx->arena, "%s/earshot.conf", data ? data : ret->data),
		config != NULL, ret));
	TRY(from_environment(cx, ret));
	TRY(from_flags(cx, given, n, ret));
	return check(cx, ret);
}
