/* Migrations: numbered, forward only, additive within a release, so that programs of the old and the new version work on
 * the store side by side (docs/how-to/add-a-migration.md). Each is one transaction. What a fresh store gets (schema.c)
 * and what an old one becomes by these must be the same: a test compares both on both stores. */
#include "base/clock.h"
#include "base/log.h"
#include "model/engine.h"
#include <stdio.h>
#include <string.h>

struct migration {
	int version;    /* after it; without gaps */
	int min_reader; /* the oldest program's SCHEMA_VERSION that still understands the store after it */
	const char *summary;
	const char *statements[8]; /* ends with NULL */
};

static const struct migration migrations[] = {
	{2, 1, "finds changes that are not sealed yet", {"CREATE INDEX IF NOT EXISTS change_unsealed ON change (id) WHERE seq IS NULL"}},
};
_Static_assert(sizeof migrations / sizeof migrations[0] == SCHEMA_VERSION - 1, "a migration for each version after the first");

struct version {
	bool exists;
	int64_t version, min_reader;
};

static enum err read_version(struct cx *cx, void *arg)
{
	struct version *v = arg;
	struct db_rows *r;
	int64_t n;

	TRY(db_one_int(cx,
		       db_kind(cx->db) == DB_SQLITE
			       ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
			       : "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() "
				 "AND table_name = 'schema_version'",
		       DB_NO_ARGS, &n, NULL));
	v->exists = n > 0;
	if (!v->exists)
		return OK;
	TRY(db_query(cx, "SELECT version, min_reader FROM schema_version ORDER BY version DESC LIMIT 1", DB_NO_ARGS, &r));
	if (db_next(r)) {
		v->version = db_col_int(r, 0);
		v->min_reader = db_col_int(r, 1);
	}
	return db_end(r);
}

enum err schema_version_of(struct cx *cx, int64_t *ret_version)
{
	struct version v = {0};

	TRY(db_read(cx, read_version, &v));
	*ret_version = v.version;
	return OK;
}

/* One process migrates at a time; on SQLite the write transaction already says so. */
static enum err alone(struct cx *cx)
{
	int64_t one;

	if (db_kind(cx->db) == DB_SQLITE)
		return OK;
	return db_one_int(
		cx, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' earshot schema'))) s",
		DB_NO_ARGS, &one, NULL);
}

static enum err create_if_missing(struct cx *cx, void *arg)
{
	struct version v = {0};

	(void)arg;
	TRY(alone(cx));
	TRY(read_version(cx, &v)); /* another process may have been first */
	return v.exists ? OK : schema_create(cx);
}

static enum err apply(struct cx *cx, void *arg)
{
	const struct migration *m = arg;
	struct version v = {0};
	auto_buf sql;

	buf_init(&sql, 0);
	TRY(alone(cx));
	TRY(read_version(cx, &v));
	if (v.version >= m->version)
		return OK;
	for (int i = 0; m->statements[i]; i++) {
		buf_clear(&sql);
		schema_statement(&sql, db_kind(cx->db), m->statements[i]);
		TRY(db_exec(cx, str_z(cx->arena, buf_view(&sql)), DB_NO_ARGS, NULL));
	}
	return db_exec(cx, "INSERT INTO schema_version (version, min_reader, applied_at) VALUES (?1, ?2, ?3)",
		       DB_ARGS(db_int(m->version), db_int(m->min_reader), db_int(clock_wall_us())), NULL);
}

static enum err vacuum_into(struct cx *cx, void *arg)
{
	return db_exec(cx, "VACUUM INTO ?1", DB_ARGS(db_z(arg)), NULL);
}

/* SQLite: a whole copy beside the file, named for the version that it holds and the moment. */
static enum err back_up(struct cx *cx, int64_t version)
{
	char when[32], *path;
	size_t n = time_format(clock_wall_us() / US_PER_S * US_PER_S, when);

	for (size_t i = 0; i < n; i++)
		if (when[i] == ':')
			when[i] = '.';
	path = arena_printf(cx->arena, "%s.schema-%lld.%s", db_path(cx->db), (long long)version, when);
	TRY(db_raw(cx, vacuum_into, path));
	log_event(LOG_INFO, "schema.backup", "path=\"%s\"", path);
	return OK;
}

static enum err migrate_from(struct cx *cx, int64_t version)
{
	if (db_kind(cx->db) == DB_SQLITE)
		TRY(back_up(cx, version));
	for (size_t i = 0; i < sizeof migrations / sizeof migrations[0]; i++) {
		if (migrations[i].version <= version)
			continue;
		TRY(db_write(cx, apply, (void *)(uintptr_t)&migrations[i]));
		log_event(LOG_INFO, "schema.migrated", "version=%d", migrations[i].version);
	}
	return OK;
}

enum err schema_check(struct cx *cx, bool migrate)
{
	struct version v = {0};

	TRY(db_read(cx, read_version, &v));
	if (!v.exists) {
		if (db_kind(cx->db) == DB_POSTGRES && !migrate)
			return fail(cx, ERR_OLDER, NULL, "the database has no Earshot tables yet: run `earshot migrate` or `earshot init` first");
		return db_write(cx, create_if_missing, NULL);
	}
	if (v.min_reader > SCHEMA_VERSION)
		return fail(cx, ERR_NEWER, NULL,
			    "the database has schema %lld, which needs at least reader %lld; this program reads %d: use a newer Earshot",
			    (long long)v.version, (long long)v.min_reader, SCHEMA_VERSION);
	if (v.version >= SCHEMA_VERSION)
		return OK;
	if (db_kind(cx->db) == DB_POSTGRES && !migrate)
		return fail(cx, ERR_OLDER, NULL, "the database has schema %lld, this program writes %d: run `earshot migrate`",
			    (long long)v.version, SCHEMA_VERSION);
	return migrate_from(cx, v.version);
}
