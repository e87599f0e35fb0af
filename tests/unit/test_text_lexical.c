/* Words, units, language and duplicates. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/rng.h"
#include "text/lexical/duplicates.h"
#include "text/lexical/features.h"
#include "text/lexical/language.h"
#include "text/lexical/normalise.h"
#include "text/lexical/units.h"

static void join(void *arg, struct str word, size_t start, size_t end)
{
	(void)start, (void)end;
	buf_printf(arg, "%.*s|", STR_ARG(word));
}

static void expect_words(const char *text, const char *want)
{
	auto_buf b = {0};

	buf_z(&b, "");
	text_words(str_of(text), join, &b);
	assert_string_equal(b.p ? b.p : "", want);
}

static void words(void **state)
{
	(void)state;
	expect_words("Soooooo goooood!!", "sooo|goood|");
	expect_words("see https://a.b/c?d=e now", "see|now|");
	expect_words("(www.example.com) mail me@x.org @support thanks", "mail|thanks|");
	expect_words("1000000 a:b 12:30", "1000000|a|b|12|30|");
	expect_words("https://only.example", "");
}

struct units {
	struct str text;
	struct buf out;
	size_t n;
};

static void unit(void *arg, size_t start, size_t end)
{
	struct units *u = arg;

	assert_true(start < end && end <= u->text.n);
	u->n++;
	if (u->out.n < 5000)
		buf_printf(&u->out, "<%.*s>", (int)(end - start < 1000 ? end - start : 1000), u->text.p + start);
}

static size_t units_of(struct str text, const char *want)
{
	struct units u = {.text = text};

	buf_init(&u.out, 0);
	buf_z(&u.out, "");
	text_units(text, unit, &u);
	if (want)
		assert_string_equal(u.out.p ? u.out.p : "", want);
	buf_release(&u.out);
	return u.n;
}

static void sentences(void **state)
{
	(void)state;
	units_of(STR(""), "");
	units_of(STR(" \xF0\x9F\x98\x80 !!"), "");
	units_of(STR("  Short one. And another!  "), "<Short one. And another!>");
	units_of(STR("The export to CSV fails every single time since the version 3.5 update arrived here last week. "
		     "Mr. Smith from the finance department cannot close the books without these numbers anymore. "
		     "Also the new dashboard loads in two seconds now, which is really great to see! Thanks."),
		"<The export to CSV fails every single time since the version 3.5 update arrived here last week.>"
		"<Mr. Smith from the finance department cannot close the books without these numbers anymore.>"
		"<Also the new dashboard loads in two seconds now, which is really great to see! Thanks.>");
	units_of(STR("It crashes on start.\n> On Monday you wrote: try again\n\tat com.foo.Bar(Bar.java:12)\n-- \nJane Roe\nACME"),
		"<It crashes on start.>");
	units_of(STR("> only quoted words here"), "<> only quoted words here>");
}

static void endless_sentence(void **state)
{
	auto_buf b = {0};

	(void)state;
	buf_init(&b, 0);
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "word%d%s", i, i % 50 == 49 ? ", " : " ");
	size_t n = units_of(buf_view(&b), NULL);

	assert_in_range(n, 1000 / TEXT_UNIT_MOST, 2 * 1000 / TEXT_UNIT_LEAST);
	buf_clear(&b);
	for (int i = 0; i < 200000; i++)
		buf_z(&b, "\xE4\xBB\x98\xE6\xAC\xBE");
	assert_in_range(units_of(buf_view(&b), NULL), 2, TEXT_UNITS_MAX);
}

static void expect_language(const char *text, const char *want)
{
	struct text_language l = text_language_detect(str_of(text));

	if (strcmp(l.code, want) != 0)
		fail_msg("%s: %s, not %s", text, l.code, want);
	assert_true(l.abstained == (strcmp(l.code, "und") == 0));
}

static void languages(void **state)
{
	(void)state;
	expect_language("The export to CSV fails every single time", "en");
	expect_language("Der Export nach CSV schl\xC3\xA4gt jedes Mal fehl", "de");
	expect_language("Aplikasi ini sangat lambat sekali", "id");
	expect_language("\xE6\x94\xAF\xE4\xBB\x98\xE5\xA4\xB1\xE8\xB4\xA5\xE4\xBA\x86\xEF\xBC\x8C\xE8\xAF\xB7\xE5\xB8\xAE\xE5\xBF\x99", "zh");
	expect_language("\xD7\x94\xD7\x90\xD7\xA4\xD7\x9C\xD7\x99\xD7\xA7\xD7\xA6\xD7\x99\xD7\x94 \xD7\x9C\xD7\x90 "
			"\xD7\xA2\xD7\x95\xD7\x91\xD7\x93\xD7\xAA \xD7\x91\xD7\x9B\xD7\x9C\xD7\x9C", "he");
	expect_language("", "und");
	expect_language("\xF0\x9F\x98\x80\xF0\x9F\x98\x80", "und");
	expect_language("https://example.com/this/is/english", "und");
	expect_language("ok", "und");
	expect_language("12345 67890", "und");
}

/* Share of right answers on public sentences, when they are there. */
static void languages_of_sentences(void **state)
{
	static const char *const codes[] = {"ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it",
		"ja", "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh"};
	const char *dir = getenv("EARSHOT_DATA");
	int right = 0, n = 0, silent = 0, short_right = 0, short_wrong = 0, short_n = 0;

	(void)state;
	for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
		char path[500], line[4000];

		(void)snprintf(path, sizeof path, "%s/langid-wortschatz/%s.txt", dir ? dir : "../shared/data", codes[k]);
		FILE *f = fopen(path, "r");

		if (!f)
			continue;
		for (int i = 0; i < 300 && fgets(line, sizeof line, f); i++) {
			struct text_language l = text_language_detect(str_trim(str_of(line)));

			n++;
			right += strcmp(l.code, codes[k]) == 0;
			silent += l.abstained;
			char *p = line;

			for (int w = 0; w < 4 && *p; w++)
				p += strcspn(p, " ") + (p[strcspn(p, " ")] == ' ');
			l = text_language_detect((struct str){line, (size_t)(p - line)});
			short_n++;
			short_right += strcmp(l.code, codes[k]) == 0;
			short_wrong += !l.abstained && strcmp(l.code, codes[k]) != 0;
		}
		(void)fclose(f);
	}
	if (!n)
		skip();
	print_message("language: %d sentences, right %.2f %%, silent %.2f %%; first 4 words: right %.1f %%, wrong %.1f %%\n", n,
		100.0 * right / n, 100.0 * silent / n, 100.0 * short_right / short_n, 100.0 * short_wrong / short_n);
	assert_true(right >= 0.97 * n);
}

