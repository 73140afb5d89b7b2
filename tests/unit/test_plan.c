/* The plan, event by event. How the scripts read is told in plan_script.h. */
#include "tests/unit/plan_script.h"

/* clang-format off */
static const struct script intervals[] = {
    {"desk time, from now on", {{.name = "a", .every = M(60)}}, .events = "9:10 active; 11:10 end",
     .came = "10:10 show a#1; 10:20 repeat a@10:10#1; 10:30 a@10:10#1 missed/unanswered; 10:30 gone #1; "
             "11:10 show a#2"},
    {"unknown presence counts as active", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 unknown; 10:19 end", .came = "10:00 show a#1"},
    {"idle freezes desk time, and nothing else", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:30 idle; 9:50 active; 10:30 end", .came = "10:20 show a#1"},
    {"away freezes desk time", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 away; 10:00 active; 10:40 end", .came = "10:30 show a#1"},
    {"locked freezes desk time", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 locked; 10:00 active; 10:40 end", .came = "10:30 show a#1"},
    {"asleep freezes desk time", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:30 asleep; 10:00 active; 10:40 end", .came = "10:30 show a#1"},
    {"clock time goes on while away", {{.name = "a", .every = M(60), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:30 away; 10:10 active; 10:20 end", .came = "10:10 show a@10:00#1"},
    {"an interval begins anew at its show", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 11:59 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; 11:00 show a#2; "
             "11:20 a@11:00#2 missed/unanswered; 11:20 gone #2"},
    {"an interval shorter than the wait for an answer", {{.name = "a", .every = M(15), .repeat = -1}},
     .events = "9:00 active; 9:30 end",
     .came = "09:15 show a#1; 09:30 a@09:15#1 missed/unanswered; 09:30 gone #1; 09:30 show a#2"},
    {"not enabled", {{.name = "a", .every = M(60), .urgency = URGENCY_CRITICAL}},
     .events = "9:00 active; +3.9:00 end", .came = ""},
};

static const struct script windows[] = {
    {"an interval begins with its window and may end with it", {{.name = "a", .every = M(240), WORKING}},
     .events = "8:00 active; 13:00 done a; 17:00 done a; +1.12:59 end",
     .came = "13:00 show a#1; 13:00 a#1 done; 13:00 gone #1; 17:00 show a#2; 17:00 a#2 done; 17:00 gone #2"},
    {"what was counted is dropped at the window's end", {{.name = "a", .every = M(60), .repeat = -1,
      HOURS(2, {AT(9, 0), AT(12, 0)}, {AT(13, 0), AT(17, 0)})}},
     .events = "11:30 active; 14:19 end", .came = "14:00 show a#1"},
    {"due exactly at the window's end still comes", {{.name = "a", .every = M(30), .repeat = -1,
      HOURS(1, {AT(9, 0), AT(9, 30)})}},
     .events = "8:00 active; 9:49 end", .came = "09:30 show a#1"},
    {"a timer's own lateness at the window's end", {{.name = "a", .every = M(30), .repeat = -1,
      HOURS(1, {AT(9, 0), AT(9, 30)})}},
     .events = "8:00 active; 9:29 freeze 61s; 9:49 end", .came = "09:30:01 show a@09:30#1"},
    {"too late at the window's end", {{.name = "a", .every = M(30), .repeat = -1, HOURS(1, {AT(9, 0), AT(9, 30)})}},
     .events = "8:00 active; 9:29 freeze 5m; 9:49 end", .came = "09:34 a@09:30 missed/stopped"},
    {"a window over midnight belongs to the day on which it starts", {{.name = "a", .every = M(120), .repeat = -1,
      .days = 1, HOURS(1, {AT(22, 0), AT(2, 0)})}},
     .events = "9:00 active; +2.9:00 end",
     .came = "+1.00:00 show a#1; +1.00:20 a@+1.00:00#1 missed/unanswered; +1.00:20 gone #1; +1.02:00 show a#2; "
             "+1.02:20 a@+1.02:00#2 missed/unanswered; +1.02:20 gone #2"},
    {"days", {{.name = "a", .every = M(240), .repeat = -1, .days = 0x5, WORKING}},
     .events = "13:30 active; +2.13:10 end", .came = "+2.13:00 show a#1"},
    {"a day without hours begins anew at midnight", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "23:30 active; +1.1:10 end", .came = "+1.01:00 show a#1"},
    {"after the restart mid-window", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "15:59 active; 16:59 end", .came = "16:59 show a#1"},
};

static const struct script times[] = {
    {"each time of day, whatever the hours", {{.name = "a", TIMES(2, AT(8, 0), AT(21, 30)), WORKING, .repeat = -1}},
     .events = "7:00 active; +1.8:00 end",
     .came = "08:00 show a#1; 08:20 a@08:00#1 missed/unanswered; 08:20 gone #1; 21:30 show a#2; "
             "21:50 a@21:30#2 missed/unanswered; 21:50 gone #2; +1.08:00 show a#3"},
    {"at the very start", {{.name = "a", TIMES(1, AT(8, 0))}}, .events = "8:00 active; 8:01 end", .came = "08:00 show a#1"},
    {"days limit times", {{.name = "a", TIMES(1, AT(8, 0)), .days = 0x4, .repeat = -1}},
     .events = "9:00 active; +2.8:01 end", .came = "+2.08:00 show a#1"},
    {"days: the next time, then from the last done",
     {{.name = "a", .every = 3 * USEC_PER_DAY, TIMES(1, AT(20, 0))}},
     .events = "9:00 active; 20:05 done a; +3.20:01 done a; +6.19:59 end",
     .came = "20:00 show a#1; 20:05 a@20:00#1 done; 20:05 gone #1; +3.20:00 show a#2; +3.20:01 a@+3.20:00#2 done; "
             "+3.20:01 gone #2"},
    {"days: done early counts from then", {{.name = "a", .every = 3 * USEC_PER_DAY, TIMES(1, AT(20, 0))}},
     .events = "9:00 active; 10:00 done a; +3.20:01 end", .came = "10:00 a done; +3.20:00 show a#1"},
    {"days: missed comes again on the next allowed day",
     {{.name = "a", .every = 3 * USEC_PER_DAY, TIMES(2, AT(12, 0), AT(20, 0)), .days = 0x1d, .repeat = -1}},
     .events = "9:00 active; +2.12:01 end",
     .came = "12:00 show a#1; 12:20 a@12:00#1 missed/unanswered; 12:20 gone #1; +2.12:00 show a#2"},
    {"days: a skip begins the interval anew, and is no miss",
     {{.name = "a", .every = 2 * USEC_PER_DAY, TIMES(1, AT(20, 0))}},
     .events = "9:00 active; 20:01 skip a; +2.20:00 end",
     .came = "20:00 show a#1; 20:01 a@20:00#1 skipped; 20:01 gone #1; +2.20:00 show a#2"},
    {"days: skipped ahead", {{.name = "a", .every = 2 * USEC_PER_DAY, TIMES(1, AT(20, 0))}},
     .events = "9:00 active; 10:00 done a; 11:00 skip a; +4.20:00 end",
     .came = "10:00 a done; 11:00 a@+2.20:00 skipped; +4.20:00 show a#1"},
};

static const struct script waiting[] = {
    {"away: waits, and comes at the return", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 away; 10:20 active; 10:21 end", .came = "10:20 show a@10:00#1"},
    {"locked: waits until unknown", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 locked; 10:20 unknown; 10:21 end", .came = "10:20 show a@10:00#1"},
    {"exactly as late as catch-up", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 away; 10:30 active; 10:31 end", .came = "10:30 show a@10:00#1"},
    {"later than catch-up", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 away; 10:30:01 active; 10:31 end", .came = "10:30:01 a@10:00 missed/away"},
    {"idle: comes, the user may be reading", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 idle; 10:01 end", .came = "10:00 show a#1"},
    {"the next one replaces what waits", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 20))}},
     .events = "9:00 active; 9:50 away; 10:25 active; 10:26 end",
     .came = "10:20 a@10:00 suppressed/replaced; 10:25 show a@10:20#1"},
    {"what waited too long is missed when the next one comes", {{.name = "a", TIMES(2, AT(10, 0), AT(11, 0))}},
     .events = "9:00 active; 9:50 away; 11:05 active; 11:06 end",
     .came = "11:00 a@10:00 missed/away; 11:05 show a@11:00#1"},
    {"an interval that waits ends with its window",
     {{.name = "a", .every = M(30), .counts = COUNTS_CLOCK, .repeat = -1, HOURS(1, {AT(9, 0), AT(9, 59)})}},
     .events = "9:00 active; 9:20 away; 10:00 active; 10:30 end", .came = "10:00 a@09:30 missed/away"},

    {"busy: all that waited comes in one notice, whatever its age",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(11, 0))}},
     .events = "9:00 active; 9:50 busy; 11:10 free; 11:11 end", .came = "11:10 show a@10:00#1; 11:10 show b@11:00#1"},
    {"busy: the next one replaces what waits",
     {{.name = "a", .every = M(30), .repeat = -1}}, .events = "9:00 active; 9:10 busy; 10:10 free; 10:11 end",
     .came = "10:00 a@09:30 suppressed/replaced; 10:10 show a@10:00#1"},
    {"busy: an interval whose window ended meanwhile",
     {{.name = "a", .every = M(30), .repeat = -1, HOURS(1, {AT(9, 0), AT(9, 59)})}},
     .events = "9:00 active; 9:10 busy; 10:10 free; 10:11 end", .came = "10:10 a@09:30 suppressed/deferred"},
    {"busy and away at once: waits for both, and busy time makes nothing late", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 busy; 9:55 away; 11:00 free; 11:10 active; 11:11 end", .came = "11:10 show a@10:00#1"},
    {"busy and away at once: late after both", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 busy; 10:05 away; 11:00 free; 11:31 active; 11:32 end",
     .came = "11:31 a@10:00 missed/away"},
    {"busy: no repeat, but missed all the same", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 busy; 10:30 end", .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},

    {"busy, then away: what the meeting kept back comes in one notice, the rest in others",
     {{.name = "a", TIMES(1, AT(9, 55))}, {.name = "b", TIMES(1, AT(9, 56))}, {.name = "c", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 busy; 9:57 away; 9:58 free; 10:05 active; 10:06 end",
     .came = "10:05 show a@09:55#1; 10:05 show b@09:56#1; 10:05 show c@10:00#2"},
    {"free without having been busy: excuses nothing", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 away; 10:20 free; 10:31 active; 10:32 end", .came = "10:31 a@10:00 missed/away"},

    {"limit: waits for room in the hour",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 35))}, {.name = "c", TIMES(1, AT(10, 50))}},
     .limit = 2, .events = "9:00 active; 10:01 done a; 10:36 done b; 11:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 10:35 show b#2; 10:36 b@10:35#2 done; "
             "10:36 gone #2; 11:00 show c@10:50#3"},
    {"limit: as long as catch-up at most", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 29))}},
     .limit = 1, .events = "9:00 active; 10:01 done a; 11:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 10:59 b@10:29 suppressed/limit"},
    {"limit: an appointment waits for as long as it takes (R52)",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .kind = KIND_APPOINTMENT, TIMES(1, AT(10, 20))}},
     .limit = 1, .events = "9:00 active; 10:01 done a; 11:01 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:00 show b@10:20#2"},
    {"limit: with no time to catch up, what does not fit ends at once",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 29))}}, .limit = 1, .catch_up = -1,
     .events = "9:00 active; 10:01 done a; 10:30 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 10:29 b suppressed/limit"},
    {"limit: a repeat is no notice more", {{.name = "a", TIMES(1, AT(10, 0))}}, .limit = 1,
     .events = "9:00 active; 10:11 end", .came = "10:00 show a#1; 10:10 repeat a@10:00#1"},
    {"limit: what waits when the room comes may have to wait for the user",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 40))}},
     .limit = 1, .events = "9:00 active; 10:01 done a; 10:50 away; 11:05 active; 11:06 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:05 show b@10:40#2"},
    {"limit: an interval whose window ended meanwhile",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(40), HOURS(1, {AT(10, 0), AT(10, 50)})}},
     .limit = 1, .events = "9:00 active; 10:01 done a; 11:09 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 done; 10:01 gone #1; 11:00 b@10:40 suppressed/limit"},
    {"limit: the most urgent goes first where each comes by itself (R52)",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "eyes", .moves = "eyes", TIMES(1, AT(10, 35))},
      {.name = "posture", .kind = KIND_POSTURE, TIMES(1, AT(10, 36))}, {.name = "b", TIMES(1, AT(10, 37))},
      {.name = "water", .amount = 200, TIMES(1, AT(10, 38))}, {.name = "soon", .kind = KIND_APPOINTMENT, TIMES(1, AT(10, 39))}},
     .limit = 1, .catch_up = M(600), .events = "9:00 active; 9:59 done eyes; 14:01 end",
     .came = "09:59 eyes done; 10:00 show a#1; 10:10 repeat a@10:00#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; "
             "11:00 show soon@10:39#2; 11:10 repeat soon@10:39#2; 11:20 soon@10:39#2 missed/unanswered; 11:20 gone #2; "
             "12:00 show b@10:37#3; 12:10 repeat b@10:37#3; 12:20 b@10:37#3 missed/unanswered; 12:20 gone #3; "
             "13:00 show water@10:38#4; 13:10 repeat water@10:38#4; 13:20 water@10:38#4 missed/unanswered; 13:20 gone #4; "
             "14:00 show posture@10:36#5"},
    {"what waits can be answered", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 busy; 10:05 done a; 10:10 free; 10:30 end", .came = "10:05 a@10:00 done"},
};

