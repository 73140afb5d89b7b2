/* Sessions: same-day pairs, and which were booked on bad days. */
#include "daemon/care/stat_session.h"

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

/* Sessions a week apart whose pain fell by so many points, from 5. */
static void make_sessions(struct stat_session *sessions, const int32_t *fell, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sessions[i] = (struct stat_session){
            .day = 7 * (int64_t)i,
            .booked = STAT_NO_DAY,
            .before = 5 * STAT_POINT,
            .after = (5 - fell[i]) * STAT_POINT,
            .bad_day = STAT_BAD_NO,
        };
}

static void vector_pairs_of_8(void **state)
{
    static const int32_t fell[] = {2, 2, 0, 2, 2, 1, 1, 1};
    struct stat_session sessions[8];
    struct stat_pairs p;

    (void)state;
    make_sessions(sessions, fell, 8);
    assert_int_equal(stat_pairs(sessions, 8, &stat_defaults, &p), 0);
    assert_int_equal(p.better, 7);
    assert_int_equal(p.same, 1);
    assert_int_equal(p.worse, 0);
    expect_printed(p.median, 1, "1.5");
    expect_printed(p.centre.value, 1, "1.5");
    expect_printed(p.centre.interval.low, 1, "0.5");
    expect_printed(p.centre.interval.high, 1, "2.0");
    assert_int_equal(p.claim, STAT_CLAIM_LOWER);
    assert_false(p.caution);
}

static void vector_pairs_of_6(void **state)
{
    static const int32_t fell[] = {3, 1, 2, -1, 2, 0};
    struct stat_session sessions[6];
    struct stat_pairs p;

    (void)state;
    make_sessions(sessions, fell, 6);
    assert_int_equal(stat_pairs(sessions, 6, &stat_defaults, &p), 0);
    expect_printed(p.median, 1, "1.5");
    expect_printed(p.centre.value, 1, "1.0");
    expect_printed(p.centre.interval.low, 1, "-1.0");
    expect_printed(p.centre.interval.high, 1, "3.0");
    assert_int_equal(p.claim, STAT_CLAIM_OPEN);
}

static void R55_pairs_at_2_3_5_and_6(void **state)
{
    static const int32_t fell[] = {2, 2, 2, 2, 2, 2};
    struct stat_session sessions[6];

    (void)state;
    make_sessions(sessions, fell, 6);
    for (size_t n = 0; n <= 6; n++) {
        struct stat_pairs p;

        assert_int_equal(stat_pairs(sessions, n, &stat_defaults, &p), 0);
        assert_int_equal(stat_open(&p.gate), n >= 3);
        assert_int_equal(stat_open(&p.centre_gate), n >= 6);
        assert_int_equal(p.gate.have, n);
        assert_int_equal(p.better, n >= 3 ? n : 0);
        assert_int_equal(p.centre.interval.known, n >= 6);
        assert_int_equal(p.claim, n >= 6 ? STAT_CLAIM_LOWER : STAT_CLAIM_NONE);
    }
}

static void R70_sessions_without_a_value_do_not_count(void **state)
{
    static const int32_t fell[] = {2, 2, 2, 2, 2, 2};
    struct stat_session sessions[6];
    struct stat_pairs p;

    (void)state;
    make_sessions(sessions, fell, 6);
    sessions[1].after = NO;
    assert_int_equal(stat_pairs(sessions, 6, &stat_defaults, &p), 0);
    assert_int_equal(p.n, 5);
    assert_int_equal(p.better, 5);
    assert_int_equal(p.same, 0);
    assert_false(stat_open(&p.centre_gate));
    sessions[2].before = NO;
    sessions[3].before = sessions[3].after = NO;
    sessions[4].after = NO;
    assert_int_equal(stat_pairs(sessions, 6, &stat_defaults, &p), 0);
    assert_int_equal(p.gate.why, STAT_FEW_SESSIONS);
    assert_int_equal(p.gate.have, 2);
    assert_int_equal(p.better, 0);
}

