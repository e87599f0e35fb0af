/* Converts encoders of the BERT family into our mapped model file. Called by the registry (`earshot model add`) and
 * tools/convert-model. Runs once per model, so it favours clarity over speed; it reads untrusted files and must bound
 * every size before it allocates. Apart from it nothing in the encoder reads JSON.
 *
 * Sources:
 *   a Hugging Face folder: config.json, model.safetensors (f32, f16, bf16; one file) and either vocab.txt (BERT
 *     WordPiece) or tokenizer.json (WordPiece or XLM-R Unigram); 1_Pooling/config.json and sentence_bert_config.json
 *     are followed when present; LICENSE* and NOTICE* are kept in the model;
 *   a file in the E5S1 format (multilingual-e5-small in 4 bits), or a folder that holds e5-small-q4.bin. */
#pragma once
#include "base/cx.h"

struct convert_options {
	const char *name;   /* NULL: from the known models, else the folder's name */
	const char *prefix; /* NULL: "query: " for names with "e5", else none */
};

/* Writes DIR/NAME.earmodel (through a temporary file, synced, renamed) and returns its path in cx->arena.
 * ERR_NOT_FOUND, ERR_IO, ERR_INVALID (the source; the detail names file and cause), ERR_UNSUPPORTED (other family). */
[[nodiscard]] enum err convert_model(struct cx *cx, const char *source, const char *dir,
				     const struct convert_options *options, char **ret_path);
