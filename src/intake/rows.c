/* Cells to typed fields. Each failure names the field and refuses its row only. */
#include "intake/rows.h"
#include "base/clock.h"
#include "base/hash.h"
#include "text/lexical/language.h"
#include <stdio.h>
#include <string.h>

struct making {
	struct cx *cx;
	const struct intake_plan *plan;
	const struct record *record;
	int64_t default_said_at;
	struct prepared *first, **last;
};

static struct str cell(const struct making *m, int column)
{
	struct str s = column < m->record->n ? m->record->cells[column] : (struct str){0};

	return s.p && !cell_is_empty(s) ? str_trim(s) : (struct str){0};
}

static struct prepared *add(struct making *m)
{
	struct prepared *p = ARENA_NEW(m->cx->arena, struct prepared);

	p->row_number = m->record->row;
	*m->last = p;
	m->last = &p->next;
	return p;
}

static struct prepared *refuse(struct making *m, const char *field, const char *message)
{
	m->first = NULL;
	m->last = &m->first;
	struct prepared *p = add(m);

	p->what = ROW_BAD;
	(void)snprintf(p->field, sizeof p->field, "%s", field);
	(void)snprintf(p->message, sizeof p->message, "%s", message);
	return p;
}

/* "4,5", "4/5", "5 stars", "80 %": the number a person would read. */
static struct str plain_number(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	double d;

	if (str_to_f64(s, &d))
		return s;
	while (n < s.n && (strchr("+-.", s.p[n]) || (s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == ',')) {
		out[n] = (char)(s.p[n] == ',' ? '.' : s.p[n]);
		n++;
	}
	if (!n || (n < s.n && !strchr(" /%", s.p[n])))
		return s;
	return str_to_f64((struct str){out, n}, &d) ? (struct str){out, n} : s;
}

static enum err put(struct making *m, const struct resource *r, int field, struct str text, void *row)
{
	const struct field *f = &r->fields[field];
	int64_t us;

	if (f->type == T_TIME || f->type == T_DATE) {
		if (!when_parse(text, m->plan->order, &us))
			return fail(m->cx, ERR_INVALID, f->name, "\"%.*s\" is not a date that exists%s", (int)(text.n > 40 ? 40 : text.n), text.p,
				    m->plan->order == DATE_DAY_FIRST ? " (this column is read day first)"
				    : m->plan->order == DATE_MONTH_FIRST ? " (this column is read month first)" : "");
		if (f->type == T_DATE)
			us = us / US_PER_DAY - (us % US_PER_DAY < 0);
		*(int64_t *)((char *)row + f->offset) = us;
		row_mark(row, field);
		return OK;
	}
	return model_parse_text(m->cx, r, field, f->type == T_NUM || f->type == T_INT ? plain_number(m->cx->arena, text) : text, row);
}

/* Copies what every object of the record shares: all but its words, score and choice. */
static enum err put_shared(struct making *m, struct prepared *p)
{
	const struct intake_plan *plan = m->plan;

	for (int i = 0; i < plan->shape.n_columns; i++) {
		const struct target *t = &plan->targets[i];
		struct str s = t->kind == TARGET_NONE ? (struct str){0} : cell(m, i);
		bool own = plan->as->id == RES_evidence && t->kind == TARGET_FIELD &&
			   (t->field == FI_evidence_verbatim || t->field == FI_evidence_score || t->field == FI_evidence_choice ||
			    t->field == FI_evidence_external_id);

		if (!s.n || own)
			continue;
		if (!utf8_valid(s))
			return fail(m->cx, ERR_INVALID, str_z(m->cx->arena, target_name(m->cx->arena, plan->as, t)), "is not valid UTF-8");
		switch (t->kind) {
		case TARGET_FIELD:
			TRY(put(m, plan->as, t->field, s, p->row));
			break;
		case TARGET_CONTACT:
			TRY(put(m, &resources[RES_contact], t->field, s, &p->contact));
			break;
		case TARGET_ACCOUNT:
			TRY(put(m, &resources[RES_account], t->field, s, &p->account));
			break;
		case TARGET_SOURCE:
			p->source = str_copy(m->cx->arena, s);
			break;
		case TARGET_AREA:
			p->area = str_copy(m->cx->arena, s);
			break;
		default:
			if (s.n > 4000 || memchr(s.p, '\0', s.n))
				return fail(m->cx, ERR_INVALID, str_z(m->cx->arena, target_name(m->cx->arena, plan->as, t)),
					    s.n > 4000 ? "is longer than 4,000 bytes" : "contains a NUL character");
			if (!p->custom)
				p->custom = ARENA_ARRAY(m->cx->arena, struct str, plan->shape.n_columns);
			p->custom[i] = str_copy(m->cx->arena, s);
		}
	}
	return OK;
}

static int column_of(const struct intake_plan *plan, int field, int from)
{
	for (int i = from; i < plan->shape.n_columns; i++)
		if (plan->targets[i].kind == TARGET_FIELD && plan->targets[i].field == field)
			return i;
	return -1;
}

/* Without an id of its own a record is known by all it says. */
static struct str record_key(struct making *m, bool *ret_hashed)
{
	int column = column_of(m->plan, FI_evidence_external_id, 0);
	struct str id = column >= 0 ? cell(m, column) : (struct str){0};
	char hex[2 * HASH_BYTES + 1];
	auto_buf all;

	buf_init(&all, 0);
	*ret_hashed = !id.n;
	if (id.n)
		return str_copy(m->cx->arena, id);
	for (int i = 0; i < m->record->n; i++) {
		buf_str(&all, m->record->cells[i]);
		buf_char(&all, '\x1f');
	}
	struct hash h = hash_of(buf_view(&all));

	hex_encode(h.b, 12, hex);
	return str_of(arena_printf(m->cx->arena, "row-%s", hex));
}

static bool has_question_mark(struct str s)
{
	return (s.n && memchr(s.p, '?', s.n)) || (s.n >= 3 && memmem(s.p, s.n, "\xEF\xBC\x9F", 3));
}

struct words {
	int texts, score, choice; /* number of text columns; columns of score and choice or -1 */
	struct str key;
	bool hashed;
};

/* One item: words of a column (or -1), perhaps with the score. part: the id names the column too. */
static enum err add_item(struct making *m, const struct words *w, int text, int score, int choice, bool part)
{
	const struct intake_plan *plan = m->plan;
	struct prepared *p = add(m);
	struct evidence *e = ARENA_NEW(m->cx->arena, struct evidence);
	int asked = text >= 0 ? text : score >= 0 ? score : choice;

	p->row = e;
	TRY(put_shared(m, p));
	if (text >= 0)
		TRY(put(m, plan->as, FI_evidence_verbatim, cell(m, text), e));
	if (score >= 0 && cell(m, score).n) {
		TRY(put(m, plan->as, FI_evidence_score, cell(m, score), e));
		if (plan->score_max > 0 && !HAS(e, evidence, score_max))
			SET(e, evidence, score_max, plan->score_max);
	}
	if (choice >= 0 && cell(m, choice).n)
		TRY(put(m, plan->as, FI_evidence_choice, cell(m, choice), e));
	if (!HAS(e, evidence, verbatim) && HAS(e, evidence, title) && w->texts == 1)
		SET(e, evidence, verbatim, e->title); /* a subject line alone says something too */
	if (!HAS(e, evidence, question) && asked >= 0 && (part || w->texts > 1 || has_question_mark(plan->shape.questions[asked])))
		TRY(put(m, plan->as, FI_evidence_question, plan->shape.questions[asked], e));
	struct str id = part ? str_of(arena_printf(m->cx->arena, "%.*s:%d", STR_ARG(w->key), asked + 1)) : w->key;

	TRY(put(m, plan->as, FI_evidence_external_id, id, e));
	p->row_key = w->hashed ? id : (struct str){0};
	e->head.given = e->head.set; /* what follows is not said by the file */
	if (!HAS(e, evidence, said_at)) {
		e->said_at = m->default_said_at;
		e->head.set |= 1ull << FI_evidence_said_at;
	}
	if (HAS(e, evidence, verbatim) && !HAS(e, evidence, language)) {
		struct text_language l = text_language_detect(e->verbatim);

		if (!l.abstained) {
			e->language = str_copy(m->cx->arena, str_of(l.code));
			e->head.set |= 1ull << FI_evidence_language;
		}
	}
	return OK;
}

static enum err add_count(struct making *m)
{
	struct prepared *p = add(m);
	struct evidence *e = ARENA_NEW(m->cx->arena, struct evidence);

	p->row = e;
	p->what = ROW_COUNT;
	TRY(put_shared(m, p));
	if (!HAS(e, evidence, said_at))
		SET(e, evidence, said_at, m->default_said_at);
	return OK;
}

static enum err evidence_rows(struct making *m)
{
	const struct intake_plan *plan = m->plan;
	struct words w = {.score = column_of(plan, FI_evidence_score, 0), .choice = column_of(plan, FI_evidence_choice, 0)};
	bool score_used = false, choice_used = false;
	int title = column_of(plan, FI_evidence_title, 0);

	w.key = record_key(m, &w.hashed);
	for (int i = column_of(plan, FI_evidence_verbatim, 0); i >= 0; i = column_of(plan, FI_evidence_verbatim, i + 1))
		w.texts++;
	for (int i = column_of(plan, FI_evidence_verbatim, 0); i >= 0; i = column_of(plan, FI_evidence_verbatim, i + 1)) {
		/* the score belongs to the only text, or to the "why?" right after it */
		bool score = w.score >= 0 && !score_used && (w.texts == 1 || (i > w.score && i <= w.score + 2));
		bool choice = w.choice >= 0 && !choice_used && (w.texts == 1 || (i > w.choice && i <= w.choice + 2));

		if (!cell(m, i).n)
			continue;
		TRY(add_item(m, &w, i, score ? w.score : -1, choice ? w.choice : -1, w.texts > 1));
		score_used |= score;
		choice_used |= choice;
	}
	if (w.score >= 0 && !score_used && cell(m, w.score).n) {
		TRY(add_item(m, &w, -1, w.score, choice_used || w.texts > 1 ? -1 : w.choice, w.texts > 1));
		choice_used |= w.texts <= 1;
	}
	if (w.choice >= 0 && !choice_used && cell(m, w.choice).n)
		TRY(add_item(m, &w, -1, -1, w.choice, w.texts > 1));
	if (!m->first && w.texts == 1 && title >= 0 && cell(m, title).n)
		TRY(add_item(m, &w, -1, -1, -1, false));
	return m->first ? OK : add_count(m);
}

static enum err other_row(struct making *m)
{
	struct prepared *p = add(m);
	enum err e = OK;

	p->row = arena_alloc(m->cx->arena, m->plan->as->size);
	TRY(put_shared(m, p));
	for (int i = 0; i < m->plan->as->n_fields; i++) {
		const struct field *f = &m->plan->as->fields[i];

		if ((f->flags & F_REQ) && !(f->flags & (F_DEFAULT | F_SYSTEM)) && !row_has(p->row, i))
			e = fail(m->cx, ERR_INVALID, f->name, "is required");
	}
	return e;
}

struct prepared *rows_prepare(struct cx *cx, const struct intake_plan *plan, const struct record *r, int64_t default_said_at)
{
	struct making m = {.cx = cx, .plan = plan, .record = r, .default_said_at = default_said_at};

	m.last = &m.first;
	if (r->problem)
		return refuse(&m, r->problem_column, r->problem);
	for (int i = plan->shape.n_columns; i < r->n; i++)
		if (plan->shape.format == FORMAT_CSV && str_trim(r->cells[i]).n)
			return refuse(&m, "", arena_printf(cx->arena, "the row has %d cells, the header %d", r->n, plan->shape.n_columns));
	enum err e = plan->as->id == RES_evidence ? evidence_rows(&m) : other_row(&m);

	if (e) {
		(void)refuse(&m, cx->failure.n ? cx->failure.detail[0].field : "", fail_text(cx));
		fail_clear(cx);
	}
	return m.first;
}
