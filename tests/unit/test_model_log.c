/* The change log and the proof of it: sealing beside running writers, and each kind of damage that verify must find. */
#include "tests/db/engine.h"
#include "base/thread.h"
#include "model/verify/verify.h"

struct found {
	char kinds[400], first[500];
	struct verify v;
};

static void note(void *arg, const char *kind, const char *detail)
{
	struct found *f = arg;
	size_t n = strlen(f->kinds);

	if (!f->first[0])
		(void)snprintf(f->first, sizeof f->first, "%s: %s", kind, detail);
	if (!strstr(f->kinds, kind))
		(void)snprintf(f->kinds + n, sizeof f->kinds - n, "%s ", kind);
}

static struct found verify(struct cx *cx)
{
	struct found f = {.v = {.damage = note}};

	f.v.arg = &f;
	fail_clear(cx);
	int64_t ws = cx->workspace_id;
	enum err e = model_verify(cx, &f.v);

	if (e)
		BROKEN("verify: %d %s", e, fail_text(cx));
	cx->workspace_id = ws;
	return f;
}

struct made {
	int64_t source, evidence, theme, opportunity, contact, account;
};

static enum err link_run(struct cx *cx, void *arg)
{
	return link_add(cx, arg, NULL);
}
static enum err unlink_run(struct cx *cx, void *arg)
{
	struct link *l = arg;

	return link_remove(cx, l->kind, l->from, l->to, STR(""));
}
struct merge {
	int64_t from, into;
};
static enum err merge_run(struct cx *cx, void *arg)
{
	struct merge *m = arg;

	return model_merge(cx, R(theme), m->from, m->into, STR("same"));
}
static enum err move_run(struct cx *cx, void *arg)
{
	return model_move(cx, R(opportunity), *(int64_t *)arg, -1, E_opportunity_state_offered, STR("ready"));
}
static enum err stage_run(struct cx *cx, void *arg)
{
	struct made *m = arg;

	return db_exec(cx,
		       "INSERT INTO stage_reached (workspace_id, evidence_id, stage, at, cause) SELECT workspace_id, "
		       "object_id, 'received', at, id "
		       "FROM change WHERE workspace_id = ?1 AND object_id = ?2 AND rev = 1",
		       DB_ARGS(WS(cx), db_int(m->evidence)), NULL);
}

/* A bit of everything that leaves rows in the log. */
static struct made make(struct cx *cx)
{
	struct made m;

	(void)CREATE(cx, R(custom_field), "{'resource':'account','key':'region','name':'Region','type':'text','filterable':true}");
	m.source = CREATE(cx, R(source), "{'name':'Desk','kind':'helpdesk'}");
	m.account = CREATE(cx, R(account), "{'name':'Acme','arr':5,'custom':{'region':'EU'}}");
	m.contact = CREATE(cx, R(contact), "{'name':'Ann','email':'ann@example.org','account_id':'%s'}", id_text(cx, R(account), m.account));
	m.evidence = CREATE(cx, R(evidence),
			    "{'source_id':'%s','kind':'verbatim','said_at':'2026-03-01','score':0.1,'verbatim':'Slow "
			    "slow export','contact_id':'%s'}",
			    id_text(cx, R(source), m.source), id_text(cx, R(contact), m.contact));
	m.theme = CREATE(cx, R(theme), "{'name':'Speed'}");
	m.opportunity = CREATE(cx, R(opportunity), "{'need':'Be fast'}");
	(void)CREATE(cx, R(comment), "{'object':'%s','body':'see'}", id_text(cx, R(evidence), m.evidence));
	assert_int_equal(version(cx, R(evidence), m.evidence, "{'verbatim':'Slow exports','said_at':'2026-02-01'}"), OK);
	assert_int_equal(patch(cx, R(evidence), m.evidence, -1, "{'urgency':'high','title':'Export'}"), OK);
	assert_int_equal(patch(cx, R(evidence), m.evidence, -1, "{'urgency':null}"), OK);
	assert_int_equal(patch(cx, R(account), m.account, -1, "{'custom':{'region':'US'},'arr':null}"), OK);
	assert_int_equal(db_write(cx, move_run, &m.opportunity), OK);
	struct link l = {.kind = LINK_evidence_theme, .from = m.evidence, .to = m.theme},
		    o = {.kind = LINK_evidence_opportunity, .from = m.evidence, .to = m.opportunity, .sign = -1};

