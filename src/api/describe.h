/* Texts derived from the tables: types of the UI, OpenAPI, permission matrix, data dictionary. Callers: `earshot schema`
 * and GET /openapi.json. The files in the repository that hold them are renewed by script/golden. */
#pragma once
#include "base/str.h"

void describe_ts(struct buf *out);          /* ui/src/api/fields.gen.ts */
void describe_openapi(struct buf *out);     /* docs/reference/openapi.json */
void describe_permissions(struct buf *out); /* docs/reference/permissions.md */
void describe_docs(struct buf *out);        /* docs/reference/data-dictionary.md */

/* One member a line, indented by one blank a level: differences in review show the field that changed. */
void describe_spread(struct str json, struct buf *out);
