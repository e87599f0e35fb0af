/* Bringing a file in. The door of src/intake for src/api, src/cli and src/app.
 *
 *   look at it:  intake_preview() proposes what each column is and counts what would come of it
 *   order it:    intake_order() makes the import object and its job (kind "import"), which runs in batches of at most
 *                500 rows or 50 ms on the write queue and can be cancelled, resumed and undone
 *   what a row becomes: rows.h; rules: docs/how-to/import-a-file.md */
#pragma once
#include "intake/propose.h"
#include "job/job.h"
#include "model/engine.h"

extern const struct job_kind intake_import_job, intake_undo_job;

struct intake_preview {
	struct intake_plan plan;
	struct column_profile *profiles;
	int64_t rows;       /* data rows */
	int64_t bad_rows;   /* cannot be read at all */
	int64_t words_rows; /* say something: text, score or choice */
	int64_t history_rows;
	bool counted;
	int64_t oldest_us, newest_us; /* INT64_MAX and INT64_MIN without dates */
};
/* Column names, dates and counts of a file; nothing is written. as: "evidence", "account", "contact" ... */
[[nodiscard]] enum err intake_preview(struct cx *cx, const char *path, const char *format, struct str as, struct intake_preview *ret);
/* Counts again after the mapping was changed. */
[[nodiscard]] enum err intake_recount(struct cx *cx, const char *path, struct intake_preview *v);
/* "6,623 rows. Text: narrative; account: Company. 1,532 have words; 5,091 kept as counts. History: no deadlines, no mails." */
struct str intake_summary(struct cx *cx, const struct intake_preview *p);
/* The shape `Preview` of ui/src/features/imports/queries.ts. */
void intake_preview_json(struct cx *cx, const struct intake_preview *p, struct str upload, struct str name, struct json_out *j);

/* One choice of --map or of the API: field to column (index from 0). The first choice for a field replaces what was
 * proposed for it; column -1 clears it. */
[[nodiscard]] enum err intake_choose(struct cx *cx, struct intake_plan *plan, struct str field, int column, bool first);
[[nodiscard]] enum err intake_column(struct cx *cx, const struct intake_plan *plan, struct str name,
				     int *ret_column); /* by name or number from 1 */

/* The mapping last used for a file with the same columns replaces the proposal. Inside a transaction. */
[[nodiscard]] enum err intake_apply_saved(struct cx *cx, struct intake_plan *plan, bool *ret_applied);

struct intake_order {
	const char *path; /* absolute; read by the job */
	struct str name;  /* shown */
	struct str source;
	enum import_consent consent;
	bool dry_run, own_file; /* own_file: delete it when done */
	int64_t rows;
	const struct intake_plan *plan;
};
/* Inside a write. */
[[nodiscard]] enum err intake_order(struct cx *cx, const struct intake_order *o, int64_t *ret_import, int64_t *ret_job);
/* Cancel, resume; NOT_FOUND, STATE. Inside a write. */
[[nodiscard]] enum err intake_cancel(struct cx *cx, int64_t import_id);
[[nodiscard]] enum err intake_resume(struct cx *cx, int64_t import_id);
/* STATE with one detail for each item that carries a decision or an answer. Inside a write. */
[[nodiscard]] enum err intake_undo(struct cx *cx, int64_t import_id, int64_t *ret_job);
/* Members progress, error and errors (first 200) beside the import's own fields. Inside a transaction. */
[[nodiscard]] enum err intake_result_members(struct cx *cx, int64_t import_id, struct json_out *j);
/* The job that brings (undo false) or takes back an import; NOT_FOUND. Inside a transaction. */
[[nodiscard]] enum err intake_job(struct cx *cx, int64_t import_id, bool undo, struct job *ret);
