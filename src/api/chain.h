/* What the endpoints of the chain share: lists of ids and numbers in bodies, the frame of composite replies. */
#pragma once
#include "api/internal.h"
#include "domain/show.h"
#include "domain/tell.h"

#define ANY_OBJECT "{}"

/* A list of ids or numbers of want in the body; absent and not required: *ret NULL. */
[[nodiscard]] enum err call_ids(struct call *c, const char *name, bool required, const struct resource *want, size_t most, int64_t **ret,
				size_t *ret_n);
[[nodiscard]] enum err call_number(struct call *c, const char *name, double *ret, bool *ret_has);
/* One of an enum's values; absent: missing. */
[[nodiscard]] enum err call_enum(struct call *c, const char *name, enum enum_id e, int missing, int *ret);
[[nodiscard]] enum err call_day(struct call *c, const char *name, int64_t *ret); /* days since 1970; 0 absent */
[[nodiscard]] enum err call_time(struct call *c, const char *name, int64_t *ret); /* 0 absent */
/* {id} of the path, merged ids followed. */
[[nodiscard]] enum err call_object_id(struct call *c, const struct resource *want, const struct resource **ret_resource, int64_t *ret_id);
/* "asked": {...} of a decision or release. */
[[nodiscard]] enum err show_asked(struct call *c, const struct resource *r, int64_t id);
