/* Theil and Sen's slope: the median of the slopes between every two points. Pure. */
#pragma once

#include "daemon/care/stat.h"

#define STAT_X_SPAN 4095  /* between the first x and the last */
#define STAT_Y_MAX  10000 /* away from 0 */

struct stat_point {
    int32_t x, y;
};

struct stat_slope {
    struct stat_estimate slope; /* y for each step of x; the interval of Kendall's distribution */
    struct stat_ratio at_first; /* where the line stands at the first x: median y, less the slope
                                 * times the median x as counted from there */
    int64_t s;                  /* Kendall's S: rising pairs less falling ones */
};

/* n points, x ascending strictly. percent is 95 or 90; the interval is not known for fewer points
 * than it takes (5 for 95 %). With equal values the coverage is approximate. Exact, in
 * O(n log n) time for each of the (at most) four slopes looked for. Returns 0; -EINVAL for fewer
 * than 2 points, or values out of order or range; -E2BIG beyond STAT_WEEKS_MAX. */
int stat_slope(const struct stat_point *points, size_t n, int percent, struct stat_slope *ret);
