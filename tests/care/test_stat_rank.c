/* Estimates from ranks: published data, all averages made one by one, and what must not matter. */
#include "daemon/care/stat_rank.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>

#include "daemon/care/stat_null.h"
#include "tests/care/stat_draw.h"

static void expect_estimate(const struct stat_estimate *e, int64_t unit, int decimals,
                            const char *value, const char *low, const char *high)
{
    expect_printed(stat_ratio(e->value.num, e->value.den * unit), decimals, value);
    assert_true(e->interval.known);
    expect_printed(stat_ratio(e->interval.low.num, e->interval.low.den * unit), decimals, low);
    expect_printed(stat_ratio(e->interval.high.num, e->interval.high.den * unit), decimals, high);
}

/* Hollander and Wolfe's depression scores, in thousandths. */
static void published_depression(void **state)
{
    static const int32_t x[] = {1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300};
    static const int32_t y[] = {878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290};
    int32_t d[9];
    int64_t sum = 0, squares = 0, v = 0;
    struct stat_estimate e;
    struct stat_ratio median;
    uint64_t total, ways;

    (void)state;
    for (size_t i = 0; i < 9; i++) {
        d[i] = x[i] - y[i];
        sum += d[i];
        squares += (int64_t)d[i] * d[i];
    }
    assert_int_equal(stat_centre(d, 9, 95, &e), 0);
    expect_estimate(&e, 1000, 3, "0.460", "0.010", "0.786");
    assert_int_equal(stat_median(d, 9, &median), 0);
    expect_printed(stat_ratio(median.num, median.den * 1000), 2, "0.49");
    expect_printed(stat_ratio(sum, 9000), 4, "0.4319");
    /* t = mean / sqrt(variance / 9) = 3.035 to its digits: 8 sum^2 / (9 squares - sum^2) = t^2 */
    assert_true(8 * sum * sum * 10000 >= (9 * squares - sum * sum) * 92080); /* 3.0345^2 */
    assert_true(8 * sum * sum * 10000 < (9 * squares - sum * sum) * 92142);  /* 3.0355^2 */
    for (size_t i = 0; i < 9; i++) {
        for (size_t j = i; j < 9; j++)
            v += d[i] + d[j] > 0;
    }
    assert_int_equal(v, 40);
    ways = stat_null_ways(STAT_NULL_SIGNED_RANK, 0, 9, (size_t)(45 - v), &total);
    expect_printed(stat_ratio((int64_t)ways, (int64_t)total), 5, "0.01953");
    expect_printed(stat_ratio(2 * (int64_t)ways, (int64_t)total), 5, "0.03906");
}

/* Hollander and Wolfe's permeability, two groups, in hundredths. */
static void published_permeability(void **state)
{
    static const int32_t x[] = {80, 83, 189, 104, 145, 138, 191, 164, 73, 146};
    static const int32_t y[] = {115, 88, 90, 74, 121};
    struct stat_estimate e;
    struct stat_ratio share;
    uint64_t total, ways;

    (void)state;
    assert_int_equal(stat_shift(x, 10, y, 5, 95, &e), 0);
    expect_estimate(&e, 100, 3, "0.305", "-0.150", "0.760");
    assert_int_equal(stat_share_lower(x, 10, y, 5, &share), 0);
    assert_true(is_ratio(share, 35, 50)); /* U = 35 of 50 pairs */
    expect_printed(share, 2, "0.70");
    ways = stat_null_ways(STAT_NULL_TWO_GROUPS, 10, 5, 50 - 35, &total);
    expect_printed(stat_ratio((int64_t)ways, (int64_t)total), 4, "0.1272");
}

static void vector_pairs_of_8(void **state)
{
    static const int32_t d[] = {2, 2, 0, 2, 2, 1, 1, 1};
    struct stat_estimate e;

    (void)state;
    assert_int_equal(stat_centre(d, 8, 95, &e), 0);
    expect_estimate(&e, 1, 1, "1.5", "0.5", "2.0");
}

