/* What a measure must be to count, and the load that reminders may be (R41, R52-R54). Pure. */
#pragma once

#include "daemon/care/care.h"

/* Whether an entry for `day`, said on `said`, is late. 0, or -ERANGE: too long ago, or not yet. */
int care_entry_late(int64_t day, int64_t said, const struct care_settings *settings, bool *ret);
/* All three answers, each 0-10. */
bool care_peg_valid(const int items[3]);
/* The score in tenths, -1 when not valid. */
int32_t care_peg_tenths(const int items[3]);
/* Whether the change between two weeks, tenths, is R25's; R70: BETTER_NOT_ASSESSED without both. */
enum care_better care_improved(int32_t baseline, int32_t current, const struct care_settings *set);
/* A session as it may be kept: a date; everything else optional, and in its range. 0, -EINVAL. */
int care_massage_check(const struct care_massage *massage);

/* Done of what was answered or ignored, in percent; -1 when nothing was. What was suppressed does
 * not count, and is no parameter. */
int care_adherence(int done, int skipped, int ignored);
