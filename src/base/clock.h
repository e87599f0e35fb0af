/* Time: signed 64-bit microseconds since 1970 UTC; dates as days since 1970. RFC 3339 text. */
#pragma once
#include "base/str.h"

#define US_PER_S 1000000LL
#define US_PER_DAY (86400LL * US_PER_S)

int64_t clock_wall_us(void);
int64_t clock_mono_us(void);
int64_t clock_cpu_us(void); /* CPU time of the process */
int64_t clock_thread_us(void); /* CPU time of the calling thread */

/* "2026-11-24T08:40:16.123456Z" (fraction only when not zero); out holds 32 bytes. */
size_t time_format(int64_t us, char out[32]);
size_t date_format(int32_t days, char out[16]); /* YYYY-MM-DD */
/* RFC 3339 with zone or Z; false for anything else or a date that does not exist. */
bool time_parse(struct str s, int64_t *ret_us);
bool date_parse(struct str s, int32_t *ret_days); /* YYYY-MM-DD, years 1 to 9999 */
int32_t date_from_civil(int year, int month, int day);
void date_to_civil(int32_t days, int *ret_year, int *ret_month, int *ret_day);
bool date_valid(int year, int month, int day);
