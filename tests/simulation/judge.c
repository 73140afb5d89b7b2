/* The invariants, each a function by the name under which it is told. They look at what came out of
 * the ports (notices on a screen, outcomes on a disk, an armed timer, the answers to a question)
 * and hold it against the account.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/world.h"

#define NEAR      (USEC_PER_SEC / 10)
#define LATE      (2 * USEC_PER_SEC) /* a timer's own lateness, and a little */
#define LOOK_EACH 5
#define ON_DISK   1
#define ENDED     2
#define SKIPPED \
    3 /* ahead of its time: who then crosses the date line may come to it by another name */

void judge_note(struct world *w, const char *what, const char *detail, int64_t number,
                int64_t value)
{
    w->notes[w->notes_n++ % COUNT_OF(w->notes)] =
        (struct note){w->now, what, detail, number, value};
}

void judge_broken(struct world *w, const char *invariant, const char *why, ...)
{
    va_list arguments;
    size_t n;

    if (w->broken)
        return;
    w->broken = true;
    n = (size_t)snprintf(w->why, sizeof(w->why), "%s: ", invariant);
    va_start(arguments, why);
    (void)vsnprintf(w->why + n, sizeof(w->why) - n, why, arguments);
    va_end(arguments);
}

static bool may_show(const struct world *w)
{
    return !presence_is_absent(w->told) && !w->busy && !w->paused;
}

static size_t number_of(const struct world *w, const struct track *t)
{
    return (size_t)(t - w->tracks);
}

/* Whether two times mean the same occurrence: while the clock is behind where it once was, each
 * gets some microseconds more than the one before. */
static bool same_time(int64_t a, int64_t b)
{
    return a - b < USEC_PER_SEC && b - a < USEC_PER_SEC;
}

static void remember(struct world *w, int64_t due, size_t number, unsigned what)
{
    if (!w->want_seen)
        return;
    if (w->seen_n == w->seen_size) {
        w->seen_size = w->seen_size ? 2 * w->seen_size : 1024;
        w->seen = reallocarray(w->seen, w->seen_size, sizeof(*w->seen));
        if (!w->seen)
            abort();
    }
    w->seen[w->seen_n++] = (struct seen){w->now.boot.us, due, (uint32_t)(number << 16 | what)};
}

/* ---------------------------------------------------------------- each occurrence */

/* "Every occurrence ends in exactly one outcome": on disk, it is there once, open at most once, and
 * what has ended stays ended; but for a time that the clock, far ahead, has lived through long ago.
 */