static const struct script merging[] = {
    {"what is due soon comes along, under its own due time",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(2, AT(10, 5), AT(10, 20))}}, .merge = M(5),
     .events = "9:00 active; 10:21 end",
     .came = "10:00 show a#1; 10:00 show b@10:05#1; 10:10 repeat a@10:00#1; 10:10 repeat b@10:05#1; "
             "10:20 a@10:00#1 missed/unanswered; 10:20 b@10:05#1 missed/unanswered; 10:20 gone #1; 10:20 show b#2"},
    {"not what is due a second later",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 5) + 1)}}, .merge = M(5),
     .events = "9:00 active; 10:05 end", .came = "10:00 show a#1"},
    {"intervals come along as due now, and begin anew",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(63)}}, .merge = M(5),
     .events = "9:00 active; 10:01 done a; 10:01 done b; 11:03 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:01 a@10:00#1 done; 10:01 b@10:00#1 done; 10:01 gone #1"},
    {"the clock's intervals too",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(65), .counts = COUNTS_CLOCK}}, .merge = M(5),
     .events = "9:00 active; 10:01 end", .came = "10:00 show a#1; 10:00 show b#1"},
    {"what is open of those that come along ends first",
     {{.name = "a", TIMES(2, AT(10, 0), AT(10, 15)), .repeat = -1}, {.name = "b", TIMES(2, AT(10, 0), AT(10, 15)), .repeat = -1}},
     .merge = M(5), .events = "9:00 active; 10:16 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:15 a@10:00#1 missed/unanswered; 10:15 b@10:00#1 missed/unanswered; "
             "10:15 gone #1; 10:15 show a#2; 10:15 show b#2"},
    {"a reminder does not bring its own next one along", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 4)), .repeat = -1}}, .merge = M(5),
     .events = "9:00 active; 10:05 end",
     .came = "10:00 show a#1; 10:04 a@10:00#1 missed/unanswered; 10:04 gone #1; 10:04 show a#2"},
    {"due at its window's very end",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(60), HOURS(1, {AT(9, 2), AT(10, 2)})}}, .merge = M(5),
     .events = "8:00 active; 10:01 end", .came = "10:00 show a#1; 10:00 show b#1"},
    {"not if desk time stands still",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(60)}}, .merge = M(5),
     .events = "9:00 active; 9:58 idle; 10:06 end", .came = "10:00 show a#1"},
    {"not if its window ends before",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(60), HOURS(1, {AT(9, 2), AT(10, 1)})}}, .merge = M(5),
     .events = "8:00 active; 10:06 end", .came = "10:00 show a#1"},
    {"not if now is before its window",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(2), .repeat = -1, HOURS(1, {AT(10, 1), AT(10, 3)})}},
     .merge = M(5), .events = "8:00 active; 10:04 end", .came = "10:00 show a#1; 10:03 show b#2"},
    {"no merging, not even at the same moment",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 10:01 end",
     .came = "10:00 show a#1; 10:00 show b#2"},
    {"one notice counts once, and what does not fit waits together",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}, {.name = "c", TIMES(1, AT(10, 40))},
      {.name = "d", TIMES(1, AT(10, 45))}}, .merge = M(5), .limit = 1, .events = "9:00 active; 10:01 done a; 10:01 done b; 11:01 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:01 a@10:00#1 done; 10:01 b@10:00#1 done; 10:01 gone #1; "
             "11:00 show c@10:40#2; 11:00 show d@10:45#2"},
    {"what was put off does not come along before its time",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 3))}}, .merge = M(1),
     .events = "9:00 active; 10:02:30 snooze a 1m; 10:03:31 end",
     .came = "10:00 show a#1; 10:02:30 a@10:00#1 snoozed; 10:02:30 gone #1; 10:03 show b#2; 10:03:30 show a#3-1"},
    {"over midnight", {{.name = "a", TIMES(1, AT(23, 58))}, {.name = "b", TIMES(1, AT(0, 1)), .repeat = -1}}, .merge = M(5),
     .events = "9:00 active; 23:59 done a; +1.00:02 end",
     .came = "23:58 show a#1; 23:58 show b@+1.00:01#1; 23:59 a@23:58#1 done"},
};

