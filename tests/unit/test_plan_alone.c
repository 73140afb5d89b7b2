/* What comes by itself, and what was put off and asked for, event by event (plan_script.h). */
#include "tests/unit/plan_script.h"

#define ALONE   .alone = true, .repeat = -1
#define FOLLOWS ALONE, .follows = true, .snoozes = 2

/* clang-format off */
static const struct script alone[] = {
    {"due together, it comes first and apart",
     {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 0)), ALONE}},
     .merge = M(5), .events = "9:00 active; 10:01 end", .came = "10:00 show b#1; 10:00 show a#2"},
    {"it is not pulled forward, and pulls nothing",
     {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 3)), ALONE},
      {.name = "c", TIMES(1, AT(10, 6)), .repeat = -1}},
     .merge = M(5), .events = "9:00 active; 10:07 end",
     .came = "10:00 show a#1; 10:03 show b#2; 10:06 show c#3"},
    {"the limit is no matter to it, but counts it",
     {{.name = "a", TIMES(2, AT(10, 0), AT(10, 30)), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 10)), ALONE}},
     .limit = 1, .events = "9:00 active; 10:11 end", .came = "10:00 show a#1; 10:10 show b#2"},
    {"it passes what the limit keeps back",
     {{.name = "a", TIMES(2, AT(10, 0), AT(10, 30)), .repeat = M(90)}, {.name = "b", TIMES(1, AT(10, 40)), ALONE}},
     .limit = 1, .events = "9:00 active; 10:41 end", .came = "10:00 show a#1; 10:40 show b#2"},
    {"it waits for the user, however long",
     {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 0)), ALONE}},
     .merge = M(5), .events = "9:00 active; 9:30 away; 12:00 active; 12:01 end",
     .came = "12:00 a@10:00 missed/away; 12:00 show b@10:00#1"},
    {"and for the machine to wake",
     {{.name = "b", TIMES(1, AT(10, 0)), ALONE}},
     .events = "9:00 active; 9:30 sleep 5h; 14:31 end", .came = "14:30 show b@10:00#1"},
    {"a pause keeps it away",
     {{.name = "b", TIMES(1, AT(10, 0)), ALONE}},
     .events = "9:00 active; 9:30 pause 11:00; 11:01 end",
     .came = "10:00 b suppressed/paused; 11:00 pause over"},
    {"a busy user is left alone",
     {{.name = "b", TIMES(1, AT(10, 0)), ALONE}},
     .events = "9:00 active; 9:30 busy; 11:00 free; 11:01 end", .came = "11:00 show b@10:00#1"},
};

static const struct script follows[] = {
    {"put off, it comes through a pause",
     {{.name = "b", TIMES(1, AT(10, 0)), FOLLOWS}, {.name = "a", TIMES(1, AT(10, 15)), .repeat = -1}},
     .merge = M(5), .events = "9:00 active; 10:01 snooze b 15m; 10:02 pause 12:00; 10:17 end",
     .came = "10:00 show b#1; 10:01 b@10:00#1 snoozed; 10:01 gone #1; 10:15 a suppressed/paused; "
             "10:16 show b#2-1"},
    {"and through a meeting, by itself",
     {{.name = "b", TIMES(1, AT(10, 0)), FOLLOWS}, {.name = "a", TIMES(1, AT(10, 15)), .repeat = -1}},
     .merge = M(5), .events = "9:00 active; 10:01 snooze b 15m; 10:02 busy; 10:17 free; 10:18 end",
     .came = "10:00 show b#1; 10:01 b@10:00#1 snoozed; 10:01 gone #1; 10:16 show b#2-1; 10:17 show a@10:15#3"},
    {"not to a locked screen",
     {{.name = "b", TIMES(1, AT(10, 0)), FOLLOWS}},
     .events = "9:00 active; 10:01 snooze b 15m; 10:02 locked; 11:00 active; 11:01 end",
     .came = "10:00 show b#1; 10:01 b@10:00#1 snoozed; 10:01 gone #1; 11:00 show b@10:16#2-1"},
    {"others that were put off wait",
     {{.name = "b", TIMES(1, AT(10, 0)), ALONE, .snoozes = 2}},
     .events = "9:00 active; 10:01 snooze b 15m; 10:02 pause 12:00; 12:01 end",
     .came = "10:00 show b#1; 10:01 b@10:00#1 snoozed; 10:01 gone #1; 10:16 b suppressed/paused; "
             "12:00 pause over"},
};
/* clang-format on */

static void R1_alone(void **state)
{
    (void)state;
    script_run(alone, COUNT_OF(alone));
}

static void R52_follows(void **state)
{
    (void)state;
    script_run(follows, COUNT_OF(follows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R1_alone),
        cmocka_unit_test(R52_follows),
    };
    return cmocka_run_group_tests_name("plan_alone", tests, NULL, NULL);
}
