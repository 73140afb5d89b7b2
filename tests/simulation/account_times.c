/* Windows and times of day, as libc's calendar has them (oracle.h); which of them have been dealt
 * with, by civil date and time and by the instants that were lived through. */
#include <string.h>

#include "tests/simulation/account.h"
#include "tests/simulation/judge.h"

#define FAR          40 /* days: the next time is within */
#define LIVED_SURELY 4

void account_place(struct world *w, struct track *t, int64_t wall, bool anew)
{
    bool was_inside = t->inside;
    int64_t from, to;

    t->inside = false;
    t->from = t->to = NEVER;
    if (!t->rule->enabled || !rule_in_windows(t->rule) ||
        !oracle_next_window(w->oracle, t->rule, seconds(wall), &from, &to))
        return;
    t->from = from * USEC_PER_SEC;
    t->to = to * USEC_PER_SEC;
    t->inside = t->from <= wall;
    if (t->inside && (anew || !was_inside))
        t->count = 0;
}

/* In other clocks, in another zone: what waits may be outside its window now. */
void account_replace(struct world *w, struct track *t)
{
    account_place(w, t, w->now.wall.us, false);
    if (t->waits && !t->inside)
        t->ends = INT64_MIN;
}

static uint8_t *label(struct world *w, size_t number, int64_t day, int32_t second, int add)
{
    return table_at(&w->labels,
                    (uint64_t)(number + 1) << 40 | (uint64_t)day << 17 | (uint64_t)second, add);
}

void account_deal_with(struct world *w, const struct track *t, int64_t day, uint32_t times,
                       enum sure sure)
{
    unsigned epoch = sure == YES ? w->epoch : (w->epoch + 63) & 63; /* perhaps: as if long ago */

    for (size_t i = 0; i < t->rule->at_n; i++) {
        uint8_t *byte;

        if (!(times >> i & 1))
            continue;
        byte = label(w, (size_t)(t - w->tracks), day, t->rule->at[i], 1);
        if (sure == YES || !(*byte & 1))
            *byte = (uint8_t)(epoch << 2 | (*byte & 2) | 1);
    }
}

/* Before the clock was far ahead and set right again, it was perhaps dealt with and forgotten. */
static enum sure dealt_with(struct world *w, const struct track *t, int64_t day, uint32_t times)
{
    enum sure sure = YES;

    for (size_t i = 0; i < t->rule->at_n; i++) {
        const uint8_t *byte = label(w, (size_t)(t - w->tracks), day, t->rule->at[i], 0);

        if (!(times >> i & 1))
            continue;
        if (!byte || !(*byte & 1))
            return NO;
        if (*byte >> 2 != w->epoch)
            sure = MAYBE;
    }
    return sure;
}

/* Of the stretches that were lived through the daemon remembers the last ones. */
static enum sure was_lived(const struct world *w, int64_t at)
{
    enum sure sure = NO;

    for (size_t i = 0; i < w->lived_n; i++)
        if (at >= w->lived[i].from && at < w->lived[i].to)
            sure = w->lived_n - i <= LIVED_SURELY ? YES : MAYBE;
    return sure;
}

/* Seconds from until to. The present stretch is the last. */
void account_live(struct world *w, int64_t from, int64_t to)
{
    size_t n = 0;

    for (size_t i = 0; i < w->lived_n; i++) {
        if (w->lived[i].from <= to && from <= w->lived[i].to) {
            from = w->lived[i].from < from ? w->lived[i].from : from;
            to = most(to, w->lived[i].to);
        } else {
            w->lived[n++] = w->lived[i];
        }
    }
    if (n == COUNT_OF(w->lived)) /* the oldest is forgotten */
        memmove(w->lived, w->lived + 1, --n * sizeof(*w->lived));
    w->lived[n].from = from;
    w->lived[n].to = to;
    w->lived_n = n + 1;
}

/* The same moment may have come already, ahead of its time, under the name it has in another zone.
 */
static bool has_come(struct world *w, const struct track *t, int64_t at)
{
    return table_at(&w->ends, key_of_end(at * USEC_PER_SEC, (size_t)(t - w->tracks)), 0) != NULL;
}

