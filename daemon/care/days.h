/* Days of pain from single entries (R54, R59): what the plan and the statistics count. Pure. */
#pragma once

#include "daemon/care/input.h"
#include "daemon/care/stat.h"

/* Days with at least one number, ascending; imported words are none. */
struct care_days {
    size_t n;
    struct stat_day *days; /* owned: the mean of the day's averages, else of all its entries */
    int32_t *tops;         /* owned: the day's highest level, worst included; 0-10 */
};

/* Zero it before use. 0 or -ENOMEM. */
int care_days_init(struct care_days *ret, const struct care_input *in);
void care_days_done(struct care_days *days);
