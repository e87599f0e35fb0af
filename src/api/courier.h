/* Takes held answers to the mail server or the local outbox, each exactly once (job answers.send). */
#pragma once
#include "base/cx.h"
#include "job/job.h"

struct courier_place {
	const char *smtp;      /* NULL: local outbox */
	const char *directory; /* of the outbox */
};
[[nodiscard]] enum err courier_place(struct cx *cx, struct courier_place *ret);
/* Address that people use, without a slash at the end. */
const char *courier_public_url(struct cx *cx);

extern const struct job_kind answers_send_job;
