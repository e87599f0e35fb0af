/* Bursts in daily counts: tails against known values, planted bursts found, quiet series silent, no look ahead. */
#include "unit.h"
#include "base/mem.h"
#include "base/rng.h"
#include "method/burst.h"
#include <math.h>
#include <string.h>

static void near(double got, double want)
{
	if (!(fabs(got - want) < 1e-6))
		fail_msg("%.9f instead of %.9f", got, want);
}

static void tails(void **state)
{
	(void)state;
	near(negative_binomial_at_least(0, 3, .5), 1);
	near(negative_binomial_at_least(1, 2, .5), 1 - .25);              /* size 2, p = 1/2: P(0) = p^2 */
	near(negative_binomial_at_least(2, 2, .5), 1 - .25 - .25);        /* P(1) = 2 p^2 (1 - p) */
	near(negative_binomial_at_least(1, 2, 0), 1 - exp(-2));           /* Poisson */
	near(negative_binomial_at_least(3, 2, 0), 1 - exp(-2) * (1 + 2 + 2));
	near(negative_binomial_at_least(1, 0, .5), 0);
}

enum { SERIES = 40, DAYS = 200 };

static uint32_t poisson(struct rng *r, double mean)
{
	double limit = exp(-mean), p = rng_unit(r);
	uint32_t k = 0;

	while (p > limit) {
		p *= rng_unit(r);
		k++;
	}
	return k;
}

static uint32_t *noise(uint64_t seed)
{
	uint32_t *c = mem_alloc(SERIES * DAYS * sizeof *c);
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < SERIES * DAYS; i++)
		c[i] = poisson(&r, .2 + .1 * (double)(i / DAYS % 20));
	return c;
}

static void quiet_is_silent(void **state)
{
	struct burst b[100];
	size_t raised = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 5; seed++) {
		uint32_t *c = noise(seed);

		raised += bursts_find(c, SERIES, DAYS, 0, DAYS - 1, b, 100);
		mem_free(c);
	}
	/* 5 runs of 40 series and some 135 days: at most half a false alarm in a thousand series-days */
	print_message("%zu false alarms in 27,000 series-days\n", raised);
	assert_true(raised <= 13);
}

static void planted_is_found(void **state)
{
	struct burst b[100];
	uint32_t *c = noise(1);
	bool found = false;

	(void)state;
	for (size_t d = 150; d < 154; d++)
		c[12 * DAYS + d] += 12; /* some 1.4 a day otherwise */
	size_t n = bursts_find(c, SERIES, DAYS, 0, DAYS - 1, b, 100);

	for (size_t i = 0; i < n; i++)
		if (b[i].series == 12 && b[i].day >= 150 && b[i].day <= 151) {
			found = true;
			assert_true(b[i].count >= BURST_RATIO * b[i].expected && b[i].p <= BURST_Q);
		}
	assert_true(found);
	for (size_t i = 0; i < n; i++) /* raised once */
		for (size_t k = i + 1; k < n; k++)
			assert_false(b[i].series == 12 && b[k].series == 12 && b[k].day > b[i].day && b[k].day < b[i].day + 7);
	mem_free(c);
}

/* What is raised up to a day is the same whatever comes after it. */
static void no_look_ahead(void **state)
{
	struct burst all[100], cut[100];
	uint32_t *c = noise(2), *shorter = mem_alloc(SERIES * 160 * sizeof *shorter);

	(void)state;
	c[5 * DAYS + 120] += 15;
	for (size_t i = 0; i < SERIES; i++)
		memcpy(shorter + i * 160, c + i * DAYS, 160 * sizeof *c);
	for (size_t d = 160; d < DAYS; d++)
		c[7 * DAYS + d] += 50;
	size_t n = bursts_find(c, SERIES, DAYS, 0, 159, all, 100), m = bursts_find(shorter, SERIES, 160, 0, 159, cut, 100);

	assert_int_equal(n, m);
	assert_true(n >= 1);
	for (size_t i = 0; i < n; i++)
		assert_true(all[i].series == cut[i].series && all[i].day == cut[i].day && all[i].p == cut[i].p);
	memset(shorter, 0, SERIES * 160 * sizeof *shorter);
	for (size_t i = 0; i < SERIES; i++) /* all there is came in one day: nothing to compare with */
		shorter[i * 160 + 150] = 30;
	assert_int_equal(bursts_find(shorter, SERIES, 160, 0, 159, all, 100), 0);
	assert_int_equal(bursts_find(c, 0, DAYS, 0, DAYS, all, 100), 0);
	assert_int_equal(bursts_find(c, SERIES, 30, 0, 29, all, 100), 0);
	mem_free(c);
	mem_free(shorter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails), cmocka_unit_test(quiet_is_silent), cmocka_unit_test(planted_is_found), cmocka_unit_test(no_look_ahead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
