/* Opens a model file: maps it, checks the hash and everything a hostile file could get wrong, resolves pointers.
 * Called through encoder.h. After encoder_open no later code checks sizes again: what is not proved here is bounded
 * where it is used (trie steps, token ids). Must never write to the mapping. */
#include "text/encoder/model.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include "base/hash.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLOAT_LIMIT 1e6f /* no weight of a trained model comes near; keeps every later sum finite or caught */

static enum err corrupt(struct cx *cx, const char *what)
{
	return fail(cx, ERR_CORRUPT, "model", "the model file is damaged or not ours: %s", what);
}

static uint64_t matrix_n(const struct model_config *c, enum model_kind kind)
{
	switch (kind) {
	case MODEL_QKV:
	case MODEL_QKV_PARAMS:
		return 3ull * c->hidden;
	case MODEL_FFN_IN:
	case MODEL_FFN_IN_PARAMS:
		return c->ffn;
	default:
		return c->hidden;
	}
}

uint64_t model_section_bytes(const struct model_config *c, enum model_kind kind)
{
	uint64_t h = c->hidden;

	switch (kind) {
	case MODEL_WORDS:
		return c->word_table == MODEL_TABLE_INT8 ? c->vocab * h : c->vocab * (h / Q4_BLOCK * Q4_BLOCK_BYTES);
	case MODEL_WORD_SCALES:
		return c->word_table == MODEL_TABLE_INT8 ? c->vocab * 4ull : 0;
	case MODEL_POSITIONS:
		return c->tokens_max * h * 4;
	case MODEL_EMBEDDING_NORM:
	case MODEL_ATTENTION_NORM:
	case MODEL_FFN_NORM:
		return 2 * h * 4;
	case MODEL_QKV:
	case MODEL_ATTENTION_OUT:
	case MODEL_FFN_IN:
		return matrix_n(c, kind) * h;
	case MODEL_FFN_OUT:
		return h * c->ffn;
	case MODEL_QKV_PARAMS:
	case MODEL_ATTENTION_OUT_PARAMS:
	case MODEL_FFN_IN_PARAMS:
	case MODEL_FFN_OUT_PARAMS:
		return 3 * matrix_n(c, kind) * 4;
	default:
		return 0;
	}
}

static bool config_dims_valid(const struct model_config *c)
{
	return c->layers >= 1 && c->layers <= MODEL_LAYERS_MAX && c->hidden >= 64 && c->hidden <= MODEL_HIDDEN_MAX &&
	       c->hidden % 64 == 0 && c->ffn >= 64 && c->ffn <= MODEL_FFN_MAX && c->ffn % 64 == 0 && c->heads >= 1 &&
	       c->heads <= MODEL_HEADS_MAX && c->hidden % c->heads == 0 && c->hidden / c->heads % 16 == 0 &&
	       c->hidden / c->heads <= MODEL_HEAD_MAX && c->vocab >= 4 && c->vocab <= MODEL_VOCAB_MAX &&
	       c->tokens_max >= 8 && c->tokens_max <= MODEL_TOKENS_MAX;
}

static bool config_choices_valid(const struct model_config *c)
{
	return (c->word_table == MODEL_TABLE_INT8 || c->word_table == MODEL_TABLE_Q4) &&
	       (c->activation == MODEL_GELU_ERF || c->activation == MODEL_GELU_TANH) &&
	       (c->pooling == MODEL_POOL_MEAN || c->pooling == MODEL_POOL_FIRST) &&
	       (c->tokenizer == TOKENIZER_WORDPIECE || c->tokenizer == TOKENIZER_UNIGRAM) && c->lower <= 1 &&
	       c->strip_marks <= 1 && c->multilingual <= 1 && c->begin_id < c->vocab && c->end_id < c->vocab &&
	       c->unknown_id < c->vocab && c->eps >= 1e-30f && c->eps <= 1.f && fabsf(c->unknown_score) <= FLOAT_LIMIT &&
	       memchr(c->prefix, 0, sizeof c->prefix) && utf8_valid(str_of(c->prefix));
}

