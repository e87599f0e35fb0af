/* Finds out what a source is, converts it, gives it card and name (see convert.h). */
#include "text/encoder/convert/convert.h"
#include "text/encoder/convert/build.h"
#include "text/encoder/tokenizer.h"
#include <string.h>
#include <sys/stat.h>

#define E5_FILE "e5-small-q4.bin"

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* The last part of a path, with what may not stand in a name replaced. */
static const char *name_of_path(struct arena *a, const char *path)
{
	struct str s = str_of(path);
	size_t from;
	char *name;

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	from = s.n;
	while (from > 0 && s.p[from - 1] != '/')
		from--;
	name = str_z(a, (struct str){s.p + from, s.n - from});
	for (char *c = name; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_' ||
		      *c == '.'))
			*c = '-';
	return *name && *name != '.' ? name : "model";
}

static enum err check_name(struct cx *cx, const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > 79 || name[0] == '.' || strcmp(name_of_path(cx->arena, name), name) != 0)
		return fail(cx, ERR_INVALID, "name", "a model's name is 1 to 79 letters, digits, '-', '_' and '.'");
	return OK;
}

static enum err read_source(struct build *b, const char *source)
{
	char *packed = arena_printf(b->cx->arena, "%s/" E5_FILE, source);

	if (!exists(source))
		return fail(b->cx, ERR_NOT_FOUND, "source", "there is no %s", source);
	if (!is_folder(source))
		return convert_e5(b, source);
	return exists(packed) ? convert_e5(b, packed) : convert_folder(b, source);
}

/* The card's head; what the build has in its card so far is the hash of the source's weights. */
static const char *write_card(struct build *b, const char *source, const struct convert_options *o)
{
	struct str line = buf_view(&b->card), key;
	const struct known_model *known = NULL;
	const char *name;

	if (str_split(&line, ':', &key))
		known = known_model_find(str_z(b->cx->arena, str_trim(line)));
	name = o->name ? o->name : known ? known->name : name_of_path(b->cx->arena, source);
	build_line(b, "name", name);
	build_line(b, "licence", known ? known->licence : "see the source");
	build_line(b, "languages", known ? known->languages : b->config.multilingual ? "several" : "unknown");
	build_line(b, "source", known ? known->source : name_of_path(b->cx->arena, source));
	if (known) {
		b->config.multilingual = known->multilingual;
		buf_z(&b->notices, known->notice);
	}
	return name;
}

static enum err set_prefix(struct build *b, const char *name, const struct convert_options *o)
{
	const char *prefix = o->prefix ? o->prefix : strstr(name, "e5") ? "query: " : "";

	if (strlen(prefix) >= sizeof b->config.prefix || !utf8_valid(str_of(prefix)))
		return fail(b->cx, ERR_INVALID, "prefix", "longer than %zu bytes or not UTF-8", sizeof b->config.prefix - 1);
	memcpy(b->config.prefix, prefix, strlen(prefix));
	return OK;
}

static enum err convert(struct build *b, const char *source, const char *dir, const struct convert_options *o,
			char **ret_path)
{
	const char *name;

	TRY(read_source(b, source));
	name = write_card(b, source, o);
	TRY(check_name(b->cx, name));
	TRY(set_prefix(b, name, o));
	*ret_path = arena_printf(b->cx->arena, "%s/%s" MODEL_SUFFIX, dir, name);
	return build_write(b, *ret_path);
}

enum err convert_model(struct cx *cx, const char *source, const char *dir, const struct convert_options *options,
		       char **ret_path)
{
	struct convert_options o = options ? *options : (struct convert_options){0};
	struct build b;
	enum err e;

	build_init(&b, cx);
	e = convert(&b, source, dir, &o, ret_path);
	build_release(&b);
	return e;
}
