/* Best one-to-one matching. Called to keep theme identities and to compare a clustering with labels. */
#include "text/cluster/hungarian.h"
#include "base/mem.h"
#include <math.h>
#include <stdbool.h>
#include <string.h>

struct problem {
	const double *gain;
	size_t rows, columns, n; /* n: the larger; missing cells cost nothing */
	double *u, *v, *least;
	size_t *match, *way;     /* by column, 1-based; 0 is the virtual start */
	bool *used;
};

static double cost(const struct problem *p, size_t row, size_t column)
{
	return row <= p->rows && column <= p->columns ? -p->gain[(row - 1) * p->columns + column - 1] : 0;
}

static size_t scan(struct problem *p, size_t column)
{
	size_t row = p->match[column], next = 0;
	double delta = INFINITY;

	for (size_t j = 1; j <= p->n; j++) {
		if (p->used[j])
			continue;
		double c = cost(p, row, j) - p->u[row] - p->v[j];

		if (c < p->least[j]) {
			p->least[j] = c;
			p->way[j] = column;
		}
		if (p->least[j] < delta) {
			delta = p->least[j];
			next = j;
		}
	}
	for (size_t j = 0; j <= p->n; j++)
		if (p->used[j]) {
			p->u[p->match[j]] += delta;
			p->v[j] -= delta;
		} else {
			p->least[j] -= delta;
		}
	return next;
}

void text_hungarian(const double *gain, size_t rows, size_t columns, uint32_t *ret)
{
	size_t n = rows > columns ? rows : columns;
	struct problem p = {gain, rows, columns, n, mem_alloc((n + 1) * sizeof(double)), mem_alloc((n + 1) * sizeof(double)),
		mem_alloc((n + 1) * sizeof(double)), mem_alloc((n + 1) * sizeof(size_t)), mem_alloc((n + 1) * sizeof(size_t)),
		mem_alloc(n + 1)};

	for (size_t i = 1; i <= n; i++) {
		size_t column = 0;

		p.match[0] = i;
		memset(p.used, 0, n + 1);
		for (size_t j = 0; j <= n; j++)
			p.least[j] = INFINITY;
		do {
			p.used[column] = true;
			column = scan(&p, column);
		} while (p.match[column]);
		for (; column; column = p.way[column])
			p.match[column] = p.match[p.way[column]];
	}
	memset(ret, 0xFF, rows * sizeof *ret);
	for (size_t j = 1; j <= columns; j++)
		if (p.match[j] && p.match[j] <= rows)
			ret[p.match[j] - 1] = (uint32_t)(j - 1);
	mem_free(p.u);
	mem_free(p.v);
	mem_free(p.least);
	mem_free(p.match);
	mem_free(p.way);
	mem_free(p.used);
}
