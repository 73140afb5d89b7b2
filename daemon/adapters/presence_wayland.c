/* A Wayland compositor as a presence source: finds its socket, keeps one connection, and waits for
 * it to come back when it goes.
 *
 * Nothing here waits: libwayland's calls that do (wl_display_connect, _roundtrip, _dispatch) are
 * not used. Without a connection the socket's folder is watched, and a socket that appears there is
 * tried once; while connected it is not, for other programs make files there all day long.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-event.h>
#include <unistd.h>
#include <wayland-client-core.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/presence_wayland_idle.h"

#define NAMES     33                  /* wayland-0 to wayland-32: what libwayland hands out */
#define SETTLE    (USEC_PER_SEC / 20) /* a socket is made, then listened on: no event tells */
#define LONG_LIFE (INT64_C(60) * USEC_PER_SEC)

struct wayland {
    struct presence_source source;
    struct clock *clock;
    sd_event_source *timer; /* a look for a socket; off unless one is due */
    sd_event_source *watch; /* on the folder, while there is no connection */
    sd_event_source *io;
    char folder[sizeof(((struct sockaddr_un *)0)->sun_path)]; /* "": there can be none */
    char name[sizeof(((struct sockaddr_un *)0)->sun_path)];   /* $WAYLAND_DISPLAY's; or "" */
    struct wayland_spans spans;
    struct wl_display *display; /* NULL: not connected */
    struct wayland_idle *idle;
    struct sockaddr_un address; /* what it is connected to */
    struct stat socket;         /* as it was then */
    struct boot connected;      /* when */
    enum presence told;
    bool telling; /* the first report was told */
};

/* The last thing any callback does: the listener may free the source. */
static int tell(struct wayland *w)
{
    struct presence_report report = {0};

    if (w->idle && !wayland_idle_answered(w->idle))
        return 0;
    if (w->idle)
        report = wayland_idle_report(w->idle);
    if (w->telling && report.input == w->told)
        return 0;
    w->telling = true;
    w->told = report.input;
    if (w->source.listener)
        w->source.listener->reported(w->source.userdata, &w->source, &report);
    return 0;
}

/* ------------------------------------------------------------------------- waiting for a socket */

static bool is_display(const struct wayland *w, const char *name)
{
    size_t number = strlen("wayland-");

    if (*w->name && strcmp(name, w->name) == 0)
        return true;
    return strncmp(name, "wayland-", number) == 0 && name[number] &&
           strspn(name + number, "0123456789") == strlen(name + number);
}

static void look_soon(struct wayland *w, int64_t delay)
{
    int enabled = SD_EVENT_OFF;

    if (sd_event_source_get_enabled(w->timer, &enabled) > 0 && delay > 0)
        return; /* one look for all that appears until then */
    (void)sd_event_source_set_time_relative(w->timer, (uint64_t)delay);
    (void)sd_event_source_set_enabled(w->timer, SD_EVENT_ONESHOT);
}

static int on_appeared(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct wayland *w = userdata;
    _Alignas(struct inotify_event) char buffer[4096];
    ssize_t n;

    (void)source, (void)revents;
    while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
        const struct inotify_event *event;

        for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*event) + event->len)) {
            event = (const struct inotify_event *)(buffer + at);
            if (event->mask & IN_Q_OVERFLOW || (event->len > 0 && is_display(w, event->name)))
                look_soon(w, SETTLE);
        }
    }
    return 0;
}

/* An inotify of its own: it goes with each connection, and sd-event's, shared by all who watch the
 * same folder, has spun after losing one of them (libsystemd 257). */
static void wait_for_socket(struct wayland *w)
{
    int fd;

    if (w->watch || !*w->folder)
        return;
    fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0)
        return;
    if (inotify_add_watch(fd, w->folder, IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0 ||
        sd_event_add_io(sd_event_source_get_event(w->timer), &w->watch, fd, EPOLLIN, on_appeared,
                        w) < 0) {
        (void)close(fd);
        return;
    }
    (void)sd_event_source_set_io_fd_own(w->watch, true);
}

/* ------------------------------------------------------------------------------- the connection */

