/* What became of the reminders, day by day: the store's occurrences, counted as they pass. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"

struct counting {
    const struct zone *zone;
    int (*each)(void *userdata, const struct day_habits *day);
    void *userdata;
    int64_t day; /* being counted */
    struct habit *habits;
    size_t n, size;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct habit *)a)->reminder, ((const struct habit *)b)->reminder);
}

/* Tells the day that is complete. */
static int day_over(struct counting *c)
{
    struct day_habits day = {.day = c->day, .n = c->n, .habits = c->habits};
    int64_t from;

    if (c->n == 0)
        return 0;
    if (zone_instant(c->zone, c->day, 0, &from) != ZONE_NO_DAY)
        day.from.us = from * USEC_PER_SEC;
    qsort(c->habits, c->n, sizeof(*c->habits), by_name);
    c->n = 0;
    return c->each(c->userdata, &day);
}

static int count(void *userdata, const struct occurrence *o)
{
    struct counting *c = userdata;
    int64_t day;
    int32_t second;
    size_t i = 0;
    int r;

    zone_local(c->zone, wall_seconds(o->due), &day, &second);
    if (day != c->day && (r = day_over(c)) != 0)
        return r;
    c->day = day;
    while (i < c->n && strcmp(c->habits[i].reminder, o->reminder) != 0)
        i++;
    if (i == c->size) {
        size_t size = c->size ? 2 * c->size : 16;
        struct habit *habits = reallocarray(c->habits, size, sizeof(*habits));
        if (!habits)
            return -ENOMEM;
        c->habits = habits;
        c->size = size;
    }
    if (i == c->n) {
        c->habits[c->n] = (struct habit){0};
        (void)strcpy(c->habits[c->n++].reminder, o->reminder);
    }
    c->habits[i].counts[o->outcome]++;
    return 0;
}

bool daemon_is_break(const struct schedule *schedule, const char *name)
{
    static const char *const own[] = {MASSAGE_NAME, AFTERCARE_NAME, WATER_NAME, SORENESS_NAME,
                                      PAIN_NAME};
    const size_t n = sizeof(OWN_PREFIX) - 1, i = schedule_find(schedule, name);

    if (i < schedule->n)
        return rule_is_break(&schedule->rules[i]);
    name += strncmp(name, OWN_PREFIX, n) == 0 ? n : 0;
    for (size_t k = 0; k < COUNT_OF(own); k++)
        if (strcmp(name, own[k]) == 0)
            return false;
    return true;
}

int daemon_habits(struct daemon *d, struct wall from, struct wall to,
                  int (*each)(void *userdata, const struct day_habits *day), void *userdata,
                  struct fault *ret_fault)
{
    struct store *store = d->options.store;
    struct counting c = {.zone = &d->zone, .each = each, .userdata = userdata, .day = INT64_MIN};
    int r = store ? store->ops->occurrences(store, from, to, count, &c) : -ENOENT;

    if (r == 0)
        r = day_over(&c);
    free(c.habits);
    if (r < 0)
        return daemon_not_saved(d, ret_fault);
    return r;
}
