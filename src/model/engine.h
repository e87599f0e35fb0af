/* The engine: reads and writes objects as the tables say. Every function binds to cx->workspace_id; nothing here can
 * reach another workspace. Writing functions run inside db_write(). Callers: src/domain, src/api, src/intake's wiring. */
#pragma once
#include "base/hash.h"
#include "base/thread.h"
#include "model/model.h"

/* SQL texts of one resource, generated once (src/model/sql.c). */
struct plan {
	char *insert, *select, *get, *update_head;
	char *columns, *joins; /* the two halves of select, round FROM "..." t */
	int n_columns;      /* columns of select: system, fields, then labels */
	int first_field;    /* column of field 0 */
	int first_label;    /* column of created_by's label; then one for each REF in field order */
	int state, owner;   /* field numbers of the state and of owner_id; -1: none */
	struct str *key;    /* of each field: ,"name":null (without the null: the key) */
	struct str *move;      /* of each transition: "move:triaged" */
	struct str *label_key; /* of each REF's label, in the same form */
};

struct model {
	struct lock id_lock;
	int64_t node, token, last_ms, reserved_ms, sequence;
	struct model_hooks hooks[RES_COUNT];
	struct plan plans[RES_COUNT];
	struct arena arena; /* the plans */
	/* End of the chain as the running batch left it (SQLite: one writer); good for that batch only. */
	struct {
		int64_t batch, workspace_id, seq;
		struct hash hash;
	} chain_end;
};

enum change_kind { CHANGE_create, CHANGE_update, CHANGE_version, CHANGE_archive, CHANGE_restore, CHANGE_move,
		CHANGE_merge, CHANGE_link, CHANGE_unlink };

/* System columns, in the order of each select. */
enum { COL_id, COL_rev, COL_number, COL_created_at, COL_created_by, COL_updated_at, COL_updated_by, COL_archived_at,
		COL_merged_into, COL_custom, COL_FIELDS };

/* At the latest every few minutes; takes another number when this one was lost meanwhile. */
[[nodiscard]] enum err model_renew_node(struct cx *cx, struct model *m);
/* At a clean end, so that the number is free at once. No ids afterwards. */
[[nodiscard]] enum err model_release_node(struct cx *cx, struct model *m);

/* Reading. row: zeroed struct of the resource; texts are copied to cx->arena. NOT_FOUND also for foreign workspaces. */
[[nodiscard]] enum err model_get(struct cx *cx, const struct resource *r, int64_t id, void *ret_row);
/* A number such as O-7 of a numbered resource. */
[[nodiscard]] enum err model_id_of_number(struct cx *cx, const struct resource *r, int64_t number, int64_t *ret_id);
/* "ev_...", or "O-7" / "o7" for numbered ones; follows nothing. want may be NULL (any resource). */
[[nodiscard]] enum err model_resolve(struct cx *cx, struct str text, const struct resource *want,
				     const struct resource **ret_resource, int64_t *ret_id);
void model_load(struct cx *cx, const struct resource *r, const struct db_rows *rows, void *ret_row);

/* Writing. The row's head.given says which fields are meant. */
[[nodiscard]] enum err model_create(struct cx *cx, const struct resource *r, void *row);
/* if_rev -1: whatever the version. allow_fixed: a new version (POST .../versions). row becomes the new row. */
[[nodiscard]] enum err model_update(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, bool allow_fixed,
				    void *row, struct str reason);
[[nodiscard]] enum err model_archive(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, bool archive);
[[nodiscard]] enum err model_move(struct cx *cx, const struct resource *r, int64_t id, int64_t if_rev, int to, struct str reason);
/* Sets the state without asking the transition table: for rules whose own preconditions are checked by the caller. */
[[nodiscard]] enum err model_set_state(struct cx *cx, const struct resource *r, int64_t id, int to, struct str reason);
[[nodiscard]] enum err model_merge(struct cx *cx, const struct resource *r, int64_t from, int64_t into, struct str reason);
/* Writes row over old as the next version, with its change and search rows; asks no rule. */
[[nodiscard]] enum err model_write_version(struct cx *cx, const struct resource *r, const void *old, void *row, enum change_kind kind,
					   struct str reason);
