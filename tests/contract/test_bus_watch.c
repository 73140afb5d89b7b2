/* What presence sources on a message bus do about the bus itself, by the example of GNOME's: it is
 * not there, comes, goes, does not answer, throws out, or is no bus at all. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/scope.h"
#include "tests/fakes/fake_idle_monitor.h"
#include "tests/fakes/presence_bench.h"

#define ROUNDS 100

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof(*b));

    assert_non_null(b);
    bench_init(b);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    bench_done(*state);
    free(*state);
    return 0;
}

/* A bus that only takes connections in. */
static int listen_at(struct bench *b)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/bus", b->desktop.folder);
    (void)unlink(address.sun_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 8) < 0)
        err(1, "%s", address.sun_path);
    return fd;
}

static int take_in(struct bench *b, int listening)
{
    double until = desktop_now_ms() + DESKTOP_LIMIT_MS;
    int fd = -1;

    while (fd < 0 && desktop_now_ms() < until) {
        (void)sd_event_run(b->desktop.loop, 5000);
        fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    }
    return fd;
}

static void comes_and_goes(void **state)
{
    struct bench *b = *state;

    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    assert_described(b, "GNOME's idle monitor: no session bus", false);
    for (int round = 0; round < 10; round++) {
        struct fake_idle fake = {0};

        bench_bus_up(b);
        assert_described(b, "GNOME's idle monitor: not on the session bus", false);
        b->told_n = 0;
        fake_idle_up(&fake, b->desktop.loop);
        assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
        bench_bus_down(b);
        fake_idle_down(&fake);
        assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
        assert_described(b, "GNOME's idle monitor: no session bus", false);
        assert_int_equal(b->told_n, 2);
    }
}

/* One attempt for each time that the socket is made, and none besides. */
static void one_attempt_a_sign(void **state)
{
    struct bench *b = *state;
    size_t fds = 0, memory = 0;

    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    for (int round = 0; round < ROUNDS; round++) {
        int listening = listen_at(b), fd;

        fd = take_in(b, listening);
        assert_true(fd >= 0);
        (void)close(fd); /* and thrown out */
        assert_described(b, "GNOME's idle monitor: no session bus", false);
        if (round % 25 == 0)
            (void)bench_run(b, 300);
        assert_int_equal(accept4(listening, NULL, NULL, SOCK_CLOEXEC), -1);
        (void)close(listening);
        if (round == ROUNDS / 4) { /* by then all tables have grown */
            fds = bench_fds();
            memory = bench_memory();
        }
    }
    assert_int_equal(bench_fds(), fds);
    assert_in_range(bench_memory(), 0, memory + 12288); /* 160 bytes a round */
    assert_int_equal(b->told_n, 1);
}

static void never_answers(void **state)
{
    struct bench *b = *state;
    int listening = listen_at(b);
    double best = 1e9;

    for (int i = 0; i < 4; i++) {
        double began = desktop_now_ms();

        bench_plug(b, presence_mutter_new);
        best = desktop_now_ms() - began < best ? desktop_now_ms() - began : best;
        assert_described(b, "GNOME's idle monitor: the session bus does not answer", false);
        bench_settle(b);
        assert_int_equal(bench_run(b, 200), 0);
        assert_int_equal(b->told_n, 0);
        began = desktop_now_ms();
        bench_unplug(b);
        best = desktop_now_ms() - began < best ? desktop_now_ms() - began : best;
    }
    assert_true(best < 20);
    /* what takes its place is noticed */
    bench_plug(b, presence_mutter_new);
    (void)close(listening);
    bench_bus_down(b);
    bench_bus_up(b);
    assert_described(b, "GNOME's idle monitor: not on the session bus", false);
}