static const struct script answers[] = {
    {"done: the interval begins anew", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 10:07 done a; 11:07 end", .came = "10:00 show a#1; 10:07 a@10:00#1 done; 10:07 gone #1; 11:07 show a#2"},
    {"skipped: likewise", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 10:07 skip a; 11:07 end",
     .came = "10:00 show a#1; 10:07 a@10:00#1 skipped; 10:07 gone #1; 11:07 show a#2"},
    {"done unasked", {{.name = "a", .every = M(60), .repeat = -1}}, .events = "9:00 active; 9:30 done a; 10:30 end",
     .came = "09:30 a done; 10:30 show a#1"},
    {"done unasked twice in a moment: two occurrences", {{.name = "a", .every = M(60)}},
     .events = "9:00 active; 9:30 done a; 9:30 done a; 9:31 end", .came = "09:30 a done; 09:30 a@09:30:00.000001 done"},
    {"skipped unasked", {{.name = "a", .every = M(60), .repeat = -1}}, .events = "9:00 active; 9:30 skip a; 10:30 end",
     .came = "09:30 a skipped; 10:30 show a#1"},
    {"done unasked leaves the next time of day", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:30 done a; 10:00 end", .came = "09:30 a done; 10:00 show a#1"},
    {"skipped unasked: the next time of day does not come", {{.name = "a", TIMES(2, AT(10, 0), AT(11, 0))}},
     .events = "9:00 active; 9:30 skip a; 11:00 end", .came = "09:30 a@10:00 skipped; 11:00 show a#1"},
    {"skipped twice: the next two", {{.name = "a", TIMES(2, AT(10, 0), AT(11, 0)), .repeat = -1}},
     .events = "9:00 active; 9:30 skip a; 9:31 skip a; +1.10:00 end",
     .came = "09:30 a@10:00 skipped; 09:31 a@11:00 skipped; +1.10:00 show a#1"},
    {"answered after the notification expired", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 10:01 expired a; 10:15 done a; 10:21 end",
     .came = "10:00 show a#1; 10:15 a@10:00#1 done; 10:15 gone #1"},
    {"no repeat of what its next one ends at once", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 15))}},
     .events = "9:00 active; 10:05 freeze 11m; 10:17 end",
     .came = "10:00 show a#1; 10:16 a@10:00#1 missed/unanswered; 10:16 gone #1; 10:16 show a@10:15#2"},
    {"expired is no answer: the repeat comes", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 expired a; 10:20 end",
     .came = "10:00 show a#1; 10:10 repeat a@10:00#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"a notice goes with the last of its own",
     {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 0))}, {.name = "c", TIMES(1, AT(10, 0))}},
     .merge = M(1), .events = "9:00 active; 10:01 done b; 10:02 snooze a 1h; 10:03 skip c; 10:04 end",
     .came = "10:00 show a#1; 10:00 show b#1; 10:00 show c#1; 10:01 b@10:00#1 done; 10:02 a@10:00#1 snoozed; "
             "10:03 c@10:00#1 skipped; 10:03 gone #1"},
    {"no such reminder", {{.name = "a", .every = M(60)}}, .events = "9:00 active; 9:01 done b; 9:02 snooze b; 9:03 end",
     .came = "09:01 refused ENOENT; 09:02 refused ENOENT"},
};

