/* The libnotify notifier as the daemon's loop sees it: it hands over, reads outcomes from a pipe,
 * and waits for nothing. Whatever the thread at the other end is stuck in, nothing here takes
 * longer than a write, and free() the grace it gives.
 *
 * What was handed over waits in a queue until the thread has answered for it; the first that has
 * not failed has a deadline, after which it counts as failed, once. While there is no bus, its
 * socket's folder is watched for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/adapters/adapters.h"
#include "daemon/adapters/bus_socket.h"
#include "daemon/adapters/notifier_libnotify.h"

#define GRACE_MS  20 /* for the thread to end by itself; of the 100 ms that free() may take */
#define LEAVE_MS  50 /* and to end when it is told to */
#define SETTLE    (USEC_PER_SEC / 10) /* from a bus's socket to its first answers */
#define LONG_LIFE USEC_PER_SEC        /* a bus that is gone sooner is waited for, not tried again */
#define ACCURACY  (USEC_PER_SEC / 10)

/* A show that was handed over and not answered for yet. */
struct pending {
    uint64_t id;
    int64_t until; /* µs, CLOCK_MONOTONIC */
    bool failed;   /* it has been told so */
};

struct libnotify {
    struct notifier notifier;
    struct libnotify_thread *thread;
    pthread_t id;
    int outcomes;
    int64_t patience;
    size_t pending_n, pending_size;
    struct pending *pending; /* oldest first */
    size_t told_n;           /* the first so many have failed */
    sd_event_source *source, *deadline, *retry;
    struct bus_socket socket;
    int64_t tried; /* when the bus was looked for, µs, CLOCK_MONOTONIC */
    char server[sizeof(((struct record *)0)->text)];
};

static int64_t monotonic(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * USEC_PER_SEC + ts.tv_nsec / 1000;
}

static void set_timer(sd_event_source *timer, int64_t at)
{
    (void)sd_event_source_set_time(timer, (uint64_t)at);
    (void)sd_event_source_set_enabled(timer, SD_EVENT_ONESHOT);
}

/* --------------------------------------------------------------------- both ends of the pipe */

int record_post(int fd, enum record_kind kind, uint64_t id, const char *text)
{
    struct record record = {.kind = kind, .id = id};
    size_t n = strnlen(text, sizeof(record.text));

    if (n == sizeof(record.text)) /* cut, and not within a character */
        for (n--; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
            ;
    memcpy(record.text, text, n);
    return write(fd, &record, sizeof(record)) < 0 ? -errno : 0;
}

/* A full pipe means that the loop is behind: the thread waits, so that no outcome is lost. Once the
 * other end is closed there is nobody to tell. */
void record_tell(int fd, enum record_kind kind, uint64_t id, const char *text)
{
    while (record_post(fd, kind, id, text) == -EAGAIN)
        (void)poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
}

/* ------------------------------------------------------------------- what waits for the server */

static void await_first(struct libnotify *l)
{
    if (l->told_n < l->pending_n)
        set_timer(l->deadline, l->pending[l->told_n].until);
    else
        (void)sd_event_source_set_enabled(l->deadline, SD_EVENT_OFF);
}

static int pending_add(struct libnotify *l, uint64_t id)
{
    if (l->pending_n == l->pending_size) {
        size_t size = l->pending_size ? 2 * l->pending_size : 16;
        struct pending *more = reallocarray(l->pending, size, sizeof(*more));

        if (!more)
            return -ENOMEM;
        l->pending = more;
        l->pending_size = size;
    }
    l->pending[l->pending_n++] = (struct pending){.id = id, .until = monotonic() + l->patience};
    if (l->pending_n == l->told_n + 1)
        await_first(l);
    return 0;
}

/* The thread has answered for a show; whether that is news. */
static bool pending_take(struct libnotify *l, uint64_t id)
{
    size_t i = 0;
    bool news;

    while (i < l->pending_n && l->pending[i].id != id)
        i++;
    if (i == l->pending_n)
        return true;
    news = i >= l->told_n;
    l->told_n -= !news;
    l->pending_n--;
    memmove(&l->pending[i], &l->pending[i + 1], (l->pending_n - i) * sizeof(*l->pending));
    if (i <= l->told_n)
        await_first(l);
    return news;
}

static int on_deadline(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct libnotify *l = userdata;
    uint64_t id = l->pending[l->told_n++].id;

    (void)source, (void)usec;
    await_first(l);
    if (l->notifier.listener)
        l->notifier.listener->failed(l->notifier.userdata, id,
                                     "The notification server does not answer.");
    return 0;
}

/* ---------------------------------------------------------------------------------- the bus */

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct libnotify *l = userdata;
    int fd = bus_socket_connect(&l->socket);

    (void)source, (void)usec;
    if (fd < 0)
        return 0;
    (void)close(fd);
    bus_socket_look(&l->socket, false);
    l->tried = monotonic();
    libnotify_thread_look(l->thread);
    return 0;
}

