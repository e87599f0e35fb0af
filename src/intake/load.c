/* Records into the store: each becomes objects, new versions, counts or errors. */
#include "intake/load.h"
#include "base/clock.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

bool is_row_error(enum err e)
{
	return e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_STATE || e == ERR_NOT_FOUND || e == ERR_FORBIDDEN || e == ERR_TOO_LARGE ||
	       e == ERR_UNSUPPORTED || e == ERR_STALE;
}

static enum err note_error(struct cx *cx, struct loader *l, int64_t row, struct str field, struct str message)
{
	if (message.n > 500)
		message.n = utf8_offset(message, 240);
	if (l->c.failed++ >= ERRORS_KEPT)
		return OK;
	return db_exec(cx,
		       "INSERT INTO import_error (workspace_id, import_id, row_number, field, message) VALUES (?1, ?2, ?3, ?4, ?5) "
		       "ON CONFLICT (workspace_id, import_id, row_number, field) DO UPDATE SET message = excluded.message",
		       DB_ARGS(db_int(cx->workspace_id), db_int(l->import.head.id), db_int(row), db_text(field), db_text(message)), NULL);
}

/* ---- custom values ---- */

static enum err custom_value(struct cx *cx, const struct custom_column *c, struct str key, struct str text, struct json_out *j)
{
	double d;
	int32_t days;
	int64_t us;
	char date[16];
	const char *field = arena_printf(cx->arena, "custom.%.*s", STR_ARG(key));

	json_key(j, c->text);
	switch (c->type) {
	case E_custom_type_number:
		if (!str_to_f64(text, &d))
			return fail(cx, ERR_INVALID, field, "must be a number");
		json_num(j, d);
		return OK;
	case E_custom_type_bool:
		if (!str_eq_nocase(text, "yes") && !str_eq_nocase(text, "no") && !str_eq_nocase(text, "true") && !str_eq_nocase(text, "false") &&
		    !str_is(text, "1") && !str_is(text, "0"))
			return fail(cx, ERR_INVALID, field, "must be yes or no");
		json_bool(j, strchr("yYtT1", text.p[0]) != NULL);
		return OK;
	case E_custom_type_date:
		if (!when_parse(text, DATE_ANY, &us))
			return fail(cx, ERR_INVALID, field, "must be a date that exists");
		days = (int32_t)(us / US_PER_DAY);
		(void)date_format(days, date);
		json_z(j, date);
		return OK;
	default:
		json_str(j, text);
		return OK;
	}
}

/* The row's custom column, keyed by definition; NULL p when the row has none. */
static enum err custom_text(struct cx *cx, const struct loader *l, const struct prepared *p, struct str *ret)
{
	auto_buf b;
	struct json_out j;
	int n = 0;

	buf_init(&b, 0);
	*ret = (struct str){0};
	if (!p->custom)
		return OK;
	json_start(&j, &b);
	json_open(&j);
	for (int k = 0; k < l->n_custom; k++) {
		int column = l->custom_order[k];

		if (!p->custom[column].p)
			continue;
		TRY(custom_value(cx, &l->custom[column], l->plan.targets[column].key, p->custom[column], &j));
		n++;
	}
	json_close(&j);
	if (n)
		*ret = str_copy(cx->arena, buf_view(&b));
	return OK;
}

/* The row's filterable custom values into the engine's mirror, as they now stand in its custom column. */
static void mirror(struct cx *cx, const struct loader *l, const struct prepared *p, int64_t object, struct str custom, bool replace)
{
	json_t *values = p->custom && custom.n ? json_loadb(custom.p, custom.n, 0, NULL) : NULL;

	for (int k = 0; values && k < l->n_custom; k++) {
		const struct custom_column *c = &l->custom[l->custom_order[k]];
		json_t *v = json_object_get(values, c->text);

		if (c->filterable && v && p->custom[l->custom_order[k]].p)
			custom_mirror(cx, c->id, object, v, replace);
	}
	json_decref(values);
}

static struct str merged_custom(struct cx *cx, struct str old, struct str new)
{
	json_t *a = old.n ? json_loadb(old.p, old.n, 0, NULL) : json_object(), *b = json_loadb(new.p, new.n, 0, NULL);
	char *z;

