/* Reads a Hugging Face folder of a BERT-family encoder: config.json, model.safetensors and vocab.txt or
 * tokenizer.json. Called by convert_model. Unknown numbers are refused, not guessed. */
#include "text/encoder/convert/safetensors.h"
#include "text/encoder/tokenizer.h"
#include <string.h>
#include <unistd.h>

#define JSON_MAX (64u << 20)
#define VOCAB_BYTES_MAX (64u << 20)

struct folder {
	struct build *b;
	const char *dir;
	struct safetensors weights;
	size_t first_position; /* XLM-RoBERTa counts positions from 2 */
};

static char *path_in(struct folder *f, const char *name)
{
	return arena_printf(f->b->cx->arena, "%s/%s", f->dir, name);
}

static bool has_file(struct folder *f, const char *name)
{
	return access(path_in(f, name), R_OK) == 0;
}

enum err convert_read_json(struct build *b, const char *path, json_t **ret)
{
	struct file_map m;
	json_error_t why;

	TRY(file_open_map(b->cx, path, JSON_MAX, &m));
	*ret = json_loadb((const char *)m.p, m.n, JSON_REJECT_DUPLICATES, &why);
	file_unmap(&m);
	if (!json_is_object(*ret)) {
		json_decref(*ret);
		*ret = NULL;
		return fail(b->cx, ERR_INVALID, "source", "%s, line %d: %s", path, why.line, why.text);
	}
	return OK;
}

static uint32_t number(const json_t *o, const char *key)
{
	json_int_t v = json_integer_value(json_object_get(o, key));

	return v > 0 && v < INT32_MAX ? (uint32_t)v : 0;
}

static bool text_is(const json_t *o, const char *key, const char *want)
{
	const char *v = json_string_value(json_object_get(o, key));

	return v && strcmp(v, want) == 0;
}

static enum err read_choices(struct folder *f, const json_t *j)
{
	struct model_config *c = &f->b->config;

	if (text_is(j, "model_type", "xlm-roberta"))
		f->first_position = 2;
	else if (!text_is(j, "model_type", "bert"))
		return fail(f->b->cx, ERR_UNSUPPORTED, "model_type", "only \"bert\" and \"xlm-roberta\" encoders are supported");
	if (text_is(j, "hidden_act", "gelu"))
		c->activation = MODEL_GELU_ERF;
	else if (text_is(j, "hidden_act", "gelu_new") || text_is(j, "hidden_act", "gelu_pytorch_tanh"))
		c->activation = MODEL_GELU_TANH;
	else
		return fail(f->b->cx, ERR_UNSUPPORTED, "hidden_act", "only gelu, gelu_new and gelu_pytorch_tanh are supported");
	if (json_object_get(j, "position_embedding_type") && !text_is(j, "position_embedding_type", "absolute"))
		return fail(f->b->cx, ERR_UNSUPPORTED, "position_embedding_type", "only absolute positions are supported");
	return OK;
}

static enum err read_config(struct folder *f)
{
	struct model_config *c = &f->b->config;
	json_t *j;
	uint32_t positions;
	enum err e;

	TRY(convert_read_json(f->b, path_in(f, "config.json"), &j));
	c->hidden = number(j, "hidden_size");
	c->layers = number(j, "num_hidden_layers");
	c->heads = number(j, "num_attention_heads");
	c->ffn = number(j, "intermediate_size");
	c->vocab = number(j, "vocab_size");
	c->eps = (float)json_number_value(json_object_get(j, "layer_norm_eps"));
	c->eps = c->eps > 1e-30f && c->eps < 1.f ? c->eps : 1e-12f;
	positions = number(j, "max_position_embeddings");
	e = read_choices(f, j);
	json_decref(j);
	TRY(e);
	c->tokens_max = positions > f->first_position ? positions - (uint32_t)f->first_position : 0;
	c->tokens_max = c->tokens_max > MODEL_TOKENS_MAX ? MODEL_TOKENS_MAX : c->tokens_max;
	return OK;
}

/* Optional files of sentence-transformers: the limit of tokens, and how tokens become one vector. */
static enum err read_sentence_options(struct folder *f)
{
	struct model_config *c = &f->b->config;
	json_t *j;

