/* The resource tables and the engine's shared types. Everything here is derived from resources.def, enums.def,
 * links.def and roles.def by the preprocessor; nothing in this layer knows what an opportunity is.
 *
 * A row of resource X is a struct X (first member head). Integers of every kind (INT, BOOL 0/1, DATE in days since
 * 1970, TIME in microseconds, ENUM as index, ENUMS as bit set, REF as 64-bit id) are int64_t; NUM is double; texts
 * are struct str borrowed from the request's arena. head.set has the bit of each field that holds a value, head.given
 * the bit of each field that a request named (also with null). */
#pragma once
#include "base/cx.h"
#include "base/json.h"
#include "db/db.h"
#include "model/clear.h"

enum field_type { T_TEXT, T_EMAIL, T_URL, T_INT, T_NUM, T_BOOL, T_DATE, T_TIME, T_ENUM, T_ENUMS, T_REF, T_ANY, T_TEXT_LIST, T_JSON };
enum visibility { V_PUBLIC, V_CUSTOMER, V_INTERNAL, V_PRIVATE };

enum {
	F_REQ = 1 << 0,      /* must have a value */
	F_FIXED = 1 << 1,    /* changes only as a new version */
	F_FILTER = 1 << 2,   /* usable in f=, has an index */
	F_SORT = 1 << 3,     /* usable in sort=, has an index */
	F_UNIQUE = 1 << 4,   /* over live rows of the workspace (R_GLOBAL: of all) */
	F_LABEL = 1 << 5,    /* names the object beside references to it */
	F_SEARCH = 1 << 6,   /* part of the full text */
	F_EMBED = 1 << 7,    /* gets a sentence vector */
	F_ERASE = 1 << 8,    /* removed by erasure */
	F_DEFAULT = 1 << 9,  /* an enum's first value when absent at creation */
	F_SYSTEM = 1 << 10,  /* written by the program, refused from requests */
	F_SECRET = 1 << 11,  /* never rendered */
};
enum {
	R_GLOBAL = 1 << 0,    /* no workspace key */
	R_NUMBERED = 1 << 1,  /* short number per workspace */
	R_SEARCHED = 1 << 2,  /* in the full-text index */
	R_CUSTOM = 1 << 3,    /* takes custom fields */
	R_ERASABLE = 1 << 4,  /* holds personal words */
	R_HIDDEN = 1 << 5,    /* no generated routes */
	R_NO_CREATE = 1 << 6, /* made by the program only */
	R_OWN = 1 << 7,       /* members change only their own */
};

#define RESOURCE(n, path, prefix, flags, group, doc) RES_##n,
#define FIELD(...)
#define MOVES(...)
#define TRANSITION(...)
#define UNIQUE_KEY(...)
#define END_RESOURCE(n)
enum resource_id {
#include "model/resources.def"
	RES_COUNT
};
#include "model/clear.h"

/* Field numbers: FI_evidence_verbatim, ... */
#define RESOURCE(n, ...) enum {
#define FIELD(r, n, ...) FI_##r##_##n,
#define MOVES(...)
#define TRANSITION(...)
#define UNIQUE_KEY(...)
#define END_RESOURCE(n) FI_##n##_COUNT };
#include "model/resources.def"
#include "model/clear.h"

#define ENUM_BEGIN(n) enum n {
#define VALUE(n, v) E_##n##_##v,
#define ENUM_END(n) E_##n##_COUNT };
#include "model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

#define ENUM_BEGIN(n) ENUM_##n,
#define VALUE(n, v)
#define ENUM_END(n)
enum enum_id {
#include "model/enums.def"
	ENUM_COUNT
};
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

#define LINK(from, to, is_signed, doc) LINK_##from##_##to,
enum link_kind {
#include "model/links.def"
	LINK_COUNT
};
#undef LINK

/* Permissions: four levels for each group, then the special ones. Bit numbers of cx->permissions. */
#define PERMISSION_GROUPS(G)                                                                                           \
	G(evidence) G(contacts) G(themes) G(insights) G(opportunities) G(decisions) G(roadmap) G(answers) G(settings) G(discussion)
#define PERMISSION_GROUP(g) P_##g##_create, P_##g##_update, P_##g##_update_all, P_##g##_decide,
enum permission {
	PERMISSION_GROUPS(PERMISSION_GROUP) P_contact_read,
	P_link_create,
	P_members,
	P_audit_read,
	P_answer_send,
	P_COUNT,
	P_any,    /* signed in is enough */
	P_public, /* no sign-in */
};
#undef PERMISSION_GROUP

enum { RES_FIELDS_MAX = 63 }; /* fields of a resource: bits of set and given, without the sign */
enum { HISTORY_DAYS = 14 }; /* of a workspace that names none: evidence older than this enters as history */

struct row_head {
	uint64_t set, given;
	uint64_t sure; /* references that the caller itself has just read or made: not looked up again */
	int64_t id, rev, number, created_at, created_by, updated_at, updated_by, archived_at, merged_into;
	struct str custom; /* JSON keyed by definition id; empty when none */
};