static void sketches(void **state)
{
	struct text_df df;
	struct text_grams *g = text_grams_new();
	struct text_sketch a, b, c;
	double same = 0, other = 0;

	(void)state;
	text_df_init(&df);
	static const char *const texts[] = {"my card has not arrived", "card did not arrive yet", "change my pin", "top up failed"};

	for (int i = 0; i < 4; i++) {
		text_grams_read(g, str_of(texts[i]));
		text_df_add(&df, g);
	}
	text_grams_read(g, str_of(texts[0]));
	text_sketch_make(&df, g, &a);
	text_grams_read(g, str_of(texts[1]));
	text_sketch_make(&df, g, &b);
	text_grams_read(g, str_of(texts[2]));
	text_sketch_make(&df, g, &c);
	for (size_t i = 0; i < a.n; i++) {
		for (size_t k = 0; k < b.n; k++)
			same += b.index[k] == a.index[i] ? (double)(a.value[i] * b.value[k]) : 0;
		for (size_t k = 0; k < c.n; k++)
			other += c.index[k] == a.index[i] ? (double)(a.value[i] * c.value[k]) : 0;
	}
	assert_true(same > 0.3 && other < 0.2);
	text_grams_read(g, STR("\xF0\x9F\x98\x80"));
	text_sketch_make(&df, g, &a);
	assert_int_equal(a.n, 0);
	text_grams_free(g);
	text_df_release(&df);
}

