/* DDL for both stores from the tables, plus the hand-written tables of the engine itself. What changes here after a
 * release needs a migration that makes the same of an old store: src/model/migrate.c. */
#include "model/engine.h"
#include <string.h>

/* Tables that are not resources. On PostgreSQL BLOB becomes BYTEA, and TEXT gets the collation "C": texts then compare by
 * their bytes as on SQLite, and no index depends on the operating system's locales, which change under it. */
static const char *const engine_tables[] = {
	"CREATE TABLE schema_version (version BIGINT NOT NULL, min_reader BIGINT NOT NULL, applied_at BIGINT NOT NULL)",
	"CREATE TABLE node (id BIGINT PRIMARY KEY, last_ms BIGINT NOT NULL, leased_until BIGINT NOT NULL, token BIGINT NOT NULL)",
	"CREATE TABLE counter (workspace_id BIGINT NOT NULL, resource TEXT NOT NULL, last BIGINT NOT NULL, "
	"PRIMARY KEY (workspace_id, resource))",
	/* kind and the two ends; sign 1 or -1 */
	"CREATE TABLE link (workspace_id BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, from_id BIGINT NOT "
	"NULL, to_id BIGINT NOT NULL, "
	"sign BIGINT NOT NULL, made_by TEXT NOT NULL, author BIGINT, made_at BIGINT NOT NULL, reason TEXT, PRIMARY KEY (workspace_id, id))",
	"CREATE UNIQUE INDEX link_down ON link (workspace_id, kind, from_id, to_id)",
	"CREATE INDEX link_up ON link (workspace_id, kind, to_id, from_id)",
	"CREATE TABLE change (workspace_id BIGINT NOT NULL, id BIGINT NOT NULL, tx BIGINT, resource TEXT NOT NULL, object_id BIGINT NOT NULL, "
	"rev BIGINT NOT NULL, kind TEXT NOT NULL, who BIGINT, actor TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT, request TEXT, "
	"seq BIGINT, hash BLOB, values_hash BLOB, PRIMARY KEY (workspace_id, id))",
	"CREATE UNIQUE INDEX change_seq ON change (workspace_id, seq)",
	"CREATE INDEX change_object ON change (workspace_id, object_id, id)",
	"CREATE INDEX change_unsealed ON change (id) WHERE seq IS NULL",
	"CREATE TABLE change_value (workspace_id BIGINT NOT NULL, change_id BIGINT NOT NULL, field TEXT NOT NULL, old_value TEXT, "
	"salt BLOB, hash BLOB, PRIMARY KEY (workspace_id, change_id, field))",
	"CREATE TABLE search_doc (workspace_id BIGINT NOT NULL, object_id BIGINT NOT NULL, kind TEXT NOT NULL, doc BIGINT NOT NULL @TOKENS@, "
	"PRIMARY KEY (workspace_id, object_id))",
	"CREATE INDEX search_doc_doc ON search_doc (doc, workspace_id, object_id)",
	"CREATE TABLE stage_reached (workspace_id BIGINT NOT NULL, evidence_id BIGINT NOT NULL, stage TEXT NOT NULL, at "
	"BIGINT NOT NULL, cause BIGINT, "
	"PRIMARY KEY (workspace_id, evidence_id, stage))",
	"CREATE TABLE follower (workspace_id BIGINT NOT NULL, name TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (workspace_id, name))",
	"CREATE TABLE custom_value (workspace_id BIGINT NOT NULL, field_id BIGINT NOT NULL, value TEXT NOT NULL, object_id BIGINT NOT NULL, "
	"PRIMARY KEY (workspace_id, field_id, object_id))",
	"CREATE INDEX custom_value_find ON custom_value (workspace_id, field_id, value, object_id)",
	"CREATE TABLE blob_part (workspace_id BIGINT NOT NULL, attachment_id BIGINT NOT NULL, part BIGINT NOT NULL, bytes BLOB NOT NULL, "
	"PRIMARY KEY (workspace_id, attachment_id, part))",
	"CREATE TABLE idempotency (workspace_id BIGINT NOT NULL, principal BIGINT NOT NULL, key TEXT NOT NULL, request_hash BLOB NOT NULL, "
	"status BIGINT NOT NULL, resource TEXT, object_id BIGINT, at BIGINT NOT NULL, PRIMARY KEY (workspace_id, principal, key))",
	"CREATE TABLE sign_in_link (hash TEXT PRIMARY KEY, user_id BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT)",
	"CREATE TABLE attempt (key TEXT PRIMARY KEY, failures BIGINT NOT NULL, last_at BIGINT NOT NULL)",
	"CREATE TABLE job (id BIGINT PRIMARY KEY, workspace_id BIGINT NOT NULL, kind TEXT NOT NULL, args TEXT NOT NULL, state TEXT NOT NULL, "
	"run_at BIGINT NOT NULL, lease_until BIGINT, lease_token BIGINT, attempts BIGINT NOT NULL, done BIGINT NOT NULL, "
	"total BIGINT NOT NULL, "
	"member_id BIGINT, cursor TEXT, result TEXT, error TEXT, cancel BIGINT NOT NULL, created_at BIGINT NOT NULL, "
	"updated_at BIGINT NOT NULL)",
	"CREATE INDEX job_due ON job (state, run_at, id)",
	"CREATE INDEX job_workspace ON job (workspace_id, id)",
	"CREATE TABLE import_error (workspace_id BIGINT NOT NULL, import_id BIGINT NOT NULL, row_number BIGINT NOT NULL, field TEXT NOT NULL, "
	"message TEXT NOT NULL, PRIMARY KEY (workspace_id, import_id, row_number, field))",
	"CREATE TABLE import_count (workspace_id BIGINT NOT NULL, import_id BIGINT NOT NULL, day BIGINT NOT NULL, account_id BIGINT NOT NULL, "
	"items BIGINT NOT NULL, PRIMARY KEY (workspace_id, import_id, day, account_id))",
	"CREATE TABLE erasure (workspace_id BIGINT NOT NULL, object_id BIGINT NOT NULL, resource TEXT NOT NULL, at BIGINT "
	"NOT NULL, PRIMARY KEY (workspace_id, object_id))",
	"CREATE TABLE status_link (hash TEXT PRIMARY KEY, workspace_id BIGINT NOT NULL, contact_id BIGINT NOT NULL, "
	"created_at BIGINT NOT NULL)",
	"CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
};

