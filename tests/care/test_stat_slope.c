/* Theil and Sen's slope: published data, every slope made one by one, and what must not matter. */
#include "daemon/care/stat_slope.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>

#include "daemon/care/stat_null.h"
#include "daemon/care/stat_rank.h"
#include "tests/care/stat_draw.h"

static const struct stat_point sen[] = {{1, 9},   {2, 15},  {3, 19}, {4, 20},
                                        {10, 45}, {12, 55}, {18, 78}};

/* Sen, 1968: the interval he prints covers .9698; that of 93.1 % is narrower. */
static void published_sen(void **state)
{
    struct stat_slope s;
    int32_t residuals[7];
    struct stat_ratio median;

    (void)state;
    assert_int_equal(stat_slope(sen, 7, 95, &s), 0);
    assert_true(is_ratio(s.slope.value, 4, 1));
    assert_true(is_ratio(s.slope.interval.low, 26, 7));
    assert_true(is_ratio(s.slope.interval.high, 35, 8));
    expect_printed(s.slope.interval.low, 3, "3.714");
    expect_printed(s.slope.interval.high, 3, "4.375");
    assert_true(is_ratio(s.at_first, 4 + 4, 1)); /* 4 where t is 0, a step before the first */
    for (size_t i = 0; i < 7; i++)
        residuals[i] = sen[i].y - 4 * sen[i].x;
    assert_int_equal(stat_median(residuals, 7, &median), 0);
    assert_true(is_ratio(median, 6, 1)); /* the other intercept in use */
    assert_int_equal(stat_slope(sen, 7, 90, &s), 0);
    assert_true(is_ratio(s.slope.interval.low, 15, 4));
    assert_true(is_ratio(s.slope.interval.high, 46, 11));
}

static int64_t brute_slopes(const struct stat_point *p, size_t n, struct stat_ratio *slopes)
{
    size_t all = 0;
    int64_t s = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            slopes[all++] = stat_ratio(p[j].y - p[i].y, p[j].x - p[i].x);
            s += (p[j].y > p[i].y) - (p[j].y < p[i].y);
        }
    }
    return s;
}

static int ascending(const void *x, const void *y)
{
    return stat_compare(*(const struct stat_ratio *)x, *(const struct stat_ratio *)y);
}

static void check(const struct stat_point *p, size_t n)
{
    static struct stat_ratio slopes[100 * 99 / 2];
    size_t all = n * (n - 1) / 2;
    int64_t s = brute_slopes(p, n, slopes), drop = stat_null_drop(STAT_NULL_KENDALL, 0, n, 95);
    struct stat_ratio a, b;
    struct stat_slope got;

    qsort(slopes, all, sizeof(*slopes), ascending);
    a = slopes[(all - 1) / 2];
    b = slopes[all / 2];
    assert_int_equal(stat_slope(p, n, 95, &got), 0);
    assert_true(is_ratio(got.slope.value, a.num * b.den + b.num * a.den, 2 * a.den * b.den));
    assert_int_equal(got.s, s);
    assert_int_equal(got.slope.interval.known, drop >= 0);
    if (drop < 0)
        return;
    assert_int_equal(stat_compare(got.slope.interval.low, slopes[drop]), 0);
    assert_int_equal(stat_compare(got.slope.interval.high, slopes[all - 1 - (size_t)drop]), 0);
}

/* Weeks with gaps; equal, few, many or extreme values. */
static void draw_points(uint64_t *seed, struct stat_point *p, size_t n)
{
    int32_t range = (int32_t[]){0, 1, 5, 100, STAT_Y_MAX}[draw(seed) % 5];
    int32_t gap = (int32_t)((STAT_X_SPAN - 1) / n), x = draw_from(seed, -3000, 3000);

    gap = draw(seed) % 3 ? 3 : gap;
    for (size_t i = 0; i < n; i++) {
        p[i] = (struct stat_point){x, draw_from(seed, -range, range)};
        x += draw_from(seed, 1, gap);
    }
}

static void R55_slope_is_that_of_all_pairs(void **state)
{
    uint64_t seed = seed_of_run();
    struct stat_point p[100];

    (void)state;
    for (int round = 0; round < 5000; round++) {
        size_t n = 2 + draw(&seed) % (round % 50 ? 7 : 99);

        draw_points(&seed, p, n);
        check(p, n);
    }
}

