/* The sentence encoder of a workspace: chosen from the directory of models, opened once, given to the themes as the
 * hook of text.h. Called by commands, jobs and the wiring.
 *
 *   struct text_meaning *m;
 *   TRY(text_meaning_open(cx, &(struct text_meaning_wish){"auto", share}, &m));
 *   struct text_encoder_hook hook = text_meaning_hook(m);
 *   ... text_themes_run(..., m ? &hook : NULL, ...)
 *   text_meaning_close(m);   after the last use of any text_model made with it */
#pragma once
#include "text/encoder/encoder.h"
#include "text/text.h"

struct text_meaning;

struct text_meaning_wish {
	const char *encoder;  /* workspace.encoder: "auto", "english", "multilingual", "words"; NULL: auto */
	double english_share; /* of the items, 0..1, for auto: multilingual below .97 */
	unsigned threads;     /* 0: one */
};

/* Share of English among the items whose language is clear, of at most 500 looked at evenly; 1 when none is. */
double text_english_share(const struct text_item *item, size_t n);

/* Where models are: setting `models`, else DATA/models, else .models of the working directory (a source tree). */
const char *text_models_dir(struct cx *cx);

/* *ret is NULL, and that is no failure, when the wish is "words" or no model is there: all works by words alone then.
 * When only the other kind is there, auto takes it. CORRUPT and IO as of encoder_open: the hash is checked. */
[[nodiscard]] enum err text_meaning_open(struct cx *cx, const struct text_meaning_wish *wish, struct text_meaning **ret);
/* Opens one file. */
[[nodiscard]] enum err text_meaning_open_file(struct cx *cx, const char *path, unsigned threads, struct text_meaning **ret);
void text_meaning_close(struct text_meaning *m); /* NULL is fine */

const struct text_encoder *text_meaning_encoder(const struct text_meaning *m);
/* Thread-safe; valid until text_meaning_close. m is not NULL. */
struct text_encoder_hook text_meaning_hook(const struct text_meaning *m);
