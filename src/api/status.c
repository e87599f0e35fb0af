/* Pages for customers, without sign-in and without script: what became of their words, rating an answer, and how to stop
 * mails (RFC 8058 one-click by POST). The token in the path is the only key; a wrong one looks like any missing page.
 * Every text is escaped; nothing of other customers or of colleagues is on these pages. */
#include "api/chain.h"
#include "api/courier.h"
#include "base/clock.h"
#include "base/hash.h"
#include <string.h>

struct page_words {
	const char *lang, *title, *nothing, *said, *word[5], *yes, *later, *no, *answer, *rate, *send, *thanks, *stop,
		*stop_ask, *stop_done, *mine;
};
static const char *const status_words[5] = {"received", "understood", "decided", "shipped", "checked"};
static const struct page_words pages[TELL_LANGUAGES] = {
	{"en",
	 "What became of your words",
	 "We have nothing from you here.",
	 "You said on",
	 {"received", "understood", "decided", "shipped", "checked"},
	 "yes",
	 "later",
	 "no",
	 "Our answer",
	 "Did it help?",
	 "Send",
	 "Thank you.",
	 "Stop mails",
	 "Shall we stop writing to you?",
	 "Done. You will get no more mails from us. Your words stay with us unless you ask to have them erased.",
	 "Only you have this address; please do not pass it on."},
	{"de",
	 "Was aus Ihren Worten wurde",
	 "Hier liegt nichts von Ihnen.",
	 "Sie sagten am",
	 {"angekommen", "verstanden", "entschieden", "ausgeliefert", "überprüft"},
	 "ja",
	 "später",
	 "nein",
	 "Unsere Antwort",
	 "Hat es geholfen?",
	 "Senden",
	 "Danke.",
	 "Keine Mails mehr",
	 "Sollen wir Ihnen nicht mehr schreiben?",
	 "Erledigt. Sie bekommen keine Mails mehr von uns. Ihre Worte bleiben bei uns, bis Sie um Löschung bitten.",
	 "Nur Sie haben diese Adresse; bitte geben Sie sie nicht weiter."},
	{"fr",
	 "Ce que vos mots sont devenus",
	 "Nous n’avons rien de vous ici.",
	 "Vous avez dit le",
	 {"reçu", "compris", "décidé", "livré", "vérifié"},
	 "oui",
	 "plus tard",
	 "non",
	 "Notre réponse",
	 "Cela a-t-il aidé ?",
	 "Envoyer",
	 "Merci.",
	 "Ne plus recevoir de courriels",
	 "Faut-il cesser de vous écrire ?",
	 "C’est fait. Vous ne recevrez plus de courriels. Vos mots restent chez nous sauf demande d’effacement.",
	 "Vous seul avez cette adresse ; ne la transmettez pas."},
	{"es",
	 "Qué ha sido de sus palabras",
	 "Aquí no hay nada suyo.",
	 "Usted dijo el",
	 {"recibido", "entendido", "decidido", "entregado", "comprobado"},
	 "sí",
	 "más adelante",
	 "no",
	 "Nuestra respuesta",
	 "¿Le ha servido?",
	 "Enviar",
	 "Gracias.",
	 "No recibir más correos",
	 "¿Dejamos de escribirle?",
	 "Hecho. No recibirá más correos nuestros. Sus palabras siguen aquí salvo que pida borrarlas.",
	 "Solo usted tiene esta dirección; no la comparta."},
};

static void text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '<':
			buf_z(b, "&lt;");
			break;
		case '>':
			buf_z(b, "&gt;");
			break;
		case '&':
			buf_z(b, "&amp;");
			break;
		case '"':
			buf_z(b, "&quot;");
			break;
		case '\'':
			buf_z(b, "&#39;");
			break;
		default:
			buf_char(b, s.p[i]);
		}
	}
}

static void text_z(struct buf *b, const char *z)
{
	text(b, str_of(z));
}

static const struct page_words *words_for(const struct status_page *p)
{
	bool fallback;

	return &pages[tell_language(p->language, &fallback)];
}

static void begin(struct call *c, const struct page_words *w, struct str product)
{
	struct buf *b = &c->out;

	c->content_type = "text/html; charset=utf-8";
	buf_printf(b,
		   "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
		   "content=\"width=device-width,initial-scale=1\">"
		   "<meta name=\"robots\" content=\"noindex\"><title>",
		   w->lang);
	text_z(b, w->title);
	buf_printf(b,
		   "</title><style nonce=\"%s\">:root{color-scheme:light dark}body{font:16px/1.5 "
		   "system-ui,sans-serif;max-width:42rem;margin:2rem auto;"
		   "padding:0 1rem}article{border-top:1px solid #8884;padding:1rem 0}blockquote{margin:.5rem "
		   "0;white-space:pre-wrap;overflow-wrap:anywhere}"
		   "ol{display:flex;flex-wrap:wrap;gap:.5rem 1rem;list-style:none;padding:0;margin:.5rem "
		   "0}li[aria-current]{font-weight:700;"
		   "text-decoration:underline}.later{opacity:.6}button,select{font:inherit;min-height:2.75rem;padding:"
		   "0 1rem}</style></head><body><main><h1>",
		   call_nonce(c));
	text_z(b, w->title);
	buf_z(b, "</h1><p>");
	text(b, product);
	buf_z(b, "</p>");
}

