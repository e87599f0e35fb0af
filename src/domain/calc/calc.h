/* Named methods over JSON: what `earshot calc METHOD` and POST /calc/METHOD do. One function for each row of
 * src/method/methods.def reads its inputs, calls src/method and writes the members of the result.
 * Nothing here reads the store. */
#pragma once
#include "base/cx.h"
#include "base/json.h"
#include "method/stats.h"
#include <jansson.h>

struct method {
	const char *name;
	int version;
	const char *summary, *inputs, *result; /* shapes as JSON text */
};
extern const struct method methods[];
extern const int n_methods;
const struct method *method_by_name(struct str name); /* NULL when unknown */

/* {"method","version","result"}, or result null with "reason". inputs is one JSON object. */
[[nodiscard]] enum err calc_run(struct cx *cx, const struct method *m, struct str inputs, struct buf *out);
/* {"data":[{"method","version","summary","inputs","result"}]} */
void calc_list(struct json_out *j);

/* ---- for the files of this directory ---- */
struct calc {
	struct cx *cx;
	json_t *in;
	struct json_out *out; /* inside the result object */
	const char *reason;   /* why a number of the result is missing */
	bool none;	      /* the whole result is null */
};
/* Readers: in NULL means the inputs themselves. A wrong or missing value is INVALID on key. */
[[nodiscard]] enum err calc_num(struct calc *c, json_t *in, const char *key, double *ret);
[[nodiscard]] enum err calc_opt(struct calc *c, json_t *in, const char *key, double *ret, bool *ret_has);
[[nodiscard]] enum err calc_array(struct calc *c, json_t *in, const char *key, json_t **ret, size_t *ret_n);
[[nodiscard]] enum err calc_nums(struct calc *c, json_t *in, const char *key, double **ret, size_t *ret_n);
/* Several arrays of one length: INVALID on key when it is not n. */
[[nodiscard]] enum err calc_same_length(struct calc *c, const char *key, size_t n, size_t want);
[[nodiscard]] enum err calc_text(struct calc *c, json_t *in, const char *key, struct str *ret);
/* One of the words of a NULL-ended list; its index. */
[[nodiscard]] enum err calc_choice(struct calc *c, json_t *in, const char *key, const char *const *words, int *ret);
json_t *calc_member(struct calc *c, json_t *in, const char *key); /* NULL when absent or null */
/* A text or number used as a name. */
[[nodiscard]] enum err calc_name(struct calc *c, json_t *in, const char *key, struct str *ret);

void calc_maybe(struct calc *c, const char *key, struct maybe m); /* null keeps the reason */
[[nodiscard]] enum err calc_none(struct calc *c, const char *reason);
void calc_interval(struct calc *c, struct interval i); /* "low", "high" */
void calc_numbers(struct calc *c, const char *key, const double *x, size_t n);

/* Shared by several shapes (inference.c). */
struct interval calc_wilson(double x, double n); /* 95 % */
/* Normal test of b - a with the variances of the two estimates. */
[[nodiscard]] enum err calc_normal_difference(struct calc *c, double a, double variance_a, double b, double variance_b);

#define METHOD(name, ...) [[nodiscard]] enum err calc_##name(struct calc *c);
#include "method/methods.def"
#undef METHOD
