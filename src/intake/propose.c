/* The proposal: a table of what columns are called, joined with what their values look like. */
#include "intake/propose.h"
#include "model/model.h"
#include <string.h>

enum { CUSTOM_MAX = 6 };

struct str column_words(struct arena *a, struct str name)
{
	char *out = arena_alloc(a, 2 * name.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool upper = c >= 'A' && c <= 'Z', lower_before = i && name.p[i - 1] >= 'a' && name.p[i - 1] <= 'z';
		bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;

		if ((!letter || (upper && lower_before)) && n && out[n - 1] != ' ')
			out[n++] = ' ';
		if (letter)
			out[n++] = (char)(upper ? c + 32 : c);
	}
	return str_trim((struct str){out, n});
}

struct str custom_key(struct arena *a, struct str name)
{
	struct str w = column_words(a, name);
	char *out = arena_alloc(a, w.n + 8);
	size_t n = 0;

	for (size_t i = 0; i < w.n && n < 60; i++)
		if (((unsigned char)w.p[i] < 0x80 && w.p[i] != ' ') || (w.p[i] == ' ' && n && out[n - 1] != '_'))
			out[n++] = w.p[i] == ' ' ? '_' : w.p[i];
	while (n && out[n - 1] == '_')
		n--;
	return n ? (struct str){out, n} : str_of(arena_printf(a, "c%08x", (unsigned)str_hash(name)));
}

static bool has_word(struct str words, struct str w)
{
	struct str part;

	while (str_split(&words, ' ', &part))
		if (str_eq(part, w))
			return true;
	return false;
}

static bool has_phrase(struct str words, struct str phrase)
{
	if (!memchr(phrase.p, ' ', phrase.n))
		return has_word(words, phrase);
	for (size_t i = 0; i + phrase.n <= words.n; i++)
		if (memcmp(words.p + i, phrase.p, phrase.n) == 0 && (i == 0 || words.p[i - 1] == ' ') &&
		    (i + phrase.n == words.n || words.p[i + phrase.n] == ' '))
			return true;
	return false;
}

/* 3: the name is one of the terms; 2: its last words are; 1: it contains one. list: "a|b c|d", best first. */
static int called(struct str words, const char *list, int *ret_place)
{
	struct str rest = str_of(list), term;
	int best = 0, place = 0;

	if (ret_place)
		*ret_place = 0;
	while (str_split(&rest, '|', &term)) {
		int s = str_eq(words, term) ? 3
			: !has_phrase(words, term) ? 0
			: words.n > term.n && memcmp(words.p + words.n - term.n, term.p, term.n) == 0 ? 2 : 1;

		if (s > best) {
			best = s;
			if (ret_place)
				*ret_place = place;
		}
		place++;
	}
	return best;
}

#define TEXT_NAMES                                                                                                     \
	"verbatim|narrative|review text|review|comment|comments|feedback|text|body|message|content|description|details|" \
	"answer|response|note|notes|quote|sentence|opinion|suggestion|suggestions|complaint|kommentar|nachricht|commentaire|" \
	"comentario|mensaje"
#define NOT_TEXT                                                                                                       \
	"translation|translated|url|link|id|label|labels|classification|category|class|classes|title|subject|headline|"    \
	"sentiment|preclasses|subclasses|topic|tags|tag|language|lang|status|state|role|version"
#define NOT_SAID "start|started|updated|modified|closed|resolved|birth|renewal|due|expires|changed|deleted|to"
#define SAID_NAMES                                                                                                     \
	"said at|said|received|submitted|date submitted|created at|created|completed|finished|finished on|end date|end|"    \
	"timestamp|date|time|posted|published|when|datum|fecha|data|sent"
#define SCORE_NAMES                                                                                                    \
	"score|rating|stars|rating stars|star rating|nps|csat|ces|satisfaction|recommend|recommendation|likely|"          \
	"likelihood|grade|bewertung|note|ease|easy"
#define ID_NAMES "external id|id|number|key|ticket|ticket id|case|case number|uuid|guid|reference|respondent id|response id|no|nr"
#define ACCOUNT_NAMES                                                                                                  \
	"account|account name|company|company name|organization|organisation|organization name|organisation name|org|"    \
	"employer|firm|client|business|firma|unternehmen|entreprise|empresa|customer company"
#define PERSON_NAMES                                                                                                   \
	"name|contact|contact name|author|author name|customer|customer name|full name|reviewer|requester|user name|username|user"

