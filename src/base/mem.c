/* Allocation wrapper and arena. Out of memory ends the process: nothing above can do better. */
#include "base/mem.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t used, cap;
	_Alignas(16) char data[];
};

static void *or_abort(void *p)
{
	if (!p) {
		(void)fputs("earshot: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_alloc(size_t n)
{
	return or_abort(calloc(1, n ? n : 1));
}

void *mem_realloc(void *p, size_t n)
{
	return or_abort(realloc(p, n ? n : 1));
}

void mem_free(void *p)
{
	free(p);
}

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

void arena_release(struct arena *a)
{
	struct arena_block *b = a->head;

	while (b) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
	*a = (struct arena){0};
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

	if (!keep || keep->cap > 4 * (size_t)BLOCK_BYTES) {
		arena_release(a);
		return;
	}
	a->head = keep->next;
	arena_release(a);
	keep->next = NULL;
	keep->used = 0;
	a->head = keep;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t need = (n + 15) & ~(size_t)15;
	struct arena_block *b = a->head;

	if (n > SIZE_MAX / 2)
		or_abort(NULL);
	if (!b || b->cap - b->used < need) {
		size_t cap = need > BLOCK_BYTES ? need : (size_t)BLOCK_BYTES;

		b = or_abort(malloc(sizeof *b + cap));
		b->used = 0;
		b->cap = cap;
		/* A large block goes behind a half-used head, so that the head's rest is not lost. */
		if (a->head && need > BLOCK_BYTES / 2) {
			b->next = a->head->next;
			a->head->next = b;
		} else {
			b->next = a->head;
			a->head = b;
		}
	}
	void *p = b->data + b->used;

	b->used += need;
	a->total += need;
	memset(p, 0, need);
	return p;
}

char *arena_copy(struct arena *a, const char *p, size_t n)
{
	char *z = arena_alloc(a, n + 1);

	if (n)
		memcpy(z, p, n);
	z[n] = '\0';
	return z;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);

	va_end(ap);
	char *z = arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);

	if (n >= 0)
		(void)vsnprintf(z, (size_t)n + 1, fmt, again);
	va_end(again);
	return z;
}
