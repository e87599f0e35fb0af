/* Who said it and where it came from: looked up by what the row tells, made when missing, remembered for the run. */
#include "intake/load.h"
#include <string.h>

enum { CACHE_MAX = 50000 };

static void cache_clear(struct loader *l)
{
	struct map *maps[] = {&l->accounts, &l->contacts, &l->sources, &l->areas};

	for (size_t i = 0; i < 4; i++) {
		map_release(maps[i]);
		map_init(maps[i]);
	}
	arena_reset(&l->cache_arena);
	l->cached = 0;
}

void loader_forget(struct loader *l, const struct counters *before, int next_unit, int64_t row)
{
	cache_clear(l);
	l->c = *before;
	l->next_unit = next_unit;
	l->row = row;
}

static bool cached(const struct map *m, struct str key, int64_t *ret)
{
	uintptr_t *slot = map_get(m, key);

	if (slot)
		*ret = (int64_t)*slot;
	return slot != NULL;
}

static void remember(struct loader *l, struct map *m, struct str key, int64_t id)
{
	bool is_new;

	if (l->cached >= CACHE_MAX) /* memory stays bounded; the next lookups ask the store again */
		cache_clear(l);
	l->cached++;
	*map_put(m, str_copy(&l->cache_arena, key), &is_new) = (uintptr_t)id;
}

static struct str key_of(struct cx *cx, struct str a, struct str b, struct str c)
{
	return str_of(arena_printf(cx->arena, "%.*s\x1f%.*s\x1f%.*s", STR_ARG(a), STR_ARG(b), STR_ARG(c)));
}

enum err find_account(struct cx *cx, struct loader *l, const struct account *a, int64_t *ret)
{
	bool by_id = HAS(a, account, external_id), by_name = HAS(a, account, name);
	struct str key;

	*ret = 0;
	if (!by_id && !by_name)
		return OK;
	key = key_of(cx, by_id ? a->external_id : STR(""), by_id ? STR("") : a->name, STR(""));
	if (cached(&l->accounts, key, ret))
		return OK;
	TRY(by_id ? db_one_int(cx, "SELECT id FROM account WHERE workspace_id = ?1 AND external_id = ?2 AND archived_at IS NULL LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_text(a->external_id)), ret, NULL)
		  : db_one_int(cx, "SELECT id FROM account WHERE workspace_id = ?1 AND name = ?2 AND archived_at IS NULL ORDER BY id LIMIT 1",
			       DB_ARGS(db_int(cx->workspace_id), db_text(a->name)), ret, NULL));
	if (!*ret) {
		l->c.accounts++;
		*ret = -1; /* a dry run makes none */
		if (!l->order.dry_run) {
			struct account made = *a;

			if (!by_name)
				SET(&made, account, name, a->external_id);
			TRY(model_create(cx, &resources[RES_account], &made));
			*ret = made.head.id;
		}
	}
	remember(l, &l->accounts, key, *ret);
	return OK;
}

static enum err look_up_contact(struct cx *cx, const struct contact *c, int64_t account_id, int64_t *ret)
{
	if (HAS(c, contact, email))
		return db_one_int(cx, "SELECT id FROM contact WHERE workspace_id = ?1 AND email = ?2 AND archived_at IS NULL LIMIT 1",
				  DB_ARGS(db_int(cx->workspace_id), db_text(c->email)), ret, NULL);
	if (HAS(c, contact, external_id))
		return db_one_int(cx, "SELECT id FROM contact WHERE workspace_id = ?1 AND external_id = ?2 AND archived_at IS NULL LIMIT 1",
				  DB_ARGS(db_int(cx->workspace_id), db_text(c->external_id)), ret, NULL);
	/* A name alone is the same person only within the same organisation. */
	return db_one_int(cx,
			  "SELECT id FROM contact WHERE workspace_id = ?1 AND name = ?2 AND COALESCE(account_id, 0) = ?3 AND email IS NULL "
			  "AND external_id IS NULL AND archived_at IS NULL ORDER BY id LIMIT 1",
			  DB_ARGS(db_int(cx->workspace_id), db_text(c->name), db_int(account_id)), ret, NULL);
}

enum err find_contact(struct cx *cx, struct loader *l, const struct contact *c, int64_t account_id, int64_t *ret)
{
	bool by_email = HAS(c, contact, email), by_id = !by_email && HAS(c, contact, external_id);
	struct str key;

