/* Opening and closing what a command works on: data directory, store, schema, model with the rules of domain. */
#include "app/app.h"
#include "auth/auth.h"
#include "domain/domain.h"
#include "model/engine.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static enum err data_directory(struct cx *cx, const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return OK;
	if (errno != EEXIST)
		return fail(cx, ERR_READ_ONLY, NULL, "cannot make the data directory %s: %s", path, strerror(errno));
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return fail(cx, ERR_USAGE, NULL, "the data directory %s is not a directory", path);
	return OK;
}

static enum err open_store(struct cx *cx)
{
	const struct settings *s = cx->settings;
	const char *url = s->db;

	TRY(data_directory(cx, s->data));
	if (!*url)
		url = arena_printf(cx->arena, "sqlite:%s/earshot.db", s->data);
	return db_open(cx, url, &cx->db);
}

static enum err sign_in(struct cx *cx, void *arg)
{
	(void)arg;
	enum err e = auth_as_owner(cx, str_of(cx->settings->workspace));

	if (e == ERR_NOT_FOUND) {
		fail_clear(cx);
		return fail(cx, e, NULL,
			    *cx->settings->workspace ? "there is no workspace \"%.80s\" here: see earshot user list"
						     : "there is no workspace here yet: run `earshot init` first%.0s",
			    cx->settings->workspace);
	}
	return e;
}

enum err app_open(struct cx *cx, enum command_needs needs)
{
	TRY(open_store(cx));
	cx->model = model_new();
	auth_register(cx->model);
	domain_register(cx->model);
	TRY(schema_check(cx, needs == NEEDS_NEW_STORE));
	TRY(model_lease_node(cx, cx->model));
	return needs == NEEDS_WORKSPACE ? db_read(cx, sign_in, NULL) : OK;
}

void app_close(struct cx *cx)
{
	/* what fails here is done by others later: changes are sealed by any process, the lease runs out */
	if (cx->db && cx->model && !cx->conn && (change_seal(cx, NULL, NULL) != OK || model_release_node(cx, cx->model) != OK))
		fail_clear(cx);
	if (cx->db)
		db_close(cx->db);
	model_free(cx->model);
	cx->db = NULL;
	cx->model = NULL;
}
