/* What a rule names: its next window, its next time of day. The nights on which clocks change are
 * in test_agenda.c, which walks the same days; here is where each search begins and ends. */
#include "daemon/schedule/rule.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <string.h>

#include "common/scope.h"
#include "daemon/schedule/agenda.h"
#include "daemon/schedule/day.h"

#define DAY             INT64_C(86400)
#define MONDAY          INT64_C(1777852800) /* 2026-05-04T00:00Z */
#define AT(hour)        ((hour)*3600)
#define ON(days, hours) (MONDAY + (days)*DAY + AT(hours))
#define WORKDAYS        0x1f

static void test_windows(void **state)
{
    static const struct rule office = {
        .days = WORKDAYS,
        .hours = {.n = 2, .windows = {{AT(9), AT(12)}, {AT(13), AT(17)}}},
    };
    static const struct rule night = {
        .days = 1 << 4,
        .hours = {.n = 1, .windows = {{AT(22), AT(6)}}},
    };
    static const struct rule weekend = {.days = 0x60};
    static const struct rule round = {
        .days = EVERY_DAY,
        .hours = {.n = 1, .windows = {{AT(8), AT(8)}}},
    };
    static const struct {
        const struct rule *rule;
        int64_t at, from, to;
    } cases[] = {
        {&office, ON(0, 0), ON(0, 9), ON(0, 12)},
        {&office, ON(0, 10), ON(0, 9), ON(0, 12)},
        {&office, ON(0, 12), ON(0, 9), ON(0, 12)}, /* ends now */
        {&office, ON(0, 12) + 1, ON(0, 13), ON(0, 17)},
        {&office, ON(4, 17) + 1, ON(7, 9), ON(7, 12)},
        {&night, ON(0, 0), ON(4, 22), ON(5, 6)},
        {&night, ON(5, 6), ON(4, 22), ON(5, 6)},
        {&night, ON(5, 6) + 1, ON(11, 22), ON(12, 6)},
        {&weekend, ON(0, 0), ON(-1, 0), ON(0, 0)},
        {&weekend, ON(0, 0) + 1, ON(5, 0), ON(6, 0)},
        {&weekend, ON(6, 0), ON(5, 0), ON(6, 0)},
        {&weekend, ON(6, 1), ON(6, 0), ON(7, 0)},
        {&round, ON(0, 7), ON(-1, 8), ON(0, 8)},
        {&round, ON(0, 9), ON(0, 8), ON(1, 8)},
    };
    CLEANUP(zone_done) struct zone zone = {0};

    (void)state;
    assert_int_equal(zone_fixed(&zone, 0), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t from = 0, to = 0;

        assert_true(rule_window(cases[i].rule, &zone, cases[i].at, &from, &to));
        assert_int_equal(from, cases[i].from);
        assert_int_equal(to, cases[i].to);
    }
}

static void test_times(void **state)
{
    static const struct rule rule = {.days = WORKDAYS, .at_n = 2, .at = {AT(8), AT(20)}};
    static const struct {
        int64_t after, at, day;
        uint32_t times;
    } cases[] = {
        {ON(0, 0), ON(0, 8), 0, 1},  {ON(0, 8) - 1, ON(0, 8), 0, 1}, {ON(0, 8), ON(0, 20), 0, 2},
        {ON(0, 20), ON(1, 8), 1, 1}, {ON(4, 20), ON(7, 8), 7, 1},
    };
    CLEANUP(zone_done) struct zone zone = {0};

    (void)state;
    assert_int_equal(zone_fixed(&zone, 0), 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct at_time found = {0};
        int64_t at = 0;

        assert_true(rule_at_find(&rule, &zone, cases[i].after, &found));
        assert_int_equal(found.at, cases[i].at);
        assert_int_equal(found.day, MONDAY / DAY + cases[i].day);
        assert_int_equal(found.times, cases[i].times);
        assert_true(rule_at_next(&rule, &zone, cases[i].after, &at));
        assert_int_equal(at, cases[i].at);
    }
}

/* Drawn for each day: within the hours, in order, one in each part of them, the same each time it
 * is asked, and others on another day, for another seed and another reminder. */
static void R50b_posture_times(void **state)
{
    static const struct hours hours[] = {
        {.n = 1, .windows = {{AT(9), AT(17)}}},
        {.n = 2, .windows = {{AT(9), AT(12)}, {AT(13), AT(17)}}},
        {.n = 2, .windows = {{AT(12), AT(14)}, {AT(22), AT(6)}}},
        {.n = 0},
        {.n = 1, .windows = {{AT(9), AT(9) + 180}}},
    };
    struct rule rules[2] = {{.name = "posture", .random = 3}, {.name = "another", .random = 3}};
    struct schedule s = {.n = 2, .rules = rules};
    size_t others = 0;

    (void)state;
    for (size_t h = 0; h < COUNT_OF(hours); h++) {
        rules[0].hours = rules[1].hours = hours[h];
        for (int64_t day = MONDAY / DAY; day < MONDAY / DAY + 200; day++) {
            int32_t times[3];

            schedule_seed(&s, 7);
            assert_int_equal(day_times(&rules[0]), 3);
            for (size_t i = 0; i < 3; i++) {
                bool within = hours[h].n == 0;

                times[i] = day_time(&rules[0], day, i);
                assert_true(times[i] >= 0 && times[i] < DAY && times[i] % 60 == 0);
                assert_true(i == 0 || times[i] > times[i - 1]);
                assert_int_equal(day_time(&rules[0], day, i), times[i]);
                for (size_t w = 0; w < hours[h].n; w++) {
                    const struct window *win = &hours[h].windows[w];
                    within = within ||
                             (win->from < win->to ? times[i] >= win->from && times[i] < win->to
                                                  : times[i] >= win->from || times[i] < win->to);
                }
                assert_true(within);
                others += day_time(&rules[1], day, i) != times[i];
                others += day_time(&rules[0], day + 1, i) != times[i];
            }
            schedule_seed(&s, 8);
            others += day_time(&rules[0], day, 1) != times[1];
        }
    }
    assert_true(others > 4 * 200 * 6); /* of the shortest hours each minute is one */
    rules[0] = (struct rule){.random = 5, .hours = {.n = 1, .windows = {{60, 200}}}};
    assert_int_equal(day_times(&rules[0]), 2); /* no more than there are minutes */
    rules[0].hours.windows[0].to = 70;
    assert_int_equal(day_times(&rules[0]), 0);
}