static enum err check_hash(struct cx *cx, const struct text_encoder *e)
{
	struct hash h = hash_of((struct str){(const char *)e->bytes + sizeof *e->head, e->n_bytes - sizeof *e->head});

	if (memcmp(h.b, e->head->sha256, sizeof h.b) != 0)
		return corrupt(cx, "its content does not match its sha256; convert or copy it again");
	return OK;
}

static enum err check_head(struct cx *cx, struct text_encoder *e)
{
	const struct model_head *h = e->head = (const void *)e->bytes;
	uint64_t table;

	if (e->n_bytes < sizeof *h + sizeof *e->config || memcmp(h->magic, MODEL_MAGIC, sizeof h->magic) != 0)
		return corrupt(cx, "it does not start like an Earshot model (`earshot model add` converts other formats)");
	if (h->version != MODEL_VERSION)
		return fail(cx, ERR_UNSUPPORTED, "model", "the model file has version %u, this program reads version %u",
			    h->version, MODEL_VERSION);
	if (h->file_bytes != e->n_bytes)
		return fail(cx, ERR_CORRUPT, "model", "the model file is truncated: it has %zu bytes of %llu", e->n_bytes,
			    (unsigned long long)h->file_bytes);
	e->config = (const void *)(e->bytes + sizeof *h);
	e->sections = (const void *)(e->bytes + sizeof *h + sizeof *e->config);
	table = sizeof *h + sizeof *e->config + (uint64_t)h->sections * sizeof *e->sections;
	if (h->sections > MODEL_KIND_COUNT * (MODEL_LAYERS_MAX + 1) || table > e->n_bytes)
		return corrupt(cx, "its table of sections does not fit");
	if (!config_dims_valid(e->config) || !config_choices_valid(e->config))
		return corrupt(cx, "its configuration is outside the supported limits");
	return OK;
}

/* The section of a kind, NULL when absent. Kinds appear at most once a layer, in order, inside the file, aligned. */
static const struct model_section *find_section(const struct text_encoder *e, uint32_t kind, uint32_t layer)
{
	for (uint32_t i = 0; i < e->head->sections; i++)
		if (e->sections[i].kind == kind && e->sections[i].layer == layer)
			return &e->sections[i];
	return NULL;
}

static enum err check_sections(struct cx *cx, const struct text_encoder *e)
{
	uint64_t end = sizeof *e->head + sizeof *e->config + e->head->sections * sizeof *e->sections;

	for (uint32_t i = 0; i < e->head->sections; i++) {
		const struct model_section *s = &e->sections[i];

		if (s->offset % MODEL_ALIGN || s->offset < end || s->offset > e->n_bytes || s->bytes > e->n_bytes - s->offset)
			return corrupt(cx, "a section lies outside the file or over another");
		end = s->offset + s->bytes;
		if (s->kind == 0 || s->kind >= MODEL_KIND_COUNT ||
		    s->layer >= (s->kind >= MODEL_FIRST_LAYER_KIND ? e->config->layers : 1))
			return corrupt(cx, "a section has an unknown kind or layer");
	}
	return OK;
}

/* Pointer to a section of exactly `bytes` (0: any size, returned in ret_bytes). */
static enum err resolve(struct cx *cx, const struct text_encoder *e, enum model_kind kind, uint32_t layer,
			const void **ret, uint64_t *ret_bytes)
{
	const struct model_section *s = find_section(e, kind, layer);
	uint64_t want = model_section_bytes(e->config, kind);

	if (!s || (want && s->bytes != want))
		return fail(cx, ERR_CORRUPT, "model", "the model file is damaged: section %u of layer %u is %s", kind, layer,
			    s ? "of the wrong size" : "missing");
	*ret = e->bytes + s->offset;
	if (ret_bytes)
		*ret_bytes = s->bytes;
	return OK;
}