/* Somebody who does not speak the bus's language. */
static void talks_nonsense(void **state)
{
    static const char welcome[] =
        "DATA\r\nOK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n";
    static const struct {
        const char *words, *more;
        size_t more_size;
    } cases[] = {
        {"HTTP/1.1 400 Bad Request\r\n\r\n", "x", 1},
        {"OK 0123456789abcdef0123456789abcdef\r\n", "OK\r\n", 4},
        {welcome, "HTTP/1.1 400 Bad Request\r\n\r\n", 28},
        {welcome, "l\2\1\1\377\377\377\377\1\0\0\0\377\377\377\377", 16}, /* too long a message */
        {welcome, "l\4\1\1\0\0\0\0\1\0\0\0\0\0\0\0", 16},                 /* a signal of nothing */
    };
    struct bench *b = *state;

    bench_plug(b, presence_mutter_new);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int listening = listen_at(b), fd = take_in(b, listening);

        assert_true(fd >= 0);
        (void)!write(fd, cases[i].words, strlen(cases[i].words));
        (void)bench_run(b, 50);
        (void)!send(fd, cases[i].more, cases[i].more_size, MSG_NOSIGNAL);
        (void)bench_run(b, 50);
        (void)close(fd);
        assert_described(b, "GNOME's idle monitor: no session bus", false);
        (void)close(listening);
    }
    bench_bus_down(b);
    bench_bus_up(b);
    assert_described(b, "GNOME's idle monitor: not on the session bus", false);
}

/* The folder of the socket is made later, as that of a user who is about to log in. */
static void folder_appears(void **state)
{
    struct bench *b = *state;
    char address[160], path[160];
    pid_t bus;

    (void)snprintf(address, sizeof(address), "tcp:host=nowhere;unix:guid=00,path=%s/a/b%%2fbus",
                   b->desktop.folder);
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    (void)snprintf(path, sizeof(path), "%s/a", b->desktop.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)bench_run(b, 150);
    (void)snprintf(path, sizeof(path), "%s/a/b", b->desktop.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(address, sizeof(address), "unix:path=%s/a/b/bus", b->desktop.folder);
    bus = bench_spawn(
        (const char *[]){"dbus-daemon", "--session", "--nofork", "--address", address, NULL});
    assert_described(b, "GNOME's idle monitor: not on the session bus", false);
    bench_kill(&bus);
    assert_described(b, "GNOME's idle monitor: no session bus", false);
    (void)snprintf(path, sizeof(path), "%s/a/b/bus", b->desktop.folder);
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0);
    bench_settle(b);
    assert_int_equal(bench_run(b, 300), 0);
}

static void addresses(void **state)
{
    static const char *const bad[] = {"tcp:host=localhost,port=1",
                                      "unixexec:path=/bin/true",
                                      "autolaunch:",
                                      "unix:",
                                      "unix:path=",
                                      "unix:path=bus",
                                      "unix:path=/a%2",
                                      "unix:path=/a%00b",
                                      "nonsense"};
    struct bench *b = *state;
    char text[400], *end;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        (void)setenv("DBUS_SESSION_BUS_ADDRESS", bad[i], 1);
        bench_plug(b, presence_mutter_new);
        assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
        assert_described(b, "GNOME's idle monitor: no address of a session bus on this machine",
                         false);
        bench_unplug(b);
    }
    end = text + snprintf(text, sizeof(text), "unix:path=/");
    for (int i = 0; i < 107; i++, end++)
        (void)snprintf(end, 2, "x");
    (void)setenv("DBUS_SESSION_BUS_ADDRESS", text, 1); /* one byte too long */
    bench_plug(b, presence_mutter_new);
    assert_described(b, "GNOME's idle monitor: no address of a session bus on this machine", false);
    bench_unplug(b);
    (void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
    bench_plug(b, presence_mutter_new);
    assert_described(b, "GNOME's idle monitor: no session bus", false); /* $XDG_RUNTIME_DIR/bus */
    bench_unplug(b);
    (void)unsetenv("XDG_RUNTIME_DIR");
    bench_plug(b, presence_mutter_new);
    assert_described(b, "GNOME's idle monitor: no address of a session bus on this machine", false);
    assert_int_equal(b->source->ops->start(b->source, 0, 1), -EINVAL);
    assert_int_equal(b->source->ops->start(b->source, 1, -1), -EINVAL);
    assert_int_equal(b->source->ops->start(b->source, INT64_MAX, 1), -EINVAL);
    assert_null(presence_source_free(NULL));
}

#define NO_BUS(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NO_BUS(comes_and_goes), NO_BUS(one_attempt_a_sign), NO_BUS(never_answers),
        NO_BUS(talks_nonsense), NO_BUS(folder_appears),     NO_BUS(addresses),
    };

    return cmocka_run_group_tests_name("bus_watch", tests, NULL, NULL);
}
