/* Idleness as a Wayland compositor tells it: ext-idle-notify-v1, or org_kde_kwin_idle where only
 * that exists. Each seat has two notifications, one for each span; the compositor counts and tells
 * the edges, so that input itself never wakes us.
 *
 * Which protocol is used is settled when all that the compositor offers is known, and again
 * whenever it offers more or less. A seat counts as in use from when it is first seen: a compositor
 * counts a notification's span from its creation and does not tell what was before.
 */
#include "daemon/adapters/presence_wayland_idle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-client.h>

#include "common/scope.h"
#include "wayland_ext_idle.h"
#include "wayland_kde_idle.h"

#define SEATS_MAX 16 /* one is usual; what a broken compositor makes beyond is left alone */

struct notification {
    struct wl_proxy *proxy;
    struct seat *seat;
    enum presence tells;
    int64_t after; /* µs, as it was asked for */
};

struct seat {
    struct wayland_idle *idle;
    struct wl_seat *wl; /* NULL: the place is free */
    uint32_t name;      /* of the global; 0: none */
    struct notification notifications[2];
    struct presence_report report;
};

/* One way of asking. The notifications of all have the same two events, "idled" and "resumed". */
struct dialect {
    const char *label;
    const struct wl_interface *interface;
    uint32_t version;
    struct wl_proxy *(*ask)(void *manager, uint32_t ms, struct wl_seat *seat);
    void (*forget)(struct wl_proxy *notification);
    void (*leave)(void *manager);
};

static struct wl_proxy *ext_ask(void *manager, uint32_t ms, struct wl_seat *seat)
{
    return (struct wl_proxy *)ext_idle_notifier_v1_get_idle_notification(manager, ms, seat);
}

static void ext_forget(struct wl_proxy *notification)
{
    ext_idle_notification_v1_destroy((struct ext_idle_notification_v1 *)notification);
}

static void ext_leave(void *manager)
{
    ext_idle_notifier_v1_destroy(manager);
}

#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION
/* Input alone: a video that keeps the screen on is no activity. */
static struct wl_proxy *ext_ask_input(void *manager, uint32_t ms, struct wl_seat *seat)
{
    return (struct wl_proxy *)ext_idle_notifier_v1_get_input_idle_notification(manager, ms, seat);
}
#endif

static struct wl_proxy *kde_ask(void *manager, uint32_t ms, struct wl_seat *seat)
{
    return (struct wl_proxy *)org_kde_kwin_idle_get_idle_timeout(manager, seat, ms);
}

static void kde_forget(struct wl_proxy *notification)
{
    org_kde_kwin_idle_timeout_release((struct org_kde_kwin_idle_timeout *)notification);
}

static void kde_leave(void *manager)
{
    org_kde_kwin_idle_destroy(manager);
}

/* The best first. */
static const struct dialect dialects[] = {
#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION
    {"ext-idle-notify-v1 version 2", &ext_idle_notifier_v1_interface, 2, ext_ask_input, ext_forget,
     ext_leave},
#endif
    {"ext-idle-notify-v1", &ext_idle_notifier_v1_interface, 1, ext_ask, ext_forget, ext_leave},
    {"org_kde_kwin_idle", &org_kde_kwin_idle_interface, 1, kde_ask, kde_forget, kde_leave},
};

struct wayland_idle {
    struct clock *clock;
    struct wayland_spans spans;
    struct wl_registry *registry;
    struct wl_callback *sync;             /* until it has answered */
    uint32_t offered[COUNT_OF(dialects)]; /* the global's name; 0: not offered */
    const struct dialect *dialect;        /* in use; NULL: none */
    void *manager;
    struct seat seats[SEATS_MAX];
};

/* ----------------------------------------------------------------------------- notifications */

static void unwatch(struct seat *seat)
{
    for (size_t i = 0; i < COUNT_OF(seat->notifications); i++) {
        struct notification *n = &seat->notifications[i];

        if (n->proxy)
            seat->idle->dialect->forget(n->proxy);
        n->proxy = NULL;
    }
}

