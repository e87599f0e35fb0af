/* The filter grammar of lists, saved views and segments, turned into SQL conditions with parameters.
 *
 *   field:value   field:a,b   field:lo..hi   -field:value   field:none   field:any   field:"two words"
 *
 * Terms are joined by and. Dates: 2026-03-01, 2026-03, last28d, ranges with open ends. `theme:T-3` on evidence asks the
 * link table; `account.plan:starter` follows a reference; `segment:sg_...` stands for the segment's rule.
 * Only fields with F_FILTER, and PRIVATE ones only for those who may read them. */
#include "base/clock.h"
#include "model/engine.h"
#include <stdio.h>
#include <string.h>

enum { MAX_TERMS = 24, MAX_VALUES = 40, MAX_DEPTH = 3 };

struct term {
	struct str field;
	struct str values[MAX_VALUES];
	int n;
	bool negated;
};

struct scope {
	struct cx *cx;
	const struct resource *r;
	const char *alias; /* table alias of r's row */
	struct sql_where *w;
	int depth;
};

static int add(struct sql_where *w, struct db_value v)
{
	ASSERT(w->n < (int)(sizeof w->v / sizeof w->v[0]));
	w->v[w->n++] = v;
	return w->n;
}

static enum err bad(struct cx *cx, struct str what, const char *why)
{
	return fail(cx, ERR_INVALID, "f", "\"%.*s\" %s", (int)(what.n > 80 ? 80 : what.n), what.p ? what.p : "", why);
}

/* One value: quoted, or up to a comma or space. */
static bool take_value(struct str *rest, struct str *ret)
{
	if (rest->n && rest->p[0] == '"') {
		const char *end = memchr(rest->p + 1, '"', rest->n - 1);

		if (!end)
			return false;
		*ret = (struct str){rest->p + 1, (size_t)(end - rest->p - 1)};
		rest->n -= ret->n + 2;
		rest->p = end + 1;
		return true;
	}
	size_t i = 0;

	while (i < rest->n && rest->p[i] != ',' && rest->p[i] != ' ')
		i++;
	*ret = (struct str){rest->p, i};
	rest->p += i;
	rest->n -= i;
	return i > 0;
}

static enum err take_term(struct cx *cx, struct str *rest, struct term *t)
{
	*t = (struct term){0};
	struct str whole = *rest;

	if (rest->p[0] == '-') {
		t->negated = true;
		rest->p++;
		rest->n--;
	}
	size_t i = 0;

	while (i < rest->n && rest->p[i] != ':' && rest->p[i] != ' ')
		i++;
	if (i == 0 || i >= rest->n || rest->p[i] != ':')
		return bad(cx, (struct str){whole.p, i + 1 < whole.n ? i + 1 : whole.n}, "is not of the form field:value");
	t->field = (struct str){rest->p, i};
	rest->p += i + 1;
	rest->n -= i + 1;
	do {
		if (t->n == MAX_VALUES)
			return bad(cx, t->field, "has more than 40 values");
		if (!take_value(rest, &t->values[t->n]))
			return bad(cx, t->field, "has no value, or a quote that does not end");
		t->n++;
	} while (rest->n && rest->p[0] == ',' && (rest->p++, rest->n--, true));
	return OK;
}

/* "last28d" and "last6h" as the moment they begin. */
static bool relative(struct cx *cx, struct str s, int64_t *ret_us)
{
	int64_t n;

	if (!str_starts(s, "last") || s.n < 6 || !str_to_i64((struct str){s.p + 4, s.n - 5}, &n) || n < 0 || n > 100000)
		return false;
	char unit = s.p[s.n - 1];

	*ret_us = cx->now_us - n * (unit == 'd' ? US_PER_DAY : unit == 'h' ? 3600 * US_PER_S : 0);
	return unit == 'd' || unit == 'h';
}

