/* An X server as a presence source, that comes and goes, hangs, or is not what it should be. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <dirent.h>
#include <malloc.h>
#include <signal.h>

#include "tests/contract/presence_x11.h"

static size_t open_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    (void)closedir(folder);
    return n;
}

/* A world whose server is a go-between, that does not listen yet. */
static void between_init(struct world *w, struct x_between *between, const struct x_server *server)
{
    x_between_init(between, server);
    use_display(between->number);
    world_init(w);
    w->between = between;
}

static void between_done(struct world *w)
{
    x_between_vanish(w->between);
    world_done(w);
}

/* ------------------------------------------------------------------- servers come and go */

static void test_server_goes_and_comes(void **state)
{
    static const int signals[] = {SIGKILL, SIGTERM};
    struct x_server server = {0};
    struct world w;
    int number;

    (void)state;
    x_server_up(&server, -1, NULL);
    number = server.number;
    use_display(number);
    world_init(&w);
    start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_ACTIVE);
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        x_server_down(&server, signals[i]);
        wait_reports(&w, 2 * i + 2);
        assert_memory_equal(&w.reports[2 * i + 1], &(struct presence_report){0},
                            sizeof(struct presence_report));
        assert_true(described(&w, "went away"));
        assert_true(sleeps(&w, 200 * MSEC));
        x_server_up(&server, number, NULL);
        wait_reports(&w, 2 * i + 3);
        assert_int_equal(w.reports[2 * i + 2].input, PRESENCE_ACTIVE);
    }
    assert_int_equal(w.n, 5);
    x_server_down(&server, SIGTERM);
    wait_reports(&w, 6);
    world_done(&w);
}

static void test_a_hundred_rounds_leave_nothing(void **state)
{
    struct x_between between;
    struct mallinfo2 before = {0};
    size_t fds = 0;
    struct world w;

    between_init(&w, &between, *state);
    start(&w, NO_INPUT, NO_INPUT);
    assert_true(described(&w, "no server there"));
    for (int i = 0; i < 110; i++) {
        if (i == 10) {
            fds = open_fds();
            before = mallinfo2();
        }
        x_between_listen(&between);
        wait_input(&w, PRESENCE_ACTIVE);
        x_between_vanish(&between);
        wait_input(&w, PRESENCE_UNKNOWN);
    }
    assert_int_equal(open_fds(), fds);
    assert_in_range(mallinfo2().uordblks, 0, before.uordblks + 4096);
    assert_int_equal(w.n, 220);
    assert_int_equal(between.accepted, 110);
    world_done(&w);
}

/* One that hangs up after the greeting is asked once for each socket it makes. */
static void test_no_storm(void **state)
{
    struct x_between between;
    struct world w;

    between_init(&w, &between, *state);
    between.cut = 0;
    start(&w, NO_INPUT, NO_INPUT);
    for (int i = 1; i <= 3; i++) {
        x_between_listen(&between);
        wait_described(&w, "went away");
        for (int more = 0; more < 100; more++)
            turn(&w, MSEC);
        assert_int_equal(between.accepted, i);
        x_between_vanish(&between);
    }
    start(&w, NO_INPUT, NO_INPUT);
    assert_true(described(&w, "no server there"));
    assert_int_equal(w.n, 0);
    world_done(&w);
}

/* A socket is there from bind(2) on, a server only from listen(2) on. */
static void test_socket_before_server(void **state)
{
    struct x_between between;
    struct world w;

    between_init(&w, &between, *state);
    start(&w, NO_INPUT, NO_INPUT);
    x_between_bind(&between);
    (void)wakeups(&w, 50 * MSEC);
    assert_true(described(&w, "no server there"));
    x_between_listen(&between);
    wait_input(&w, PRESENCE_ACTIVE);
    between_done(&w);
}

/* ----------------------------------------------------------------------------- odd servers */

