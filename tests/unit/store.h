/* A fresh SQLite store with one workspace for unit tests of the layers above model. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours is base/cx.h */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/thread.h"
#include "model/engine.h"

struct store {
	struct arena arena;
	struct cx cx; /* in the workspace, as its owner's membership */
	char path[96];
};

static enum err store_workspace(struct cx *cx, void *arg)
{
	struct workspace w = {0};
	struct user u = {0};
	struct membership m = {0};

	(void)arg;
	w.head.id = model_new_id(cx);
	cx->workspace_id = w.head.id;
	SET(&w, workspace, name, STR("Test"));
	TRY(model_create(cx, &resources[RES_workspace], &w));
	SET(&u, user, email, STR("owner@test.example"));
	TRY(model_create(cx, &resources[RES_user], &u));
	SET(&m, membership, user_id, u.head.id);
	SET(&m, membership, name, STR("Owner"));
	SET(&m, membership, roles, 1ll << E_role_owner);
	TRY(model_create(cx, &resources[RES_membership], &m));
	cx->member_id = m.head.id;
	return OK;
}

static void store_unlink(const struct store *s)
{
	char side[112];
	static const char *const ends[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(side, sizeof side, "%s%s", s->path, ends[i]);
		(void)unlink(side);
	}
}

static int store_setup(void **state)
{
	static int number;
	struct store *s = calloc(1, sizeof *s);
	char url[112];

	(void)snprintf(s->path, sizeof s->path, "/tmp/earshot-test-%d-%d.db", getpid(), number++);
	store_unlink(s);
	(void)snprintf(url, sizeof url, "sqlite:%s", s->path);
	arena_init(&s->arena);
	s->cx.arena = &s->arena;
	s->cx.now_us = clock_wall_us();
	rng_seed(&s->cx.rng, 42);
	s->cx.model = model_new();
	*state = s;
	if (db_open(&s->cx, url, &s->cx.db) || schema_check(&s->cx, true) || model_lease_node(&s->cx, s->cx.model) ||
	    db_write(&s->cx, store_workspace, NULL)) {
		(void)fprintf(stderr, "store: %s\n", fail_text(&s->cx));
		return -1;
	}
	s->cx.permissions = roles[E_role_owner].permissions;
	db_start_writer(s->cx.db);
	return 0;
}

static int store_teardown(void **state)
{
	struct store *s = *state;

	db_close(s->cx.db);
	model_free(s->cx.model);
	arena_release(&s->arena);
	store_unlink(s);
	free(s);
	return 0;
}

struct store_sql {
	const char *sql;
	int64_t a, ret;
};

static enum err store_run_int(struct cx *cx, void *arg)
{
	struct store_sql *q = arg;

	return db_one_int(cx, q->sql, DB_ARGS(db_int(q->a)), &q->ret, NULL);
}

static enum err store_run_exec(struct cx *cx, void *arg)
{
	struct store_sql *q = arg;

	return db_exec(cx, q->sql, DB_ARGS(db_int(q->a)), NULL);
}

/* One integer; ?1 is a. */
[[maybe_unused]] static int64_t store_int(struct store *s, const char *sql, int64_t a)
{
	struct store_sql q = {sql, a, 0};

	assert_int_equal(db_read(&s->cx, store_run_int, &q), OK);
	return q.ret;
}

[[maybe_unused]] static void store_exec(struct store *s, const char *sql, int64_t a)
{
	struct store_sql q = {sql, a, 0};

	assert_int_equal(db_write(&s->cx, store_run_exec, &q), OK);
}
