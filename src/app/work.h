/* Threads of `serve` beside the HTTP server: runners of durable jobs. */
#pragma once
#include "base/cx.h"

struct work;
struct work *work_start(struct cx *root);
void work_stop(struct work *w);
