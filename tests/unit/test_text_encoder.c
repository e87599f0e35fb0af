/* Converter, model file and encoder over small invented models: sameness of vectors whatever the batch, the threads
 * and the kernel; long and hostile text; truncated, changed and foreign files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <unistd.h>
#include "unit.h"
#include "text/encoder/convert/convert.h"
#include "text/encoder/encoder.h"
#include "text/encoder/model_file.h"
#include "text/kept.h"
#include "tiny_model.h"

struct fixture {
	struct arena arena;
	struct cx cx;
	char dir[64];
	char *path;
	struct text_encoder *e;
};

static int begin(struct fixture *f, void (*write)(struct arena *, const char *), const char *name)
{
	*f = (struct fixture){.cx.arena = &f->arena};
	arena_init(&f->arena);
	(void)snprintf(f->dir, sizeof f->dir, "%s/earshot-encoder-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(f->dir));
	char *source = arena_printf(&f->arena, "%s/%s", f->dir, name);

	write(&f->arena, source);
	enum err e = convert_model(&f->cx, source, f->dir, NULL, &f->path);

	if (e != OK)
		print_error("%s\n", fail_text(&f->cx));
	assert_int_equal(e, OK);
	assert_int_equal(encoder_open(&f->cx, f->path, 0, &f->e), OK);
	return 0;
}

static void end(struct fixture *f)
{
	encoder_close(f->e);
	(void)!system(arena_printf(&f->arena, "rm -r '%s'", f->dir));
	arena_release(&f->arena);
}

static void expect_ids(const struct fixture *f, const char *text, size_t n, const uint32_t *want)
{
	uint32_t ids[64];

	assert_int_equal(encoder_tokenize(f->e, str_of(text), ids, 64), n);
	assert_memory_equal(ids, want, n * sizeof *ids);
}
#define EXPECT_IDS(f, text, ...) \
	expect_ids(f, text, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (uint32_t[]){__VA_ARGS__})

static void wordpiece(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, tiny_bert, "tiny");
	assert_string_equal(encoder_info(f.e)->name, "tiny");
	assert_string_equal(encoder_info(f.e)->tokenizer, "wordpiece");
	assert_int_equal(encoder_info(f.e)->dim, TINY_WIDTH);
	EXPECT_IDS(&f, "", 2, 3);
	EXPECT_IDS(&f, "The APP crashes!", 2, 4, 5, 6, 7, 29, 3);
	EXPECT_IDS(&f, "zzz \xF0\x9F\x98\x80 password", 2, 1, 1, 11, 12, 3);
	EXPECT_IDS(&f, "[SEP]", 2, 1, 1, 1, 3); /* text cannot forge a special token */
	assert_int_equal(encoder_count_tokens(f.e, STR("the app crashes")), 4);
	end(&f);
}

static void unigram(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, tiny_xlmr, "tiny-e5");
	assert_string_equal(encoder_info(f.e)->tokenizer, "unigram");
	EXPECT_IDS(&f, "the app crashes", 0, 5, 6, 4, 7, 8, 2);
	EXPECT_IDS(&f, "Q", 0, 4, 10, 2); /* through the character map */
	EXPECT_IDS(&f, "<s> zz", 0, 4, 3, 9, 3, 4, 3, 2);
	end(&f);
}

enum { N = 700 };

static struct str *texts(struct arena *a)
{
	struct str *t = ARENA_ARRAY(a, struct str, N);
	struct rng r;

	rng_seed(&r, 11);
	for (size_t i = 0; i < N; i++) {
		auto_buf b = {0};
		size_t words = rng_below(&r, i % 50 == 0 ? 200 : 12);

		buf_z(&b, "");
		for (size_t w = 0; w < words; w++) {
			const char *z = tiny_words[4 + rng_below(&r, TINY_VOCAB - 4)];

			buf_printf(&b, "%s%s", *z == '#' ? "" : " ", *z == '#' ? z + 2 : z);
		}
		t[i] = str_copy(a, buf_view(&b));
	}
	return t;
}

