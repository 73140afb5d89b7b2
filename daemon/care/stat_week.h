/* Valid weeks, the baseline, the course's change and the trend (CARE R55, sections 8.2.1-3 and 6).
 * Pure.
 *
 * A week is any 7 days in a row, valid with at least set->week_logged of them logged. Its value is
 * the mean of the logged days, in tenths of a point, halves up: what is printed is what is
 * compared.
 */
#pragma once

#include "daemon/care/stat.h"
#include "daemon/care/stat_slope.h"

#define STAT_TREND_WEEKS    4 /* for a slope */
#define STAT_INTERVAL_WEEKS 5 /* for its interval; 95 % cannot be had from fewer */

struct stat_week {
    struct stat_gate gate;
    int64_t first;  /* its first day */
    int32_t number; /* of stat_weeks(): weeks since the one that begins on the anchor; else 0 */
    int32_t tenths; /* STAT_MISSING unless the gate is open */
    size_t logged, marked;
};

/* Values logged in length days from first on, and their sum (thousandths; 0 for none), and how many
 * of them are marked. O(log n + length). */
size_t stat_window(const struct stat_day *days, size_t n, int64_t first, int64_t length,
                   int32_t *ret_sum, size_t *ret_marked);

/* The seven days from first on. */
struct stat_week stat_week(const struct stat_day *days, size_t n, int64_t first,
                           const struct stat_settings *set);

/* The valid ones among the weeks that begin on the anchor, 7 days later or earlier, and so on, in
 * order. Returns 0, or -E2BIG where they are more than size; *ret_n says how many there are. O(n).
 */
int stat_weeks(const struct stat_day *days, size_t n, int64_t anchor,
               const struct stat_settings *set, struct stat_week *weeks, size_t size,
               size_t *ret_n);

/* Baseline: the first valid week from from on (the first day of the course, or of the episode) that
 * ends before the day of the first session; it begins on a logged day, if that leaves seven days.
 * The gate says STAT_NO_BASELINE if there is none, and the most days logged in one such week.
 * O(n log n). */
struct stat_week stat_baseline(const struct stat_day *days, size_t n, int64_t from, int64_t session,
                               const struct stat_settings *set);
/* The last valid week from after on that ends at until or before; it ends on a logged day, if that
 * leaves seven days. */
struct stat_week stat_latest(const struct stat_day *days, size_t n, int64_t after, int64_t until,
                             const struct stat_settings *set);

struct stat_course {
    struct stat_gate gate; /* STAT_NO_BASELINE, or STAT_FEW_WEEKS */
    struct stat_week baseline, latest;
    struct stat_ratio change; /* baseline less latest, in points: above 0 is less pain */
    struct stat_ratio share;  /* of pairs of days, one of each: the later is lower (equal: half) */
    enum stat_claim claim;
};

/* The change since the baseline. The latest week begins on the day of the first session or later.
 */
struct stat_course stat_course(const struct stat_day *days, size_t n, int64_t from, int64_t session,
                               int64_t today, const struct stat_settings *set);

struct stat_trend {
    struct stat_gate gate;          /* of the slope */
    struct stat_gate interval_gate; /* of its interval */
    struct stat_slope slope;        /* points a week; at_first: points */
    size_t weeks, span;             /* valid weeks; steps from the first to the last */
    enum stat_claim claim; /* of the change over the whole span; none without an interval */
};

/* Over what stat_weeks() found. Returns 0, -E2BIG, -EINVAL as stat_slope(). */
int stat_trend(const struct stat_week *weeks, size_t n, const struct stat_settings *set,
               struct stat_trend *ret);
