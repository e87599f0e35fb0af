/* Readers: what a file is, records out of it, dates, proposals. Broken input costs only its own row and is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "intake/intake.h"

static char path[64];
static struct arena arena;
static struct cx cx;

static int setup(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof path, "/tmp/earshot-test-intake-%d", getpid());
	arena_init(&arena);
	cx = (struct cx){.arena = &arena, .now_us = clock_wall_us()};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	(void)unlink(path);
	arena_release(&arena);
	return 0;
}

static void put(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

#define PUT(lit) put(lit, sizeof(lit) - 1)

static struct shape detect(const char *format)
{
	struct shape s;
	enum err e = shape_detect(&cx, path, format, &s);

	if (e)
		(void)fprintf(stderr, "%s\n", fail_text(&cx));
	assert_int_equal(e, OK);
	return s;
}

/* Rows as "row:cell|cell" or "row!problem@column", one a line. */
static char *dump(const char *format)
{
	struct shape s = detect(format);
	struct table *t;
	struct record r;
	auto_buf b;

	buf_init(&b, 0);
	assert_int_equal(table_open(&cx, path, &s, &t), OK);
	while (table_next(t, &r)) {
		if (r.problem) {
			buf_printf(&b, "%lld!%s@%s\n", (long long)r.row, r.problem, r.problem_column);
			continue;
		}
		buf_printf(&b, "%lld:", (long long)r.row);
		for (int i = 0; i < r.n; i++) {
			buf_z(&b, i ? "|" : "");
			buf_str(&b, r.cells[i]);
		}
		buf_char(&b, '\n');
	}
	assert_int_equal(table_ended(&cx, t), OK);
	table_close(t);
	return str_z(&arena, buf_view(&b));
}

static void csv_of_all_sorts(void **state)
{
	(void)state;
	PUT("id,text\n1,\"a, \"\"b\"\"\nc\"\n2,plain\r\n3,\"end\"");
	assert_string_equal(dump("csv"), "1:id|text\n2:1|a, \"b\"\nc\n3:2|plain\n4:3|end\n");
	PUT("id;text\n1;eins, zwei\n2;drei, vier\n3;f\xC3\xBCnf\n");
	assert_int_equal(detect("auto").delimiter, ';');
	PUT("id\ttext\n1\ta \"quote\" here\n2\t\"not closed\n3\tc\n");
	assert_string_equal(dump("auto"), "1:id|text\n2:1|a \"quote\" here\n3:2|\"not closed\n4:3|c\n");
	PUT("id|text\r1|old Mac\r2|lines\r");
	assert_string_equal(dump("auto"), "1:id|text\n2:1|old Mac\n3:2|lines\n");
	PUT("a,b\n\n1,2\n\n\n3,4\n");
	assert_string_equal(dump("csv"), "1:a|b\n3:1|2\n6:3|4\n");
	PUT("Great app, would buy again\nCrashes, sometimes, on start\nNo\nLove it, really\nWhat is this\n");
	assert_int_equal(detect("auto").n_columns, 1);
}

static void one_missing_quote_costs_one_row(void **state)
{
	(void)state;
	PUT("id,text,n\n1,\"never closed,1\n2,\"fine\",2\n3,\"also fine\",3\n");
	char *all = dump("csv");

	assert_true(strstr(all, "2!") != NULL);
	assert_true(strstr(all, "@text") != NULL);
	assert_true(strstr(all, "3:2|fine|2\n4:3|also fine|3\n") != NULL);
	PUT("id,text,n\n1,\"he said \"hi\" to me\",1\n2,x,2\n");
	assert_string_equal(dump("csv"), "1:id|text|n\n2:1|he said \"hi\" to me|1\n3:2|x|2\n");
	PUT("id,text\n1,x\n2,\"open at the end\n");
	assert_string_equal(dump("csv"), "1:id|text\n2:1|x\n3!a quote is opened here and never closed@text\n");
}

