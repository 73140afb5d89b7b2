/* What ends: each occurrence once, for a cause, and for the reason that is told. */
#include <string.h>

#include "tests/simulation/judge.h"

#define ON_DISK 1
#define ENDED   2
/* ahead of its time: who then crosses the date line may come to it by another name */
#define SKIPPED 3

/* "Every occurrence ends in exactly one outcome": on disk, it is there once, open at most once, and
 * what has ended stays ended; but for a time that the clock, far ahead, has lived through long ago.
 */
static void one_outcome_each(struct world *w, const struct occurrence *o)
{
    uint8_t *state = table_at(&w->ends, key_of_end(o->due.us, draft_number(o->reminder)), 1);
    unsigned was = *state & 3, now = ENDED;

    if (was == ENDED || (was == ON_DISK && o->outcome == OUTCOME_OPEN) ||
        (was == SKIPPED && !(w->may & ACCIDENT_ZONE)))
        if (*state >> 2 == w->epoch)
            judge_broken(w, "one_outcome_each", "%s, due %lld, is %s once more (%s)", o->reminder,
                         (long long)o->due.us, outcome_name(o->outcome), reason_name(o->reason));
    if (o->outcome == OUTCOME_OPEN)
        now = ON_DISK;
    else if (o->outcome == OUTCOME_SKIPPED && o->due.us > o->ended.us)
        now = SKIPPED;
    *state = (uint8_t)((unsigned)w->epoch << 2 | now);
}

void judge_put_on_disk(struct world *w, const struct occurrence *o)
{
    one_outcome_each(w, o);
}

/* A reason is the truth: asleep only if there was a sleep, and so on. */
static void reason_fits(struct world *w, const struct track *t, const struct occurrence *o,
                        int64_t since, bool limited, enum cause cause)
{
    bool fits = true;

    if (o->reason == REASON_ASLEEP)
        fits = w->last_sleep >= since - ROUGHLY || w->loose;
    else if (o->reason == REASON_AWAY)
        fits = w->last_away >= since - ROUGHLY || presence_is_absent(w->told) || w->loose;
    else if (o->reason == REASON_STOPPED)
        fits = w->last_stop >= since - ROUGHLY;
    else if (o->reason == REASON_CLOCK)
        fits = w->last_set >= since - ROUGHLY || w->loose;
    else if (o->reason == REASON_SETTINGS)
        fits = cause == CAUSE_SWAP || cause == CAUSE_START;
    else if (o->reason == REASON_LIMIT)
        fits = limited || w->loose || w->now.boot.us < w->unsure_room;
    else if (o->reason == REASON_DEFERRED)
        fits = t->excused || w->loose;
    if (!fits)
        judge_broken(w, "reason_fits", "r%zu, due %lld, is %s: %s", number_of(w, t),
                     (long long)o->due.us, outcome_name(o->outcome), reason_name(o->reason));
}

/* What it was owed for: rather what must come than what may. */
struct owed *judge_met(struct world *w, size_t number, const struct occurrence *o)
{
    struct owed *found = NULL;

    for (size_t i = 0; i < w->call.owed_n && !(found && found->must); i++) {
        struct owed *owed = &w->call.owed[i];

        if (owed->met || owed->number != number || !(owed->outcomes >> o->outcome & 1) ||
            (owed->due != ANY_DUE && !same_time(owed->due, o->due.us)))
            continue;
        if (!found || owed->must)
            found = owed;
    }
    if (found)
        found->met = true;
    return found;
}

static bool shown_later(const struct world *w, const struct occurrence *o)
{
    const struct puts *puts = &w->call.puts;

    for (const struct occurrence *p = o + 1; p < puts->items + puts->n; p++)
        if (p->outcome == OUTCOME_OPEN && strcmp(p->reminder, o->reminder) == 0)
            return true;
    return false;
}

/* What waited may end without having been shown, for each outcome on its own condition. */
static bool waiting_may_end(const struct world *w, const struct track *t,
                            const struct occurrence *o)
{
    int64_t age = w->now.boot.us - t->since;
    bool over = rule_in_windows(t->rule) && (w->now.wall.us > t->ends || !t->inside);

    if (t->waits == MAYBE)
        return true;
    if (o->outcome == OUTCOME_MISSED)
        return age > w->catch_up || over;
    if (o->outcome != OUTCOME_SUPPRESSED)
        return false;
    if (o->reason == REASON_LIMIT)
        return over || w->now.boot.us - (t->limited ? t->limited : w->now.boot.us) >= w->catch_up;
    return o->reason == REASON_DEFERRED && over;
}

static void on_snoozed(struct world *w, struct track *t)
{
    int64_t span = w->snooze_span ? w->snooze_span : t->rule->snooze, from, to;

    t->put = true;
    t->put_at = w->now.boot.us + span; /* from now, and never added up */
    t->put_snoozed = t->snoozed + 1;
    if (t->put_snoozed > t->rule->snoozes)
        judge_broken(w, "snoozed_so_often", "r%zu is put off for the %dth time", number_of(w, t),
                     t->put_snoozed);
    if (rule_in_windows(t->rule) &&
        (!oracle_next_window(w->oracle, t->rule,
                             wall_seconds((struct wall){w->now.wall.us + span}) - 1, &from, &to) ||
         from * USEC_PER_SEC > w->now.wall.us + span))
        t->put = false;
}

/* "Every occurrence ends in exactly one outcome", and for a cause. */
void judge_end(struct world *w, struct track *t, const struct occurrence *o, enum cause cause)
{
    size_t number = number_of(w, t);
    bool of_open = t->open && o->due.us == t->open_due, asked = w->asked >> number & 1;
    const struct owed *owed = judge_met(w, number, o);
    bool fits = owed || w->loose || judge_perhaps_forgotten(w, t, o), sure = true;
    bool was_limited = t->limited || (owed && owed->limited) || account_in_hour(w) >= w->limit;
    int64_t since = w->now.boot.us - (w->now.wall.us - o->due.us);

    if (of_open) {
        fits = fits || asked || (o->outcome == OUTCOME_MISSED && shown_later(w, o)) ||
               (o->reason == REASON_PAUSED && cause == CAUSE_PAUSE);
        if (o->shown.us != t->shown_wall && !w->loose)
            judge_broken(w, "every_end_has_a_cause", "r%zu has lost when it was shown", number);
        t->open = false;
        if (o->outcome == OUTCOME_SNOOZED)
            on_snoozed(w, t);
    } else {
        bool of_waiting = !(owed && owed->past) && judge_waits_for(t, o);

        sure = of_waiting ? t->waits == YES : !judge_perhaps_forgotten(w, t, o);
        fits = fits || (of_waiting && (asked || waiting_may_end(w, t, o)));
        if (o->shown.us && !w->loose)
            judge_broken(w, "every_end_has_a_cause", "r%zu was never shown", number);
        if (of_waiting)
            since = t->since;
        else if (owed && owed->since)
            since = owed->since;
        if (of_waiting && !w->loose)
            t->waits = NO;
    }
    if (o->outcome == OUTCOME_DONE || o->outcome == OUTCOME_SKIPPED) {
        t->put = false;
        t->count = 0;
    }
    if (!fits)
        judge_broken(w, "every_end_has_a_cause", "r%zu, due %lld, is %s: %s", number,
                     (long long)o->due.us, outcome_name(o->outcome), reason_name(o->reason));
    if (sure)
        reason_fits(w, t, o, since, was_limited, cause);
}
