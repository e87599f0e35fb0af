/* Files kept with an object: taken in as raw bytes, held in parts of 256 KiB in the store (so that backup, erasure and
 * nodes need no shared disk), given out so that a browser shows but never runs them. */
#include "api/internal.h"
#include "intake/media.h"
#include <string.h>

enum { FILE_MOST = 10 * 1024 * 1024, PART_BYTES = 256 * 1024 };

struct file {
	struct buf bytes;
	const char *type;
	char sha256[65];
};

static void file_release(void *arg)
{
	buf_release(&((struct file *)arg)->bytes);
}

/* On the worker: reading, looking, stripping and hashing ten megabytes takes its time. */
static enum err prepare(struct call *c)
{
	struct file *f = ARENA_NEW(c->cx->arena, struct file);
	struct str body = http_body(c->x);

	buf_init(&f->bytes, FILE_MOST + 1024);
	c->state = f;
	c->forget = file_release;
	if (!body.n)
		return fail(c->cx, ERR_MALFORMED, NULL, "the body must be the file's bytes");
	f->type = media_type(body);
	if (!f->type)
		return fail(c->cx, ERR_MEDIA_TYPE, NULL, "only PNG, JPEG, WebP, GIF, PDF and plain text are kept");
	if (!media_strip(body, f->type, &f->bytes))
		return fail(c->cx, ERR_INVALID, "file", "the picture is damaged");
	struct hash h = hash_of(buf_view(&f->bytes));

	hex_encode(h.b, HASH_BYTES, f->sha256);
	return OK;
}

static enum err put_parts(struct call *c, int64_t id, struct str bytes)
{
	int64_t part = 0;

	for (size_t at = 0; at < bytes.n; at += PART_BYTES, part++) {
		size_t n = bytes.n - at < PART_BYTES ? bytes.n - at : PART_BYTES;

		TRY(db_exec(c->cx, "INSERT INTO blob_part (workspace_id, attachment_id, part, bytes) VALUES (?1, ?2, ?3, ?4)",
			    DB_ARGS(db_int(c->cx->workspace_id), db_int(id), db_int(part), db_blob(bytes.p + at, n)), NULL));
	}
	return OK;
}

static enum err create(struct call *c)
{
	struct file *f = c->state;
	struct attachment a = {0};
	struct str name = call_query(c, "name"), object = call_query(c, "object");
	const struct resource *r;
	char id[ID_TEXT];
	int64_t object_id;
	int field;

	TRY(model_resolve(c->cx, object, NULL, &r, &object_id));
	id_format(r, object_id, id);
	(void)field_by_name(&resources[RES_attachment], STR("name"), &field);
	TRY(model_parse_text(c->cx, &resources[RES_attachment], field, name, &a));
	SET(&a, attachment, object, str_copy(c->cx->arena, str_of(id)));
	SET(&a, attachment, type, str_of(f->type));
	SET(&a, attachment, size, (int64_t)f->bytes.n);
	SET(&a, attachment, sha256, str_copy(c->cx->arena, str_of(f->sha256)));
	TRY(model_create(c->cx, &resources[RES_attachment], &a));
	TRY(put_parts(c, a.head.id, buf_view(&f->bytes)));
	call_made(c, &resources[RES_attachment], a.head.id);
	return call_object(c, &resources[RES_attachment], a.head.id);
}

/* Only what a header may hold; the rest of a name is for the page. */
static const char *safe_name(struct arena *a, struct str name)
{
	char *z = str_z(a, name);

	for (char *p = z; *p; p++)
		if (*p < ' ' || *p > '~' || strchr("\"\\/;", *p))
			*p = '_';
	return z;
}

static enum err content(struct call *c)
{
	struct attachment a;
	struct db_rows *rows;
	int64_t id;

	TRY(call_id(c, 0, &resources[RES_attachment], NULL, &id));
	TRY(model_get(c->cx, &resources[RES_attachment], id, &a));
	TRY(db_query(c->cx, "SELECT bytes FROM blob_part WHERE workspace_id = ?1 AND attachment_id = ?2 ORDER BY part",
		     DB_ARGS(db_int(c->cx->workspace_id), db_int(id)), &rows));
	while (db_next(rows))
		buf_str(&c->out, db_col_str(rows, 0));
	c->content_type = str_z(c->cx->arena, a.type);
	call_header(c, "Content-Security-Policy", "default-src 'none'; sandbox");
	call_header(c, "Content-Disposition",
		    arena_printf(c->cx->arena, "%s; filename=\"%s\"", str_starts(a.type, "image/") ? "inline" : "attachment",
				 safe_name(c->cx->arena, a.name)));
	return db_end(rows);
}

const struct route attachment_routes[] = {
	{HTTP_POST, "/attachments", P_evidence_create, ROUTE_RAW, create,
	 "Keeps a file with an object: object=, name=; the body is the file, at most 10 MiB.", NULL, "attachment", prepare, FILE_MOST, NULL},
	{HTTP_GET, "/attachments/{id}/content", P_any, 0, content, "The bytes of an attachment.", NULL, "*/*", NULL, 0, NULL},
	{0},
};