struct column {
	struct str words;
	const struct column_profile *p;
	double mean_words, unique, fill;
	bool is_date, is_number, is_question, is_text;
};

static bool starts_like_question(struct str words)
{
	static const char *const starts[] = {"what", "which", "how", "why", "where", "when", "who", "do", "does", "did", "is", "are", "any",
					     "if", "please", "tell", "describe", "would", "could", "anything", "was", "were", "have", "in",
					     "thinking", "to", "list", "name", "can", "should", "has"};
	struct str first, rest = words;
	int n = 0;

	(void)str_split(&rest, ' ', &first);
	for (size_t i = 0; i < words.n; i++)
		n += words.p[i] == ' ';
	for (size_t i = 0; n >= 3 && i < sizeof starts / sizeof starts[0]; i++)
		if (str_is(first, starts[i]))
			return true;
	return false;
}

static void describe(struct cx *cx, struct column *c, struct str name, const struct column_profile *p, int64_t rows)
{
	double filled = p->filled ? (double)p->filled : 1;
	bool dated;

	c->words = column_words(cx->arena, name);
	c->p = p;
	c->mean_words = (double)p->words / filled;
	c->unique = p->looked ? (double)p->distinct / (double)p->looked : 0;
	c->fill = rows ? (double)p->filled / (double)rows : 0;
	dated = called(c->words, "date|time|timestamp|at|created|submitted", NULL) > 0;
	c->is_date = p->filled && ((double)p->when.dates >= 0.9 * filled || (dated && (double)p->when.epoch >= 0.9 * filled));
	c->is_number = p->filled && (double)p->numbers >= 0.9 * filled;
	c->is_question = memchr(name.p, '?', name.n) || starts_like_question(c->words) ||
			 (name.n > 3 && memcmp(name.p + name.n - 3, "\xEF\xBC\x9F", 3) == 0);
	c->is_text = p->filled && !c->is_date && !c->is_number && (double)p->emails < 0.5 * filled && (double)p->urls < 0.5 * filled &&
		     (double)p->letters >= 0.5 * filled && (c->unique >= 0.4 || (p->distinct >= 300 && c->mean_words >= 4));
	/* one option of a question with several: its only value is its name */
	if (p->distinct == 1 && p->n_samples && memmem(name.p, name.n, p->samples[0].p, p->samples[0].n))
		c->is_text = false;
}

static void set(struct intake_plan *plan, int column, struct target t, const char *why)
{
	plan->targets[column] = t;
	plan->why[column] = why;
}

static bool is_free(const struct intake_plan *plan, int i)
{
	return plan->targets[i].kind == TARGET_NONE;
}

static struct target field_target(int field)
{
	return (struct target){.kind = TARGET_FIELD, .field = field};
}

/* The column that already is this field of the imported resource; -1 when none is. */
static int taken(const struct intake_plan *plan, int field)
{
	for (int i = 0; i < plan->shape.n_columns; i++)
		if (plan->targets[i].kind == TARGET_FIELD && plan->targets[i].field == field)
			return i;
	return -1;
}

/* The free column with the best score; -1 when none has any. */
static int best_of(const struct intake_plan *plan, const struct column *c, double (*score)(const struct column *c, int index))
{
	double best = 0;
	int at = -1;

	for (int i = 0; i < plan->shape.n_columns; i++) {
		double s = is_free(plan, i) && c[i].p->filled ? score(&c[i], i) : 0;

		if (s > best) {
			best = s;
			at = i;
		}
	}
	return at;
}

static double text_score(const struct column *c, int index)
{
	int place, name = called(c->words, TEXT_NAMES, &place);
	double words = c->mean_words > 30 ? 30 : c->mean_words;

	(void)index;
	if (!c->is_text || called(c->words, NOT_TEXT, NULL) || (c->mean_words < 3 && !name))
		return 0;
	return words / 6 + 3 * name - 0.02 * place + (c->fill > 0.5 ? 0.5 : 0);
}

static double said_score(const struct column *c, int index)
{
	int place, name = called(c->words, SAID_NAMES, &place);

	(void)index;
	if (!c->is_date)
		return 0;
	return 1 + 2 * name - 0.1 * place + c->fill - (called(c->words, NOT_SAID, NULL) ? 4 * (name < 3) : 0) + (name ? 0 : 0.01);
}

