/* The HTTP side of the program as src/app sees it. */
#pragma once
#include "base/cx.h"

struct api;
/* Starts listening as cx->settings say. cx must outlive it; store and model are open; starts the store's write thread. */
[[nodiscard]] enum err api_start(struct cx *cx, struct api **ret);
/* From now on /readyz says no, so that a proxy sends work elsewhere. */
void api_drain(struct api *api);
/* Stops accepting, lets running requests end, closes the event streams. */
void api_stop(struct api *api);
int api_port(const struct api *api);
int api_public_port(const struct api *api); /* 0 without public_listen */
