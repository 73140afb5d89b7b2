/* From due to shown. An occurrence that becomes due is suppressed (paused), missed (too late), or
 * joins those that wait; they are shown together at the step's now when nothing stands in the way:
 * no pause, the user there, not busy, room in the hour. A reminder waits with one occurrence at
 * most, so nothing bursts, however long the wait was. */
#include <stdlib.h>

#include "daemon/schedule/plan_internal.h"

/* How late an occurrence may come: with no time to catch up still by what timers are late. */
static int64_t patience(const struct plan *p)
{
    return p->schedule->catch_up > LATE_ENOUGH ? p->schedule->catch_up : LATE_ENOUGH;
}

enum reason plan_late_reason(const struct plan *p)
{
    if (p->stopped)
        return REASON_STOPPED;
    if (p->presence == PRESENCE_ASLEEP)
        return REASON_ASLEEP;
    if (presence_absent(p->presence))
        return REASON_AWAY;
    /* shortly before the machine fell asleep: sleep is what made it late */
    if (p->sleep_at - p->boot <= patience(p))
        return REASON_ASLEEP;
    return REASON_STOPPED;
}

void plan_identified(struct plan *p, size_t i, int64_t due)
{
    if (p->items[i].latest < due)
        p->items[i].latest = due;
    if (p->latest < due)
        p->latest = due;
}

int64_t plan_fresh_due(struct plan *p, size_t i)
{
    int64_t due = p->wall;

    if (due <= p->items[i].latest)
        due += ++p->nudges;
    plan_identified(p, i, due);
    return due;
}

/* ---------------------------------------------------------------- waiting */

static void hold(struct plan *p, size_t i, const struct due *due)
{
    struct item *it = &p->items[i];

    it->held.on = 1;
    it->held.due = due->due;
    it->held.since = p->look - due->age;
    it->held.ends = rule_counted(plan_rule(p, i)) ? it->edge : 0;
    it->held.cause = due->late;
    it->held.excused = p->busy ? p->boot : 0;
    it->held.limited = 0;
    it->held.snoozed = due->snoozed;
    it->held.order = ++p->orders;
    plan_link(p, LIST_HELD, i, p->n);
    plan_changed(p, i);
}

static void unhold(struct plan *p, size_t i)
{
    p->items[i].held.on = 0;
    plan_unlink(p, LIST_HELD, i);
    plan_changed(p, i);
}

void plan_drop_held(struct plan *p, size_t i, enum outcome outcome, enum reason reason)
{
    int64_t due = p->items[i].held.due;

    unhold(p, i);
    plan_emit_outcome(p, i, due, 0, outcome, reason);
    plan_rekey(p, i);
}

bool plan_too_late(const struct plan *p, size_t i)
{
    const struct item *it = &p->items[i];
    int64_t since = it->held.excused > it->held.since ? it->held.excused : it->held.since;

    return !p->busy && !it->held.limited && !plan_rule(p, i)->alone &&
           p->boot - since > patience(p);
}

/* The next one of the reminder came before this one could be shown. */
static void replace_held(struct plan *p, size_t i)
{
    if (plan_too_late(p, i))
        plan_drop_held(p, i, OUTCOME_MISSED, (enum reason)p->items[i].held.cause);
    else
        plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_REPLACED);
}

/* Whether it is not to be asked on the civil day of now. */
static bool settled(const struct plan *p, size_t i)
{
    return plan_rule(p, i)->asks_pain && p->pain_settled == plan_today(p);
}

/* Whether the user put it off, of a reminder that then comes whatever else is wanted. */
static bool asked_for(const struct plan *p, size_t i, int64_t snoozed)
{
    return plan_rule(p, i)->follows && snoozed > 0;
}

void plan_due(struct plan *p, size_t i, const struct due *due)
{
    struct item *it = &p->items[i];
    bool jumped = due->late == REASON_CLOCK;

    it->put.on = 0; /* the reminder's own next one came first */
    if (it->held.on)
        replace_held(p, i);
    plan_anew(p, i);
    if (settled(p, i))
        plan_emit_outcome(p, i, due->due, 0, OUTCOME_SUPPRESSED, REASON_LOGGED);
    else if (due->due < it->quiet.until)
        plan_emit_outcome(p, i, due->due, 0, OUTCOME_SUPPRESSED, (enum reason)it->quiet.reason);
    else if (p->paused && (!jumped || due->due < p->until) && !asked_for(p, i, due->snoozed))
        plan_emit_outcome(p, i, due->due, 0, OUTCOME_SUPPRESSED, REASON_PAUSED);
    else if (due->age > patience(p) && !plan_rule(p, i)->alone)
        plan_emit_outcome(p, i, due->due, 0, OUTCOME_MISSED, due->late);
    else
        hold(p, i, due);
}

