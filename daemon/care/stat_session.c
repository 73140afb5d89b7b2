/* Sessions: what changed within their day, and the caution that belongs to it.
 *
 * A session that lacks a value counts for nothing: never as "the same".
 */
#include "daemon/care/stat_session.h"

#include <errno.h>

#include "daemon/care/stat_rank.h"
#include "daemon/care/stat_week.h"

int stat_bad_days(const struct stat_day *days, size_t n, struct stat_session *sessions, size_t m)
{
    int32_t sums[STAT_DAYS_MAX], sum, bad;
    size_t all = 0, marked;

    if (n > STAT_DAYS_MAX || m > STAT_SESSIONS_MAX)
        return -E2BIG;
    for (size_t i = 2; i < n; i++) {
        if (stat_window(days + i - 2, n - i + 2, days[i].day - 2, 3, &sum, &marked) == 3)
            sums[all++] = sum;
    }
    stat_sort(sums, all);
    bad = all < STAT_BAD_STRETCHES ? 0 : sums[(3 * all + 3) / 4 - 1];
    for (size_t i = 0; i < m; i++) {
        struct stat_session *s = &sessions[i];

        if (all < STAT_BAD_STRETCHES || s->booked == STAT_NO_DAY ||
            stat_window(days, n, s->booked - 2, 3, &sum, &marked) < 3)
            s->bad_day = STAT_BAD_UNKNOWN;
        else
            s->bad_day = sum >= bad ? STAT_BAD_YES : STAT_BAD_NO;
    }
    return 0;
}

int stat_pairs(const struct stat_session *sessions, size_t n, const struct stat_settings *set,
               struct stat_pairs *ret)
{
    int32_t change[STAT_SESSIONS_MAX];
    struct stat_pairs p = {0};
    struct stat_interval *interval = &p.centre.interval;

    if (n > STAT_SESSIONS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++) {
        const struct stat_session *s = &sessions[i];

        if (s->before == STAT_MISSING || s->after == STAT_MISSING)
            continue;
        change[p.n++] = s->before - s->after;
        p.better += s->after < s->before;
        p.same += s->after == s->before;
        p.worse += s->after > s->before;
        p.caution = p.caution || s->bad_day != STAT_BAD_NO;
    }
    p.gate = stat_gate(STAT_FEW_SESSIONS, p.n, STAT_LIST_SESSIONS);
    p.centre_gate = stat_gate(STAT_FEW_SESSIONS, p.n, STAT_CENTRE_SESSIONS);
    if (!stat_open(&p.gate)) {
        *ret = (struct stat_pairs){.gate = p.gate, .centre_gate = p.centre_gate, .n = p.n};
        return 0;
    }
    (void)stat_median(change, p.n, &p.median);
    p.median = stat_divide(p.median, STAT_POINT);
    if (stat_open(&p.centre_gate)) {
        (void)stat_centre(change, p.n, 95, &p.centre);
        p.centre.value = stat_divide(p.centre.value, STAT_POINT);
        interval->low = stat_divide(interval->low, STAT_POINT);
        interval->high = stat_divide(interval->high, STAT_POINT);
        p.claim = stat_claim((struct stat_ratio){-p.centre.value.num, p.centre.value.den},
                             stat_ratio(set->same, STAT_POINT), interval);
    }
    *ret = p;
    return 0;
}
