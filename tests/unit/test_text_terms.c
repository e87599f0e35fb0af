/* The tokeniser, the query parser and the snippet, checked against SQLite's own full-text table. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/rng.h"
#include "text/lexical/query.h"
#include <sqlite3.h>

static void note(void *arg, struct str term, size_t start, size_t end)
{
	buf_printf(arg, "%.*s[%zu,%zu) ", STR_ARG(term), start, end);
}

static void expect_terms(const char *text, const char *want)
{
	auto_buf b = {0};

	buf_z(&b, "");
	text_terms(str_of(text), note, &b);
	assert_string_equal(b.p ? b.p : "", want);
}

static void expect_index(const char *text, const char *want)
{
	auto_buf b = {0};

	text_index_terms(str_of(text), &b);
	assert_string_equal(b.p ? b.p : "", want);
}

static void terms_of_words(void **state)
{
	(void)state;
	expect_terms("", "");
	expect_terms("Hello, World! 2FA", "hello[0,5) world[7,12) 2fa[14,17) ");
	expect_terms("don't", "don[0,3) t[4,5) ");
	expect_terms("caf\xC3\xA9 ok", "cafe[0,5) ok[6,8) ");
	expect_terms("cafe\xCC\x81", "cafe[0,6) ");
	expect_terms("\xCC\x81", "");
	expect_index("Stra\xC3\x9F" "e \xC3\x98l \xC5\x81\xC3\xB3\xC5\xBA \xC4\xB0stanbul \xC4\xB1", "strasse ol loz istanbul i");
	expect_index("\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\x91 \xEF\xAC\x81le x\xC2\xB2", "ab1 file x2");
	expect_index("pay\xC2\xADment zero\xE2\x80\x8Bwidth", "payment zero width");
	expect_index("\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xCE\x86\xCE\xBB\xCF\x86\xCE\xB1",
		"\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xCE\xB1\xCE\xBB\xCF\x86\xCE\xB1");
	expect_index("\xE2\x9D\xA4\xEF\xB8\x8F \xF0\x9F\x98\x80", ""); /* emoji and its variation selector */
	expect_index("a\xFF" "b\xC3", "a b");                         /* bytes that are not UTF-8 */
	expect_index("\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80",
		"\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80"); /* vowel signs stay */
}

