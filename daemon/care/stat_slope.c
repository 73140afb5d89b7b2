/* Theil and Sen's slope, without making the n^2 slopes.
 *
 * The slope from i to j is at most t/K exactly if K y_j - t x_j <= K y_i - t x_i; so those up to
 * t/K are counted by sorting. K is larger than the square of every distance in x, and two different
 * slopes are further apart than 1/K; so, after halving t to the step in which the k-th slope lies,
 * that step holds one fraction only with a denominator as small as a distance in x.
 */
#include "daemon/care/stat_slope.h"

#include <errno.h>

#include "daemon/care/stat_null.h"
#include "daemon/care/stat_rank.h"

struct slopes {
    const struct stat_point *points;
    size_t n;
    int64_t k;    /* K */
    int64_t most; /* no slope is steeper, up or down */
};

/* Pairs i < j with keys[j] <= keys[i]; keys is not kept. */
static size_t count_falls(int64_t *keys, size_t n)
{
    int64_t other[STAT_WEEKS_MAX], *from = keys, *to = other;
    size_t falls = 0;

    for (size_t width = 1; width < n; width *= 2) {
        int64_t *swap = from;

        for (size_t start = 0; start < n; start += 2 * width) {
            size_t i = start, middle = start + width < n ? start + width : n, j = middle;
            size_t end = middle + width < n ? middle + width : n;

            for (size_t k = start; k < end; k++) {
                if (j < end && (i == middle || from[j] <= from[i])) {
                    falls += middle - i;
                    to[k] = from[j++];
                } else {
                    to[k] = from[i++];
                }
            }
        }
        from = to;
        to = swap;
    }
    return falls;
}

/* How many slopes are at most t/K. */
static size_t slopes_up_to(const struct slopes *s, int64_t t)
{
    int64_t keys[STAT_WEEKS_MAX];

    for (size_t i = 0; i < s->n; i++)
        keys[i] = s->k * s->points[i].y - t * (s->points[i].x - s->points[0].x);
    return count_falls(keys, s->n);
}

/* The k-th smallest slope, 1 the smallest. */
static struct stat_ratio slope_at(const struct slopes *s, size_t k)
{
    int64_t low = -s->most * s->k, high = s->most * s->k;

    while (low < high) {
        int64_t t = low + (high - low) / 2;

        if (slopes_up_to(s, t) >= k)
            high = t;
        else
            low = t + 1;
    }
    for (int64_t den = 1;; den++) { /* the fraction above (low - 1)/K, and at most low/K */
        int64_t num = low * den / s->k - (low * den % s->k < 0);

        if (num * s->k > (low - 1) * den)
            return stat_ratio(num, den);
    }
}

/* Checks order and range, and finds K and the steepest slope. */
static int measure(const struct stat_point *points, size_t n, struct slopes *ret)
{
    int64_t span, least, most;

    if (n < 2)
        return -EINVAL;
    if (n > STAT_WEEKS_MAX)
        return -E2BIG;
    least = most = points[0].y;
    for (size_t i = 0; i < n; i++) {
        if (points[i].y < -STAT_Y_MAX || points[i].y > STAT_Y_MAX ||
            (i > 0 && points[i].x <= points[i - 1].x))
            return -EINVAL;
        least = points[i].y < least ? points[i].y : least;
        most = points[i].y > most ? points[i].y : most;
    }
    span = (int64_t)points[n - 1].x - points[0].x;
    if (span > STAT_X_SPAN)
        return -EINVAL;
    *ret = (struct slopes){points, n, span * span + 1, most - least};
    return 0;
}

/* The line through the medians of x and y, where x is the first. */
static struct stat_ratio line_at_first(const struct slopes *s, struct stat_ratio slope)
{
    int32_t x[STAT_WEEKS_MAX], y[STAT_WEEKS_MAX];
    struct stat_ratio mx, my;

    for (size_t i = 0; i < s->n; i++) {
        x[i] = s->points[i].x - s->points[0].x;
        y[i] = s->points[i].y;
    }
    (void)stat_median(x, s->n, &mx); /* as many as measure() lets through */
    (void)stat_median(y, s->n, &my);
    return stat_ratio(my.num * slope.den * mx.den - slope.num * mx.num * my.den,
                      my.den * slope.den * mx.den);
}

int stat_slope(const struct stat_point *points, size_t n, int percent, struct stat_slope *ret)
{
    struct slopes s;
    struct stat_ratio a, b;
    size_t all = n * (n - 1) / 2, k;
    int64_t drop;
    int r = measure(points, n, &s);

    if (r < 0)
        return r;
    a = slope_at(&s, (all + 1) / 2);
    b = all % 2 ? a : slope_at(&s, all / 2 + 1);
    *ret = (struct stat_slope){
        .slope.value = stat_ratio(a.num * b.den + b.num * a.den, 2 * a.den * b.den),
        .s = (int64_t)(all - slopes_up_to(&s, 0)) - (int64_t)slopes_up_to(&s, -1)};
    ret->at_first = line_at_first(&s, ret->slope.value);
    drop = stat_null_drop(STAT_NULL_KENDALL, 0, n, percent);
    if (drop < 0)
        return 0;
    k = (size_t)(drop + 1);
    ret->slope.interval = (struct stat_interval){true, slope_at(&s, k), slope_at(&s, all + 1 - k)};
    return 0;
}
