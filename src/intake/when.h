/* Dates as people's programs write them. Which of 03/04/26 is the day cannot be told from one value: the order is
 * decided over all values of a column, and kept with the import. */
#pragma once
#include "base/str.h"

enum date_order { DATE_ANY, DATE_DAY_FIRST, DATE_MONTH_FIRST }; /* ANY: no value needs to know */

/* True when s is a date or time that exists; without a zone it is UTC. ISO 8601, slashes, dots, month names (English,
 * German, French, Spanish, Portuguese, Italian, Dutch), 12 and 24 hours, epoch seconds or milliseconds. */
bool when_parse(struct str s, enum date_order order, int64_t *ret_us);

struct when_votes {
	int64_t values, dates; /* looked at; readable in some order */
	int64_t day_first, month_first; /* readable in this order only */
	int64_t either;                 /* readable in both, with different results */
	int64_t dotted, am_pm;
	int64_t epoch; /* bare numbers that could be seconds or milliseconds since 1970 */
};
void when_vote(struct when_votes *v, struct str s);
/* ret_guessed: the values leave it open; dots mean day first, AM and PM month first, else day first. */
enum date_order when_order(const struct when_votes *v, bool *ret_guessed);