	assert_int_equal(db_write(cx, link_run, &l), OK);
	assert_int_equal(db_write(cx, link_run, &o), OK);
	int64_t twin = CREATE(cx, R(theme), "{'name':'Pace'}"),
		other = CREATE(cx, R(theme), "{'name':'Tempo','parent_id':'%s'}", id_text(cx, R(theme), twin));
	struct link t = {.kind = LINK_evidence_theme, .from = m.evidence, .to = twin},
		    u = {.kind = LINK_theme_opportunity, .from = twin, .to = m.opportunity};

	assert_int_equal(db_write(cx, link_run, &t), OK);
	assert_int_equal(db_write(cx, link_run, &u), OK);
	assert_int_equal(db_write(cx, merge_run, &(struct merge){twin, m.theme}), OK);
	t = (struct link){.kind = LINK_evidence_theme, .from = m.evidence, .to = other};
	assert_int_equal(db_write(cx, link_run, &t), OK);
	assert_int_equal(db_write(cx, unlink_run, &t), OK);
	assert_int_equal(db_write(cx, stage_run, &m), OK);
	return m;
}

static void sound(void **state)
{
	struct cx *cx = CX(state);

	(void)make(cx);
	engine_enter((struct engine *)*state, 1);
	(void)make(cx);
	struct found f = verify(cx);

	if (f.v.damaged)
		BROKEN("%lld damages, first %s", (long long)f.v.damaged, f.first);
	assert_true(f.v.changes >= 40 && f.v.objects >= 20 && f.v.links >= 6 && f.v.documents >= 14 && f.v.references > 20 && f.v.values > 40);
}

struct damage {
	const char *sql, *kind, *only; /* only: 's' SQLite, 'p' PostgreSQL, NULL both */
};

/* Each on a store of its own: what a hand in the file, a bug or a bad disk may do. */
static const struct damage damages[] = {
	{"UPDATE change SET who = 7 WHERE rev = 1", "chain", NULL},
	{"UPDATE change SET at = at + 1 WHERE kind = 'version'", "chain", NULL},
	{"UPDATE change SET actor = 'machine' WHERE kind = 'version'", "chain", NULL},
	{"UPDATE change SET reason = 'other' WHERE kind = 'move'", "chain", NULL},
	{"DELETE FROM change WHERE kind = 'version'", "chain history", NULL},
	{"UPDATE change SET seq = NULL, tx = 1 WHERE kind = 'version'", "chain", "s"},
	{"UPDATE change_value SET hash = salt WHERE field = 'verbatim'", "values", NULL},
	{"DELETE FROM change_value WHERE field = 'verbatim'", "values", NULL},
	{"UPDATE change_value SET old_value = 'forged' WHERE field = 'verbatim'", "history", NULL},
	{"UPDATE change_value SET old_value = NULL WHERE field = 'arr'", "history", NULL},
	{"UPDATE evidence SET score = 0.2", "history", NULL},
	{"UPDATE evidence SET language = 'en'", "history", NULL},
	{"UPDATE opportunity SET state = 'done'", "history", NULL},
	{"UPDATE account SET custom = NULL", "history mirror", NULL},
	{"UPDATE custom_value SET value = 'Mars'", "mirror", NULL},
	{"DELETE FROM custom_value", "mirror", NULL},
	{"UPDATE evidence SET rev = rev + 1", "history", NULL},
	{"DELETE FROM comment", "history", NULL},
	{"INSERT INTO team (workspace_id, id, rev, created_at, updated_at, name) SELECT workspace_id, 77, 1, 1, 1, 'ghost' FROM source", "history", NULL},
	{"DELETE FROM link WHERE kind = 'evidence_theme'", "link", NULL},
	{"UPDATE link SET sign = 1 WHERE kind = 'evidence_opportunity'", "link", NULL},
	{"UPDATE link SET to_id = to_id + 1 WHERE kind = 'evidence_theme'", "link", NULL},
	{"INSERT INTO link (workspace_id, id, kind, from_id, to_id, sign, made_by, made_at) SELECT t.workspace_id, 5, 'theme_insight', t.id, 6, 1, 'person', 1 FROM theme t WHERE t.number = 1", "link", NULL},
	{"DELETE FROM source", "history reference", NULL},
	{"UPDATE contact SET account_id = 99", "history reference", NULL},
	{"UPDATE theme SET merged_into = 99 WHERE merged_into IS NOT NULL", "reference", NULL},
	{"DELETE FROM search_doc WHERE kind = 'ev'", "index", NULL},
	{"UPDATE search_doc SET doc = doc + 1048576 WHERE kind = 'ev'", "index", NULL},
	{"INSERT INTO search_doc (workspace_id, object_id, kind, doc) SELECT workspace_id, 99, 'ev', 1 FROM source", "index", "s"},
	{"INSERT INTO search_fts (rowid, tokens) VALUES (12345, 'ghost words')", "index", "s"},
	{"INSERT INTO search_fts (rowid, tokens) SELECT doc, 'more' FROM search_doc WHERE kind = 'th'", "index", "s"},
	{"INSERT INTO search_fts (search_fts) VALUES ('delete-all')", "index", "s"},
	{"UPDATE search_doc SET tokens = CAST('''ghost'':1' AS TSVECTOR) WHERE kind = 'ev'", "index", "p"},
	{"UPDATE stage_reached SET evidence_id = 99", "stage", NULL},
	{"UPDATE stage_reached SET cause = 99", "stage", NULL},
	{"UPDATE stage_reached SET stage = 'dreamt'", "stage", NULL},
	{"INSERT INTO follower (workspace_id, name, seq) SELECT workspace_id, 'x', 100000 FROM source", "stage", NULL},
	{"UPDATE counter SET last = 1 WHERE resource = 'theme'", "number", NULL},
};

