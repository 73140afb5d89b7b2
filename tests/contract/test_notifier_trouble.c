/* The libnotify notifier with servers that are slow, hang, die, refuse, or talk out of turn: that
 * costs the loop nothing and the user no outcome. Where a time is measured the best of several
 * tries counts: a call that waits for a server is slow each time, a busy machine is not.
 */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "tests/contract/notifier_server.h"

static int on_tick(sd_event_source *source, uint64_t usec, void *userdata)
{
    double *gap = userdata; /* the last tick, the worst gap */
    double now = desktop_now_ms();

    (void)usec;
    gap[1] = now - gap[0] > gap[1] ? now - gap[0] : gap[1];
    gap[0] = now;
    (void)sd_event_source_set_time_relative(source, 2000);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

/* The longest that anything in the loop had to wait in 300 ms, with five shows on the way. */
static double worst_gap(struct desktop *d)
{
    double gap[2] = {desktop_now_ms(), 0}, until = gap[0] + 300;
    sd_event_source *tick = NULL;
    uint64_t id = 0;

    assert_true(
        sd_event_add_time_relative(d->loop, &tick, CLOCK_MONOTONIC, 2000, 1, on_tick, gap) >= 0);
    while (desktop_now_ms() < until) {
        if (id < 5)
            show(d, ++id, "Stand up");
        (void)sd_event_run(d->loop, 50000);
    }
    sd_event_source_disable_unref(tick);
    return gap[1];
}

static void assert_loop_is_free(struct desktop *d)
{
    double best = 1e9, gap;

    for (int i = 0; i < 5 && best >= 50; i++)
        if ((gap = worst_gap(d)) < best)
            best = gap;
    assert_true(best < 50);
}

static void delayed(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "delay 700");
    assert_loop_is_free(d);
    desktop_say(d, "instant");
    desktop_say(d, "auto done");
    show(d, 77, "Stand up");
    wait_for_answer(d, 77);
}

static void hangs_on_notify(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "hang");
    assert_loop_is_free(d);
    assert_int_equal(d->told_n, 0);
}

static void hangs_from_the_start(void **state)
{
    struct desktop *d = *state;

    desktop_server_up(d, (const char *[]){"hang all", NULL});
    plug(d);
    assert_loop_is_free(d);
    for (size_t i = 0; i < 5; i++)
        assert_told(d, i, TOLD_FAILED, i + 1);
    assert_string_equal(d->told[0].text, "The notification server does not answer.");
    assert_true(desktop_wait_described(d, "a notification server that does not answer"));
    desktop_say(d, "instant"); /* it comes back to life */
    desktop_say(d, "auto done");
    show(d, 77, "Stand up");
    wait_for_answer(d, 77);
}

/* Freed at once, whatever it waits for. */
static void assert_quick_end(struct desktop *d, const char *const *commands, bool shown)
{
    double best = 1e9, took;
    struct call call;

    for (int i = 0; i < 4 && best >= 100; i++) {
        desktop_server_up(d, commands);
        plug(d);
        if (shown) {
            hear_show(d, 1, "Stand up", &call);
            show(d, 2, "Stretch");
            d->notifier->ops->withdraw(d->notifier, 1);
        } else {
            desktop_hear(d, "GetServerInformation", &call);
        }
        took = unplug(d);
        best = took < best ? took : best;
        assert_int_equal(desktop_count(d, "Notify"), 0); /* the second was never tried */
        desktop_server_down(d);
    }
    assert_true(best < 100);
}

static void ends_quickly(void **state)
{
    struct desktop *d = *state;

    assert_quick_end(d, (const char *[]){"hang", NULL}, true);
    assert_quick_end(d, (const char *[]){"hang all", NULL}, false);
    assert_quick_end(d, (const char *[]){"delay 5000", NULL}, true);
}

static void ends_quickly_without_an_answer_from_the_bus(void **state)
{
    struct desktop *d = *state;
    double best = 1e9, took;

    assert_int_equal(kill(d->bus, SIGSTOP), 0);
    for (int i = 0; i < 4 && best >= 100; i++) {
        plug(d);
        show(d, 1, "Stand up");
        (void)sd_event_run(d->loop, 20000); /* it may get that far or not */
        took = unplug(d);
        best = took < best ? took : best;
    }
    assert_true(best < 100);
}

/* glib cannot be told to stop waiting for its first answer. */
static void ends_quickly_on_a_bus_that_does_not_greet(void **state)
{
    struct desktop *d = *state;
    double best = 1e9, took;

    desktop_bus_down(d);
    d->mute = true;
    desktop_bus_up(d);
    for (int i = 0; i < 4 && best >= 100; i++) {
        plug(d);
        show(d, 1, "Stand up");
        (void)sd_event_run(d->loop, 20000);
        took = unplug(d);
        best = took < best ? took : best;
    }
    assert_true(best < 100);
}

