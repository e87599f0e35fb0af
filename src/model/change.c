/* Change log: who changed what and when, sealed per workspace into a hash chain (architecture.md section 5).
 * A creation keeps one salted hash over the whole row; a change keeps, for each changed field, the old value and a
 * salted hash of the new one, so that no text stands twice. Rows are written at the end of the batch; on SQLite they
 * are numbered and chained there, on PostgreSQL change_seal() does it after commit. */
#include "base/hash.h"
#include "model/engine.h"
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
	return str_of(arena_printf(a, "%lld", (long long)field_int(row, f)));
}

struct str change_value_text(struct arena *a, const void *row, const struct field *f, int index)
{
	return value_text(a, row, f, index);
}

/* All values of a row, in field order, empty ones left out: stable when fields are added later. */
void change_canonical(struct arena *a, const struct resource *r, const void *row, struct buf *out)
{
	for (int i = 0; i < r->n_fields; i++) {
		struct str v = value_text(a, row, &r->fields[i], i);

		if (!v.p || (r->fields[i].flags & F_SYSTEM))
			continue;
		buf_printf(out, "%s=%zu:", r->fields[i].name, v.n);
		buf_str(out, v);
		buf_char(out, '\n');
	}
}

static void value_row(struct cx *cx, int64_t change, const char *field, struct str old, struct str new_text,
		      const unsigned char salt[SALT_BYTES], struct buf *all)
{
	struct hash h = hash_two((struct str){(const char *)salt, SALT_BYTES}, new_text);

	buf_z(all, field);
	buf_add(all, h.b, HASH_BYTES);
	db_defer(cx,
		 "INSERT INTO change_value (workspace_id, change_id, field, old_value, salt, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		 DB_ARGS(db_int(cx->workspace_id), db_int(change), db_z(field), old.p ? db_text(old) : DB_NIL,
			 db_blob(salt, SALT_BYTES), db_blob(h.b, HASH_BYTES)));
}

static void value_rows(struct cx *cx, int64_t change, const struct resource *r, const void *old, const void *row, struct buf *all)
{
	unsigned char salt[SALT_BYTES];

	secret_bytes(salt, sizeof salt);
	if (!old) {
		auto_buf whole;

		buf_init(&whole, 0);
		change_canonical(cx->arena, r, row, &whole);
		value_row(cx, change, "*", (struct str){0}, buf_view(&whole), salt, all);
		return;
	}
	for (int i = 0; i < r->n_fields; i++) {
		struct str before = value_text(cx->arena, old, &r->fields[i], i), after = value_text(cx->arena, row, &r->fields[i], i);

		if (!(!before.p == !after.p && str_eq(before, after)))
			value_row(cx, change, r->fields[i].name, before, after, salt, all);
	}
	struct str before = ((const struct row_head *)old)->custom, after = ((const struct row_head *)row)->custom;

	if (!str_eq(before, after))
		value_row(cx, change, "custom", before.n ? before : (struct str){0}, after, salt, all);
}

/* The chained hash of one sealed row; the order and form are part of the format. */
struct hash change_chain_hash(struct str previous, int64_t seq, int64_t id, struct str resource, int64_t object, int64_t rev,
			      struct str kind, int64_t who, int64_t at, struct str reason, struct str values_hash)
{
	auto_buf b;

	buf_init(&b, 0);
	buf_printf(&b, "%lld|%lld|%.*s|%lld|%lld|%.*s|%lld|%lld|%zu:", (long long)seq, (long long)id, STR_ARG(resource),
		   (long long)object, (long long)rev, STR_ARG(kind), (long long)who, (long long)at, reason.n);
	buf_str(&b, reason);
	buf_str(&b, values_hash);
	return hash_two(previous, buf_view(&b));
}

#define CHANGE_COLUMNS "workspace_id, id, tx, resource, object_id, rev, kind, who, actor, at, reason, request, values_hash, seq, hash"

/* SQLite: numbered and chained when the row is written, which is just before COMMIT. */
static enum err write_sealed(struct cx *cx, const struct db_value *v, int n)
{
	struct db_rows *r;
	struct db_value full[15];
	int64_t seq = 0;
	struct str previous = STR("");

	ASSERT(n == 13);
	TRY(db_query(cx, "SELECT seq, hash FROM change WHERE workspace_id = ?1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
		     DB_ARGS(v[0]), &r));
	if (db_next(r)) {
		seq = db_col_int(r, 0);
		previous = str_copy(cx->arena, db_col_str(r, 1));
	}
	TRY(db_end(r));
	memcpy(full, v, sizeof full[0] * 13);
	struct hash h = change_chain_hash(previous, seq + 1, v[1].i, v[3].s, v[4].i, v[5].i, v[6].s, v[7].type == DB_INT ? v[7].i : 0,
					  v[9].i, v[10].type == DB_TEXT ? v[10].s : STR(""), v[12].s);

	full[13] = db_int(seq + 1);
	full[14] = db_blob(h.b, HASH_BYTES);
	return db_exec(cx, "INSERT INTO change (" CHANGE_COLUMNS ") VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)", full, 15,
		       NULL);
}

void change_note(struct cx *cx, const struct resource *r, int64_t id, int64_t rev, enum change_kind kind, const void *old,
		 const void *row, struct str reason)
{
	static const char *const actors[] = {"person", "rule", "machine"};
	int64_t change = model_new_id(cx);
	auto_buf all;

	buf_init(&all, 0);
	if (!resource_in_workspace(r) && r->id != RES_workspace)
		return; /* accounts of people and secrets belong to no workspace's log */
	if (row)
		value_rows(cx, change, r, old, row, &all);
	struct hash values = hash_of(buf_view(&all));
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
