/* Pieces of JSON; see show.h. */
#include "domain/show.h"
#include "base/clock.h"
#include "method/special.h"
#include <stdio.h>

void show_id(struct json_out *j, const char *key, const struct resource *r, int64_t id)
{
	char text[ID_TEXT];

	json_key(j, key);
	if (!id) {
		json_nil(j);
		return;
	}
	id_format(r, id, text);
	json_z(j, text);
}

void show_time(struct json_out *j, const char *key, int64_t us)
{
	char text[32];

	json_key(j, key);
	if (!us) {
		json_nil(j);
		return;
	}
	(void)time_format(us, text);
	json_z(j, text);
}

void show_maybe(struct json_out *j, const char *key, struct maybe m)
{
	json_key(j, key);
	if (m.why)
		json_nil(j);
	else
		json_num(j, m.value);
}

void show_text(struct json_out *j, const char *key, struct str s)
{
	json_key(j, key);
	if (s.n)
		json_str(j, s);
	else
		json_nil(j);
}

void show_person(struct cx *cx, struct json_out *j, const char *key, struct str name)
{
	show_text(j, key, cx_may(cx, P_contact_read) ? name : (struct str){0});
}

enum err show_ref_members(struct cx *cx, struct json_out *j, const struct resource *r, int64_t id)
{
	struct str label;
	int64_t number = 0;

	TRY(model_label(cx, r, id, &label));
	if (r->flags & R_NUMBERED)
		TRY(db_one_int(cx,
			       arena_printf(cx->arena, "SELECT number FROM \"%s\" WHERE workspace_id = ?1 AND id = ?2",
					    r->name),
			       DB_ARGS(db_int(cx->workspace_id), db_int(id)), &number, NULL));
	show_id(j, "id", r, id);
	json_kz(j, "type", r->name);
	json_key(j, "number");
	if (number)
		json_z(j, arena_printf(cx->arena, "%s-%lld", resource_letter(r), (long long)number));
	else
		json_nil(j);
	json_kstr(j, "label", label);
	return OK;
}

enum err show_ref(struct cx *cx, struct json_out *j, const struct resource *r, int64_t id)
{
	json_open(j);
	TRY(show_ref_members(cx, j, r, id));
	json_close(j);
	return OK;
}

enum err show_ref_key(struct cx *cx, struct json_out *j, const char *key, const struct resource *r, int64_t id)
{
	json_key(j, key);
	if (id)
		return show_ref(cx, j, r, id);
	json_nil(j);
	return OK;
}

struct figure share_figure(double numerator, double denominator, const char *why_none)
{
	return (struct figure){.value = ratio(numerator, denominator, why_none),
			       .numerator = numerator,
			       .denominator = denominator,
			       .interval = wilson(numerator, denominator, Z95),
			       .unit = "share"};
}

void show_figure_members(struct json_out *j, const struct figure *f)
{
	show_maybe(j, "value", f->value);
	json_knum(j, "numerator", f->numerator);
	json_knum(j, "denominator", f->denominator);
	show_maybe(j, "low", f->interval.known ? known(f->interval.low) : unknown("no interval"));
	show_maybe(j, "high", f->interval.known ? known(f->interval.high) : unknown("no interval"));
	json_kz(j, "reason", f->value.why);
	json_kz(j, "unit", f->unit);
	json_kz(j, "f", f->filter);
}

void show_figure(struct json_out *j, const char *key, const struct figure *f)
{
	json_key(j, key);
	json_open(j);
	show_figure_members(j, f);
	json_close(j);
}

const char *actor_name(enum actor a)
{
	return a == ACTOR_PERSON ? "person" : a == ACTOR_RULE ? "rule" : "machine";
}

enum err show_row(struct cx *cx, struct json_out *j, const char *key, const struct resource *r, int64_t id)
{
	json_key(j, key);
	if (id)
		return model_render_one(cx, r, id, j, NULL);
	json_nil(j);
	return OK;
}