static uint32_t milliseconds(int64_t us)
{
    return us >= INT64_C(1000) * UINT32_MAX ? UINT32_MAX : (uint32_t)((us + 999) / 1000);
}

static void on_idled(void *userdata, void *proxy)
{
    struct notification *n = userdata;
    struct presence_report *r = &n->seat->report;

    (void)proxy;
    if (n->tells <= r->input) /* told out of order, or twice */
        return;
    if (r->input == PRESENCE_ACTIVE)
        r->input_since.us = clock_now(n->seat->idle->clock).boot.us - n->after;
    r->input = n->tells;
}

static void watch(struct seat *seat);

/* Either notification's: input is input. */
static void on_resumed(void *userdata, void *proxy)
{
    struct seat *seat = ((struct notification *)userdata)->seat;
    const struct wayland_spans *spans = &seat->idle->spans;

    (void)proxy;
    if (seat->report.input != PRESENCE_ACTIVE)
        seat->report.input_since = clock_now(seat->idle->clock).boot;
    seat->report.input = PRESENCE_ACTIVE;
    if (seat->notifications[0].after != spans->idle_after ||
        seat->notifications[1].after != spans->away_after) {
        unwatch(seat);
        watch(seat);
    }
}

static void watch(struct seat *seat)
{
    static void (*const listener[])(void) = {(void (*)(void))on_idled, (void (*)(void))on_resumed};
    struct wayland_idle *idle = seat->idle;
    const struct notification wanted[] = {
        {.seat = seat, .tells = PRESENCE_IDLE, .after = idle->spans.idle_after},
        {.seat = seat, .tells = PRESENCE_AWAY, .after = idle->spans.away_after},
    };

    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        struct notification *n = &seat->notifications[i];

        *n = wanted[i];
        n->proxy = idle->dialect->ask(idle->manager, milliseconds(n->after), seat->wl);
        if (n->proxy)
            (void)wl_proxy_add_listener(n->proxy, (void (**)(void))listener, n);
    }
}

void wayland_idle_rearm(struct wayland_idle *idle, struct wayland_spans spans)
{
    bool same =
        idle->spans.idle_after == spans.idle_after && idle->spans.away_after == spans.away_after;

    idle->spans = spans;
    for (size_t i = 0; i < SEATS_MAX && !same; i++)
        if (idle->seats[i].report.input == PRESENCE_ACTIVE) {
            unwatch(&idle->seats[i]);
            watch(&idle->seats[i]);
        }
}

/* --------------------------------------------------------------------------- what is offered */

static void leave(struct wayland_idle *idle)
{
    for (size_t i = 0; i < SEATS_MAX; i++) {
        unwatch(&idle->seats[i]);
        idle->seats[i].report = (struct presence_report){0};
    }
    if (idle->manager)
        idle->dialect->leave(idle->manager);
    idle->manager = NULL;
    idle->dialect = NULL;
}

/* Uses the best that is offered, on all seats. */
static void settle(struct wayland_idle *idle)
{
    size_t best = 0;

    if (idle->sync)
        return;
    while (best < COUNT_OF(dialects) && !idle->offered[best])
        best++;
    if (best == COUNT_OF(dialects) || idle->dialect != &dialects[best])
        leave(idle);
    if (best == COUNT_OF(dialects))
        return;
    if (!idle->manager) {
        idle->dialect = &dialects[best];
        idle->manager = wl_registry_bind(idle->registry, idle->offered[best],
                                         dialects[best].interface, dialects[best].version);
    }
    for (size_t i = 0; i < SEATS_MAX && idle->manager; i++) {
        struct seat *seat = &idle->seats[i];

        if (!seat->wl || seat->report.input != PRESENCE_UNKNOWN)
            continue;
        seat->report.input = PRESENCE_ACTIVE;
        seat->report.input_since = clock_now(idle->clock).boot;
        watch(seat);
    }
}

