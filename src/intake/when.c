/* Reading dates: a date is split into numbers, words and marks; then its pieces are put in their places. */
#include "intake/when.h"
#include "base/clock.h"
#include <string.h>

struct piece {
	int value;  /* number, or month 1..12 of a name */
	int digits; /* 0: a month's name */
};

struct pieces {
	struct piece date[3];
	int n;
	char mark; /* between the numbers: '-', '/', '.', ' ' */
	bool am, pm, has_time, time_first;
	int hour, minute, second, micros;
	int zone_minutes;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Month of a name in one of the languages, by its beginning. "ma" alone says nothing. */
static int month_of(struct str word)
{
	static const struct {
		const char *start;
		int month;
	} names[] = {{"jan", 1}, {"j\xC3\xA4n", 1}, {"ene", 1}, {"gen", 1}, {"feb", 2}, {"f\xC3\xA9v", 2}, {"fev", 2}, {"mar", 3},
		     {"m\xC3\xA4r", 3}, {"maart", 3}, {"mrt", 3}, {"apr", 4}, {"avr", 4}, {"abr", 4}, {"may", 5}, {"mai", 5}, {"mag", 5},
		     {"mei", 5}, {"jun", 6}, {"juin", 6}, {"giu", 6}, {"jul", 7}, {"juil", 7}, {"lug", 7}, {"aug", 8}, {"ao\xC3\xBB", 8},
		     {"ago", 8}, {"sep", 9}, {"set", 9}, {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"nov", 11}, {"dec", 12},
		     {"dez", 12}, {"d\xC3\xA9" "c", 12}, {"dic", 12}};
	char low[8] = {0};

	for (size_t i = 0; i < word.n && i < 7; i++)
		low[i] = (char)(word.p[i] >= 'A' && word.p[i] <= 'Z' ? word.p[i] + 32 : word.p[i]);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strncmp(low, names[i].start, strlen(names[i].start)) == 0)
			return names[i].month;
	return 0;
}

static bool number(const char **p, const char *end, int *ret, int *ret_digits)
{
	*ret = *ret_digits = 0;
	while (*p < end && is_digit(**p)) {
		if (++*ret_digits > 6)
			return false;
		*ret = *ret * 10 + (*(*p)++ - '0');
	}
	return *ret_digits > 0;
}

/* "Z", "+02:00", "-0530", "UTC", "GMT", "+2" after the time. */
static bool zone(const char **p, const char *end, int *ret_minutes)
{
	int h, m = 0, n;

	*ret_minutes = 0;
	while (*p < end && **p == ' ')
		(*p)++;
	if (*p < end && (**p == 'Z' || **p == 'z')) {
		(*p)++;
		return true;
	}
	if (end - *p >= 3 && (memcmp(*p, "UTC", 3) == 0 || memcmp(*p, "GMT", 3) == 0))
		*p += 3;
	if (*p >= end || (**p != '+' && **p != '-'))
		return true;
	int sign = *(*p)++ == '-' ? -1 : 1;

	if (!number(p, end, &h, &n))
		return false;
	if (n == 4) {
		m = h % 100;
		h /= 100;
	} else if (*p < end && **p == ':') {
		(*p)++;
		if (!number(p, end, &m, &n))
			return false;
	}
	*ret_minutes = sign * (h * 60 + m);
	return h <= 14 && m < 60;
}

static bool clock_time(struct pieces *t, int hour, const char **p, const char *end)
{
	int n;

	t->has_time = true;
	t->hour = hour;
	(*p)++; /* the colon */
	if (!number(p, end, &t->minute, &n) || n != 2)
		return false;
	if (*p < end && **p == ':') {
		(*p)++;
		if (!number(p, end, &t->second, &n) || n != 2)
			return false;
		if (*p < end && (**p == '.' || **p == ',')) {
			int scale = 100000;

			for ((*p)++; *p < end && is_digit(**p); (*p)++, scale /= 10)
				t->micros += (**p - '0') * scale;
		}
	}
	const char *q = *p;

	while (q < end && *q == ' ')
		q++;
	if (end - q >= 2 && (q[1] == 'M' || q[1] == 'm') && strchr("AaPp", q[0])) {
		t->am = q[0] == 'A' || q[0] == 'a';
		t->pm = !t->am;
		*p = q + 2;
	}
	return zone(p, end, &t->zone_minutes);
}

static bool word(struct pieces *t, const char **p, const char *end)
{
	const char *from = *p;

	while (*p < end && is_letter(**p))
		(*p)++;
	struct str w = {from, (size_t)(*p - from)};

	if (w.n == 1) /* 2026-03-04T10:00 */
		return (*from == 'T' || *from == 't') && t->n == 3;
	int month = month_of(w);

	if (str_eq_nocase(w, "de") || str_eq_nocase(w, "of") || str_eq_nocase(w, "at") || str_eq_nocase(w, "um") || str_eq_nocase(w, "the") ||
	    str_eq_nocase(w, "st") || str_eq_nocase(w, "nd") || str_eq_nocase(w, "rd") || str_eq_nocase(w, "th"))
		return t->n > 0 || str_eq_nocase(w, "the");
	if (t->n == 0 && !month && w.n >= 2 && w.n <= 12) /* a week day */
		return *p < end && (**p == ',' || **p == '.' || **p == ' ');
	if (!month || t->n == 3 || w.n < 3)
		return false;
	t->date[t->n++] = (struct piece){month, 0};
	return true;
}

