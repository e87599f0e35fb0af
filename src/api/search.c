/* Search over evidence with counts by value, and the command menu's look-up of names. */
#include "api/internal.h"
#include <stdio.h>

static const char *const facets[] = {"kind", "source_id", "account_id", "emotion", "state", "language"};
enum { FACETS = sizeof facets / sizeof facets[0] };

static enum err put_hits(struct call *c, const struct search_hit *hit, int n, bool ranked)
{
	const struct resource *r = &resources[RES_evidence];
	struct db_rows *rows;

	json_key(&c->j, "data");
	json_list(&c->j);
	for (int i = 0; i < n; i++) {
		TRY(db_query(c->cx, c->cx->model->plans[r->id].get, DB_ARGS(db_int(c->cx->workspace_id), db_int(hit[i].id)),
			&rows));
		if (db_next(rows)) {
			json_open(&c->j);
			model_render_members(c->cx, r, rows, &c->j);
			if (ranked)
				json_knum(&c->j, "rank", hit[i].score); /* score is a field of evidence */
			json_close(&c->j);
		}
		TRY(db_end(rows));
	}
	json_list_end(&c->j);
	return OK;
}

static enum err put_value(struct call *c, const struct field *f, const struct search_value *v)
{
	const struct resource *r;
	struct str label = v->value;
	int64_t id;

	if (f->type == T_REF && id_parse(v->value, &r, &id))
		TRY(model_label(c->cx, r, id, &label));
	json_open(&c->j);
	json_kstr(&c->j, "value", v->value);
	json_kstr(&c->j, "label", label);
	json_kint(&c->j, "count", v->count);
	json_close(&c->j);
	return OK;
}

static enum err put_counts(struct call *c, const struct search_query *q)
{
	const struct resource *r = &resources[RES_evidence];
	struct search_counts counts[FACETS];
	int field[FACETS];
	int64_t total;

	for (int i = 0; i < FACETS; i++)
		ASSERT(field_by_name(r, str_of(facets[i]), &field[i]));
	TRY(model_search_counts(c->cx, r, q, field, FACETS, counts, &total));
	json_kint(&c->j, "total", total);
	json_key(&c->j, "facets");
	json_list(&c->j);
	for (int i = 0; i < FACETS; i++) {
		json_open(&c->j);
		json_kz(&c->j, "field", facets[i]);
		json_key(&c->j, "values");
		json_list(&c->j);
		for (int k = 0; k < counts[i].n; k++)
			TRY(put_value(c, &r->fields[field[i]], &counts[i].v[k]));
		json_list_end(&c->j);
		json_close(&c->j);
	}
	json_list_end(&c->j);
	return OK;
}

static enum err search(struct call *c)
{
	struct search_query q = {.q = call_query(c, "q"), .filter = call_query(c, "f")};
	struct str sort = call_query(c, "sort");
	struct search_hit hit[201];
	int64_t limit, cursor;
	char next[32];
	int n;

	q.ranked = !sort.n || str_is(sort, "rank");
	if (!q.ranked && !str_is(sort, "-said_at"))
		return fail(c->cx, ERR_INVALID, "sort", "must be rank or -said_at");
	TRY(call_query_int(c, "limit", 50, 1, 200, &limit));
	TRY(call_query_int(c, "cursor", 0, 0, INT64_MAX, &cursor));
	if (q.ranked)
		q.skip = (int)(cursor > SEARCH_NEWEST ? SEARCH_NEWEST : cursor);
	else
		q.before_doc = cursor;
	q.limit = (int)limit + 1;
	TRY(model_search(c->cx, &resources[RES_evidence], &q, hit, &n));
	bool more = n > (int)limit;

	n = more ? (int)limit : n;
	json_open(&c->j);
	TRY(put_hits(c, hit, n, q.ranked));
	(void)snprintf(next, sizeof next, "%lld", (long long)(q.ranked ? q.skip + n : n ? hit[n - 1].doc : 0));
	json_kz(&c->j, "next", more ? next : NULL);
	TRY(put_counts(c, &q));
	json_kz(&c->j, "spelling", NULL);
	json_close(&c->j);
	return OK;
}

static enum err find(struct call *c)
{
	int64_t limit;

	TRY(call_query_int(c, "limit", 5, 1, SEARCH_FIND_MAX, &limit));
	json_open(&c->j);
	json_key(&c->j, "data");
	json_list(&c->j);
	TRY(model_find(c->cx, call_query(c, "q"), (int)limit, &c->j));
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

const struct route search_routes[] = {
	{HTTP_GET, "/search", P_any, 0, search,
	 "Full text over evidence: q=, f=, sort=rank or -said_at, limit=, cursor=; ranking and counts look at the newest "
	 	"5,000 matches.", NULL,
	 "{\"data\":\"list\",\"next\":\"text?\",\"total\":\"integer\",\"facets\":\"list\",\"spelling\":\"text?\"}", NULL,
	 	0, NULL},
	{HTTP_GET, "/find", P_any, 0, find, "Objects by id, number or words of their name: q=, limit= for each kind.",
		NULL, "{\"data\":\"list\"}",
	 NULL, 0, NULL},
	{0},
};
