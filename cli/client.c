/* The connection to kneadd. The socket does not block on reading: poll() waits for it and for a
 * timer, which runs for each reply as a whole, so that no signal and no trickle of bytes stretches
 * the bound.
 */
#include "cli/client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>

#include "common/frame.h"
#include "common/scope.h"

struct client {
    int fd, timer;
    struct timespec timeout;
    struct frames in;
};

struct client *client_free(struct client *client)
{
    if (client) {
        scope_close(&client->fd);
        scope_close(&client->timer);
        frames_done(&client->in);
        free(client);
    }
    return NULL;
}

int client_new(struct client **ret, const char *path, int timeout)
{
    CLEANUP(client_freep) struct client *client = calloc(1, sizeof *client);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct timeval bound = {timeout / 1000, timeout % 1000 * 1000};

    if (!client)
        return -ENOMEM;
    client->fd = client->timer = -1;
    client->timeout = (struct timespec){bound.tv_sec, bound.tv_usec * 1000};
    frames_init(&client->in, CLIENT_REPLY_MAX);

    if (strlen(path) >= sizeof address.sun_path)
        return -ENAMETOOLONG;
    (void)strcpy(address.sun_path, path);
    client->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (client->timer < 0)
        return -errno;
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    /* The bound on sending holds for connect() too, where the queue of a stuck daemon is full. */
    if (client->fd < 0 || setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound) < 0)
        return -errno;
    while (connect(client->fd, (const struct sockaddr *)&address, sizeof address) < 0)
        if (errno != EINTR)
            return errno == EAGAIN ? -ETIMEDOUT : -errno;

    *ret = TAKE(client);
    return 0;
}

int client_call(struct client *client, const char *method, const json_t *parameters, bool more)
{
    json_auto_t *call = json_pack("{s:s}", "method", method);
    AUTO_FREE char *text = NULL;
    size_t length;

    if (!call || (parameters && json_object_set(call, "parameters", (json_t *)parameters) < 0) ||
        (more && json_object_set_new(call, "more", json_true()) < 0))
        return -ENOMEM;
    text = json_dumps(call, JSON_COMPACT);
    if (!text)
        return -ENOMEM;
    length = strlen(text) + 1; /* with the NUL that ends a message */
    if (length > FRAME_MAX)
        return -EMSGSIZE;

    for (size_t sent = 0; sent < length;) {
        ssize_t n = send(client->fd, text + sent, length - sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EPIPE)
            return 0; /* closed, but what was said before that can still be received */
        if (n < 0 && errno != EINTR)
            return errno == EAGAIN ? -ETIMEDOUT : -errno;
        sent += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

/* Reads what is there, waiting for it. */
static int fill(struct client *client)
{
    struct pollfd waits[] = {{.fd = client->fd, .events = POLLIN},
                             {.fd = client->timer, .events = POLLIN}};
    size_t room;
    ssize_t n;
    char *to;
    int r;

    while (poll(waits, COUNT_OF(waits), -1) < 0)
        if (errno != EINTR)
            return -errno;
    if (waits[0].revents == 0)
        return -ETIMEDOUT;
    to = frames_room(&client->in, &room, &r);
    if (!to)
        return r;
    n = recv(client->fd, to, room, MSG_DONTWAIT);
    if (n == 0)
        return -ECONNRESET;
    if (n < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : -errno;
    frames_filled(&client->in, (size_t)n);
    return 0;
}

static int reply_parse(const char *text, size_t length, struct reply *ret)
{
    json_auto_t *message = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    json_t *parameters = json_object_get(message, "parameters");
    json_t *error = json_object_get(message, "error");
    json_t *continues = json_object_get(message, "continues");

    if (!json_is_object(message) || (parameters && !json_is_object(parameters)) ||
        (error && !json_is_string(error)) || (continues && !json_is_boolean(continues)))
        return -EBADMSG;
    if (!parameters) {
        parameters = json_object();
        if (!parameters || json_object_set_new(message, "parameters", parameters) < 0)
            return -ENOMEM;
    }
    *ret = (struct reply){
        .parameters = parameters,
        .error = json_string_value(error),
        .continues = json_is_true(continues),
        .message = TAKE(message),
    };
    return 0;
}

int client_receive(struct client *client, struct reply *ret)
{
    const struct itimerspec bound = {.it_value = client->timeout};
    size_t length;
    char *text;
    int r;

    text = frames_next(&client->in, &length);
    if (!text && timerfd_settime(client->timer, 0, &bound, NULL) < 0)
        return -errno;
    while (!text) {
        r = fill(client);
        if (r < 0)
            return r;
        text = frames_next(&client->in, &length);
    }
    return reply_parse(text, length, ret);
}

int client_fd(const struct client *client)
{
    return client->fd;
}

bool client_has_more(const struct client *client)
{
    const struct frames *in = &client->in;
    return in->end > in->start && memchr(in->data + in->start, '\0', in->end - in->start);
}

void reply_done(struct reply *reply)
{
    json_decref(reply->message);
    *reply = (struct reply){0};
}
