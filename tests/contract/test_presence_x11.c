/* An X server as a presence source: Xvfb with real input. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/adapters/presence_x11_display.h"
#include "daemon/adapters/presence_x11_talk.h"
#include "tests/contract/presence_x11.h"

/* ----------------------------------------------------------------------------------- edges */

static void test_tells_each_edge_once(void **state)
{
    struct x_server *server = *state;
    struct world w;
    struct boot before;
    pid_t person;
    size_t n;

    use_display(server->number);
    world_init(&w);
    start(&w, IDLE, AWAY);
    wait_input(&w, PRESENCE_AWAY);
    for (int round = 0; round < 2; round++) {
        n = w.n;
        before = now(&w);
        person = x_server_use(server, round ? "key space" : "mousemove_relative 1 1");
        wait_reports(&w, n + 3);
        x_server_used(person);
        assert_int_equal(w.reports[n].input, PRESENCE_ACTIVE);
        assert_int_equal(w.reports[n + 1].input, PRESENCE_IDLE);
        assert_int_equal(w.reports[n + 2].input, PRESENCE_AWAY);
        /* the counter is read in whole milliseconds, and told a little later */
        assert_in_range(w.reports[n].input_since.us, before.us - 10 * MSEC, w.at[n].us);
        assert_in_range(w.reports[n + 1].input_since.us, before.us - 10 * MSEC,
                        w.at[n + 1].us - IDLE);
        assert_in_range(w.at[n + 2].us - w.reports[n + 2].input_since.us, AWAY - 10 * MSEC, LIMIT);
        assert_int_equal(w.reports[n + 2].input_since.us, w.reports[n + 1].input_since.us);
    }
    assert_true(described(&w, "IDLETIME: away"));
    world_done(&w);
}

static void test_away_from_the_start_is_told_first(void **state)
{
    struct x_server *server = *state;
    struct world w;
    struct boot before;

    use_display(server->number);
    x_server_used(x_server_use(server, "mousemove_relative 1 1 sleep 0.8"));
    world_init(&w);
    before = now(&w);
    start(&w, IDLE, AWAY);
    wait_reports(&w, 1);
    assert_int_equal(w.reports[0].input, PRESENCE_AWAY);
    assert_in_range(before.us - w.reports[0].input_since.us, AWAY, LIMIT);
    world_done(&w);
}

static void test_other_spans_at_any_time(void **state)
{
    struct x_server *server = *state;
    struct world w;

    use_display(server->number);
    world_init(&w);
    start(&w, IDLE, AWAY);
    start(&w, NO_INPUT, NO_INPUT); /* before the server answered */
    wait_reports(&w, 1);
    assert_int_equal(w.reports[0].input, PRESENCE_ACTIVE);
    start(&w, NO_INPUT, NO_INPUT);
    start(&w, IDLE, NO_INPUT);
    wait_input(&w, PRESENCE_IDLE);
    start(&w, IDLE, AWAY);
    wait_input(&w, PRESENCE_AWAY);
    start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_ACTIVE);
    start(&w, AWAY, IDLE); /* away counts where it comes first */
    wait_input(&w, PRESENCE_AWAY);
    assert_int_equal(w.n, 5);
    world_done(&w);
}

static void test_motion_wakes_nothing(void **state)
{
    char words[8192] = "";
    struct world w;
    pid_t mouse;
    size_t n = 0;
    int woken = -1;

    for (int i = 0; i < 100; i++)
        n += (size_t)snprintf(words + n, sizeof(words) - n, " mousemove %d 9 sleep 0.02", i % 60);
    use_display(((struct x_server *)*state)->number);
    world_init(&w);
    start(&w, IDLE, AWAY);
    wait_input(&w, PRESENCE_AWAY);
    start(&w, 20 * USEC_PER_SEC, 40 * USEC_PER_SEC);
    wait_input(&w, PRESENCE_ACTIVE);
    (void)wakeups(&w, 100 * MSEC);
    for (int i = 0; i < 3 && woken != 0; i++) { /* as in sleeps() */
        mouse = x_server_use(*state, words);
        woken = wakeups(&w, 2 * USEC_PER_SEC);
        x_server_used(mouse);
    }
    assert_int_equal(woken, 0);
    world_done(&w);
}

/* Another client that reads the counter all the time, as careless programs do: the server then
 * takes no notice of transitions. */
static pid_t somebody_reads(const struct x_server *server)
{
    struct x11_display display;
    uint8_t greeting[X11_GREETING_MAX];
    struct x11_talk talk;
    char name[16];
    pid_t pid = fork();
    int fd;

    if (pid)
        return pid;
    (void)snprintf(name, sizeof(name), ":%d", server->number);
    (void)x11_display_parse(&display, name);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)connect(fd, (struct sockaddr *)&display.address, display.address_size);
    (void)x11_talk_begin(&talk, fd, greeting, x11_display_greeting(&display, greeting));
    while (x11_talk_hear(&talk) >= 0)
        if (talk.stage == X11_WATCHING)
            (void)x11_talk_ask(&talk);
    _exit(0);
}

