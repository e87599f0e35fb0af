/* UTF-8 validation and walking. */
#include "base/str.h"
#include <string.h>

/* Length of the valid sequence at p (0 when invalid); cp gets the code point. */
static size_t sequence(const unsigned char *p, size_t n, int32_t *cp)
{
	static const int32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xC2 || p[0] > 0xF4 || len > n)
		return 0;
	int32_t c = p[0] & (0x7F >> len);

	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*cp = c;
	return len;
}

bool utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n;) {
		uint64_t w;
		int32_t cp;

		if (s.n - i >= 8 && (memcpy(&w, p + i, 8), (w & 0x8080808080808080u) == 0)) {
			i += 8;
			continue;
		}
		size_t len = sequence(p + i, s.n - i, &cp);

		if (!len)
			return false;
		i += len;
	}
	return true;
}

size_t utf8_length(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

size_t utf8_offset(struct str s, size_t codepoint)
{
	size_t pos = 0;

	while (codepoint-- && pos < s.n)
		(void)utf8_next(s, &pos);
	return pos;
}

int32_t utf8_next(struct str s, size_t *pos)
{
	int32_t cp;

	if (*pos >= s.n)
		return -1;
	size_t len = sequence((const unsigned char *)s.p + *pos, s.n - *pos, &cp);

	*pos += len ? len : 1;
	return len ? cp : 0xFFFD;
}

size_t utf8_put(char out[4], int32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}
