/* The machine's time zone as a table.
 *
 * libc is asked for the offset twice a day; where two answers differ, the second of the change
 * is found by halving. A change that is taken back within one step would be missed; the closest two
 * that any zone has had since 1970 are a week apart.
 */
#include "common/zone_system.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "common/scope.h"

#define STEP  (12 * 3600)
#define BLOCK 16 /* spans by which a table grows */

static int offset_at(int64_t at, int32_t *ret)
{
    time_t t = (time_t)at;
    struct tm local;

    if (!localtime_r(&t, &local))
        return -EOVERFLOW;
    *ret = (int32_t)local.tm_gmtoff;
    return 0;
}

static int append(struct zone *zone, int64_t from, int32_t offset)
{
    if (zone->n % BLOCK == 0) {
        void *spans = reallocarray(zone->spans, zone->n + BLOCK, sizeof *zone->spans);

        if (!spans)
            return -ENOMEM;
        zone->spans = spans;
    }
    zone->spans[zone->n++] = (struct zone_span){from, offset};
    return 0;
}

/* Adds the first change after low, where the table's last offset still holds, up to high, where it
 * does not. */
static int append_change(struct zone *zone, int64_t low, int64_t high)
{
    int32_t before = zone->spans[zone->n - 1].offset, offset;
    int r;

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        r = offset_at(middle, &offset);
        if (r < 0)
            return r;
        if (offset == before)
            low = middle;
        else
            high = middle;
    }
    r = offset_at(high, &offset);
    return r < 0 ? r : append(zone, high, offset);
}

int zone_read_system(struct zone *ret, int64_t from, int64_t to)
{
    CLEANUP(zone_done) struct zone zone = {0};
    int32_t offset;
    int64_t at = from;
    int r;

    if (from > to)
        return -EINVAL;
    tzset();
    r = offset_at(from, &offset);
    if (r >= 0)
        r = append(&zone, INT64_MIN, offset);

    while (r >= 0 && at < to) {
        int64_t next = to - at > STEP ? at + STEP : to;

        r = offset_at(next, &offset);
        while (r >= 0 && zone.spans[zone.n - 1].offset != offset) {
            r = append_change(&zone, at, next);
            if (r >= 0)
                at = zone.spans[zone.n - 1].from;
        }
        at = next;
    }
    if (r < 0)
        return r;

    *ret = zone;
    zone = (struct zone){0};
    return 0;
}
