/* Looking at a file before it is brought in: the proposal, and counts over the whole file. */
#include "intake/rows.h"
#include "base/clock.h"
#include <string.h>

/* Counts under both orders of day and month: which one holds is known only at the end. */
struct span {
	int64_t history, oldest, newest;
};

static void note_when(struct span *s, struct str text, enum date_order order, int64_t limit)
{
	int64_t us;

	if (!when_parse(text, order, &us))
		return;
	s->history += us < limit;
	s->oldest = us < s->oldest ? us : s->oldest;
	s->newest = us > s->newest ? us : s->newest;
}

static bool says_something(const struct intake_plan *p, const struct record *r)
{
	bool title = false, texts = false;

	for (int i = 0; i < p->shape.n_columns && i < r->n; i++) {
		const struct target *t = &p->targets[i];

		if (t->kind != TARGET_FIELD || cell_is_empty(r->cells[i]))
			continue;
		if (t->field == FI_evidence_verbatim || t->field == FI_evidence_score || t->field == FI_evidence_choice)
			return true;
		title |= t->field == FI_evidence_title;
	}
	for (int i = 0; i < p->shape.n_columns; i++)
		texts |= p->targets[i].kind == TARGET_FIELD && p->targets[i].field == FI_evidence_verbatim;
	return title && texts;
}

static int column_of(const struct intake_plan *p, int field)
{
	for (int i = 0; i < p->shape.n_columns; i++)
		if (p->targets[i].kind == TARGET_FIELD && p->targets[i].field == field)
			return i;
	return -1;
}

enum err intake_recount(struct cx *cx, const char *path, struct intake_preview *v)
{
	struct intake_plan *p = &v->plan;
	int64_t limit = cx->now_us - HISTORY_DAYS * US_PER_DAY;
	bool evidence = p->as->id == RES_evidence;
	int said = evidence ? column_of(p, FI_evidence_said_at) : -1, skip = p->shape.header_rows;
	bool was_guessed = p->order_guessed || p->order == DATE_ANY;
	struct span spans[3];
	struct when_votes votes = {0};
	struct table *t;
	struct record r;

	v->rows = v->bad_rows = v->words_rows = 0;
	for (int i = 0; i < 3; i++)
		spans[i] = (struct span){0, INT64_MAX, INT64_MIN};
	TRY(table_open(cx, path, &p->shape, &t));
	while (table_next(t, &r)) {
		if (skip) {
			skip--;
			continue;
		}
		v->rows++;
		v->bad_rows += r.problem != NULL;
		if (r.problem)
			continue;
		v->words_rows += !evidence || says_something(p, &r);
		if (said >= 0 && said < r.n && r.cells[said].n) {
			when_vote(&votes, r.cells[said]);
			for (int o = DATE_DAY_FIRST; o <= DATE_MONTH_FIRST; o++)
				note_when(&spans[o], r.cells[said], (enum date_order)o, limit);
		}
	}
	enum err e = table_ended(cx, t);

	table_close(t);
	if (said >= 0 && (was_guessed || !v->counted)) /* an order that someone named stands */
		p->order = when_order(&votes, &p->order_guessed);
	v->counted = true;
	const struct span *s = &spans[p->order == DATE_MONTH_FIRST ? DATE_MONTH_FIRST : DATE_DAY_FIRST];

	v->history_rows = s->history;
	v->oldest_us = s->oldest;
	v->newest_us = s->newest;
	return e;
}

enum err intake_preview(struct cx *cx, const char *path, const char *format, struct str as, struct intake_preview *ret)
{
	int64_t rows;

	*ret = (struct intake_preview){0};
	ret->plan.as = resource_by_name(as);
	if (!ret->plan.as)
		ret->plan.as = resource_by_path(as);
	if (!ret->plan.as || !resource_in_workspace(ret->plan.as) || (ret->plan.as->flags & (R_HIDDEN | R_NO_CREATE)) ||
	    ret->plan.as->id == RES_membership || ret->plan.as->id == RES_token)
		return fail(cx, ERR_INVALID, "as", "rows cannot become \"%.*s\"", (int)(as.n > 60 ? 60 : as.n), as.p ? as.p : "");
	TRY(shape_detect(cx, path, format, &ret->plan.shape));
	TRY(profile_file(cx, path, &ret->plan.shape, &ret->profiles, &rows));
	propose(cx, &ret->plan, ret->profiles, rows);
	return intake_recount(cx, path, ret);
}

