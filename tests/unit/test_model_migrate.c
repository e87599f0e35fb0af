/* Schema versions on both stores: an old store becomes what a fresh one is, a newer one is refused or read, two that
 * migrate at once do no harm. tests/db/schema-1.*.sql is the first version as it was. */
#include "tests/db/engine.h"
#include "base/thread.h"
#include <glob.h>

static enum err load_first(struct cx *cx, void *arg)
{
	const char *path = store_kind == DB_SQLITE ? "tests/db/schema-1.sqlite.sql" : "tests/db/schema-1.postgres.sql";
	FILE *f = fopen(path, "r");
	char line[8192];

	(void)arg;
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (strlen(line) > 1)
			TRY(db_exec(cx, arena_copy(cx->arena, line, strcspn(line, "\n")), DB_NO_ARGS, NULL));
	(void)fclose(f);
	return db_exec(cx, "INSERT INTO schema_version (version, min_reader, applied_at) VALUES (1, 1, 1)", DB_NO_ARGS, NULL);
}

static const char *const shape_sqlite =
	"SELECT m.name || ' ' || p.name || ' ' || p.type || ' ' || p.\"notnull\" || ' ' || COALESCE(p.dflt_value, '-') || ' ' || p.pk "
	"FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'search_fts_%' "
	"UNION ALL SELECT 'index ' || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1";
static const char *const shape_postgres =
	"SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
	"COALESCE(column_default, '-') || ' ' || "
	"COALESCE(collation_name, '-') FROM information_schema.columns WHERE table_schema = current_schema() "
	"UNION ALL SELECT 'index ' || replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname "
	"= current_schema() ORDER BY 1";

struct shape {
	struct str *lines;
	int n;
};

static enum err read_shape(struct cx *cx, void *arg)
{
	struct shape *s = arg;
	struct db_rows *r;

	s->lines = ARENA_ARRAY(cx->arena, struct str, 4000);
	TRY(db_query(cx, store_kind == DB_SQLITE ? shape_sqlite : shape_postgres, DB_NO_ARGS, &r));
	while (db_next(r)) {
		struct str line = str_copy(cx->arena, db_col_str(r, 0));
		size_t kept = 0;

		/* quotes, IF NOT EXISTS and the like are no difference */
		for (size_t i = 0; i < line.n; i++)
			if (line.p[i] != '"')
				((char *)(uintptr_t)line.p)[kept++] = line.p[i];
		line.n = kept;
		s->lines[s->n++] = line;
	}
	return db_end(r);
}

static struct shape shape_of(struct cx *cx)
{
	struct shape s = {0};

	assert_int_equal(db_read(cx, read_shape, &s), OK);
	assert_true(s.n > 300);
	return s;
}

static void migrated_is_fresh(void **state)
{
	struct store *old = *state, *fresh;
	void *other;

	assert_int_equal(db_write(&old->cx, load_first, NULL), OK);
	if (store_kind == DB_POSTGRES)
		assert_int_equal(schema_check(&old->cx, false), ERR_OLDER);
	fail_clear(&old->cx);
	if (schema_check(&old->cx, true) != OK)
		BROKEN("migrate: %s", fail_text(&old->cx));
	assert_int_equal(store_setup(&other), 0);
	fresh = other;
	assert_int_equal(schema_check(&fresh->cx, true), OK);
	struct shape a = shape_of(&old->cx), b = shape_of(&fresh->cx);

	for (int i = 0; i < a.n || i < b.n; i++)
		if (i >= a.n || i >= b.n || !str_eq(a.lines[i], b.lines[i]))
			BROKEN("an old store migrated and a fresh one differ:\n  old   %.*s\n  fresh %.*s\nA change of "
			       "the tables needs a migration "
			       "(docs/how-to/add-a-migration.md).",
			       i < a.n ? (int)a.lines[i].n : 1, i < a.n ? a.lines[i].p : "-",
			       i < b.n ? (int)b.lines[i].n : 1, i < b.n ? b.lines[i].p : "-");
	/* again: nothing to do */
	assert_int_equal(schema_check(&old->cx, true), OK);
	assert_int_equal(one_int(&old->cx, "SELECT COUNT(*) FROM schema_version", DB_NO_ARGS), SCHEMA_VERSION);
	assert_int_equal(store_teardown(&other), 0);
}

