/* What is to come, as things stand: each reminder walks on from where the plan has it, what falls
 * into the pause comes to nothing, and what the plan would show in one notification comes together
 * (plan_due.c). Before the limit, and for a user who stays and does each at once.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/schedule/agenda.h"
#include "daemon/schedule/heap.h"

#define NEVER  INT64_MAX
#define JITTER (USEC_PER_SEC / 20) /* by which the plan's clock and this one may differ */

/* Where one reminder stands. Microseconds, but for the window. */
struct walk {
    int64_t own;       /* its next one by the schedule */
    int64_t early;     /* before that: what was put off, or is due and waits to be shown */
    bool snoozed;      /* it was put off */
    int64_t from, end; /* an interval: the window of both, in seconds */
    int64_t floor;     /* a time of day before it has been dealt with, or a pause swallows it */
    bool came;         /* in the notification that is being told */
};

struct ahead {
    struct daemon *daemon;
    const struct schedule *schedule;
    int64_t now, to;
    int64_t paused;   /* until then; INT64_MIN: not */
    struct heap heap; /* by what comes first of each */
    struct walk *walks;
    size_t *taken; /* out of the heap, for one notification */
    int (*each)(void *userdata, struct wall due, const struct rule *rule, const char *state);
    void *userdata;
};

static void ahead_done(struct ahead *a)
{
    heap_done(&a->heap);
    free(a->walks);
    free(a->taken);
}

static bool is_interval(const struct rule *rule)
{
    return rule->every > 0 && rule->every < USEC_PER_DAY;
}

/* The second before the day that comes so many days after an instant's. */
static int64_t before_day(const struct ahead *a, int64_t at, int64_t days)
{
    int64_t day, first;
    int32_t second;

    zone_local(&a->daemon->zone, at / USEC_PER_SEC, &day, &second);
    while (zone_instant(&a->daemon->zone, day + days, 0, &first) == ZONE_NO_DAY)
        days++;
    return first - 1;
}

/* ---------------------------------------------------------------- one reminder */

/* An interval that begins at start; where its window is too short for it, the first that is not. */
static void count_from(const struct ahead *a, size_t i, int64_t start)
{
    const struct rule *rule = &a->schedule->rules[i];
    struct walk *w = &a->walks[i];

    for (w->own = start + rule->every; w->own > w->end * USEC_PER_SEC;
         w->own = w->from * USEC_PER_SEC + rule->every)
        if (w->end * USEC_PER_SEC >= a->to ||
            !rule_window(rule, &a->daemon->zone, w->end + 1, &w->from, &w->end)) {
            w->own = NEVER;
            return;
        }
}

/* The first time of day after a second. */
static void seek_after(const struct ahead *a, size_t i, int64_t after)
{
    struct walk *w = &a->walks[i];
    int64_t at, least = w->floor / USEC_PER_SEC - 1;

    w->own = NEVER;
    while (rule_at_next(&a->schedule->rules[i], &a->daemon->zone, after, &at)) {
        if (at * USEC_PER_SEC >= w->floor || at * USEC_PER_SEC < a->paused) {
            w->own = at * USEC_PER_SEC;
            return;
        }
        after = at > least ? at : least;
    }
}

static void begin_interval(const struct ahead *a, size_t i, const struct plan_view *view)
{
    const struct rule *rule = &a->schedule->rules[i];
    struct walk *w = &a->walks[i];
    int64_t start, open, from, end;

    open = view->quiet.us > a->now ? view->quiet.us : a->now;
    if (!rule_window(rule, &a->daemon->zone, open / USEC_PER_SEC + 1, &w->from, &w->end))
        return;
    if (w->from < view->quiet.us / USEC_PER_SEC)
        w->from = view->quiet.us / USEC_PER_SEC;
    start = w->from * USEC_PER_SEC;
    if (start <= a->now) {
        start = a->now - (view->counted < rule->every ? view->counted : rule->every);
        if (start % USEC_PER_SEC > USEC_PER_SEC - JITTER) /* else a minute too early to the eye */
            start += USEC_PER_SEC - start % USEC_PER_SEC;
    }
    count_from(a, i, start);
    if (view->next.us < w->own - JITTER &&
        rule_window(rule, &a->daemon->zone, wall_seconds(view->next), &from, &end) &&
        from * USEC_PER_SEC <= view->next.us) {
        w->early = view->next.us > a->now ? view->next.us : a->now;
        w->own = from == w->from ? w->own : NEVER; /* counted anew from the early one */
        w->from = from;
        w->end = end;
    }
}

static void begin_times(const struct ahead *a, size_t i, const struct plan_view *view)
{
    const struct rule *rule = &a->schedule->rules[i];
    struct walk *w = &a->walks[i];
    int64_t after = a->now / USEC_PER_SEC, day = INT64_MIN;

    if (view->snoozing) /* what was put off may have been pulled forward: that time is dealt with */
        after += a->schedule->merge / USEC_PER_SEC;
    if (rule->every > 0 && view->last_done.us)
        day = before_day(a, view->last_done.us, rule_days(rule));
    w->floor = view->next.us;
    seek_after(a, i, day > after ? day : after);
    if (view->next.us < w->own && (view->snoozing || view->next.us <= a->now + JITTER))
        w->early = view->next.us > a->now ? view->next.us : a->now;
}

