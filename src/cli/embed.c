/* `earshot embed`: texts as NDJSON on stdin to vectors as NDJSON on stdout, at the encoder's full speed. */
#include "cli/ndjson.h"
#include "text/encoder/registry.h"
#include "text/meaning.h"
#include <math.h>
#include <string.h>

/* A number of a vector, at most 1 in size: eight decimals, trailing zeros cut. Many times faster than printf. */
static void put_number(struct buf *b, float x)
{
	int64_t v = (int64_t)(fabs((double)x) * 1e8 + .5);
	char digit[8], text[16];
	size_t n = 0, last = 8;

	if (v && x < 0)
		text[n++] = '-';
	text[n++] = (char)('0' + v / 100000000);
	for (size_t i = 8; i-- > 0; v /= 10)
		digit[i] = (char)('0' + v % 10);
	while (last && digit[last - 1] == '0')
		last--;
	if (last)
		text[n++] = '.';
	memcpy(text + n, digit, last);
	buf_add(b, text, n + last);
}

static void put_row(struct buf *b, struct str id, const float *v, size_t dim, uint32_t tokens)
{
	buf_printf(b, "{\"id\":%.*s,\"tokens\":%u,\"vector\":[", STR_ARG(id), tokens);
	for (size_t d = 0; d < dim; d++) {
		if (d)
			buf_char(b, ',');
		put_number(b, v[d]);
	}
	buf_z(b, "]}\n");
}

static enum err stream(struct cx *cx, const struct text_encoder *e, const struct encoder_options *o, FILE *out)
{
	size_t dim = encoder_info(e)->dim;
	float *v = mem_alloc(NDJSON_BATCH * dim * sizeof *v);
	uint32_t tokens[NDJSON_BATCH];
	struct ndjson in;
	auto_buf b = {0};
	enum err r;

	ndjson_init(&in, stdin);
	while ((r = ndjson_next(cx, &in)) == OK && in.n) {
		r = encoder_encode(cx, e, in.text, in.n, o, v, tokens);
		if (r != OK)
			break;
		buf_clear(&b);
		for (size_t i = 0; i < in.n; i++)
			put_row(&b, in.id[i], v + i * dim, dim, tokens[i]);
		if (fwrite(b.p, 1, b.n, out) != b.n) {
			r = fail(cx, ERR_IO, NULL, "cannot write the vectors");
			break;
		}
	}
	ndjson_release(&in);
	mem_free(v);
	return r;
}

static enum err open_wished(struct cx *cx, const struct args *a, struct text_meaning **ret)
{
	const char *name = args_value(a, "model"), *kind = args_value(a, "encoder"), *dir = text_models_dir(cx);
	struct registry_entry entry;

	if (name) {
		TRY(registry_find(cx, dir, str_of(name), &entry));
		return text_meaning_open_file(cx, entry.path, 1, ret);
	}
	TRY(text_meaning_open(cx, &(struct text_meaning_wish){kind, 0, 1}, ret));
	return *ret ? OK : fail(cx, ERR_NOT_FOUND, "model", "there is no model in %s: script/models or `earshot model add` bring one", dir);
}

static enum err run(struct cx *cx, struct args *a)
{
	struct text_meaning *m;
	int64_t threads, batch;

	TRY(args_int(cx, a, "threads", 1, &threads));
	TRY(args_int(cx, a, "batch", 0, &batch));
	if (threads < 1 || threads > ENCODER_THREADS_MAX || batch < 0 || batch > 4096)
		return fail(cx, ERR_USAGE, NULL, "--threads is 1 to %u, --batch 0 to 4096 tokens", ENCODER_THREADS_MAX);
	TRY(open_wished(cx, a, &m));
	struct encoder_options o = {(unsigned)threads, args_value(a, "kernel"), (unsigned)batch, args_flag(a, "no-prefix")};
	enum err e = stream(cx, text_meaning_encoder(m), &o, args_out(a));

	text_meaning_close(m);
	return e;
}

const struct command command_embed = {
	.name = "embed",
	.summary = "Turns texts into vectors: NDJSON {id, text} on stdin, {id, tokens, vector} on stdout.",
	.needs = NEEDS_NOTHING,
	.options =
		(const struct option_row[]){
			{"model", OPTION_VALUE, "NAME", "a model of `earshot model list` [the multilingual one]"},
			{"encoder", OPTION_VALUE, "KIND", "english or multilingual"},
			{"threads", OPTION_VALUE, "N", "threads; the vectors are the same for any number [1]"},
			{"kernel", OPTION_VALUE, "NAME", "avx512vnni, avxvnni, avx2 or scalar; the vectors are the same [the fastest]"},
			{"batch", OPTION_VALUE, "TOKENS", "tokens computed together [256]"},
			{"no-prefix", OPTION_FLAG, NULL, "do not put the model's prefix before each text"},
			{0},
		},
	.run = run,
};
