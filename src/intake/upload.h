/* Files that came through the browser, between looking at them and bringing them in: in the data directory, readable
 * by this user only, known only to the workspace they were given to, gone after a day. */
#pragma once
#include "base/cx.h"

enum { UPLOAD_ID = 33 };
/* Copies fd (or, when it is -1, bytes) and returns the id to ask for it by. */
[[nodiscard]] enum err upload_keep(struct cx *cx, int fd, struct str bytes, struct str name, char ret_id[UPLOAD_ID]);
[[nodiscard]] enum err upload_find(struct cx *cx, struct str id, const char **ret_path, struct str *ret_name);