static int64_t next_of(const struct walk *w)
{
    return w->early < w->own ? w->early : w->own;
}

static void put_back(struct ahead *a, size_t i)
{
    int64_t next = next_of(&a->walks[i]);

    if (next != NEVER)
        heap_set(&a->heap, i, next);
    else
        heap_drop(&a->heap, i);
}

/* Its next one came, at a moment that may be earlier than it was due; or the pause swallowed it,
 * and then an interval of days does not count from there. */
static void walk_on(struct ahead *a, size_t i, int64_t at, bool swallowed)
{
    const struct rule *rule = &a->schedule->rules[i];
    struct walk *w = &a->walks[i];
    bool early = w->early < w->own && w->early == at;

    if (is_interval(rule))
        count_from(a, i, at);
    else if (rule->every > 0 && !(early && swallowed))
        seek_after(a, i, before_day(a, early ? at : w->own, swallowed ? 1 : rule_days(rule)));
    else if (!early)
        seek_after(a, i, w->own / USEC_PER_SEC);
    w->early = NEVER;
    w->snoozed = false;
    put_back(a, i);
}

/* ---------------------------------------------------------------- all of them */

static int tell(const struct ahead *a, size_t i, int64_t due, const char *state)
{
    return a->each(a->userdata, (struct wall){due}, &a->schedule->rules[i], state);
}

/* Whether a reminder comes in a notification that is shown at a moment: it is due then, or its own
 * next one is pulled forward. */
static bool comes(const struct ahead *a, size_t i, int64_t at)
{
    const struct walk *w = &a->walks[i];

    if (next_of(w) == at)
        return true;
    return w->own <= at + a->schedule->merge &&
           (!is_interval(&a->schedule->rules[i]) || w->from * USEC_PER_SEC <= at);
}

/* One notification: the first, and what comes with it. */
static int tell_together(struct ahead *a, int64_t at)
{
    const struct heap_slot *top;
    size_t n = 0;
    int r = 0;

    while (r == 0 && (top = heap_top(&a->heap)) && (n == 0 || a->schedule->merge > 0) &&
           top->key <= at + a->schedule->merge) {
        size_t i = top->member;
        struct walk *w = &a->walks[i];

        w->came = comes(a, i, at);
        if (w->came)
            r = tell(a, i, top->key == at ? at : w->own,
                     n > 0                             ? "merged"
                     : w->snoozed && w->early < w->own ? "snoozed"
                                                       : "due");
        heap_drop(&a->heap, i);
        a->taken[n++] = i;
    }
    for (size_t k = 0; k < n; k++)
        if (a->walks[a->taken[k]].came)
            walk_on(a, a->taken[k], at, false);
        else
            put_back(a, a->taken[k]);
    return r;
}

/* Where each stands; the heap has what is open. */
static void begin(struct ahead *a, struct moment now)
{
    for (size_t i = 0; i < a->schedule->n; i++) {
        struct walk *w = &a->walks[i];
        struct plan_view view;

        plan_view(a->daemon->plan, i, now, &view);
        *w = (struct walk){.own = NEVER, .early = NEVER, .snoozed = view.snoozing};
        if (view.open)
            heap_set(&a->heap, i, view.due.us);
        if (!view.has_next)
            continue;
        if (is_interval(&a->schedule->rules[i]))
            begin_interval(a, i, &view);
        else
            begin_times(a, i, &view);
    }
}

static int tell_all(struct ahead *a)
{
    const struct heap_slot *top;
    int r = 0;

    for (; r == 0 && (top = heap_top(&a->heap)); heap_drop(&a->heap, top->member))
        r = tell(a, top->member, top->key, "open");
    for (size_t i = 0; i < a->schedule->n; i++)
        put_back(a, i);
    while (r == 0 && (top = heap_top(&a->heap)) && top->key < a->to) {
        if (top->key >= a->paused) {
            r = tell_together(a, top->key);
            continue;
        }
        r = tell(a, top->member, top->key, "paused");
        walk_on(a, top->member, top->key, true);
    }
    return r;
}

int daemon_agenda(struct daemon *d, struct wall to,
                  int (*each)(void *userdata, struct wall due, const struct rule *rule,
                              const char *state),
                  void *userdata, struct fault *ret_fault)
{
    struct moment now = clock_now(d->options.clock);
    const struct schedule *s = &d->settings->schedule;
    CLEANUP(ahead_done)
    struct ahead a = {
        .daemon = d,
        .schedule = s,
        .now = now.wall.us,
        .to = to.us,
        .paused = INT64_MIN,
        .walks = calloc(s->n + 1, sizeof(*a.walks)),
        .taken = calloc(s->n + 1, sizeof(*a.taken)),
        .each = each,
        .userdata = userdata,
    };
    struct wall until;
    int r = a.walks && a.taken ? heap_init(&a.heap, s->n) : -ENOMEM;

    if (r < 0)
        return daemon_fault(ret_fault, FAULT_INVALID_VALUE, "span", "", "%s", strerror(-r));
    if (plan_paused(d->plan, &until))
        a.paused = until.us;
    begin(&a, now);
    return tell_all(&a);
}
