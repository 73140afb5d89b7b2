/* When the reminders around massages are built anew: with the day, the settings, the zone, and each
 * entry that matters to them. The plan goes by them where they are others than before.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/daemon_internal.h"

#define DAY_NONE INT64_MIN

/* The settings with another list of rules; the rest is shared. NULL: no memory. */
static struct settings *with_rules(struct daemon *d)
{
    const struct schedule *old = &d->settings->schedule;
    struct settings *next = malloc(sizeof(*next));

    if (!next)
        return NULL;
    *next = *d->settings;
    next->schedule.rules = calloc(old->n + 1, sizeof(*old->rules));
    if (!next->schedule.rules) {
        free(next);
        return NULL;
    }
    if (old->n > 0)
        memcpy(next->schedule.rules, old->rules, old->n * sizeof(*old->rules));
    return next;
}

static bool same(const struct schedule *a, const struct schedule *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->rules, b->rules, a->n * sizeof(*a->rules)) == 0);
}

void daemon_massage_settle(struct daemon *d, bool fresh)
{
    struct moment now = clock_now(d->options.clock);
    struct settings *old = d->settings, *next;
    struct plan *plan = NULL;
    int r;

    if (d->in_batch) {
        d->massage.day = DAY_NONE; /* when the batch is over */
        return;
    }
    next = with_rules(d);
    r = next ? daemon_massage_add(d, next) : -ENOMEM;
    if (r < 0 || same(&old->schedule, &next->schedule))
        goto drop;
    if (fresh) {
        r = plan_new(&plan, &next->schedule, &d->zone, now);
    } else {
        daemon_guard(d); /* what comes with the swap is shown after it */
        r = plan_swap(d->plan, &next->schedule, now, &d->effects);
    }
    if (r < 0)
        goto drop;
    d->settings = next;
    if (fresh) {
        (void)plan_free(d->plan);
        d->plan = plan;
    } else {
        daemon_pain_settle(d);
        (void)daemon_carry(d, &old->schedule, now);
        daemon_unguard(d, now);
        (void)daemon_carry(d, &d->settings->schedule, now);
        daemon_changed(d);
    }
    next = old;
drop:
    if (!fresh)
        daemon_arm(d, now); /* there may be a midnight to wait for now */
    if (next)
        free(next->schedule.rules);
    free(next);
}

void daemon_massage_tick(struct daemon *d)
{
    int64_t day;
    int32_t second;

    zone_local(&d->zone, wall_seconds(clock_now(d->options.clock).wall), &day, &second);
    if (d->massage.day == day)
        return;
    daemon_massage_settle(d, false);
    daemon_changed(d); /* another day, another plan */
}

bool daemon_massage_next(struct daemon *d, struct moment now, struct boot *ret)
{
    if (!d->massage.concerned)
        return false;
    if (d->massage.day == DAY_NONE && d->care.first.us > now.boot.us)
        *ret = d->care.first;
    else
        ret->us = now.boot.us + daemon_day_start(d, 1).us - now.wall.us;
    return true;
}

/* What was logged answers what asked for it. */
static void answer(struct daemon *d, size_t rule, const char *source)
{
    struct event event = {.kind = EVENT_ANSWER, .answer = {.rule = rule, .outcome = OUTCOME_DONE}};
    struct plan_view view;

    if (rule == d->settings->schedule.n || d->settings->schedule.rules[rule].date == 0)
        return;
    plan_view(d->plan, rule, clock_now(d->options.clock), &view);
    if (view.open || view.held)
        (void)daemon_step(d, &event, source);
}

static bool tells_more(const struct entry *entry)
{
    enum fact f = 0;

    while (f < FACT_COUNT && !entry_knows(entry, f))
        f++;
    return f < FACT_COUNT;
}

struct last_day {
    int64_t day;
    int n, sum;
};

static int add_level(void *userdata, const struct entry *entry)
{
    struct last_day *last = userdata;
    int64_t second = wall_seconds(entry->at) + entry->offset, day = second / SECONDS_PER_DAY;

    if (entry->level < 0)
        return 0;
    if (day != last->day)
        *last = (struct last_day){.day = day};
    last->n++;
    last->sum += entry->level;
    return 0;
}

/* Whether a level of today is so much more than the last logged day's that the list may have to be
 * offered (R4): a look at a few entries, which spares most of them a look at all. */
static bool rose(struct daemon *d, const struct entry *entry)
{
    const struct care_settings settings = daemon_care_settings(d);
    const struct entry_filter before = {.from = {INT64_MIN},
                                        .to = daemon_day_start(d, 0),
                                        .region = REGION_COUNT,
                                        .kind = ENTRY_PAIN,
                                        .last = 16};
    struct last_day last = {0};
    struct store *store = d->options.store;

    return entry->at.us >= before.to.us &&
           store->ops->entries(store, &before, add_level, &last) == 0 && last.n > 0 &&
           entry->level * last.n - last.sum >= settings.rise_points * last.n;
}

/* Whether what an entry says can wait for midnight, when everything is looked at. */
static bool can_wait(struct daemon *d, const struct entry *entry)
{
    static const unsigned others = ENTRY_BIT(ENTRY_DRINK) | ENTRY_BIT(ENTRY_MOTION) |
                                   ENTRY_BIT(ENTRY_STIFFNESS) | ENTRY_BIT(ENTRY_STRESS) |
                                   ENTRY_BIT(ENTRY_SLEEP) | ENTRY_BIT(ENTRY_MOOD) |
                                   ENTRY_BIT(ENTRY_POSTURE);
    static const int severe = 7; /* R9: a hold of its own */

    if (entry->kind == ENTRY_PAIN)
        return d->massage.concerned && entry->level < severe && !tells_more(entry) &&
               !rose(d, entry);
    return others & ENTRY_BIT(entry->kind);
}

void daemon_massage_logged(struct daemon *d, const struct entry *entry, const char *source)
{
    const struct schedule *s = &d->settings->schedule;

    if (entry->kind == ENTRY_SORENESS)
        answer(d, daemon_question(d, ENTRY_SORENESS), source);
    else if (entry->kind == ENTRY_MASSAGE || entry->kind == ENTRY_BOOKING)
        answer(d, schedule_find(s, MASSAGE_NAME), source);
    else if (entry->kind == ENTRY_CHECK)
        answer(d, schedule_find(s, d->care.slots[SPOKEN_CHECK].name), source);
    else if (entry->kind == ENTRY_PEG)
        answer(d, schedule_find(s, d->care.slots[SPOKEN_PEG].name), source);
    if (!can_wait(d, entry))
        daemon_massage_settle(d, false);
}
