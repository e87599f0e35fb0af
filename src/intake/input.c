/* Bytes of a file to UTF-8. */
#include "intake/input.h"
#include "base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

struct input {
	int fd;
	enum encoding encoding;
	bool started, broken;
	size_t carried; /* bytes at the start of raw left over from the last piece (half a UTF-16 unit or pair) */
	unsigned char raw[PIECE + 8];
};

const char *encoding_name(enum encoding e)
{
	static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};

	return names[e];
}

static enum err open_file(struct cx *cx, const char *path, int *ret_fd)
{
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*ret_fd >= 0)
		return OK;
	if (errno == ENOENT)
		return fail(cx, ERR_NOT_FOUND, NULL, "there is no file %s", path);
	return fail(cx, ERR_IO, NULL, "%s cannot be read: %s", path, strerror(errno));
}

/* What one pass over the bytes tells. */
struct tally {
	int64_t bytes, nul_even, nul_odd, good, bad;
	int need; /* continuation bytes still expected */
	unsigned char least, most; /* allowed range of the next one */
};

static void tally_byte(struct tally *t, unsigned char c)
{
	if (t->need) {
		if (c >= t->least && c <= t->most) {
			t->least = 0x80;
			t->most = 0xBF;
			t->good += --t->need == 0;
			return;
		}
		t->bad++;
		t->need = 0;
	}
	if (c < 0x80)
		return;
	t->least = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
	t->most = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
	if (c >= 0xC2 && c <= 0xDF)
		t->need = 1;
	else if (c >= 0xE0 && c <= 0xEF)
		t->need = 2;
	else if (c >= 0xF0 && c <= 0xF4)
		t->need = 3;
	else
		t->bad++;
}

static void tally_piece(struct tally *t, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t eight;

		/* plain ASCII without NUL, eight at a time */
		if (!t->need && i + 8 <= n) {
			memcpy(&eight, p + i, 8);
			if (!(eight & 0x8080808080808080ULL) && !((eight - 0x0101010101010101ULL) & ~eight & 0x8080808080808080ULL)) {
				t->bytes += 8;
				i += 7;
				continue;
			}
		}
		if (!p[i])
			t->bytes % 2 ? t->nul_odd++ : t->nul_even++;
		t->bytes++;
		tally_byte(t, p[i]);
	}
}

static enum encoding judge(const struct tally *t, const unsigned char *first, size_t n)
{
	if (n >= 3 && memcmp(first, "\xEF\xBB\xBF", 3) == 0)
		return ENCODING_UTF8;
	if (n >= 2 && first[0] == 0xFF && first[1] == 0xFE)
		return ENCODING_UTF16LE;
	if (n >= 2 && first[0] == 0xFE && first[1] == 0xFF)
		return ENCODING_UTF16BE;
	/* Western text in UTF-16 has a NUL in most pairs, always on the same side. */
	if (t->nul_odd > t->bytes / 5 && t->nul_even < t->nul_odd / 10)
		return ENCODING_UTF16LE;
	if (t->nul_even > t->bytes / 5 && t->nul_odd < t->nul_even / 10)
		return ENCODING_UTF16BE;
	return t->bad == 0 || t->good >= 10 * t->bad ? ENCODING_UTF8 : ENCODING_CP1252;
}

enum err encoding_detect(struct cx *cx, const char *path, enum encoding *ret, int64_t *ret_bytes, char ret_hash[65])
{
	unsigned char *piece = mem_alloc(PIECE), first[4] = {0};
	struct tally t = {0};
	crypto_hash_sha256_state hash;
	unsigned char digest[crypto_hash_sha256_BYTES];
	size_t n_first = 0;
	ssize_t n;
	int fd;
	enum err e = open_file(cx, path, &fd);

