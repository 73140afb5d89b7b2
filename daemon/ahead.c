/* What is to come, as things stand: the plan's next ones, then the schedule's agenda after them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/schedule/agenda.h"

struct coming {
    int64_t due; /* µs */
    size_t rule;
    const char *state;
};
struct comings {
    struct coming *items;
    size_t n, size;
};

static int add_coming(struct comings *c, int64_t due, size_t rule, const char *state)
{
    if (c->n == c->size) {
        size_t size = c->size ? 2 * c->size : 64;
        struct coming *items = reallocarray(c->items, size, sizeof(*items));
        if (!items)
            return -ENOMEM;
        c->items = items;
        c->size = size;
    }
    c->items[c->n++] = (struct coming){due, rule, state};
    return 0;
}

static int by_time(const void *a, const void *b)
{
    const struct coming *x = a, *y = b;

    if (x->due != y->due)
        return x->due < y->due ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* Counted reminders: from where the interval stands to the end of its window, if the user stays and
 * does each at once; the windows after that come from the agenda. Returns where the agenda takes
 * over. */
static int add_interval(struct daemon *d, size_t i, const struct plan_view *view, int64_t to,
                        struct comings *c, int64_t *ret_after)
{
    const struct rule *rule = &d->settings->schedule.rules[i];
    int64_t from, end;

    if (!rule_window(rule, &d->zone, wall_seconds(view->next), &from, &end))
        return 0;
    *ret_after = end + 1;
    for (int64_t due = view->next.us; due <= end * USEC_PER_SEC && due < to; due += rule->every) {
        int r = add_coming(c, due, i, due == view->next.us && view->snoozing ? "snoozed" : "due");
        if (r < 0)
            return r;
    }
    return 0;
}

static int collect(struct daemon *d, struct moment now, int64_t to, struct comings *c)
{
    const struct schedule *s = &d->settings->schedule;
    AUTO_FREE int64_t *after =
        calloc(s->n + 1, sizeof(*after)); /* per rule, seconds: the agenda's */
    struct agenda *agenda;
    struct agenda_item item;
    int r = after ? 0 : -ENOMEM;

    for (size_t i = 0; r == 0 && i < s->n; i++) {
        struct plan_view view;
        plan_view(d->plan, i, now, &view);
        after[i] = wall_seconds(now.wall) + 1;
        if (view.open)
            r = add_coming(c, view.due.us, i, "open");
        if (r < 0 || !view.has_next)
            continue;
        if (s->rules[i].every > 0 && s->rules[i].at_n == 0)
            r = add_interval(d, i, &view, to, c, &after[i]);
        else if (view.snoozing && view.next.us < to)
            r = add_coming(c, view.next.us, i, "snoozed");
    }
    if (r == 0)
        r = agenda_new(&agenda, s, &d->zone, wall_seconds(now.wall),
                       (to + USEC_PER_SEC - 1) / USEC_PER_SEC, NULL);
    if (r < 0)
        return r;
    while (r == 0 && agenda_next(agenda, &item))
        if (item.due >= after[item.rule])
            r = add_coming(c, item.due * USEC_PER_SEC, item.rule, "due");
    agenda_free(agenda);
    return r;
}

int daemon_agenda(struct daemon *d, struct wall to,
                  int (*each)(void *userdata, struct wall due, const struct rule *rule,
                              const char *state),
                  void *userdata, struct fault *ret_fault)
{
    struct moment now = clock_now(d->options.clock);
    struct comings c = {0};
    int r = collect(d, now, to.us, &c);

    if (r == 0 && c.n > 0)
        qsort(c.items, c.n, sizeof(*c.items), by_time);
    for (size_t i = 0; r == 0 && i < c.n; i++)
        r = each(userdata, (struct wall){c.items[i].due},
                 &d->settings->schedule.rules[c.items[i].rule], c.items[i].state);
    free(c.items);
    return r < 0 ? daemon_fault(ret_fault, FAULT_INVALID_VALUE, "span", "", "%s", strerror(-r)) : r;
}