/* Whether the window in which it became due is over: it ended, or the clock or the zone left it. */
static bool window_over(const struct plan *p, const struct item *it)
{
    int64_t past = p->wall - it->held.ends;

    return it->held.ends && (past > LATE_ENOUGH || (past < 0 && !it->inside));
}

void plan_blame_clock(struct plan *p)
{
    for (size_t i = plan_first(p, LIST_HELD); i != p->n; i = plan_after(p, LIST_HELD, i)) {
        struct item *it = &p->items[i];

        if (it->held.cause != REASON_STOPPED || !window_over(p, it))
            continue;
        it->held.cause = REASON_CLOCK;
        plan_changed(p, i);
    }
}

/* Ends those that waited too long, or beyond their window. What the limit keeps back is looked at
 * again when there is room, so that it ends at a moment that plan_next() knows of. */
static void end_stale(struct plan *p, bool room)
{
    for (size_t i = plan_first(p, LIST_HELD), next; i != p->n; i = next) {
        const struct item *it = &p->items[i];

        next = plan_after(p, LIST_HELD, i);
        if (it->held.limited && !room)
            continue;
        if (plan_too_late(p, i))
            plan_drop_held(p, i, OUTCOME_MISSED, (enum reason)it->held.cause);
        else if (!window_over(p, it))
            continue;
        else if (it->held.excused)
            plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_DEFERRED);
        else if (it->held.limited)
            plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_LIMIT);
        else
            plan_drop_held(p, i, OUTCOME_MISSED, (enum reason)it->held.cause);
    }
}

/* ---------------------------------------------------------------- pulled forward */

/* Whether the reminder's next occurrence is due within `merge`. */
static bool due_soon(const struct plan *p, size_t i)
{
    const struct rule *rule = plan_rule(p, i);
    const struct item *it = &p->items[i];
    int64_t merge = p->schedule->merge, left;

    if (it->held.on || rule->alone || settled(p, i))
        return false;
    if (it->next.at != NEVER)
        return it->next.at * USEC_PER_SEC - p->wall <= merge &&
               it->next.at * USEC_PER_SEC >= it->quiet.until;
    if (!it->inside || (rule->counts == COUNTS_DESK && !plan_counting(p)))
        return false;
    left = it->start + rule->every - plan_counter(p, rule);
    return left <= merge && left <= it->edge - p->wall;
}