bool model_may_update(const struct cx *cx, const struct resource *r, int64_t created_by, int64_t owner_id);
static inline bool cx_may(const struct cx *cx, enum permission p)
{
	return p == P_any ? cx->member_id != 0 || cx->permissions != 0 : p == P_public || (cx->permissions >> p & 1);
}

/* Links (src/model/link.c). */
struct link {
	int64_t id, from, to, author, at;
	enum link_kind kind;
	int sign;
	enum actor by;
	struct str reason;
};
int link_kind_of(enum resource_id from, enum resource_id to); /* -1 when there is no such relation */
/* Existing link of the same pair: its sign, by and reason are renewed; *ret_new says whether one was made. */
[[nodiscard]] enum err link_add(struct cx *cx, struct link *l, bool *ret_new);
[[nodiscard]] enum err link_remove(struct cx *cx, enum link_kind kind, int64_t from, int64_t to, struct str reason);
[[nodiscard]] enum err link_by_id(struct cx *cx, int64_t id, struct link *ret);
struct str link_text(struct cx *cx, const struct link *l); /* how the change log names a link */
/* All links at an object, upstream and downstream, in order of kind and id. */
[[nodiscard]] enum err link_list(struct cx *cx, const struct resource *r, int64_t id, struct link **ret, int *ret_n);
/* Ids at the other end; downstream: id is `from`. In id order. */
[[nodiscard]] enum err link_ends(struct cx *cx, enum link_kind kind, int64_t id, bool downstream, int64_t **ret, int *ret_n);

/* Label of any object, "" when it has none; PRIVATE labels need contact_read. */
[[nodiscard]] enum err model_label(struct cx *cx, const struct resource *r, int64_t id, struct str *ret);
/* Labels have at most LABEL_MAX code points: the beginning of s, no word cut in two. */
enum { LABEL_MAX = 120 };
struct str label_cut(struct str s);

/* JSON (src/model/json_in.c, render.c). */
struct json_t; /* jansson's */
enum parse_mode { PARSE_CREATE, PARSE_PATCH, PARSE_VERSION };
[[nodiscard]] enum err model_parse(struct cx *cx, const struct resource *r, struct json_t *body, enum parse_mode mode, void *row);
/* Strict JSON of a request: depth 64, no duplicate keys; the tree is freed with json_decref by the caller. */
[[nodiscard]] enum err json_read(struct cx *cx, struct str text, struct json_t **ret);
/* Text of a form, import or command line into one field; the error names the field. Empty text gives null. */
[[nodiscard]] enum err model_parse_text(struct cx *cx, const struct resource *r, int field, struct str text, void *row);
/* The object as the API shows it, from a row of plan->select. */
void model_render(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j);
[[nodiscard]] enum err model_render_one(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j, int64_t *ret_rev);

/* The same without the braces, for callers that add members. */
void model_render_members(struct cx *cx, const struct resource *r, const struct db_rows *rows, struct json_out *j);

/* Custom fields (src/model/custom.c). custom_parse keeps the names; custom_resolve, in the write, checks them. */
[[nodiscard]] enum err custom_parse(struct cx *cx, const struct resource *r, struct json_t *body, void *row);
[[nodiscard]] enum err custom_resolve(struct cx *cx, const struct resource *r, struct str old, void *row);
/* Keeps a filterable value findable: v as it stands in the custom column, null removes it. had: there may be an old one.
 * custom_resolve does so itself; this is for who writes the column by other ways. */
void custom_mirror(struct cx *cx, int64_t field, int64_t object, struct json_t *v, bool had);
/* For verify: the custom column holds, for the field, what the mirror says. */
bool custom_mirrored(struct cx *cx, struct str stored, int64_t field, struct str value);
/* After a definition was saved: a field that became filterable gets its mirror, one that is no more loses it. In the
 * same write: about a second for 100,000 objects with a value. */
