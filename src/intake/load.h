/* The import job's memory: an open file, lookups, rows waiting to be written. Rebuilt after a crash from the import. */
#pragma once
#include "intake/plan.h"
#include "intake/rows.h"

struct counters {
	int64_t read, created, updated, skipped, counted, failed, accounts, contacts;
};

struct custom_column {
	int64_t id; /* of the definition; 0: the column is none */
	int type;
	bool filterable;
	char text[ID_TEXT];
};

struct unit { /* one record */
	int64_t row;
	struct prepared *first;
};

enum { UNITS_MAX = 500, ERRORS_KEPT = 1000 };
#define BATCH_US 50000LL

struct loader {
	struct arena arena, rows_arena, cache_arena;
	struct map accounts, contacts, sources, areas;
	size_t cached;
	struct intake_plan plan;
	struct plan_order order;
	struct import import;
	char import_id[ID_TEXT];
	int64_t source_kind; /* of the import's source; -1 unknown */
	struct custom_column *custom; /* by column */
	int *custom_order;            /* columns that are custom fields, by the text of the definition's id */
	int n_custom;
	struct table *table;
	int64_t history_before; /* said earlier: history */
	bool fresh; /* the source was empty at the start: nothing to look up; a clash is found by the unique key */
	bool at_end, counted_before; /* the same file was brought in before: its wordless rows are counted already */
	struct unit units[UNITS_MAX];
	int n_units, next_unit;
	struct counters c;
	int64_t row; /* last record written */
	bool careful; /* each record in a savepoint: one of the batch failed */
};

[[nodiscard]] enum err loader_new(struct cx *cx, struct str import_id, int64_t from_row, struct loader **ret);
void loader_free(void *l);
/* Reads and checks the next records; none left: at_end. Outside a transaction. */
[[nodiscard]] enum err loader_fill(struct cx *cx, struct loader *l);
/* Writes units until 50 ms have passed. Inside the job's batch. */
[[nodiscard]] enum err loader_write(struct cx *cx, struct loader *l);
/* After a failed batch: what it remembered did not happen. */
void loader_forget(struct loader *l, const struct counters *before, int next_unit, int64_t row);
bool is_row_error(enum err e);

/* people.c: accounts, contacts, sources by what a row tells; made when missing. 0: the row tells nothing. */
[[nodiscard]] enum err find_account(struct cx *cx, struct loader *l, const struct account *a, int64_t *ret);
[[nodiscard]] enum err find_contact(struct cx *cx, struct loader *l, const struct contact *c, int64_t account_id, int64_t *ret);
[[nodiscard]] enum err find_source(struct cx *cx, struct loader *l, struct str name, int64_t *ret);
[[nodiscard]] enum err find_area(struct cx *cx, struct loader *l, struct str name, int64_t *ret);
/* Without a loader: the source of that name, made when missing. file_name helps to guess its kind. */
[[nodiscard]] enum err source_by_name(struct cx *cx, struct str name, struct str file_name, int64_t *ret, bool *ret_made);