static void test_stopped_server_costs_nothing(void **state)
{
    struct x_server *server = *state;
    struct world w;

    assert_int_equal(kill(server->pid, SIGSTOP), 0);
    use_display(server->number);
    world_init(&w);
    start(&w, NO_INPUT, NO_INPUT);
    (void)wakeups(&w, 50 * MSEC);
    assert_true(described(&w, "waiting for its answer"));
    assert_true(sleeps(&w, 300 * MSEC));
    start(&w, NO_INPUT, NO_INPUT);
    assert_true(sleeps(&w, 100 * MSEC));
    assert_int_equal(kill(server->pid, SIGCONT), 0);
    wait_input(&w, PRESENCE_ACTIVE);
    assert_int_equal(kill(server->pid, SIGSTOP), 0);
    for (int i = 0; i < 20000; i++) /* until its socket is full */
        start(&w, NO_INPUT, NO_INPUT);
    wait_input(&w, PRESENCE_UNKNOWN);
    assert_int_equal(kill(server->pid, SIGCONT), 0);
    world_done(&w);
}

/* Until the go-between has passed on so much or hung up, and all of that is taken in. */
static void wait_passed(struct world *w, size_t n)
{
    struct x_between *b = w->between;
    int64_t until = now(w).us + LIMIT;

    while ((!b->accepted || (b->client >= 0 && b->passed < n)) && now(w).us < until)
        turn(w, 0);
    assert_true(now(w).us < until);
    while (sd_event_run(w->loop, 0) > 0)
        ;
}

/* How much a server says in all until the first report. */
static size_t whole_talk(const struct x_server *server)
{
    struct x_between between;
    struct world w;
    size_t n;

    between_init(&w, &between, server);
    start(&w, NO_INPUT, NO_INPUT);
    x_between_listen(&between);
    wait_reports(&w, 1);
    n = between.passed;
    between_done(&w);
    return n;
}

/* Cut anywhere, whether it then hangs up or says no more: that takes no time. */
static void test_cut_anywhere(void **state)
{
    size_t whole = whole_talk(*state);
    struct x_between between;
    struct world w;

    between_init(&w, &between, *state);
    start(&w, NO_INPUT, NO_INPUT);
    for (int silent = 0; silent < 2; silent++)
        for (size_t cut = 0; cut < whole; cut++) {
            between.accepted = 0;
            between.cut = cut;
            between.silent = silent;
            x_between_listen(&between);
            wait_passed(&w, cut ? cut : 1);
            assert_true(described(&w, silent ? "waiting for its answer" : "went away"));
            if (silent && cut % 16 == 0)
                assert_true(sleeps(&w, MSEC));
            x_between_vanish(&between);
            wait_described(&w, "went away");
        }
    assert_int_equal(w.n, 0);
    between_done(&w);
}

/* Whatever it says instead of what it should: no crash, no endless loop; and its end is its end. */
static void test_spoilt_anywhere(void **state)
{
    static const unsigned char by[] = {0x01, 0xff};
    size_t whole = whole_talk(*state);
    struct x_between between;
    struct world w;

    between_init(&w, &between, *state);
    start(&w, IDLE, AWAY);
    for (size_t i = 0; i < COUNT_OF(by); i++)
        for (size_t at = 0; at < whole; at++) {
            between.accepted = 0;
            between.spoilt = at;
            between.by = by[i];
            x_between_listen(&between);
            wait_passed(&w, at + 1);
            for (int more = 0; more < 4; more++)
                turn(&w, 0);
            x_between_vanish(&between);
            while (sd_event_run(w.loop, 0) > 0)
                ;
            assert_true(!w.n || w.reports[w.n - 1].input == PRESENCE_UNKNOWN);
            assert_false(described(&w, "waiting"));
        }
    between_done(&w);
}

static void test_free_at_any_moment(void **state)
{
    struct x_between between;
    struct world w;

    for (int turns = 0; turns < 12; turns++) {
        between_init(&w, &between, *state);
        x_between_listen(&between);
        w.free_when_told = true;
        start(&w, NO_INPUT, NO_INPUT);
        for (int i = 0; i < turns; i++)
            turn(&w, MSEC);
        between_done(&w);
    }
    assert_null(presence_source_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_goes_and_comes),
        cmocka_unit_test(test_a_hundred_rounds_leave_nothing),
        cmocka_unit_test(test_no_storm),
        cmocka_unit_test(test_socket_before_server),
        cmocka_unit_test(test_stopped_server_costs_nothing),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_spoilt_anywhere),
        cmocka_unit_test(test_free_at_any_moment),
    };

    return cmocka_run_group_tests_name("presence_x11_trouble", tests, one_server, end_of_server);
}
