/* Change log: who changed what and when, sealed per workspace into a hash chain (architecture.md section 5).
 * A creation keeps one salted hash over the whole row; a change keeps, for each changed field, the old value and a
 * salted hash of the new one, so that no text stands twice. Rows are written at the end of the batch; on SQLite they
 * are numbered and chained there, on PostgreSQL change_seal() does it after commit. */
#include "base/hash.h"
#include "model/engine.h"
#include <stdlib.h>
#include <string.h>

enum { SALT_BYTES = 16 };

const char *change_kind_name(enum change_kind k)
{
	static const char *const names[] = {"create", "update", "version", "archive", "restore", "move", "merge", "link", "unlink"};

	return names[k];
}

/* One field's value as text: the form kept as old value and hashed. */
static struct str value_text(struct arena *a, const void *row, const struct field *f, int index)
{
	if (!row || !row_has(row, index))
		return (struct str){0};
	if (field_is_text(f))
		return field_str(row, f);
	if (f->type == T_NUM) {
		auto_buf b;
		struct json_out j;

		buf_init(&b, 64);
		json_start(&j, &b);
		json_num(&j, field_num(row, f));
		return str_copy(a, buf_view(&b));
	}
	struct buf b = {.p = arena_alloc(a, 24), .cap = 24, .max = 24};

	buf_i64(&b, field_int(row, f)); /* printf was a tenth of a write */
	return buf_view(&b);
}

struct str change_value_text(struct arena *a, const void *row, const struct field *f, int index)
{
	return value_text(a, row, f, index);
}

/* All values of a row, in field order, empty ones left out: stable when fields are added later. What the program keeps
 * by itself (F_SYSTEM) is not part of what somebody created. */
void change_canonical_values(const struct resource *r, const struct str *values, struct buf *out)
{
	for (int i = 0; i <= r->n_fields; i++) {
		if (!values[i].p || (i < r->n_fields && (r->fields[i].flags & F_SYSTEM)))
			continue;
		buf_z(out, i < r->n_fields ? r->fields[i].name : "custom");
		buf_char(out, '=');
		buf_i64(out, (int64_t)values[i].n);
		buf_char(out, ':');
		buf_str(out, values[i]);
		buf_char(out, '\n');
	}
}

static void canonical(struct arena *a, const struct resource *r, const void *row, struct buf *out)
{
	struct str values[RES_FIELDS_MAX + 1], custom = ((const struct row_head *)row)->custom;

	for (int i = 0; i < r->n_fields; i++)
		values[i] = r->fields[i].flags & F_SYSTEM ? (struct str){0} : value_text(a, row, &r->fields[i], i);
	values[r->n_fields] = custom.n ? custom : (struct str){0};
	change_canonical_values(r, values, out);
}

struct value {
	const char *field;
	struct hash hash;
};

/* The values' hash of a change covers field names and hashes in the order of the names, which the store gives back. */
static int by_field(const void *a, const void *b)
{
	return strcmp(((const struct value *)a)->field, ((const struct value *)b)->field);
}

struct values {
	struct value v[RES_FIELDS_MAX + 1];
	int n;
	unsigned char salt[SALT_BYTES];
};

static void value_row(struct cx *cx, int64_t change, struct values *all, const char *field, struct str old, struct str new_text)
{
	struct hash h = hash_two((struct str){(const char *)all->salt, SALT_BYTES}, new_text);

	all->v[all->n++] = (struct value){field, h};
	db_defer(cx,
		 "INSERT INTO change_value (workspace_id, change_id, field, old_value, salt, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		 DB_ARGS(db_int(cx->workspace_id), db_int(change), db_z(field), old.p ? db_text(old) : DB_NIL,
			 db_blob(all->salt, SALT_BYTES), db_blob(h.b, HASH_BYTES)));
}

static void value_rows(struct cx *cx, int64_t change, const struct resource *r, const void *old, const void *row, struct values *all)
{
	secret_bytes(all->salt, sizeof all->salt);
	if (!old) {
		auto_buf whole;

		buf_init(&whole, 0);
		canonical(cx->arena, r, row, &whole);
		value_row(cx, change, all, "*", (struct str){0}, buf_view(&whole));
		return;
	}
	for (int i = 0; i < r->n_fields; i++) {
		struct str before = value_text(cx->arena, old, &r->fields[i], i), after = value_text(cx->arena, row, &r->fields[i], i);

		if (!(!before.p == !after.p && str_eq(before, after)))
			value_row(cx, change, all, r->fields[i].name, before, after);
	}
	struct str before = ((const struct row_head *)old)->custom, after = ((const struct row_head *)row)->custom;

	if (!str_eq(before, after))
		value_row(cx, change, all, "custom", before.n ? before : (struct str){0}, after);
	qsort(all->v, (size_t)all->n, sizeof all->v[0], by_field);
}

