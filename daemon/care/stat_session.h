/* Pain before and after sessions on the same day, and which sessions were booked on bad days
 * (CARE R55, R56, sections 8.2.4-5). Pure. */
#pragma once

#include "daemon/care/stat.h"

#define STAT_LIST_SESSIONS   3  /* for counts and a median */
#define STAT_CENTRE_SESSIONS 6  /* for an estimate with its interval; 95 % cannot be had from 5 */
#define STAT_BAD_STRETCHES   14 /* three-day means that a 75th percentile is taken of */

/* Was it booked on a bad day of one's own: the mean of the three days up to that day, all logged,
 * is at the 75th percentile of all such means, or above. Unknown keeps the caution, and is compared
 * with nothing. */
enum stat_bad_day { STAT_BAD_UNKNOWN, STAT_BAD_NO, STAT_BAD_YES };

/* Arrays of them ascend by day; several on one day are several sessions. */
struct stat_session {
    int64_t day;
    int64_t booked;            /* the day on which it was booked, or STAT_NO_DAY */
    int32_t before, after;     /* on the day, thousandths or STAT_MISSING */
    enum stat_bad_day bad_day; /* filled in by stat_bad_days() */
};

/* Fills in bad_day. The percentile is the nearest rank: the least mean that three quarters do not
 * exceed. O(n log n). 0 or -E2BIG. */
int stat_bad_days(const struct stat_day *days, size_t n, struct stat_session *sessions, size_t m);

struct stat_pairs {
    struct stat_gate gate;        /* of all but n */
    struct stat_gate centre_gate; /* of centre and claim */
    size_t n;                     /* sessions with both values */
    size_t better, same, worse;   /* after is lower, equal, higher */
    struct stat_ratio median;     /* before less after, in points: above 0 is less pain */
    struct stat_estimate centre;  /* of the same */
    enum stat_claim claim;
    bool caution; /* a session of these was booked on a bad day, or nobody knows */
};

/* 0 or -E2BIG. */
int stat_pairs(const struct stat_session *sessions, size_t n, const struct stat_settings *set,
               struct stat_pairs *ret);