static void vector_pairs_of_6(void **state)
{
    static const int32_t d[] = {3, 1, 2, -1, 2, 0};
    struct stat_estimate e;
    struct stat_ratio median;

    (void)state;
    assert_int_equal(stat_centre(d, 6, 95, &e), 0);
    expect_estimate(&e, 1, 1, "1.0", "-1.0", "3.0");
    assert_int_equal(stat_median(d, 6, &median), 0);
    expect_printed(median, 1, "1.5");
}

static void vector_share_lower(void **state)
{
    static const int32_t before[] = {6, 7, 6, 5, 7}, after[] = {4, 5, 4, 5, 3};
    struct stat_ratio share;

    (void)state;
    assert_int_equal(stat_share_lower(before, 5, after, 5, &share), 0);
    expect_printed(share, 2, "0.96");
}

static int ascending(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a > b) - (a < b);
}

/* All sums, sorted, and as many left out as all signs, counted one by one, allow. */
static void brute_centre(const int32_t *d, size_t n, struct stat_estimate *ret)
{
    int64_t sums[36];
    size_t all = 0, least = 0;
    int64_t drop = -1;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++)
            sums[all++] = d[i] + d[j];
    }
    qsort(sums, all, sizeof(*sums), ascending);
    for (size_t k = 0; k <= all; k++) {
        least = 0;
        for (unsigned signs = 0; signs < 1U << n; signs++) {
            size_t t = 0;

            for (size_t i = 0; i < n; i++)
                t += signs >> i & 1 ? i + 1 : 0;
            least += t <= k;
        }
        if (40 * least > (size_t)1 << n)
            break;
        drop = (int64_t)k;
    }
    *ret = (struct stat_estimate){.value = stat_ratio(sums[(all - 1) / 2] + sums[all / 2], 4),
                                  .interval.known = drop >= 0};
    if (drop < 0)
        return;
    ret->interval.low = stat_ratio(sums[drop], 2);
    ret->interval.high = stat_ratio(sums[all - 1 - (size_t)drop], 2);
}

static bool same_estimate(const struct stat_estimate *a, const struct stat_estimate *b)
{
    return a->interval.known == b->interval.known && stat_compare(a->value, b->value) == 0 &&
           (!a->interval.known || (stat_compare(a->interval.low, b->interval.low) == 0 &&
                                   stat_compare(a->interval.high, b->interval.high) == 0));
}

/* Few different values, so that equal ones and zeros abound; now and then a wide range. */
static void draw_list(uint64_t *seed, int32_t *values, size_t n)
{
    int32_t range = (int32_t[]){0, 1, 3, 10, 1000, 1 << 20}[draw(seed) % 6];

    for (size_t i = 0; i < n; i++)
        values[i] = draw_from(seed, -range, range);
}

static void R55_centre_is_that_of_all_averages(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 4000; round++) {
        size_t n = 1 + draw(&seed) % 8;
        struct stat_estimate got, expected;
        int32_t d[8];

        draw_list(&seed, d, n);
        brute_centre(d, n, &expected);
        assert_int_equal(stat_centre(d, n, 95, &got), 0);
        assert_true(same_estimate(&got, &expected));
        assert_int_equal(got.interval.known, n >= 6);
    }
}

