/* A service on a message bus, followed without ever waiting for it.
 *
 * While there is no connection the bus's socket is looked out for; each sign that it was made is
 * followed by one attempt, after a little while, for a bus makes its socket before it listens. A
 * connection that was lost is a sign as well, but one that lived shortly is not tried again soon:
 * a bus that throws out whoever comes is not stormed. Connected, nothing is looked for, and no
 * timer runs. The connection is only dropped, and reports are only told, in a turn of its own,
 * outside the bus's own callbacks: so the listener may do what it likes.
 */
#include "daemon/adapters/bus_watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/scope.h"

#define SETTLE    ((uint64_t)USEC_PER_SEC / 20)
#define LONG_LIFE ((uint64_t)USEC_PER_SEC * 10)
#define NO_LIMIT  UINT64_MAX
#define BUS_NAME  "org.freedesktop.DBus"
#define BUS_PATH  "/org/freedesktop/DBus"

static uint64_t monotonic(const struct bus_watch *w)
{
    uint64_t now = 0;

    (void)sd_event_now(w->loop, CLOCK_MONOTONIC, &now);
    return now;
}

struct boot bus_watch_ago(const struct bus_watch *w, uint64_t us)
{
    int64_t now = clock_now(w->clock).boot.us;

    return (struct boot){us < (uint64_t)now ? now - (int64_t)us : 0};
}

/* --------------------------------------------------------------------------------- what is told */

static bool is_same(const struct presence_report *a, const struct presence_report *b)
{
    return a->input == b->input && a->input_since.us == b->input_since.us && a->hint == b->hint &&
           a->locked == b->locked && a->locked_since.us == b->locked_since.us &&
           a->asleep == b->asleep && a->asleep_since.us == b->asleep_since.us &&
           a->lock_asked == b->lock_asked;
}

void bus_watch_changed(struct bus_watch *w)
{
    (void)sd_event_source_set_enabled(w->turn, SD_EVENT_ONESHOT);
}

void bus_watch_describe(struct presence_source *source, char *ret, size_t size, bool *ret_live)
{
    struct bus_watch *w = (struct bus_watch *)source;
    const char *label = w->kind->label, *bus = w->kind->bus;

    *ret_live = false;
    if (w->owner)
        w->kind->describe(w, ret, size, ret_live);
    else if (w->answered)
        (void)snprintf(ret, size, "%s: not on the %s", label, bus);
    else if (w->bus)
        (void)snprintf(ret, size, "%s: the %s does not answer", label, bus);
    else if (w->socket.address.sun_family == AF_UNIX)
        (void)snprintf(ret, size, "%s: no %s", label, bus);
    else
        (void)snprintf(ret, size, "%s: no address of a %s on this machine", label, bus);
}

/* ---------------------------------------------------------------------------------- the service */

static void service_gone(struct bus_watch *w)
{
    if (!w->owner)
        return;
    w->kind->gone(w);
    free(w->owner);
    w->owner = NULL;
    w->report = (struct presence_report){0};
    bus_watch_changed(w);
}

static void lose(struct bus_watch *w)
{
    w->lost = true;
    bus_watch_changed(w);
}

/* owner: "": nobody. */
static void service_is(struct bus_watch *w, const char *owner)
{
    if (w->owner && strcmp(w->owner, owner) == 0)
        return;
    service_gone(w);
    if (!*owner)
        bus_watch_changed(w);
    else if ((w->owner = strdup(owner)))
        w->kind->there(w);
    else
        lose(w);
}

static int on_owner_changed(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct bus_watch *w = userdata;
    const char *sender = sd_bus_message_get_sender(m), *name, *before, *after;

    (void)error;
    if (!sender || strcmp(sender, BUS_NAME) != 0) /* anybody may send it to us alone */
        return 0;
    if (sd_bus_message_read(m, "sss", &name, &before, &after) >= 0 &&
        strcmp(name, w->kind->service) == 0)
        service_is(w, after);
    return 0;
}

