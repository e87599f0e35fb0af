/* text_themes_run and text_themes_place through their public header: planted topics, sameness of results, limits,
 * hostile input. */
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/rng.h"
#include "text/theme/phrases.h"
#include "text/text.h"

static const char *const topic[6][8] = {
	{"invoice", "PDF", "billing", "receipt", "download", "VAT", "amount", "wrong total"},
	{"login", "password", "reset", "locked out", "two factor", "code", "session", "signed out"},
	{"dark mode", "theme", "contrast", "eyes", "night", "colours", "bright", "display"},
	{"calendar", "sync", "Google", "events", "meeting", "missing", "time zone", "reminder"},
	{"export", "CSV", "spreadsheet", "columns", "encoding", "rows", "file", "report"},
	{"crash", "startup", "update", "phone", "freezes", "Android", "version", "closes"},
};
static const char *const filler[] = {"please", "the", "my", "when I try", "it is", "every day", "since last week",
		"and", "your app", "again"};

/* n items that speak of one of six topics each; item i of topic i % 6. */
static struct text_item *make_items(struct arena *a, size_t n, uint64_t seed)
{
	struct text_item *item = ARENA_ARRAY(a, struct text_item, n + 1);
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++) {
		auto_buf b = {0};

		buf_init(&b, 0);
		for (int k = 0; k < 6; k++)
			buf_printf(&b, "%s %s ", topic[i % 6][rng_below(&r, 8)], filler[rng_below(&r, 10)]);
		item[i] = (struct text_item){str_copy(a, str_trim(buf_view(&b))), (int64_t)i + 1, (int64_t)(i / 3)};
	}
	return item;
}

static void planted_topics(void **state)
{
	struct arena a;
	struct text_themes t;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 900, 1);

	assert_int_equal(text_themes_run(&t, item, 900, &(struct text_themes_options){.resolution = 1}, NULL, NULL), OK);
	assert_in_range(t.themes, 6, 12);
	assert_in_range(t.groups, 1, 4);
	size_t votes[64][6] = {{0}}, right = 0, sum = 0;

	for (size_t i = 0; i < t.assignments; i++) {
		assert_true(i == 0 || t.assignment[i].item >= t.assignment[i - 1].item);
		if (t.assignment[i].theme != TEXT_UNGROUPED)
			votes[t.assignment[i].theme][t.assignment[i].item % 6]++;
	}
	for (size_t k = 0; k < t.themes; k++) {
		size_t best = 0;

		for (int c = 0; c < 6; c++)
			best = votes[k][c] > best ? votes[k][c] : best;
		right += best;
		sum += t.theme[k].items;
		assert_true(t.theme[k].items >= TEXT_THEME_LEAST);
		assert_true(k == 0 || t.theme[k].items <= t.theme[k - 1].items);
		assert_true(t.theme[k].name.n > 0 && t.theme[k].name.n <= 80);
		assert_true(t.theme[k].subtitle.n > 0);
		assert_true(t.theme[k].voices <= t.theme[k].items);
		for (size_t m = 0; m < k; m++)
			assert_false(str_eq(t.theme[k].name, t.theme[m].name));
	}
	assert_true(sum >= 850 && right >= sum * 95 / 100);
	struct text_placement p;

	assert_int_equal(text_themes_place(t.model, STR("cannot download the invoice PDF, VAT amount"), TEXT_UNGROUPED, &p), OK);
	assert_true(p.theme != TEXT_UNGROUPED && p.votes > 0);
	assert_int_equal(item[p.vote[0].nearest].id % 6, 1); /* ids from 1, topic 0 */
	assert_int_equal(text_themes_place(t.model, STR("qqq zzz xxx"), TEXT_UNGROUPED, &p), OK);
	assert_int_equal(p.theme, TEXT_UNGROUPED);
	assert_int_equal(text_themes_place(t.model, STR(""), TEXT_UNGROUPED, &p), OK);
	assert_int_equal(p.theme, TEXT_UNGROUPED);
	text_themes_release(&t);
	arena_release(&a);
}

static bool same(const struct text_themes *a, const struct text_themes *b)
{
	if (a->themes != b->themes || a->assignments != b->assignments ||
	    memcmp(a->assignment, b->assignment, a->assignments * sizeof *a->assignment) != 0)
		return false;
	for (size_t i = 0; i < a->themes; i++)
		if (!str_eq(a->theme[i].name, b->theme[i].name) || !str_eq(a->theme[i].subtitle, b->theme[i].subtitle))
			return false;
	return true;
}

static void same_result_again(void **state)
{
	struct arena a;
	struct text_themes one, two, other;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 400, 2);
	struct text_control threads = {.threads = 4};

	assert_int_equal(text_themes_run(&one, item, 400, NULL, NULL, NULL), OK);
	assert_int_equal(text_themes_run(&two, item, 400, NULL, NULL, &threads), OK);
	assert_true(same(&one, &two));
	assert_int_equal(text_themes_run(&other, item, 400, &(struct text_themes_options){.resolution = 0.2}, NULL, NULL), OK);
	assert_true(other.themes <= one.themes);
	text_themes_release(&one);
	text_themes_release(&two);
	text_themes_release(&other);
	arena_release(&a);
}

