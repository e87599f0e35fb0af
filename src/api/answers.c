/* Answers: who can be told, drafts, approval with the 60 s hold, taking back, answered elsewhere, and the outbox. */
#include "api/chain.h"
#include "api/courier.h"
#include "outbound/mail.h"
#include <jansson.h>
#include <string.h>

#define ANSWER (&resources[RES_answer])
enum { MOST = 1000 };

static enum err tell(struct call *c)
{
	const struct resource *r;
	int64_t id;

	TRY(call_object_id(c, NULL, &r, &id));
	if (r->id != RES_decision && r->id != RES_release && r->id != RES_roadmap_item && r->id != RES_opportunity)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "customers are told about decisions and releases");
	return tell_show(c->cx, r, id, &c->j);
}

/* Before a record is closed: who would have to be told. */
static enum err asked(struct call *c)
{
	const struct resource *r;
	struct telling t = {0};
	int64_t id;

	TRY(call_object_id(c, NULL, &r, &id));
	if (r->id != RES_decision && r->id != RES_release && r->id != RES_roadmap_item && r->id != RES_opportunity)
		return fail(c->cx, ERR_NOT_FOUND, NULL, "customers are told about decisions and releases");
	enum err e = tell_find_open(c->cx, r, id, &t);

	if (e == ERR_NOT_FOUND && (r->id == RES_roadmap_item || r->id == RES_opportunity))
		fail_clear(c->cx); /* nothing decided yet: nobody waits for an answer */
	else
		TRY(e);
	json_open(&c->j);
	json_kint(&c->j, "asked", (int64_t)t.asked);
	json_kint(&c->j, "reachable", (int64_t)t.reachable);
	json_kint(&c->j, "answered", (int64_t)t.answered);
	json_close(&c->j);
	return OK;
}

static enum err read_bodies(struct call *c, struct drafting *d)
{
	json_t *body = json_object_get(c->body, "body");

	if (!body || json_is_null(body))
		return OK;
	if (!json_is_object(body))
		return fail(c->cx, ERR_INVALID, "body", "is one text for each language: {\"en\": \"...\"}");
	for (int i = 0; i < TELL_LANGUAGES; i++) {
		json_t *v = json_object_get(body, tell_languages[i]);

		if (!v || json_is_null(v))
			continue;
		if (!json_is_string(v) || json_string_length(v) > 15000)
			return fail(c->cx, ERR_INVALID, "body", "%s must be a text of at most 15,000 bytes",
				    tell_languages[i]);
		d->body[i] = (struct str){json_string_value(v), json_string_length(v)};
	}
	return OK;
}

static void show_skipped(struct call *c, const struct drafted *made)
{
	json_key(&c->j, "skipped");
	json_list(&c->j);
	for (size_t i = 0; i < made->n_skipped; i++) {
		json_open(&c->j);
		show_id(&c->j, "contact_id", &resources[RES_contact], made->skipped[i].contact_id);
		json_kz(&c->j, "why", why_name(made->skipped[i].why));
		json_kz(&c->j, "note", why_note(made->skipped[i].why));
		json_close(&c->j);
	}
	json_list_end(&c->j);
}

static enum err draft(struct call *c)
{
	struct drafting d = {0};
	struct drafted made;
	const struct resource *r;
	int64_t id, *contact;

	TRY(call_only(c, "contact_ids,body"));
	TRY(call_object_id(c, NULL, &r, &id));
	TRY(call_ids(c, "contact_ids", false, &resources[RES_contact], MOST, &contact, &d.n));
	d.contact = contact;
	TRY(read_bodies(c, &d));
	TRY(tell_draft(c->cx, r, id, &d, &made));
	c->status = 201;
	json_open(&c->j);
	json_kint(&c->j, "created", (int64_t)made.created);
	json_key(&c->j, "answers");
	json_list(&c->j);
	for (size_t i = 0; i < made.created; i++)
		TRY(model_render_one(c->cx, ANSWER, made.answer[i], &c->j, NULL));
	json_list_end(&c->j);
	show_skipped(c, &made);
	json_close(&c->j);
	return OK;
}

static enum err approve(struct call *c)
{
	int64_t *id, approved = 0;
	enum why_not *why;
	size_t n;

