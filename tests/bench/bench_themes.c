/* Groups the texts of a CSV file "text,label" (with a heading) and compares with the labels.
 *   bench_themes FILE.csv [--model FILE.earmodel] [--k N] [--resolution R] [--seeds N] [--names] [--threads N]
 * Prints normalised mutual information (arithmetic mean), adjusted Rand index and accuracy of the best one-to-one
 * matching, in per cent, with CPU seconds and peak memory. Items in no theme count as one cluster. Not a test. */
#include "base/clock.h"
#include "base/map.h"
#include "text/cluster/hungarian.h"
#include "text/meaning.h"
#include "text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct set {
	struct arena arena;
	struct text_item *item;
	uint32_t *label;
	size_t n, cap, labels;
	struct map names;
};

struct options {
	struct text_themes_options themes;
	int seeds;
	bool names;
	struct text_control control;
	const struct text_encoder_hook *hook;
};

/* One field from *at on; quoted fields may hold commas, line ends and doubled quotes. */
static struct str read_field(struct arena *a, struct str s, size_t *at, bool *ret_last)
{
	auto_buf b = {0};
	bool quoted = *at < s.n && s.p[*at] == '"';

	buf_init(&b, 0);
	for (*at += quoted; *at < s.n; ++*at) {
		char c = s.p[*at];

		if (quoted && c == '"') {
			if (*at + 1 < s.n && s.p[*at + 1] == '"')
				++*at;
			else {
				quoted = false;
				continue;
			}
		} else if (!quoted && (c == ',' || c == '\n')) {
			break;
		}
		buf_char(&b, c);
	}
	*ret_last = *at >= s.n || s.p[*at] == '\n';
	++*at;
	return str_copy(a, str_trim(buf_view(&b)));
}

static void add(struct set *s, struct str text, struct str label)
{
	bool is_new;

	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1024;
		s->item = mem_realloc(s->item, s->cap * sizeof *s->item);
		s->label = mem_realloc(s->label, s->cap * sizeof *s->label);
	}
	uintptr_t *slot = map_put(&s->names, label, &is_new);

	if (is_new)
		*slot = s->labels++;
	s->item[s->n] = (struct text_item){.text = text, .id = (int64_t)s->n + 1};
	s->label[s->n++] = (uint32_t)*slot;
}

static bool read_csv(struct set *s, const char *path)
{
	FILE *f = fopen(path, "rb");
	auto_buf b = {0};
	char block[65536];
	size_t n, at = 0;

	if (!f)
		return false;
	buf_init(&b, (size_t)1 << 30);
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		buf_add(&b, block, n);
	(void)fclose(f);
	for (bool heading = true; at < b.n; heading = false) {
		bool last;
		struct str text = read_field(&s->arena, buf_view(&b), &at, &last), label = {"", 0};

		while (!last)
			label = read_field(&s->arena, buf_view(&b), &at, &last);
		if (!heading && text.n)
			add(s, text, label);
	}
	return true;
}

static double pairs(double n)
{
	return n * (n - 1) / 2;
}

static void compare(const struct set *s, const uint32_t *cluster, size_t clusters, double ret[3])
{
	double *m = mem_alloc(clusters * s->labels * sizeof *m), *a = mem_alloc(clusters * sizeof *a), *b = mem_alloc(s->labels * sizeof *b);
	double mutual = 0, ha = 0, hb = 0, both = 0, pa = 0, pb = 0, n = (double)s->n, right = 0;
	uint32_t *match = mem_alloc(clusters * sizeof *match);

	for (size_t i = 0; i < s->n; i++) {
		m[cluster[i] * s->labels + s->label[i]]++;
		a[cluster[i]]++;
		b[s->label[i]]++;
	}
	for (size_t i = 0; i < clusters; i++)
		for (size_t k = 0; k < s->labels; k++) {
			double x = m[i * s->labels + k];

			mutual += x > 0 ? x / n * log(x * n / (a[i] * b[k])) : 0;
			both += pairs(x);
		}
	for (size_t i = 0; i < clusters; i++) {
		ha -= a[i] > 0 ? a[i] / n * log(a[i] / n) : 0;
		pa += pairs(a[i]);
	}
	for (size_t k = 0; k < s->labels; k++) {
		hb -= b[k] > 0 ? b[k] / n * log(b[k] / n) : 0;
		pb += pairs(b[k]);
	}
	text_hungarian(m, clusters, s->labels, match);
	for (size_t i = 0; i < clusters; i++)
		right += match[i] == UINT32_MAX ? 0 : m[i * s->labels + match[i]];
	ret[0] = ha + hb > 0 ? 200 * mutual / (ha + hb) : 0;
	ret[1] = 100 * (both - pa * pb / pairs(n)) / ((pa + pb) / 2 - pa * pb / pairs(n));
	ret[2] = 100 * right / n;
	mem_free(m);
	mem_free(a);
	mem_free(b);
	mem_free(match);
}