static enum err resolve_floats(struct cx *cx, const struct text_encoder *e, enum model_kind kind, uint32_t layer,
			       const float **ret)
{
	const void *p;
	uint64_t bytes;

	TRY(resolve(cx, e, kind, layer, &p, &bytes));
	*ret = p;
	for (uint64_t i = 0; i < bytes / 4; i++)
		if (!(fabsf((*ret)[i]) <= FLOAT_LIMIT))
			return fail(cx, ERR_CORRUPT, "model", "the model file is damaged: section %u of layer %u holds no number",
				    kind, layer);
	return OK;
}

static enum err resolve_norm(struct cx *cx, const struct text_encoder *e, enum model_kind kind, uint32_t layer,
			     struct norm *ret)
{
	TRY(resolve_floats(cx, e, kind, layer, &ret->weight));
	ret->bias = ret->weight + e->config->hidden;
	return OK;
}

/* The kind after a matrix's is that of its parameters. */
static enum err resolve_matrix(struct cx *cx, const struct text_encoder *e, enum model_kind kind, uint32_t layer,
			       struct matrix *ret)
{
	const void *p;

	ret->n = (uint32_t)matrix_n(e->config, kind);
	ret->k = kind == MODEL_FFN_OUT ? e->config->ffn : e->config->hidden;
	TRY(resolve(cx, e, kind, layer, &p, NULL));
	TRY(resolve_floats(cx, e, kind + 1, layer, &ret->scale));
	ret->w = p;
	ret->colsum = ret->scale + ret->n;
	ret->bias = ret->colsum + ret->n;
	return OK;
}

static enum err resolve_layers(struct cx *cx, struct text_encoder *e)
{
	e->layers = mem_alloc(e->config->layers * sizeof *e->layers);
	for (uint32_t i = 0; i < e->config->layers; i++) {
		struct layer *l = &e->layers[i];

		TRY(resolve_matrix(cx, e, MODEL_QKV, i, &l->qkv));
		TRY(resolve_matrix(cx, e, MODEL_ATTENTION_OUT, i, &l->attention_out));
		TRY(resolve_norm(cx, e, MODEL_ATTENTION_NORM, i, &l->attention_norm));
		TRY(resolve_matrix(cx, e, MODEL_FFN_IN, i, &l->ffn_in));
		TRY(resolve_matrix(cx, e, MODEL_FFN_OUT, i, &l->ffn_out));
		TRY(resolve_norm(cx, e, MODEL_FFN_NORM, i, &l->ffn_norm));
	}
	return OK;
}

static enum err resolve_embedding(struct cx *cx, struct text_encoder *e)
{
	const void *p;

	TRY(resolve(cx, e, MODEL_WORDS, 0, &p, NULL));
	e->words = p;
	if (e->config->word_table == MODEL_TABLE_INT8)
		TRY(resolve_floats(cx, e, MODEL_WORD_SCALES, 0, &e->word_scales));
	TRY(resolve_floats(cx, e, MODEL_POSITIONS, 0, &e->positions));
	return resolve_norm(cx, e, MODEL_EMBEDDING_NORM, 0, &e->embedding_norm);
}

static enum err check_rules(struct cx *cx, const struct tokenizer *t)
{
	for (uint32_t i = 0; i < t->n_rules; i++) {
		const struct map_rule *r = &t->rules[i];

		if (r->cp > 0x10FFFF || (i && r[-1].cp >= r->cp) || r[1].offset < r->offset ||
		    r[1].offset - r->offset > MODEL_PIECE_RULE_MAX || r[1].offset > t->n_map_out)
			return corrupt(cx, "its character map is out of order");
	}
	for (uint32_t i = 0; i < t->n_map_out; i++)
		if (t->map_out[i] > 0x10FFFF || (t->map_out[i] >= 0xD800 && t->map_out[i] < 0xE000))
			return corrupt(cx, "its character map yields no character");
	return OK;
}

static enum err resolve_unigram(struct cx *cx, struct text_encoder *e)
{
	struct tokenizer *t = &e->tokenizer;
	const void *p;
	uint64_t bytes;

