/* Null distributions: the published tables, every way counted one by one, and the form for many. */
#include "daemon/care/stat_null.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/care/stat_draw.h"

/* Wilcoxon's table, two-sided, and Kendall's with its coverage. */
static void R55_signed_rank_table(void **state)
{
    static const int at_95[] = {-1, 0,  2,  3,  5,  8,  10, 13, 17, 21, 25,
                                29, 34, 40, 46, 52, 58, 65, 73, 81, 89};
    static const int at_90[] = {0,  2,  3,  5,  8,  10, 13, 17, 21, 25, 30,
                                35, 41, 47, 53, 60, 67, 75, 83, 91, 100};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(at_95); i++) {
        assert_int_equal(stat_null_drop(STAT_NULL_SIGNED_RANK, 0, 5 + i, 95), at_95[i]);
        assert_int_equal(stat_null_drop(STAT_NULL_SIGNED_RANK, 0, 5 + i, 90), at_90[i]);
    }
    for (size_t n = 0; n < 6; n++)
        assert_int_equal(stat_null_drop(STAT_NULL_SIGNED_RANK, 0, n, 95), -1);
}

/* The share of all ways between both ends, to the decimals printed. */
static void expect_coverage(enum stat_null kind, size_t m, size_t n, int64_t drop, const char *text)
{
    uint64_t total, ways = stat_null_ways(kind, m, n, (size_t)drop, &total);

    expect_printed(stat_ratio((int64_t)(total - 2 * ways), (int64_t)total), (int)strlen(text) - 2,
                   text);
}

static void R55_kendall_table(void **state)
{
    static const struct {
        size_t n;
        int at_95, at_90;
        const char *coverage_95, *coverage_90;
    } rows[] = {
        {4, -1, 0, NULL, "0.9167"},       {5, 0, 1, "0.9833", "0.9167"},
        {6, 1, 2, "0.9833", "0.9444"},    {7, 3, 4, "0.9698", "0.9310"},
        {8, 5, 6, "0.9688", "0.9390"},    {9, 8, 9, "0.9554", "0.9248"},
        {10, 11, 12, "0.9534", "0.9274"}, {12, 18, 20, "0.9553", "0.9137"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(stat_null_drop(STAT_NULL_KENDALL, 0, rows[i].n, 95), rows[i].at_95);
        assert_int_equal(stat_null_drop(STAT_NULL_KENDALL, 0, rows[i].n, 90), rows[i].at_90);
        if (rows[i].coverage_95)
            expect_coverage(STAT_NULL_KENDALL, 0, rows[i].n, rows[i].at_95, rows[i].coverage_95);
        expect_coverage(STAT_NULL_KENDALL, 0, rows[i].n, rows[i].at_90, rows[i].coverage_90);
    }
}

/* Why six sessions: five that all went one way still happen in 2 of 32 ways, six in 2 of 64. */
static void R55_six_pairs_are_the_least(void **state)
{
    uint64_t total;

    (void)state;
    assert_int_equal(stat_null_ways(STAT_NULL_SIGNED_RANK, 0, 5, 0, &total), 1);
    expect_printed(stat_ratio(2, (int64_t)total), 4, "0.0625");
    assert_int_equal(stat_null_ways(STAT_NULL_SIGNED_RANK, 0, 6, 0, &total), 1);
    expect_printed(stat_ratio(2, (int64_t)total), 5, "0.03125");
    expect_coverage(STAT_NULL_SIGNED_RANK, 0, 8, 3, "0.9609");
    expect_coverage(STAT_NULL_SIGNED_RANK, 0, 9, 5, "0.9609");
    expect_coverage(STAT_NULL_SIGNED_RANK, 0, 6, 0, "0.96875");
    expect_coverage(STAT_NULL_TWO_GROUPS, 10, 5, 8, "0.9600");
}

/* The sign test's figures, from all signs: 5/5, 6/6, 7/8, 9/10, 8/10. They are shown nowhere. */
static void vector_sign_test(void **state)
{
    static const struct {
        int n, better;
        const char *text;
    } cases[] = {{5, 5, "0.0625"},
                 {6, 6, "0.03125"},
                 {8, 7, "0.0703"},
                 {10, 9, "0.0215"},
                 {10, 8, "0.1094"}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ways = 0;

        for (unsigned signs = 0; signs < 1U << cases[i].n; signs++)
            ways += __builtin_popcount(signs) >= cases[i].better;
        expect_printed(stat_ratio(2 * ways, INT64_C(1) << cases[i].n),
                       (int)strlen(cases[i].text) - 2, cases[i].text);
    }
}

#define TOP_MAX 65 /* 8 * 8, and 0 */

/* Next permutation in order; false after the last. */
static bool permute(int *p, int n)
{
    int i = n - 2, j = n - 1, kept;

    while (i >= 0 && p[i] > p[i + 1])
        i--;
    if (i < 0)
        return false;
    while (p[j] < p[i])
        j--;
    kept = p[i], p[i] = p[j], p[j] = kept;
    for (int a = i + 1, b = n - 1; a < b; a++, b--)
        kept = p[a], p[a] = p[b], p[b] = kept;
    return true;
}

/* Every way, one by one. Returns how many there are; ways[k] of them give k. */
static uint64_t enumerate(enum stat_null kind, int m, int n, uint64_t *ways)
{
    uint64_t total = 0;
    int p[8] = {0, 1, 2, 3, 4, 5, 6, 7};

    memset(ways, 0, TOP_MAX * sizeof(*ways));
    if (kind == STAT_NULL_KENDALL) {
        do {
            int falls = 0;

            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++)
                    falls += p[j] < p[i];
            }
            ways[falls]++;
            total++;
        } while (permute(p, n));
        return total;
    }
    for (unsigned set = 0; set < 1U << (m + n); set++) {
        int k = 0, members = 0;

        if (kind == STAT_NULL_TWO_GROUPS && __builtin_popcount(set) != m)
            continue;
        for (int i = 0; i < m + n; i++) {
            if (set >> i & 1)
                k += kind == STAT_NULL_SIGNED_RANK ? i + 1 : i - members++;
        }
        ways[k]++;
        total++;
    }
    return total;
}