static void end(struct call *c)
{
	buf_z(&c->out, "</main></body></html>");
}

static void day(struct buf *b, int64_t us)
{
	char date[16];

	(void)date_format((int32_t)(us / US_PER_DAY), date);
	buf_printf(b, "<time datetime=\"%s\">%s</time>", date, date);
}

/* The five words in order; the one that holds is marked, later ones are dimmed. */
static void steps(struct buf *b, const struct page_words *w, const struct status_item *item)
{
	int now = 0;

	for (int i = 0; i < 5; i++)
		if (strcmp(item->word, status_words[i]) == 0)
			now = i;
	buf_z(b, "<ol>");
	for (int i = 0; i < 5; i++) {
		buf_printf(b, "<li%s>", i == now ? " aria-current=\"step\"" : i > now ? " class=\"later\"" : "");
		text_z(b, w->word[i]);
		if (i == 2 && now >= 2 && item->outcome >= 0)
			buf_printf(b, ": %s",
				   item->outcome == E_decision_outcome_do	  ? w->yes
				   : item->outcome == E_decision_outcome_wont ? w->no
									  : w->later);
		buf_z(b, "</li>");
	}
	buf_z(b, "</ol>");
}

static void rating_form(struct buf *b, const struct page_words *w, struct str token, const struct status_item *item)
{
	char id[ID_TEXT];

	id_format(&resources[RES_answer], item->answer_id, id);
	buf_printf(b,
		   "<form method=\"post\" action=\"%.*s/rate\"><input type=\"hidden\" name=\"answer\" "
		   "value=\"%s\"><label>",
		   STR_ARG(token), id);
	text_z(b, w->rate);
	buf_z(b, " <select name=\"rating\">");
	for (int i = 5; i >= 1; i--)
		buf_printf(b, "<option value=\"%d\"%s>%d</option>", i, i == item->rating ? " selected" : "", i);
	buf_z(b, "</select></label> <button>");
	text_z(b, w->send);
	buf_z(b, "</button></form>");
}

static void show_item(struct buf *b, const struct page_words *w, struct str token, const struct status_item *item)
{
	buf_z(b, "<article><p>");
	text_z(b, w->said);
	buf_char(b, ' ');
	day(b, item->said_at);
	buf_z(b, "</p><blockquote dir=\"auto\">");
	text(b, item->quote);
	buf_z(b, "</blockquote>");
	steps(b, w, item);
	if (item->answer_body.n) {
		buf_z(b, "<h2>");
		text_z(b, w->answer);
		buf_z(b, "</h2><blockquote dir=\"auto\">");
		text(b, item->answer_body);
		buf_z(b, "</blockquote>");
	}
	if (item->answer_id)
		rating_form(b, w, token, item);
	buf_z(b, "</article>");
}

static enum err open_page(struct call *c, int64_t *ret_contact, struct status_page *ret)
{
	TRY(status_open(c->cx, c->param[0], ret_contact));
	return status_load(c->cx, *ret_contact, ret);
}

static enum err show(struct call *c)
{
	struct status_page p;
	int64_t contact;

	TRY(open_page(c, &contact, &p));
	const struct page_words *w = words_for(&p);

	begin(c, w, p.product);
	if (!p.n) {
		buf_z(&c->out, "<p>");
		text_z(&c->out, w->nothing);
		buf_z(&c->out, "</p>");
	}
	for (size_t i = 0; i < p.n; i++)
		show_item(&c->out, w, c->param[0], &p.item[i]);
	buf_z(&c->out, "<p>");
	text_z(&c->out, w->mine);
	buf_printf(&c->out, "</p>%s<a href=\"../u/%.*s\">", p.unsubscribed ? "<p hidden>" : "<p>", STR_ARG(c->param[0]));
	text_z(&c->out, w->stop);
	buf_z(&c->out, "</a></p>");
	end(c);
	return OK;
}

static enum err say(struct call *c, const struct status_page *p, const char *sentence)
{
	begin(c, words_for(p), p->product);
	buf_z(&c->out, "<p role=\"status\">");
	text_z(&c->out, sentence);
	buf_printf(&c->out, "</p><p><a href=\"%s/%.*s\">",
		   strcmp(c->route->path, "/u/{token}") == 0 ? "../s" : "../../s", STR_ARG(c->param[0]));
	text_z(&c->out, words_for(p)->title);
	buf_z(&c->out, "</a></p>");
	end(c);
	return OK;
}