static void rows_over_5_MB_are_refused_and_the_next_are_read(void **state)
{
	size_t n = 6 * 1024 * 1024;
	char *big = malloc(n + 64);
	size_t at = 0;

	(void)state;
	at += (size_t)sprintf(big, "id,text\n1,");
	memset(big + at, 'x', n);
	at += n;
	at += (size_t)sprintf(big + at, "\n2,small\n");
	put(big, at);
	assert_string_equal(dump("csv"), "1:id|text\n2!the row is longer than 5 MB@text\n3:2|small\n");
	at = (size_t)sprintf(big, "{\"id\":1,\"text\":\"");
	memset(big + at, 'x', n);
	at += n;
	at += (size_t)sprintf(big + at, "\"}\n{\"id\":2,\"text\":\"small\"}\n");
	put(big, at);
	assert_string_equal(dump("ndjson"), "1!the row is longer than 5 MB@\n2:2|small\n");
	free(big);
}

static void too_many_columns_are_refused(void **state)
{
	char *wide = malloc(60000);
	struct shape s;
	size_t at = 0;

	(void)state;
	for (int i = 0; i < 10000; i++)
		at += (size_t)sprintf(wide + at, "c%d%s", i, i == 9999 ? "\n" : ",");
	put(wide, at);
	assert_int_equal(shape_detect(&cx, path, "csv", &s), ERR_MALFORMED);
	assert_non_null(strstr(fail_text(&cx), "4,096"));
	fail_clear(&cx);
	free(wide);
}

static void encodings_are_found(void **state)
{
	struct shape s;

	(void)state;
	PUT("\xEF\xBB\xBFid,text\n1,\xC3\xA4\n");
	s = detect("auto");
	assert_int_equal(s.encoding, ENCODING_UTF8);
	assert_true(str_is(s.columns[0], "id")); /* the mark is no part of the name */
	PUT("id,text\n1,na\xEFve caf\xE9 \x80 5\n");
	assert_int_equal(detect("auto").encoding, ENCODING_CP1252);
	assert_string_equal(dump("auto"), "1:id|text\n2:1|na\xC3\xAFve caf\xC3\xA9 \xE2\x82\xAC 5\n");
	PUT("\xFF\xFEi\0d\0,\0t\0\n\0" "1\0,\0\xE4\0=\xD8\x00\xDE\n\0");
	assert_string_equal(dump("auto"), "1:id|t\n2:1|\xC3\xA4\xF0\x9F\x98\x80\n");
	PUT("\xFE\xFF\0i\0d\0,\0t\0\n\0" "1\0,\0x\0\n");
	assert_string_equal(dump("auto"), "1:id|t\n2:1|x\n");
	PUT("i\0d\0,\0t\0e\0x\0t\0\n\0" "1\0,\0a\0\n\0"); /* without a mark */
	assert_string_equal(dump("auto"), "1:id|text\n2:1|a\n");
}

static void json_of_all_sorts(void **state)
{
	(void)state;
	PUT("{\"id\":9007199254740993,\"a\":{\"b\":\"x\\u00e4\\ud83d\\ude00\"},\"tags\":[\"p\",\"q\"],\"n\":null}\n\n{\"id\":2,\"ok\":true}\n");
	assert_string_equal(dump("auto"), "1:9007199254740993|x\xC3\xA4\xF0\x9F\x98\x80|p, q||\n3:2||||true\n");
	PUT("[\n {\"id\": 1.5e3, \"t\": \"a\"},\n {\"id\": -2, \"t\": [{\"x\":1}]}\n]");
	assert_string_equal(dump("auto"), "1:1.5e3|a\n2:-2|[{\"x\":1}]\n");
	PUT("{\"meta\": 1, \"data\": [{\"t\": \"a\"}, {\"t\": \"b\"}], \"next\": null}");
	assert_string_equal(dump("auto"), "1:a\n2:b\n");
}

