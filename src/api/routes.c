/* All routes: the lists of rows, their expansion over the resources, and the look-up by path. */
#include "api/route.h"
#include "base/map.h"
#include <stdlib.h>
#include <string.h>

#define ROUTES(list) extern const struct route list[];
#include "api/routes.def"
#undef ROUTES
#define ROUTES(list) list,
static const struct route *const lists[] = {
#include "api/routes.def"
};
#undef ROUTES

enum { SEGMENTS = 8 };
struct route_table {
	struct route_row *row;
	size_t n, cap;
	struct map first; /* first segment -> index of its first row + 1; rows are sorted by it */
	struct arena arena;
};

static enum permission permission_of(const struct route *r, const struct resource *of)
{
	return of && r->permission == P_own_create ? of->create : r->permission;
}

static void split(struct route_row *row)
{
	struct str rest = {row->path + 1, strlen(row->path) - 1}, part;

	while (rest.n && str_split(&rest, '/', &part)) {
		ASSERT(row->n_segments < SEGMENTS);
		row->segment[row->n_segments++] = part;
	}
}

static void add(struct route_table *t, const struct route *r, const struct resource *of, const char *path)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 256;
		t->row = mem_realloc(t->row, sizeof *t->row * t->cap);
	}
	struct route_row *row = &t->row[t->n++];

	*row = (struct route_row){.route = r, .resource = of, .path = path, .permission = permission_of(r, of)};
	split(row);
}

/* "/{resource}/{id}" once for each resource it serves. */
static void expand(struct route_table *t, const struct route *r)
{
	static const char template[] = "/{resource}";

	if (strncmp(r->path, template, sizeof template - 1) != 0) {
		add(t, r, NULL, r->path);
		return;
	}
	for (int i = 0; i < RES_COUNT; i++)
		if (!(resources[i].flags & R_HIDDEN) && (!r->serves || r->serves(&resources[i])))
			add(t, r, &resources[i], arena_printf(&t->arena, "/%s%s", resources[i].path,
				r->path + sizeof template - 1));
}

/* By first segment, then literal segments before parameters, hand-made rows before generated ones. */
static int compare(const void *a, const void *b)
{
	const struct route_row *x = a, *y = b;
	int n = x->n_segments < y->n_segments ? x->n_segments : y->n_segments;

	for (int i = 0; i < n; i++) {
		bool px = x->segment[i].p[0] == '{', py = y->segment[i].p[0] == '{';

		if (px != py)
			return px ? 1 : -1;
		int c = px ? 0 : str_cmp(x->segment[i], y->segment[i]);

		if (c)
			return c;
	}
	if (x->n_segments != y->n_segments)
		return x->n_segments - y->n_segments;
	return (x->resource != NULL) - (y->resource != NULL);
}

/* A hand-made row takes the place of the generated one of the same method and path. */
static void drop_replaced(struct route_table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		bool replaced = false;

		for (size_t k = kept; t->row[i].resource && k > 0 && strcmp(t->row[k - 1].path, t->row[i].path) == 0; k--)
			replaced |= !t->row[k - 1].resource && t->row[k - 1].route->method == t->row[i].route->method;
		if (!replaced)
			t->row[kept++] = t->row[i];
	}
	t->n = kept;
}

struct route_table *routes_build(void)
{
	struct route_table *t = mem_alloc(sizeof *t);

	arena_init(&t->arena);
	map_init(&t->first);
	for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
		for (const struct route *r = lists[l]; r->path; r++)
			expand(t, r);
	qsort(t->row, t->n, sizeof *t->row, compare);
	drop_replaced(t);
	for (size_t i = 0; i < t->n; i++) {
		bool is_new;
		uintptr_t *slot = map_put(&t->first, t->row[i].segment[0], &is_new);

		if (is_new)
			*slot = i;
	}
	return t;
}

void routes_free(struct route_table *t)
{
	if (!t)
		return;
	map_release(&t->first);
	arena_release(&t->arena);
	mem_free(t->row);
	mem_free(t);
}

size_t routes_count(const struct route_table *t)
{
	return t->n;
}

const struct route_row *routes_at(const struct route_table *t, size_t i)
{
	return &t->row[i];
}

static bool matches(const struct route_row *row, const struct http_exchange *x, size_t first,
	struct str param[CALL_PARAMS])
{
	size_t n = http_segments(x) - first;
	int p = 0;

	if (n != (size_t)row->n_segments)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (row->segment[i].p[0] == '{') {
			ASSERT(p < CALL_PARAMS);
			param[p++] = http_segment(x, first + i);
		} else if (!str_eq(row->segment[i], http_segment(x, first + i))) {
			return false;
		}
	}
	return true;
}

const struct route_row *routes_find(const struct route_table *t, enum http_method method, bool root,
	const struct http_exchange *x,
				    size_t first, unsigned *ret_allow, struct str param[CALL_PARAMS])
{
	struct str head = http_segment(x, first);
	uintptr_t *slot = http_segments(x) > first ? map_get(&t->first, head) : NULL;

	*ret_allow = 0;
	for (size_t i = slot ? *slot : t->n; i < t->n && str_eq(t->row[i].segment[0], head); i++) {
		const struct route *r = t->row[i].route;

		if (((r->flags & ROUTE_ROOT) != 0) != root || !matches(&t->row[i], x, first, param))
			continue;
		*ret_allow |= 1u << r->method;
		if (r->method == method || (method == HTTP_HEAD && r->method == HTTP_GET))
			return &t->row[i];
	}
	return NULL;
}
