/* Base layer: strings, JSON, time, map, arena. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/cx.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"

static void numbers(void **state)
{
	int64_t v;
	double d;

	(void)state;
	assert_true(str_to_i64(STR("-9223372036854775808"), &v) && v == INT64_MIN);
	assert_true(str_to_i64(STR("9223372036854775807"), &v) && v == INT64_MAX);
	assert_false(str_to_i64(STR("9223372036854775808"), &v));
	assert_false(str_to_i64(STR(""), &v));
	assert_false(str_to_i64(STR("-"), &v));
	assert_false(str_to_i64(STR("1 "), &v));
	assert_true(str_to_f64(STR("1e3"), &d) && d == 1000);
	assert_false(str_to_f64(STR("inf"), &d));
	assert_false(str_to_f64(STR("1e999"), &d));
}

static void utf8(void **state)
{
	size_t pos = 0;

	(void)state;
	assert_true(utf8_valid(STR("naïve ✓ 😀")));
	assert_false(utf8_valid(STR("\xC0\x80")));
	assert_false(utf8_valid(STR("\xED\xA0\x80")));
	assert_false(utf8_valid(STR("\xF4\x90\x80\x80")));
	assert_false(utf8_valid(STR("abcdefgh\xE2\x82")));
	assert_int_equal(utf8_length(STR("é😀")), 2);
	assert_int_equal(utf8_next(STR("\xFFz"), &pos), 0xFFFD);
	assert_int_equal(pos, 1);
}

static void times(void **state)
{
	char z[32];
	int64_t us;
	int32_t days;

	(void)state;
	assert_true(time_parse(STR("2026-11-24T08:40:16.5+01:00"), &us));
	(void)time_format(us, z);
	assert_string_equal(z, "2026-11-24T07:40:16.500000Z");
	assert_true(time_parse(STR("1969-12-31T23:59:59Z"), &us));
	assert_int_equal(us, -US_PER_S);
	(void)time_format(us, z);
	assert_string_equal(z, "1969-12-31T23:59:59Z");
	assert_false(time_parse(STR("2026-02-29T00:00:00Z"), &us));
	assert_false(time_parse(STR("2026-11-24T08:40:16"), &us));
	assert_true(date_parse(STR("2024-02-29"), &days));
	(void)date_format(days, z);
	assert_string_equal(z, "2024-02-29");
	assert_false(date_parse(STR("2023-02-29"), &days));
}

static void json(void **state)
{
	struct json_out j;
	auto_buf b;

	(void)state;
	buf_init(&b, 0);
	json_start(&j, &b);
	json_open(&j);
	json_kstr(&j, "a\"b", STR("x\n\x01\xFF😀"));
	json_key(&j, "l");
	json_list(&j);
	json_num(&j, 0.1);
	json_num(&j, 1e300);
	json_num(&j, 0.0 / 1.0);
	json_int(&j, INT64_MIN);
	json_nil(&j);
	json_list_end(&j);
	json_kbool(&j, "t", true);
	json_close(&j);
	assert_string_equal(b.p, "{\"a\\\"b\":\"x\\n\\u0001\xEF\xBF\xBD😀\",\"l\":[0.1,1e+300,0,-9223372036854775808,null],\"t\":true}");
}

static void buffers(void **state)
{
	auto_buf b;

	(void)state;
	buf_init(&b, 8);
	buf_z(&b, "12345678");
	assert_false(b.overflow);
	buf_char(&b, '9');
	assert_true(b.overflow);
	assert_int_equal(b.n, 8);
}

static void maps(void **state)
{
	struct map m;
	static char keys[5000][8];
	bool is_new;

	(void)state;
	map_init(&m);
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(keys[i], sizeof keys[i], "%d", i);
		*map_put(&m, str_of(keys[i]), &is_new) = (uintptr_t)i;
		assert_true(is_new);
	}
	for (int i = 0; i < 5000; i++)
		assert_int_equal(*map_get(&m, str_of(keys[i])), i);
	assert_null(map_get(&m, STR("x")));
	*map_put(&m, STR(""), &is_new) = 7;
	assert_int_equal(*map_get(&m, (struct str){0}), 7);
	map_release(&m);
}

static void arenas(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	char *small = arena_copy(&a, "x", 1), *big = arena_alloc(&a, 1 << 20);

	memset(big, 1, 1 << 20);
	char *after = arena_printf(&a, "%d", 42);

	assert_string_equal(small, "x");
	assert_string_equal(after, "42");
	arena_reset(&a);
	assert_string_equal(arena_copy(&a, "y", 1), "y");
	arena_release(&a);
}

static void hashes(void **state)
{
	char hex[65];
	struct hash h = hash_of(STR("abc"));

	(void)state;
	hex_encode(h.b, 32, hex);
	/* FIPS 180-2 appendix B.1 */
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	struct hash ab = hash_two(STR("a"), STR("b")), ab2 = hash_two(STR("ab"), STR(""));

	assert_false(hash_eq(&ab, &ab2));
}

static void faults(void **state)
{
	(void)state;
	fault_set("p", 2);
	assert_false(fault("q"));
	assert_false(fault("p"));
	assert_true(fault("p"));
	assert_false(fault("p"));
}

static void failures(void **state)
{
	struct cx cx = {0};

	(void)state;
	assert_int_equal(fail(&cx, ERR_INVALID, "title", "longer than %d", 3), ERR_INVALID);
	assert_int_equal(fail(&cx, ERR_INVALID, "name", "missing"), ERR_INVALID);
	assert_int_equal(cx.failure.n, 2);
	assert_string_equal(fail_text(&cx), "longer than 3");
	assert_int_equal(fail(&cx, ERR_NOT_FOUND, NULL, "gone"), ERR_NOT_FOUND);
	assert_int_equal(cx.failure.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(utf8),   cmocka_unit_test(times),
		cmocka_unit_test(json),    cmocka_unit_test(buffers), cmocka_unit_test(maps),
		cmocka_unit_test(arenas),  cmocka_unit_test(hashes),  cmocka_unit_test(faults),
		cmocka_unit_test(failures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
