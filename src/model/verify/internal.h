/* What the parts of verify share. */
#pragma once
#include "model/verify/verify.h"

enum { VERIFY_PAGE = 2000 };

struct checking {
	struct cx *cx;
	struct verify *v;
	struct arena scratch; /* of one object; emptied by VERIFY_EACH */
};

[[gnu::format(printf, 3, 4)]] void verify_damage(struct checking *k, const char *kind, const char *fmt, ...);
/* "evidence ev_... of ws_..." in the scratch arena */
const char *verify_name(struct checking *k, const struct resource *r, int64_t workspace_id, int64_t id);
/* Runs sql (one workspace_id and id for each row) and reports each row as damage of the kind. */
enum err verify_none(struct checking *k, const char *kind, const struct resource *r, const char *sql, const char *what);

enum err verify_chain(struct checking *k);
enum err verify_history(struct checking *k);
enum err verify_links(struct checking *k);
enum err verify_references(struct checking *k);
enum err verify_index(struct checking *k);
enum err verify_rest(struct checking *k);
