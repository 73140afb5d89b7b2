/* What ought to happen (account.c), and what its files share. Instants are boot times unless they
 * are called wall; both in microseconds. */
#pragma once

#include "tests/simulation/world.h"

#define DAY     USEC_PER_DAY
#define ROUGHLY (2 * USEC_PER_SEC) /* a timer's own lateness, and a little */

static inline int64_t seconds(int64_t wall)
{
    return wall_seconds((struct wall){wall});
}
static inline int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}
static inline bool presence_is_absent(enum presence p)
{
    return p == PRESENCE_AWAY || p == PRESENCE_LOCKED || p == PRESENCE_ASLEEP;
}
/* Whether the rule counts an interval in windows. */
static inline bool rule_in_windows(const struct rule *rule)
{
    return rule->every > 0 && rule->every < USEC_PER_DAY;
}

/* ---- account.c */
void account_owe(struct world *w, size_t number, int64_t due, unsigned outcomes, bool must);
/* What waited does so no more: its end is owed. */
void account_owe_waiting(struct world *w, struct track *t, unsigned outcomes);
/* Whether this call showed it. */
bool account_shown(const struct world *w, size_t number);
size_t account_in_hour(const struct world *w);
/* A restart remembers only the newest notices. */
void account_forget_notices(struct world *w);
/* Binds the tracks to the daemon's schedule, as of a wall time: those that were known, or those
 * that were not. */
void account_bind(struct world *w, int64_t wall, bool known);
/* Before that: what the schedule has no use for any more owes an end. */
void account_drop(struct world *w, bool restart);

/* ---- account_times.c */
void account_place(struct world *w, struct track *t, int64_t wall, bool anew);
/* In other clocks, in another zone. */
void account_replace(struct world *w, struct track *t);
void account_find_next(struct world *w, struct track *t, int64_t after);
/* Which of its times an instant is; false: none. */
bool account_label(struct world *w, const struct track *t, int64_t wall, int64_t *ret_day,
                   uint32_t *ret_times);
void account_deal_with(struct world *w, const struct track *t, int64_t day, uint32_t times,
                       enum sure sure);
/* Seconds from until to are lived through, and are the present. */
void account_live(struct world *w, int64_t from, int64_t to);
/* What an outcome on disk means for the reminder's next ones. */
void account_put(struct world *w, const struct occurrence *o);

/* ---- account_pass.c */
/* Time passes until world.now, the last part of it asleep; the daemon runs or not. */
void account_pass(struct world *w, int64_t slept, bool stopped);
void account_settle(struct world *w);
void account_fall_due_at(struct world *w, struct track *t, int64_t boot);
/* When being away answers what is open, NEVER if it does not; and when nobody has. */
int64_t account_taken_at(const struct world *w, const struct track *t, bool absent);
int64_t account_missed_at(const struct track *t);
void account_end_pause(struct world *w, int64_t wall);

/* ---- account_events.c */
void account_presence(struct world *w, enum presence state, int64_t since);
void account_step(struct world *w);
void account_zone(struct world *w);
void account_defer(struct world *w, bool busy);
void account_pause(struct world *w, int64_t until);
void account_answered(struct world *w, size_t number, const char *key, int64_t span);
/* The latest end of a pause that begins now. */
int64_t account_pause_end(struct world *w);
/* Nor does one that is under way, when the clock, the zone or the schedule is another. */
void account_clamp(struct world *w);
