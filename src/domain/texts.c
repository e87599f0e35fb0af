/* Drafts of answers in four languages, made from the reason. A person reads and approves each before it leaves. */
#include "domain/tell.h"
#include <string.h>

const char *const tell_languages[TELL_LANGUAGES] = {"en", "de", "fr", "es"};

enum { TEXT_DO, TEXT_NOT_NOW, TEXT_WONT, TEXT_NEED_EVIDENCE, TEXT_RELEASE, TEXTS };
struct words_of_language {
	const char *hello, *hello_unnamed, *said, *footer, *stop;
	const char *subject[TEXTS];
	const char *core[TEXTS]; /* {title} and {reason} */
};

static const struct words_of_language texts[TELL_LANGUAGES] = {
	{.hello = "Hello {name},",
	 .hello_unnamed = "Hello,",
	 .said = "you told us: “{words}”",
	 .footer = "See what became of your words: ",
	 .stop = "Rather not hear from us? One click: ",
	 .subject = {"We are taking up what you told us", "What you told us: not now",
		     "What you told us: a no, and why", "What you told us: one question more",
		     "What you asked for is there"},
	 .core = {"We read it and decided to take it up: {title}\n\nWhy: {reason}\n\nWe will write again when it is "
		  "there.",
		  "We read it and decided not to take it up now: {title}\n\nWhy: {reason}\n\nWe will look at it again, "
		  "and your words stay with it.",
		  "We read it and decided not to do it: {title}\n\nWhy: {reason}\n\nWe would rather say so than leave "
		  "you waiting.",
		  "We read it and do not know enough yet to decide: {title}\n\nWhy: {reason}\n\nIf you can tell us "
		  "more, just answer this mail.",
		  "It is there now: {title}\n\nTell us whether it helps, by answering this mail."}},
	{.hello = "Guten Tag {name},",
	 .hello_unnamed = "Guten Tag,",
	 .said = "Sie haben uns gesagt: „{words}“",
	 .footer = "Was aus Ihren Worten geworden ist: ",
	 .stop = "Keine Nachrichten mehr? Ein Klick: ",
	 .subject = {"Wir nehmen auf, was Sie uns gesagt haben", "Was Sie uns gesagt haben: jetzt nicht",
		     "Was Sie uns gesagt haben: ein Nein und warum", "Was Sie uns gesagt haben: noch eine Frage",
		     "Worum Sie gebeten haben, ist da"},
	 .core = {"Wir haben es gelesen und nehmen es auf: {title}\n\nWarum: {reason}\n\nWir melden uns wieder, wenn "
		  "es da ist.",
		  "Wir haben es gelesen und nehmen es jetzt nicht auf: {title}\n\nWarum: {reason}\n\nWir sehen es uns "
		  "wieder an; Ihre Worte bleiben dabei.",
		  "Wir haben es gelesen und werden es nicht tun: {title}\n\nWarum: {reason}\n\nWir sagen das lieber, "
		  "als Sie warten zu lassen.",
		  "Wir haben es gelesen und wissen noch nicht genug, um zu entscheiden: {title}\n\nWarum: "
		  "{reason}\n\nWenn Sie mehr sagen können, antworten "
		  "Sie einfach auf diese Mail.",
		  "Jetzt ist es da: {title}\n\nSagen Sie uns, ob es hilft, indem Sie auf diese Mail antworten."}},
	{.hello = "Bonjour {name},",
	 .hello_unnamed = "Bonjour,",
	 .said = "vous nous avez dit : « {words} »",
	 .footer = "Voir ce que vos mots sont devenus : ",
	 .stop = "Ne plus recevoir de nouvelles ? Un clic : ",
	 .subject = {"Nous reprenons ce que vous nous avez dit", "Ce que vous nous avez dit : pas maintenant",
		     "Ce que vous nous avez dit : un non, et pourquoi",
		     "Ce que vous nous avez dit : encore une question", "Ce que vous demandiez est là"},
	 .core = {"Nous l’avons lu et décidé de nous en occuper : {title}\n\nPourquoi : {reason}\n\nNous vous écrirons "
		  "quand ce sera prêt.",
		  "Nous l’avons lu et décidé de ne pas nous en occuper maintenant : {title}\n\nPourquoi : "
		  "{reason}\n\nNous y reviendrons ; vos mots y restent attachés.",
		  "Nous l’avons lu et décidé de ne pas le faire : {title}\n\nPourquoi : {reason}\n\nNous préférons "
		  "vous le dire que vous laisser attendre.",
		  "Nous l’avons lu et n’en savons pas encore assez pour décider : {title}\n\nPourquoi : {reason}\n\nSi "
		  "vous pouvez nous en dire plus, "
		  "répondez simplement à ce courriel.",
		  "C’est prêt : {title}\n\nDites-nous si cela vous aide en répondant à ce courriel."}},
	{.hello = "Hola, {name}:",
	 .hello_unnamed = "Hola:",
	 .said = "nos dijo: «{words}»",
	 .footer = "Vea qué ha sido de sus palabras: ",
	 .stop = "¿Prefiere no recibir más mensajes? Un clic: ",
	 .subject = {"Nos ocupamos de lo que nos dijo", "Lo que nos dijo: ahora no",
		     "Lo que nos dijo: un no, y por qué", "Lo que nos dijo: una pregunta más", "Lo que pidió ya está"},
	 .core = {"Lo hemos leído y hemos decidido ocuparnos: {title}\n\nPor qué: {reason}\n\nLe escribiremos cuando "
		  "esté listo.",
		  "Lo hemos leído y hemos decidido no ocuparnos ahora: {title}\n\nPor qué: {reason}\n\nVolveremos a "
		  "mirarlo; sus palabras quedan con ello.",
		  "Lo hemos leído y hemos decidido no hacerlo: {title}\n\nPor qué: {reason}\n\nPreferimos decírselo a "
		  "dejarle esperando.",
		  "Lo hemos leído y aún no sabemos lo suficiente para decidir: {title}\n\nPor qué: {reason}\n\nSi "
		  "puede contarnos más, responda a este correo.",
		  "Ya está: {title}\n\nDíganos si le sirve respondiendo a este correo."}},
};

