/* What the statistics share: values, exact fractions, gates and claims. Pure.
 *
 * Everything is computed in integers and fractions of integers: a result is the same on every
 * machine and with every compiler, and what is compared is what is printed. Nothing here makes a
 * p-value or a forecast (CARE R58). Callers keep their arrays; nothing is allocated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STAT_POINT   1000      /* values are in thousandths: 6 points are 6000 */
#define STAT_MISSING INT32_MIN /* no value was logged; it is never filled in */
#define STAT_NO_DAY  INT64_MIN

/* The most that one call takes; -E2BIG beyond. All of it lies on the stack, 64 KiB at most. */
#define STAT_DAYS_MAX     8192 /* 22 years of days */
#define STAT_WEEKS_MAX    1024
#define STAT_SESSIONS_MAX 1024

/* What is the user's to set, with the rules' numbers as stat_defaults. */
struct stat_settings {
    int32_t week_logged; /* days of a valid week, 5-7 (R55): 5 */
    int32_t same;        /* less of a change is "about the same" (R56): STAT_POINT */
    int32_t clear_cm;    /* a change of reach from here on is clear (R57): 10 */
};
extern const struct stat_settings stat_defaults;

/* A day of the log (days since 1970-01-01, as common/civil.h counts them). Arrays of them ascend,
 * each day at most once; a day left out is as missing as one without a value. */
struct stat_day {
    int64_t day;
    int32_t value; /* 0-10000, or STAT_MISSING */
    bool marked;   /* of a hold or an illness: kept, and counted beside the result */
};

/* num / den, den > 0. The statistics keep both below 2^42. */
struct stat_ratio {
    int64_t num, den;
};

/* Why a result is not given. */
enum stat_short {
    STAT_ENOUGH,
    STAT_FEW_DAYS,     /* logged days of a week, or of one side of a comparison */
    STAT_FEW_WEEKS,    /* valid weeks */
    STAT_FEW_SESSIONS, /* sessions with a value before and one after */
    STAT_FEW_MATCHES,  /* similar stretches without a session */
    STAT_NO_BASELINE,  /* no valid week before the first session; after it there can be none */
    STAT_FEW_PEGS,     /* answers to the weekly PEG */
    STAT_FEW_REACHES,  /* measurements of range of motion */
    STAT_SHORT_COUNT,
};

/* open exactly if why is STAT_ENOUGH. Taking values away never opens one (R70). */
struct stat_gate {
    enum stat_short why;
    size_t have, need;
};

struct stat_interval {
    bool known; /* false: too few values for this confidence */
    struct stat_ratio low, high;
};

struct stat_estimate {
    struct stat_ratio value;
    struct stat_interval interval;
};

/* The words that R56 allows. */
enum stat_claim {
    STAT_CLAIM_NONE, /* nothing may be said */
    STAT_CLAIM_SAME, /* "about the same" */
    STAT_CLAIM_OPEN, /* "could be no change": the interval contains 0 */
    STAT_CLAIM_LOWER,
    STAT_CLAIM_HIGHER,
};

/* What may be said of a change, later minus earlier; below same, "about the same". interval may be
 * NULL: none was computed. */
enum stat_claim stat_claim(struct stat_ratio change, struct stat_ratio same,
                           const struct stat_interval *interval);
/* R57, range of motion: possible from 5 cm on. */
enum stat_reach { STAT_REACH_NONE, STAT_REACH_POSSIBLE, STAT_REACH_CLEAR };
enum stat_reach stat_reach(int before_cm, int after_cm, const struct stat_settings *set);

struct stat_gate stat_gate(enum stat_short otherwise, size_t have, size_t need);
static inline bool stat_open(const struct stat_gate *gate)
{
    return gate->why == STAT_ENOUGH;
}

/* num / den in lowest terms; den != 0. */
struct stat_ratio stat_ratio(int64_t num, int64_t den);
struct stat_ratio stat_divide(struct stat_ratio r, int64_t by);
/* Below 0, 0 or above 0, as a is less than, equal to or more than b. */
int stat_compare(struct stat_ratio a, struct stat_ratio b);
/* The whole number nearest to num / den, halves away from 0; den > 0. */
int64_t stat_round(int64_t num, int64_t den);

#define STAT_TEXT_MAX 32
/* "-0.32": so many decimals (0-6), rounded as by stat_round(). Never "-0.0". */
void stat_print(struct stat_ratio r, int decimals, char ret[static STAT_TEXT_MAX]);
/* Puts values into ascending order. */
void stat_sort(int32_t *values, size_t n);