/* 6623 -> "6,623" */
static void number(struct buf *b, int64_t v)
{
	char digits[32];
	int n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (n--) {
		buf_char(b, digits[n]);
		if (n && n % 3 == 0)
			buf_char(b, ',');
	}
}

static void name_targets(struct cx *cx, const struct intake_plan *p, struct buf *b)
{
	static const struct {
		enum target_kind kind;
		int field;
		const char *word;
	} shown[] = {{TARGET_ACCOUNT, FI_account_name, "account"},
		     {TARGET_FIELD, FI_evidence_score, "score"},
		     {TARGET_FIELD, FI_evidence_said_at, "said on"},
		     {TARGET_CONTACT, FI_contact_email, "mail"},
		     {TARGET_FIELD, FI_evidence_external_id, "id"}};
	int texts = 0, first = -1;

	for (int i = 0; i < p->shape.n_columns; i++)
		if (p->targets[i].kind == TARGET_FIELD && p->targets[i].field == FI_evidence_verbatim) {
			texts++;
			first = first < 0 ? i : first;
		}
	if (texts > 1)
		buf_printf(b, "Text: %d open questions", texts);
	else if (texts == 1)
		buf_printf(b, "Text: %.*s", STR_ARG(short_name(cx, p, first)));
	else
		buf_z(b, "No column of words found");
	for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
		for (int i = 0; i < p->shape.n_columns; i++)
			if (p->targets[i].kind == shown[k].kind && p->targets[i].field == shown[k].field)
				buf_printf(b, "; %s: %.*s", shown[k].word, STR_ARG(short_name(cx, p, i)));
	buf_z(b, ". ");
}

struct str intake_summary(struct cx *cx, const struct intake_preview *v)
{
	auto_buf b;

	buf_init(&b, 0);
	number(&b, v->rows);
	buf_z(&b, v->rows == 1 ? " row. " : " rows. ");
	if (v->plan.as->id == RES_evidence) {
		name_targets(cx, &v->plan, &b);
		if (v->words_rows == v->rows) {
			buf_z(&b, "All have words");
		} else {
			number(&b, v->words_rows);
			buf_z(&b, " have words; ");
			number(&b, v->rows - v->words_rows - v->bad_rows);
			buf_z(&b, " kept as counts");
		}
		buf_z(&b, ". ");
		if (v->plan.order_guessed)
			buf_printf(&b, "Dates read %s first: no value tells. ", v->plan.order == DATE_DAY_FIRST ? "day" : "month");
		if (v->history_rows && v->history_rows >= v->rows - v->bad_rows) {
			buf_z(&b, "History: no deadlines, no mails. ");
		} else if (v->history_rows) {
			number(&b, v->history_rows);
			buf_z(&b, " are history: no deadlines, no mails. ");
		}
	}
	if (v->bad_rows) {
		number(&b, v->bad_rows);
		buf_z(&b, v->bad_rows == 1 ? " row cannot be read. " : " rows cannot be read. ");
	}
	return str_trim(str_copy(cx->arena, buf_view(&b)));
}

static void column_json(struct cx *cx, const struct intake_preview *v, int i, struct json_out *j)
{
	struct str field = target_name(cx->arena, v->plan.as, &v->plan.targets[i]);

	json_open(j);
	json_kint(j, "index", i);
	json_kstr(j, "name", v->plan.shape.columns[i]);
	json_key(j, "samples");
	json_list(j);
	for (int k = 0; k < v->profiles[i].n_samples; k++)
		json_str(j, v->profiles[i].samples[k]);
	json_list_end(j);
	json_key(j, "field");
	if (field.n)
		json_str(j, field);
	else
		json_nil(j);
	json_kz(j, "why", field.n ? v->plan.why[i] : NULL);
	json_close(j);
}

static void option(struct cx *cx, struct json_out *j, struct str field)
{
	char *label = arena_copy(cx->arena, field.p, field.n);

	for (size_t i = 0; i < field.n; i++)
		if (label[i] == '_' || label[i] == '.')
			label[i] = ' ';
	if (field.n && label[0] >= 'a' && label[0] <= 'z')
		label[0] = (char)(label[0] - 32);
	json_open(j);
	json_kstr(j, "field", field);
	json_kz(j, "label", label);
	json_close(j);
}