int tell_language(struct str language, bool *ret_fallback)
{
	struct str base = {language.p,
			   language.n > 2 && (language.p[2] == '-' || language.p[2] == '_') ? 2 : language.n};

	*ret_fallback = false;
	for (int i = 0; i < TELL_LANGUAGES; i++)
		if (str_eq_nocase(base, tell_languages[i]))
			return i;
	*ret_fallback = true;
	return 0;
}

/* Up to most bytes, never inside a word: the customer's own words are not cut in the middle. */
static struct str quote(struct cx *cx, struct str s, size_t most)
{
	s = str_trim(s);
	if (s.n <= most)
		return s;
	size_t n = most;

	while (n > 0 && s.p[n] != ' ' && s.p[n] != '\n')
		n--;
	if (n == 0) { /* one long word, or a script without spaces: at a character */
		n = most;
		while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
	}
	return str_of(arena_printf(cx->arena, "%.*s …", (int)n, s.p));
}

struct variable {
	const char *name;
	struct str value;
};

/* Length of a known {variable} at the start of s and its value; 0 when there is none. */
static size_t variable_at(struct str s, const struct variable *v, size_t n_v, struct str *ret)
{
	for (size_t k = 0; k < n_v; k++) {
		size_t len = strlen(v[k].name);

		if (s.n >= len + 2 && s.p[0] == '{' && s.p[len + 1] == '}' && memcmp(s.p + 1, v[k].name, len) == 0) {
			*ret = v[k].value;
			return len + 2;
		}
	}
	return 0;
}

/* One pass: braces inside a value stay as they are. */
static void fill(struct str template_, const struct variable *v, size_t n_v, struct buf *out)
{
	for (size_t i = 0; i < template_.n;) {
		struct str value;
		size_t n = variable_at((struct str){template_.p + i, template_.n - i}, v, n_v, &value);

		if (n)
			buf_str(out, value);
		else
			buf_char(out, template_.p[i]);
		i += n ? n : 1;
	}
}

static int text_of(const struct telling *t)
{
	if (t->r->id == RES_release)
		return TEXT_RELEASE;
	switch (t->outcome) {
	case E_decision_outcome_do:
		return TEXT_DO;
	case E_decision_outcome_wont:
		return TEXT_WONT;
	case E_decision_outcome_need_evidence:
		return TEXT_NEED_EVIDENCE;
	default:
		return TEXT_NOT_NOW;
	}
}

static struct str label_or_empty(struct cx *cx, const char *sql, int64_t id)
{
	struct db_rows *r;
	struct str s = STR("");

	if (!id || db_query(cx, sql, DB_ARGS(db_int(cx->workspace_id), db_int(id)), &r) != OK)
		return s;
	if (db_next(r))
		s = str_copy(cx->arena, db_col_str(r, 0));
	return db_end(r) == OK ? s : STR("");
}

void tell_write(struct cx *cx, const struct telling *t, const struct asker *a, struct str body_template,
		struct letter *ret)
{
	bool fallback;
	const struct words_of_language *l = &texts[tell_language(a->language, &fallback)];
	int text = text_of(t);
	struct str product = label_or_empty(cx,
					    "SELECT name FROM product WHERE workspace_id = ?1 AND id >= ?2 AND "
					    "archived_at IS NULL ORDER BY id LIMIT 1",
					    1);
	const struct word *newest = a->word[0];
	auto_buf b;

	for (size_t i = 1; i < a->n; i++)
		if (a->word[i]->said_at > newest->said_at)
			newest = a->word[i];
	const struct variable v[] = {
		{"name", a->name},
		{"words", quote(cx, newest->quote, 200)},
		{"reason", t->reason},
		{"title", t->title},
		{"product", product},
		{"sender",
		 label_or_empty(cx, "SELECT name FROM membership WHERE workspace_id = ?1 AND id = ?2", cx->member_id)},
	};
	const size_t n_v = sizeof v / sizeof v[0];

	buf_init(&b, 20000);
	if (str_trim(body_template).n) {
		fill(body_template, v, n_v, &b);
	} else {
		const char *hello = a->name.n ? l->hello : l->hello_unnamed;

		fill(str_of(hello), v, n_v, &b);
		buf_z(&b, "\n\n");
		if (newest->quote.n)
			fill(str_of(l->said), v, n_v, &b);
		buf_z(&b, newest->quote.n ? "\n\n" : "");
		fill(str_of(l->core[text]), v, n_v, &b);
		buf_z(&b, "\n\n");
		fill(STR("{sender}\n{product}"), v, n_v, &b);
	}
	ret->body = str_copy(cx->arena, str_trim(buf_view(&b)));
	ret->subject = str_of(l->subject[text]);
}

struct str tell_footer(struct cx *cx, struct str language, struct str status_url, struct str unsubscribe_url)
{
	bool fallback;
	const struct words_of_language *l = &texts[tell_language(language, &fallback)];

	return str_of(arena_printf(cx->arena, "\n\n-- \n%s%.*s\n%s%.*s\n", l->footer, STR_ARG(status_url), l->stop,
				   STR_ARG(unsubscribe_url)));
}