static void R52_what_comes_first(void **state)
{
    static const struct rule rules[] = {
        {.kind = KIND_SAFETY},
        {.kind = KIND_APPOINTMENT},
        {.kind = KIND_AFTERCARE, .amount = 200},
        {.rest = 300000000},
        {.amount = 200},
        {.kind = KIND_ROUTINE},
        {.asks_pain = true},
        {.kind = KIND_POSTURE},
        {.moves = "eyes"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        assert_int_equal(rule_priority(&rules[i]), PRIORITY_SAFETY + i);
    assert_int_equal(rule_priority(&(struct rule){.kind = KIND_WORKSTATION}), PRIORITY_POSTURE);
    assert_int_equal(rule_priority(&(struct rule){.moves = "neck, eyes"}), PRIORITY_BREAK);
}

/* What is told of breaks is of nothing else. */
static void test_what_is_a_break(void **state)
{
    static const struct rule breaks[] = {{.rest = 300000000},
                                         {.moves = "neck"},
                                         {.moves = "eyes"},
                                         {.kind = KIND_ROUTINE},
                                         {.name = "x"}};
    static const struct rule others[] = {
        {.amount = 200},         {.asks_pain = true},        {.kind = KIND_POSTURE},
        {.kind = KIND_SAFETY},   {.kind = KIND_WORKSTATION}, {.kind = KIND_APPOINTMENT},
        {.kind = KIND_QUESTION}, {.kind = KIND_AFTERCARE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(breaks); i++)
        assert_true(rule_is_break(&breaks[i]));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(rule_is_break(&others[i]));
}

/* Two times in one gap are one, with both names. */
static void test_times_in_a_gap(void **state)
{
    struct zone_span spans[] = {{INT64_MIN, 0}, {ON(0, 2), 3600}};
    const struct zone zone = {COUNT_OF(spans), spans};
    static const struct rule rule = {
        .days = EVERY_DAY, .at_n = 4, .at = {AT(1), AT(2), AT(2) + 1800, AT(3)}};
    struct at_time found = {0};

    (void)state;
    assert_true(rule_at_find(&rule, &zone, ON(0, 1), &found));
    assert_int_equal(found.at, ON(0, 2));
    assert_int_equal(found.times, 0xe);
    assert_true(rule_at_find(&rule, &zone, found.at, &found));
    assert_int_equal(found.at, ON(1, 0));
    assert_int_equal(found.times, 1);
}

/* Nothing is found, nothing is touched, and the search ends. */
static void test_none(void **state)
{
    static const struct rule never = {.days = 0, .at_n = 1, .at = {AT(8)}};
    static const struct rule no_times = {.days = EVERY_DAY};
    CLEANUP(zone_done) struct zone zone = {0};
    struct at_time found = {.at = 7};
    int64_t from = 1, to = 2;

    (void)state;
    assert_int_equal(zone_fixed(&zone, 0), 0);
    assert_false(rule_window(&never, &zone, MONDAY, &from, &to));
    assert_false(rule_at_next(&never, &zone, MONDAY, &from));
    assert_false(rule_at_find(&no_times, &zone, MONDAY, &found));
    assert_int_equal(from, 1);
    assert_int_equal(to, 2);
    assert_int_equal(found.at, 7);
}

static void test_schedule(void **state)
{
    static const char *const names[] = {"stretch", "a", "stand-up"};
    struct schedule schedule = {.n = COUNT_OF(names)};
    const struct rule **order;

    (void)state;
    schedule.rules = calloc(schedule.n, sizeof(*schedule.rules));
    assert_non_null(schedule.rules);
    for (size_t i = 0; i < schedule.n; i++)
        strcpy(schedule.rules[i].name, names[i]);
    assert_int_equal(schedule_find(&schedule, "stand-up"), 2);
    assert_int_equal(schedule_find(&schedule, "stand"), 3);
    order = schedule_by_name(&schedule);
    assert_non_null(order);
    assert_string_equal(order[0]->name, "a");
    assert_string_equal(order[1]->name, "stand-up");
    assert_string_equal(order[2]->name, "stretch");
    free(order);
    schedule_done(&schedule);
    assert_int_equal(schedule.n, 0);
    assert_int_equal(schedule_find(&schedule, "a"), 0);
    schedule_done(&schedule);
    schedule_done(NULL);
}

/* A part of a day counts as one. */
static void test_days(void **state)
{
    (void)state;
    assert_int_equal(rule_days(&(struct rule){.every = USEC_PER_DAY}), 1);
    assert_int_equal(rule_days(&(struct rule){.every = USEC_PER_DAY + 1}), 2);
    assert_int_equal(rule_days(&(struct rule){.every = 14 * USEC_PER_DAY}), 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_times_in_a_gap),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_what_is_a_break),
        cmocka_unit_test(R50b_posture_times),
        cmocka_unit_test(R52_what_comes_first),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
