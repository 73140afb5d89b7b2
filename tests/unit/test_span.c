/* Spans and amounts: what is read, what is refused, and that printing and reading agree. */
#include "common/span.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "tests/fakes/draw.h"

#define DAY INT64_C(86400)
#define TOP (SPAN_LIMIT_US / USEC_PER_SEC)

static void test_parse(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"90s", 90},
        {"45m", 2700},
        {"1h", 3600},
        {"1h20m", 4800},
        {"2w", 14 * DAY},
        {"0", 0},
        {"0s", 0},
        {"0w0d0h0m0s", 0},
        {"90", 5400},
        {"007", 420},
        {"1w2d3h4m5s", 788645},
        {"90m", 5400},
        {"1d1s", DAY + 1},
        {"3660d", TOP},
        {"5270400", TOP},
        {"316224000s", TOP},
        {"000000000000000000000001h", 3600},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us = -1;

        if (span_parse(cases[i].text, &us) != 0 || us != cases[i].seconds * USEC_PER_SEC)
            fail_msg("%s: %lld", cases[i].text, (long long)us);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        int error;
    } cases[] = {
        {"", -EINVAL},
        {"m", -EINVAL},
        {"h1", -EINVAL},
        {"1x", -EINVAL},
        {"1h20", -EINVAL},
        {"20m1h", -EINVAL},
        {"1h1h", -EINVAL},
        {"1 h", -EINVAL},
        {" 1h", -EINVAL},
        {"1h ", -EINVAL},
        {"-1h", -EINVAL},
        {"+1h", -EINVAL},
        {"1.5h", -EINVAL},
        {"1H", -EINVAL},
        {"1hm", -EINVAL},
        {"0x10", -EINVAL},
        {"1s1", -EINVAL},
        {"3660d1s", -ERANGE},
        {"5270401", -ERANGE},
        {"316224001s", -ERANGE},
        {"3661d", -ERANGE},
        {"523w", -ERANGE},
        {"99999999999999999999", -ERANGE},
        {"99999999999999999999w9d", -ERANGE},
        {"99999999999999999999x", -EINVAL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us = -1;

        if (span_parse(cases[i].text, &us) != cases[i].error || us != -1)
            fail_msg("%s", cases[i].text);
    }
}

static void test_print(void **state)
{
    static const struct {
        int64_t us;
        const char *text;
    } cases[] = {
        {0, "0s"},
        {-1, "0s"},
        {INT64_MIN, "0s"},
        {USEC_PER_SEC - 1, "0s"},
        {USEC_PER_SEC, "1s"},
        {80 * USEC_PER_MIN, "1h20m"},
        {90 * USEC_PER_SEC, "1m30s"},
        {USEC_PER_DAY, "1d"},
        {7 * USEC_PER_DAY, "1w"},
        {10 * USEC_PER_DAY, "10d"},
        {14 * USEC_PER_DAY, "2w"},
        {14 * USEC_PER_DAY + USEC_PER_SEC, "14d1s"},
        {SPAN_LIMIT_US, "3660d"},
        {INT64_MAX, "106751991d4h54s"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[SPAN_TEXT_MAX];

        span_print(cases[i].us, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_round_trip(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char text[SPAN_TEXT_MAX], again[SPAN_TEXT_MAX];
        int64_t us = (int64_t)(draw(&seed) % (SPAN_LIMIT_US >> draw(&seed) % 40)), read = -1;

        span_print(us, text);
        assert_int_equal(span_parse(text, &read), 0);
        assert_int_equal(read, us - us % USEC_PER_SEC);
        span_print(read, again);
        assert_string_equal(text, again);
    }
}

static void test_amount(void **state)
{
    static const struct {
        const char *text;
        int result;
        int32_t ml;
    } cases[] = {
        {"200ml", 0, 200},       {"0.3l", 0, 300},
        {"2 cups", 0, 400},      {"1 glass", 0, 200},
        {"0.5cup", 0, 100},      {"50 glasses", 0, 10000},
        {"51 cups", -ERANGE, 0}, {"2 cup s", -EINVAL, 0},
        {"2dl", 0, 200},         {"33cl", 0, 330},
        {"200", 0, 200},         {"1", 0, 1},
        {"10000", 0, 10000},     {"10l", 0, 10000},
        {"0.001l", 0, 1},        {"0.25L", 0, 250},
        {"250 mL", 0, 250},      {"1.0ml", 0, 1},
        {"0.3300000l", 0, 330},  {"0010ml", 0, 10},
        {"2.5dl", 0, 250},       {"0.99l", 0, 990},
        {"10001", -ERANGE, 0},   {"10.001l", -ERANGE, 0},
        {"0", -ERANGE, 0},       {"0.0l", -ERANGE, 0},
        {"11l", -ERANGE, 0},     {"99999999999999999999l", -ERANGE, 0},
        {"", -EINVAL, 0},        {"ml", -EINVAL, 0},
        {"-200ml", -EINVAL, 0},  {"+200ml", -EINVAL, 0},
        {"200oz", -EINVAL, 0},   {"200mll", -EINVAL, 0},
        {"0.3", -EINVAL, 0},     {"1.5ml", -EINVAL, 0},
        {"0.0001l", -EINVAL, 0}, {"1.l", -EINVAL, 0},
        {".3l", -EINVAL, 0},     {"0,3l", -EINVAL, 0},
        {"1,000ml", -EINVAL, 0}, {"1.2.3l", -EINVAL, 0},
        {"200ml ", -EINVAL, 0},  {"0.3330001l", -EINVAL, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int32_t ml = 0;

        if (amount_parse(cases[i].text, &ml) != cases[i].result || ml != cases[i].ml)
            fail_msg("%s: %d", cases[i].text, (int)ml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_print),  cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_amount),
    };
    return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
