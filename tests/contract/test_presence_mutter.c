/* GNOME's idle monitor as a presence source: with a real Mutter whose mouse the test moves, and
 * with one that vanishes, refuses and talks nonsense. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/scope.h"
#include "tests/fakes/fake_idle_monitor.h"
#include "tests/fakes/presence_bench.h"

#define MONITOR "org.gnome.Mutter.IdleMonitor"
#define REMOTE  "org.gnome.Mutter.RemoteDesktop"
#define ROUNDS  100

struct desk {
    struct bench bench;
    struct fake_idle fake;
    pid_t mutter;
    char input[128]; /* the object that moves the mouse */
};

static int set_up(void **state)
{
    struct desk *d = calloc(1, sizeof(*d));

    assert_non_null(d);
    bench_init(&d->bench);
    bench_bus_up(&d->bench);
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;

    bench_unplug(&d->bench);
    fake_idle_down(&d->fake);
    bench_kill(&d->mutter);
    bench_bus_down(&d->bench);
    bench_done(&d->bench);
    free(d);
    return 0;
}

/* -------------------------------------------------------------------------------- a real Mutter */

static void mutter_up(struct desk *d)
{
    d->mutter = bench_spawn((const char *[]){"mutter", "--headless", "--virtual-monitor",
                                             "1280x720", "--wayland", "--no-x11", NULL});
    bench_wait_service(&d->bench, MONITOR);
}

static void mutter_down(struct desk *d)
{
    bench_kill(&d->mutter);
    d->input[0] = '\0';
}

static void move_mouse(struct desk *d)
{
    sd_bus_message *m;
    const char *path;

    if (!d->input[0]) {
        bench_wait_service(&d->bench, REMOTE);
        assert_int_equal(bench_call(&d->bench, REMOTE, "/org/gnome/Mutter/RemoteDesktop", REMOTE,
                                    "CreateSession", &m, NULL),
                         0);
        assert_true(sd_bus_message_read(m, "o", &path) > 0);
        (void)snprintf(d->input, sizeof(d->input), "%s", path);
        sd_bus_message_unref(m);
        assert_int_equal(
            bench_call(&d->bench, REMOTE, d->input, REMOTE ".Session", "Start", NULL, NULL), 0);
    }
    assert_int_equal(bench_call(&d->bench, REMOTE, d->input, REMOTE ".Session",
                                "NotifyPointerMotionRelative", NULL, "dd", 3.0, 2.0),
                     0);
}

static void press_key(struct desk *d)
{
    for (int pressed = 1; pressed >= 0; pressed--)
        assert_int_equal(bench_call(&d->bench, REMOTE, d->input, REMOTE ".Session",
                                    "NotifyKeyboardKeycode", NULL, "ub", 30, pressed),
                         0);
}

/* Since the last input, which was no longer ago than `most`, and about the span ago at the least.
 */
static void assert_since(struct desk *d, int64_t span_ms, int64_t last_input)
{
    int64_t since = d->bench.told.input_since.us;

    assert_true(bench_since(&d->bench, d->bench.told.input_since) >= span_ms * 1000);
    assert_true(since >= last_input - 20000);
    assert_true(since <= last_input + 5000000); /* the machine may be slow */
}

static int64_t now_us(struct desk *d)
{
    return clock_now(d->bench.clock).boot.us;
}

static void edges(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t input;

    mutter_up(d);
    bench_plug(b, presence_mutter_new);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE)); /* it may have been idle by now */
    for (int round = 0; round < 2; round++) {
        input = now_us(d);
        if (round)
            press_key(d);
        else
            move_mouse(d);
        assert_true(bench_wait_input(b, PRESENCE_IDLE));
        assert_since(d, BENCH_IDLE_MS, input);
        assert_described(b, "GNOME's idle monitor: idle", true);
        input = b->told.input_since.us;
        assert_true(bench_wait_input(b, PRESENCE_AWAY));
        assert_int_equal(b->told.input_since.us, input); /* the same last input */
        assert_true(bench_since(b, b->told.input_since) >= (BENCH_AWAY_MS - 100) * 1000);
        input = now_us(d);
        move_mouse(d);
        assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
        assert_true(b->told.input_since.us >= input);
    }
    assert_int_equal(b->wrong, 0);
    assert_in_range(b->told_n, 7, 11); /* a slow machine may have had the time to be idle */
    assert_false(b->told.hint || b->told.locked || b->told.asleep);
}

static void first_report_while_away(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t input;

    mutter_up(d);
    move_mouse(d);
    input = now_us(d);
    (void)usleep((BENCH_AWAY_MS + 1000) * 1000);
    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    assert_int_equal(b->told_n, 1);
    assert_true(b->told.input_since.us >= input - 800000);
    assert_true(b->told.input_since.us <= input + 800000);
    input = b->told.input_since.us;
    bench_settle(b); /* its watches fire at once, late as they are */
    assert_int_equal(b->told_n, 1);
    assert_int_equal(b->told.input_since.us, input);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    assert_true(bench_wait_input(b, PRESENCE_IDLE));
}