static const struct script snoozes[] = {
    {"from now, each time, and so often at most", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:03 snooze a; 10:09 snooze a 10m; 10:20 snooze a; 10:21 done a; 11:00 end",
     .came = "10:00 show a#1; 10:03 a@10:00#1 snoozed; 10:03 gone #1; 10:08 show a#2-1; 10:09 a@10:08#2 snoozed; "
             "10:09 gone #2; 10:19 show a#3-2; 10:20 refused EDQUOT; 10:21 a@10:19#3 done; 10:21 gone #3"},
    {"nothing to snooze", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 9:01 snooze a; 9:02 end",
     .came = "09:01 refused ENOENT"},
    {"never", {{.name = "a", TIMES(1, AT(10, 0)), .snoozes = -1}}, .events = "9:00 active; 10:01 snooze a; 10:02 end",
     .came = "10:00 show a#1; 10:01 refused EDQUOT"},
    {"in a row: a new one may be put off again", {{.name = "a", .every = M(60), .snoozes = 1, .repeat = -1}},
     .events = "9:00 active; 10:00 snooze a; 10:05 done a; 11:05 snooze a; 11:06 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1; 10:05 a#2 done; 10:05 gone #2; "
             "11:05 show a#3; 11:05 a#3 snoozed; 11:05 gone #3"},
    {"the interval begins anew when it is shown again", {{.name = "a", .every = M(30), .repeat = -1}},
     .events = "9:00 active; 9:35 snooze a 5m; 9:41 done a; 10:10 end",
     .came = "09:30 show a#1; 09:35 a@09:30#1 snoozed; 09:35 gone #1; 09:40 show a#2-1; 09:41 a@09:40#2 done; 09:41 gone #2"},
    {"the reminder's own next one comes first", {{.name = "a", .every = M(30), .repeat = -1}},
     .events = "9:00 active; 9:35 snooze a 1h; 10:36 end",
     .came = "09:30 show a#1; 09:35 a@09:30#1 snoozed; 09:35 gone #1; 10:00 show a#2; 10:20 a@10:00#2 missed/unanswered; "
             "10:20 gone #2; 10:30 show a#3"},
    {"done meanwhile", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 10:00 snooze a; 10:02 done a; 10:30 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:02 a done"},
    {"skipped meanwhile: this one, not tomorrow's", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:00 snooze a; 10:02 skip a; +1.10:00 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:02 a skipped; +1.10:00 show a#2"},
    {"not beyond its window", {{.name = "a", .every = M(60), HOURS(1, {AT(9, 0), AT(10, 4)})}},
     .events = "8:00 active; 10:00 snooze a; 10:30 end", .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1"},
    {"at its window's very end", {{.name = "a", .every = M(60), HOURS(1, {AT(9, 0), AT(10, 5)})}},
     .events = "8:00 active; 10:00 snooze a; 10:06 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1"},
    {"a time of day may be put off beyond any hours", {{.name = "a", TIMES(1, AT(10, 0)), HOURS(1, {AT(9, 0), AT(10, 0)})}},
     .events = "8:00 active; 10:00 snooze a; 10:06 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 show a#2-1"},
    {"while busy it waits", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:00 snooze a; 10:01 busy; 10:40 free; 10:41 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:40 show a@10:05#2-1"},
    {"while the next one waits already: that one is instead of it", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 15)), .repeat = -1}},
     .limit = 1, .catch_up = M(60), .events = "9:00 active; 10:16 snooze a 46m; 12:01 end",
     .came = "10:00 show a#1; 10:16 a@10:00#1 snoozed; 10:16 gone #1; 11:00 show a@10:15#2; "
             "11:20 a@10:15#2 missed/unanswered; 11:20 gone #2"},
    {"in a pause it does not come", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:00 snooze a; 10:01 pause 10:30; 10:31 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:05 a suppressed/paused; 10:30 pause over"},
    {"after the pause it comes", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:00 snooze a 30m; 10:01 pause 10:20; 10:31 end",
     .came = "10:00 show a#1; 10:00 a#1 snoozed; 10:00 gone #1; 10:20 pause over; 10:30 show a#2-1"},
};

static const struct script inferred[] = {
    {"away soon after the show, for as long as the rest: taken", {{.name = "a", .every = M(60), .rest = M(5)}},
     .events = "9:00 active; 10:09 away; 10:20 active; 11:14 end",
     .came = "10:00 show a#1; 10:14 a@10:00#1 taken; 10:14 gone #1"},
    {"... which begins the interval anew, and so does the return", {{.name = "a", .every = M(60), .rest = M(5)}},
     .events = "9:00 active; 10:09 away; 10:20 active; 11:20 end",
     .came = "10:00 show a#1; 10:14 a@10:00#1 taken; 10:14 gone #1; 11:20 show a#2"},
    {"away is told late, but began with the last input", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 10:06 away since 10:01; 10:07 end", .came = "10:00 show a#1; 10:06 a@10:00#1 taken; 10:06 gone #1"},
    {"the absence began before the show: it counts from the show", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 9:59 idle; 10:02 away since 9:57; 10:06 end", .came = "10:00 show a#1; 10:05 a@10:00#1 taken; 10:05 gone #1"},
    {"away ten minutes after the show", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 10:10 away; 10:16 end", .came = "10:00 show a#1; 10:15 a@10:00#1 taken; 10:15 gone #1"},
    {"away later than that: no inference", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 10:10:01 away; 10:21 end", .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"back too soon", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 10:01 away; 10:05:59 active; 10:21 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"no rest: being away answers nothing", {{.name = "a", TIMES(1, AT(10, 0)), .repeat = -1}},
     .events = "9:00 active; 10:01 away; 10:21 end", .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"the deadline waits for the rest", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(15)}},
     .events = "9:00 active; 10:08 away; 10:24 end", .came = "10:00 show a#1; 10:23 a@10:00#1 taken; 10:23 gone #1"},
    {"the deadline has waited in vain", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(15)}},
     .events = "9:00 active; 10:08 away; 10:22 active; 10:24 end",
     .came = "10:00 show a#1; 10:22 a@10:00#1 missed/unanswered; 10:22 gone #1"},
    {"locked counts as well", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 10:01 locked; 10:03 away; 10:07 end", .came = "10:00 show a#1; 10:06 a@10:00#1 taken; 10:06 gone #1"},
    {"asleep counts as well", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 10:01 sleep 1h; 11:02 end", .came = "10:00 show a#1; 11:01 a@10:00#1 taken; 11:01 gone #1"},
    {"nobody there: no repeat", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:05 away; 10:15 active; 10:21 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1"},
    {"idle: a repeat", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 10:05 idle; 10:11 end",
     .came = "10:00 show a#1; 10:10 repeat a@10:00#1"},
};

static const struct script credits[] = {
    {"a rest counts, and begins the interval anew", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:40 away; 9:45 active; 10:45 end", .came = "09:45 a@09:40 taken; 10:45 show a#1"},
    {"since the last input", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:40 idle; 9:43 away since 9:38; 9:44 active; 10:44 end",
     .came = "09:44 a@09:38 taken; 10:44 show a#1"},
    {"too short a rest only freezes", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:40 away; 9:44:59 active; 10:05 end", .came = "10:04:59 show a#1"},
    {"nothing to take yet: anew, but nothing taken", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:04 away; 9:10 active; 10:10 end", .came = "10:10 show a#1"},
    {"just enough to take", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:05 away; 9:10 active; 10:09 end", .came = "09:10 a@09:05 taken"},
    {"each by its own rest", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1},
      {.name = "b", .every = M(60), .rest = M(10), .repeat = -1}, {.name = "c", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:40 away; 9:49 active; 10:10 end", .came = "09:49 a@09:40 taken; 10:09 show b#1; 10:09 show c#2"},
    {"a sleep is a rest", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 9:40 sleep 20m; 11:00 end", .came = "10:00 a@09:40 taken; 11:00 show a#1"},
    {"away, then asleep: one absence", {{.name = "a", .every = M(60), .rest = M(25), .repeat = -1}},
     .events = "9:00 active; 9:40 away; 9:45 sleep 20m; 10:06 active; 11:06 end", .came = "10:06 a@09:40 taken; 11:06 show a#1"},
    {"no credit across the window's end", {{.name = "a", .every = M(60), .rest = M(5), WORKING, .repeat = -1}},
     .events = "16:30 active; 16:50 away; 17:10 active; +1.10:00 end", .came = "+1.10:00 show a#1"},
    {"the clock's intervals are credited too", {{.name = "a", .every = M(60), .rest = M(5), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:40 away; 9:45 active; 10:45 end", .came = "09:45 a@09:40 taken; 10:45 show a#1"},
    {"what became due meanwhile was taken", {{.name = "a", .every = M(60), .rest = M(5), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:58 away; 10:08 active; 11:08 end", .came = "10:08 a@10:00 taken; 11:08 show a#1"},
    {"open already: no second one", {{.name = "a", .every = M(60), .rest = M(5), .repeat = -1}},
     .events = "9:00 active; 10:15 away; 10:21 active; 11:21 end",
     .came = "10:00 show a#1; 10:20 a@10:00#1 missed/unanswered; 10:20 gone #1; 10:21 a@10:15 taken; 11:21 show a#2"},
    {"still open: no second one", {{.name = "a", .every = M(60), .rest = M(5), .repeat = M(30)}},
     .events = "9:00 active; 10:15 away; 10:21 active; 10:30 end", .came = "10:00 show a#1; 10:30 repeat a@10:00#1"},
    {"what became due long ago was missed", {{.name = "a", .every = M(60), .rest = M(5), .counts = COUNTS_CLOCK, .repeat = -1}},
     .events = "9:00 active; 9:58 away; 10:31 active; 11:31 end", .came = "10:31 a@10:00 missed/away; 11:31 show a#1"},
    {"an absence does not begin before the last one ended", {{.name = "a", .every = M(60), .rest = M(20), .repeat = -1}},
     .events = "9:00 active; 9:30 away; 9:40 active; 9:50 away since 9:20; 9:52 active; 10:12 end", .came = "10:12 show a#1"},
    {"a time of day is not taken by being away", {{.name = "a", TIMES(1, AT(10, 0)), .rest = M(5)}},
     .events = "9:00 active; 9:50 away; 10:10 active; 10:11 end", .came = "10:10 show a@10:00#1"},
};

static const struct script quiet[] = {
    {"an interval begins anew when there is need of it again", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 quiet a 13:50; 14:51 end", .came = "09:50 a suppressed/enough; 14:50 show a#1"},
    {"until then nothing wakes up", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "9:00 active; 9:50 quiet a +1.0:00; +1.10:01 end",
     .came = "09:50 a suppressed/enough; +1.10:00 show a#1"},
    {"for ever", {{.name = "a", .every = M(60), WORKING}, {.name = "b", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:10 quiet a forever; 9:11 quiet b forever; +1.12:00 end",
     .came = "09:10 a suppressed/enough; 10:00 b suppressed/enough; +1.10:00 b suppressed/enough"},
    {"lifted, the interval begins anew", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 quiet a forever; 10:30 quiet a 0:00; 11:31 end",
     .came = "09:50 a suppressed/enough; 11:30 show a#1"},
    {"longer, or less long, is no news", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 quiet a 13:50; 10:00 quiet a 14:00; 10:01 quiet a 11:00; 12:01 end",
     .came = "09:50 a suppressed/enough; 12:00 show a#1"},
    {"what is shown, and what waits, ends", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 20))}, {.name = "b", .every = M(60)}},
     .events = "9:00 active; 9:50 busy; 10:05 quiet b 12:00; 10:06 free; 10:07 quiet a 10:10; 10:21 end",
     .came = "10:05 b@10:00 suppressed/enough; 10:06 show a@10:00#1; 10:07 a@10:00#1 suppressed/enough; 10:07 gone #1; "
             "10:20 show a#2"},
    {"what was put off does not come", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 10:01 snooze a 30m; 10:02 quiet a 10:10; 10:40 end",
     .came = "10:00 show a#1; 10:01 a@10:00#1 snoozed; 10:01 gone #1"},
    {"it is not pulled forward", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", TIMES(1, AT(10, 3))},
      {.name = "c", .every = M(63), .repeat = -1}}, .merge = M(5),
     .events = "9:00 active; 9:30 quiet b 10:04; 9:31 quiet c 10:04; 10:00 done a; 10:04 end",
     .came = "09:31 c suppressed/enough; 10:00 show a#1; 10:00 a#1 done; 10:00 gone #1; 10:03 b suppressed/enough"},
    {"outside its hours nothing was to come", {{.name = "a", .every = M(60), .repeat = -1, WORKING}},
     .events = "7:00 active; 8:00 quiet a 9:30; 10:31 end", .came = "10:30 show a#1"},
    {"across a restart, and over it", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 quiet a 13:50; 10:00 stop 1h; 11:00 active; 13:00 stop 2h; 15:00 active; 16:01 end",
     .came = "09:50 a suppressed/enough; 16:00 show a#1"},
    {"for a pause longer than that", {{.name = "a", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 quiet a 10:00; 9:51 pause 10:30; 11:01 end",
     .came = "09:50 a suppressed/enough; 10:30 pause over; 11:00 show a#1"},
    {"no such reminder", {{.name = "a", .every = M(60)}}, .events = "9:00 active; 9:10 quiet x 10:00; 9:11 end",
     .came = "09:10 refused ENOENT"},
};

static const struct script pauses[] = {
    {"what is open ends, what is due is suppressed, nothing bursts", {{.name = "a", .every = M(30), .repeat = -1}},
     .events = "9:00 active; 9:40 pause 10:40; 11:01 end",
     .came = "09:30 show a#1; 09:40 a@09:30#1 suppressed/paused; 09:40 gone #1; 10:00 a suppressed/paused; "
             "10:30 a suppressed/paused; 10:40 pause over; 11:00 show a#2"},
    {"what waits ends", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 9:50 away; 10:05 pause 10:10; 10:11 active; 10:12 end",
     .came = "10:05 a@10:00 suppressed/paused; 10:10 pause over"},
    {"ended by the user: without a word", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:50 pause 10:50; 9:55 resume; 9:56 resume; 10:01 end", .came = "10:00 show a#1"},
    {"due when it ends: comes", {{.name = "a", TIMES(1, AT(10, 0))}, {.name = "b", .every = M(60), .repeat = -1}},
     .events = "9:00 active; 9:50 pause 10:00; 10:01 end", .came = "10:00 pause over; 10:00 show b#1; 10:00 show a#2"},
    {"extended, and shortened", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:10 pause 9:30; 9:20 pause 9:50; 9:40 pause 9:45; 10:01 end", .came = "09:45 pause over; 10:00 show a#1"},
    {"in the past", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active; 9:10 pause 9:10; 10:01 end",
     .came = "09:10 refused EINVAL; 10:00 show a#1"},
    {"at most until tomorrow's first window", {{.name = "a", .every = M(60), WORKING}, {.name = "b", .every = M(30), HOURS(1, {AT(8, 30), AT(8, 40)})}},
     .events = "9:00 active; 9:10 pause +5.9:00; 9:11 away; +2.9:00 end",
     .came = "+1.08:30 pause over"},
    {"at most a day where nothing has hours", {{.name = "a", TIMES(1, AT(10, 0))}},
     .events = "9:00 active; 9:10 pause +5.9:00; +1.9:11 end", .came = "10:00 a suppressed/paused; +1.09:10 pause over"},
    {"at most a day where tomorrow has no window", {{.name = "a", .every = M(60), WORKING, .days = 0x79}},
     .events = "9:00 active; 9:10 pause +5.9:00; 9:11 away; +1.9:11 end", .came = "+1.09:10 pause over"},
    {"over a gap it ends at its own time", {{.name = "a", TIMES(2, AT(10, 0), AT(10, 50))}},
     .events = "9:00 active; 9:10 pause 10:30; 9:11 freeze 100m; 10:52 end",
     .came = "10:51 a@10:00 suppressed/paused; 10:51 pause over; 10:51 show a@10:50#1"},
};
/* clang-format on */

#define GROUP(scripts)                          \
    static void test_##scripts(void **state)    \
    {                                           \
        (void)state;                            \
        script_run(scripts, COUNT_OF(scripts)); \
    }
GROUP(intervals)
GROUP(windows)
GROUP(times)
GROUP(waiting)
GROUP(merging)
GROUP(answers)
GROUP(snoozes)
GROUP(inferred)
GROUP(credits)
GROUP(quiet)
GROUP(pauses)

/* An event that comes before the timer: what was due before it was shown before it. */
static void test_due_before_the_event(void **state)
{
    static const struct script script = {
        "before", {{.name = "a", TIMES(1, AT(10, 0))}}, .events = "9:00 active", .came = ""};
    CLEANUP(script_end) struct play play;

    (void)state;
    script_begin(&play, &script);
    script_play(&play);
    script_pass(&play, M(61));
    assert_true(script_answer(&play, "done", "a", ""));
    assert_string_equal(play.came, "10:01 show a@10:00#1; 10:01 a@10:00#1 done; 10:01 gone #1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals), cmocka_unit_test(test_windows),
        cmocka_unit_test(test_times),     cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_merging),   cmocka_unit_test(test_answers),
        cmocka_unit_test(test_snoozes),   cmocka_unit_test(test_inferred),
        cmocka_unit_test(test_credits),   cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_pauses),    cmocka_unit_test(test_due_before_the_event),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
