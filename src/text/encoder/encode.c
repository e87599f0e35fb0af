/* Texts to vectors: tokenise, sort by length, run ragged batches, put results in place; several threads take slabs of
 * texts from a counter. Called through encoder.h. The order in which slabs, batches or threads run never reaches a
 * result: each sequence is computed alone and the parts of a long text are added in text order. */
#include "text/encoder/forward.h"
#include "text/encoder/split.h"
#include "base/thread.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_MAX 512u           /* texts a thread takes at once */
#define PENDING_MAX 512u        /* sequences collected before they run */
#define BATCH_TOKENS_MAX 4096u
#define BATCH_TOKENS 256u

struct sequence {
	size_t text; /* index in the call */
	uint32_t first, len; /* in worker.ids */
	bool opens, closes; /* first and last part of its text */
};

struct call {
	const struct text_encoder *model;
	const struct kernels *kernels;
	const struct str *texts;
	size_t n, slab, batch_tokens;
	struct str prefix;
	float *vectors;
	uint32_t *tokens;
	atomic_size_t next;
	atomic_bool failed;
};

struct worker {
	struct call *call;
	struct token_scratch scratch;
	struct token_list tokens; /* of one text or sentence */
	struct token_list ids;    /* of the pending sequences */
	struct buf joined;        /* prefix and text */
	struct sequence pending[PENDING_MAX];
	size_t n_pending;
	float *results; /* [PENDING_MAX][dim] */
	struct forward forward;
	struct token_list batch_ids;
};

/* Content tokens that fit beside begin and end. */
static size_t room(const struct text_encoder *e)
{
	return e->config->tokens_max - 2;
}

static void worker_init(struct worker *w, struct call *c)
{
	size_t tokens = c->batch_tokens > c->model->config->tokens_max ? c->batch_tokens : c->model->config->tokens_max;

	w->call = c;
	token_scratch_init(&w->scratch);
	buf_init(&w->joined, TOKENIZER_TEXT_MAX);
	w->results = mem_alloc((size_t)PENDING_MAX * c->model->config->hidden * sizeof(float));
	forward_init(&w->forward, c->model, c->kernels, tokens);
}

static void worker_release(struct worker *w)
{
	token_scratch_release(&w->scratch);
	token_list_release(&w->tokens);
	token_list_release(&w->ids);
	token_list_release(&w->batch_ids);
	buf_release(&w->joined);
	mem_free(w->results);
	forward_release(&w->forward);
}

/* Longest first, so that the rows of a batch are alike; then by place, so that the order is total. */
static int by_length(const void *a, const void *b)
{
	const struct sequence *x = *(const struct sequence *const *)a, *y = *(const struct sequence *const *)b;

	if (x->len != y->len)
		return x->len > y->len ? -1 : 1;
	return (x > y) - (x < y);
}

static void run_batch(struct worker *w, const struct sequence *const *batch, size_t n)
{
	size_t dim = w->call->model->config->hidden;
	uint32_t lens[PENDING_MAX];
	float *out = mem_alloc(n * dim * sizeof *out);

	w->batch_ids.n = 0;
	for (size_t i = 0; i < n; i++) {
		lens[i] = batch[i]->len;
		for (uint32_t t = 0; t < batch[i]->len; t++)
			token_list_add(&w->batch_ids, w->ids.ids[batch[i]->first + t]);
	}
	if (!forward_run(&w->forward, w->batch_ids.ids, lens, n, out))
		atomic_store(&w->call->failed, true);
	for (size_t i = 0; i < n; i++)
		memcpy(w->results + (size_t)(batch[i] - w->pending) * dim, out + i * dim, dim * sizeof *out);
	mem_free(out);
}

/* Adds a part's vector to its text's row, weighted by its tokens; the only part is copied as it is. */
static void place(struct worker *w, const struct sequence *s, const float *v)
{
	size_t dim = w->call->model->config->hidden;
	float *row = w->call->vectors + s->text * dim, weight = (float)s->len;

	if (s->opens && s->closes) {
		memcpy(row, v, dim * sizeof *row);
		return;
	}
	if (s->opens)
		memset(row, 0, dim * sizeof *row);
	for (size_t d = 0; d < dim; d++)
		row[d] += weight * v[d];
	if (s->closes && !vector_normalise(row, dim))
		atomic_store(&w->call->failed, true);
}

