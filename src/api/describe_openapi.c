/* OpenAPI 3.1 of the whole API, from the route rows and the resource tables. Called by `earshot schema --openapi` and
 * GET /openapi.json. Must never state by hand what a table says: scenarios check every reply against this text. */
#include "api/describe.h"
#include "api/route.h"
#include <stdio.h>
#include <string.h>

static void key_open(struct json_out *j, const char *key)
{
	json_key(j, key);
	json_open(j);
}

static void key_raw(struct json_out *j, const char *key, struct str json)
{
	json_key(j, key);
	json_raw(j, json);
}

static void type_of(struct json_out *j, const char *type, bool nullable)
{
	json_key(j, "type");
	if (nullable)
		json_list(j);
	json_z(j, type);
	if (nullable) {
		json_z(j, "null");
		json_list_end(j);
	}
}

static void values(struct json_out *j, const struct enum_type *e, bool nullable)
{
	json_key(j, "enum");
	json_list(j);
	for (int i = 0; i < e->n; i++)
		json_z(j, e->values[i]);
	if (nullable)
		json_nil(j);
	json_list_end(j);
}

static void list_of(struct json_out *j, const struct field *f, bool nullable)
{
	type_of(j, "array", nullable);
	key_open(j, "items");
	type_of(j, "string", false);
	if (f->type == T_ENUMS)
		values(j, &enums[f->target], false);
	json_close(j);
}

static void text_of(struct json_out *j, const struct field *f, bool nullable)
{
	static const char *const formats[] = {[T_EMAIL] = "email", [T_URL] = "uri", [T_DATE] = "date", [T_TIME] = "date-time"};

	type_of(j, "string", nullable);
	if (f->type == T_EMAIL || f->type == T_URL || f->type == T_DATE || f->type == T_TIME)
		json_kz(j, "format", formats[f->type]);
	if (f->type == T_ENUM)
		values(j, &enums[f->target], nullable);
	if (f->type == T_REF) {
		char pattern[32];

		(void)snprintf(pattern, sizeof pattern, "^%s_", resources[f->target].prefix);
		json_kz(j, "pattern", pattern);
	}
	if (f->type == T_TEXT && f->min < f->max) {
		json_knum(j, "minLength", f->min);
		json_knum(j, "maxLength", f->max);
	}
}

static void field_schema(struct json_out *j, const struct field *f, bool nullable)
{
	json_open(j);
	switch (f->type) {
	case T_INT:
	case T_NUM:
		type_of(j, f->type == T_INT ? "integer" : "number", nullable);
		if (f->min < f->max) {
			json_knum(j, "minimum", f->min);
			json_knum(j, "maximum", f->max);
		}
		break;
	case T_BOOL:
		type_of(j, "boolean", nullable);
		break;
	case T_ENUMS:
	case T_TEXT_LIST:
		list_of(j, f, nullable);
		break;
	case T_JSON:
		break;
	default:
		text_of(j, f, nullable);
	}
	json_kz(j, "description", f->doc);
	json_close(j);
}

static void plain(struct json_out *j, const char *key, const char *type, bool nullable)
{
	key_open(j, key);
	type_of(j, type, nullable);
	json_close(j);
}

static void reply_fields(struct json_out *j, const struct resource *r)
{
	for (int i = 0; i < r->n_fields; i++) {
		const struct field *f = &r->fields[i];
		size_t n = strlen(f->name);
		char label[80];

		if (f->flags & F_SECRET)
			continue;
		json_key(j, f->name);
		field_schema(j, f, true);
		if (f->type != T_REF)
			continue;
		if (n > 3 && strcmp(f->name + n - 3, "_id") == 0)
			n -= 3;
		(void)snprintf(label, sizeof label, "%.*s_label", (int)n, f->name);
		plain(j, label, "string", true);
	}
}

static void reply_schema(struct json_out *j, const struct resource *r)
{
	static const char *const always[] = {"id", "created_at", "updated_at", "created_by", "updated_by", "created_by_label",
		"archived_at", "merged_into"};

	key_open(j, r->name);
	json_kz(j, "type", "object");
	json_kz(j, "description", r->doc);
	json_key(j, "required");
	json_list(j);
	for (int i = 0; i < 4; i++)
		json_z(j, (const char *const[]){"id", "rev", "created_at", "updated_at"}[i]);
	json_list_end(j);
	key_open(j, "properties");
	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
		plain(j, always[i], "string", i > 2);
	plain(j, "rev", "integer", false);
	if (r->flags & R_NUMBERED)
		plain(j, "number", "string", false);
	reply_fields(j, r);
	if (r->flags & R_CUSTOM)
		plain(j, "custom", "object", false);
	plain(j, "can", "array", false);
	json_close(j);
	json_kbool(j, "additionalProperties", false);
	json_close(j);
}

static bool settable(const struct field *f)
{
	return !(f->flags & (F_SYSTEM | F_SECRET));
}