static void on_sign(void *userdata)
{
    struct libnotify *l = userdata;

    set_timer(l->retry, monotonic() + SETTLE);
}

/* One that is there again before anybody looked has left no sign: so it is tried once in any case,
 * but not at once when it keeps going away. */
static void on_no_bus(struct libnotify *l, bool was_there)
{
    int64_t now = monotonic(), again = l->tried + LONG_LIFE;

    bus_socket_look(&l->socket, true);
    if (was_there || l->tried == 0)
        set_timer(l->retry, now + SETTLE > again ? now + SETTLE : again);
    if (l->tried == 0)
        l->tried = now;
}

/* ------------------------------------------------------------------------------ what is told */

static void described(struct libnotify *l, const struct record *record)
{
    const struct notifier_listener *listener = l->notifier.listener;
    bool there = record->id != 0, news = there || strcmp(l->server, record->text) != 0;

    (void)snprintf(l->server, sizeof(l->server), "%s", record->text);
    if (listener && news)
        listener->server(l->notifier.userdata, there);
}

static void tell(struct libnotify *l, const struct record *record)
{
    const struct notifier_listener *listener = l->notifier.listener;
    void *userdata = l->notifier.userdata;

    if (record->kind == RECORD_DESCRIBED)
        described(l, record);
    else if (record->kind == RECORD_NO_BUS)
        on_no_bus(l, record->id != 0);
    else if (record->kind == RECORD_SHOWN)
        (void)pending_take(l, record->id);
    else if (record->kind == RECORD_FAILED && !pending_take(l, record->id))
        ; /* it was too late for that already */
    else if (!listener)
        ;
    else if (record->kind == RECORD_FAILED)
        listener->failed(userdata, record->id, record->text);
    else if (record->kind == RECORD_ACTED)
        listener->acted(userdata, record->id, record->text);
    else if (record->kind == RECORD_REPLIED)
        listener->replied(userdata, record->id, record->text);
    else if (record->kind == RECORD_LOST)
        listener->lost(userdata, record->id);
    else
        listener->closed(userdata, record->id);
}

/* One outcome a turn: the listener may do what it likes, and other sources have their turns. */
static int on_outcome(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    struct libnotify *l = userdata;
    struct record record;
    ssize_t n = read(fd, &record, sizeof(record));

    (void)source, (void)events;
    if (n != sizeof(record))
        return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -EIO; /* the thread is gone */
    tell(l, &record);
    return 0;
}

/* Until the thread closes its end, or the time is over; what it still says is for nobody. */
static void wait_for_end(int fd, int64_t ms)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLIN};
    struct record record;
    int64_t now, end = monotonic() / 1000 + ms;

    while ((now = monotonic() / 1000) < end)
        if (poll(&pollfd, 1, (int)(end - now)) > 0 && read(fd, &record, sizeof(record)) == 0)
            return;
}

/* ---------------------------------------------------------------------------------- the port */

static int loop_show(struct notifier *notifier, const struct notice *notice)
{
    struct libnotify *l = (struct libnotify *)notifier;
    int r = notice->id ? pending_add(l, notice->id) : -EINVAL;

    if (r == 0 && (r = libnotify_thread_show(l->thread, notice)) < 0)
        (void)pending_take(l, notice->id);
    return r;
}

static void loop_withdraw(struct notifier *notifier, uint64_t id)
{
    struct libnotify *l = (struct libnotify *)notifier;

    if (id)
        libnotify_thread_withdraw(l->thread, id);
}

