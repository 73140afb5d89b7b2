/* Breaks beside pain, day by day (CARE R52, R55, R56). Pure. */
#pragma once

#include "daemon/care/stat.h"

#define STAT_HABIT_DAYS 5 /* on either side of a comparison */

/* How the reminders of one day ended, beside the day's pain. */
struct stat_habit_day {
    int64_t day;
    int32_t pain;         /* thousandths, or STAT_MISSING */
    uint32_t done, taken; /* done said so; taken: away for long enough */
    uint32_t skipped;     /* said no */
    uint32_t missed;      /* shown, and never answered */
    uint32_t suppressed;  /* never shown: counted, and not held against anybody */
};

/* Days with so many of their breaks. */
struct stat_habit_side {
    size_t days;
    int32_t tenths; /* the mean of their pain, halves up; STAT_MISSING for none */
};

struct stat_habits {
    uint64_t done, taken, skipped, missed, suppressed; /* of all days */
    int32_t percent;       /* done and taken, of those and skipped and missed; or STAT_MISSING */
    struct stat_gate gate; /* of claim: days with pain and breaks, on the side that has fewer */
    struct stat_habit_side most, fewer; /* at least half of the day's breaks, less than half */
    enum stat_claim claim;              /* pain with most of the breaks, against fewer */
};

/* percents (of n, NULL where the line is not wanted) gets each day's share, a whole percent, halves
 * up, or STAT_MISSING where nothing was shown: the second line of the picture; the first is pain.
 * O(n). 0 or -E2BIG. */
int stat_habits(const struct stat_habit_day *days, size_t n, const struct stat_settings *set,
                int32_t *percents, struct stat_habits *ret);