static double number_score(const struct column *c, int index)
{
	int place, name = called(c->words, SCORE_NAMES, &place);
	const struct column_profile *p = c->p;

	(void)index;
	if (!c->is_number || !name || p->least < -10 || p->most > 100 || p->distinct > 120 || p->most <= 1 || p->least == p->most || c->is_date)
		return 0;
	/* "would you recommend" is the question the field agrees on */
	return name + (called(c->words, "recommend|recommendation|nps|score|rating|stars", NULL) ? 3 : 0) - 0.05 * place + c->fill;
}

static double id_score(const struct column *c, int index)
{
	int name = called(c->words, ID_NAMES, NULL);
	const struct column_profile *p = c->p;

	if (c->unique < 0.995 || c->fill < 0.9 || c->mean_words > 1.5 || p->longest > 200 || c->is_date ||
	    (double)p->urls > 0.5 * (double)p->filled || (double)p->emails > 0.5 * (double)p->filled ||
	    (p->whole < p->numbers))
		return 0;
	if (called(c->words, "ip|ip address|zip|phone|amount|price", NULL))
		return 0;
	return name ? 1 + name : index == 0 ? 0.5 : 0;
}

static double title_score(const struct column *c, int index)
{
	(void)index;
	return c->is_text ? called(c->words, "title|subject|headline|summary|betreff|titel|sujet|asunto", NULL) : 0;
}

static double account_score(const struct column *c, int index)
{
	(void)index;
	return !c->is_number && !c->is_date && c->mean_words <= 8 && called(c->words, ACCOUNT_NAMES, NULL) == 3 ? 1 : 0;
}

static double person_score(const struct column *c, int index)
{
	(void)index;
	return !c->is_number && !c->is_date && c->mean_words <= 5 && c->p->longest <= 120 && called(c->words, PERSON_NAMES, NULL) == 3 ? 1 : 0;
}

static double email_score(const struct column *c, int index)
{
	(void)index;
	return (double)c->p->emails >= 0.8 * (double)c->p->filled ? 1 + called(c->words, "email|e mail|mail", NULL) : 0;
}

static double language_score(const struct column *c, int index)
{
	(void)index;
	return (double)c->p->languages >= 0.9 * (double)c->p->filled
		       ? called(c->words, "language|lang|locale|src lang|sprache|langue|idioma", NULL)
		       : 0;
}

static double url_score(const struct column *c, int index)
{
	(void)index;
	return (double)c->p->urls >= 0.8 * (double)c->p->filled ? 1 + called(c->words, "url|link", NULL) : 0;
}

static double contact_id_score(const struct column *c, int index)
{
	(void)index;
	return c->mean_words <= 1.5 && c->p->longest <= 200 &&
	       called(c->words, "user id|customer id|contact id|author id|requester id|userid", NULL) == 3;
}

static double account_id_score(const struct column *c, int index)
{
	(void)index;
	return c->mean_words <= 1.5 && c->p->longest <= 200 &&
	       called(c->words, "account id|company id|organization id|organisation id|org id", NULL) == 3;
}

static double plan_score(const struct column *c, int index)
{
	(void)index;
	return c->p->distinct <= 50 && called(c->words, "plan|tier|subscription plan|account plan", NULL) == 3;
}

/* A table of answers: several columns hold open answers to different questions. */
static int open_questions(const struct intake_plan *plan, const struct column *c, bool *ret_asked)
{
	int asked = 0, open = 0;

	for (int i = 0; i < plan->shape.n_columns; i++) {
		if (!c[i].is_text || !is_free(plan, i) || called(c[i].words, NOT_TEXT, NULL) >= 2)
			continue;
		asked += c[i].is_question && c[i].mean_words >= 2.5;
		open += c[i].mean_words >= 2.5;
	}
	*ret_asked = asked > 0;
	return asked ? asked : open;
}

static void propose_text(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	bool asked, named = false;
	int n = open_questions(plan, c, &asked), best = best_of(plan, c, text_score);

	for (int i = 0; i < plan->shape.n_columns; i++)
		named |= called(c[i].words, TEXT_NAMES, NULL) >= 2 && c[i].is_text && !called(c[i].words, NOT_TEXT, NULL) && !c[i].is_question;
	if (asked || (n >= 3 && !named)) {
		for (int i = 0; i < plan->shape.n_columns; i++) {
			bool open = c[i].is_text && is_free(plan, i) && called(c[i].words, NOT_TEXT, NULL) < 2 &&
				    (asked ? (c[i].is_question && c[i].mean_words >= 2.5) || c[i].mean_words >= 5 : c[i].mean_words >= 2.5);

			if (open)
				set(plan, i, field_target(FI_evidence_verbatim),
				    arena_printf(cx->arena, "open answers, %.0f words on average", c[i].mean_words));
		}
		return;
	}
	if (best >= 0)
		set(plan, best, field_target(FI_evidence_verbatim),
		    arena_printf(cx->arena, "free text, %.0f words on average", c[best].mean_words));
}

