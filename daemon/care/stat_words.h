/* The statistics in words (CARE R55-R58). Pure.
 *
 * Nothing beyond what R56 allows is in the table of texts; whatever compares before with after says
 * how many entries it stands on, and that it is one person's own record.
 */
#pragma once

#include "daemon/care/stat_habit.h"
#include "daemon/care/stat_match.h"
#include "daemon/care/stat_week.h"

enum stat_text {
    STAT_TEXT_FEW, /* MSG-FEW: {k} {need} {unit} */
    STAT_TEXT_OWN, /* MSG-OWN */
    STAT_TEXT_RTM, /* MSG-RTM */
    STAT_TEXT_NO_MATCH,
    STAT_TEXT_WEEK,         /* {value} {n} */
    STAT_TEXT_MARKED,       /* {k} */
    STAT_TEXT_COURSE,       /* {before} {m} {after} {n} {change} */
    STAT_TEXT_SHARE,        /* {k} */
    STAT_TEXT_TREND,        /* {n} {change} */
    STAT_TEXT_PAIRS,        /* {n} {better} {same} {worse} {change} */
    STAT_TEXT_CENTRE,       /* {change} */
    STAT_TEXT_MATCH,        /* {n} {with} {m} {without} */
    STAT_TEXT_HABIT_COUNTS, /* {kept} {shown} {percent} {done} {taken} {skipped} {missed}
                               {suppressed} */
    STAT_TEXT_HABITS,       /* {n} {most} {m} {fewer} */
    STAT_TEXT_INTERVAL,     /* {low} {high} */
    STAT_TEXT_SAME,
    STAT_TEXT_OPEN,
    STAT_TEXT_LOWER,
    STAT_TEXT_HIGHER,
    STAT_TEXT_REACH_NONE, /* R57: {cm} */
    STAT_TEXT_REACH_POSSIBLE,
    STAT_TEXT_REACH_CLEAR,
    STAT_TEXT_COUNT,
};

/* The text with its placeholders. */
const char *stat_text(enum stat_text text);

#define STAT_SAY_MAX 1024 /* enough for whatever is said here */

/* Each writes sentences on one line, and says what is missing where a gate is closed. 0, or
 * -ENOSPC if size is too small: then ret is cut off. Changes are printed as later less earlier. */
int stat_say_gate(const struct stat_gate *gate, char *ret, size_t size);
int stat_say_week(const struct stat_week *week, char *ret, size_t size);
/* caution: the first session was booked on a bad day, or nobody knows. */
int stat_say_course(const struct stat_course *course, bool caution, char *ret, size_t size);
int stat_say_trend(const struct stat_trend *trend, char *ret, size_t size);
int stat_say_sessions(const struct stat_pairs *pairs, const struct stat_match *match, char *ret,
                      size_t size);
int stat_say_habits(const struct stat_habits *habits, char *ret, size_t size);
/* Fingertips to floor, or down the thigh, in cm. */
int stat_say_reach(int before_cm, int after_cm, const struct stat_settings *set, char *ret,
                   size_t size);
