/* Reading the sample's rows into a workspace of its own. Rows are written as whoever the sample says, on the day it says,
 * so that history, deadlines and the change log read as if it had been so. sample/README.md describes the format. */
#include "intake/sample.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "base/map.h"
#include "intake/sample_files.h"
#include <jansson.h>
#include <string.h>

/* In an order in which what a row refers to is there before it; what cannot be is laid over at the end. */
static const enum resource_id order[] = {
	RES_user,	RES_team,    RES_membership,  RES_product,	    RES_area,	  RES_account,	       RES_contact, RES_segment,
	RES_source,	RES_code,    RES_evidence,    RES_highlight,	    RES_theme,	  RES_insight,	       RES_struggling_moment,
	RES_goal,	RES_opportunity, RES_score,   RES_decision,	    RES_decision_role, RES_roadmap_item, RES_release, RES_changelog_entry,
	RES_answer,	RES_comment};

struct later {
	const struct resource *resource;
	int64_t id, target;
	int field;
	struct later *next;
};

struct sample {
	int64_t now_us, owner;
	struct map ids; /* key -> id */
	struct later *later;
};

static struct str file_of(const char *name)
{
	for (const struct sample_file *f = sample_files; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return (struct str){sample_blob + f->at, f->size};
	return (struct str){0};
}

static int64_t id_of(const struct sample *s, const char *key)
{
	uintptr_t *slot = key ? map_get(&s->ids, str_of(key)) : NULL;

	return slot ? (int64_t)*slot : 0;
}

static void learn(struct cx *cx, struct sample *s, const char *key, int64_t id)
{
	bool is_new;

	*map_put(&s->ids, str_copy(cx->arena, str_of(key)), &is_new) = (uintptr_t)id;
}

static int64_t days_ago(const struct sample *s, const json_t *days)
{
	return s->now_us - (int64_t)(json_number_value(days) * (double)US_PER_DAY);
}

/* The field a key of the sample means: said_days_ago is said_at, due_in_days is due_on. */
static const struct field *field_of(struct cx *cx, const struct resource *r, const char *key, int *ret_index)
{
	struct str k = str_of(key);

	if (str_ends(k, "_days_ago"))
		k = str_of(arena_printf(cx->arena, "%.*s_at", (int)k.n - 9, key));
	else if (str_ends(k, "_in_days"))
		k = str_of(arena_printf(cx->arena, "%.*s_on", (int)k.n - 8, key));
	return field_by_name(r, k, ret_index);
}

static void put_int(void *row, const struct field *f, int index, int64_t v)
{
	*(int64_t *)((char *)row + f->offset) = v;
	row_mark(row, index);
}

/* A reference to what comes later in the same file is set when all are there. */
static enum err put_reference(struct cx *cx, struct sample *s, const struct resource *r, const struct field *f,
			      int index, const char *key, void *row)
{
	int64_t id = id_of(s, key);

	if (!id)
		return fail(cx, ERR_CORRUPT, f->name, "the sample has no %s", key);
	if (f->target == (int)r->id) {
		struct later *l = ARENA_NEW(cx->arena, struct later);

		*l = (struct later){r, 0, id, index, s->later};
		s->later = l;
		return OK;
	}
	put_int(row, f, index, id);
	return OK;
}

static enum err put_plain(struct cx *cx, const struct resource *r, const struct field *f, int index, json_t *v, void *row)
{
	char *z = json_is_string(v) ? NULL : json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	struct str text = json_is_string(v) ? str_of(json_string_value(v)) : str_copy(cx->arena, str_of(z));
	enum err e = OK;
	int64_t bits = 0;

	free(z);
	switch (f->type) {
	case T_JSON:
	case T_TEXT_LIST:
		*(struct str *)((char *)row + f->offset) = str_copy(cx->arena, text);
		row_mark(row, index);
		break;
	case T_ENUMS:
		for (size_t i = 0; i < json_array_size(v); i++) {
			int one = enum_by_name((enum enum_id)f->target, str_of(json_string_value(json_array_get(v, i))));

			if (one < 0)
				return fail(cx, ERR_CORRUPT, f->name, "the sample has an unknown value");
			bits |= 1ll << one;
		}
		put_int(row, f, index, bits);
		break;
	default:
		e = model_parse_text(cx, r, index, text, row);
	}
	return e;
}

/* "quote": where it stands in its item, in characters. */
static enum err place_highlight(struct cx *cx, struct highlight *h)
{
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);

	TRY(model_get(cx, &resources[RES_evidence], h->evidence_id, e));
	const char *at = memmem(e->verbatim.p, e->verbatim.n, h->quote.p, h->quote.n);

