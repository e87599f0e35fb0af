/* Agreement between groupings, names, classes and rankings (see metrics.h). Pure functions. */
#include "cli/bench/metrics.h"
#include "text/cluster/hungarian.h"
#include "text/theme/stems.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double pairs(double n)
{
	return n * (n - 1) / 2;
}

static double entropy(const double *part, size_t n, double total)
{
	double h = 0;

	for (size_t i = 0; i < n; i++)
		h -= part[i] > 0 ? part[i] / total * log(part[i] / total) : 0;
	return h;
}

static double pairs_of(const double *part, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += pairs(part[i]);
	return sum;
}

static double matched(const double *m, size_t clusters, size_t labels)
{
	uint32_t *match = mem_alloc((clusters + 1) * sizeof *match);
	double right = 0;

	text_hungarian(m, clusters, labels, match);
	for (size_t i = 0; i < clusters; i++)
		right += match[i] == UINT32_MAX ? 0 : m[i * labels + match[i]];
	mem_free(match);
	return right;
}

struct agreement bench_agreement(const uint32_t *cluster, size_t clusters, const uint32_t *label, size_t labels, size_t n)
{
	double *m = mem_alloc(clusters * labels * sizeof *m), *a = mem_alloc(clusters * sizeof *a), *b = mem_alloc(labels * sizeof *b);
	double mutual = 0, total = (double)n;
	struct agreement r;

	for (size_t i = 0; i < n; i++) {
		m[cluster[i] * labels + label[i]]++;
		a[cluster[i]]++;
		b[label[i]]++;
	}
	for (size_t i = 0; i < clusters; i++)
		for (size_t k = 0; k < labels; k++) {
			double x = m[i * labels + k];

			mutual += x > 0 ? x / total * log(x * total / (a[i] * b[k])) : 0;
		}
	double ha = entropy(a, clusters, total), hb = entropy(b, labels, total);
	double both = pairs_of(m, clusters * labels), pa = pairs_of(a, clusters), pb = pairs_of(b, labels);
	double chance = n > 1 ? pa * pb / pairs(total) : 0, most = (pa + pb) / 2;

	r.nmi = ha + hb > 0 ? 2 * mutual / (ha + hb) : 1;
	r.ari = most > chance ? (both - chance) / (most - chance) : 1;
	r.acc = n ? matched(m, clusters, labels) / total : 0;
	mem_free(m);
	mem_free(a);
	mem_free(b);
	return r;
}

double bench_phrase_f1(struct str a, struct str b)
{
	enum { STEMS = 32 };
	struct arena arena;
	struct str x[STEMS], y[STEMS];
	size_t both = 0;

	arena_init(&arena);
	size_t n = text_stems(&arena, "en", a, x, STEMS), m = text_stems(&arena, "en", b, y, STEMS);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			both += str_eq(x[i], y[k]);
	arena_release(&arena);
	return n + m ? 2.0 * (double)both / (double)(n + m) : 0;
}

struct macro bench_macro(const uint32_t *truth, const uint32_t *got, size_t n, size_t classes)
{
	double hit[32] = {0}, said[32] = {0}, is[32] = {0}, right = 0, sum = 0, present = 0;

	for (size_t i = 0; i < n; i++) {
		is[truth[i]]++;
		if (got[i] < classes)
			said[got[i]]++;
		if (got[i] == truth[i]) {
			hit[truth[i]]++;
			right++;
		}
	}
	for (size_t c = 0; c < classes; c++) {
		present += is[c] > 0;
		sum += is[c] > 0 ? 2 * hit[c] / (is[c] + said[c]) : 0;
	}
	return (struct macro){n ? right / (double)n : 0, present > 0 ? sum / present : 0};
}

static int falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

static double gain(const double *g, size_t n, size_t most)
{
	double sum = 0;

	for (size_t i = 0; i < n && i < most; i++)
		sum += (exp2(g[i]) - 1) / log2((double)i + 2);
	return sum;
}

double bench_ndcg(const double *ranked, size_t n, double *judged, size_t n_judged, size_t most)
{
	qsort(judged, n_judged, sizeof *judged, falling);
	double best = gain(judged, n_judged, most);

	return best > 0 ? gain(ranked, n, most) / best : 0;
}