static void input_schema(struct json_out *j, const struct resource *r)
{
	char name[80];

	(void)snprintf(name, sizeof name, "%s_input", r->name);
	key_open(j, name);
	json_kz(j, "type", "object");
	key_open(j, "properties");
	for (int i = 0; i < r->n_fields; i++)
		if (settable(&r->fields[i])) {
			json_key(j, r->fields[i].name);
			field_schema(j, &r->fields[i], !(r->fields[i].flags & F_REQ));
		}
	if (r->flags & R_CUSTOM)
		plain(j, "custom", "object", false);
	json_close(j);
	json_kbool(j, "additionalProperties", false);
	json_close(j);
}

/* "text?" of a shape: its JSON Schema. */
static void shape_member(struct json_out *j, struct str type)
{
	static const struct {
		const char *shape, *type;
	} names[] = {{"text", "string"}, {"id", "string"}, {"time", "string"}, {"date", "string"}, {"integer", "integer"},
		{"number", "number"}, {"bool", "boolean"}, {"list", "array"}, {"object", "object"}};
	bool optional = type.n && type.p[type.n - 1] == '?';

	type.n -= optional;
	json_open(j);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_is(type, names[i].shape))
			type_of(j, names[i].type, optional);
	json_close(j);
}

/* Next text of {"name":"type","name":"type"}; false at its end. */
static bool shape_next(struct str *s, struct str *ret)
{
	const char *open = s->n ? memchr(s->p, '"', s->n) : NULL;
	const char *end = s->p + s->n, *close = open ? memchr(open + 1, '"', (size_t)(end - open - 1)) : NULL;

	if (!close)
		return false;
	*ret = (struct str){open + 1, (size_t)(close - open - 1)};
	*s = (struct str){close + 1, (size_t)(end - close - 1)};
	return true;
}

static void shape_schema(struct json_out *j, const char *shape)
{
	struct str rest = str_of(shape), name, type;

	json_kz(j, "type", "object");
	key_open(j, "properties");
	while (shape_next(&rest, &name) && shape_next(&rest, &type)) {
		char key[80];

		(void)snprintf(key, sizeof key, "%.*s", STR_ARG(name));
		json_key(j, key);
		shape_member(j, type);
	}
	json_close(j);
	json_key(j, "required");
	json_list(j);
	rest = str_of(shape);
	while (shape_next(&rest, &name) && shape_next(&rest, &type))
		if (type.n && type.p[type.n - 1] != '?')
			json_str(j, name);
	json_list_end(j);
}

static void reference(struct json_out *j, const char *name, const char *suffix)
{
	char path[120];

	(void)snprintf(path, sizeof path, "#/components/schemas/%s%s", name, suffix);
	json_kz(j, "$ref", path);
}

/* The schema that a route's body or reply names: a resource, a list of it, or a shape. */
static void schema_of(struct json_out *j, const struct route_row *row, const char *what, const char *suffix)
{
	json_open(j);
	if (what[0] == '{') {
		shape_schema(j, what);
	} else if (what[0] == '[') {
		json_kz(j, "type", "object");
		key_open(j, "properties");
		key_open(j, "data");
		json_kz(j, "type", "array");
		key_open(j, "items");
		if (row->resource)
			reference(j, row->resource->name, "");
		json_close(j);
		json_close(j);
		plain(j, "next", "string", true);
		json_close(j);
		key_raw(j, "required", STR("[\"data\",\"next\"]"));
	} else if (strcmp(what, "resource") == 0) {
		reference(j, row->resource->name, suffix);
	} else {
		reference(j, what, suffix);
	}
	json_close(j);
}

static void content(struct json_out *j, const struct route_row *row, const char *type, const char *what, const char *suffix)
{
	key_open(j, "content");
	key_open(j, type);
	if (what) {
		json_key(j, "schema");
		schema_of(j, row, what, suffix);
	}
	json_close(j);
	json_close(j);
}

static void parameter(struct json_out *j, const char *where, struct str name, bool required, const char *doc)
{
	json_open(j);
	json_kstr(j, "name", name);
	json_kz(j, "in", where);
	json_kbool(j, "required", required);
	if (doc)
		json_kz(j, "description", doc);
	plain(j, "schema", "string", false);
	json_close(j);
}

static void parameters(struct json_out *j, const struct route_row *row)
{
	static const char *const lists[][2] = {{"f", "Filter: field:value, -field:value, field:a..b, words."},
		{"sort", "Field, with - for descending."}, {"q", "Full text."}, {"limit", "1 to 200; 50 when absent."},
		{"cursor", "`next` of the page before."}, {"archived", "1: the archived ones too."},
		{"mine", "1: those that are mine or wait for me."}};

	json_key(j, "parameters");
	json_list(j);
	for (int i = 0; i < row->n_segments; i++)
		if (row->segment[i].p[0] == '{')
			parameter(j, "path", (struct str){row->segment[i].p + 1, row->segment[i].n - 2}, true, NULL);
	if (row->route->reply && row->route->reply[0] == '[')
		for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
			parameter(j, "query", str_of(lists[i][0]), false, lists[i][1]);
	if (row->route->flags & ROUTE_IF_MATCH)
		parameter(j, "header", STR("If-Match"), true, "ETag of the version that was read.");
	if (row->route->method == HTTP_POST && !(row->route->flags & ROUTE_READ_POST))
		parameter(j, "header", STR("Idempotency-Key"), false, "The same key and body again: the same reply, one effect.");
	json_list_end(j);
}

