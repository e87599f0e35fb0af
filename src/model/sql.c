/* SQL texts of each resource, generated once from its field table. Called by model_new() only.
 * Every text names workspace_id on workspace tables; nothing from outside enters a text here. */
#include "model/engine.h"
#include <string.h>

/* The label of a referenced object as a scalar select over table t. */
static void label_select(struct buf *b, const struct resource *target, const char *column)
{
	int label = resource_label(target);

	if (label < 0) {
		buf_z(b, ", NULL");
		return;
	}
	const struct field *f = &target->fields[label];

	/* A verbatim can be long: its beginning names it. A contact without a name is known by its address. */
	buf_printf(b, ", (SELECT substr(%s\"%s\"%s, 1, 120) FROM \"%s\" r WHERE ", target->id == RES_contact ? "COALESCE(r." : "r.",
		   f->name, target->id == RES_contact ? ", r.\"email\")" : "", target->name);
	if (resource_in_workspace(target))
		buf_z(b, "r.workspace_id = t.workspace_id AND ");
	buf_printf(b, "r.id = t.\"%s\")", column);
}

static void build_select(struct arena *a, const struct resource *r, struct plan *p)
{
	auto_buf b;

	buf_init(&b, 0);
	buf_printf(&b, "SELECT t.id, t.rev, %s, t.created_at, t.created_by, t.updated_at, t.updated_by, t.archived_at, %s, %s",
		   r->flags & R_NUMBERED ? "t.number" : "NULL", "t.merged_into", r->flags & R_CUSTOM ? "t.custom" : "NULL");
	p->first_field = COL_FIELDS;
	for (int i = 0; i < r->n_fields; i++)
		buf_printf(&b, ", t.\"%s\"", r->fields[i].name);
	p->first_label = COL_FIELDS + r->n_fields;
	p->n_columns = p->first_label + 1;
	if (resource_in_workspace(r))
		label_select(&b, &resources[RES_membership], "created_by");
	else
		buf_z(&b, ", NULL");
	for (int i = 0; i < r->n_fields; i++)
		if (r->fields[i].type == T_REF) {
			label_select(&b, &resources[r->fields[i].target], r->fields[i].name);
			p->n_columns++;
		}
	buf_printf(&b, " FROM \"%s\" t", r->name);
	p->select = str_z(a, buf_view(&b));
	buf_z(&b, resource_in_workspace(r) ? " WHERE t.workspace_id = ?1 AND t.id = ?2" : " WHERE t.id = ?2");
	p->get = str_z(a, buf_view(&b));
}

/* Global tables have no ?1; SQLite numbers by the written index, so ?2 stays ?2 and ?1 is bound unused. PostgreSQL
 * wants every parameter to have a type: the global form mentions it in a way that costs nothing. */
static void build_get_global(struct arena *a, const struct resource *r, struct plan *p)
{
	if (!resource_in_workspace(r))
		p->get = arena_printf(a, "%s AND CAST(?1 AS BIGINT) IS NOT NULL", p->get);
}

static void build_insert(struct arena *a, const struct resource *r, struct plan *p)
{
	auto_buf b;
	int n = 0;
	const char *const head[] = {"workspace_id", "id", "rev", "created_at", "created_by", "updated_at", "updated_by", "number", "custom"};

	buf_init(&b, 0);
	buf_printf(&b, "INSERT INTO \"%s\" (", r->name);
	for (size_t i = 0; i < sizeof head / sizeof head[0]; i++) {
		if ((i == 0 && !resource_in_workspace(r)) || (i == 7 && !(r->flags & R_NUMBERED)) ||
		    (i == 8 && !(r->flags & R_CUSTOM)))
			continue;
		buf_printf(&b, "%s%s", n++ ? ", " : "", head[i]);
	}
	for (int i = 0; i < r->n_fields; i++, n++)
		buf_printf(&b, ", \"%s\"", r->fields[i].name);
	buf_z(&b, ") VALUES (");
	for (int i = 1; i <= n; i++)
		buf_printf(&b, "%s?%d", i > 1 ? ", " : "", i);
	buf_char(&b, ')');
	p->insert = str_z(a, buf_view(&b));
}

static void plans_build(struct model *m)
{
	for (int i = 0; i < RES_COUNT; i++) {
		build_select(&m->arena, &resources[i], &m->plans[i]);
		build_get_global(&m->arena, &resources[i], &m->plans[i]);
		build_insert(&m->arena, &resources[i], &m->plans[i]);
	}
}

struct model *model_new(void)
{
	struct model *m = mem_alloc(sizeof *m);

	lock_init(&m->id_lock);
	arena_init(&m->arena);
	plans_build(m);
	return m;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	arena_release(&m->arena);
	lock_release(&m->id_lock);
	mem_free(m);
}

void model_set_hooks(struct model *m, enum resource_id r, const struct model_hooks *hooks)
{
	m->hooks[r] = *hooks;
}
