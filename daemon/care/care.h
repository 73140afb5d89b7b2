/* The care engine: what was logged, the profile and today in; stage, dates, holds, advice out.
 *
 * Pure: the same input is always the same plan, in whatever order its records come. It never
 * diagnoses (R2), never clears anybody (R3), and takes what it is not told as unknown, which is
 * neither "no" nor better (R70). R1 … R70 are the care rules, A01 … B34 the rows of the guides
 * they come from; every output carries those that made it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/care/input.h"
#include "daemon/care/settings.h"

#define CARE_WHY_MAX      8
#define CARE_ITEMS_MAX    128
#define CARE_HOLDS_MAX    (HOLD_COUNT + (HOLD_MARKS - HOLD_WOUND) * REGION_COUNT)
#define CARE_TYPES_MAX    3
#define CARE_REMINDER_MAX 12
#define CARE_ASKS_MAX     12

/* What made an output: rules, 0-terminated when fewer (71-74 are R50a-R50d; care_rule_name()),
 * and the seed rows of the very table entry, "" where the rules' own say it all. */
struct care_why {
    uint8_t rules[CARE_WHY_MAX];
    const char *rows;
};

enum care_class { CLASS_NONE, CLASS_ACUTE, CLASS_OVER_4_WEEKS, CLASS_CHRONIC };

struct care_episode {
    bool any;
    int64_t onset;
    bool onset_known; /* said by the user; else the first entry, and the age is a least one */
    int64_t age;      /* days */
    enum care_class duration;
};

enum care_stage { STAGE_HOME_FIRST, STAGE_ACTIVE, STAGE_MAINTENANCE, STAGE_WELLNESS, STAGE_COUNT };
enum care_better { BETTER_NOT_ASSESSED, BETTER_NO, BETTER_YES };

/* Week values are tenths, -1 none. */
struct care_course {
    enum care_stage stage;
    int64_t since;    /* the day on which the stage began */
    int32_t sessions; /* since then */
    int32_t baseline, current, entry;
    enum care_better better; /* R25, of the latest week */
    int32_t interval;        /* days; 0: no massage dates in this stage */
    struct care_why why;
};

enum care_next_kind { NEXT_NONE, NEXT_PLAN, NEXT_USER, NEXT_THERAPIST, NEXT_BOOKED };

struct care_next {
    enum care_next_kind kind;
    int64_t day, from, to; /* around `day`: the first and the last that would do */
    int64_t due;           /* as it was due, the first one with its stage */
    bool overdue;          /* that is past, and there was one before */
    int32_t interval;
    bool nudge; /* say so today */
    struct care_why why;
};

struct care_hold_on {
    enum care_hold hold;
    enum region region; /* REGION_NONE: the whole body */
    struct care_time from;
    int64_t until_at; /* ends by itself at this second; 0: does not */
    struct care_why why;
};

/* A sentence for people: words.h renders it. */
struct care_item {
    enum care_text text;
    enum care_tier tier;
    bool notify; /* not shown too lately */
    int32_t n, m;
    int64_t day;
    uint32_t set; /* bits: flags or conditions */
    int which;    /* a hold, a stage, a type, a region */
    struct care_why why;
};

struct care_type_on {
    enum care_type type;
    enum care_text text;
    struct care_why why;
};

enum care_reminder_kind {
    REMIND_DAY_BEFORE,
    REMIND_HOURS_BEFORE,
    REMIND_AFTER,
    REMIND_AFTER_WATER,
    REMIND_SORENESS,
    REMIND_WORKSTATION,
};

struct care_reminder {
    enum care_reminder_kind kind;
    int64_t at; /* seconds since the epoch; may lie behind */
    enum care_text text;
    struct care_why why;
};

enum care_ask_kind {
    ASK_CHECKLIST,
    ASK_PAIN,
    ASK_PEG,
    ASK_PRESSURE,
    ASK_SHARP,
    ASK_ONSET,
    ASK_CAUSE,
    ASK_GOAL,
    ASK_PATTERN,
    ASK_COUNT,
};

struct care_ask {
    enum care_ask_kind what;
    bool notify; /* it is due, and was not offered for the same cause before */
    struct care_why why;
};

/* What may be offered between sessions; moves.h asks this. */
struct care_allowed {
    bool moves, moderate, self_massage, homework, posture;
    bool new_pain, weak_bones, thinners; /* what forbids single moves */
    uint32_t no_massage;                 /* bits: regions where self-massage stays off */
    struct care_why why;
};

struct care_water {
    bool wanted;
    bool limited;         /* the profile limits drinking */
    int32_t done, target; /* ml today */
    int64_t quiet_until;  /* seconds since the epoch; 0: none */
    struct care_why why;
};

struct care_plan {
    enum care_tier tier;
    uint32_t flags; /* bits: red flags that stand */
    struct care_episode episode;
    struct care_course course;
    struct care_next next;
    struct care_allowed allowed;
    struct care_water water;
    bool on_hold;        /* the whole body */
    bool easy;           /* a session today: until local midnight */
    int booking;         /* the next one's index; -1 none */
    bool postpone;       /* offer to postpone it */
    bool no_deep;        /* deep tissue, Ashiatsu, trigger point are off */
    uint32_t conditions; /* bits: ask first about these */
    size_t hold_n, item_n, type_n, reminder_n, ask_n;
    struct care_hold_on holds[CARE_HOLDS_MAX];
    struct care_item items[CARE_ITEMS_MAX]; /* the highest tier first */
    struct care_type_on types[CARE_TYPES_MAX];
    struct care_reminder reminders[CARE_REMINDER_MAX];
    struct care_ask asks[CARE_ASKS_MAX];
};

/* 0 or -ENOMEM. The plan owns nothing; it points to constant texts only. */
int care_plan_make(const struct care_input *input, const struct care_settings *settings,
                   struct care_plan *ret);
/* What one notification says (R1): the index of the first item of the highest tier that is due to
 * be shown, or item_n. */
size_t care_plan_alone(const struct care_plan *plan);
/* "R25", "R50a"; NULL when there is none of this number. */
const char *care_rule_name(unsigned rule);
/* The seed rows of a rule, "A53 A55"; "" when it has another source. */
const char *care_rule_rows(unsigned rule);
