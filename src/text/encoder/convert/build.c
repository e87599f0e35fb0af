/* Quantises, packs and writes a model (see build.h). Must leave no half-written file behind. */
#include "text/encoder/convert/build.h"
#include "text/encoder/model.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void build_init(struct build *b, struct cx *cx)
{
	*b = (struct build){.cx = cx};
	b->sections = mem_alloc(BUILD_SECTIONS_MAX * sizeof *b->sections);
	buf_init(&b->card, MODEL_CARD_MAX);
	buf_init(&b->notices, MODEL_CARD_MAX);
}

void build_release(struct build *b)
{
	for (size_t i = 0; i < b->n; i++)
		mem_free(b->sections[i].data);
	mem_free(b->sections);
	buf_release(&b->card);
	buf_release(&b->notices);
}

void build_line(struct build *b, const char *key, const char *value)
{
	buf_printf(&b->card, "%s: ", key);
	for (; *value; value++)
		buf_char(&b->card, *value == '\n' || *value == '\r' ? ' ' : *value);
	buf_char(&b->card, '\n');
}

void build_add(struct build *b, enum model_kind kind, uint32_t layer, void *data, size_t bytes)
{
	ASSERT(b->n < BUILD_SECTIONS_MAX);
	b->sections[b->n++] = (struct build_section){kind, layer, data, bytes};
}

enum err build_check(struct build *b)
{
	const struct model_config *c = &b->config;

	if (c->layers < 1 || c->layers > MODEL_LAYERS_MAX || c->hidden < 64 || c->hidden > MODEL_HIDDEN_MAX ||
	    c->hidden % 64 || c->ffn < 64 || c->ffn > MODEL_FFN_MAX || c->ffn % 64 || c->heads < 1 ||
	    c->heads > MODEL_HEADS_MAX || c->hidden % c->heads || c->hidden / c->heads % 16 ||
	    c->hidden / c->heads > MODEL_HEAD_MAX || c->vocab < 4 || c->vocab > MODEL_VOCAB_MAX || c->tokens_max < 8 ||
	    c->tokens_max > MODEL_TOKENS_MAX)
		return fail(b->cx, ERR_UNSUPPORTED, "config",
			    "a model of %u layers, width %u, %u heads, inner width %u, %u words, %u tokens is outside the limits",
			    c->layers, c->hidden, c->heads, c->ffn, c->vocab, c->tokens_max);
	return OK;
}

static bool all_finite(const float *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(fabsf(x[i]) <= 1e6f))
			return false;
	return true;
}

static enum err not_finite(struct build *b, enum model_kind kind, uint32_t layer)
{
	return fail(b->cx, ERR_INVALID, "weights", "part %d of layer %u holds values that are no usable numbers", (int)kind,
		    layer);
}

static float largest(const float *x, size_t n)
{
	float top = 0;

	for (size_t i = 0; i < n; i++)
		top = fabsf(x[i]) > top ? fabsf(x[i]) : top;
	return top;
}

static int8_t to_int8(float x)
{
	float r = floorf(x + .5f);

	return (int8_t)(r > 127.f ? 127.f : r < -127.f ? -127.f : r);
}

enum err build_matrix(struct build *b, enum model_kind kind, uint32_t layer, const float *w, const float *bias, size_t n,
		      size_t k)
{
	int8_t *packed;
	float *params;

	if (!all_finite(w, n * k) || !all_finite(bias, n))
		return not_finite(b, kind, layer);
	packed = mem_alloc(n * k);
	params = mem_alloc(3 * n * sizeof *params);
	for (size_t row = 0; row < n; row++) {
		float top = largest(w + row * k, k), scale = top > 0 ? top / 127.f : 1.f;
		int32_t sum = 0;

		for (size_t i = 0; i < k; i++) {
			int8_t q = to_int8(w[row * k + i] / scale);

			packed[row / 64 * 64 * k + i / 4 * 256 + row % 64 * 4 + i % 4] = q;
			sum += q;
		}
		params[row] = scale;
		params[n + row] = scale * (float)sum;
		params[2 * n + row] = bias[row];
	}
	build_add(b, kind, layer, packed, n * k);
	build_add(b, kind + 1, layer, params, 3 * n * sizeof *params);
	return OK;
}

enum err build_words(struct build *b, const float *w)
{
	size_t vocab = b->config.vocab, h = b->config.hidden;
	float *scales;
	int8_t *q;

	if (!all_finite(w, vocab * h))
		return not_finite(b, MODEL_WORDS, 0);
	q = mem_alloc(vocab * h);
	scales = mem_alloc(vocab * sizeof *scales);
	for (size_t row = 0; row < vocab; row++) {
		float top = largest(w + row * h, h);

		scales[row] = top > 0 ? top / 127.f : 1.f;
		for (size_t i = 0; i < h; i++)
			q[row * h + i] = to_int8(w[row * h + i] / scales[row]);
	}
	b->config.word_table = MODEL_TABLE_INT8;
	build_add(b, MODEL_WORDS, 0, q, vocab * h);
	build_add(b, MODEL_WORD_SCALES, 0, scales, vocab * sizeof *scales);
	return OK;
}

enum err build_norm(struct build *b, enum model_kind kind, uint32_t layer, const float *weight, const float *bias)
{
	size_t h = b->config.hidden;
	float *data;