/* A day, month or moment as the half-open range of time it stands for. */
static bool time_range(struct cx *cx, struct str s, int64_t *lo, int64_t *hi)
{
	int32_t days;
	int64_t year, month;

	if (relative(cx, s, lo)) {
		*hi = INT64_MAX;
		return true;
	}
	if (date_parse(s, &days)) {
		*lo = days * US_PER_DAY;
		*hi = *lo + US_PER_DAY;
		return true;
	}
	if (s.n == 7 && s.p[4] == '-' && str_to_i64((struct str){s.p, 4}, &year) && str_to_i64((struct str){s.p + 5, 2}, &month) &&
	    date_valid((int)year, (int)month, 1)) {
		*lo = date_from_civil((int)year, (int)month, 1) * US_PER_DAY;
		*hi = (int64_t)date_from_civil(month == 12 ? (int)year + 1 : (int)year, month == 12 ? 1 : (int)month + 1, 1) * US_PER_DAY;
		return true;
	}
	if (!time_parse(s, lo))
		return false;
	*hi = *lo + 1;
	return true;
}

/* Scalar values of a field as a database value. */
static enum err scalar(struct scope *s, const struct field *f, struct str text, struct db_value *ret)
{
	const struct resource *r;
	int64_t i;
	double d;

	switch (f->type) {
	case T_INT:
		if (!str_to_i64(text, &i))
			return bad(s->cx, text, "is not a whole number");
		*ret = db_int(i);
		return OK;
	case T_NUM:
		if (!str_to_f64(text, &d))
			return bad(s->cx, text, "is not a number");
		*ret = db_real(d);
		return OK;
	case T_BOOL:
		if (!str_is(text, "yes") && !str_is(text, "no") && !str_is(text, "true") && !str_is(text, "false"))
			return bad(s->cx, text, "is neither yes nor no");
		*ret = db_int(text.p[0] == 'y' || text.p[0] == 't');
		return OK;
	case T_ENUM:
		if (enum_by_name((enum enum_id)f->target, text) < 0)
			return bad(s->cx, text, "is not one of the values of this field");
		*ret = db_text(text);
		return OK;
	case T_REF:
		if (str_is(text, "me") && f->target == RES_membership)
			i = s->cx->member_id;
		else
			TRY(model_resolve(s->cx, text, &resources[f->target], &r, &i));
		*ret = db_int(i);
		return OK;
	default:
		*ret = db_text(text);
		return OK;
	}
}

static void column(struct scope *s, const char *name)
{
	buf_printf(s->w->sql, "%s.\"%s\"", s->alias, name);
}

static bool ranged(const struct field *f)
{
	return f->type == T_INT || f->type == T_NUM || f->type == T_DATE || f->type == T_TIME;
}

/* lo..hi for numbers and times; days and months are ranges by themselves. */
static enum err range(struct scope *s, const struct field *f, struct str text)
{
	struct str lo = text, hi = text;
	bool two = false;

	for (size_t i = 0; i + 1 < text.n && !two; i++)
		if (text.p[i] == '.' && text.p[i + 1] == '.') {
			lo.n = i;
			hi = (struct str){text.p + i + 2, text.n - i - 2};
			two = true;
		}
	struct db_value a = DB_NIL, b = DB_NIL;
	bool below = false; /* hi is exclusive */

	if (f->type == T_DATE || f->type == T_TIME) {
		int64_t from = INT64_MIN, to = INT64_MAX, ignored, unit = f->type == T_DATE ? US_PER_DAY : 1;

		if ((lo.n && !time_range(s->cx, lo, &from, &ignored)) || (hi.n && !time_range(s->cx, hi, &ignored, &to)))
			return bad(s->cx, text, "is not a date, a month, lastNd or a range of them");
		if (!two && !time_range(s->cx, lo, &from, &to))
			return bad(s->cx, text, "is not a date");
		if (from != INT64_MIN)
			a = db_int(from >= 0 ? (from + unit - 1) / unit : from / unit);
		if (to != INT64_MAX)
			b = db_int(to >= 0 ? (to + unit - 1) / unit : to / unit);
		below = true;
	} else {
		if (lo.n)
			TRY(scalar(s, f, lo, &a));
		if (hi.n)
			TRY(scalar(s, f, hi, &b));
	}
	buf_z(s->w->sql, "(");
	column(s, f->name);
	buf_z(s->w->sql, " IS NOT NULL");
	if (a.type != DB_NULL) {
		buf_z(s->w->sql, " AND ");
		column(s, f->name);
		buf_printf(s->w->sql, " >= ?%d", add(s->w, a));
	}
	if (b.type != DB_NULL) {
		buf_z(s->w->sql, " AND ");
		column(s, f->name);
		buf_printf(s->w->sql, " %s ?%d", below ? "<" : "<=", add(s->w, b));
	}
	buf_z(s->w->sql, ")");
	return OK;
}