static void propose_when(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	int i = taken(plan, FI_evidence_said_at);

	if (i < 0)
		i = best_of(plan, c, said_score);
	if (i < 0)
		return;
	const struct when_votes *v = &c[i].p->when;

	plan->order = when_order(v, &plan->order_guessed);
	set(plan, i, field_target(FI_evidence_said_at),
	    plan->order_guessed ? arena_printf(cx->arena, "dates; no value tells day from month, read %s first",
					       plan->order == DATE_DAY_FIRST ? "day" : "month")
	    : plan->order == DATE_DAY_FIRST
		    ? arena_printf(cx->arena, "dates, day first: %lld values can be nothing else",
				   (long long)v->day_first)
	    : plan->order == DATE_MONTH_FIRST
		    ? arena_printf(cx->arena, "dates, month first: %lld values can be nothing else",
				   (long long)v->month_first)
		    : "dates");
}

static void propose_score(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	int i = taken(plan, FI_evidence_score);
	double most;

	if (i < 0)
		i = best_of(plan, c, number_score);
	if (i < 0)
		return;
	most = c[i].p->most;
	plan->score_max = most <= 5 ? 5 : most <= 7 ? 7 : most <= 10 ? 10 : 100;
	set(plan, i, field_target(FI_evidence_score),
	    arena_printf(cx->arena, "numbers from %g to %g: a scale up to %g", c[i].p->least, most, plan->score_max));
}

static void propose_who(struct intake_plan *plan, const struct column *c)
{
	static const struct {
		double (*score)(const struct column *c, int index);
		enum target_kind kind;
		int field;
		const char *why;
	} rules[] = {
		{email_score, TARGET_CONTACT, FI_contact_email, "mail addresses"},
		{url_score, TARGET_FIELD, FI_evidence_url, "web addresses"},
		{language_score, TARGET_FIELD, FI_evidence_language, "codes of languages"},
		{account_id_score, TARGET_ACCOUNT, FI_account_external_id, "by its name"},
		{contact_id_score, TARGET_CONTACT, FI_contact_external_id, "by its name"},
		{account_score, TARGET_ACCOUNT, FI_account_name, "by its name"},
		{plan_score, TARGET_ACCOUNT, FI_account_plan, "by its name"},
		{person_score, TARGET_CONTACT, FI_contact_name, "by its name"},
	};

	for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
		int i = best_of(plan, c, rules[k].score);

		if (i >= 0)
			set(plan, i, (struct target){.kind = rules[k].kind, .field = rules[k].field}, rules[k].why);
	}
}

/* Columns that bear the name of a field, for files written for Earshot. Values of enumerations must fit. */
static void propose_same_name(struct intake_plan *plan, const struct column *c, struct str name, int i)
{
	int field;
	const struct field *f = field_by_name(plan->as, name, &field);

	if (!f || (f->flags & (F_SYSTEM | F_SECRET)) || f->type == T_REF || f->type == T_JSON || f->type == T_ENUMS)
		return;
	for (int k = 0; f->type == T_ENUM && k < c->p->n_samples; k++)
		if (enum_by_name((enum enum_id)f->target, c->p->samples[k]) < 0)
			return;
	if ((f->type == T_NUM || f->type == T_INT) && !c->is_number && c->p->filled)
		return;
	if ((f->type == T_URL && c->p->urls < c->p->filled) || ((f->type == T_TIME || f->type == T_DATE) && !c->is_date && c->p->filled))
		return;
	if (taken(plan, field) < 0)
		set(plan, i, field_target(field), "the name of a field");
}

/* Few different short values: worth keeping to look at the words by. */
static void propose_custom(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	int n = 0;

	for (int i = 0; i < plan->shape.n_columns && n < CUSTOM_MAX; i++) {
		const struct column_profile *p = c[i].p;

		if (!is_free(plan, i) || c[i].fill < 0.2 || p->distinct < 2 || p->distinct > 200 || c[i].unique > 0.5 || p->longest > 200 ||
		    c[i].mean_words > 12 || c[i].is_date || (c[i].is_number && (p->distinct <= 2 || p->distinct > 60)))
			continue;
		set(plan, i, (struct target){.kind = TARGET_CUSTOM, .key = custom_key(cx->arena, plan->shape.columns[i])},
		    arena_printf(cx->arena, "%lld different values", (long long)p->distinct));
		n++;
	}
}

