/* The evening question about pain: one number a day, logged by one click; and what is answered in
 * the same way, the question how sore a massage left one (massage_rules.c).
 *
 * It is a reminder like any other, at its time of day; but on a day that has an entry it is not
 * due, and an entry answers it, whoever made it. What is logged by it is exactly the number that
 * was clicked, once: the question is over before another click can come.
 */
#include <string.h>

#include "daemon/daemon_internal.h"

static int keep_last(void *userdata, const struct entry *entry)
{
    *(int *)userdata = entry->level;
    return 0;
}

/* The last level from one moment to before another; -1: none, or it cannot be read. */
static int last_level(struct daemon *d, enum entry_kind kind, struct wall from, struct wall to)
{
    struct entry_filter filter = {
        .from = from, .to = to, .region = REGION_COUNT, .kind = kind, .last = 1};
    struct store *store = d->options.store;
    int level = -1;

    return store && store->ops->entries(store, &filter, keep_last, &level) == 0 ? level : -1;
}

enum entry_kind daemon_asks(const struct rule *rule)
{
    return rule->asks_pain ? ENTRY_PAIN : rule->asks_soreness ? ENTRY_SORENESS : ENTRY_KIND_COUNT;
}

size_t daemon_question(const struct daemon *d, enum entry_kind kind)
{
    const struct schedule *s = &d->settings->schedule;
    size_t i = 0;

    while (i < s->n && daemon_asks(&s->rules[i]) != kind)
        i++;
    return i;
}

void daemon_pain_settle(struct daemon *d)
{
    int64_t day;
    int32_t second;

    if (daemon_question(d, ENTRY_PAIN) == d->settings->schedule.n)
        return;
    zone_local(&d->zone, wall_seconds(clock_now(d->options.clock).wall), &day, &second);
    plan_settle_pain(d->plan,
                     last_level(d, ENTRY_PAIN, daemon_day_start(d, 0), daemon_day_start(d, 1)) >= 0
                         ? day
                         : INT64_MIN);
}

void daemon_pain_logged(struct daemon *d, const struct entry *entry, const char *source)
{
    size_t i = daemon_question(d, ENTRY_PAIN);
    struct moment now = clock_now(d->options.clock);
    struct event event = {.kind = EVENT_ANSWER, .answer = {.rule = i, .outcome = OUTCOME_DONE}};
    struct plan_view view;

    if (entry->kind != ENTRY_PAIN || i == d->settings->schedule.n)
        return;
    daemon_pain_settle(d);
    plan_view(d->plan, i, now, &view);
    /* of today, or of the day it was asked on */
    if ((view.open || view.held) &&
        (entry->at.us >= daemon_day_start(d, 0).us || (view.open && entry->at.us >= view.due.us)))
        (void)daemon_step(d, &event, source);
}

void daemon_levels(struct daemon *d, enum entry_kind kind, int ret[static 3])
{
    int last = last_level(d, kind, (struct wall){INT64_MIN}, (struct wall){INT64_MAX});
    int first = last < 1 ? 0 : last > PAIN_MAX - 1 ? PAIN_MAX - 2 : last - 1;
    int least = kind == ENTRY_PAIN ? 2 : 0; /* of soreness, none is the commonest */

    for (int i = 0; i < 3; i++)
        ret[i] = last < 0 ? least + 2 * i : first + i;
}

int daemon_level_answer(struct daemon *d, enum entry_kind kind, int level, struct wall due,
                        struct fault *ret_fault)
{
    struct entry entry = {
        .kind = kind, .at = clock_now(d->options.clock).wall, .level = level, .ml = -1};

    if (due.us < daemon_day_start(d, 0).us) /* after midnight: of the day it was asked for */
        entry.at = due;
    return daemon_log_by(d, &entry, "button", ret_fault);
}
