/* What the parts of the care engine share while one plan is made. */
#pragma once

#include "daemon/care/care.h"
#include "daemon/care/days.h"
#include "daemon/care/measures.h"
#include "daemon/care/stat_week.h"
#include "daemon/care/words.h"

struct care_raised {
    bool yes;
    struct care_time when; /* at = 0: only its day is known */
};

struct care_work {
    const struct care_input *in;
    const struct care_settings *set;
    struct care_plan *plan;
    struct care_days days;
    struct care_raised raised[FLAG_COUNT];
    struct care_time flagged; /* the latest of those that stand */
    int64_t last_onset;       /* of the episode, or of the last one when it is over */
    bool had_episode;
};

#define WHY(seed_rows, ...) ((struct care_why){.rules = {__VA_ARGS__}, .rows = (seed_rows)})
#define BIT(i)              (1u << (unsigned)(i))
#define DAY_SECONDS         INT64_C(86400)

/* The latest day with a number, NULL: none. */
const struct stat_day *care_days_last(const struct care_days *days);
const struct stat_day *care_days_find(const struct care_days *days, int64_t day);
/* The mean in tenths of the seven days from `first`, -1 when too few of them have a number (8.2).
 */
int32_t care_week(const struct care_days *days, int64_t first, const struct care_settings *set);
/* The latest week with a value that ends with an entry, at `until` or before; *ret_end: its last
 * day. -1: none, *ret_end untouched. */
int32_t care_latest_week(const struct care_days *days, int64_t until,
                         const struct care_settings *set, int64_t *ret_end);
/* More than `months` calendar months after `from`; month ends clamp (R20). */
bool care_months_over(int64_t from, int months, int64_t today);

/* Records of the future do not count. */
bool care_past(const struct care_work *w, const struct care_time *when);
/* The latest session, or the latest before `than`; NULL: none. */
const struct care_massage *care_last_massage(const struct care_work *w,
                                             const struct care_massage *than);
/* The latest soreness record from `hours` after the session on, -1 none. */
int care_soreness_after(const struct care_work *w, const struct care_massage *session, int hours);
/* A clinician's visit on or after a day; `than`: one that cleared massage, at that time or later.
 */
bool care_seen(const struct care_work *w, int64_t since_day);
bool care_cleared(const struct care_work *w, const struct care_time *since);
/* Shown at or after a time (by the day, where at = 0), or in the last `days` days. */
bool care_told_since(const struct care_work *w, enum care_text text, const struct care_time *since);
bool care_told_within(const struct care_work *w, enum care_text text, int64_t days);
/* Adds a sentence; past CARE_ITEMS_MAX it is the caller's to change, but not kept. */
struct care_item *care_add(struct care_work *w, enum care_text text, enum care_tier tier,
                           struct care_why why);

/* The parts, in the order in which they run; it is that of the tiers, and so the items come out
 * highest first (R1). */
void care_find_episode(struct care_work *w);
void care_find_flags(struct care_work *w);
void care_find_doctor(struct care_work *w);
void care_find_holds(struct care_work *w);
void care_find_course(struct care_work *w);
void care_find_next(struct care_work *w);
void care_find_types(struct care_work *w);
void care_find_after(struct care_work *w);
void care_find_asks(struct care_work *w);
