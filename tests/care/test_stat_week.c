/* Weeks, baseline, course and trend: what opens each gate, and what never does. */
#include "daemon/care/stat_week.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>

#include "tests/care/stat_draw.h"

#define NO STAT_MISSING

/* Days from first on, in points; NO for a day without a value. */
static size_t make_days(struct stat_day *days, int64_t first, const int32_t *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        days[i] = (struct stat_day){
            .day = first + (int64_t)i,
            .value = points[i] == NO ? NO : points[i] * STAT_POINT,
        };
    return n;
}

static void R55_week_needs_5_days(void **state)
{
    static const struct {
        int32_t points[7];
        size_t logged;
        int32_t tenths;
    } cases[] = {
        {{6, 6, 7, 6, 5, NO, NO}, 5, 60},          {{4, NO, 4, 5, NO, 4, 4}, 5, 42},
        {{6, 6, 7, 6, NO, NO, NO}, 4, NO},         {{NO, NO, NO, NO, NO, NO, NO}, 0, NO},
        {{0, 0, 0, 0, 0, NO, NO}, 5, 0},           {{10, 10, 10, 10, 10, 10, 10}, 7, 100},
        {{1, 2, 2, 2, 2, 2, NO}, 6, 18 /* .33 */}, {{0, 0, 0, 0, 0, 0, 5}, 7, 7 /* .714 */},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stat_day days[7];
        struct stat_week week;

        (void)make_days(days, 20000, cases[i].points, 7);
        days[0].marked = true;
        week = stat_week(days, 7, 20000, &stat_defaults);
        assert_int_equal(week.logged, cases[i].logged);
        assert_int_equal(week.tenths, cases[i].tenths);
        assert_int_equal(week.marked, cases[i].points[0] != NO);
        assert_int_equal(week.gate.why, cases[i].logged < 5 ? STAT_FEW_DAYS : STAT_ENOUGH);
        assert_int_equal(week.gate.have, cases[i].logged);
        assert_int_equal(week.gate.need, 5);
        week = stat_week(days, 7, 20003,
                         &stat_defaults); /* only four of these days are in the array */
        assert_int_equal(week.tenths, NO);
    }
}

static void R55_days_of_a_week_can_be_set(void **state)
{
    static const int32_t points[] = {6, 6, 7, 6, 5, 6, NO};
    struct stat_settings set = {.week_logged = 7, .same = STAT_POINT};
    struct stat_day days[7];

    (void)state;
    (void)make_days(days, 0, points, 7);
    assert_int_equal(stat_week(days, 7, 0, &set).gate.need, 7);
    assert_int_equal(stat_week(days, 7, 0, &set).tenths, NO);
    set.week_logged = 6;
    assert_int_equal(stat_week(days, 7, 0, &set).tenths, 60);
}

/* A half goes up: 5 days of 4.25 are 4.3; and nothing below a half does. */
static void R55_week_value_is_rounded_once(void **state)
{
    struct stat_day days[5];

    (void)state;
    for (int64_t i = 0; i < 5; i++)
        days[i] = (struct stat_day){.day = i, .value = 4250};
    assert_int_equal(stat_week(days, 5, 0, &stat_defaults).tenths, 43);
    days[0].value = 4240;
    assert_int_equal(stat_week(days, 5, 0, &stat_defaults).tenths, 42);
}

static void R55_weeks_keep_their_gaps(void **state)
{
    static const int32_t points[] = {
        NO, 1, 1, 1, 1,  1,  1, /* the anchor's week: 6 days */
        2,  2, 2, 2, NO, NO, NO, 3, 3, 3, 3, 3, 3, 3, NO, NO, 4, 4, 4, 4, 4,
    };
    static const int numbers[] = {0, 2, 3};
    struct stat_day days[28];
    struct stat_week weeks[3];
    size_t n = make_days(days, 700, points, 28), found = 7;

    (void)state;
    assert_int_equal(stat_weeks(days, n, 700, &stat_defaults, weeks, 3, &found), 0);
    assert_int_equal(found, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(weeks[i].number, numbers[i]);
        assert_int_equal(weeks[i].first, 700 + 7 * weeks[i].number);
        assert_int_equal(weeks[i].tenths, 10 * (numbers[i] + 1));
    }
    assert_int_equal(stat_weeks(days, n, 714, &stat_defaults, weeks, 3, &found), 0);
    assert_int_equal(weeks[0].number, -2);
    assert_int_equal(stat_weeks(days, n, 700, &stat_defaults, weeks, 2, &found), -E2BIG);
    assert_int_equal(found, 3);
    assert_int_equal(stat_weeks(days, 0, 700, &stat_defaults, weeks, 0, &found), 0);
    assert_int_equal(found, 0);
}

