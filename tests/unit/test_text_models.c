/* The encoder against references: token ids of the original tokenizers, vectors of the original float models.
 * Needs the converted models (script/models) and ../shared/fixtures; a test says so and skips where they are missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "unit.h"
#include "text/encoder/encoder.h"
#include <jansson.h>

struct fixture {
	struct arena arena;
	struct cx cx;
	struct text_encoder *e;
	json_t *cases;
};

static json_t *read_cases(const char *name)
{
	const char *dirs[] = {"../shared/fixtures", "shared/fixtures"};
	char path[200];
	json_t *j = NULL;

	for (size_t i = 0; i < 2 && !j; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", dirs[i], name);
		j = json_load_file(path, JSON_ALLOW_NUL, NULL);
	}
	return j;
}

static void begin(struct fixture *f, const char *model, const char *cases)
{
	const char *dir = getenv("EARSHOT_MODELS");

	*f = (struct fixture){.cx.arena = &f->arena};
	arena_init(&f->arena);
	f->cases = read_cases(cases);
	if (!f->cases ||
	    encoder_open(&f->cx, arena_printf(&f->arena, "%s/%s.earmodel", dir ? dir : ".models", model), 0, &f->e) != OK) {
		print_message("%s: %s; script/models brings the models\n", model, f->cases ? fail_text(&f->cx) : "no fixtures");
		json_decref(f->cases);
		arena_release(&f->arena);
		skip();
	}
}

static void end(struct fixture *f)
{
	encoder_close(f->e);
	json_decref(f->cases);
	arena_release(&f->arena);
}

static struct str text_of(const json_t *item)
{
	const json_t *t = json_object_get(item, "text");

	return (struct str){json_string_value(t), json_string_length(t)};
}

static size_t check_ids(const struct fixture *f, const json_t *item)
{
	const json_t *want = json_object_get(item, "ids");
	uint32_t ids[4096];
	size_t n = encoder_tokenize(f->e, text_of(item), ids, 4096);
	bool same = n == json_array_size(want);

	for (size_t i = 0; i < n && same; i++)
		same = ids[i] == json_integer_value(json_array_get(want, i));
	if (!same)
		print_error("differs: %s (%s)\n", text_of(item).p, json_string_value(json_object_get(item, "note")));
	return same;
}

static void tokens(const char *model, const char *cases, size_t least)
{
	struct fixture f;
	size_t right = 0;

	begin(&f, model, cases);
	for (size_t i = 0; i < json_array_size(f.cases); i++)
		right += check_ids(&f, json_array_get(f.cases, i));
	assert_int_equal(right, json_array_size(f.cases));
	assert_true(right >= least);
	end(&f);
}

static void wordpiece_is_exact(void **state)
{
	(void)state;
	tokens("all-MiniLM-L6-v2", "wordpiece-cases.json", 206);
}

static void unigram_is_exact(void **state)
{
	(void)state;
	tokens("multilingual-e5-small", "unigram-cases.json", 203);
}

static void vectors(const char *model, const char *cases, double mean_least)
{
	struct fixture f;
	struct encoder_options o = {.no_prefix = true}; /* the reference texts carry it */
	float v[384];
	double sum = 0;

	begin(&f, model, cases);
	assert_int_equal(encoder_info(f.e)->dim, 384);
	for (size_t i = 0; i < json_array_size(f.cases); i++) {
		const json_t *item = json_array_get(f.cases, i), *want = json_object_get(item, "vector");
		struct str text = text_of(item);
		double dot = 0, length = 0;

		assert_int_equal(encoder_encode(&f.cx, f.e, &text, 1, &o, v, NULL), OK);
		for (size_t d = 0; d < 384; d++) {
			double x = json_number_value(json_array_get(want, d));

			dot += x * (double)v[d];
			length += x * x;
		}
		if (dot / __builtin_sqrt(length) < .99)
			print_error("cosine %.4f: %.60s\n", dot / __builtin_sqrt(length), text.p);
		assert_true(dot / __builtin_sqrt(length) >= .99);
		sum += dot / __builtin_sqrt(length);
	}
	print_message("%s: mean cosine %.5f\n", model, sum / (double)json_array_size(f.cases));
	assert_true(sum / (double)json_array_size(f.cases) > mean_least);
	end(&f);
}

static void minilm_vectors(void **state)
{
	(void)state;
	vectors("all-MiniLM-L6-v2", "minilm-ref.json", .998);
}

static void e5_vectors(void **state)
{
	(void)state;
	vectors("multilingual-e5-small", "e5-ref.json", .998);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wordpiece_is_exact),
		cmocka_unit_test(unigram_is_exact),
		cmocka_unit_test(minilm_vectors),
		cmocka_unit_test(e5_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