static int by_number(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static void pull_from(struct plan *p, const struct heap *heap, int64_t now)
{
    size_t n = heap_upto(heap, now + p->schedule->merge, p->scratch);

    qsort(p->scratch, n, sizeof(*p->scratch),
          by_number); /* a heap's own order depends on its past */
    for (size_t k = 0; k < n; k++) {
        size_t i = p->scratch[k];
        struct item *it = &p->items[i];
        struct due due = {0};

        if (!due_soon(p, i))
            continue;
        due.due = it->next.at != NEVER ? plan_take_time(p, i) : plan_fresh_due(p, i);
        it->put.on = 0;
        hold(p, i, &due);
    }
}

/* ---------------------------------------------------------------- shown */

/* The first of those that wait, of all or of those alone that come by themselves; p->n: none. */
static size_t first_held(const struct plan *p, bool alone)
{
    size_t i = plan_first(p, LIST_HELD);

    while (i != p->n && alone && !plan_rule(p, i)->alone)
        i = plan_after(p, LIST_HELD, i);
    return i;
}

static bool is_free(const struct plan *p)
{
    return !p->paused && !p->busy;
}

bool plan_may_show(const struct plan *p)
{
    return plan_first(p, LIST_HELD) != p->n && is_free(p) && !p->guarded &&
           !presence_absent(p->presence);
}

bool plan_waits(const struct plan *p)
{
    return first_held(p, plan_room_at(p) > p->boot) != p->n && !p->paused &&
           !presence_absent(p->presence);
}

/* What goes first where each has a notice of its own (R52); of the same priority, what waits
 * longest. Where they are merged, simply what waits longest. */
static size_t most_urgent(const struct plan *p)
{
    size_t found = plan_first(p, LIST_HELD);

    for (size_t i = found; i != p->n && p->schedule->merge == 0; i = plan_after(p, LIST_HELD, i))
        if (rule_priority(plan_rule(p, i)) < rule_priority(plan_rule(p, found)))
            found = i;
    return found;
}

/* What begins the next notice; p->n: nothing may be shown now. What comes by itself comes first. */
static size_t next_shown(const struct plan *p)
{
    size_t i = first_held(p, true);

    if (p->guarded || presence_absent(p->presence))
        return p->n;
    while (i != p->n && !is_free(p) &&
           !(plan_rule(p, i)->alone && asked_for(p, i, p->items[i].held.snoozed)))
        i = plan_after(p, LIST_HELD, i);
    if (i == p->n && is_free(p) && plan_room_at(p) <= p->boot)
        i = most_urgent(p);
    return i;
}

int64_t plan_room_at(const struct plan *p)
{
    return p->shown_n < p->limit ? INT64_MIN
                                 : p->shown[(p->shown_n - p->limit) % p->ring] + USEC_PER_HOUR;
}

static void show(struct plan *p, size_t i, size_t *last)
{
    const struct rule *rule = plan_rule(p, i);
    struct item *it = &p->items[i];
    struct effect *e = plan_emit(p, EFFECT_SHOW);

    unhold(p, i);
    it->put.on = 0; /* put off while this one waited */
    it->open.notice = (int64_t)p->notices;
    it->open.due = it->held.due;
    it->open.shown = p->boot;
    it->open.snoozed = it->held.snoozed;
    it->open.repeated = 0;
    it->open.order = ++p->orders;
    plan_link(p, LIST_OPEN, i, p->n);
    if (*last != p->n)
        plan_link(p, LIST_NOTICE, i, *last);
    *last = i;
    plan_anew(p, i);
    plan_rekey(p, i);

    e->rule = i;
    e->due.us = it->open.due;
    e->notice = p->notices;
    e->snoozes_left = rule->snoozes - (int32_t)it->open.snoozed;
}

/* Whether one that waits is shown in the notice that begins with another: all are; without merging,
 * only those that waited together for the user to be free. */
static bool joins(const struct plan *p, size_t i, size_t first)
{
    if (i == first || plan_rule(p, i)->alone || plan_rule(p, first)->alone)
        return i == first;
    return p->schedule->merge > 0 || (p->items[first].held.excused && p->items[i].held.excused);
}

/* One notice, of all that joins one. */
static void show_notice(struct plan *p, size_t first)
{
    size_t begin = plan_first(p, LIST_HELD), last = p->n;

    /* what is still open of theirs ends before the notice begins */
    for (size_t i = begin; i != p->n; i = plan_after(p, LIST_HELD, i))
        if (p->items[i].open.notice && joins(p, i, first))
            plan_end_open(p, i, OUTCOME_MISSED, REASON_UNANSWERED);
    p->notices++;
    p->shown[p->shown_n++ % p->ring] = p->boot;
    p->changed = p->shown_changed = true;
    for (size_t i = begin, next, joined; i != p->n; i = next) {
        next = plan_after(p, LIST_HELD, i);
        joined = joins(p, i, first);
        if (joined)
            show(p, i, &last);
    }
}

void plan_show_held(struct plan *p)
{
    size_t first;

    if (plan_may_show(p))
        end_stale(p, plan_room_at(p) <= p->boot);
    while ((first = next_shown(p)) != p->n) {
        if (p->schedule->merge > 0 && !plan_rule(p, first)->alone) {
            pull_from(p, &p->desk_heap, p->desk);
            pull_from(p, &p->boot_heap, p->boot);
            pull_from(p, &p->wall_heap, p->wall);
        }
        show_notice(p, first);
    }
    if (!plan_may_show(p))
        return;
    for (size_t i = plan_first(p, LIST_HELD); i != p->n; i = plan_after(p, LIST_HELD, i)) {
        if (p->items[i].held.limited)
            continue;
        p->items[i].held.limited = p->boot;
        plan_changed(p, i);
        plan_rekey(p, i);
    }
    plan_run(p, p->boot); /* with no time to catch up, what does not fit ends at once */
}