static void R55_baseline(void **state)
{
    static const int32_t points[] = {5, NO, NO, NO, NO, 6, 6, 7, 6, NO, 5, 2, 2, 2, 2, 2, 2, 2};
    struct stat_day days[18];
    size_t n = make_days(days, 100, points, 18);
    struct stat_week week;

    (void)state;
    week = stat_baseline(days, n, 100, 112, &stat_defaults); /* 105-111 */
    assert_int_equal(week.first, 105);
    assert_int_equal(week.tenths, 53);                       /* 6 6 7 6 5 2 */
    week = stat_baseline(days, n, 100, 111, &stat_defaults); /* 104-110, for it has to end before */
    assert_int_equal(week.first, 104);
    assert_int_equal(week.tenths, 60);
    week = stat_baseline(days, n, 100, 110, &stat_defaults);
    assert_int_equal(week.gate.why, STAT_NO_BASELINE);
    assert_int_equal(week.gate.have, 4); /* 103-109 */
    assert_int_equal(week.tenths, NO);
    assert_int_equal(stat_baseline(days, n, 106, 120, &stat_defaults).first, 106);
    assert_int_equal(stat_baseline(days, n, 112, 118, &stat_defaults).gate.have, 0);
    assert_int_equal(stat_baseline(days, 0, 0, 100, &stat_defaults).gate.why, STAT_NO_BASELINE);
}

/* Four logged days are no baseline. */
static void vector_baseline_of_4_days(void **state)
{
    static const int32_t points[] = {6, 6, 7, 6, NO, NO, NO};
    struct stat_day days[7];
    struct stat_course course;

    (void)state;
    (void)make_days(days, 0, points, 7);
    course = stat_course(days, 7, 0, 7, 100, &stat_defaults);
    assert_int_equal(course.gate.why, STAT_NO_BASELINE);
    assert_int_equal(course.gate.have, 4);
    assert_int_equal(course.claim, STAT_CLAIM_NONE);
}

static void R55_course_needs_2_weeks(void **state)
{
    static const int32_t points[] = {6, 6, 7, 6, 5, NO, NO, 4, 4, 5, 4, 4, NO, NO, NO, NO};
    struct stat_day days[16];
    struct stat_course course;
    size_t n = make_days(days, 0, points, 16);

    (void)state;
    course = stat_course(days, n, 0, 7, 30, &stat_defaults);
    assert_true(stat_open(&course.gate));
    assert_int_equal(course.baseline.tenths, 60);
    assert_int_equal(course.latest.tenths, 42);
    assert_int_equal(course.latest.first,
                     5 + 7 - 7 + 2); /* it ends on a logged day: 7-13 has none later */
    expect_printed(course.change, 1, "1.8");
    assert_int_equal(course.claim, STAT_CLAIM_LOWER);
    course = stat_course(days, n, 0, 7, 10, &stat_defaults); /* as of day 10 */
    assert_int_equal(course.gate.why, STAT_FEW_WEEKS);
    assert_int_equal(course.gate.have, 1);
    assert_int_equal(course.gate.need, 2);
    course = stat_course(days, n, 0, 7, 13, &stat_defaults); /* the seven days are just over */
    assert_int_equal(course.latest.first, 7);
    course = stat_course(days, n, 0, 8, 30, &stat_defaults); /* no week since then yet */
    assert_int_equal(course.gate.why, STAT_FEW_WEEKS);
}

static void make_weeks(struct stat_week *weeks, const int32_t *tenths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        weeks[i] = (struct stat_week){.number = (int32_t)i, .tenths = tenths[i], .logged = 5};
}

static void vector_trend_of_8_weeks(void **state)
{
    static const int32_t tenths[] = {62, 60, 54, 56, 48, 44, 46, 40};
    struct stat_week weeks[8];
    struct stat_trend t;

    (void)state;
    make_weeks(weeks, tenths, 8);
    assert_int_equal(stat_trend(weeks, 8, &stat_defaults, &t), 0);
    expect_printed(t.slope.slope.value, 4, "-0.3238");
    assert_int_equal(t.slope.s, -24);
    assert_true(t.slope.slope.interval.known);
    expect_printed(t.slope.slope.interval.low, 1, "-0.4");
    expect_printed(t.slope.slope.interval.high, 1, "-0.2");
    assert_int_equal(t.claim, STAT_CLAIM_LOWER);
}

static void vector_trend_about_the_same(void **state)
{
    static const int32_t tenths[] = {48, 52, 49, 51, 50};
    struct stat_week weeks[5];
    struct stat_trend t;

    (void)state;
    make_weeks(weeks, tenths, 5);
    assert_int_equal(stat_trend(weeks, 5, &stat_defaults, &t), 0);
    expect_printed(t.slope.slope.value, 2, "0.05");
    expect_printed(t.slope.slope.interval.low, 1, "-0.3");
    expect_printed(t.slope.slope.interval.high, 1, "0.4");
    assert_int_equal(t.claim, STAT_CLAIM_SAME);
}

