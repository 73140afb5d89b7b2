/* The socket end to end: real connections, a real loop, a real daemon at a faked desk. Whatever one
 * client does, it is answered or dropped, and the others are served. */
#include "daemon/control/server.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>

#include "common/frame.h"
#include "common/scope.h"
#include "daemon/control/server_client.h"
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

static int64_t clock_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

static int begin(void **state)
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

static void hang_up(struct peer *p)
{
    scope_close(&p->fd);
    p->fd = -1;
    frames_done(&p->in);
}

static int end(void **state)
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
static int settle(struct bench *b)
{
    int turns = 0;

    while (turns < 100000 && sd_event_run(b->loop, 0) > 0)
        turns++;
    return turns;
}

static struct peer *dial(struct bench *b, size_t i)
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
static bool tell_bytes(struct bench *b, const struct peer *p, const char *bytes, size_t n)
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

static bool tell(struct bench *b, const struct peer *p, const char *message)
{
    return tell_bytes(b, p, message, strlen(message) + 1);
}

/* Takes what has come; false: that was the end. */
static bool take(struct peer *p)
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

static void check_begins(const char *reply, const char *beginning)
{
    if (strncmp(reply, beginning, strlen(beginning)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", reply, beginning);
}

static void check_served(struct bench *b, struct peer *p)
{
    assert_true(tell(b, p, INFO));
    check_begins(hear(b, p), IS_INFO);
}

static void fill_log(struct bench *b, int n)
{
    for (int i = 0; i < n; i++) {
        struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .at = {(int64_t)i * USEC_PER_SEC}};
        struct fault fault;

        assert_int_equal(daemon_log(b->fake.daemon, &e, &fault), 0);
    }
}

/* ------------------------------------------------------------------ calls and replies */

static void test_byte_by_byte(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);
    static const char call[] = INFO;

    for (size_t i = 0; i < sizeof(call); i++) {
        assert_true(tell_bytes(b, p, call + i, 1));
        (void)settle(b);
    }
    check_begins(hear(b, p), IS_INFO);
}

static void test_pipelined_in_order(void **state)
{
    enum { CALLS = 500 };
    struct bench *b = *state;
    struct peer *p = dial(b, 0);
    AUTO_FREE char *calls = malloc(CALLS * 64);
    size_t n = 0;

    for (int i = 0; i < CALLS; i++)
        n += (size_t)sprintf(calls + n, "{\"method\":\"org.knead.No%d\"}", i) + 1;
    assert_true(tell_bytes(b, p, calls, n));
    for (int i = 0; i < CALLS; i++) {
        char expected[128];

        (void)sprintf(expected,
                      "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{"
                      "\"method\":\"org.knead.No%d\"}}",
                      i);
        assert_string_equal(hear(b, p), expected);
    }
}

/* A stream and what was asked behind it: one after the other, though the stream takes many pages.
 */
static void test_stream_then_call(void **state)
{
    enum { ENTRIES = 5000 };
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    fill_log(b, ENTRIES);
    assert_true(tell_bytes(b, p, HISTORY "\0" INFO, sizeof(HISTORY "\0" INFO)));
    for (int i = 0; i < ENTRIES; i++) {
        const char *reply = hear(b, p);

        check_begins(reply, "{\"parameters\":{\"entry\":{\"id\":");
        assert_int_equal(strstr(reply, ",\"continues\":true}") != NULL, i + 1 < ENTRIES);
    }
    check_begins(hear(b, p), IS_INFO);
}

static void test_half_close(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    fill_log(b, 2000);
    assert_true(tell_bytes(b, p, INFO "\0" HISTORY, sizeof(INFO "\0" HISTORY)));
    assert_return_code(shutdown(p->fd, SHUT_WR), errno);
    check_begins(hear(b, p), IS_INFO);
    for (int i = 0; i < 2000; i++)
        check_begins(hear(b, p), "{\"parameters\":{\"entry\":");
    assert_string_equal(hear(b, p), "");
}

static void test_half_close_in_a_message(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    assert_true(tell_bytes(b, p, INFO "\0{\"meth", sizeof(INFO "\0{\"meth") - 1));
    assert_return_code(shutdown(p->fd, SHUT_WR), errno);
    check_begins(hear(b, p), IS_INFO);
    assert_string_equal(hear(b, p), "");
}