[[nodiscard]] enum err custom_definition_saved(struct cx *cx, const void *old, const void *row);
void custom_render(struct cx *cx, const struct resource *r, struct str stored, struct json_out *j);

/* Lists (src/model/list.c, filter.c). */
enum { LIST_COUNTED = 10000 };
struct list_query {
	struct str filter, sort, cursor, q;
	int limit; /* 1 to 200 */
	bool archived, only_mine;
	bool count; /* the first page says how many there are, up to LIST_COUNTED; a list that fits in one page says it anyway */
	/* Narrower than the workspace: constant SQL over t in which @ stands for scope_value; NULL: none. */
	const char *scope;
	int64_t scope_value;
};
/* How the store would walk the list, in its own words: for tests that lists follow an index. */
[[nodiscard]] enum err model_list_plan(struct cx *cx, const struct resource *r, const struct list_query *q, struct buf *out);
/* {"data":[...],"next":...,"total":...} */
[[nodiscard]] enum err model_list(struct cx *cx, const struct resource *r, const struct list_query *q, struct json_out *j);
/* SQL text and values of a filter, for callers that add their own select. Appends " AND ..." to where. */
struct sql_where {
	struct buf *sql;
	struct db_value v[64];
	int n;
};
/* custom.KEY:value of a filterable custom field; alias is the row's table. */
[[nodiscard]] enum err custom_filter(struct cx *cx, const struct resource *r, const char *alias, struct str key, struct str value,
				     struct sql_where *w);
[[nodiscard]] enum err model_filter(struct cx *cx, const struct resource *r, struct str filter, struct sql_where *w);
[[nodiscard]] enum err model_count(struct cx *cx, const struct resource *r, struct str filter, int64_t *ret);

/* Change log (src/model/change.c). */
const char *change_kind_name(enum change_kind k);
/* Records one change of one object; old and row may be NULL. Deferred to the end of the batch. */
void change_note(struct cx *cx, const struct resource *r, int64_t id, int64_t rev, enum change_kind kind, const void *old,
		 const void *row, struct str reason);
/* For verify: a field's value in the form that is hashed, and a row's. */
struct str change_value_text(struct arena *a, const void *row, const struct field *f, int index);
/* values: one for each field in their order, then the custom column; p NULL: none. */
void change_canonical_values(const struct resource *r, const struct str *values, struct buf *out);
/* What the chain's hash covers of one change; the order and form are part of the format. */
struct sealed {
	int64_t seq, id, object, rev, who, at;
	struct str resource, kind, actor, reason, values_hash;
};
struct hash change_chain_hash(struct str previous, const struct sealed *c);
/* PostgreSQL: numbers and chains committed changes, when no other process is just doing so. Own transactions. On SQLite
 * there is nothing to do. ret_open: some are not sealed yet, because older transactions still run. Both may be NULL. */
[[nodiscard]] enum err change_seal(struct cx *cx, int64_t *ret_sealed, bool *ret_open);

/* Watch (src/model/watch.c): calls on_change whenever newly sealed changes may be there, made here or by other processes;
 * on PostgreSQL it also seals. on_change runs on threads of the watch and on the write thread: it must only wake someone.
 * One for a process, before its first write; root lives longer. */
struct watch;
struct watch *watch_start(const struct cx *root, void (*on_change)(void *arg), void *arg);
void watch_stop(struct watch *w);

/* Reading it (src/model/history.c). history_of: newest first, at most 500; versions: oldest first. JSON lists. */
[[nodiscard]] enum err history_of(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j);
[[nodiscard]] enum err history_versions(struct cx *cx, const struct resource *r, int64_t id, struct json_out *j);
struct history_query {
	int64_t before_seq, object, who; /* 0: any */
	struct str kind;                 /* empty: any */
	int limit;
};
/* Of the workspace, newest first; *ret_next: before_seq of the next page, 0 at the end. */
[[nodiscard]] enum err history_all(struct cx *cx, const struct history_query *q, struct json_out *j, int64_t *ret_next);
/* Takes back the changes of one request of the same member by compensating ones, newest first; STALE when an object was
 * changed again. first and last: ids before and after its changes. */
