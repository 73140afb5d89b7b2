/* The first week beside the latest, and the weeks until pain was lower as R25 asks for. */
#include "daemon/care/stat_better.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "common/scope.h"

#define WEEKS 10

/* Weeks of one level a day, in tenths of a point each; -1: not logged. Returns how many days. */
static size_t fill(const int *tenths, struct stat_day *days)
{
    size_t n = 0;

    for (int w = 0; w < WEEKS; w++)
        for (int d = 0; d < 7 && tenths[w] >= 0; d++)
            days[n++] = (struct stat_day){.day = 7 * w + d, .value = 100 * tenths[w]};
    return n;
}

static void B18_weeks_until_lower(void **state)
{
    static const struct {
        int tenths[WEEKS];
        enum stat_short why;
        bool assessed, reached;
        int32_t weeks, least;
    } cases[] = {
        {{60, 60, 40, 40, 50, 60, 60, 60, 60, 60}, STAT_ENOUGH, true, true, 2, 20},
        {{60, 40, 60, 40, 60, 40, 60, 40, 60, 40}, STAT_ENOUGH, true, false, 0, 20},
        {{60, 41, 41, 41, 41, 41, 41, 41, 41, 41}, STAT_ENOUGH, true, false, 0, 20},
        {{80, 60, 60, 60, 60, 60, 60, 60, 60, 60}, STAT_ENOUGH, true, false, 0, 20}, /* 25 % */
        {{30, 20, 20, 30, 30, 30, 30, 30, 30, 30}, STAT_ENOUGH, true, true, 1, 10},
        {{16, 4, 4, 4, 4, 4, 4, 4, 4, 4}, STAT_ENOUGH, false, false, 0, 10},
        {{60, 40, -1, 40, -1, 40, 60, 60, 40, 40}, STAT_ENOUGH, true, true, 8, 20},
        {{-1, -1, 60, 40, 40, -1, -1, -1, -1, -1}, STAT_ENOUGH, true, true, 1, 20},
        {{60, 40, -1, -1, -1, -1, -1, -1, -1, -1}, STAT_FEW_WEEKS, true, false, 0, 20},
        {{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, STAT_FEW_DAYS, false, false, 0, 0},
    };
    const struct care_settings care = care_settings_default();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stat_day days[7 * WEEKS];
        size_t n = fill(cases[i].tenths, days);
        struct stat_better better = stat_better(days, n, 0, 7 * WEEKS - 1, &stat_defaults, &care);

        assert_int_equal(better.gate.why, cases[i].why);
        assert_int_equal(better.assessed, cases[i].assessed);
        assert_int_equal(better.reached, cases[i].reached);
        assert_int_equal(better.weeks, cases[i].weeks);
        assert_int_equal(better.least, cases[i].least);
    }
}

static void B16_first_week_and_latest(void **state)
{
    static const int tenths[WEEKS] = {-1, 60, -1, -1, -1, -1, -1, -1, -1, 45};
    struct stat_day days[7 * WEEKS];
    size_t n = fill(tenths, days);
    struct stat_course since = stat_since_first(days, n, 0, 7 * WEEKS - 1, &stat_defaults);

    (void)state;
    assert_true(stat_open(&since.gate));
    assert_int_equal(since.baseline.tenths, 60);
    assert_int_equal(since.latest.tenths, 45);
    assert_int_equal(since.claim, STAT_CLAIM_LOWER);
    since = stat_since_first(days, 7, 0, 7 * WEEKS - 1, &stat_defaults); /* one week alone */
    assert_int_equal(since.gate.why, STAT_FEW_WEEKS);
    since = stat_since_first(days, 4, 0, 7 * WEEKS - 1, &stat_defaults);
    assert_int_equal(since.gate.why, STAT_FEW_DAYS);
    assert_int_equal(since.gate.have, 4);
    assert_int_equal(since.gate.need, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(B18_weeks_until_lower),
        cmocka_unit_test(B16_first_week_and_latest),
    };

    return cmocka_run_group_tests_name("stat_better", tests, NULL, NULL);
}
