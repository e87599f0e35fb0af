/* Fuzz target of src/http/decode.c: target, query, cookies, list headers. What it checks beyond memory errors: an
 * accepted path can never name a parent directory or hide a separator, and decoding undoes http_encode().
 *
 * With libFuzzer:
 *   clang -std=gnu2x -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_http_head.c \
 *     src/http/decode.c src/base/{str,utf8,buf,mem,err}.c -o fuzz_http_head && ./fuzz_http_head tests/fuzz/http_head
 * Without: -DREPLAY gives a main() that runs kept inputs (files or directories). */
#include "http/decode.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_segment(struct str s)
{
	ASSERT(s.n && utf8_valid(s) && !str_is(s, "..") && !str_is(s, "."));
	ASSERT(!memchr(s.p, '/', s.n) && !memchr(s.p, '\\', s.n) && !memchr(s.p, '\0', s.n));
}

static void check_round_trip(struct arena *a, struct str s)
{
	struct buf encoded;
	struct str back;

	buf_init(&encoded, 0);
	http_encode(&encoded, s);
	ASSERT(percent_decode(a, buf_view(&encoded), true, &back) && str_eq(back, s));
	buf_release(&encoded);
}

static void check_target(struct arena *a, struct str in)
{
	struct http_target t;
	const char *why = NULL;

	if (!target_decode(a, in, &t, &why)) {
		ASSERT(why);
		return;
	}
	ASSERT(t.asterisk || t.raw.p[0] == '/');
	ASSERT(t.n_segments <= DECODE_SEGMENTS_MAX + 1 && t.n_params <= DECODE_PARAMS_MAX);
	for (size_t i = 0; i < t.n_segments; i++) {
		check_segment(t.segment[i]);
		check_round_trip(a, t.segment[i]);
	}
	for (size_t i = 0; i < t.n_params; i++) {
		ASSERT(utf8_valid(t.param[i].name) && utf8_valid(t.param[i].value));
		check_round_trip(a, t.param[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct str in;

	if (size > 40000)
		return 0;
	arena_init(&a);
	/* an exact copy, so that a read past its end is seen */
	char *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	if (size)
		memcpy(copy, data, size);
	in = (struct str){copy, size};
	check_target(&a, in);
	struct str cookie = http_cookie_in(in, "sid");

	ASSERT(!cookie.p || (cookie.p >= copy && cookie.p + cookie.n <= copy + size));
	(void)http_etag_in(in, "W/\"v1\"");
	(void)accepts_gzip(in);
	free(copy);
	arena_release(&a);
	return 0;
}

#ifdef REPLAY
static int run_file(const char *path)
{
	static uint8_t data[65536];
	FILE *f = fopen(path, "rb");

	if (!f)
		return -1;
	size_t n = fread(data, 1, sizeof data, f);

	(void)fclose(f);
	return LLVMFuzzerTestOneInput(data, n);
}

int main(int argc, char **argv)
{
	int runs = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		struct dirent *e;

		while (d && (e = readdir(d))) {
			char path[4096];

			(void)snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
			if (e->d_name[0] != '.' && run_file(path) == 0)
				runs++;
		}
		if (d)
			(void)closedir(d);
		else if (run_file(argv[i]) == 0)
			runs++;
	}
	printf("%d inputs\n", runs);
	return runs ? 0 : 1; /* nothing to replay is a failure too */
}
#endif