	*ret = 0;
	if (!by_email && !by_id && !HAS(c, contact, name))
		return OK;
	key = by_email ? key_of(cx, c->email, STR(""), STR(""))
	      : by_id  ? key_of(cx, STR(""), c->external_id, STR(""))
		       : key_of(cx, STR(""), c->name, str_of(arena_printf(cx->arena, "%lld", (long long)account_id)));
	if (cached(&l->contacts, key, ret))
		return OK;
	TRY(look_up_contact(cx, c, account_id, ret));
	if (!*ret) {
		l->c.contacts++;
		*ret = -1;
		if (!l->order.dry_run) {
			struct contact made = *c;

			if (account_id > 0)
				SET(&made, contact, account_id, account_id);
			/* the one question of an import: may these people be answered about what they wrote? */
			SET(&made, contact, consent_contact,
			    l->import.consent == E_import_consent_asked ? E_consent_yes
			    : l->import.consent == E_import_consent_no ? E_consent_no : E_consent_unknown);
			TRY(model_create(cx, &resources[RES_contact], &made));
			*ret = made.head.id;
		}
	}
	remember(l, &l->contacts, key, *ret);
	return OK;
}

static int64_t kind_of_source(struct str name)
{
	static const struct {
		const char *word;
		int kind;
	} words[] = {{"survey", E_source_kind_survey}, {"nps", E_source_kind_survey}, {"csat", E_source_kind_survey},
		     {"review", E_source_kind_review}, {"store", E_source_kind_review}, {"rating", E_source_kind_review},
		     {"ticket", E_source_kind_helpdesk}, {"helpdesk", E_source_kind_helpdesk}, {"support", E_source_kind_helpdesk},
		     {"zendesk", E_source_kind_helpdesk}, {"complaint", E_source_kind_helpdesk}, {"interview", E_source_kind_interview},
		     {"call", E_source_kind_call}, {"sales", E_source_kind_sales}, {"crm", E_source_kind_sales},
		     {"forum", E_source_kind_community}, {"community", E_source_kind_community}, {"issue", E_source_kind_community},
		     {"bug", E_source_kind_community}, {"mail", E_source_kind_mail}, {"form", E_source_kind_form},
		     {"usability", E_source_kind_observation}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (size_t at = 0; at + strlen(words[i].word) <= name.n; at++)
			if (strncasecmp(name.p + at, words[i].word, strlen(words[i].word)) == 0)
				return words[i].kind;
	return E_source_kind_other;
}

enum err source_by_name(struct cx *cx, struct str name, struct str file_name, int64_t *ret, bool *ret_made)
{
	struct source s = {0};
	int64_t kind = kind_of_source(name);

	name = str_trim(name);
	*ret_made = false;
	TRY(db_one_int(cx, "SELECT id FROM source WHERE workspace_id = ?1 AND name = ?2 AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_text(name)), ret, NULL));
	if (*ret)
		return OK;
	TRY(model_parse_text(cx, &resources[RES_source], FI_source_name, name, &s));
	SET(&s, source, kind, kind != E_source_kind_other ? kind : kind_of_source(file_name));
	TRY(model_create(cx, &resources[RES_source], &s));
	*ret = s.head.id;
	*ret_made = true;
	return OK;
}

enum err find_source(struct cx *cx, struct loader *l, struct str name, int64_t *ret)
{
	bool made;

	if (!name.n || l->order.dry_run) {
		*ret = l->import.source_id;
		return OK;
	}
	if (cached(&l->sources, name, ret))
		return OK;
	TRY(source_by_name(cx, name, STR(""), ret, &made));
	remember(l, &l->sources, name, *ret);
	return OK;
}

enum err find_area(struct cx *cx, struct loader *l, struct str name, int64_t *ret)
{
	*ret = 0;
	if (!name.n || cached(&l->areas, name, ret))
		return OK;
	TRY(db_one_int(cx, "SELECT id FROM area WHERE workspace_id = ?1 AND name = ?2 AND archived_at IS NULL ORDER BY id LIMIT 1",
		       DB_ARGS(db_int(cx->workspace_id), db_text(name)), ret, NULL));
	if (!*ret)
		return fail(cx, ERR_INVALID, "area", "there is no area of the product named \"%.*s\"", (int)(name.n > 80 ? 80 : name.n), name.p);
	remember(l, &l->areas, name, *ret);
	return OK;
}
