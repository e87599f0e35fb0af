/* The models of one directory: which there are, and which serves a kind. Called by commands and the wiring.
 *
 * A directory holds NAME.earmodel files. The files "english" and "multilingual" in it, when present, hold the name of
 * the model that serves that kind (`earshot model use`); else it is the one script/models brings, else the first by
 * name. There is no other state, so copying the directory copies the choice. */
#pragma once
#include "text/encoder/encoder.h"

enum registry_kind { REGISTRY_ENGLISH, REGISTRY_MULTILINGUAL };
const char *registry_kind_name(enum registry_kind k);

struct registry_entry {
	struct encoder_info info; /* of the file's head; the hash is checked by registry_verify and at use, not here */
	char *path;
	bool serves;   /* chosen for its kind */
	char *problem; /* NULL: readable; else why not, and info holds only the name */
};

enum { REGISTRY_MAX = 100 };

/* By name. A missing directory has no models. Everything lives in cx->arena. */
[[nodiscard]] enum err registry_list(struct cx *cx, const char *dir, struct registry_entry **ret, size_t *ret_n);
/* NOT_FOUND names the remedy. */
[[nodiscard]] enum err registry_find(struct cx *cx, const char *dir, struct str name, struct registry_entry *ret);
/* Path of the model that serves a kind; NULL when there is none. */
[[nodiscard]] enum err registry_path(struct cx *cx, const char *dir, enum registry_kind kind, char **ret);
/* Makes the model serve its kind. */
[[nodiscard]] enum err registry_use(struct cx *cx, const char *dir, const struct registry_entry *entry);