/* One struct for each resource. */
#define C_TEXT struct str
#define C_EMAIL struct str
#define C_URL struct str
#define C_INT int64_t
#define C_NUM double
#define C_BOOL int64_t
#define C_DATE int64_t
#define C_TIME int64_t
#define C_ENUM(e) int64_t
#define C_ENUMS(e) int64_t
#define C_REF(r) int64_t
#define C_ANY struct str
#define C_TEXT_LIST struct str
#define C_JSON struct str
#define RESOURCE(n, ...)                                                                                               \
	struct n {                                                                                                     \
		struct row_head head;
#define FIELD(r, n, type, ...) C_##type n;
#define MOVES(...)
#define TRANSITION(...)
#define UNIQUE_KEY(...)
#define END_RESOURCE(n)                                                                                                \
	}                                                                                                              \
	;
#include "model/resources.def"
#include "model/clear.h"

struct field {
	const char *name;
	enum field_type type;
	int target; /* REF: resource_id; ENUM and ENUMS: enum_id; else -1 */
	unsigned flags;
	double min, max; /* text: code points; numbers: range when min < max; lists: entries */
	enum visibility visibility;
	const char *doc;
	size_t offset;
};
struct transition {
	int from, to; /* enum values of the state field */
	enum permission permission;
};
struct resource {
	enum resource_id id;
	const char *name, *path, *prefix, *doc;
	unsigned flags;
	enum permission create; /* first of its group: create, update, update_all, decide follow */
	const struct field *fields;
	int n_fields;
	size_t size;
	const struct transition *moves;
	int n_moves;
	const char *unique[2]; /* composite key, NULL when none */
};
struct enum_type {
	const char *name;
	const char *const *values;
	int n;
};
struct relation {
	const char *name; /* "evidence_theme" */
	enum resource_id from, to;
	bool is_signed;
	const char *doc;
};
struct role_grant {
	const char *name, *label;
	uint64_t permissions;
};

extern const struct resource resources[RES_COUNT];
extern const struct enum_type enums[ENUM_COUNT];
extern const struct relation relations[LINK_COUNT];
extern const struct role_grant roles[E_role_COUNT];
const char *permission_name(enum permission p);
int permission_by_name(struct str s); /* -1 when unknown */
const struct resource *resource_by_path(struct str path);   /* NULL when unknown */
const struct resource *resource_by_name(struct str name);   /* NULL when unknown */
const struct resource *resource_by_prefix(struct str prefix);
int resource_label(const struct resource *r); /* field number of F_LABEL, -1 none */
int resource_state(const struct resource *r); /* field number of the state, -1 when it has no moves */
bool resource_in_workspace(const struct resource *r);
const struct field *field_by_name(const struct resource *r, struct str name, int *ret_index);
int enum_by_name(enum enum_id e, struct str value); /* -1 when unknown */
const char *resource_letter(const struct resource *r); /* "O" of O-7 */

static inline bool row_has(const void *row, int field)
{
	return ((const struct row_head *)row)->set >> field & 1;
}
static inline void row_mark(void *row, int field)
{
	((struct row_head *)row)->set |= 1ull << field;
	((struct row_head *)row)->given |= 1ull << field;
}
/* SET(row, evidence, urgency, E_urgency_high): value and bits in one. */
#define SET(row, res, field, value) ((row)->field = (value), row_mark((row), FI_##res##_##field))
#define UNSET(row, res, field)                                                                                         \
	((row)->head.set &= ~(1ull << FI_##res##_##field), (row)->head.given |= 1ull << FI_##res##_##field)
#define HAS(row, res, field) row_has((row), FI_##res##_##field)
static inline const void *field_at(const void *row, const struct field *f)
{
	return (const char *)row + f->offset;
}
static inline int64_t field_int(const void *row, const struct field *f)
{
	return *(const int64_t *)field_at(row, f);
}
static inline double field_num(const void *row, const struct field *f)
{
	return *(const double *)field_at(row, f);
}
static inline struct str field_str(const void *row, const struct field *f)
{
	return *(const struct str *)field_at(row, f);
}
static inline bool field_is_text(const struct field *f)
{
	return f->type == T_TEXT || f->type == T_EMAIL || f->type == T_URL || f->type == T_ANY || f->type == T_TEXT_LIST ||
	       f->type == T_JSON;
}

/* Ids (src/model/id.c): 41 bits of ms since 2026-01-01, 10 of node, 12 of sequence. */
enum { ID_TEXT = 24 };
void id_format(const struct resource *r, int64_t id, char out[ID_TEXT]); /* "ev_03k9x2m7qf0a1" */
bool id_parse(struct str s, const struct resource **ret_resource, int64_t *ret_id);

/* What the engine keeps for the life of the process: id state, hooks, prepared SQL texts. Made once by src/app. */
struct model;
struct model_hooks {
	/* before the row is written: may complete or refuse it. old is NULL at creation. */
	enum err (*before_save)(struct cx *cx, const void *old, void *row);
	enum err (*after_save)(struct cx *cx, const void *old, const void *row);
	enum err (*may_move)(struct cx *cx, const void *row, int to, struct str reason);
};
struct model *model_new(void);
void model_free(struct model *m);
void model_set_hooks(struct model *m, enum resource_id r, const struct model_hooks *hooks);
/* Leases a node number and reserves time ahead in the store; refuses a clock that runs far behind. */
[[nodiscard]] enum err model_lease_node(struct cx *cx, struct model *m);
int64_t model_new_id(struct cx *cx);