static int set_address(struct wayland *w, const char *name)
{
    int n = snprintf(w->address.sun_path, sizeof(w->address.sun_path), "%s/%s", w->folder, name);

    w->address.sun_family = AF_UNIX;
    return n < 0 || (size_t)n >= sizeof(w->address.sun_path) ? -ENAMETOOLONG : 0;
}

/* The socket of the first compositor that accepts; never waits for one whose queue is full. */
static int connect_first(struct wayland *w)
{
    AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    char usual[24];

    if (fd < 0)
        return -errno;
    for (int i = *w->name ? -1 : 0; i < NAMES; i++) {
        (void)snprintf(usual, sizeof(usual), "wayland-%d", i);
        if (set_address(w, i < 0 ? w->name : usual) < 0)
            continue;
        if (stat(w->address.sun_path, &w->socket) < 0)
            continue;
        if (connect(fd, (struct sockaddr *)&w->address, sizeof(w->address)) == 0) {
            int connected = fd;

            fd = -1;
            return connected;
        }
    }
    return -ENOENT;
}

/* Writing goes on when there is room; a compositor that is gone is left to be read of. */
static int flush(struct wayland *w)
{
    bool full = wl_display_flush(w->display) < 0 && errno == EAGAIN;

    if (wl_display_get_error(w->display)) /* also that more was waiting than it keeps */
        return -EIO;
    return sd_event_source_set_io_events(w->io, full ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void disconnect(struct wayland *w)
{
    w->io = sd_event_source_disable_unref(w->io);
    wayland_idle_free(w->idle);
    w->idle = NULL;
    if (w->display)
        wl_display_disconnect(w->display);
    w->display = NULL;
}

/* Whether its socket is still the one it was reached by. */
static bool same_socket(const struct wayland *w)
{
    struct stat now;

    return stat(w->address.sun_path, &now) == 0 && now.st_dev == w->socket.st_dev &&
           now.st_ino == w->socket.st_ino && now.st_ctim.tv_sec == w->socket.st_ctim.tv_sec &&
           now.st_ctim.tv_nsec == w->socket.st_ctim.tv_nsec;
}

/* Another look at once, unless that could become a storm: the socket is gone or another's, so that
 * its successor may be there already; or it had worked for long, for there are compositors that
 * start anew behind the same socket. */
static void lose(struct wayland *w)
{
    bool lived = wayland_idle_answered(w->idle) &&
                 clock_now(w->clock).boot.us - w->connected.us >= LONG_LIFE;

    disconnect(w);
    wait_for_socket(w);
    if (lived || !same_socket(w))
        look_soon(w, SETTLE);
}

/* Reads what there is, acts on it, and writes what there is room for. */
static int converse(struct wayland *w, uint32_t revents)
{
    while (wl_display_prepare_read(w->display) < 0)
        if (wl_display_dispatch_pending(w->display) < 0)
            return -EIO;
    if (!(revents & EPOLLIN)) {
        wl_display_cancel_read(w->display);
        if (revents & (EPOLLHUP | EPOLLERR))
            return -EPIPE;
    } else if (wl_display_read_events(w->display) < 0) {
        return -EIO;
    }
    return wl_display_dispatch_pending(w->display) < 0 ? -EIO : flush(w);
}

static int on_io(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct wayland *w = userdata;

    (void)source, (void)fd;
    if (converse(w, revents) < 0)
        lose(w);
    return tell(w);
}

static int adopt(struct wayland *w, int fd)
{
    int r;

    w->display = wl_display_connect_to_fd(fd); /* takes fd, whatever comes of it */
    if (!w->display)
        return -ENOMEM;
    r = wayland_idle_new(&w->idle, w->display, w->clock, w->spans);
    if (r == 0)
        r = sd_event_add_io(sd_event_source_get_event(w->timer), &w->io, fd, EPOLLIN, on_io, w);
    return r < 0 ? r : flush(w);
}

static int on_look(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct wayland *w = userdata;
    int fd;

    (void)source, (void)usec;
    if (!w->display) {
        wait_for_socket(w); /* before looking, so that none is missed */
        fd = *w->folder ? connect_first(w) : -ENOENT;
        if (fd >= 0 && adopt(w, fd) < 0)
            disconnect(w);
        w->connected = clock_now(w->clock).boot;
    } else if (flush(w) < 0) { /* start() had something to say */
        lose(w);
    }
    if (w->display)
        w->watch = sd_event_source_disable_unref(w->watch);
    return tell(w);
}

/* ------------------------------------------------------------------------------------ the port */

static int wayland_start(struct presence_source *source, int64_t idle_after, int64_t away_after)
{
    struct wayland *w = (struct wayland *)source;

    if (idle_after <= 0 || away_after < idle_after)
        return -EINVAL;
    w->spans = (struct wayland_spans){idle_after, away_after};
    if (w->idle)
        wayland_idle_rearm(w->idle, w->spans);
    look_soon(w, 0);
    return 0;
}

static void wayland_describe(struct presence_source *source, char *ret, size_t size, bool *ret_live)
{
    static const char *const states[PRESENCE_COUNT] = {
        [PRESENCE_UNKNOWN] = "the compositor has no seat",
        [PRESENCE_ACTIVE] = "active",
        [PRESENCE_IDLE] = "idle",
        [PRESENCE_AWAY] = "away",
    };
    struct wayland *w = (struct wayland *)source;
    const char *protocol = w->idle ? wayland_idle_protocol(w->idle) : NULL;
    const char *why = "";
    enum presence input = PRESENCE_UNKNOWN;

    if (protocol) {
        input = wayland_idle_report(w->idle).input;
        (void)snprintf(ret, size, "Wayland, %s: %s", protocol, states[input]);
    } else {
        if (!*w->folder)
            why = "no XDG_RUNTIME_DIR";
        else if (!w->display)
            why = w->telling ? "no compositor" : "not looked for yet";
        else if (!wayland_idle_answered(w->idle))
            why = "the compositor has not answered yet";
        else
            why = "the compositor tells neither by ext-idle-notify-v1 nor by org_kde_kwin_idle";
        (void)snprintf(ret, size, "Wayland: %s", why);
    }
    *ret_live = input != PRESENCE_UNKNOWN;
}

static void wayland_free(struct presence_source *source)
{
    struct wayland *w = (struct wayland *)source;

    disconnect(w);
    sd_event_source_disable_unref(w->watch);
    sd_event_source_disable_unref(w->timer);
    free(w);
}

/* libwayland writes to stderr what is told by describe() here. */
static void say_nothing(const char *format, va_list arguments)
{
    (void)format, (void)arguments;
}

/* $WAYLAND_DISPLAY is a path or a name in the runtime folder; any other socket is looked for in the
 * same folder. */
static void read_environment(struct wayland *w)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    const char *display = getenv("WAYLAND_DISPLAY");
    const char *name = display ? display : "";
    int folder_n = (int)strlen(runtime ? runtime : "");

    if (*name == '/') {
        runtime = name;
        name = strrchr(name, '/') + 1;
        folder_n = (int)(name - runtime) - 1;
    }
    if (folder_n > 0 && folder_n < (int)sizeof(w->folder))
        (void)snprintf(w->folder, sizeof(w->folder), "%.*s", folder_n, runtime);
    if (strlen(name) < sizeof(w->name))
        (void)snprintf(w->name, sizeof(w->name), "%s", name);
}

int presence_wayland_new(struct presence_source **ret, sd_event *loop, struct clock *clock)
{
    static const struct presence_ops ops = {wayland_start, wayland_describe, wayland_free};
    struct wayland *w = calloc(1, sizeof(*w));
    int r;

    if (!w)
        return -ENOMEM;
    w->source.ops = &ops;
    w->clock = clock;
    read_environment(w);
    wl_log_set_handler_client(say_nothing);
    r = sd_event_add_time(loop, &w->timer, CLOCK_MONOTONIC, 0, 1, on_look, w);
    if (r < 0) {
        free(w);
        return r;
    }
    (void)sd_event_source_set_enabled(w->timer, SD_EVENT_OFF);
    *ret = &w->source;
    return 0;
}