	c->pooling = MODEL_POOL_MEAN;
	if (has_file(f, "sentence_bert_config.json")) {
		uint32_t most;

		TRY(convert_read_json(f->b, path_in(f, "sentence_bert_config.json"), &j));
		most = number(j, "max_seq_length");
		c->tokens_max = most >= 8 && most < c->tokens_max ? most : c->tokens_max;
		json_decref(j);
	}
	if (has_file(f, "1_Pooling/config.json")) {
		bool first, mean;

		TRY(convert_read_json(f->b, path_in(f, "1_Pooling/config.json"), &j));
		first = json_is_true(json_object_get(j, "pooling_mode_cls_token"));
		mean = json_is_true(json_object_get(j, "pooling_mode_mean_tokens"));
		json_decref(j);
		if (first == mean)
			return fail(f->b->cx, ERR_UNSUPPORTED, "pooling", "only mean pooling or the first token's vector is supported");
		c->pooling = first ? MODEL_POOL_FIRST : MODEL_POOL_MEAN;
	}
	return OK;
}

static bool is_special(struct str s)
{
	return s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';
}

static void note_special(struct build *b, struct str piece, uint32_t id)
{
	struct model_config *c = &b->config;

	if (str_is(piece, "[CLS]"))
		c->begin_id = id;
	else if (str_is(piece, "[SEP]"))
		c->end_id = id;
	else if (str_is(piece, "[UNK]"))
		c->unknown_id = id;
}

/* One piece a line; "##x" continues a word, and the trie has it under the byte 2. */
static enum err read_vocab(struct folder *f)
{
	struct model_config *c = &f->b->config;
	struct trie_key *keys = arena_alloc(f->b->cx->arena, c->vocab * sizeof *keys);
	struct file_map m;
	struct str rest, line;
	size_t n = 0;
	uint32_t id = 0;
	enum err e;

	TRY(file_open_map(f->b->cx, path_in(f, "vocab.txt"), VOCAB_BYTES_MAX, &m));
	rest = (struct str){(const char *)m.p, m.n};
	for (; id < c->vocab && str_split(&rest, '\n', &line); id++) {
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (is_special(line))
			note_special(f->b, line, id);
		else if (line.n > 2 && line.p[0] == '#' && line.p[1] == '#')
			keys[n++] = (struct trie_key){str_of(arena_printf(f->b->cx->arena, "\x02%.*s", (int)line.n - 2, line.p + 2)), id};
		else if (line.n)
			keys[n++] = (struct trie_key){line, id};
	}
	if (rest.n || id != c->vocab || !c->begin_id || !c->end_id)
		e = fail(f->b->cx, ERR_INVALID, "source", "vocab.txt must hold %u pieces with [CLS], [SEP] and [UNK]; it has %s", c->vocab,
			 rest.n ? "more" : id != c->vocab ? "fewer" : "no such tokens");
	else
		e = build_trie(f->b, keys, n);
	file_unmap(&m);
	return e;
}

/* do_lower_case of tokenizer_config.json; uncased models also drop accents. */
static enum err read_wordpiece(struct folder *f)
{
	struct model_config *c = &f->b->config;

	c->tokenizer = TOKENIZER_WORDPIECE;
	c->lower = 1;
	if (has_file(f, "tokenizer_config.json")) {
		json_t *j;

		TRY(convert_read_json(f->b, path_in(f, "tokenizer_config.json"), &j));
		c->lower = !json_is_false(json_object_get(j, "do_lower_case"));
		json_decref(j);
	}
	c->strip_marks = c->lower;
	return read_vocab(f);
}

static enum err read_tokenizer(struct folder *f)
{
	if (f->first_position == 0 && has_file(f, "vocab.txt"))
		return read_wordpiece(f);
	if (has_file(f, "tokenizer.json"))
		return convert_unigram(f->b, path_in(f, "tokenizer.json"));
	return fail(f->b->cx, ERR_INVALID, "source", "%s holds neither vocab.txt nor tokenizer.json", f->dir);
}

static enum err read_embedding(struct folder *f)
{
	struct build *b = f->b;
	size_t h = b->config.hidden, rows = b->config.tokens_max, vocab = b->config.vocab;
	float *x = mem_alloc((vocab > rows + 2 ? vocab : rows + 2) * h * sizeof *x);
	enum err e = safetensors_rows(&f->weights, "embeddings.word_embeddings.weight", 0, vocab, h, x);

