/* One civil day of a rule. It keeps the promise that windows' edges and times obey one rule of
 * the zone's (civil.h), so both are monotone and never cross each other. */
#include "daemon/schedule/day.h"

#include "daemon/schedule/mix.h"

/* Further from any change than a local time can be from its instant, twice over. */
#define MARGIN (2 * SECONDS_PER_DAY)

/* Remembers the span that holds at an instant. */
static void remember(struct day_zone *z, int64_t at)
{
    const struct zone *zone = z->zone;
    const size_t i = zone_span(zone, at);

    z->offset = zone->spans[i].offset;
    z->from = i > 0 ? zone->spans[i].from + MARGIN : INT64_MIN;
    z->to = i + 1 < zone->n ? zone->spans[i + 1].from - MARGIN : INT64_MAX;
}

bool day_instant(struct day_zone *z, int64_t day, int32_t second, int64_t *ret)
{
    int64_t at = day * SECONDS_PER_DAY + second - z->offset;

    if (at >= z->from && at < z->to) {
        *ret = at;
        return true;
    }
    if (zone_instant(z->zone, day, second, &at) == ZONE_NO_DAY)
        return false;
    remember(z, at);
    *ret = at;
    return true;
}

/* The hours that lie on one civil day, its minutes in order: part k of them, false after the last.
 * A window over midnight is two, of which the first was begun the evening before. */
static bool part_of_day(const struct rule *rule, size_t k, int32_t *ret_from, int32_t *ret_minutes)
{
    size_t n = rule->hours.n;
    const struct window *last = n ? &rule->hours.windows[n - 1] : NULL;
    int32_t from = 0, to = SECONDS_PER_DAY;
    bool over = last && last->to <= last->from;

    if (k >= (n ? n : 1) + over)
        return false;
    if (over && k == 0) {
        to = last->to;
    } else if (n) {
        from = rule->hours.windows[k - over].from;
        to = over && k == n ? SECONDS_PER_DAY : rule->hours.windows[k - over].to;
    }
    *ret_from = from;
    *ret_minutes = (to - from) / 60;
    return true;
}

static int32_t day_minutes(const struct rule *rule)
{
    int32_t sum = 0, from, minutes;

    for (size_t k = 0; part_of_day(rule, k, &from, &minutes); k++)
        sum += minutes;
    return sum;
}

size_t day_times(const struct rule *rule)
{
    int32_t most;

    if (!rule->random)
        return rule->at_n;
    most = day_minutes(rule);
    return (size_t)(rule->random < most ? rule->random : most);
}

/* The hours in as many equal parts as there are times, and one minute of each. */
int32_t day_time(const struct rule *rule, int64_t day, size_t i)
{
    int32_t share, minute, from = 0, minutes = 0;

    if (!rule->random)
        return rule->at[i];
    share = day_minutes(rule) / (int32_t)day_times(rule);
    minute = share * (int32_t)i +
             (int32_t)(mix64(rule->seed + (uint64_t)day * RULE_AT_MAX + i) % (uint64_t)share);
    for (size_t k = 0; part_of_day(rule, k, &from, &minutes) && minute >= minutes; k++)
        minute -= minutes;
    return from + 60 * minute;
}

size_t day_windows(const struct rule *rule)
{
    return rule->hours.n ? rule->hours.n : 1;
}

bool day_window(const struct rule *rule, struct day_zone *z, int64_t day, size_t i,
                int64_t *ret_from, int64_t *ret_to)
{
    static const struct window all_day = {0, SECONDS_PER_DAY};
    const struct window *w = rule->hours.n ? &rule->hours.windows[i] : &all_day;
    int64_t from, to;

    if (!day_instant(z, day, w->from, &from))
        return false;
    /* Over midnight into a date that was skipped: it ends where that date would have begun. */
    if (w->to > w->from ? !day_instant(z, day, w->to, &to)
                        : !day_instant(z, day + 1, w->to, &to) && !day_instant(z, day + 2, 0, &to))
        return false;
    *ret_from = from;
    *ret_to = to;
    return true;
}
