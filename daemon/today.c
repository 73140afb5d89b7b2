/* Today at a glance: how each reminder stands, what became of today's, the last pain level. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/daemon_internal.h"

static int count_outcome(void *userdata, const struct occurrence *o)
{
    struct daemon_status *status = userdata;

    /* The reminders of a status are few and in the schedule's order: by name, one after the other.
     */
    for (size_t i = 0; i < status->n; i++)
        if (strcmp(status->reminders[i].rule->name, o->reminder) == 0) {
            status->reminders[i].today[o->outcome]++;
            break;
        }
    return 0;
}

static int keep_entry(void *userdata, const struct entry *entry)
{
    struct daemon_status *status = userdata;

    status->pain = *entry;
    status->has_pain = true;
    return 0;
}

static int add_drink(void *userdata, const struct entry *entry)
{
    struct daemon_status *status = userdata;

    status->water += entry->ml;
    return 0;
}

static const char *reminder_state(const struct rule *rule, const struct plan_view *view)
{
    if (!rule->enabled)
        return "off";
    if (view->open)
        return "open";
    if (view->snoozing)
        return "snoozed";
    if (view->quiet.us)
        return "quiet";
    return view->in_hours || rule->every == 0 ? "waiting" : "outside-hours";
}

static int read_today(struct daemon *d, struct daemon_status *status)
{
    struct store *store = d->options.store;
    struct entry_filter last = {.from = {INT64_MIN},
                                .to = {INT64_MAX},
                                .region = REGION_COUNT,
                                .kind = ENTRY_PAIN,
                                .last = 1};
    struct wall from = daemon_day_start(d, 0), to = daemon_day_start(d, 1);
    struct entry_filter drinks = {
        .from = from, .to = to, .region = REGION_COUNT, .kind = ENTRY_DRINK};
    int r;

    r = store->ops->occurrences(store, from, to, count_outcome, status);
    if (r == 0)
        r = store->ops->entries(store, &last, keep_entry, status);
    return r == 0 ? store->ops->entries(store, &drinks, add_drink, status) : r;
}

int daemon_status(struct daemon *d, struct daemon_status *ret)
{
    struct moment now = clock_now(d->options.clock);
    const struct schedule *s = &d->settings->schedule;
    struct notifier *shows = d->options.notifier ? d->options.notifier : d->options.fallback;
    struct daemon_status status = {
        .presence = plan_presence(d->plan),
        .deferring = plan_busy(d->plan),
        .schedule = d->settings->path,
        .log = d->options.log_path,
        .log_trouble = !d->options.store ? daemon_store_why(d)
                       : d->trouble[0]   ? d->trouble
                                         : daemon_damage(d),
        .n = s->n,
    };
    int r;

    status.reminders = calloc(s->n + 1, sizeof(*status.reminders));
    if (!status.reminders)
        return -ENOMEM;
    status.paused = plan_paused(d->plan, &status.paused_until);
    if (shows)
        shows->ops->describe(shows, status.notifier, sizeof(status.notifier));
    for (size_t i = 0; i < s->n; i++) {
        struct reminder_status *one = &status.reminders[i];
        one->rule = &s->rules[i];
        plan_view(d->plan, i, now, &one->view);
        one->state = reminder_state(one->rule, &one->view);
    }
    r = d->options.store ? read_today(d, &status) : 0;
    status.planned = r == 0 && d->options.store && daemon_glance(d, &status.care, &status.booked);
    if (r < 0)
        status.log_trouble = daemon_mend(d, r) ? daemon_damage(d) : daemon_store_why(d);
    *ret = status;
    return 0;
}