static bool split(struct str s, struct pieces *t)
{
	const char *p = s.p, *end = s.p + s.n;
	int v, n;

	*t = (struct pieces){0};
	while (p < end) {
		if (is_digit(*p)) {
			if (!number(&p, end, &v, &n))
				return false;
			if (p < end && *p == ':' && !t->has_time) {
				t->time_first = t->n == 0;
				if (!clock_time(t, v, &p, end))
					return false;
				continue;
			}
			if (t->n == 3)
				return false;
			t->date[t->n++] = (struct piece){v, n};
			if (p < end && !t->mark && strchr("-/.", *p))
				t->mark = *p;
		} else if (is_letter(*p)) {
			if (!word(t, &p, end))
				return false;
		} else if (strchr("-/., ", *p)) {
			p++;
		} else {
			return false;
		}
	}
	return t->n == 3;
}

static bool assemble(const struct pieces *t, int year, int year_digits, int month, int day, int64_t *ret_us)
{
	int hour = t->hour;

	if (year_digits == 2)
		year += year < 69 ? 2000 : 1900;
	else if (year_digits != 4)
		return false;
	if (year < 1900 || year > 2200 || !date_valid(year, month, day))
		return false;
	if (t->am || t->pm) {
		if (hour < 1 || hour > 12)
			return false;
		hour = hour % 12 + (t->pm ? 12 : 0);
	}
	if (hour > 23 || t->minute > 59 || t->second > 60)
		return false;
	*ret_us = date_from_civil(year, month, day) * US_PER_DAY +
		  ((int64_t)hour * 3600 + t->minute * 60 + t->second - t->zone_minutes * 60) * US_PER_S + t->micros;
	return true;
}

static bool place(const struct pieces *t, enum date_order order, int64_t *ret_us)
{
	const struct piece *d = t->date;

	if (d[0].digits == 4) { /* year first: always year, month, day */
		if (d[1].digits > 2 || d[2].digits > 2 || !d[2].digits)
			return false;
		return assemble(t, d[0].value, 4, d[1].value, d[2].value, ret_us);
	}
	if (!d[0].digits) /* March 4, 2026 */
		return d[1].digits && d[1].digits <= 2 && assemble(t, d[2].value, d[2].digits, d[0].value, d[1].value, ret_us);
	if (!d[1].digits) /* 4 March 2026 */
		return d[0].digits <= 2 && assemble(t, d[2].value, d[2].digits, d[1].value, d[0].value, ret_us);
	if (d[0].digits > 2 || d[1].digits > 2)
		return false;
	if (order == DATE_MONTH_FIRST)
		return assemble(t, d[2].value, d[2].digits, d[0].value, d[1].value, ret_us);
	return assemble(t, d[2].value, d[2].digits, d[1].value, d[0].value, ret_us);
}

/* Seconds from 2001 to 2100 or milliseconds of the same years; a shorter number is an amount or an id. */
static bool epoch(struct str s, int64_t *ret_us)
{
	int64_t v;

	if ((s.n != 10 && s.n != 13) || !str_to_i64(s, &v))
		return false;
	*ret_us = s.n == 10 ? v * US_PER_S : v * 1000;
	return v > 0 && *ret_us < 4102444800LL * US_PER_S;
}

bool when_parse(struct str s, enum date_order order, int64_t *ret_us)
{
	struct pieces t;

	s = str_trim(s);
	if (s.n < 6 || s.n > 48)
		return false;
	if (s.p[4] == '-' && is_digit(s.p[0]) && (s.n == 10 || s.n >= 20)) { /* as programs write it: most files, most cells */
		int32_t days;

		if (s.n == 10 && date_parse(s, &days) && days >= 0) {
			*ret_us = days * US_PER_DAY;
			return true;
		}
		if (s.n >= 20 && time_parse(s, ret_us) && *ret_us >= 0)
			return true;
	}
	if (epoch(s, ret_us))
		return true;
	if (s.n == 8 && is_digit(s.p[0]) && is_digit(s.p[2]) && is_digit(s.p[5])) { /* 20260304 */
		int64_t v;

		if (str_to_i64(s, &v) && v > 19000000 && v < 22001231)
			return assemble(&(struct pieces){0}, (int)(v / 10000), 4, (int)(v / 100 % 100), (int)(v % 100), ret_us);
	}
	return split(s, &t) && place(&t, order, ret_us);
}

void when_vote(struct when_votes *v, struct str s)
{
	struct pieces t;
	int64_t day, month;

	s = str_trim(s);
	if (!s.n)
		return;
	v->values++;
	if (epoch(s, &day)) {
		v->epoch++;
		return;
	}
	bool year_first = s.n >= 10 && s.p[4] == '-', as_day = when_parse(s, DATE_DAY_FIRST, &day);
	bool as_month = year_first ? as_day : when_parse(s, DATE_MONTH_FIRST, &month);

	if (year_first) { /* nothing to decide */
		v->dates += as_day;
		return;
	}

	if (!as_day && !as_month)
		return;
	v->dates++;
	v->day_first += as_day && !as_month;
	v->month_first += as_month && !as_day;
	v->either += as_day && as_month && day != month;
	if (split(s, &t)) {
		v->dotted += t.mark == '.';
		v->am_pm += t.am || t.pm;
	}
}

enum date_order when_order(const struct when_votes *v, bool *ret_guessed)
{
	*ret_guessed = false;
	if (v->day_first || v->month_first)
		return v->day_first >= v->month_first ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
	if (!v->either)
		return DATE_ANY;
	*ret_guessed = true;
	return v->am_pm && !v->dotted ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
}
