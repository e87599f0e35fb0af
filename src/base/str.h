/* Strings: struct str is a borrowed view (not NUL-terminated); struct buf grows up to a maximum. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include "base/mem.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : "" /* for "%.*s" */

struct str str_of(const char *z); /* NULL gives the empty string */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);
int str_cmp(struct str a, struct str b);
bool str_eq_nocase(struct str a, const char *z); /* ASCII */
bool str_starts(struct str a, const char *z);
bool str_ends(struct str a, const char *z);
struct str str_trim(struct str a);                                   /* ASCII white space */
bool str_split(struct str *rest, char sep, struct str *ret_part);    /* false when nothing is left */
struct str str_copy(struct arena *a, struct str s);                  /* copy is NUL-terminated */
char *str_z(struct arena *a, struct str s);                          /* NUL-terminated copy */
bool str_to_i64(struct str s, int64_t *ret);                         /* whole string, no white space */
bool str_to_f64(struct str s, double *ret);                          /* whole string, finite, '.' decimal */
uint64_t str_hash(struct str s);                                     /* FNV-1a 64; not for adversaries */

/* UTF-8: the only accepted text. */
bool utf8_valid(struct str s);                     /* no overlong forms, surrogates or > U+10FFFF */
size_t utf8_length(struct str s);                  /* code points of valid UTF-8 */
size_t utf8_offset(struct str s, size_t codepoint); /* byte offset of the n-th code point, at most s.n */
int32_t utf8_next(struct str s, size_t *pos);      /* next code point, -1 at the end, U+FFFD for a bad byte */
size_t utf8_put(char out[4], int32_t cp);          /* bytes written */

struct buf {
	char *p;
	size_t n, cap, max; /* max 0: 64 MiB */
	bool overflow;      /* set when an append would pass max; content is then incomplete */
};
void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);
void buf_room(struct buf *b, size_t n); /* room for n bytes in all, where the maximum allows it */
void buf_add_slowly(struct buf *b, const void *p, size_t n);
static inline void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!p || n == 0 || !b->p || b->n + n + 1 > b->cap) { /* the null checks also tell the analyzer */
		buf_add_slowly(b, p, n);
		return;
	}
	__builtin_memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}
static inline void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}
static inline void buf_z(struct buf *b, const char *z)
{
	buf_add(b, z, __builtin_strlen(z));
}
static inline void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}
void buf_i64(struct buf *b, int64_t v);
[[gnu::format(printf, 2, 3)]] void buf_printf(struct buf *b, const char *fmt, ...);
struct str buf_view(const struct buf *b);
void buf_release_auto(struct buf *b);
/* buf_init() it before anything that may return: the release at scope end reads it. */
#define auto_buf [[gnu::cleanup(buf_release_auto)]] struct buf
