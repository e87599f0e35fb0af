/* One timeline of a customer: words, decisions, commitments, releases, answers, consent. Gathered whole from the items
 * of the account or contact (newest 1,000 of them), then paged by position in time. See today.h. */
#include "base/clock.h"
#include "domain/fate.h"
#include "domain/show.h"
#include "domain/today.h"
#include <stdlib.h>

enum { ITEMS = 1000, PAGE = 50 };

struct entry {
	int64_t at, id, because; /* because: evidence item, 0 none */
	const struct resource *r;
	const char *kind;
	struct str text, contact, by;
	const char *state, *evidence_kind;
	int64_t emotion;
	bool has_emotion;
};
struct promise {
	const struct resource *r;
	int64_t id, due, kept;
	struct str contact;
};
struct timeline {
	struct entry *v;
	size_t n, cap;
	struct promise *promise;
	size_t promises;
	struct ids seen; /* decisions, items, releases, answers once each */
	int64_t items, open, decided, answered, newest;
	struct ids contacts;
};

static struct entry *put(struct cx *cx, struct timeline *t)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 256;
		struct entry *v = ARENA_ARRAY(cx->arena, struct entry, cap);

		for (size_t i = 0; i < t->n; i++)
			v[i] = t->v[i];
		t->v = v;
		t->cap = cap;
	}
	return &t->v[t->n++];
}

static enum err put_decision(struct cx *cx, struct timeline *t, const struct fate *f, int64_t because)
{
	struct decision *d = ARENA_NEW(cx->arena, struct decision);
	struct str by = {0};

	if (!f->decision_id || !ids_add(cx->arena, &t->seen, f->decision_id))
		return OK;
	TRY(model_get(cx, &resources[RES_decision], f->decision_id, d));
	if (HAS(d, decision, decider_id))
		TRY(model_label(cx, &resources[RES_membership], d->decider_id, &by));
	*put(cx, t) = (struct entry){.at = d->decided_at,
				     .id = d->head.id,
				     .r = &resources[RES_decision],
				     .kind = "decided",
				     .text = d->reason,
				     .state = enums[ENUM_decision_outcome].values[d->outcome],
				     .because = because,
				     .by = by};
	return OK;
}

/* A commitment with a date is a promise; it is kept when the item is released by then. */
static enum err put_item(struct cx *cx, struct timeline *t, int64_t item_id, int64_t because, struct str contact)
{
	struct roadmap_item *m = ARENA_NEW(cx->arena, struct roadmap_item);
	struct ids releases = {0};
	int64_t released = 0;

	if (!ids_add(cx->arena, &t->seen, item_id))
		return OK;
	TRY(model_get(cx, &resources[RES_roadmap_item], item_id, m));
	if (m->head.archived_at || m->state == E_roadmap_state_candidate || m->state == E_roadmap_state_dropped)
		return OK;
	TRY(ids_of_links(cx, LINK_roadmap_item_release, item_id, true, &releases));
	for (size_t i = 0; i < releases.n; i++) {
		struct release *e = ARENA_NEW(cx->arena, struct release);

		TRY(model_get(cx, &resources[RES_release], releases.v[i], e));
		if (!released || e->released_at < released)
			released = e->released_at;
		if (ids_add(cx->arena, &t->seen, e->head.id))
			*put(cx, t) = (struct entry){.at = e->released_at,
						     .id = e->head.id,
						     .r = &resources[RES_release],
						     .kind = "released",
						     .text = e->name,
						     .because = because};
	}
	*put(cx, t) = (struct entry){.at = m->head.created_at,
				     .id = item_id,
				     .r = &resources[RES_roadmap_item],
				     .kind = "committed",
				     .text = m->title,
				     .state = enums[ENUM_roadmap_state].values[m->state],
				     .because = because};
	if (HAS(m, roadmap_item, due_on) && t->promises < 100)
		t->promise[t->promises++] = (struct promise){&resources[RES_roadmap_item], item_id,
							     (m->due_on + 1) * US_PER_DAY, released, contact};
	return OK;
}

static enum err put_answer(struct cx *cx, struct timeline *t, const struct fate *f, int64_t because, struct str contact)
{
	struct answer *a = ARENA_NEW(cx->arena, struct answer);

	if (!f->answer_id || !ids_add(cx->arena, &t->seen, f->answer_id))
		return OK;
	TRY(model_get(cx, &resources[RES_answer], f->answer_id, a));
	*put(cx, t) = (struct entry){.at = f->answered_at,
				     .id = f->answer_id,
				     .r = &resources[RES_answer],
				     .kind = "answered",
				     .text = a->subject,
				     .state = enums[ENUM_answer_state].values[a->state],
				     .because = because,
				     .contact = contact};
	return OK;
}

static enum err put_words(struct cx *cx, struct timeline *t, int64_t id)
{
	struct evidence *e = ARENA_NEW(cx->arena, struct evidence);
	struct ids items = {0};
	struct str contact = {0};
	struct fate f;

	TRY(model_get(cx, &resources[RES_evidence], id, e));
	TRY(fate_of(cx, id, &f));
	if (HAS(e, evidence, contact_id))
		TRY(model_label(cx, &resources[RES_contact], e->contact_id, &contact));
	(void)ids_add(cx->arena, &t->contacts, e->contact_id);
	t->items++;
	t->decided += f.decision_id != 0;
	t->answered += f.answer_id != 0;
	t->open += !f.answer_id;
	t->newest = e->said_at > t->newest ? e->said_at : t->newest;
	struct str text = HAS(e, evidence, verbatim) ? e->verbatim : HAS(e, evidence, title) ? e->title : e->choice;

