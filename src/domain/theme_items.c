/* The items of a theme, newest said first, each with who linked it and why, so that a reader can take out what is not
 * it. */
#include "base/clock.h"
#include "domain/show.h"
#include "domain/themes.h"

enum { PAGE = 50 };

/* Links have ids of their own, without a resource: as src/api/links.c writes them. */
static const struct resource link_ids = {.prefix = "ln", .name = "link"};

static void show_item(struct cx *cx, const struct db_rows *r, struct json_out *j)
{
	json_open(j);
	show_id(j, "id", &resources[RES_evidence], db_col_int(r, 0));
	json_kz(j, "kind", "newest");
	json_kstr(j, "verbatim", db_col_str(r, 1));
	show_time(j, "said_at", db_col_int(r, 2));
	show_maybe(j, "emotion", db_col_null(r, 3) ? unknown("none noted") : known((double)db_col_int(r, 3)));
	show_person(cx, j, "contact_label", db_col_str(r, 4));
	show_text(j, "account_label", db_col_str(r, 5));
	json_kstr(j, "evidence_kind", db_col_str(r, 6));
	json_kstr(j, "by", db_col_str(r, 7));
	show_id(j, "link_id", &link_ids, db_col_int(r, 8));
	show_time(j, "linked_at", db_col_int(r, 9));
	show_text(j, "reason", db_col_str(r, 10));
	json_close(j);
}

#define FROM_THEME                                                                                                     \
	" FROM link l JOIN evidence e ON e.workspace_id = l.workspace_id AND e.id = l.from_id AND e.archived_at IS "   \
	"NULL AND "                                                                                                    \
	"e.state NOT IN ('spam', 'duplicate') LEFT JOIN contact c ON c.workspace_id = e.workspace_id AND c.id = "      \
	"e.contact_id "                                                                                                \
	"LEFT JOIN account a ON a.workspace_id = e.workspace_id AND a.id = e.account_id WHERE l.workspace_id = ?1 "    \
	"AND "                                                                                                         \
	"l.kind = 'evidence_theme' AND l.to_id = ?2 AND (?3 = '' OR l.made_by = ?3) AND "                              \
	"(?4 = '' OR LOWER(COALESCE(e.verbatim, e.title, '')) LIKE LOWER(?4))"

enum err theme_items(struct cx *cx, int64_t theme_id, int by, struct str q, struct str cursor, struct json_out *j)
{
	struct db_rows *r;
	int64_t from = 0, total;
	int n = 0;
	const char *like = q.n ? arena_printf(cx->arena, "%%%.*s%%", (int)(q.n > 200 ? 200 : q.n), q.p) : "";

	if (cursor.n && (!str_to_i64(cursor, &from) || from < 0))
		return fail(cx, ERR_INVALID, "cursor", "is not a cursor of this list");
	const struct db_value v[] = {db_int(cx->workspace_id),
				     db_int(theme_id),
				     db_z(by < 0 ? "" : actor_name((enum actor)by)),
				     db_z(like),
				     db_int(PAGE),
				     db_int(from)};

	TRY(db_one_int(cx, "SELECT COUNT(*)" FROM_THEME, v, 4, &total, NULL));
	TRY(db_query(cx,
		     "SELECT e.id, SUBSTR(COALESCE(e.verbatim, e.title, e.choice, ''), 1, 600), e.said_at, e.emotion, "
		     "c.name, a.name, e.kind, l.made_by, l.id, "
		     "l.made_at, l.reason" FROM_THEME " ORDER BY e.said_at DESC, e.id DESC LIMIT ?5 OFFSET ?6",
		     v, 6, &r));
	json_open(j);
	json_key(j, "data");
	json_list(j);
	for (; db_next(r); n++)
		show_item(cx, r, j);
	json_list_end(j);
	TRY(db_end(r));
	json_kz(j, "next", from + n < total ? arena_printf(cx->arena, "%lld", (long long)(from + n)) : NULL);
	json_kint(j, "total", total);
	json_close(j);
	return OK;
}
