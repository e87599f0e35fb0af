/* Proves that the store holds together: the change log's chain, every value against the log, links, references, the
 * full-text index, stages, mirrors and numbers. Reads one snapshot and changes nothing. Callers: src/cli/verify.c. */
#pragma once
#include "model/engine.h"

struct verify {
	int64_t changes, values, objects, links, references, documents; /* what was looked at */
	int64_t damaged;
	/* called for each damage found: kind is one stable word, detail one sentence for a person */
	void (*damage)(void *arg, const char *kind, const char *detail);
	void *arg;
};
/* OK also when there is damage; other errors mean that the look itself failed. Seals first on PostgreSQL. */
[[nodiscard]] enum err model_verify(struct cx *cx, struct verify *v);