	if (!at)
		return fail(cx, ERR_CORRUPT, "quote", "the sample quotes words that do not stand there");
	SET(h, highlight, start, (int64_t)utf8_length((struct str){e->verbatim.p, (size_t)(at - e->verbatim.p)}));
	SET(h, highlight, length, (int64_t)utf8_length(h->quote));
	return OK;
}

static enum err fill(struct cx *cx, struct sample *s, const struct resource *r, json_t *in, void *row)
{
	const char *key;
	json_t *v;

	json_object_foreach(in, key, v)
	{
		int i;
		const struct field *f = field_of(cx, r, key, &i);

		if (!f) {
			if (strcmp(key, "key") == 0 || strncmp(key, "created_", 8) == 0)
				continue;
			return fail(cx, ERR_CORRUPT, key, "is not a field of %s in the sample", r->name);
		}
		if (f->type == T_REF) {
			TRY(put_reference(cx, s, r, f, i, json_string_value(v), row));
		} else if (f->type == T_ANY) {
			char id[ID_TEXT];
			const struct resource *to = NULL;

			for (size_t k = 0; k < sizeof order / sizeof order[0] && !to; k++) {
				int64_t one;

				(void)db_one_int(cx, arena_printf(cx->arena, "SELECT COUNT(*) FROM \"%s\" WHERE id = ?1", resources[order[k]].name),
						 DB_ARGS(db_int(id_of(s, json_string_value(v)))), &one, NULL);
				to = one ? &resources[order[k]] : NULL;
			}
			if (!to)
				return fail(cx, ERR_CORRUPT, key, "the sample has no %s", json_string_value(v));
			id_format(to, id_of(s, json_string_value(v)), id);
			*(struct str *)((char *)row + f->offset) = str_copy(cx->arena, str_of(id));
			row_mark(row, i);
		} else if (f->type == T_TIME && json_is_number(v)) {
			put_int(row, f, i, days_ago(s, v));
		} else if (f->type == T_DATE && json_is_number(v)) {
			put_int(row, f, i, (s->now_us + json_integer_value(v) * US_PER_DAY) / US_PER_DAY);
		} else {
			TRY(put_plain(cx, r, f, i, v, row));
		}
	}
	return r->id == RES_highlight ? place_highlight(cx, row) : OK;
}

/* When and as whom a row was written: the context acts as that person on that day. */
static void act_as(struct cx *cx, const struct sample *s, const json_t *in, const json_t *said)
{
	const json_t *created = json_object_get(in, "created_days_ago");
	int64_t author = id_of(s, json_string_value(json_object_get(in, "created_by")));

	cx->now_us = created ? days_ago(s, created) : said ? days_ago(s, said) : s->now_us;
	cx->member_id = author ? author : s->owner;
}

/* People of an earlier sample are the same people. */
static enum err known_user(struct cx *cx, const void *row, int64_t *ret)
{
	const struct user *u = row;

	return auth_user_by_email(cx, u->email, ret);
}

static enum err put_row(struct cx *cx, struct sample *s, const struct resource *r, json_t *in)
{
	void *row = arena_alloc(cx->arena, r->size);
	struct row_head *h = row;
	struct later *before = s->later;
	int64_t known = 0;

	act_as(cx, s, in, json_object_get(in, "said_days_ago"));
	h->id = id_of(s, json_string_value(json_object_get(in, "key")));
	h->created_at = cx->now_us;
	h->created_by = cx->member_id;
	TRY(fill(cx, s, r, in, row));
	if (r->id == RES_evidence)
		SET((struct evidence *)row, evidence, received_at, cx->now_us);
	if (r->id == RES_user)
		TRY(known_user(cx, row, &known));
	/* Rules that complete a row are welcome; those that watch over steps would forbid writing down where they led. */
	cx->unruled = r->id != RES_evidence && r->id != RES_score && r->id != RES_contact;
	if (!known) {
		TRY(model_create(cx, r, row));
		known = h->id;
	}
	for (struct later *l = s->later; l != before; l = l->next)
		l->id = known;
	learn(cx, s, json_string_value(json_object_get(in, "key")), known);
	return OK;
}

static enum err put_link(struct cx *cx, struct sample *s, json_t *in)
{
	static const enum resource_id ends[] = {RES_evidence, RES_theme,	 RES_insight,	   RES_struggling_moment, RES_opportunity,
						RES_goal,     RES_roadmap_item, RES_decision, RES_release,	     RES_answer};
	const char *from = json_string_value(json_object_get(in, "from")), *to = json_string_value(json_object_get(in, "to"));
	const char *by = json_string_value(json_object_get(in, "by")), *reason = json_string_value(json_object_get(in, "reason"));
	struct link l = {.from = id_of(s, from), .to = id_of(s, to), .sign = (int)json_integer_value(json_object_get(in, "sign")),
			 .reason = str_of(reason)};
	int a = -1, b = -1;

