/* Fuzz target of what a request says: JSON bodies against the field tables, the filter grammar, ids, times. The first
 * byte chooses the resource. Nothing of it may crash, and what a filter becomes holds only parameters, never its text.
 *   clang -fsanitize=fuzzer,address,undefined (without -DREPLAY), inputs: tests/fuzz/body */
#include "fuzz/replay.h"
#include "base/clock.h"
#include "model/engine.h"
#include <jansson.h>

static void read_body(struct cx *cx, const struct resource *r, struct str text)
{
	json_t *body = NULL;
	void *row = arena_alloc(cx->arena, r->size);

	if (json_read(cx, text, &body) == OK)
		for (int mode = PARSE_CREATE; mode <= PARSE_VERSION; mode++) {
			(void)!model_parse(cx, r, body, (enum parse_mode)mode, row);
			fail_clear(cx);
		}
	json_decref(body);
	fail_clear(cx);
}

static void read_small(struct str text)
{
	const struct resource *of;
	int64_t id, us;
	int32_t days;
	char again[ID_TEXT];

	if (id_parse(text, &of, &id)) {
		id_format(of, id, again);
		ASSERT(str_eq_nocase(text, again));
	}
	if (time_parse(text, &us)) {
		char out[32];
		int64_t back;

		(void)time_format(us, out);
		ASSERT(time_parse(str_of(out), &back) && back == us);
	}
	(void)date_parse(text, &days);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct cx cx = {.arena = &arena, .now_us = 1772000000000000, .workspace_id = 1};

	if (size < 1 || size > 1u << 16)
		return 0;
	arena_init(&arena);
	cx.model = model_new();
	char *copy = exact_copy(data + 1, size - 1);
	struct str text = {copy, size - 1};

	read_body(&cx, &resources[data[0] % RES_COUNT], text);
	read_small(text);
	free(copy);
	model_free(cx.model);
	arena_release(&arena);
	return 0;
}
