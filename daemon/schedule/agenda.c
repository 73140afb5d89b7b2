/* The schedule laid out over a stretch of time: each rule walks its own days forwards, and a heap
 * says whose turn it is. A walk's items come in strictly ascending order. */
#include "daemon/schedule/agenda.h"

#include <errno.h>
#include <stdlib.h>

#include "common/scope.h"
#include "daemon/schedule/day.h"
#include "daemon/schedule/heap.h"

/* Where one rule stands. */
struct walk {
    const struct rule *rule;
    int64_t due;   /* the last item, INT64_MIN before the first */
    int64_t end;   /* of the window it lies in */
    int64_t every; /* seconds; 0: times of day */
    int64_t days;  /* how many to leave out after an item, for an interval of days */
    int64_t day;   /* the day whose windows or times are being walked, */
    size_t i;      /* and which of them */
};

struct agenda {
    const struct rule *rules;
    struct day_zone zone;
    int64_t from, to, last_day;
    struct heap heap;   /* by due, then by the name's rank, which is the member's number */
    struct walk *walks; /* by the name's rank */
};

static bool next_turn(const struct agenda *a, struct walk *w, size_t turns)
{
    if (++w->i < turns)
        return true;
    w->i = 0;
    do
        w->day++;
    while (!day_allowed(w->rule, w->day) && w->day < a->last_day);
    return w->day < a->last_day;
}

static bool next_in_windows(struct agenda *a, struct walk *w)
{
    int64_t from;

    w->due += w->every;
    while (w->due > w->end) {
        if (!next_turn(a, w, day_windows(w->rule)))
            return false;
        if (!day_window(w->rule, &a->zone, w->day, w->i, &from, &w->end))
            continue;
        w->due = from + w->every;
        if (w->due < a->from)
            w->due += (a->from - w->due + w->every - 1) / w->every * w->every;
    }
    return w->due < a->to;
}

static bool next_of_times(struct agenda *a, struct walk *w)
{
    int64_t at;

    do
        if (!next_turn(a, w, day_times(w->rule)))
            return false;
    while (!day_instant(&a->zone, w->day, day_time(w->rule, w->day, w->i), &at) || at <= w->due ||
           at < a->from);
    w->due = at;
    if (w->days) {
        w->day += w->days;
        w->i = RULE_AT_MAX;
    }
    return at < a->to;
}

static bool walk_next(struct agenda *a, struct walk *w)
{
    return w->every ? next_in_windows(a, w) : next_of_times(a, w);
}

static void walk_begin(struct agenda *a, struct walk *w, const struct rule *rule, int64_t last_done)
{
    int64_t day;
    int32_t second;

    zone_local(a->zone.zone, a->from, &day, &second);
    *w = (struct walk){.rule = rule, .due = INT64_MIN, .end = INT64_MIN};
    w->day = day - 3; /* its windows, and those before, have ended */
    if (rule->every >= USEC_PER_DAY) {
        int64_t n = rule_days(rule);

        w->days = n - 1;
        if (last_done != INT64_MIN) {
            zone_local(a->zone.zone, last_done, &day, &second);
            if (w->day < day + n - 1)
                w->day = day + n - 1;
        }
    } else {
        w->every = rule->every / USEC_PER_SEC;
    }
    w->i = RULE_AT_MAX; /* that day is over */
}

static void agenda_freep(struct agenda **a)
{
    (void)agenda_free(*a);
}

int agenda_new(struct agenda **ret, const struct schedule *schedule, const struct zone *zone,
               int64_t from, int64_t to, const int64_t *last_done)
{
    CLEANUP(agenda_freep) struct agenda *a = calloc(1, sizeof(*a));
    AUTO_FREE const struct rule **order = schedule_by_name(schedule);
    int64_t day;
    int32_t second;

    if (!a || !order)
        return -ENOMEM;
    a->walks = calloc(schedule->n + 1, sizeof(*a->walks));
    if (!a->walks || heap_init(&a->heap, schedule->n) < 0)
        return -ENOMEM;
    zone_local(zone, to, &day, &second);
    a->rules = schedule->rules;
    a->zone = day_zone(zone);
    a->from = from;
    a->to = to;
    a->last_day = day + 2;

    for (size_t rank = 0; rank < schedule->n; rank++) {
        const struct rule *rule = order[rank];
        struct walk *w = &a->walks[rank];

        if (!rule->enabled || (!day_times(rule) && (!rule->every || rule->every >= USEC_PER_DAY)))
            continue;
        walk_begin(a, w, rule, last_done ? last_done[rule - a->rules] : INT64_MIN);
        if (walk_next(a, w))
            heap_set(&a->heap, rank, w->due);
    }
    *ret = TAKE(a);
    return 0;
}

struct agenda *agenda_free(struct agenda *a)
{
    if (a) {
        heap_done(&a->heap);
        free(a->walks);
        free(a);
    }
    return NULL;
}

bool agenda_next(struct agenda *a, struct agenda_item *ret)
{
    const struct heap_slot *top = heap_top(&a->heap);
    struct walk *w;

    if (!top)
        return false;
    w = &a->walks[top->member];
    *ret = (struct agenda_item){w->due, (size_t)(w->rule - a->rules)};
    if (walk_next(a, w))
        heap_set(&a->heap, top->member, w->due);
    else
        heap_drop(&a->heap, top->member);
    return true;
}