static void propose_evidence(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	int i = taken(plan, FI_evidence_external_id) >= 0 ? -1 : best_of(plan, c, id_score);

	if (i >= 0)
		set(plan, i, field_target(FI_evidence_external_id), "different in every row");
	propose_when(cx, plan, c);
	propose_score(cx, plan, c);
	propose_who(plan, c);
	if (taken(plan, FI_evidence_verbatim) < 0)
		propose_text(cx, plan, c);
	i = taken(plan, FI_evidence_title) >= 0 ? -1 : best_of(plan, c, title_score);
	if (i >= 0)
		set(plan, i, field_target(FI_evidence_title), "by its name");
	propose_custom(cx, plan, c);
}

/* Other resources: by name and synonym only; their files are written to be imported. */
static void propose_other(struct cx *cx, struct intake_plan *plan, const struct column *c)
{
	static const struct {
		enum resource_id resource;
		const char *field, *names;
	} synonyms[] = {
		{RES_account, "name", ACCOUNT_NAMES "|title"},
		{RES_account, "external_id", "id|key|account id|company id|external key"},
		{RES_account, "domain", "domain|website domain|mail domain"},
		{RES_account, "arr", "arr|annual recurring revenue|revenue"},
		{RES_account, "renewal_on", "renewal|renewal date|renews on"},
		{RES_account, "churned_on", "churn date|churned|cancelled on"},
		{RES_contact, "name", PERSON_NAMES},
		{RES_contact, "email", "email|e mail|mail|email address"},
		{RES_contact, "external_id", "id|contact id|user id|customer id"},
		{RES_contact, "title", "title|job title|position|role"},
	};

	for (int i = 0; i < plan->shape.n_columns; i++) {
		for (size_t k = 0; is_free(plan, i) && k < sizeof synonyms / sizeof synonyms[0]; k++)
			if (synonyms[k].resource == plan->as->id && called(c[i].words, synonyms[k].names, NULL) == 3)
				propose_same_name(plan, &c[i], str_of(synonyms[k].field), i);
		if (is_free(plan, i) && plan->as->id == RES_contact && account_score(&c[i], i) > 0)
			set(plan, i, (struct target){.kind = TARGET_ACCOUNT, .field = FI_account_name}, "by its name");
		if (is_free(plan, i) && plan->as->id == RES_contact && account_id_score(&c[i], i) > 0)
			set(plan, i, (struct target){.kind = TARGET_ACCOUNT, .field = FI_account_external_id}, "by its name");
		if (c[i].is_date)
			plan->order = when_order(&c[i].p->when, &plan->order_guessed);
	}
	if (plan->as->flags & R_CUSTOM)
		propose_custom(cx, plan, c);
}

void propose(struct cx *cx, struct intake_plan *plan, const struct column_profile *p, int64_t rows)
{
	int n = plan->shape.n_columns;
	struct column *c = ARENA_ARRAY(cx->arena, struct column, n ? n : 1);

	plan->targets = ARENA_ARRAY(cx->arena, struct target, n ? n : 1);
	plan->why = ARENA_ARRAY(cx->arena, const char *, n ? n : 1);
	for (int i = 0; i < n; i++) {
		describe(cx, &c[i], plan->shape.columns[i], &p[i], rows);
		propose_same_name(plan, &c[i], plan->shape.columns[i], i);
	}
	if (plan->as->id == RES_evidence)
		propose_evidence(cx, plan, c);
	else
		propose_other(cx, plan, c);
}

struct str short_name(struct cx *cx, const struct intake_plan *plan, int column)
{
	struct str name = plan->shape.columns[column], words = column_words(cx->arena, name), rest = STR(TEXT_NAMES), term;

	if (name.n <= 24)
		return name;
	while (str_split(&rest, '|', &term)) {
		int others = 0;

		if (called(words, str_z(cx->arena, term), NULL) != 2)
			continue;
		for (int i = 0; i < plan->shape.n_columns; i++)
			others += i != column && has_phrase(column_words(cx->arena, plan->shape.columns[i]), term);
		if (!others)
			return term;
	}
	return name;
}
