/* Kinds of files by content, and pictures without what cameras write into them. */
#include "unit.h"
#include "intake/media.h"
#include <string.h>

static void test_types(void **state)
{
	const struct {
		struct str bytes;
		const char *type;
	} cases[] = {
		{STR("\x89PNG\r\n\x1a\n...."), "image/png"},
		{STR("\xff\xd8\xff\xe0"), "image/jpeg"},
		{STR("GIF89a"), "image/gif"},
		{STR("RIFF\0\0\0\0WEBPVP8 "), "image/webp"},
		{STR("%PDF-1.7"), "application/pdf"},
		{STR("Grüße\n"), "text/plain"},
		{STR("MZ\x90\0"), NULL},
		{STR("a\0b"), NULL},
		{STR("\xff\xfe"), NULL},
		{STR(""), NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *type = media_type(cases[i].bytes);

		if (!cases[i].type)
			assert_null(type);
		else
			assert_string_equal(type, cases[i].type);
	}
}

static void check_strip(struct str in, const char *type, bool ok, struct str want)
{
	struct buf out;

	buf_init(&out, 0);
	assert_int_equal(media_strip(in, type, &out), ok);
	if (ok) {
		assert_int_equal(out.n, want.n);
		assert_memory_equal(out.p, want.p, want.n);
	}
	buf_release(&out);
}

static void test_jpeg(void **state)
{
	(void)state;
	/* JFIF stays; Exif, IPTC and a comment go; the data behind SOS is copied. */
	check_strip(STR("\xff\xd8\xff\xe0\x00\x04xx\xff\xe1\x00\x06"
			"Exif\xff\xed\x00\x03p\xff\xfe\x00\x04"
			"hi\xff\xda\x00\x02"
			"data"),
		    "image/jpeg", true,
		    STR("\xff\xd8\xff\xe0\x00\x04xx\xff\xda\x00\x02"
			"data"));
	check_strip(STR("\xff\xd8\xff\xe1\x40\x00" "cut"), "image/jpeg", false, STR(""));
	check_strip(STR("\xff\xd8\xff\xe0\x00\x01"), "image/jpeg", false, STR(""));
	check_strip(STR("\xff\xd8\xff\xe0\x00\x04xx"), "image/jpeg", false, STR(""));
}

#define PNG "\x89PNG\r\n\x1a\n"
#define END "\0\0\0\0IENDcrcc"
static void test_png(void **state)
{
	(void)state;
	check_strip(STR(PNG "\0\0\0\2tEXtabcrcc" "\0\0\0\1IDATxcrcc" END), "image/png", true, STR(PNG "\0\0\0\1IDATxcrcc" END));
	check_strip(STR(PNG "\0\0\0\1eXIfxcrcc" END "trailing"), "image/png", true, STR(PNG END));
	check_strip(STR(PNG "\xff\xff\xff\xffIDATx"), "image/png", false, STR(""));
	check_strip(STR(PNG "\0\0\0\1IDATxcrcc"), "image/png", false, STR(""));
}

static void test_webp(void **state)
{
	(void)state;
	check_strip(STR("RIFF\x20\0\0\0WEBPVP8X\2\0\0\0\x0f\0EXIF\1\0\0\0x\0"), "image/webp", true,
		    STR("RIFF\x0e\0\0\0WEBPVP8X\2\0\0\0\x03\0"));
	check_strip(STR("RIFF\x20\0\0\0WEBPVP8X\xff\0\0\0\x0f"), "image/webp", false, STR(""));
	check_strip(STR("RIFF\x20\0\0\0WEBPVP8"), "image/webp", false, STR(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_types), cmocka_unit_test(test_jpeg), cmocka_unit_test(test_png),
					   cmocka_unit_test(test_webp)};

	return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