static const char *column_type(const struct field *f, enum db_kind kind)
{
	switch (f->type) {
	case T_NUM:
		return "DOUBLE PRECISION";
	case T_INT:
	case T_BOOL:
	case T_DATE:
	case T_TIME:
	case T_REF:
		return "BIGINT";
	default:
		return kind == DB_POSTGRES ? "TEXT COLLATE \"C\"" : "TEXT";
	}
}

void schema_statement(struct buf *out, enum db_kind kind, const char *sql)
{
	for (const char *p = sql; *p;) {
		if (strncmp(p, " BLOB", 5) == 0) {
			buf_z(out, kind == DB_POSTGRES ? " BYTEA" : " BLOB");
			p += 5;
		} else if (kind == DB_POSTGRES && strncmp(p, " TEXT", 5) == 0) {
			buf_z(out, " TEXT COLLATE \"C\"");
			p += 5;
		} else if (strncmp(p, "@TOKENS@", 8) == 0) {
			buf_z(out, kind == DB_POSTGRES ? ", tokens TSVECTOR NOT NULL" : "");
			p += 8;
		} else {
			buf_char(out, *p++);
		}
	}
	buf_z(out, ";\n");
}

static void table_sql(struct buf *out, enum db_kind kind, const struct resource *r)
{
	bool global = !resource_in_workspace(r);

	buf_printf(out, "CREATE TABLE \"%s\" (%sid BIGINT NOT NULL, rev BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by BIGINT, "
			"updated_at BIGINT NOT NULL, updated_by BIGINT, archived_at BIGINT, merged_into BIGINT",
		   r->name, global ? "" : "workspace_id BIGINT NOT NULL, ");
	if (r->flags & R_NUMBERED)
		buf_z(out, ", number BIGINT NOT NULL");
	if (r->flags & R_CUSTOM)
		buf_z(out, ", custom TEXT");
	for (int i = 0; i < r->n_fields; i++)
		buf_printf(out, ", \"%s\" %s%s", r->fields[i].name, column_type(&r->fields[i], kind),
			   r->fields[i].flags & F_REQ ? " NOT NULL" : "");
	buf_printf(out, ", PRIMARY KEY (%sid));\n", global ? "" : "workspace_id, ");
}