/* What was asked is done even if nobody stays to hear of it. */
static void test_oneway_and_gone(void **state)
{
    static const char call[] =
        "{\"method\":\"org.knead.LogPain\",\"parameters\":{\"level\":4},\"oneway\":true}";
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    for (int i = 0; i < 3; i++)
        assert_true(tell(b, p, call));
    hang_up(p);
    (void)settle(b);
    assert_int_equal(b->fake.store.entries_n, 3);
    p = dial(b, 0);
    assert_true(tell_bytes(b, p, INFO "\0" INFO, sizeof(INFO "\0" INFO)));
    hang_up(p); /* the replies find nobody */
    (void)settle(b);
    check_served(b, dial(b, 0));
}

/* ------------------------------------------------------------------ what is watched */

static void log_level(struct bench *b, int level)
{
    struct entry e = {.kind = ENTRY_PAIN, .ml = -1, .level = level, .at = {USEC_PER_SEC}};
    struct fault fault;

    assert_int_equal(daemon_log(b->fake.daemon, &e, &fault), 0);
}

/* The next reply to Watch: whether another follows, and what it says of the log. */
static void check_watched(struct bench *b, struct peer *p, bool continues, const char *log)
{
    const char *reply = hear(b, p);

    check_begins(reply, "{\"parameters\":{\"version\":");
    assert_int_equal(strstr(reply, ",\"continues\":true}") != NULL, continues);
    if (!strstr(reply, log))
        fail_msg("no %s in %s", log, reply);
}

static void test_watch(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0), *other = dial(b, 1);
    struct fault fault;
    struct paused paused;

    assert_true(tell(b, p, WATCH));
    check_watched(b, p, true, "\"last_pain\":null");
    check_served(b, other);
    (void)settle(b);
    assert_int_equal(settle(b), 0); /* and rests */
    assert_true(take(p));
    assert_int_equal(p->in.end, p->in.start);

    log_level(b, 4);
    check_watched(b, p, true, "\"level\":4");
    assert_int_equal(daemon_pause(b->fake.daemon,
                                  (struct wall){daemon_now(b->fake.daemon).wall.us + USEC_PER_HOUR},
                                  &paused, &fault),
                     0);
    check_watched(b, p, true, "\"paused_until\":\"");
    assert_int_equal(daemon_resume(b->fake.daemon, &fault), 0);
    check_watched(b, p, true, "\"paused_until\":null");

    assert_true(tell(b, p, INFO)); /* ends it */
    check_watched(b, p, false, "\"level\":4");
    check_begins(hear(b, p), IS_INFO);
    log_level(b, 5);
    check_served(b, p);
    assert_true(tell(b, p, WATCH)); /* and once more */
    check_watched(b, p, true, "\"level\":5");
    hang_up(p);
    (void)settle(b);
    log_level(b, 6);
    check_served(b, other);
}

/* What changes while a long history is read does not break it off. */
static void test_changes_and_streams(void **state)
{
    enum { ENTRIES = 3000 };
    struct bench *b = *state;
    struct peer *p = dial(b, 0);
    int heard = 0;
    bool more;

    for (int i = 0; i < ENTRIES; i++)
        log_level(b, i % 10);
    assert_true(tell(b, p, HISTORY));
    do {
        const char *reply = hear(b, p);

        more = strstr(reply, "\"continues\":true}") != NULL;
        if (++heard % 100 == 0 && heard < ENTRIES)
            log_level(b, 4);
    } while (more);
    assert_true(heard >= ENTRIES);
    check_served(b, p);
}

/* Changes faster than they are read are told together, however many; who never reads costs nobody.
 */
static void test_watch_unread(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0), *other = dial(b, 1);
    int heard = 0;

    assert_true(tell(b, p, WATCH));
    for (int i = 0; i < 5000; i++) {
        log_level(b, i % 10);
        (void)settle(b);
    }
    check_served(b, other);
    log_level(b, 10);
    while (!strstr(hear(b, p), "\"level\":10"))
        heard++;
    assert_in_range(heard, 1, 2000);
}

static void test_watch_in_one_go(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    assert_true(tell(b, p, WATCH));
    check_watched(b, p, true, "\"last_pain\":null");
    for (int i = 0; i < 10; i++)
        log_level(b, i);
    check_watched(b, p, true, "\"level\":9"); /* all of them at once */
    check_served(b, dial(b, 1));
    assert_true(take(p));
    assert_int_equal(p->in.end, p->in.start);
}

static void test_watch_wants_more(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);

    assert_true(tell(b, p, "{\"method\":\"org.knead.Watch\"}"));
    check_begins(hear(b, p), "{\"error\":\"org.varlink.service.ExpectedMore\"");
    check_served(b, p);
}