static enum err one_value(struct scope *s, const struct field *f, struct str text)
{
	struct db_value v;

	if (str_is(text, "none") || str_is(text, "any")) {
		column(s, f->name);
		buf_z(s->w->sql, text.p[0] == 'n' ? " IS NULL" : " IS NOT NULL");
		return OK;
	}
	if (ranged(f))
		return range(s, f, text);
	TRY(scalar(s, f, text, &v));
	if (f->type == T_BOOL && v.i == 0) { /* unset means no */
		buf_z(s->w->sql, "COALESCE(");
		column(s, f->name);
		buf_z(s->w->sql, ", 0) = 0");
		return OK;
	}
	column(s, f->name);
	buf_printf(s->w->sql, " = ?%d", add(s->w, v));
	return OK;
}

/* theme:T-3, theme:none on a resource that has links to themes. */
static enum err linked(struct scope *s, int kind, const struct resource *other, bool downstream, struct str text)
{
	const char *mine = downstream ? "from_id" : "to_id", *theirs = downstream ? "to_id" : "from_id";
	bool none = str_is(text, "none"), any = str_is(text, "any");
	const struct resource *r;
	int64_t id = 0;

	if (!none && !any)
		TRY(model_resolve(s->cx, text, other, &r, &id));
	buf_printf(s->w->sql, "%sEXISTS (SELECT 1 FROM link l WHERE l.workspace_id = %s.workspace_id AND l.kind = '%s' AND l.%s = %s.id",
		   none ? "NOT " : "", s->alias, relations[kind].name, mine, s->alias);
	if (id)
		buf_printf(s->w->sql, " AND l.%s = ?%d", theirs, add(s->w, db_int(id)));
	buf_char(s->w->sql, ')');
	return OK;
}

static enum err conditions(struct scope *s, struct str filter);

/* account.plan:x: the condition holds for the referenced row. */
static enum err through(struct scope *s, const struct field *ref, struct str field, const struct term *t)
{
	const struct resource *target = &resources[ref->target];
	char *alias = arena_printf(s->cx->arena, "r%d", s->depth + 1);
	auto_buf inner;

	buf_init(&inner, 4096);
	if (s->depth >= MAX_DEPTH)
		return bad(s->cx, t->field, "follows too many references");
	buf_str(&inner, field);
	buf_char(&inner, ':');
	for (int i = 0; i < t->n; i++)
		buf_printf(&inner, "%s\"%.*s\"", i ? "," : "", STR_ARG(t->values[i]));
	buf_printf(s->w->sql, "EXISTS (SELECT 1 FROM \"%s\" %s WHERE %s.id = %s.\"%s\"", target->name, alias, alias, s->alias, ref->name);
	if (resource_in_workspace(target))
		buf_printf(s->w->sql, " AND %s.workspace_id = %s.workspace_id", alias, s->alias);
	struct scope next = {s->cx, target, alias, s->w, s->depth + 1};

	TRY(conditions(&next, str_copy(s->cx->arena, buf_view(&inner))));
	buf_char(s->w->sql, ')');
	return OK;
}

/* segment:sg_...: the rule's terms hold for the item's account or contact. */
static enum err segment(struct scope *s, struct str text)
{
	struct segment seg;
	const struct resource *r;
	int64_t id;
	struct str rest, part;
	auto_buf rule;

	buf_init(&rule, 8192);
	if (s->depth >= MAX_DEPTH)
		return bad(s->cx, text, "refers to itself");
	TRY(model_resolve(s->cx, text, &resources[RES_segment], &r, &id));
	TRY(model_get(s->cx, r, id, &seg));
	/* A rule speaks of the account unless it says contact.; on accounts and contacts themselves it is taken as it is. */
	rest = str_trim(seg.rule);
	while (rest.n && str_split(&rest, ' ', &part)) {
		bool minus = part.n && part.p[0] == '-';
		struct str bare = minus ? (struct str){part.p + 1, part.n - 1} : part;
		bool dotted = bare.n && memchr(bare.p, '.', bare.n) && str_starts(bare, "contact.");

		if (!part.n)
			continue;
		if (s->r->id == RES_account && str_starts(bare, "account."))
			bare = (struct str){bare.p + 8, bare.n - 8};
		bool prefix = s->r->id != RES_account && !dotted && !str_starts(bare, "account.") && memchr(bare.p, ':', bare.n);

		buf_printf(&rule, "%s%s%.*s ", minus ? "-" : "", prefix ? "account." : "", STR_ARG(bare));
	}
	struct scope next = {s->cx, s->r, s->alias, s->w, s->depth + 1};

