/* The libnotify notifier as the daemon's loop sees it: it hands over, reads outcomes from a pipe,
 * and waits for nothing. Whatever the thread at the other end is stuck in, nothing here takes
 * longer than a write, and free() the grace it gives.
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
#include "daemon/adapters/notifier_libnotify.h"

#define GRACE_MS 20 /* for the thread to end by itself; of the 100 ms that free() may take */

struct libnotify {
    struct notifier notifier;
    struct libnotify_thread *thread;
    pthread_t id;
    int outcomes;
    sd_event_source *source;
    char server[sizeof(((struct record *)0)->text)];
};

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

/* One outcome a turn: the listener may do what it likes, and other sources have their turns. */
static int on_outcome(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    struct libnotify *l = userdata;
    const struct notifier_listener *listener = l->notifier.listener;
    struct record record;
    ssize_t n = read(fd, &record, sizeof(record));

    (void)source, (void)events;
    if (n != sizeof(record))
        return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -EIO; /* the thread is gone */
    if (record.kind == RECORD_DESCRIBED)
        (void)snprintf(l->server, sizeof(l->server), "%s", record.text);
    else if (!listener)
        return 0;
    else if (record.kind == RECORD_ACTED)
        listener->acted(l->notifier.userdata, record.id, record.text);
    else if (record.kind == RECORD_CLOSED)
        listener->closed(l->notifier.userdata, record.id);
    else
        listener->failed(l->notifier.userdata, record.id, record.text);
    return 0;
}

/* Until the thread closes its end, or the time is over; what it still says is for nobody. */
static void wait_for_end(int fd, int64_t ms)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLIN};
    struct record record;
    struct timespec ts;
    int64_t now, end = 0;

    for (;;) {
        (void)clock_gettime(CLOCK_MONOTONIC, &ts);
        now = ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
        end = end ? end : now + ms;
        if (now >= end)
            return;
        if (poll(&pollfd, 1, (int)(end - now)) > 0 && read(fd, &record, sizeof(record)) == 0)
            return;
    }
}

/* ---------------------------------------------------------------------------------- the port */

static int loop_show(struct notifier *notifier, const struct notice *notice)
{
    struct libnotify *l = (struct libnotify *)notifier;

    return notice->id ? libnotify_thread_show(l->thread, notice) : -EINVAL;
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

static void loop_free(struct notifier *notifier)
{
    struct libnotify *l = (struct libnotify *)notifier;

    sd_event_source_disable_unref(l->source);
    libnotify_thread_leave(l->thread);
    wait_for_end(l->outcomes, GRACE_MS);
    (void)close(l->outcomes); /* or it might wait for room there */
    libnotify_thread_stop(l->thread);
    (void)pthread_join(l->id, NULL);
    libnotify_thread_free(l->thread);
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

int notifier_libnotify_new(struct notifier **ret, sd_event *loop, const char *app_name,
                           const char *icon)
{
    static const struct notifier_ops ops = {loop_show, loop_withdraw, loop_describe, loop_free};
    AUTO_CLOSE int reading = -1, writing = -1;
    AUTO_FREE struct libnotify *l = NULL;
    int fds[2], r;

    if (!session_bus_is_known())
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
    (void)snprintf(l->server, sizeof(l->server), "looking for a notification server");
    r = sd_event_add_io(loop, &l->source, reading, EPOLLIN, on_outcome, l);
    if (r < 0)
        return r;
    l->thread = libnotify_thread_new(writing, app_name, icon);
    r = start(l);
    if (r < 0) {
        sd_event_source_disable_unref(l->source);
        libnotify_thread_free(l->thread);
        return r;
    }
    reading = writing = -1;
    *ret = &TAKE(l)->notifier;
    return 0;
}
