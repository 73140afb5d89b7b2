/* Fractions and claims: how a number is printed, and what may be said of it. */
#include "daemon/care/stat.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/care/stat_draw.h"

static void R56_claims(void **state)
{
    static const struct {
        int64_t change, low, high; /* tenths; low > high: no interval */
        enum stat_claim claim;
    } cases[] = {
        {0, 1, 0, STAT_CLAIM_SAME},       {9, 1, 0, STAT_CLAIM_SAME},
        {-9, -12, -5, STAT_CLAIM_SAME},   {10, 1, 0, STAT_CLAIM_HIGHER},
        {-10, 1, 0, STAT_CLAIM_LOWER},    {-10, -10, 30, STAT_CLAIM_OPEN},
        {-20, -40, 0, STAT_CLAIM_OPEN},   {20, 0, 40, STAT_CLAIM_OPEN},
        {-20, -40, -1, STAT_CLAIM_LOWER}, {20, 1, 40, STAT_CLAIM_HIGHER},
        {5, -10, 30, STAT_CLAIM_SAME},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stat_interval interval = {cases[i].low <= cases[i].high,
                                         stat_ratio(cases[i].low, 10),
                                         stat_ratio(cases[i].high, 10)};

        assert_int_equal(stat_claim(stat_ratio(cases[i].change, 10),
                                    stat_ratio(stat_defaults.same, STAT_POINT), &interval),
                         cases[i].claim);
    }
    assert_int_equal(stat_claim(stat_ratio(15, 10), stat_ratio(2, 1), NULL), STAT_CLAIM_SAME);
    assert_int_equal(stat_claim(stat_ratio(0, 10), stat_ratio(0, 1), NULL), STAT_CLAIM_SAME);
}

static void R57_reach(void **state)
{
    (void)state;
    for (int cm = 0; cm <= 20; cm++) {
        enum stat_reach reach = cm < 5    ? STAT_REACH_NONE
                                : cm < 10 ? STAT_REACH_POSSIBLE
                                          : STAT_REACH_CLEAR;

        assert_int_equal(stat_reach(20, 20 + cm, &stat_defaults), reach);
        assert_int_equal(stat_reach(20, 20 - cm, &stat_defaults), reach);
    }
}

static void ratios(void **state)
{
    static const struct {
        int64_t num, den;
        int decimals;
        const char *text;
    } cases[] = {
        {1, 3, 2, "0.33"},
        {2, 3, 2, "0.67"},
        {-2, 3, 0, "-1"},
        {-1, 3, 0, "0"},
        {-1, 30, 1, "0.0"},
        {5, 100, 1, "0.1"},
        {-5, 100, 1, "-0.1"},
        {49, 1000, 1, "0.0"},
        {199, 100, 1, "2.0"},
        {-199, 100, 1, "-2.0"},
        {10, 1, 1, "10.0"},
        {7, -2, 1, "-3.5"},
        {INT64_C(1) << 41, 3, 6, "733007751850.666667"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_printed(stat_ratio(cases[i].num, cases[i].den), cases[i].decimals, cases[i].text);
    assert_true(stat_compare(stat_ratio(-1, 3), stat_ratio(-1, 2)) > 0);
    assert_true(stat_compare(stat_ratio(1, 3), stat_ratio(-1, 2)) > 0);
    assert_true(stat_compare(stat_ratio(26, 7), stat_ratio(27, 7)) < 0);
    assert_int_equal(stat_compare(stat_ratio(0, 5), stat_ratio(0, -3)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R56_claims),
        cmocka_unit_test(R57_reach),
        cmocka_unit_test(ratios),
    };

    return cmocka_run_group_tests_name("stat", tests, NULL, NULL);
}
