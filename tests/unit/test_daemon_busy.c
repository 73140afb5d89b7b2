/* The daemon and a user who is busy: when the context is looked at, what waits for it, and how that
 * ends. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <errno.h>

#include "tests/unit/busy_desk.h"

#define STAND_UP "[reminder stand-up]\nevery = 1h\nrepeat = 0\n"
#define HYDRATE  "[reminder hydration]\nat = 10:03\nrepeat = 0\n"
#define ALWAYS   "[general]\nhours = 00:00-24:00\ndays = every day\nmerge = 0\n"
#define DEFER(m) "[presence]\ndefer-for = microphone, camera\ndefer-at-most = " m "\n"

static const struct fake_answer talking[] = {{CONTEXT_MICROPHONE, "microphone in use (card 1)"}};

static void busy(struct desk *k, bool so)
{
    fake_context_script(&k->context, talking, so);
}

static void test_no_look_while_nothing_is_due(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS DEFER("30m") STAND_UP);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    busy(&k, true);
    desk_run(&k, 59);
    desk_say(&k, PRESENCE_IDLE, 3);
    desk_say(&k, PRESENCE_ACTIVE, 0);
    assert_int_equal(k.context.looks, 0);
    desk_stop(&k);
}

static void test_one_look_when_due(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS DEFER("30m") STAND_UP);
    (void)fake_clock_run(&k.clock, 60 * USEC_PER_MIN);
    assert_int_equal(k.context.looks, 1);
    assert_int_equal(k.context.signs, CONTEXT_MICROPHONE | CONTEXT_CAMERA);
    assert_string_equal(k.context.command, "");
    assert_int_equal(k.screen->shown_n, 0); /* not before the answer */
    assert_true(fake_context_run(&k.context));
    assert_int_equal(k.screen->shown_n, 1);
    desk_run(&k, 50);
    assert_int_equal(k.context.looks, 1);
    desk_stop(&k);
}

static void test_waits_and_comes_once_merged(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS DEFER("30m") STAND_UP HYDRATE);
    busy(&k, true);
    desk_run(&k, 70);
    assert_int_equal(k.screen->shown_n, 0);
    assert_int_equal(k.context.looks, 1 + 10); /* when due, then once a minute */
    busy(&k, false);
    desk_run(&k, 1);
    assert_int_equal(k.screen->shown_n, 1);
    assert_non_null(strstr(k.screen->shown[0].title, "Stand up"));
    assert_non_null(strstr(k.screen->shown[0].title, "hydration"));
    assert_int_equal(k.context.looks, 12);
    desk_run(&k, 40);
    assert_int_equal(k.screen->shown_n, 1);
    assert_int_equal(k.context.looks, 12); /* and no more afterwards */
    desk_stop(&k);
}

static void test_no_longer_than_at_most(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS DEFER("20m") STAND_UP HYDRATE);
    busy(&k, true);
    desk_run(&k, 60 + 19);
    assert_int_equal(k.screen->shown_n, 0);
    desk_run(&k, 1);
    assert_int_equal(k.screen->shown_n, 1);
    assert_non_null(strstr(k.screen->shown[0].title, "hydration"));
    desk_run(&k, 59); /* the same meeting: the bound is spent, the next one is not kept back */
    assert_int_equal(k.screen->shown_n, 1);
    desk_run(&k, 2);
    assert_int_equal(k.screen->shown_n, 2);
    desk_stop(&k);
}

/* What is due by then, comes late; the answer is in time, and the next meeting has its own bound.
 */
static void test_another_meeting_waits_anew(void **state)
{
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS DEFER("20m") STAND_UP);
    busy(&k, true);
    desk_run(&k, 60 + 20);
    assert_int_equal(k.screen->shown_n, 1);
    busy(&k, false);
    desk_run(&k, 60);
    assert_int_equal(k.screen->shown_n, 2);
    busy(&k, true);
    desk_run(&k, 60 + 10);
    assert_int_equal(k.screen->shown_n, 2);
    busy(&k, false);
    desk_run(&k, 1);
    assert_int_equal(k.screen->shown_n, 3);
    desk_stop(&k);
}

static void test_the_command_is_asked(void **state)
{
    static const struct fake_answer in_call[] = {{CONTEXT_COMMAND, "pgrep says so"}};
    struct desk k;

    (void)state;
    desk_plug(&k);
    desk_start(&k, ALWAYS "[presence]\ndefer-for =\ndefer-command = pgrep zoom\n" STAND_UP);
    fake_context_script(&k.context, in_call, 1);
    desk_run(&k, 65);
    assert_int_equal(k.context.signs, CONTEXT_COMMAND);
    assert_string_equal(k.context.command, "pgrep zoom");
    assert_int_equal(k.screen->shown_n, 0);
    desk_stop(&k);
}

static void test_not_asked_where_the_schedule_says_so(void **state)
{
    static const char *const ways[] = {ALWAYS "[presence]\ndefer-for =\n" STAND_UP,
                                       ALWAYS DEFER("0") STAND_UP};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct desk k;

        desk_plug(&k);
        desk_start(&k, ways[i]);
        busy(&k, true);
        desk_run(&k, 61);
        assert_int_equal(k.context.looks, 0);
        assert_int_equal(k.screen->shown_n, 1);
        desk_stop(&k);
    }
}

static int refuse(struct context *context, unsigned signs, const char *command)
{
    ((struct fake_context *)context)->looks++;
    (void)signs, (void)command;
    return -EBUSY;
}

/* Who cannot be asked keeps nothing back, neither at first nor while something waits already. */
static void test_a_look_that_fails(void **state)
{
    struct context_ops refusing;
    const struct context_ops *working;
    struct desk k;

    (void)state;
    desk_plug(&k);
    working = k.context.context.ops;
    refusing = *working;
    refusing.look = refuse;
    k.context.context.ops = &refusing;
    desk_start(&k, ALWAYS DEFER("30m") STAND_UP);
    desk_run(&k, 60);
    assert_int_equal(k.context.looks, 1);
    assert_int_equal(k.screen->shown_n, 1);
    k.context.context.ops = working;
    busy(&k, true);
    desk_run(&k, 60 + 5);
    assert_int_equal(k.screen->shown_n, 1);
    k.context.context.ops = &refusing;
    desk_run(&k, 1);
    assert_int_equal(k.screen->shown_n, 2);
    desk_stop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_look_while_nothing_is_due),
        cmocka_unit_test(test_one_look_when_due),
        cmocka_unit_test(test_waits_and_comes_once_merged),
        cmocka_unit_test(test_no_longer_than_at_most),
        cmocka_unit_test(test_another_meeting_waits_anew),
        cmocka_unit_test(test_the_command_is_asked),
        cmocka_unit_test(test_not_asked_where_the_schedule_says_so),
        cmocka_unit_test(test_a_look_that_fails),
    };
    return cmocka_run_group_tests_name("daemon_busy", tests, NULL, NULL);
}
