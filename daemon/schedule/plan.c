/* The plan itself: its memory, its lists, the effects it gives, and what comes next. Its semantics
 * are told in plan_step.c. */
#include "daemon/schedule/plan.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "common/scope.h"
#include "daemon/schedule/day.h"
#include "daemon/schedule/plan_internal.h"

static const char *const presence_names[] = {"unknown", "active", "idle",
                                             "away",    "locked", "asleep"};
_Static_assert(COUNT_OF(presence_names) == PRESENCE_COUNT, "a name for each presence");
static const char *const outcome_names[] = {"open",    "done",   "taken",     "skipped",
                                            "snoozed", "missed", "suppressed"};
_Static_assert(COUNT_OF(outcome_names) == OUTCOME_COUNT, "a name for each outcome");
static const char *const reason_names[] = {
    "",         "unanswered", "asleep", "away",     "stopped", "paused", "limit",
    "deferred", "settings",   "clock",  "replaced", "logged",  "enough", "care"};
_Static_assert(COUNT_OF(reason_names) == REASON_COUNT, "a name for each reason");

const char *presence_name(enum presence p)
{
    return presence_names[p];
}

const char *outcome_name(enum outcome o)
{
    return outcome_names[o];
}

const char *reason_name(enum reason r)
{
    return reason_names[r];
}

/* ---------------------------------------------------------------- effects */

void effects_done(struct effects *e)
{
    if (!e)
        return;
    free(e->items);
    *e = (struct effects){0};
}

int effects_room(struct effects *e, size_t more)
{
    size_t size = e->n + more;
    void *items;

    if (size <= e->size)
        return 0;
    if (size > SIZE_MAX / sizeof(*e->items))
        return -ENOMEM;
    items = reallocarray(e->items, size, sizeof(*e->items));
    if (!items)
        return -ENOMEM;
    e->items = items;
    e->size = size;
    return 0;
}

struct effect *plan_emit(struct plan *p, enum effect_kind kind)
{
    struct effect *e = &p->out->items[p->out->n++];

    assert(p->out->n <= p->out->size); /* the room was made for the worst case */
    *e = (struct effect){.kind = kind};
    return e;
}

void plan_emit_outcome(struct plan *p, size_t i, int64_t due, int64_t notice, enum outcome outcome,
                       enum reason reason)
{
    struct effect *e = plan_emit(p, EFFECT_OUTCOME);

    e->rule = i;
    e->due.us = due;
    e->notice = (uint64_t)notice;
    e->outcome = outcome;
    e->reason = reason;
}

void plan_changed(struct plan *p, size_t i)
{
    p->changed = true;
    if (plan_alone(p, LIST_CHANGED, i))
        plan_link(p, LIST_CHANGED, i, p->n);
}

/* What one reminder can bring in a step whose key came, of a gap no longer than GAP_MAX. */
static size_t room_of(const struct plan *p, size_t i, int64_t gap)
{
    const struct rule *rule = plan_rule(p, i);
    size_t n = 16 + 3 * day_times(rule);

    return rule_counted(rule) ? n + (size_t)(gap / rule->every) : n;
}

void plan_touch(struct plan *p)
{
    p->changed = p->shown_changed = true;
    p->gone_taken = 0;
    for (size_t i = 0; i < p->n; i++)
        plan_changed(p, i);
}

int plan_make_room(struct plan *p, struct moment now, bool of_all, struct effects *ret)
{
    int64_t gap = now.boot.us - p->boot, merge = p->schedule->merge, wall = p->wall + gap;
    const struct {
        const struct heap *heap;
        int64_t until;
    } clocks[] = {
        {&p->desk_heap, p->desk + gap + merge},
        {&p->boot_heap, now.boot.us + merge},
        {&p->wall_heap, (now.wall.us > wall ? now.wall.us : wall) + merge},
    };
    size_t room = 8;

    if (gap > GAP_MAX)
        gap = GAP_MAX;
    for (size_t i = 0; of_all && i < p->n; i++)
        room += room_of(p, i, gap);
    for (size_t c = 0; c < COUNT_OF(clocks) && !of_all; c++) {
        size_t n = heap_upto(clocks[c].heap, clocks[c].until, p->scratch);

        for (size_t k = 0; k < n; k++)
            room += room_of(p, p->scratch[k], gap);
    }
    for (size_t i = plan_first(p, LIST_OPEN); i != p->n; i = plan_after(p, LIST_OPEN, i))
        room += 3;
    for (size_t i = plan_first(p, LIST_HELD); i != p->n; i = plan_after(p, LIST_HELD, i))
        room += 4;
    return effects_room(ret, room);
}

/* ---------------------------------------------------------------- lists */