/* The first answer of the bus: from now on nothing is looked for. */
static int on_owner(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    struct bus_watch *w = userdata;
    const char *owner = "";

    (void)error;
    if (!sd_bus_message_is_method_error(m, SD_BUS_ERROR_NAME_HAS_NO_OWNER) &&
        (sd_bus_message_is_method_error(m, NULL) || sd_bus_message_read(m, "s", &owner) < 0)) {
        lose(w);
        return 0;
    }
    w->answered = true;
    w->answered_at = monotonic(w);
    bus_socket_look(&w->socket, false);
    (void)sd_event_source_set_enabled(w->retry, SD_EVENT_OFF);
    service_is(w, owner);
    return 0;
}

void bus_watch_call(struct bus_watch *w, sd_bus_slot **slot, const char *path,
                    const char *interface, const char *member, sd_bus_message_handler_t handler,
                    void *userdata, const char *types, ...)
{
    sd_bus_message *m = NULL;
    va_list values;
    int r;

    r = sd_bus_message_new_method_call(w->bus, &m, w->owner, path, interface, member);
    if (r >= 0 && types) {
        va_start(values, types);
        r = sd_bus_message_appendv(m, types, values);
        va_end(values);
    }
    if (r >= 0)
        r = sd_bus_message_set_auto_start(m, false);
    if (slot)
        *slot = sd_bus_slot_unref(*slot);
    if (r >= 0)
        r = sd_bus_call_async(w->bus, slot, m, handler, userdata, NO_LIMIT);
    sd_bus_message_unref(m);
    if (r < 0)
        lose(w);
}

void bus_watch_match(struct bus_watch *w, sd_bus_slot **slot, const char *path, const char *more,
                     sd_bus_message_handler_t handler, void *userdata)
{
    AUTO_FREE char *rule = NULL;
    sd_bus_slot *before = *slot; /* goes last: nothing is missed between them */

    *slot = NULL;
    if (asprintf(&rule, "type='signal',sender='%s',path='%s'%s", w->owner, path, more) < 0)
        rule = NULL;
    if (!rule || sd_bus_add_match_async(w->bus, slot, rule, handler, NULL, userdata) < 0)
        lose(w);
    sd_bus_slot_unref(before);
}

/* ------------------------------------------------------------------------------- the connection */

static void drop(struct bus_watch *w)
{
    sd_bus_close(w->bus); /* first: nothing is sent any more for the slots that go */
    service_gone(w);
    w->local = sd_bus_slot_unref(w->local);
    w->owners = sd_bus_slot_unref(w->owners);
    w->asked = sd_bus_slot_unref(w->asked);
    w->bus = sd_bus_unref(w->bus);
    w->answered = w->lost = false;
}

static int on_disconnected(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
    (void)m, (void)error;
    lose(userdata);
    return 0;
}

/* The name is asked for after its changes were: so no change is missed. */
static int follow_owner(struct bus_watch *w)
{
    AUTO_FREE char *rule = NULL;
    sd_bus_message *m = NULL;
    int r;

    if (asprintf(&rule,
                 "type='signal',sender='" BUS_NAME "',path='" BUS_PATH "',interface='" BUS_NAME
                 "',member='NameOwnerChanged',arg0='%s'",
                 w->kind->service) < 0) {
        rule = NULL;
        return -ENOMEM;
    }
    r = sd_bus_add_match_async(w->bus, &w->owners, rule, on_owner_changed, NULL, w);
    if (r >= 0)
        r = sd_bus_message_new_method_call(w->bus, &m, BUS_NAME, BUS_PATH, BUS_NAME,
                                           "GetNameOwner");
    if (r >= 0)
        r = sd_bus_message_append(m, "s", w->kind->service);
    if (r >= 0)
        r = sd_bus_call_async(w->bus, &w->asked, m, on_owner, w, NO_LIMIT);
    sd_bus_message_unref(m);
    return r;
}

