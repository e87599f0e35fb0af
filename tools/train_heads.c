/* Trains the labels' heads and writes the file that the program carries: train_heads SETS MODEL.earmodel OUT [VECTORS]
 * Training data: tools/heads/sentences.txt (ours), IS-22 (MIT), MAMS train (Apache-2.0), Maalej (CC0), under SETS.
 * VECTORS: a file that keeps vectors between runs. The same inputs give the same bytes. Run from the top of the repository. */
#include "cli/bench/labelled.h"
#include "text/encoder/encoder.h"
#include <string.h>

static const uint32_t classes[LABEL_HEADS] = {LABEL_MOODS, LABEL_TYPES, LABEL_URGENCIES};

/* Maalej's classes as ours: bug, request; ratings of a clear mood are praise or other; experience says neither. */
static enum err read_all(struct bench *b, struct labelled_list *ret)
{
	size_t before;

	TRY(labelled_own(b, "tools/heads/sentences.txt", ret));
	TRY(labelled_is22(b, ret));
	TRY(labelled_mams(b, "train", ret));
	before = ret->n;
	TRY(labelled_maalej(b, ret));
	for (size_t i = before; i < ret->n; i++) {
		struct labelled *x = &ret->v[i];

		x->type = x->type == 0 ? LABEL_BUG : x->type == 1 ? LABEL_REQUEST : -1;
		x->weight = .5f;
	}
	return OK;
}

static enum err train(struct bench *b, const struct labelled_list *all, const struct text_encoder_hook *h, struct head head[LABEL_HEADS][2])
{
	for (int i = 0; i < LABEL_HEADS; i++)
		for (int k = 0; k < 2; k++) {
			struct labelled_examples e;

			TRY(labelled_examples(b, all, (enum label_head)i, k ? h : NULL, &e));
			head_init(&head[i][k], classes[i], k ? (uint32_t)h->dim : 0);
			head_train(&head[i][k], e.v, e.n, &(struct head_training){0});
			fprintf(stderr, "head %d%s: %zu sentences, temperature %.2f\n", i, k ? " with vectors" : "", e.n, (double)head[i][k].temperature);
			labelled_release(&e);
		}
	return OK;
}

static enum err run(struct bench *b, char **argv)
{
	static struct head head[LABEL_HEADS][2];
	struct labelled_list all = {0};
	struct text_meaning *m;
	auto_buf out = {0};

	TRY(text_meaning_open_file(b->cx, argv[2], 1, &m));
	struct text_kept *kept = text_kept_open(m, argv[4]);
	struct text_encoder_hook h = text_kept_hook(kept);

	TRY(read_all(b, &all));
	TRY(train(b, &all, &h, head));
	buf_init(&out, 0);
	heads_write(&out, encoder_info(text_meaning_encoder(m))->sha256, head);
	text_kept_save(kept, true);
	text_kept_close(kept);
	text_meaning_close(m);
	FILE *f = fopen(argv[3], "we");

	if (!f || fwrite(out.p, 1, out.n, f) != out.n || fclose(f) != 0)
		return fail(b->cx, ERR_IO, NULL, "cannot write %s", argv[3]);
	return OK;
}

int main(int argc, char **argv)
{
	struct arena arena;
	struct cx cx = {.arena = &arena};
	struct bench b = {.cx = &cx, .data = argc > 1 ? argv[1] : NULL};

	if (argc != 4 && argc != 5) {
		(void)fprintf(stderr, "usage: train_heads SETS MODEL.earmodel OUT [VECTORS]\n");
		return 2;
	}
	arena_init(&arena);
	enum err e = run(&b, argv);

	if (e != OK)
		(void)fprintf(stderr, "train_heads: %s\n", fail_text(&cx));
	arena_release(&arena);
	return err_exit(e);
}
