/* What the care engine is given: entries, answers, visits, the profile, and now.
 *
 * Unknown is a value of its own everywhere, and the one that zero stands for: what nobody said is
 * neither "no" nor better (R70). Records come in any order; that enums are in their range is the
 * caller's to see to.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/entry.h"
#include "common/red_flags.h"
#include "daemon/care/texts.h"

/* One instant, as the clock on the wall says it there and then. */
struct care_time {
    int64_t at;     /* seconds since the epoch; 0: none */
    int64_t day;    /* its local civil day (civil_day) */
    int32_t minute; /* of that day */
};

enum care_answer {
    CARE_UNKNOWN, /* not asked, skipped, not filled in */
    CARE_NO,
    CARE_YES,
};

/* Highest last (R1). */
enum care_tier {
    TIER_NONE,
    TIER_ASK_FIRST,
    TIER_HOLD,
    TIER_DOCTOR,
    TIER_URGENT,
    TIER_EMERGENCY,
};

enum care_hold {
    HOLD_FEVER,
    HOLD_FRACTURE,
    HOLD_INJURY,
    HOLD_NUMBNESS,
    HOLD_CLOT,
    HOLD_CONTAGIOUS,
    HOLD_WOUND, /* from here on: of one region, of the whole body when none is named */
    HOLD_BURN,
    HOLD_SKIN,
    HOLD_SWELLING,
    HOLD_SURGERY,
    HOLD_MARKS,               /* so many can be marked; the others follow from entries */
    HOLD_SEVERE = HOLD_MARKS, /* pain today */
    HOLD_TIER,                /* EMERGENCY or URGENT */
    HOLD_NOT_CLEARED,         /* a clinician said no */
    HOLD_COUNT,
};

/* What makes a massage something to ask about first (R11). */
enum care_condition {
    ILLNESS_PREGNANCY,
    ILLNESS_BLOOD, /* thinners, a bleeding disorder, low platelets */
    ILLNESS_BONES,
    ILLNESS_CANCER,
    ILLNESS_HEART,
    ILLNESS_PRESSURE,
    ILLNESS_NERVE,
    ILLNESS_DISC,
    ILLNESS_SKIN,
    ILLNESS_DEFENCES,
    ILLNESS_SURGERY, /* not a member of the profile: follows from a mark */
    ILLNESS_COUNT,
};

enum care_goal {
    GOAL_UNKNOWN,
    GOAL_RELIEF,
    GOAL_FUNCTION,
    GOAL_PREVENTION,
    GOAL_STRESS,
    GOAL_COUNT
};
enum care_pattern {
    PATTERN_UNSURE,
    PATTERN_DIFFUSE,
    PATTERN_DEEP,
    PATTERN_KNOT,
    PATTERN_MIXED,
    PATTERN_COUNT
};
enum care_taste {
    TASTE_UNKNOWN,
    TASTE_LIGHT,
    TASTE_MEDIUM,
    TASTE_DEEP,
    TASTE_DEEP_GENTLE,
    TASTE_COUNT
};
enum care_type {
    TYPE_SWEDISH,
    TYPE_DEEP,
    TYPE_ASHIATSU,
    TYPE_TRIGGER,
    TYPE_BALINESE,
    TYPE_OTHER,
    TYPE_COUNT
};
enum care_pressure {
    CARE_PRESSURE_UNKNOWN,
    CARE_PRESSURE_LIGHT,
    CARE_PRESSURE_RIGHT,
    CARE_PRESSURE_BEARABLE,
    CARE_PRESSURE_TOO_MUCH,
    CARE_PRESSURE_COUNT
};
enum care_booking_state { BOOKING_ON, BOOKING_CANCELLED, BOOKING_POSTPONED };

/* ---------------------------------------------------------------- records
 * Levels are 0-10, -1 none. Records later than `now` are not looked at, bookings apart. */

struct care_pain {
    struct care_time when;
    int level, worst;
    int stress, sleep; /* 0-10; sleep: 10 excellent */
    bool average;      /* the day's average, and so its value (R54) */
    bool category;     /* an imported word, not a number (R59) */
    bool posture;      /* tagged: from how I sit */
    enum region region, refers_to;
    enum side side;
    enum care_answer numb;    /* numbness, tingling or weakness */
    enum care_answer night;   /* worse at night, and rest is not known to ease it */
    enum care_answer stopped; /* it stopped my usual activities */
};

struct care_peg {
    struct care_time when;
    int items[3];
};

struct care_massage {
    struct care_time when; /* its end */
    uint32_t types;        /* bits: enum care_type */
    int minutes;           /* 0: not said */
    enum care_pressure pressure;
    enum care_answer sharp; /* it hurt sharply */
    int before, after;
    uint32_t regions;     /* bits: enum region */
    const char *disliked; /* in the user's words; NULL: nothing */
    const char *homework; /* NULL: none */
    enum region homework_region;
    int64_t next_day;      /* the therapist's date; 0: none */
    int32_t interval_days; /* the therapist's; 0: none */
};

struct care_soreness {
    struct care_time when;
    int level;
    enum care_answer numb;
};

struct care_booking {
    struct care_time when;
    enum care_booking_state state;
};

struct care_check {
    struct care_time when;
    enum red_flag flag; /* below FLAG_ASKED */
    enum care_answer answer;
};

struct care_mark {
    struct care_time when;
    enum care_hold hold; /* below HOLD_MARKS */
    enum region region;
    struct care_time ended; /* the user said it is over; at = 0: not yet */
};

struct care_visit {
    struct care_time when;
    enum care_answer cleared; /* for massage */
};

struct care_drink {
    struct care_time when;
    int32_t ml;
};

/* What was shown, so that it is not shown again too soon. */
struct care_told {
    enum care_text text;
    struct care_time when;
};

/* All optional; zero is unknown. Texts are the user's own words, NULL when not filled in. */
struct care_profile {
    int age; /* years */
    enum care_goal goal;
    enum care_pattern pattern;
    enum care_taste taste;
    enum care_answer cause_known;
    int64_t onset_day;
    enum care_answer recovering; /* from an injury, cleared for massage */
    enum care_answer conditions[ILLNESS_COUNT];
    enum care_answer deep_again; /* turned deep work back on, after asking (R11) */
    enum care_answer fluid_limit;
    int weekday;           /* 1 Monday … 7 Sunday */
    int32_t interval_days; /* the user's own choice */
    uint32_t focus, avoid; /* bits: enum region */
    const char *goals, *injuries, *illnesses, *medicines, *types, *questions, *helped, *onset_event;
};

struct care_input {
    struct care_time now;
    struct care_profile profile;
    const struct care_pain *pains;
    const struct care_peg *pegs;
    const struct care_massage *massages;
    const struct care_soreness *sore;
    const struct care_booking *bookings;
    const struct care_check *checks;
    const struct care_mark *marks;
    const struct care_visit *visits;
    const struct care_drink *drinks;
    const struct care_told *told;
    size_t pain_n, peg_n, massage_n, sore_n, booking_n, check_n, mark_n, visit_n, drink_n, told_n;
};