static void flush(struct worker *w)
{
	size_t dim = w->call->model->config->hidden, from = 0;
	const struct sequence *order[PENDING_MAX];

	for (size_t i = 0; i < w->n_pending; i++)
		order[i] = &w->pending[i];
	qsort(order, w->n_pending, sizeof *order, by_length);
	while (from < w->n_pending) {
		size_t to = from, tokens = 0;

		while (to < w->n_pending && (to == from || tokens + order[to]->len <= w->call->batch_tokens))
			tokens += order[to++]->len;
		run_batch(w, order + from, to - from);
		from = to;
	}
	for (size_t i = 0; i < w->n_pending; i++)
		place(w, &w->pending[i], w->results + i * dim);
	w->n_pending = 0;
	w->ids.n = 0;
}

static void add_sequence(struct worker *w, size_t text, const uint32_t *ids, size_t n, bool opens)
{
	const struct model_config *c = w->call->model->config;
	struct sequence *s;

	if (w->n_pending == PENDING_MAX)
		flush(w);
	s = &w->pending[w->n_pending++];
	*s = (struct sequence){text, (uint32_t)w->ids.n, (uint32_t)n + 2, opens, false};
	token_list_add(&w->ids, c->begin_id);
	for (size_t i = 0; i < n; i++)
		token_list_add(&w->ids, TOKEN_ID(ids[i]));
	token_list_add(&w->ids, c->end_id);
}

/* Tokens of prefix and text in w->tokens; returns how many of them are the prefix's. */
static size_t tokenize(struct worker *w, struct str text)
{
	const struct tokenizer *t = &w->call->model->tokenizer;
	size_t n_prefix;

	w->tokens.n = 0;
	if (w->call->prefix.n == 0) {
		tokenizer_run(t, &w->scratch, text, &w->tokens);
		return 0;
	}
	tokenizer_run(t, &w->scratch, w->call->prefix, &w->tokens);
	n_prefix = w->tokens.n;
	w->tokens.n = 0;
	buf_clear(&w->joined);
	buf_str(&w->joined, w->call->prefix);
	buf_str(&w->joined, text);
	tokenizer_run(t, &w->scratch, buf_view(&w->joined), &w->tokens);
	return n_prefix < w->tokens.n ? n_prefix : w->tokens.n;
}

/* Where a window of an over-long sentence ends: before the last word that begins in its second half. */
static size_t window_end(const struct token_list *l, size_t from, size_t size)
{
	size_t end = from + size;

	if (end >= l->n)
		return l->n;
	for (size_t i = end; i > from + size / 2; i--)
		if (l->ids[i] & TOKEN_WORD)
			return i;
	return end;
}

/* One sentence as one sequence, or as windows that each repeat the prefix. */
static void add_sentence(struct worker *w, size_t text, size_t n_prefix, bool *opens)
{
	size_t size = room(w->call->model);
	uint32_t window[MODEL_TOKENS_MAX];

	if (w->tokens.n <= size) {
		add_sequence(w, text, w->tokens.ids, w->tokens.n, *opens);
		*opens = false;
		return;
	}
	if (n_prefix > size / 2)
		n_prefix = size / 2;
	for (size_t i = 0; i < n_prefix; i++)
		window[i] = w->tokens.ids[i];
	for (size_t from = n_prefix; from < w->tokens.n;) {
		size_t end = window_end(&w->tokens, from, size - n_prefix);

		for (size_t i = from; i < end; i++)
			window[n_prefix + i - from] = w->tokens.ids[i];
		add_sequence(w, text, window, n_prefix + end - from, *opens);
		*opens = false;
		from = end;
	}
}

static void add_sentences(struct worker *w, size_t text, struct str rest, size_t *ret_tokens)
{
	bool opens = true;
	struct str sentence;

	*ret_tokens = 0;
	while (split_sentence(&rest, &sentence)) {
		size_t n_prefix = tokenize(w, sentence), n = w->tokens.n - n_prefix;

		if (n == 0)
			continue;
		*ret_tokens += n;
		add_sentence(w, text, n_prefix, &opens);
	}
	if (opens) { /* no words at all */
		size_t n_prefix = tokenize(w, (struct str){0});

		add_sequence(w, text, w->tokens.ids, n_prefix, true);
	}
}

