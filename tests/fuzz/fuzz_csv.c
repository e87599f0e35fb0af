/* Fuzz target of the CSV and JSON record readers: any bytes, all at once and cut in two. The first byte chooses the
 * delimiter. Every cell must lie inside the window and every record must move on.
 *   clang -fsanitize=fuzzer,address,undefined (without -DREPLAY), inputs: tests/fuzz/csv */
#include "fuzz/replay.h"
#include "base/err.h"
#include "intake/csv.h"
#include "intake/jsonrec.h"

static void inside(const char *p, size_t n, struct str cell)
{
	ASSERT(!cell.n || (cell.p >= p && cell.p + cell.n <= p + n));
}

static void read_csv(char *p, size_t n, char delimiter, bool cr)
{
	static struct csv_row row;
	size_t at = 0;

	for (int records = 0; records < 100000; records++) {
		enum found found = csv_next(p + at, n - at, true, delimiter, cr, records ? 3 : 0, &row);

		if (found == FOUND_END)
			return;
		ASSERT(found != FOUND_MORE); /* nothing more follows */
		ASSERT(row.used > 0 && row.used <= n - at);
		ASSERT(row.n >= 0 && row.n <= CSV_COLUMNS_MAX);
		for (int i = 0; found == FOUND_ROW && i < row.n; i++)
			inside(p, n, row.cells[i]);
		at += row.used;
	}
}

static void read_json(const char *p, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t start = 0, used = 0;
		const char *problem = NULL;
		enum found found = json_extent(p + at, n - at, true, &start, &used, &problem);

		if (found == FOUND_END || found == FOUND_MORE || !used)
			return;
		ASSERT(start <= used && used <= n - at);
		at += used;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = {',', ';', '\t', '|', 0};

	if (size < 1 || size > 1u << 19)
		return 0;
	char *copy = exact_copy(data + 1, size - 1);

	read_csv(copy, size - 1, delimiters[data[0] % sizeof delimiters], data[0] & 64);
	free(copy);
	copy = exact_copy(data + 1, size - 1);
	read_json(copy, size - 1);
	free(copy);
	return 0;
}