static void test_no_edge_is_lost_to_other_readers(void **state)
{
    struct x_server *server = *state;
    pid_t person, readers[2] = {somebody_reads(server), somebody_reads(server)};
    struct world w;

    use_display(server->number);
    world_init(&w);
    start(&w, IDLE, NO_INPUT);
    for (int i = 0; i < 5; i++) {
        wait_input(&w, PRESENCE_IDLE);
        person = x_server_use(server, "mousemove_relative 1 1");
        wait_input(&w, PRESENCE_ACTIVE);
        x_server_used(person);
    }
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        (void)kill(readers[i], SIGKILL);
        (void)waitpid(readers[i], NULL, 0);
    }
    world_done(&w);
}

/* -------------------------------------------------------------------------- who is asked */

static void test_what_is_not_asked(void **state)
{
    static const struct {
        const char *display, *wayland, *described;
    } cases[] = {
        {NULL, NULL, "X11: no DISPLAY"},
        {"", NULL, "X11: no DISPLAY"},
        {":0", "wayland-1", "X11: left alone in a Wayland session"},
        {"nonsense", NULL, "X11 nonsense: not the name of a display"},
        {":-1", NULL, "X11 :-1: not the name of a display"},
        {":59536", NULL, "X11 :59536: not the name of a display"},
        {"example.org:0", NULL,
         "X11 example.org:0: its host has to be an address or \"localhost\""},
        {":59535", NULL, "X11 :59535: no server there"},
        {"127.0.0.1:59535", NULL,
         "X11 127.0.0.1:59535: no server there; asked again at the next reload"},
        {"[::1]:59535", NULL, "X11 [::1]:59535: no server there; asked again at the next reload"},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        (void)unsetenv("DISPLAY");
        if (cases[i].display)
            (void)setenv("DISPLAY", cases[i].display, 1);
        if (cases[i].wayland)
            (void)setenv("WAYLAND_DISPLAY", cases[i].wayland, 1);
        world_init(&w);
        start(&w, IDLE, AWAY);
        wait_described(&w, cases[i].described);
        assert_true(sleeps(&w, 5 * MSEC));
        assert_int_equal(w.n, 0);
        world_done(&w);
        (void)unsetenv("WAYLAND_DISPLAY");
    }
}

static void test_server_by_tcp(void **state)
{
    struct x_server server = {0};
    char name[32];
    struct world w;

    (void)state;
    x_server_up(&server, -1, (const char *[]){"-listen", "tcp", NULL});
    (void)snprintf(name, sizeof(name), "localhost:%d.0", server.number);
    (void)setenv("DISPLAY", name, 1);
    world_init(&w);
    start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_ACTIVE);
    x_server_down(&server, SIGTERM);
    wait_input(&w, PRESENCE_UNKNOWN);
    assert_true(described(&w, "went away; asked again at the next reload"));
    x_server_up(&server, server.number, (const char *[]){"-listen", "tcp", NULL});
    assert_true(sleeps(&w, 100 * MSEC));
    start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_ACTIVE);
    x_server_down(&server, SIGTERM);
    world_done(&w);
}

static void put(FILE *f, const char *text, size_t n)
{
    (void)fputc((int)(n >> 8), f);
    (void)fputc((int)(n & 0xff), f);
    (void)fwrite(text, 1, n, f);
}

/* As xauth(1) writes it: for any address and display. */
static void write_cookie(const char *path, const char *cookie)
{
    FILE *f = fopen(path, "we");

    assert_non_null(f);
    (void)fwrite("\xff\xff", 1, 2, f);
    put(f, "", 0);
    put(f, "", 0);
    put(f, "MIT-MAGIC-COOKIE-1", 18);
    put(f, cookie, 16);
    assert_int_equal(fclose(f), 0);
}

static void test_cookies(void **state)
{
    static const char right[] = "0123456789abcdef", wrong[] = "fedcba9876543210";
    char folder[] = "/tmp/knead-cookies-XXXXXX", theirs[64], ours[64];
    struct x_server server = {0};
    struct world w;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(theirs, sizeof(theirs), "%s/server", folder);
    (void)snprintf(ours, sizeof(ours), "%s/client", folder);
    write_cookie(theirs, right);
    x_server_up(&server, -1, (const char *[]){"-auth", theirs, NULL});
    use_display(server.number);
    (void)setenv("XAUTHORITY", ours, 1);
    world_init(&w);
    start(&w, NO_INPUT, NO_INPUT);
    wait_described(&w, "refuses: Authorization required");
    write_cookie(ours, wrong);
    start(&w, NO_INPUT, NO_INPUT);
    wait_described(&w, "refuses: Invalid MIT-MAGIC-COOKIE-1 key");
    assert_int_equal(w.n, 0);
    write_cookie(ours, right);
    start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_ACTIVE);
    world_done(&w);
    (void)unsetenv("XAUTHORITY");
    x_server_down(&server, SIGTERM);
    (void)unlink(theirs);
    (void)unlink(ours);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tells_each_edge_once),
        cmocka_unit_test(test_away_from_the_start_is_told_first),
        cmocka_unit_test(test_other_spans_at_any_time),
        cmocka_unit_test(test_motion_wakes_nothing),
        cmocka_unit_test(test_no_edge_is_lost_to_other_readers),
        cmocka_unit_test(test_what_is_not_asked),
        cmocka_unit_test(test_server_by_tcp),
        cmocka_unit_test(test_cookies),
    };

    return cmocka_run_group_tests_name("presence_x11", tests, one_server, end_of_server);
}
