/* `earshot trends`: what was suddenly said more often, per theme, account, segment or custom field, or per combination;
 * each alert is raised from what was there on its day (src/method/burst.h). */
#include "base/clock.h"
#include "base/map.h"
#include "cli/cli.h"
#include "domain/segments.h"
#include "method/burst.h"
#include "model/engine.h"
#include <string.h>

enum { DIMS_MAX = 3, HISTORY = 120, DAYS_MAX = 2000, SERIES_MAX = 50000, ALERTS_MAX = 5000 };

/* Values of items along one dimension: item i has value[start[i]] to value[start[i + 1] - 1]. */
struct dim {
	const char *name; /* as given */
	struct str *value;
	size_t *start;
	size_t n, cap, at; /* at: items whose start is set */
};

struct trends {
	struct cx *cx;
	int32_t first, from, to; /* days; counting begins at first */
	int64_t *id, *account;
	int32_t *day;
	size_t items, cap;
	struct dim dim[DIMS_MAX];
	size_t dims;
	struct map series; /* key -> row + 1 */
	struct str *key; /* [series][dims] */
	uint32_t *count;
	size_t rows, rows_cap, days;
};

static enum err read_items(struct cx *cx, void *arg)
{
	struct trends *t = arg;
	struct db_rows *r;

	TRY(db_query(cx, "SELECT id, said_at, account_id FROM evidence WHERE workspace_id = ?1 AND said_at >= ?2 AND said_at < ?3 AND "
		     "archived_at IS NULL AND state NOT IN ('spam', 'duplicate') ORDER BY id",
		     DB_ARGS(db_int(cx->workspace_id), db_int(t->first * US_PER_DAY), db_int((t->to + 1) * US_PER_DAY)), &r));
	while (db_next(r)) {
		if (t->items == t->cap) {
			t->cap = t->cap ? t->cap * 2 : 4096;
			t->id = mem_realloc(t->id, t->cap * sizeof *t->id);
			t->account = mem_realloc(t->account, t->cap * sizeof *t->account);
			t->day = mem_realloc(t->day, t->cap * sizeof *t->day);
		}
		t->id[t->items] = db_col_int(r, 0);
		t->day[t->items] = (int32_t)(db_col_int(r, 1) / US_PER_DAY);
		t->account[t->items++] = db_col_int(r, 2);
	}
	return db_end(r);
}

/* Values come by rising item. */
static void add_value(struct trends *t, struct dim *d, size_t item, struct str value)
{
	while (d->at <= item)
		d->start[d->at++] = d->n;
	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 4096;
		d->value = mem_realloc(d->value, d->cap * sizeof *d->value);
	}
	d->value[d->n++] = str_copy(t->cx->arena, value);
}

/* Rows (item id, value) ordered by id, joined with the items in hand. */
static enum err add_rows(struct trends *t, struct dim *d, struct db_rows *r)
{
	size_t i = 0;

	while (db_next(r)) {
		int64_t id = db_col_int(r, 0);

		while (i < t->items && t->id[i] < id)
			i++;
		if (i < t->items && t->id[i] == id && db_col_str(r, 1).n)
			add_value(t, d, i, db_col_str(r, 1));
	}
	return db_end(r);
}

static enum err read_themes(struct cx *cx, struct trends *t, struct dim *d)
{
	struct db_rows *r;