static void print_names(const struct text_themes *t)
{
	for (size_t i = 0; i < t->themes; i++) {
		const struct text_theme *x = &t->theme[i];

		printf("%5zu  %-40.*s  [%u %.*s; %s; %.2f]  %.*s\n", x->items, STR_ARG(x->name), x->group, STR_ARG(t->group[x->group].name),
			x->language, (double)x->cohesion, STR_ARG(x->subtitle));
	}
}

static int run(const struct set *s, const struct options *o)
{
	uint32_t *cluster = mem_alloc((s->n + 1) * sizeof *cluster);
	double sum[4] = {0};

	for (int seed = 0; seed < o->seeds; seed++) {
		struct text_themes t;
		struct text_themes_options options = o->themes;
		double score[3];
		int64_t cpu = clock_cpu_us();

		options.seed = (uint64_t)seed;
		enum err e = text_themes_run(&t, s->item, s->n, &options, o->hook, &o->control);

		if (e != OK) {
			(void)fprintf(stderr, "bench_themes: %s\n", err_text(e));
			mem_free(cluster);
			return err_exit(e);
		}
		cpu = clock_cpu_us() - cpu;
		for (size_t i = t.assignments; i-- > 0;)
			cluster[t.assignment[i].item] = t.assignment[i].theme == TEXT_UNGROUPED ? (uint32_t)t.themes : t.assignment[i].theme;
		compare(s, cluster, t.themes + 1, score);
		printf("seed %d: %zu themes in %zu groups, %zu ungrouped, %zu copies, resolution %.3f: NMI %.2f ARI %.2f ACC "
				"%.2f, %.2f s CPU\n", seed,
			t.themes, t.groups, t.ungrouped, t.copies, t.resolution, score[0], score[1], score[2], (double)cpu / 1e6);
		for (int k = 0; k < 3; k++)
			sum[k] += score[k];
		sum[3] += (double)t.themes;
		if (o->names && seed == 0)
			print_names(&t);
		text_themes_release(&t);
	}
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	printf("mean of %d seeds over %zu texts, %zu labels: %.1f themes, NMI/ARI/ACC %.1f/%.1f/%.1f; peak %ld MB\n", o->seeds, s->n, s->labels,
		sum[3] / o->seeds, sum[0] / o->seeds, sum[1] / o->seeds, sum[2] / o->seeds, u.ru_maxrss / 1024);
	mem_free(cluster);
	return 0;
}

int main(int argc, char **argv)
{
	struct set s = {0};
	struct options o = {.seeds = 3};
	struct text_encoder_hook hook;
	struct text_meaning *meaning = NULL;
	struct cx cx = {.arena = &s.arena};
	const char *model = NULL;

	for (int i = 2; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "0";

		if (strcmp(argv[i], "--names") == 0) {
			o.names = true;
			continue;
		}
		if (strcmp(argv[i], "--model") == 0)
			model = value;
		else if (strcmp(argv[i], "--k") == 0)
			o.themes.count = (size_t)strtoul(value, NULL, 10);
		else if (strcmp(argv[i], "--resolution") == 0)
			o.themes.resolution = strtod(value, NULL);
		else if (strcmp(argv[i], "--seeds") == 0)
			o.seeds = atoi(value);
		else if (strcmp(argv[i], "--threads") == 0)
			o.control.threads = atoi(value);
		i++;
	}
	arena_init(&s.arena);
	map_init(&s.names);
	if (argc < 2 || o.seeds < 1 || !read_csv(&s, argv[1]) || !s.n) {
		(void)fprintf(stderr, "usage: bench_themes FILE.csv [--k N] [--resolution R] [--seeds N] [--names] [--threads N]\n");
		return 2;
	}
	if (model && text_meaning_open_file(&cx, model, 1, &meaning) != OK) {
		(void)fprintf(stderr, "bench_themes: %s\n", fail_text(&cx));
		return 1;
	}
	if (model) {
		hook = text_meaning_hook(meaning);
		o.hook = &hook;
	}
	int code = run(&s, &o);

	text_meaning_close(meaning);

	map_release(&s.names);
	arena_release(&s.arena);
	mem_free(s.item);
	mem_free(s.label);
	return code;
}