/* One field of an urlencoded form; '+' and %XX decoded. */
static struct str form_field(struct call *c, struct str body, const char *name)
{
	struct str part;

	while (body.n && str_split(&body, '&', &part)) {
		struct str key;

		if (!str_split(&part, '=', &key) || !str_is(key, name))
			continue;
		char *out = arena_alloc(c->cx->arena, part.n + 1);
		size_t n = 0;

		for (size_t i = 0; i < part.n; i++) {
			unsigned char byte;

			if (part.p[i] == '%' && i + 2 < part.n + 0 && hex_decode((struct str){part.p + i + 1, 2}, &byte, 1)) {
				out[n++] = (char)byte;
				i += 2;
			} else {
				out[n++] = part.p[i] == '+' ? ' ' : part.p[i];
			}
		}
		return (struct str){out, n};
	}
	return (struct str){0};
}

static enum err rate(struct call *c)
{
	struct status_page p;
	const struct resource *r;
	int64_t contact, answer, rating;
	struct str body = http_body(c->x);

	TRY(open_page(c, &contact, &p));
	if (!id_parse(form_field(c, body, "answer"), &r, &answer) || r->id != RES_answer || !str_to_i64(form_field(c, body, "rating"), &rating))
		return fail(c->cx, ERR_INVALID, "rating", "is from 1 to 5");
	TRY(status_rate(c->cx, contact, answer, rating, -1));
	return say(c, &p, words_for(&p)->thanks);
}

static enum err ask_stop(struct call *c)
{
	struct status_page p;
	int64_t contact;

	TRY(open_page(c, &contact, &p));
	const struct page_words *w = words_for(&p);

	if (p.unsubscribed)
		return say(c, &p, w->stop_done);
	begin(c, w, p.product);
	buf_z(&c->out, "<p>");
	text_z(&c->out, w->stop_ask);
	buf_printf(&c->out, "</p><form method=\"post\" action=\"%.*s\"><button>", STR_ARG(c->param[0]));
	text_z(&c->out, w->stop);
	buf_z(&c->out, "</button></form>");
	end(c);
	return OK;
}

static enum err stop(struct call *c)
{
	struct status_page p;
	int64_t contact;

	TRY(open_page(c, &contact, &p));
	TRY(status_unsubscribe(c->cx, contact));
	return say(c, &p, words_for(&p)->stop_done);
}

/* ---- for colleagues: making and revoking the links ---- */

static enum err new_link(struct call *c)
{
	int64_t id;
	char token[48];

	TRY(call_object_id(c, &resources[RES_contact], NULL, &id));
	TRY(status_link_new(c->cx, id, token));
	c->status = 201;
	json_open(&c->j);
	json_kz(&c->j, "url", arena_printf(c->cx->arena, "%s/s/%s", courier_public_url(c->cx), token));
	json_close(&c->j);
	return OK;
}

static enum err revoke_links(struct call *c)
{
	int64_t id, removed;

	TRY(call_object_id(c, &resources[RES_contact], NULL, &id));
	TRY(status_links_revoke(c->cx, id, &removed));
	json_open(&c->j);
	json_kint(&c->j, "removed", removed);
	json_close(&c->j);
	return OK;
}

const struct route status_routes[] = {
	{HTTP_GET, "/s/{token}", P_public, ROUTE_ROOT, show, "A customer's private page: what became of their words.",
	 NULL, NULL, NULL, 0, NULL},
	{HTTP_POST, "/s/{token}/rate", P_public, ROUTE_ROOT | ROUTE_FORM, rate, "The customer rates an answer.", NULL,
	 NULL, NULL, 4096, NULL},
	{HTTP_GET, "/u/{token}", P_public, ROUTE_ROOT, ask_stop, "Asks whether mails shall stop.", NULL, NULL, NULL, 0,
	 NULL},
	{HTTP_POST, "/u/{token}", P_public, ROUTE_ROOT | ROUTE_FORM, stop, "Stops mails at once (RFC 8058).", NULL,
	 NULL, NULL, 4096, NULL},
	{HTTP_POST, "/contacts/{id}/status-link", P_contact_read, ROUTE_NO_BODY, new_link,
	 "Makes a private status link for a customer; shown once.", NULL, "{\"url\":\"text\"}", NULL, 0, NULL},
	{HTTP_DELETE, "/contacts/{id}/status-links", P_contacts_update, 0, revoke_links,
	 "Revokes all status links of a customer.", NULL, "{}", NULL, 0, NULL},
	{0},
};
