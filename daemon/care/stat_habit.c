/* Breaks beside pain: two lines, counts, and no more than R56 lets be said.
 *
 * A day without a value, or on which nothing was shown, is on neither side.
 */
#include "daemon/care/stat_habit.h"

#include <errno.h>

static int32_t percent_of(uint64_t kept, uint64_t shown)
{
    return shown == 0 ? STAT_MISSING : (int32_t)stat_round((int64_t)(kept * 100), (int64_t)shown);
}

static struct stat_habit_side side_of(size_t days, int64_t sum)
{
    return (struct stat_habit_side){
        days,
        days == 0 ? STAT_MISSING : (int32_t)stat_round(sum, (int64_t)days * (STAT_POINT / 10))};
}

int stat_habits(const struct stat_habit_day *days, size_t n, const struct stat_settings *set,
                int32_t *percents, struct stat_habits *ret)
{
    struct stat_habits h = {0};
    size_t count[2] = {0};
    int64_t sum[2] = {0};
    uint64_t all_kept;

    if (n > STAT_DAYS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++) {
        const struct stat_habit_day *d = &days[i];
        uint64_t kept = (uint64_t)d->done + d->taken, shown = kept + d->skipped + d->missed;

        h.done += d->done;
        h.taken += d->taken;
        h.skipped += d->skipped;
        h.missed += d->missed;
        h.suppressed += d->suppressed;
        if (percents)
            percents[i] = percent_of(kept, shown);
        if (shown == 0 || d->pain == STAT_MISSING)
            continue;
        count[2 * kept >= shown]++;
        sum[2 * kept >= shown] += d->pain;
    }
    all_kept = h.done + h.taken;
    h.percent = percent_of(all_kept, all_kept + h.skipped + h.missed);
    h.fewer = side_of(count[0], sum[0]);
    h.most = side_of(count[1], sum[1]);
    h.gate = stat_gate(STAT_FEW_DAYS, count[0] < count[1] ? count[0] : count[1], STAT_HABIT_DAYS);
    if (stat_open(&h.gate))
        h.claim = stat_claim(stat_ratio(h.most.tenths - h.fewer.tenths, 10),
                             stat_ratio(set->same, STAT_POINT), NULL);
    *ret = h;
    return 0;
}
