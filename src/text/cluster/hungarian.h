/* The assignment problem (Kuhn 1955; shortest augmenting paths as in Jonker and Volgenant 1987). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Chooses for each of rows a different column so that the sum of gain[row * columns + column] is largest.
 * ret[row] is its column, or UINT32_MAX when there are more rows than columns and it got none.
 * Time about rows * columns * min(rows, columns). Gains must be finite. */
void text_hungarian(const double *gain, size_t rows, size_t columns, uint32_t *ret);
