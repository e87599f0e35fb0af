/* Fuzz target of the CSV reader and the reading of dates. First byte: delimiter and options; the rest is the window.
 * Kept inputs: tests/fuzz/csv. */
#include "fuzz/replay.h"
#include "base/err.h"
#include "intake/csv.h"
#include "intake/propose.h"
#include "intake/when.h"

/* Cells lie in the window, the record takes at least a byte, and reading goes on to the end. */
static int rows_of(char *p, size_t n, char delimiter, bool cr, int expected, struct csv_row *row)
{
	int rows = 0;
	size_t at = 0;

	for (;;) {
		enum found f = csv_next(p + at, n - at, true, delimiter, cr, expected, row);

		if (f == FOUND_END)
			return rows;
		ASSERT(f == FOUND_ROW || f == FOUND_BAD); /* nothing more can come */
		ASSERT(row->used > 0 && row->used <= n - at);
		ASSERT(f != FOUND_BAD || row->problem);
		for (int i = 0; f == FOUND_ROW && i < row->n; i++) {
			int64_t us;
			struct when_votes v = {0};

			ASSERT(row->cells[i].p >= p + at && row->cells[i].p + row->cells[i].n <= p + at + row->used);
			(void)when_parse(row->cells[i], DATE_DAY_FIRST, &us);
			when_vote(&v, row->cells[i]);
			(void)cell_is_empty(row->cells[i]);
		}
		at += row->used;
		rows++;
	}
}

/* A window that is cut anywhere asks for more or gives the same record. */
static void check_cut(const unsigned char *data, size_t n, char delimiter, bool cr, struct csv_row *row)
{
	size_t cut = n / 2;
	char *half = exact_copy(data, cut), *whole = exact_copy(data, n);

	enum found f = csv_next(half, cut, false, delimiter, cr, 0, row);
	size_t used = row->used;
	int cells = row->n;

	if (f == FOUND_ROW) {
		f = csv_next(whole, n, true, delimiter, cr, 0, row);
		ASSERT(f == FOUND_ROW && row->used == used && row->n == cells);
	} else if (f == FOUND_MORE) {
		ASSERT(cut == 0 || memcmp(half, data, cut) == 0); /* an unfinished record is left as it was */
	}
	free(half);
	free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = {',', ';', '\t', '|', 0};
	static struct csv_row row;

	if (size < 1 || size > 1u << 19)
		return 0;
	char delimiter = delimiters[data[0] % sizeof delimiters];
	bool cr = data[0] & 64;
	char *copy = exact_copy(data + 1, size - 1);

	(void)rows_of(copy, size - 1, delimiter, cr, data[0] & 128 ? 3 : 0, &row);
	free(copy);
	check_cut(data + 1, size - 1, delimiter, cr, &row);
	return 0;
}
