/* The safetensors format: u64 length, a JSON index, then the bytes of the tensors. Little-endian. Every offset is
 * checked against the file before it is used. Called by convert_folder. */
#include "text/encoder/convert/safetensors.h"
#include <math.h>
#include <string.h>

#define INDEX_MAX (16u << 20)

static const char *const prefixes[] = {"", "bert.", "roberta.", "model.", "0.auto_model."};

static enum err damaged(struct cx *cx, const char *what)
{
	return fail(cx, ERR_INVALID, "source", "model.safetensors is damaged: %s", what);
}

static enum err read_index(struct safetensors *s)
{
	uint64_t n;

	if (s->file.n < 8)
		return damaged(s->cx, "it is too short");
	memcpy(&n, s->file.p, 8);
	if (n > INDEX_MAX || n > s->file.n - 8)
		return damaged(s->cx, "its index does not fit");
	s->index = json_loadb((const char *)s->file.p + 8, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(s->index))
		return damaged(s->cx, "its index is not JSON");
	s->data = 8 + (size_t)n;
	return OK;
}

enum err safetensors_open(struct cx *cx, const char *path, struct safetensors *ret)
{
	enum err e;

	*ret = (struct safetensors){.cx = cx};
	TRY(file_open_map(cx, path, (size_t)MODEL_FILE_MAX, &ret->file));
	e = read_index(ret);
	for (size_t i = 0; e == OK && i < sizeof prefixes / sizeof *prefixes; i++) {
		char name[128];

		(void)snprintf(name, sizeof name, "%sembeddings.word_embeddings.weight", prefixes[i]);
		if (!json_object_get(ret->index, name))
			continue;
		(void)snprintf(ret->prefix, sizeof ret->prefix, "%s", prefixes[i]);
		return OK;
	}
	safetensors_close(ret);
	return e != OK ? e : fail(cx, ERR_UNSUPPORTED, "source", "the weights are not of a BERT or XLM-RoBERTa encoder");
}

void safetensors_close(struct safetensors *s)
{
	json_decref(s->index);
	file_unmap(&s->file);
	*s = (struct safetensors){0};
}

static float half(uint16_t h)
{
	int e = (h >> 10) & 31;
	float m = (float)(h & 1023);

	if (e == 31)
		return NAN; /* infinities too: no weight is one */
	m = e ? ldexpf(m + 1024.f, e - 25) : ldexpf(m, -24);
	return h & 0x8000 ? -m : m;
}

static float brain(uint16_t h)
{
	union {
		uint32_t u;
		float f;
	} v = {(uint32_t)h << 16};

	return v.f;
}

static size_t shape_rows(const json_t *tensor, size_t columns)
{
	const json_t *shape = json_object_get(tensor, "shape");
	size_t n = json_array_size(shape);
	json_int_t last = json_integer_value(json_array_get(shape, n ? n - 1 : 0));
	json_int_t first = n == 2 ? json_integer_value(json_array_get(shape, 0)) : 1;

	return (n == 1 || n == 2) && last == (json_int_t)columns && first > 0 ? (size_t)first : 0;
}

/* The tensor's bytes; NULL when it does not lie in the file as its type and shape say. */
static const unsigned char *bytes_of(const struct safetensors *s, const json_t *tensor, size_t bytes)
{
	const json_t *offsets = json_object_get(tensor, "data_offsets");
	json_int_t from = json_integer_value(json_array_get(offsets, 0)), to = json_integer_value(json_array_get(offsets, 1));
	size_t room = s->file.n - s->data;

	if (json_array_size(offsets) != 2 || from < 0 || to < from || (uint64_t)to > room || (uint64_t)(to - from) != bytes)
		return NULL;
	return s->file.p + s->data + from;
}

static void widen(const unsigned char *p, bool is_half, size_t n, float *ret)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t h;

		memcpy(&h, p + i * 2, 2);
		ret[i] = is_half ? half(h) : brain(h);
	}
}

enum err safetensors_rows(const struct safetensors *s, const char *name, size_t from, size_t rows, size_t columns, float *ret)
{
	char full[192];
	const json_t *tensor;
	const char *type;
	const unsigned char *p;
	size_t all, width;

	(void)snprintf(full, sizeof full, "%s%s", s->prefix, name);
	tensor = json_object_get(s->index, full);
	all = tensor ? shape_rows(tensor, columns) : 0;
	if (all < from + rows)
		return fail(s->cx, ERR_INVALID, "source", "model.safetensors has no tensor %s of %zu x %zu", full, from + rows,
			    columns);
	type = json_string_value(json_object_get(tensor, "dtype"));
	type = type ? type : "";
	width = strcmp(type, "F32") == 0 ? 4 : strcmp(type, "F16") == 0 || strcmp(type, "BF16") == 0 ? 2 : 0;
	if (!width)
		return fail(s->cx, ERR_UNSUPPORTED, "source", "tensor %s is of type \"%.20s\": F32, F16 and BF16 are read", full,
			    type);
	p = all > SIZE_MAX / columns / 4 ? NULL : bytes_of(s, tensor, all * columns * width);
	if (!p)
		return damaged(s->cx, full);
	p += from * columns * width;
	if (width == 4)
		memcpy(ret, p, rows * columns * 4);
	else
		widen(p, type[0] == 'F', rows * columns, ret);
	return OK;
}
