/* The socket end to end: whatever one client does, it is answered or dropped, and the others are
 * served. */
#include "daemon/control/server.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <poll.h>
#include <sys/syscall.h>

#include "daemon/control/server_client.h"
#include "tests/unit/control_bench.h"

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
