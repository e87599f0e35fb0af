/* Speed of encoding beside what the machine can do at most. Called by analysis.c. */
#include "base/clock.h"
#include "cli/bench/bench.h"
#include <string.h>

/* docs/s of one core over the same texts, best of three. */
static enum err docs_per_s(struct bench *b, const struct text_encoder *e, const struct str *text, size_t n, const char *kernel, double *ret)
{
	float *v = mem_alloc(n * encoder_info(e)->dim * sizeof *v);
	enum err r = OK;

	*ret = 0;
	for (int i = 0; i < 3 && r == OK; i++) {
		int64_t us = clock_cpu_us();

		r = encoder_encode(b->cx, e, text, n, &(struct encoder_options){.kernel = kernel}, v, NULL);
		us = clock_cpu_us() - us;
		*ret = (double)n * 1e6 / (double)us > *ret ? (double)n * 1e6 / (double)us : *ret;
	}
	mem_free(v);
	return r;
}

enum err bench_speed(struct bench *b)
{
	struct bench_table t;
	const char *kernel[8];
	size_t kernels = encoder_kernels(kernel, 8);
	enum err e = bench_read(b, "banking77/train.csv", ',', true, &t);

	if (e != OK) {
		fail_clear(b->cx);
		bench_skip(b, "encoder speed", "banking77/train.csv is not there");
		return OK;
	}
	struct str *text = ARENA_ARRAY(b->cx->arena, struct str, 512);
	size_t n = 0;

	for (size_t i = 0; i < t.rows && n < 300; i += 33)
		text[n++] = bench_cell(&t, i, 0);
	for (int m = 0; m < 2; m++)
		for (size_t k = 0; k < kernels && b->has[m]; k++) {
			double rate;

			if (strcmp(kernel[k], "scalar") == 0)
				continue;
			TRY(docs_per_s(b, text_meaning_encoder(b->meaning[m]), text, n, kernel[k], &rate));
			bench_note(b, "encoder, %s, %s: %.0f short texts a second of one core's CPU time",
				bench_model_name((enum bench_model)m), kernel[k], rate);
		}
	return OK;
}
