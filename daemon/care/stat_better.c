/* The first valid week, and what came after it. It tells what was logged and predicts nothing
 * (R58).
 */
#include "daemon/care/stat_better.h"

#include "daemon/care/measures.h"

static struct stat_week first_week(const struct stat_day *days, size_t n, int64_t from,
                                   int64_t today, const struct stat_settings *set)
{
    struct stat_week first = stat_baseline(days, n, from, today + 1, set);

    if (!stat_open(&first.gate))
        first.gate = stat_gate(STAT_FEW_DAYS, first.gate.have, first.gate.need);
    return first;
}

struct stat_course stat_since_first(const struct stat_day *days, size_t n, int64_t from,
                                    int64_t today, const struct stat_settings *set)
{
    struct stat_week first = first_week(days, n, from, today, set);

    if (!stat_open(&first.gate))
        return (struct stat_course){.gate = first.gate, .baseline = first};
    return stat_course(days, n, from, first.first + 7, today, set);
}

struct stat_better stat_better(const struct stat_day *days, size_t n, int64_t from, int64_t today,
                               const struct stat_settings *set, const struct care_settings *care)
{
    struct stat_week first = first_week(days, n, from, today, set);
    struct stat_better ret = {.gate = first.gate, .percent = care->better_percent};
    size_t valid = 0;
    int in_row = 0;

    if (!stat_open(&ret.gate))
        return ret;
    ret.assessed = care_improved(first.tenths, first.tenths, care) != BETTER_NOT_ASSESSED;
    ret.least =
        first.tenths >= care->weekly_tenths ? care->better_tenths : care->better_mild_tenths;
    for (int32_t k = 1; first.first + 7 * k + 6 <= today && !ret.reached; k++) {
        struct stat_week week = stat_week(days, n, first.first + 7 * k, set);

        valid += stat_open(&week.gate);
        in_row =
            stat_open(&week.gate) && care_improved(first.tenths, week.tenths, care) == BETTER_YES
                ? in_row + 1
                : 0;
        ret.reached = in_row == 2;
        ret.weeks = ret.reached ? k - 1 : 0;
    }
    ret.gate = stat_gate(STAT_FEW_WEEKS, valid + 1, 3);
    return ret;
}
