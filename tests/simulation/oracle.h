/* Civil time as libc tells it: the judge's own calendar, which shares nothing with common/civil.c
 * and daemon/schedule. Everything is asked of localtime_r() in the zone that TZ names; days on
 * which the offset does not change are remembered, because asking is slow.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/civil.h"
#include "daemon/schedule/rule.h"

/* The zones between which simulated people move. */
#define ORACLE_ZONES 16
extern const char *const oracle_zones[ORACLE_ZONES];

struct oracle {
    size_t zone;
    int32_t *days[ORACLE_ZONES]; /* owned: the offset that holds around each day */
    struct zone
        tables[ORACLE_ZONES]; /* what the daemon is given: read once, by common/zone_system.h */
};

void oracle_init(struct oracle *oracle);
void oracle_done(struct oracle *oracle);
/* Goes to another of the zones: sets TZ. */
void oracle_move(struct oracle *oracle, size_t zone);
/* The zone's offsets between two instants, as the zone port gives them. */
void oracle_table(struct oracle *oracle, int64_t from, int64_t to, struct zone *ret);

/* Seconds since the epoch to local day and second. */
void oracle_local(int64_t at, int64_t *ret_day, int32_t *ret_second);
/* The first instant at which the clock reads this local time or a later one, second 0-86400; false
 * on a date that does not exist. oracle may be NULL: nothing is remembered. */
bool oracle_instant(struct oracle *oracle, int64_t day, int32_t second, int64_t *ret);
/* Monday 0 to Sunday 6. */
int oracle_weekday(int64_t day);
bool oracle_allows(const struct rule *rule, int64_t day);
/* Window i of a day; a rule without hours has the whole day. */
bool oracle_window(struct oracle *oracle, const struct rule *rule, int64_t day, size_t i,
                   int64_t *ret_from, int64_t *ret_to);
/* The first window that ends after an instant. */
bool oracle_next_window(struct oracle *oracle, const struct rule *rule, int64_t after,
                        int64_t *ret_from, int64_t *ret_to);
