/* The sample workspace: the .ndjson files of sample/, compiled in, with its days counted back from now. */
#pragma once
#include "model/engine.h"

/* Makes the workspace with user_id as one of its owners, or finds the one that user already has. Inside a write; cx is
 * left as it was, whatever workspace it was in. */
[[nodiscard]] enum err sample_open(struct cx *cx, int64_t user_id, int64_t *ret_workspace);
