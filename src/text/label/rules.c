/* Plain words that say what a text is: heads trained on app stores transfer worse than these, so both are blended.
 * Called by label.c and the bench. */
#include "text/label/label.h"
#include "text/lexical/normalise.h"
#include <string.h>

struct words {
	char text[2048]; /* folded, a space round each */
	size_t n, count;
};

static void keep(void *arg, struct str word, size_t start, size_t end)
{
	struct words *w = arg;

	(void)start, (void)end;
	w->count++;
	if (w->n + word.n + 2 > sizeof w->text)
		return;
	memcpy(w->text + w->n, word.p, word.n);
	w->n += word.n;
	w->text[w->n++] = ' ';
	w->text[w->n] = 0;
}

static const char *const bug[] = {" crash", " bug ", " bugs ", " error", " freez", " broken ", " not work",
	" doesn t work", " stopped work",
	" won t open", " can t log", " fails ", " failed ", " glitch", " absturz", " sturzt ", " fehler", " funktioniert nicht", " plante ",
	" ne fonctionne", " no funciona ", " nao funciona ", " non funziona ", " werkt niet ", " tidak berfungsi ",
	" tidak bisa ", " macet "};
static const char *const request[] = {" please add", " pls add", " would be great", " would be nice",
	" would love ", " wish ", " should have ",
	" could you add", " feature request", " need a way", " add an option", " bring back ", " it would be ", " bitte ", " ware toll ",
	" wunsche ", " ajouter ", " ce serait ", " anadan ", " seria ", " adicionem ", " aggiungete ", " graag ", " tolong ", " semoga "};
static const char *const question[] = {" how do ", " how can ", " how to ", " where can ", " where is ",
	" does it ", " is there ", " what is ",
	" can i ", " when will ", " why is ", " wie kann ", " wo finde ", " comment ", " como ", " come posso ",
	" hoe ", " bagaimana ", " di mana "};
static const char *const haste[] = {" urgent", " asap ", " immediately ", " right now ", " today ", " can t work ",
	" cannot work ", " outage ",
	" is down ", " lost all ", " security ", " charged twice ", " locked out ", " cancel our ", " lawyer", " legal action ", " sofort ",
	" dringend ", " tout de suite ", " urgente ", " segera ", " data loss "};

static size_t count(const char *text, const char *const *word, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += strstr(text, word[i]) != NULL;
	return sum;
}
#define COUNT(text, list) count(text, list, sizeof list / sizeof *list)

static void raise_class(double p[HEAD_CLASSES_MAX], int classes, int which, double times)
{
	double sum = 0;

	p[which] *= times;
	for (int i = 0; i < classes; i++)
		sum += p[i];
	for (int i = 0; i < classes; i++)
		p[i] /= sum;
}

void label_blend(enum label_head which, struct str text, double p[HEAD_CLASSES_MAX])
{
	struct words w = {.text = " ", .n = 1};
	bool asks = text.n && memchr(text.p, '?', text.n < 2000 ? text.n : 2000);

	text.n = text.n < 4000 ? text.n : 4000;
	text_words(text, keep, &w);
	if (which == LABEL_TYPE) {
		if (COUNT(w.text, bug))
			raise_class(p, LABEL_TYPES, LABEL_BUG, 2.5);
		if (COUNT(w.text, request))
			raise_class(p, LABEL_TYPES, LABEL_REQUEST, 2.5);
		if (asks && COUNT(w.text, question))
			raise_class(p, LABEL_TYPES, LABEL_QUESTION, 2.5);
	}
	if (which == LABEL_URGENCY && COUNT(w.text, haste))
		raise_class(p, LABEL_URGENCIES, LABEL_HIGH, 2.5);
}
