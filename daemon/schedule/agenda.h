/* What would come: the schedule laid out over a stretch of civil time, before merging and limits,
 * for a user who is at the desk all through the working hours and does each at once. Pure.
 */
#pragma once

#include "common/civil.h"
#include "common/moment.h"
#include "daemon/schedule/rule.h"

struct agenda_item {
    int64_t due; /* seconds since the epoch */
    size_t rule;
};

struct agenda; /* walks a schedule forwards */

/* Items with from <= due < to, in order of time, then of the rule's name. schedule and zone must
 * outlive it. Disabled rules are left out. Day-level intervals (every >= 1d) count from
 * last_done[rule] (seconds, INT64_MIN: never; NULL: never for all), each done on its due day. 0,
 * -ENOMEM. agenda_free(NULL) is fine. */
int agenda_new(struct agenda **ret, const struct schedule *schedule, const struct zone *zone,
               int64_t from, int64_t to, const int64_t *last_done);
struct agenda *agenda_free(struct agenda *agenda);
/* Whether there was one more; *ret is set. Costs O(log rules). */
bool agenda_next(struct agenda *agenda, struct agenda_item *ret);

/* The windows of a rule as instants: the first window that ends at or after `at` (seconds), its
 * start and end. False when none starts within about a year. A rule without hours has one window
 * from each of its days' first instants to the next day's; adjoining days are not joined. */
bool rule_window(const struct rule *rule, const struct zone *zone, int64_t at, int64_t *ret_from,
                 int64_t *ret_to);
/* The first `at` occurrence strictly after the instant `after` (seconds), on a day of the rule's;
 * two civil times that fall together in a gap are one. False when none comes within about a year.
 */
bool rule_at_next(const struct rule *rule, const struct zone *zone, int64_t after, int64_t *ret_at);

/* An `at` occurrence by its civil name. */
struct at_time {
    int64_t at;     /* seconds since the epoch */
    int64_t day;    /* civil day */
    uint32_t times; /* which of the rule's times of day: bit i for at[i]; several in a gap */
};
/* rule_at_next() with the civil name. */
bool rule_at_find(const struct rule *rule, const struct zone *zone, int64_t after,
                  struct at_time *ret);
