/* The measures of `earshot bench analysis` against values worked by hand and, when there, scikit-learn. */
#include "unit.h"
#include "base/rng.h"
#include "cli/bench/metrics.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void near(double got, double want)
{
	if (!(fabs(got - want) < 1e-6))
		fail_msg("%.9f instead of %.9f", got, want);
}

static void by_hand(void **state)
{
	uint32_t a[6] = {0, 0, 0, 1, 1, 1}, b[6] = {0, 0, 1, 1, 2, 2}, one[6] = {0};
	struct agreement r = bench_agreement(a, 2, b, 3, 6);

	(void)state;
	near(r.nmi, 2 * (2. / 3 * log(2)) / (log(2) + log(3))); /* I = H(a) - H(a|b), and H(a|b) = ln 2 / 3 */
	near(r.ari, (2 - 6. * 3 / 15) / (4.5 - 6. * 3 / 15));
	near(r.acc, 4. / 6);
	r = bench_agreement(b, 3, b, 3, 6);
	near(r.nmi, 1);
	near(r.ari, 1);
	near(r.acc, 1);
	r = bench_agreement(one, 1, b, 3, 6);
	near(r.nmi, 0);
	near(r.ari, 0);
	near(r.acc, 2. / 6);
}

static void names(void **state)
{
	(void)state;
	near(bench_phrase_f1(STR("card_arrival"), STR("arrival of my card")), 1);
	near(bench_phrase_f1(STR("card arrival"), STR("card delivery")), .5);
	near(bench_phrase_f1(STR("Pending payments"), STR("payment pending, refused")), .8);
	near(bench_phrase_f1(STR("the of"), STR("card")), 0);
}

static void classes(void **state)
{
	uint32_t truth[5] = {0, 0, 1, 1, 2}, got[5] = {0, 1, 1, 1, UINT32_MAX};
	struct macro m = bench_macro(truth, got, 5, 3);

	(void)state;
	near(m.accuracy, .6);
	near(m.f1, (2. / 3 + 4. / 5 + 0) / 3);
}

static void rankings(void **state)
{
	double ranked[3] = {0, 2, 1}, judged[3] = {1, 0, 2};

	(void)state;
	near(bench_ndcg(ranked, 3, judged, 3, 10), (3 / log2(3) + 1 / 2.) / (3 + 1 / log2(3)));
	near(bench_ndcg(judged, 3, judged, 3, 10), 1); /* judged is sorted by now */
}

static const char *const script =
	"import sys\n"
	"from sklearn.metrics import normalized_mutual_info_score as n, adjusted_rand_score as a, f1_score as f\n"
	"r=[[int(x) for x in l.split()] for l in open(sys.argv[1])]\n"
	"print(n(r[1],r[0]),a(r[1],r[0]),f(r[1],r[0],average='macro'))\n";

/* Random groupings, the same figures from both. */
static void like_sklearn(void **state)
{
	enum { N = 500 };
	char path[] = "/tmp/earshot-metrics-XXXXXX", command[2000];
	uint32_t row[2][N];
	struct rng r;
	double nmi = 0, ari = 0, f1 = 0;
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	(void)state;
	rng_seed(&r, 1);
	for (size_t i = 0; i < N; i++) {
		row[1][i] = (uint32_t)rng_below(&r, 9);
		row[0][i] = rng_below(&r, 3) ? row[1][i] : (uint32_t)rng_below(&r, 9);
	}
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < N; i++)
			(void)fprintf(f, "%u ", row[k][i]);
		(void)fprintf(f, "\n");
	}
	(void)fclose(f);
	(void)snprintf(command, sizeof command, "/usr/bin/python3 -c \"%s\" %s 2>/dev/null", script, path);
	f = popen(command, "r");
	int got = f ? fscanf(f, "%lf %lf %lf", &nmi, &ari, &f1) : 0;

	(void)!(f && pclose(f));
	(void)unlink(path);
	if (got != 3) {
		print_message("no scikit-learn beside /usr/bin/python3: not compared\n");
		skip();
	}
	struct agreement mine = bench_agreement(row[0], 9, row[1], 9, N);

	near(mine.nmi, nmi);
	near(mine.ari, ari);
	near(bench_macro(row[1], row[0], N, 9).f1, f1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand), cmocka_unit_test(names), cmocka_unit_test(classes), cmocka_unit_test(rankings),
		cmocka_unit_test(like_sklearn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