	TRY(call_only(c, "ids"));
	TRY(call_ids(c, "ids", true, ANSWER, MOST, &id, &n));
	why = ARENA_ARRAY(c->cx->arena, enum why_not, n);
	for (size_t i = 0; i < n; i++) {
		TRY(answer_approve(c->cx, id[i], &why[i]));
		approved += why[i] == WHY_OK;
	}
	json_open(&c->j);
	json_kint(&c->j, "approved", approved);
	show_time(&c->j, "hold_until", approved ? c->cx->now_us + answer_hold_us(c->cx) : 0);
	json_key(&c->j, "refused");
	json_list(&c->j);
	for (size_t i = 0; i < n; i++) {
		if (why[i] == WHY_OK)
			continue;
		json_open(&c->j);
		show_id(&c->j, "id", ANSWER, id[i]);
		json_kz(&c->j, "why", why_name(why[i]));
		json_kz(&c->j, "note", why_note(why[i]));
		json_close(&c->j);
	}
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

static enum err cancel(struct call *c)
{
	int64_t *id, cancelled = 0;
	bool *done;
	size_t n;

	TRY(call_only(c, "ids"));
	TRY(call_ids(c, "ids", true, ANSWER, MOST, &id, &n));
	done = ARENA_ARRAY(c->cx->arena, bool, n);
	for (size_t i = 0; i < n; i++) {
		TRY(call_may_change(c, ANSWER, id[i]));
		TRY(answer_cancel(c->cx, id[i], &done[i]));
		cancelled += done[i];
	}
	json_open(&c->j);
	json_kint(&c->j, "cancelled", cancelled);
	json_key(&c->j, "too_late");
	json_list(&c->j);
	for (size_t i = 0; i < n; i++) {
		char text[ID_TEXT];

		if (done[i])
			continue;
		id_format(ANSWER, id[i], text);
		json_z(&c->j, text);
	}
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

static enum err elsewhere(struct call *c)
{
	struct elsewhere e = {0};
	const struct resource *r;
	int64_t *evidence, made;

	TRY(call_only(c, "contact_id,evidence_ids,decision_id,release_id,note"));
	TRY(call_ids(c, "evidence_ids", true, &resources[RES_evidence], MOST, &evidence, &e.n));
	e.evidence = evidence;
	TRY(call_ref(c, "contact_id", false, &resources[RES_contact], &r, &e.contact_id));
	TRY(call_ref(c, "decision_id", false, &resources[RES_decision], &r, &e.decision_id));
	TRY(call_ref(c, "release_id", false, &resources[RES_release], &r, &e.release_id));
	TRY(call_text(c, "note", false, 1000, &e.note));
	if (!e.contact_id) { /* the items know who said them */
		struct evidence *first = ARENA_NEW(c->cx->arena, struct evidence);

		TRY(model_get(c->cx, &resources[RES_evidence], evidence[0], first));
		e.contact_id = HAS(first, evidence, contact_id) ? first->contact_id : 0;
	}
	TRY(answer_elsewhere(c->cx, &e, &made));
	call_made(c, ANSWER, made);
	return call_object(c, ANSWER, made);
}

static enum err resend(struct call *c)
{
	struct str reason;
	int64_t id;

	TRY(call_only(c, "reason"));
	TRY(call_object_id(c, ANSWER, NULL, &id));
	TRY(call_text(c, "reason", true, 1000, &reason));
	TRY(answer_resend(c->cx, id, c->if_rev, reason));
	return call_object(c, ANSWER, id);
}

/* ---- the local outbox ---- */

struct headers {
	struct str from, to, subject, date, message_id, list_unsubscribe, text;
};

/* A header's text with folds undone; encoded words stay as they are, the body is decoded by the reader's mail program.
 */
static void read_headers(struct call *c, struct str raw, struct headers *h)
{
	static const struct {
		const char *name;
		size_t at;
	} known_headers[] = {{"From", offsetof(struct headers, from)},
			     {"To", offsetof(struct headers, to)},
			     {"Subject", offsetof(struct headers, subject)},
			     {"Date", offsetof(struct headers, date)},
			     {"Message-ID", offsetof(struct headers, message_id)},
			     {"List-Unsubscribe", offsetof(struct headers, list_unsubscribe)}};
	struct str rest = raw, line, *last = NULL;

	*h = (struct headers){0};
	while (rest.n && str_split(&rest, '\n', &line)) {
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (!line.n)
			break;
		if (line.p[0] == ' ' || line.p[0] == '\t') {
			if (last)
				*last = str_of(arena_printf(c->cx->arena, "%.*s %.*s", STR_ARG(*last),
							    STR_ARG(str_trim(line))));
			continue;
		}
		last = NULL;
		for (size_t i = 0; i < sizeof known_headers / sizeof known_headers[0]; i++) {
			size_t n = strlen(known_headers[i].name);

			if (line.n > n && line.p[n] == ':' &&
			    str_eq_nocase((struct str){line.p, n}, known_headers[i].name)) {
				last = (struct str *)((char *)h + known_headers[i].at);
				*last = str_trim((struct str){line.p + n + 1, line.n - n - 1});
			}
		}
	}
	h->text = rest;
}

static enum err outbox(struct call *c)
{
	struct outbox_item *item;
	size_t n;
	struct courier_place p;