void plan_link(struct plan *p, enum list list, size_t i, size_t other)
{
    struct link *link = &p->items[i].links[list], *after = &p->items[other].links[list];

    *link = (struct link){after->before, other};
    p->items[after->before].links[list].after = i;
    after->before = i;
}

void plan_unlink(struct plan *p, enum list list, size_t i)
{
    struct link *link = &p->items[i].links[list];

    p->items[link->before].links[list].after = link->after;
    p->items[link->after].links[list].before = link->before;
    *link = (struct link){i, i};
}

/* ---------------------------------------------------------------- making it */

int plan_alloc(struct plan *p, const struct schedule *schedule)
{
    size_t n = schedule->n, limit = schedule->limit > 0 ? (size_t)schedule->limit : 1;

    p->schedule = schedule;
    p->n = n;
    p->limit = limit;
    p->ring = limit > SHOWN_MAX ? limit : SHOWN_MAX;
    p->items = calloc(n + 1, sizeof(*p->items));
    p->scratch = calloc(n + 1, sizeof(*p->scratch));
    p->shown = calloc(p->ring, sizeof(*p->shown));
    if (!p->items || !p->scratch || !p->shown || heap_init(&p->desk_heap, n) < 0 ||
        heap_init(&p->boot_heap, n) < 0 || heap_init(&p->wall_heap, n) < 0)
        return -ENOMEM;
    for (size_t i = 0; i <= n; i++) {
        p->items[i].edge = p->items[i].next.at = NEVER;
        for (int list = 0; list < LIST_COUNT; list++)
            p->items[i].links[list] = (struct link){i, i};
    }
    return 0;
}

void plan_free_parts(struct plan *p)
{
    heap_done(&p->desk_heap);
    heap_done(&p->boot_heap);
    heap_done(&p->wall_heap);
    free(p->items);
    free(p->scratch);
    free(p->shown);
    free(p->gone_names);
}

void plan_take_parts(struct plan *p, const struct plan *other)
{
    p->schedule = other->schedule;
    p->n = other->n;
    p->items = other->items;
    p->desk_heap = other->desk_heap;
    p->boot_heap = other->boot_heap;
    p->wall_heap = other->wall_heap;
    p->scratch = other->scratch;
    p->limit = other->limit;
    p->ring = other->ring;
    p->shown = other->shown;
    p->gone_n = other->gone_n;
    p->gone_names = other->gone_names;
}

int plan_new(struct plan **ret, const struct schedule *schedule, const struct zone *zone,
             struct moment now)
{
    struct plan *p = calloc(1, sizeof(*p));
    int64_t second = wall_seconds(now.wall);

    if (!p || plan_alloc(p, schedule) < 0) {
        (void)plan_free(p);
        return -ENOMEM;
    }
    p->zone = zone;
    p->boot = p->look = now.boot.us;
    p->wall = now.wall.us;
    p->sleep_at = NEVER;
    p->pain_settled = INT64_MIN;
    for (size_t i = 0; i < p->n; i++) {
        plan_place(p, i, true);
        plan_seek(p, i, p->wall);
        plan_rekey(p, i);
    }
    plan_live(p, second, second + 1);
    plan_touch(p);
    *ret = p;
    return 0;
}

struct plan *plan_free(struct plan *p)
{
    if (p)
        plan_free_parts(p);
    free(p);
    return NULL;
}

/* ---------------------------------------------------------------- what comes next */

int64_t plan_soonest(const struct plan *p, enum source *ret)
{
    const struct heap_slot *desk = plan_counting(p) ? heap_top(&p->desk_heap) : NULL;
    const struct heap_slot *boot = heap_top(&p->boot_heap), *wall = heap_top(&p->wall_heap);
    const int64_t when[] = {
        [SOURCE_PAUSE] = p->paused ? p->boot + (p->until - p->wall) : NEVER,
        [SOURCE_DESK] = desk ? p->boot + (desk->key - p->desk) : NEVER,
        [SOURCE_BOOT] = boot ? boot->key : NEVER,
        [SOURCE_WALL] = wall ? p->boot + (wall->key - p->wall) : NEVER,
    };

    *ret = SOURCE_PAUSE;
    for (size_t source = 0; source < COUNT_OF(when); source++)
        if (when[source] < when[*ret])
            *ret = (enum source)source;
    return when[*ret];
}

bool plan_next(const struct plan *p, struct moment now, struct boot *ret)
{
    enum source source;
    int64_t when = plan_soonest(p, &source);

    if (plan_may_show(p)) { /* as soon as there is room; INT64_MIN: there is */
        int64_t room = plan_room_at(p) > p->boot ? plan_room_at(p) : p->boot;

        when = room < when ? room : when;
    }
    if (when == NEVER)
        return false;
    when -= p->axis;
    ret->us = when > now.boot.us ? when : now.boot.us;
    return true;
}