static const char *const pool[] = {"export", "invoice", "crash", "when", "opening", "the", "report", "page", "after", "update", "my",
	"account", "shows", "wrong", "balance", "and", "support", "never", "answers", "please", "add", "dark", "mode", "to", "calendar",
	"view", "sync", "fails", "with", "google", "drive", "every", "morning", "since", "last", "week"};

static void make_text(struct rng *r, char *out, size_t words)
{
	out[0] = 0;
	for (size_t i = 0; i < words; i++) {
		strcat(out, pool[rng_below(r, sizeof pool / sizeof *pool)]);
		strcat(out, i + 1 < words ? " " : "");
	}
}

static void damage(struct rng *r, char *text, int how)
{
	size_t n = strlen(text);

	if (how == 0)
		for (size_t i = 0; i < n; i++)
			text[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 32) : text[i];
	if (how == 1)
		strcat(text, " https://example.com/x");
	if (how == 2)
		for (int k = 0; k < 2; k++)
			text[rng_below(r, n)] = 'x';
	if (how == 3) {
		char *sp = strchr(text + n / 3, ' '), *next = strchr(sp + 1, ' ');

		memmove(sp, next, strlen(next) + 1);
	}
	if (how == 4) { /* the second half first */
		char copy[1000], *sp = strchr(text + n / 2, ' ');

		(void)snprintf(copy, sizeof copy, "%s %.*s", sp + 1, (int)(sp - text), text);
		strcpy(text, copy);
	}
}

static void duplicates(void **state)
{
	struct text_duplicates *d = text_duplicates_new();
	struct rng r;
	char (*text)[1000] = mem_alloc(500 * sizeof *text), copy[1000];
	int found[5] = {0};

	(void)state;
	rng_seed(&r, 3);
	for (size_t i = 0; i < 500; i++) {
		make_text(&r, text[i], 14);
		assert_int_equal(text_duplicates_add(d, str_of(text[i]), NULL), i);
	}
	for (size_t i = 0; i < 500; i++)
		for (int how = 0; how < 5; how++) {
			strcpy(copy, text[i]);
			damage(&r, copy, how);
			found[how] += text_duplicates_add(d, str_of(copy), NULL) == i;
		}
	for (int how = 0; how < 5; how++)
		if (found[how] < 490)
			fail_msg("change %d: only %d of 500 found", how, found[how]);
	double similarity;
	size_t n = text_duplicates_add(d, STR("!!!"), &similarity);

	assert_int_equal(text_duplicates_add(d, STR("!!!"), &similarity), n + 1); /* no words, no duplicate */
	text_duplicates_free(d);
	mem_free(text);
}

static void floods(void **state)
{
	struct text_duplicates *d = text_duplicates_new();
	size_t n = 5 << 20;
	char *p = mem_alloc(n);
	int64_t t = clock_cpu_us();
	struct text_grams *g = text_grams_new();

	(void)state;
	memset(p, 'a', n);
	assert_int_equal(text_duplicates_add(d, (struct str){p, n}, NULL), 0);
	assert_int_equal(text_duplicates_add(d, (struct str){p, n}, NULL), 0);
	text_grams_read(g, (struct str){p, n});
	assert_int_equal(units_of((struct str){p, n}, NULL), 1);
	(void)text_language_detect((struct str){p, n});
	for (int i = 0; i < 100000; i++)
		assert_int_equal(text_duplicates_add(d, STR("please fix the export of invoices"), NULL), 2);
	for (int i = 0; i < 20000; i++) {
		char text[60];

		(void)snprintf(text, sizeof text, "please fix the export of invoices %d", i);
		(void)text_duplicates_add(d, str_of(text), NULL);
	}
	t = clock_cpu_us() - t;
	if (t > 30 * US_PER_S)
		fail_msg("took %lld us", (long long)t);
	text_grams_free(g);
	text_duplicates_free(d);
	mem_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(sentences),
		cmocka_unit_test(endless_sentence),
		cmocka_unit_test(languages),
		cmocka_unit_test(languages_of_sentences),
		cmocka_unit_test(sketches),
		cmocka_unit_test(duplicates),
		cmocka_unit_test(floods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