static void R55_shift_is_that_of_all_differences(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 4000; round++) {
        size_t m = 1 + draw(&seed) % 8, n = 1 + draw(&seed) % 8, all = 0;
        int64_t differences[64], lower = 0, drop;
        struct stat_estimate got, expected;
        struct stat_ratio share;
        int32_t a[8], b[8];

        draw_list(&seed, a, m);
        draw_list(&seed, b, n);
        for (size_t i = 0; i < m; i++) {
            for (size_t j = 0; j < n; j++) {
                lower += (b[j] < a[i]) + (b[j] <= a[i]);
                differences[all++] = a[i] - b[j];
            }
        }
        qsort(differences, all, sizeof(*differences), ascending);
        drop = stat_null_drop(STAT_NULL_TWO_GROUPS, m, n, 95); /* itself enumerated elsewhere */
        expected = (struct stat_estimate){
            .value = stat_ratio(differences[(all - 1) / 2] + differences[all / 2], 2),
            .interval.known = drop >= 0};
        if (drop >= 0) {
            expected.interval.low = stat_ratio(differences[drop], 1);
            expected.interval.high = stat_ratio(differences[all - 1 - (size_t)drop], 1);
        }
        assert_int_equal(stat_shift(a, m, b, n, 95, &got), 0);
        assert_true(same_estimate(&got, &expected));
        assert_int_equal(stat_share_lower(a, m, b, n, &share), 0);
        assert_true(is_ratio(share, lower, 2 * (int64_t)all));
    }
}

/* Order does not matter; what is added to all is added to the result; turned signs turn it. */
static void R55_order_shift_and_sign(void **state)
{
    uint64_t seed = seed_of_run();

    (void)state;
    for (int round = 0; round < 500; round++) {
        size_t n = 1 + draw(&seed) % 200;
        int32_t d[200], moved[200], turned[200], by = draw_from(&seed, -999, 999);
        struct stat_estimate e, f;

        draw_list(&seed, d, n);
        assert_int_equal(stat_centre(d, n, 95, &e), 0);
        if (e.interval.known)
            assert_true(stat_compare(e.interval.low, e.value) <= 0 &&
                        stat_compare(e.value, e.interval.high) <= 0);
        shuffle(&seed, d, n);
        assert_int_equal(stat_centre(d, n, 95, &f), 0);
        assert_true(same_estimate(&e, &f));
        for (size_t i = 0; i < n; i++) {
            moved[i] = d[i] + by;
            turned[i] = -d[i];
        }
        assert_int_equal(stat_centre(moved, n, 95, &f), 0);
        assert_true(is_ratio(f.value, e.value.num + by * e.value.den, e.value.den));
        assert_int_equal(stat_centre(turned, n, 95, &f), 0);
        assert_true(is_ratio(f.value, -e.value.num, e.value.den));
        if (!e.interval.known)
            continue;
        assert_true(is_ratio(f.interval.low, -e.interval.high.num, e.interval.high.den));
        assert_true(is_ratio(f.interval.high, -e.interval.low.num, e.interval.low.den));
    }
}

static void limits(void **state)
{
    static int32_t many[STAT_SESSIONS_MAX + 1];
    struct stat_estimate e = {.value = {7, 1}};
    struct stat_ratio r = {7, 1};

    (void)state;
    assert_int_equal(stat_centre(many, 0, 95, &e), -EINVAL);
    assert_int_equal(stat_centre(many, STAT_SESSIONS_MAX + 1, 95, &e), -E2BIG);
    assert_int_equal(stat_shift(many, 1, many, 0, 95, &e), -EINVAL);
    assert_int_equal(stat_shift(many, STAT_SESSIONS_MAX + 1, many, 1, 95, &e), -E2BIG);
    assert_int_equal(stat_median(many, 0, &r), -EINVAL);
    assert_int_equal(stat_share_lower(many, 1, many, STAT_SESSIONS_MAX + 1, &r), -E2BIG);
    assert_true(is_ratio(e.value, 7, 1) && is_ratio(r, 7, 1));
    assert_int_equal(stat_centre(many, STAT_SESSIONS_MAX, 95, &e), 0);
    assert_true(is_ratio(e.value, 0, 1) && e.interval.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_depression),
        cmocka_unit_test(published_permeability),
        cmocka_unit_test(vector_pairs_of_8),
        cmocka_unit_test(vector_pairs_of_6),
        cmocka_unit_test(vector_share_lower),
        cmocka_unit_test(R55_centre_is_that_of_all_averages),
        cmocka_unit_test(R55_shift_is_that_of_all_differences),
        cmocka_unit_test(R55_order_shift_and_sign),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("stat_rank", tests, NULL, NULL);
}