struct undo {
	const struct damage *d;
	struct found found;
};

/* Damages inside a transaction that is taken back, so that one store serves for all. */
static enum err damage_run(struct cx *cx, void *arg)
{
	struct undo *u = arg;

	TRY(db_exec(cx, u->d->sql, DB_NO_ARGS, NULL));
	u->found = verify(cx); /* joins this transaction */
	return fail(cx, ERR_CANCELLED, NULL, "taken back");
}

static void finds_each_damage(void **state)
{
	struct cx *cx = CX(state);

	(void)make(cx);
	(void)verify(cx); /* seals on PostgreSQL */
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		struct undo u = {.d = &damages[i]};
		struct str kinds = str_of(damages[i].kind), kind;

		if (u.d->only && (u.d->only[0] == 's') != (store_kind == DB_SQLITE))
			continue;
		fail_clear(cx);
		if (db_write(cx, damage_run, &u) != ERR_CANCELLED)
			BROKEN("%s: %s", u.d->sql, fail_text(cx));
		while (str_split(&kinds, ' ', &kind))
			if (!strstr(u.found.kinds, str_z(cx->arena, kind)))
				BROKEN("%s\n  is not found as %.*s but as: %s (%s)", u.d->sql, STR_ARG(kind), u.found.kinds, u.found.first);
	}
	assert_int_equal(verify(cx).v.damaged, 0);
}

enum { WRITERS = 4, EACH = 40 };
struct writer {
	struct cx root;
	int64_t theme;
	int failed;
};

static void *write_many(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < EACH; i++) {
		struct arena arena;
		struct cx cx = w->root;

		arena_init(&arena);
		cx.arena = &arena;
		if (i % 2)
			(void)CREATE(&cx, R(team), "{'name':'t%lld'}", (long long)model_new_id(&cx));
		else /* one object that all change: its versions must be sealed in their order */
			while (patch(&cx, R(theme), w->theme, -1, arena_printf(&arena, "{'name':'n%lld'}", (long long)model_new_id(&cx))) == ERR_STALE)
				w->failed++;
		arena_release(&arena);
	}
	return NULL;
}

struct sealing {
	struct cx root;
	bool *stop;
	int64_t sealed;
};

static void *seal_on(void *arg)
{
	struct sealing *s = arg;

	while (!__atomic_load_n(s->stop, __ATOMIC_ACQUIRE)) {
		struct arena arena;
		struct cx cx = s->root;
		int64_t n = 0;

		arena_init(&arena);
		cx.arena = &arena;
		if (change_seal(&cx, &n, NULL) != OK)
			(void)fprintf(stderr, "seal: %s\n", fail_text(&cx));
		s->sealed += n;
		arena_release(&arena);
	}
	return NULL;
}

