/* Slow and plain on purpose: a local time is looked for by walking from hour to hour until the
 * clock reads it. */
#include "tests/simulation/oracle.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/zone_system.h"

/* Whole hours, half hours and less; summer time of half an hour, of two hours, in the other half of
 * the year, at midnight, on a Friday, taken back for a month; none at all; both sides of the date
 * line. */
const char *const oracle_zones[ORACLE_ZONES] = {
    "Europe/Berlin",     "America/New_York", "Australia/Lord_Howe", "America/Santiago",
    "Africa/Casablanca", "Asia/Kolkata",     "Pacific/Kiritimati",  "Pacific/Pago_Pago",
    "America/St_Johns",  "Asia/Gaza",        "Antarctica/Troll",    "Pacific/Apia",
    "Asia/Kathmandu",    "Africa/Cairo",     "America/Nuuk",        "UTC",
};

#define FIRST_DAY 15706 /* 2013-01-01 */
#define DAYS_KEPT 18000 /* to 2062 */
#define UNKNOWN   INT32_MIN
#define UNEVEN    INT32_MAX /* the offset changes thereabouts */
#define HOUR      3600
#define FAR       (28 * HOUR) /* further than any zone is from UTC */

static int32_t offset_at(int64_t at)
{
    time_t t = (time_t)at;
    struct tm local;

    if (!localtime_r(&t, &local))
        abort();
    return (int32_t)local.tm_gmtoff;
}

static int64_t day_of(int64_t second)
{
    return second / SECONDS_PER_DAY - (second % SECONDS_PER_DAY < 0);
}

void oracle_init(struct oracle *o)
{
    *o = (struct oracle){.zone = ORACLE_ZONES};
}

void oracle_done(struct oracle *o)
{
    for (size_t i = 0; i < ORACLE_ZONES; i++) {
        free(o->days[i]);
        zone_done(&o->tables[i]);
    }
}

void oracle_move(struct oracle *o, size_t zone)
{
    if (o->zone == zone)
        return;
    o->zone = zone;
    if (setenv("TZ", oracle_zones[zone], 1) < 0)
        abort();
    tzset();
    if (o->days[zone])
        return;
    o->days[zone] = malloc(DAYS_KEPT * sizeof(int32_t));
    if (!o->days[zone] || zone_read_system(&o->tables[zone], (int64_t)FIRST_DAY * SECONDS_PER_DAY,
                                           (int64_t)(FIRST_DAY + DAYS_KEPT) * SECONDS_PER_DAY) < 0)
        abort();
    for (size_t i = 0; i < DAYS_KEPT; i++)
        o->days[zone][i] = UNKNOWN;
}

void oracle_table(struct oracle *o, int64_t from, int64_t to, struct zone *ret)
{
    const struct zone *all = &o->tables[o->zone];
    size_t first = 0, n = 1;

    while (first + 1 < all->n && all->spans[first + 1].from <= from)
        first++;
    while (first + n < all->n && all->spans[first + n].from <= to)
        n++;
    ret->n = n;
    ret->spans = calloc(n, sizeof(*ret->spans));
    if (!ret->spans)
        abort();
    (void)memcpy(ret->spans, all->spans + first, n * sizeof(*ret->spans));
    ret->spans[0].from = INT64_MIN;
}

void oracle_local(int64_t at, int64_t *ret_day, int32_t *ret_second)
{
    int64_t local = at + offset_at(at);

    *ret_day = day_of(local);
    *ret_second = (int32_t)(local - *ret_day * SECONDS_PER_DAY);
}

int oracle_weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7); /* day 0 was a Thursday */
}

bool oracle_allows(const struct rule *rule, int64_t day)
{
    return rule->days >> oracle_weekday(day) & 1;
}

/* The first second in (from, to] at which the offset is no longer what it was. */
static int64_t change_between(int64_t from, int64_t to)
{
    int32_t offset = offset_at(from);

    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;

        if (offset_at(middle) == offset)
            from = middle;
        else
            to = middle;
    }
    return to;
}

static bool date_exists(int64_t day)
{
    int64_t begin = day * SECONDS_PER_DAY;

    for (int64_t at = begin - FAR; at < begin + SECONDS_PER_DAY + FAR; at += HOUR / 4)
        if (day_of(at + offset_at(at)) == day)
            return true;
    return false;
}

static bool walk(int64_t day, int32_t second, int64_t *ret)
{
    int64_t local = day * SECONDS_PER_DAY + second, end;
    bool found = false;

    for (int64_t at = local - FAR; !found; at = end) {
        int32_t offset = offset_at(at);

        end = at + HOUR;
        if (offset_at(end) != offset)
            end = change_between(at, end);
        /* from at until end the clock reads at + offset onwards */
        *ret = local - offset > at ? local - offset : at;
        found = *ret < end;
    }
    return date_exists(day);
}

static int32_t offset_around(struct oracle *o, int64_t day)
{
    int32_t *kept;
    int64_t begin = day * SECONDS_PER_DAY;

    if (!o || day < FIRST_DAY || day >= FIRST_DAY + DAYS_KEPT)
        return UNEVEN;
    kept = &o->days[o->zone][day - FIRST_DAY];
    if (*kept != UNKNOWN)
        return *kept;
    *kept = offset_at(begin - FAR);
    for (int64_t at = begin - FAR; at < begin + SECONDS_PER_DAY + FAR; at += HOUR)
        if (offset_at(at) != *kept)
            *kept = UNEVEN;
    return *kept;
}

bool oracle_instant(struct oracle *o, int64_t day, int32_t second, int64_t *ret)
{
    int32_t offset = offset_around(o, day);

    if (offset == UNEVEN)
        return walk(day, second, ret);
    *ret = day * SECONDS_PER_DAY + second - offset;
    return true;
}

bool oracle_window(struct oracle *o, const struct rule *rule, int64_t day, size_t i,
                   int64_t *ret_from, int64_t *ret_to)
{
    struct window w = {0, SECONDS_PER_DAY};

    if (rule->hours.n > 0)
        w = rule->hours.windows[i];
    return oracle_instant(o, day, w.from, ret_from) &&
           oracle_instant(o, w.to > w.from ? day : day + 1, w.to, ret_to);
}

bool oracle_next_window(struct oracle *o, const struct rule *rule, int64_t after, int64_t *ret_from,
                        int64_t *ret_to)
{
    int64_t day;
    int32_t second;

    oracle_local(after, &day, &second);
    for (int64_t d = day - 2; d < day + 10; d++)
        for (size_t i = 0; oracle_allows(rule, d) && i < (rule->hours.n ? rule->hours.n : 1); i++)
            if (oracle_window(o, rule, d, i, ret_from, ret_to) && *ret_to > after &&
                *ret_to > *ret_from)
                return true;
    return false;
}
