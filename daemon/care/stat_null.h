/* The exact distributions of three rank statistics when nothing has changed. Pure.
 *
 * An interval leaves out as many of the ordered values at each end as these allow.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum stat_null {
    STAT_NULL_SIGNED_RANK, /* Wilcoxon's T of n differences (m = 0) */
    STAT_NULL_KENDALL,     /* pairs of n values that run the other way (m = 0) */
    STAT_NULL_TWO_GROUPS,  /* Mann and Whitney's U of m against n values */
};

/* Up to here the ways are counted, in 64 bits: n, n, and m + n. */
#define STAT_EXACT_SIGNED_RANK 62
#define STAT_EXACT_KENDALL     20
#define STAT_EXACT_TWO_GROUPS  62

/* In how many equally likely ways the statistic is at most k, of *ret_total. Within the sizes
 * above. */
uint64_t stat_null_ways(enum stat_null kind, size_t m, size_t n, size_t k, uint64_t *ret_total);
/* How many ordered values (Walsh averages, slopes, differences) to leave out at each end for an
 * interval of 95 or 90 percent; -1: there is none. Exact within the sizes above. Beyond, there is
 * 95 only, by the normal form: as many as exactly or a few less, so never too narrow. */
int64_t stat_null_drop(enum stat_null kind, size_t m, size_t n, int percent);