	/* keys begin with the letters of their kind, as ids do */
	for (size_t i = 0; from && to && i < sizeof ends / sizeof ends[0]; i++) {
		a = strncmp(from, resources[ends[i]].prefix, 2) == 0 ? (int)ends[i] : a;
		b = strncmp(to, resources[ends[i]].prefix, 2) == 0 ? (int)ends[i] : b;
	}
	int kind = a < 0 || b < 0 ? -1 : link_kind_of((enum resource_id)a, (enum resource_id)b);

	if (kind < 0 || !l.from || !l.to)
		return fail(cx, ERR_CORRUPT, "links", "the sample links %s to %s, which cannot be", from, to);
	l.kind = (enum link_kind)kind;
	act_as(cx, s, in, NULL);
	cx->actor = by && strcmp(by, "machine") == 0 ? ACTOR_MACHINE : by && strcmp(by, "rule") == 0 ? ACTOR_RULE : ACTOR_PERSON;
	enum err e = link_add(cx, &l, NULL);

	cx->actor = ACTOR_PERSON;
	return e;
}

/* Ids first: rows of one file refer to each other in any order. */
static enum err name_rows(struct cx *cx, struct sample *s, struct str rest)
{
	struct str line;

	while (rest.n && str_split(&rest, '\n', &line)) {
		json_t *in;

		if (!str_trim(line).n)
			continue;
		TRY(json_read(cx, line, &in));
		const char *key = json_string_value(json_object_get(in, "key"));

		if (key)
			learn(cx, s, key, model_new_id(cx));
		json_decref(in);
	}
	return OK;
}

static enum err put_file(struct cx *cx, struct sample *s, const struct resource *r)
{
	struct str rest = file_of(r ? r->path : "links"), line;

	TRY(name_rows(cx, s, rest));
	while (rest.n && str_split(&rest, '\n', &line)) {
		json_t *in;

		if (!str_trim(line).n)
			continue;
		TRY(json_read(cx, line, &in));
		enum err e = r ? put_row(cx, s, r, in) : put_link(cx, s, in);

		json_decref(in);
		TRY(e);
	}
	return OK;
}

static enum err put_later(struct cx *cx, const struct sample *s)
{
	for (const struct later *l = s->later; l; l = l->next) {
		void *patch = arena_alloc(cx->arena, l->resource->size);

		put_int(patch, &l->resource->fields[l->field], l->field, l->target);
		cx->now_us = s->now_us;
		cx->member_id = s->owner;
		cx->unruled = true;
		TRY(model_update(cx, l->resource, l->id, -1, true, patch, (struct str){0}));
	}
	return OK;
}

static enum err make_workspace(struct cx *cx, struct sample *s, int64_t user_id)
{
	struct workspace w = {0};
	struct str line, rest = file_of("workspaces");
	json_t *in;

	(void)str_split(&rest, '\n', &line);
	TRY(json_read(cx, line, &in));
	cx->member_id = 0;
	w.head.id = model_new_id(cx);
	cx->workspace_id = w.head.id;
	enum err e = fill(cx, s, &resources[RES_workspace], in, &w);

	json_decref(in);
	TRY(e);
	SET(&w, workspace, is_sample, 1);
	TRY(model_create(cx, &resources[RES_workspace], &w));
	TRY(auth_add_member(cx, user_id, STR("You"), 1ll << E_role_owner, &s->owner));
	cx->roles = 1ull << E_role_owner;
	cx->permissions = auth_permissions(1ll << E_role_owner);
	cx->member_id = s->owner;
	return OK;
}

static enum err load(struct cx *cx, struct sample *s, int64_t user_id)
{
	TRY(make_workspace(cx, s, user_id));
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		TRY(put_file(cx, s, &resources[order[i]]));
	TRY(put_later(cx, s));
	return put_file(cx, s, NULL);
}

enum err sample_open(struct cx *cx, int64_t user_id, int64_t *ret_workspace)
{
	struct cx kept = *cx;
	struct sample s = {.now_us = cx->now_us};

	TRY(db_one_int(cx,
		       "SELECT m.workspace_id FROM membership m JOIN workspace w ON w.id = m.workspace_id WHERE m.user_id = ?1 AND w.is_sample = 1 "
		       "AND m.archived_at IS NULL AND w.archived_at IS NULL ORDER BY m.workspace_id DESC LIMIT 1",
		       DB_ARGS(db_int(user_id)), ret_workspace, NULL));
	if (*ret_workspace)
		return OK;
	map_init(&s.ids);
	enum err e = load(cx, &s, user_id);

	map_release(&s.ids);
	*ret_workspace = cx->workspace_id;
	kept.failure = cx->failure;
	kept.rng = cx->rng;
	*cx = kept;
	return e;
}
