/* A file as UTF-8, read in pieces: memory does not depend on its size. */
#pragma once
#include "base/cx.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_CP1252 };
const char *encoding_name(enum encoding e); /* "UTF-8" */

/* Reads the whole file once: a byte order mark, else NULs at every other byte, else whether it is UTF-8. A file with
 * many valid sequences and a few broken ones stays UTF-8 (its bad rows are named later); others are Windows-1252. */
/* ret_hash: SHA-256 of the bytes in hex, by which the same file is known again. */
[[nodiscard]] enum err encoding_detect(struct cx *cx, const char *path, enum encoding *ret, int64_t *ret_bytes, char ret_hash[65]);

struct input;
[[nodiscard]] enum err input_open(struct cx *cx, const char *path, enum encoding e, struct input **ret);
void input_close(struct input *in);
/* Appends up to 256 KiB of text, without the mark at the start; false at the end. UTF-8 is passed on unchecked. */
bool input_more(struct input *in, struct buf *b);
bool input_broken(const struct input *in); /* reading failed; the end is not the file's */