	if (a && b)
		(void)json_object_update(a, b);
	z = a ? json_dumps(a, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	struct str out = str_copy(cx->arena, z ? str_of(z) : new);

	free(z);
	json_decref(a);
	json_decref(b);
	return out;
}

/* ---- one object ---- */

static bool differs(const struct resource *r, const void *old, const void *row)
{
	uint64_t given = ((const struct row_head *)row)->given;

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		if (!(given >> i & 1))
			continue;
		if (row_has(old, i) != row_has(row, i))
			return true;
		if (row_has(row, i) && (field_is_text(f) ? !str_eq(field_str(old, f), field_str(row, f))
							 : f->type == T_NUM ? field_num(old, f) != field_num(row, f)
									    : field_int(old, f) != field_int(row, f)))
			return true;
	}
	return false;
}

/* Another row brought it before: a new version when it says something else now. */
static enum err bring_again(struct cx *cx, struct loader *l, struct prepared *p, int64_t id)
{
	const struct resource *r = l->plan.as;
	void *old = arena_alloc(cx->arena, r->size);
	struct row_head *h = p->row;
	struct str custom;

	TRY(model_get(cx, r, id, old));
	TRY(custom_text(cx, l, p, &custom));
	if (custom.p)
		custom = merged_custom(cx, ((struct row_head *)old)->custom, custom);
	if (!differs(r, old, p->row) && (!custom.p || str_eq(custom, ((struct row_head *)old)->custom))) {
		l->c.skipped++;
		return OK;
	}
	l->c.updated++;
	if (l->order.dry_run)
		return OK;
	h->set &= h->given; /* defaults of this run are not news */
	h->custom = custom;
	TRY(model_update(cx, r, id, -1, true, p->row, STR("imported again")));
	mirror(cx, l, p, id, custom, true);
	return OK;
}

static enum err create(struct cx *cx, struct loader *l, struct prepared *p)
{
	l->c.created++;
	if (l->order.dry_run)
		return OK;
	struct row_head *h = p->row;

	TRY(custom_text(cx, l, p, &h->custom));
	TRY(model_create(cx, l->plan.as, p->row));
	mirror(cx, l, p, h->id, h->custom, false);
	return OK;
}

static int64_t evidence_kind(int64_t source_kind)
{
	switch (source_kind) {
	case E_source_kind_interview:
		return E_evidence_kind_interview;
	case E_source_kind_sales:
		return E_evidence_kind_relayed;
	case E_source_kind_observation:
	case E_source_kind_analytics:
		return E_evidence_kind_observed;
	default:
		return E_evidence_kind_verbatim;
	}
}

static enum err known(struct cx *cx, int64_t source_id, struct str external_id, int64_t *ret_id, int64_t *ret_import)
{
	struct db_rows *r;

	*ret_id = *ret_import = 0;
	TRY(db_query(cx,
		     "SELECT id, import_id FROM evidence WHERE workspace_id = ?1 AND source_id = ?2 AND external_id = "
		     "?3 AND archived_at IS NULL",
		     DB_ARGS(db_int(cx->workspace_id), db_int(source_id), db_text(external_id)), &r));
	if (db_next(r)) {
		*ret_id = db_col_int(r, 0);
		*ret_import = db_col_int(r, 1);
	}
	return db_end(r);
}

/* The same words twice in one file, without ids: two statements, told apart by a number. */
static enum err count_up(struct cx *cx, const struct loader *l, struct evidence *e, struct str key, int64_t *ret_id, int64_t *ret_import)
{
	for (int n = 2; *ret_import == l->import.head.id && *ret_id && n <= 1000; n++) {
		e->external_id = str_of(arena_printf(cx->arena, "%.*s-%d", STR_ARG(key), n));
		TRY(known(cx, e->source_id, e->external_id, ret_id, ret_import));
	}
	return OK;
}

static enum err who_and_where(struct cx *cx, struct loader *l, struct prepared *p, struct evidence *e)
{
	int64_t account = 0, contact = 0, area = 0;

	TRY(find_account(cx, l, &p->account, &account));
	TRY(find_contact(cx, l, &p->contact, account, &contact));
	TRY(find_area(cx, l, p->area, &area));
	if (account > 0)
		SET(e, evidence, account_id, account);
	if (contact > 0)
		SET(e, evidence, contact_id, contact);
	if (area > 0)
		SET(e, evidence, area_id, area);
	return OK;
}

static enum err put_evidence(struct cx *cx, struct loader *l, struct prepared *p)
{
	struct evidence *e = p->row;
	int64_t id, import, source;