	TRY(db_query(cx, "SELECT k.from_id, h.name FROM link k JOIN theme h ON h.workspace_id = k.workspace_id AND h.id = k.to_id WHERE "
		     "k.workspace_id = ?1 AND h.workspace_id = ?1 AND k.kind = 'evidence_theme' AND h.archived_at IS NULL "
			"ORDER BY k.from_id, k.to_id",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
	return add_rows(t, d, r);
}

static enum err read_accounts(struct cx *cx, struct trends *t, struct dim *d)
{
	struct db_rows *r;

	TRY(db_query(cx, "SELECT e.id, a.name FROM evidence e JOIN account a ON a.workspace_id = e.workspace_id AND a.id "
		"= e.account_id WHERE "
		     "e.workspace_id = ?1 AND a.workspace_id = ?1 ORDER BY e.id",
		     DB_ARGS(db_int(cx->workspace_id)), &r));
	return add_rows(t, d, r);
}

static enum err read_segments(struct cx *cx, struct trends *t, struct dim *d)
{
	struct segment_members *s;
	size_t n;

	TRY(segments_load(cx, &s, &n));
	for (size_t i = 0; i < t->items; i++)
		for (size_t k = 0; k < n && t->account[i]; k++)
			if (ids_has(&s[k].accounts, t->account[i]))
				add_value(t, d, i, s[k].name);
	return OK;
}

static enum err read_custom(struct cx *cx, struct trends *t, struct dim *d, const char *key)
{
	struct db_rows *r;
	int64_t field;
	bool found;

	TRY(db_one_int(cx, "SELECT id FROM custom_field WHERE workspace_id = ?1 AND resource = 'evidence' AND key = ?2 "
		"AND archived_at IS NULL",
		       DB_ARGS(db_int(cx->workspace_id), db_z(key)), &field, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "by", "evidence has no custom field \"%.60s\"", key);
	TRY(db_query(cx, "SELECT object_id, value FROM custom_value WHERE workspace_id = ?1 AND field_id = ?2 ORDER BY object_id",
		     DB_ARGS(db_int(cx->workspace_id), db_int(field)), &r));
	return add_rows(t, d, r);
}

static enum err read_dims(struct cx *cx, void *arg)
{
	struct trends *t = arg;

	TRY(read_items(cx, t));
	for (size_t i = 0; i < t->dims; i++) {
		struct dim *d = &t->dim[i];

		d->start = mem_alloc((t->items + 1) * sizeof *d->start);
		if (strcmp(d->name, "theme") == 0)
			TRY(read_themes(cx, t, d));
		else if (strcmp(d->name, "account") == 0)
			TRY(read_accounts(cx, t, d));
		else if (strcmp(d->name, "segment") == 0)
			TRY(read_segments(cx, t, d));
		else
			TRY(read_custom(cx, t, d, d->name + 7));
		while (d->at <= t->items)
			d->start[d->at++] = d->n;
	}
	return OK;
}

static enum err count(struct trends *t, size_t item, const struct str *part)
{
	auto_buf key = {0};

	for (size_t i = 0; i < t->dims; i++) {
		buf_str(&key, part[i]);
		buf_char(&key, '\x1f');
	}
	uintptr_t *slot = map_get(&t->series, buf_view(&key));

	if (!slot && t->rows == SERIES_MAX)
		return fail(t->cx, ERR_TOO_LARGE, "by", "more than %d combinations: ask for fewer at once", SERIES_MAX);
	if (!slot) {
		slot = map_put(&t->series, str_copy(t->cx->arena, buf_view(&key)), NULL);
		if (t->rows == t->rows_cap) {
			t->rows_cap = t->rows_cap ? t->rows_cap * 2 : 256;
			t->count = mem_realloc(t->count, t->rows_cap * t->days * sizeof *t->count);
			t->key = mem_realloc(t->key, t->rows_cap * t->dims * sizeof *t->key);
		}
		memset(t->count + t->rows * t->days, 0, t->days * sizeof *t->count);
		memcpy(t->key + t->rows * t->dims, part, t->dims * sizeof *part);
		*slot = ++t->rows;
	}
	t->count[(*slot - 1) * t->days + (size_t)(t->day[item] - t->first)]++;
	return OK;
}

/* Every combination of the item's values. */
static enum err combine(struct trends *t, size_t item, size_t depth, struct str *part)
{
	if (depth == t->dims)
		return count(t, item, part);
	for (size_t i = t->dim[depth].start[item]; i < t->dim[depth].start[item + 1]; i++) {
		part[depth] = t->dim[depth].value[i];
		TRY(combine(t, item, depth + 1, part));
	}
	return OK;
}

static void show(const struct trends *t, const struct burst *b, size_t n, struct args *a)
{
	struct json_out *j = args_json(a) ? args_result(a) : NULL;
	char date[16];

	if (j) {
		json_open(j);
		json_key(j, "data");
		json_list(j);
	}
	for (size_t i = 0; i < n; i++) {
		(void)date_format(t->first + (int32_t)b[i].day, date);
		if (!j) {
			fprintf(args_out(a), "%s  %4.0f in %d days, %.1f expected, p %.4f ", date, b[i].count, b[i].window, b[i].expected, b[i].p);
			for (size_t k = 0; k < t->dims; k++)
				fprintf(args_out(a), " %s: %.*s", t->dim[k].name, STR_ARG(t->key[b[i].series * t->dims + k]));
			fputc('\n', args_out(a));
			continue;
		}
		json_open(j);
		json_key(j, "by");
		json_open(j);
		for (size_t k = 0; k < t->dims; k++)
			json_kstr(j, t->dim[k].name, t->key[b[i].series * t->dims + k]);
		json_close(j);
		json_kz(j, "date", date);
		json_kint(j, "days", b[i].window);
		json_knum(j, "count", b[i].count);
		json_knum(j, "expected", b[i].expected);
		json_knum(j, "p", b[i].p);
		json_close(j);
	}
	if (j) {
		json_list_end(j);
		json_close(j);
	}
}

static enum err find(struct trends *t, struct args *a)
{
	struct burst *b = ARENA_ARRAY(t->cx->arena, struct burst, ALERTS_MAX);
	struct str part[DIMS_MAX];

	TRY(db_read(t->cx, read_dims, t));
	for (size_t i = 0; i < t->items; i++)
		TRY(combine(t, i, 0, part));
	size_t n = bursts_find(t->count, t->rows, t->days, (size_t)(t->from - t->first), (size_t)(t->to - t->first), b, ALERTS_MAX);

	show(t, b, n, a);
	if (!n)
		fprintf(stderr, "Nothing unusual among %zu series (%zu items); an alert needs %d days of history.\n", t->rows, t->items,
			BURST_BASE + BURST_GAP + 7);
	return OK;
}

static enum err read_by(struct cx *cx, struct trends *t, const char *list)
{
	struct str rest = str_of(list ? list : "theme"), name;

	while (str_split(&rest, ',', &name)) {
		if (t->dims == DIMS_MAX)
			return fail(cx, ERR_USAGE, "by", "at most %d at once", DIMS_MAX);
		name = str_trim(name);
		if (!str_is(name, "theme") && !str_is(name, "account") && !str_is(name, "segment") && !str_starts(name, "custom."))
			return fail(cx, ERR_USAGE, "by", "is theme, account, segment or custom.KEY, not \"%.*s\"", STR_ARG(name));
		t->dim[t->dims++].name = str_z(cx->arena, name);
	}
	return t->dims ? OK : fail(cx, ERR_USAGE, "by", "names nothing");
}

static enum err read_day(struct cx *cx, const struct args *a, const char *name, int32_t missing, int32_t *ret)
{
	const char *text = args_value(a, name);

	*ret = missing;
	return !text || date_parse(str_of(text), ret) ? OK : fail(cx, ERR_USAGE, name, "is a date such as 2026-03-01, not \"%.40s\"", text);
}

static enum err run(struct cx *cx, struct args *a)
{
	struct trends t = {.cx = cx};

	TRY(read_by(cx, &t, args_value(a, "by")));
	TRY(read_day(cx, a, "to", (int32_t)(cx->now_us / US_PER_DAY), &t.to));
	TRY(read_day(cx, a, "from", t.to - 27, &t.from));
	if (t.from > t.to || t.to - t.from >= DAYS_MAX)
		return fail(cx, ERR_USAGE, "from", "must be before --to and at most %d days", DAYS_MAX);
	t.first = t.from - HISTORY;
	t.days = (size_t)(t.to - t.first) + 1;
	map_init(&t.series);
	enum err e = find(&t, a);

	map_release(&t.series);
	for (size_t i = 0; i < t.dims; i++) {
		mem_free(t.dim[i].value);
		mem_free(t.dim[i].start);
	}
	mem_free(t.id);
	mem_free(t.account);
	mem_free(t.day);
	mem_free(t.key);
	mem_free(t.count);
	return e;
}

const struct command command_trends = {
	.name = "trends",
	.summary = "Finds what was suddenly said more often, with count, what was expected and p; days use UTC.",
	.needs = NEEDS_WORKSPACE,
	.options =
		(const struct option_row[]){
			{"by", OPTION_VALUE, "LIST", "theme, account, segment, custom.KEY or a combination such as theme,account [theme]"},
			{"from", OPTION_VALUE, "DATE", "first day of alerts [27 days before --to]"},
			{"to", OPTION_VALUE, "DATE", "last day [today]"},
			{0},
		},
	.run = run,
};
