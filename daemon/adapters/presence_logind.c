/* logind on the system bus: whether the session is locked, whether the machine goes to sleep, and
 * what the desktop makes of idleness. Nothing is inhibited or delayed.
 *
 * LockedHint is what the session says of itself. Lock only asks for it, and a desktop that never
 * sets the hint (sway with swaylock) does not say when it is over either: so such a lock ends with
 * Unlock, or with the first hint that somebody is at the desk, and is told as one that was asked
 * for, so that others' input can end it too.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/presence_logind_session.h"

#define USUAL "/run/dbus/system_bus_socket"

/* What the session says of itself. */
struct hints {
    int locked, idle;
    uint64_t idle_since; /* when that became so, µs, CLOCK_MONOTONIC; 0: never, or not said */
    bool terminal;       /* logind guesses, and does not say when it guesses otherwise */
};

struct logind {
    struct bus_watch watch;
    struct logind_session session;
    sd_bus_slot *sleep, *sleeping; /* the manager's signal, and how it stood at first */
    bool answered;
    struct hints hints;
    bool hinted; /* the session ever said something of idleness */
    bool asked;  /* to lock it, and it did not say so itself (yet) */
    int64_t away_after;
    sd_event_source *away; /* when idleness becomes absence */
};

static struct logind *logind_of(struct logind_session *session)
{
    return (struct logind *)((char *)session - offsetof(struct logind, session));
}

/* ----------------------------------------------------------------------------- what it amounts to
 */

/* Idle from the moment the desktop says so, for it has waited before; away after the span. */
static void update_input(struct logind *l)
{
    struct presence_report *report = &l->watch.report;
    int64_t left = 0;

    (void)sd_event_source_set_enabled(l->away, SD_EVENT_OFF);
    report->hint = l->hinted;
    if (!l->hinted) {
        report->input = PRESENCE_UNKNOWN;
        report->input_since = (struct boot){0};
    } else if (!l->hints.idle) {
        report->input = PRESENCE_ACTIVE;
    } else {
        left = report->input_since.us + l->away_after - bus_watch_ago(&l->watch, 0).us;
        report->input = left > 0 ? PRESENCE_IDLE : PRESENCE_AWAY;
    }
    if (left > 0 && sd_event_source_set_time_relative(l->away, (uint64_t)left) >= 0)
        (void)sd_event_source_set_enabled(l->away, SD_EVENT_ONESHOT);
    bus_watch_changed(&l->watch);
}

static int on_away(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)source, (void)usec;
    update_input(userdata);
    return 0;
}

static void update_lock(struct logind *l)
{
    struct presence_report *report = &l->watch.report;
    bool locked = l->hints.locked || l->asked;

    if (locked != report->locked)
        report->locked_since = locked ? bus_watch_ago(&l->watch, 0) : (struct boot){0};
    report->locked = locked;
    report->lock_asked = locked && !l->hints.locked;
    bus_watch_changed(&l->watch);
}

static void update_sleep(struct logind *l, bool asleep)
{
    struct presence_report *report = &l->watch.report;

    if (asleep != report->asleep)
        report->asleep_since = asleep ? bus_watch_ago(&l->watch, 0) : (struct boot){0};
    report->asleep = asleep;
    bus_watch_changed(&l->watch);
}

/* ----------------------------------------------------------------------------------- the session
 */

static struct boot from_monotonic(const struct logind *l, uint64_t us)
{
    uint64_t now = 0;

    (void)sd_event_now(l->watch.loop, CLOCK_MONOTONIC, &now);
    return bus_watch_ago(&l->watch, us && us < now ? now - us : 0);
}

/* fresh: idle_since 0 where that was not said anew. */
static void take_hints(struct logind *l, const struct hints *fresh)
{
    bool was_hinted = l->hinted, was_idle = l->hints.idle, was_locked = l->hints.locked;

    l->hinted = !fresh->terminal && (was_hinted || fresh->idle || fresh->idle_since);
    if (l->hinted && (!was_hinted || was_idle != fresh->idle))
        l->watch.report.input_since = from_monotonic(l, fresh->idle_since);
    if (was_locked != fresh->locked || (was_idle && !fresh->idle))
        l->asked = false; /* it speaks for itself, or somebody is at the desk */
    l->hints = *fresh;
    update_input(l);
    update_lock(l);
}

static int read_hint(sd_bus_message *m, struct hints *hints)
{
    const char *name, *type;
    int r = sd_bus_message_read(m, "s", &name);

    if (r < 0)
        return r;
    if (strcmp(name, "LockedHint") == 0)
        return sd_bus_message_read(m, "v", "b", &hints->locked);
    if (strcmp(name, "IdleHint") == 0)
        return sd_bus_message_read(m, "v", "b", &hints->idle);
    if (strcmp(name, "IdleSinceHintMonotonic") == 0)
        return sd_bus_message_read(m, "v", "t", &hints->idle_since);
    if (strcmp(name, "Type") != 0)
        return sd_bus_message_skip(m, "v");
    r = sd_bus_message_read(m, "v", "s", &type);
    if (r >= 0)
        hints->terminal = strcmp(type, "tty") == 0 || strcmp(type, "unspecified") == 0;
    return r;
}

