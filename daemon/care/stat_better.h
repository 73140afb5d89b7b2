/* The first week beside the latest, and how many weeks until pain was lower for two in a row by
 * what R25 asks for. Pure. */
#pragma once

#include "daemon/care/settings.h"
#include "daemon/care/stat_week.h"

/* As stat_course(), but from the first week that is valid, whenever the first session was. The gate
 * says STAT_FEW_DAYS where there is no such week. */
struct stat_course stat_since_first(const struct stat_day *days, size_t n, int64_t from,
                                    int64_t today, const struct stat_settings *set);

struct stat_better {
    struct stat_gate gate; /* of a first week, and two after it */
    bool assessed;         /* the first week is high enough to compare with */
    bool reached;
    int32_t weeks;          /* from the first to the first of the two */
    int32_t least, percent; /* lower by so much: tenths, and so much of it */
};
/* Weeks are counted from the first one, by sevens; one without a value is never one of two (R70).
 */
struct stat_better stat_better(const struct stat_day *days, size_t n, int64_t from, int64_t today,
                               const struct stat_settings *set, const struct care_settings *care);