	buf_z(s->w->sql, "(1 = 1");
	TRY(conditions(&next, str_copy(s->cx->arena, buf_view(&rule))));
	buf_char(s->w->sql, ')');
	return OK;
}

static const struct field *system_field(struct str name)
{
	static const struct field fields[] = {{.name = "created_at", .type = T_TIME, .target = -1, .flags = F_FILTER},
					      {.name = "updated_at", .type = T_TIME, .target = -1, .flags = F_FILTER},
					      {.name = "created_by", .type = T_REF, .target = RES_membership, .flags = F_FILTER}};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (str_is(name, fields[i].name))
			return &fields[i];
	return NULL;
}

/* One value of a term, by what its field name means here. */
static enum err condition(struct scope *s, const struct term *t, struct str value)
{
	char with_id[80];
	const struct field *f = field_by_name(s->r, t->field, NULL);
	const char *dot = memchr(t->field.p, '.', t->field.n);

	if (!f)
		f = system_field(t->field);
	(void)snprintf(with_id, sizeof with_id, "%.*s_id", (int)(t->field.n < 70 ? t->field.n : 70), t->field.p);
	if (!f)
		f = field_by_name(s->r, str_of(with_id), NULL);
	if (f) {
		if (!(f->flags & F_FILTER) || (f->visibility == V_PRIVATE && !cx_may(s->cx, P_contact_read)))
			return bad(s->cx, t->field, "cannot be used to filter");
		return one_value(s, f, value);
	}
	if (str_starts(t->field, "custom."))
		return custom_filter(s->cx, s->r, s->alias, (struct str){t->field.p + 7, t->field.n - 7}, value, s->w);
	if (dot) {
		struct str head = {t->field.p, (size_t)(dot - t->field.p)}, tail = {dot + 1, t->field.n - head.n - 1};

		(void)snprintf(with_id, sizeof with_id, "%.*s_id", (int)(head.n < 70 ? head.n : 70), head.p);
		f = field_by_name(s->r, str_of(with_id), NULL);
		if (f && f->type == T_REF) {
			struct term one = {.field = t->field, .n = 1};

			one.values[0] = value;
			return through(s, f, tail, &one);
		}
	}
	if (str_is(t->field, "segment") && (s->r->id == RES_account || field_by_name(s->r, STR("account_id"), NULL)))
		return segment(s, value);
	const struct resource *other = resource_by_name(t->field);

	if (other) {
		int down = link_kind_of(s->r->id, other->id), up = link_kind_of(other->id, s->r->id);

		if (down >= 0 || up >= 0)
			return linked(s, down >= 0 ? down : up, other, down >= 0, value);
	}
	return bad(s->cx, t->field, arena_printf(s->cx->arena, "is not a field to filter %s by", s->r->path));
}

static enum err conditions(struct scope *s, struct str filter)
{
	struct str rest = str_trim(filter);

	for (int terms = 0; rest.n; terms++) {
		struct term t;

		if (terms == MAX_TERMS)
			return fail(s->cx, ERR_INVALID, "f", "has more than %d terms", MAX_TERMS);
		TRY(take_term(s->cx, &rest, &t));
		if (s->w->n + t.n * 3 + 4 > (int)(sizeof s->w->v / sizeof s->w->v[0]))
			return fail(s->cx, ERR_INVALID, "f", "has too many values");
		buf_z(s->w->sql, t.negated ? " AND NOT COALESCE((" : " AND (");
		for (int i = 0; i < t.n; i++) {
			if (i)
				buf_z(s->w->sql, " OR ");
			TRY(condition(s, &t, t.values[i]));
		}
		/* a field without a value is not that value: NULL counts as false under not */
		buf_z(s->w->sql, t.negated ? "), 1 = 0)" : ")");
		rest = str_trim(rest);
	}
	return OK;
}

enum err model_filter(struct cx *cx, const struct resource *r, struct str filter, struct sql_where *w)
{
	struct scope s = {cx, r, "t", w, 0};

	if (filter.n > 2000)
		return fail(cx, ERR_INVALID, "f", "is longer than 2,000 bytes");
	return conditions(&s, filter);
}
