/* `earshot classify`: NDJSON {id, text} on stdin, labels with confidence on stdout. */
#include "cli/ndjson.h"
#include "text/label/label.h"
#include "text/meaning.h"
#include <string.h>

static const char *const head_names[] = {"language", "sentiment", "type", "urgency"};

struct wanted {
	bool head[4];
};

static enum err read_heads(struct cx *cx, const char *list, struct wanted *ret)
{
	struct str rest = str_of(list ? list : "language,sentiment,type,urgency"), name;

	while (str_split(&rest, ',', &name)) {
		size_t i = 0;

		while (i < 4 && !str_is(str_trim(name), head_names[i]))
			i++;
		if (i == 4)
			return fail(cx, ERR_USAGE, "heads", "there is no head \"%.*s\": language, sentiment, type, urgency", STR_ARG(name));
		ret->head[i] = true;
	}
	return OK;
}

static void put_label(struct json_out *j, const char *name, const struct text_label *l, const char *const *names)
{
	json_key(j, name);
	json_open(j);
	json_key(j, "value");
	if (l->abstained)
		json_nil(j);
	else if (names)
		json_z(j, names[l->value]);
	else
		json_int(j, l->value);
	json_knum(j, "confidence", (double)(int64_t)(l->confidence * 1000 + .5) / 1000);
	json_kbool(j, "abstained", l->abstained);
	json_close(j);
}

static void put_row(struct buf *b, struct str id, const struct text_labels *l, const struct wanted *w)
{
	struct json_out j;

	json_start(&j, b);
	json_open(&j);
	json_key(&j, "id");
	json_raw(&j, id);
	if (w->head[0]) {
		json_key(&j, "language");
		json_open(&j);
		json_kz(&j, "value", l->language.abstained ? NULL : l->language.code);
		json_knum(&j, "confidence", (double)(int64_t)(l->language.confidence * 1000 + .5) / 1000);
		json_kbool(&j, "abstained", l->language.abstained);
		json_close(&j);
	}
	if (w->head[1])
		put_label(&j, "sentiment", &l->sentiment, NULL);
	if (w->head[2])
		put_label(&j, "type", &l->type, label_type_names);
	if (w->head[3])
		put_label(&j, "urgency", &l->urgency, label_urgency_names);
	json_close(&j);
	buf_char(b, '\n');
}

static enum err stream(struct cx *cx, const struct text_heads *h, const struct text_encoder_hook *hook, const struct wanted *w, FILE *out)
{
	float *v = hook ? mem_alloc(NDJSON_BATCH * hook->dim * sizeof *v) : NULL;
	struct ndjson in;
	auto_buf b = {0};
	enum err r;

	ndjson_init(&in, stdin);
	while ((r = ndjson_next(cx, &in)) == OK && in.n) {
		if (hook && (r = hook->encode(hook->arg, in.text, in.n, v)) != OK)
			break;
		buf_clear(&b);
		for (size_t i = 0; i < in.n; i++) {
			struct text_labels l;

			text_labels_make(h, in.text[i], hook ? v + i * hook->dim : NULL, &l);
			put_row(&b, in.id[i], &l, w);
		}
		if (fwrite(b.p, 1, b.n, out) != b.n) {
			r = fail(cx, ERR_IO, NULL, "cannot write the labels");
			break;
		}
	}
	ndjson_release(&in);
	mem_free(v);
	return r;
}

static enum err run(struct cx *cx, struct args *a)
{
	struct wanted w = {0};
	struct text_meaning *m = NULL;
	struct text_encoder_hook hook;

	TRY(read_heads(cx, args_value(a, "heads"), &w));
	bool needs = (w.head[1] || w.head[2] || w.head[3]) && !args_flag(a, "words");
	struct text_heads *h = text_heads_open();
	enum err e = needs ? text_meaning_open(cx, &(struct text_meaning_wish){"multilingual", 0, 1}, &m) : OK;

	/* Heads read the vectors of one model only. */
	if (m && strcmp(encoder_info(text_meaning_encoder(m))->sha256, text_heads_encoder(h)) != 0) {
		text_meaning_close(m);
		m = NULL;
	}
	if (m)
		hook = text_meaning_hook(m);
	else if (needs && e == OK)
		fprintf(stderr, "Labels by words alone: the model they were trained with is not there (script/models brings it).\n");
	if (e == OK)
		e = stream(cx, h, m ? &hook : NULL, &w, args_out(a));
	text_heads_close(h);
	text_meaning_close(m);
	return e;
}

const struct command command_classify = {
	.name = "classify",
	.summary = "Labels texts: language, sentiment -2..2, type, urgency, each with confidence; below .5 it abstains.",
	.needs = NEEDS_NOTHING,
	.options =
		(const struct option_row[]){
			{"heads", OPTION_VALUE, "LIST", "of language, sentiment, type, urgency [all]"},
			{"words", OPTION_FLAG, NULL, "by words alone: many times faster, less right"},
			{0},
		},
	.run = run,
};