/* ------------------------------------------------------------------ what is no call */

static void test_garbage_is_dropped_alone(void **state)
{
    static const char *const messages[] = {"garbage", "", "[]", "{}", "\xff\xfe", "{\"method\":1}"};
    struct bench *b = *state;
    struct peer *other = dial(b, 1);

    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        struct peer *p = dial(b, 0);

        assert_true(tell(b, p, messages[i]));
        (void)tell(b, p, INFO); /* nothing more is taken from it */
        check_begins(hear(b, p), IS_NO_USE);
        assert_string_equal(hear(b, p), "");
        check_served(b, other);
        hang_up(p);
    }
}

static void test_message_limit(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0), *other = dial(b, 1);
    AUTO_FREE char *message = malloc(FRAME_MAX + 1);

    memset(message, ' ', FRAME_MAX + 1);
    memcpy(message, INFO, strlen(INFO));
    message[FRAME_MAX - 1] = '\0';
    for (int twice = 0; twice < 2; twice++) {
        assert_true(tell_bytes(b, p, message, FRAME_MAX));
        check_begins(hear(b, p), IS_INFO);
    }
    message[FRAME_MAX - 1] = ' ';
    message[FRAME_MAX] = '\0';
    (void)tell_bytes(b, p, message, FRAME_MAX + 1);
    check_begins(hear(b, p), IS_NO_USE);
    assert_string_equal(hear(b, p), "");
    check_served(b, other);
}

/* ------------------------------------------------------------------ many, slow and silent ones */

static void test_clients_limit(void **state)
{
    struct bench *b = *state;

    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++)
        check_served(b, dial(b, i));
    (void)dial(b, 33);
    assert_string_equal(hear(b, &b->peers[33]), "");
    for (size_t i = 0; i < SERVER_CLIENTS_MAX; i++)
        check_served(b, &b->peers[i]);
    hang_up(&b->peers[7]);
    (void)settle(b);
    check_served(b, dial(b, 34));
    (void)dial(b, 35);
    assert_string_equal(hear(b, &b->peers[35]), "");
}

/* A client whose calls never end has one turn like everybody else. */
static void test_flood_starves_nobody(void **state)
{
    static const char call[] = "{\"method\":\"org.knead.Undo\",\"oneway\":true}";
    struct bench *b = *state;
    struct peer *flood = dial(b, 0), *other = dial(b, 1);
    int turns = 0;

    while (send(flood->fd, call, sizeof(call), MSG_NOSIGNAL) > 0)
        ;
    for (int i = 0; i < 200; i++)
        (void)sd_event_run(b->loop, 0);
    assert_true(tell(b, other, INFO));
    for (struct pollfd p = {.fd = other->fd, .events = POLLIN}; poll(&p, 1, 0) == 0; turns++)
        assert_true(sd_event_run(b->loop, 0) > 0);
    assert_in_range(turns, 1, 4);
    check_begins(hear(b, other), IS_INFO);
    (void)settle(b);
    check_served(b, flood);
}

/* A client that rests costs nothing: the loop has nothing to do and nothing to wait for. */
static void test_rest_costs_nothing(void **state)
{
    struct bench *b = *state;
    struct peer *p = dial(b, 0);
    struct pollfd loop = {.fd = sd_event_get_fd(b->loop), .events = POLLIN};

    check_served(b, p);
    assert_true(tell_bytes(b, p, INFO, 10));
    (void)settle(b);
    assert_true(tell_bytes(b, p, &INFO[10], sizeof(INFO) - 10));
    check_begins(hear(b, p), IS_INFO);
    (void)settle(b);
    assert_int_equal(sd_event_prepare(b->loop), 0);
    assert_int_equal(poll(&loop, 1, 300), 0);
    assert_int_equal(sd_event_wait(b->loop, 0), 0);
    check_served(b, p);
}

