/* The browser part compiled in; the table is made by tools/embed-ui. */
#pragma once
#include <stddef.h>

struct ui_file {
	const char *path; /* "assets/index-1a2b.js"; the table ends with NULL */
	const char *type, *etag;
	size_t at, size;       /* in ui_blob */
	size_t gzip_at, gzip_size; /* size 0: none */
};
extern const struct ui_file ui_files[];
extern const unsigned char ui_blob[];