	if (e) {
		mem_free(piece);
		return e;
	}
	(void)crypto_hash_sha256_init(&hash);
	while ((n = read(fd, piece, PIECE)) > 0) {
		if (!t.bytes) {
			n_first = (size_t)n < sizeof first ? (size_t)n : sizeof first;
			memcpy(first, piece, n_first);
		}
		tally_piece(&t, piece, (size_t)n);
		(void)crypto_hash_sha256_update(&hash, piece, (unsigned long long)n);
	}
	if (n < 0)
		e = fail(cx, ERR_IO, NULL, "%s cannot be read: %s", path, strerror(errno));
	(void)close(fd);
	mem_free(piece);
	(void)crypto_hash_sha256_final(&hash, digest);
	hex_encode(digest, sizeof digest, ret_hash);
	*ret = judge(&t, first, n_first);
	*ret_bytes = t.bytes;
	return e;
}

enum err input_open(struct cx *cx, const char *path, enum encoding encoding, struct input **ret)
{
	int fd;

	TRY(open_file(cx, path, &fd));
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	*ret = mem_alloc(sizeof **ret);
	(*ret)->fd = fd;
	(*ret)->encoding = encoding;
	return OK;
}

void input_close(struct input *in)
{
	if (!in)
		return;
	(void)close(in->fd);
	mem_free(in);
}

bool input_broken(const struct input *in)
{
	return in->broken;
}

/* 0x80 to 0x9F of Windows-1252; 0 where it has no character. */
static const uint16_t cp1252_high[32] = {0x20AC, 0,	 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
					 0x2039, 0x0152, 0,	 0x017D, 0,	 0,	 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
					 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	 0x017E, 0x0178};

static void put_codepoint(struct buf *b, int32_t cp)
{
	char out[4];

	buf_add(b, out, utf8_put(out, cp ? cp : 0xFFFD));
}

static void from_cp1252(const unsigned char *p, size_t n, struct buf *b)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0x80)
			buf_char(b, (char)p[i]);
		else
			put_codepoint(b, p[i] < 0xA0 ? cp1252_high[p[i] - 0x80] : p[i]);
	}
}

/* Returns the bytes used; a pair cut in two waits for the next piece unless this is the last. */
static size_t from_utf16(const unsigned char *p, size_t n, bool big, bool last, struct buf *b)
{
	size_t i = 0;

	while (i + 2 <= n) {
		int32_t u = big ? p[i] << 8 | p[i + 1] : p[i + 1] << 8 | p[i];

		if (u >= 0xD800 && u < 0xDC00) {
			if (i + 4 > n) {
				if (!last)
					break;
				u = 0xFFFD;
			} else {
				int32_t v = big ? p[i + 2] << 8 | p[i + 3] : p[i + 3] << 8 | p[i + 2];

				if (v >= 0xDC00 && v < 0xE000) {
					u = 0x10000 + ((u - 0xD800) << 10) + (v - 0xDC00);
					i += 2;
				} else {
					u = 0xFFFD;
				}
			}
		} else if (u >= 0xDC00 && u < 0xE000) {
			u = 0xFFFD;
		}
		i += 2;
		if (u)
			put_codepoint(b, u);
		else
			buf_char(b, '\0');
	}
	if (last && i < n) { /* an odd byte at the end */
		put_codepoint(b, 0xFFFD);
		i = n;
	}
	return i;
}

static size_t skip_mark(struct input *in, size_t n)
{
	static const char *const marks[] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", ""};
	size_t m = strlen(marks[in->encoding]);

	in->started = true;
	return n >= m && m && memcmp(in->raw, marks[in->encoding], m) == 0 ? m : 0;
}

bool input_more(struct input *in, struct buf *b)
{
	ssize_t got = read(in->fd, in->raw + in->carried, PIECE);

	if (got < 0) {
		in->broken = true;
		return false;
	}
	size_t n = in->carried + (size_t)got, from = in->started ? 0 : skip_mark(in, n);

	if (!n)
		return false;
	in->carried = 0;
	switch (in->encoding) {
	case ENCODING_UTF8:
		buf_add(b, in->raw + from, n - from);
		break;
	case ENCODING_CP1252:
		from_cp1252(in->raw + from, n - from, b);
		break;
	default:
		from += from_utf16(in->raw + from, n - from, in->encoding == ENCODING_UTF16BE, got == 0, b);
		in->carried = n - from;
		memmove(in->raw, in->raw + from, in->carried);
	}
	return true;
}
