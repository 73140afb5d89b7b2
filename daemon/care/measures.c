/* What a measure must be to count (R41, R52, R53).
 *
 * Blank is missing and 0 is a number (R54): common/entry.c reads levels, days.c averages them.
 */
#include "daemon/care/measures.h"

#include <errno.h>

int care_entry_late(int64_t day, int64_t said, const struct care_settings *settings, bool *ret)
{
    if (day > said || said - day > settings->late_days)
        return -ERANGE;
    *ret = day < said;
    return 0;
}

bool care_peg_valid(const int items[3])
{
    for (int i = 0; i < 3; i++)
        if (items[i] < 0 || items[i] > PAIN_MAX)
            return false;
    return true;
}

int32_t care_peg_tenths(const int items[3])
{
    return care_peg_valid(items) ? ((items[0] + items[1] + items[2]) * 10 + 1) / 3 : -1;
}

static bool level(int value)
{
    return value >= -1 && value <= PAIN_MAX;
}

int care_massage_check(const struct care_massage *m)
{
    if (m->when.at == 0 || m->types >= 1u << TYPE_COUNT || m->minutes < 0 || m->minutes > 600 ||
        (unsigned)m->pressure >= CARE_PRESSURE_COUNT || !level(m->before) || !level(m->after) ||
        m->regions >= 1u << REGION_COUNT || (unsigned)m->homework_region >= REGION_COUNT ||
        (m->next_day != 0 && m->next_day <= m->when.day) || m->interval_days < 0)
        return -EINVAL;
    return 0;
}

int care_adherence(int done, int skipped, int ignored)
{
    int all = done + skipped + ignored;

    return all > 0 ? (done * 100 + all / 2) / all : -1;
}
