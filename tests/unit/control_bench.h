/* The socket end to end: real connections, a real loop, a real daemon at a faked desk. To be
 * included behind cmocka.h. */
#pragma once

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "common/frame.h"
#include "common/scope.h"
#include "daemon/control/server.h"
#include "tests/fakes/fake_daemon.h"

#define INFO      "{\"method\":\"org.varlink.service.GetInfo\"}"
#define IS_INFO   "{\"parameters\":{\"vendor\":\"knead\""
#define IS_NO_USE "{\"error\":\"org.varlink.service.InvalidParameter\""
#define HISTORY   "{\"method\":\"org.knead.History\",\"more\":true}"
#define WATCH     "{\"method\":\"org.knead.Watch\",\"more\":true}"
#define PEERS     40

struct peer {
    int fd; /* -1: not connected */
    struct frames in;
};

struct bench {
    struct fake_daemon fake;
    sd_event *loop;
    struct server *server;
    char path[96];
    int alive;
    struct peer peers[PEERS];
};

static inline int64_t clock_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

static inline int begin(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));
    int fd;

    fake_daemon_init(&b->fake, "[reminder stand-up]\nevery = 1h\n", true);
    (void)snprintf(b->path, sizeof(b->path), "%s/control", b->fake.folder);
    assert_int_equal(sd_event_new(&b->loop), 0);
    assert_int_equal(server_listen(b->path, &fd, &b->alive), 0);
    assert_int_equal(server_new(&b->server, b->loop, fd, b->fake.daemon), 0);
    for (size_t i = 0; i < PEERS; i++) {
        b->peers[i].fd = -1;
        frames_init(&b->peers[i].in, 1024 * 1024);
    }
    *state = b;
    return 0;
}

static inline void hang_up(struct peer *p)
{
    scope_close(&p->fd);
    p->fd = -1;
    frames_done(&p->in);
}

static inline int end(void **state)
{
    struct bench *b = *state;

    server_free(b->server);
    for (size_t i = 0; i < PEERS; i++)
        hang_up(&b->peers[i]);
    scope_close(&b->alive);
    sd_event_unref(b->loop);
    fake_daemon_done(&b->fake);
    free(b);
    return 0;
}

/* Turns of the loop until nothing is left to do; returns how many. */
static inline int settle(struct bench *b)
{
    int turns = 0;

    while (turns < 100000 && sd_event_run(b->loop, 0) > 0)
        turns++;
    return turns;
}

static inline struct peer *dial(struct bench *b, size_t i)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    struct peer *p = &b->peers[i];

    (void)strcpy(to.sun_path, b->path);
    p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_return_code(p->fd, errno);
    assert_return_code(connect(p->fd, (struct sockaddr *)&to, sizeof(to)), errno);
    return p;
}

/* Sends all of it, the loop turning meanwhile; false: the daemon has hung up. */
static inline bool tell_bytes(struct bench *b, const struct peer *p, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(p->fd, bytes, n, MSG_NOSIGNAL);

        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent < 0)
            assert_return_code(sd_event_run(b->loop, 100000), 0);
        bytes += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

static inline bool tell(struct bench *b, const struct peer *p, const char *message)
{
    return tell_bytes(b, p, message, strlen(message) + 1);
}

/* Takes what has come; false: that was the end. */
static inline bool take(struct peer *p)
{
    size_t room;
    int error;
    char *to = frames_room(&p->in, &room, &error);
    ssize_t n;

    assert_non_null(to);
    n = recv(p->fd, to, room, 0);
    if (n > 0)
        frames_filled(&p->in, (size_t)n);
    return n > 0 || (n < 0 && errno == EAGAIN);
}

/* The next reply; "" when the daemon has hung up. Fails when nothing at all comes. */
static const char *hear(struct bench *b, struct peer *p)
{
    int64_t until = clock_us() + 3 * USEC_PER_SEC;

    while (clock_us() < until) {
        size_t n;
        const char *reply = frames_next(&p->in, &n);

        if (reply)
            return reply;
        (void)sd_event_run(b->loop, 1000);
        if (!take(p)) {
            reply = frames_next(&p->in, &n);
            return reply ? reply : "";
        }
    }
    fail_msg("no reply and no end");
    return NULL;
}

static inline void check_begins(const char *reply, const char *beginning)
{
    if (strncmp(reply, beginning, strlen(beginning)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", reply, beginning);
}

static inline void check_served(struct bench *b, struct peer *p)
{
    assert_true(tell(b, p, INFO));
    check_begins(hear(b, p), IS_INFO);
}

static inline void fill_log(struct bench *b, int n)
{
    for (int i = 0; i < n; i++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .at = {(int64_t)i * USEC_PER_SEC}};
        struct fault fault;

        assert_int_equal(daemon_log(b->fake.daemon, &e, &fault), 0);
    }
}