	TRY(find_source(cx, l, p->source, &source));
	TRY(who_and_where(cx, l, p, e));
	e->source_id = source; /* not given: an update leaves it */
	id = import = 0;
	if (!l->fresh || l->careful || source != l->import.source_id)
		TRY(known(cx, source, e->external_id, &id, &import));
	if (p->row_key.n && !l->order.dry_run)
		TRY(count_up(cx, l, e, p->row_key, &id, &import));
	if (id && import == l->import.head.id && !p->row_key.n) {
		struct evidence *old = ARENA_NEW(cx->arena, struct evidence);

		TRY(model_get(cx, l->plan.as, id, old));
		if (differs(l->plan.as, old, e))
			return fail(cx, ERR_INVALID, "external_id", "\"%.*s\" was used by an earlier row of this file that says something else",
				    (int)(e->external_id.n > 60 ? 60 : e->external_id.n), e->external_id.p);
	}
	if (id)
		return bring_again(cx, l, p, id);
	SET(e, evidence, source_id, source);
	if (!HAS(e, evidence, kind))
		SET(e, evidence, kind, evidence_kind(l->source_kind));
	SET(e, evidence, received_at, l->import.head.created_at);
	if (e->said_at < l->history_before)
		SET(e, evidence, is_history, 1);
	SET(e, evidence, import_id, l->import.head.id);
	/* rows are archived or emptied, never removed: what was found or made in this run is still there */
	e->head.sure = 1ull << FI_evidence_source_id | 1ull << FI_evidence_import_id | 1ull << FI_evidence_account_id |
		       1ull << FI_evidence_contact_id;
	return create(cx, l, p);
}

/* Nothing was said: one more of that day and account. */
static enum err put_count(struct cx *cx, struct loader *l, struct prepared *p)
{
	const struct evidence *e = p->row;
	int64_t account, day = e->said_at / US_PER_DAY - (e->said_at % US_PER_DAY < 0);

	TRY(find_account(cx, l, &p->account, &account));
	if (l->counted_before) {
		l->c.skipped++;
		return OK;
	}
	l->c.counted++;
	if (l->order.dry_run)
		return OK;
	return db_exec(cx,
		       "INSERT INTO import_count (workspace_id, import_id, day, account_id, items) VALUES (?1, ?2, ?3, ?4, 1) "
		       "ON CONFLICT (workspace_id, import_id, day, account_id) DO UPDATE SET items = import_count.items + 1",
		       DB_ARGS(db_int(cx->workspace_id), db_int(l->import.head.id), db_int(day), db_int(account)), NULL);
}

/* The object this row is about, by what is unique about it, else by its name. */
static enum err find_other(struct cx *cx, const struct resource *r, const void *row, int64_t *ret)
{
	int label = resource_label(r);

	*ret = 0;
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < r->n_fields; i++) {
			const struct field *f = &r->fields[i];

			if (!row_has(row, i) || !field_is_text(f) || (pass == 0 ? !(f->flags & F_UNIQUE) : i != label))
				continue;
			TRY(db_one_int(cx,
				       arena_printf(cx->arena,
						    "SELECT id FROM \"%s\" WHERE workspace_id = ?1 AND \"%s\" = ?2 AND "
						    "archived_at IS NULL ORDER BY id LIMIT 1",
						    r->name, f->name),
				       DB_ARGS(db_int(cx->workspace_id), db_text(field_str(row, f))), ret, NULL));
			if (*ret)
				return OK;
			if (pass == 0 && r->id == RES_contact)
				return OK; /* another address: another person, though the name is the same */
		}
	return OK;
}

static enum err put_other(struct cx *cx, struct loader *l, struct prepared *p)
{
	int64_t id, account;

	if (l->plan.as->id == RES_contact) {
		TRY(find_account(cx, l, &p->account, &account));
		if (account > 0)
			SET((struct contact *)p->row, contact, account_id, account);
	}
	TRY(find_other(cx, l->plan.as, p->row, &id));
	((struct row_head *)p->row)->given = ((struct row_head *)p->row)->set;
	return id ? bring_again(cx, l, p, id) : create(cx, l, p);
}

/* ---- batches ---- */

struct one {
	struct loader *l;
	struct unit *u;
};

static enum err put_unit(struct cx *cx, void *arg)
{
	struct one *o = arg;