/* SQLite leaves a whole copy of what was before. */
static void backs_up_first(void **state)
{
	struct store *s = *state;
	struct cx *cx = &s->cx, copy = s->cx;
	glob_t found;

	if (store_kind != DB_SQLITE)
		return;
	assert_int_equal(db_write(cx, load_first, NULL), OK);
	assert_int_equal(schema_check(cx, false), OK);
	assert_int_equal(glob(arena_printf(cx->arena, "%s.schema-1.*", s->name), 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	assert_int_equal(db_open(&copy, arena_printf(cx->arena, "sqlite:%s", found.gl_pathv[0]), &copy.db), OK);
	assert_int_equal(one_int(&copy, "SELECT MAX(version) FROM schema_version", DB_NO_ARGS), 1);
	db_close(copy.db);
	(void)unlink(found.gl_pathv[0]);
	globfree(&found);
}

struct next {
	int64_t version, min_reader;
};
static enum err set_version(struct cx *cx, void *arg)
{
	const struct next *n = arg;

	return db_exec(cx, "INSERT INTO schema_version (version, min_reader, applied_at) VALUES (?1, ?2, 1)",
		       DB_ARGS(db_int(n->version), db_int(n->min_reader)), NULL);
}

static void newer(void **state)
{
	struct store *s = *state;
	struct next n = {SCHEMA_VERSION + 1, SCHEMA_VERSION};

	assert_int_equal(schema_check(&s->cx, true), OK);
	assert_int_equal(db_write(&s->cx, set_version, &n), OK);
	assert_int_equal(schema_check(&s->cx, true), OK); /* the next version said that we still understand it */
	n = (struct next){SCHEMA_VERSION + 2, SCHEMA_VERSION + 1};
	assert_int_equal(db_write(&s->cx, set_version, &n), OK);
	assert_int_equal(schema_check(&s->cx, true), ERR_NEWER);
	assert_non_null(strstr(fail_text(&s->cx), "use a newer Earshot"));
}

static void empty_postgres_is_asked_first(void **state)
{
	struct store *s = *state;

	if (store_kind != DB_POSTGRES)
		return;
	assert_int_equal(schema_check(&s->cx, false), ERR_OLDER);
	assert_non_null(strstr(fail_text(&s->cx), "earshot migrate"));
}

enum { AT_ONCE = 4 };
struct starter {
	const struct store *store;
	enum err err;
};

static void *migrate_one(void *arg)
{
	struct starter *s = arg;
	struct arena arena;
	struct cx cx = {.arena = &arena};

	arena_init(&arena);
	s->err = db_open(&cx, s->store->url, &cx.db);
	if (!s->err)
		s->err = schema_check(&cx, true);
	if (s->err)
		(void)fprintf(stderr, "%s\n", fail_text(&cx));
	db_close(cx.db);
	arena_release(&arena);
	return NULL;
}

static void at_once(void **state)
{
	struct store *s = *state;
	struct starter all[AT_ONCE];
	pthread_t thread[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++) {
		all[i] = (struct starter){.store = s};
		thread[i] = thread_start(migrate_one, &all[i], "migrate");
	}
	for (int i = 0; i < AT_ONCE; i++)
		thread_join(thread[i]);
	for (int i = 0; i < AT_ONCE; i++)
		assert_int_equal(all[i].err, OK);
	assert_int_equal(one_int(&s->cx, "SELECT COUNT(*) FROM schema_version", DB_NO_ARGS), 1);
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest migrate[] = {
		STORE_TEST(migrated_is_fresh),
		STORE_TEST(backs_up_first),
		STORE_TEST(newer),
		STORE_TEST(empty_postgres_is_asked_first),
		STORE_TEST(at_once),
	};
	return STORES_RUN(migrate);
}