static void wished_count(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 600, 3);

	for (size_t k = 1; k <= 12; k += 3) {
		struct text_themes t;

		assert_int_equal(text_themes_run(&t, item, 600, &(struct text_themes_options){.count = k, .no_names = true}, NULL, NULL), OK);
		assert_int_equal(t.themes, k);
		text_themes_release(&t);
	}
	arena_release(&a);
}

/* A stand-in for a model: the topic in the first six numbers. */
static enum err encode(void *arg, const struct str *text, size_t n, float *ret)
{
	(void)arg;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 6; k++) {
			ret[i * 6 + k] = 0.1f;
			for (size_t w = 0; w < 8; w++)
				ret[i * 6 + k] += memmem(text[i].p, text[i].n, topic[k][w], strlen(topic[k][w])) ? 1.0f : 0;
		}
	return OK;
}

static enum err broken(void *arg, const struct str *text, size_t n, float *ret)
{
	(void)arg, (void)text, (void)n, (void)ret;
	return ERR_CORRUPT;
}

static void with_an_encoder(void **state)
{
	struct arena a;
	struct text_themes t;
	struct text_placement p;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 600, 4);
	struct text_encoder_hook hook = {6, encode, NULL};

	assert_int_equal(text_themes_run(&t, item, 600, &(struct text_themes_options){.count = 6}, &hook, NULL), OK);
	assert_int_equal(t.themes, 6);
	for (size_t i = 0; i < t.assignments; i++) /* the vectors say it all: every item with its topic */
		assert_int_equal(t.assignment[i].theme, t.assignment[t.assignment[i].item % 6].theme);
	assert_int_equal(text_themes_place(t.model, STR("dark mode at night"), TEXT_UNGROUPED, &p), OK);
	assert_int_equal(p.theme, t.assignment[2].theme);
	text_themes_release(&t);
	hook.encode = broken;
	assert_int_equal(text_themes_run(&t, item, 600, NULL, &hook, NULL), ERR_CORRUPT);
	hook = (struct text_encoder_hook){0, encode, NULL};
	assert_int_equal(text_themes_run(&t, item, 600, NULL, &hook, NULL), ERR_INVALID);
	arena_release(&a);
}

static bool stop_at(void *arg, const char *stage, double done)
{
	int *left = arg;

	assert_true(stage[0] && done >= 0 && done <= 1);
	return --*left > 0;
}

static void can_be_cancelled_anywhere(void **state)
{
	struct arena a;
	enum err e = ERR_CANCELLED;
	int calls = 1;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 120, 5);

	for (; e == ERR_CANCELLED && calls < 1000; calls++) {
		struct text_themes t;
		int left = calls;
		struct text_control c = {.progress = stop_at, .arg = &left};

		e = text_themes_run(&t, item, 120, NULL, NULL, &c);
		if (e == OK)
			text_themes_release(&t);
	}
	assert_int_equal(e, OK);
	assert_true(calls > 8);
	arena_release(&a);
}

static void odd_options(void **state)
{
	struct text_themes t;
	struct text_item item = {STR("one text only"), 1, 1};

	(void)state;
	assert_int_equal(text_themes_run(&t, NULL, 0, NULL, NULL, NULL), OK);
	assert_int_equal(t.themes + t.assignments + t.groups, 0);
	text_themes_release(&t);
	assert_int_equal(text_themes_run(&t, &item, 1, NULL, NULL, NULL), OK);
	assert_int_equal(t.assignments, 1);
	assert_int_equal(t.assignment[0].theme, TEXT_UNGROUPED);
	text_themes_release(&t);
	assert_int_equal(text_themes_run(&t, &item, 1, &(struct text_themes_options){.resolution = -1}, NULL, NULL), ERR_INVALID);
	assert_int_equal(text_themes_run(&t, &item, 1, &(struct text_themes_options){.count = 99}, NULL, NULL), ERR_INVALID);
	assert_int_equal(text_themes_run(&t, &item, TEXT_ITEMS_MAX + 1, NULL, NULL, NULL), ERR_TOO_LARGE);
}

static void an_item_of_several_themes(void **state)
{
	struct arena a;
	struct text_themes t;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 600, 6);

	item[599].text = STR("The invoice PDF shows a wrong total and the VAT amount on the receipt is missing from the "
			"billing download as well. "
			     "Dark mode would help my eyes at night because the display is so bright and the contrast of the theme hurts them. "
			     "The calendar sync with Google loses meeting events and every reminder comes in the wrong time zone since last week.");
	assert_int_equal(text_themes_run(&t, item, 600, &(struct text_themes_options){.count = 6}, NULL, NULL), OK);
	const struct text_assignment *last = &t.assignment[t.assignments - 1];

	assert_int_equal(last->item, 599);
	assert_int_equal(last[-2].item, 599);
	assert_int_equal(last[-3].item, 598);
	for (int i = 0; i < 3; i++) {
		struct str unit = {item[599].text.p + last[-i].start, last[-i].end - last[-i].start};

		assert_true(str_starts(unit, "The") || str_starts(unit, "Dark"));
		assert_true(last[-i].strength > 0.2f && last[-i].strength < 0.5f);
	}
	text_themes_release(&t);
	arena_release(&a);
}

