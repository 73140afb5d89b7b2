/* The invariants, each a function by the name under which it is told. They look at what came out of
 * the ports (notices on a screen, outcomes on a disk, an armed timer, the answers to a question)
 * and hold it against the account.
 *
 * judge.c        each call, and the year
 * judge_shows.c  what is shown
 * judge_ends.c   what ends, and that it does so once
 * judge_kill.c   what a kill must not lose
 */
#include "tests/simulation/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_EACH 5

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

void judge_remember(struct world *w, int64_t due, size_t number, unsigned what)
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
        if (t->waits == YES && t->limited && w->now.boot.us - t->limited > w->catch_up + ROUGHLY)
            judge_broken(w, "everything_comes", "r%zu waits too long for room", i);
        if (t->repeat_due == YES && t->open && t->shown < w->now.boot.us && !t->ending &&
            !w->loose && may_show(w) && w->may_before)
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
}

static void pause_end_is_told(struct world *w)
{
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
        judge_remember(w, o->due.us, draft_number(o->reminder),
                       (unsigned)o->outcome * 16 + (unsigned)o->reason);
        if (!t->rule && (o->outcome == OUTCOME_OPEN ||
                         !(judge_met(w, draft_number(o->reminder), o) || w->loose)))
            judge_broken(w, "every_show_has_a_cause", "%s is not in the schedule", o->reminder);
        else if (!t->rule)
            t->open = false; /* it was removed */
        else if (o->outcome == OUTCOME_OPEN)
            judge_show(w, t, o);
        else
            judge_end(w, t, o, cause);
        w->outcomes += o->outcome != OUTCOME_OPEN;
    }
}

/* What must not be lost by a kill: whatever was shown or ended, and what the user or the machine
 * did. */
static bool is_edge(const struct world *w, enum cause cause)
{
    return w->call.puts.n || cause == CAUSE_PRESENCE || cause == CAUSE_STEP ||
           cause == CAUSE_ZONE || cause == CAUSE_RESUMED || cause == CAUSE_PAUSE ||
           cause == CAUSE_RESUME || cause == CAUSE_SWAP || cause == CAUSE_START;
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
    pause_end_is_told(w);
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
