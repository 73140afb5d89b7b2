/* The statistics in words (CARE R55-R58). Pure.
 *
 * Nothing beyond what R56 allows is in the table of texts; whatever compares before with after says
 * how many entries it stands on, and that it is one person's own record.
 */
#pragma once

#include "daemon/care/stat_better.h"
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
    STAT_TEXT_SINCE,        /* the same */
    STAT_TEXT_SHARE,        /* {k} */
    STAT_TEXT_TREND,        /* {n} {change} */
    STAT_TEXT_PAIRS,        /* {n} {better} {same} {worse} {change} */
    STAT_TEXT_CENTRE,       /* {change} */
    STAT_TEXT_MATCH,        /* {n} {with} {m} {without} */
    STAT_TEXT_HABIT_COUNTS, /* {kept} {shown} {percent} {done} {taken} {skipped} {missed}
                               {suppressed} */
    STAT_TEXT_HABITS,       /* {n} {most} {m} {fewer} */
    STAT_TEXT_FUNCTION,     /* {before} {after} {n} {change} */
    STAT_TEXT_BETTER,       /* {least} {percent} {k} */
    STAT_TEXT_BETTER_NOT,   /* {least} {percent} */
    STAT_TEXT_BETTER_LOW,
    STAT_TEXT_WATER,      /* {k} {n} {ml} */
    STAT_TEXT_WATER_NONE, /* {n} */
    STAT_TEXT_SORE,       /* {k} {n} {most} */
    STAT_TEXT_SORE_NONE,  /* {n} */
    STAT_TEXT_INTERVAL,   /* {low} {high} */
    STAT_TEXT_SAME,
    STAT_TEXT_OPEN,
    STAT_TEXT_LOWER,
    STAT_TEXT_HIGHER,
    STAT_TEXT_REACH_NONE, /* R57: {before} {after} {n} {cm} */
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
/* Of stat_since_first(). */
int stat_say_since(const struct stat_course *course, char *ret, size_t size);
/* n answers of PEG's third question, the first and the latest of them 0-10. */
int stat_say_function(size_t n, int before, int after, const struct stat_settings *set, char *ret,
                      size_t size);
int stat_say_better(const struct stat_better *better, char *ret, size_t size);
/* Drinks were recorded on some of the days, ml in all. */
int stat_say_water(size_t recorded, size_t days, int64_t ml, char *ret, size_t size);
/* After how many of the sessions soreness was logged, and the highest, 0-10. */
int stat_say_soreness(size_t logged, size_t sessions, int most, char *ret, size_t size);
int stat_say_trend(const struct stat_trend *trend, char *ret, size_t size);
int stat_say_sessions(const struct stat_pairs *pairs, const struct stat_match *match, char *ret,
                      size_t size);
int stat_say_habits(const struct stat_habits *habits, char *ret, size_t size);
/* n measurements of fingertips to floor, the first and the latest of them in cm. */
int stat_say_reach(size_t n, int before_cm, int after_cm, const struct stat_settings *set,
                   char *ret, size_t size);
#define STAT_PAIR 2 /* measurements for a first and a latest */