static void same_everywhere(void **state)
{
	struct fixture f;
	const char *kernel[8];
	size_t kernels = encoder_kernels(kernel, 8);
	static float want[N * TINY_WIDTH], got[N * TINY_WIDTH];

	(void)state;
	begin(&f, tiny_bert, "tiny");
	struct str *t = texts(&f.arena);

	assert_true(kernels >= 1 && kernels <= 4);
	assert_string_equal(kernel[kernels - 1], "scalar");
	assert_int_equal(encoder_encode(&f.cx, f.e, t, N, NULL, want, NULL), OK);
	for (size_t k = 0; k < kernels; k++)
		for (unsigned threads = 1; threads <= 3; threads++)
			for (unsigned batch = 32; batch <= 4096; batch *= 8) {
				struct encoder_options o = {.threads = threads, .kernel = kernel[k], .batch_tokens = batch};

				memset(got, 0, sizeof got);
				assert_int_equal(encoder_encode(&f.cx, f.e, t, N, &o, got, NULL), OK);
				if (memcmp(got, want, sizeof want) != 0)
					print_error("kernel %s, %u threads, %u tokens\n", kernel[k], threads, batch);
				assert_memory_equal(got, want, sizeof want);
			}
	for (size_t i = 0; i < N; i++) { /* one by one */
		double length = 0;

		assert_int_equal(encoder_encode(&f.cx, f.e, &t[i], 1, NULL, got, NULL), OK);
		assert_memory_equal(got, want + i * TINY_WIDTH, TINY_WIDTH * sizeof *got);
		for (size_t d = 0; d < TINY_WIDTH; d++)
			length += (double)got[d] * (double)got[d];
		assert_true(fabs(length - 1) < 1e-5);
	}
	assert_int_equal(encoder_encode(&f.cx, f.e, t, 1, &(struct encoder_options){.kernel = "z80"}, got, NULL), ERR_USAGE);
	end(&f);
}

static void odd_text(void **state)
{
	struct fixture f;
	float v[TINY_WIDTH], empty[TINY_WIDTH], w[TINY_WIDTH];
	size_t huge = 256u << 10;
	char *p = mem_alloc(huge);
	uint32_t tokens;

	(void)state;
	for (int family = 0; family < 2; family++) {
		begin(&f, family ? tiny_xlmr : tiny_bert, "tiny");
		assert_int_equal(encoder_encode(&f.cx, f.e, &STR(""), 1, NULL, empty, NULL), OK);
		assert_int_equal(encoder_encode(&f.cx, f.e, &STR("   "), 1, NULL, v, &tokens), OK);
		assert_int_equal(tokens, 0);
		assert_memory_equal(v, empty, sizeof v);
		memset(p, 'a', huge); /* one word without end */
		assert_int_equal(encoder_encode(&f.cx, f.e, &(struct str){p, huge}, 1, NULL, v, &tokens), OK);
		memset(p, 0xFF, huge / 8);
		assert_int_equal(encoder_encode(&f.cx, f.e, &(struct str){p, huge / 8}, 1, NULL, v, NULL), OK);
		for (size_t i = 0; i + 2 <= huge / 8; i += 2) /* one letter under endless marks */
			memcpy(p + i, i ? "\xCC\x81" : "ab", 2);
		assert_int_equal(encoder_encode(&f.cx, f.e, &(struct str){p, huge / 8}, 1, NULL, v, NULL), OK);
		end(&f);
	}
	mem_free(p);
	begin(&f, tiny_bert, "tiny"); /* nothing is cut off: the end of a long text counts */
	assert_int_equal(encoder_encode(&f.cx, f.e, &STR("the app crashes. the app crashes. the app crashes. the app crashes. the app "
		"crashes. the app crashes. the app crashes. the app crashes. i love dark mode."), 1, NULL, v, NULL), OK);
	assert_int_equal(encoder_encode(&f.cx, f.e, &STR("the app crashes. the app crashes. the app crashes. the app crashes. the app "
		"crashes. the app crashes. the app crashes. the app crashes. refund please."), 1, NULL, w, NULL), OK);
	assert_true(memcmp(v, w, sizeof v) != 0);
	end(&f);
}