	for (struct prepared *p = o->u->first; p; p = p->next) {
		if (p->what == ROW_BAD)
			TRY(note_error(cx, o->l, p->row_number, str_of(p->field), str_of(p->message)));
		else if (p->what == ROW_COUNT)
			TRY(put_count(cx, o->l, p));
		else if (o->l->plan.as->id == RES_evidence)
			TRY(put_evidence(cx, o->l, p));
		else
			TRY(put_other(cx, o->l, p));
	}
	return OK;
}

/* Only after a batch failed: each record stands or falls alone (savepoints cost time). */
static enum err put_carefully(struct cx *cx, struct one *o)
{
	struct counters before = o->l->c;
	enum err e = db_savepoint(cx, put_unit, o);

	if (!is_row_error(e))
		return e;
	struct str field = str_copy(cx->arena, str_of(cx->failure.n ? cx->failure.detail[0].field : ""));
	struct str message = str_copy(cx->arena, str_of(fail_text(cx)));

	fail_clear(cx);
	loader_forget(o->l, &before, o->l->next_unit, o->l->row);
	return note_error(cx, o->l, o->u->row, field, message);
}

static enum err write_counters(struct cx *cx, const struct loader *l)
{
	const struct counters *c = &l->c;

	return db_exec(cx,
		       "UPDATE \"import\" SET \"read\" = ?3, created = ?4, updated = ?5, skipped = ?6, counted = ?7, failed = ?8, "
		       "accounts_created = ?9, contacts_created = ?10 WHERE workspace_id = ?1 AND id = ?2",
		       DB_ARGS(db_int(cx->workspace_id), db_int(l->import.head.id), db_int(c->read), db_int(c->created), db_int(c->updated),
			       db_int(c->skipped), db_int(c->counted), db_int(c->failed), db_int(c->accounts), db_int(c->contacts)),
		       NULL);
}

enum err loader_write(struct cx *cx, struct loader *l)
{
	int64_t start = clock_thread_us(); /* of work: on a busy machine smaller batches would only make more of them */

	(void)snprintf(cx->request_id, sizeof cx->request_id, "%s", l->import_id); /* the change log says which import it was */
	while (l->next_unit < l->n_units) {
		struct unit *u = &l->units[l->next_unit];
		struct one o = {l, u};

		TRY(l->careful ? put_carefully(cx, &o) : put_unit(cx, &o));
		l->c.read++;
		l->row = u->row;
		l->next_unit++;
		if (clock_thread_us() - start > BATCH_US)
			break;
	}
	return write_counters(cx, l);
}

enum err loader_fill(struct cx *cx, struct loader *l)
{
	struct cx reading = *cx; /* rows outlive this step */
	struct record r;

	arena_reset(&l->rows_arena);
	reading.arena = &l->rows_arena;
	l->n_units = l->next_unit = 0;
	while (l->n_units < UNITS_MAX && l->rows_arena.total < 8 * 1024 * 1024) {
		if (!table_next(l->table, &r)) {
			l->at_end = true;
			return table_ended(cx, l->table);
		}
		l->units[l->n_units].row = r.row;
		l->units[l->n_units++].first = rows_prepare(&reading, &l->plan, &r, l->import.head.created_at);
	}
	return OK;
}

/* ---- making it ---- */

static enum err load_custom(struct cx *cx, struct loader *l)
{
	int n = l->plan.shape.n_columns;

	l->custom = ARENA_ARRAY(&l->arena, struct custom_column, n + 1);
	l->custom_order = ARENA_ARRAY(&l->arena, int, n + 1);
	for (int i = 0; i < n; i++) {
		struct db_rows *r;

		if (l->plan.targets[i].kind != TARGET_CUSTOM)
			continue;
		TRY(db_query(cx,
			     "SELECT id, type, filterable FROM custom_field WHERE workspace_id = ?1 AND resource = ?2 "
			     "AND \"key\" = ?3 AND archived_at IS NULL",
			     DB_ARGS(db_int(cx->workspace_id), db_z(l->plan.as->name), db_text(l->plan.targets[i].key)),
			     &r));
		if (db_next(r)) {
			l->custom[i].id = db_col_int(r, 0);
			l->custom[i].type = enum_by_name(ENUM_custom_type, db_col_str(r, 1));
			l->custom[i].filterable = db_col_int(r, 2) != 0;
			id_format(&resources[RES_custom_field], l->custom[i].id, l->custom[i].text);
		}
		TRY(db_end(r));
		if (!l->custom[i].id) {
			if (!l->order.dry_run)
				return fail(cx, ERR_STATE, "map", "the custom field %.*s was removed meanwhile", STR_ARG(l->plan.targets[i].key));
			continue;
		}
		int at = l->n_custom++;

		while (at > 0 && strcmp(l->custom[l->custom_order[at - 1]].text, l->custom[i].text) > 0) {
			l->custom_order[at] = l->custom_order[at - 1];
			at--;
		}
		l->custom_order[at] = i;
	}
	return OK;
}