static void refuses(void **state)
{
    struct desktop *d = *state;

    desktop_say(d, "error Too many");
    show(d, 5, "Stand up");
    assert_told(d, 0, TOLD_FAILED, 5);
    assert_string_equal(d->told[0].text, "The notification server could not show it: Too many.");
}

static void absent_then_there(void **state)
{
    struct desktop *d = *state;
    struct call call;

    plug(d);
    assert_true(desktop_wait_described(d, "no notification server"));
    show(d, 1, "Stand up");
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_non_null(strstr(d->told[0].text, "No notification server is running"));
    desktop_server_up(d, NULL);
    assert_true(desktop_wait_described(d, "mock 1.0, buttons"));
    hear_show(d, 2, "Stand up", &call);
    assert_told_in_all(d, 1);
}

static void dies_and_comes_back(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    hear_show(d, 2, "Stretch", &call);
    desktop_say(d, "press done"); /* 2: answered, so its end is no news */
    assert_told(d, 0, TOLD_ACTED, 2);
    desktop_server_down(d);
    assert_told(d, 1, TOLD_LOST, 1);
    assert_true(desktop_wait_described(d, "no notification server"));
    desktop_server_up(d, (const char *[]){"caps body,actions", "server other 2", NULL});
    assert_true(desktop_wait_described(d, "other 2, buttons"));
    hear_show(d, 3, "Drink", &call);
    assert_string_equal(call.replaces, "0");
    assert_string_equal(call.id, "1"); /* the number that notice 1 had */
    desktop_say(d, "press skip");
    assert_told(d, 2, TOLD_ACTED, 3);
    hear_show(d, 1, "Stand up", &call);
    assert_string_equal(call.replaces, "0"); /* its old number is not used again */
    assert_told_in_all(d, 3);
}

static void dies_while_asked(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "hang");
    hear_show(d, 1, "Stand up", &call);
    desktop_server_down(d);
    assert_told(d, 0, TOLD_FAILED, 1);
    assert_string_equal(d->told[0].text, "The notification server went away.");
}

static void signals_out_of_order(void **state)
{
    struct desktop *d = *state;
    struct call call;

    hear_show(d, 1, "Stand up", &call);
    desktop_say(d, "flood 2000");
    desktop_say(d, "signal 77 done");
    desktop_say(d, "signal 1 unheard-of");
    desktop_say(d, "signal 1 done");
    desktop_say(d, "signal 1 done");
    desktop_say(d, "close 2");
    desktop_say(d, "close 2");
    desktop_say(d, "signal 1 skip");
    assert_told(d, 0, TOLD_ACTED, 1);
    assert_told_in_all(d, 1);
}

static void never_says_closed(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "silent");
    for (uint64_t id = 1; id <= 1030; id++) { /* six more than are kept */
        hear_show(d, id, "Stand up", &call);
        (void)sd_event_run(d->loop, 0); /* which the daemon's loop does all the time */
    }
    for (size_t i = 0; i < 6; i++)
        assert_told(d, i, TOLD_CLOSED, i + 1);
    hear_show(d, 1030, "Once more", &call); /* replaced: no room is needed */
    assert_string_equal(call.replaces, "1030");
    desktop_say(d, "press done");
    assert_told(d, 6, TOLD_ACTED, 1030);
    assert_int_equal(desktop_count(d, "CloseNotification"), 0); /* those were heard before */
}

static void too_many_wait(void **state)
{
    struct desktop *d = *state;
    struct call call;

    desktop_say(d, "hang");
    hear_show(d, 1, "Stand up", &call);
    for (uint64_t id = 2; id <= 1034; id++)
        show(d, id, "Stand up");
    for (size_t i = 0; i < 10; i++) { /* one is tried, 1023 wait */
        assert_told(d, i, TOLD_FAILED, 1025 + i);
        assert_string_equal(d->told[i].text, "The notification server is too far behind.");
    }
    assert_int_equal(d->told_n, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER(delayed),
        SERVER(hangs_on_notify),
        BUS(hangs_from_the_start),
        BUS(ends_quickly),
        BUS(ends_quickly_without_an_answer_from_the_bus),
        SERVER(refuses),
        BUS(absent_then_there),
        SERVER(dies_and_comes_back),
        SERVER(dies_while_asked),
        SERVER(signals_out_of_order),
        SERVER(never_says_closed),
        SERVER(too_many_wait),
        BUS(ends_quickly_on_a_bus_that_does_not_greet), /* last: glib still waits for it then */
    };

    return cmocka_run_group_tests_name("notifier_trouble", tests, NULL, NULL);
}
