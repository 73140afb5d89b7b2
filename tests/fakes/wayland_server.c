/* The compositor's side of the idle protocols, by libwayland-server. */
#include "tests/fakes/wayland_server.h"

#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <wayland-server.h>

#include "wayland_ext_idle_server.h"
#include "wayland_kde_idle_server.h"

/* ---------------------------------------------------------------------------- what it is asked */

static void forget(struct wl_resource *resource)
{
    struct wayland_request *r = wl_resource_get_user_data(resource);

    *r = r->server->requests[--r->server->requests_n];
    if (r->resource != resource)
        wl_resource_set_user_data(r->resource, r);
}

static void on_destroy(struct wl_client *client, struct wl_resource *resource)
{
    (void)client;
    wl_resource_destroy(resource);
}

static void on_simulate(struct wl_client *client, struct wl_resource *resource)
{
    (void)client, (void)resource;
}

static const struct ext_idle_notification_v1_interface ext_notification = {on_destroy};
static const struct org_kde_kwin_idle_timeout_interface kde_timeout = {on_destroy, on_simulate};

static void ask(struct wl_client *client, struct wl_resource *manager, uint32_t id, uint32_t ms,
                struct wl_resource *seat, enum wayland_offer by)
{
    struct wayland_server *s = wl_resource_get_user_data(manager);
    struct wayland_request *r = &s->requests[s->requests_n++];
    const struct wl_interface *interface = by == WAYLAND_KDE ? &org_kde_kwin_idle_timeout_interface
                                                             : &ext_idle_notification_v1_interface;

    if (s->requests_n > WAYLAND_REQUESTS)
        errx(1, "more idle notifications than anybody needs");
    *r = (struct wayland_request){.server = s, .by = by, .ms = ms};
    r->seat = (int)(intptr_t)wl_resource_get_user_data(seat);
    r->resource = wl_resource_create(client, interface, wl_resource_get_version(manager), id);
    if (!r->resource)
        errx(1, "no memory");
    wl_resource_set_implementation(
        r->resource, by == WAYLAND_KDE ? (const void *)&kde_timeout : &ext_notification, r, forget);
}

static void on_ext_ask(struct wl_client *client, struct wl_resource *manager, uint32_t id,
                       uint32_t ms, struct wl_resource *seat)
{
    ask(client, manager, id, ms, seat, WAYLAND_EXT);
}

bool wayland_server_knows_input(void)
{
    return ext_idle_notifier_v1_interface.version >= 2;
}

#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION_SINCE_VERSION
static void on_ext_ask_input(struct wl_client *client, struct wl_resource *manager, uint32_t id,
                             uint32_t ms, struct wl_resource *seat)
{
    ask(client, manager, id, ms, seat, WAYLAND_INPUT);
}
#endif

static void on_kde_ask(struct wl_client *client, struct wl_resource *manager, uint32_t id,
                       struct wl_resource *seat, uint32_t ms)
{
    ask(client, manager, id, ms, seat, WAYLAND_KDE);
}

/* ------------------------------------------------------------------------------ what it offers */

static void bind_to(struct wl_client *client, const struct wl_interface *interface,
                    const void *implementation, void *data, uint32_t version, uint32_t id)
{
    struct wl_resource *resource = wl_resource_create(client, interface, (int)version, id);

    if (!resource)
        errx(1, "no memory");
    wl_resource_set_implementation(resource, implementation, data, NULL);
}

static void bind_ext(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
    static const struct ext_idle_notifier_v1_interface notifier = {
        .destroy = on_destroy,
        .get_idle_notification = on_ext_ask,
#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION_SINCE_VERSION
        .get_input_idle_notification = on_ext_ask_input,
#endif
    };

    bind_to(client, &ext_idle_notifier_v1_interface, &notifier, data, version, id);
}

static void bind_kde(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
    static const struct org_kde_kwin_idle_interface idle = {on_kde_ask};

    bind_to(client, &org_kde_kwin_idle_interface, &idle, data, version, id);
}

static void bind_seat(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
    static const struct wl_seat_interface seat = {.release = on_destroy};

    bind_to(client, &wl_seat_interface, &seat, data, version, id);
}

static struct wl_global *offer(struct wayland_server *s, const struct wl_interface *interface,
                               int version, wl_global_bind_func_t bind)
{
    struct wl_global *global = wl_global_create(s->display, interface, version, s, bind);

    if (!global)
        errx(1, "%s cannot be offered", interface->name);
    wl_display_flush_clients(s->display);
    return global;
}

static struct wl_global *withdraw(struct wayland_server *s, struct wl_global *global)
{
    if (global)
        wl_global_destroy(global);
    wl_display_flush_clients(s->display);
    return NULL;
}

void wayland_server_offer(struct wayland_server *s, int offers)
{
    /* Its second version may be younger than the protocol's text here: a client that has no more
     * than that text binds the first. */
    static struct wl_interface ext_2;

    ext_2 = ext_idle_notifier_v1_interface;
    ext_2.version = 2;
    s->kde = withdraw(s, s->kde);
    s->ext = withdraw(s, s->ext);
    if (offers & WAYLAND_KDE)
        s->kde = offer(s, &org_kde_kwin_idle_interface, 1, bind_kde);
    if (offers & WAYLAND_EXT_2)
        s->ext = offer(s, &ext_2, 2, bind_ext);
    else if (offers & WAYLAND_EXT)
        s->ext = offer(s, &ext_idle_notifier_v1_interface, 1, bind_ext);
}

