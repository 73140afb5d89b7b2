/* The calendar, day by day, and zones written by hand: every kind of local time, and random tables
 * against a walk through the minutes. */
#include "common/civil.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <stdlib.h>
#include <time.h>

#include "common/scope.h"
#include "tests/fakes/draw.h"

#define HOUR 3600

static void test_known_days(void **state)
{
    static const struct {
        int year, month, day;
        int64_t days;
        int weekday;
    } cases[] = {
        {1970, 1, 1, 0, 3},         {1969, 12, 31, -1, 2},   {2000, 2, 29, 11016, 1},
        {2000, 3, 1, 11017, 2},     {1900, 3, 1, -25508, 3}, {2026, 3, 29, 20541, 6},
        {1, 1, 1, -719162, 0},      {0, 3, 1, -719468, 2},   {-400, 3, 1, -865565, 2},
        {9999, 12, 31, 2932896, 4},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int year, month, day;

        assert_int_equal(civil_day(cases[i].year, cases[i].month, cases[i].day), cases[i].days);
        civil_from_day(cases[i].days, &year, &month, &day);
        assert_int_equal(year, cases[i].year);
        assert_int_equal(month, cases[i].month);
        assert_int_equal(day, cases[i].day);
        assert_int_equal(civil_weekday(cases[i].days), cases[i].weekday);
    }
}

static void test_every_day(void **state)
{
    int64_t expected = -719162;
    int weekday = 0;

    (void)state;
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; civil_valid(year, month, day); day++, expected++) {
                int y, m, d;

                civil_from_day(expected, &y, &m, &d);
                if (civil_day(year, month, day) != expected || y != year || m != month ||
                    d != day || civil_weekday(expected) != weekday)
                    fail_msg("%d-%d-%d", year, month, day);
                weekday = weekday == 6 ? 0 : weekday + 1;
            }
    assert_int_equal(expected, 2932897);
}