static unsigned char *read_file(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	unsigned char *p = NULL;

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	*n = (size_t)ftell(file);
	rewind(file);
	assert_int_equal(posix_memalign((void **)&p, 64, *n), 0);
	assert_int_equal(fread(p, 1, *n, file), *n);
	(void)fclose(file);
	return p;
}

static void changed_files(void **state)
{
	struct fixture f;
	size_t n;
	struct rng r;
	float v[MODEL_HIDDEN_MAX];

	(void)state;
	begin(&f, tiny_xlmr, "tiny");
	unsigned char *p = read_file(f.path, &n);

	for (size_t cut = 0; cut < n; cut += cut < 4096 ? 61 : 7919) { /* truncated anywhere */
		struct text_encoder *e = NULL;
		enum err got = encoder_open_memory(&f.cx, p, cut, ENCODER_UNHASHED, &e);

		assert_true(got == ERR_CORRUPT);
		fail_clear(&f.cx);
	}
	rng_seed(&r, 3);
	for (int round = 0; round < 800; round++) { /* any changed byte is found by the hash, and harmless without it */
		size_t at = rng_below(&r, round % 2 ? n : 2048);
		unsigned char old = p[at], new = (unsigned char)rng_u64(&r);
		struct text_encoder *e = NULL;

		if (at < sizeof(struct model_head) || new == old)
			continue;
		p[at] = new;
		assert_int_equal(encoder_open_memory(&f.cx, p, n, 0, &e), ERR_CORRUPT);
		fail_clear(&f.cx);
		if (encoder_open_memory(&f.cx, p, n, ENCODER_UNHASHED, &e) == OK) {
			enum err done = encoder_encode(&f.cx, e, &STR("the app crashes Q zz."), 1, NULL, v, NULL);

			assert_true(done == OK || done == ERR_CORRUPT);
			encoder_close(e);
		}
		fail_clear(&f.cx);
		p[at] = old;
	}
	((struct model_head *)(void *)p)->version = 9;
	struct text_encoder *e = NULL;

	assert_int_equal(encoder_open_memory(&f.cx, p, n, 0, &e), ERR_UNSUPPORTED);
	free(p);
	fail_clear(&f.cx);
	assert_int_equal(encoder_open(&f.cx, "/nonexistent.earmodel", 0, &e), ERR_NOT_FOUND);
	assert_int_equal(encoder_open(&f.cx, f.dir, 0, &e), ERR_CORRUPT);
	end(&f);
}

static void replace(struct fixture *f, const char *name, const char *content, enum err want)
{
	char *path, *source = arena_printf(&f->arena, "%s/tiny", f->dir);

	tiny_file(&f->arena, source, name, content, strlen(content));
	fail_clear(&f->cx);
	assert_int_equal(convert_model(&f->cx, source, f->dir, &(struct convert_options){.name = "other"}, &path), want);
	assert_true(strlen(fail_text(&f->cx)) > 20);
	assert_int_not_equal(access(arena_printf(&f->arena, "%s/other.earmodel", f->dir), F_OK), 0);
	tiny_bert(&f->arena, source); /* as it was */
}