	if (!all_finite(weight, h) || !all_finite(bias, h))
		return not_finite(b, kind, layer);
	data = mem_alloc(2 * h * sizeof *data);
	memcpy(data, weight, h * sizeof *data);
	memcpy(data + h, bias, h * sizeof *data);
	build_add(b, kind, layer, data, 2 * h * sizeof *data);
	return OK;
}

enum err build_positions(struct build *b, const float *positions, const float *type_row)
{
	size_t h = b->config.hidden, n = b->config.tokens_max * h;
	float *data;

	if (!all_finite(positions, n) || (type_row && !all_finite(type_row, h)))
		return not_finite(b, MODEL_POSITIONS, 0);
	data = mem_alloc(n * sizeof *data);
	for (size_t i = 0; i < n; i++)
		data[i] = positions[i] + (type_row ? type_row[i % h] : 0.f);
	build_add(b, MODEL_POSITIONS, 0, data, n * sizeof *data);
	return OK;
}

enum err build_trie(struct build *b, struct trie_key *keys, size_t n)
{
	struct trie_unit *units;
	uint32_t count;

	trie_sort(keys, n);
	if (!trie_build(keys, n, &units, &count))
		return fail(b->cx, ERR_INVALID, "tokenizer", "the word list holds an empty, repeated or over-long piece");
	build_add(b, MODEL_TRIE, 0, units, count * sizeof *units);
	return OK;
}

static enum err write_at(struct cx *cx, int fd, const void *data, size_t n, uint64_t offset)
{
	const char *p = data;

	while (n) {
		ssize_t done = pwrite(fd, p, n, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return fail(cx, errno == ENOSPC ? ERR_FULL : ERR_IO, "model", "cannot write the model: %s",
				    strerror(errno));
		p += done;
		offset += (uint64_t)done;
		n -= (size_t)done;
	}
	return OK;
}

static void add_text(struct build *b, enum model_kind kind, const struct buf *text)
{
	char *copy = mem_alloc(text->n + 1);

	if (text->n)
		memcpy(copy, text->p, text->n);
	build_add(b, kind, 0, copy, text->n);
}

static enum err write_sections(struct build *b, int fd, struct model_head *head)
{
	struct model_section *table = arena_alloc(b->cx->arena, b->n * sizeof *table);
	uint64_t at = sizeof *head + sizeof b->config + b->n * sizeof *table;

	for (size_t i = 0; i < b->n; i++) {
		at = (at + MODEL_ALIGN - 1) / MODEL_ALIGN * MODEL_ALIGN;
		table[i] = (struct model_section){b->sections[i].kind, b->sections[i].layer, at, b->sections[i].bytes};
		TRY(write_at(b->cx, fd, b->sections[i].data, b->sections[i].bytes, at));
		at += b->sections[i].bytes;
	}
	head->file_bytes = at;
	TRY(write_at(b->cx, fd, &b->config, sizeof b->config, sizeof *head));
	return write_at(b->cx, fd, table, b->n * sizeof *table, sizeof *head + sizeof b->config);
}

static enum err write_all(struct build *b, int fd)
{
	struct model_head head = {.magic = MODEL_MAGIC, .version = MODEL_VERSION, .sections = (uint32_t)b->n};
	struct hash h;
	void *p;

	TRY(write_sections(b, fd, &head));
	/* The last section may end short of file_bytes when it is empty. */
	if (ftruncate(fd, (off_t)head.file_bytes) != 0)
		return fail(b->cx, ERR_IO, "model", "cannot write the model: %s", strerror(errno));
	p = mmap(NULL, head.file_bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return fail(b->cx, ERR_IO, "model", "cannot map the model: %s", strerror(errno));
	h = hash_of((struct str){(const char *)p + sizeof head, head.file_bytes - sizeof head});
	(void)munmap(p, head.file_bytes);
	memcpy(head.sha256, h.b, sizeof head.sha256);
	TRY(write_at(b->cx, fd, &head, sizeof head, 0));
	if (fsync(fd) != 0)
		return fail(b->cx, ERR_IO, "model", "cannot save the model: %s", strerror(errno));
	return OK;
}

enum err build_write(struct build *b, const char *path)
{
	char *temp = arena_printf(b->cx->arena, "%s.part", path);
	int fd;
	enum err r;

	TRY(build_check(b));
	add_text(b, MODEL_CARD, &b->card);
	add_text(b, MODEL_NOTICES, &b->notices);
	fd = open(temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail(b->cx, errno == EROFS || errno == EACCES ? ERR_READ_ONLY : ERR_IO, "model", "cannot create %s: %s",
			    temp, strerror(errno));
	r = write_all(b, fd);
	(void)close(fd);
	if (r == OK && rename(temp, path) != 0)
		r = fail(b->cx, ERR_IO, "model", "cannot rename %s: %s", temp, strerror(errno));
	if (r != OK)
		(void)unlink(temp);
	return r;
}

enum err file_open_map(struct cx *cx, const char *path, size_t max, struct file_map *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	void *p;

	if (fd < 0)
		return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "source", "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (uint64_t)st.st_size > max) {
		(void)close(fd);
		return fail(cx, ERR_INVALID, "source", "%s is empty, too large or not a file", path);
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd);
	if (p == MAP_FAILED)
		return fail(cx, ERR_IO, "source", "cannot map %s: %s", path, strerror(errno));
	*ret = (struct file_map){p, (size_t)st.st_size};
	return OK;
}

void file_unmap(struct file_map *m)
{
	if (m->p)
		(void)munmap((void *)(uintptr_t)m->p, m->n);
	*m = (struct file_map){0};
}
