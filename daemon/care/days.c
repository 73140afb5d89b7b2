/* Days and weeks of pain from single entries.
 *
 * A missing day is missing: it is never filled, never counts as no pain, and a week with too few
 * days has no value (R54, R59, R70).
 */
#include "daemon/care/days.h"

#include <errno.h>
#include <stdlib.h>

#include "common/civil.h"
#include "daemon/care/care_internal.h"

static bool counts(const struct care_input *in, const struct care_pain *pain)
{
    return pain->when.at <= in->now.at && !pain->category && pain->level >= 0 &&
           pain->level <= PAIN_MAX;
}

static int by_day(const void *a, const void *b)
{
    const struct care_pain *x = *(const struct care_pain *const *)a;
    const struct care_pain *y = *(const struct care_pain *const *)b;

    return (x->when.day > y->when.day) - (x->when.day < y->when.day);
}

/* One day's entries, n >= 1. */
static void add_day(struct care_days *days, const struct care_pain *const *pains, size_t n)
{
    int32_t sum[2] = {0}, number[2] = {0}, top = 0, which;

    for (size_t i = 0; i < n; i++) {
        sum[pains[i]->average] += pains[i]->level;
        number[pains[i]->average]++;
        top = pains[i]->level > top ? pains[i]->level : top;
        top = pains[i]->worst > top ? pains[i]->worst : top;
    }
    which = number[1] > 0;
    days->days[days->n] = (struct stat_day){
        .day = pains[0]->when.day,
        .value = (int32_t)stat_round((int64_t)sum[which] * STAT_POINT, number[which])};
    days->tops[days->n++] = top;
}

int care_days_init(struct care_days *ret, const struct care_input *in)
{
    const struct care_pain **sorted;
    struct care_days days = {0};
    size_t n = 0;

    if (in->pain_n == 0)
        return 0;
    sorted = calloc(in->pain_n, sizeof(*sorted));
    days.days = calloc(in->pain_n, sizeof(*days.days));
    days.tops = calloc(in->pain_n, sizeof(*days.tops));
    if (!sorted || !days.days || !days.tops) {
        free(sorted);
        care_days_done(&days);
        return -ENOMEM;
    }
    for (size_t i = 0; i < in->pain_n; i++)
        if (counts(in, &in->pains[i]))
            sorted[n++] = &in->pains[i];
    qsort(sorted, n, sizeof(*sorted), by_day);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end]->when.day == sorted[i]->when.day;)
            end++;
        add_day(&days, sorted + i, end - i);
    }
    free(sorted);
    *ret = days;
    return 0;
}

void care_days_done(struct care_days *days)
{
    free(days->days);
    free(days->tops);
    *days = (struct care_days){0};
}

const struct stat_day *care_days_last(const struct care_days *days)
{
    return days->n ? &days->days[days->n - 1] : NULL;
}

const struct stat_day *care_days_find(const struct care_days *days, int64_t day)
{
    size_t from = 0, to = days->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (days->days[middle].day < day)
            from = middle + 1;
        else
            to = middle;
    }
    return from < days->n && days->days[from].day == day ? &days->days[from] : NULL;
}

static struct stat_settings stat_of(const struct care_settings *set)
{
    struct stat_settings stat = stat_defaults;

    stat.week_logged = set->week_logged;
    return stat;
}

int32_t care_week(const struct care_days *days, int64_t first, const struct care_settings *set)
{
    const struct stat_settings stat = stat_of(set);
    struct stat_week week = stat_week(days->days, days->n, first, &stat);

    return stat_open(&week.gate) ? week.tenths : -1;
}

int32_t care_latest_week(const struct care_days *days, int64_t until,
                         const struct care_settings *set, int64_t *ret_end)
{
    const struct stat_settings stat = stat_of(set);
    struct stat_week week =
        stat_latest(days->days, days->n, days->n ? days->days[0].day - 6 : until, until, &stat);

    if (!stat_open(&week.gate))
        return -1;
    *ret_end = week.first + 6;
    return week.tenths;
}

enum care_better care_improved(int32_t baseline, int32_t current, const struct care_settings *set)
{
    int32_t least;

    if (baseline < 0 || current < 0 || baseline < set->well_tenths)
        return BETTER_NOT_ASSESSED;
    least = baseline >= set->weekly_tenths ? set->better_tenths : set->better_mild_tenths;
    return baseline - current >= least &&
                   (baseline - current) * 100 >= set->better_percent * baseline
               ? BETTER_YES
               : BETTER_NO;
}

bool care_months_over(int64_t from, int months, int64_t today)
{
    int year, month, day;

    civil_from_day(from, &year, &month, &day);
    month += months;
    year += (month - 1) / 12;
    month = (month - 1) % 12 + 1;
    while (!civil_valid(year, month, day) && day > 28)
        day--;
    return today > civil_day(year, month, day);
}