static void responses(struct json_out *j, const struct route_row *row)
{
	bool own = row->route->flags & (ROUTE_OWN_REPLY | ROUTE_FORM | ROUTE_ROOT);

	key_open(j, "responses");
	key_open(j, "2XX");
	json_kz(j, "description", "Done.");
	if (own)
		content(j, row, "*/*", NULL, "");
	else if (row->route->reply && row->route->reply[0] != '{' && strchr(row->route->reply, '/'))
		content(j, row, row->route->reply, NULL, "");
	else if (row->route->reply)
		content(j, row, "application/json", row->route->reply, "");
	json_close(j);
	key_open(j, "default");
	json_kz(j, "description", "Refused or failed.");
	content(j, row, "application/problem+json", "problem", "");
	json_close(j);
	json_close(j);
}

static void operation(struct json_out *j, const struct route_row *row)
{
	static const char *const methods[] = {[HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PATCH] = "patch",
		[HTTP_PUT] = "put", [HTTP_DELETE] = "delete", [HTTP_HEAD] = "head", [HTTP_OPTIONS] = "options"};
	const struct route *r = row->route;

	key_open(j, methods[r->method]);
	json_kz(j, "summary", r->summary);
	json_key(j, "tags");
	json_list(j);
	json_str(j, row->n_segments ? row->segment[0] : STR("root"));
	json_list_end(j);
	json_kz(j, "x-permission", permission_name(row->permission));
	if (r->flags & ROUTE_ROOT)
		key_raw(j, "servers", STR("[{\"url\":\"/\"}]"));
	parameters(j, row);
	if (r->body) {
		key_open(j, "requestBody");
		json_kbool(j, "required", true);
		content(j, row, r->flags & ROUTE_NDJSON ? "application/x-ndjson" : "application/json", r->body, "_input");
		json_close(j);
	}
	responses(j, row);
	json_close(j);
}

static void paths(struct json_out *j)
{
	struct route_table *t = routes_build();
	size_t n = routes_count(t);
	bool *done = mem_alloc(n ? n : 1);

	key_open(j, "paths");
	for (size_t i = 0; i < n; i++) {
		if (done[i])
			continue;
		const char *path = routes_at(t, i)->path;

		key_open(j, path);
		for (size_t k = i; k < n; k++)
			if (!done[k] && strcmp(routes_at(t, k)->path, path) == 0) {
				operation(j, routes_at(t, k));
				done[k] = true;
			}
		json_close(j);
	}
	json_close(j);
	mem_free(done);
	routes_free(t);
}

#define PROBLEM                                                                                                        \
	"{\"type\":\"object\",\"required\":[\"title\",\"status\",\"code\",\"request_id\"],\"properties\":{"                 \
	"\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},"                 \
	"\"detail\":{\"type\":[\"string\",\"null\"]},\"request_id\":{\"type\":\"string\"},"                                 \
	"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"field\":{\"type\":\"string\"},"    \
	"\"message\":{\"type\":\"string\"}}}}}}"

static void components(struct json_out *j)
{
	key_open(j, "components");
	key_open(j, "securitySchemes");
	key_raw(j, "token", STR("{\"type\":\"http\",\"scheme\":\"bearer\"}"));
	key_raw(j, "session", STR("{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"earshot\"}"));
	json_close(j);
	key_open(j, "schemas");
	key_raw(j, "problem", STR(PROBLEM));
	for (int i = 0; i < RES_COUNT; i++)
		if (!(resources[i].flags & R_HIDDEN)) {
			reply_schema(j, &resources[i]);
			input_schema(j, &resources[i]);
		}
	json_close(j);
	json_close(j);
}

void describe_openapi(struct buf *out)
{
	auto_buf b;
	struct json_out j;

	buf_init(&b, 0);
	json_start(&j, &b);
	json_open(&j);
	json_kz(&j, "openapi", "3.1.0");
	key_open(&j, "info");
	json_kz(&j, "title", "Earshot");
	json_kz(&j, "version", "1");
	json_close(&j);
	key_raw(&j, "servers", STR("[{\"url\":\"/api/v1\"}]"));
	key_raw(&j, "security", STR("[{\"token\":[]},{\"session\":[]}]"));
	paths(&j);
	components(&j);
	json_close(&j);
	describe_spread(buf_view(&b), out);
	buf_char(out, '\n');
}
