/* Streaming JSON writer into a buf. The caller keeps objects and arrays balanced; commas are placed here.
 * Reading JSON is src/model's work (jansson). */
#pragma once
#include "base/str.h"

struct json_out {
	struct buf *b;
	uint32_t depth;     /* at most 60 */
	uint64_t has_items; /* bit per depth */
	bool after_key;
};

void json_start(struct json_out *j, struct buf *b);
void json_open(struct json_out *j);
void json_close(struct json_out *j);
void json_list(struct json_out *j);
void json_list_end(struct json_out *j);
void json_key(struct json_out *j, const char *key);
void json_str(struct json_out *j, struct str s); /* s is UTF-8; bad bytes become U+FFFD */
void json_z(struct json_out *j, const char *z);  /* NULL writes null */
void json_int(struct json_out *j, int64_t v);
void json_num(struct json_out *j, double v); /* shortest that reads back equal; not finite: null */
void json_bool(struct json_out *j, bool v);
void json_nil(struct json_out *j);
void json_raw(struct json_out *j, struct str json); /* already valid JSON */
/* A member made before, with its comma: ",\"name\":" (a value follows), or whole: ",\"name\":null". Not the first one. */
void json_premade(struct json_out *j, struct str text, bool whole);
/* key + value in one call */
void json_kstr(struct json_out *j, const char *key, struct str s);
void json_kz(struct json_out *j, const char *key, const char *z);
void json_kint(struct json_out *j, const char *key, int64_t v);
void json_knum(struct json_out *j, const char *key, double v);
void json_kbool(struct json_out *j, const char *key, bool v);