static void test_valid(void **state)
{
    static const struct {
        int year, month, day;
        bool valid;
    } cases[] = {
        {2026, 2, 28, true}, {2026, 2, 29, false}, {2024, 2, 29, true},  {1900, 2, 29, false},
        {2000, 2, 29, true}, {2026, 4, 31, false}, {2026, 0, 1, false},  {2026, 13, 1, false},
        {2026, 1, 0, false}, {2026, 1, 32, false}, {2026, 1, -1, false}, {0, 1, 1, false},
        {1, 1, 1, true},     {9999, 12, 31, true}, {10000, 1, 1, false}, {2026, 12, 31, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(civil_valid(cases[i].year, cases[i].month, cases[i].day), cases[i].valid);
}

static void test_fixed(void **state)
{
    struct zone zone;
    int64_t day, at;
    int32_t second;

    (void)state;
    assert_int_equal(zone_fixed(&zone, -5 * HOUR), 0);
    assert_int_equal(zone_offset(&zone, INT64_MIN), -5 * HOUR);
    assert_int_equal(zone_offset(&zone, INT64_MAX), -5 * HOUR);
    zone_local(&zone, 0, &day, &second);
    assert_int_equal(day, -1);
    assert_int_equal(second, 19 * HOUR);
    zone_local(&zone, 5 * HOUR - 1, &day, &second);
    assert_int_equal(day, -1);
    assert_int_equal(second, SECONDS_PER_DAY - 1);
    zone_local(&zone, 5 * HOUR, &day, &second);
    assert_int_equal(day, 0);
    assert_int_equal(second, 0);
    assert_int_equal(zone_instant(&zone, -1, 86400, &at), ZONE_EXACT);
    assert_int_equal(at, 5 * HOUR);
    zone_done(&zone);
    assert_null(zone.spans);
    zone_done(&zone);
    zone_done(NULL);
}

/* Days and seconds are counted from the epoch; the clock changes at second `from`. */
#define ZONE(...)                                                           \
    (struct zone)                                                           \
    {                                                                       \
        COUNT_OF(((struct zone_span[]){__VA_ARGS__})), (struct zone_span[]) \
        {                                                                   \
            __VA_ARGS__                                                     \
        }                                                                   \
    }

static void test_instants(void **state)
{
    const int64_t untouched = -12345;
    /* Forward at 02:00 of day 10, back at 03:00 of day 20. */
    struct zone summer = ZONE({INT64_MIN, HOUR}, {864000 + HOUR, 2 * HOUR}, {1728000 + HOUR, HOUR});
    /* At midnight: into day 10 without 00:00-01:00; at the end of day 20, 23:00-24:00 again. */
    struct zone midnight = ZONE({INT64_MIN, -4 * HOUR}, {864000 + 4 * HOUR, -3 * HOUR},
                                {1814400 + 3 * HOUR, -4 * HOUR});
    /* At 00:01 of day 10 back to 23:01 of day 9. */
    struct zone minute = ZONE({INT64_MIN, 0}, {864060, -HOUR});
    /* Over the date line: no day 10; and back: day 20 twice. */
    struct zone line = ZONE({INT64_MIN, -11 * HOUR}, {864000 + 11 * HOUR, 13 * HOUR},
                            {1814400 - 13 * HOUR, -11 * HOUR});
    const struct {
        const struct zone *zone;
        int64_t day;
        int32_t second;
        enum zone_fit fit;
        int64_t at;
    } cases[] = {
        {&summer, 10, 2 * HOUR - 1, ZONE_EXACT, 864000 + HOUR - 1},
        {&summer, 10, 2 * HOUR, ZONE_GAP, 864000 + HOUR},
        {&summer, 10, 3 * HOUR - 1, ZONE_GAP, 864000 + HOUR},
        {&summer, 10, 3 * HOUR, ZONE_EXACT, 864000 + HOUR},
        {&summer, 20, 2 * HOUR - 1, ZONE_EXACT, 1728000 - 1},
        {&summer, 20, 2 * HOUR, ZONE_FOLD, 1728000},
        {&summer, 20, 3 * HOUR - 1, ZONE_FOLD, 1728000 + HOUR - 1},
        {&summer, 20, 3 * HOUR, ZONE_EXACT, 1728000 + 2 * HOUR},
        {&midnight, 9, 86400, ZONE_GAP, 864000 + 4 * HOUR},
        {&midnight, 10, 0, ZONE_GAP, 864000 + 4 * HOUR},
        {&midnight, 10, HOUR, ZONE_EXACT, 864000 + 4 * HOUR},
        {&midnight, 20, 23 * HOUR, ZONE_FOLD, 1814400 + 2 * HOUR},
        {&midnight, 20, 86400, ZONE_EXACT, 1814400 + 4 * HOUR},
        {&midnight, 21, 0, ZONE_EXACT, 1814400 + 4 * HOUR},
        {&minute, 9, 23 * HOUR + 60, ZONE_FOLD, 864060 - HOUR},
        {&minute, 9, 86400, ZONE_FOLD, 864000},
        {&minute, 10, 60, ZONE_EXACT, 864060 + HOUR},
        {&line, 9, 86399, ZONE_EXACT, 864000 + 11 * HOUR - 1},
        {&line, 9, 86400, ZONE_GAP, 864000 + 11 * HOUR},
        {&line, 10, 0, ZONE_NO_DAY, untouched},
        {&line, 10, 12 * HOUR, ZONE_NO_DAY, untouched},
        {&line, 10, 86400, ZONE_NO_DAY, untouched},
        {&line, 11, 0, ZONE_EXACT, 864000 + 11 * HOUR},
        {&line, 20, 0, ZONE_FOLD, 1728000 - 13 * HOUR},
        {&line, 20, 86400, ZONE_EXACT, 1814400 + 11 * HOUR},
    };

    (void)state;
    assert_int_equal(zone_offset(&summer, 864000 + HOUR - 1), HOUR);
    assert_int_equal(zone_offset(&summer, 864000 + HOUR), 2 * HOUR);
    assert_int_equal(zone_offset(&summer, 1728000 + HOUR - 1), 2 * HOUR);
    assert_int_equal(zone_offset(&summer, 1728000 + HOUR), HOUR);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t at = untouched;
        enum zone_fit fit = zone_instant(cases[i].zone, cases[i].day, cases[i].second, &at);

        if (fit != cases[i].fit || at != cases[i].at)
            fail_msg("case %zu: fit %d at %lld", i, (int)fit, (long long)at);
    }
}

/* The rule itself, by walking: the first minute whose local time is the wanted one or later. */
static enum zone_fit walk(const struct zone_span *spans, size_t n, int64_t day, int32_t second,
                          int64_t *ret_at)
{
    int64_t wanted = day * 86400 + second, first = INT64_MAX;
    int hits = 0;
    bool day_exists = false;

    for (int64_t at = wanted - 27 * HOUR; at <= wanted + 27 * HOUR; at += 60) {
        size_t i = n - 1;
        int64_t local;

        while (spans[i].from > at)
            i--;
        local = at + spans[i].offset;
        hits += local == wanted;
        if (local >= wanted && at < first)
            first = at;
        if (local >= day * 86400 && local < (day + 1) * 86400)
            day_exists = true;
    }
    if (!day_exists)
        return ZONE_NO_DAY;
    *ret_at = first;
    return hits == 0 ? ZONE_GAP : hits == 1 ? ZONE_EXACT : ZONE_FOLD;
}

static void test_random_tables(void **state)
{
    uint64_t s = seed_of_run();

    (void)state;
    for (int round = 0; round < 400; round++) {
        struct zone_span spans[5];
        struct zone zone = {1 + draw(&s) % COUNT_OF(spans), spans};

        spans[0] = (struct zone_span){INT64_MIN, ((int32_t)(draw(&s) % 105) - 48) * 900};
        for (size_t i = 1; i < zone.n; i++) {
            int32_t offset = ((int32_t)(draw(&s) % 105) - 48) * 900;
            int64_t gap = (int64_t)(draw(&s) % 2000) * 900 + 2 * 86400;

            spans[i] = (struct zone_span){(i > 1 ? spans[i - 1].from : 0) + gap, offset};
        }
        for (int k = 0; k < 12; k++) {
            int64_t near = zone.n > 1 ? spans[1 + draw(&s) % (zone.n - 1)].from : 0, at = 0,
                    due = 0;
            int64_t local = near + ((int64_t)(draw(&s) % 192) - 96) * 900;
            int64_t day = local >= 0 ? local / 86400 : -1;
            int32_t second = draw(&s) % 8 == 0 ? 86400 : (int32_t)(local - day * 86400);
            enum zone_fit fit, expected;

            if (second < 0 || second > 86400)
                continue;
            fit = zone_instant(&zone, day, second, &at);
            expected = walk(spans, zone.n, day, second, &due);
            if (fit != expected || at != due)
                fail_msg("day %lld second %d: fit %d not %d, at %lld not %lld", (long long)day,
                         second, (int)fit, (int)expected, (long long)at, (long long)due);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days), cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_valid),      cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_instants),   cmocka_unit_test(test_random_tables),
    };
    return cmocka_run_group_tests_name("civil", tests, NULL, NULL);
}
