/* The heads that the program carries, the features, and plain cases in several languages by words alone. What heads
 * reach on people's labels is measured by `earshot bench analysis --only labels`. */
#include "unit.h"
#include "text/label/label.h"
#include <string.h>

static void features(void **state)
{
	struct head_features *a = mem_alloc(sizeof *a), *b = mem_alloc(sizeof *b);
	char *huge = mem_alloc(1 << 20);
	float length = 0;

	(void)state;
	head_features_read(STR("The export crashes!"), a);
	head_features_read(STR("the EXPORT  crashes !"), b);
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->index, b->index, a->n * sizeof *a->index);
	for (size_t i = 0; i < a->n; i++)
		length += a->value[i] * a->value[i];
	assert_true(length > .999f && length < 1.001f);
	head_features_read(STR(" \n"), a);
	assert_int_equal(a->n, 0);
	memset(huge, 'x', 1 << 20);
	head_features_read((struct str){huge, 1 << 20}, a);
	assert_true(a->n > 0 && a->n <= HEAD_FEATURES_MAX);
	mem_free(a);
	mem_free(b);
	mem_free(huge);
}

/* Two classes told apart by one word. */
static void training(void **state)
{
	enum { N = 400 };
	struct head_example *e = mem_alloc(N * sizeof *e);
	struct head one, two;
	double p[HEAD_CLASSES_MAX];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		head_features_read(i % 2 ? STR("this is lovely today") : STR("this is awful today"), &e[i].features);
		e[i].label = i % 2;
		e[i].weight = 1;
	}
	head_init(&one, 2, 0);
	head_init(&two, 2, 0);
	head_train(&one, e, N, &(struct head_training){0});
	head_train(&two, e, N, &(struct head_training){0});
	assert_memory_equal(one.words, two.words, HEAD_WORDS * 2 * sizeof(float));
	head_features_read(STR("a lovely thing"), &e[0].features);
	head_apply(&one, &e[0].features, NULL, p);
	assert_true(p[1] > .6 && p[0] + p[1] > .999 && p[0] + p[1] < 1.001);
	head_release(&one);
	head_release(&two);
	mem_free(e);
}

static void plain_cases(void **state)
{
	struct text_heads *h = text_heads_open();
	struct text_labels l;

	(void)state;
	assert_int_equal(strlen(text_heads_encoder(h)), 64);
	text_labels_make(h, STR("I love this app, it is amazing, best tool ever"), NULL, &l);
	assert_true(l.sentiment.value > 0 && !l.sentiment.abstained);
	text_labels_make(h, STR("The app crashes every time, terrible, I hate it"), NULL, &l);
	assert_true(l.sentiment.value < 0 && !l.sentiment.abstained);
	assert_int_equal(l.type.value, LABEL_BUG);
	assert_string_equal(l.language.code, "en");
	text_labels_make(h, STR("Please add an option to export the report"), NULL, &l);
	assert_int_equal(l.type.value, LABEL_REQUEST);
	text_labels_make(h, STR("How can I change my password?"), NULL, &l);
	assert_int_equal(l.type.value, LABEL_QUESTION);
	text_labels_make(h, STR("Die App stürzt ständig ab und wir können nicht arbeiten"), NULL, &l);
	assert_true(l.sentiment.value < 0);
	assert_string_equal(l.language.code, "de");
	text_labels_make(h, STR("saya suka sekali aplikasi ini, luar biasa bagus"), NULL, &l);
	assert_true(l.sentiment.value > 0);
	for (size_t i = 0; i < 3; i++) {
		text_labels_make(h, i == 0 ? STR("") : i == 1 ? STR("...") : STR("x"), NULL, &l);
		assert_true(i == 2 || (l.sentiment.abstained && l.type.abstained && l.urgency.abstained && l.language.abstained));
		assert_true(l.sentiment.value >= -2 && l.sentiment.value <= 2);
	}
	text_heads_close(h);
}

static void near_languages(void **state)
{
	static const struct {
		const char *text, *code;
	} line[] = {
		{"Saya tidak bisa masuk karena aplikasi ini selalu meminta kata sandi baru", "id"},
		{"Saya tidak boleh log masuk kerana aplikasi ini sentiasa meminta kata laluan baharu daripada kami", "ms"},
		{"Jeg kan ikke logge inn etter den siste oppdateringen, og noen av mine data er blitt borte uten varsel", "no"},
		{"Jeg kan ikke logge ind efter den sidste opdatering, og nogle af mine data er blevet væk uden varsel", "da"},
		{"Nemůžu se přihlásit, protože aplikace při každém otevření spadne a nikdo mi neodpovídá", "cs"},
		{"Nemôžem sa prihlásiť, pretože aplikácia pri každom otvorení spadne a nikto mi neodpovedá", "sk"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		assert_string_equal(text_language_detect(str_of(line[i].text)).code, line[i].code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(features), cmocka_unit_test(training), cmocka_unit_test(plain_cases), cmocka_unit_test(near_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
