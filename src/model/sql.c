/* SQL texts of each resource, generated once from its field table. Called by model_new() only.
 * Every text names workspace_id on workspace tables; nothing from outside enters a text here. */
#include "model/engine.h"
#include <string.h>

/* The label of a referenced object: a column, and the join that finds it. A join keeps its cursor open over all rows of
 * a list, where a scalar select would open one for each row. */
static void label_select(struct buf *columns, struct buf *joins, const struct resource *target, const char *column, int n)
{
	int label = resource_label(target);

	if (label < 0) {
		buf_z(columns, ", NULL");
		return;
	}
	const char *name = target->fields[label].name;

	/* A verbatim can be long: its beginning names it; one more than LABEL_MAX, so that label_cut() sees the cut.
	 * A contact without a name is known by its address. */
	if (target->id == RES_contact)
		buf_printf(columns, ", substr(COALESCE(j%d.\"%s\", j%d.\"email\"), 1, 121)", n, name, n);
	else
		buf_printf(columns, ", substr(j%d.\"%s\", 1, 121)", n, name);
	buf_printf(joins, " LEFT JOIN \"%s\" j%d ON ", target->name, n);
	if (resource_in_workspace(target))
		buf_printf(joins, "j%d.workspace_id = t.workspace_id AND ", n);
	buf_printf(joins, "j%d.id = t.\"%s\"", n, column);
}

static struct str null_member(struct arena *a, const char *name, size_t n, const char *suffix)
{
	return str_of(arena_printf(a, ",\"%.*s%s\":null", (int)n, name, suffix));
}

/* Keys as they stand in JSON; owner_id is labelled owner_label, decided_by is labelled decided_by_label. */
static void build_keys(struct arena *a, const struct resource *r, struct plan *p)
{
	p->state = resource_state(r);
	if (!field_by_name(r, STR("owner_id"), &p->owner))
		p->owner = -1;
	p->key = ARENA_ARRAY(a, struct str, r->n_fields);
	p->label_key = ARENA_ARRAY(a, struct str, r->n_fields);
	p->move = ARENA_ARRAY(a, struct str, r->n_moves + 1);
	for (int i = 0; i < r->n_moves; i++)
		p->move[i] = str_of(arena_printf(a, "move:%s", enums[r->fields[p->state].target].values[r->moves[i].to]));
	for (int i = 0; i < r->n_fields; i++) {
		const char *name = r->fields[i].name;
		size_t n = strlen(name);

		p->key[i] = null_member(a, name, n, "");
		if (n > 3 && strcmp(name + n - 3, "_id") == 0)
			n -= 3;
		p->label_key[i] = null_member(a, name, n, "_label");
	}
}

static void build_select(struct arena *a, const struct resource *r, struct plan *p)
{
	auto_buf b, joins;
	int n = 0;

	buf_init(&b, 0);
	buf_init(&joins, 0);
	buf_printf(&b, "SELECT t.id, t.rev, %s, t.created_at, t.created_by, t.updated_at, t.updated_by, t.archived_at, %s, %s",
		   r->flags & R_NUMBERED ? "t.number" : "NULL", "t.merged_into", r->flags & R_CUSTOM ? "t.custom" : "NULL");
	p->first_field = COL_FIELDS;
	for (int i = 0; i < r->n_fields; i++)
		buf_printf(&b, ", t.\"%s\"", r->fields[i].name);
	p->first_label = COL_FIELDS + r->n_fields;
	p->n_columns = p->first_label + 1;
	if (resource_in_workspace(r))
		label_select(&b, &joins, &resources[RES_membership], "created_by", n++);
	else
		buf_z(&b, ", NULL");
	for (int i = 0; i < r->n_fields; i++)
		if (r->fields[i].type == T_REF) {
			label_select(&b, &joins, &resources[r->fields[i].target], r->fields[i].name, n++);
			p->n_columns++;
		}
	p->columns = str_z(a, buf_view(&b));
	p->joins = str_z(a, buf_view(&joins));
	buf_printf(&b, " FROM \"%s\" t", r->name);
	buf_str(&b, buf_view(&joins));
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
		build_keys(&m->arena, &resources[i], &m->plans[i]);
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