static void broken_json_is_named(void **state)
{
	(void)state;
	PUT("{\"id\":1,\"t\":\"a\"}\n{\"id\":2,\"t\":\"b\",\"t\":\"c\"}\n{\"id\":3,\"t\":\n[1]\n{\"id\":4,\"t\":01}\n{"
	    "\"id\":5,\"t\":\"\\ud800\"}\n"
	    "{\"id\":6,\"t\":\"g\"} x\n{\"id\":7,\"t\":\"h\"}\n");
	assert_string_equal(dump("ndjson"), "1:1|a\n"
					    "2!the key is given twice@t\n"
					    "3!the JSON value is not closed@\n"
					    "4!a record must be a JSON object@\n"
					    "5!this is not a JSON value@t\n"
					    "6!half of a surrogate pair stands alone@t\n"
					    "7!something follows the JSON value on this line@\n"
					    "8:7|h\n");
	PUT("[{\"id\":1},{\"id\":2,\"id\":3},{\"id\":4}]");
	assert_string_equal(dump("json"), "1:1\n2!the key is given twice@id\n3:4\n");
}

static void json_nested_100000_deep_is_refused_without_recursion(void **state)
{
	size_t n = 100000;
	char *deep = malloc(2 * n + 100);
	size_t at = 0;

	(void)state;
	at += (size_t)sprintf(deep, "{\"t\":\"a\"}\n{\"t\":");
	memset(deep + at, '[', n);
	at += n;
	memset(deep + at, ']', n);
	at += n;
	at += (size_t)sprintf(deep + at, "}\n{\"t\":\"b\"}\n");
	put(deep, at);
	assert_string_equal(dump("ndjson"), "1:a\n2!the JSON is nested deeper than 64 levels@\n3:b\n");
	free(deep);
}

static void two_header_rows_make_one(void **state)
{
	struct shape s;

	(void)state;
	PUT("Respondent,When,How easy was it?,,What stopped you?\n,,Score,Why?,Open-Ended Response\n1,2026-01-02,5,Fast,Nothing at all\n"
	    "2,2026-01-03,3,Slow,The price and the form\n");
	s = detect("auto");
	assert_int_equal(s.header_rows, 2);
	assert_true(str_is(s.columns[3], "How easy was it? \xE2\x80\x93 Why?"));
	assert_true(str_is(s.columns[4], "What stopped you?"));
	PUT("q01\tApp\tCreate shortcuts\nq02\tApp\tShare a page\nq03\tApp\tSort the list\n");
	assert_int_equal(detect("auto").header_rows, 0);
}

static int64_t at(const char *text, enum date_order o)
{
	int64_t us = -1;

	return when_parse(str_of(text), o, &us) ? us / US_PER_DAY : -1;
}

static void dates_are_read_as_people_write_them(void **state)
{
	int64_t day = date_from_civil(2026, 3, 4), us;

	(void)state;
	assert_int_equal(at("2026-03-04", DATE_ANY), day);
	assert_int_equal(at("2026/3/4", DATE_ANY), day);
	assert_int_equal(at("4/3/26", DATE_DAY_FIRST), day);
	assert_int_equal(at("3/4/2026", DATE_MONTH_FIRST), day);
	assert_int_equal(at("04.03.2026", DATE_DAY_FIRST), day);
	assert_int_equal(at("March 4, 2026", DATE_ANY), day);
	assert_int_equal(at("4. M\xC3\xA4rz 2026", DATE_ANY), day);
	assert_int_equal(at("Wed, 04 Mar 2026 10:00:00 +0100", DATE_ANY), day);
	assert_int_equal(at("11/01/2021 08:43:36 PM", DATE_MONTH_FIRST), date_from_civil(2021, 11, 1));
	assert_int_equal(at("1772582400", DATE_ANY), day);
	assert_int_equal(at("20260304", DATE_ANY), day);
	assert_true(when_parse(STR("2026-03-04T00:30:00.25+02:00"), DATE_ANY, &us));
	assert_int_equal(us, (day - 1) * US_PER_DAY + (22 * 3600 + 1800) * US_PER_S + 250000);
	static const char *const wrong[] = {"2026-02-30", "31/04/2026", "29/02/2025", "13/13/2026", "yesterday", "5", "2026", "1 to 7", "3.2.1",
					    "25:00", "2026-03-04 25:00", "12345", "10-20-30-40"};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(at(wrong[i], DATE_DAY_FIRST), -1);
}

