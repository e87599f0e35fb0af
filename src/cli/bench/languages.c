/* Language of sentences: langid-wortschatz, a file of 1,000 sentences per language. Called by analysis.c. */
#include "cli/bench/bench.h"
#include "text/lexical/language.h"
#include <string.h>

static const char *const codes[] = {"ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
	"nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "no", "bg", "ca", "nb"};

/* Right and all lines of a file; false when it is not there. */
static bool count(struct bench *b, const char *code, size_t *right, size_t *silent, size_t *lines)
{
	FILE *f = fopen(arena_printf(b->cx->arena, "%s/langid-wortschatz/%s.txt", b->data, code), "re");
	char line[16384];

	if (!f)
		return false;
	while (fgets(line, sizeof line, f)) {
		struct text_language l = text_language_detect(str_trim(str_of(line)));

		*right += strcmp(l.code, code) == 0;
		*silent += l.abstained;
		++*lines;
	}
	(void)fclose(f);
	return true;
}

enum err bench_languages(struct bench *b)
{
	size_t right = 0, lines = 0, silent = 0, languages = 0;

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		size_t r = 0, n = 0, s = 0;

		if (!count(b, codes[i], &r, &s, &n))
			continue;
		if (n && r * 100 < n * 97)
			bench_note(b, "language %s: %.1f %% right, %.1f %% left open", codes[i], 100. * (double)r / (double)n,
				100. * (double)s / (double)n);
		right += r;
		lines += n;
		silent += s;
		languages++;
	}
	if (!lines) {
		bench_skip(b, "language", "the data are not there");
		return OK;
	}
	bench_row(b, arena_printf(b->cx->arena, "language of %zu sentences in %zu languages, %% right", lines, languages),
		100. * (double)right / (double)lines, 97, false, NULL);
	bench_note(b, "language: %.2f %% left open", 100. * (double)silent / (double)lines);
	return OK;
}