static void add_seat(struct wayland_idle *idle, uint32_t name, uint32_t version)
{
    for (size_t i = 0; i < SEATS_MAX; i++) {
        struct seat *seat = &idle->seats[i];

        if (seat->wl)
            continue;
        version = version < WL_SEAT_RELEASE_SINCE_VERSION ? 1 : WL_SEAT_RELEASE_SINCE_VERSION;
        *seat = (struct seat){
            .idle = idle,
            .name = name,
            .wl = wl_registry_bind(idle->registry, name, &wl_seat_interface, version),
        };
        return;
    }
}

static void remove_seat(struct seat *seat)
{
    unwatch(seat);
    if (seat->wl && wl_seat_get_version(seat->wl) >= WL_SEAT_RELEASE_SINCE_VERSION)
        wl_seat_release(seat->wl);
    else if (seat->wl)
        wl_seat_destroy(seat->wl);
    *seat = (struct seat){.idle = seat->idle};
}

static void on_global(void *userdata, struct wl_registry *registry, uint32_t name,
                      const char *interface, uint32_t version)
{
    struct wayland_idle *idle = userdata;

    (void)registry;
    if (strcmp(interface, wl_seat_interface.name) == 0)
        add_seat(idle, name, version);
    for (size_t i = 0; i < COUNT_OF(dialects); i++)
        if (strcmp(interface, dialects[i].interface->name) == 0 && version >= dialects[i].version &&
            !idle->offered[i])
            idle->offered[i] = name;
    settle(idle);
}

static void on_global_remove(void *userdata, struct wl_registry *registry, uint32_t name)
{
    struct wayland_idle *idle = userdata;

    (void)registry;
    for (size_t i = 0; i < SEATS_MAX; i++)
        if (idle->seats[i].wl && idle->seats[i].name == name)
            remove_seat(&idle->seats[i]);
    for (size_t i = 0; i < COUNT_OF(dialects); i++)
        if (idle->offered[i] == name)
            idle->offered[i] = 0;
    settle(idle);
}

static void on_synced(void *userdata, struct wl_callback *sync, uint32_t serial)
{
    struct wayland_idle *idle = userdata;

    (void)serial;
    wl_callback_destroy(sync);
    idle->sync = NULL;
    settle(idle);
}

/* ----------------------------------------------------------------------------- life, answers */

bool wayland_idle_answered(const struct wayland_idle *idle)
{
    return !idle->sync;
}

const char *wayland_idle_protocol(const struct wayland_idle *idle)
{
    return idle->dialect ? idle->dialect->label : NULL;
}

struct presence_report wayland_idle_report(const struct wayland_idle *idle)
{
    struct presence_report reports[SEATS_MAX], fused = {0};

    for (size_t i = 0; i < SEATS_MAX; i++)
        reports[i] = idle->seats[i].report;
    fused.input = presence_fuse(reports, SEATS_MAX, &fused.input_since);
    return fused;
}

void wayland_idle_free(struct wayland_idle *idle)
{
    if (!idle)
        return;
    leave(idle);
    for (size_t i = 0; i < SEATS_MAX; i++)
        remove_seat(&idle->seats[i]);
    if (idle->sync)
        wl_callback_destroy(idle->sync);
    if (idle->registry)
        wl_registry_destroy(idle->registry);
    free(idle);
}

static void scope_idle(struct wayland_idle **idle)
{
    wayland_idle_free(*idle);
}

int wayland_idle_new(struct wayland_idle **ret, struct wl_display *display, struct clock *clock,
                     struct wayland_spans spans)
{
    static const struct wl_registry_listener offers = {on_global, on_global_remove};
    static const struct wl_callback_listener answer = {on_synced};
    CLEANUP(scope_idle) struct wayland_idle *idle = calloc(1, sizeof(*idle));

    if (!idle)
        return -ENOMEM;
    idle->clock = clock;
    idle->spans = spans;
    for (size_t i = 0; i < SEATS_MAX; i++)
        idle->seats[i].idle = idle;
    idle->registry = wl_display_get_registry(display);
    idle->sync = wl_display_sync(display);
    if (!idle->registry || !idle->sync)
        return -ENOMEM;
    (void)wl_registry_add_listener(idle->registry, &offers, idle);
    (void)wl_callback_add_listener(idle->sync, &answer, idle);
    *ret = TAKE(idle);
    return 0;
}
