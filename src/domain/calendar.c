/* Deadlines; see calendar.h. Holidays are not known: a workspace has no list of them yet. */
#include "domain/calendar.h"
#include "base/clock.h"
#include "db/db.h"

static const struct {
	int n;
	enum sla_unit unit;
} limits[SLA_COUNT] = {
	[SLA_RECEIPT] = {1, SLA_DAYS},	       [SLA_RECEIPT_URGENT] = {24, SLA_HOURS},
	[SLA_TRIAGE] = {2, SLA_DAYS},	       [SLA_LINK] = {5, SLA_DAYS},
	[SLA_HANDOFF] = {3, SLA_DAYS},	       [SLA_DECISION] = {20, SLA_DAYS},
	[SLA_ANSWER_DECISION] = {5, SLA_DAYS}, [SLA_ANSWER_RELEASE] = {2, SLA_DAYS},
	[SLA_REVIEW] = {5, SLA_DAYS},
};

/* 0 Monday ... 6 Sunday; day 0 of 1970 was a Thursday. */
static int weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

int64_t business_days_after(const struct zone *z, int64_t from_us, int n)
{
	int64_t local = zone_to_local(z, from_us);
	int64_t day = local >= 0 ? local / US_PER_DAY : -((-local + US_PER_DAY - 1) / US_PER_DAY),
		time = local - day * US_PER_DAY;

	if (weekday(day) >= 5) {
		day += 7 - weekday(day);
		time = 0;
	}
	for (; n > 0; n--)
		day += weekday(day) == 4 ? 3 : 1;
	return zone_from_local(z, day * US_PER_DAY + time);
}

int64_t sla_due(const struct zone *z, enum sla s, int64_t from_us)
{
	return limits[s].unit == SLA_HOURS ? from_us + limits[s].n * 3600 * US_PER_S
					   : business_days_after(z, from_us, limits[s].n);
}

enum err workspace_zone(struct cx *cx, struct zone *ret)
{
	struct db_rows *r;

	(void)zone_load((struct str){0}, ret);
	TRY(db_query(cx, "SELECT zone FROM workspace WHERE id = ?1", DB_ARGS(db_int(cx->workspace_id)), &r));
	if (db_next(r))
		(void)zone_load(db_col_str(r, 0), ret);
	return db_end(r);
}