static void terms_of_pairs(void **state)
{
	(void)state;
	expect_terms("\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1", "\xE6\x94\xAF\xE4\xBB\x98[0,6) \xE4\xBB\x98\xE5\xA4\xB1[3,9) \xE5\xA4\xB1[6,9) ");
	expect_terms("a\xE6\x94\xAF" "b", "a[0,1) \xE6\x94\xAF[1,4) b[4,5) ");
	/* half-width kana with its sound mark is one character; conjoining Hangul is composed */
	expect_index("\xEF\xBD\xB6\xEF\xBE\x9E", "\xE3\x82\xAC");
	expect_index("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "\xEA\xB0\x81");
	expect_index("\xEA\xB2\xB0\xEC\xA0\x9C", "\xEA\xB2\xB0\xEC\xA0\x9C \xEC\xA0\x9C");
}

static void longest_term(void **state)
{
	char word[1000];
	auto_buf b = {0};

	(void)state;
	memset(word, 'x', sizeof word);
	word[sizeof word - 1] = 0;
	text_terms(str_of(word), note, &b);
	char want[100];

	(void)snprintf(want, sizeof want, "%.64s[0,999) ", word);
	assert_string_equal(b.p, want);
}

struct again {
	struct str first;
	bool same;
	int n;
};

static void same_again(void *arg, struct str term, size_t start, size_t end)
{
	struct again *a = arg;

	(void)start, (void)end;
	a->same = a->n++ ? a->same : str_eq(a->first, term);
}

static int survivors;

static void survives(void *arg, struct str term, size_t start, size_t end)
{
	struct again a = {.first = term};

	(void)arg, (void)start, (void)end;
	text_terms(term, same_again, &a);
	if (!a.same || a.n > (text_term_is_paired(term) ? 2 : 1))
		fail_msg("term %.*s of %d pieces does not survive", STR_ARG(term), a.n);
	for (size_t i = 0; i < term.n; i++)
		if ((unsigned char)term.p[i] < 0x80 && !(term.p[i] >= 'a' && term.p[i] <= 'z') && !(term.p[i] >= '0' && term.p[i] <= '9'))
			fail_msg("term %.*s holds ASCII that is not a letter or digit", STR_ARG(term));
	survivors++;
}

static void every_code_point_survives(void **state)
{
	(void)state;
	for (int32_t cp = 1; cp < 0x30000; cp++) {
		char text[32] = "q";
		size_t n = 1;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		n += utf8_put(text + n, cp);
		n += utf8_put(text + n, cp);
		text_terms((struct str){text, n}, survives, NULL);
		text_terms((struct str){text + 1, n - 1}, survives, NULL);
	}
	assert_true(survivors > 100000);
}

static sqlite3 *open_table(void)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
		"CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='ascii');"
		"CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

static void insert(sqlite3 *db, int64_t id, struct str text)
{
	sqlite3_stmt *st = NULL;
	auto_buf b = {0};

	buf_init(&b, 0);
	text_index_terms(text, &b);
	assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO t(rowid, body) VALUES(?, ?)", -1, &st, NULL), SQLITE_OK);
	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_text(st, 2, b.p ? b.p : "", (int)b.n, SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
}

/* Ids that match, as text; "-" when the query asks for nothing. */
static const char *hits(sqlite3 *db, const char *input)
{
	static char out[400];
	struct arena a;
	sqlite3_stmt *st = NULL;
	auto_buf b = {0};

	arena_init(&a);
	struct text_query q = text_query_parse(&a, str_of(input));

	(void)snprintf(out, sizeof out, "-");
	if (text_query_fts5(&q, &b)) {
		out[0] = 0;
		assert_int_equal(sqlite3_prepare_v2(db, "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", -1, &st, NULL), SQLITE_OK);
		sqlite3_bind_text(st, 1, b.p, (int)b.n, SQLITE_STATIC);
		int rc;

		while ((rc = sqlite3_step(st)) == SQLITE_ROW)
			(void)snprintf(out + strlen(out), sizeof out - strlen(out), "%d ", sqlite3_column_int(st, 0));
		if (rc != SQLITE_DONE)
			fail_msg("%s -> %s: %s", input, b.p, sqlite3_errmsg(db));
		sqlite3_finalize(st);
	}
	arena_release(&a);
	return out;
}

struct position {
	sqlite3_stmt *st;
	int n;
};

static void same_position(void *arg, struct str term, size_t start, size_t end)
{
	struct position *p = arg;

	(void)start, (void)end;
	sqlite3_bind_text(p->st, 1, term.p, (int)term.n, SQLITE_TRANSIENT);
	sqlite3_bind_int(p->st, 2, p->n++);
	assert_int_equal(sqlite3_step(p->st), SQLITE_ROW);
	sqlite3_reset(p->st);
}

static void sqlite_keeps_terms_and_positions(void **state)
{
	static const char text[] = "The caf\xC3\xA9's Wi-Fi: \xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1\xE8\xB4\xA5\xE4\xBA\x86 2FA "
		"\xE0\xB8\x9B\xE0\xB8\xB1\xE0\xB8\x8D\xE0\xB8\xAB\xE0\xB8\xB2 \xD0\x81\xD0\xB6 \xEB\xAC\xB8\xEC\xA0\x9C\xEA\xB0\x80 "
		"\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80 x";
	sqlite3 *db = open_table();
	struct position p = {0};
	sqlite3_stmt *st = NULL;

	(void)state;
	insert(db, 7, STR(text));
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT 1 FROM v WHERE term=? AND doc=7 AND offset=?", -1, &p.st, NULL), SQLITE_OK);
	text_terms(STR(text), same_position, &p);
	sqlite3_finalize(p.st);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM v", -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(st, 0), p.n);
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static void search_box(void **state)
{
	sqlite3 *db = open_table();

	(void)state;
	insert(db, 1, STR("Billing page crashes on export"));
	insert(db, 2, STR("Export of invoices is slow; billing fine"));
	insert(db, 3, STR("E-mail notifications or nothing"));
	insert(db, 4, STR("\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1\xE8\xB4\xA5\xE4\xBA\x86 on iPhone"));
	insert(db, 5, STR("email export"));
	assert_string_equal(hits(db, "billing export"), "1 2 ");
	assert_string_equal(hits(db, "\"billing page\""), "1 ");
	assert_string_equal(hits(db, "\"page billing\""), "");
	assert_string_equal(hits(db, "export -billing"), "5 ");
	assert_string_equal(hits(db, "export -\"billing page\" -email"), "2 ");
	assert_string_equal(hits(db, "bill*"), "1 2 ");
	assert_string_equal(hits(db, "bill"), "");
	assert_string_equal(hits(db, "\"export of inv\"*"), "2 ");
	assert_string_equal(hits(db, "crashes OR email export"), "1 5 ");
	assert_string_equal(hits(db, "crashes OR slow OR iphone"), "1 2 4 ");
	assert_string_equal(hits(db, "e-mail"), "3 ");
	assert_string_equal(hits(db, "OR"), "3 ");
	assert_string_equal(hits(db, "or"), "3 ");
	assert_string_equal(hits(db, "billing OR"), "");
	assert_string_equal(hits(db, "\xE6\x94\xAF\xE4\xBB\x98"), "4 ");
	assert_string_equal(hits(db, "\xE4\xBB\x98\xE5\xA4\xB1\xE8\xB4\xA5"), "4 ");
	assert_string_equal(hits(db, "\xE4\xBB\x98"), "4 ");
	assert_string_equal(hits(db, "\xE4\xBA\x86"), "4 ");
	assert_string_equal(hits(db, "\xE6\x94\xAF\xE5\xA4\xB1"), "");
	assert_string_equal(hits(db, "-billing"), "-");
	assert_string_equal(hits(db, ""), "-");
	assert_string_equal(hits(db, "\"\" ... * - -- \" ("), "-");
	assert_string_equal(hits(db, "\"billing export"), "1 2 ");
	assert_string_equal(hits(db, "body:export AND NEAR(x) ^ {} + \\ '"), "");
	assert_string_equal(hits(db, "\xE2\x80\x9C" "billing page\xE2\x80\x9D"), "1 ");
	sqlite3_close(db);
}

static void odd_queries_never_fail(void **state)
{
	static const char *const piece[] = {"\"", "-", "*", " ", "OR", "a", "export", "(", ")", ":", "\xC3", "'", "\\", "NOT",
		"AND", "\xE4\xBB\x98", "^", "\xE2\x80\x9C", "NEAR", "{", "+", "\t", "e-mail"};
	sqlite3 *db = open_table();
	struct rng r;

	(void)state;
	insert(db, 1, STR("export a email"));
	rng_seed(&r, 5);
	for (int i = 0; i < 20000; i++) {
		char text[300] = "";
		uint64_t n = rng_below(&r, 20);

		while (n--)
			strcat(text, piece[rng_below(&r, sizeof piece / sizeof *piece)]);
		(void)hits(db, text); /* SQLite refuses no expression that comes out */
	}
	sqlite3_close(db);
}

static void query_limits(void **state)
{
	struct arena a;
	char many[9000] = "";

	(void)state;
	arena_init(&a);
	for (int i = 0; i < 40; i++)
		(void)snprintf(many + strlen(many), 10, "w%d ", i);
	struct text_query q = text_query_parse(&a, str_of(many));

	assert_int_equal(q.terms, TEXT_QUERY_TERMS);
	assert_true(q.truncated);
	memset(many, 'x', sizeof many - 1);
	q = text_query_parse(&a, str_of(many));
	assert_int_equal(q.terms, 1);
	assert_int_equal(q.items[0].terms[0].n, 64);
	q = text_query_parse(&a, STR("a b"));
	assert_false(q.truncated);
	arena_release(&a);
}

static void tsquery_and_tsvector(void **state)
{
	struct arena a;
	auto_buf b = {0};

	(void)state;
	arena_init(&a);
	struct text_query q = text_query_parse(&a, STR("a OR b \"c d\" ex* -\"e f\" -it's"));

	assert_true(text_query_tsquery(&q, &b));
	assert_string_equal(b.p, "((('a' | 'b') & (('c' <-> 'd')) & ('ex':*)) & !(('e' <-> 'f') | ('it' <-> 's')))");
	buf_clear(&b);
	assert_int_equal(text_tsvector(&a, STR("the cat the Dog"), 1, &b), 5);
	assert_string_equal(b.p, "'cat':2 'dog':4 'the':1,3");
	assert_int_equal(text_tsvector(&a, STR("x"), 5, &b), 6);
	assert_string_equal(b.p, "'cat':2 'dog':4 'the':1,3 'x':5");
	arena_release(&a);
}

static void index_limits(void **state)
{
	struct arena a;
	auto_buf text = {0}, one = {0}, two = {0};

	(void)state;
	arena_init(&a);
	for (int i = 0; i < 400000; i++)
		buf_printf(&text, "w%d ", i);
	text_index_terms(buf_view(&text), &one);
	(void)text_tsvector(&a, buf_view(&text), 1, &two);
	assert_true(one.n > TEXT_INDEX_BYTES && one.n < TEXT_INDEX_BYTES + TEXT_INDEX_TERMS);
	const char *last = strrchr(one.p, ' ') + 1;
	char quoted[40];

	(void)snprintf(quoted, sizeof quoted, "'%s' ", last); /* both stop at the same term; far positions are left out */
	assert_non_null(strstr(two.p, quoted));
	(void)snprintf(quoted, sizeof quoted, "'w%d' ", atoi(last + 1) + 1);
	assert_null(strstr(two.p, quoted));
	assert_non_null(strstr(two.p, "'w16382':16383 "));
	assert_non_null(strstr(two.p, "'w16383' "));
	arena_release(&a);
}

static const char *snippet(const char *text, const char *query, size_t width)
{
	static char out[1000];
	struct arena a;

	arena_init(&a);
	struct text_query q = text_query_parse(&a, str_of(query));
	struct text_snippet s = text_snippet_find(&a, str_of(text), &q, width);
	size_t at = s.window.start, n = 0;

	for (size_t i = 0; i <= s.n; i++) {
		size_t to = i < s.n ? s.hits[i].start : s.window.end;

		assert_true(to >= at);
		n += (size_t)snprintf(out + n, sizeof out - n, "%.*s", (int)(to - at), text + at);
		if (i < s.n)
			n += (size_t)snprintf(out + n, sizeof out - n, "<%.*s>", (int)(s.hits[i].end - to), text + to);
		at = i < s.n ? s.hits[i].end : at;
	}
	arena_release(&a);
	return out;
}

static void snippets(void **state)
{
	(void)state;
	assert_string_equal(snippet("The export fails.", "export", 100), "The <export> fails.");
	assert_string_equal(snippet("Alpha beta gamma delta epsilon zeta eta theta export iota kappa lambda mu nu", "export", 30),
		"theta <export> iota kappa lambda");
	assert_string_equal(snippet("one export, two; then export slowly and invoice export again", "invoice export", 24),
		"and <invoice> <export> again");
	assert_string_equal(snippet("one export, invoice then exact invoice export again", "\"invoice export\"", 20),
		"<invoice export> again");
	assert_string_equal(snippet("nothing is here to see, move along", "zzz", 12), "nothing is");
	assert_string_equal(snippet("exporting exports", "export*", 80), "<exporting> <exports>");
	assert_string_equal(snippet("\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1\xE8\xB4\xA5", "\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1", 80),
		"<\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1>\xE8\xB4\xA5");
	assert_string_equal(snippet("my e-mail-address", "mail", 5), "e-<mail>-address");
	assert_string_equal(snippet("", "mail", 5), "");
	assert_string_equal(snippet("extraordinarily", "zz", 5), "extraordinarily");
}

static void huge_inputs_stay_linear(void **state)
{
	size_t n = 5 << 20;
	char *p = mem_alloc(n + 1);
	struct arena a;
	int64_t t = clock_cpu_us();

	(void)state;
	arena_init(&a);
	struct text_query q = text_query_parse(&a, STR("aaaa* OR \"b c\" x"));

	for (int round = 0; round < 5; round++) {
		static const char *const fill[] = {"a", "a ", "\xE4\xBB\x98", "a\xCC\x81", "a\xE2\x80\x94"};

		for (size_t i = 0, k = strlen(fill[round]); i + k <= n; i += k)
			memcpy(p + i, fill[round], k);
		auto_buf b = {0};

		text_index_terms((struct str){p, n}, &b);
		assert_true(b.n <= TEXT_INDEX_BYTES + TEXT_INDEX_TERMS);
		struct text_snippet s = text_snippet_find(&a, (struct str){p, n}, &q, 200);

		assert_true(s.window.end - s.window.start <= 1000);
	}
	t = clock_cpu_us() - t;
	if (t > 20 * US_PER_S)
		fail_msg("took %lld us", (long long)t);
	arena_release(&a);
	mem_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_of_words),
		cmocka_unit_test(terms_of_pairs),
		cmocka_unit_test(longest_term),
		cmocka_unit_test(every_code_point_survives),
		cmocka_unit_test(sqlite_keeps_terms_and_positions),
		cmocka_unit_test(search_box),
		cmocka_unit_test(odd_queries_never_fail),
		cmocka_unit_test(query_limits),
		cmocka_unit_test(tsquery_and_tsvector),
		cmocka_unit_test(index_limits),
		cmocka_unit_test(snippets),
		cmocka_unit_test(huge_inputs_stay_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
