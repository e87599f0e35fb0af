/* Which language a text is in. Called when an item arrives; abstains where it cannot know. */
#include "text/lexical/language.h"
#include "text/lexical/neighbours.h"
#include "text/lexical/normalise.h"
#include <stdio.h>
#include <string.h>

enum { READ_MAX = 16 * 1024, LETTERS_LEAST = 3, LETTERS_GUESS = 40 };

int text_cld2_detect(const char *p, int n, int best_effort, char code[8], int *ret_percent);

struct cleaned {
	struct str text;
	char *out;
	size_t n, words, letters, last;
};

/* The surface words (not the folded terms: accents tell languages apart), a space between. */
static void surface(void *arg, struct str word, size_t start, size_t end)
{
	struct cleaned *c = arg;

	(void)word;
	if (start < c->last) /* the last character of a run, given again */
		start = c->last;
	if (end <= start || c->n + (end - start) + 1 > READ_MAX)
		return;
	if (c->n && start > c->last)
		c->out[c->n++] = ' ';
	memcpy(c->out + c->n, c->text.p + start, end - start);
	c->n += end - start;
	c->last = end;
	c->words++;
	c->letters += utf8_length((struct str){c->text.p + start, end - start});
}

static struct text_language abstain(void)
{
	return (struct text_language){.code = "und", .abstained = true};
}

struct text_language text_language_detect(struct str text)
{
	struct text_language ret = {0};
	char *copy = mem_alloc(READ_MAX);
	int percent = 0;

	text.n = text.n > READ_MAX ? READ_MAX : text.n;
	while (text.n && ((unsigned char)text.p[text.n - 1] & 0xC0) == 0x80)
		text.n--; /* no half character at the cut; a whole one lost does not matter */
	struct cleaned c = {.text = text, .out = copy};

	text_words(text, surface, &c);
	/* What the strict mode knows is right 19 times in 20, what only best effort says 6 times in 10, whatever
	 * certainty it reports: taken for texts long enough that silence would cost more. */
	bool strict = c.n && (text_cld2_detect(copy, (int)c.n, 0, ret.code, &percent), strcmp(ret.code, "un") != 0);

	if (!strict && c.letters >= LETTERS_GUESS)
		(void)text_cld2_detect(copy, (int)c.n, 1, ret.code, &percent);
	if (c.letters < LETTERS_LEAST || !ret.code[0] || strcmp(ret.code, "un") == 0) {
		mem_free(copy);
		return abstain();
	}
	const char *better = language_neighbour(ret.code, (struct str){copy, c.n});

	if (better != ret.code)
		(void)snprintf(ret.code, sizeof ret.code, "%s", better);
	mem_free(copy);
	static const char *const other[][2] = {{"iw", "he"}, {"zh-Hant", "zh"}, {"in", "id"}, {"jw", "jv"}, {"nb", "no"}};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (strcmp(ret.code, other[i][0]) == 0)
			memcpy(ret.code, other[i][1], 3);
	ret.confidence = (strict ? 0.95 : 0.55) * percent / 100.0;
	return ret;
}
