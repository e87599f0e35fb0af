/* `earshot verify`: proves the store sound, or says what is damaged and ends with exit code 70. */
#include "cli/cli.h"
#include "model/verify/verify.h"

struct report {
	struct cx *cx;
	struct args *args;
};

/* As lines on stdout; with --json as the details of the failure, which holds the first 16. */
static void print_damage(void *arg, const char *kind, const char *detail)
{
	struct report *r = arg;

	if (args_json(r->args))
		(void)fail(r->cx, ERR_CORRUPT, kind, "%s", detail);
	else
		fprintf(args_out(r->args), "%s: %s\n", kind, detail);
}

static void print_counts(struct args *a, const struct verify *v)
{
	struct json_out *j = args_json(a) ? args_result(a) : NULL;
	const struct {
		const char *name;
		int64_t n;
	} all[] = {{"changes", v->changes},	  {"values", v->values},       {"objects", v->objects},	 {"links", v->links},
		   {"references", v->references}, {"documents", v->documents}, {"damaged", v->damaged}};

	if (j)
		json_open(j);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (j)
			json_kint(j, all[i].name, all[i].n);
		else
			fprintf(args_out(a), "%s%lld %s", i ? ", " : "", (long long)all[i].n, all[i].name);
	}
	if (j)
		json_close(j);
	else
		fprintf(args_out(a), "\n");
}

static enum err run(struct cx *cx, struct args *a)
{
	struct report r = {cx, a};
	struct verify v = {.damage = print_damage, .arg = &r};

	TRY(model_verify(cx, &v));
	if (v.damaged && args_json(a))
		return ERR_CORRUPT;
	print_counts(a, &v);
	return v.damaged ? fail(cx, ERR_CORRUPT, NULL, "%lld damages: restore a backup, or ask for help with this list", (long long)v.damaged)
			 : OK;
}

const struct command command_verify = {
	.name = "verify",
	.summary = "Proves rows, change log, links, references and full-text index; fails when anything is damaged.",
	.needs = NEEDS_STORE,
	.run = run,
};