static void motion_wakes_nobody(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    size_t woken = 0;

    mutter_up(d);
    bench_plug(b, presence_mutter_new);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    bench_settle(b);
    assert_int_equal(b->source->ops->start(b->source, 60000000, 120000000), 0);
    (void)bench_run(b, 400);
    bench_settle(b); /* what was on the way */
    b->told_n = 0;
    for (int i = 0; i < 60; i++) {
        move_mouse(d);
        woken += bench_run(b, 10);
    }
    woken += bench_run(b, 500);
    assert_int_equal(woken, 0);
    assert_int_equal(b->told_n, 0);
}

static void killed_and_started_again(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    assert_described(b, "GNOME's idle monitor: not on the session bus", false);
    mutter_up(d);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    mutter_down(d);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    assert_int_equal(b->told.input_since.us, 0);
    assert_described(b, "GNOME's idle monitor: not on the session bus", false);
    mutter_up(d);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    assert_true(bench_wait_input(b, PRESENCE_IDLE));
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
}

static void other_spans(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    int64_t since;

    mutter_up(d);
    bench_plug(b, presence_mutter_new);
    move_mouse(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    since = b->told.input_since.us;
    assert_int_equal(b->source->ops->start(b->source, 400000, 3600000000), 0);
    assert_true(bench_wait_input(b, PRESENCE_IDLE)); /* that is not away any more */
    assert_true(b->told.input_since.us >= since - 900000);
    assert_true(b->told.input_since.us <= since + 900000);
    assert_int_equal(b->source->ops->start(b->source, 3600000000, 7200000000), 0);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
    b->told_n = 0;
    (void)bench_run(b, 1000);
    assert_int_equal(b->told_n, 0); /* the old watches are gone */
    assert_int_equal(b->source->ops->start(b->source, 300000, 600000), 0);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
}

/* --------------------------------------------------------------------------------- a scripted one
 */

static void fake_up(struct desk *d)
{
    fake_idle_up(&d->fake, d->bench.desktop.loop);
}

static void assert_watched(struct desk *d)
{
    assert_true(bench_wait_input(&d->bench, PRESENCE_ACTIVE));
    bench_settle(&d->bench);
    assert_int_equal(d->fake.idles, 2);
}

static void asks_little(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    fake_up(d);
    d->fake.idletime = 100;
    bench_plug(b, presence_mutter_new);
    assert_watched(d);
    assert_int_equal(b->told_n, 1);
    assert_int_equal(d->fake.intervals[0], BENCH_IDLE_MS);
    assert_int_equal(d->fake.intervals[1], BENCH_AWAY_MS);
    assert_int_equal(d->fake.asked, 1);
    assert_int_equal(d->fake.actives, 0); /* only for who is idle */
    for (size_t round = 1; round <= 3; round++) {
        fake_idle_fire(&d->fake, d->fake.idle_ids[0]);
        assert_true(bench_wait_input(b, PRESENCE_IDLE));
        fake_idle_fire(&d->fake, d->fake.idle_ids[1]);
        assert_true(bench_wait_input(b, PRESENCE_AWAY));
        bench_settle(b);
        assert_int_equal(d->fake.actives, round);
        fake_idle_fire(&d->fake, d->fake.active_id);
        assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
        assert_int_equal(b->told_n, 1 + 3 * round);
    }
    assert_int_equal(d->fake.asked, 1);
    assert_int_equal(d->fake.idles, 2);
    assert_int_equal(d->fake.removed, 0);
}

static bool removed(struct bench *b)
{
    return ((struct desk *)b)->fake.removed > 0;
}

static void odd_signals(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    uint32_t idle, away;

    fake_up(d);
    bench_plug(b, presence_mutter_new);
    assert_watched(d);
    idle = d->fake.idle_ids[0];
    away = d->fake.idle_ids[1];
    fake_idle_fire(&d->fake, 0);
    fake_idle_fire(&d->fake, 4711); /* nobody asked for it (any more) */
    assert_true(bench_wait(b, removed));
    assert_int_equal(b->told_n, 1);
    fake_idle_fire(&d->fake, away); /* without the other before it */
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    assert_true(bench_since(b, b->told.input_since) >= BENCH_AWAY_MS * 1000);
    fake_idle_fire(&d->fake, idle); /* too late */
    fake_idle_fire(&d->fake, away); /* twice */
    bench_settle(b);
    assert_int_equal(b->told_n, 2);
    fake_idle_fire(&d->fake, d->fake.active_id);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
}

static void odd_answers(void **state)
{
    static const enum fake_idle_mood moods[] = {FAKE_IDLE_REFUSES, FAKE_IDLE_TEXT,
                                                FAKE_IDLE_NOTHING, FAKE_IDLE_ZERO};
    struct desk *d = *state;
    struct bench *b = &d->bench;

    for (size_t i = 0; i < COUNT_OF(moods); i++) {
        d->fake.mood = moods[i];
        fake_up(d);
        bench_plug(b, presence_mutter_new);
        assert_described(b, "GNOME's idle monitor: refuses to watch, or makes no sense", false);
        assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
        fake_idle_fire(&d->fake, d->fake.idle_ids[0]);
        fake_idle_fire(&d->fake, 1);
        bench_settle(b);
        assert_int_equal(b->told.input, PRESENCE_UNKNOWN);
        fake_idle_down(&d->fake); /* another comes */
        d->fake.mood = FAKE_IDLE_PLAIN;
        fake_up(d);
        assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
        bench_unplug(b);
        fake_idle_down(&d->fake);
    }
}

static void long_idle(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    fake_up(d);
    d->fake.idletime = UINT64_MAX;
    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    assert_int_equal(b->told.input_since.us, 0);
    d->fake.idletime = BENCH_IDLE_MS; /* the limits count as idle, and as away */
    fake_idle_down(&d->fake);
    fake_up(d);
    assert_true(bench_wait_input(b, PRESENCE_IDLE));
    d->fake.idletime = BENCH_AWAY_MS;
    fake_idle_down(&d->fake);
    fake_up(d);
    assert_true(bench_wait_input(b, PRESENCE_AWAY));
    d->fake.idletime = BENCH_IDLE_MS - 1;
    fake_idle_down(&d->fake);
    fake_up(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
}

static void never_answers(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;

    d->fake.mood = FAKE_IDLE_SILENT;
    fake_up(d);
    bench_plug(b, presence_mutter_new);
    assert_described(b, "GNOME's idle monitor: does not answer", false);
    bench_settle(b);
    assert_int_equal(bench_run(b, 500), 0);
    fake_idle_down(&d->fake);
    d->fake.mood = FAKE_IDLE_PLAIN;
    fake_up(d);
    assert_true(bench_wait_input(b, PRESENCE_ACTIVE));
}

static void comes_and_goes(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    size_t fds = 0, memory = 0;

    bench_plug(b, presence_mutter_new);
    assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
    for (int round = 0; round < ROUNDS; round++) {
        b->told_n = 0;
        d->fake.idletime = round % 2 ? 5000 : 0; /* also with a watch for activity */
        fake_up(d);
        assert_true(bench_wait_input(b, round % 2 ? PRESENCE_AWAY : PRESENCE_ACTIVE));
        fake_idle_down(&d->fake);
        assert_true(bench_wait_input(b, PRESENCE_UNKNOWN));
        assert_int_equal(b->told_n, 2);
        (void)bench_run(b, 2);
        if (round == ROUNDS / 4) { /* by then all tables have grown */
            fds = bench_fds();
            memory = bench_memory();
        }
    }
    assert_int_equal(bench_fds(), fds);
    assert_in_range(bench_memory(), 0, memory + 12288); /* 160 bytes a round */
    assert_int_equal(d->fake.asked, ROUNDS);            /* once for each time that it came */
}

static void freed_at_any_moment(void **state)
{
    struct desk *d = *state;
    struct bench *b = &d->bench;
    size_t fds;

    fake_up(d);
    d->fake.idletime = 5000;
    fds = bench_fds();
    for (int turns = 0; turns < 60; turns += 1 + turns / 20) {
        bench_plug(b, presence_mutter_new);
        for (int i = 0; i < turns; i++)
            (void)sd_event_run(b->desktop.loop, 1000);
        if (turns % 3 == 0)
            (void)b->source->ops->start(b->source, 1000, 2000);
        bench_unplug(b);
        assert_int_equal(bench_fds(), fds);
    }
}

static void reported_and_freed(void *userdata, struct presence_source *source,
                               const struct presence_report *report)
{
    (void)report;
    *(struct presence_source **)userdata = presence_source_free(source);
}

static void freed_by_its_listener(void **state)
{
    static const struct presence_listener listener = {reported_and_freed};
    struct desk *d = *state;
    struct presence_source *source;

    fake_up(d);
    assert_int_equal(presence_mutter_new(&source, d->bench.desktop.loop, d->bench.clock), 0);
    source->listener = &listener;
    source->userdata = &source;
    assert_int_equal(source->ops->start(source, 1000, 2000), 0);
    for (double until = desktop_now_ms() + DESKTOP_LIMIT_MS; source && desktop_now_ms() < until;)
        (void)sd_event_run(d->bench.desktop.loop, 20000);
    assert_null(source);
    (void)bench_run(&d->bench, 50);
}

#define BUS(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BUS(edges),
        BUS(first_report_while_away),
        BUS(motion_wakes_nobody),
        BUS(killed_and_started_again),
        BUS(other_spans),
        BUS(asks_little),
        BUS(odd_signals),
        BUS(odd_answers),
        BUS(long_idle),
        BUS(never_answers),
        BUS(comes_and_goes),
        BUS(freed_at_any_moment),
        BUS(freed_by_its_listener),
    };

    return cmocka_run_group_tests_name("presence_mutter", tests, NULL, NULL);
}
