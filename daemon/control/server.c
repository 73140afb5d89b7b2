/* The listening socket, and who is connected.
 *
 * A client that may not speak, or for which there is no room, is closed at once and costs the
 * others nothing. Where the machine has no file left to accept with, the socket would stay readable
 * and the loop would spin: it is not looked at until a client has left or a second has passed.
 */
#include "daemon/control/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/scope.h"
#include "daemon/control/server_client.h"

struct server {
    sd_event *loop;
    int fd;
    sd_event_source *io, *retry;
    struct daemon *daemon;
    struct server_client *clients[SERVER_CLIENTS_MAX]; /* NULL: a free place */
};

static const char denied[] = "{\"error\":\"org.varlink.service.PermissionDenied\","
                             "\"parameters\":{}}";

bool server_admits(uid_t peer, uid_t owner)
{
    return peer == owner;
}

static bool is_owner(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof(peer);

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
           server_admits(peer.uid, geteuid());
}

static struct server_client **find_place(struct server *s, const struct server_client *client)
{
    for (size_t i = 0; i < COUNT_OF(s->clients); i++)
        if (s->clients[i] == client)
            return &s->clients[i];
    return NULL;
}

static void look_again(struct server *s)
{
    (void)sd_event_source_set_enabled(s->retry, SD_EVENT_OFF);
    (void)sd_event_source_set_enabled(s->io, SD_EVENT_ON);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
    (void)source, (void)usec;
    look_again(userdata);
    return 0;
}

static void look_away(struct server *s)
{
    if (sd_event_source_set_time_relative(s->retry, USEC_PER_SEC) == 0 &&
        sd_event_source_set_enabled(s->retry, SD_EVENT_ONESHOT) == 0)
        (void)sd_event_source_set_enabled(s->io, SD_EVENT_OFF);
}

static void on_gone(void *userdata, struct server_client *client)
{
    struct server *s = userdata;

    *find_place(s, client) = server_client_free(client);
    look_again(s);
}

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
    struct server *s = userdata;
    struct server_client **place = find_place(s, NULL);
    AUTO_CLOSE int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    (void)source, (void)events;
    if (peer < 0) {
        if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
            look_away(s);
        return 0;
    }
    if (!is_owner(peer)) {
        (void)send(peer, denied, sizeof(denied), MSG_NOSIGNAL);
        return 0;
    }
    if (place && server_client_new(place, s->loop, peer, s->daemon, on_gone, s) == 0)
        peer = -1;
    return 0;
}

static void on_changed(void *userdata)
{
    struct server *s = userdata;

    for (size_t i = 0; i < COUNT_OF(s->clients); i++)
        if (s->clients[i])
            server_client_changed(s->clients[i]);
}

static void scope_server(struct server **s)
{
    server_free(*s);
}

int server_new(struct server **ret, sd_event *loop, int fd, struct daemon *daemon)
{
    CLEANUP(scope_server) struct server *s = NULL;
    int flags = fcntl(fd, F_GETFL), r;

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    s = calloc(1, sizeof(*s));
    if (!s)
        return -ENOMEM;
    s->fd = -1; /* the caller's until all is well */
    s->daemon = daemon;
    s->loop = sd_event_ref(loop);
    r = sd_event_add_time_relative(loop, &s->retry, CLOCK_MONOTONIC, USEC_PER_SEC, 0, on_retry, s);
    if (r < 0 || (r = sd_event_source_set_enabled(s->retry, SD_EVENT_OFF)) < 0)
        return r;
    r = sd_event_add_io(loop, &s->io, fd, EPOLLIN, on_connection, s);
    if (r < 0)
        return r;
    s->fd = fd;
    daemon_watch(daemon, on_changed, s);
    *ret = TAKE(s);
    return 0;
}

struct server *server_free(struct server *s)
{
    if (!s)
        return NULL;
    if (s->fd >= 0)
        daemon_watch(s->daemon, NULL, NULL);
    for (size_t i = 0; i < COUNT_OF(s->clients); i++)
        server_client_free(s->clients[i]);
    sd_event_source_disable_unref(s->io);
    sd_event_source_disable_unref(s->retry);
    sd_event_unref(s->loop);
    scope_close(&s->fd);
    free(s);
    return NULL;
}
