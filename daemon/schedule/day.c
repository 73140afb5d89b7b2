/* One civil day of a rule. It keeps the promise that windows' edges and times obey one rule of
 * the zone's (civil.h), so both are monotone and never cross each other. */
#include "daemon/schedule/day.h"

/* Further from any change than a local time can be from its instant, twice over. */
#define MARGIN (2 * SECONDS_PER_DAY)

/* Remembers the span that holds at an instant. */
static void remember(struct day_zone *z, int64_t at)
{
    const struct zone *zone = z->zone;
    size_t low = 0, high = zone->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (zone->spans[middle].from <= at)
            low = middle;
        else
            high = middle;
    }
    z->offset = zone->spans[low].offset;
    z->from = low > 0 ? zone->spans[low].from + MARGIN : INT64_MIN;
    z->to = low + 1 < zone->n ? zone->spans[low + 1].from - MARGIN : INT64_MAX;
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