static void one_outcome_each(struct world *w, const struct occurrence *o)
{
    uint64_t key = (uint64_t)o->due.us * DRAFT_RULES + draft_number(o->reminder) + 1;
    uint8_t *state = table_at(&w->ends, key, 1);
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

/* "Nothing shown outside its window (every-reminders)"; what is due exactly at its end still comes.
 */
static void in_its_window(struct world *w, const struct track *t)
{
    int64_t wall = w->now.wall.us, from, to;

    if (!rule_in_windows(t->rule) || (t->from <= wall && wall <= t->to))
        return;
    if (w->relocated && t->was_inside)
        return; /* it was shown before that was told */
    if (!oracle_next_window(w->oracle, t->rule, wall_seconds(w->now.wall) - 2, &from, &to) ||
        from * USEC_PER_SEC > wall || wall > to * USEC_PER_SEC + LATE)
        judge_broken(w, "in_its_window", "r%zu is shown outside its hours", number_of(w, t));
}

/* "Never twice for one reminder, civil date and time, whatever the clock does", and only at one of
 * its times, on one of its days. */
static void never_twice(struct world *w, const struct track *t, int64_t due, bool waited)
{
    int64_t day = t->due_day;
    uint32_t times = t->due_times;

    if (!(waited && times && t->due != ANY_DUE) && !account_label(w, t, due, &day, &times)) {
        if (waited && t->due == ANY_DUE)
            return; /* put off before a kill */
        judge_broken(w, "never_twice", "r%zu, due %lld, is not due at any of its times",
                     number_of(w, t), (long long)due);
        return;
    }
    for (size_t i = 0; i < t->rule->at_n; i++) {
        uint8_t *byte;

        if (!(times >> i & 1))
            continue;
        byte = table_at(&w->labels,
                        (uint64_t)(number_of(w, t) + 1) << 40 | (uint64_t)day << 17 |
                            (uint64_t)t->rule->at[i],
                        1);
        if (*byte & 2 && !(times & (times - 1)))
            judge_broken(w, "never_twice", "r%zu is shown twice for day %lld, %d s",
                         number_of(w, t), (long long)day, (int)t->rule->at[i]);
        *byte |= 3;
    }
}

/* "A show starts the interval anew": two shows of a reminder lie its interval apart, but for what
 * is pulled forward to another and what was put off. */
static void spaced(struct world *w, const struct track *t)
{
    int64_t apart = w->now.boot.us - t->last_shown;

    if (rule_in_windows(t->rule) && t->last_shown != INT64_MIN &&
        apart < t->rule->every - w->merge - NEAR)
        judge_broken(w, "spaced", "r%zu comes after %lld s", number_of(w, t),
                     (long long)(apart / USEC_PER_SEC));
}

/* Whether the account knows it to come within `merge` from now: surely (slack < 0), or perhaps.
 * Desk time may have been standing still until this call, or from now on. */
static bool due_soon(const struct world *w, const struct track *t, int64_t slack)
{
    int64_t count = slack > 0 && t->before > t->count ? t->before : t->count;
    int64_t left = t->rule->every - count, merge = w->merge + slack;
    bool counting = w->told <= PRESENCE_ACTIVE;

    counting = slack < 0 ? counting && w->counting_before : counting || w->counting_before;

    if (!t->rule->enabled || w->merge == 0)
        return false;
    if (!rule_in_windows(t->rule))
        return t->next != NEVER && t->next - w->now.wall.us <= merge &&
               (slack > 0 || t->next_dealt == NO);
    return t->inside && (t->rule->counts == COUNTS_CLOCK || counting) && left <= merge &&
           w->now.wall.us + left <= t->to + slack;
}

static struct shown *notice_of(struct world *w, size_t number)
{
    struct call *call = &w->call;

    for (size_t i = 0; i < call->shows_n; i++)
        for (size_t k = 0; k < call->shows[i].named_n && !call->shows[i].repeat; k++)
            if (call->shows[i].named[k] == number)
                return &call->shows[i];
    for (size_t i = 0; i < call->shows_n; i++)
        if (call->shows[i].more)
            return &call->shows[i];
    return NULL;
}

/* "Late by less than catch-up: shown once, now"; what is older never comes. A meeting and the limit
 * have rules of their own. */
static void young_enough(struct world *w, const struct track *t)
{
    int64_t age = w->now.boot.us - t->since;

    if (t->waits == YES && !t->excused && !t->limited && age > w->catch_up + LATE)
        judge_broken(w, "young_enough", "r%zu is shown %lld s late", number_of(w, t),
                     (long long)(age / USEC_PER_SEC));
}

/* After a kill it is not known what was due. */
static bool waits_for(const struct track *t, const struct occurrence *o)
{
    return t->waits && (t->due == ANY_DUE || same_time(o->due.us, t->due));
}

/* After the clock has been far ahead, it is not known which times are still remembered. */
static bool perhaps_forgotten(struct world *w, const struct track *t, const struct occurrence *o)
{
    int64_t day;
    uint32_t times;

    return w->epoch > 0 && w->now.boot.us - w->epoch_at < 20 * USEC_PER_DAY &&
           !rule_in_windows(t->rule) && account_label(w, t, o->due.us, &day, &times);
}

static void on_show(struct world *w, struct track *t, const struct occurrence *o)
{
    bool waited = waits_for(t, o);
    struct shown *notice = notice_of(w, number_of(w, t));

    w->shows++;
    if (!t->rule->enabled)
        judge_broken(w, "every_show_has_a_cause", "r%zu is disabled", number_of(w, t));
    if (!waited && !due_soon(w, t, w->gap ? w->merge : NEAR) && !w->loose &&
        !perhaps_forgotten(w, t, o))
        judge_broken(w, "every_show_has_a_cause", "r%zu is not due: %lld of %lld s, next in %lld s",
                     number_of(w, t), (long long)(t->count / USEC_PER_SEC),
                     (long long)(t->rule->every / USEC_PER_SEC),
                     t->next == NEVER ? -1LL
                                      : (long long)((t->next - w->now.wall.us) / USEC_PER_SEC));
    if (waited)
        young_enough(w, t);
    in_its_window(w, t);
    if (!waited || !(t->waits_snoozed || t->due == ANY_DUE))
        spaced(w, t);
    /* what waits was no time of day if it was put off, or before a reload made it one */
    if (!rule_in_windows(t->rule) && !(waited && t->due != ANY_DUE && !t->due_times))
        never_twice(w, t, o->due.us, waited);
    t->open = true;
    t->ending = t->repeated = false;
    t->open_due = o->due.us;
    t->shown = t->last_shown = w->now.boot.us;
    t->shown_wall = o->shown.us;
    t->notice = notice ? notice->id : 0;
    t->snoozed = waited ? t->waits_snoozed : 0;
    t->count = 0;
    t->waits = NO;
    t->put = false;
}

/* A reason is the truth: asleep only if there was a sleep, and so on. */
static void reason_fits(struct world *w, const struct track *t, const struct occurrence *o,
                        int64_t since, bool limited, enum cause cause)
{
    bool fits = true;

    if (o->reason == REASON_ASLEEP)
        fits = w->last_sleep >= since - LATE || w->loose;
    else if (o->reason == REASON_AWAY)
        fits = w->last_away >= since - LATE || presence_is_absent(w->told) || w->loose;
    else if (o->reason == REASON_STOPPED)
        fits = w->last_stop >= since - LATE;
    else if (o->reason == REASON_CLOCK)
        fits = w->last_set >= since - LATE || w->loose;
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
static struct owed *met(struct world *w, size_t number, const struct occurrence *o)
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
static void every_end_has_a_cause(struct world *w, struct track *t, const struct occurrence *o,
                                  enum cause cause)
{
    size_t number = number_of(w, t);
    bool of_open = t->open && o->due.us == t->open_due, asked = w->asked >> number & 1;
    const struct owed *owed = met(w, number, o);
    bool fits = owed || w->loose || perhaps_forgotten(w, t, o), sure = true;
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
        bool of_waiting = !(owed && owed->past) && waits_for(t, o);

        sure = of_waiting ? t->waits == YES : !perhaps_forgotten(w, t, o);
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

/* ---------------------------------------------------------------- notices */

static bool is_repeat(const struct world *w, const struct shown *s)
{
    if (w->loose) { /* of what was open then, which perhaps nobody saw */
        for (size_t i = 0; i < s->named_n; i++)
            if (!account_shown(w, s->named[i]))
                return true;
        return s->id <= w->last_id;
    }
    for (size_t i = 0; i < s->named_n; i++) {
        const struct track *t = &w->tracks[s->named[i]];

        if (!(t->open && t->notice == s->id && t->shown < w->now.boot.us))
            return false;
    }
    return s->named_n > 0;
}

/* "Nothing shown in a pause, while busy, while locked or away". What was due before the call's
 * event comes before it. */
static void quiet_when_told(struct world *w, const struct shown *s)
{
    if (!w->may_before && !may_show(w))
        judge_broken(w, "quiet_when_told", "notice %llu comes while %s", (unsigned long long)s->id,
                     w->paused ? "paused"
                     : w->busy ? "busy"
                               : presence_name(w->told));
}

/* "Repeated once, if it is open and the user is there." */
static void repeated_once(struct world *w, const struct shown *s)
{
    for (size_t i = 0; i < s->named_n; i++) {
        struct track *t = &w->tracks[s->named[i]];

        if (!t->repeat_due && !w->loose)
            judge_broken(w, "repeated_once", "r%u: its repeat is not due", s->named[i]);
        t->repeat_due = NO;
    }
}

/* "No more than `limit` in any 60 minutes." */
static void limited(struct world *w)
{
    if (account_in_hour(w) >= w->limit)
        judge_broken(w, "limited", "the hour has had its %zu notices", w->limit);
    w->notices[w->notices_n++ % COUNT_OF(w->notices)] = w->now.boot.us;
}

/* "Reminders due within `merge` come as one notice." */
static void merged(struct world *w)
{
    for (size_t i = 0; i < DRAFT_RULES; i++)
        if (w->tracks[i].rule && !account_shown(w, i) && !w->tracks[i].waits &&
            due_soon(w, &w->tracks[i], -NEAR))
            judge_broken(w, "merged", "r%zu is due soon, and does not come along", i);
}

/* "Never more than one new notice at one instant when merge > 0", "no burst after anything": and
 * then no reminder twice. What is stored as shown is what is shown. */
static void no_burst(struct world *w, size_t notices, size_t reminders)
{
    size_t puts = 0;
    uint64_t numbers = 0;

    for (size_t i = 0; i < w->call.puts.n; i++) {
        uint64_t bit = UINT64_C(1) << draft_number(w->call.puts.items[i].reminder);

        if (w->call.puts.items[i].outcome != OUTCOME_OPEN)
            continue;
        if (numbers & bit)
            judge_broken(w, "no_burst", "%s is shown twice at once",
                         w->call.puts.items[i].reminder);
        numbers |= bit;
        puts++;
    }
    if (w->merge > 0 && notices > 1)
        judge_broken(w, "no_burst", "%zu notices at once", notices);
    if (puts != reminders)
        judge_broken(w, "no_burst", "%zu reminders are shown, and %zu stored as shown", reminders,
                     puts);
}

static void judge_notices(struct world *w)
{
    size_t notices = 0, reminders = 0;

    for (size_t i = 0; i < w->call.shows_n; i++) {
        struct shown *s = &w->call.shows[i];

        if (s->again)
            continue;
        quiet_when_told(w, s);
        remember(w, 0, (size_t)s->id, 100);
        if (is_repeat(w, s)) {
            s->repeat = true;
            repeated_once(w, s);
            continue;
        }
        w->last_id = s->id;
        notices++;
        reminders += s->named_n + s->more;
        w->fresh[w->fresh_n].id = s->id;
        w->fresh[w->fresh_n].number = s->named[0];
        w->fresh_n += w->fresh_n + 1 < COUNT_OF(w->fresh);
        limited(w);
    }
    no_burst(w, notices, reminders);
    if (notices > 0 && w->merge > 0)
        merged(w);
}

/* ---------------------------------------------------------------- after each call */

/* "Every occurrence is shown, or told why not": nothing waits when nothing stands in its way. */
static void everything_comes(struct world *w, enum cause cause)
{
    bool free = may_show(w) && account_in_hour(w) < w->limit && cause != CAUSE_SWAP &&
                w->now.boot.us > w->unsure_room;

    for (size_t i = 0; i < w->call.owed_n; i++)
        if (w->call.owed[i].must && !w->call.owed[i].met && !w->loose)
            judge_broken(w, "everything_comes", "r%zu, due %lld: an end is owed (outcomes %x)",
                         w->call.owed[i].number, (long long)w->call.owed[i].due,
                         w->call.owed[i].outcomes);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];

        if (!t->rule)
            continue;
        if (t->waits == YES && free)
            judge_broken(w, "everything_comes", "r%zu, due %lld, waits for nothing", i,
                         (long long)t->due);
        if (t->waits == MAYBE && free)
            t->waits = NO;
        if (t->waits && (w->may_before || may_show(w)) && !free && !t->limited)
            t->limited = w->now.boot.us;
        if (t->waits == YES && t->limited && w->now.boot.us - t->limited > w->catch_up + LATE)
            judge_broken(w, "everything_comes", "r%zu waits too long for room", i);
        if (t->repeat_due == YES && t->open && !t->ending && !w->loose && may_show(w) &&
            w->may_before)
            judge_broken(w, "everything_comes", "r%zu is not repeated", i);
        t->repeat_due = NO;
        if (t->open && t->ending)
            judge_broken(w, "none_open_for_ever", "r%zu, due %lld, stays open", i,
                         (long long)t->open_due);
    }
}

/* "Withdrawn when answered": on the screen is nothing that does not wait for an answer. */
static void screen_is_true(struct world *w)
{
    for (size_t k = 0; k < w->on_screen_n; k++) {
        bool open = false;

        for (size_t i = 0; i < DRAFT_RULES; i++)
            open = open || (w->tracks[i].rule && w->tracks[i].open &&
                            w->tracks[i].notice == w->on_screen[k]);
        if (!open)
            judge_broken(w, "screen_is_true", "notice %llu stays, and nothing of it is open",
                         (unsigned long long)w->on_screen[k]);
    }
}

/* "Desk time is never negative, and never grows while idle, away, locked or asleep": it is exactly
 * the account's. */
static void desk_time_is_true(struct world *w, const struct track *t)
{
    struct moment now = daemon_now(w->daemon);
    struct plan_view view;

    plan_view(w->daemon->plan, t->index, now, &view);
    if (view.counted < 0)
        judge_broken(w, "desk_time_is_true", "r%zu: %lld us", number_of(w, t),
                     (long long)view.counted);
    if (view.open != t->open || (t->open && view.due.us != t->open_due))
        judge_broken(w, "one_outcome_each", "r%zu is %s in the plan, not so on the screen",
                     number_of(w, t), view.open ? "open" : "not open");
    if (view.has_next && view.next.us < now.wall.us)
        judge_broken(w, "next_is_not_past", "r%zu", number_of(w, t));
    if (!rule_in_windows(t->rule) || !t->rule->enabled)
        return;
    if (view.in_hours != t->inside)
        judge_broken(w, "in_its_window", "r%zu: the plan is %s", number_of(w, t),
                     view.in_hours ? "inside" : "outside");
    else if (t->inside && (view.counted > t->count + NEAR || view.counted < t->count - NEAR))
        judge_broken(w, "desk_time_is_true", "r%zu: %lld ms, not %lld", number_of(w, t),
                     (long long)(view.counted / 1000), (long long)(t->count / 1000));
}

/* "A pause always ends, at most by tomorrow's first window", is what was said, and its end is told
 * once. */
static void pause_ends(struct world *w)
{
    struct wall until = {0};
    bool paused = plan_paused(w->daemon->plan, &until);

    if (paused != w->paused || (paused && until.us != w->until))
        judge_broken(w, "pause_ends", "%s until %lld, not %lld", paused ? "paused" : "not paused",
                     (long long)until.us, (long long)(w->paused ? w->until : 0));
    if (w->call.pause_ends != w->pauses_over)
        judge_broken(w, "pause_ends", "its end is told %zu times, not %zu", w->call.pause_ends,
                     w->pauses_over);
    w->pauses_over = 0;
}

/* One reminder at a time, and not each time: to look is the dearest part. */
static void look_at_one(struct world *w)
{
    if (w->steps % LOOK_EACH != 0)
        return;
    for (size_t tries = 0; tries < DRAFT_RULES; tries++) {
        const struct track *t = &w->tracks[w->looked++ % DRAFT_RULES];

        if (!t->rule)
            continue;
        desk_time_is_true(w, t);
        return;
    }
}

static void judge_puts(struct world *w, enum cause cause)
{
    for (size_t i = 0; i < w->call.puts.n; i++) {
        const struct occurrence *o = &w->call.puts.items[i];
        struct track *t = &w->tracks[draft_number(o->reminder)];

        judge_note(w, o->outcome == OUTCOME_OPEN ? "shown" : outcome_name(o->outcome),
                   reason_name(o->reason), (int64_t)draft_number(o->reminder), o->due.us);
        remember(w, o->due.us, draft_number(o->reminder),
                 (unsigned)o->outcome * 16 + (unsigned)o->reason);
        if (!t->rule && (o->outcome == OUTCOME_OPEN || !met(w, draft_number(o->reminder), o)))
            judge_broken(w, "every_show_has_a_cause", "%s is not in the schedule", o->reminder);
        else if (!t->rule)
            t->open = false; /* it was removed */
        else if (o->outcome == OUTCOME_OPEN)
            on_show(w, t, o);
        else
            every_end_has_a_cause(w, t, o, cause);
        w->outcomes += o->outcome != OUTCOME_OPEN;
    }
}

/* What must not be lost by a kill: whatever was shown or ended, and what the user or the machine
 * did. */
static bool is_edge(const struct world *w, enum cause cause)
{
    return w->call.puts.n || cause == CAUSE_PRESENCE || cause == CAUSE_STEP ||
           cause == CAUSE_RESUMED || cause == CAUSE_PAUSE || cause == CAUSE_RESUME ||
           cause == CAUSE_SWAP || cause == CAUSE_START;
}

void judge_call(struct world *w, enum cause cause)
{
    w->steps++;
    if (cause == CAUSE_RING) {
        w->rings++;
        w->idle_rings += !w->moved && !w->call.puts.n && !w->call.shows_n;
    }
    judge_notices(w);
    judge_puts(w, cause);
    for (size_t i = 0; i < w->call.puts.n; i++)
        account_put(w, &w->call.puts.items[i]);
    everything_comes(w, cause);
    screen_is_true(w);
    if (cause != CAUSE_SWAP) { /* then the account is bound to the new schedule first */
        pause_ends(w);
        look_at_one(w);
    }
    if (is_edge(w, cause))
        w->edge_at = w->now.boot.us;
    w->gap = w->loose = w->relocated = false;
    w->asked = 0;
    w->snooze_span = 0;
    ports_clear(w);
}

/* ---------------------------------------------------------------- after a kill */

static int take_open(void *userdata, const struct occurrence *o)
{
    struct world *w = userdata;
    struct track *t = &w->tracks[draft_number(o->reminder)];

    if (o->outcome != OUTCOME_OPEN)
        return 0;
    if (t->open)
        judge_broken(w, "one_outcome_each", "%s is open twice on disk", o->reminder);
    t->open = true;
    t->open_due = o->due.us;
    t->shown_wall = o->shown.us;
    return 0;
}

static bool is_begun_again(const struct world *w, size_t number)
{
    for (size_t i = 0; i < w->call.puts.n; i++)
        if (draft_number(w->call.puts.items[i].reminder) == number)
            return true;
    return false;
}

/* "After a kill the desk time lost is at most that since the last edge", and nothing is won. */
static void little_is_lost(struct world *w, struct track *t, const struct plan_view *view)
{
    int64_t since = (t->rule->counts == COUNTS_CLOCK ? w->now.boot.us : w->stopped_at) - w->edge_at;
    int64_t lost = t->count - view->counted;

    if (!rule_in_windows(t->rule) || !t->rule->enabled)
        return;
    if (t->inside && view->in_hours && !is_begun_again(w, number_of(w, t)) && !t->unsure &&
        (lost > since + NEAR || (lost < -NEAR && !t->waits)))
        judge_broken(w, "little_is_lost",
                     "r%zu has lost %lld s of %lld s; the last edge was %lld s before",
                     number_of(w, t), (long long)(lost / USEC_PER_SEC),
                     (long long)(t->count / USEC_PER_SEC), (long long)(since / USEC_PER_SEC));
    t->count = view->counted;
}

/* The clock may have been set when it was killed, and what that did to the pause undone. */
static void take_pause(struct world *w)
{
    struct wall until;

    if (w->paused && plan_paused(w->daemon->plan, &until) && until.us <= account_pause_end(w))
        w->until = until.us;
}

void judge_after_kill(struct world *w)
{
    struct moment now = daemon_now(w->daemon);

    int64_t open_due[DRAFT_RULES];

    take_pause(w);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        open_due[i] = w->tracks[i].open ? w->tracks[i].open_due : ANY_DUE;
        w->tracks[i].open = false;
    }
    w->store.ops->occurrences(&w->store, (struct wall){INT64_MIN}, (struct wall){INT64_MAX},
                              take_open, w);
    for (size_t i = 0; i < DRAFT_RULES; i++) {
        struct track *t = &w->tracks[i];
        bool was_open = t->open && t->open_due == open_due[i];
        struct plan_view view;

        if (t->open && !t->rule)
            judge_broken(w, "none_open_for_ever", "r%zu is gone, and open on disk", i);
        if (!t->rule)
            continue;
        plan_view(w->daemon->plan, t->index, now, &view);
        if (view.open != t->open || (t->open && view.due.us != t->open_due))
            judge_broken(w, "none_open_for_ever", "r%zu is %s in the plan, not so on disk", i,
                         view.open ? "open" : "not open");
        little_is_lost(w, t, &view);
        t->notice = view.notice;
        t->shown = w->now.boot.us - (now.wall.us - view.shown.us);
        t->snoozed = view.snoozed;
        t->repeated = (was_open && t->repeated) || t->shown + t->rule->repeat <= w->now.boot.us;
        t->ending = false;
        t->put = view.snoozing;
        t->put_snoozed = view.snoozing ? view.snoozed : 0;
        t->due = ANY_DUE;
        t->waits = MAYBE;
    }
}

/* ---------------------------------------------------------------- after a year */

/* "The number of wakeups is at most edges + effects + a small constant a day": a timer that rings
 * for nothing that can be seen is rare. */
static void few_wakeups(struct world *w)
{
    int64_t days = (w->now.boot.us - w->began) / USEC_PER_DAY + 1;

    if (w->idle_rings > 2 * days)
        judge_broken(w, "few_wakeups", "%ld of %ld for nothing, in %lld days", w->idle_rings,
                     w->rings, (long long)days);
}

void judge_year(struct world *w)
{
    few_wakeups(w);
}