/* The deadline, once for all who try it: five seconds of the real clock. */
static void test_deadline(void **state)
{
    enum { HALF, TRICKLE, UNREAD, SLOW, RESTING, OTHER, COUNT };
    struct bench *b = *state;
    struct peer *p = b->peers;
    int64_t start, dropped[COUNT] = {0}, now;
    int heard = 0;

    fill_log(b, 5000);
    for (size_t i = 0; i < COUNT; i++)
        (void)dial(b, i);
    check_served(b, &p[RESTING]);
    assert_true(tell_bytes(b, &p[HALF], INFO, 20));
    assert_true(tell(b, &p[UNREAD], HISTORY));
    assert_true(tell(b, &p[SLOW], HISTORY));
    start = clock_us();
    for (int64_t next = start; (now = clock_us()) < start + 7 * USEC_PER_SEC;) {
        (void)sd_event_run(b->loop, 20000);
        if (!dropped[HALF] && !take(&p[HALF]))
            dropped[HALF] = now - start;
        if (!dropped[TRICKLE] && !take(&p[TRICKLE]))
            dropped[TRICKLE] = now - start;
        if (now < next)
            continue;
        next = now + USEC_PER_SEC / 2;
        (void)send(p[TRICKLE].fd, " ", 1, MSG_NOSIGNAL);
        check_served(b, &p[OTHER]);
        for (int i = 0; i < 100; i++, heard++)
            check_begins(hear(b, &p[SLOW]), "{\"parameters\":{\"entry\":");
    }
    assert_in_range(dropped[HALF], 4900000, 6000000);
    assert_in_range(dropped[TRICKLE], 4900000, 6000000);
    check_begins(hear(b, &p[HALF]), IS_NO_USE);
    check_served(b, &p[RESTING]);
    check_served(b, &p[OTHER]);
    for (int i = 0; i < 5000; i++) /* a stream waits for a person with a pager */
        check_begins(hear(b, &p[UNREAD]), "{\"parameters\":{\"entry\":");
    for (; heard < 5000; heard++)
        check_begins(hear(b, &p[SLOW]), "{\"parameters\":{\"entry\":");
    check_served(b, &p[SLOW]);
}

/* ------------------------------------------------------------------ no files left */

static int accepts, no_files; /* how often accept4() was called; fails while no_files is set */

/* In libc's place: a limit of files is the whole process's, and valgrind has one of its own. */
int accept4(int fd, struct sockaddr *restrict address, socklen_t *restrict size, int flags)
{
    accepts++;
    if (no_files) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_accept4, fd, address, size, flags);
}

static void test_no_files_left(void **state)
{
    struct bench *b = *state;

    for (int leaves = 0; leaves < 2; leaves++) {
        int64_t until;

        check_served(b, dial(b, 0));
        check_served(b, dial(b, 1));
        (void)dial(b, 2);
        no_files = 1;
        accepts = 0;
        until = clock_us() + USEC_PER_SEC / 2;
        while (clock_us() < until)
            (void)sd_event_run(b->loop, 50000);
        assert_int_equal(accepts, 1); /* no spinning */
        check_served(b, &b->peers[1]);
        no_files = 0;
        until = clock_us();
        if (leaves)
            hang_up(&b->peers[0]); /* its file is free: the one that waits is looked at at once… */
        check_served(b, &b->peers[2]);
        if (!leaves) /* …or else a second after */
            assert_in_range(clock_us() - until, 100000, 2900000);
        for (size_t i = 0; i < 3; i++)
            hang_up(&b->peers[i]);
        (void)settle(b);
    }
}

/* ------------------------------------------------------------------ lifetimes */

static void test_lifetimes(void **state)
{
    struct bench *b = *state;
    struct server *server = NULL;

    assert_null(server_free(NULL));
    assert_null(server_client_free(NULL));
    assert_int_equal(server_new(&server, b->loop, -1, b->fake.daemon), -EBADF);
    assert_null(server);

    fill_log(b, 3000); /* freed with a stream under way and a message half received */
    assert_true(tell(b, dial(b, 0), HISTORY));
    assert_true(tell_bytes(b, dial(b, 1), INFO, 9));
    (void)settle(b);
    b->server = server_free(b->server);
    while (take(&b->peers[0])) {
        size_t n;

        while (frames_next(&b->peers[0].in, &n))
            ;
    }
    assert_string_equal(hear(b, &b->peers[1]), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_byte_by_byte),
        TEST(test_pipelined_in_order),
        TEST(test_stream_then_call),
        TEST(test_half_close),
        TEST(test_watch),
        TEST(test_watch_unread),
        TEST(test_changes_and_streams),
        TEST(test_watch_in_one_go),
        TEST(test_watch_wants_more),
        TEST(test_half_close_in_a_message),
        TEST(test_oneway_and_gone),
        TEST(test_garbage_is_dropped_alone),
        TEST(test_message_limit),
        TEST(test_clients_limit),
        TEST(test_flood_starves_nobody),
        TEST(test_rest_costs_nothing),
        TEST(test_deadline),
        TEST(test_no_files_left),
        TEST(test_lifetimes),
    };

    return cmocka_run_group_tests_name("control_socket", tests, NULL, NULL);
}