static void the_order_of_day_and_month_is_decided_over_all(void **state)
{
	struct when_votes v = {0};
	bool guessed;

	(void)state;
	when_vote(&v, STR("03/04/2026"));
	when_vote(&v, STR("05/06/2026"));
	assert_int_equal(when_order(&v, &guessed), DATE_DAY_FIRST);
	assert_true(guessed);
	when_vote(&v, STR("12/31/2026"));
	assert_int_equal(when_order(&v, &guessed), DATE_MONTH_FIRST);
	assert_false(guessed);
}

static const char *field_of(struct intake_preview *p, const char *column)
{
	int i;

	assert_int_equal(intake_column(&cx, &p->plan, str_of(column), &i), OK);
	return str_z(&arena, target_name(&arena, p->plan.as, &p->plan.targets[i]));
}

static void fixtures_are_understood(void **state)
{
	struct intake_preview p;

	(void)state;
	assert_int_equal(intake_preview(&cx, "tests/fixtures/feedback-small.csv", "auto", STR("evidence"), &p), OK);
	assert_string_equal(field_of(&p, "text"), "verbatim");
	assert_string_equal(field_of(&p, "id"), "external_id");
	assert_string_equal(field_of(&p, "date"), "said_at");
	assert_string_equal(field_of(&p, "score"), "score");
	assert_string_equal(field_of(&p, "account"), "account.name");
	assert_string_equal(field_of(&p, "email"), "contact.email");
	assert_string_equal(field_of(&p, "language"), "language");
	assert_true(p.plan.score_max == 10);
	assert_int_equal(intake_preview(&cx, "tests/fixtures/feedback-small.ndjson", "auto", STR("evidence"), &p), OK);
	assert_string_equal(field_of(&p, "text"), "verbatim");
	assert_int_equal(intake_preview(&cx, "tests/fixtures/survey-two-rows.csv", "auto", STR("evidence"), &p), OK);
	assert_int_equal(p.plan.shape.header_rows, 2);
	assert_string_equal(field_of(&p, "What nearly stopped you?"), "verbatim");
	assert_string_equal(field_of(&p, "Respondent"), "external_id");
	assert_int_equal(intake_preview(&cx, "tests/fixtures/accounts.csv", "auto", STR("account"), &p), OK);
	assert_string_equal(field_of(&p, "renewal_on"), "renewal_on");
	assert_string_equal(field_of(&p, "name"), "name");
}

