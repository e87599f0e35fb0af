/* Texts derived from the tables: types of the UI, OpenAPI, permission matrix, data dictionary. Callers: `earshot schema`
 * and GET /openapi.json. */
#pragma once
#include "base/str.h"

void describe_ts(struct buf *out);          /* ui/src/api/fields.gen.ts */