static enum err load_source(struct cx *cx, struct loader *l)
{
	struct workspace *w = ARENA_NEW(&l->arena, struct workspace);
	struct source *s = ARENA_NEW(&l->arena, struct source);
	int64_t items, days;

	l->source_kind = -1;
	if (!HAS(&l->import, import, source_id))
		return OK;
	TRY(model_get(cx, &resources[RES_source], l->import.source_id, s));
	TRY(model_get(cx, &resources[RES_workspace], cx->workspace_id, w));
	l->source_kind = s->kind;
	days = HAS(s, source, history_days) ? s->history_days : HAS(w, workspace, history_days) ? w->history_days : HISTORY_DAYS;
	l->history_before = l->import.head.created_at - days * US_PER_DAY;
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM evidence WHERE workspace_id = ?1 AND source_id = ?2 LIMIT 1) x",
		       DB_ARGS(db_int(cx->workspace_id), db_int(l->import.source_id)), &items, NULL));
	l->fresh = items == 0;
	return OK;
}

struct opening {
	struct loader *l;
	struct str import_id;
};

static enum err load_import(struct cx *cx, void *arg)
{
	struct opening *o = arg;
	struct loader *l = o->l;
	struct import *im = &l->import;
	int64_t id;

	TRY(model_resolve(cx, o->import_id, &resources[RES_import], NULL, &id));
	TRY(model_get(cx, &resources[RES_import], id, im));
	TRY(plan_read(cx, im->mapping, &l->plan, &l->order));
	id_format(&resources[RES_import], id, l->import_id);
	l->c = (struct counters){im->read,    im->created, im->updated,		 im->skipped,
				 im->counted, im->failed,  im->accounts_created, im->contacts_created};
	int64_t before;

	TRY(db_one_int(cx,
		       "SELECT COUNT(*) FROM \"import\" WHERE workspace_id = ?1 AND file_hash = ?2 AND id < ?3 AND "
		       "state = 'done' "
		       "AND COALESCE(source_id, 0) = ?4 AND COALESCE(dry_run, 0) = 0 AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_text(im->file_hash), db_int(id),
			       db_int(HAS(im, import, source_id) ? im->source_id : 0)),
		       &before, NULL));
	l->counted_before = before > 0;
	TRY(load_source(cx, l));
	return load_custom(cx, l);
}

static enum err open_at(struct cx *cx, struct loader *l, int64_t from_row)
{
	struct record r;

	TRY(table_open(cx, l->order.path, &l->plan.shape, &l->table));
	/* Rows already written (and the header) are read past: simpler and safer than a byte position, and quick. */
	for (int skip = l->plan.shape.header_rows; skip > 0 && table_next(l->table, &r); skip--)
		;
	while (l->row < from_row && table_next(l->table, &r))
		l->row = r.row;
	return OK;
}

enum err loader_new(struct cx *cx, struct str import_id, int64_t from_row, struct loader **ret)
{
	struct loader *l = mem_alloc(sizeof *l);
	struct opening o = {l, import_id};
	struct arena *outer = cx->arena;

	arena_init(&l->arena);
	arena_init(&l->rows_arena);
	arena_init(&l->cache_arena);
	map_init(&l->accounts);
	map_init(&l->contacts);
	map_init(&l->sources);
	map_init(&l->areas);
	cx->arena = &l->arena;
	enum err e = db_read(cx, load_import, &o);

	if (!e)
		e = open_at(cx, l, from_row);
	cx->arena = outer;
	if (e) {
		loader_free(l);
		return e;
	}
	*ret = l;
	return OK;
}

void loader_free(void *arg)
{
	struct loader *l = arg;

	table_close(l->table);
	map_release(&l->accounts);
	map_release(&l->contacts);
	map_release(&l->sources);
	map_release(&l->areas);
	arena_release(&l->cache_arena);
	arena_release(&l->rows_arena);
	arena_release(&l->arena);
	mem_free(l);
}
