/* Null distributions of rank statistics, counted.
 *
 * Each is a product of polynomials: of (1 + q^i) for signed ranks, (1 - q^i) / (1 - q) for
 * Kendall's pairs, (1 - q^(n+i)) / (1 - q^i) for two groups; the coefficient of q^k is the number
 * of ways to get k. Multiplying and dividing in place may wrap around on the way, which is exact
 * modulo 2^64, and every coefficient fits.
 */
#include "daemon/care/stat_null.h"

#define WAYS_MAX 977 /* half of the largest statistic, 62 * 63 / 2, and 0 */

/* The largest value of the statistic. It is symmetric about half of it. */
static int64_t top_of(enum stat_null kind, int64_t m, int64_t n)
{
    return kind == STAT_NULL_SIGNED_RANK ? n * (n + 1) / 2
           : kind == STAT_NULL_KENDALL   ? n * (n - 1) / 2
                                         : m * n;
}

static void multiply(uint64_t *ways, size_t size, size_t power, int sign)
{
    for (size_t k = size; k-- > power;)
        ways[k] += sign > 0 ? ways[k - power] : -ways[k - power];
}

static void divide(uint64_t *ways, size_t size, size_t power)
{
    for (size_t k = power; k < size; k++)
        ways[k] += ways[k - power];
}

/* Fills ways[0 … size-1] and returns the number of all ways. */
static uint64_t count_ways(enum stat_null kind, size_t m, size_t n, uint64_t *ways, size_t size)
{
    uint64_t total = 1;

    ways[0] = 1;
    for (size_t k = 1; k < size; k++)
        ways[k] = 0;
    for (size_t i = 1; i <= (kind == STAT_NULL_TWO_GROUPS ? m : n); i++) {
        switch (kind) {
        case STAT_NULL_SIGNED_RANK:
            multiply(ways, size, i, 1);
            total *= 2;
            break;
        case STAT_NULL_KENDALL:
            multiply(ways, size, i, -1);
            divide(ways, size, 1);
            total *= i;
            break;
        case STAT_NULL_TWO_GROUPS:
            multiply(ways, size, n + i, -1);
            divide(ways, size, i);
            total = total / i * (n + i) + total % i * (n + i) / i;
            break;
        }
    }
    return total;
}

uint64_t stat_null_ways(enum stat_null kind, size_t m, size_t n, size_t k, uint64_t *ret_total)
{
    uint64_t ways[WAYS_MAX], sum = 0, total;
    size_t top = (size_t)top_of(kind, (int64_t)m, (int64_t)n), half = top / 2;
    size_t least = k < top ? top - k : 0; /* by symmetry, all but those of less than this */
    size_t last = k <= half ? k : least - 1;

    total = count_ways(kind, m, n, ways, half + 1);
    *ret_total = total;
    if (k > half && least == 0)
        return total;
    for (size_t i = 0; i <= last; i++)
        sum += ways[i];
    return k <= half ? sum : total - sum;
}

/* The normal form for 95 %: the largest k with (k + 1/2 - mean)^2 >= z^2 variance below the mean,
 * z^2 = 3.8415. The tails of all three are lighter than the normal one there, so k is never too
 * large. */
static int64_t drop_of_many(enum stat_null kind, int64_t m, int64_t n)
{
    int64_t top = top_of(kind, m, n), low = -1, high = (top - 1) / 2;
    int64_t variance_24 = kind == STAT_NULL_SIGNED_RANK ? n * (n + 1) * (2 * n + 1)
                          : kind == STAT_NULL_KENDALL   ? n * (n - 1) * (2 * n + 5) / 3
                                                        : m * n * (m + n + 1) * 2;
    int64_t bound = (variance_24 * 38415 + 59999) / 60000; /* 4 z^2 variance */

    while (low < high) {
        int64_t k = low + (high - low + 1) / 2, off = top - 2 * k - 1;

        if (off * off >= bound)
            low = k;
        else
            high = k - 1;
    }
    return low;
}

int64_t stat_null_drop(enum stat_null kind, size_t m, size_t n, int percent)
{
    static const size_t exact[] = {STAT_EXACT_SIGNED_RANK, STAT_EXACT_KENDALL,
                                   STAT_EXACT_TWO_GROUPS};
    uint64_t ways[WAYS_MAX], total, most, sum = 0, wide = (uint64_t)(100 - percent);
    size_t k = 0, size;

    if (n == 0 || (kind == STAT_NULL_TWO_GROUPS && m == 0))
        return -1;
    if (m + n > exact[kind])
        return percent == 95 ? drop_of_many(kind, (int64_t)m, (int64_t)n) : -1;
    size = (size_t)top_of(kind, (int64_t)m, (int64_t)n) / 2 + 1;
    total = count_ways(kind, m, n, ways, size);
    most = total / 200 * wide + total % 200 * wide / 200; /* of all ways, at one end */
    while (k < size && (sum += ways[k]) <= most)
        k++;
    return (int64_t)k - 1;
}
