/* Estimates from ranks: of one list of differences, and of two groups. Pure.
 *
 * Values are whole numbers of any unit, at most 2^20 away from 0, in any order; results are in the
 * same unit. O(n log n). Each returns 0, -EINVAL for an empty list, -E2BIG beyond STAT_SESSIONS_MAX
 * values. percent (95 or 90) is the confidence; the interval is not known where too few values are
 * there for it. With equal values the coverage is approximate.
 */
#pragma once

#include "daemon/care/stat.h"

/* The middle value, or the mean of the two middle ones. */
int stat_median(const int32_t *values, size_t n, struct stat_ratio *ret);
/* Hodges and Lehmann's estimate of the centre: the median of all averages of two values (a value
 * with itself too, zeros kept), with the interval of the signed-rank distribution. */
int stat_centre(const int32_t *values, size_t n, int percent, struct stat_estimate *ret);
/* The same for two groups: the median of all differences a - b. */
int stat_shift(const int32_t *a, size_t m, const int32_t *b, size_t n, int percent,
               struct stat_estimate *ret);
/* The share of pairs (one before, one after) in which after is lower; equal counts half. */
int stat_share_lower(const int32_t *before, size_t m, const int32_t *after, size_t n,
                     struct stat_ratio *ret);
