/* "State saved + loaded = state": a plan made from the running one's texts is the same, as seen
 * from outside, in what comes next, and when saved again. */
#include <stdlib.h>
#include <string.h>

#include "tests/simulation/judge.h"
#include "tests/simulation/world.h"

#define TEXTS (DRAFT_RULES + 2)

static void same_view(struct world *w, const char *name, const struct plan_view *a,
                      const struct plan_view *b)
{
    const struct {
        const char *what;
        int64_t a, b;
    } parts[] = {
        {"open", a->open, b->open},
        {"due", a->due.us, b->due.us},
        {"shown", a->shown.us, b->shown.us},
        {"notice", (int64_t)a->notice, (int64_t)b->notice},
        {"snoozed", a->snoozed, b->snoozed},
        {"snoozing", a->snoozing, b->snoozing},
        {"has_next", a->has_next, b->has_next},
        {"next", a->next.us, b->next.us},
        {"counted", a->counted, b->counted},
        {"in_hours", a->in_hours, b->in_hours},
        {"last_done", a->last_done.us, b->last_done.us},
        {"held", a->held, b->held},
        {"held_due", a->held_due.us, b->held_due.us},
        {"room", a->room.us, b->room.us},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].a != parts[i].b)
            judge_broken(w, "saved_and_loaded_is_the_same", "%s: %s: %lld, not %lld", name,
                         parts[i].what, (long long)parts[i].b, (long long)parts[i].a);
}

static size_t take_all(struct plan *plan, struct moment now, struct plan_saved ret[TEXTS])
{
    size_t n = 0;

    plan_touch(plan);
    while (n < TEXTS && plan_take_changed(plan, now, &ret[n]))
        n += ret[n].value[0] != '\0'; /* what is forgotten is no state */
    plan_touch(plan);
    return n;
}

/* "State saved + loaded = state": as seen from outside, in what comes next, and when saved again.
 */
static void saved_and_loaded_is_the_same(struct world *w, struct plan *plan, struct plan *twin,
                                         const struct plan_saved *saved, size_t n)
{
    static struct plan_saved again[TEXTS];
    struct moment now = daemon_time(w);
    struct boot next = {0}, twin_next = {0};
    struct wall until = {0}, twin_until = {0};
    struct plan_view view, twin_view;

    for (size_t i = 0; i < daemon_schedule(w->daemon)->n; i++) {
        plan_view(plan, i, now, &view);
        plan_view(twin, i, now, &twin_view);
        same_view(w, daemon_schedule(w->daemon)->rules[i].name, &view, &twin_view);
    }
    if (plan_next(plan, now, &next) != plan_next(twin, now, &twin_next) || next.us != twin_next.us)
        judge_broken(w, "saved_and_loaded_is_the_same", "next is in %lld ms, not %lld",
                     (long long)(twin_next.us - now.boot.us) / 1000,
                     (long long)(next.us - now.boot.us) / 1000);
    if (plan_paused(plan, &until) != plan_paused(twin, &twin_until) || until.us != twin_until.us)
        judge_broken(w, "saved_and_loaded_is_the_same", "the pause is not");
    if (take_all(twin, now, again) != n)
        judge_broken(w, "saved_and_loaded_is_the_same", "another number of texts");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(saved[i].key, again[k].key) == 0 && strcmp(saved[i].value, again[k].value))
                judge_broken(w, "saved_and_loaded_is_the_same", "%s: %s, not %s", saved[i].key,
                             again[k].value, saved[i].value);
}

void world_twin(struct world *w)
{
    static struct plan_saved saved[TEXTS];
    struct moment now = daemon_time(w);
    struct effects effects = {0};
    struct plan *twin;
    size_t n;

    world_tick(w);
    if (!w->daemon || w->told > PRESENCE_ACTIVE || w->busy)
        return; /* that is not kept: the next daemon is told anew */
    n = take_all(w->daemon->plan, now, saved);
    if (plan_new(&twin, daemon_schedule(w->daemon), daemon_zone(w->daemon), now) < 0 ||
        plan_restore(twin, saved, n, 0, now, &effects) < 0)
        abort();
    if (effects.n > 0)
        judge_broken(w, "saved_and_loaded_is_the_same", "loading does something");
    saved_and_loaded_is_the_same(w, w->daemon->plan, twin, saved, n);
    plan_free(twin);
    effects_done(&effects);
}
