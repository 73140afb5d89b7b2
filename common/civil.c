/* The civil calendar and zones as tables.
 *
 * One rule turns every local time into an instant: the first at which the zone's clock reads that
 * time or a later one. So a time that exists twice is its first, and one that was skipped is the
 * end of the gap.
 */
#include "common/civil.h"

#include <errno.h>
#include <stdlib.h>

/* Further than any zone is from UTC: POSIX allows 24:59:59 and an hour of summer time. */
#define OFFSET_LIMIT (26 * 3600)

#define DAYS_PER_ERA  146097 /* 400 years, after which the calendar repeats */
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */
#define EPOCH_WEEKDAY 3      /* a Thursday */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years are counted from March here, so that the leap day is the last of its year and the months'
 * lengths (31 30 31 30 31, twice, and a rest) fall on the line (153 * month + 2) / 5. */
int64_t civil_day(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - DAYS_TO_EPOCH;
}

void civil_from_day(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t d = day + DAYS_TO_EPOCH;
    int64_t era = floor_div(d, DAYS_PER_ERA);
    int64_t day_of_era = d - era * DAYS_PER_ERA;
    /* Without the leap days passed by then, every year has 365. */
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) /
        365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    *ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year_of_era + era * 400 + (*ret_month <= 2));
}

int civil_weekday(int64_t day)
{
    int64_t d = day + EPOCH_WEEKDAY;
    return (int)(d - floor_div(d, 7) * 7);
}

bool civil_valid(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (year < 1 || year > 9999 || month < 1 || month > 12)
        return false;
    return day >= 1 && day <= lengths[month - 1] + (month == 2 && leap);
}

int64_t civil_of(int64_t local, int32_t *ret_second)
{
    int64_t day = floor_div(local, SECONDS_PER_DAY);

    if (ret_second)
        *ret_second = (int32_t)(local - day * SECONDS_PER_DAY);
    return day;
}

size_t zone_span(const struct zone *zone, int64_t at)
{
    size_t low = 0, high = zone->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (zone->spans[middle].from <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int32_t zone_offset(const struct zone *zone, int64_t at)
{
    return zone->spans[zone_span(zone, at)].offset;
}

void zone_local(const struct zone *zone, int64_t at, int64_t *ret_day, int32_t *ret_second)
{
    *ret_day = civil_of(at + zone_offset(zone, at), ret_second);
}

enum zone_fit zone_instant(const struct zone *zone, int64_t day, int32_t second, int64_t *ret_at)
{
    int64_t midnight = day * SECONDS_PER_DAY, local = midnight + second;
    size_t i = zone_span(zone, local - OFFSET_LIMIT);
    const struct zone_span *span;
    int64_t at;

    /* The first span whose clock does not stop short of the local time. */
    while (i + 1 < zone->n && zone->spans[i + 1].from + zone->spans[i].offset <= local)
        i++;
    span = &zone->spans[i];
    at = local - span->offset;

    if (i > 0 && at <= span->from) {
        /* The clock jumped to this time or over it; perhaps over the whole day. */
        if (span->from + span[-1].offset <= midnight &&
            midnight + SECONDS_PER_DAY <= span->from + span->offset)
            return ZONE_NO_DAY;
        if (at < span->from) {
            *ret_at = span->from;
            return ZONE_GAP;
        }
    }
    *ret_at = at;
    return i + 1 < zone->n && local - span[1].offset >= span[1].from ? ZONE_FOLD : ZONE_EXACT;
}

int zone_fixed(struct zone *ret, int32_t offset)
{
    struct zone_span *span = malloc(sizeof *span);

    if (!span)
        return -ENOMEM;
    *span = (struct zone_span){INT64_MIN, offset};
    ret->n = 1;
    ret->spans = span;
    return 0;
}

void zone_done(struct zone *zone)
{
    if (!zone)
        return;
    free(zone->spans);
    *zone = (struct zone){0};
}