[[nodiscard]] enum err history_undo(struct cx *cx, int64_t first, int64_t last, struct str request);

/* Full text (src/model/search.c). The tokens are made by src/text; FTS5 only splits at spaces. */
#define SEARCH_TOKENIZER "ascii"
/* For verify: the searched words of a row, what the FTS table is fed for them, whether doc stands at the row's time. */
void search_text(const struct resource *r, const void *row, struct buf *out);
void search_fed(int64_t workspace_id, const struct resource *r, struct str text, struct buf *out);
bool search_doc_fits(const struct resource *r, const void *row, int64_t doc);
[[nodiscard]] enum err search_note(struct cx *cx, const struct resource *r, const void *old, const void *row);

/* Words of a resource with a PRIVATE searched field are found only by those who may read it: all callers ask. */
bool search_visible(const struct cx *cx, const struct resource *r);
struct text_query;
void search_scope(int64_t workspace_id, const struct resource *r, char out[40]);
/* The value of MATCH (SQLite) or of the tsquery (PostgreSQL); false when the query finds nothing by itself. */
bool search_match(struct cx *cx, const struct resource *r, const struct text_query *q, struct str *ret);

/* Hits (src/model/find.c). */
enum { SEARCH_NEWEST = 5000, SEARCH_VALUES = 12, SEARCH_FIND_MAX = 20 };
struct search_query {
	struct str q, filter;
	bool ranked;        /* best first among the newest SEARCH_NEWEST matches; else newest said first */
	bool bounded;       /* newest first, but among those matches only (for counts) */
	int64_t before_doc; /* newest first: the doc of the last hit of the page before; 0 first page */
	int limit, skip;
};
struct search_hit {
	int64_t id;
	double score; /* higher is better; 0 when not ranked */
	int64_t doc;
};
/* ret: room for limit hits. A query without a positive word finds nothing. */
[[nodiscard]] enum err model_search(struct cx *cx, const struct resource *r, const struct search_query *q, struct search_hit *ret,
				    int *ret_n);
struct search_value {
	struct str value; /* as the filter grammar takes it */
	int64_t count;
};
struct search_counts {
	int field;
	const struct search_value *v; /* most frequent first, at most SEARCH_VALUES */
	int n;
};
/* Counts of the named fields' values, and of matches, among the newest SEARCH_NEWEST matches. */
[[nodiscard]] enum err model_search_counts(struct cx *cx, const struct resource *r, const struct search_query *q, const int *fields,
					   int n, struct search_counts *ret, int64_t *ret_total);
/* Objects by id, number, or words of their name: items of a JSON list {id, number, type, label, sub}. */
[[nodiscard]] enum err model_find(struct cx *cx, struct str text, int limit, struct json_out *j);

/* Schema (src/model/schema.c) and its migrations (migrate.c). */
[[nodiscard]] enum err schema_create(struct cx *cx);
enum { SCHEMA_VERSION = 2, SCHEMA_MIN_READER = 1 };
/* Brings the store to this program's schema: an empty one gets its tables, an older one is migrated, a newer one that this
 * program cannot read is refused (NEWER). SQLite: always, after a backup beside the file. PostgreSQL: only when migrate
 * says so, else OLDER names the command. */
[[nodiscard]] enum err schema_check(struct cx *cx, bool migrate);
[[nodiscard]] enum err schema_version_of(struct cx *cx, int64_t *ret_version); /* 0: no tables yet */
/* One statement in the words of the store: BLOB, TEXT and @TOKENS@ differ. */
void schema_statement(struct buf *out, enum db_kind kind, const char *sql);
void schema_sql(struct buf *out, enum db_kind kind);
