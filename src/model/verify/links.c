/* Links: both ends exist, and the link table is what the log's links and unlinks leave. */
#include "base/map.h"
#include "model/verify/internal.h"
#include <string.h>

enum { GONE, THERE, AGAINST, SEEN = 4 };

static enum err check_ends(struct checking *k)
{
	for (int i = 0; i < LINK_COUNT; i++)
		for (int end = 0; end < 2; end++) {
			const char *column = end ? "to_id" : "from_id";
			const struct resource *to = &resources[end ? relations[i].to : relations[i].from];

			TRY(verify_none(k, "link", to,
					arena_printf(k->cx->arena,
						     "SELECT l.workspace_id, l.%s FROM link l WHERE l.kind = '%s' AND NOT EXISTS (SELECT 1 FROM \"%s\" t WHERE "
						     "t.workspace_id = l.workspace_id AND t.id = l.%s)",
						     column, relations[i].name, to->name, column),
					"is linked but is not there"));
		}
	return OK;
}

/* "evidence_theme ev_... th_... -1": the pair is the key, the sign its state. */
static void replay(struct map *links, struct arena *keys, int64_t workspace_id, struct str reason, bool linked)
{
	struct str pair = reason;
	bool is_new;

	while (pair.n && pair.p[pair.n - 1] != ' ')
		pair.n--;
	bool against = pair.n < reason.n && reason.p[pair.n] == '-';
	char *key = arena_printf(keys, "%lld %.*s", (long long)workspace_id, STR_ARG(pair));
	uintptr_t *slot = map_put(links, str_of(key), &is_new);

	*slot = !linked ? GONE : against ? AGAINST : THERE;
}

static enum err read_log(struct checking *k, struct map *links, struct arena *keys)
{
	int64_t at[2] = {0, 0};
	int n;

	do {
		struct db_rows *r;

		n = 0;
		TRY(db_query(k->cx,
			     "SELECT workspace_id, seq, kind, reason FROM change WHERE seq IS NOT NULL AND (workspace_id, seq) > (?1, ?2) AND kind IN "
			     "('link', 'unlink') ORDER BY workspace_id, seq LIMIT ?3",
			     DB_ARGS(db_int(at[0]), db_int(at[1]), db_int(VERIFY_PAGE)), &r));
		for (; db_next(r); n++) {
			at[0] = db_col_int(r, 0);
			at[1] = db_col_int(r, 1);
			replay(links, keys, at[0], db_col_str(r, 3), str_is(db_col_str(r, 2), "link"));
		}
		TRY(db_end(r));
	} while (n == VERIFY_PAGE);
	return OK;
}

static void check_link(struct checking *k, struct map *links, const struct db_rows *r)
{
	char from[ID_TEXT], to[ID_TEXT];
	const struct relation *rel = NULL;

	for (int i = 0; i < LINK_COUNT && !rel; i++)
		if (str_is(db_col_str(r, 2), relations[i].name))
			rel = &relations[i];
	if (!rel)
		return; /* of a newer version */
	id_format(&resources[rel->from], db_col_int(r, 3), from);
	id_format(&resources[rel->to], db_col_int(r, 4), to);
	uintptr_t *slot = map_get(links, str_of(arena_printf(&k->scratch, "%lld %s %s %s ", (long long)db_col_int(r, 0), rel->name, from, to)));

	if (!slot || *slot == GONE)
		verify_damage(k, "link", "the link %s %s %s is not in the log", rel->name, from, to);
	else if ((*slot == AGAINST) != (db_col_int(r, 5) < 0))
		verify_damage(k, "link", "the link %s %s %s has another sign than in the log", rel->name, from, to);
	if (slot)
		*slot = SEEN;
	k->v->links++;
}

static enum err read_links(struct checking *k, struct map *links)
{
	int64_t at[2] = {0, 0};
	int n;

	do {
		struct db_rows *r;

		n = 0;
		TRY(db_query(k->cx,
			     "SELECT workspace_id, id, kind, from_id, to_id, sign FROM link WHERE (workspace_id, id) > "
			     "(?1, ?2) ORDER BY workspace_id, id LIMIT ?3",
			     DB_ARGS(db_int(at[0]), db_int(at[1]), db_int(VERIFY_PAGE)), &r));
		for (; db_next(r); n++) {
			at[0] = db_col_int(r, 0);
			at[1] = db_col_int(r, 1);
			check_link(k, links, r);
		}
		TRY(db_end(r));
		arena_reset(&k->scratch);
	} while (n == VERIFY_PAGE);
	return OK;
}

enum err verify_links(struct checking *k)
{
	struct map links;
	struct arena keys;

	TRY(check_ends(k));
	map_init(&links);
	arena_init(&keys);
	enum err e = read_log(k, &links, &keys);

	if (!e)
		e = read_links(k, &links);
	for (size_t i = 0; !e && i < links.cap; i++)
		if (links.slots[i].key.p && (links.slots[i].value == THERE || links.slots[i].value == AGAINST))
			verify_damage(k, "link", "a link of the log is not there: workspace %.*s", STR_ARG(links.slots[i].key));
	map_release(&links);
	arena_release(&keys);
	return e;
}
