/* An X server as a presence source: its IDLETIME counter, told by the server when it has risen to
 * what the next less active state needs, or fallen back. That is asked for anew at each edge and
 * only then, so that input while active is told to nobody.
 *
 * A server that is not there, or goes, is waited for by what happens in the sockets' folder: one
 * attempt for each socket made there. One elsewhere, by TCP, is tried by start() alone.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/presence_x11_display.h"
#include "daemon/adapters/presence_x11_talk.h"

/* Who was idle is back when the counter is no more than this. */
#define BACK_MS 1000
/* A server is at its socket from listen(2) on, which comes after bind(2) has made it. */
#define LISTEN_WAIT ((uint64_t)USEC_PER_SEC)

enum stage { OFF, CONNECTING, TALKING };

struct x11 {
    struct presence_source source;
    sd_event *loop;
    struct clock *clock;
    char *name;                 /* as DISPLAY has it; NULL: none to ask */
    struct x11_display display; /* address_size 0: none */
    sd_event_source *io, *folder, *again;
    int fd;
    enum stage stage;
    bool made; /* the socket, since the connection was: another server's */
    int64_t idle_ms, away_ms;
    enum presence input, told; /* now; when the listener was last called */
    struct boot since;
    char why[160]; /* nothing is known of the input */
    struct x11_talk talk;
};

static int because(struct x11 *x, int error, const char *why)
{
    (void)snprintf(x->why, sizeof(x->why), "%s", why);
    return error;
}

/* The listener may free the source: last in whatever calls this. */
static void tell(struct x11 *x)
{
    struct presence_report report = {.input = x->input, .input_since = x->since};

    if (x->input == x->told)
        return;
    x->told = x->input;
    if (x->source.listener)
        x->source.listener->reported(x->source.userdata, &x->source, &report);
}

/* Takes in the counter's value, and asks to be told when it ends what it means. */
static int learn(struct x11 *x, int64_t ms)
{
    static const int64_t never_low = INT64_MIN, never_high = INT64_MAX;
    int64_t back = x->idle_ms - 1 < BACK_MS ? x->idle_ms - 1 : BACK_MS;
    int64_t now = clock_now(x->clock).boot.us;
    enum presence input = ms >= x->away_ms   ? PRESENCE_AWAY
                          : ms >= x->idle_ms ? PRESENCE_IDLE
                                             : PRESENCE_ACTIVE;

    ms = ms < 0 ? 0 : ms > now / 1000 ? now / 1000 : ms;
    /* Who was idle and is away now has been gone since the same input; the counter, which leaves
     * out a suspend, may tell another. */
    if (input != x->input && !(x->input == PRESENCE_IDLE && input == PRESENCE_AWAY))
        x->since.us = now - ms * 1000;
    x->input = input;
    return x11_talk_watch(&x->talk, input == PRESENCE_ACTIVE ? never_low : back,
                          input == PRESENCE_ACTIVE ? x->idle_ms
                          : input == PRESENCE_IDLE ? x->away_ms
                                                   : never_high);
}

/* -------------------------------------------------------------------------------- connection */

static int greet(struct x11 *x)
{
    uint8_t greeting[X11_GREETING_MAX];
    socklen_t size = sizeof(int);
    int error = 0, r;

    (void)getsockopt(x->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error)
        return because(x, -error, "no server there");
    r = x11_talk_begin(&x->talk, x->fd, greeting, x11_display_greeting(&x->display, greeting));
    x->stage = TALKING;
    return r < 0 ? because(x, r, x->talk.why) : sd_event_source_set_io_events(x->io, EPOLLIN);
}

static int hear(struct x11 *x)
{
    int r = x11_talk_hear(&x->talk);

    if (r > 0)
        r = learn(x, x->talk.idle_ms);
    return r < 0 ? because(x, r, x->talk.why) : 0;
}

static void hang_up(struct x11 *x)
{
    x->io = sd_event_source_disable_unref(x->io);
    if (x->fd >= 0)
        (void)close(x->fd);
    x->fd = -1;
    x->stage = OFF;
    x->input = PRESENCE_UNKNOWN;
    x->since.us = 0;
}

static void connect_to(struct x11 *x, bool just_made);

static int on_io(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    struct x11 *x = userdata;

    (void)source, (void)fd, (void)events;
    if ((x->stage == CONNECTING ? greet(x) : hear(x)) < 0) {
        hang_up(x);
        if (x->made)
            connect_to(x, true);
    }
    tell(x);
    return 0;
}

