/* Estimates from ranks, without making the n^2 averages or differences.
 *
 * Of two sorted lists, the pairs whose sum is at most t are counted in one walk; so the k-th
 * smallest sum is the least t with k such pairs, found by halving. Sums are whole numbers: exact.
 */
#include "daemon/care/stat_rank.h"

#include <errno.h>

#include "daemon/care/stat_null.h"

/* Sums of one member of a and one of b, both ascending; self: b is a, and each pair counts once. */
struct sums {
    const int32_t *a, *b;
    size_t m, n;
    bool self;
};

/* Copies (negated if asked) and sorts. */
static int sorted(const int32_t *values, size_t n, int sign, int32_t *ret)
{
    if (n == 0)
        return -EINVAL;
    if (n > STAT_SESSIONS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++)
        ret[i] = sign * values[i];
    stat_sort(ret, n);
    return 0;
}

static size_t sums_up_to(const struct sums *s, int64_t t)
{
    size_t count = 0, twice = 0, j = s->n;

    for (size_t i = 0; i < s->m; i++) {
        while (j > 0 && (int64_t)s->a[i] + s->b[j - 1] > t)
            j--;
        count += j;
        twice += s->self && 2 * (int64_t)s->a[i] <= t;
    }
    return s->self ? (count + twice) / 2 : count;
}

/* The k-th smallest sum, 1 the smallest. */
static int64_t sum_at(const struct sums *s, size_t k)
{
    int64_t low = (int64_t)s->a[0] + s->b[0];
    int64_t high = (int64_t)s->a[s->m - 1] + s->b[s->n - 1];

    while (low < high) {
        int64_t t = low + (high - low) / 2; /* towards low, below 0 as well */

        if (sums_up_to(s, t) >= k)
            high = t;
        else
            low = t + 1;
    }
    return low;
}

/* Their median and interval, each sum standing for sum / unit. */
static void estimate(const struct sums *s, int64_t unit, int64_t drop, struct stat_estimate *ret)
{
    size_t all = s->self ? s->m * (s->m + 1) / 2 : s->m * s->n, k = (size_t)(drop + 1);

    *ret = (struct stat_estimate){
        .value = stat_ratio(sum_at(s, (all + 1) / 2) + sum_at(s, all / 2 + 1), 2 * unit)};
    if (drop < 0)
        return;
    ret->interval.known = true;
    ret->interval.low = stat_ratio(sum_at(s, k), unit);
    ret->interval.high = stat_ratio(sum_at(s, all + 1 - k), unit);
}

int stat_median(const int32_t *values, size_t n, struct stat_ratio *ret)
{
    int32_t copy[STAT_SESSIONS_MAX];
    int r = sorted(values, n, 1, copy);

    if (r == 0)
        *ret = stat_ratio((int64_t)copy[(n - 1) / 2] + copy[n / 2], 2);
    return r;
}

int stat_centre(const int32_t *values, size_t n, int percent, struct stat_estimate *ret)
{
    int32_t copy[STAT_SESSIONS_MAX];
    int r = sorted(values, n, 1, copy);

    if (r == 0)
        estimate(&(struct sums){copy, copy, n, n, true}, 2,
                 stat_null_drop(STAT_NULL_SIGNED_RANK, 0, n, percent), ret);
    return r;
}

int stat_shift(const int32_t *a, size_t m, const int32_t *b, size_t n, int percent,
               struct stat_estimate *ret)
{
    int32_t plus[STAT_SESSIONS_MAX], minus[STAT_SESSIONS_MAX];
    int r = sorted(a, m, 1, plus);

    if (r == 0)
        r = sorted(b, n, -1, minus);
    if (r == 0)
        estimate(&(struct sums){plus, minus, m, n, false}, 1,
                 stat_null_drop(STAT_NULL_TWO_GROUPS, m, n, percent), ret);
    return r;
}

int stat_share_lower(const int32_t *before, size_t m, const int32_t *after, size_t n,
                     struct stat_ratio *ret)
{
    int32_t plus[STAT_SESSIONS_MAX], minus[STAT_SESSIONS_MAX];
    struct sums s = {plus, minus, n, m, false};
    int r = sorted(after, n, 1, plus);

    if (r == 0)
        r = sorted(before, m, -1, minus);
    if (r == 0)
        *ret = stat_ratio((int64_t)(sums_up_to(&s, -1) + sums_up_to(&s, 0)), 2 * (int64_t)(m * n));
    return r;
}