	TRY(resolve_floats(cx, e, MODEL_SCORES, 0, &t->scores));
	t->n_scores = (uint32_t)(find_section(e, MODEL_SCORES, 0)->bytes / 4);
	if (t->n_scores > t->vocab)
		return corrupt(cx, "it has more scores than words");
	TRY(resolve(cx, e, MODEL_RULES, 0, &p, &bytes));
	t->rules = p;
	if (bytes % sizeof *t->rules || bytes < sizeof *t->rules || bytes / sizeof *t->rules > 0x110000)
		return corrupt(cx, "its character map has an odd size");
	t->n_rules = (uint32_t)(bytes / sizeof *t->rules) - 1;
	TRY(resolve(cx, e, MODEL_RULES_OUT, 0, &p, &bytes));
	t->map_out = p;
	if (bytes / 4 > 0x110000ull * MODEL_PIECE_RULE_MAX)
		return corrupt(cx, "its character map is too large");
	t->n_map_out = (uint32_t)(bytes / 4);
	return check_rules(cx, t);
}

static enum err resolve_tokenizer(struct cx *cx, struct text_encoder *e)
{
	const struct model_config *c = e->config;
	struct tokenizer *t = &e->tokenizer;
	const void *p;
	uint64_t bytes;

	*t = (struct tokenizer){.kind = (enum tokenizer_kind)c->tokenizer, .vocab = c->vocab, .unknown = c->unknown_id,
				.lower = c->lower, .strip_marks = c->strip_marks, .unknown_score = c->unknown_score};
	TRY(resolve(cx, e, MODEL_TRIE, 0, &p, &bytes));
	t->trie.units = p;
	t->trie.n = (uint32_t)(bytes / sizeof(struct trie_unit));
	if (bytes % sizeof(struct trie_unit) || t->trie.n == 0 || bytes > (512u << 20))
		return corrupt(cx, "its word list has an odd size");
	return t->kind == TOKENIZER_UNIGRAM ? resolve_unigram(cx, e) : OK;
}

struct str model_card_value(struct str card, const char *key)
{
	struct str line;

	while (str_split(&card, '\n', &line)) {
		struct str name;

		if (str_split(&line, ':', &name) && str_is(name, key))
			return str_trim(line);
	}
	return (struct str){0};
}

static void copy_value(char *to, size_t size, struct str card, const char *key)
{
	struct str v = model_card_value(card, key);
	size_t n = v.n < size ? v.n : size - 1;

	while (n < v.n && n > 0 && ((unsigned char)v.p[n] & 0xC0) == 0x80)
		n--;
	if (n)
		memcpy(to, v.p, n);
	to[n] = 0;
}

static bool name_valid(const char *z)
{
	if (!*z || *z == '.')
		return false;
	for (; *z; z++)
		if (!((*z >= 'a' && *z <= 'z') || (*z >= 'A' && *z <= 'Z') || (*z >= '0' && *z <= '9') || *z == '-' ||
		      *z == '_' || *z == '.'))
			return false;
	return true;
}

static enum err resolve_texts(struct cx *cx, struct text_encoder *e)
{
	const void *p;
	uint64_t bytes;

	TRY(resolve(cx, e, MODEL_CARD, 0, &p, &bytes));
	e->card = (struct str){p, (size_t)bytes};
	TRY(resolve(cx, e, MODEL_NOTICES, 0, &p, &bytes));
	e->notices = (struct str){p, (size_t)bytes};
	e->prefix = str_of(e->config->prefix);
	if (e->card.n > MODEL_CARD_MAX || e->notices.n > MODEL_CARD_MAX || !utf8_valid(e->card) || !utf8_valid(e->notices))
		return corrupt(cx, "its card is not readable text");
	copy_value(e->info.name, sizeof e->info.name, e->card, "name");
	copy_value(e->info.licence, sizeof e->info.licence, e->card, "licence");
	copy_value(e->info.languages, sizeof e->info.languages, e->card, "languages");
	copy_value(e->info.source, sizeof e->info.source, e->card, "source");
	if (!name_valid(e->info.name))
		return corrupt(cx, "its card gives no usable name");
	return OK;
}

