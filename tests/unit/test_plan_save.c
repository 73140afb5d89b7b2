/* What outlives the process and the schedule: restarts, other settings, texts that cannot be read;
 * and how a reminder stands for those who ask. How the scripts read is told in plan_script.h. */
#include "tests/unit/plan_script.h"

/* clang-format off */
static const struct script restarts[] = {
    {"no desk time is lost", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 idle; 9:40 stop 10m; 10:20 end", .came = "10:20 show a#1"},
    {"desk time since the last edge is", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 idle; 9:31 active; 9:40 stop 10m; 10:20 end", .came = "10:20 show a#1"},
    {"after a clean stop no desk time is lost at all", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:40 farewell; 9:40 stop 10m; 10:11 end", .came = "10:10 show a#1"},
    {"the clock's intervals go on", {{.name = "a", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:40 stop 10m; 10:01 end", .came = "10:00 show a#1"},
    {"what is open stays open, with its repeat and its deadline", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:02 stop 1m; 10:21 end",
     .came = "10:00 show a#1; 10:10 repeat a@10:00#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"the repeat came already", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:11 stop 1m; 10:21 end",
     .came = "10:00 show a#1; 10:10 repeat a@10:00#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"the repeat comes late", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:09 stop 5m; 10:15 done a; 10:21 end",
     .came = "10:00 show a#1; 10:14 repeat a@10:00#1; 10:15 a@10:00#1 done; 10:15 gone #1"},
    {"over the deadline", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 10:09 stop 15m; 10:25 end",
     .came = "10:00 show a#1; 10:24 a@10:00#1 missed/unanswered; 10:24 gone #1"},
    {"notices keep together", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}}, .merge = M(1),
     .events = "9:00 active; 10:01 stop 1m; 10:03 done a; 10:04 done b; 10:05 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:03 a@10:00#1 done; 10:04 b@10:00#1 done; 10:04 gone #1"},
    {"not running past it, not long: one catch-up", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 20))}},
     .events = "9:00 active; 9:50 stop 40m; 10:31 end", .came = "10:30 a@10:00 suppressed/replaced; 10:30 show a@10:20#1"},
    {"not running past it, long", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 stop 41m; 10:32 end", .came = "10:31 a@10:00 missed/stopped"},
    {"not running for days", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 stop 240h; +10.9:51 end", .came = "+10.09:50 a@+9.10:00 missed/stopped"},
    {"what came does not come again", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 3))}}, .merge = M(5),
     .events = "9:00 active; 10:01 done a; 10:01 done b; 10:02 stop 10s; 10:04 clock -1h; 12:00 end",
     .came = "10:00 show a#1; 10:00 show b@10:03#1; 10:01 a@10:00#1 done; 10:01 b@10:03#1 done; 10:01 gone #1"},
    {"the clock set back meanwhile", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:01 done a; 10:02 clock -1h; 10:03 stop 1m; 12:00 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1"},
    {"what was put off still comes", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:00 snooze a; 10:01 stop 1m; 10:06 snooze a; 10:07 stop 30m; 10:40 snooze a; 10:41 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1; 10:06 a@10:05#2 snoozed; 10:06 gone #2; "
             "10:37 show a@10:11#3-2; 10:40 refused EDQUOT"},
    {"what waits still waits", {{.name = "a", TIMES(1, AT(10, 0))}}, .limit = 1,
     .events = "9:00 active; 9:50 away; 10:05 stop 1m; 10:07 end", .came = "10:06 show a@10:00#1"},
    {"the hour's notices still count", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 40))}}, .limit = 1,
     .events = "9:00 active; 10:01 done a; 10:30 stop 1m; 10:41 stop 1m; 11:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:00 show b@10:40#2"},
    {"the pause goes on", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 pause 10:30; 9:55 stop 1m; 10:31 end", .came = "10:00 a suppressed/paused; 10:30 pause over"},
    {"the pause ended meanwhile", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 20))}},
     .events = "9:00 active; 9:50 pause 10:10; 9:55 stop 30m; 10:26 end",
     .came = "10:25 a@10:00 suppressed/paused; 10:25 pause over; 10:25 show a@10:20#1"},
    {"days since the last done", {{.name = "a", .every = 2 * USEC_PER_DAY, TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 done a; 10:02 stop 1m; +2.10:00 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; +2.10:00 show a#2"},
    {"the machine off as long as the rest: taken", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:30 idle; 9:30 off 20m; 10:50 end", .came = "09:50 a@09:30 taken; 10:50 show a#1"},
    {"the machine off soon after the show", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 10:03 off 20m; 10:24 end", .came = "10:00 show a#1; 10:23 a@10:00#1 taken; 10:23 gone #1"},
    {"the daemon alone not running: no rest", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:30 idle; 9:30 stop 20m; 10:20 end", .came = "10:20 show a#1"},
    {"the window ended meanwhile", {{.name = "a", .every = M(60), .repeat = -1, HOURS(2, {AT(9, 0), AT(10, 0)}, {AT(11, 0), AT(13, 0)})}},
     .events = "9:00 active; 9:50 idle; 9:50 stop 80m; 12:10 end", .came = "12:10 show a#1"},
    {"the clock years ahead meanwhile, and set right: nothing is lost", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 9:01 ahead 30000h; 9:03 clock -30000h; 10:21 end",
     .came = "09:01 a@+1249.10:00 missed/stopped; 10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"added meanwhile: nothing of it is missed", {{.name = "a", TIMES(1, AT(10, 0))}},
     .other = {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(9, 30)), .repeat = -1},
               {.name = "c", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:50 edit 72h; +3.9:55 done a; +3.10:51 end",
     .came = "+3.09:50 a@+2.10:00 missed/stopped; +3.09:55 a done; +3.10:00 show a#1; +3.10:10 repeat a@+3.10:00#1; "
             "+3.10:20 a@+3.10:00#1 missed/unanswered; +3.10:20 gone #1; +3.10:50 show c#2"},
    {"edited meanwhile: a time dealt with stays so", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .other = {{.name = "a", TIMES(2, AT(9, 0), AT(10, 0)), .repeat = -1}},
     .events = "8:00 active; 10:01 done a; 10:02 edit 1m; 10:04 zone -3; 13:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 12:00 show a#2; "
             "12:20 a@12:00#2 missed/unanswered; 12:20 gone #2"},
    {"removed meanwhile, and added again: anew", {{.name = "a", .every = M(60), .repeat = -1}}, .other = {{.name = "b", .every = M(600)}},
     .events = "9:00 active; 9:30 edit 1m; 9:40 edit 1m; 10:42 end", .came = "10:41 show a#1"},
    {"disabled meanwhile: what was open has no deadline", {{.name = "a", TIMES(1, AT(10, 0))}},
     .other = {{.name = "a", TIMES(1, AT(10, 0)), .urgency = URGENCY_CRITICAL}},
     .events = "9:00 active; 10:05 edit 1m; 11:00 end", .came = "10:00 show a#1"},
};

static const struct script swaps[] = {
    {"what still applies is kept, by name", {{.name = "a", .every = M(60), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 30))}},
     .other = {{.name = "new", .every = M(90), .repeat = -1}, {.name = "b", TIMES(1, AT(10, 40)), .snooze = M(1)}, {.name = "a", .every = M(70), .repeat = -1}},
     .events = "9:00 active; 9:30 swap; 10:15 done a; 11:01 end",
     .came = "10:10 show a#1; 10:15 a@10:10#1 done; 10:15 gone #1; 10:40 show b#2; 10:50 repeat b@10:40#2; "
             "11:00 b@10:40#2 missed/unanswered; 11:00 gone #2; 11:00 show new#3"},
    {"a shorter interval may be full", {{.name = "a", .every = M(60), .repeat = -1}}, .other = {{.name = "a", .every = M(30), .repeat = -1}},
     .events = "9:00 active; 9:45 swap; 9:46 end", .came = "09:45 show a#1"},
    {"what counts something else begins anew", {{.name = "a", .every = M(60), .repeat = -1}},
     .other = {{.name = "a", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:45 swap; 10:45 end", .came = "10:45 show a#1"},
    {"what is open stays open", {{.name = "x", .every = M(600)}, {.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}}, .merge = M(1),
     .other = {{.name = "b", TIMES(1, AT(10, 0))}, {.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 swap; 10:02 done a; 10:03 done b; 10:04 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:02 a@10:00#1 done; 10:03 b@10:00#1 done; 10:03 gone #1"},
    {"each notice goes with the last of its own", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}},
     .other = {{.name = "b", TIMES(1, AT(10, 0))}, {.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 swap; 10:02 done a; 10:03 done b; 10:04 end",
     .came = "10:00 show a#1; 10:00 show b#2; 10:02 a@10:00#1 done; 10:02 gone #1; 10:03 b@10:00#2 done; 10:03 gone #2"},
    {"removed: what is open ends", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}}, .merge = M(1),
     .other = {{.name = "b", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 swap; 10:02 done b; 10:04 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:01 a@10:00#1 suppressed/settings; 10:02 b@10:00#1 done; 10:02 gone #1"},
    {"disabled: what is open or waits ends", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 5))}},
     .other = {{.name = "b", TIMES(1, AT(10, 5)), .urgency = URGENCY_CRITICAL}, {.name = "a", TIMES(1, AT(10, 0)), .urgency = URGENCY_CRITICAL}},
     .events = "9:00 active; 10:01 busy; 10:06 swap; 10:07 free; +1.11:00 end",
     .came = "10:00 show a#1; 10:06 a@10:00#1 suppressed/settings; 10:06 gone #1; 10:06 b@10:05 suppressed/settings"},
    {"what waits goes on waiting", {{.name = "a", TIMES(1, AT(10, 0))}}, .other = {{.name = "b", .every = M(600)}, {.name = "a", TIMES(1, AT(11, 0))}},
     .events = "9:00 active; 9:59 busy; 10:01 swap; 10:05 free; 10:06 end", .came = "10:05 show a@10:00#1"},
    {"what was put off still comes", {{.name = "a", TIMES(1, AT(10, 0))}}, .other = {{.name = "b", .every = M(600)}, {.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:00 snooze a; 10:01 swap; 10:06 end", .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1"},
    {"the hour's notices still count", {{.name = "a", TIMES(1, AT(10, 0))}}, .other = {{.name = "b", TIMES(1, AT(10, 40))}}, .limit = 1,
     .events = "9:00 active; 10:01 done a; 10:02 swap; 11:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:00 show b@10:40#2"},
    {"put off more often than is allowed now", {{.name = "a", TIMES(1, AT(10, 0))}}, .other = {{.name = "a", TIMES(1, AT(10, 0)), .snoozes = 1}},
     .events = "9:00 active; 10:00 snooze a; 10:05 snooze a; 10:06 swap; 10:11 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1; 10:05 a#2 snoozed; 10:05 gone #2; "
             "10:10 show a#3-1"},
    {"lowered and raised again, the limit still knows the hour", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 1))},
      {.name = "c", TIMES(1, AT(10, 40))}},
     .other = {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 1))},
               {.name = "c", TIMES(1, AT(10, 40))}}, .limit = 2, .other_limit = 1,
     .events = "9:00 active; 10:02 done a; 10:02 done b; 10:03 swap; 10:04 swap; 11:01 end",
     .came = "10:00 show a#1; 10:01 show b#2; 10:02 a@10:00#1 done; 10:02 gone #1; 10:02 b@10:01#2 done; 10:02 gone #2; "
             "11:00 show c@10:40#3"},
    {"a time dealt with stays so, in another place of the list", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .other = {{.name = "a", TIMES(2, AT(9, 0), AT(10, 0)), .repeat = -1}},
     .events = "8:00 active; 10:01 done a; 10:02 swap; 10:03 zone -3; 13:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 12:00 show a#2; "
             "12:20 a@12:00#2 missed/unanswered; 12:20 gone #2"},
    {"skipped ahead, and no more seldom now: that one does not come", {{.name = "a", TIMES(1, AT(10, 0)), .days = 0x8}},
     .other = {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:01 skip a; 9:02 skip a; 9:03 swap; 9:04 away; +11.9:00 end",
     .came = "09:01 a@+3.10:00 skipped; 09:02 a@+10.10:00 skipped; +1.10:00 a@10:00 missed/away; "
             "+2.10:00 a@+1.10:00 missed/away; +4.10:00 a@+2.10:00 missed/away; +5.10:00 a@+4.10:00 missed/away; "
             "+6.10:00 a@+5.10:00 missed/away; +7.10:00 a@+6.10:00 missed/away; +8.10:00 a@+7.10:00 missed/away; "
             "+9.10:00 a@+8.10:00 missed/away"},
    {"a time that is past today comes tomorrow", {{.name = "a", TIMES(1, AT(12, 0))}}, .other = {{.name = "a", TIMES(1, AT(9, 0))}},
     .events = "8:00 active; 10:00 swap; +1.9:00 end", .came = "+1.09:00 show a#1"},
    {"a time that was lived through before it was added", {{.name = "a", TIMES(1, AT(23, 0))}}, .other = {{.name = "b", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 swap; 10:06 clock -1h; 12:00 end", .came = ""},
    {"... however many steps ago", {{.name = "a", TIMES(1, AT(23, 0))}}, .other = {{.name = "b", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:59 look; 10:01 look; 10:02 look; 10:03 look; 10:04 look; 10:05 look; 10:06 look; 10:07 look; "
               "10:08 look; 10:09 look; 10:10 swap; 10:11 clock -1h; 12:00 end", .came = ""},
    {"removed and added again: anew", {{.name = "a", .every = M(60), .repeat = -1}}, .other = {{.name = "b", .every = M(600)}},
     .events = "9:00 active; 9:30 swap; 9:40 swap; 9:41 stop 1m; 10:43 end", .came = "10:42 show a#1"},
    {"removed, added again, and the clock set back: no identity twice", {{.name = "a", .every = M(60), .repeat = -1}},
     .other = {{.name = "b", .every = M(600)}},
     .events = "9:00 active; 10:01 done a; 10:30 swap; 10:40 swap; 10:45 clock -100m; 11:41 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:40 show a@10:00:00.000001#2"},
    {"done as an interval: the days count from there", {{.name = "a", .every = M(60)}},
     .other = {{.name = "a", .every = 2 * USEC_PER_DAY, TIMES(1, AT(20, 0))}},
     .events = "9:00 active; 9:30 done a; 9:40 swap; +2.20:00 end", .came = "09:30 a done; +2.20:00 show a#1"},
    {"a pause ends with tomorrow's first window of the new hours", {{.name = "a", .every = M(60), WORKING}},
     .other = {{.name = "a", .every = M(60), HOURS(1, {AT(8, 0), AT(9, 0)})}},
     .events = "9:00 active; 9:01 away; 9:10 pause +5.9:00; 9:20 swap; +1.9:30 end", .came = "+1.08:00 pause over"},
    {"to nothing and back", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 swap; 11:00 swap; +1.10:00 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 suppressed/settings; 10:01 gone #1; +1.10:00 show a#2"},
};
/* clang-format on */

static void test_restarts(void **state)
{
    (void)state;
    script_run(restarts, COUNT_OF(restarts));
}

static void test_swaps(void **state)
{
    (void)state;
    script_run(swaps, COUNT_OF(swaps));
}

/* ---------------------------------------------------------------- texts */

static const struct script plain = {
    "plain",
    {{.name = "a", .every = M(60)},
     {.name = "b", TIMES(1, AT(10, 0))},
     {.name = "c", .every = M(50)}},
    .merge = M(5),
    .events = "9:00 active; 10:01 pause 11:00",
    .came = "09:50 show c#1; 10:00 repeat c@09:50#1; 10:00 show a#2; 10:00 show b#2; "
            "10:01 c@09:50#1 suppressed/paused; 10:01 gone #1; 10:01 a@10:00#2 suppressed/paused; "
            "10:01 b@10:00#2 suppressed/paused; 10:01 gone #2",
};

/* Only what changed is written, and when nothing changed nothing is. */
static void test_written_when_changed(void **state)
{
    CLEANUP(script_end) struct play play;
    struct plan_saved saved;

    (void)state;
    script_begin(&play, &plain);
    play.now = (struct moment){{SCRIPT_MONDAY + M(540)}, {SCRIPT_BOOT + M(540)}};
    script_new_plan(&play);
    script_save(&play);
    assert_int_equal(play.saved_n, 5);
    script_pass(&play, M(49));
    script_step(&play, (struct event){.kind = EVENT_TIME});
    assert_false(plan_take_changed(play.plan, play.now, &saved));

    play.saved_n = 0;
    script_pass(&play, M(1));
    script_step(&play, (struct event){.kind = EVENT_TIME});
    assert_int_equal(play.saved_n, 3);
    assert_string_equal(play.saved[0].key, "reminder c");
    assert_string_equal(play.saved[1].key, "plan");
    assert_string_equal(play.saved[2].key, "hour");
    plan_touch(play.plan);
    play.saved_n = 0;
    script_save(&play);
    assert_int_equal(play.saved_n, 5);
}

/* Texts of another hand: whatever they say, they are counted or brought within bounds, and the plan
 * goes on. */
static void test_texts_not_trusted(void **state)
{
    static const struct {
        struct plan_saved saved;
        int passed_over;
    } texts[] = {
        {{"plan", ""}, 1},
        {{"plan", "now"}, 1},
        {{"plan", "now=1,2 "}, 1},
        {{"plan", "now=1,2  desk=3"}, 1},
        {{"plan", "now=x"}, 1},
        {{"plan", "now=1,,2"}, 1},
        {{"plan", "now=99999999999999999999"}, 1},
        {{"plan", "=1"}, 1},
        {{"plan", "desk=5"}, 1},
        {{"plan", "now=1,2 later=3"}, 0},
        {{"plan", "now=-1152921504606846976,-1152921504606846976 desk=-5"}, 0},
        {{"plan", "now=1152921504606846976,1152921504606846976 desk=1152921504606846976"}, 0},
        {{"plan", "now=1777900000000000,1 lived=5,4,-9,1152921504606846976 paused=1"}, 0},
        {{"hour", ""}, 1},
        {{"hour", "shown"}, 1},
        {{"hour", "seen=1"}, 1},
        {{"hour", "shown=1 shown=1"}, 1},
        {{"hour", "shown=5"}, 0},
        {{"hour", "shown=1152921504606846976,0,-5,7,1152921504606846976"}, 0},
        {{"hour", "shown=-1152921504606846976,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
                  "1,1,1,1,1"},
         0},
        {{"planet", "now=1,2"}, 1},
        {{"reminder nobody", "at=1"}, 1},
        {{"reminder a", ""}, 0},
        {{"reminder a", "open"}, 1},
        {{"reminder a", "open=1,2,3,4,5,6,7"}, 1},
        {{"reminder a", "open=-1,2,3,4,5"}, 0},
        {{"reminder a",
          "open=1,1152921504606846976,1152921504606846976,-4,9 held=1,1,1152921504606846976,1,99"},
         0},
        {{"reminder a",
          "desk=1152921504606846976 put-off=1,-1152921504606846976,1152921504606846976"},
         0},
        {{"reminder b", "done-day=1152921504606846976 not-before=1152921504606846976 times=1,2,3,4 "
                        "latest=1152921504606846976"},
         0},
        {{"reminder a", "1=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
                        "1,1,1,1,1,1,1"},
         1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP(script_end) struct play play;
        CLEANUP(effects_done) struct effects effects = {0};
        int r;

        script_begin(&play, &plain);
        play.now = (struct moment){{SCRIPT_MONDAY + M(540)}, {SCRIPT_BOOT + M(540)}};
        script_new_plan(&play);
        r = plan_restore(play.plan, &texts[i].saved, 1, 0, play.now, &effects);
        if (r != texts[i].passed_over)
            fail_msg("\"%s\" \"%s\": %d", texts[i].saved.key, texts[i].saved.value, r);
        script_until(&play, M(660));
        script_step(&play, (struct event){.kind = EVENT_TIME});
    }
}

static const struct plan_saved *find_saved(const struct play *play, const char *key)
{
    for (size_t i = 0; i < play->saved_n; i++)
        if (strcmp(play->saved[i].key, key) == 0)
            return &play->saved[i];
    return NULL;
}

/* A removed reminder's text becomes empty, to be forgotten; added again it is written again. */
static size_t count_commas(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == ',';
    return n;
}

/* A clock that was set often and many notices in the hour: the texts still hold it all. */
static void test_much_is_kept(void **state)
{
    static const struct script script = {
        "much",
        {{.name = "a", .every = M(1), .repeat = -1}},
        .limit = 31,
        .events = "9:00 active; 9:01 clock +3000h; 9:02 clock +3000h; 9:03 clock +3000h; "
                  "9:04 clock +3000h; 9:05 clock +3000h; 9:06 clock +3000h; 9:07 clock +3000h; "
                  "9:08 pause +999.9:00; 9:09 resume; 9:50 end",
        .came = "",
    };
    CLEANUP(script_end) struct play play;

    (void)state;
    script_begin(&play, &script);
    script_play(&play);
    plan_touch(play.plan);
    script_save(&play);
    assert_int_equal(count_commas(strstr(find_saved(&play, "plan")->value, "lived=")), 15);
    assert_int_equal(count_commas(find_saved(&play, "hour")->value), 31);
}

static void test_removed_is_forgotten(void **state)
{
    static const struct script script = {
        "removed",
        {{.name = "a", .every = M(60)}, {.name = "b", .every = M(60)}},
        .other = {{.name = "b", .every = M(60)}},
        .events = "9:00 active",
        .came = "",
    };
    CLEANUP(script_end) struct play play;

    (void)state;
    script_begin(&play, &script);
    script_play(&play);
    assert_true(*find_saved(&play, "reminder a")->value);
    script_swap(&play);
    assert_string_equal(find_saved(&play, "reminder a")->value, "");
    assert_true(*find_saved(&play, "reminder b")->value);
    /* again, should the disk have failed */
    play.saved_n = 0;
    plan_touch(play.plan);
    script_save(&play);
    assert_string_equal(find_saved(&play, "reminder a")->value, "");
    script_swap(&play);
    assert_true(*find_saved(&play, "reminder a")->value);
}

/* A list of effects that cannot grow: nothing has happened, and the next step brings it all. */
static void test_no_memory(void **state)
{
    const struct effects full = {.n = SIZE_MAX / sizeof(struct effect)};
    struct effects effects = full;
    CLEANUP(script_end) struct play play;
    struct plan_saved saved;
    struct event event = {.kind = EVENT_TIME};

    (void)state;
    script_begin(&play, &plain);
    play.now = (struct moment){{SCRIPT_MONDAY + M(540)}, {SCRIPT_BOOT + M(540)}};
    script_new_plan(&play);
    script_save(&play);
    script_pass(&play, M(50));
    assert_int_equal(plan_step(play.plan, &event, play.now, &effects), -ENOMEM);
    assert_int_equal(plan_swap(play.plan, play.schedule, play.now, &effects), -ENOMEM);
    assert_int_equal(plan_restore(play.plan, play.saved, play.saved_n, 0, play.now, &effects),
                     -ENOMEM);
    assert_memory_equal(&effects, &full, sizeof(full));
    assert_false(plan_take_changed(play.plan, play.now, &saved));
    script_step(&play, event);
    assert_string_equal(play.came, "09:50 show c#1");
}

/* ---------------------------------------------------------------- how it stands */

static struct plan_view view_at(struct play *play, const char *time, size_t rule)
{
    struct plan_view view;

    script_until(play, script_time(time));
    plan_view(play->plan, rule, play->now, &view);
    return view;
}

static void assert_next(const struct plan_view *view, const char *time)
{
    assert_true(view->has_next);
    assert_int_equal(view->next.us - SCRIPT_MONDAY, script_time(time));
}

static void test_view(void **state)
{
    static const struct script script = {
        "view",
        {{.name = "a", .every = M(60), WORKING},
         {.name = "b", TIMES(2, AT(10, 0), AT(12, 0))},
         {.name = "c", .every = M(60), .counts = COUNTS_CLOCK, HOURS(1, {AT(11, 0), AT(11, 30)})},
         {.name = "off", .every = M(60), .urgency = URGENCY_CRITICAL}},
        .events = "9:00 active; 9:20 idle",
        .came = "",
    };
    CLEANUP(script_end) struct play play;
    struct plan_view view;
    struct wall until = {0};

    (void)state;
    script_begin(&play, &script);
    script_play(&play);
    view = view_at(&play, "9:30", 0);
    assert_true(view.in_hours);
    assert_false(view.open);
    assert_int_equal(view.counted, M(20));
    assert_next(&view, "10:10");
    view = view_at(&play, "9:30", 1);
    assert_int_equal(view.counted, 0);
    assert_next(&view, "10:00");
    assert_false(view_at(&play, "9:30", 2).has_next);
    assert_false(view_at(&play, "9:30", 3).has_next);
    assert_false(view_at(&play, "9:30", 3).in_hours);

    view = view_at(&play, "10:01", 1);
    assert_true(view.open);
    assert_int_equal(view.due.us - SCRIPT_MONDAY, script_time("10:00"));
    assert_int_equal(view.shown.us - SCRIPT_MONDAY, script_time("10:00"));
    assert_int_equal(view.notice, 1);
    assert_next(&view, "12:00");
    (void)script_answer(&play, "snooze", "b", "30m");
    view = view_at(&play, "10:02", 1);
    assert_true(view.snoozing);
    assert_false(view.open);
    assert_int_equal(view.snoozed, 1);
    assert_next(&view, "10:31");
    (void)script_answer(&play, "done", "b", "");
    view = view_at(&play, "10:03", 1);
    assert_false(view.snoozing);
    assert_int_equal(view.last_done.us - SCRIPT_MONDAY, script_time("10:02"));
    assert_next(&view, "12:00");

    /* busy: it comes as soon as it can */
    script_step(&play, (struct event){.kind = EVENT_DEFER, .busy = true});
    assert_true(plan_busy(play.plan));
    view = view_at(&play, "12:05", 1);
    assert_next(&view, "12:05");

    /* paused: not before its end, and then in the rhythm that goes on under it */
    script_step(&play, (struct event){.kind = EVENT_DEFER, .busy = false});
    assert_false(plan_paused(play.plan, &until));
    (void)script_presence(&play, "active", "");
    assert_int_equal(plan_presence(play.plan), PRESENCE_ACTIVE);
    script_step(&play, (struct event){.kind = EVENT_PAUSE, .until = {SCRIPT_MONDAY + M(900)}});
    assert_true(plan_paused(play.plan, &until));
    assert_int_equal(until.us - SCRIPT_MONDAY, M(900));
    view = view_at(&play, "12:05", 0);
    assert_next(&view, "15:45");
    view = view_at(&play, "12:05", 1);
    assert_next(&view, "+1.10:00");
    /* outside its hours: the next window in which it fits */
    view = view_at(&play, "17:30", 0);
    assert_false(view.in_hours);
    assert_int_equal(view.counted, 0);
    assert_next(&view, "+1.10:00");
}

/* What was put off beyond its window is not said to come again. */
static void test_view_put_off(void **state)
{
    static const struct script script = {
        "put off",
        {{.name = "a", .every = M(60), HOURS(1, {AT(9, 0), AT(10, 4)})}},
        .events = "9:00 active; 10:00 snooze a",
        .came = "",
    };
    CLEANUP(script_end) struct play play;

    (void)state;
    script_begin(&play, &script);
    script_play(&play);
    assert_false(view_at(&play, "10:01", 0).snoozing);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(presence_name(PRESENCE_ASLEEP), "asleep");
    assert_string_equal(outcome_name(OUTCOME_SUPPRESSED), "suppressed");
    assert_string_equal(reason_name(REASON_NONE), "");
    assert_string_equal(reason_name(REASON_REPLACED), "replaced");
}

/* Nothing enabled, no reminder at all, no plan at all. */
static void test_nothing(void **state)
{
    struct schedule none = {.limit = 4};
    struct moment now = {{SCRIPT_MONDAY}, {0}};
    CLEANUP(effects_done) struct effects effects = {0};
    CLEANUP(zone_done) struct zone zone = {0};
    struct plan *plan;
    struct boot next;

    (void)state;
    assert_int_equal(zone_fixed(&zone, 0), 0);
    assert_int_equal(plan_new(&plan, &none, &zone, now), 0);
    assert_false(plan_next(plan, now, &next));
    assert_int_equal(plan_step(plan, &(struct event){.kind = EVENT_TIME}, now, &effects), 0);
    assert_int_equal(plan_step(plan, &(struct event){.kind = (enum event_kind)99}, now, &effects),
                     -EINVAL);
    assert_int_equal(
        plan_step(plan, &(struct event){.kind = EVENT_PRESENCE, .presence.state = PRESENCE_COUNT},
                  now, &effects),
        -EINVAL);
    assert_int_equal(effects.n, 0);
    assert_null(plan_free(plan));
    assert_null(plan_free(NULL));
    effects_done(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_restarts),
        cmocka_unit_test(test_swaps),
        cmocka_unit_test(test_written_when_changed),
        cmocka_unit_test(test_texts_not_trusted),
        cmocka_unit_test(test_much_is_kept),
        cmocka_unit_test(test_removed_is_forgotten),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_view),
        cmocka_unit_test(test_view_put_off),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests_name("plan_save", tests, NULL, NULL);
}
