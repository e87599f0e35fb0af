/* Measures of agreement, our own: checked against hand values and scikit-learn by tests/unit/test_bench_metrics.c. */
#pragma once
#include "base/str.h"

struct agreement {
	double nmi; /* mutual information over the mean of both entropies */
	double ari; /* adjusted Rand index */
	double acc; /* share of items right under the best one-to-one matching */
};
/* Cluster and label of each of n items, numbers below clusters and labels. All in 0..1 (ari may be below 0). */
struct agreement bench_agreement(const uint32_t *cluster, size_t clusters, const uint32_t *label, size_t labels, size_t n);

/* Harmonic mean of precision and recall between the stems of two phrases, English stop words left out
 * ("card_arrival" and "arrival of my card": 1). 0 when either has none. */
double bench_phrase_f1(struct str a, struct str b);

struct macro {
	double accuracy, f1; /* f1: unweighted mean over the classes that occur in the truth */
};
/* classes below 32; got may hold UINT32_MAX for "no answer", which is wrong. */
struct macro bench_macro(const uint32_t *truth, const uint32_t *got, size_t n, size_t classes);

/* Gains of the ranked documents (graded, 0 for not relevant) and of all judged ones; at most `most` ranks count. */
double bench_ndcg(const double *ranked, size_t n, double *judged, size_t n_judged, size_t most);