	TRY(courier_place(c->cx, &p));
	TRY(outbox_list(c->cx, p.directory, 200, &item, &n));
	json_open(&c->j);
	json_kz(&c->j, "mode", p.smtp ? "smtp" : "outbox");
	json_kz(&c->j, "where", p.smtp ? p.smtp : p.directory);
	json_key(&c->j, "data");
	json_list(&c->j);
	for (size_t i = 0; i < n; i++) {
		struct str raw;
		struct headers h;

		TRY(outbox_read(c->cx, p.directory, item[i].name, &raw));
		read_headers(c, raw, &h);
		json_open(&c->j);
		json_kstr(&c->j, "name", item[i].name);
		show_time(&c->j, "at", item[i].at_us);
		json_kint(&c->j, "size", item[i].size);
		json_kstr(&c->j, "to", h.to);
		json_kstr(&c->j, "subject", h.subject);
		json_close(&c->j);
	}
	json_list_end(&c->j);
	json_close(&c->j);
	return OK;
}

static enum err outbox_one(struct call *c)
{
	struct courier_place p;
	struct headers h;
	struct str raw;

	TRY(courier_place(c->cx, &p));
	TRY(outbox_read(c->cx, p.directory, c->param[0], &raw));
	read_headers(c, raw, &h);
	json_open(&c->j);
	json_kstr(&c->j, "name", c->param[0]);
	json_kint(&c->j, "size", (int64_t)raw.n);
	json_key(&c->j, "headers");
	json_open(&c->j);
	json_kstr(&c->j, "from", h.from);
	json_kstr(&c->j, "to", h.to);
	json_kstr(&c->j, "subject", h.subject);
	json_kstr(&c->j, "date", h.date);
	json_kstr(&c->j, "message_id", h.message_id);
	json_kstr(&c->j, "list_unsubscribe", h.list_unsubscribe);
	json_close(&c->j);
	json_kstr(&c->j, "text", h.text);
	json_kstr(&c->j, "raw", raw);
	json_close(&c->j);
	return OK;
}

const struct route answer_routes[] = {
	{HTTP_GET, "/tell/{id}", P_any, 0, tell,
	 "Who asked for what was decided or released, who can be told and who cannot, with reasons.", NULL, ANY_OBJECT,
	 NULL, 0, NULL},
	{HTTP_GET, "/asked/{id}", P_any, 0, asked, "How many asked, can be told and were told; for open records too.",
	 NULL, "{\"asked\":\"integer\",\"reachable\":\"integer\",\"answered\":\"integer\"}", NULL, 0, NULL},
	{HTTP_POST, "/tell/{id}/draft", P_answers_create, 0, draft,
	 "Drafts an answer for each customer who can be told, in their language.", ANY_OBJECT, ANY_OBJECT, NULL, 0,
	 NULL},
	{HTTP_POST, "/answers/approve", P_answers_update, 0, approve,
	 "Approves answers: held for 60 seconds, then sent.", ANY_OBJECT, ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/answers/cancel", P_answers_update, 0, cancel, "Takes held answers back to draft.", ANY_OBJECT,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_POST, "/answers/elsewhere", P_answers_create, 0, elsewhere,
	 "Notes that a customer was answered by telephone or otherwise.", ANY_OBJECT, "answer", NULL, 0, NULL},
	{HTTP_POST, "/answers/{id}/resend", P_answers_decide, ROUTE_IF_MATCH, resend,
	 "Sends a failed or unknown answer again, on a person's word.", ANY_OBJECT, "answer", NULL, 0, NULL},
	{HTTP_GET, "/outbox", P_contact_read, ROUTE_NO_TX, outbox, "Mails in the local outbox, newest first.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{HTTP_GET, "/outbox/{name}", P_contact_read, ROUTE_NO_TX, outbox_one, "One mail of the local outbox.", NULL,
	 ANY_OBJECT, NULL, 0, NULL},
	{0},
};