/* Twenty days of 4 and a bad spell of 8: three bad days are at the 75th percentile or above. */
static void R56_booked_on_a_bad_day(void **state)
{
    struct stat_day days[30];
    struct stat_session sessions[] = {
        {.day = 29, .booked = 15},          {.day = 29, .booked = 22}, {.day = 29, .booked = 20},
        {.day = 29, .booked = STAT_NO_DAY}, {.day = 29, .booked = 1},  {.day = 99, .booked = 90},
    };
    static const enum stat_bad_day expected[] = {STAT_BAD_NO,      STAT_BAD_YES,
                                                 STAT_BAD_NO,      STAT_BAD_UNKNOWN,
                                                 STAT_BAD_UNKNOWN, STAT_BAD_UNKNOWN};
    struct stat_pairs p;

    (void)state;
    for (int64_t i = 0; i < 30; i++)
        days[i] = (struct stat_day){.day = i, .value = i >= 20 ? 8000 : 4000};
    assert_int_equal(stat_bad_days(days, 30, sessions, COUNT_OF(sessions)), 0);
    for (size_t i = 0; i < COUNT_OF(sessions); i++) {
        assert_int_equal(sessions[i].bad_day, expected[i]);
        sessions[i].before = 5000;
        sessions[i].after = 4000;
    }
    assert_int_equal(stat_pairs(sessions + 3, 3, &stat_defaults, &p), 0);
    assert_true(p.caution); /* nobody knows */
    days[21].value = NO;    /* the day before it was booked */
    assert_int_equal(stat_bad_days(days, 30, sessions, 2), 0);
    assert_int_equal(sessions[1].bad_day, STAT_BAD_UNKNOWN);
    assert_int_equal(stat_bad_days(days, 15, sessions, 1), 0); /* 13 stretches are too few */
    assert_int_equal(sessions[0].bad_day, STAT_BAD_UNKNOWN);
    assert_int_equal(stat_bad_days(days, 16, sessions, 1), 0); /* 14: and all are alike */
    assert_int_equal(sessions[0].bad_day, STAT_BAD_YES);
}

/* The 12th of 16 means is the percentile: three quarters are at it or below. */
static void R56_percentile_is_the_nearest_rank(void **state)
{
    struct stat_day days[18];
    struct stat_session sessions[18];

    (void)state;
    for (int64_t i = 0; i < 18; i++) {
        days[i] = (struct stat_day){.day = i, .value = 500 * (int32_t)i};
        sessions[i] = (struct stat_session){.day = i + 1, .booked = i};
    }
    assert_int_equal(stat_bad_days(days, 18, sessions, 18), 0);
    for (int i = 0; i < 18; i++)
        assert_int_equal(sessions[i].bad_day, i < 2    ? STAT_BAD_UNKNOWN
                                              : i < 13 ? STAT_BAD_NO
                                                       : STAT_BAD_YES);
}

static void limits(void **state)
{
    static struct stat_day days[STAT_DAYS_MAX + 1];
    static struct stat_session sessions[STAT_SESSIONS_MAX + 1];
    struct stat_pairs p = {.n = 7};

    (void)state;
    for (int64_t i = 0; i <= STAT_DAYS_MAX; i++)
        days[i] = (struct stat_day){.day = i, .value = 5000};
    for (int64_t i = 0; i <= STAT_SESSIONS_MAX; i++)
        sessions[i] = (struct stat_session){.day = 2 * i, .booked = 2 * i};
    assert_int_equal(stat_bad_days(days, STAT_DAYS_MAX + 1, sessions, 1), -E2BIG);
    assert_int_equal(stat_bad_days(days, 1, sessions, STAT_SESSIONS_MAX + 1), -E2BIG);
    assert_int_equal(stat_pairs(sessions, STAT_SESSIONS_MAX + 1, &stat_defaults, &p), -E2BIG);
    assert_int_equal(p.n, 7);
    assert_int_equal(stat_bad_days(days, STAT_DAYS_MAX, sessions, STAT_SESSIONS_MAX), 0);
    assert_int_equal(stat_pairs(sessions, STAT_SESSIONS_MAX, &stat_defaults, &p), 0);
    assert_int_equal(p.same, STAT_SESSIONS_MAX);
    assert_int_equal(stat_pairs(NULL, 0, &stat_defaults, &p), 0);
    assert_int_equal(p.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vector_pairs_of_8),
        cmocka_unit_test(vector_pairs_of_6),
        cmocka_unit_test(R55_pairs_at_2_3_5_and_6),
        cmocka_unit_test(R70_sessions_without_a_value_do_not_count),
        cmocka_unit_test(R56_booked_on_a_bad_day),
        cmocka_unit_test(R56_percentile_is_the_nearest_rank),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_session", tests, NULL, NULL);
}
