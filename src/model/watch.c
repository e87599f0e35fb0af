/* Tells upper layers that newly sealed changes may be there. SQLite: after each commit of this process, and when
 * PRAGMA data_version tells of another's. PostgreSQL: a thread seals soon after each commit here, and every 250 ms in case
 * a node died before it could, then notifies all nodes; never more than 20 times a second. */
#include "base/clock.h"
#include "base/log.h"
#include "model/engine.h"

enum { LOOK_MS = 250, LEAST_US = 50000, RETRY_US = 1000000 };

struct watch {
	const struct cx *root;
	void (*on_change)(void *arg);
	void *arg;
	struct lock lock;
	struct signal_ wake;
	bool stopping, committed;
	pthread_t looker, sealer;
};

static bool stopping(struct watch *w)
{
	HOLD(&w->lock);
	return w->stopping;
}

static void after_commit(void *arg)
{
	struct watch *w = arg;

	if (db_kind(w->root->db) == DB_SQLITE) {
		w->on_change(w->arg);
		return;
	}
	if (pthread_equal(pthread_self(), w->sealer))
		return; /* its own commits are no news to it */
	HOLD(&w->lock);
	w->committed = true;
	signal_one(&w->wake);
}

static void *look(void *arg)
{
	struct watch *w = arg;
	struct arena arena;
	struct cx cx;

	arena_init(&arena);
	while (!stopping(w)) {
		cx_fork(w->root, &arena, &cx);
		if (db_wait_foreign(&cx, LOOK_MS))
			w->on_change(w->arg);
		arena_reset(&arena);
	}
	arena_release(&arena);
	return NULL;
}

static enum err notify(struct cx *cx, void *arg)
{
	(void)arg;
	return db_exec(cx, "NOTIFY earshot_change", DB_NO_ARGS, NULL);
}

static enum err seal_and_tell(struct watch *w, struct arena *arena)
{
	struct cx cx;
	int64_t sealed;

	cx_fork(w->root, arena, &cx);
	enum err e = change_seal(&cx, &sealed, NULL);

	if (!e && sealed) {
		w->on_change(w->arg);
		e = db_raw(&cx, notify, NULL);
	}
	if (e)
		log_event(LOG_WARN, "seal", "detail=\"%s\"", fail_text(&cx));
	arena_reset(arena);
	return e;
}

static void pause_for(struct watch *w, int64_t us)
{
	int64_t until = clock_mono_us() + us;

	while (!w->stopping && clock_mono_us() < until)
		(void)signal_wait_us(&w->wake, &w->lock, until - clock_mono_us());
}

static void *seal(void *arg)
{
	struct watch *w = arg;
	struct arena arena;

	arena_init(&arena);
	lock_take(&w->lock);
	while (!w->stopping) {
		if (!w->committed)
			(void)signal_wait_us(&w->wake, &w->lock, LOOK_MS * 1000);
		w->committed = false;
		lock_give(&w->lock);
		enum err e = seal_and_tell(w, &arena);

		lock_take(&w->lock);
		pause_for(w, e ? RETRY_US : LEAST_US);
	}
	lock_give(&w->lock);
	arena_release(&arena);
	return NULL;
}

struct watch *watch_start(const struct cx *root, void (*on_change)(void *arg), void *arg)
{
	struct watch *w = mem_alloc(sizeof *w);
	const struct db_hooks hooks = {.after_commit = after_commit, .arg = w};

	w->root = root;
	w->on_change = on_change;
	w->arg = arg;
	lock_init(&w->lock);
	signal_init(&w->wake);
	db_set_hooks(root->db, &hooks);
	w->looker = thread_start(look, w, "watch");
	if (db_kind(root->db) == DB_POSTGRES)
		w->sealer = thread_start(seal, w, "seal");
	return w;
}

void watch_stop(struct watch *w)
{
	const struct db_hooks none = {0};

	if (!w)
		return;
	lock_take(&w->lock);
	w->stopping = true;
	signal_all(&w->wake);
	lock_give(&w->lock);
	thread_join(w->looker);
	if (db_kind(w->root->db) == DB_POSTGRES)
		thread_join(w->sealer);
	db_set_hooks(w->root->db, &none);
	signal_release(&w->wake);
	lock_release(&w->lock);
	mem_free(w);
}