static int open_bus(struct bus_watch *w)
{
    AUTO_CLOSE int fd = bus_socket_connect(&w->socket);
    int r = fd;

    if (r >= 0)
        r = sd_bus_new(&w->bus);
    if (r >= 0)
        r = sd_bus_set_fd(w->bus, fd, fd);
    if (r < 0)
        return r;
    fd = -1; /* the bus closes it */
    if ((r = sd_bus_set_bus_client(w->bus, true)) < 0 ||
        (r = sd_bus_set_close_on_exit(w->bus, false)) < 0 || /* that would wait for a stuck bus */
        (r = sd_bus_set_method_call_timeout(w->bus, NO_LIMIT)) < 0 ||
        (r = sd_bus_start(w->bus)) < 0 ||
        (r = sd_bus_attach_event(w->bus, w->loop, SD_EVENT_PRIORITY_NORMAL)) < 0 ||
        (r = sd_bus_match_signal_async(w->bus, &w->local, BUS_NAME ".Local", BUS_PATH "/Local",
                                       BUS_NAME ".Local", "Disconnected", on_disconnected, NULL,
                                       w)) < 0)
        return r;
    return follow_owner(w);
}

static void attempt(struct bus_watch *w)
{
    drop(w);
    bus_socket_look(&w->socket, true); /* first: so no sign is missed */
    if (open_bus(w) >= 0)
        return;
    drop(w);
    bus_watch_changed(w);
}

static void attempt_in(struct bus_watch *w, uint64_t us)
{
    (void)sd_event_source_set_time(w->retry, monotonic(w) + us);
    (void)sd_event_source_set_enabled(w->retry, SD_EVENT_ONESHOT);
}

static void on_sign(void *userdata)
{
    struct bus_watch *w = userdata;
    uint64_t due = 0;
    int on = 0;

    /* one that is due soon is not put off by further signs */
    if (sd_event_source_get_enabled(w->retry, &on) > 0 &&
        sd_event_source_get_time(w->retry, &due) >= 0 && due <= monotonic(w) + SETTLE)
        return;
    attempt_in(w, SETTLE);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)source, (void)usec;
    attempt(userdata);
    return 0;
}

static int on_turn(sd_event_source *source, void *userdata)
{
    struct bus_watch *w = userdata;
    uint64_t lived = monotonic(w) - w->answered_at;
    struct presence_report report;
    bool answered = w->answered;

    (void)source;
    if (w->lost) {
        drop(w);
        if (answered) {
            bus_socket_look(&w->socket, true);
            attempt_in(w, lived < LONG_LIFE ? LONG_LIFE - lived : SETTLE);
        }
    }
    report = w->report;
    if (w->told && is_same(&report, &w->last))
        return 0;
    w->told = true;
    w->last = report;
    if (w->source.listener) /* last: it may free the source */
        w->source.listener->reported(w->source.userdata, &w->source, &report);
    return 0;
}

/* ---------------------------------------------------------------------------------- the port's */

void bus_watch_start(struct bus_watch *w)
{
    if (w->owner)
        w->kind->there(w);
    else
        attempt(w);
}

int bus_watch_init(struct bus_watch *w, const struct bus_watch_kind *kind, sd_event *loop,
                   struct clock *clock, const char *variable, const char *usual)
{
    int r;

    w->kind = kind;
    w->loop = loop;
    w->clock = clock;
    bus_socket_init(&w->socket, loop, variable, usual, on_sign, w);
    r = sd_event_add_defer(loop, &w->turn, on_turn, w);
    if (r >= 0)
        r = sd_event_source_set_enabled(w->turn, SD_EVENT_OFF);
    if (r >= 0)
        r = sd_event_add_time(loop, &w->retry, CLOCK_MONOTONIC, 0, SETTLE / 4, on_retry, w);
    if (r >= 0)
        r = sd_event_source_set_enabled(w->retry, SD_EVENT_OFF);
    return r < 0 ? r : 0;
}

void bus_watch_done(struct bus_watch *w)
{
    drop(w);
    bus_socket_done(&w->socket);
    sd_event_source_disable_unref(w->turn);
    sd_event_source_disable_unref(w->retry);
}
