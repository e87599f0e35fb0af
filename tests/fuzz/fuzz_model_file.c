/* Fuzz target of the model file (src/text/encoder/model.c): bytes as a file that passed no hash check. Whatever opens
 * must encode any text without touching memory outside, and give numbers or ERR_CORRUPT.
 *
 * With libFuzzer: clang -fsanitize=fuzzer,address,undefined with the sources of src/base and src/text/encoder.
 * Without: -DREPLAY gives a main() that makes a small model, opens it truncated at many places and with changed bytes
 * (a kept input would be tens of kilobytes of invented weights), then runs the files it is given. */
#include "text/encoder/convert/convert.h"
#include "text/encoder/encoder.h"
#include "text/encoder/model_file.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char sample[] = "The app crashes <s> [SEP] Q \xF0\x9F\x98\x80 \xFF caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC. It won't open!";

static void encode(struct cx *cx, struct text_encoder *e)
{
	size_t dim = encoder_info(e)->dim;
	float *v = mem_alloc(2 * dim * sizeof *v);
	struct str two[2] = {{sample, sizeof sample - 1}, {sample, 9}};
	enum err r = encoder_encode(cx, e, two, 2, &(struct encoder_options){.kernel = "scalar"}, v, NULL);

	ASSERT(r == OK || r == ERR_CORRUPT);
	for (size_t i = 0; i < 2 * dim && r == OK; i++)
		ASSERT(isfinite(v[i]));
	mem_free(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct cx cx = {.arena = &arena};
	struct text_encoder *e = NULL;
	void *copy;

	if (size > (4u << 20) || posix_memalign(&copy, MODEL_ALIGN, size + 1) != 0)
		return 0;
	memcpy(copy, data, size);
	arena_init(&arena);
	if (encoder_open_memory(&cx, copy, size, ENCODER_UNHASHED, &e) == OK) {
		if (encoder_info(e)->layers <= 4 && encoder_info(e)->dim <= 256)
			encode(&cx, e);
		encoder_close(e);
	} else {
		ASSERT(cx.failure.err == ERR_CORRUPT || cx.failure.err == ERR_UNSUPPORTED);
	}
	arena_release(&arena);
	free(copy);
	return 0;
}

#ifdef REPLAY
#include "../unit/tiny_model.h"

static unsigned char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p = mem_alloc(4u << 20);

	*n = f ? fread(p, 1, 4u << 20, f) : 0;
	if (f)
		(void)fclose(f);
	return p;
}

static void change(unsigned char *p, size_t n)
{
	struct rng r;

	rng_seed(&r, 5);
	for (size_t cut = 0; cut < n; cut += 997)
		(void)LLVMFuzzerTestOneInput(p, cut);
	for (int i = 0; i < 500; i++) {
		size_t at = sizeof(struct model_head) + rng_below(&r, i % 3 ? 1500 : n - sizeof(struct model_head));
		unsigned char old = p[at];

		p[at] = (unsigned char)rng_u64(&r);
		(void)LLVMFuzzerTestOneInput(p, n);
		p[at] = old;
	}
}

static void make_and_change(void (*write)(struct arena *, const char *))
{
	struct arena arena;
	struct cx cx = {.arena = &arena};
	char dir[] = "/tmp/earshot-fuzz-XXXXXX", *path;
	size_t n;

	ASSERT(mkdtemp(dir));
	arena_init(&arena);
	char *source = arena_printf(&arena, "%s/tiny", dir);

	write(&arena, source);
	ASSERT(convert_model(&cx, source, dir, NULL, &path) == OK);
	unsigned char *p = read_file(path, &n);

	ASSERT(n > 10000);
	change(p, n);
	mem_free(p);
	static const char *const made[] = {"config.json", "vocab.txt", "tokenizer.json", "model.safetensors"};

	for (size_t i = 0; i < 4; i++)
		(void)unlink(arena_printf(&arena, "%s/%s", source, made[i]));
	(void)unlink(path);
	(void)rmdir(source);
	(void)rmdir(dir);
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	make_and_change(tiny_bert);
	make_and_change(tiny_xlmr);
	for (int i = 1; i < argc; i++) {
		size_t n;
		unsigned char *p = read_file(argv[i], &n);

		(void)LLVMFuzzerTestOneInput(p, n);
		mem_free(p);
	}
	return 0;
}
#endif
