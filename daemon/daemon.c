/* The daemon without its loop: one event in, one step of the plan, its effects carried out, one
 * alarm armed.
 *
 * Invariant: what a step decided is on disk (intent, outcome, the plan's texts, in one transaction)
 * before anything of it is shown, so that a crash never shows an occurrence twice. Where the disk
 * fails, reminders go on: what could not be written is kept and tried again with the next step.
 */
#include "daemon/daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/scope.h"
#include "daemon/daemon_internal.h"
#include "daemon/log.h"

static void pause_ended(struct daemon *d)
{
    struct notice notice = {
        .id = NOTICE_RESUMED,
        .title = "The pause is over",
        .body = "Reminders come again.",
        .urgency = URGENCY_LOW,
        .timeout = 10 * USEC_PER_SEC,
        .transient = true,
    };

    log_info("pause: over");
    daemon_tell(d, &notice);
}

/* A notice is shown once more as a whole, so once is enough, however many of it are repeated. */
static bool repeated_before(const struct effect *e, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (e[k].kind == EFFECT_REPEAT && e[k].notice == e[i].notice)
            return true;
    return false;
}

bool daemon_carry(struct daemon *d, const struct schedule *schedule, struct moment now)
{
    const struct effect *e = d->effects.items;
    size_t n = d->effects.n;
    bool changed;

    for (size_t i = 0; i < n; i++)
        if (e[i].kind == EFFECT_SHOW || e[i].kind == EFFECT_OUTCOME)
            daemon_record(d, schedule, &e[i], now);
    for (size_t i = 0; i < n; i++)
        if (e[i].kind == EFFECT_SHOW) {
            daemon_care_shown(d, &schedule->rules[e[i].rule], e[i].due);
            daemon_pick_move(d, &schedule->rules[e[i].rule], e[i].due);
        }
    changed = daemon_save(d, now) || n > 0;
    for (size_t i = 0; i < n; i++)
        if (e[i].kind == EFFECT_SHOW || e[i].kind == EFFECT_REPEAT || e[i].kind == EFFECT_OUTCOME)
            daemon_hook(d, schedule, &e[i]);
    for (size_t i = 0, next; i < n; i = next) {
        next = i + 1;
        if (e[i].kind == EFFECT_SHOW) {
            struct notice notice;
            while (next < n && e[next].kind == e[i].kind && e[next].notice == e[i].notice)
                next++;
            daemon_compose(d, schedule, &e[i], next - i, now.wall, &notice);
            daemon_show(d, &notice);
        } else if (e[i].kind == EFFECT_REPEAT) {
            if (!repeated_before(e, i))
                daemon_show_open(d, e[i].notice);
        } else if (e[i].kind == EFFECT_WITHDRAW) {
            daemon_withdraw(d, e[i].notice);
        } else if (e[i].kind == EFFECT_PAUSE_END) {
            pause_ended(d);
        }
    }
    if (changed && d->options.supervisor) {
        char sentence[256];
        daemon_sentence(d, sentence, sizeof(sentence));
        d->options.supervisor->tell(d->options.supervisor, SUPERVISED_STATUS, sentence);
    }
    d->effects.n = 0;
    return changed;
}

void daemon_watch(struct daemon *d, void (*changed)(void *userdata), void *userdata)
{
    d->changed = changed;
    d->watcher = userdata;
}

void daemon_changed(struct daemon *d)
{
    if (d->changed)
        d->changed(d->watcher);
}

bool daemon_due(const struct daemon *d, struct moment now)
{
    struct boot at;

    return plan_next(d->plan, now, &at) && at.us <= now.boot.us;
}

void daemon_arm(struct daemon *d, struct moment now)
{
    struct clock *clock = d->options.clock;
    struct boot at, look;
    bool any = plan_next(d->plan, now, &at);
    int r;

    if (daemon_busy_next(d, &look) && (!any || look.us < at.us)) {
        at = look;
        any = true;
    }
    if (daemon_massage_next(d, now, &look) && (!any || look.us < at.us)) {
        at = look;
        any = true;
    }
    if (!any) {
        clock->ops->disarm(clock);
        return;
    }
    r = clock->ops->arm(clock, at);
    if (r < 0)
        log_error("timer: cannot be set: %s", strerror(-r));
}

int daemon_step_at(struct daemon *d, const struct event *event, const char *source,
                   struct moment now)
{
    bool other = event->kind != EVENT_TIME || daemon_due(d, now);
    int r;

    d->source = source;
    daemon_guard(d);
    r = plan_step(d->plan, event, now, &d->effects);
    if (r == -ENOMEM)
        log_error("schedule: out of memory: tried again with the next event");
    daemon_unguard(d, now);
    if (daemon_carry(d, &d->settings->schedule, now) || other)
        daemon_changed(d);
    daemon_arm(d, now);
    daemon_show_lost(d);
    if (d->unsettled)
        daemon_quiet_settle(d, true);
    return r;
}

struct moment daemon_look(struct daemon *d)
{
    d->options.clock->ops->look(d->options.clock);
    return clock_now(d->options.clock);
}

int daemon_step(struct daemon *d, const struct event *event, const char *source)
{
    return daemon_step_at(d, event, source, daemon_look(d));
}

static void step(struct daemon *d, const struct event *event, const char *source)
{
    (void)daemon_step(d, event, source); /* nobody asked, so there is nobody to tell */
}

/* Member by member: what lies between them in memory is anything. */
static bool same_zone(const struct zone *a, const struct zone *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = a->spans[i].from == b->spans[i].from && a->spans[i].offset == b->spans[i].offset;
    return same;
}

