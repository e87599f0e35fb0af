/* Reads tensors of a safetensors file. Used by the converter only; see safetensors.c. */
#pragma once
#include "text/encoder/convert/build.h"
#include <jansson.h>

struct safetensors {
	struct cx *cx;
	struct file_map file;
	json_t *index; /* name -> {dtype, shape, data_offsets} */
	size_t data;   /* where the tensors begin */
	char prefix[64]; /* put before every name: "bert.", "" ... */
};

[[nodiscard]] enum err safetensors_open(struct cx *cx, const char *path, struct safetensors *ret);
void safetensors_close(struct safetensors *s);

/* Rows [from, from + rows) of a tensor of `columns` columns as floats. A vector has one row. ERR_INVALID names the
 * tensor when it is missing, of another shape or of a number type other than F32, F16 and BF16. */
[[nodiscard]] enum err safetensors_rows(const struct safetensors *s, const char *name, size_t from, size_t rows,
					size_t columns, float *ret);

/* Parts of convert_folder. */
[[nodiscard]] enum err convert_read_json(struct build *b, const char *path, json_t **ret);
[[nodiscard]] enum err convert_unigram(struct build *b, const char *path);
