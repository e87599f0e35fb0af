/* An opened sentence encoder as the hook of text.h. Called by whoever wires a model to the themes. */
#pragma once
#include "text/encoder/encoder.h"
#include "text/text.h"

struct text_meaning {
	const struct encoder *encoder; /* borrowed */
	unsigned threads;
};

/* m must stay while the hook, or a text_model made with it, is in use. Thread-safe. */
struct text_encoder_hook text_meaning_hook(const struct text_meaning *m);
