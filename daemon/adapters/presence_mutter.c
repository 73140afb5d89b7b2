/* GNOME's idle monitor: org.gnome.Mutter.IdleMonitor on the session bus, by watches.
 *
 * Two idle watches stay for as long as the service does; each fires when that much time has passed
 * without input, once for each idleness. A watch for activity fires once and is gone: it is asked
 * for when idleness begins, so that input costs no wakeup while there is more of it. What inhibits
 * idleness (a video) holds the idle watches back as well.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/bus_watch.h"

#define SERVICE     "org.gnome.Mutter.IdleMonitor"
#define PATH        "/org/gnome/Mutter/IdleMonitor/Core"
#define USEC_PER_MS 1000

struct mutter;

struct idle_watch {
    struct mutter *mutter;
    int64_t after;      /* µs of idleness; 0: of activity */
    sd_bus_slot *asked; /* NULL: there is none */
    uint32_t id;        /* 0: not known (yet) */
};

struct mutter {
    struct bus_watch watch;
    sd_bus_slot *fired, *asked;
    struct idle_watch idle, away, active;
};

static void forget(struct idle_watch *w)
{
    w->asked = sd_bus_slot_unref(w->asked);
    w->id = 0;
}

static void gone(struct bus_watch *watch)
{
    struct mutter *m = (struct mutter *)watch;

    forget(&m->idle);
    forget(&m->away);
    forget(&m->active);
    m->fired = sd_bus_slot_unref(m->fired);
    m->asked = sd_bus_slot_unref(m->asked);
}

/* It refuses, or says what cannot be: nothing of it can be relied on. */
static void distrust(struct mutter *m)
{
    gone(&m->watch);
    m->watch.report = (struct presence_report){0};
    bus_watch_changed(&m->watch);
}

static int on_added(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
    struct idle_watch *w = userdata;

    (void)error;
    if (sd_bus_message_is_method_error(message, NULL) ||
        sd_bus_message_read(message, "u", &w->id) < 0 || w->id == 0)
        distrust(w->mutter);
    return 0;
}

static void add(struct idle_watch *w)
{
    struct bus_watch *watch = &w->mutter->watch;

    if (w->after)
        bus_watch_call(watch, &w->asked, PATH, SERVICE, "AddIdleWatch", on_added, w, "t",
                       (uint64_t)(w->after + USEC_PER_MS - 1) / USEC_PER_MS);
    else
        bus_watch_call(watch, &w->asked, PATH, SERVICE, "AddUserActiveWatch", on_added, w, NULL);
}

static void drop_watch(struct mutter *m, uint32_t id)
{
    bus_watch_call(&m->watch, NULL, PATH, SERVICE, "RemoveWatch", NULL, NULL, "u", id);
}

static void become(struct mutter *m, enum presence input, struct boot since)
{
    struct presence_report *report = &m->watch.report;

    if (input != report->input) /* else it began before */
        report->input_since = since;
    report->input = input;
    if (input != PRESENCE_ACTIVE && !m->active.asked)
        add(&m->active);
    bus_watch_changed(&m->watch);
}

/* How things stand; from here on the watches tell. */
static int on_idletime(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
    struct mutter *m = userdata;
    uint64_t ms, us;

    (void)error;
    if (sd_bus_message_is_method_error(message, NULL) ||
        sd_bus_message_read(message, "t", &ms) < 0) {
        distrust(m);
        return 0;
    }
    us = ms < UINT64_MAX / USEC_PER_MS ? ms * USEC_PER_MS : UINT64_MAX;
    become(m,
           us >= (uint64_t)m->away.after   ? PRESENCE_AWAY
           : us >= (uint64_t)m->idle.after ? PRESENCE_IDLE
                                           : PRESENCE_ACTIVE,
           bus_watch_ago(&m->watch, us));
    return 0;
}

