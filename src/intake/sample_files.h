/* The files of sample/, compiled in; the table is made by tools/embed-sample. */
#pragma once
#include <stddef.h>

struct sample_file {
	const char *name; /* "evidence": path of the resource in the API; ends with NULL */
	size_t at, size;  /* in sample_blob */
};
extern const struct sample_file sample_files[];
extern const char sample_blob[];
