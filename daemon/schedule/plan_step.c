/* One step of the plan. The semantics, event by event.
 *
 * Every step first lets the time since the last one pass, in order (plan_time.c): each occurrence
 * becomes due at its own moment, judged by what held at that moment, and what can be shown is shown
 * at the step's now (plan_due.c). Then comes the event, then what it has made due or set free.
 *
 * TIME: nothing else.
 *
 * PRESENCE: away, locked and asleep are an absence, from .since. Desk time stands still, what is
 * due waits. When the user is back, what waited comes, if it is not too old. An absence of at least
 * a reminder's rest begins its interval anew, and counts as taken if there was something to take.
 * Idle: desk time stands still, nothing else.
 *
 * STEP: the wall clock is not where the boot clock says it should be, which any step notices; the
 * event is a reason to look. Intervals do not care; windows and times of day are looked up again. A
 * time jumped over comes if it is younger than catch-up, else it is missed; one that has been dealt
 * with does not come again.
 *
 * ZONE: the time up to now was in the old one; from now on it is the new one, in which windows and
 * times of day are looked up. A civil time that has been dealt with does not come again on the same
 * date.
 *
 * RESUMED: the last .slept microseconds were an absence, asleep. The presence is what it was
 * before.
 *
 * ANSWER: ends what is open, else what waits, else makes an occurrence of its own: done now, or the
 * next time of day skipped. The interval begins anew.
 *
 * SNOOZE: ends what is open; it comes again .span from now, `snoozes` times in a row at most.
 *
 * PAUSE: until .until, at most the start of tomorrow's first window (24 h if there is none); also
 * when another clock, zone or schedule brings that nearer. What is open or waits is suppressed, and
 * so is what becomes due before it ends. RESUME: it ends now.
 *
 * DEFER: busy. What is due waits, whatever its age, and comes in one notice at the end.
 *
 * EXPIRED: nothing; the occurrence can still be answered until it counts as missed.
 *
 * QUIET: what is open or waits is suppressed, and so are times of day before .until; an interval
 * begins anew at .until, and of what it would have brought until then one occurrence is suppressed,
 * now.
 *
 * A step that fails for want of memory has changed nothing: room for all that it can bring is made
 * first. */
#include <errno.h>

#include "common/scope.h"
#include "daemon/schedule/day.h"
#include "daemon/schedule/plan_internal.h"

/* The start of the first window of the day after the wall time's, of any reminder with hours. */
static int64_t latest_pause_end(const struct plan *p)
{
    struct day_zone zone = day_zone(p->zone);
    int64_t tomorrow = plan_today(p) + 1, end = NEVER, from, to;

    for (size_t i = 0; i < p->n; i++) {
        const struct rule *rule = plan_rule(p, i);

        if (rule->enabled && rule->hours.n && day_allowed(rule, tomorrow) &&
            day_window(rule, &zone, tomorrow, 0, &from, &to) && from * USEC_PER_SEC < end)
            end = from * USEC_PER_SEC;
    }
    return end != NEVER ? end : p->wall + USEC_PER_DAY;
}

void plan_clamp_pause(struct plan *p)
{
    int64_t latest = latest_pause_end(p);

    if (p->until <= latest)
        return;
    p->until = latest;
    p->changed = true;
}

static int on_presence(struct plan *p, const struct event *event)
{
    if (event->presence.state >= PRESENCE_COUNT)
        return -EINVAL;
    plan_set_presence(p, event->presence.state, event->presence.since.us + p->axis);
    return 0;
}

static int on_zone(struct plan *p, const struct event *event)
{
    (void)event;       /* it is taken already */
    p->changed = true; /* after a restart, what was passed over must not seem to have been missed */
    for (size_t i = 0; i < p->n; i++) {
        plan_place(p, i, false);
        plan_seek(p, i, p->wall + 1);
        plan_rekey(p, i);
    }
    plan_blame_clock(p);
    if (p->paused) /* tomorrow's hours may begin earlier now */
        plan_clamp_pause(p);
    return 0;
}

static int on_resumed(struct plan *p, const struct event *event)
{
    (void)event;
    plan_set_presence(p, p->awake, p->boot);
    return 0;
}

static int on_pause(struct plan *p, const struct event *event)
{
    size_t i;

    if (event->until.us <= p->wall)
        return -EINVAL;
    p->paused = true;
    p->until = event->until.us;
    plan_clamp_pause(p);
    p->changed = true;
    while ((i = plan_first(p, LIST_OPEN)) != p->n)
        plan_end_open(p, i, OUTCOME_SUPPRESSED, REASON_PAUSED);
    while ((i = plan_first(p, LIST_HELD)) != p->n)
        plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_PAUSED);
    return 0;
}

static int on_resume(struct plan *p, const struct event *event)
{
    (void)event;
    p->changed = p->changed || p->paused;
    p->paused = false;
    return 0;
}

static int on_defer(struct plan *p, const struct event *event)
{
    if (p->busy && !event->busy)
        for (size_t i = plan_first(p, LIST_HELD); i != p->n; i = plan_after(p, LIST_HELD, i))
            p->items[i].held.excused = p->boot;
    p->busy = event->busy;
    return 0;
}

static int on_nothing(struct plan *p, const struct event *event)
{
    (void)p;
    (void)event;
    return 0;
}

static int (*const handlers[])(struct plan *, const struct event *) = {
    [EVENT_TIME] = on_nothing,       [EVENT_PRESENCE] = on_presence,
    [EVENT_STEP] = on_nothing,       [EVENT_ZONE] = on_zone,
    [EVENT_RESUMED] = on_resumed,    [EVENT_ANSWER] = plan_on_answer,
    [EVENT_SNOOZE] = plan_on_snooze, [EVENT_PAUSE] = on_pause,
    [EVENT_RESUME] = on_resume,      [EVENT_DEFER] = on_defer,
    [EVENT_EXPIRED] = on_nothing,    [EVENT_QUIET] = plan_on_quiet,
};

/* The time since the last step, of which the last part was slept. */
static void run_into_sleep(struct plan *p, int64_t now, int64_t slept)
{
    int64_t at = slept < now - p->boot ? now - slept : p->boot;

    p->sleep_at = at;
    plan_run(p, at);
    plan_set_presence(p, PRESENCE_ASLEEP, at);
    p->sleep_at = NEVER;
}

int plan_step(struct plan *p, const struct event *event, struct moment now, struct effects *ret)
{
    bool set_back = now.wall.us - (now.boot.us + p->axis) < p->wall - p->boot - JITTER;
    bool returned = event->kind == EVENT_RESUMED ||
                    (event->kind == EVENT_PRESENCE && presence_absent(p->presence));
    bool all = set_back || returned || event->kind == EVENT_ZONE; /* may come to something */
    int r;

    now.boot.us += p->axis;
    if (now.boot.us < p->boot)
        now.boot.us = p->boot;
    if (event->kind >= COUNT_OF(handlers))
        return -EINVAL;
    r = plan_make_room(p, now, all, ret);
    if (r < 0)
        return r;
    p->out = ret;
    p->look = now.boot.us;
    if (event->kind == EVENT_RESUMED && event->slept > 0)
        run_into_sleep(p, p->look, event->slept);
    plan_run(p, p->look);
    if (event->kind == EVENT_ZONE) /* what the clock is set to lies in the new one */
        p->zone = event->zone;
    plan_jump(p, now.wall.us);
    plan_run(p, p->look);
    if (event->kind != EVENT_RESUMED)
        plan_show_held(p);
    r = handlers[event->kind](p, event);
    plan_run(p, p->look);
    plan_show_held(p);
    p->out = NULL;
    return r;
}