	*put(cx, t) = (struct entry){.at = e->said_at,
				     .id = id,
				     .r = &resources[RES_evidence],
				     .kind = "said",
				     .text = {text.p, utf8_offset(text, 280)},
				     .state = enums[ENUM_evidence_state].values[e->state],
				     .evidence_kind = enums[ENUM_evidence_kind].values[e->kind],
				     .emotion = e->emotion,
				     .has_emotion = HAS(e, evidence, emotion),
				     .contact = contact};
	TRY(put_decision(cx, t, &f, id));
	for (size_t i = 0; i < f.opportunities.n; i++)
		TRY(ids_of_links(cx, LINK_opportunity_roadmap_item, f.opportunities.v[i], true, &items));
	for (size_t i = 0; i < items.n; i++)
		TRY(put_item(cx, t, items.v[i], id, contact));
	return put_answer(cx, t, &f, id, contact);
}

/* Who may be written to is part of the story of a person. */
static enum err put_consent(struct cx *cx, struct timeline *t, int64_t contact_id)
{
	struct contact *c = ARENA_NEW(cx->arena, struct contact);

	TRY(model_get(cx, &resources[RES_contact], contact_id, c));
	if (HAS(c, contact, unsubscribed_at))
		*put(cx, t) = (struct entry){.at = c->unsubscribed_at,
					     .id = contact_id,
					     .r = &resources[RES_contact],
					     .kind = "consent",
					     .text = STR("asked not to be written to"),
					     .state = "unsubscribed"};
	return OK;
}

static int newest_first(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return x->id > y->id ? -1 : x->id < y->id;
}

static enum err show_entry(struct cx *cx, const struct entry *e, struct json_out *j)
{
	json_open(j);
	show_time(j, "at", e->at);
	json_kz(j, "kind", e->kind);
	TRY(show_ref_key(cx, j, "object", e->r, e->id));
	json_kstr(j, "text", e->text);
	json_kz(j, "state", e->state);
	json_kz(j, "evidence_kind", e->evidence_kind);
	show_maybe(j, "emotion", e->has_emotion ? known((double)e->emotion) : unknown("none noted"));
	show_text(j, "contact_label", e->contact);
	show_text(j, "by_label", e->by);
	TRY(show_ref_key(cx, j, "because", &resources[RES_evidence], e->because));
	json_close(j);
	return OK;
}

static enum err show_promises(struct cx *cx, const struct timeline *t, struct json_out *j)
{
	json_key(j, "promises");
	json_list(j);
	for (size_t i = 0; i < t->promises; i++) {
		const struct promise *p = &t->promise[i];
		bool late = p->kept ? p->kept > p->due : p->due < cx->now_us;

		json_open(j);
		TRY(show_ref_key(cx, j, "about", p->r, p->id));
		show_text(j, "contact_label", p->contact);
		show_time(j, "due_at", p->due);
		show_time(j, "kept_at", p->kept);
		json_kz(j, "state", late ? "late" : p->kept ? "kept" : "open");
		json_close(j);
	}
	json_list_end(j);
	return OK;
}

static void show_figures(const struct timeline *t, struct json_out *j)
{
	json_key(j, "figures");
	json_open(j);
	json_kint(j, "items", t->items);
	json_kint(j, "open", t->open);
	json_kint(j, "decided", t->decided);
	json_kint(j, "answered", t->answered);
	json_kint(j, "contacts", (int64_t)t->contacts.n);
	show_time(j, "newest_said_at", t->newest);
	json_close(j);
}

enum err timeline_show(struct cx *cx, const struct resource *r, int64_t id, struct str cursor, struct json_out *j)
{
	struct timeline *t = ARENA_NEW(cx->arena, struct timeline);
	struct ids items = {0};
	int64_t from = 0;

	if (cursor.n && (!str_to_i64(cursor, &from) || from < 0))
		return fail(cx, ERR_INVALID, "cursor", "is not a cursor of this list");
	t->promise = ARENA_ARRAY(cx->arena, struct promise, 100);
	TRY(ids_of_query(cx,
			 r->id == RES_account
				 ? "SELECT id FROM evidence WHERE workspace_id = ?1 AND account_id = ?2 AND "
				   "archived_at IS NULL AND "
				   "state NOT IN ('spam', 'duplicate') ORDER BY said_at DESC, id DESC LIMIT 1000"
				 : "SELECT id FROM evidence WHERE workspace_id = ?1 AND contact_id = ?2 AND "
				   "archived_at IS NULL AND "
				   "state NOT IN ('spam', 'duplicate') ORDER BY said_at DESC, id DESC LIMIT 1000",
			 DB_ARGS(db_int(cx->workspace_id), db_int(id)), &items));
	for (size_t i = 0; i < items.n && i < ITEMS; i++)
		TRY(put_words(cx, t, items.v[i]));
	if (r->id == RES_contact)
		TRY(put_consent(cx, t, id));
	if (t->n > 1)
		qsort(t->v, t->n, sizeof *t->v, newest_first);
	json_open(j);
	show_figures(t, j);
	TRY(show_promises(cx, t, j));
	json_key(j, "data");
	json_list(j);
	size_t to = (size_t)from + PAGE < t->n ? (size_t)from + PAGE : t->n;

	for (size_t i = (size_t)from; i < to; i++)
		TRY(show_entry(cx, &t->v[i], j));
	json_list_end(j);
	json_kz(j, "next", to < t->n ? arena_printf(cx->arena, "%zu", to) : NULL);
	json_close(j);
	return OK;
}