static void indexes_sql(struct buf *out, const struct resource *r)
{
	const char *ws = resource_in_workspace(r) ? "workspace_id, " : "";

	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];

		/* Most items leave most fields empty: the index holds those that do not. */
		if (f->flags & (F_FILTER | F_SORT))
			buf_printf(out, "CREATE INDEX \"%s_%s\" ON \"%s\" (%s\"%s\", id)%s%s%s;\n", r->name, f->name, r->name, ws,
				   f->name, f->flags & F_REQ ? "" : " WHERE \"", f->flags & F_REQ ? "" : f->name,
				   f->flags & F_REQ ? "" : "\" IS NOT NULL");
		if (f->flags & F_UNIQUE)
			buf_printf(out, "CREATE UNIQUE INDEX \"%s_%s_unique\" ON \"%s\" (%s\"%s\") WHERE archived_at IS NULL;\n", r->name,
				   f->name, r->name, ws, f->name);
	}
	if (r->unique[0])
		buf_printf(out, "CREATE UNIQUE INDEX \"%s_key\" ON \"%s\" (%s\"%s\"%s%s%s) WHERE archived_at IS NULL;\n", r->name, r->name,
			   ws, r->unique[0], strcmp(r->unique[1], "workspace_id") ? ", \"" : "",
			   strcmp(r->unique[1], "workspace_id") ? r->unique[1] : "",
			   strcmp(r->unique[1], "workspace_id") ? "\"" : "");
	if (r->flags & R_NUMBERED)
		buf_printf(out, "CREATE UNIQUE INDEX \"%s_number\" ON \"%s\" (workspace_id, number);\n", r->name, r->name);
}

void schema_sql(struct buf *out, enum db_kind kind)
{
	for (size_t i = 0; i < sizeof engine_tables / sizeof engine_tables[0]; i++)
		schema_statement(out, kind, engine_tables[i]);
	if (kind == DB_SQLITE)
		buf_z(out, "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='', tokenize=\"" SEARCH_TOKENIZER "\", detail=full);\n");
	else
		buf_z(out, "CREATE INDEX search_doc_tokens ON search_doc USING GIN (tokens);\n");
	for (int i = 0; i < RES_COUNT; i++) {
		table_sql(out, kind, &resources[i]);
		indexes_sql(out, &resources[i]);
	}
}

enum err schema_create(struct cx *cx)
{
	auto_buf sql;
	struct str rest, line;

	buf_init(&sql, 0);
	schema_sql(&sql, db_kind(cx->db));
	rest = buf_view(&sql);
	while (str_split(&rest, '\n', &line))
		if (line.n > 1)
			TRY(db_exec(cx, str_z(cx->arena, line), DB_NO_ARGS, NULL));
	return db_exec(cx, "INSERT INTO schema_version (version, min_reader, applied_at) VALUES (?1, ?2, ?3)",
		       DB_ARGS(db_int(SCHEMA_VERSION), db_int(SCHEMA_MIN_READER), db_int(cx->now_us)), NULL);
}
