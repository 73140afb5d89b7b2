/* Another schedule in the plan's place: what the new one still knows by name is carried over, the
 * rest ends. All memory is had before anything changes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/plan_internal.h"

#define LONG_OVER 1 /* the end of a window, long ago */

/* The names that only the old schedule has, after those that were removed before it and have not
 * come back: the disk may have failed to forget them. */
static int list_gone(const struct plan *p, const size_t *new_of, struct plan *next)
{
    size_t n = p->gone_n;

    for (size_t i = 0; i < p->n; i++)
        n += new_of[i] == next->n;
    next->gone_names = calloc(n + 1, sizeof(*next->gone_names));
    if (!next->gone_names)
        return -ENOMEM;
    for (size_t k = 0; k < p->gone_n; k++)
        if (schedule_find(next->schedule, p->gone_names[k]) == next->n)
            memcpy(next->gone_names[next->gone_n++], p->gone_names[k], RULE_NAME_MAX + 1);
    for (size_t i = 0; i < p->n; i++)
        if (new_of[i] == next->n)
            memcpy(next->gone_names[next->gone_n++], plan_rule(p, i)->name, RULE_NAME_MAX + 1);
    return 0;
}

/* For each old rule the new one of its name, new->n if there is none. */
static size_t *match(const struct schedule *old, const struct schedule *new)
{
    AUTO_FREE const struct rule **olds = schedule_by_name(old), **news = schedule_by_name(new);
    size_t *ret = calloc(old->n + 1, sizeof(*ret));

    if (!olds || !news || !ret) {
        free(ret);
        return NULL;
    }
    for (size_t i = 0, k = 0; i < old->n; i++) {
        while (k < new->n && strcmp(news[k]->name, olds[i]->name) < 0)
            k++;
        ret[olds[i] - old->rules] = k < new->n &&strcmp(news[k]->name, olds[i]->name) == 0
                                        ? (size_t)(news[k] - new->rules)
                                        : new->n;
    }
    return ret;
}

void plan_carry_labels(const struct rule *old, const struct rule *new, struct label *labels)
{
    if (new->random && old->random == new->random)
        return; /* drawn as before, unless the hours are others */
    for (size_t l = 0; l < LABELS_MAX; l++) {
        int64_t times = 0;

        for (size_t i = 0; i < old->at_n; i++)
            for (size_t k = 0; k < new->at_n; k++)
                if (labels[l].times >> i & 1 && old->at[i] == new->at[k])
                    times |= INT64_C(1) << k;
        labels[l] = times ? (struct label){times, labels[l].day} : (struct label){0};
    }
}

static void carry_item(struct plan *p, size_t i, const struct plan *old, size_t from)
{
    const struct rule *rule = plan_rule(p, i), *was = plan_rule(old, from);
    struct item *it = &p->items[i];
    int64_t *snoozed[] = {&it->open.snoozed, &it->held.snoozed, &it->put.snoozed};
    struct link links[LIST_COUNT];

    memcpy(links, it->links, sizeof(links));
    *it = old->items[from];
    memcpy(it->links, links, sizeof(links));
    plan_carry_labels(was, rule, it->labels);
    if (!rule_counted(rule) || !rule_counted(was) || rule->counts != was->counts)
        it->inside = false; /* its interval means something else now */
    for (size_t k = 0; k < COUNT_OF(snoozed); k++)
        if (*snoozed[k] > rule->snoozes)
            *snoozed[k] = rule->snoozes;
}

static void carry_lists(struct plan *p, const struct plan *old, const size_t *new_of)
{
    size_t last = p->n;

    for (size_t i = plan_first(old, LIST_HELD); i != old->n; i = plan_after(old, LIST_HELD, i))
        plan_link(p, LIST_HELD, new_of[i], p->n);
    /* those of one notice stand together here */
    for (size_t i = plan_first(old, LIST_OPEN); i != old->n; i = plan_after(old, LIST_OPEN, i)) {
        size_t k = new_of[i];

        plan_link(p, LIST_OPEN, k, p->n);
        if (last != p->n && p->items[last].open.notice == p->items[k].open.notice)
            plan_link(p, LIST_NOTICE, k, last);
        last = k;
    }
}

static void carry_shown(struct plan *p, const struct plan *old)
{
    uint64_t n = old->shown_n < old->ring ? old->shown_n : old->ring;

    if (n > p->ring)
        n = p->ring;
    for (p->shown_n = 0; p->shown_n < n; p->shown_n++)
        p->shown[p->shown_n] = old->shown[(old->shown_n - n + p->shown_n) % old->ring];
}

/* What the new schedule has no use for ends, in the old one's numbers. */
static void end_gone(struct plan *p, const struct schedule *schedule, const size_t *new_of)
{
    for (size_t i = 0; i < p->n; i++) {
        if (new_of[i] < schedule->n && schedule->rules[new_of[i]].enabled)
            continue;
        if (p->items[i].open.notice)
            plan_end_open(p, i, OUTCOME_SUPPRESSED, REASON_SETTINGS);
        if (p->items[i].held.on)
            plan_drop_held(p, i, OUTCOME_SUPPRESSED, REASON_SETTINGS);
        p->items[i].put.on = 0;
    }
}

int plan_swap(struct plan *p, const struct schedule *schedule, struct moment now,
              struct effects *ret)
{
    AUTO_FREE size_t *new_of = match(p->schedule, schedule);
    struct plan next = {0};
    struct plan old;
    struct moment room = {now.wall, {now.boot.us + p->axis}}; /* as the plan counts boot time */
    int r = new_of ? plan_alloc(&next, schedule) : -ENOMEM;

    /* room for what ends, beside what the step to now may bring */
    if (r >= 0)
        r = list_gone(p, new_of, &next);
    if (r >= 0)
        r = plan_make_room(p, room, true, ret);
    if (r >= 0)
        r = effects_room(ret, ret->size - ret->n + 3 * p->n);
    if (r >= 0)
        r = plan_step(p, &(struct event){.kind = EVENT_TIME}, now, ret);
    if (r < 0) {
        plan_free_parts(&next);
        return r;
    }
    p->out = ret;
    end_gone(p, schedule, new_of);
    p->out = NULL;

    old = *p;
    plan_take_parts(p, &next);
    for (size_t i = 0; i < p->n; i++)
        p->items[i].latest = p->latest;
    for (size_t i = 0; i < old.n; i++)
        if (new_of[i] < p->n)
            carry_item(p, new_of[i], &old, i);
    carry_lists(p, &old, new_of);
    carry_shown(p, &old);
    for (size_t i = 0; i < p->n; i++) {
        struct item *it = &p->items[i];

        plan_place(p, i, false);
        /* what waited as a time of day may belong to an interval now, and that to a window */
        if (!rule_counted(plan_rule(p, i)))
            it->held.ends = 0;
        else if (!it->held.ends)
            it->held.ends = it->inside ? it->edge : LONG_OVER;
        plan_seek(p, i, p->wall + 1);
        plan_rekey(p, i);
    }
    if (p->paused) /* tomorrow's hours may begin earlier now */
        plan_clamp_pause(p);
    plan_touch(p);
    plan_free_parts(&old);
    return 0;
}
