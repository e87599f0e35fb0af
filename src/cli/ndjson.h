/* Lines of {"id": ..., "text": "..."} from stdin, in batches: for commands that stream (embed, classify). */
#pragma once
#include "cli/cli.h"

enum { NDJSON_BATCH = 512, NDJSON_LINE_MAX = 8 << 20 };

struct ndjson {
	FILE *in;
	char *line;
	size_t cap;
	uint64_t row;
	struct arena arena; /* of the batch */
	struct str id[NDJSON_BATCH]; /* as JSON: "\"a\"", "17", "null" */
	struct str text[NDJSON_BATCH];
	size_t n;
};

void ndjson_init(struct ndjson *s, FILE *in);
void ndjson_release(struct ndjson *s);
/* The next batch; n is 0 at the end. MALFORMED and INVALID name the line. */
[[nodiscard]] enum err ndjson_next(struct cx *cx, struct ndjson *s);