static int on_properties(struct logind_session *session, sd_bus_message *m)
{
    struct logind *l = logind_of(session);
    struct hints fresh = l->hints;
    int r = sd_bus_message_enter_container(m, 'a', "{sv}");

    fresh.idle_since = 0;
    while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = read_hint(m, &fresh);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    if (r >= 0)
        take_hints(l, &fresh);
    return r;
}

static void on_asked(struct logind_session *session, bool lock)
{
    struct logind *l = logind_of(session);

    l->asked = lock;
    update_lock(l);
}

static void on_changed(struct logind_session *session)
{
    struct logind *l = logind_of(session);

    l->hints = (struct hints){0};
    l->hinted = l->asked = false;
    update_input(l);
    update_lock(l);
}

/* ----------------------------------------------------------------------------------- the service
 */

static int on_sleep(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    int asleep;

    (void)error;
    if (sd_bus_message_read(m, "b", &asleep) >= 0)
        update_sleep(userdata, asleep);
    return 0;
}

static int on_sleeping(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct logind *l = userdata;
    int asleep;

    (void)error;
    l->answered = true;
    if (!sd_bus_message_is_method_error(m, NULL) && sd_bus_message_read(m, "v", "b", &asleep) >= 0)
        update_sleep(l, asleep);
    return 0;
}

static void there(struct bus_watch *watch)
{
    struct logind *l = (struct logind *)watch;

    bus_watch_match(watch, &l->sleep, LOGIND_PATH,
                    ",interface='" LOGIND_MANAGER "',member='PrepareForSleep'", on_sleep, l);
    bus_watch_call(watch, &l->sleeping, LOGIND_PATH, PROPERTIES, "Get", on_sleeping, l, "ss",
                   LOGIND_MANAGER, "PreparingForSleep");
    logind_session_find(&l->session);
}

static void gone(struct bus_watch *watch)
{
    struct logind *l = (struct logind *)watch;

    logind_session_drop(&l->session);
    on_changed(&l->session);
    l->sleep = sd_bus_slot_unref(l->sleep);
    l->sleeping = sd_bus_slot_unref(l->sleeping);
    l->answered = false;
}

static void describe(const struct bus_watch *watch, char *ret, size_t size, bool *ret_live)
{
    const struct logind *l = (const struct logind *)watch;
    const struct presence_report *report = &watch->report;
    const char *sleep = report->asleep ? ", going to sleep" : "";

    *ret_live = l->answered;
    if (!l->answered)
        (void)snprintf(ret, size, "logind: does not answer");
    else if (!l->session.id)
        (void)snprintf(ret, size, "logind: no session of this user%s", sleep);
    else
        (void)snprintf(ret, size, "logind: session %s, %s%s%s%s", l->session.id,
                       report->locked ? "locked" : "not locked", l->hinted ? ", by its hint " : "",
                       l->hinted ? presence_name(report->input) : "", sleep);
}

static int logind_start(struct presence_source *source, int64_t idle_after, int64_t away_after)
{
    struct logind *l = (struct logind *)source;

    if (idle_after <= 0 || away_after <= 0)
        return -EINVAL;
    l->away_after = away_after;
    if (l->watch.owner)
        update_input(l);
    else
        bus_watch_start(&l->watch);
    return 0;
}

static void logind_free(struct presence_source *source)
{
    struct logind *l = (struct logind *)source;

    bus_watch_done(&l->watch);
    sd_event_source_disable_unref(l->away);
    free(l);
}

int presence_logind_new(struct presence_source **ret, sd_event *loop, struct clock *clock)
{
    static const struct presence_ops ops = {logind_start, bus_watch_describe, logind_free};
    static const struct bus_watch_kind kind = {"logind", "system bus", LOGIND_SERVICE,
                                               there,    gone,         describe};
    static const struct logind_session_listener listener = {on_changed, on_properties, on_asked};
    struct logind *l = calloc(1, sizeof(*l));
    int r;

    if (!l)
        return -ENOMEM;
    l->watch.source.ops = &ops;
    l->session.watch = &l->watch;
    l->session.listener = &listener;
    r = bus_watch_init(&l->watch, &kind, loop, clock, "DBUS_SYSTEM_BUS_ADDRESS", USUAL);
    if (r >= 0)
        r = sd_event_add_time(loop, &l->away, CLOCK_BOOTTIME, 0, 0, on_away, l);
    if (r >= 0)
        r = sd_event_source_set_enabled(l->away, SD_EVENT_OFF);
    if (r < 0) {
        logind_free(&l->watch.source);
        return r;
    }
    *ret = &l->watch.source;
    return 0;
}