/* The public data sets, when they are here. */
static void public_files_are_understood(void **state)
{
	static const struct {
		const char *file, *column, *field;
	} known[] = {
		{"cfpb-2019/complaints_sample.csv", "Consumer complaint narrative", "verbatim"},
		{"cfpb-2019/complaints_sample.csv", "Company", "account.name"},
		{"cfpb-2019/complaints_sample.csv", "Date received", "said_at"},
		{"cfpb-2019/complaints_sample.csv", "Complaint ID", "external_id"},
		{"urr-app-reviews/reviews.csv", "reviewText", "verbatim"},
		{"urr-app-reviews/reviews.csv", "ratingStars", "score"},
		{"urr-app-reviews/golden_set.csv", "date", "said_at"},
		{"app-reviews-maalej/reviews.csv", "comment", "verbatim"},
		{"app-reviews-maalej/reviews.csv", "rating", "score"},
		{"is22-app-review-search/corpus.tsv", "Column 2", "verbatim"},
		{"is22-app-review-search/corpus.tsv", "Column 1", "external_id"},
		{"vscode-multilingual/gold_language.csv", "body", "verbatim"},
		{"vscode-multilingual/gold_language.csv", "title", "title"},
		{"vscode-multilingual/multilingual_labelled_translated.csv", "body", "verbatim"},
		{"carpentries-nps/instructor_training_post.csv", "LikelyToRecommend", "score"},
		{"carpentries-nps/learner_longterm_2017.csv", "Likely-To-Recommend", "score"},
		{"jupyter-ux-survey-2015/survey_export.csv", "Date Submitted", "said_at"},
		{"cncf-maintainer-surveys/2021h2.csv", "Respondent ID", "external_id"},
		{"cncf-maintainer-surveys/2021h2.csv", "End Date", "said_at"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		char *file = arena_printf(&arena, "../shared/data/%s", known[i].file);
		struct intake_preview p;

		if (access(file, R_OK) != 0)
			continue;
		assert_int_equal(intake_preview(&cx, file, "auto", STR("evidence"), &p), OK);
		assert_string_equal(field_of(&p, known[i].column), known[i].field);
		assert_int_equal(p.bad_rows, 0);
	}
	if (access("../shared/data/cfpb-2019/complaints_sample.csv", R_OK) == 0) {
		struct intake_preview p;

		assert_int_equal(intake_preview(&cx, "../shared/data/cfpb-2019/complaints_sample.csv", "auto", STR("evidence"), &p), OK);
		assert_non_null(strstr(str_z(&arena, intake_summary(&cx, &p)),
				       "6,623 rows. Text: narrative; account: Company"));
		assert_int_equal(p.words_rows, 1532);
	}
}

static void choices_replace_the_proposal(void **state)
{
	struct intake_preview p;
	int i;

	(void)state;
	PUT("a,b,c\nsome words that are said here,more of the words of others,x1\nother words again for this row,and "
	    "again there are words,x2\n");
	assert_int_equal(intake_preview(&cx, path, "auto", STR("evidence"), &p), OK);
	assert_int_equal(intake_column(&cx, &p.plan, STR("c"), &i), OK);
	assert_int_equal(intake_choose(&cx, &p.plan, STR("verbatim"), i, true), OK);
	assert_string_equal(field_of(&p, "c"), "verbatim");
	assert_string_not_equal(field_of(&p, "a"), "verbatim");
	assert_int_equal(intake_choose(&cx, &p.plan, STR("verbatim"), 0, false), OK);
	assert_string_equal(field_of(&p, "c"), "verbatim");
	assert_string_equal(field_of(&p, "a"), "verbatim");
	assert_int_equal(intake_choose(&cx, &p.plan, STR("verbatim"), -1, true), OK);
	assert_string_equal(field_of(&p, "a"), "");
	assert_int_equal(intake_choose(&cx, &p.plan, STR("state"), 0, true), ERR_INVALID);
	assert_int_equal(intake_choose(&cx, &p.plan, STR("nonsense"), 0, true), ERR_INVALID);
	assert_int_equal(intake_column(&cx, &p.plan, STR("zzz"), &i), ERR_INVALID);
	fail_clear(&cx);
}

/* 66 MB of rows, read with less than 64 MB of memory. */
static void memory_does_not_grow_with_the_file(void **state)
{
	FILE *f = fopen(path, "wb");
	struct shape s;
	struct table *t;
	struct record r;
	int64_t rows = 0, pages_before, pages;

	(void)state;
	assert_non_null(f);
	fputs("id,text\n", f);
	for (int i = 0; i < 600000; i++)
		fprintf(f,
			"%d,\"the words of row %d, which are long enough to fill a line of a hundred characters or so, "
			"\"\"quoted\"\"\"\n",
			i, i);
	assert_int_equal(fclose(f), 0);
	s = detect("csv");
	FILE *m = fopen("/proc/self/statm", "r");

	assert_int_equal(fscanf(m, "%*d %ld", &pages_before), 1);
	assert_int_equal(table_open(&cx, path, &s, &t), OK);
	while (table_next(t, &r))
		rows++;
	rewind(m);
	assert_int_equal(fscanf(m, "%*d %ld", &pages), 1);
	table_close(t);
	assert_int_equal(fclose(m), 0);
	assert_int_equal(rows, 600001);
	assert_true((pages - pages_before) * 4096 < 64 * 1024 * 1024);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(csv_of_all_sorts),
		T(one_missing_quote_costs_one_row),
		T(rows_over_5_MB_are_refused_and_the_next_are_read),
		T(too_many_columns_are_refused),
		T(encodings_are_found),
		T(json_of_all_sorts),
		T(broken_json_is_named),
		T(json_nested_100000_deep_is_refused_without_recursion),
		T(two_header_rows_make_one),
		T(dates_are_read_as_people_write_them),
		T(the_order_of_day_and_month_is_decided_over_all),
		T(fixtures_are_understood),
		T(public_files_are_understood),
		T(choices_replace_the_proposal),
		T(memory_does_not_grow_with_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
