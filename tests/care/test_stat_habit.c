/* Breaks beside pain: shares, counts, sides, and what is on neither. */
#include "daemon/care/stat_habit.h"

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

/* R52: done and taken count; what was suppressed does not, either way. */
static void R52_adherence_of_a_day(void **state)
{
    static const struct {
        struct stat_habit_day day;
        int32_t percent;
    } cases[] = {
        {{.done = 3, .taken = 1, .skipped = 2, .missed = 2}, 50},
        {{.done = 3, .taken = 1, .skipped = 2, .missed = 2, .suppressed = 90}, 50},
        {{.suppressed = 5}, NO},
        {{.missed = 4}, 0},
        {{.taken = 4}, 100},
        {{.done = 2, .missed = 1}, 67},
        {{.done = 1, .missed = 199}, 1}, /* 0.5 */
        {{.done = UINT32_MAX, .taken = UINT32_MAX, .missed = UINT32_MAX}, 67},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct stat_habits h;
        int32_t percent = 7;

        assert_int_equal(stat_habits(&cases[i].day, 1, &stat_defaults, &percent, &h), 0);
        assert_int_equal(percent, cases[i].percent);
        assert_int_equal(h.percent, cases[i].percent);
        assert_int_equal(h.suppressed, cases[i].day.suppressed);
    }
}

static void R55_five_days_on_either_side(void **state)
{
    struct stat_habit_day days[13];
    int32_t percents[13];
    struct stat_settings wider = {.week_logged = 5, .same = 2001, .clear_cm = 10};
    struct stat_habits h;

    (void)state;
    for (int i = 0; i < 10; i++)
        days[i] = (struct stat_habit_day){.day = i,
                                          .pain = (i < 5 ? 4 : 6) * STAT_POINT,
                                          .done = i < 5 ? 2 : 1,
                                          .skipped = 1,
                                          .missed = i < 5 ? 1 : 3};
    days[10] = (struct stat_habit_day){.day = 10, .pain = NO, .done = 4};
    days[11] = (struct stat_habit_day){.day = 11, .pain = 9000, .suppressed = 4};
    days[12] = (struct stat_habit_day){.day = 12, .pain = NO, .missed = 4};
    assert_int_equal(stat_habits(days, 13, &stat_defaults, percents, &h), 0);
    assert_true(stat_open(&h.gate));
    assert_int_equal(h.most.days, 5);
    assert_int_equal(h.fewer.days, 5);
    assert_int_equal(h.most.tenths, 40); /* half is most */
    assert_int_equal(h.fewer.tenths, 60);
    assert_int_equal(h.claim, STAT_CLAIM_LOWER);
    assert_int_equal(percents[0], 50);
    assert_int_equal(percents[5], 20);
    assert_int_equal(percents[11], NO);
    assert_int_equal(h.done, 2 * 5 + 5 + 4);
    assert_int_equal(h.missed, 5 + 15 + 4);
    assert_int_equal(stat_habits(days, 13, &wider, NULL, &h), 0);
    assert_int_equal(h.claim, STAT_CLAIM_SAME);
    days[0].pain = NO;
    assert_int_equal(stat_habits(days, 13, &stat_defaults, NULL, &h), 0);
    assert_int_equal(h.gate.why, STAT_FEW_DAYS);
    assert_int_equal(h.gate.have, 4);
    assert_int_equal(h.gate.need, 5);
    assert_int_equal(h.claim, STAT_CLAIM_NONE);
    assert_int_equal(stat_habits(days, 0, &stat_defaults, NULL, &h), 0);
    assert_int_equal(h.percent, NO);
    assert_int_equal(h.most.tenths, NO);
}

/* Days in any order, days without a value in between: nothing else comes out; and the fewer values,
 * the fewer days on either side. */
static void R70_missing_pain_is_on_neither_side(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct stat_habit_day days[40], kept;
        struct stat_habits before, after;
        size_t n = draw(&seed) % 41, i, j;

        for (i = 0; i < n; i++)
            days[i] =
                (struct stat_habit_day){.day = (int64_t)i,
                                        .pain = draw(&seed) % 4 ? draw_from(&seed, 0, 10000) : NO,
                                        .done = (uint32_t)draw_from(&seed, 0, 3),
                                        .missed = (uint32_t)draw_from(&seed, 0, 3)};
        assert_int_equal(stat_habits(days, n, &stat_defaults, NULL, &before), 0);
        for (i = n; i-- > 1;) {
            j = draw(&seed) % (i + 1);
            kept = days[i], days[i] = days[j], days[j] = kept;
        }
        assert_int_equal(stat_habits(days, n, &stat_defaults, NULL, &after), 0);
        assert_int_equal(after.most.tenths, before.most.tenths);
        assert_int_equal(after.fewer.tenths, before.fewer.tenths);
        assert_int_equal(after.claim, before.claim);
        for (i = 0; i < n; i++) {
            if (draw(&seed) % 4 == 0)
                days[i].pain = NO;
        }
        assert_int_equal(stat_habits(days, n, &stat_defaults, NULL, &after), 0);
        assert_true(after.most.days <= before.most.days && after.fewer.days <= before.fewer.days);
        assert_true(stat_open(&before.gate) || !stat_open(&after.gate));
        assert_int_equal(after.percent, before.percent);
    }
}

static void limits(void **state)
{
    static struct stat_habit_day days[STAT_DAYS_MAX + 1];
    struct stat_habits h = {.done = 7};

    (void)state;
    for (size_t i = 0; i <= STAT_DAYS_MAX; i++)
        days[i] = (struct stat_habit_day){
            .day = (int64_t)i, .pain = 10000, .done = UINT32_MAX, .missed = UINT32_MAX * (i % 2)};
    assert_int_equal(stat_habits(days, STAT_DAYS_MAX + 1, &stat_defaults, NULL, &h), -E2BIG);
    assert_int_equal(h.done, 7);
    assert_int_equal(stat_habits(days, STAT_DAYS_MAX, &stat_defaults, NULL, &h), 0);
    assert_int_equal(h.percent, 67);
    assert_int_equal(h.most.tenths, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R52_adherence_of_a_day),
        cmocka_unit_test(R55_five_days_on_either_side),
        cmocka_unit_test(R70_missing_pain_is_on_neither_side),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_habit", tests, NULL, NULL);
}
