/* `earshot bench analysis`: what the checks share. Each check computes rows {check, figure, bar, rival} from labelled
 * files of --data and prints them; a check whose files are missing says so and computes nothing. */
#pragma once
#include "cli/cli.h"
#include "text/kept.h"

enum bench_model { BENCH_ENGLISH, BENCH_MULTILINGUAL, BENCH_WORDS, BENCH_MODELS };

struct bench {
	struct cx *cx;
	const char *data;
	FILE *out; /* NULL with --json */
	struct json_out *json;
	int seeds;
	bool has[BENCH_MODELS];
	struct text_meaning *meaning[2];
	struct text_kept *kept[2]; /* three seeds and four settings cost one encoding */
	struct text_encoder_hook hook[2];
	int missed, rows;
};
const char *bench_model_name(enum bench_model m);
const struct text_encoder_hook *bench_hook(struct bench *b, enum bench_model m); /* NULL for words */

/* One figure against its bar (both in the same unit); low: smaller is better. rival may be NULL. */
void bench_row(struct bench *b, const char *check, double figure, double bar, bool low, const char *rival);
/* A check that could not run, and why. */
void bench_skip(struct bench *b, const char *check, const char *why);
[[gnu::format(printf, 2, 3)]] void bench_note(struct bench *b, const char *fmt, ...);

/* A table in memory; cells live in the arena of cx. */
struct bench_table {
	struct str *cell; /* [rows][columns] */
	size_t rows, columns;
	struct str *name; /* [columns], of the heading */
};
/* NOT_FOUND when the file is missing. delimiter ',' or '\t'; a file without heading has no names. */
[[nodiscard]] enum err bench_read(struct bench *b, const char *path, char delimiter, bool heading, struct bench_table *ret);
size_t bench_column(const struct bench_table *t, const char *name); /* SIZE_MAX when absent */
static inline struct str bench_cell(const struct bench_table *t, size_t row, size_t column)
{
	return t->cell[row * t->columns + column];
}

/* Texts with labels. */
struct bench_set {
	struct text_item *item;
	uint32_t *label;
	struct str *label_name;
	size_t n, labels;
};

[[nodiscard]] enum err bench_themes(struct bench *b);
[[nodiscard]] enum err bench_languages(struct bench *b);
[[nodiscard]] enum err bench_retrieval(struct bench *b);  /* the same sentence in another language */
[[nodiscard]] enum err bench_labels(struct bench *b);
[[nodiscard]] enum err bench_speed(struct bench *b);