/* Neither waits nor tells. just_made: the server's socket, so that it may not listen yet. */
static void connect_to(struct x11 *x, bool just_made)
{
    const struct sockaddr *address = (const struct sockaddr *)&x->display.address;
    int r = -1;

    x->made = false;
    x->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (x->fd >= 0) {
        (void)setsockopt(x->fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
        r = connect(x->fd, address, x->display.address_size);
    }
    if ((r == 0 || errno == EINPROGRESS) &&
        sd_event_add_io(x->loop, &x->io, x->fd, EPOLLOUT, on_io, x) >= 0) {
        x->stage = CONNECTING;
        (void)because(x, 0, "waiting for its answer");
        return;
    }
    (void)because(x, 0, errno == EAGAIN ? "does not answer" : "no server there");
    if (errno == ECONNREFUSED && just_made &&
        sd_event_source_set_time_relative(x->again, LISTEN_WAIT) >= 0)
        (void)sd_event_source_set_enabled(x->again, SD_EVENT_ONESHOT);
    hang_up(x);
}

static int on_again(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct x11 *x = userdata;

    (void)source, (void)usec;
    if (x->stage == OFF)
        connect_to(x, false);
    return 0;
}

static int on_made(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
    struct x11 *x = userdata;
    char own[16];

    (void)source;
    (void)snprintf(own, sizeof(own), "X%d", x->display.number);
    if (event->len == 0 || strcmp(event->name, own) != 0)
        return 0;
    if (x->stage == OFF)
        connect_to(x, true);
    else
        x->made = true;
    return 0;
}

/* ---------------------------------------------------------------------------------- the port */

static int x11_start(struct presence_source *source, int64_t idle_after, int64_t away_after)
{
    struct x11 *x = (struct x11 *)source;

    x->idle_ms = idle_after > 1000 ? idle_after / 1000 : 1;
    x->away_ms = away_after / 1000 > x->idle_ms ? away_after / 1000 : x->idle_ms;
    if (x->display.address.ss_family == AF_UNIX && !x->folder)
        (void)sd_event_add_inotify(x->loop, &x->folder, X11_SOCKETS,
                                   IN_CREATE | IN_MOVED_TO | IN_ONLYDIR, on_made, x);
    if (x->display.address_size > 0 && x->stage == OFF)
        connect_to(x, false);
    else if (x->stage == TALKING && x11_talk_ask(&x->talk) < 0)
        (void)shutdown(x->fd, SHUT_RDWR); /* told from the loop */
    return 0;
}

static void x11_describe(struct presence_source *source, char *ret, size_t size, bool *ret_live)
{
    struct x11 *x = (struct x11 *)source;
    bool waits = x->stage != OFF || x->folder || !x->display.address_size;

    *ret_live = x->input != PRESENCE_UNKNOWN;
    if (*ret_live)
        (void)snprintf(ret, size, "X11 %s, IDLETIME: %s", x->name, presence_name(x->input));
    else
        (void)snprintf(ret, size, "X11%s%s: %s%s", x->name ? " " : "", x->name ? x->name : "",
                       x->why, waits ? "" : "; asked again at the next reload");
}

static void x11_free(struct presence_source *source)
{
    struct x11 *x = (struct x11 *)source;

    hang_up(x);
    sd_event_source_disable_unref(x->folder);
    sd_event_source_disable_unref(x->again);
    free(x->name);
    free(x);
}

static void scope_x11(struct x11 **x)
{
    if (*x)
        x11_free(&(*x)->source);
}

/* An X server under Wayland is left alone: it sees only the input to its own windows, and where it
 * is started by whoever first connects, this would start it. */
static int find_display(struct x11 *x)
{
    const char *name = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    int r;

    if (!name || !name[0])
        return because(x, 0, "no DISPLAY");
    if (wayland && wayland[0])
        return because(x, 0, "left alone in a Wayland session");
    x->name = strdup(name);
    if (!x->name)
        return -ENOMEM;
    r = x11_display_parse(&x->display, name);
    return because(x, 0,
                   r == -EADDRNOTAVAIL ? "its host has to be an address or \"localhost\""
                   : r < 0             ? "not the name of a display"
                                       : "not asked yet");
}

int presence_x11_new(struct presence_source **ret, sd_event *loop, struct clock *clock)
{
    static const struct presence_ops ops = {x11_start, x11_describe, x11_free};
    CLEANUP(scope_x11) struct x11 *x = calloc(1, sizeof(*x));
    int r;

    if (!x)
        return -ENOMEM;
    x->source.ops = &ops;
    x->loop = loop;
    x->clock = clock;
    x->fd = -1;
    r = find_display(x);
    if (r == 0)
        r = sd_event_add_time(loop, &x->again, CLOCK_MONOTONIC, 0, LISTEN_WAIT / 4, on_again, x);
    if (r < 0)
        return r;
    (void)sd_event_source_set_enabled(x->again, SD_EVENT_OFF);
    *ret = &TAKE(x)->source;
    return 0;
}
