/* Decoding of the outside bytes of a request head: target, path, query, cookies, list headers. Pure functions over an
 * arena; no server needed, so that they can be fuzzed alone. */
#pragma once
#include "http/http.h"

enum {
	DECODE_SEGMENTS_MAX = 64,
	DECODE_PARAMS_MAX = 256,
};

struct http_pair {
	struct str name, value;
};

struct http_target {
	struct str raw;       /* origin-form, as sent */
	struct str raw_path;  /* without the query */
	struct str authority; /* of an absolute-form target, else empty */
	bool asterisk;        /* "OPTIONS *" */
	size_t n_segments, n_params;
	struct str *segment;
	struct http_pair *param;
};

/* false with a sentence in *ret_why (static) when the target is refused: bytes outside printable ASCII, bad percent
 * sign, NUL or control characters, bad UTF-8, '.', '..', empty or slash-bearing segments, too many parts. */
bool target_decode(struct arena *a, struct str raw, struct http_target *ret, const char **ret_why);

/* One percent-encoded piece. plus: '+' is a blank. false: bad escape, NUL or bad UTF-8. */
bool percent_decode(struct arena *a, struct str in, bool plus, struct str *ret);

/* Does an Accept-Encoding value take gzip (q above 0)? */
bool accepts_gzip(struct str header);
