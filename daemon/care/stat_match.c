/* The fair comparison: bad days are followed by better ones anyway, so what follows a session on
 * bad days is told beside what follows bad days without one.
 *
 * Both sides are measured in the same way, no day of a stretch is used twice, and each session
 * weighs once on either side: so that high levels, which fall further, stand against high ones.
 */
#include "daemon/care/stat_match.h"

#include <errno.h>

#include "daemon/care/stat_week.h"

#define PART 210000 /* of a point: sums of 3 and of 5 to 7 thousandths divide into it */

/* Three days, and what came of them in the next seven. */
struct stretch {
    int32_t sum;    /* of the three, thousandths */
    int32_t change; /* week after less three days, in 1/PART of a point */
};

/* The three days before day; false if they or the week from day on lack values. */
static bool stretch_before(const struct stat_day *days, size_t n, int64_t day,
                           const struct stat_settings *set, struct stretch *ret)
{
    int32_t after;
    size_t marked, logged;

    if (stat_window(days, n, day - 3, 3, &ret->sum, &marked) < 3)
        return false;
    logged = stat_window(days, n, day, 7, &after, &marked);
    if (logged < (size_t)set->week_logged)
        return false;
    ret->change = (int32_t)(after * (PART / STAT_POINT / (int32_t)logged)) -
                  ret->sum * (PART / STAT_POINT / 3);
    return true;
}

static bool alike(const struct stretch *a, const struct stretch *b)
{
    int32_t off = a->sum - b->sum;

    return off <= 3 * STAT_MATCH_WITHIN && off >= -3 * STAT_MATCH_WITHIN;
}

/* The stretches without a session that are alike to one of with[]; ret holds STAT_SESSIONS_MAX. */
static size_t find_matches(const struct stat_day *days, size_t n,
                           const struct stat_session *sessions, size_t m,
                           const struct stretch *with, size_t n_with,
                           const struct stat_settings *set, struct stretch *ret)
{
    int64_t free_from = n > 0 ? days[0].day : 0; /* days before are used */
    size_t next = 0, found = 0; /* next: the first session that is not over before */

    for (size_t i = 0; i < n; i++) {
        int64_t day = days[i].day + 3;
        size_t k = 0;

        while (next < m && sessions[next].day < days[i].day - 7)
            next++;
        if (days[i].day < free_from || (next < m && sessions[next].day < day + 7) ||
            !stretch_before(days, n, day, set, &ret[found]))
            continue;
        while (k < n_with && !alike(&with[k], &ret[found]))
            k++;
        if (k < n_with) {
            found++;
            free_from = day + 7;
        }
    }
    return found;
}

/* The mean change of those alike to one; false if there is none. */
static bool mean_alike(const struct stretch *to, const struct stretch *matches, size_t n,
                       int32_t *ret)
{
    int64_t sum = 0, count = 0;

    for (size_t i = 0; i < n; i++) {
        if (alike(to, &matches[i])) {
            sum += matches[i].change;
            count++;
        }
    }
    if (count > 0)
        *ret = (int32_t)stat_round(sum, count);
    return count > 0;
}

int stat_match(const struct stat_day *days, size_t n, const struct stat_session *sessions, size_t m,
               const struct stat_settings *set, struct stat_match *ret)
{
    struct stretch with[STAT_SESSIONS_MAX], matches[STAT_SESSIONS_MAX];
    struct stat_match match = {0};
    int64_t sum = 0, sum_without = 0, off;
    int32_t without;
    size_t n_with = 0;

    if (n > STAT_DAYS_MAX || m > STAT_SESSIONS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < m; i++)
        n_with += sessions[i].bad_day == STAT_BAD_YES &&
                  stretch_before(days, n, sessions[i].day, set, &with[n_with]);
    match.matches = find_matches(days, n, sessions, m, with, n_with, set, matches);
    for (size_t k = 0; k < n_with; k++) {
        if (!mean_alike(&with[k], matches, match.matches, &without))
            continue;
        match.sessions++;
        sum += with[k].change;
        sum_without += without;
    }
    match.gate = stat_gate(STAT_FEW_MATCHES, match.matches, STAT_MATCHES);
    if (stat_open(&match.gate)) {
        match.with = stat_ratio(sum, PART * (int64_t)match.sessions);
        match.without = stat_ratio(sum_without, PART * (int64_t)match.sessions);
        off = sum < sum_without ? sum_without - sum : sum - sum_without;
        match.same = stat_compare(stat_ratio(off, PART * (int64_t)match.sessions),
                                  stat_ratio(set->same, STAT_POINT)) < 0;
    }
    *ret = match;
    return 0;
}