/* Reads the zone; when it is another than before, the plan is told. */
static int zone_refresh(struct daemon *d)
{
    struct moment now = clock_now(d->options.clock);
    struct zone zone, old = d->zone;
    int r = d->options.zone->ops->read(d->options.zone, now.wall, &zone);

    d->glance.there = false;
    if (r < 0) {
        log_error("time zone: cannot be read: %s: the old one stays", strerror(-r));
        return r;
    }
    d->zone_read = now.wall;
    if (same_zone(&old, &zone)) {
        zone_done(&zone);
        return 0;
    }
    if (d->plan)
        plan_move_zone(d->plan, &old); /* the time up to now is still gone through in it */
    d->zone = zone;
    if (d->plan) {
        daemon_pain_settle(d);
        step(d, &(struct event){.kind = EVENT_ZONE, .zone = &d->zone}, "");
        plan_move_zone(d->plan, &d->zone); /* even if the step had no memory */
        daemon_massage_settle(d, false);
        daemon_quiet_settle(d, true);
    }
    zone_done(&old);
    return 0;
}

/* ------------------------------------------------------------------ what the ports tell */

static void on_alarm(void *userdata)
{
    struct daemon *d = userdata;
    struct wall now = clock_now(d->options.clock).wall;

    /* Nothing announces an update of the zone's rules: they are read again with the first alarm of
     * a day. */
    if (now.us - d->zone_read.us > USEC_PER_DAY)
        (void)zone_refresh(d);
    daemon_massage_tick(d);
    daemon_busy_alarm(d);
    step(d, &(struct event){.kind = EVENT_TIME}, "");
}

static void on_stepped(void *userdata)
{
    struct daemon *d = userdata;

    (void)zone_refresh(d); /* the table reaches only so far around the old time */
    daemon_massage_tick(d);
    step(d, &(struct event){.kind = EVENT_STEP}, "");
    daemon_quiet_settle(d, true);
}

static void on_resumed(void *userdata, int64_t slept)
{
    step(userdata, &(struct event){.kind = EVENT_RESUMED, .slept = slept}, "");
    daemon_massage_tick(userdata);
}

static void on_zone_changed(void *userdata)
{
    (void)zone_refresh(userdata);
}

static const struct clock_listener clock_listener = {on_alarm, on_stepped, on_resumed};
static const struct zone_listener zone_listener = {on_zone_changed};

/* ------------------------------------------------------------------ lifetime */

int daemon_new(struct daemon **ret, const struct daemon_options *options, struct settings *settings)
{
    struct daemon *d = calloc(1, sizeof(*d));
    struct moment now = clock_now(options->clock);
    int r;

    if (!d)
        return -ENOMEM;
    d->options = *options;
    d->source = "";
    d->settings = malloc(sizeof(*d->settings));
    r = d->settings ? zone_refresh(d) : -ENOMEM;
    if (r == 0) {
        *d->settings = *settings;
        schedule_seed(&d->settings->schedule, d->options.seed);
        r = plan_new(&d->plan, &d->settings->schedule, &d->zone, now);
    }
    if (r < 0) {
        zone_done(&d->zone);
        free(d->settings);
        free(d);
        return r;
    }
    *settings = (struct settings){0};
    *ret = d;
    return 0;
}

int daemon_start(struct daemon *d)
{
    struct moment now = clock_now(d->options.clock);
    int r;

    d->options.clock->listener = &clock_listener;
    d->options.clock->userdata = d;
    d->options.zone->listener = &zone_listener;
    d->options.zone->userdata = d;
    daemon_notices_start(d);
    daemon_busy_start(d);
    daemon_hooks_start(d);
    daemon_care_start(d);
    daemon_massage_settle(d, true);
    daemon_pain_settle(d);
    daemon_guard(d);
    r = daemon_restore(d, now);
    daemon_unguard(d, now);
    if (r == 0 && d->options.presence_n > 0) {
        d->reports = calloc(d->options.presence_n, sizeof(*d->reports));
        r = d->reports ? 0 : -ENOMEM;
    }
    if (r < 0)
        return r;
    (void)daemon_carry(d, &d->settings->schedule, now);
    daemon_changed(d);
    daemon_arm(d, now);
    daemon_quiet_settle(d, true);
    daemon_desk_start(d);
    daemon_tell_aside(d);
    return 0;
}

struct daemon *daemon_free(struct daemon *d)
{
    if (!d)
        return NULL;
    plan_touch(d->plan);
    d->stopping = true;
    (void)daemon_save(d, clock_now(d->options.clock));
    d->options.clock->ops->disarm(d->options.clock);
    d->options.clock->listener = NULL;
    d->options.zone->listener = NULL;
    daemon_desk_stop(d);
    daemon_busy_stop(d);
    daemon_hooks_stop(d);
    daemon_notices_stop(d);
    plan_free(d->plan);
    effects_done(&d->effects);
    settings_done(d->settings);
    free(d->settings);
    zone_done(&d->zone);
    free(d->unsaved);
    free(d->picks.items);
    free(d);
    return NULL;
}

int daemon_settings(const char *path, struct settings *ret, struct complaints *complaints)
{
    struct settings settings = {0};
    struct moves moves = {0};
    char found[FOLDER_MAX];
    int r, error;

    if (!path && address_schedule(found) == 0)
        path = found;
    r = path ? settings_read(path, &settings, complaints) : settings_builtin(&settings, complaints);
    error = moves_load(&moves, complaints); /* all complaints at once */
    if (r < 0 || error < 0) {
        settings_done(&settings);
        moves_done(&moves);
        return r < 0 ? r : error;
    }
    settings.moves = moves;
    settings.moves.movement = settings.movement;
    *ret = settings;
    return 0;
}
