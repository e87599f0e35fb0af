/* Values on PostgreSQL's wire: binary forms of the types that the schema uses. For src/db/postgres.c only. */
#pragma once
#include "db/db.h"

enum { PG_PARAMS = 120 };

struct pg_params {
	const char *values[PG_PARAMS];
	int lengths[PG_PARAMS], formats[PG_PARAMS]; /* format 1: binary */
};

/* types: the server's type of each of the n parameters. Bytes live in a, or are v's own. */
void pg_encode(struct arena *a, const unsigned *types, const struct db_value *v, int n, struct pg_params *ret);
/* A value that is not NULL, in binary; types unknown here are given as text. Texts are borrowed. */
struct db_value pg_decode(unsigned type, struct str raw);
