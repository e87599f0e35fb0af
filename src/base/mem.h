/* Memory: the one allocation wrapper (aborts when out of memory) and the arena,
 * a bump allocator freed as a whole at the end of a request, job or command. */
#pragma once
#include <stddef.h>

void *mem_alloc(size_t n);            /* zeroed, never NULL; free with mem_free */
void *mem_realloc(void *p, size_t n); /* never NULL for n > 0 */
void mem_free(void *p);

struct arena_block;
struct arena {
	struct arena_block *head;
	size_t total; /* bytes handed out since init or reset */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);            /* frees all; a is usable again */
void arena_reset(struct arena *a);              /* frees all but one block */
void *arena_alloc(struct arena *a, size_t n);   /* zeroed, 16-byte aligned, never NULL */
char *arena_copy(struct arena *a, const char *p, size_t n); /* NUL-terminated copy */
[[gnu::format(printf, 2, 3)]] char *arena_printf(struct arena *a, const char *fmt, ...);
#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))
