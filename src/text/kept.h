/* Vectors that were computed before, by the hash of their text: a grouping after an import of 50 items encodes 50 items.
 * A file per workspace and model in the data directory; it can be deleted at any time and is then made again. It holds
 * no text, and after text_kept_save only vectors of texts that were asked for since it was opened, so what was erased
 * leaves it with the next grouping. Used by the themes job and the bench. */
#pragma once
#include "text/meaning.h"

struct text_kept;

/* The file of cx's workspace in the data directory. */
char *text_kept_path(struct cx *cx);

/* path NULL: in memory only. A missing, foreign or damaged file counts as empty. m stays the caller's. */
struct text_kept *text_kept_open(const struct text_meaning *m, const char *path);
void text_kept_close(struct text_kept *k); /* NULL is fine; does not save */
/* Through a temporary file. all: also the vectors nobody asked for. Failure is no harm: they are computed again. */
void text_kept_save(struct text_kept *k, bool all);
/* For one thread at a time; valid until text_kept_close. */
struct text_encoder_hook text_kept_hook(struct text_kept *k);
