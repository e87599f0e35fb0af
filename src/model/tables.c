/* The resource tables as constants. Derived from the .def files; looked up by the whole program. */
#include "model/model.h"
#include <string.h>

/* TYPE tokens of FIELD become {type, target}. */
#define K_TEXT T_TEXT, -1
#define K_EMAIL T_EMAIL, -1
#define K_URL T_URL, -1
#define K_INT T_INT, -1
#define K_NUM T_NUM, -1
#define K_BOOL T_BOOL, -1
#define K_DATE T_DATE, -1
#define K_TIME T_TIME, -1
#define K_ENUM(e) T_ENUM, ENUM_##e
#define K_ENUMS(e) T_ENUMS, ENUM_##e
#define K_REF(r) T_REF, RES_##r
#define K_ANY T_ANY, -1
#define K_TEXT_LIST T_TEXT_LIST, -1
#define K_JSON T_JSON, -1

#define RESOURCE(n, ...) static const struct field fields_##n[] = {
#define FIELD(r, n, type, flags, min, max, vis, doc) {#n, K_##type, (flags), (min), (max), V_##vis, doc, offsetof(struct r, n)},
#define MOVES(...)
#define TRANSITION(...)
#define UNIQUE_KEY(...)
#define END_RESOURCE(n)                                                                                                \
	}                                                                                                              \
	;                                                                                                              \
	_Static_assert(sizeof fields_##n / sizeof fields_##n[0] <= RES_FIELDS_MAX, #n " has more fields than bits");
#include "model/resources.def"
#include "model/clear.h"

#define RESOURCE(n, ...) static const struct transition moves_##n[] = {
#define FIELD(...)
#define MOVES(r, e)
#define TRANSITION(r, from, to, permission) {E_##r##_state_##from, E_##r##_state_##to, permission},
#define UNIQUE_KEY(...)
#define END_RESOURCE(n)                                                                                                \
	{-1, -1, P_any}                                                                                                \
	}                                                                                                              \
	;
#define E_roadmap_item_state_candidate E_roadmap_state_candidate
#define E_roadmap_item_state_committed E_roadmap_state_committed
#define E_roadmap_item_state_in_delivery E_roadmap_state_in_delivery
#define E_roadmap_item_state_released E_roadmap_state_released
#define E_roadmap_item_state_reviewed E_roadmap_state_reviewed
#define E_roadmap_item_state_dropped E_roadmap_state_dropped
#include "model/resources.def"
#include "model/clear.h"

#define RESOURCE(n, path_, prefix_, flags_, group_, doc_)                                                              \
	[RES_##n] = {.id = RES_##n,                                                                                    \
		     .name = #n,                                                                                       \
		     .path = path_,                                                                                    \
		     .prefix = prefix_,                                                                                \
		     .doc = doc_,                                                                                      \
		     .flags = (flags_),                                                                                \
		     .create = P_##group_##_create,                                                                    \
		     .fields = fields_##n,                                                                             \
		     .n_fields = sizeof fields_##n / sizeof fields_##n[0],                                             \
		     .size = sizeof(struct n),                                                                         \
		     .moves = moves_##n,                                                                               \
		     .n_moves = sizeof moves_##n / sizeof moves_##n[0] - 1,
#define FIELD(...)
#define MOVES(...)
#define TRANSITION(...)
#define UNIQUE_KEY(r, a, b) .unique = {a, b},
#define END_RESOURCE(n) },
const struct resource resources[RES_COUNT] = {
#include "model/resources.def"
};
#include "model/clear.h"

#define ENUM_BEGIN(n) static const char *const values_##n[] = {
#define VALUE(n, v) #v,
#define ENUM_END(n)                                                                                                    \
	}                                                                                                              \
	;
#include "model/enums.def"
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END
#define ENUM_BEGIN(n) [ENUM_##n] = {#n, values_##n, E_##n##_COUNT},
#define VALUE(n, v)
#define ENUM_END(n)
const struct enum_type enums[ENUM_COUNT] = {
#include "model/enums.def"
};
#undef ENUM_BEGIN
#undef VALUE
#undef ENUM_END

#define LINK(from_, to_, signed_, doc_)                                                                                \
	[LINK_##from_##_##to_] = {#from_ "_" #to_, RES_##from_, RES_##to_, signed_, doc_},
const struct relation relations[LINK_COUNT] = {
#include "model/links.def"
};
#undef LINK

#define BIT(p) (1ull << (p))
#define C(g) BIT(P_##g##_create)
#define U(g) BIT(P_##g##_update)
#define UA(g) BIT(P_##g##_update_all)
#define A(g) (C(g) | U(g) | UA(g))
#define D(g) BIT(P_##g##_decide)
#define ONE(p) BIT(P_##p)
#define ROLE(n, label, grants) [E_role_##n] = {#n, label, (grants)},
const struct role_grant roles[E_role_COUNT] = {
#include "model/roles.def"
};

#define PERMISSION_GROUP(g) #g "_create", #g "_update", #g "_update_all", #g "_decide",
static const char *const permission_names[P_COUNT] = {
	PERMISSION_GROUPS(PERMISSION_GROUP) "contact_read", "link_create", "members", "audit_read", "answer_send",
};

const char *permission_name(enum permission p)
{
	return p == P_any ? "signed_in" : p == P_public ? "public" : p < P_COUNT ? permission_names[p] : "unknown";
}

int permission_by_name(struct str s)
{
	for (int p = 0; p < P_COUNT; p++)
		if (str_is(s, permission_names[p]))
			return p;
	return -1;
}

const struct resource *resource_by_path(struct str path)
{
	for (int i = 0; i < RES_COUNT; i++)
		if (str_is(path, resources[i].path))
			return &resources[i];
	return NULL;
}

const struct resource *resource_by_name(struct str name)
{
	for (int i = 0; i < RES_COUNT; i++)
		if (str_is(name, resources[i].name))
			return &resources[i];
	return NULL;
}

const struct resource *resource_by_prefix(struct str prefix)
{
	for (int i = 0; i < RES_COUNT; i++)
		if (str_is(prefix, resources[i].prefix))
			return &resources[i];
	return NULL;
}

int resource_label(const struct resource *r)
{
	for (int i = 0; i < r->n_fields; i++)
		if (r->fields[i].flags & F_LABEL)
			return i;
	return -1;
}

int resource_state(const struct resource *r)
{
	if (r->n_moves == 0)
		return -1;
	for (int i = 0; i < r->n_fields; i++)
		if (strcmp(r->fields[i].name, "state") == 0)
			return i;
	return -1;
}

bool resource_in_workspace(const struct resource *r)
{
	return !(r->flags & R_GLOBAL);
}

const struct field *field_by_name(const struct resource *r, struct str name, int *ret_index)
{
	for (int i = 0; i < r->n_fields; i++)
		if (str_is(name, r->fields[i].name)) {
			if (ret_index)
				*ret_index = i;
			return &r->fields[i];
		}
	return NULL;
}

int enum_by_name(enum enum_id e, struct str value)
{
	for (int i = 0; i < enums[e].n; i++)
		if (str_is(value, enums[e].values[i]))
			return i;
	return -1;
}

const char *resource_letter(const struct resource *r)
{
	static const struct {
		enum resource_id id;
		const char *letter;
	} letters[] = {{RES_theme, "T"},    {RES_insight, "I"},	     {RES_opportunity, "O"}, {RES_decision, "D"},
		       {RES_goal, "G"},	    {RES_roadmap_item, "R"}, {RES_answer, "A"},	     {RES_saved_view, "V"}};

	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		if (letters[i].id == r->id)
			return letters[i].letter;
	return NULL;
}