static void check_all(enum stat_null kind, int m, int n)
{
    uint64_t ways[TOP_MAX], sum = 0, got_total, total = enumerate(kind, m, n, ways);
    int64_t at_95 = -1, at_90 = -1;

    for (size_t k = 0; k < TOP_MAX; k++) {
        sum += ways[k];
        assert_int_equal(stat_null_ways(kind, (size_t)m, (size_t)n, k, &got_total), sum);
        assert_int_equal(got_total, total);
        if (2 * sum * 20 <= total)
            at_95 = (int64_t)k;
        if (2 * sum * 10 <= total)
            at_90 = (int64_t)k;
    }
    assert_int_equal(stat_null_drop(kind, (size_t)m, (size_t)n, 95), at_95);
    assert_int_equal(stat_null_drop(kind, (size_t)m, (size_t)n, 90), at_90);
}

static void R55_every_way_up_to_8(void **state)
{
    (void)state;
    for (int n = 1; n <= 8; n++) {
        check_all(STAT_NULL_SIGNED_RANK, 0, n);
        check_all(STAT_NULL_KENDALL, 0, n);
        for (int m = 1; m <= 8; m++)
            check_all(STAT_NULL_TWO_GROUPS, m, n);
    }
}

/* Beyond the exact sizes, against values counted with integers of any length. */
static void R55_many_are_never_narrower(void **state)
{
    static const struct {
        enum stat_null kind;
        size_t m, n;
        int exact, fewer;
    } cases[] = {
        {STAT_NULL_SIGNED_RANK, 0, 62, 697, 0},   {STAT_NULL_SIGNED_RANK, 0, 63, 721, 0},
        {STAT_NULL_SIGNED_RANK, 0, 80, 1211, 1},  {STAT_NULL_SIGNED_RANK, 0, 100, 1955, 1},
        {STAT_NULL_SIGNED_RANK, 0, 120, 2881, 0}, {STAT_NULL_KENDALL, 0, 20, 64, 0},
        {STAT_NULL_KENDALL, 0, 21, 72, 0},        {STAT_NULL_KENDALL, 0, 26, 117, 0},
        {STAT_NULL_KENDALL, 0, 34, 214, 1},       {STAT_NULL_KENDALL, 0, 52, 538, 0},
        {STAT_NULL_KENDALL, 0, 80, 1343, 0},      {STAT_NULL_KENDALL, 0, 100, 2145, 0},
        {STAT_NULL_TWO_GROUPS, 30, 30, 317, 0},   {STAT_NULL_TWO_GROUPS, 40, 40, 596, 1},
        {STAT_NULL_TWO_GROUPS, 80, 2, 16, 2},     {STAT_NULL_TWO_GROUPS, 3, 100, 50, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(stat_null_drop(cases[i].kind, cases[i].m, cases[i].n, 95),
                         cases[i].exact - cases[i].fewer);
    for (size_t n = 2; n <= STAT_WEEKS_MAX; n++) {
        for (enum stat_null kind = STAT_NULL_SIGNED_RANK; kind <= STAT_NULL_KENDALL; kind++)
            assert_true(stat_null_drop(kind, 0, n, 95) >= stat_null_drop(kind, 0, n - 1, 95));
    }
    assert_int_equal(stat_null_drop(STAT_NULL_SIGNED_RANK, 0, 63, 90), -1);
    assert_int_equal(stat_null_drop(STAT_NULL_KENDALL, 0, 21, 90), -1);
    assert_int_equal(stat_null_drop(STAT_NULL_TWO_GROUPS, 0, 9, 95), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(R55_signed_rank_table),
        cmocka_unit_test(R55_kendall_table),
        cmocka_unit_test(R55_six_pairs_are_the_least),
        cmocka_unit_test(vector_sign_test),
        cmocka_unit_test(R55_every_way_up_to_8),
        cmocka_unit_test(R55_many_are_never_narrower),
    };

    return cmocka_run_group_tests_name("stat_null", tests, NULL, NULL);
}
