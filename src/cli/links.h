/* Addresses that commands print. */
#pragma once
#include "cli/cli.h"

/* Where people reach the program: the public URL, else the listener, without a slash at the end. */
const char *link_base(struct cx *cx);
/* Page that spends a sign-in secret; the secret stands in the fragment, which no server and no mail scanner sees. */
const char *link_sign_in(struct cx *cx, const char *secret);
