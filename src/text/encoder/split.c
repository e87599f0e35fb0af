/* Sentences, see split.h. Must never return an empty piece, nor one that ends inside a character of valid UTF-8. */
#include "text/encoder/split.h"

static bool is_white(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool ends_alone(int32_t c)
{
	return c == '\n' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x0964 || c == 0x0965 || c == 0x061F ||
	       c == 0x06D4 || c == 0x2029;
}

static bool ends_before_space(int32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x203D;
}

static bool closes(int32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x2019 || c == 0x201D || c == 0x00BB || c == 0x300D ||
	       c == 0x300F || c == 0xFF09;
}

/* No sentence ends before SPLIT_BYTES_MAX: the last white space of it, else the last whole character. */
static size_t forced_cut(struct str s)
{
	size_t n = SPLIT_BYTES_MAX;

	for (size_t i = n; i > n / 2; i--)
		if (is_white((unsigned char)s.p[i - 1]))
			return i;
	while (n > SPLIT_BYTES_MAX - 4 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static size_t sentence_length(struct str s)
{
	bool ending = false;

	for (size_t pos = 0; pos < s.n;) {
		size_t before = pos;
		int32_t c = utf8_next(s, &pos);

		if (pos > SPLIT_BYTES_MAX)
			return forced_cut(s);
		if (ending && c < 128 && is_white((unsigned char)c))
			return before;
		if (ends_alone(c))
			return pos;
		ending = ends_before_space(c) || (ending && closes(c));
	}
	return s.n;
}

bool split_sentence(struct str *rest, struct str *ret)
{
	size_t n;

	if (rest->n == 0)
		return false;
	n = sentence_length(*rest);
	*ret = (struct str){rest->p, n};
	*rest = (struct str){rest->p + n, rest->n - n};
	return true;
}
