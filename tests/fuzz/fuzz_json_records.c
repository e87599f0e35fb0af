/* Fuzz target of the JSON record reader: the extent of a value and its flattening into columns.
 * Kept inputs: tests/fuzz/json_records. */
#include "fuzz/replay.h"
#include "base/err.h"
#include "intake/jsonrec.h"

static void check_record(struct str value, struct json_columns *columns, struct json_record *record)
{
	if (!json_flatten(value, columns, record)) {
		ASSERT(record->problem[0]);
		return;
	}
	ASSERT(record->n <= columns->n && columns->n <= CSV_COLUMNS_MAX);
	for (int i = 0; i < record->n; i++) {
		struct str c = record->cells[i];

		ASSERT(!c.p || !c.n || (c.p >= record->text.p && c.p + c.n <= record->text.p + record->text.n));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_columns columns;
	static struct json_record record;
	size_t at = 0;

	if (size > 1u << 19)
		return 0;
	char *copy = exact_copy(data, size);

	json_columns_init(&columns);
	memset(&record, 0, sizeof record);
	buf_init(&record.text, 0);
	for (int n = 0; n < 1000; n++) {
		size_t start, used;
		const char *problem;
		enum found f = json_extent(copy + at, size - at, true, &start, &used, &problem);

		if (f == FOUND_END)
			break;
		ASSERT(f == FOUND_ROW || (f == FOUND_BAD && problem));
		ASSERT(used > 0 && used <= size - at && start < used);
		if (f == FOUND_ROW)
			check_record((struct str){copy + at + start, used - start}, &columns, &record);
		at += used;
	}
	buf_release(&record.text);
	json_columns_release(&columns);
	free(copy);
	return 0;
}
