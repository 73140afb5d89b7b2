/* Local times. The zone is read around the moments in question only: as a whole it would take
 * longer to read than all the rest of a command. */
#include "cli/local.h"

#include <errno.h>
#include <stdio.h>

#include "common/scope.h"
#include "common/zone_system.h"

#define AROUND (10 * SECONDS_PER_DAY) /* further than any weekday's name reaches */

static int zone_around(struct wall at, struct zone *ret)
{
    int64_t second = wall_seconds(at);
    return zone_read_system(ret, second - AROUND, second + AROUND);
}

int local_offset(struct wall at, int32_t *ret)
{
    CLEANUP(zone_done) struct zone zone = {0};
    int r = zone_read_system(&zone, wall_seconds(at), wall_seconds(at));

    if (r < 0)
        return r;
    *ret = zone_offset(&zone, wall_seconds(at));
    return 0;
}

int local_when(const char *text, struct wall now, enum when_lean lean, struct stamp *ret)
{
    struct wall around = now, at;
    int r;

    /* What lies far from now is found roughly first, then with the zone as it was there. */
    for (int pass = 0; pass < 2; pass++) {
        CLEANUP(zone_done) struct zone zone = {0};
        int64_t away;

        r = zone_around(around, &zone);
        if (r >= 0)
            r = when_parse(text, now, &zone, lean, &at);
        if (r < 0)
            return r;
        away = wall_seconds(at) - wall_seconds(around);
        if (away > -AROUND + 2 * SECONDS_PER_DAY && away < AROUND - 2 * SECONDS_PER_DAY)
            break;
        around = at;
    }
    r = local_offset(at, &ret->offset);
    if (r >= 0)
        ret->at = at;
    return r;
}

int local_day(const char *text, struct wall now, struct stamp *ret_from, struct stamp *ret_to)
{
    CLEANUP(zone_done) struct zone zone = {0};
    struct stamp from;
    char midnight[64];
    int32_t second;
    int64_t day, to;
    int r;

    if (snprintf(midnight, sizeof midnight, "%s 00:00", text) >= (int)sizeof midnight)
        return -EINVAL;
    r = local_when(midnight, now, WHEN_PAST, &from);
    if (r == -ERANGE)
        r = local_when(midnight, now, WHEN_FUTURE, &from);
    if (r >= 0)
        r = zone_around(from.at, &zone);
    if (r < 0)
        return r;
    zone_local(&zone, wall_seconds(from.at), &day, &second);
    if (zone_instant(&zone, day, SECONDS_PER_DAY, &to) == ZONE_NO_DAY)
        return -ERANGE;
    *ret_from = from;
    *ret_to = (struct stamp){{to * USEC_PER_SEC}, zone_offset(&zone, to)};
    return 0;
}
