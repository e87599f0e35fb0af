/* One record to the objects it becomes, checked as far as that needs no store. */
#pragma once
#include "intake/intake.h"

struct prepared {
	int64_t row_number;
	enum { ROW_OBJECT, ROW_COUNT, ROW_BAD } what; /* COUNT: nothing was said, only that it happened */
	void *row;         /* of plan->as, or NULL */
	struct contact contact; /* what the row tells of its author and organisation: head.set says which */
	struct account account;
	struct str source, area;
	struct str *custom; /* value of each column that is a custom field, by column; p NULL: none */
	struct str row_key; /* external id that all objects of the record share the start of; empty: to be counted up */
	char field[80], message[240]; /* ROW_BAD */
	struct prepared *next;
};
/* Objects of the record in the order of their columns; at least one entry. In cx->arena. */
struct prepared *rows_prepare(struct cx *cx, const struct intake_plan *p, const struct record *r, int64_t default_said_at);