static int64_t first_day(const struct track *t)
{
    int64_t n = (t->rule->every + DAY - 1) / DAY;

    if (t->rule->every < DAY)
        return INT64_MIN;
    return most(t->base == INT64_MIN ? INT64_MIN : t->base + n, t->retry);
}

void account_find_next(struct world *w, struct track *t, int64_t after)
{
    const struct rule *rule = t->rule;
    int64_t day, last, at;
    int32_t second;
    enum sure lived;

    t->next = NEVER;
    if (!rule->enabled || rule_in_windows(rule))
        return;
    oracle_local(after, &day, &second);
    day = most(day - 1, first_day(t));
    for (last = day + FAR; day < last && t->next == NEVER; day++) {
        for (size_t i = 0; i < rule->at_n && oracle_allows(rule, day); i++) {
            uint32_t bit = UINT32_C(1) << i;

            if (!oracle_instant(w->oracle, day, rule->at[i], &at) || at <= after ||
                (lived = was_lived(w, at)) == YES)
                continue;
            if (t->next != NEVER && t->next != at * USEC_PER_SEC)
                break;
            if (t->next == NEVER)
                t->next_times = 0;
            t->next = at * USEC_PER_SEC;
            t->next_day = day;
            t->next_times |= bit;
            /* two in a gap are one: both have to be dealt with */
            t->next_dealt = dealt_with(w, t, day, t->next_times);
            if (t->next_dealt == NO)
                t->next_dealt = has_come(w, t, at) ? MAYBE : lived;
            if (t->next_dealt == YES)
                t->next = NEVER;
        }
    }
}

bool account_label(struct world *w, const struct track *t, int64_t wall, int64_t *ret_day,
                   uint32_t *ret_times)
{
    int64_t day, at;
    int32_t second;

    if (wall == t->came) { /* perhaps in another zone */
        *ret_day = t->came_day;
        *ret_times = t->came_times;
        return true;
    }
    *ret_times = 0;
    oracle_local(seconds(wall), &day, &second);
    for (int64_t d = day - 1; d <= day + 1 && !*ret_times; d++)
        for (size_t i = 0; i < t->rule->at_n && oracle_allows(t->rule, d); i++)
            if (oracle_instant(w->oracle, d, t->rule->at[i], &at) && at * USEC_PER_SEC == wall) {
                *ret_day = d;
                *ret_times |= UINT32_C(1) << i;
            }
    return *ret_times != 0;
}

void account_put(struct world *w, const struct occurrence *o)
{
    struct track *t = &w->tracks[draft_number(o->reminder)];
    int64_t day, due_day, at;
    uint32_t times;
    int32_t second;
    bool ahead, perhaps;

    if (!t->rule)
        return;
    at = o->outcome == OUTCOME_OPEN ? o->shown.us : o->ended.us;
    oracle_local(seconds(at), &day, &second);
    ahead = o->due.us > at && o->outcome == OUTCOME_SKIPPED && o->shown.us == 0;
    /* everything else was dealt with when it fell due, perhaps in another zone; unless after a kill
     * the daemon knows better */
    perhaps = o->due.us == t->came && !t->due_sure; /* but now it is certain */
    if ((o->outcome == OUTCOME_OPEN || ahead || w->loose || perhaps) && !rule_in_windows(t->rule) &&
        account_label(w, t, o->due.us, &due_day, &times)) {
        account_deal_with(w, t, due_day, times, YES);
        /* and not what has waited while the clock was set back */
        if (t->rule->every >= DAY && (((w->loose || perhaps) && o->due.us <= at) ||
                                      (o->due.us > at && (ahead || o->due.us - at <= w->merge))))
            t->retry = most(t->retry, due_day + 1);
        if (ahead)
            day = due_day;
        t->skipped_ahead += ahead;
    }
    if (o->outcome == OUTCOME_DONE || o->outcome == OUTCOME_SKIPPED)
        t->base = day;
    if (t->rule->every >= DAY)
        account_find_next(w, t, seconds(w->now.wall.us));
    else if (t->next != NEVER)
        account_find_next(w, t, most(seconds(t->next) - 1, seconds(w->now.wall.us)));
}
