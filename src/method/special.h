/* Special functions that the statistics need: quantiles and tails of the usual distributions, in double precision.
 * Pure; no allocation. Checked against independently computed values in tests/method. */
#pragma once

/* z of a two-sided 95 % interval, as domain.md fixes it. */
#define Z95 1.959964

double normal_below(double x);	   /* P(Z <= x) */
double normal_two_sided(double z); /* P(|Z| >= |z|) */
double normal_quantile(double p);  /* 0 < p < 1; Wichura 1988 (AS 241), full double precision */
/* Regularised incomplete beta I_x(a, b), a, b > 0: continued fraction (Lentz; Numerical Recipes 6.4). */
double beta_below(double x, double a, double b);
double beta_quantile(double p, double a, double b);
double log_beta(double a, double b);
double log_gamma(double x); /* x > 0; does not touch libm's global signgam */
/* P(T <= t) and its inverse for Student's t with df > 0 degrees of freedom. */
double student_below(double t, double df);
double student_two_sided(double t, double df);
double student_quantile(double p, double df);
/* P(X >= x) of chi-squared with df degrees of freedom: regularised incomplete gamma. */
double chi_squared_above(double x, double df);
/* P(X >= k) of Binomial(n, p), exact through the incomplete beta function. */
double binomial_at_least(double k, double n, double p);