/* An idle watch that fires while the user counts as idle already has only been added late. */
static int on_fired(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
    struct mutter *m = userdata;
    struct presence_report *report = &m->watch.report;
    uint32_t id;

    (void)error;
    if (sd_bus_message_read(message, "u", &id) < 0 || id == 0)
        return 0;
    if (id == m->active.id) {
        forget(&m->active);
        become(m, PRESENCE_ACTIVE, bus_watch_ago(&m->watch, 0));
    } else if (id == m->away.id) {
        become(m, PRESENCE_AWAY,
               report->input == PRESENCE_IDLE ? report->input_since
                                              : bus_watch_ago(&m->watch, (uint64_t)m->away.after));
    } else if (id == m->idle.id) {
        if (report->input < PRESENCE_IDLE)
            become(m, PRESENCE_IDLE, bus_watch_ago(&m->watch, (uint64_t)m->idle.after));
    } else {
        drop_watch(m, id); /* one that was asked for before the spans changed */
    }
    return 0;
}

/* Also when the spans have changed: what was known is not forgotten until there is news. */
static void there(struct bus_watch *watch)
{
    struct mutter *m = (struct mutter *)watch;
    const uint32_t old[] = {m->idle.id, m->away.id, m->active.id};

    gone(watch);
    for (size_t i = 0; i < COUNT_OF(old); i++)
        if (old[i])
            drop_watch(m, old[i]);
    bus_watch_match(watch, &m->fired, PATH, ",interface='" SERVICE "',member='WatchFired'",
                    on_fired, m);
    bus_watch_call(watch, &m->asked, PATH, SERVICE, "GetIdletime", on_idletime, m, NULL);
    add(&m->idle);
    add(&m->away);
}

static void describe(const struct bus_watch *watch, char *ret, size_t size, bool *ret_live)
{
    const struct mutter *m = (const struct mutter *)watch;
    const char *label = watch->kind->label;

    *ret_live = watch->report.input != PRESENCE_UNKNOWN;
    if (*ret_live)
        (void)snprintf(ret, size, "%s: %s", label, presence_name(watch->report.input));
    else if (m->fired)
        (void)snprintf(ret, size, "%s: does not answer", label);
    else
        (void)snprintf(ret, size, "%s: refuses to watch, or makes no sense", label);
}

static int mutter_start(struct presence_source *source, int64_t idle_after, int64_t away_after)
{
    struct mutter *m = (struct mutter *)source;

    if (idle_after <= 0 || away_after <= 0 || idle_after > INT64_MAX - USEC_PER_MS ||
        away_after > INT64_MAX - USEC_PER_MS)
        return -EINVAL;
    m->idle.after = idle_after;
    m->away.after = away_after;
    bus_watch_start(&m->watch);
    return 0;
}

static void mutter_free(struct presence_source *source)
{
    struct mutter *m = (struct mutter *)source;

    bus_watch_done(&m->watch);
    free(m);
}

int presence_mutter_new(struct presence_source **ret, sd_event *loop, struct clock *clock)
{
    static const struct presence_ops ops = {mutter_start, bus_watch_describe, mutter_free};
    static const struct bus_watch_kind kind = {
        "GNOME's idle monitor", "session bus", SERVICE, there, gone, describe};
    const char *folder = getenv("XDG_RUNTIME_DIR");
    char usual[128] = "";
    struct mutter *m;
    int r;

    if (folder && *folder)
        (void)snprintf(usual, sizeof(usual), "%s/bus", folder); /* too long a one is refused */
    m = calloc(1, sizeof(*m));
    if (!m)
        return -ENOMEM;
    m->watch.source.ops = &ops;
    m->idle.mutter = m->away.mutter = m->active.mutter = m;
    r = bus_watch_init(&m->watch, &kind, loop, clock, "DBUS_SESSION_BUS_ADDRESS", usual);
    if (r < 0) {
        mutter_free(&m->watch.source);
        return r;
    }
    *ret = &m->watch.source;
    return 0;
}