static struct hash values_hash(const struct values *all)
{
	auto_buf b;

	buf_init(&b, 0);
	for (int i = 0; i < all->n; i++) {
		buf_z(&b, all->v[i].field);
		buf_add(&b, all->v[i].hash.b, HASH_BYTES);
	}
	return hash_of(buf_view(&b));
}

struct hash change_chain_hash(struct str previous, const struct sealed *c)
{
	auto_buf b;

	buf_init(&b, 0);
	buf_printf(&b, "%lld|%lld|%.*s|%lld|%lld|%.*s|%lld|%.*s|%lld|%zu:", (long long)c->seq, (long long)c->id, STR_ARG(c->resource),
		   (long long)c->object, (long long)c->rev, STR_ARG(c->kind), (long long)c->who, STR_ARG(c->actor), (long long)c->at,
		   c->reason.n);
	buf_str(&b, c->reason);
	buf_str(&b, c->values_hash);
	return hash_two(previous, buf_view(&b));
}

#define CHANGE_COLUMNS "workspace_id, id, tx, resource, object_id, rev, kind, who, actor, at, reason, request, values_hash, seq, hash"

/* SQLite: numbered and chained when the row is written, which is just before COMMIT. */
static enum err read_chain_end(struct cx *cx, int64_t workspace_id, int64_t *ret_seq, struct str *ret_hash)
{
	struct db_rows *r;

	TRY(db_query(cx, "SELECT seq, hash FROM change WHERE workspace_id = ?1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
		     DB_ARGS(db_int(workspace_id)), &r));
	if (db_next(r)) {
		*ret_seq = db_col_int(r, 0);
		*ret_hash = str_copy(cx->arena, db_col_str(r, 1));
	}
	return db_end(r);
}

static enum err write_sealed(struct cx *cx, const struct db_value *v, int n)
{
	struct model *m = cx->model;
	struct db_value full[15];
	int64_t seq = 0;
	struct str previous = STR("");

	ASSERT(n == 13);
	if (m->chain_end.batch == db_batch(cx) && m->chain_end.workspace_id == v[0].i) {
		seq = m->chain_end.seq;
		previous = (struct str){(const char *)m->chain_end.hash.b, HASH_BYTES};
	} else {
		TRY(read_chain_end(cx, v[0].i, &seq, &previous));
	}
	memcpy(full, v, sizeof full[0] * 13);
	const struct sealed c = {.seq = seq + 1,
				 .id = v[1].i,
				 .resource = v[3].s,
				 .object = v[4].i,
				 .rev = v[5].i,
				 .kind = v[6].s,
				 .who = v[7].type == DB_INT ? v[7].i : 0,
				 .actor = v[8].s,
				 .at = v[9].i,
				 .reason = v[10].type == DB_TEXT ? v[10].s : STR(""),
				 .values_hash = v[12].s};
	struct hash h = change_chain_hash(previous, &c);

	full[13] = db_int(seq + 1);
	full[14] = db_blob(h.b, HASH_BYTES);
	TRY(db_exec(cx, "INSERT INTO change (" CHANGE_COLUMNS ") VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)", full, 15,
		    NULL));
	m->chain_end.batch = db_batch(cx);
	m->chain_end.workspace_id = v[0].i;
	m->chain_end.seq = seq + 1;
	m->chain_end.hash = h;
	return OK;
}

void change_note(struct cx *cx, const struct resource *r, int64_t id, int64_t rev, enum change_kind kind, const void *old,
		 const void *row, struct str reason)
{
	static const char *const actors[] = {"person", "rule", "machine"};
	struct values all = {.n = 0};

	if (!resource_in_workspace(r) && r->id != RES_workspace)
		return; /* accounts of people and secrets belong to no workspace's log */
	int64_t change = model_new_id(cx);

	if (row)
		value_rows(cx, change, r, old, row, &all);
	struct hash values = values_hash(&all);
	const struct db_value v[] = {db_int(cx->workspace_id),
				     db_int(change),
				     DB_NIL,
				     db_z(r->name),
				     db_int(id),
				     db_int(rev),
				     db_z(change_kind_name(kind)),
				     db_id(cx->member_id),
				     db_z(actors[cx->actor]),
				     db_int(cx->now_us),
				     reason.n ? db_text(reason) : DB_NIL,
				     db_z(cx->request_id),
				     db_blob(values.b, HASH_BYTES)};

	if (db_kind(cx->db) == DB_SQLITE)
		db_defer_call(cx, write_sealed, v, 13);
	else
		db_defer(cx,
			 "INSERT INTO change (workspace_id, id, tx, resource, object_id, rev, kind, who, actor, at, reason, request, values_hash) "
			 "VALUES (?1, ?2, COALESCE(?3, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)), ?4, ?5, ?6, ?7, ?8, "
			 "?9, ?10, ?11, ?12, ?13)",
			 v, 13);
}