/* Every field a column can become, the custom ones by the columns of this file. */
static void fields_json(struct cx *cx, const struct intake_plan *p, struct json_out *j)
{
	static const struct target extra[] = {
		{TARGET_CONTACT, FI_contact_email, {0}}, {TARGET_CONTACT, FI_contact_name, {0}}, {TARGET_CONTACT, FI_contact_external_id, {0}},
		{TARGET_ACCOUNT, FI_account_name, {0}}, {TARGET_ACCOUNT, FI_account_external_id, {0}}, {TARGET_ACCOUNT, FI_account_plan, {0}},
		{TARGET_ACCOUNT, FI_account_arr, {0}}, {TARGET_SOURCE, 0, {0}}, {TARGET_AREA, 0, {0}}};

	json_key(j, "fields");
	json_list(j);
	for (int i = 0; i < p->as->n_fields; i++) {
		const struct field *f = &p->as->fields[i];

		if (!(f->flags & (F_SYSTEM | F_SECRET)) && f->type != T_REF && f->type != T_JSON && f->type != T_ANY && f->type != T_ENUMS)
			option(cx, j, str_of(f->name));
	}
	for (size_t k = 0; k < sizeof extra / sizeof extra[0]; k++)
		if (p->as->id == RES_evidence || (p->as->id == RES_contact && extra[k].kind == TARGET_ACCOUNT))
			option(cx, j, target_name(cx->arena, p->as, &extra[k]));
	struct map seen;

	map_init(&seen);
	for (int i = 0; (p->as->flags & R_CUSTOM) && i < p->shape.n_columns; i++) {
		struct target t = p->targets[i].kind == TARGET_CUSTOM
					  ? p->targets[i]
					  : (struct target){.kind = TARGET_CUSTOM, .key = custom_key(cx->arena, p->shape.columns[i])};
		bool is_new;

		(void)map_put(&seen, t.key, &is_new);
		if (is_new)
			option(cx, j, target_name(cx->arena, p->as, &t));
	}
	map_release(&seen);
	json_list_end(j);
}

/* "complaints_sample.csv" -> "complaints sample" */
static struct str source_guess(struct cx *cx, struct str name)
{
	if (!name.n)
		return STR("");
	const char *slash = name.n ? memrchr(name.p, '/', name.n) : NULL;

	if (slash)
		name = (struct str){slash + 1, (size_t)(name.p + name.n - slash - 1)};
	const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
	struct str base = {name.p, dot && dot > name.p ? (size_t)(dot - name.p) : name.n};
	char *out = arena_copy(cx->arena, base.p, base.n > 100 ? utf8_offset(base, 100) : base.n);

	for (char *p = out; *p; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	return str_trim(str_of(out));
}

static void time_or_null(struct json_out *j, const char *key, int64_t us)
{
	char text[32];

	json_key(j, key);
	if (us == INT64_MAX || us == INT64_MIN) {
		json_nil(j);
		return;
	}
	(void)time_format(us, text);
	json_z(j, text);
}

void intake_preview_json(struct cx *cx, const struct intake_preview *v, struct str upload, struct str name, struct json_out *j)
{
	const struct shape *s = &v->plan.shape;

	json_open(j);
	json_kstr(j, "upload", upload);
	json_kz(j, "format", format_name(s));
	json_kz(j, "encoding", encoding_name(s->encoding));
	json_key(j, "delimiter");
	if (s->format == FORMAT_CSV && s->delimiter)
		json_str(j, (struct str){&s->delimiter, 1});
	else
		json_nil(j);
	json_kint(j, "header_rows", s->header_rows);
	json_kint(j, "rows", v->rows);
	json_kint(j, "words_rows", v->words_rows);
	json_kint(j, "bad_rows", v->bad_rows);
	json_kint(j, "bytes", s->bytes);
	json_key(j, "columns");
	json_list(j);
	for (int i = 0; i < s->n_columns; i++)
		column_json(cx, v, i, j);
	json_list_end(j);
	fields_json(cx, &v->plan, j);
	json_kstr(j, "source_guess", source_guess(cx, name));
	json_key(j, "history");
	json_open(j);
	json_kint(j, "rows", v->history_rows);
	time_or_null(j, "oldest", v->oldest_us);
	time_or_null(j, "newest", v->newest_us);
	json_close(j);
	json_kstr(j, "summary", intake_summary(cx, v));
	json_close(j);
}