static void fill_info(struct text_encoder *e)
{
	struct encoder_info *i = &e->info;

	hex_encode(e->head->sha256, sizeof e->head->sha256, i->sha256);
	i->tokenizer = e->config->tokenizer == TOKENIZER_UNIGRAM ? "unigram" : "wordpiece";
	i->dim = e->config->hidden;
	i->layers = e->config->layers;
	i->vocab = e->config->vocab;
	i->tokens_max = e->config->tokens_max;
	i->multilingual = e->config->multilingual;
	i->file_bytes = e->n_bytes;
}

static enum err resolve_all(struct cx *cx, struct text_encoder *e, unsigned flags)
{
	TRY(check_head(cx, e));
	if (!(flags & ENCODER_UNHASHED))
		TRY(check_hash(cx, e));
	TRY(check_sections(cx, e));
	TRY(resolve_texts(cx, e));
	TRY(resolve_tokenizer(cx, e));
	TRY(resolve_embedding(cx, e));
	TRY(resolve_layers(cx, e));
	fill_info(e);
	return OK;
}

static enum err open_bytes(struct cx *cx, const void *bytes, size_t n, bool mapped, unsigned flags, struct text_encoder **ret)
{
	struct text_encoder *e = mem_alloc(sizeof *e);
	enum err r;

	e->bytes = bytes;
	e->n_bytes = n;
	e->mapped = mapped;
	r = resolve_all(cx, e, flags);
	if (r != OK) {
		encoder_close(e);
		return r;
	}
	*ret = e;
	return OK;
}

enum err encoder_open_memory(struct cx *cx, const void *bytes, size_t n, unsigned flags, struct text_encoder **ret)
{
	ASSERT((uintptr_t)bytes % MODEL_ALIGN == 0);
	return open_bytes(cx, bytes, n, false, flags, ret);
}

static enum err map_file(struct cx *cx, int fd, const char *path, void **ret, size_t *ret_n)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(cx, ERR_IO, "model", "cannot read %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(cx, ERR_CORRUPT, "model", "%s is not a file", path);
	if (st.st_size < (off_t)(sizeof(struct model_head) + sizeof(struct model_config)))
		return fail(cx, ERR_CORRUPT, "model", "%s is too short to be a model", path);
	if ((uint64_t)st.st_size > MODEL_FILE_MAX)
		return fail(cx, ERR_TOO_LARGE, "model", "%s is larger than 4 GiB", path);
	*ret_n = (size_t)st.st_size;
	*ret = mmap(NULL, *ret_n, PROT_READ, MAP_SHARED, fd, 0);
	if (*ret == MAP_FAILED)
		return fail(cx, ERR_IO, "model", "cannot map %s: %s", path, strerror(errno));
	return OK;
}

enum err encoder_open(struct cx *cx, const char *path, unsigned flags, struct text_encoder **ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	void *bytes = NULL;
	size_t n = 0;
	enum err r;

	if (fd < 0)
		return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "model", "cannot open %s: %s", path,
			    strerror(errno));
	r = map_file(cx, fd, path, &bytes, &n);
	(void)close(fd);
	TRY(r);
	return open_bytes(cx, bytes, n, true, flags, ret);
}

void encoder_close(struct text_encoder *e)
{
	if (!e)
		return;
	if (e->mapped)
		(void)munmap((void *)(uintptr_t)e->bytes, e->n_bytes);
	mem_free(e->layers);
	mem_free(e);
}

const struct encoder_info *encoder_info(const struct text_encoder *e)
{
	return &e->info;
}

struct str encoder_card(const struct text_encoder *e)
{
	return e->card;
}

struct str encoder_notices(const struct text_encoder *e)
{
	return e->notices;
}
