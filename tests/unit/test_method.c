/* Named methods against tests/method/NAME.case: worked examples of the domain and independently computed values.
 * A case is two lines: METHOD INPUTS, then "= PART OF THE RESULT" or "null PART OF THE REASON". */
#include "base/clock.h"
#include "domain/calc/calc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct run {
	struct arena arena;
	struct cx cx;
	const char *file;
	int line, cases, failures;
	double tolerance;
};

/* want is a part of got: objects may have more members, lists must be as long. */
static bool holds(const json_t *want, const json_t *got, double tolerance)
{
	const char *key;
	json_t *v;
	size_t i;

	if (json_is_number(want))
		return json_is_number(got) && fabs(json_number_value(want) - json_number_value(got)) <= tolerance;
	if (json_is_object(want)) {
		json_object_foreach((json_t *)want, key, v)
			if (!holds(v, json_object_get(got, key), tolerance))
				return false;
		return true;
	}
	if (!json_is_array(want))
		return json_equal(want, got);
	if (!json_is_array(got) || json_array_size(want) != json_array_size(got))
		return false;
	json_array_foreach(want, i, v)
		if (!holds(v, json_array_get(got, i), tolerance))
			return false;
	return true;
}

static bool expected(struct run *r, const char *expect, struct str reply)
{
	json_t *got = json_loadb(reply.p, reply.n, 0, NULL);
	bool ok;

	if (expect[0] == '=') {
		json_t *want = json_loads(expect + 1, 0, NULL);

		ok = want && holds(want, json_object_get(got, "result"), r->tolerance);
		json_decref(want);
	} else {
		const char *why = json_string_value(json_object_get(got, "reason"));

		ok = json_is_null(json_object_get(got, "result")) && why && strstr(why, expect + 5) != NULL;
	}
	json_decref(got);
	return ok;
}

static void one_case(struct run *r, char *line, char *expect)
{
	char *space = strchr(line, ' ');
	auto_buf out;
	bool ok = false;

	buf_init(&out, 0);
	r->cases++;
	if (space) {
		const struct method *m = method_by_name((struct str){line, (size_t)(space - line)});

		fail_clear(&r->cx);
		ok = m && calc_run(&r->cx, m, str_of(space + 1), &out) == OK && expected(r, expect, buf_view(&out));
	}
	if (!ok) {
		r->failures++;
		fprintf(stderr, "%s:%d: %s\n  wanted %s\n  got    %.*s %s\n", r->file, r->line, line, expect,
			STR_ARG(buf_view(&out)), r->cx.failure.n ? fail_text(&r->cx) : "");
	}
	arena_reset(&r->arena);
}

static void one_file(struct run *r)
{
	static char line[20000], expect[20000];
	FILE *f = fopen(r->file, "r");

	assert_non_null(f);
	r->tolerance = 1e-9;
	for (r->line = 1; fgets(line, sizeof line, f); r->line++) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (line[0] == '~') {
			assert_int_equal(sscanf(line + 1, "%lf", &r->tolerance), 1);
			continue;
		}
		assert_non_null(fgets(expect, sizeof expect, f));
		r->line++;
		expect[strcspn(expect, "\n")] = '\0';
		assert_true(expect[0] == '=' || strncmp(expect, "null ", 5) == 0);
		one_case(r, line, expect);
	}
	(void)fclose(f);
}

static void test_cases(void **state)
{
	struct run r = {0};
	glob_t files;

	(void)state;
	arena_init(&r.arena);
	r.cx.arena = &r.arena;
	assert_int_equal(glob("tests/method/*.case", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		r.file = files.gl_pathv[i];
		one_file(&r);
	}
	globfree(&files);
	arena_release(&r.arena);
	assert_true(r.cases >= n_methods);
	assert_int_equal(r.failures, 0);
}

/* Each row of methods.def is named in some case: a method without a number to hold it to is not done. */
static void test_every_method_has_a_case(void **state)
{
	glob_t files;
	static char line[20000];

	(void)state;
	assert_int_equal(glob("tests/method/*.case", 0, NULL, &files), 0);
	for (int m = 0; m < n_methods; m++) {
		bool found = false;

		for (size_t i = 0; i < files.gl_pathc && !found; i++) {
			FILE *f = fopen(files.gl_pathv[i], "r");
			size_t n = strlen(methods[m].name);

			assert_non_null(f);
			while (!found && fgets(line, sizeof line, f))
				found = strncmp(line, methods[m].name, n) == 0 && line[n] == ' ';
			(void)fclose(f);
		}
		if (!found)
			fail_msg("no case for %s", methods[m].name);
	}
	globfree(&files);
}

static void refuse(struct cx *cx, const char *method, const char *inputs, enum err want, const char *field)
{
	auto_buf out;

	buf_init(&out, 0);
	fail_clear(cx);
	assert_int_equal(calc_run(cx, method_by_name(str_of(method)), str_of(inputs), &out), want);
	if (field)
		assert_string_equal(cx->failure.detail[0].field, field);
}

static void test_bad_inputs(void **state)
{
	struct arena arena;
	struct cx cx = {.arena = &arena};

	(void)state;
	arena_init(&arena);
	refuse(&cx, "rice", "{\"reach\":1}", ERR_INVALID, "impact");
	refuse(&cx, "rice", "{\"reach\":\"many\"}", ERR_INVALID, "reach");
	refuse(&cx, "rice", "[1,2]", ERR_MALFORMED, NULL);
	refuse(&cx, "rice", "{\"reach\":1e400}", ERR_MALFORMED, NULL);
	refuse(&cx, "brier", "{\"forecast\":[1.2],\"outcome\":[1]}", ERR_INVALID, "forecast");
	refuse(&cx, "value_effort", "{\"values\":[1],\"efforts\":[]}", ERR_INVALID, "efforts");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_every_method_has_a_case),
		cmocka_unit_test(test_bad_inputs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
