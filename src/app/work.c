/* The runners of durable jobs, over the kinds of all layers. */
#include "app/work.h"
#include "auth/auth.h"
#include "job/job.h"

#define JOB(name) extern const struct job_kind name;
#include "app/jobs.def"
#undef JOB
#define JOB(name) &name,
static const struct job_kind *const kinds[] = {
#include "app/jobs.def"
	NULL};
#undef JOB
enum { KINDS = sizeof kinds / sizeof kinds[0] - 1 };

struct work {
	struct job_runner *runner;
};

struct work *work_start(struct cx *root)
{
	struct work *w = mem_alloc(sizeof *w);
	const struct job_runner_options o = {.root = root, .kinds = kinds, .n_kinds = KINDS, .become = auth_become};

	if (KINDS > 0)
		w->runner = job_runner_start(&o);
	return w;
}

void work_stop(struct work *w)
{
	if (w->runner)
		job_runner_stop(w->runner);
	mem_free(w);
}