static void bad_sources(void **state)
{
	struct fixture f;
	char *path;

	(void)state;
	begin(&f, tiny_bert, "tiny");
	replace(&f, "config.json", "{", ERR_INVALID);
	replace(&f, "config.json", "{\"model_type\":\"gpt2\"}", ERR_UNSUPPORTED);
	replace(&f, "config.json", "{\"model_type\":\"bert\",\"hidden_act\":\"gelu\",\"hidden_size\":99999999}", ERR_UNSUPPORTED);
	replace(&f, "vocab.txt", "a\nb\n", ERR_INVALID);
	replace(&f, "model.safetensors", "", ERR_INVALID);
	replace(&f, "model.safetensors", "\x7F\x7F\x7F\x7F\x7F\x7F\x7F\x7F{}", ERR_INVALID);
	replace(&f, "model.safetensors", "\x02", ERR_INVALID);
	fail_clear(&f.cx);
	assert_int_equal(convert_model(&f.cx, "/nonexistent", f.dir, NULL, &path), ERR_NOT_FOUND);
	fail_clear(&f.cx);
	struct convert_options outside = {.name = "../x"};

	assert_int_equal(convert_model(&f.cx, arena_printf(&f.arena, "%s/tiny", f.dir), f.dir, &outside, &path), ERR_INVALID);
	tiny_file(&f.arena, f.dir, "e5.bin", "E5S1\1\0\0\0\200\1\0\0", 12);
	fail_clear(&f.cx);
	assert_int_equal(convert_model(&f.cx, arena_printf(&f.arena, "%s/e5.bin", f.dir), f.dir, NULL, &path), ERR_UNSUPPORTED);
	size_t n;
	unsigned char *weights = read_file(arena_printf(&f.arena, "%s/tiny/model.safetensors", f.dir), &n);

	for (size_t cut = 1; cut < n; cut += 4999) { /* a download that broke off */
		tiny_file(&f.arena, arena_printf(&f.arena, "%s/tiny", f.dir), "model.safetensors", weights, cut);
		fail_clear(&f.cx);
		assert_int_equal(convert_model(&f.cx, arena_printf(&f.arena, "%s/tiny", f.dir), f.dir, NULL, &path), ERR_INVALID);
	}
	free(weights);
	end(&f);
}

/* Vectors that are kept are those that would be computed, over a file and without; a foreign file counts as empty. */
static void kept_vectors(void **state)
{
	enum { MANY = 3000 };
	struct fixture f;
	struct text_meaning *m;
	struct str *t;
	float *a = mem_alloc(MANY * TINY_WIDTH * sizeof *a), *b = mem_alloc(MANY * TINY_WIDTH * sizeof *b);

	(void)state;
	begin(&f, tiny_bert, "tiny");
	t = ARENA_ARRAY(&f.arena, struct str, MANY);
	for (size_t i = 0; i < MANY; i++) /* each text twice */
		t[i] = str_of(arena_printf(&f.arena, "the app crashes %zu", i / 2));
	assert_int_equal(text_meaning_open_file(&f.cx, f.path, 1, &m), OK);
	char *path = arena_printf(&f.arena, "%s/kept", f.dir);

	for (int round = 0; round < 4; round++) {
		struct text_kept *k = text_kept_open(m, path);
		struct text_encoder_hook h = text_kept_hook(k), direct = text_meaning_hook(m);

		assert_int_equal(h.dim, TINY_WIDTH);
		assert_int_equal(h.encode(h.arg, t, MANY, a), OK);
		assert_int_equal(direct.encode(direct.arg, t, MANY, b), OK);
		assert_memory_equal(a, b, MANY * TINY_WIDTH * sizeof *a);
		text_kept_save(k, round == 0);
		text_kept_close(k);
		if (round == 1)
			tiny_file(&f.arena, f.dir, "kept", "EARVECT1 of some other model, and cut off", 41);
		if (round == 2)
			assert_int_equal(truncate(path, 100000), 0);
	}
	text_meaning_close(m);
	mem_free(a);
	mem_free(b);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_vectors),
		cmocka_unit_test(wordpiece),
		cmocka_unit_test(unigram),
		cmocka_unit_test(same_everywhere),
		cmocka_unit_test(odd_text),
		cmocka_unit_test(changed_files),
		cmocka_unit_test(bad_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
