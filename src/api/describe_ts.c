/* The field tables for the UI, in the form that TypeScript keeps as literal types. */
#include "api/describe.h"
#include "base/json.h"
#include "model/model.h"
#include <string.h>

static const char *type_name(enum field_type t)
{
	static const char *const names[] = {"text", "email", "url", "integer", "number", "bool", "date", "time", "enum",
		"enum_list", "ref", "any", "text_list", "json"};

	return names[t];
}

static void values(struct json_out *j, const char *key, const struct enum_type *e)
{
	json_key(j, key);
	json_list(j);
	for (int i = 0; e && i < e->n; i++)
		json_z(j, e->values[i]);
	json_list_end(j);
}

static void field(struct json_out *j, const struct field *f)
{
	static const char *const seen[] = {"public", "customer", "internal", "private"};
	bool limited = f->min < f->max;

	json_key(j, f->name);
	json_open(j);
	json_kz(j, "type", type_name(f->type));
	if (f->type == T_REF)
		json_kz(j, "ref", resources[f->target].name);
	if (f->type == T_ENUM || f->type == T_ENUMS)
		values(j, "values", &enums[f->target]);
	json_kbool(j, "required", f->flags & F_REQ);
	json_kbool(j, "fixed", f->flags & F_FIXED);
	json_kbool(j, "filter", f->flags & F_FILTER);
	json_kbool(j, "sort", f->flags & F_SORT);
	json_kbool(j, "searched", f->flags & F_SEARCH);
	json_kbool(j, "system", f->flags & F_SYSTEM);
	if (limited)
		json_knum(j, "min", f->min);
	if (limited)
		json_knum(j, "max", f->max);
	json_kz(j, "visibility", seen[f->visibility]);
	json_kz(j, "doc", f->doc);
	json_close(j);
}

static void moves(struct json_out *j, const struct resource *r)
{
	int state = resource_state(r);
	const struct enum_type *e = state >= 0 ? &enums[r->fields[state].target] : NULL;

	values(j, "states", e);
	json_key(j, "moves");
	json_list(j);
	for (int i = 0; e && i < r->n_moves; i++) {
		json_open(j);
		json_kz(j, "from", e->values[r->moves[i].from]);
		json_kz(j, "to", e->values[r->moves[i].to]);
		json_kz(j, "permission", permission_name(r->moves[i].permission));
		json_close(j);
	}
	json_list_end(j);
}

/* "evidence" of "evidence_create". */
static struct str group(const struct resource *r)
{
	const char *name = permission_name(r->create), *end = strstr(name, "_create");

	return (struct str){name, end ? (size_t)(end - name) : strlen(name)};
}

static void resource(struct json_out *j, const struct resource *r)
{
	int label = resource_label(r);

	json_key(j, r->name);
	json_open(j);
	json_kz(j, "path", r->path);
	json_kz(j, "prefix", r->prefix);
	json_kbool(j, "numbered", r->flags & R_NUMBERED);
	json_kz(j, "label", label >= 0 ? r->fields[label].name : "id");
	json_kstr(j, "group", group(r));
	json_kbool(j, "creatable", !(r->flags & R_NO_CREATE));
	json_kbool(j, "searched", r->flags & R_SEARCHED);
	json_kz(j, "doc", r->doc);
	moves(j, r);
	json_key(j, "fields");
	json_open(j);
	for (int i = 0; i < r->n_fields; i++)
		if (!(r->fields[i].flags & F_SECRET))
			field(j, &r->fields[i]);
	json_close(j);
	json_close(j);
}

void describe_spread(struct str json, struct buf *out)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < json.n; i++) {
		char c = json.p[i];
		bool opens = !quoted && (c == '{' || c == '['), closes = !quoted && (c == '}' || c == ']');
		bool empty = opens && i + 1 < json.n && (json.p[i + 1] == '}' || json.p[i + 1] == ']');

		if (quoted && c == '\\') {
			buf_add(out, json.p + i++, 2);
			continue;
		}
		if (c == '"')
			quoted = !quoted;
		if (empty) {
			buf_add(out, json.p + i++, 2);
			continue;
		}
		if (closes)
			buf_printf(out, "\n%*s", --depth, "");
		buf_char(out, c);
		if (opens)
			depth++;
		if (opens || (!quoted && c == ','))
			buf_printf(out, "\n%*s", depth, "");
		else if (!quoted && c == ':')
			buf_char(out, ' ');
	}
}

void describe_ts(struct buf *out)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	json_start(&j, &b);
	json_open(&j);
	for (int i = 0; i < RES_COUNT; i++)
		if (!(resources[i].flags & R_HIDDEN))
			resource(&j, &resources[i]);
	json_close(&j);
	buf_z(out, "// Generated from the resource tables by `earshot schema --ts`. Do not edit.\nexport const resources "
		"= ");
	describe_spread(buf_view(&b), out);
	buf_z(out, " as const;\n");
}
