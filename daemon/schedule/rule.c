/* What a rule names in civil time: its next window, its next time of day. */
#include "daemon/schedule/rule.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/schedule/agenda.h"
#include "daemon/schedule/day.h"
#include "daemon/schedule/mix.h"

void schedule_done(struct schedule *s)
{
    if (!s)
        return;
    free(s->rules);
    *s = (struct schedule){0};
}

void schedule_seed(struct schedule *s, uint64_t seed)
{
    for (size_t i = 0; i < s->n; i++) {
        s->rules[i].seed = mix64(seed);
        for (const char *c = s->rules[i].name; *c; c++) /* each reminder has times of its own */
            s->rules[i].seed = mix64(s->rules[i].seed ^ (unsigned char)*c);
    }
}

enum priority rule_priority(const struct rule *rule)
{
    static const enum priority of[] = {
        [KIND_PLAIN] = PRIORITY_BREAK,
        [KIND_ROUTINE] = PRIORITY_ROUTINE,
        [KIND_POSTURE] = PRIORITY_POSTURE,
        [KIND_WORKSTATION] = PRIORITY_POSTURE,
        [KIND_AUTO] = PRIORITY_BREAK,
        [KIND_SAFETY] = PRIORITY_SAFETY,
        [KIND_APPOINTMENT] = PRIORITY_APPOINTMENT,
        [KIND_AFTERCARE] = PRIORITY_AFTERCARE,
        [KIND_QUESTION] = PRIORITY_LOG,
    };

    if (rule->kind != KIND_PLAIN)
        return of[rule->kind];
    return rule->asks_pain                    ? PRIORITY_LOG
           : rule->amount > 0                 ? PRIORITY_WATER
           : strcmp(rule->moves, "eyes") == 0 ? PRIORITY_EYES
                                              : PRIORITY_BREAK;
}

bool rule_is_break(const struct rule *rule)
{
    enum priority priority = rule_priority(rule);

    return priority == PRIORITY_BREAK || priority == PRIORITY_ROUTINE || priority == PRIORITY_EYES;
}

size_t schedule_find(const struct schedule *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->rules[i].name, name) == 0)
            return i;
    return s->n;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct rule *const *)a)->name, (*(const struct rule *const *)b)->name);
}

const struct rule **schedule_by_name(const struct schedule *s)
{
    const struct rule **order = calloc(s->n + 1, sizeof(*order));

    if (!order)
        return NULL;
    for (size_t i = 0; i < s->n; i++)
        order[i] = &s->rules[i];
    qsort(order, s->n, sizeof(*order), by_name);
    return order;
}

/* A day early enough that none of its windows, nor any before it, ends after the instant. */
static int64_t day_before(const struct zone *zone, int64_t at)
{
    int64_t day;
    int32_t second;

    zone_local(zone, at, &day, &second);
    return day - 2;
}

bool rule_window(const struct rule *rule, const struct zone *zone, int64_t at, int64_t *ret_from,
                 int64_t *ret_to)
{
    struct day_zone z = day_zone(zone);
    int64_t first = day_before(zone, at), from, to;

    for (int64_t day = first; day < first + DAYS_AHEAD; day++) {
        if (!day_allowed(rule, day))
            continue;
        for (size_t i = 0; i < day_windows(rule); i++) {
            if (!day_window(rule, &z, day, i, &from, &to) || to < at)
                continue;
            *ret_from = from;
            *ret_to = to;
            return true;
        }
    }
    return false;
}

bool rule_at_find(const struct rule *rule, const struct zone *zone, int64_t after,
                  struct at_time *ret)
{
    struct day_zone z = day_zone(zone);
    int64_t first = day_before(zone, after), at;
    struct at_time found = {0};

    for (int64_t day = first; day < first + DAYS_AHEAD && !found.times; day++) {
        for (size_t i = 0; day_allowed(rule, day) && i < day_times(rule); i++) {
            if (!day_instant(&z, day, day_time(rule, day, i), &at) || at <= after)
                continue;
            if (found.times && at != found.at)
                break;
            found.at = at;
            found.day = day;
            found.times |= UINT32_C(1) << i;
        }
    }
    if (!found.times)
        return false;
    *ret = found;
    return true;
}

bool rule_at_next(const struct rule *rule, const struct zone *zone, int64_t after, int64_t *ret_at)
{
    struct at_time found;

    if (!rule_at_find(rule, zone, after, &found))
        return false;
    *ret_at = found.at;
    return true;
}