/* What is added to all y moves the line and not the slope; turned signs and turned time turn it;
 * a slope added to all is added to it. */
static void R55_shift_sign_and_time(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 500; round++) {
        size_t n = 2 + draw(&seed) % 60;
        struct stat_point p[61], q[61];
        struct stat_slope s, t;
        int32_t by = draw_from(&seed, -50, 50);

        draw_points(&seed, p, n);
        for (size_t i = 0; i < n; i++)
            p[i].y = p[i].y % 100;
        assert_int_equal(stat_slope(p, n, 95, &s), 0);
        for (size_t i = 0; i < n; i++)
            q[i] = (struct stat_point){p[i].x + 7, p[i].y + by};
        assert_int_equal(stat_slope(q, n, 95, &t), 0);
        assert_int_equal(stat_compare(s.slope.value, t.slope.value), 0);
        assert_true(is_ratio(t.at_first, s.at_first.num + by * s.at_first.den, s.at_first.den));
        for (size_t i = 0; i < n; i++)
            q[i] = (struct stat_point){p[i].x, -p[i].y};
        assert_int_equal(stat_slope(q, n, 95, &t), 0);
        assert_true(is_ratio(t.slope.value, -s.slope.value.num, s.slope.value.den));
        assert_int_equal(t.s, -s.s);
        for (size_t i = 0; i < n; i++)
            q[i] = (struct stat_point){-p[n - 1 - i].x, p[n - 1 - i].y};
        assert_int_equal(stat_slope(q, n, 95, &t), 0);
        assert_true(is_ratio(t.slope.value, -s.slope.value.num, s.slope.value.den));
        for (size_t i = 0; i < n; i++)
            q[i] = (struct stat_point){p[i].x, p[i].y + 2 * (p[i].x - p[0].x)};
        assert_int_equal(stat_slope(q, n, 95, &t), 0);
        assert_true(
            is_ratio(t.slope.value, s.slope.value.num + 2 * s.slope.value.den, s.slope.value.den));
    }
}

static void limits(void **state)
{
    static struct stat_point p[STAT_WEEKS_MAX + 1];
    struct stat_slope s = {.s = 7};

    (void)state;
    for (int32_t i = 0; i <= STAT_WEEKS_MAX; i++)
        p[i] = (struct stat_point){i, i % 2 ? STAT_Y_MAX : -STAT_Y_MAX};
    assert_int_equal(stat_slope(p, 0, 95, &s), -EINVAL);
    assert_int_equal(stat_slope(p, 1, 95, &s), -EINVAL);
    assert_int_equal(stat_slope(p, STAT_WEEKS_MAX + 1, 95, &s), -E2BIG);
    assert_int_equal(stat_slope((struct stat_point[]){{1, 0}, {1, 0}}, 2, 95, &s), -EINVAL);
    assert_int_equal(stat_slope((struct stat_point[]){{2, 0}, {1, 0}}, 2, 95, &s), -EINVAL);
    assert_int_equal(stat_slope((struct stat_point[]){{0, 0}, {1, STAT_Y_MAX + 1}}, 2, 95, &s),
                     -EINVAL);
    assert_int_equal(stat_slope((struct stat_point[]){{0, STAT_MISSING}, {1, 0}}, 2, 95, &s),
                     -EINVAL);
    assert_int_equal(stat_slope((struct stat_point[]){{0, 0}, {STAT_X_SPAN + 1, 0}}, 2, 95, &s),
                     -EINVAL);
    assert_int_equal(stat_slope((struct stat_point[]){{INT32_MIN, 0}, {INT32_MAX, 0}}, 2, 95, &s),
                     -EINVAL);
    assert_int_equal(s.s, 7);
    assert_int_equal(
        stat_slope((struct stat_point[]){{0, -STAT_Y_MAX}, {STAT_X_SPAN, STAT_Y_MAX}}, 2, 95, &s),
        0);
    assert_true(is_ratio(s.slope.value, 2 * STAT_Y_MAX, STAT_X_SPAN));
    assert_false(s.slope.interval.known);
    assert_int_equal(stat_slope(p, STAT_WEEKS_MAX, 95, &s), 0);
    assert_true(s.slope.interval.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_sen),
        cmocka_unit_test(R55_slope_is_that_of_all_pairs),
        cmocka_unit_test(R55_shift_sign_and_time),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_slope", tests, NULL, NULL);
}
