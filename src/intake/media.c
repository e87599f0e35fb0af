/* Kinds of files by their first bytes, and the walk over the parts of pictures that drops what does not belong to them. */
#include "intake/media.h"
#include <string.h>

static bool begins(struct str s, const char *with, size_t n)
{
	return s.n >= n && memcmp(s.p, with, n) == 0;
}

/* Text is UTF-8 without control characters other than tab and line ends. */
static bool is_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return s.n > 0 && utf8_valid(s);
}

const char *media_type(struct str s)
{
	if (begins(s, "\x89PNG\r\n\x1a\n", 8))
		return "image/png";
	if (begins(s, "\xff\xd8\xff", 3))
		return "image/jpeg";
	if (begins(s, "GIF87a", 6) || begins(s, "GIF89a", 6))
		return "image/gif";
	if (begins(s, "RIFF", 4) && s.n >= 12 && memcmp(s.p + 8, "WEBP", 4) == 0)
		return "image/webp";
	if (begins(s, "%PDF-", 5))
		return "application/pdf";
	return is_text(s) ? "text/plain" : NULL;
}

static uint32_t big32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t little32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* Segments up to the picture's data: APP1 (Exif, XMP), APP13 (IPTC) and comments go; the colour profile stays. */
static bool strip_jpeg(struct str s, struct buf *out)
{
	size_t i = 2;

	buf_add(out, s.p, 2);
	while (i + 4 <= s.n && (unsigned char)s.p[i] == 0xFF) {
		unsigned char kind = (unsigned char)s.p[i + 1];

		if (kind == 0xFF) { /* fill byte */
			i++;
			continue;
		}
		if (kind == 0xDA) { /* data until the end */
			buf_add(out, s.p + i, s.n - i);
			return true;
		}
		size_t n = 2 + ((size_t)(unsigned char)s.p[i + 2] << 8 | (unsigned char)s.p[i + 3]);

		if (n < 4 || i + n > s.n)
			return false;
		if (kind != 0xE1 && kind != 0xED && kind != 0xFE)
			buf_add(out, s.p + i, n);
		i += n;
	}
	return false;
}

static bool png_kept(const char *kind)
{
	static const char *const dropped[] = {"eXIf", "tEXt", "zTXt", "iTXt", "tIME"};

	for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
		if (memcmp(kind, dropped[i], 4) == 0)
			return false;
	return true;
}

static bool strip_png(struct str s, struct buf *out)
{
	size_t i = 8;

	buf_add(out, s.p, 8);
	while (i + 12 <= s.n) {
		size_t n = (size_t)big32(s.p + i) + 12;

		if (n > s.n - i)
			return false;
		if (png_kept(s.p + i + 4))
			buf_add(out, s.p + i, n);
		if (memcmp(s.p + i + 4, "IEND", 4) == 0)
			return true;
		i += n;
	}
	return false;
}

/* RIFF chunks; the flags of VP8X no longer announce what was dropped. */
static bool strip_webp(struct str s, struct buf *out)
{
	size_t i = 12;

	buf_add(out, s.p, 12);
	while (i + 8 <= s.n) {
		size_t n = (size_t)little32(s.p + i + 4) + 8;

		n += n & 1;
		if (n > s.n - i)
			return false;
		if (memcmp(s.p + i, "EXIF", 4) != 0 && memcmp(s.p + i, "XMP ", 4) != 0) {
			size_t at = out->n;

			buf_add(out, s.p + i, n);
			if (memcmp(s.p + i, "VP8X", 4) == 0 && n > 8 && !out->overflow)
				out->p[at + 8] = (char)(out->p[at + 8] & ~0x0C);
		}
		i += n;
	}
	if (i != s.n || out->overflow)
		return false;
	for (int k = 0; k < 4; k++)
		out->p[4 + k] = (char)((out->n - 8) >> (8 * k) & 0xFF);
	return true;
}

bool media_strip(struct str s, const char *type, struct buf *out)
{
	if (strcmp(type, "image/jpeg") == 0)
		return strip_jpeg(s, out);
	if (strcmp(type, "image/png") == 0)
		return strip_png(s, out);
	if (strcmp(type, "image/webp") == 0)
		return strip_webp(s, out);
	buf_str(out, s);
	return !out->overflow;
}
