/* `earshot search QUERY`: full text over what customers said. */
#include "cli/cli.h"
#include "model/engine.h"
#include "text/lexical/duplicates.h"

enum { SHOWN = 20, MOST = 1000, LINE = 160 };

struct hit {
	struct str external_id, verbatim, source;
	int64_t said_at, copy_of; /* 0: none */
};

struct searching {
	struct search_query q;
	struct search_hit *found;
	struct hit *hit;
	int n;
};

static enum err load_hit(struct cx *cx, struct searching *s, int i)
{
	struct db_rows *r;

	TRY(db_query(cx,
		     "SELECT e.external_id, e.verbatim, s.name, e.said_at FROM evidence e LEFT JOIN source s ON s.workspace_id = e.workspace_id "
		     "AND s.id = e.source_id WHERE e.workspace_id = ?1 AND e.id = ?2",
		     DB_ARGS(db_int(cx->workspace_id), db_int(s->found[i].id)), &r));
	if (db_next(r))
		s->hit[i] = (struct hit){str_copy(cx->arena, db_col_str(r, 0)), str_copy(cx->arena, db_col_str(r, 1)),
					 str_copy(cx->arena, db_col_str(r, 2)), db_col_int(r, 3), 0};
	return db_end(r);
}

static enum err search(struct cx *cx, void *arg)
{
	struct searching *s = arg;

	TRY(model_search(cx, &resources[RES_evidence], &s->q, s->found, &s->n));
	for (int i = 0; i < s->n; i++)
		TRY(load_hit(cx, s, i));
	return OK;
}

/* A hit that repeats an earlier one is marked, not hidden. */
static void mark_copies(struct searching *s)
{
	struct text_duplicates *d = text_duplicates_new();

	for (int i = 0; i < s->n; i++) {
		size_t first = text_duplicates_add(d, s->hit[i].verbatim, NULL);

		if (first != (size_t)i)
			s->hit[i].copy_of = s->found[first].id;
	}
	text_duplicates_free(d);
}

static void show_json(const struct searching *s, struct json_out *j)
{
	char id[ID_TEXT];

	json_open(j);
	json_key(j, "data");
	json_list(j);
	for (int i = 0; i < s->n; i++) {
		json_open(j);
		id_format(&resources[RES_evidence], s->found[i].id, id);
		json_kz(j, "id", id);
		json_key(j, "external_id");
		if (s->hit[i].external_id.n)
			json_str(j, s->hit[i].external_id);
		else
			json_nil(j);
		json_knum(j, "score", s->found[i].score);
		json_kstr(j, "verbatim", s->hit[i].verbatim);
		id_format(&resources[RES_evidence], s->hit[i].copy_of ? s->hit[i].copy_of : 1, id);
		json_kz(j, "copy", s->hit[i].copy_of ? id : NULL);
		json_close(j);
	}
	json_list_end(j);
	json_close(j);
}

static void show_text(struct args *a, const struct searching *s)
{
	for (int i = 0; i < s->n; i++) {
		struct str text = s->hit[i].verbatim;
		char id[ID_TEXT], line[4 * LINE + 1];
		size_t n = 0;

		id_format(&resources[RES_evidence], s->found[i].id, id);
		text.n = utf8_offset(text, LINE);
		for (size_t k = 0; k < text.n; k++) /* one line; no control character reaches the terminal */
			line[n++] = (unsigned char)text.p[k] < ' ' || text.p[k] == 0x7F ? ' ' : text.p[k];
		fprintf(args_out(a), "%s  %.*s  %.*s%s\n", id, STR_ARG(s->hit[i].source), (int)n, line, s->hit[i].copy_of ? "  (copy)" : "");
	}
	if (!s->n)
		fputs("Nothing found.\n", stderr);
}

static enum err run(struct cx *cx, struct args *a)
{
	struct searching s = {.q = {.q = str_of(args_at(a, 0)), .ranked = !args_flag(a, "newest")}};
	const char *filter = args_value(a, "filter");
	int64_t limit;

	TRY(args_int(cx, a, "limit", SHOWN, &limit));
	if (limit < 1 || limit > MOST)
		return fail(cx, ERR_USAGE, "limit", "is a number from 1 to %d", MOST);
	s.q.limit = (int)limit;
	s.q.filter = str_of(filter);
	s.found = ARENA_ARRAY(cx->arena, struct search_hit, limit);
	s.hit = ARENA_ARRAY(cx->arena, struct hit, limit);
	TRY(db_read(cx, search, &s));
	mark_copies(&s);
	if (args_json(a))
		show_json(&s, args_result(a));
	else
		show_text(a, &s);
	return OK;
}

const struct command command_search = {
	.name = "search",
	.operands = "QUERY",
	.least = 1,
	.most = 1,
	.summary = "Finds what customers said, best first.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"limit", OPTION_VALUE, "N", "how many [20]"},
			{"newest", OPTION_FLAG, NULL, "newest said first"},
			{"filter", OPTION_VALUE, "F", "only items of this filter, as in f= of the API"},
			{0},
		},
	.run = run,
};
