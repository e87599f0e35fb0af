/* Growing buffer with a maximum. */
#include "base/str.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_MAX = 64 * 1024 * 1024 };

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max ? max : (size_t)DEFAULT_MAX};
}

void buf_release(struct buf *b)
{
	mem_free(b->p);
	*b = (struct buf){.max = b->max};
}

void buf_release_auto(struct buf *b)
{
	buf_release(b);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->overflow = false;
}

/* Room for n more bytes and a NUL; false when that would pass the maximum. */
static bool reserve(struct buf *b, size_t n)
{
	size_t max = b->max ? b->max : (size_t)DEFAULT_MAX;

	if (n > max - b->n) {
		b->overflow = true;
		return false;
	}
	if (b->n + n + 1 > b->cap) {
		size_t cap = b->cap ? b->cap * 2 : 256;

		while (cap < b->n + n + 1)
			cap *= 2;
		if (cap > max + 1)
			cap = max + 1; /* so that what fits into cap fits under max */
		b->p = mem_realloc(b->p, cap);
		b->cap = cap;
	}
	return true;
}

void buf_room(struct buf *b, size_t n)
{
	if (n + 1 <= b->cap || n > b->max)
		return;
	b->p = mem_realloc(b->p, n + 1);
	b->cap = n + 1;
	b->p[b->n] = '\0';
}

void buf_add_slowly(struct buf *b, const void *p, size_t n)
{
	if (!n || !reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_i64(struct buf *b, int64_t v)
{
	char z[24], *p = z + sizeof z;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(z + sizeof z - p));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof small, fmt, ap);

	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof small) {
		buf_add(b, small, (size_t)n);
	} else if (n >= 0 && reserve(b, (size_t)n)) {
		(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

struct str buf_view(const struct buf *b)
{
	return (struct str){b->p ? b->p : "", b->n};
}