static void run_quickly(const struct text_item *item, size_t n, size_t themes_most)
{
	struct text_themes t;
	int64_t us = clock_cpu_us();

	assert_int_equal(text_themes_run(&t, item, n, NULL, NULL, NULL), OK);
	us = clock_cpu_us() - us;
	assert_in_range(t.themes, 0, themes_most);
	assert_true(t.assignments >= n);
	text_themes_release(&t);
	if (us > 30 * US_PER_S)
		fail_msg("%zu items took %lld us", n, (long long)us);
}

static void hostile_input(void **state)
{
	enum { N = 100000 };
	struct arena a;
	struct text_item *item = mem_alloc(N * sizeof *item);
	size_t huge = 5 << 20;
	char *p = mem_alloc(huge);

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < N; i++)
		item[i] = (struct text_item){STR("please fix the invoice export"), (int64_t)i, 7};
	run_quickly(item, N, 1); /* the same words a hundred thousand times */
	for (size_t i = 0; i < N; i++)
		item[i].text = STR("\xF0\x9F\x98\x80\xF0\x9F\x98\xA1 !!!");
	run_quickly(item, N, 0);
	for (size_t i = 0; i < N; i++)
		item[i].text = STR("");
	run_quickly(item, N, 0);
	memset(p, 'a', huge);
	item[0].text = (struct str){p, huge}; /* one endless word */
	run_quickly(item, 1, 0);
	for (size_t i = 0; i + 6 <= huge; i += 6)
		memcpy(p + i, "ab cd ", 6);
	item[0].text = (struct str){p, huge}; /* endlessly many */
	run_quickly(item, 1, 1);
	memset(p, 0xFF, huge);
	run_quickly(item, 1, 0); /* no UTF-8 at all */
	for (size_t i = 0; i < 3000; i++)
		item[i].text = str_of(arena_printf(&a, "x%zu y%zu z%zu", i, i * 7, i * 13)); /* nothing in common */
	run_quickly(item, 3000, 3000);
	mem_free(p);
	mem_free(item);
	arena_release(&a);
}

static void one_voice_per_author(void **state)
{
	struct arena a;
	struct text_themes t;

	(void)state;
	arena_init(&a);
	struct text_item *item = make_items(&a, 360, 9);

	for (size_t i = 300; i < 360; i++) { /* a flood by one author, with small changes */
		item[i].author = 999;
		item[i].text = str_of(arena_printf(&a, "calendar sync with Google is missing all my meeting events%s", i % 2 ? "" : "!"));
	}
	assert_int_equal(text_themes_run(&t, item, 360, &(struct text_themes_options){.count = 6}, NULL, NULL), OK);
	for (size_t k = 0; k < t.themes; k++)
		if (t.theme[k].items > 90)
			assert_true(t.theme[k].voices <= t.theme[k].items - 59);
	assert_int_equal(t.copies >= 59, 1);
	text_themes_release(&t);
	arena_release(&a);
}

struct masked {
	struct str text;
	size_t phrases, bad;
	bool found;
};

static void look_at_phrase(void *arg, const struct text_phrase *p)
{
	struct masked *m = arg;
	struct str s = {m->text.p + p->start, p->end - p->start};

	m->phrases++;
	m->bad += memmem(s.p, s.n, "XX", 2) != NULL;
	m->found |= str_is(s, "closed without notice");
}

/* Words that were masked before they came here name no theme. */
static void masks_name_nothing(void **state)
{
	struct text_phrase_rules r;
	struct masked m = {.text = STR("On XX/XX/XXXX my account XXXX at XXXX XXXX XXXX was closed without notice by XXXX")};

	(void)state;
	text_phrase_rules_init(&r, "en");
	text_phrases(&r, m.text, look_at_phrase, &m);
	text_phrase_rules_release(&r);
	assert_true(m.phrases > 0);
	assert_int_equal(m.bad, 0);
	assert_true(m.found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_name_nothing),
		cmocka_unit_test(planted_topics),
		cmocka_unit_test(same_result_again),
		cmocka_unit_test(wished_count),
		cmocka_unit_test(with_an_encoder),
		cmocka_unit_test(can_be_cancelled_anywhere),
		cmocka_unit_test(odd_options),
		cmocka_unit_test(an_item_of_several_themes),
		cmocka_unit_test(hostile_input),
		cmocka_unit_test(one_voice_per_author),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
