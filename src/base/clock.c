/* Clocks, RFC 3339 and civil dates (algorithms: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#include "base/clock.h"
#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_wall_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_mono_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t clock_thread_us(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

int32_t date_from_civil(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void date_to_civil(int32_t days, int *ret_year, int *ret_month, int *ret_day)
{
	int z = days + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*ret_day = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

bool date_valid(int year, int month, int day)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return day <= length[month - 1] + (month == 2 && leap);
}

static char *put_digits(char *p, int v, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		p[i] = (char)('0' + v % 10);
		v /= 10;
	}
	return p + width;
}

size_t date_format(int32_t days, char out[16])
{
	int y, m, d;
	char *p = out;

	date_to_civil(days, &y, &m, &d);
	p = put_digits(p, y, 4);
	*p++ = '-';
	p = put_digits(p, m, 2);
	*p++ = '-';
	p = put_digits(p, d, 2);
	*p = '\0';
	return (size_t)(p - out);
}

size_t time_format(int64_t us, char out[32])
{
	int64_t days = us / US_PER_DAY, rest = us % US_PER_DAY;

	if (rest < 0) {
		rest += US_PER_DAY;
		days--;
	}
	char *p = out + date_format((int32_t)days, out);
	int s = (int)(rest / US_PER_S), fraction = (int)(rest % US_PER_S);

	*p++ = 'T';
	p = put_digits(p, s / 3600, 2);
	*p++ = ':';
	p = put_digits(p, s / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, s % 60, 2);
	if (fraction) {
		*p++ = '.';
		p = put_digits(p, fraction, 6);
	}
	*p++ = 'Z';
	*p = '\0';
	return (size_t)(p - out);
}

/* Exactly n digits at *pos. */
static bool digits(struct str s, size_t *pos, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*pos)++) {
		if (*pos >= s.n || s.p[*pos] < '0' || s.p[*pos] > '9')
			return false;
		v = v * 10 + (s.p[*pos] - '0');
	}
	*ret = v;
	return true;
}

static bool is_char(struct str s, size_t *pos, char c)
{
	if (*pos >= s.n || s.p[*pos] != c)
		return false;
	(*pos)++;
	return true;
}

static bool date_at(struct str s, size_t *pos, int32_t *ret_days)
{
	int y, m, d;

	if (!digits(s, pos, 4, &y) || !is_char(s, pos, '-') || !digits(s, pos, 2, &m) || !is_char(s, pos, '-') ||
	    !digits(s, pos, 2, &d) || !date_valid(y, m, d))
		return false;
	*ret_days = date_from_civil(y, m, d);
	return true;
}

bool date_parse(struct str s, int32_t *ret_days)
{
	size_t pos = 0;

	return date_at(s, &pos, ret_days) && pos == s.n;
}

static int64_t fraction_at(struct str s, size_t *pos)
{
	int64_t us = 0, unit = 100000;

	for (; *pos < s.n && s.p[*pos] >= '0' && s.p[*pos] <= '9'; (*pos)++, unit /= 10)
		us += (s.p[*pos] - '0') * unit;
	return us;
}

static bool zone_at(struct str s, size_t *pos, int64_t *ret_us)
{
	int h, m;

	if (is_char(s, pos, 'Z') || is_char(s, pos, 'z')) {
		*ret_us = 0;
		return true;
	}
	int sign = is_char(s, pos, '+') ? 1 : is_char(s, pos, '-') ? -1 : 0;

	if (!sign || !digits(s, pos, 2, &h) || !is_char(s, pos, ':') || !digits(s, pos, 2, &m) || h > 23 || m > 59)
		return false;
	*ret_us = sign * ((int64_t)h * 60 + m) * 60 * US_PER_S;
	return true;
}

bool time_parse(struct str s, int64_t *ret_us)
{
	size_t pos = 0;
	int32_t days;
	int h, m, sec;
	int64_t us = 0, zone;

	if (!date_at(s, &pos, &days) || pos >= s.n || (s.p[pos] != 'T' && s.p[pos] != 't' && s.p[pos] != ' '))
		return false;
	pos++;
	if (!digits(s, &pos, 2, &h) || !is_char(s, &pos, ':') || !digits(s, &pos, 2, &m) || !is_char(s, &pos, ':') ||
	    !digits(s, &pos, 2, &sec) || h > 23 || m > 59 || sec > 60)
		return false;
	if (is_char(s, &pos, '.'))
		us = fraction_at(s, &pos);
	if (!zone_at(s, &pos, &zone) || pos != s.n)
		return false;
	*ret_us = days * US_PER_DAY + ((int64_t)h * 3600 + m * 60 + sec) * US_PER_S + us - zone;
	return true;
}
