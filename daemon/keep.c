/* What has to outlive the process: outcomes and the plan's texts, to the store and back.
 *
 * One transaction a step. Where the disk fails, reminders go on: what could not be written stays in
 * memory and is tried again with the next step.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/daemon_internal.h"
#include "daemon/log.h"

static void remember(struct daemon *d, const struct occurrence *occurrence)
{
    if (d->unsaved_n == d->unsaved_size) {
        size_t size = d->unsaved_size ? 2 * d->unsaved_size : 16;
        struct occurrence *items =
            size <= UNSAVED_MAX ? reallocarray(d->unsaved, size, sizeof(*items)) : NULL;
        if (!items) {
            log_error("outcome of %s: not kept: too many wait to be written", occurrence->reminder);
            return;
        }
        d->unsaved = items;
        d->unsaved_size = size;
    }
    d->unsaved[d->unsaved_n++] = *occurrence;
}

/* When an occurrence was shown: what waits to be written knows better than what is written. */
static struct wall shown_at(const struct daemon *d, const struct occurrence *o)
{
    struct store *store = d->options.store;
    struct occurrence before;

    for (size_t i = d->unsaved_n; i > 0; i--)
        if (d->unsaved[i - 1].due.us == o->due.us &&
            strcmp(d->unsaved[i - 1].reminder, o->reminder) == 0)
            return d->unsaved[i - 1].shown;
    if (store && store->ops->get_occurrence(store, o->reminder, o->due, &before) == 0)
        return before.shown;
    return (struct wall){0};
}

/* An effect as a line of the store; what was shown before keeps when. */
void daemon_record(struct daemon *d, const struct schedule *schedule, const struct effect *effect,
                   struct moment now)
{
    struct occurrence o = {
        .due = effect->due, .outcome = effect->outcome, .reason = effect->reason};
    const enum rule_kind kind = schedule->rules[effect->rule].kind;

    if (kind == KIND_SAFETY || kind == KIND_QUESTION)
        return; /* no habit, and nothing to be counted; that it was told is a state */
    (void)strcpy(o.reminder, schedule->rules[effect->rule].name);
    if (effect->kind == EFFECT_OUTCOME) {
        if (effect->notice)
            o.shown = shown_at(d, &o);
        o.ended = now.wall;
        (void)snprintf(o.source, sizeof(o.source), "%s", d->source);
    } else {
        o.shown = now.wall;
        o.outcome = OUTCOME_OPEN;
    }
    remember(d, &o);
}

struct store *daemon_store(struct daemon *d)
{
    struct daemon_options *o = &d->options;

    if (o->store || !o->open_store)
        return o->store;
    if (o->open_store(o->open_userdata, &o->store, &o->store_trouble) < 0)
        return NULL;
    plan_touch(d->plan); /* what it has of the plan is of another run */
    log_info("the log: there is one now");
    return o->store;
}

int daemon_batch_begin(struct daemon *d)
{
    struct store *store = daemon_store(d);
    int r = store ? store->ops->begin(store) : -EIO;

    d->in_batch = r == 0;
    return r;
}

void daemon_batch_said(struct daemon *d, struct wall said)
{
    d->said = said;
}

int daemon_batch_end(struct daemon *d, bool well)
{
    struct store *store = d->options.store;
    int r = 0;

    if (well)
        r = store->ops->commit(store);
    else
        store->ops->rollback(store);
    d->in_batch = false;
    d->said = (struct wall){0};
    daemon_massage_tick(d);
    if (d->unsettled)
        daemon_quiet_settle(d, true);
    return r;
}

/* All that changed, as one transaction: 1; 0 when nothing did; or -errno. */
static int write_all(struct daemon *d, struct moment now)
{
    struct store *store = d->options.store;
    struct plan_saved saved;
    bool more = plan_take_changed(d->plan, now, &saved);
    struct plan_saved turn, text;
    size_t at = 0, told_at = 0;
    bool turned = daemon_moves_take(d, &at, &turn), told = daemon_care_take(d, &told_at, &text);
    char stopped[32];
    int r;

    if (!more && d->unsaved_n == 0 && !turned && !told)
        return 0;
    r = d->in_batch ? 0 : store->ops->begin(store);
    for (size_t i = 0; r == 0 && i < d->unsaved_n; i++)
        r = store->ops->put_occurrence(store, &d->unsaved[i]);
    for (; r == 0 && more; more = plan_take_changed(d->plan, now, &saved))
        r = store->ops->put_state(store, saved.key, saved.value);
    for (; r == 0 && turned; turned = daemon_moves_take(d, &at, &turn))
        r = store->ops->put_state(store, turn.key, turn.value);
    for (; r == 0 && told; told = daemon_care_take(d, &told_at, &text))
        r = store->ops->put_state(store, text.key, text.value);
    (void)snprintf(stopped, sizeof(stopped), "%lld", d->stopping ? (long long)now.wall.us : 0LL);
    if (r == 0)
        r = store->ops->put_state(store, "stopped", stopped);
    if (r == 0 && !d->in_batch)
        r = store->ops->commit(store);
    if (r < 0)
        store->ops->rollback(store);
    return r < 0 ? r : 1;
}

