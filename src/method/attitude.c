/* Survey and test measures; see attitude.h for sources. */
#include "method/attitude.h"
#include "method/special.h"
#include <math.h>
#include <string.h>

const char kano_letters[KANO_KINDS + 1] = "MOAIRQ";

char kano_cell(int functional, int dysfunctional)
{
	static const char *const table[5] = {"QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"};

	return table[functional - 1][dysfunctional - 1];
}

struct kano kano_of(const double counts[KANO_KINDS])
{
	struct kano k = {.better = unknown("nobody answered"),
			 .worse = unknown("nobody answered"),
			 .strength = unknown("nobody answered")};
	double n = 0, second = 0;
	int top = 0;

	for (int i = 0; i < KANO_KINDS; i++) {
		n += counts[i];
		if (counts[i] > counts[top])
			top = i;
	}
	if (n <= 0)
		return k;
	for (int i = 0; i < KANO_KINDS; i++)
		if (i != top)
			second = fmax(second, counts[i]);
	k.category = kano_letters[top];
	k.tie = second == counts[top];
	k.strength = known((counts[top] - second) / n);
	k.mixed = k.strength.value < 0.06;
	k.badly_worded = counts[5] / n > 0.1;
	double base = counts[0] + counts[1] + counts[2] + counts[3];

	k.better = ratio(counts[2] + counts[1], base, "only reverse or questionable answers");
	k.worse = base > 0 ? known(-(counts[1] + counts[0]) / base) : unknown("only reverse or questionable answers");
	return k;
}

double nps_variance(double promoters, double passives, double detractors)
{
	double n = promoters + passives + detractors, p = promoters / n, d = detractors / n;

	return p + d - (p - d) * (p - d);
}

struct nps nps_of(double promoters, double passives, double detractors)
{
	double n = promoters + passives + detractors;
	struct nps r = {unknown("nobody answered"), unknown("nobody answered"), unknown("nobody answered"),
			unknown("nobody answered"), unknown("nobody answered")};

	if (n <= 0)
		return r;
	r.nps = known(100 * (promoters - detractors) / n);
	r.wald_moe = known(100 * Z95 * sqrt(nps_variance(promoters, passives, detractors) / n));
	double p = promoters + 0.75, d = detractors + 0.75, m = n + 3, center = 100 * (p - d) / m;
	double moe = 100 * Z95 * sqrt(nps_variance(p, m - p - d, d) / m);

	r.adjusted_center = known(center);
	r.adjusted_low = known(fmax(center - moe, -100));
	r.adjusted_high = known(fmin(center + moe, 100));
	return r;
}

struct interval mean_interval(const double *x, size_t n)
{
	if (n < 2)
		return (struct interval){0};
	double half = student_quantile(0.975, (double)(n - 1)) * sqrt(variance_of(x, n) / (double)n),
	       mean = mean_of(x, n);

	return (struct interval){mean - half, mean + half, true};
}

struct maybe sus_score(const double item[10])
{
	double sum = 0;
	int missing = 0;

	for (int i = 0; i < 10; i++) {
		double r = item[i];

		if (isnan(r)) {
			missing++;
			r = 3;
		}
		sum += i % 2 == 0 ? r - 1 : 5 - r;
	}
	return missing > 1 ? unknown("two or more of the ten items are missing") : known(2.5 * sum);
}

const char *sus_grade(double mean)
{
	static const struct {
		double least;
		const char *grade;
	} grades[] = {{84.1, "A+"}, {80.8, "A"},  {78.9, "A-"}, {77.2, "B+"}, {74.1, "B"},
		      {72.6, "B-"}, {71.1, "C+"}, {65.0, "C"},	{62.7, "C-"}, {51.7, "D"}};
	double rounded = floor(mean * 10 + 0.5 + 1e-9) / 10;

	for (size_t i = 0; i < sizeof grades / sizeof grades[0]; i++)
		if (rounded >= grades[i].least - 1e-9)
			return grades[i].grade;
	return "F";
}

double umux_lite(double a, double b)
{
	return (a + b - 2) * 100 / 12;
}

double umux_regression(double score)
{
	return 0.65 * score + 22.9;
}

struct task_success task_success(double successes, double n)
{
	struct task_success t = {.rate = ratio(successes, n, "nobody tried"),
				 .laplace = known((successes + 1) / (n + 2))};

	t.interval = adjusted_wald(successes, n, Z95, &t.center);
	return t;
}

struct moscow moscow_shares(double must, double should, double could)
{
	double all = must + should + could;
	struct moscow m = {.must = ratio(must, all, "no effort is planned"),
			   .could = ratio(could, all, "no effort is planned")};

	m.must_high = all > 0 && m.must.value > 0.6;
	m.could_low = all > 0 && m.could.value < 0.2 - 1e-12;
	return m;
}
