/* One civil day of a rule, laid onto a zone: its windows and its times as instants. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/civil.h"
#include "daemon/schedule/rule.h"

/* How many days ahead a rule's next window or time is looked for: every weekday comes within it. */
#define DAYS_AHEAD 370

/* A zone and the stretch of instants over which one offset is known to hold, well away from both of
 * its ends: most local times are then turned by one subtraction. */
struct day_zone {
    const struct zone *zone;
    int64_t from, to;
    int32_t offset;
};

static inline struct day_zone day_zone(const struct zone *zone)
{
    return (struct day_zone){.zone = zone};
}

/* Whether the rule's days hold this one. */
static inline bool day_allowed(const struct rule *rule, int64_t day)
{
    return (rule->date == 0 || rule->date == day) && rule->days >> civil_weekday(day) & 1;
}

/* The instant of a local time (second 0-86400); false on a date that the zone skipped whole. */
bool day_instant(struct day_zone *zone, int64_t day, int32_t second, int64_t *ret);
/* How many times of day the rule has on each of its days. */
size_t day_times(const struct rule *rule);
/* Time i of a day (second 0-86399), ascending: one of `at`, or drawn for that day at random, whole
 * minutes of the hours. */
int32_t day_time(const struct rule *rule, int64_t day, size_t i);
/* How many windows begin on each of the rule's days. */
size_t day_windows(const struct rule *rule);
/* Window i of a day; false on a skipped date. Days that the rule does not allow are not its
 * business. */
bool day_window(const struct rule *rule, struct day_zone *zone, int64_t day, size_t i,
                int64_t *ret_from, int64_t *ret_to);
