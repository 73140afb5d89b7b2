/* One connection.
 *
 * In one turn of the loop a client gets at most: one send, one read, one message answered or one
 * page of a stream, one send. So one that floods the socket has no more of the daemon than any
 * other. It is read from only when all it sent before is answered and all answers are sent: what
 * waits is bounded by one message in and one reply or page out, and replies come in the order of
 * the calls.
 *
 * The deadline runs only while a message is half received, from its first byte, or while output
 * waits unread, from the last byte that was taken; a client that rests costs no wakeup and no
 * buffers.
 */
#include "daemon/control/server_client.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include "common/frame.h"
#include "common/scope.h"
#include "daemon/control/server.h"
#include "daemon/control/varlink.h"

/* What the deadline is for. */
enum waits {
    WAITS_FOR_NOTHING,
    WAITS_FOR_REST,   /* of a message */
    WAITS_FOR_READER, /* of the output, or for the socket to take more of it */
};

struct server_client {
    sd_event *loop;
    int fd;
    sd_event_source *io, *deadline;
    enum waits waits;
    bool moved; /* since the deadline was set: its time begins anew */
    struct frames in;
    char *message; /* the next one to be answered, in `in`; NULL: none is whole */
    size_t length;
    struct varlink varlink;
    bool ended;   /* it will send no more */
    bool dropped; /* nothing is taken from it any more; gone once the output is sent */
    void (*gone)(void *userdata, struct server_client *client);
    void *userdata;
};

static int receive(struct server_client *c)
{
    size_t room;
    int error;
    char *to = frames_room(&c->in, &room, &error);
    ssize_t n;

    if (!to)
        return error;
    n = recv(c->fd, to, room, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    frames_filled(&c->in, (size_t)n);
    c->ended = n == 0;
    return 0;
}

static int send_queued(struct server_client *c)
{
    struct queue *out = &c->varlink.out;
    ssize_t n;

    if (queue_length(out) == 0)
        return 0;
    n = send(c->fd, out->data + out->start, queue_length(out), MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    queue_sent(out, (size_t)n);
    c->moved = true;
    return 0;
}

/* One thing: a page of the stream under way, or a message, if need be read before. */
static int work(struct server_client *c)
{
    int r = 0;

    if (c->varlink.stream.active)
        return varlink_continue(&c->varlink);
    if (!c->message) {
        r = c->ended ? 0 : receive(c);
        c->message = frames_next(&c->in, &c->length);
    }
    if (r == -EMSGSIZE)
        r = varlink_refuse(&c->varlink);
    if (r == 0 && c->message && c->varlink.stream.watching)
        return varlink_leave(&c->varlink); /* the next call ends it */
    if (r == 0 && c->message) {
        r = varlink_take(&c->varlink, c->message, c->length);
        c->message = frames_next(&c->in, &c->length);
        c->moved = true;
    }
    return r;
}

static int on_deadline(sd_event_source *source, uint64_t usec, void *userdata);

static int watch_deadline(struct server_client *c, enum waits waits)
{
    if (waits == c->waits && !c->moved)
        return 0;
    c->waits = waits;
    c->moved = false;
    c->deadline = sd_event_source_disable_unref(c->deadline);
    if (waits == WAITS_FOR_NOTHING)
        return 0;
    return sd_event_add_time_relative(
        c->loop, &c->deadline, CLOCK_MONOTONIC,
        waits == WAITS_FOR_READER && c->varlink.patient ? SERVER_PATIENCE_US : SERVER_DEADLINE_US,
        0, on_deadline, c);
}

/* What the loop is to wake this client for. While there is something to do, that is whenever the
 * socket takes output, so that the other clients have their turn in between. */
static int rest(struct server_client *c)
{
    bool unread = queue_length(&c->varlink.out) > 0;
    bool busy = unread || (!c->dropped && (c->varlink.stream.active || c->message));
    enum waits waits = busy                     ? WAITS_FOR_READER
                       : frames_partial(&c->in) ? WAITS_FOR_REST
                                                : WAITS_FOR_NOTHING;
    int r;

    if (!busy && (c->dropped || c->ended))
        return -ESHUTDOWN;
    if (waits == WAITS_FOR_NOTHING)
        frames_done(&c->in);
    r = watch_deadline(c, waits);
    if (r < 0)
        return r;
    return sd_event_source_set_io_events(c->io, busy ? EPOLLOUT : EPOLLIN);
}

static void turn(struct server_client *c, int (*act)(struct server_client *c))
{
    int r = send_queued(c);

    if (r == 0 && queue_length(&c->varlink.out) == 0 && !c->dropped) {
        r = act(c);
        c->dropped = r == -EPROTO;
        if (r == 0 || r == -EPROTO)
            r = send_queued(c);
    }
    if (r == 0)
        r = rest(c);
    if (r < 0)
        c->gone(c->userdata, c);
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    (void)source, (void)fd, (void)events;
    turn(userdata, work);
    return 0;
}

void server_client_changed(struct server_client *c)
{
    if (varlink_changed(&c->varlink)) /* told when its turn comes, or it has read what waits */
        (void)sd_event_source_set_io_events(c->io, EPOLLOUT);
}

static int refuse(struct server_client *c)
{
    return varlink_refuse(&c->varlink);
}

static int on_deadline(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct server_client *c = userdata;

    (void)source, (void)usec;
    if (c->waits == WAITS_FOR_REST)
        turn(c, refuse);
    else
        c->gone(c->userdata, c);
    return 0;
}

int server_client_new(struct server_client **ret, sd_event *loop, int fd, struct daemon *daemon,
                      void (*gone)(void *userdata, struct server_client *client), void *userdata)
{
    struct server_client *c = calloc(1, sizeof(*c));
    int r;

    if (!c)
        return -ENOMEM;
    *c = (struct server_client){.loop = loop, .fd = -1, .gone = gone, .userdata = userdata};
    frames_init(&c->in, FRAME_MAX);
    varlink_init(&c->varlink, daemon, SERVER_QUEUE_MAX);
    r = sd_event_add_io(loop, &c->io, fd, EPOLLIN, on_io, c);
    if (r < 0) {
        server_client_free(c);
        return r;
    }
    c->fd = fd;
    *ret = c;
    return 0;
}

struct server_client *server_client_free(struct server_client *c)
{
    if (!c)
        return NULL;
    sd_event_source_disable_unref(c->io);
    sd_event_source_disable_unref(c->deadline);
    frames_done(&c->in);
    varlink_done(&c->varlink);
    scope_close(&c->fd);
    free(c);
    return NULL;
}
