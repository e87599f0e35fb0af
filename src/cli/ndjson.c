/* Reads the lines (see ndjson.h). A line that cannot be read ends the command: output stays in step with input. */
#include "cli/ndjson.h"
#include "model/engine.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/types.h>
#include <stdlib.h>

void ndjson_init(struct ndjson *s, FILE *in)
{
	*s = (struct ndjson){.in = in};
	arena_init(&s->arena);
}

void ndjson_release(struct ndjson *s)
{
	free(s->line); /* getline's */
	arena_release(&s->arena);
}

static enum err take(struct cx *cx, struct ndjson *s, struct str line)
{
	json_t *j = NULL;
	enum err e = json_read(cx, line, &j);

	if (e != OK)
		return fail(cx, e, NULL, "line %llu of the input is not an object {\"id\": ..., \"text\": \"...\"}", (unsigned long long)s->row);
	const json_t *text = json_object_get(j, "text"), *id = json_object_get(j, "id");

	if (!json_is_string(text)) {
		json_decref(j);
		return fail(cx, ERR_INVALID, "text", "line %llu of the input has no \"text\"", (unsigned long long)s->row);
	}
	char *z = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	s->id[s->n] = str_copy(&s->arena, str_of(z ? z : "null"));
	s->text[s->n++] = str_copy(&s->arena, (struct str){json_string_value(text), json_string_length(text)});
	free(z);
	json_decref(j);
	return OK;
}

enum err ndjson_next(struct cx *cx, struct ndjson *s)
{
	size_t bytes = 0;
	ssize_t n;

	arena_reset(&s->arena);
	s->n = 0;
	while (s->n < NDJSON_BATCH && bytes < NDJSON_LINE_MAX && (n = getline(&s->line, &s->cap, s->in)) >= 0) {
		struct str line = str_trim((struct str){s->line, (size_t)n});

		s->row++;
		bytes += line.n;
		if (line.n > NDJSON_LINE_MAX)
			return fail(cx, ERR_TOO_LARGE, NULL, "line %llu of the input is longer than %d bytes", (unsigned long long)s->row,
				    NDJSON_LINE_MAX);
		if (line.n)
			TRY(take(cx, s, line));
	}
	return ferror(s->in) ? fail(cx, ERR_IO, NULL, "cannot read the input: %s", strerror(errno)) : OK;
}
