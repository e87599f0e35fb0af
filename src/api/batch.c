/* POST /evidence/batch: many items at once, one JSON object a line, one answer a line in the same order.
 *
 * Lines are parsed here on the worker; each 500 are one write, each line in its own savepoint, so that a bad line
 * spoils no other and the store is never held for long. An item with an external_id is known by it and its source: the
 * same again changes nothing, other words become a new version. A client that lost the reply may send all again. */
#include "api/internal.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { BATCH_LINES = 500, LINE_MOST = 1024 * 1024 };
#define BATCH_BODY_MOST (64LL * 1024 * 1024)

enum outcome { LINE_FAILED, LINE_CREATED, LINE_UPDATED, LINE_SKIPPED };
struct line {
	int64_t number, id;
	struct evidence row;
	enum outcome outcome;
	enum err err;
	struct failure *why; /* of a failed one */
};

struct batch {
	struct call *call;
	struct cx *cx; /* the caller's, with an arena of the batch */
	struct line *line;
	int n;
};

static void failed(struct batch *b, struct line *l, enum err e)
{
	l->outcome = LINE_FAILED;
	l->err = e;
	l->why = ARENA_NEW(b->cx->arena, struct failure);
	*l->why = b->cx->failure;
	fail_clear(b->cx);
}

static enum err parse(struct batch *b, struct str text, struct line *l)
{
	json_t *body = NULL;

	if (text.n > LINE_MOST)
		return fail(b->cx, ERR_TOO_LARGE, NULL, "the line is longer than %d bytes", LINE_MOST);
	TRY(json_read(b->cx, text, &body));
	enum err e = model_parse(b->cx, &resources[RES_evidence], body, PARSE_CREATE, &l->row);

	json_decref(body);
	return e;
}

/* The live item of the same source and external id; 0: none. */
static enum err known(struct cx *cx, const struct evidence *row, int64_t *ret_id)
{
	*ret_id = 0;
	if (!HAS(row, evidence, source_id) || !HAS(row, evidence, external_id))
		return OK;
	return db_one_int(cx,
			  "SELECT id FROM evidence WHERE workspace_id = ?1 AND source_id = ?2 AND external_id = ?3 AND archived_at IS NULL",
			  DB_ARGS(db_int(cx->workspace_id), db_int(row->source_id), db_text(row->external_id)), ret_id, NULL);
}

static enum err update(struct cx *cx, int64_t id, struct line *l)
{
	const struct resource *r = &resources[RES_evidence];
	struct evidence old;

	TRY(model_get(cx, r, id, &old));
	if (!model_may_update(cx, r, old.head.created_by, 0))
		return fail(cx, ERR_FORBIDDEN, NULL, "changing this item needs the permission %s", permission_name(P_evidence_update_all));
	TRY(model_update(cx, r, id, -1, true, &l->row, STR("batch")));
	l->outcome = l->row.head.rev == old.head.rev ? LINE_SKIPPED : LINE_UPDATED;
	return OK;
}

static enum err put_one(struct cx *cx, void *arg)
{
	struct line *l = arg;

	TRY(known(cx, &l->row, &l->id));
	if (l->id)
		return update(cx, l->id, l);
	TRY(model_create(cx, &resources[RES_evidence], &l->row));
	l->id = l->row.head.id;
	l->outcome = LINE_CREATED;
	return OK;
}

static enum err put_all(struct cx *cx, void *arg)
{
	struct batch *b = arg;

	for (int i = 0; i < b->n; i++) {
		if (b->line[i].why)
			continue;
		enum err e = db_savepoint(cx, put_one, &b->line[i]);

		if (e && err_status(e) >= 500)
			return e; /* the store's own trouble: nothing of this batch is there */
		if (e)
			failed(b, &b->line[i], e);
	}
	return OK;
}

static void answer(struct batch *b, const struct line *l)
{
	static const char *const words[] = {"failed", "created", "updated", "skipped"};
	struct json_out j;
	char id[ID_TEXT];

	json_start(&j, &b->call->out);
	json_open(&j);
	json_kint(&j, "line", l->number);
	json_kz(&j, "status", words[l->outcome]);
	id_format(&resources[RES_evidence], l->id, id);
	json_kz(&j, "id", l->outcome == LINE_FAILED ? NULL : id);
	if (l->outcome == LINE_FAILED) {
		json_kz(&j, "code", err_code(l->err));
		json_key(&j, "errors");
		json_list(&j);
		for (int i = 0; i < l->why->n; i++) {
			json_open(&j);
			json_kz(&j, "field", l->why->detail[i].field);
			json_kz(&j, "message", l->why->detail[i].message);
			json_close(&j);
		}
		json_list_end(&j);
	}
	json_close(&j);
	buf_char(&b->call->out, '\n');
}

static enum err flush(struct batch *b)
{
	if (b->n == 0)
		return OK;
	enum err e = db_write(b->cx, put_all, b);

	for (int i = 0; i < b->n; i++) {
		if (e)
			failed(b, &b->line[i], e);
		answer(b, &b->line[i]);
	}
	b->n = 0;
	return OK;
}

static enum err take_lines(struct batch *b, struct str rest)
{
	struct arena *arena = b->cx->arena;
	struct str text;

	for (int64_t number = 1; rest.n && str_split(&rest, '\n', &text); number++) {
		if (str_trim(text).n == 0)
			continue;
		if (b->n == 0)
			b->line = ARENA_ARRAY(arena, struct line, BATCH_LINES);
		struct line *l = &b->line[b->n++];

		l->number = number;
		enum err e = parse(b, str_trim(text), l);

		if (e)
			failed(b, l, e);
		if (b->n == BATCH_LINES) {
			TRY(flush(b));
			arena_reset(arena);
		}
	}
	return flush(b);
}

static enum err batch(struct call *c)
{
	struct arena arena;
	struct cx cx = *c->cx;
	struct batch b = {.call = c, .cx = &cx};

	arena_init(&arena);
	cx.arena = &arena;
	c->content_type = "application/x-ndjson";
	enum err e = take_lines(&b, http_body(c->x));

	arena_release(&arena);
	return e;
}

const struct route batch_routes[] = {
	{HTTP_POST, "/evidence/batch", P_evidence_create, ROUTE_NDJSON | ROUTE_NO_TX, batch,
	 "Many items, one JSON object a line, answered a line each; the same (source_id, external_id) again is no second item.", "evidence",
	 "{\"line\":\"integer\",\"status\":\"text\",\"id\":\"id?\"}", NULL, BATCH_BODY_MOST, NULL},
	{0},
};