static void seals_beside_writers(void **state)
{
	struct cx *cx = CX(state);
	struct writer w[WRITERS];
	struct sealing s[2];
	pthread_t writer[WRITERS], sealer[2];
	bool stop = false;
	int64_t theme = CREATE(cx, R(theme), "{'name':'busy'}");

	for (int i = 0; i < 2; i++) {
		s[i] = (struct sealing){.root = *cx, .stop = &stop};
		sealer[i] = thread_start(seal_on, &s[i], "seal");
	}
	for (int i = 0; i < WRITERS; i++) {
		w[i] = (struct writer){.root = *cx, .theme = theme};
		writer[i] = thread_start(write_many, &w[i], "write");
	}
	for (int i = 0; i < WRITERS; i++)
		thread_join(writer[i]);
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (int i = 0; i < 2; i++)
		thread_join(sealer[i]);
	struct found f = verify(cx);

	if (f.v.damaged)
		BROKEN("%lld damages, first %s", (long long)f.v.damaged, f.first);
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND seq IS NULL", DB_ARGS(WS(cx))), 0);
	/* the same object by rev */
	assert_int_equal(one_int(cx,
				 "SELECT COUNT(*) FROM change a JOIN change b ON b.workspace_id = a.workspace_id AND b.object_id = a.object_id "
				 "WHERE a.workspace_id = ?1 AND a.rev > 0 AND b.rev > a.rev AND b.seq < a.seq",
				 DB_ARGS(WS(cx))),
			 0);
	assert_int_equal(one_int(cx, "SELECT rev FROM theme WHERE workspace_id = ?1 AND id = ?2",
				 DB_ARGS(WS(cx), db_int(theme))),
			 1 + WRITERS * EACH / 2);
}

static void count_one(void *arg)
{
	__atomic_add_fetch((int *)arg, 1, __ATOMIC_ACQ_REL);
}

/* Two processes on one store: each hears of the other's changes, and of its own, once they are sealed. */
static void watches(void **state)
{
	struct engine *t = *state;
	struct cx *cx = CX(state), other = *cx;
	struct watch *w[2];
	int heard[2] = {0, 0};

	assert_int_equal(db_open(&other, t->store.url, &other.db), OK);
	w[0] = watch_start(cx, count_one, &heard[0]);
	w[1] = watch_start(&other, count_one, &heard[1]);
	(void)usleep(600000);
	__atomic_store_n(&heard[0], 0, __ATOMIC_RELEASE);
	__atomic_store_n(&heard[1], 0, __ATOMIC_RELEASE);
	(void)CREATE(cx, R(team), "{'name':'watched'}");
	for (int i = 0; i < 200 && !(__atomic_load_n(&heard[0], __ATOMIC_ACQUIRE) && __atomic_load_n(&heard[1], __ATOMIC_ACQUIRE)); i++)
		(void)usleep(10000);
	assert_true(__atomic_load_n(&heard[0], __ATOMIC_ACQUIRE) > 0);
	assert_true(__atomic_load_n(&heard[1], __ATOMIC_ACQUIRE) > 0);
	assert_int_equal(one_int(cx, "SELECT COUNT(*) FROM change WHERE workspace_id = ?1 AND seq IS NULL", DB_ARGS(WS(cx))), 0);
	(void)usleep(600000); /* and then it is quiet: nobody wakes himself */
	int before = __atomic_load_n(&heard[0], __ATOMIC_ACQUIRE);

	(void)usleep(600000);
	assert_int_equal(__atomic_load_n(&heard[0], __ATOMIC_ACQUIRE), before);
	watch_stop(w[0]);
	watch_stop(w[1]);
	db_close(other.db);
}

int main(void)
{
	const struct CMUnitTest log[] = {
		ENGINE_TEST_ALONE(sound),
		ENGINE_TEST_ALONE(finds_each_damage),
		ENGINE_TEST_ALONE(seals_beside_writers),
		ENGINE_TEST_ALONE(watches),
	};
	return STORES_RUN(log);
}
