/* Weeks: the smallest thing about which anything is said.
 *
 * Taking a day away never makes a week valid: every gate here counts logged days or valid weeks.
 */
#include "daemon/care/stat_week.h"

#include <errno.h>

#include "daemon/care/stat_rank.h"

/* The first member on that day or later. */
static size_t place_of(const struct stat_day *days, size_t n, int64_t day)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t stat_window(const struct stat_day *days, size_t n, int64_t first, int64_t length,
                   int32_t *ret_sum, size_t *ret_marked)
{
    size_t logged = 0;

    *ret_sum = 0;
    *ret_marked = 0;
    for (size_t i = place_of(days, n, first); i < n && days[i].day - first < length; i++) {
        if (days[i].value == STAT_MISSING)
            continue;
        logged++;
        *ret_sum += days[i].value;
        *ret_marked += days[i].marked;
    }
    return logged;
}

struct stat_week stat_week(const struct stat_day *days, size_t n, int64_t first,
                           const struct stat_settings *set)
{
    struct stat_week week = {.first = first, .tenths = STAT_MISSING};
    int32_t sum;

    week.logged = stat_window(days, n, first, 7, &sum, &week.marked);
    week.gate = stat_gate(STAT_FEW_DAYS, week.logged, (size_t)set->week_logged);
    if (stat_open(&week.gate))
        week.tenths = (int32_t)stat_round(sum, (int64_t)week.logged * (STAT_POINT / 10));
    return week;
}

int stat_weeks(const struct stat_day *days, size_t n, int64_t anchor,
               const struct stat_settings *set, struct stat_week *weeks, size_t size, size_t *ret_n)
{
    size_t found = 0;

    for (size_t i = 0; i < n;) {
        int64_t number = (days[i].day - anchor) / 7 - ((days[i].day - anchor) % 7 < 0);
        struct stat_week week = stat_week(days + i, n - i, anchor + 7 * number, set);

        while (i < n && days[i].day < week.first + 7)
            i++;
        if (!stat_open(&week.gate))
            continue;
        week.number = (int32_t)number;
        if (found < size)
            weeks[found] = week;
        found++;
    }
    *ret_n = found;
    return found > size ? -E2BIG : 0;
}

/* What is left where no week is valid: the most days of one. */
static struct stat_week none(enum stat_short why, size_t most, const struct stat_settings *set)
{
    return (struct stat_week){.gate = stat_gate(why, most, (size_t)set->week_logged),
                              .tenths = STAT_MISSING,
                              .logged = most};
}

/* Any valid week between both ends is found by those that begin (for the latest: end) on a logged
 * day of it, moved only as far as the other end makes them. */
struct stat_week stat_baseline(const struct stat_day *days, size_t n, int64_t from, int64_t session,
                               const struct stat_settings *set)
{
    size_t most = 0;

    for (size_t i = place_of(days, n, from); from <= session - 7 && i < n; i++) {
        struct stat_week week;

        if (days[i].day >= session)
            break;
        if (days[i].value == STAT_MISSING)
            continue;
        week = stat_week(days, n, days[i].day < session - 7 ? days[i].day : session - 7, set);
        if (stat_open(&week.gate))
            return week;
        most = week.logged > most ? week.logged : most;
    }
    return none(STAT_NO_BASELINE, most, set);
}

struct stat_week stat_latest(const struct stat_day *days, size_t n, int64_t after, int64_t until,
                             const struct stat_settings *set)
{
    size_t most = 0;

    for (size_t i = place_of(days, n, until + 1); after + 6 <= until && i-- > 0;) {
        struct stat_week week;

        if (days[i].day < after)
            break;
        if (days[i].value == STAT_MISSING)
            continue;
        week = stat_week(days, n, (days[i].day > after + 6 ? days[i].day : after + 6) - 6, set);
        if (stat_open(&week.gate))
            return week;
        most = week.logged > most ? week.logged : most;
    }
    return none(STAT_FEW_DAYS, most, set);
}

/* The values of a week; returns how many. */
static size_t values_of(const struct stat_day *days, size_t n, int64_t first, int32_t ret[static 7])
{
    size_t found = 0;

    for (size_t i = place_of(days, n, first); i < n && days[i].day < first + 7; i++) {
        if (days[i].value != STAT_MISSING)
            ret[found++] = days[i].value;
    }
    return found;
}

struct stat_course stat_course(const struct stat_day *days, size_t n, int64_t from, int64_t session,
                               int64_t today, const struct stat_settings *set)
{
    struct stat_course course = {.baseline = stat_baseline(days, n, from, session, set),
                                 .latest = stat_latest(days, n, session, today, set)};
    int32_t change, before[7], after[7];
    size_t n_before, n_after;

    course.gate = course.baseline.gate;
    if (!stat_open(&course.gate))
        return course;
    course.gate = stat_gate(STAT_FEW_WEEKS, stat_open(&course.latest.gate) ? 2 : 1, 2);
    if (!stat_open(&course.gate))
        return course;
    change = course.baseline.tenths - course.latest.tenths;
    course.change = stat_ratio(change, 10);
    n_before = values_of(days, n, course.baseline.first, before);
    n_after = values_of(days, n, course.latest.first, after);
    (void)stat_share_lower(before, n_before, after, n_after, &course.share); /* neither is empty */
    course.claim = stat_claim(stat_ratio(-change, 10), stat_ratio(set->same, STAT_POINT), NULL);
    return course;
}

int stat_trend(const struct stat_week *weeks, size_t n, const struct stat_settings *set,
               struct stat_trend *ret)
{
    struct stat_point points[STAT_WEEKS_MAX];
    struct stat_trend trend = {.gate = stat_gate(STAT_FEW_WEEKS, n, STAT_TREND_WEEKS),
                               .interval_gate = stat_gate(STAT_FEW_WEEKS, n, STAT_INTERVAL_WEEKS),
                               .weeks = n};
    struct stat_estimate *slope = &trend.slope.slope;
    int r;

    if (n > STAT_WEEKS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct stat_point){weeks[i].number, weeks[i].tenths};
    if (stat_open(&trend.gate)) {
        r = stat_slope(points, n, 95, &trend.slope);
        if (r < 0)
            return r;
        trend.span = (size_t)(points[n - 1].x - points[0].x);
        slope->value = stat_divide(slope->value, 10);
        trend.slope.at_first = stat_divide(trend.slope.at_first, 10);
    }
    if (stat_open(&trend.interval_gate)) {
        slope->interval.low = stat_divide(slope->interval.low, 10);
        slope->interval.high = stat_divide(slope->interval.high, 10);
        trend.claim =
            stat_claim(stat_ratio(slope->value.num * (int64_t)trend.span, slope->value.den),
                       stat_ratio(set->same, STAT_POINT), &slope->interval);
    }
    *ret = trend;
    return 0;
}