static void add_text(struct worker *w, size_t i)
{
	struct str text = w->call->texts[i];
	size_t tokens, n_prefix;

	if (text.n > SPLIT_BYTES_MAX) {
		add_sentences(w, i, text, &tokens);
	} else {
		n_prefix = tokenize(w, text);
		tokens = w->tokens.n - n_prefix;
		if (w->tokens.n <= room(w->call->model))
			add_sequence(w, i, w->tokens.ids, w->tokens.n, true);
		else
			add_sentences(w, i, text, &tokens);
	}
	w->pending[w->n_pending - 1].closes = true;
	if (w->call->tokens)
		w->call->tokens[i] = tokens < UINT32_MAX ? (uint32_t)tokens : UINT32_MAX;
}

static void *work(void *arg)
{
	struct call *c = arg;
	struct worker *w = mem_alloc(sizeof *w);

	worker_init(w, c);
	for (;;) {
		size_t from = atomic_fetch_add(&c->next, c->slab);

		if (from >= c->n || atomic_load(&c->failed))
			break;
		for (size_t i = from; i < c->n && i < from + c->slab; i++)
			add_text(w, i);
		flush(w);
	}
	worker_release(w);
	mem_free(w);
	return NULL;
}

static void run_threads(struct call *c, unsigned threads)
{
	pthread_t others[ENCODER_THREADS_MAX];
	unsigned started = 0;

	if (threads > c->n)
		threads = (unsigned)c->n;
	while (started + 1 < threads)
		others[started++] = thread_start(work, c, "encode");
	(void)work(c);
	while (started)
		thread_join(others[--started]);
}

enum err encoder_encode(struct cx *cx, const struct text_encoder *e, const struct str *texts, size_t n,
			const struct encoder_options *options, float *ret_vectors, uint32_t *ret_tokens)
{
	struct encoder_options o = options ? *options : (struct encoder_options){0};
	const char *name = o.kernel ? o.kernel : getenv("EARSHOT_KERNEL");
	struct call c = {.model = e, .kernels = kernels_find(name), .texts = texts, .n = n, .vectors = ret_vectors,
			 .tokens = ret_tokens, .batch_tokens = o.batch_tokens ? o.batch_tokens : BATCH_TOKENS};
	unsigned threads = o.threads ? o.threads : 1;

	if (!c.kernels)
		return fail(cx, ERR_USAGE, "kernel", "this processor or build has no kernel \"%s\"", name ? name : "");
	if (n == 0)
		return OK;
	threads = threads > ENCODER_THREADS_MAX ? ENCODER_THREADS_MAX : threads;
	if (c.batch_tokens > BATCH_TOKENS_MAX)
		c.batch_tokens = BATCH_TOKENS_MAX;
	if (!o.no_prefix)
		c.prefix = e->prefix;
	c.slab = n / (threads * 4) + 1;
	c.slab = c.slab > SLAB_MAX || threads == 1 ? SLAB_MAX : c.slab < 16 ? 16 : c.slab;
	run_threads(&c, threads);
	if (c.failed)
		return fail(cx, ERR_CORRUPT, "model", "the model \"%s\" yields a vector that is not finite", e->info.name);
	return OK;
}

static void tokenize_pieces(const struct text_encoder *e, struct str text, struct token_list *out)
{
	struct token_scratch s;
	struct str piece;

	token_scratch_init(&s);
	if (text.n <= TOKENIZER_TEXT_MAX) {
		tokenizer_run(&e->tokenizer, &s, text, out);
	} else {
		while (split_sentence(&text, &piece))
			tokenizer_run(&e->tokenizer, &s, piece, out);
	}
	token_scratch_release(&s);
}

size_t encoder_count_tokens(const struct text_encoder *e, struct str text)
{
	struct token_list l = {0};
	size_t n;

	tokenize_pieces(e, text, &l);
	n = l.n;
	token_list_release(&l);
	return n;
}

size_t encoder_tokenize(const struct text_encoder *e, struct str text, uint32_t *ret_ids, size_t cap)
{
	struct token_list l = {0};
	size_t n;

	token_list_add(&l, e->config->begin_id);
	tokenize_pieces(e, text, &l);
	token_list_add(&l, e->config->end_id);
	for (size_t i = 0; i < l.n && i < cap; i++)
		ret_ids[i] = TOKEN_ID(l.ids[i]);
	n = l.n;
	token_list_release(&l);
	return n;
}
