/* Agglomerative grouping by Ward's criterion, weighted by size: joins the two clusters whose union adds least to the
 * sum of squares, n1 n2 / (n1 + n2) * |c1 - c2|^2 (Ward 1963; Lance and Williams 1967). */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { TEXT_WARD_MAX = 4096 };

/* group[n] gets 0..k-1, numbered by the smallest member. n at most TEXT_WARD_MAX: n^2 * 4 bytes of memory, about n^2
 * steps per join at worst. Ties go to the lowest numbers. k >= n leaves everything apart. */
void text_ward(const float *centre, size_t dim, const double *size, size_t n, size_t k, uint32_t *group);