bool daemon_save(struct daemon *d, struct moment now)
{
    struct store *store = d->options.store;
    int r = store ? write_all(d, now) : 0;

    if (daemon_mend(d, r))
        r = write_all(d, now);
    if (r > 0) {
        if (d->trouble[0])
            log_info("the log: everything is on disk again");
        d->trouble[0] = '\0';
        d->unsaved_n = 0;
        daemon_moves_saved(d);
        daemon_care_saved(d);
    }
    if (r >= 0)
        return r > 0;
    plan_touch(d->plan); /* its texts are to be taken again */
    if (!d->trouble[0])
        log_error("the log: outcomes are not on disk, kept in memory: %s", store->ops->why(store));
    (void)snprintf(d->trouble, sizeof(d->trouble), "%s", store->ops->why(store));
    return true;
}

struct saved_states {
    struct daemon *daemon;
    struct plan_saved *items;
    size_t n, size;
    struct wall stopped; /* us 0: the last run did not end by itself */
};

static int collect_state(void *userdata, const char *key, const char *value)
{
    struct saved_states *s = userdata;

    if (strcmp(key, "stopped") == 0) {
        s->stopped.us = strtoll(value, NULL, 10);
        return 0;
    }
    if (daemon_moves_restore(s->daemon, key, value) || daemon_care_restore(s->daemon, key, value))
        return 0;
    if (strlen(key) >= PLAN_KEY_MAX || strlen(value) >= PLAN_VALUE_MAX)
        return 0;
    if (s->n == s->size) {
        size_t size = s->size ? 2 * s->size : 16;
        struct plan_saved *items = reallocarray(s->items, size, sizeof(*items));
        if (!items)
            return -ENOMEM;
        s->items = items;
        s->size = size;
    }
    (void)strcpy(s->items[s->n].key, key);
    (void)strcpy(s->items[s->n++].value, value);
    return 0;
}

/* What was open of reminders that the schedule has lost while nobody ran. */
static void end_removed(struct daemon *d, const struct saved_states *saved, struct moment now)
{
    const struct schedule *schedule = &d->settings->schedule;

    for (size_t k = 0; k < saved->n; k++) {
        const char *name = plan_saved_name(&saved->items[k]);
        struct occurrence o = {
            .ended = now.wall, .outcome = OUTCOME_SUPPRESSED, .reason = REASON_SETTINGS};
        size_t i;

        if (!name || strlen(name) > RULE_NAME_MAX || !plan_saved_open(&saved->items[k], &o.due))
            continue;
        i = schedule_find(schedule, name);
        if (i < schedule->n && schedule->rules[i].enabled)
            continue;
        (void)strcpy(o.reminder, name);
        o.shown = shown_at(d, &o);
        remember(d, &o);
    }
}

/* What the last run left. */
int daemon_restore(struct daemon *d, struct moment now)
{
    struct store *store = d->options.store;
    struct saved_states saved = {.daemon = d};
    int r;

    if (!store)
        return 0;
    r = store->ops->states(store, collect_state, &saved);
    if (r == 0 && saved.n > 0) {
        /* Stopped in order and booted since: nobody was at this desk in between. After a crash
         * nothing is known. */
        int64_t booted = now.wall.us - now.boot.us;
        int64_t off = saved.stopped.us && booted > saved.stopped.us ? booted - saved.stopped.us : 0;
        r = plan_restore(d->plan, saved.items, saved.n, off, now, &d->effects);
        if (r >= 0)
            end_removed(d, &saved, now);
    }
    (void)daemon_mend(d, r);
    if (r < 0)
        log_error("state of the last run: not read: %s: starting anew", strerror(-r));
    free(saved.items);
    return r == -ENOMEM ? r : 0;
}
