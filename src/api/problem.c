/* Failures as application/problem+json (RFC 9457): title, status, stable code, detail, request id, errors by field. */
#include "api/internal.h"

void problem_write(const struct cx *cx, enum err e, struct buf *out)
{
	const struct failure *f = &cx->failure;
	struct json_out j;
	int n = f->err == e ? f->n : 0;

	buf_clear(out);
	json_start(&j, out);
	json_open(&j);
	json_kz(&j, "title", err_text(e));
	json_kint(&j, "status", err_status(e));
	json_kz(&j, "code", err_code(e));
	/* What went wrong inside (SQL, paths) is for the log. */
	json_kz(&j, "detail", e == ERR_INTERNAL || e == ERR_CORRUPT || n == 0 ? err_text(e) : f->detail[0].message);
	json_kz(&j, "request_id", cx->request_id);
	json_key(&j, "errors");
	json_list(&j);
	for (int i = 0; i < n; i++)
		if (f->detail[i].field[0]) {
			json_open(&j);
			json_kz(&j, "field", f->detail[i].field);
			json_kz(&j, "message", f->detail[i].message);
			json_close(&j);
		}
	json_list_end(&j);
	json_close(&j);
}

/* What the HTTP layer refuses before there is a request context. */
void problem_plain(int status, const char *detail, struct buf *out)
{
	struct json_out j;
	const char *code = "malformed";

	for (int e = 1; e < ERR_COUNT; e++)
		if (err_status((enum err)e) == status && (enum err)e != ERR_USAGE) {
			code = err_code((enum err)e);
			break;
		}
	json_start(&j, out);
	json_open(&j);
	json_kz(&j, "title", http_status_text(status));
	json_kint(&j, "status", status);
	json_kz(&j, "code", code);
	json_kz(&j, "detail", detail ? detail : http_status_text(status));
	json_kz(&j, "request_id", "");
	json_key(&j, "errors");
	json_list(&j);
	json_list_end(&j);
	json_close(&j);
}
