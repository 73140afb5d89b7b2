/* The plan when time is not what it was: sleep, a frozen daemon, a clock that is set, another zone.
 * How the scripts read is told in plan_script.h. */
#include "tests/unit/plan_script.h"

/* clang-format off */
static const struct script gaps[] = {
    {"asleep past it, not long ago: comes, once the user is back", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 sleep 30m; 10:21 end", .came = "10:20 show a@10:00#1"},
    {"asleep past it, long ago", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 sleep 41m; 10:32 end", .came = "10:31 a@10:00 missed/asleep"},
    {"resumed, but locked: waits for the user", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:49 locked; 9:50 sleep 20m; 10:15 active; 10:16 end", .came = "10:15 show a@10:00#1"},
    {"resumed, but locked for long", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:49 locked; 9:50 sleep 20m; 10:31 active; 10:32 end", .came = "10:31 a@10:00 missed/asleep"},
    {"told asleep, then resumed: what it was before", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 asleep; 9:50 sleep 1h; 11:00 end", .came = "11:00 show a#1"},
    {"due just before it fell asleep", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:59:59 freeze 1s; +1.0:00 end", .came = "10:00 show a#1; 10:10 repeat a@10:00#1; "
     "10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"a night's sleep: one miss each time, at most one catch-up, no burst",
     {{.name = "a", TIMES(4, AT(8, 40), AT(8, 50), AT(20, 0), AT(23, 0)), .repeat = -1}, {.name = "b", .every = M(60)}},
     .merge = M(5), .events = "19:50 active; 19:55 sleep 13h; +1.8:56 end",
     .came = "+1.08:55 a@20:00 missed/asleep; +1.08:55 a@23:00 missed/asleep; "
             "+1.08:55 a@+1.08:40 suppressed/replaced; +1.08:55 show a@+1.08:50#1"},
    {"the clock's intervals over a sleep", {{.name = "a", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:30 sleep 150m; 13:00 end",
     .came = "12:00 a@10:00 missed/asleep; 12:00 a@11:00 missed/asleep; 12:00 show a#1; "
             "12:20 a@12:00#1 missed/unanswered; 12:20 gone #1; 13:00 show a#2"},
    {"only part of the time was slept", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 busy; 9:55 free; 9:58 freeze 0s; 10:30 end", .came = "10:00 show a#1; "
     "10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},

    {"stopped over three due times: at most one catch-up", {{.name = "a", TIMES(3, AT(10, 0), AT(11, 0), AT(12, 0)), .repeat = -1}},
     .events = "9:00 active; 9:50 freeze 150m; 12:21 end",
     .came = "12:20 a@10:00 missed/stopped; 12:20 a@11:00 missed/stopped; 12:20 show a@12:00#1"},
    {"stopped over three intervals", {{.name = "a", .every = M(30), .repeat = -1}},
     .events = "9:00 active; 9:15 freeze 100m; 11:25 end",
     .came = "10:55 a@09:30 missed/stopped; 10:55 a@10:00 missed/stopped; 10:55 show a@10:30#1; "
             "11:15 a@10:30#1 missed/unanswered; 11:15 gone #1; 11:25 show a#2"},
    {"stopped past the repeat: it comes late", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 freeze 7m; 10:21 end",
     .came = "10:00 show a#1; 10:12 repeat a@10:00#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"stopped past the deadline: no repeat any more", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 freeze 20m; 10:26 end",
     .came = "10:00 show a#1; 10:25 a@10:00#1 missed/unanswered; 10:25 gone #1"},
    {"stopped past the repeat, to the very deadline", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 freeze 15m; 10:21 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"of a longer gap the last day", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(600), .counts = COUNTS_CLOCK}},
     .events = "9:00 active; 9:30 freeze 96h; +4.9:31 end",
     .came = "+4.09:30 a@+3.10:00 missed/stopped; +4.09:30 b@+3.19:30 missed/stopped"},
    {"a longer sleep, over the deadline of what was open",
     {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 10:05 sleep 72h; +3.10:06 end",
     .came = "10:00 show a#1; +3.10:05 a@10:00#1 missed/unanswered; +3.10:05 gone #1; +3.10:05 show a@+3.10:00#2"},
    {"due just before the machine fell asleep, with no time to catch up", {{.name = "a", TIMES(1, AT(10, 0))}}, .catch_up = -1,
     .events = "9:00 active; 9:59:59 sleep 5m 2s; 10:06 end", .came = "10:05:01 a@10:00 missed/asleep"},
    {"what was put off, over a longer gap", {{.name = "a", TIMES(1, AT(10, 0)), .days = 1}},
     .events = "9:00 active; 10:00 snooze a; 10:01 freeze 72h; +3.10:06 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; +3.10:01 a@+2.10:01 missed/stopped"},
};

static const struct script clocks[] = {
    {"intervals do not care", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 clock +2h; 9:40 clock -5h; 10:01 end", .came = "10:00 show a#1"},
    {"but for their windows: set out of it", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "9:00 active; 9:30 clock +8h; 9:40 clock -8h; 10:40 end", .came = "10:40 show a#1"},
    {"from one day's window into another's", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "9:00 active; 9:30 clock +24h; 10:01 end", .came = "10:00 show a#1"},
    {"a time jumped over, not long ago: comes", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 clock +40m; 9:51 end", .came = "09:50 show a@10:00#1"},
    {"a time jumped over, longer ago", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 clock +41m; 9:51 end", .came = "09:50 a@10:00 missed/clock"},
    {"times jumped over: of the last day, each once", {{.name = "a", TIMES(2, AT(10, 0), AT(21, 0)), .repeat = -1}},
     .events = "9:00 active; 9:30 clock +72h; 9:31 end", .came = "09:30 a@+2.10:00 missed/clock; 09:30 a@+2.21:00 missed/clock"},
    {"set back over a time that came: not again", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:01 clock -1h; 11:02 done a; 11:03 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; 11:02 a done"},
    {"set ahead and back: what was dealt with does not come again", {{.name = "a", TIMES(2, AT(10, 0), AT(13, 0)), .repeat = -1}},
     .events = "9:00 active; 9:50 clock +2h; 9:55 clock -2h; 13:01 end",
     .came = "09:50 a@10:00 missed/clock; 13:00 show a#1"},
    {"years ahead and back: nothing is lost, nothing comes twice", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 30)), .repeat = -1}},
     .events = "9:00 active; 10:01 clock +30000h; 10:02 clock -30000h; 10:31 end",
     .came = "10:00 show a#1; 10:01 a@+1249.10:30 missed/clock; 10:01 a@10:00#1 missed/unanswered; 10:01 gone #1; "
             "10:01 show a@+1250.10:00#2; 10:21 a@+1250.10:00#2 missed/unanswered; 10:21 gone #2; 10:30 show a#3"},
    {"done years ahead by a wrong clock: the days count from now", {{.name = "a", .every = 3 * USEC_PER_DAY, TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:01 clock +30000h; 9:02 done a; 9:03 clock -30000h; +3.10:00 end", .came = "09:01 a@+1249.10:00 missed/clock; 09:02 a done; +3.10:00 show a#1"},
    {"missed years ahead by a wrong clock: a restart knows better, too", {{.name = "a", .every = 3 * USEC_PER_DAY, TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:01 clock +30000h; 9:03 clock -30000h; 9:04 stop 1m; 10:00 end", .came = "09:01 a@+1249.10:00 missed/clock; 10:00 show a#1"},
    {"a second back on the dot", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:00 clock -1s; 10:01 end", .came = "10:00 show a#1"},
    {"a second ahead over it", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 9:59:59 clock +2s; 10:01 end", .came = "09:59:59 show a@10:00#1"},
    {"two clocks read one after the other: no step", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 9:59:59 clock +0s; 10:01 end", .came = "10:00 show a#1"},
    {"in a pause: jumped over within it", {{.name = "a", TIMES(2, AT(10, 0), AT(11, 0))}},
     .events = "9:00 active; 9:10 pause 10:30; 9:11 clock +110m; 9:12 end",
     .came = "09:11 a@10:00 suppressed/paused; 09:11 pause over; 09:11 show a@11:00#1"},
    {"in a pause: jumped over, but due at its very end", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 30))}},
     .events = "9:00 active; 9:10 pause 10:30; 9:11 clock +80m; 9:12 end",
     .came = "09:11 a@10:00 suppressed/paused; 09:11 pause over; 09:11 show a@10:30#1"},
    {"in a pause: set back, it still ends in time", {{.name = "a", .every = M(60), WORKING}},
     .events = "9:00 active; 9:01 away; 9:10 pause 10:30; 9:11 clock -720h; +2.0:00 end", .came = "+1.09:00 pause over"},
    {"what was put off, set out of its window", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "15:00 active; 16:00 snooze a 30m; 16:01 clock +45m; 16:40 end",
     .came = "16:00 show a#1; 16:00 a#1 snoozed; 16:00 gone #1"},
    {"due in the moment in which it is set out of its window",
     {{.name = "a", .every = M(60), .repeat = -1, .counts = COUNTS_CLOCK, WORKING}},
     .events = "9:00 active; 9:59 clock -6h 2m; 10:02 end", .came = "10:01 a@10:00 missed/clock"},
    {"identities are not used twice", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 10:05 clock -1h; 11:00 done a; 11:01 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; 11:00 show a@10:00:00.000001#2; "
             "11:00 a@10:00:00.000001#2 done; 11:00 gone #2"},
};

static const struct script zones[] = {
    {"dealt with before it came: the same moment, another of its times there",
     {{.name = "a", TIMES(2, AT(10, 0), AT(12, 0))}},
     .events = "9:00 active; 9:10 skip a; 9:30 zone 2; 10:01 end", .came = "09:10 a@10:00 skipped"},
    {"the same, over a restart",
     {{.name = "a", TIMES(2, AT(10, 0), AT(12, 0))}},
     .events = "9:00 active; 9:10 skip a; 9:20 stop 1m; 9:30 zone 2; 10:01 end", .came = "09:10 a@10:00 skipped"},
    {"nor does that moment's other name count as dealt with: it comes on its own",
     {{.name = "a", TIMES(2, AT(10, 0), AT(12, 0))}},
     .events = "9:00 active; 9:10 skip a; 9:30 zone 2; 10:30 zone 0; 12:00 end", .came = "09:10 a@10:00 skipped; 12:00 show a#1"},
    {"what waits keeps the name under which it fell due",
     {{.name = "a", TIMES(2, AT(10, 0), AT(12, 0))}},
     .events = "9:00 active; 9:50 away; 10:01 zone 2; 10:02 active; 10:03 done a; 10:04 zone 0; 12:00 end",
     .came = "10:02 show a@10:00#1; 10:03 a@10:00#1 done; 10:03 gone #1; 12:00 show a#2"},
    {"windows move with the zone", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "7:30 active; 8:00 zone 2; 9:01 end", .came = "09:00 show a#1"},
    {"inside before and after: the count goes on", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "9:00 active; 9:40 zone 2; 10:01 end", .came = "10:00 show a#1"},
    {"west: no time of the same date twice", {{.name = "a", TIMES(2, AT(10, 0), AT(11, 0)), .repeat = -1}},
     .events = "9:00 active; 10:30 zone -3; 14:01 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; 14:00 show a#2"},
    {"a second before: the time comes all the same", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:59:59 zone 0; 10:00 end", .came = "10:00 show a#1"},
    {"east: what was passed over is past", {{.name = "a", TIMES(2, AT(10, 0), AT(13, 0)), .repeat = -1}},
     .events = "9:00 active; 9:30 zone 2; 11:01 end", .came = "11:00 show a#1"},
    {"what waits when its window is left", {{.name = "a", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1, WORKING}},
     .events = "9:00 active; 9:50 busy; 10:01 zone -4; 10:10 free; 10:11 end", .came = "10:10 a@10:00 suppressed/deferred"},
    {"east: what was passed over is past after a restart, too", {{.name = "a", TIMES(1, AT(10, 15))}},
     .events = "9:00 active; 9:30 zone 1; 9:31 stop 1m; 9:40 end", .came = ""},
    {"in a pause: it ends by the new zone's hours, over a restart too", {{.name = "a", .every = M(60), WORKING}},
     .events = "9:00 active; 9:01 away; 9:10 pause +5.9:00; 9:20 zone 8; 9:21 stop 16h; +1.1:30 end", .came = "+1.01:21 pause over"},
    {"west, and years ahead for a while: no time of the same date twice", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:01 done a; 10:02 clock +30000h; 10:03 clock -30000h; 10:04 zone -3; 13:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 10:02 show a@+1250.10:00#2; "
             "10:22 a@+1250.10:00#2 missed/unanswered; 10:22 gone #2"},
    {"over the date line and back", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:01 zone -20; 10:02 zone 0; +1.10:01 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; +1.10:00 show a#2"},
    {"what came along from tomorrow does not come again", {{.name = "a", TIMES(1, AT(23, 58))},
      {.name = "b", TIMES(1, AT(0, 1)), .repeat = -1}}, .merge = M(5),
     .events = "9:00 active; 23:59 done a; 23:59 done b; +1.0:30 zone -1; +1.2:00 end",
     .came = "23:58 show a#1; 23:58 show b@+1.00:01#1; 23:59 a@23:58#1 done; 23:59 b@+1.00:01#1 done; 23:59 gone #1"},
};
/* clang-format on */

#define GROUP(scripts)                          \
    static void test_##scripts(void **state)    \
    {                                           \
        (void)state;                            \
        script_run(scripts, COUNT_OF(scripts)); \
    }
GROUP(gaps)
GROUP(clocks)
GROUP(zones)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_zones),
    };
    return cmocka_run_group_tests_name("plan_clock", tests, NULL, NULL);
}