void wayland_server_seat(struct wayland_server *s, int seat, bool there)
{
    s->seats[seat] = withdraw(s, s->seats[seat]);
    if (!there)
        return;
    /* the first is of an old kind, without release */
    s->seats[seat] = wl_global_create(s->display, &wl_seat_interface, seat == 0 ? 4 : 5,
                                      (void *)(intptr_t)seat, bind_seat);
    if (!s->seats[seat])
        errx(1, "no memory");
    wl_display_flush_clients(s->display);
}

/* ----------------------------------------------------------------------------- what it tells */

static struct wayland_request *find(struct wayland_server *s, int seat, uint32_t ms)
{
    for (int i = 0; i < s->requests_n; i++)
        if (s->requests[i].seat == seat && s->requests[i].ms == ms)
            return &s->requests[i];
    return NULL;
}

enum wayland_offer wayland_server_asked(struct wayland_server *s, int seat, uint32_t ms)
{
    struct wayland_request *r = find(s, seat, ms);

    return r ? r->by : WAYLAND_NONE;
}

void wayland_server_idled(struct wayland_server *s, int seat, uint32_t ms)
{
    struct wayland_request *r = find(s, seat, ms);

    if (!r)
        errx(1, "seat %d: not asked for %u ms", seat, ms);
    r->idled = true;
    if (r->by == WAYLAND_KDE)
        org_kde_kwin_idle_timeout_send_idle(r->resource);
    else
        ext_idle_notification_v1_send_idled(r->resource);
    wl_display_flush_clients(s->display);
}

void wayland_server_input(struct wayland_server *s, int seat, bool force)
{
    for (int i = 0; i < s->requests_n; i++) {
        struct wayland_request *r = &s->requests[i];

        if (r->seat != seat || (!r->idled && !force))
            continue;
        r->idled = false;
        if (r->by == WAYLAND_KDE)
            org_kde_kwin_idle_timeout_send_resumed(r->resource);
        else
            ext_idle_notification_v1_send_resumed(r->resource);
    }
    wl_display_flush_clients(s->display);
}

void wayland_server_fail(struct wayland_server *s)
{
    for (int i = 0; i < s->requests_n; i++)
        wl_resource_post_error(s->requests[i].resource, 7, "no reason");
    wl_display_flush_clients(s->display);
}

/* -------------------------------------------------------------------------------------- life */

static int on_wayland(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct wayland_server *s = userdata;

    (void)source, (void)fd, (void)revents;
    (void)wl_event_loop_dispatch(wl_display_get_event_loop(s->display), 0);
    wl_display_flush_clients(s->display);
    return 0;
}

static void on_client(struct wl_listener *listener, void *client)
{
    struct wayland_server *s = wl_container_of(listener, s, connected);

    (void)client;
    s->connections++;
}

void wayland_server_up(struct wayland_server *s, const char *name, int offers)
{
    struct wl_event_loop *events;

    s->display = wl_display_create();
    if (!s->display || wl_display_add_socket(s->display, name) < 0)
        err(1, "%s/%s", s->folder, name);
    s->connected.notify = on_client;
    wl_display_add_client_created_listener(s->display, &s->connected);
    events = wl_display_get_event_loop(s->display);
    if (sd_event_add_io(s->loop, &s->source, wl_event_loop_get_fd(events), EPOLLIN, on_wayland, s) <
        0)
        errx(1, "no memory");
    wayland_server_seat(s, 0, true);
    wayland_server_offer(s, offers);
}

void wayland_server_kick(struct wayland_server *s)
{
    wl_display_destroy_clients(s->display);
}

void wayland_server_down(struct wayland_server *s)
{
    if (!s->display)
        return;
    s->source = sd_event_source_disable_unref(s->source);
    wayland_server_kick(s);
    wl_display_destroy(s->display);
    s->display = NULL;
    s->kde = s->ext = NULL;
    memset(s->seats, 0, sizeof(s->seats));
}

void wayland_server_hang(struct wayland_server *s, bool hangs)
{
    (void)sd_event_source_set_enabled(s->source, hangs ? SD_EVENT_OFF : SD_EVENT_ON);
}

void wayland_server_init(struct wayland_server *s, sd_event *loop)
{
    *s = (struct wayland_server){.folder = "/tmp/knead-wayland-XXXXXX", .loop = loop};
    if (!mkdtemp(s->folder))
        err(1, "%s", s->folder);
    (void)setenv("XDG_RUNTIME_DIR", s->folder, 1);
    (void)unsetenv("WAYLAND_DISPLAY");
}

void wayland_server_done(struct wayland_server *s)
{
    DIR *folder;

    wayland_server_down(s);
    folder = opendir(s->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    (void)closedir(folder);
    (void)rmdir(s->folder);
}