	if (e == OK)
		e = build_words(b, x);
	if (e == OK)
		e = safetensors_rows(&f->weights, "embeddings.position_embeddings.weight", f->first_position, rows, h, x);
	if (e == OK)
		e = safetensors_rows(&f->weights, "embeddings.token_type_embeddings.weight", 0, 1, h, x + rows * h);
	if (e == OK)
		e = build_positions(b, x, x + rows * h);
	if (e == OK)
		e = safetensors_rows(&f->weights, "embeddings.LayerNorm.weight", 0, 1, h, x);
	if (e == OK)
		e = safetensors_rows(&f->weights, "embeddings.LayerNorm.bias", 0, 1, h, x + h);
	if (e == OK)
		e = build_norm(b, MODEL_EMBEDDING_NORM, 0, x, x + h);
	mem_free(x);
	return e;
}

static enum err part(struct folder *f, uint32_t layer, const char *name, size_t n, size_t k, float *w, float *bias)
{
	char full[128];

	(void)snprintf(full, sizeof full, "encoder.layer.%u.%s.weight", layer, name);
	TRY(safetensors_rows(&f->weights, full, 0, n, k, w));
	(void)snprintf(full, sizeof full, "encoder.layer.%u.%s.bias", layer, name);
	return safetensors_rows(&f->weights, full, 0, 1, n == 1 ? k : n, bias); /* a norm is one row */
}

static enum err read_layer(struct folder *f, uint32_t layer, float *w, float *bias)
{
	struct build *b = f->b;
	size_t h = b->config.hidden, ffn = b->config.ffn;

	TRY(part(f, layer, "attention.self.query", h, h, w, bias));
	TRY(part(f, layer, "attention.self.key", h, h, w + h * h, bias + h));
	TRY(part(f, layer, "attention.self.value", h, h, w + 2 * h * h, bias + 2 * h));
	TRY(build_matrix(b, MODEL_QKV, layer, w, bias, 3 * h, h));
	TRY(part(f, layer, "attention.output.dense", h, h, w, bias));
	TRY(build_matrix(b, MODEL_ATTENTION_OUT, layer, w, bias, h, h));
	TRY(part(f, layer, "attention.output.LayerNorm", 1, h, w, bias));
	TRY(build_norm(b, MODEL_ATTENTION_NORM, layer, w, bias));
	TRY(part(f, layer, "intermediate.dense", ffn, h, w, bias));
	TRY(build_matrix(b, MODEL_FFN_IN, layer, w, bias, ffn, h));
	TRY(part(f, layer, "output.dense", h, ffn, w, bias));
	TRY(build_matrix(b, MODEL_FFN_OUT, layer, w, bias, h, ffn));
	TRY(part(f, layer, "output.LayerNorm", 1, h, w, bias));
	return build_norm(b, MODEL_FFN_NORM, layer, w, bias);
}

static enum err read_weights(struct folder *f)
{
	const struct model_config *c = &f->b->config;
	size_t widest = c->ffn > 3 * c->hidden ? c->ffn : 3 * c->hidden;
	float *w = mem_alloc(widest * c->hidden * sizeof *w), *bias = mem_alloc(widest * sizeof *bias);
	enum err e = read_embedding(f);

	for (uint32_t i = 0; i < c->layers && e == OK; i++)
		e = read_layer(f, i, w, bias);
	mem_free(w);
	mem_free(bias);
	return e;
}

static void add_notices(struct folder *f)
{
	static const char *const files[] = {"LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt"};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct file_map m;

		if (!has_file(f, files[i]) || file_open_map(f->b->cx, path_in(f, files[i]), 64u << 10, &m) != OK)
			continue;
		if (utf8_valid((struct str){(const char *)m.p, m.n}))
			buf_add(&f->b->notices, m.p, m.n);
		file_unmap(&m);
	}
	fail_clear(f->b->cx);
}

enum err convert_folder(struct build *b, const char *dir)
{
	struct folder f = {.b = b, .dir = dir};
	char hex[65];
	struct hash h;
	enum err e;

	TRY(read_config(&f));
	TRY(build_check(b));
	TRY(read_sentence_options(&f));
	TRY(read_tokenizer(&f));
	TRY(safetensors_open(b->cx, path_in(&f, "model.safetensors"), &f.weights));
	h = hash_of((struct str){(const char *)f.weights.file.p, f.weights.file.n});
	hex_encode(h.b, sizeof h.b, hex);
	build_line(b, "source_sha256", hex);
	e = read_weights(&f);
	safetensors_close(&f.weights);
	if (e == OK)
		add_notices(&f);
	return e;
}
