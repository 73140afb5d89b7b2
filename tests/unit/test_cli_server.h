/* A server that does what a script says: half replies, garbage, silence, a thousand replies. To be
 * included behind cmocka.h. */
#pragma once

#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/alive.h"
#include "common/frame.h"
#include "common/scope.h"

#define TALKS_MAX 16
#define SHORT_MS  150 /* a bound that is meant to be reached */
#define LONG_MS   20000

/* One connection: read a call, answer, close. In answers '|' is the NUL that ends a message. */
struct talk {
    const char *answer;
    int times;   /* how often it is sent; 0: once */
    int trickle; /* milliseconds between its bytes; 0: all at once */
    bool hang;   /* stay open until the test is over */
    bool deaf;   /* close at once, without reading */
};

struct server {
    char folder[32], path[64];
    int fd, alive, stop[2];
    pthread_t thread;
    const struct talk *talks;
    size_t n, calls_n;
    json_t *calls[TALKS_MAX]; /* what was asked, read after server_stop() */
};

static inline void say(int fd, const struct talk *talk)
{
    size_t n = strlen(talk->answer);
    AUTO_FREE char *bytes = strdup(talk->answer);

    for (size_t i = 0; bytes && i < n; i++)
        if (bytes[i] == '|')
            bytes[i] = '\0';
    for (int t = 0; bytes && t < (talk->times ? talk->times : 1); t++)
        for (size_t i = 0; i < n;) {
            ssize_t sent = send(fd, bytes + i, talk->trickle ? 1 : n - i, MSG_NOSIGNAL);

            if (sent <= 0)
                return; /* the client has gone */
            i += (size_t)sent;
            if (talk->trickle)
                (void)usleep((useconds_t)talk->trickle * 1000);
        }
}

static inline json_t *hear(int fd)
{
    char text[FRAME_MAX];
    size_t n = 0;

    do {
        ssize_t got = recv(fd, text + n, sizeof text - n, 0);

        if (got <= 0)
            return NULL;
        n += (size_t)got;
    } while (text[n - 1] != '\0');
    return json_loads(text, 0, NULL);
}

static inline void *serve(void *userdata)
{
    struct server *s = userdata;

    for (size_t i = 0; i < s->n; i++) {
        struct pollfd waits[] = {{.fd = s->fd, .events = POLLIN},
                                 {.fd = s->stop[0], .events = POLLIN}};
        AUTO_CLOSE int fd = -1;

        while (poll(waits, 2, -1) < 0)
            ;
        if (!waits[0].revents)
            break;
        fd = accept(s->fd, NULL, NULL);
        if (s->talks[i].deaf)
            continue;
        s->calls[s->calls_n++] = hear(fd);
        say(fd, &s->talks[i]);
        if (s->talks[i].hang)
            (void)poll(waits + 1, 1, -1);
    }
    return NULL;
}

static inline void server_listen_only(struct server *s, int backlog)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    *s = (struct server){.folder = "/tmp/knead-test-XXXXXX"};
    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(s->path, sizeof s->path, "%s/control", s->folder);
    (void)strcpy(address.sun_path, s->path);
    assert_int_equal(alive_hold(s->path, &s->alive), 0);
    assert_int_equal(pipe(s->stop), 0);
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&address, sizeof address), 0);
    if (backlog >= 0)
        assert_int_equal(listen(s->fd, backlog), 0);
}

static inline void server_start(struct server *s, const struct talk *talks, size_t n)
{
    sigset_t all, old;

    server_listen_only(s, 8);
    s->talks = talks;
    s->n = n;
    (void)sigfillset(&all); /* signals are for the client to bear */
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &all, &old), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
}

/* Ends the server; what it heard can be read until server_done(). */
static inline void server_stop(struct server *s)
{
    if (s->talks) {
        assert_int_equal(write(s->stop[1], "", 1), 1);
        assert_int_equal(pthread_join(s->thread, NULL), 0);
    }
    (void)close(s->fd);
    (void)close(s->stop[0]);
    (void)close(s->stop[1]);
    (void)unlink(s->path);
    (void)close(s->alive);
    (void)snprintf(s->path, sizeof s->path, "%s/control.lock", s->folder);
    (void)unlink(s->path);
    (void)rmdir(s->folder);
}

static inline void server_done(struct server *s)
{
    for (size_t i = 0; i < s->calls_n; i++)
        json_decref(s->calls[i]);
    s->calls_n = 0;
}