static void vector_trend_of_4_weeks(void **state)
{
    static const int32_t tenths[] = {60, 55, 50, 45};
    struct stat_week weeks[4];
    struct stat_trend t;

    (void)state;
    make_weeks(weeks, tenths, 4);
    assert_int_equal(stat_trend(weeks, 4, &stat_defaults, &t), 0);
    assert_true(stat_open(&t.gate));
    expect_printed(t.slope.slope.value, 1, "-0.5");
    assert_false(stat_open(&t.interval_gate));
    assert_int_equal(t.interval_gate.need, 5);
    assert_false(t.slope.slope.interval.known);
    assert_int_equal(t.claim, STAT_CLAIM_NONE);
    assert_int_equal(stat_trend(weeks, 3, &stat_defaults, &t), 0);
    assert_int_equal(t.gate.why, STAT_FEW_WEEKS);
    assert_int_equal(t.gate.have, 3);
    assert_int_equal(t.gate.need, 4);
}

/* Gaps count: the same values over twice the time fall half as fast. */
static void R55_trend_over_gaps(void **state)
{
    static const int32_t tenths[] = {62, 60, 54, 56, 48, 44, 46, 40};
    struct stat_week weeks[8];
    struct stat_trend t;

    (void)state;
    make_weeks(weeks, tenths, 8);
    for (size_t i = 0; i < 8; i++)
        weeks[i].number *= 2;
    assert_int_equal(stat_trend(weeks, 8, &stat_defaults, &t), 0);
    expect_printed(t.slope.slope.value, 4, "-0.1619");
    assert_int_equal(t.span, 14);
    assert_int_equal(t.claim, STAT_CLAIM_LOWER);
}

/* Whether any seven days between both, included, are a valid week. */
static bool any_week(const struct stat_day *days, size_t n, int64_t from, int64_t until)
{
    for (int64_t first = from; first + 6 <= until; first++) {
        struct stat_week week = stat_week(days, n, first, &stat_defaults);

        if (stat_open(&week.gate))
            return true;
    }
    return false;
}

/* Open gates, a bit for each, and above them the number of valid weeks. */
static unsigned gates_of(const struct stat_day *days, size_t n)
{
    struct stat_week weeks[STAT_WEEKS_MAX];
    struct stat_trend trend;
    struct stat_course course = stat_course(days, n, 3, 20, 60, &stat_defaults);
    struct stat_week week = stat_week(days, n, 21, &stat_defaults),
                     latest = stat_latest(days, n, 0, 60, &stat_defaults);
    size_t found;

    assert_int_equal(stat_weeks(days, n, 0, &stat_defaults, weeks, COUNT_OF(weeks), &found), 0);
    assert_int_equal(stat_trend(weeks, found, &stat_defaults, &trend), 0);
    for (size_t i = 0; i < found; i++)
        assert_in_range(weeks[i].logged, 5, 7);
    assert_int_equal(stat_open(&course.baseline.gate), any_week(days, n, 3, 19));
    assert_int_equal(stat_open(&course.latest.gate), any_week(days, n, 20, 60));
    if (stat_open(&course.gate)) {
        assert_true(course.baseline.first >= 3 && course.baseline.first + 6 < 20);
        assert_true(course.latest.first >= 20 && course.latest.first + 6 <= 60);
    } else {
        assert_true(course.claim == STAT_CLAIM_NONE && course.gate.have < course.gate.need);
    }
    return (unsigned)stat_open(&week.gate) | (unsigned)stat_open(&latest.gate) << 1 |
           (unsigned)stat_open(&course.gate) << 2 | (unsigned)stat_open(&trend.gate) << 3 |
           (unsigned)stat_open(&trend.interval_gate) << 4 | (unsigned)found << 5;
}

/* R70: values taken away, as missing or as no day at all, open no gate; days without a value change
 * nothing. */
static void R70_missing_days_open_no_gate(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct stat_day days[70], fewer[70];
        size_t n = 0, m = 0;
        unsigned before, after;
        bool all = true;

        for (int64_t day = 0; day < 60; day++) {
            if (draw(&seed) % 5 > 0)
                days[n++] = (struct stat_day){day, 1000 * draw_from(&seed, 0, 10), false};
        }
        for (size_t i = 0; i < n; i++) {
            unsigned what = (unsigned)(draw(&seed) % 8);

            fewer[m] = days[i];
            if (what == 0)
                fewer[m].value = STAT_MISSING;
            m += what != 1;
            all = all && what > 1;
        }
        before = gates_of(days, n);
        after = gates_of(fewer, m);
        assert_int_equal(after & 31 & ~before, 0);
        assert_true(after >> 5 <= before >> 5);
        if (all)
            assert_int_equal(before, after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R55_week_needs_5_days),
        cmocka_unit_test(R55_days_of_a_week_can_be_set),
        cmocka_unit_test(R55_week_value_is_rounded_once),
        cmocka_unit_test(R55_weeks_keep_their_gaps),
        cmocka_unit_test(R55_baseline),
        cmocka_unit_test(vector_baseline_of_4_days),
        cmocka_unit_test(R55_course_needs_2_weeks),
        cmocka_unit_test(vector_trend_of_8_weeks),
        cmocka_unit_test(vector_trend_about_the_same),
        cmocka_unit_test(vector_trend_of_4_weeks),
        cmocka_unit_test(R55_trend_over_gaps),
        cmocka_unit_test(R70_missing_days_open_no_gate),
    };

    return cmocka_run_group_tests_name("stat_week", tests, NULL, NULL);
}