static void loop_describe(struct notifier *notifier, char *ret, size_t size)
{
    struct libnotify *l = (struct libnotify *)notifier;

    (void)snprintf(ret, size, "%s", l->server);
}

static void sources_free(struct libnotify *l)
{
    sd_event_source_disable_unref(l->source);
    sd_event_source_disable_unref(l->deadline);
    sd_event_source_disable_unref(l->retry);
    bus_socket_done(&l->socket);
}

/* glib offers no way to end its first word to a bus, which may wait for 25 s: such a thread is left
 * to itself. */
static void end_thread(struct libnotify *l)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += INT32_C(1000000) * LEAVE_MS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (pthread_timedjoin_np(l->id, NULL, &until) == 0) {
        libnotify_thread_free(l->thread);
        return;
    }
    (void)pthread_detach(l->id);
    libnotify_thread_abandon(l->thread);
}

static void loop_free(struct notifier *notifier)
{
    struct libnotify *l = (struct libnotify *)notifier;

    sources_free(l);
    libnotify_thread_leave(l->thread);
    wait_for_end(l->outcomes, GRACE_MS);
    (void)close(l->outcomes); /* or it might wait for room there */
    libnotify_thread_stop(l->thread);
    end_thread(l);
    free(l->pending);
    free(l);
}

bool session_bus_is_known(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *folder = getenv("XDG_RUNTIME_DIR");
    AUTO_FREE char *path = NULL;

    if (address && address[0])
        return true;
    return folder && asprintf(&path, "%s/bus", folder) > 0 && access(path, F_OK) == 0;
}

/* Signals are for the daemon's loop: neither this thread nor those glib starts from it may take
 * one. */
static int start(struct libnotify *l)
{
    sigset_t all, before;
    int r;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    r = pthread_create(&l->id, NULL, libnotify_thread_main, l->thread);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (r == 0)
        (void)pthread_setname_np(l->id, "notifier");
    return -r;
}

static int add_sources(struct libnotify *l, sd_event *loop)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    AUTO_FREE char *usual = NULL;
    int r;

    if (folder && folder[0] && asprintf(&usual, "%s/bus", folder) < 0)
        return -ENOMEM;
    bus_socket_init(&l->socket, loop, "DBUS_SESSION_BUS_ADDRESS", usual ? usual : "", on_sign, l);
    if ((r = sd_event_add_io(loop, &l->source, l->outcomes, EPOLLIN, on_outcome, l)) < 0 ||
        (r = sd_event_add_time(loop, &l->deadline, CLOCK_MONOTONIC, 0, ACCURACY, on_deadline, l)) <
            0 ||
        (r = sd_event_add_time(loop, &l->retry, CLOCK_MONOTONIC, 0, ACCURACY, on_retry, l)) < 0)
        return r;
    (void)sd_event_source_set_enabled(l->deadline, SD_EVENT_OFF);
    (void)sd_event_source_set_enabled(l->retry, SD_EVENT_OFF);
    return 0;
}

int notifier_libnotify_new(struct notifier **ret, sd_event *loop, const char *app_name,
                           const char *icon, int64_t patience)
{
    static const struct notifier_ops ops = {loop_show, loop_withdraw, loop_describe, loop_free};
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    AUTO_CLOSE int reading = -1, writing = -1;
    AUTO_FREE struct libnotify *l = NULL;
    int fds[2], r;

    if (!(address && address[0]) && !getenv("XDG_RUNTIME_DIR"))
        return -EUNATCH;
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
        return -errno;
    reading = fds[0];
    writing = fds[1];
    l = calloc(1, sizeof(*l));
    if (!l)
        return -ENOMEM;
    l->notifier.ops = &ops;
    l->outcomes = reading;
    l->patience = patience;
    (void)snprintf(l->server, sizeof(l->server), "looking for a notification server");
    r = add_sources(l, loop);
    if (r == 0) {
        l->thread = libnotify_thread_new(writing, app_name, icon);
        r = start(l);
        if (r < 0)
            libnotify_thread_free(l->thread);
    }
    if (r < 0) {
        sources_free(l);
        return r;
    }
    reading = writing = -1;
    *ret = &TAKE(l)->notifier;
    return 0;
}
